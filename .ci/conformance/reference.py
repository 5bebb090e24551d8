"""A real report, typed in as its units would, must come out with every note in its printed place.

The report's text is not part of the repository: where the file is missing, this group has nothing to do.
"""

import re
import shutil
from dataclasses import dataclass, field

import yaml

from . import documents, office, outline, places, readers, validators
from .package import Package, paragraph_texts, plain, w
from .rules import RULES

SOURCE = places.ROOT.parent / "shared" / "reference" / "bao-cao-cao-bang.txt"
NOTES = 20

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
PART = re.compile(r"[IVX]+\. (.+)")
SUBSECTION = re.compile(r"\d+\. (.+)")
# A paragraph that a page break has cut goes on in small letters, and with no mark.
CONTINUATION = re.compile(r"(?!.\) )[a-zà-ỹđ]")
ITEM = re.compile(r"[-+*] ")


@dataclass
class Heading:
    title: str
    paragraphs: list = field(default_factory=list)
    children: list = field(default_factory=list)


@dataclass
class Reading:
    """The report as it was typed: what stands before the parts, the parts, what stands after, the notes."""

    head: list
    parts: list
    tail: list
    notes: dict


def run(report):
    if not SOURCE.is_file():
        print("   skipped: the report is not here")
        return
    reading = read(SOURCE.read_text(encoding="utf-8"))
    report.record(
        f"the report has {NOTES} notes",
        [] if list(reading.notes) == list(range(1, NOTES + 1)) else [f"read as {list(reading.notes)}"],
    )
    folder = places.WORK / "reference"
    write(reading, folder)
    document = documents.built("reference", folder)
    report.record("reference: builds", document.problems)
    if document.problems:
        return
    report.check("reference: has a note register", documents.register, document)
    _check(report, reading, document)


def _check(report, reading, document):
    path = document.docx
    package = Package(path)
    report.record("reference: valid for the SDK", validators.sdk([path])[path])
    report.record("reference: clean for ooxml-integrity", validators.integrity([path])[path])
    for rule, check in RULES.items():
        report.check(f"reference: {rule}", check, package)
    expected = [without_marks(text) for text in reading.notes.values()]
    found = {name: read_notes(path) for name, read_notes in readers.ALONE.items()}
    found["libreoffice"] = readers.libreoffice([path])[path]
    found["the register"] = [plain(note["text"]) for note in document.register or []]
    for name, texts in found.items():
        report.record(f"reference: notes in {name}", list(readers.disagreements(expected, texts)))
    report.check("reference: every paragraph in order", _lost_paragraphs, reading, package)
    printed = office.convert([path], "pdf", places.WORK / "pdf")[path]
    report.record("reference: prints", [] if printed else ["LibreOffice did not convert it"])
    if printed:
        report.check("reference: titles and numbers in order", outline.problems, document, printed)


# Reading the typed report


def read(text):
    """The text cut into its parts. Notes are gathered from the pages' feet, cut paragraphs are joined."""
    notes, head, tail, parts = {}, [], [], []
    target, closed = head, False
    for paragraph in _paragraphs(text):
        if SUPERSCRIPT.match(paragraph):
            number = SUPERSCRIPT.match(paragraph).group()
            notes[int(number.translate(SUPERSCRIPTS))] = paragraph[len(number) :].strip()
        elif paragraph.startswith("Nơi nhận:"):
            target, closed = tail, True
        elif not closed and PART.fullmatch(paragraph):
            parts.append(Heading(PART.fullmatch(paragraph).group(1)))
            target = parts[-1].paragraphs
        elif not closed and parts and SUBSECTION.fullmatch(paragraph) and parts[-1].title == parts[0].title:
            parts[-1].children.append(Heading(SUBSECTION.fullmatch(paragraph).group(1)))
            target = parts[-1].children[-1].paragraphs
        elif target is not tail and target and CONTINUATION.match(paragraph):
            target[-1] += " " + paragraph
        else:
            target.append(paragraph)
    return Reading(head, parts, tail, dict(sorted(notes.items())))


