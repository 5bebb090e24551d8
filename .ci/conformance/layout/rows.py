"""The layout table: one row per thing the decree says, with its place in the format facts and whom it concerns.

Numbers such as 1.8, «box 5a» or «section 4» are those of the facts about Nghị định 30/2020/NĐ-CP, Phụ lục I-III.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import appendix, body, frame, head, marks, tail


def _every(form, manifest):
    return True


@dataclass(frozen=True)
class Row:
    name: str
    # What of the decree it tests.
    decree: str
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


ROWS = (
    Row("paper", "1.1", body.paper),
    Row("upright page", "1.2", body.upright),
    Row("margins", "1.3-1.5", body.margins),
    Row("fonts", "1.7", body.fonts),
    Row("black", "1.7", marks.black),
    Row("page number", "1.8", body.page_numbers),
    Row("body justified", "1.9", body.justified),
    Row("first-line indent", "1.10", body.indent),
    Row("paragraph spacing", "1.11", body.paragraph_spacing),
    Row("line spacing", "1.12", body.line_spacing),
    Row("body size", "1.13", body.size),
    Row("scale of head sizes", "1.14", head.scale),
    Row("head at the top", "1.3", head.top),
    Row("national name", "box 1", head.national_name),
    Row("motto", "box 1", head.motto),
    Row("motto's line", "box 1", head.motto_rule),
    Row("parent agency", "box 2", head.parent, lambda form, manifest: "parent" in manifest["issuer"]),
    Row("issuer", "box 2", head.issuer),
    Row("issuer's line", "box 2", head.issuer_rule),
    Row("number", "box 3, 2.1", head.number, _form("number")),
    Row("symbol", "2.2, section 5", head.symbol, _form("number")),
    Row("no number", "thư công", frame.no_number, lambda form, manifest: not form.number),
    Row("place and date", "box 4, 2.1", head.date, _form("date")),
    Row("no date", "Mẫu 1.9", frame.no_date, lambda form, manifest: not form.date),
    Row(
        "number and date level",
        "box 4",
        head.number_and_date,
        lambda form, manifest: form.number and form.date,
    ),
    Row("kind", "box 5a, section 5", head.kind, _form("title")),
    Row("no kind", "Mẫu 1.5", frame.no_kind, lambda form, manifest: form.title is None),
    Row("subject", "box 5a", head.subject, _form("subject")),
    Row("subject's line", "box 5a", head.subject_rule, _form("subject")),
    Row("V/v", "box 5b", frame.about, lambda form, manifest: form.title is None),
    Row("basis", "box 6", frame.basis, _key("basis")),
    Row("authority", "Mẫu 1.1-1.3", frame.authority, _form("resolve")),
    Row("QUYẾT ĐỊNH:", "Mẫu 1.1-1.3", frame.resolve, _form("resolve")),
    Row("articles", "Mẫu 1.1-1.3, section 3", frame.articles, _form("resolve")),
    Row("fixed lines", "Mẫu 1.6-1.10", frame.fixed_lines, _form("fixed")),
    Row("end mark", "box 6", body.end_mark),
    Row(
        "Kính gửi",
        "box 9a, 2.3",
        frame.addressees,
        lambda form, manifest: bool(manifest.get("to")) and form.short != "CĐ",
    ),
    Row("telegram's addressees", "Mẫu 1.6", frame.telegram, lambda form, manifest: form.short == "CĐ"),
    Row("security", "box 10a", marks.security, _key("security")),
    Row("urgency", "box 10b", marks.urgency, _key("urgency")),
    Row("circulation", "box 11", marks.circulation, _key("circulation", "retrieval")),
    Row("recipients' title", "box 9b", tail.recipients_title, _form("recipients")),
    Row("recipients", "box 9b, 2.4", tail.recipients, _form("recipients")),
    Row(
        "first recipient",
        "2.4",
        tail.as_above,
        lambda form, manifest: form.recipients and bool(form.resolve or manifest.get("to")),
    ),
    Row("copies", "box 12", tail.copies, _key("drafter", "copies")),
    Row("address", "box 13", marks.address, _key("address")),
    Row("signature title", "box 7a, section 4", tail.signature_title),
    Row("title level with recipients", "box 7a", tail.level_with_recipients, _form("recipients")),
    Row("two signers", "Mẫu 1.9", tail.two_signers, _form("two_signers")),
    Row(
        "other title",
        "box 7b",
        tail.other_title,
        lambda form, manifest: _signs_itself(form, manifest) and bool(manifest["signature"].get("title")),
    ),
    Row("signer's name", "box 7b", tail.signer),
    Row("end on one page", "section 4", tail.together),
    Row("confirmation", "Mẫu 1.10", tail.confirmation, lambda form, manifest: form.short == "GNP"),
    Row("footnotes", "section 6", body.footnotes),
    Row("appendix's heading", "section 6", appendix.heading, _plain_appendix),
    Row("appendix's reference", "section 6", appendix.reference, _key("appendices")),
    Row("appendix without head", "section 6", appendix.no_head, _plain_appendix),
    Row("appendix's page numbers", "section 6", appendix.page_numbers, _key("appendices")),
    Row("appendix's end mark", "section 6", appendix.end_mark, _key("appendices")),
    Row("wide tables", "1.2", appendix.across, _key("appendices")),
    Row("attached regulation", "Mẫu 1.3", appendix.regulation, _attached),
)

# What sections 1, 2, 4, 5 and 6 of the facts also say, and why no row tests it.
LEFT_OUT = {
    "1.6 two-sided printing": "the decree says nothing",
    "box 7c room for the signature": "the decree gives no measure",
    "box 8 seal, box 14 digital signature": "put on after the DOCX is finished, by hand or by the signing software",
    "box 10a size of the stamp": "the decree gives none; the mark itself is tested",
    "2.1 numbers restart each year": "a register's matter; no single document shows it",
    "2.2 abbreviations of agencies": "fixed by each agency",
    "2.4 order of recipients by meaning": "only a reader can tell",
    "section 4 who may sign how": "tested where it is decided: the findings signature-authority of tests/fixtures.rs",
    "section 4 joint issue": "no rule in the decree",
    "section 5 copies (Mẫu 3.1, 3.2)": "not made by the program: docs/kinds.md says why",
    "Mẫu 1.3 electronic attachment in a file of its own": "its date and time are the signing software's",
    "section 6 pointer to the appendix": "words of the text",
    "section 6 electronic and paper signatures": "not in the DOCX",
    "section 6 errors after issue": "no layout",
}


def rows_of(form, manifest):
    """The rows that concern a document."""
    return [row for row in ROWS if row.concerns(form, manifest)]
