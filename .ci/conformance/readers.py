"""The notes of a DOCX as different programs read them: each reader gives the texts in printed order."""

import json
import re
import zipfile
from html.parser import HTMLParser

import docx
import mammoth
from docx.oxml.ns import qn
from lxml import etree

from . import command, office, places
from .package import paragraph_texts, plain

FOOTNOTES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
TEXT_NS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def word_like(path):
    """As Word does it: the body's references in order, each looked up by its id in the notes part."""
    document = docx.Document(str(path))
    notes = {}
    for relation in document.part.rels.values():
        if relation.reltype == FOOTNOTES_RELATION:
            root = etree.fromstring(relation.target_part.blob)
            notes = {note.get(qn("w:id")): note for note in root.iter(qn("w:footnote"))}
    return [
        plain(" ".join(paragraph_texts(notes[reference.get(qn("w:id"))])))
        for reference in document.element.body.iter(qn("w:footnoteReference"))
    ]


def pandoc(path):
    done = command.run(["pandoc", "-f", "docx", "-t", "json", path])
    if done.returncode != 0:
        raise RuntimeError(f"pandoc ended with {done.returncode}: {command.tail(done.stderr)}")
    notes = []
    _collect_pandoc_notes(json.loads(done.stdout)["blocks"], notes)
    return notes


def _collect_pandoc_notes(node, notes):
    if isinstance(node, list):
        for child in node:
            _collect_pandoc_notes(child, notes)
    elif isinstance(node, dict):
        if node.get("t") == "Note":
            notes.append(plain(_pandoc_text(node["c"])))
        else:
            _collect_pandoc_notes(node.get("c"), notes)


def _pandoc_text(node):
    if isinstance(node, list):
        return "".join(_pandoc_text(child) for child in node)
    if not isinstance(node, dict):
        return ""
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        return content
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in ("Code", "Math", "CodeBlock"):
        return content[1]
    if kind in ("Link", "Image", "Span", "Div"):
        return _pandoc_text(content[1])
    if kind in ("Para", "Plain"):
        return _pandoc_text(content) + "\n"
    if kind == "Quoted":
        marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
        return marks[0] + _pandoc_text(content[1]) + marks[1]
    return _pandoc_text(content)


def mammoth_html(path):
    with open(path, "rb") as file:
        reader = _MammothNotes()
        reader.feed(mammoth.convert_to_html(file).value)
    # Notes are listed at the end; the marks in the text say which is which and in what order.
    return [plain(reader.notes[name]) for name in reader.marks]


class _MammothNotes(HTMLParser):
    def __init__(self):
        super().__init__()
        self.marks = []
        self.notes = {}
        self._note = None
        self._in_back_link = False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        target = attributes.get("href") or ""
        if tag == "li" and re.fullmatch(r"footnote--?\d+", attributes.get("id") or ""):
            self._note = attributes["id"]
            self.notes[self._note] = ""
        elif tag == "a" and target.startswith("#footnote-ref-"):
            self._in_back_link = True
        elif tag == "a" and (attributes.get("id") or "").startswith("footnote-ref-"):
            self.marks.append(target[1:])
        elif tag in ("p", "br") and self._note:
            self.notes[self._note] += " "

    def handle_endtag(self, tag):
        if tag == "a":
            self._in_back_link = False
        elif tag == "ol":
            self._note = None

    def handle_data(self, data):
        if self._note and not self._in_back_link:
            self.notes[self._note] += data


def libreoffice(paths):
    """For each path the texts of its notes, or what went wrong; one start of the office for all."""
    converted = office.convert(paths, "odt", places.WORK / "odt")
    return {path: _odt_notes(odt) if odt else "LibreOffice did not convert it" for path, odt in converted.items()}


def _odt_notes(path):
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    texts = []
    for note in root.iter(f"{{{TEXT_NS}}}note"):
        printed = note.findtext(f"{{{TEXT_NS}}}note-citation")
        if printed != str(len(texts) + 1):
            return f"LibreOffice prints the number {printed} at note {len(texts) + 1}"
        body = note.find(f"{{{TEXT_NS}}}note-body")
        texts.append(plain(" ".join(_odt_text(paragraph) for paragraph in body)))
    return texts


def _odt_text(element):
    pieces = [element.text or ""]
    for child in element:
        if child.tag in (f"{{{TEXT_NS}}}s", f"{{{TEXT_NS}}}tab", f"{{{TEXT_NS}}}line-break"):
            pieces.append(" ")
        elif isinstance(child.tag, str):
            pieces.append(_odt_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


ALONE = {"word-like": word_like, "pandoc": pandoc, "mammoth": mammoth_html}


def disagreements(expected, found):
    """What differs between the register's texts and a reader's; nothing when they agree."""
    if isinstance(found, str):
        yield found
        return
    if len(found) != len(expected):
        yield f"{len(found)} notes, the register has {len(expected)}"
    for number, (should, does) in enumerate(zip(expected, found), 1):
        if plain(should) != does:
            yield f"note {number} is {does!r}, the register says {plain(should)!r}"
