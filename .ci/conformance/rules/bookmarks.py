"""Bookmarks and what points at them."""

from collections import Counter

from ..package import DOCUMENT, note_id, plain, w
from .fields import targets

# Word cuts longer names off, and the references then miss them.
LONGEST_NAME = 40


def paired(package):
    """Each start has one end after it, in the same part."""
    for part in package.text_parts:
        started, ended = [], set()
        for mark in package.root(part).iter(w("bookmarkStart"), w("bookmarkEnd")):
            number = mark.get(w("id"))
            if mark.tag == w("bookmarkStart"):
                started.append(number)
            elif number not in started:
                yield f"{part}: bookmarkEnd {number} has no start before it"
            elif number in ended:
                yield f"{part}: bookmark {number} ends twice"
            else:
                ended.add(number)
        for number in started:
            if number not in ended:
                yield f"{part}: bookmark {number} is never closed"


def unique(package):
    """Ids and names are unique in the whole document; Word compares names without regard to case."""
    starts = _starts(package)
    for what, values in (
        ("id", [start.get(w("id")) for start in starts]),
        ("name", [(start.get(w("name")) or "").casefold() for start in starts]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{count} bookmarks have the {what} {value!r}"
    for start in starts:
        name = start.get(w("name")) or ""
        if not 0 < len(name) <= LONGEST_NAME:
            yield f"the bookmark name {name!r} has {len(name)} characters (1 to {LONGEST_NAME} allowed)"


def references_resolve(package):
    """Every NOTEREF, REF, PAGEREF and internal link meets a bookmark."""
    names = {(start.get(w("name")) or "").casefold() for start in _starts(package)}
    for part in package.text_parts:
        for field in targets(package.root(part)):
            if field.target.casefold() not in names:
                yield f"{part}: {field.kind} points at the missing bookmark {field.target!r}"
        for link in package.root(part).iter(w("hyperlink")):
            anchor = link.get(w("anchor"))
            if anchor is not None and anchor.casefold() not in names:
                yield f"{part}: a link points at the missing bookmark {anchor!r}"


def noteref_number(package):
    """A repeated citation shows the number of the note whose first reference its bookmark holds."""
    numbers = {id(reference): place for place, reference in enumerate(package.references, 1)}
    held = _held_references(package)
    for part in package.text_parts:
        for field in targets(package.root(part)):
            if field.kind != "NOTEREF":
                continue
            inside = held.get(field.target.casefold(), [])
            if len(inside) != 1:
                yield f"{part}: NOTEREF {field.target}: its bookmark holds {len(inside)} note references, not one"
                continue
            number = numbers[id(inside[0])]
            if plain(field.result) != str(number):
                yield (
                    f"{part}: NOTEREF {field.target} shows {field.result!r},"
                    f" its note (id {note_id(inside[0])}) is number {number}"
                )


def _starts(package):
    return [start for part in package.text_parts for start in package.root(part).iter(w("bookmarkStart"))]


def _held_references(package):
    """The note references between the start and the end of each bookmark of the body, by name."""
    open_names, held = {}, {}
    for node in package.root(DOCUMENT).iter(w("bookmarkStart"), w("bookmarkEnd"), w("footnoteReference")):
        if node.tag == w("bookmarkStart"):
            name = (node.get(w("name")) or "").casefold()
            open_names[node.get(w("id"))] = name
            held.setdefault(name, [])
        elif node.tag == w("bookmarkEnd"):
            open_names.pop(node.get(w("id")), None)
        else:
            for name in open_names.values():
                held[name].append(node)
    return held
