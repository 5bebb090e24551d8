"""The headings as they are printed: every title of the outline with its number, in order."""

import re

import yaml

from . import command
from .package import plain

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


LETTERS = "abcdđeghiklmnopqrstuvxy"


def problems(document, printed):
    """What of the outline does not stand, in its order, in the text of the printed document."""
    return missing(headings(document), printed)


def missing(expected, printed):
    """The headings that the printed document does not show, or not in this order."""
    done = command.run(["pdftotext", "-layout", "-enc", "UTF-8", printed, "-"])
    text = plain(done.stdout).casefold()
    place = 0
    for heading in expected:
        found = text.find(plain(heading).casefold(), place)
        if found < 0:
            yield f"«{heading}» is not printed, or not after the heading before it"
        else:
            place = found + len(heading)


def headings(document):
    """`I. Title`, `1. Title`, `1.1. Title`, `a) Title`: the numbers of a report, in outline order."""
    titles = _section_titles(document.folder)
    outline = document.manifest.get("outline") or list(titles)
    for place, entry in enumerate(outline, 1):
        yield from _headings(entry, titles, (place,))


def _headings(entry, titles, place):
    title = titles[entry] if isinstance(entry, str) else entry["title"]
    yield f"{_label(place)} {_without_marks(title)}"
    children = [] if isinstance(entry, str) else entry.get("children", [])
    for number, child in enumerate(children, 1):
        yield from _headings(child, titles, (*place, number))


def _label(place):
    if len(place) == 1:
        return f"{_roman(place[0])}."
    if len(place) > 3:
        return f"{LETTERS[place[-1] - 1]})"
    return ".".join(str(number) for number in place[1:]) + "."


def _roman(number):
    letters = ""
    for value, letter in ROMAN:
        while number >= value:
            letters += letter
            number -= value
    return letters


def _section_titles(folder):
    """The title of each section by its id, in path order. A number in the file's name is no part of the id."""
    titles = {}
    for path in sorted((folder / "sections").rglob("*.yaml")):
        section = yaml.safe_load(path.read_text(encoding="utf-8"))
        identity = section.get("id") or re.sub(r"^\d+-", "", path.stem)
        titles[identity] = str(section["title"])
    return titles


def _without_marks(title):
    title = re.sub(r"\[\^[^\]]*\]", "", title)
    return re.sub(r"(?<!\\)\*", "", title).replace("\\", "")
