"""The text of a document folder, by a second reading of docs/format.md: PyYAML and what stands here, nothing of the program.

What the program works out (numbers of headings, references, tables) is a hole that any word fills.
"""

import re
import unicodedata
from dataclasses import dataclass, field

import yaml

# Stands for what is worked out: one word, or nothing.
HOLE = "\0"
# Before a heading: its number, of up to three words; before a subject or an appendix's title perhaps nothing.
NUMBER, LABEL = "\1", "\2"
NAME = re.compile(r"[\w.\-\u0300-\u036f]+")
# XML holds none of these; the program leaves them out, with a finding.
FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MARKS = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class Unreadable(Exception):
    """PyYAML does not take what the program took."""


@dataclass
class Paragraph:
    text: str
    # Paragraphs of one flow follow one another with nothing between; the head's stand among lines of its own.
    flow: str
    # The program ends these itself, with `;`, `.` or `./.`.
    free_end: bool = False


@dataclass
class Text:
    paragraphs: list = field(default_factory=list)
    # Each note is a list of its paragraphs' texts.
    notes: list = field(default_factory=list)
    # Values that stand somewhere in the frame around the text, among words of its own.
    frame: list = field(default_factory=list)


@dataclass(frozen=True)
class Value:
    text: str
    # Whether a line break ends a paragraph, for YAML has joined the lines already.
    joined: bool


def _tree(path):
    """A YAML file as mappings, lists and `Value`s; blank values are None."""
    try:
        return _plain(yaml.compose(path.read_text(encoding="utf-8-sig"), yaml.BaseLoader))
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(f"{path.name}: {error}") from error


def _plain(node):
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        return {unicodedata.normalize("NFC", key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if not node.value.strip() or (node.style is None and node.value in ("~", "null", "Null", "NULL")):
        return None
    return Value(FORBIDDEN.sub("", node.value), node.style != "|")


def _list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def read(folder):
    """The texts of a folder in printed order."""
    document = _tree(folder / "document.yaml")
    sections = {}
    root = folder / "sections"
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).parts) if root.is_dir() else ():
        parts = path.relative_to(root).parts
        if path.suffix in (".yaml", ".yml") and not any(part.startswith((".", "~")) for part in parts):
            section = _tree(path)
            own = section.get("id")
            name = own.text.strip() if own else re.sub(r"^\d+-", "", path.stem)
            sections[unicodedata.normalize("NFC", name)] = section
    return _Assembly(document, sections).text


