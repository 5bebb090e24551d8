"""Runs the layout tables over documents, and proves that each row can fail."""

from .. import office, places
from ..package import Package
from . import mutants, pdf
from .found import Found, Missing
from .rows import TABLES


def is_wanted(document):
    """The sample is measured, and every fixture that holds a file `expect-layout`."""
    return document.name == "sample" or (document.folder / "expect-layout").exists()


def table_of(document):
    """The table of a document's kind; there may be none yet."""
    kind = document.manifest["kind"]
    if kind not in TABLES:
        raise LookupError(f"no layout table for the kind {kind}: add one to rows.py")
    return TABLES[kind]


def check(report, document, printed):
    """Every row of the table over one printed document."""
    table = table_of(document)
    found = Found(pdf.read(printed), document.manifest, document.register, table.title)
    for row in table.rows:
        report.check(f"{document.name}: {row.name} ({row.decree})", problems_of, row, found)


def problems_of(row, found):
    try:
        return list(row.problems(found))
    except Missing as missing:
        return [f"not found: {missing}"]


def prove(report, document):
    """Each row rejects at least one of the spoilt copies of a document that it accepts."""
    table = table_of(document)
    folder = places.WORK / "spoilt-layout"
    folder.mkdir(parents=True, exist_ok=True)
    spoilt = {}
    for name, spoil in mutants.MUTANTS.items():
        package = Package(document.docx)
        spoil(package)
        path = folder / f"{name}.docx"
        package.write(path)
        spoilt[path] = name
    printed = office.convert(list(spoilt), "pdf", folder)
    rejected = {row.name: set() for row in table.rows}
    for path, result in printed.items():
        if result is None:
            report.record(f"spoilt {spoilt[path]}: prints", ["LibreOffice did not convert it"])
            continue
        found = Found(pdf.read(result), document.manifest, document.register, table.title)
        for row in table.rows:
            if problems_of(row, found):
                rejected[row.name].add(spoilt[path])
    for row in table.rows:
        intended = mutants.INTENDED.get(row.name, "no copy named in mutants.py")
        report.record(
            f"{document.name}: the row «{row.name}» can fail",
            [] if intended in rejected[row.name] else [f"it accepts the copy spoilt by {intended}"],
        )
