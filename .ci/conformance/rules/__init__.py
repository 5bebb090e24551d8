"""Rules about the package that no validator knows. Each takes a Package and returns what is wrong with it."""

from . import archive, bookmarks, fields, language, notes

# In the order in which a failing file is easiest to understand.
RULES = {
    "archive-order": archive.order,
    "archive-dates": archive.dates,
    "archive-deflated": archive.deflated,
    "bookmarks-paired": bookmarks.paired,
    "bookmarks-unique": bookmarks.unique,
    "references-resolve": bookmarks.references_resolve,
    "noteref-number": bookmarks.noteref_number,
    "fields-closed": fields.closed,
    "fields-one-run-per-part": fields.one_run_per_part,
    "note-ids-ascend": notes.ids_ascend,
    "notes-cited-once": notes.cited_once,
    "notes-in-body-only": notes.in_body_only,
    "notes-not-empty": notes.not_empty,
    "note-mark-first": notes.mark_first,
    "note-styles": notes.styles,
    "note-separators": notes.separators,
    "language": language.vietnamese,
}
