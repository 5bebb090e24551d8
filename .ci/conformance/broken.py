"""Broken files: a check that has never rejected anything proves nothing."""

import copy
from dataclasses import dataclass
from typing import Callable
from zipfile import ZIP_STORED

from lxml import etree

from . import places, readers, validators
from .package import DOCUMENT, FOOTNOTES, SETTINGS, STYLES, Package, note_id, paragraph_texts, plain, w
from .rules import RULES


class NothingToBreak(Exception):
    """The file to be broken lacks what the mutation would break."""


@dataclass(frozen=True)
class Mutation:
    name: str
    # The check that must reject the result: `sdk`, `integrity`, a reader's name, or one of our rules.
    caught_by: str
    apply: Callable[[Package], None]


def cases(seed_name, seed):
    """Yields (case name, problems): for each mutation of the good file `seed` whether it was rejected."""
    folder = places.WORK / "broken" / seed_name
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for mutation in MUTATIONS:
        path = folder / f"{mutation.name}.docx"
        path.unlink(missing_ok=True)
        try:
            package = Package(seed)
            mutation.apply(package)
            package.write(path)
            written[mutation] = path
        except NothingToBreak as missing:
            yield f"{mutation.name} is rejected", [f"nothing to break in {seed_name}: {missing}"]
    verdicts = _verdicts(written, Package(seed))
    for mutation, path in written.items():
        missed = [] if verdicts[mutation] else [f"{mutation.caught_by} found nothing wrong with {path.name}"]
        yield f"{mutation.name} is rejected by {mutation.caught_by}", missed


def _verdicts(written, good):
    """For each mutation what its own check says about the file: outside programs are started once for all."""
    by_check = {}
    for mutation, path in written.items():
        by_check.setdefault(mutation.caught_by, []).append(path)
    sdk = validators.sdk(by_check.get("sdk", []))
    integrity = validators.integrity(by_check.get("integrity", []))
    office = readers.libreoffice(by_check.get("libreoffice", []))
    texts = [plain(" ".join(paragraph_texts(note))) for note in good.notes]
    verdicts = {}
    for mutation, path in written.items():
        if mutation.caught_by == "sdk":
            verdicts[mutation] = sdk[path]
        elif mutation.caught_by == "integrity":
            verdicts[mutation] = integrity[path]
        elif mutation.caught_by == "libreoffice":
            verdicts[mutation] = list(readers.disagreements(texts, office[path]))
        else:
            verdicts[mutation] = list(RULES[mutation.caught_by](Package(path)) or [])
    return verdicts


def _first(elements, what):
    found = next(iter(elements), None)
    if found is None:
        raise NothingToBreak(what)
    return found


def _all(package, part, path, what, least=1):
    found = package.find(part, path)
    if len(found) < least:
        raise NothingToBreak(what)
    return found


def _remove(element):
    element.getparent().remove(element)


def _wrong_element_order(package):
    """The paragraph's style must be the first of its properties."""
    style = _first(package.find(DOCUMENT, "//w:pPr/w:pStyle[following-sibling::*]"), "no styled paragraph")
    style.getparent().append(style)


def _unknown_value(package):
    _first(package.find(DOCUMENT, "//w:jc"), "no alignment").set(w("val"), "Justified")


def _note_id_out_of_range(package):
    """Word reads note ids up to 32767 only."""
    _renumber(package, {note_id(_last_note(package)): 32768})


def _orphan_note(package):
    note = copy.deepcopy(_last_note(package))
    note.set(w("id"), str(note_id(note) + 1))
    _last_note(package).addnext(note)


def _content_types_last(package):
    package.entries.append(package.entries.pop(0))


def _clock_date(package):
    package.entries[-1].date_time = (2026, 11, 24, 12, 0, 0)


def _stored(package):
    package.compression = ZIP_STORED


def _unclosed_bookmark(package):
    _remove(_first(package.find(DOCUMENT, "//w:bookmarkEnd"), "no bookmark"))


def _repeated_bookmark(package):
    first, second = _all(package, DOCUMENT, "//w:bookmarkStart", "no two bookmarks", 2)[:2]
    second.set(w("name"), first.get(w("name")).swapcase())


def _missing_bookmark(package):
    code = _noteref(package)
    code.text = code.text.replace("NOTEREF ", "NOTEREF khong_co_", 1)


def _wrong_repeated_number(package):
    result = _noteref(package).xpath("following::w:t[1]", namespaces={"w": w("")[1:-1]})[0]
    result.text = "99"