class _Assembly:
    def __init__(self, document, sections):
        self.text = Text()
        self.document = document
        self.sections = sections
        # (file, key) of the notes already printed: a second mark repeats the number.
        self.printed = set()
        own = document.get("footnotes")
        signers = _list(document.get("signature"))
        for value in (
            *(document.get("issuer") or {}).values(),
            *(value for signer in signers for key in ("position", "title", "name") for value in [signer.get(key)]),
            *_list(document.get("to")),
            *_list(document.get("recipients")),
        ):
            if value:
                self.text.frame.append(value.text)
        self._line(document.get("subject"), "document", own, "subject", LABEL, free_end=True)
        for basis in _list(document.get("basis")):
            self._line(basis, "document", own, "basis", free_end=True)
        for key in ("opening", "body"):
            self._body(document.get(key), "document", own, "text")
        appendices = []
        for entry in _list(document.get("appendices")):
            appendices.append((entry["id"] if isinstance(entry, dict) else entry).text.strip())
        if document.get("outline") is None:
            for name in sections:
                if name not in appendices:
                    self._section(name, "text")
        for entry in _list(document.get("outline")):
            self._entry(entry)
        self._body(document.get("closing"), "document", own, "text")
        if self.text.paragraphs and self.text.paragraphs[-1].flow == "text":
            self.text.paragraphs[-1].free_end = True
        for number, name in enumerate(appendices):
            self._section(name, f"appendix {number + 1}")
            self.text.paragraphs[-1].free_end = True

    def _entry(self, entry):
        if isinstance(entry, Value):
            return self._section(entry.text.strip(), "text")
        own = self.document.get("footnotes")
        self._line(entry.get("title"), "document", own, "text", NUMBER)
        self._body(entry.get("body"), "document", own, "text")
        for child in _list(entry.get("children")):
            self._entry(child)

    def _section(self, name, flow):
        name = unicodedata.normalize("NFC", name)
        section = self.sections[name]
        notes = section.get("footnotes")
        # An appendix has its number and kind on lines of their own.
        main = flow == "text"
        self._line(section.get("title"), name, notes, flow if main else "title", NUMBER if main else LABEL)
        self._body(section.get("body"), name, notes, flow)

    def _line(self, value, file, notes, flow, label="", free_end=False):
        if value:
            words = " ".join(line.strip(" \t\r\ufeff") for line in value.text.split("\n"))
            self._put(label + self._inline(words, file, notes), flow, free_end)

    def _body(self, value, file, notes, flow):
        for prefix, words in _blocks(value) if value else ():
            self._put(prefix + self._inline(words, file, notes), flow)

    def _put(self, text, flow, free_end=False):
        if text.strip(f" {NUMBER}{LABEL}"):
            self.text.paragraphs.append(Paragraph(text, flow, free_end))

    def _inline(self, words, file, notes):
        """Plain words; the notes are put down where their marks stand."""

        def note(key, here):
            if here is not None:
                place = len(self.text.notes)
                self.text.notes.append(None)
                self.text.notes[place] = [inline(here, lambda *_: HOLE)]
                return ""
            key = unicodedata.normalize("NFC", key)
            if (file, key) in self.printed:
                return HOLE
            self.printed.add((file, key))
            value = {unicodedata.normalize("NFC", name): text for name, text in (notes or {}).items()}[key]
            self.text.notes.append(
                [inline(line, lambda *_: HOLE) for line in _note_paragraphs(value) if line] if value else []
            )
            return ""

        return inline(words, note)


def _note_paragraphs(value):
    pieces = value.text.split("\n") if value.joined else re.split(r"\n[ \t\r]*(?=\n)", value.text)
    return [" ".join(piece.split("\n")).strip(" \t\r\ufeff") for piece in pieces]


BLOCK = re.compile(r"(?P<item>[-+*]) +(?=\S)|(?P<heading>#{2,3}) +(?=\S)")
COUNTED = re.compile(r"(?P<point>[^\W\d_])\) +(?=\S)|(?P<clause>\d{1,3}\.) +(?=\S)|(?P<article>Điều \d{1,3}\.)(?: +|$)")


def _blocks(value):
    """(what is printed before it, the words) of each paragraph, item, heading, cell."""
    lines = [line.strip(" \t\r\ufeff") for line in value.text.split("\n")]
    out = []
    # The lines of the open block; `fresh` where a point or clause may begin.
    current, prefix, fresh = [], "", True

    def close():
        nonlocal current, prefix, fresh
        if current or prefix:
            out.append((prefix, " ".join(current)))
        current, prefix, fresh = [], "", True

    at = 0
    while at < len(lines):
        line = lines[at]
        if not line:
            close()
            at += 1
            continue
        if line.startswith("|") and at + 1 < len(lines) and lines[at + 1].startswith("|"):
            caption = _take_caption(current, prefix)
            close()
            if caption is None and out and not out[-1][0]:
                before = [out[-1][1]]
                caption = _take_caption(before, "")
                if caption is not None:
                    out.pop()
            if caption is not None:
                out.append((f"Bảng {HOLE}: ", caption))
            rows = []
            while at < len(lines) and lines[at].startswith("|"):
                rows.append(_cells(lines[at]))
                at += 1
            if all(re.fullmatch(r":*-+:*", cell) for cell in rows[1]):
                del rows[1]
            out.extend(("", cell) for row in rows for cell in row)
            continue
        at += 1
        found = BLOCK.match(line)
        if not found and fresh:
            found = COUNTED.match(line)
            if found and found["point"] and not found["point"].islower():
                found = None
        if found:
            close()
            groups = found.groupdict()
            words = line[found.end() :]
            if groups.get("heading"):
                words = re.sub(r"\s*\{#[\w.\-\u0300-\u036f]+\}$", "", words)
                out.append((NUMBER, words))
                continue
            prefix = found[0].strip() + " "
            current, fresh = [words] if words else [], True
        else:
            if not current and not prefix:
                fresh = False
            current.append(line)
        if value.joined:
            close()
    close()
    return out


