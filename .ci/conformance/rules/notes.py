"""Footnotes that Word, LibreOffice and every reader agree on."""

from collections import Counter
from itertools import pairwise

from ..package import DOCUMENT, FOOTNOTES, SETTINGS, STYLES, note_id, paragraph_texts, plain, w

SEPARATORS = ("separator", "continuationSeparator")


def ids_ascend(package):
    """LibreOffice pairs notes and marks by their order: with other ids it prints the wrong text, silently."""
    cited = [note_id(reference) for reference in package.references]
    for before, after in pairwise(cited):
        if after <= before:
            yield f"the reference to note {after} comes after that to note {before}"
    listed = [note_id(note) for note in package.notes]
    if listed != sorted(listed):
        yield f"footnotes.xml does not list the notes by rising id: {listed[:12]}"
    if cited and listed and cited[0] != min(listed):
        yield f"the first citation is of note {cited[0]}, but the lowest id is {min(listed)}"
    for kind in SEPARATORS:
        for note in _of_type(package, kind):
            if listed and note_id(note) > min(listed):
                yield f"the {kind} has the id {note_id(note)}, above the first note's {min(listed)}"


def cited_once(package):
    """A second citation is a NOTEREF; a second reference would print the note twice."""
    cited = Counter(note_id(reference) for reference in package.references)
    listed = Counter(note_id(note) for note in package.notes)
    for number in listed:
        if cited[number] != 1:
            yield f"note {number} is cited {cited[number]} times"
        if listed[number] != 1:
            yield f"{listed[number]} notes have the id {number}"
    for number in cited:
        if number not in listed:
            yield f"a reference names note {number}, which is not there"


def in_body_only(package):
    for part in package.text_parts:
        if part != DOCUMENT:
            for reference in package.root(part).iter(w("footnoteReference")):
                yield f"{part} holds a reference to note {note_id(reference)}"


def not_empty(package):
    for note in package.notes:
        if not plain(" ".join(paragraph_texts(note))):
            yield f"note {note_id(note)} has no text"


def mark_first(package):
    """The number at the head of a note is a w:footnoteRef, the note's first run, and there is only one."""
    for note in package.notes:
        marks = list(note.iter(w("footnoteRef")))
        if len(marks) != 1:
            yield f"note {note_id(note)} has {len(marks)} footnoteRef"
            continue
        first_run = next(note.iter(w("r")))
        if marks[0].getparent() is not first_run:
            yield f"note {note_id(note)} does not begin with its footnoteRef"


def styles(package):
    """The styles of note text and note mark are used, and defined under the names Word knows them by."""
    if not package.references:
        return
    names = {
        style.get(w("styleId")): style.find(w("name")).get(w("val")).casefold()
        for style in package.find(STYLES, "/w:styles/w:style[w:name]")
    }
    for note in package.notes:
        for paragraph in note.iter(w("p")):
            yield from _wrong_style(paragraph, "pStyle", "footnote text", names, f"note {note_id(note)}")
    for mark in [*package.references, *package.find(FOOTNOTES, "//w:footnoteRef")]:
        yield from _wrong_style(mark.getparent(), "rStyle", "footnote reference", names, "a note mark")


def separators(package):
    """Both separators, named in the settings; without them LibreOffice draws no line and Word may repair."""
    if not package.references and FOOTNOTES not in package:
        return
    named = {footnote.get(w("id")) for footnote in package.find(SETTINGS, "/w:settings/w:footnotePr/w:footnote")}
    for kind in SEPARATORS:
        notes = _of_type(package, kind)
        if len(notes) != 1:
            yield f"footnotes.xml has {len(notes)} notes of type {kind}"
        for note in notes:
            if note.get(w("id")) not in named:
                yield f"settings.xml does not name the {kind}, id {note.get(w('id'))}"
            if next(note.iter(w(kind)), None) is None:
                yield f"the note of type {kind} holds no w:{kind}"


def _of_type(package, kind):
    return package.find(FOOTNOTES, f"/w:footnotes/w:footnote[@w:type='{kind}']")


def _wrong_style(element, tag, wanted, names, where):
    style = next(element.iter(w(tag)), None)
    identity = None if style is None else style.get(w("val"))
    if names.get(identity) != wanted:
        yield f"{where} has the style {identity!r}, which is not «{wanted}»"
