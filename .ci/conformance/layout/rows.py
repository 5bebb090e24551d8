"""The layout table: one row per thing the decree says, with the facts it tests and whom it concerns.

Facts are named in `facts.py`. A fact that is a case of its own (a month, a way of signing, a kind) is tested only if a measured
document is one: `CASES`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import appendix, body, facts, frame, head, marks, tail
from .forms import FORMS


def _every(form, manifest):
    return True


@dataclass(frozen=True)
class Row:
    name: str
    # The facts it tests, by their ids.
    facts: tuple
    # Given the Found parts, tells what is wrong.
    problems: Callable
    # Whether it concerns a document, given its kind's Form and its manifest.
    concerns: Callable = _every


def _form(name):
    return lambda form, manifest: bool(getattr(form, name))


def _key(*names):
    return lambda form, manifest: any(manifest.get(name) for name in names)


def _attached(form, manifest):
    return any(isinstance(entry, dict) and entry.get("kind") for entry in manifest.get("appendices", []))


def _plain_appendix(form, manifest):
    return any(not (isinstance(entry, dict) and entry.get("kind")) for entry in manifest.get("appendices", []))


def _signs_itself(form, manifest):
    return not isinstance(manifest["signature"], list)


def _signatures(manifest):
    given = manifest["signature"]
    return given if isinstance(given, list) else [given]


def _forms(manifest):
    """The forms of authority that the first signer's lines begin with."""
    signature = _signatures(manifest)[0]
    lines = [*signature.get("authority", []), signature.get("position", "")]
    return [word for line in lines for word in line.split()[:1] if word in ("TM.", "KT.", "TL.", "TUQ.", "Q.")]


def _signed(*forms, title=None, unit=None):
    """A document with one signer who signs so."""

    def concerns(form, manifest):
        signatures = _signatures(manifest)
        if len(signatures) > 1 or _forms(manifest) != list(forms):
            return False
        position = signatures[0]["position"]
        in_unit = position.startswith("Trưởng phòng")
        return (title is None or bool(signatures[0].get("title")) == title) and (unit is None or in_unit == unit)

    return concerns


def _part(place, low, high):
    """A part of the date (0 the year, 1 the month, 2 the day) that is printed and lies in a range."""

    def concerns(form, manifest):
        parts = str(manifest.get("date") or "").split("-")
        return form.date and len(parts) > place and parts[place] != "" and low <= int(parts[place]) < high

    return concerns


def _month(month):
    return _part(1, month, month + 1)


def _number(low, high):
    return lambda form, manifest: form.number and low <= int(manifest.get("number") or 0) < high


def _to(low, high):
    def concerns(form, manifest):
        given = manifest.get("to") or []
        count = 1 if isinstance(given, str) else len(given)
        return form.short != "CĐ" and low <= count < high

    return concerns


def _appendices(low, high):
    def concerns(form, manifest):
        plain = [one for one in manifest.get("appendices", []) if not (isinstance(one, dict) and one.get("kind"))]
        return low <= len(plain) < high

    return concerns


def _model(model):
    return lambda form, manifest: form.model is not None and model in form.model.split(", ")


# The kinds that print their names.
KINDS = tuple(f"5 {slug}" for slug, form in FORMS.items() if form.title)

# The ways of signing; who signs how is told by these lines alone.
SIGNED = {
    "4 head": _signed(unit=False, title=False),
    "4 TM.": _signed("TM."),
    "4 KT.": _signed("KT."),
    "4 TM. KT.": _signed("TM.", "KT."),
    "4 Q.": _signed("Q."),
    "4 TL.": _signed("TL."),
    "4 TL. KT.": _signed("TL.", "KT."),
    "4 TUQ.": _signed("TUQ."),
    "4 advisory body without seal": _signed(unit=True),
}

