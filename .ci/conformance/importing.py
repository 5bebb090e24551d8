"""`vanthu import` over files that other programs made, and over our own after another program has written them again.

Every maker writes a text whose parts are known; what comes out must hold just those: headings, items, notes with their
texts, tables, emphasis, links, pictures byte for byte. A section that was made is built into a document, and its note
register is compared.
"""

import json
import re
import shutil
import struct
import zlib

import docx
import yaml
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from . import command, office, places, reference

FOLDER = places.WORK / "import"

NOTES = [
    "Dự án: Phát triển đô thị số 10A; *xem* Công văn số 12/SXD-QLĐT ngày 06/3/2023.",
    "Kế hoạch số 441/KH-UBND ngày 03/3/2023 của UBND tỉnh.",
]
BODY = """\
## Kết quả

Trong quý, phòng đã góp ý **02** dự án[^{0}], *cụ thể* như sau:

- Dự án thứ nhất **đạt** yêu cầu[^{1}];
- Dự án thứ hai chưa đạt.

Xem [trang này](https://example.vn/a).

| STT | Tên |
|---|---|
| 1 | Một |
| 2 | Hai |

## Tồn tại

5*3 = 15, a_b, \\[x](y).
"""
KEYS = ("12-sxd-qldt", "441-kh-ubnd")


def run(report, good):
    FOLDER.mkdir(parents=True, exist_ok=True)
    for maker, make in MAKERS.items():
        path = FOLDER / f"{maker}.docx"
        if report.check(f"{maker}: writes a unit's text", lambda make=make, path=path: _made(make, path)):
            report.check(f"{maker}: it becomes a section", _section, path)
    report.check("python-docx: what cannot be carried over is told", _losses)
    report.check("python-docx: notes typed by hand are paired", _typed)
    again = office.convert([document.docx for document in good], "docx", FOLDER / "again")
    for document in good:
        # A DOCX does not say which style file numbered its notes.
        if any((document.folder / "styles").glob("*.yaml")) and document.folder != places.ROOT:
            continue
        report.check(f"{document.name}: comes back from its DOCX", _back, document, document.docx)
        if again[document.docx]:
            report.check(f"{document.name}: comes back once LibreOffice wrote it again", _back, document, again[document.docx])
    if reference.SOURCE.is_file():
        report.check("a real report, its notes typed at the foot of pages, becomes a folder", _real)
    else:
        print("   skipped: the real report is not here")


# The makers


def _pandoc(path):
    text = BODY.format(1, 2).replace("\n- ", "\n\n- ", 1)
    notes = "\n\n".join(f"[^{n}]: {note}" for n, note in enumerate(NOTES, 1))
    source = path.with_suffix(".md")
    source.write_text(f"# Công tác sở hữu trí tuệ\n\n{text}\n\n{notes}\n", encoding="utf-8")
    return command.run(["pandoc", "-f", "markdown-smart", source, "-o", path])


def _libreoffice(path):
    """From pandoc's ODT: LibreOffice's own lists, notes and styles."""
    source = path.with_suffix(".odt")
    made = command.run(["pandoc", "-f", "markdown-smart", FOLDER / "pandoc.md", "-o", source])
    if made.returncode:
        return made
    found = office.convert([source], "docx", FOLDER / "office")[source]
    if found:
        shutil.copy(found, path)
    return made


MAKERS = {"pandoc": _pandoc, "LibreOffice": _libreoffice}


def _made(make, path):
    path.unlink(missing_ok=True)
    made = make(path)
    if made.returncode or not path.exists():
        yield command.tail(made.stderr) or "nothing was written"


# The checks


def _import(path, into, *more):
    shutil.rmtree(into, ignore_errors=True)
    done = command.run([places.PROGRAM, "import", path, "--into", into, "--format", "json", "--lang", "en", *more])
    findings = json.loads(done.stderr)["findings"] if done.returncode == 0 else []
    return done, findings


def _section(path):
    into = FOLDER / f"{path.stem}-section"
    done, findings = _import(path, into, "--unit", "Phòng", "--name", "01-thu")
    if done.returncode:
        yield command.tail(done.stderr)
        return
    found = yaml.safe_load((into / "sections" / "01-thu.yaml").read_text(encoding="utf-8"))
    wanted = {"unit": "Phòng", "title": "Công tác sở hữu trí tuệ", "body": BODY.format(*KEYS)}
    wanted["footnotes"] = dict(zip(KEYS, NOTES))
    for key, value in wanted.items():
        if found.get(key) != value:
            yield f"{key}: {found.get(key)!r}, not {value!r}"
    for key in found.keys() - wanted.keys():
        yield f"{key} is there as well"
    # Makers colour their headings and links; that is all they put in.
    for finding in findings:
        if not re.search("coloured|underlined|centred", finding["message"]):
            yield f"told: {finding['message']}"


