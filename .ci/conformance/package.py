"""A DOCX as a zip of XML parts, read and (for the broken files) written again."""

import zipfile
from functools import cached_property

from lxml import etree

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"w": W_NS, "r": R_NS}

DOCUMENT = "word/document.xml"
FOOTNOTES = "word/footnotes.xml"
SETTINGS = "word/settings.xml"
STYLES = "word/styles.xml"


def w(name):
    """`w("p")` is the full name of w:p."""
    return f"{{{W_NS}}}{name}"


class Package:
    def __init__(self, path):
        self.path = path
        # Only the broken files are ever packed otherwise.
        self.compression = zipfile.ZIP_DEFLATED
        self._roots = {}
        with zipfile.ZipFile(path) as archive:
            self.entries = archive.infolist()
            self.parts = {entry.filename: archive.read(entry) for entry in self.entries}

    def __contains__(self, part):
        return part in self.parts

    def root(self, part):
        """The root element of an XML part, parsed once. Entities are not expanded: none may stand there."""
        if part not in self._roots:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            self._roots[part] = etree.fromstring(self.parts[part], parser)
        return self._roots[part]

    def find(self, part, path):
        """All elements that an XPath finds in a part; none where the part is missing."""
        return self.root(part).xpath(path, namespaces=NS) if part in self else []

    @cached_property
    def text_parts(self):
        """The parts that hold paragraphs: body, notes, headers and footers, in the archive's order."""
        prefixes = ("word/document", "word/footnotes", "word/endnotes", "word/header", "word/footer")
        return [name for name in self.parts if name.startswith(prefixes) and name.endswith(".xml")]

    @cached_property
    def notes(self):
        """The notes that carry text (not the separators), as footnotes.xml lists them."""
        return self.find(FOOTNOTES, "/w:footnotes/w:footnote[not(@w:type) or @w:type='normal']")

    @cached_property
    def references(self):
        """The footnote references of the body, tables included, in the order in which they are read."""
        return self.find(DOCUMENT, "//w:footnoteReference")

    def is_changed(self):
        """Whether a part that was parsed is no longer what the archive holds."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return any(
            etree.tostring(root) != etree.tostring(etree.fromstring(self.parts[name], parser))
            for name, root in self._roots.items()
        )

    def write(self, path):
        """Writes the package, with every part that was parsed serialised anew."""
        with zipfile.ZipFile(path, "w") as archive:
            for entry in self.entries:
                content = self.parts[entry.filename]
                if entry.filename in self._roots:
                    content = etree.tostring(
                        self._roots[entry.filename], xml_declaration=True, encoding="UTF-8", standalone=True
                    )
                copy = zipfile.ZipInfo(entry.filename, entry.date_time)
                copy.compress_type = self.compression
                archive.writestr(copy, content)


def note_id(element):
    return int(element.get(w("id")))


def paragraph_texts(element):
    """The plain text of each paragraph below an element, tabs and breaks as spaces."""
    return [_text(paragraph) for paragraph in element.iter(w("p"))]


def _text(paragraph):
    pieces = []
    for node in paragraph.iter(w("t"), w("tab"), w("br"), w("cr"), w("noBreakHyphen")):
        # w:tab also stands in w:tabs, where it is a position and no character.
        if node.getparent().tag != w("r"):
            continue
        if node.tag == w("t"):
            pieces.append(node.text or "")
        else:
            pieces.append("\u2011" if node.tag == w("noBreakHyphen") else " ")
    return "".join(pieces)


def plain(text):
    """Text with every run of white space, no-break spaces too, as one space: how readers are compared."""
    return " ".join(text.split())
