"""Rows about the end of the document: recipients and signature."""

from . import measure
from .pdf import squeeze


def recipients_title(found):
    yield from measure.size("Nơi nhận", found.recipients_title.lines, 12, 12)
    yield from measure.face("Nơi nhận", found.recipients_title.lines, bold=True, italic=True)
    yield from measure.between("the left edge of Nơi nhận", found.recipients_title.lines[0].x0 - found.left, 0, 0)


def recipients(found):
    block = found.recipients
    yield from measure.size("a recipient", block.lines, 11, 11)
    yield from measure.face("a recipient", block.lines, bold=False, italic=False)
    text = squeeze(block.text)
    for name in found.manifest["recipients"]:
        if squeeze(f"- {name};") not in text:
            yield f"«- {name};» is not among the recipients: {block.text}"
    filing = squeeze(f"- Lưu: {found.manifest['filing']}.")
    if not text.endswith(filing):
        yield f"the list ends «{block.lines[-1].text}», not with the filing line"


def signature_title(found):
    block = found.signature_title
    yield from measure.size("the signature title", block.lines, 13, 14)
    yield from measure.face("the signature title", block.lines, bold=True, italic=False)
    yield from measure.right_half("the signature title", block, found.last_sheet)
    yield from measure.centred("the signature title", block, block.centre, "its column")
    yield from measure.level("Nơi nhận and the signature title", found.recipients_title.top, block.top, 3)


def signer(found):
    block = found.signer
    yield from measure.size("the signer's name", block.lines, 13, 14)
    yield from measure.face("the signer's name", block.lines, bold=True, italic=False)
    yield from measure.below("the signer's name", block, found.signature_title, "the title")
    yield from measure.centred("the signer's name", block, found.signature_title.centre, "the title")


def together(found):
    """Nothing of the end on another page, and the recipients complete beside the signature."""
    sheets = {part.sheet for part in (found.recipients_title, found.recipients, found.signature_title, found.signer)}
    if len(sheets) != 1:
        yield f"the end of the document is spread over the pages {sorted(sheets)}"
    for sheet in found.sheets:
        if sheet.number not in sheets:
            for line in sheet.lines:
                if line.squeezed.startswith("-Lưu:"):
                    yield f"the recipients run on to page {sheet.number}"