ROWS = (
    Row("paper", ("1.1",), body.paper),
    Row("upright page", ("1.2",), body.upright),
    Row("margins", ("1.3", "1.4", "1.5"), body.margins),
    Row("fonts", ("1.7",), body.fonts),
    Row("black", ("1.7",), marks.black),
    Row("page number", ("1.8",), body.page_numbers),
    Row("body justified", ("1.9",), body.justified),
    Row("first-line indent", ("1.10",), body.indent),
    Row("paragraph spacing", ("1.11",), body.paragraph_spacing),
    Row("line spacing", ("1.12",), body.line_spacing),
    Row("body size", ("1.13", "box 6 nội dung"), body.size),
    Row("scale of head sizes", ("1.14",), head.scale),
    Row("head at the top", ("1.3", "box 1 Quốc hiệu"), head.top),
    Row("national name", ("box 1 Quốc hiệu",), head.national_name),
    Row("motto", ("box 1 Tiêu ngữ",), head.motto),
    Row("motto's line", ("box 1 Tiêu ngữ", "2.5 rule under Tiêu ngữ"), head.motto_rule),
    Row("parent agency", ("box 2 cơ quan chủ quản",), head.parent, lambda form, manifest: "parent" in manifest["issuer"]),
    Row("issuer", ("box 2 cơ quan ban hành",), head.issuer),
    Row("issuer's line", ("box 2 cơ quan ban hành",), head.issuer_rule),
    Row("number", ("box 3",), head.number, _form("number")),
    Row("symbol", ("box 3", "2.2 named kinds", "2.2 công văn"), head.symbol, _form("number")),
    Row(
        "padded number",
        ("2.1 number below ten", "2.1 number of two digits", "2.1 number of three digits"),
        head.padded_number,
        _number(1, 10**6),
    ),
    Row("padded day", ("2.1 day below ten", "2.1 day from ten on"), head.padded_day, _part(2, 1, 32)),
    Row("months with a zero", ("2.1 month 1", "2.1 month 2"), head.padded_month, _part(1, 1, 3)),
    Row(
        "months without a zero",
        tuple(f"2.1 month {month}" for month in range(3, 13)),
        head.padded_month,
        _part(1, 3, 13),
    ),
    Row("year", ("2.1 year",), head.year, _part(0, 1, 9999)),
    Row("no number", ("5 thu-cong",), frame.no_number, lambda form, manifest: not form.number),
    Row("place and date", ("box 4",), head.date, _form("date")),
    Row("no date", ("5 Mẫu 1.9",), frame.no_date, lambda form, manifest: not form.date),
    Row(
        "number and date level",
        ("box 4",),
        head.number_and_date,
        lambda form, manifest: form.number and form.date,
    ),
    Row("kind", ("box 5a tên loại", *KINDS), head.kind, _form("title")),
    Row("no kind", ("5 Mẫu 1.5", "5 cong-van"), frame.no_kind, lambda form, manifest: form.title is None),
    Row("subject", ("box 5a trích yếu", "5 Mẫu 1.4"), head.subject, _form("subject")),
    Row("subject's line", ("box 5a trích yếu", "5 Mẫu 1.4"), head.subject_rule, _form("subject")),
    Row("V/v", ("box 5b", "5 Mẫu 1.5"), frame.about, lambda form, manifest: form.title is None),
    Row("basis", ("box 6 căn cứ",), frame.basis, _key("basis")),
    Row("authority", ("5 Mẫu 1.1", "5 Mẫu 1.2", "5 Mẫu 1.3"), frame.authority, _form("resolve")),
    Row("QUYẾT ĐỊNH:", ("5 Mẫu 1.1", "5 Mẫu 1.2", "5 Mẫu 1.3"), frame.resolve, _form("resolve")),
    Row("articles", ("5 Mẫu 1.1", "5 Mẫu 1.2", "5 Mẫu 1.3"), frame.articles, _form("resolve")),
    Row("fixed lines", ("5 Mẫu 1.6", "5 Mẫu 1.7", "5 Mẫu 1.8", "5 Mẫu 1.9", "5 Mẫu 1.10"), frame.fixed_lines, _form("fixed")),
    Row("end mark", ("box 6 nội dung",), body.end_mark),
    Row(
        "Kính gửi",
        ("box 9a", "2.3 one addressee", "2.3 two or more", "5 Mẫu 1.5"),
        frame.addressees,
        lambda form, manifest: bool(manifest.get("to")) and form.short != "CĐ",
    ),
    Row("telegram's addressees", ("5 Mẫu 1.6",), frame.telegram, lambda form, manifest: form.short == "CĐ"),
    Row("security", ("box 10a",), marks.security, _key("security")),
    Row("urgency", ("box 10b",), marks.urgency, _key("urgency")),
    Row("circulation", ("box 11",), marks.circulation, _key("circulation", "retrieval")),
    Row(
        "closed frames",
        ("box 10b", "box 11"),
        marks.closed,
        _key("security", "urgency", "circulation", "retrieval"),
    ),
    Row("recipients' title", ("box 9b Nơi nhận",), tail.recipients_title, _form("recipients")),
    Row("recipients", ("box 9b danh sách", "2.4 Lưu", "2.4 biên bản", "2.4 giấy giới thiệu"), tail.recipients, _form("recipients")),
    Row(
        "first recipient",
        ("2.4 Như trên", "2.4 Như Điều"),
        tail.as_above,
        lambda form, manifest: form.recipients and bool(form.resolve or manifest.get("to")),
    ),
    Row("copies", ("box 12",), tail.copies, _key("drafter", "copies")),
    Row("address", ("box 13",), marks.address, _key("address")),
    Row("signature title", ("box 7a",), tail.signature_title),
    Row("title level with recipients", ("box 7a",), tail.level_with_recipients, _form("recipients")),
    Row("two signers", ("5 Mẫu 1.9",), tail.two_signers, _form("two_signers")),
    Row(
        "other title",
        ("box 7b chức danh", "4 advisory body with the seal", "4 council"),
        tail.other_title,
        lambda form, manifest: _signs_itself(form, manifest) and bool(manifest["signature"].get("title")),
    ),
    Row("signer's name", ("box 7b họ tên",), tail.signer),
    Row("end on one page", ("4 one page",), tail.together),
    Row("confirmation", ("5 Mẫu 1.10",), tail.confirmation, lambda form, manifest: form.short == "GNP"),
    Row("forms of signing", tuple(SIGNED), tail.stack),
    Row(
        "several signers",
        ("4 several signers",),
        tail.three_signers,
        lambda form, manifest: len(_signatures(manifest)) > 2,
    ),
    Row("footnotes", ("6 footnotes",), body.footnotes),
    Row("appendix's heading", ("box Phụ lục", "box tiêu đề phụ lục", "6 heading", "6 numbering: one", "6 numbering: several"), appendix.heading, _plain_appendix),
    Row("appendix's reference", ("6 reference line",), appendix.reference, _key("appendices")),
    Row("appendix without head", ("6 no head",), appendix.no_head, _plain_appendix),
    Row("appendix's page numbers", ("6 page numbers",), appendix.page_numbers, _key("appendices")),
    Row("appendix's end mark", ("6 no head",), appendix.end_mark, _key("appendices")),
    Row("wide tables", ("1.2",), appendix.across, _key("appendices")),
    Row("attached regulation", ("5 Mẫu 1.3 attachment",), appendix.regulation, _attached),
)

