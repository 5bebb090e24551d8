"""`vanthu copy` (Mẫu 3.1): the copies of `fixtures/copies`, valid, clean and measured on their pages.

Each copy is looked at where the decree has it: under the last line of the copied text a line across the page, then the
copying body with the number on the left, the form with place and date on the right, recipients, signer.
"""

import json

import yaml

from . import command, office, places, validators
from .layout import forms, measure, pdf
from .layout.found import Block, block_of
from .layout.pdf import squeeze
from .package import DOCUMENT, STYLES, Package, w
from .rules import RULES

SOURCE = places.FIXTURES / "copies"
FOLDER = places.WORK / "copies"
# For each copy its form, what it is made of, and the words of the form.
COPIES = {
    "sao-y": ("SY", "ke-hoach", "SAO Y"),
    "trich-sao": ("TrS", "ke-hoach", "TRÍCH SAO"),
    "sao-luc": ("SL", "sao-y", "SAO LỤC"),
}


def run(report):
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = {}
    original = FOLDER / "ke-hoach.docx"
    command.run([places.PROGRAM, "build", SOURCE, "-o", original])
    for name, (form, of, _) in COPIES.items():
        path = FOLDER / f"{name}.docx"
        if report.check(f"{name}: is made", _make, form, FOLDER / f"{of}.docx", path):
            made[name] = path
    sdk, integrity = validators.sdk(list(made.values())), validators.integrity(list(made.values()))
    spoilt = {(name, how): _spoil(path, how) for name, path in made.items() for how in SPOILT}
    printed = office.convert([*made.values(), *spoilt.values()], "pdf", FOLDER)
    for name, path in made.items():
        report.record(f"{name}: valid for the SDK", sdk[path])
        report.record(f"{name}: clean for ooxml-integrity", integrity[path])
        for rule, check in RULES.items():
            report.check(f"{name}: {rule}", check, Package(path))
        report.check(f"{name}: its findings", _findings, path)
        report.check(f"{name}: its frame (Mẫu 3.1)", problems, name, printed[path])
        for how in SPOILT:
            noticed = list(problems(name, printed[spoilt[name, how]]))
            report.record(f"{name}: {how} is noticed", [] if noticed else ["it is accepted"])


def _make(form, of, path):
    path.unlink(missing_ok=True)
    values = SOURCE / f"copy-{form.lower()}.yaml"
    before = of.read_bytes()
    done = command.run([places.PROGRAM, "copy", "--form", form, of, "--with", values, "-o", path])
    if done.returncode != 0 or not path.is_file():
        yield f"copy ended with {done.returncode}: {command.tail(done.stderr)}"
    if of.read_bytes() != before:
        yield "the document itself was changed"


def _findings(path):
    done = command.run([places.PROGRAM, "check", path, "--format", "json", "--lang", "en"])
    for finding in json.loads(done.stdout)["findings"]:
        yield f"{finding['rule']}: {finding['message']}"


def problems(name, printed):
    form, _, words = COPIES[name]
    values = yaml.safe_load((SOURCE / f"copy-{form.lower()}.yaml").read_text(encoding="utf-8"))
    sheet = pdf.read(printed)[-1]
    pieces = [piece for line in sheet.lines for piece in line.pieces()]
    title = [piece for piece in pieces if piece.squeezed == squeeze(words)]
    if not title:
        yield f"«{words}» is not printed"
        return
    title = title[-1]
    below = [piece for piece in pieces if piece.baseline > title.baseline - 1]
    left = [piece for piece in below if piece.centre < sheet.width / 2]
    right = [piece for piece in below if piece.centre > sheet.width / 2]
    yield from measure.size("the form", [title], 13, 14)
    yield from measure.face("the form", [title], bold=True, italic=False)
    # The line across the page, and nothing of the frame over it.
    width = sheet.width - 30 - 20
    rules = [rule for rule in sheet.rules if 0 < title.baseline - rule.y < 12]
    rules = [rule for rule in rules if abs(rule.length - width) < 1.5]
    if not rules:
        yield f"no line of {width:.0f} mm stands over «{words}»"
    else:
        over = [piece for piece in pieces if rules[-1].y - 25 < piece.baseline < rules[-1].y]
        if not over:
            yield "the line does not stand under the last line of the copied text"
    issuer = block_of(left, values["issuer"]["name"].upper())
    if parent := values["issuer"].get("parent"):
        above = block_of(left, parent.upper())
        yield from _look("the superior body", above, 12, 13, bold=False, italic=False)
    yield from _look("the copying body", issuer, 12, 13, bold=True, italic=False)
    if issuer:
        yield from measure.rule_below("the copying body", _on(issuer), [sheet], (1 / 3, 1 / 2))
    number = f"Số: {values['number']:02}/" + (
        values["symbol"] if "-" in values["symbol"] else f"{form}-{values['symbol']}"
    )
    number = block_of(left, number)
    yield from _look("the copy's number", number, 13, 13, bold=False, italic=False)
    day, month, year = forms.date(values)
    date = block_of(right, f"{values['place']}, ngày {day} tháng {month} năm {year}")
    yield from _look("the copy's date", date, 13, 14, bold=False, italic=True)
    if number and date:
        yield from measure.level("the copy's number and date", number.lines[0].baseline, date.lines[0].baseline)
        yield from measure.centred("the form", title, date.centre, "the date")
    yield from _look("Nơi nhận", block_of(left, "Nơi nhận:"), 12, 12, bold=True, italic=True)
    filing = block_of(left, f"- Lưu: {values['filing']}.")
    yield from _look("the filing line", filing, 11, 11, bold=False, italic=False)
    signature = values["signature"]
    titles = [text.upper() for text in [*signature.get("authority", []), signature["position"]]]
    yield from _look("the signer's title", block_of(right, "".join(titles)), 13, 14, bold=True, italic=False)
    yield from _look("the signer's name", block_of(right, signature["name"]), 13, 14, bold=True, italic=False)


def _on(block):
    """The sheet is looked at alone, so it is the first."""
    for line in block.lines:
        line.sheet = 1
    return Block(block.lines)


def _look(what, block, low, high, *, bold, italic):
    if block is None:
        yield f"{what} is not printed in its place"
        return
    yield from measure.size(what, block.lines, low, high)
    yield from measure.face(what, block.lines, bold=bold, italic=italic)


# Ways to spoil a copy's frame.


def _no_line(package):
    for border in package.find(STYLES, "//w:style[@w:styleId='Rule']//w:pBdr"):
        border.getparent().remove(border)


def _regular(package):
    for bold in package.find(STYLES, "//w:style[starts-with(@w:styleId, 'Copy')]//w:b"):
        bold.set(w("val"), "0")


def _other_number(package):
    for text in package.find(DOCUMENT, "//w:p[w:pPr/w:pStyle/@w:val='CopyDocumentNumber']//w:t"):
        text.text = text.text.replace("Số: 0", "Số: ").replace("Số: 11", "Số: 011")


def _to_the_left(package):
    for alignment in package.find(STYLES, "//w:style[starts-with(@w:styleId, 'Copy')]//w:jc"):
        alignment.set(w("val"), "left")


SPOILT = {
    "a frame without lines": _no_line,
    "regular type": _regular,
    "another number": _other_number,
    "a frame at the left": _to_the_left,
}


def _spoil(path, how):
    package = Package(path)
    SPOILT[how](package)
    spoilt = FOLDER / f"{path.stem}--{how.replace(' ', '-')}.docx"
    package.write(spoilt)
    return spoilt
