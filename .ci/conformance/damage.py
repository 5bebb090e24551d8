"""The ways to break a good file, each with the check that must notice."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from .package import DOCUMENT, FOOTNOTES, NS, SETTINGS, STYLES, note_id, w


@dataclass(frozen=True)
class Damage:
    """`spoil` changes a parsed package and returns False where there is nothing of the kind to break."""

    check: str
    spoil: Callable
    # How the archive is written, for damages to the zip itself.
    rezip: Callable | None = None

    def write(self, package, path):
        """Writes the broken copy; False where the package has nothing to break."""
        if self.spoil(package) is False:
            return False
        package.write(path)
        if self.rezip:
            self.rezip(path)
        return True


def _first(package, part, path):
    found = package.find(part, path)
    return found[0] if found else None


def _remove(part, path):
    """A damage that takes one element away, leaving what follows it in place."""

    def spoil(package):
        element = _first(package, part, path)
        if element is None:
            return False
        element.getparent().remove(element)
        return True

    return spoil


def _set(part, path, name, value):
    """A damage that gives one attribute another value."""

    def spoil(package):
        element = _first(package, part, path)
        if element is None:
            return False
        element.set(w(name), value)
        return True

    return spoil


def _properties_last(package):
    """Word's schema wants a paragraph's properties first."""
    properties = _first(package, DOCUMENT, "//w:p[w:r]/w:pPr")
    if properties is None:
        return False
    paragraph = properties.getparent()
    paragraph.remove(properties)
    paragraph.append(properties)
    return True


def _orphan_note(package):
    """A note that nothing cites."""
    return _drop_reference(package, 0)


def _drop_reference(package, place):
    if len(package.references) <= place:
        return False
    package.references[place].getparent().remove(package.references[place])
    return True


def _cited_twice(package):
    if len(package.references) < 2:
        return False
    first, second = package.references[:2]
    second.set(w("id"), first.get(w("id")))
    return True


def swapped_ids(package):
    """Notes 1 and 2 change ids, in the body and in the notes: still valid, and still each under its own mark."""
    if len(package.references) < 2 or len(package.notes) < 2:
        return False
    for pair in (package.references[:2], package.notes[:2]):
        one, two = (element.get(w("id")) for element in pair)
        pair[0].set(w("id"), two)
        pair[1].set(w("id"), one)
    return True


def _late_separator(package):
    separator = _first(package, FOOTNOTES, "/w:footnotes/w:footnote[@w:type='separator']")
    if separator is None or not package.notes:
        return False
    highest = str(max(note_id(note) for note in package.notes) + 1)
    for named in package.find(SETTINGS, f"//w:footnotePr/w:footnote[@w:id='{separator.get(w('id'))}']"):
        named.set(w("id"), highest)
    separator.set(w("id"), highest)
    return True


def _empty_note(package):
    if not package.notes:
        return False
    for text in package.notes[0].iter(w("t")):
        text.text = " "
    return True


def _mark_late(package):
    """The number of a note after its text."""
    if not package.notes:
        return False
    run = next(package.notes[0].iter(w("footnoteRef"))).getparent()
    paragraph = run.getparent()
    paragraph.remove(run)
    paragraph.append(run)
    return True


def _note_in_header(package):
    """A reference outside the body; where there is no header, inside another note."""
    if not package.references:
        return False
    headers = [part for part in package.text_parts if part.startswith("word/header")]
    paragraph = _first(package, (headers or [FOOTNOTES])[0], "//w:p")
    run = paragraph.makeelement(w("r"))
    reference = run.makeelement(w("footnoteReference"))
    reference.set(w("id"), package.references[0].get(w("id")))
    run.append(reference)
    paragraph.append(run)
    return True


def _one_run_field(package):
    """A field whose begin and instruction share a run."""
    begin = _first(package, DOCUMENT, "//w:r[w:fldChar/@w:fldCharType='begin']")
    if begin is None:
        return False
    instruction = begin.getnext()
    begin.append(instruction.find("w:instrText", NS))
    instruction.getparent().remove(instruction)
    return True


def _disordered_field(package):
    """A field that is separated before it is instructed."""
    separate = _first(package, DOCUMENT, "//w:r[w:fldChar/@w:fldCharType='separate']")
    if separate is None:
        return False
    instruction = separate.getprevious()
    instruction.addprevious(separate)
    return True


def _instruction(kind, change):
    def spoil(package):
        for text in package.find(DOCUMENT, "//w:instrText"):
            words = (text.text or "").split()
            if words[:1] == [kind]:
                text.text = change(words)
                return True
        return False

    return spoil


def _elsewhere(words):
    return f" {words[0]} khong_co {' '.join(words[2:])} "


def _wrong_noteref_number(package):
    """The number that a repeated citation shows is typed wrong."""
    texts = package.find(DOCUMENT, "//w:r[w:instrText[contains(., 'NOTEREF')]]/following-sibling::w:r/w:t")
    if not texts:
        return False
    texts[0].text = "999"
    return True


def _bookmark_without_note(package):
    """The bookmark of a repeated citation closes before the reference that it should hold."""
    for start in package.find(DOCUMENT, "//w:bookmarkStart[following-sibling::*[1]/w:footnoteReference]"):
        end = _first(package, DOCUMENT, f"//w:bookmarkEnd[@w:id='{start.get(w('id'))}']")
        used = package.find(DOCUMENT, f"//w:instrText[contains(., ' {start.get(w('name'))} ')]")
        if used:
            start.addnext(end)
            return True
    return False


def _same_name(package):
    """Two bookmarks whose names differ only in case."""
    starts = package.find(DOCUMENT, "//w:bookmarkStart")
    if len(starts) < 2:
        return False
    starts[1].set(w("name"), starts[0].get(w("name")).swapcase())
    return True


def _same_id(package):
    starts = package.find(DOCUMENT, "//w:bookmarkStart")
    if len(starts) < 2:
        return False
    end = _first(package, DOCUMENT, f"//w:bookmarkEnd[@w:id='{starts[1].get(w('id'))}']")
    for mark in (starts[1], end):
        mark.set(w("id"), starts[0].get(w("id")))
    return True


def _english(package):
    for language in package.find(STYLES, "//w:lang"):
        language.set(w("val"), "en-US")


def _nothing(package):
    """The parts stay as they are; only the archive is damaged."""


def _rewrite(change):
    """Writes an archive anew, with each entry, or their order, changed."""

    def rezip(path):
        with zipfile.ZipFile(path) as archive:
            entries = [(entry, archive.read(entry)) for entry in archive.infolist()]
        with zipfile.ZipFile(path, "w") as archive:
            for entry, content in change(entries):
                copy = zipfile.ZipInfo(entry.filename, entry.date_time)
                copy.compress_type = entry.compress_type
                archive.writestr(copy, content)

    return rezip


def _content_types_last(entries):
    return entries[1:] + entries[:1]


def _other_date(entries):
    entries[-1][0].date_time = (2026, 11, 1, 8, 30, 0)
    return entries


def _stored(entries):
    entries[-1][0].compress_type = zipfile.ZIP_STORED
    return entries


NOTE = "/w:footnotes/w:footnote[not(@w:type)]"

DAMAGES = {
    "element-order": Damage("sdk", _properties_last),
    "dangling-note-id": Damage("sdk", _set(DOCUMENT, "//w:footnoteReference", "id", "9999")),
    "orphan-note": Damage("integrity", _orphan_note),
    "note-cited-twice": Damage("integrity", _cited_twice),
    "types-last": Damage("archive-order", _nothing, _rewrite(_content_types_last)),
    "two-dates": Damage("archive-dates", _nothing, _rewrite(_other_date)),
    "stored-part": Damage("archive-deflated", _nothing, _rewrite(_stored)),
    "unclosed-bookmark": Damage("bookmarks-paired", _remove(DOCUMENT, "//w:bookmarkEnd")),
    "unopened-bookmark": Damage("bookmarks-paired", _remove(DOCUMENT, "//w:bookmarkStart")),
    "bookmark-name-twice": Damage("bookmarks-unique", _same_name),
    "bookmark-id-twice": Damage("bookmarks-unique", _same_id),
    "noteref-to-nowhere": Damage("references-resolve", _instruction("NOTEREF", _elsewhere)),
    "ref-to-nowhere": Damage("references-resolve", _instruction("REF", _elsewhere)),
    "pageref-to-nowhere": Damage("references-resolve", _instruction("PAGEREF", _elsewhere)),
    "link-to-nowhere": Damage("references-resolve", _set(DOCUMENT, "//w:hyperlink[@w:anchor]", "anchor", "khong_co")),
    "noteref-wrong-number": Damage("noteref-number", _wrong_noteref_number),
    "noteref-without-note": Damage("noteref-number", _bookmark_without_note),
    "unclosed-field": Damage("fields-closed", _remove(DOCUMENT, "//w:r[w:fldChar/@w:fldCharType='end']")),
    "unopened-field": Damage("fields-closed", _remove(DOCUMENT, "//w:r[w:fldChar/@w:fldCharType='begin']")),
    "disordered-field": Damage("fields-closed", _disordered_field),
    "one-run-field": Damage("fields-one-run-per-part", _one_run_field),
    "swapped-note-ids": Damage("note-ids-ascend", swapped_ids),
    "late-separator": Damage("note-ids-ascend", _late_separator),
    "uncited-note": Damage("notes-cited-once", _orphan_note),
    "doubly-cited-note": Damage("notes-cited-once", _cited_twice),
    "missing-note": Damage("notes-cited-once", _remove(FOOTNOTES, NOTE)),
    "note-in-header": Damage("notes-in-body-only", _note_in_header),
    "empty-note": Damage("notes-not-empty", _empty_note),
    "missing-note-mark": Damage("note-mark-first", _remove(FOOTNOTES, f"{NOTE}//w:footnoteRef")),
    "late-note-mark": Damage("note-mark-first", _mark_late),
    "unstyled-note": Damage("note-styles", _remove(FOOTNOTES, f"{NOTE}//w:pStyle")),
    "undefined-note-style": Damage("note-styles", _remove(STYLES, "//w:style[w:name/@w:val='footnote text']")),
    "missing-separator": Damage("note-separators", _remove(FOOTNOTES, "//w:footnote[@w:type='separator']")),
    "unnamed-separator": Damage("note-separators", _remove(SETTINGS, "//w:footnotePr/w:footnote")),
    "english": Damage("language", _english),
}
