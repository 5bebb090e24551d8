"""Rows about what only some kinds have between head and signature: addressees, authority, basis, fixed lines."""

from . import measure
from .found import Missing, block_of
from .pdf import MM, squeeze


def about(found):
    """Box 5b, 6 pt under the number."""
    block = found.about
    yield from measure.size("V/v", block.lines, 12, 13)
    yield from measure.face("V/v", block.lines, bold=False, italic=False)
    yield from measure.centred("V/v", block, found.number.centre, "the number")
    if block.text.endswith("."):
        yield "V/v should not end with a full stop"
    # From the number's line, single spaced, to the first line of V/v: 6 pt more than a line.
    line = block.lines[0].sizes[-1] * 1.15 * MM
    room = block.lines[0].baseline - found.number.lines[0].baseline - line
    yield from measure.between("the space between number and V/v", room, 6 * MM, 6 * MM, 0.7)


def no_kind(found):
    for line in found.first.lines:
        if line.squeezed == "CÔNGVĂN":
            yield "the words CÔNG VĂN are printed"


def _to(found):
    given = found.manifest["to"]
    return [given] if isinstance(given, str) else given


def addressees(found):
    """Box 9a in its one-line and its many-line form."""
    names = _to(found)
    word = found.line("Kính gửi:")
    yield from measure.size("Kính gửi", [word], 13, 14)
    yield from measure.face("Kính gửi", [word], bold=False, italic=False)
    if len(names) == 1:
        if not found.line(f"Kính gửi: {names[0]}"):
            yield "the addressee should stand on the line of Kính gửi"
        return
    whole = next(line for line in found.first.lines if line.find("Kính gửi:"))
    if whole.squeezed != "Kínhgửi:":
        yield f"several addressees: Kính gửi should stand alone: «{whole.text}»"
    yield from _list(found, names, word)
    dash = found.line(f"- {names[0]}").x0
    # «Under the colon»; the decree's own sample has the dash 7 mm before it.
    if not word.x0 < dash < word.x1 + 3:
        yield f"the dashes stand at {dash:.1f} mm, the colon at {word.x1:.1f} mm"


def telegram(found):
    """Mẫu 1.6: who sends the telegram, then the addressees, each with a dash."""
    word = found.line("điện:")
    yield from measure.size("… điện:", [word], 13, 14)
    yield from _list(found, _to(found), word)


def _list(found, names, above):
    dashes = []
    for place, name in enumerate(names, 1):
        mark = "." if place == len(names) else ";"
        wanted = squeeze(f"- {name}{mark}")
        lines = [line for line in found.first.lines if line.baseline > above.baseline]
        start = next((line for line in lines if wanted.startswith(line.squeezed) and line.squeezed[0] == "-"), None)
        if start is None:
            raise Missing(f"«- {name}{mark}»")
        text, at = "", lines.index(start)
        while len(text) < len(wanted):
            text += lines[at].squeezed
            at += 1
        if text != wanted:
            yield f"the addressee reads «{text}», should be «{wanted}»"
        yield from measure.size("an addressee", [start], 13, 14)
        yield from measure.face("an addressee", [start], bold=False, italic=False)
        dashes.append(start.x0)
    if max(dashes) - min(dashes) > 0.5:
        yield f"the dashes are not aligned: {dashes}"


def _authority(found):
    """Who decides: named, or the body that signs as a collective, or its head."""
    if given := found.manifest.get("authority"):
        return given
    issuer = found.manifest["issuer"]["name"]
    top = found.titles(0)[0]
    if top.startswith("TM."):
        return issuer
    head = top.split(". ", 1)[1] if ". " in top else top
    return f"{head} {issuer}"


def authority(found):
    wanted = _authority(found).upper()
    block = _text_of(found, wanted, "the authority")
    yield from measure.size("the authority", block.lines, 13, 14)
    yield from measure.face("the authority", block.lines, bold=True, italic=False)
    yield from measure.centred("the authority", block, found.text_centre, "the text")
    yield from measure.below("the authority", block, found.subject, "the subject")


def _text_of(found, wanted, what):
    if block := block_of(found.body, wanted):
        return block
    raise Missing(what)


def resolve(found):
    words = found.form.resolve
    block = _text_of(found, words, f"«{words}» on a line of its own")
    yield from measure.size(words, block.lines, 13, 14)
    yield from measure.face(words, block.lines, bold=True, italic=False)
    yield from measure.centred(words, block, found.text_centre, "the text")
    if "Căncứ" in "".join(line.squeezed for line in found.body if line.baseline > block.lines[0].baseline):
        yield f"a line of the basis stands below «{words}»"


def articles(found):
    """Mẫu 1.1-1.3: only the label of an untitled article is bold."""
    labels = [line.find("Điều 1.") for line in found.body if line.squeezed.startswith("Điều1.")]
    if not labels:
        yield "there is no Điều 1"
    yield from measure.face("the label of an article", labels, bold=True, italic=False)


def basis(found):
    """One paragraph a line, italic, each with `;`, the last with `.`."""
    texts = found.manifest["basis"]
    italic, wanted = [], len(squeeze("".join(texts)))
    for line in found.body:
        # Headings and captions further down may be italic too.
        if line.italic and sum(len(one.squeezed) for one in italic) < wanted:
            italic.append(line)
    text = "".join(line.squeezed for line in italic)
    yield from measure.size("the basis", italic, 13, 14)
    yield from measure.face("the basis", italic, bold=False, italic=True)
    wanted = "".join(
        squeeze(line).rstrip(".;,") + ("." if place == len(texts) else ";") for place, line in enumerate(texts, 1)
    )
    if text != wanted:
        yield f"the italic lines read «{text}», should be «{wanted}»"


def fixed_lines(found):
    """The words that the Mẫu fixes, in its order."""
    text, place = "".join(line.squeezed for line in found.body), 0
    for words in found.form.fixed:
        at = text.find(squeeze(words), place)
        if at < 0:
            yield f"«{words}» is not printed, or not in its place"
        else:
            place = at + 1


def no_date(found):
    """Mẫu 1.9: a record has no place and date in its head."""
    for line in found.first.lines:
        if line.baseline < found.kind.lines[0].baseline and "ngày" in line.text:
            yield f"the head has a date: «{line.text}»"


def no_number(found):
    for line in found.first.lines:
        if line.squeezed.startswith("Số:"):
            yield f"the head has a number: «{line.text}»"
