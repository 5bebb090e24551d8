"""Predicates of the layout tables: each tells what is wrong with the parts it is given, in words and numbers."""

from .pdf import MM

TOLERANCE = 1.0  # mm
RULE_TOLERANCE = 1.5  # mm, lengths of rules
SIZE_TOLERANCE = 0.15  # pt


def size(what, lines, low, high):
    for line in lines:
        for value in line.sizes:
            if not low - SIZE_TOLERANCE <= value <= high + SIZE_TOLERANCE:
                yield f"{what}: {value} pt, should be {_range(low, high)}: «{line.text[:60]}»"


def face(what, lines, *, bold, italic):
    for line in lines:
        if not (line.bold if bold else line.regular):
            yield f"{what} should {'' if bold else 'not '}be bold: «{line.text[:60]}»"
        if not (line.italic if italic else line.upright):
            yield f"{what} should {'' if italic else 'not '}be italic: «{line.text[:60]}»"


def upper(what, block):
    if block.text != block.text.upper():
        yield f"{what} should be in capitals: «{block.text}»"


def between(what, value, low, high, tolerance=TOLERANCE):
    if not low - tolerance <= value <= high + tolerance:
        yield f"{what} is {value:.1f} mm, should be {_range(low, high)}"


def centred(what, block, centre, on):
    """Each line of a centred block, or a rule, has its middle where it should."""
    for line in getattr(block, "lines", [block]):
        if abs(line.centre - centre) > TOLERANCE:
            yield f"the middle of {what} is at {line.centre:.1f} mm, that of {on} at {centre:.1f} mm"


def rule_below(what, block, sheets, shares):
    """The drawn line under a text: as long as the given shares of its widest line, centred, no underline."""
    last = block.lines[-1]
    near = [
        rule
        for rule in sheets[block.sheet - 1].rules
        if 0 < rule.y - last.baseline < 6 and rule.x0 < block.centre < rule.x1
    ]
    if not near:
        yield f"no line is drawn under {what}"
        return
    rule = near[0]
    # A real underline sits inside the descent of the letters.
    if rule.y - last.baseline < 0.2 * last.sizes[-1] * MM:
        yield f"{what} is underlined as text instead of having a line under it"
    low, high = (share * block.widest for share in shares)
    tolerance = 2.0 if shares == (1, 1) else RULE_TOLERANCE
    yield from between(f"the line under {what}", rule.length, low, high, tolerance)
    yield from centred(f"the line under {what}", rule, block.centre, what)


def below(what, block, above, on):
    if block.lines[0].baseline <= above.lines[-1].baseline or block.sheet != above.sheet:
        yield f"{what} should stand below {on}"


def level(what, one, other, tolerance=TOLERANCE):
    if abs(one - other) > tolerance:
        yield f"{what}: {abs(one - other):.1f} mm apart, at most {tolerance} allowed"


def right_half(what, block, sheet):
    if block.centre <= sheet.width / 2:
        yield f"the middle of {what} is at {block.centre:.1f} mm, left of the middle of the page"


def _range(low, high):
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
