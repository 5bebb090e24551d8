"""The layout tables: one row per thing the decree says about a kind of document, with its place in the decree."""

from collections.abc import Callable
from dataclasses import dataclass

from . import body, head, tail


@dataclass(frozen=True)
class Row:
    name: str
    # The row of the format facts that it tests: page rows as 1.x, components by their box.
    decree: str
    # Given the Found parts, tells what is wrong.
    problems: Callable


@dataclass(frozen=True)
class Table:
    # The kind as it is printed over the subject.
    title: str
    rows: tuple


EVERY_KIND = (
    Row("paper", "1.1", body.paper),
    Row("margins", "1.3-1.5", body.margins),
    Row("fonts", "1.7", body.fonts),
    Row("head at the top", "1.3", head.top),
    Row("national name", "box 1", head.national_name),
    Row("motto", "box 1", head.motto),
    Row("motto's line", "box 1", head.motto_rule),
    Row("scale of head sizes", "1.14", head.scale),
    Row("parent agency", "box 2", head.parent),
    Row("issuer", "box 2", head.issuer),
    Row("issuer's line", "box 2", head.issuer_rule),
    Row("number and symbol", "box 3", head.number),
    Row("place and date", "box 4", head.date),
    Row("number and date level", "box 4", head.number_and_date),
    Row("body size", "1.13", body.size),
    Row("body justified", "1.9", body.justified),
    Row("first-line indent", "1.10", body.indent),
    Row("page number", "1.8", body.page_numbers),
    Row("end mark", "box 6", body.end_mark),
    Row("recipients' title", "box 9b", tail.recipients_title),
    Row("recipients", "box 9b", tail.recipients),
    Row("signature title", "box 7a", tail.signature_title),
    Row("signer's name", "box 7b", tail.signer),
    Row("end on one page", "section 4", tail.together),
    Row("footnotes", "section 6", body.footnotes),
)

NAMED_KIND = (
    Row("kind", "box 5a", head.kind),
    Row("subject", "box 5a", head.subject),
    Row("subject's line", "box 5a", head.subject_rule),
)

TABLES = {
    "bao-cao": Table("BÁO CÁO", EVERY_KIND + NAMED_KIND),
}
