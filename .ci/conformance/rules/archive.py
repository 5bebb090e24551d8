"""The zip around the parts: what makes two builds equal and the file small."""

import zipfile


def order(package):
    """Readers that stream the package need the content types before anything else."""
    names = [entry.filename for entry in package.entries]
    if names[:1] != ["[Content_Types].xml"]:
        yield f"the first entry is {names[:1]}, not [Content_Types].xml"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two entries are named {name}"


def dates(package):
    """One fixed date for all entries, or the bytes change with the clock."""
    seen = {entry.date_time for entry in package.entries}
    if len(seen) > 1:
        yield f"{len(seen)} different dates: {sorted(seen)}"


def deflated(package):
    for entry in package.entries:
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            yield f"{entry.filename} is stored, not deflated ({entry.file_size} bytes)"