# Facts that are cases: which documents are one. Each must be among the measured.
CASES = (
    SIGNED
    | {f"2.1 month {month}": _month(month) for month in range(1, 13)}
    | {f"5 {slug}": lambda form, manifest, slug=slug: manifest["kind"] == slug for slug in FORMS}
    | {f"5 Mẫu {model}": _model(model) for model in ("1.1", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10")}
    | {
        "2.1 number below ten": _number(1, 10),
        "2.1 number of two digits": _number(10, 100),
        "2.1 number of three digits": _number(100, 1000),
        "2.1 day below ten": _part(2, 1, 10),
        "2.1 day from ten on": _part(2, 10, 32),
        "2.3 one addressee": _to(1, 2),
        "2.3 two or more": _to(2, 99),
        "2.4 biên bản": lambda form, manifest: form.short == "BB",
        "2.4 giấy giới thiệu": lambda form, manifest: form.short == "GGT",
        "4 advisory body with the seal": _signed("TM.", "KT.", title=True),
        "4 council": _signed("TM.", title=True),
        "5 Mẫu 1.2": lambda form, manifest: form.short == "QĐ" and not _attached(form, manifest),
        "5 Mẫu 1.3": lambda form, manifest: form.short == "QĐ" and _attached(form, manifest),
        "5 Mẫu 1.3 attachment": _attached,
        "6 numbering: one": _appendices(1, 2),
        "6 numbering: several": _appendices(2, 99),
    }
)

# The facts that no row tests, and why.
LEFT_OUT = {
    "1.6": "the decree says nothing",
    "box 7c": "the decree gives no measure",
    "box 8": "put on after the DOCX is finished, by hand or by the signing software",
    "box 14": "put on by the signing software",
    "2.1 numbers begin anew each year": "a register's matter: no single document shows it",
    "2.2 advisory bodies": "a register's matter: no single document shows it",
    "2.2 abbreviations of agencies": "fixed by each agency",
    "2.2 legal documents": "not among the kinds: docs/kinds.md",
    "2.4 order": "only a reader can tell",
    "2.4 practice": "no rule of the decree",
    "2.5 header columns": "advice, no rule; that the parts are whole is tested by box 1 and 2",
    "2.5 how rules are drawn": "advice, no rule; that they are drawn is tested by box 1, 2 and 5a",
    "4 deputy in charge": "printed as KT.: nothing tells them apart",
    "4 joint issue": "no rule in the decree",
    "5 Mẫu 1.3 electronic attachment": "its date and time are the signing software's",
    "5 Mẫu 3.1": "measured in copies.py, on the copies of fixtures/copies",
    "5 Mẫu 3.2": "a scan with a line of text, made by the signing software",
    "6 pointer": "words of the text: the rule appendix-unmentioned",
    "6 electronic, same file": "signing is not in the DOCX",
    "6 electronic, separate file": "signing is not in the DOCX",
    "6 personal signature": "signing is not in the DOCX",
    "6 agency signature": "signing is not in the DOCX",
    "6 paper": "ink and seals are not in the DOCX",
    "6 errors after issue": "no layout",
}


def rows_of(form, manifest):
    """The rows that concern a document."""
    return [row for row in ROWS if row.concerns(form, manifest)]


def coverage_problems(documents):
    """Every fact is tested by a row that concerns a measured document, or left out for a reason; and every case is one of
    those documents."""
    given = [(FORMS[document.manifest["kind"]], document.manifest) for document in documents]
    tested = {fact for row in ROWS for fact in row.facts if any(row.concerns(*one) for one in given)}
    for fact in facts.FACTS:
        if (fact in tested) == (fact in LEFT_OUT):
            yield f"«{fact}» is {'tested and left out' if fact in tested else 'neither tested nor left out'}"
    yield from (f"«{fact}» is no fact" for fact in [*tested, *LEFT_OUT, *CASES] if fact not in facts.FACTS)
    for fact, concerns in CASES.items():
        if not any(concerns(*one) for one in given):
            yield f"no measured document is a case of «{fact}»"