def _take_caption(lines, prefix):
    """Takes a last line `Bảng: …` off the lines of a block; its words."""
    if not lines or (prefix and len(lines) == 1):
        return None
    found = re.match(r"Bảng:\s*(?=\S)", lines[-1])
    return lines.pop()[found.end() :] if found else None


def _cells(line):
    cells = re.split(r"(?<!\\)((?:\\\\)*)\|", line[1:])
    cells = ["".join(pair) for pair in zip(cells[::2], cells[1::2] + [""])]
    cells = [cell.strip(" \t\r\ufeff") for cell in cells]
    return cells if cells and cells[-1] else cells[:-1]


def inline(words, note):
    """Words without their marks. `note(key, words)` says what stands in a note's place: a key, or its words."""
    pairs = _bracket_pairs(words)
    return _range(words, 0, len(words), note, pairs, True)


def _bracket_pairs(words):
    stack, pairs, at = [], {}, 0
    while at < len(words):
        if words[at] == "\\":
            at += 1
        elif words[at] == "[":
            stack.append(at)
        elif words[at] == "]" and stack:
            pairs[stack.pop()] = at
        at += 1
    return pairs


def _range(words, start, end, note, pairs, links):
    pieces = []
    # Stars that may open emphasis: where they stand in `pieces`, and how many.
    stars = []
    at = start
    while at < end:
        c = words[at]
        rest = words[at:end]
        if c == "\\" and at + 1 < end and words[at + 1] in MARKS:
            pieces.append(words[at + 1])
            at += 2
        elif c == "*":
            run = len(rest) - len(rest.lstrip("*"))
            before = words[at - 1] if at > start else " "
            after = words[at + run] if at + run < end else " "
            at += _stars(pieces, stars, run, before, after)
        elif found := re.match(r"\[([\^@])([\w.\-\u0300-\u036f]+)\]", rest):
            pieces.append(note(found[2], None) if found[1] == "^" else HOLE)
            at += found.end()
        elif rest.startswith("^[") and (close := pairs.get(at + 1)) is not None and close < end:
            pieces.append(note(None, words[at + 2 : close]))
            at = close + 1
        elif (
            rest.startswith("![")
            and (close := pairs.get(at + 1)) is not None
            and (found := re.match(r"\(([^)\n]*[^)\s][^)\n]*)\)", words[close + 1 : end]))
        ):
            # Alone in its paragraph it is a figure, with the caption under it.
            alone = start == 0 and at == len(words) - len(words.lstrip()) and close + 1 + found.end() == len(words.rstrip())
            pieces.append(words[at + 2 : close] if alone else "")
            at = close + 1 + found.end()
        elif (
            links
            and c == "["
            and (close := pairs.get(at)) is not None
            and (found := re.match(r"\(([^) \n]+)\)", words[close + 1 : end]))
        ):
            pieces.append(_range(words, at + 1, close, note, pairs, False))
            at = close + 1 + found.end()
        elif links and (found := re.match(r"<([A-Za-z0-9]{2,}:[^<> \n]+)>", rest)):
            pieces.append(found[1])
            at += found.end()
        else:
            pieces.append(c)
            at += 1
    return "".join(pieces)


def _stars(pieces, stars, run, before, after):
    """Reads a run of stars; how many were taken. An opener becomes nothing once its partner is met."""
    inner = run == 1 and before.isalnum() and after.isalnum()
    opens = not after.isspace() and not (run == 1 and before.isalnum())
    closes = not before.isspace() and not (run == 1 and after.isalnum())
    if run <= 3 and not inner:
        if closes:
            for place in range(len(stars) - 1, -1, -1):
                where, many = stars[place]
                if many <= run:
                    pieces[where] = ""
                    del stars[place:]
                    return many
        if opens:
            for many in {1: [1], 2: [2], 3: [2, 1]}[run]:
                stars.append((len(pieces), many))
                pieces.append("*" * many)
            return run
    pieces.append("*" * run)
    return run