def _missing_link_target(package):
    _first(package.find(DOCUMENT, "//w:hyperlink[@w:anchor]"), "no link").set(w("anchor"), "khong_co")


def _unclosed_field(package):
    _remove(_first(package.find(DOCUMENT, "//w:fldChar[@w:fldCharType='end']"), "no field").getparent())


def _field_in_one_run(package):
    run = _first(package.find(DOCUMENT, "//w:fldChar[@w:fldCharType='begin']"), "no field").getparent()
    run.extend(child for child in run.getnext() if child.tag == w("instrText"))


def _swapped_ids(package):
    """Each mark still names its own note by id; only the ids no longer rise."""
    first, second = (note_id(reference) for reference in package.references[:2])
    _renumber(package, {first: second, second: first})


def _cited_twice(package):
    reference = _first(package.references, "no note").getparent()
    reference.addnext(copy.deepcopy(reference))


def _note_in_note(package):
    run = etree.SubElement(_last_note(package).find(w("p")), w("r"))
    etree.SubElement(run, w("footnoteReference")).set(w("id"), str(note_id(_last_note(package))))


def _empty_note(package):
    for text in list(_last_note(package).iter(w("t"))):
        _remove(text)


def _missing_note_mark(package):
    _remove(_first(_last_note(package).iter(w("footnoteRef")), "no mark").getparent())


def _late_note_mark(package):
    mark = _first(_last_note(package).iter(w("footnoteRef")), "no mark").getparent()
    mark.getparent().append(mark)


def _plain_note_style(package):
    _remove(_first(_last_note(package).iter(w("pStyle")), "no style"))


def _missing_separator(package):
    _remove(_first(package.find(FOOTNOTES, "//w:footnote[@w:type='separator']"), "no separator"))


def _unnamed_separators(package):
    _remove(_first(package.find(SETTINGS, "//w:footnotePr"), "no footnotePr"))


def _english(package):
    for language in _all(package, STYLES, "//w:lang", "no language"):
        language.set(w("val"), "en-US")


def _last_note(package):
    return _first(reversed(_notes(package)), "no note")


def _notes(package):
    return package.find(FOOTNOTES, "/w:footnotes/w:footnote[not(@w:type) or @w:type='normal']")


def _noteref(package):
    return _first(package.find(DOCUMENT, "//w:instrText[contains(., 'NOTEREF ')]"), "no repeated citation")


def _renumber(package, changed):
    for element in [*package.references, *_notes(package)]:
        number = note_id(element)
        if number in changed:
            element.set(w("id"), str(changed[number]))


MUTATIONS = (
    Mutation("wrong-element-order", "sdk", _wrong_element_order),
    Mutation("unknown-value", "sdk", _unknown_value),
    Mutation("note-id-out-of-range", "sdk", _note_id_out_of_range),
    Mutation("orphan-note", "integrity", _orphan_note),
    Mutation("content-types-last", "archive-order", _content_types_last),
    Mutation("clock-date", "archive-dates", _clock_date),
    Mutation("stored", "archive-deflated", _stored),
    Mutation("unclosed-bookmark", "bookmarks-paired", _unclosed_bookmark),
    Mutation("repeated-bookmark", "bookmarks-unique", _repeated_bookmark),
    Mutation("noteref-to-missing-bookmark", "references-resolve", _missing_bookmark),
    Mutation("link-to-missing-bookmark", "references-resolve", _missing_link_target),
    Mutation("wrong-repeated-number", "noteref-number", _wrong_repeated_number),
    Mutation("unclosed-field", "fields-closed", _unclosed_field),
    Mutation("field-in-one-run", "fields-one-run-per-part", _field_in_one_run),
    Mutation("swapped-note-ids", "note-ids-ascend", _swapped_ids),
    Mutation("swapped-note-ids-as-printed", "libreoffice", _swapped_ids),
    Mutation("note-cited-twice", "notes-cited-once", _cited_twice),
    Mutation("note-in-a-note", "notes-in-body-only", _note_in_note),
    Mutation("empty-note", "notes-not-empty", _empty_note),
    Mutation("missing-note-mark", "note-mark-first", _missing_note_mark),
    Mutation("late-note-mark", "note-mark-first", _late_note_mark),
    Mutation("plain-note-style", "note-styles", _plain_note_style),
    Mutation("missing-separator", "note-separators", _missing_separator),
    Mutation("unnamed-separators", "note-separators", _unnamed_separators),
    Mutation("english", "language", _english),
)