def _back(document, path):
    """The folder made of its DOCX has the same notes, with the same numbers and texts."""
    into = FOLDER / "back" / f"{document.name}-{path.parent.name}"
    done, findings = _import(path, into, "--document")
    if done.returncode:
        yield command.tail(done.stderr)
        return
    wanted = _register(document.folder)
    found = _register(into)
    if [row[:2] for row in found] != [row[:2] for row in wanted]:
        yield f"notes are numbered {[row[:2] for row in found]}, not {[row[:2] for row in wanted]}"
    for one, other in zip(found, wanted):
        if one != other:
            yield f"note {one}, not {other}"
    check = command.run([places.PROGRAM, "check", into, "--format", "json", "--lang", "en"])
    for finding in json.loads(check.stdout)["findings"]:
        if finding["severity"] == "error":
            yield f"{finding['file']}:{finding['line']}: {finding['message']}"


def _register(folder):
    done = command.run([places.PROGRAM, "notes", folder, "--format", "json"])
    if done.returncode:
        return [(command.tail(done.stderr), 0, "")]
    rows = json.loads(done.stdout)["notes"]
    return [(row["number"], row["appendix"], " ".join(row["text"].split())) for row in rows]


def _png(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + b"\x7f" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _losses():
    made = docx.Document()
    made.add_heading("1. Công tác thanh tra", 1)
    paragraph = made.add_paragraph("Đã kiểm tra ")
    paragraph.add_run("xong").font.highlight_color = 7
    paragraph.add_run(" và ").underline = True
    paragraph.add_run("đúng hạn.").font.strike = True
    paragraph = made.add_paragraph("Giữa dòng")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = made.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Gộp"
    table.cell(1, 2).text = "x"
    picture = FOLDER / "anh.png"
    picture.write_bytes(_png(30, 20))
    made.add_picture(str(picture))
    made.sections[0].header.paragraphs[0].text = "Đầu trang của đơn vị"
    path = FOLDER / "losses.docx"
    made.save(path)
    into = FOLDER / "losses-section"
    done, findings = _import(path, into, "--unit", "Thanh tra Sở")
    if done.returncode:
        yield command.tail(done.stderr)
        return
    told = " | ".join(finding["message"] for finding in findings)
    for word in ("highlighted", "underlined", "struck-out", "centred", "merged cells", "Đầu trang của đơn vị"):
        if word not in told:
            yield f"not told: {word} (told: {told})"
    files = sorted(path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file())
    if files != ["pictures/cong-tac-thanh-tra-1.png", "sections/01-cong-tac-thanh-tra.yaml"]:
        yield f"files: {files}"
    elif (into / files[0]).read_bytes() != picture.read_bytes():
        yield "the picture is another"
    again = command.run([places.PROGRAM, "import", path, "--into", into, "--unit", "X", "--name", "01-cong-tac-thanh-tra"])
    if again.returncode != 2:
        yield "a file that was there was written over"


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SUPERSCRIPT = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


def _write(made, line):
    """A paragraph; raised figures are raised runs, stars are bold and italic, as people set them in Word."""
    paragraph = made.add_paragraph()
    for part in SUPERSCRIPT.split(line):
        if SUPERSCRIPT.fullmatch(part):
            paragraph.add_run(part.translate(RAISED)).font.superscript = True
            continue
        for piece in re.split(r"(\*\*[^*]+\*\*|\*[^*]+\*)", part):
            bare = piece.strip("*") if piece.startswith("*") and piece.endswith("*") and len(piece) > 2 else piece
            run = paragraph.add_run(bare)
            run.bold = piece.startswith("**") and bare != piece
            run.italic = not run.bold and bare != piece
    return paragraph


def _typed():
    made = docx.Document()
    for line in (
        "Báo cáo của cơ quan¹; diện tích 120 m² và kế hoạch² về duy",
        "¹ BC số 2130/SKHCN ngày 28/12/2022.",
        "² Kế hoạch số 441/KH-UBND.",
        "trì hệ thống³.",
        "³ Tờ trình số 5/TTr-STP.",
    ):
        _write(made, line)
    path = FOLDER / "typed.docx"
    made.save(path)
    done, findings = _import(path, FOLDER / "typed", "--unit", "Phòng", "--name", "01-a")
    found = yaml.safe_load((FOLDER / "typed" / "sections" / "01-a.yaml").read_text(encoding="utf-8"))
    wanted = "Báo cáo của cơ quan[^2130-skhcn]; diện tích 120 m² và kế hoạch[^441-kh-ubnd] về duy trì hệ thống[^5-ttr-stp].\n"
    if found["body"] != wanted:
        yield f"body: {found['body']!r}"
    texts = ["BC số 2130/SKHCN ngày 28/12/2022.", "Kế hoạch số 441/KH-UBND.", "Tờ trình số 5/TTr-STP."]
    if list(found.get("footnotes", {}).values()) != texts:
        yield f"footnotes: {found.get('footnotes')}"
    if not any("paired" in finding["message"] for finding in findings):
        yield "that notes were paired is not told"


def _real():
    """The report as its office would have typed it: frame, raised figures, notes at the foot of each page."""
    text = reference.SOURCE.read_text(encoding="utf-8")
    start, end = text.index("Căn cứ Công văn"), text.index("Nơi nhận:")
    made = docx.Document()
    made.styles["Normal"].font.name = "Times New Roman"
    head = made.add_table(2, 2)
    _cell(head.cell(0, 0), ("UBND TỈNH CAO BẰNG", False), ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", True))
    _cell(head.cell(0, 1), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True))
    _cell(head.cell(1, 0), ("Số:        /BC-SKHCN", False))
    _cell(head.cell(1, 1), ("Cao Bằng, ngày      tháng 3 năm 2023", False))
    for line in ("BÁO CÁO", "Tình hình và kết quả thực hiện các nhiệm vụ, giải pháp"):
        paragraph = made.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True
    for line in re.split(r"\n\s*\n|\n (?=- )", text[start:end]):
        line = " ".join(line.split()).strip()
        if not line:
            continue
        heading = re.match(r"[IVX]+\. |\d\. ", line)
        paragraph = _write(made, line.replace("<", "").replace(">", ""))
        for run in paragraph.runs:
            run.font.size = Pt(14)
            if heading:
                run.bold = True
    tail = made.add_table(1, 2)
    _cell(tail.cell(0, 0), ("Nơi nhận:", True), ("- VP UBND tỉnh;", False), ("- Lưu: VT, VP.", False))
    _cell(tail.cell(0, 1), ("KT. GIÁM ĐỐC", True), ("PHÓ GIÁM ĐỐC", True), ("Lương Đức Tố", True))
    path = FOLDER / "real.docx"
    made.save(path)
    into = FOLDER / "real"
    done, findings = _import(path, into)
    if done.returncode:
        yield command.tail(done.stderr)
        return
    found = yaml.safe_load((into / "document.yaml").read_text(encoding="utf-8"))
    wanted = {
        "kind": "bao-cao",
        "issuer": {"parent": "UBND TỈNH CAO BẰNG", "name": "Sở Khoa học và Công nghệ"},
        "symbol": "BC-SKHCN",
        "place": "Cao Bằng",
        "date": "2023-03",
        "recipients": ["VP UBND tỉnh"],
        "filing": "VT, VP",
        "signature": [{"authority": ["KT. GIÁM ĐỐC"], "position": "PHÓ GIÁM ĐỐC", "name": "Lương Đức Tố"}],
    }
    for key, value in wanted.items():
        if found.get(key) != value:
            yield f"{key}: {found.get(key)!r}, not {value!r}"
    outline = found.get("outline", [])
    if len(outline) != 2 or not isinstance(outline[0], dict) or len(outline[0]["children"]) != 8:
        yield f"outline: {outline}"
    notes = reference.read(text).notes
    rows = _register(into)
    if [row[0] for row in rows] != list(notes):
        yield f"notes: {[row[0] for row in rows]}"
    for (number, _, shown), words in zip(rows, notes.values()):
        bare = words.replace("*", "")
        if " ".join(bare.split()) != shown:
            yield f"note {number}: {shown!r}, not {bare!r}"


def _cell(cell, *lines):
    for n, (line, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = bold