def _paragraphs(text):
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = []
        for line in block.split("\n"):
            if lines and not ITEM.match(line.strip()):
                lines[-1] += " " + line.strip()
            else:
                lines.append(line.strip())
        yield from lines


# Writing the document folder


def write(reading, folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "sections").mkdir(parents=True)
    first, second = reading.parts
    for number, section in enumerate(first.children, 1):
        _write_section(folder, f"{number:02}-muc-{number}", f"Phòng số {number}", section, reading.notes)
    closing = second.paragraphs.pop()
    _write_section(folder, f"{len(first.children) + 1:02}-phan-hai", "Văn phòng", second, reading.notes)
    outline_entries = [
        {
            "title": first.title,
            "body": "\n\n".join(first.paragraphs),
            "children": [f"muc-{number}" for number in range(1, len(first.children) + 1)],
        },
        "phan-hai",
    ]
    manifest = {**_office(reading), "outline": outline_entries, "closing": closing.removesuffix("./.")}
    _dump(folder / "document.yaml", manifest)


def _office(reading):
    """The keys that the office fills in, from the head and the tail of the report."""
    number, date, _kind, subject, opening = reading.head
    place = date.partition(",")[0]
    month, year = re.search(r"tháng (\d+) năm (\d+)", date).groups()
    *recipients, filing, titles, name = reading.tail
    authority, position = titles.strip("*").split(" PHÓ ")
    return {
        "style": "nd30",
        "kind": "bao-cao",
        "issuer": {"parent": "UBND tỉnh Cao Bằng", "name": "Sở Khoa học và Công nghệ"},
        "symbol": number.rpartition("/")[2],
        "place": place,
        "date": f"{year}-{int(month):02}",
        "subject": subject,
        "opening": opening,
        "signature": {"authority": [authority], "position": f"PHÓ {position}", "name": name},
        "recipients": [line.removeprefix("- ").rstrip(";") for line in recipients],
        "filing": filing.removeprefix("- Lưu: ").rstrip("."),
    }


def _write_section(folder, name, unit, section, notes):
    body = "\n\n".join(section.paragraphs)
    used = [int(mark.translate(SUPERSCRIPTS)) for mark in SUPERSCRIPT.findall(body)]
    content = {
        "unit": unit,
        "title": section.title,
        "body": SUPERSCRIPT.sub(lambda mark: f"[^{mark.group().translate(SUPERSCRIPTS)}]", body),
    }
    if used:
        content["footnotes"] = {str(number): notes[number] for number in used}
    _dump(folder / "sections" / f"{name}.yaml", content)


class _Literal(yaml.SafeDumper):
    """Writes text of several lines as a literal block, as a clerk would."""


def _represent_text(dumper, text):
    style = "|" if "\n" in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Literal.add_representer(str, _represent_text)


def _dump(path, content):
    text = yaml.dump(content, Dumper=_Literal, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(text, encoding="utf-8")


# Comparing


def without_marks(text):
    """The text as it is printed: emphasis and angle brackets are marks, superscripts are notes."""
    text = SUPERSCRIPT.sub("", text)
    text = re.sub(r"<(https?://[^>]*)>", r"\1", text)
    text = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"\1", text)
    text = re.sub(r"\*(\S(?:.*?\S)?)\*", r"\1", text)
    return plain(text)


def _lost_paragraphs(reading, package):
    """Every paragraph of the report stands in the body, whole, and in order; its label may look different."""
    body = [plain(text) for text in _body_texts(package)]
    place = 0
    for section in _sections(reading):
        for paragraph in section.paragraphs:
            wanted = without_marks(ITEM.sub("", paragraph, count=1) if ITEM.match(paragraph) else paragraph)
            found = next((at for at in range(place, len(body)) if body[at].endswith(wanted)), None)
            if found is None:
                yield f"not found, or out of order: «{wanted[:100]}»"
            else:
                place = found + 1


def _sections(reading):
    for part in reading.parts:
        yield part
        yield from part.children


def _body_texts(package):
    return paragraph_texts(package.root("word/document.xml").find(w("body")))
