"""`vanthu check FILE.docx` over files that other programs made, with faults planted in each.

Every maker writes the same document twice: as it should be, and with one fault of each kind. What it looks like is
not the question (no maker here knows the decree), so the rules about layout and frame are left aside; of the others
exactly the planted ones must be found, and none in the good copy.
"""

import json
import subprocess

import docx
from docx.shared import Pt

from . import command, office, places
from .package import DOCUMENT, FOOTNOTES, Package

LAYOUT = {
    "page-size",
    "page-margins",
    "page-number",
    "font-family",
    "text-colour",
    "body-size",
    "body-indent",
    "body-alignment",
    "line-spacing",
    "paragraph-spacing",
    "frame-missing",
    "frame-wording",
    "frame-type",
    "end-mark-missing",
}
FOLDER = places.WORK / "finished"

GOOD = {
    "quote": "Sở đã trình “Đề án chuyển đổi số của tỉnh” đến năm 2030.",
    "letters": ["a) Điểm thứ nhất;", "b) Điểm thứ hai;", "c) Điểm thứ ba;", "d) Điểm thứ tư;", "đ) Điểm thứ năm."],
    "raised": ("Diện tích đã đo đạc là 120 m", "2", " đất của xã."),
    "second": "II. PHƯƠNG HƯỚNG",
}
FAULTY = {
    "quote": "Sở đã trình “Đề án chuyển đổi số của tỉnh đến năm 2030.",
    "letters": ["a) Điểm thứ nhất;", "b) Điểm thứ hai;", "c) Điểm thứ ba;", "d) Điểm thứ tư;", "e) Điểm thứ năm."],
    "raised": ("Đã hoàn thành cấp nước", "7", " cho các hộ dân của xã."),
    "second": "III. PHƯƠNG HƯỚNG",
}
PLANTED = {"quote-unbalanced", "letter-sequence", "footnote-typed-by-hand", "heading-sequence"}
NOTES = ["Tờ trình số 12/TTr-STP ngày 06/3/2026.", "Kế hoạch số 15/KH-STP ngày 10/02/2026."]


def run(report, good):
    FOLDER.mkdir(parents=True, exist_ok=True)
    for maker, make in MAKERS.items():
        for name, text, planted in (("good", GOOD, set()), ("faulty", FAULTY, PLANTED)):
            path = FOLDER / f"{maker}-{name}.docx"
            if report.check(f"{maker}: writes the {name} document", _made, make, text, path):
                report.check(f"{maker}: the {name} document's findings", _differences, path, planted)
        if make is not _python_docx:
            report.check(f"{maker}: a note taken out is missed", _without_a_note, FOLDER / f"{maker}-good.docx")
    own(report, good)


def own(report, good):
    """What we build, and what another program makes of it, says no more than its folder."""
    again = office.convert([document.docx for document in good], "docx", FOLDER / "again")
    for document in good:
        known = _rules(document.folder)
        report.check(f"{document.name}: its build's findings", _alarms, document.docx, known)
        converted = again[document.docx]
        report.record(f"{document.name}: LibreOffice writes it again", [] if converted else ["no file came out"])
        if converted:
            report.check(f"{document.name}: findings once written again", _alarms, converted, known)


# The makers


def _pandoc(text, path):
    """Through pandoc's Markdown, whose own lists are switched off so that labels stay as typed."""
    before, raised, after = text["raised"]
    parts = [
        "# I. KẾT QUẢ",
        "Sở đã trình dự thảo[^1] và ban hành kế hoạch[^2] của năm.",
        text["quote"],
        *text["letters"],
        f"{before}^{raised}^{after}",
        f"# {text['second']}",
        "Tiếp tục thực hiện.",
        *(f"[^{number}]: {note}" for number, note in enumerate(NOTES, 1)),
    ]
    source = path.with_suffix(".md")
    source.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return command.run(["pandoc", "-f", "markdown-fancy_lists-smart", source, "-o", path])


