"""Runs the layout table over documents, proves that each row can fail, and keeps the texts of printed pages."""

import os

from .. import command, office, places
from ..package import Package
from . import mutants, pdf, rows
from .forms import FORMS
from .found import Found, Missing

PAGES = "pages.txt"


def is_wanted(document):
    """The sample is measured, and every fixture that holds a file `expect-layout`."""
    return document.name == "sample" or (document.folder / "expect-layout").exists()


def form_of(document):
    return FORMS[document.manifest["kind"]]


def kinds_problems(documents):
    """Every kind of the decree has a measured document."""
    measured = {document.manifest["kind"] for document in documents}
    yield from (f"no measured document of the kind {kind}" for kind in FORMS if kind not in measured)


def coverage_can_fail(documents):
    """Without the documents of one case, or without one reason, the coverage is not whole."""
    for name, concerns in rows.CASES.items():
        others = [one for one in documents if not concerns(form_of(one), one.manifest)]
        if not list(rows.coverage_problems(others)):
            yield f"nobody misses the documents of «{name}»"


def check(report, document, printed):
    """Every row that concerns one printed document."""
    form = form_of(document)
    found = Found(pdf.read(printed), document, form)
    for row in rows.rows_of(form, document.manifest):
        report.check(f"{document.name}: {row.name} ({', '.join(row.facts[:3])})", problems_of, row, found)


def problems_of(row, found):
    try:
        return list(row.problems(found))
    except Missing as missing:
        return [f"not found: {missing}"]


def prove(report, documents):
    """Each row rejects the copy that was spoilt for it, of one of the documents that it concerns and accepts."""
    folder = places.WORK / "spoilt-layout"
    folder.mkdir(parents=True, exist_ok=True)
    spoilt = {}
    for row in rows.ROWS:
        concerned = [one for one in documents if row.concerns(form_of(one), one.manifest)]
        if not concerned:
            report.record(f"the row «{row.name}» concerns a document", ["none of those measured"])
            continue
        intended = mutants.INTENDED.get(row.name)
        if intended is None:
            report.record(f"the row «{row.name}» can fail", ["no copy named in mutants.py"])
            continue
        document = mutants.subject(intended, concerned)
        path = folder / f"{document.name}--{intended}.docx"
        if path not in spoilt:
            package = Package(document.docx)
            mutants.MUTANTS[intended](package)
            package.write(path)
        spoilt.setdefault(path, (document, []))[1].append(row)
    printed = office.convert(list(spoilt), "pdf", folder)
    for path, (document, concerned) in spoilt.items():
        if printed[path] is None:
            report.record(f"spoilt {path.stem}: prints", ["LibreOffice did not convert it"])
            continue
        found = Found(pdf.read(printed[path]), document, form_of(document))
        for row in concerned:
            accepted = not problems_of(row, found)
            report.record(
                f"the row «{row.name}» can fail", [f"it accepts the copy {path.stem}"] if accepted else []
            )


def pages_problems(document, printed):
    """The text of the printed pages is the one kept with the fixture; `UPDATE=1` keeps it anew."""
    done = command.run(["pdftotext", "-layout", "-enc", "UTF-8", printed, "-"])
    pages = done.stdout.rstrip("\f\n").split("\f")
    # How many blanks stand for a gap is the converter's affair.
    lines = [[" ".join(line.split()) for line in page.splitlines()] for page in pages]
    text = "\n----\n".join("\n".join(line for line in page if line) for page in lines) + "\n"
    path = document.folder / PAGES
    if os.environ.get("UPDATE"):
        path.write_text(text, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if text != kept:
        for one, other in zip(kept.splitlines(), text.splitlines()):
            if one != other:
                yield f"kept «{one}», printed «{other}»"
                return
        yield f"{len(kept.splitlines())} lines are kept in {PAGES}, {len(text.splitlines())} are printed"
