"""Rows about the end of the document: recipients and signatures."""

from . import measure
from .pdf import squeeze

DEGREES = ("GS", "PGS", "TS", "ThS", "BS", "KS", "CN")


def recipients_title(found):
    yield from measure.size("Nơi nhận", found.recipients_title.lines, 12, 12)
    yield from measure.face("Nơi nhận", found.recipients_title.lines, bold=True, italic=True)
    yield from measure.between("the left edge of Nơi nhận", found.recipients_title.lines[0].x0 - found.left, 0, 0)


def recipients(found):
    block = found.recipients
    yield from measure.size("a recipient", block.lines, 11, 11)
    yield from measure.face("a recipient", block.lines, bold=False, italic=False)
    text = squeeze(block.text)
    for name in found.manifest.get("recipients", []):
        if squeeze(f"- {name};") not in text:
            yield f"«- {name};» is not among the recipients: {block.text}"
    filing = squeeze(f"- Lưu: {found.manifest['filing']}.")
    if not text.endswith(filing):
        yield f"the list ends «{block.lines[-1].text}», not with the filing line"


def as_above(found):
    """With addressees the first recipient is «Như trên»; a decision's is «Như Điều …»."""
    first = found.recipients.lines[0].squeezed
    wanted = "-Nhưtrên;" if found.manifest.get("to") else "-NhưĐiều"
    if not first.startswith(wanted):
        yield f"the first recipient is «{found.recipients.lines[0].text}»"


def signature_title(found):
    for which in range(len(found.signatures)):
        block = found.signed(which)[0]
        yield from measure.size("the signature title", block.lines, 13, 14)
        yield from measure.face("the signature title", block.lines, bold=True, italic=False)
        yield from measure.upper("the signature title", block)
        yield from measure.centred("the signature title", block, block.centre, "its column")
    if not found.form.two_signers:
        yield from measure.right_half("the signature title", found.signature_title, found.last_sheet)


def level_with_recipients(found):
    top = found.signature_title.top
    if len(found.signatures) == 1:
        yield from measure.level("Nơi nhận and the signature title", found.recipients_title.top, top, 3)


def two_signers(found):
    """Mẫu 1.9: the first signer on the left, the second on the right, names level, recipients below."""
    (one, _), (two, _) = found.signed(0), found.signed(1)
    middle = found.first.width / 2
    if not one.centre < middle < two.centre:
        yield f"the signers stand at {one.centre:.0f} and {two.centre:.0f} mm, not left and right"
    names = found.signer_of(0), found.signer_of(1)
    yield from measure.level("the two titles", one.top, two.top)
    yield from measure.level("the two names", names[0].top, names[1].top)
    if found.recipients_title.top < names[0].bottom:
        yield "the recipients should stand below the signatures"


def signer(found):
    for which in range(len(found.signatures)):
        title, block = found.signed(which)[0], found.signer_of(which)
        yield from measure.size("the signer's name", block.lines, 13, 14)
        yield from measure.face("the signer's name", block.lines, bold=True, italic=False)
        yield from measure.below("the signer's name", block, title, "the title")
        yield from measure.centred("the signer's name", block, title.centre, "the title")
        first = block.text.split()[0].rstrip(".")
        if first in DEGREES:
            yield f"a degree stands before the name: {block.text}"


def other_title(found):
    """Box 7b: another title of the signer, between the room for the signature and the name."""
    for which, signature in enumerate(found.signatures):
        wanted = signature.get("title")
        if not wanted:
            continue
        title, below = found.signed(which)
        name = found.signer_of(which)
        hits = [line for line in below if line.squeezed == squeeze(wanted)]
        if not hits:
            yield f"«{wanted}» is not printed over the name"
            continue
        yield from measure.size("the other title", hits, 13, 14)
        yield from measure.face("the other title", hits, bold=True, italic=False)
        yield from measure.centred("the other title", hits[0], title.centre, "the title")
        if not title.bottom < hits[0].top < name.top:
            yield "the other title should stand between title and name"


def together(found):
    """Nothing of the end on another page, and the recipients complete beside the signature."""
    sheets = {found.signed(which)[0].sheet for which in range(len(found.signatures))}
    sheets |= {found.signer_of(which).sheet for which in range(len(found.signatures))}
    if found.form.recipients:
        sheets |= {found.recipients_title.sheet, found.recipients.sheet}
    if len(sheets) != 1:
        yield f"the end of the document is spread over the pages {sorted(sheets)}"
    for sheet in found.all_sheets:
        if sheet.number not in sheets:
            for line in sheet.lines:
                if line.squeezed.startswith("-Lưu:"):
                    yield f"the recipients run on to page {sheet.number}"


def copies(found):
    """Box 12: the drafter's code and the number of copies at the end of the filing line."""
    wanted = f"{found.manifest.get('drafter', '')}.({found.manifest.get('copies', '')})"
    part = found.line(wanted, found.last_sheet)
    yield from measure.size("box 12", [part], 11, 11)
    yield from measure.face("box 12", [part], bold=False, italic=False)
    filing = next(line for line in found.last_sheet.lines if line.squeezed.startswith("-Lưu:"))
    yield from measure.level("box 12 and the filing line", part.baseline, filing.baseline)
    if part.x1 > found.signature_title.lines[0].x0:
        yield "box 12 should stand inside the block of recipients"


def confirmation(found):
    """Mẫu 1.10: the place for the local authority to confirm, under the signature."""
    part = found.line("XÁC NHẬN CỦA CƠ QUAN", found.last_sheet)
    yield from measure.face("the confirmation", [part], bold=True, italic=False)
    if part.top < found.signer.bottom:
        yield "the confirmation should stand below the signer's name"


def stack(found):
    """Section 4: the lines of authority over the position, each on lines of its own, in this order; a full stop and one
    blank after the form."""
    for which in range(len(found.signatures)):
        lines = list(found.signed(which)[0].lines)
        for wanted in found.titles(which):
            first = lines[0] if lines else None
            got = ""
            while lines and len(got) < len(squeeze(wanted)):
                got += lines.pop(0).squeezed
            if got != squeeze(wanted):
                yield f"the signature reads «{got}», should be «{wanted}»"
            word = wanted.split()[0]
            if first and word in ("TM.", "KT.", "TL.", "TUQ.", "Q."):
                blank = first.inked[len(word)].x0 - first.inked[len(word) - 1].x1
                yield from measure.between(f"the blank after {word}", blank, 0.7, 2.0, 0)


def three_signers(found):
    """Several signers stand side by side in their order, names level."""
    blocks = [found.signed(which)[0] for which in range(len(found.signatures))]
    names = [found.signer_of(which) for which in range(len(found.signatures))]
    centres = [block.centre for block in blocks]
    if centres != sorted(centres):
        yield f"the signers stand at {centres}"
    for name in names[1:]:
        yield from measure.level("the names", names[0].top, name.top)