def _libreoffice(text, path):
    """Through LibreOffice, from a web page with its own form of notes."""
    before, raised, after = text["raised"]

    def mark(number):
        return f'<a class="sdfootnoteanc" name="sdfootnote{number}anc" href="#sdfootnote{number}sym"><sup>{number}</sup></a>'

    def note(number, words):
        return (
            f'<div id="sdfootnote{number}"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote{number}sym" '
            f'href="#sdfootnote{number}anc">{number}</a>{words}</p></div>'
        )

    parts = [
        "<h1>I. KẾT QUẢ</h1>",
        f"<p>Sở đã trình dự thảo{mark(1)} và ban hành kế hoạch{mark(2)} của năm.</p>",
        f"<p>{text['quote']}</p>",
        *(f"<p>{line}</p>" for line in text["letters"]),
        f"<p>{before}<sup>{raised}</sup>{after}</p>",
        f"<h1>{text['second']}</h1>",
        "<p>Tiếp tục thực hiện.</p>",
        *(note(number, words) for number, words in enumerate(NOTES, 1)),
    ]
    source = path.with_suffix(".html")
    source.write_text(f'<html><meta charset="utf-8"><body>{"".join(parts)}</body></html>', encoding="utf-8")
    # Straight from HTML the office writes a web document; by way of ODT it is a text.
    odt = office.convert([source], "odt", source.parent / "odt")[source]
    made = odt and office.convert([odt], "docx", source.parent)[odt]
    return subprocess.CompletedProcess([], 0 if made else 1, "", "LibreOffice wrote no file")


def _python_docx(text, path):
    """Through python-docx, which writes no notes: its document has none."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(14)
    document.add_heading("I. KẾT QUẢ", 1)
    document.add_paragraph(text["quote"])
    for line in text["letters"]:
        document.add_paragraph(line)
    before, raised, after = text["raised"]
    paragraph = document.add_paragraph(before)
    paragraph.add_run(raised).font.superscript = True
    paragraph.add_run(after)
    for item in ("Việc thứ nhất", "Việc thứ hai"):
        document.add_paragraph(item, style="List Number")
    document.add_heading(text["second"], 1)
    document.add_paragraph("Tiếp tục thực hiện.")
    document.save(path)
    return subprocess.CompletedProcess([], 0, "", "")


MAKERS = {"pandoc": _pandoc, "libreoffice": _libreoffice, "python-docx": _python_docx}


# The questions


def _made(make, text, path):
    path.unlink(missing_ok=True)
    done = make(text, path)
    if done.returncode != 0 or not path.is_file():
        yield f"no file: {command.tail(done.stderr)}"


def _findings(path):
    done = command.run([places.PROGRAM, "check", path, "--format", "json", "--lang", "en"])
    if done.returncode not in (0, 1):
        raise RuntimeError(f"check ended with {done.returncode}:\n{command.tail(done.stdout or done.stderr)}")
    return json.loads(done.stdout)["findings"]


def _rules(path):
    return {finding["rule"] for finding in _findings(path)} - LAYOUT


def _differences(path, planted):
    found = _findings(path)
    rules = {finding["rule"] for finding in found} - LAYOUT
    for rule in sorted(planted - rules):
        yield f"{rule} was not found"
    for finding in found:
        if finding["rule"] in rules - planted:
            yield f"false alarm: {finding['rule']} at {finding['place']}: {finding['message']}"
        if not finding["place"]:
            yield f"{finding['rule']} has no place"


def _alarms(path, known):
    for finding in _findings(path):
        # Control characters are not written, so that blanks on both sides of one meet.
        allowed = known | ({"space-run"} if "invisible-character" in known else set())
        if finding["rule"] not in LAYOUT | allowed:
            yield f"false alarm: {finding['rule']} at {finding['place']}: {finding['message']}"


def _without_a_note(path):
    """Takes the last note's text out of the package, and then the mark of the one before."""
    package = Package(path)
    if len(package.notes) != len(NOTES):
        yield f"the maker wrote {len(package.notes)} notes"
        return
    last = package.notes[-1]
    last.getparent().remove(last)
    mark = package.find(DOCUMENT, "//w:footnoteReference")[0]
    mark.getparent().remove(mark)
    broken = path.with_name(f"{path.stem}-broken.docx")
    package.write(broken)
    found = _rules(broken)
    for rule in ("footnote-undefined", "footnote-unused"):
        if rule not in found:
            yield f"{rule} was not found, only {sorted(found)}"
