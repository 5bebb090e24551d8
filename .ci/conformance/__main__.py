"""`python -m conformance [GROUP…]`: every case, or those of the groups named.

The groups: documents, findings, schemas, readers, broken, finished, import, copies, layout, outline, reference.
`python -m conformance file FILE.docx…` runs the validators and the package rules over any DOCX.
"""

import shutil
import sys
from pathlib import Path

from . import (
    broken, copies, documents, editor, findings, finished, importing, office, outline, places, printed, readers,
    reference, schemas, texts, validators,
)
from .layout import rows, sample
from .package import Package
from .report import Report
from .rules import RULES

GROUPS = ("documents", "findings", "schemas", "readers", "broken", "finished", "import", "copies", "layout", "outline", "reference")


def main(arguments):
    report = Report()
    if arguments[:1] == ["file"]:
        _check_files(report, [Path(name) for name in arguments[1:]])
        return report.close()
    unknown = set(arguments) - set(GROUPS)
    if unknown:
        print(f"unknown group: {', '.join(sorted(unknown))}\n\n{__doc__}", file=sys.stderr)
        return 2
    groups = arguments or GROUPS
    _clean()
    built = _build(report)
    good = [document for document in built if not document.problems]
    if "documents" in groups:
        _documents(report, good)
    if "findings" in groups:
        _findings(report)
    if "schemas" in groups:
        _schemas(report)
    if "readers" in groups:
        _readers(report, good)
        texts.run(report, good)
    if "broken" in groups:
        report.group("broken files are rejected")
        broken.run(report, good)
    if "finished" in groups:
        report.group("finished documents, whoever made them, are checked")
        finished.run(report, good)
    if "import" in groups:
        report.group("Word files, whoever made them, become sections and folders")
        importing.run(report, good)
    if "copies" in groups:
        report.group("copies of a document")
        copies.run(report)
    if "layout" in groups or "outline" in groups:
        _printed(report, good, groups)
    if "reference" in groups:
        report.group("a real report, typed in again")
        reference.run(report)
    return report.close()


def _clean():
    """A scratch folder without yesterday's results; the office's profile is slow to make, and stays."""
    places.WORK.mkdir(exist_ok=True)
    for path in places.WORK.iterdir():
        if path.is_dir() and path != places.OFFICE_PROFILE:
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()


def _build(report):
    report.group("document folders build")
    built = documents.build_all()
    for document in built:
        report.record(f"{document.name}: builds", document.problems)
    for document in built:
        if not document.problems:
            report.check(f"{document.name}: has a note register", documents.register, document)
    for name, folder in documents.refused_folders().items():
        report.check(f"{name}: is refused", documents.refusal_problems, name, folder)
    report.record("there is a sample", [] if any(one.name == "sample" for one in built) else ["no document.yaml"])
    return built


def _documents(report, good):
    report.group("validators and package rules")
    paths = [document.docx for document in good]
    _check_files(report, paths)
    report.check("a PDF of it in one step", printed.problems, good[-1].folder)
    report.group("other circumstances, same bytes")
    for document in good:
        report.check(f"{document.name}: same bytes", documents.rebuild_problems, document)


def _findings(report):
    report.group("findings for other programs")
    refused = documents.refused_folders()
    for name, folder in (documents.folders() | refused).items():
        report.check(f"{name}: valid SARIF", findings.sarif_problems, folder)
    report.check("spoilt SARIF is rejected", findings.sarif_can_fail, next(iter(refused.values())))
    report.check("the schema of `checks:`", findings.levels_problems)


def _schemas(report):
    report.group("schemas for editors")
    for name, folder in documents.folders().items():
        report.check(f"{name}: valid by its schemas", schemas.problems, folder)
    report.check("an editor's own server reads them", editor.problems)
    report.check("a spoilt file is refused", schemas.spoilt_problems, places.ROOT)
    for name, folder in documents.refused_folders().items():
        report.check(f"{name}: refused by its schemas where keys are wrong", schemas.faulty_problems, folder)


def _check_files(report, paths):
    sdk, integrity = validators.sdk(paths), validators.integrity(paths)
    for path in paths:
        report.record(f"{path.stem}: valid for the SDK", sdk[path])
        report.record(f"{path.stem}: clean for ooxml-integrity", integrity[path])
        try:
            package = Package(path)
        except Exception as error:  # noqa: BLE001 - no zip, no file: the rules cannot run
            report.record(f"{path.stem}: is a package", [error])
            continue
        for rule, check in RULES.items():
            report.check(f"{path.stem}: {rule}", check, package)


def _readers(report, good):
    report.group("readers agree on the notes")
    office_notes = readers.libreoffice([document.docx for document in good])
    for document in good:
        if document.register is None:
            continue
        expected = [note["text"] for note in document.register]
        for name, read in readers.ALONE.items():
            report.check(f"{document.name}: notes in {name}", _disagreements, expected, read, document.docx)
        report.record(
            f"{document.name}: notes in libreoffice",
            list(readers.disagreements(expected, office_notes[document.docx])),
        )


def _disagreements(expected, read, path):
    return readers.disagreements(expected, read(path))


def _printed(report, good, groups):
    """The documents to be measured, printed in one go, against their kinds' tables and their own outlines."""
    measured = [document for document in good if document.register is not None and sample.is_wanted(document)]
    printed = office.convert([document.docx for document in measured], "pdf", places.WORK / "pdf")
    for document in measured:
        report.record(f"{document.name}: prints", [] if printed[document.docx] else ["LibreOffice did not convert it"])
    measured = [document for document in measured if printed[document.docx]]
    if "layout" in groups:
        report.group("layout on the printed page")
        report.check("every kind is measured", sample.kinds_problems, measured)
        report.check("every fact is tested or left out", rows.coverage_problems, measured)
        report.check("a fact without a row is noticed", sample.coverage_can_fail, measured)
        for document in measured:
            report.check(f"{document.name}: was measured", sample.check, report, document, printed[document.docx])
        report.group("texts of the printed pages")
        for document in measured:
            if document.name != "sample":
                report.check(
                    f"{document.name}: pages read as kept", sample.pages_problems, document, printed[document.docx]
                )
        report.group("layout rows can fail")
        report.check("copies were spoilt", sample.prove, report, measured)
    if "outline" in groups:
        report.group("headings on the printed page")
        for document in measured:
            # Levels of other sets, as chapters and articles, are among the kept pages.
            if "outline" not in document.manifest:
                continue
            pdf = printed[document.docx]
            report.check(f"{document.name}: titles and numbers in order", outline.problems, document, pdf)
            noticed = list(outline.missing(reversed(list(outline.headings(document))), pdf))
            report.record(
                f"{document.name}: headings in another order are noticed", [] if noticed else ["they are accepted"]
            )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
