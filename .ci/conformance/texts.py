"""Text in = text out: body and notes of a DOCX, as python-docx and pandoc read them, against the sources."""

import copy
import json
import re
import shutil

import docx
from docx.oxml.ns import qn
from lxml import etree

from . import command, documents, places, sources
from .damage import swapped_ids
from .package import DOCUMENT, Package, paragraph_texts, plain, w
from .readers import FOOTNOTES_RELATION
from .sources import HOLE, LABEL, NUMBER

CORPUS = places.ROOT / "fuzz" / "corpus"
# What the program prints between the words of a folder: labels on lines of their own.
BETWEEN = re.compile(r"(Phần|Chương|Mục|PHẦN|CHƯƠNG|MỤC) (thứ \w+|\w+)\.?")
HOLES = {HOLE: r"\S*", NUMBER: r"(?:\S+ ){1,3}?", LABEL: r"(?:\S+ ){0,3}?"}


def word_like(path):
    """(paragraphs of the body in order, cells too; the notes in the order of their marks, each its paragraphs)."""
    document = docx.Document(str(path))
    notes = {}
    for relation in document.part.rels.values():
        if relation.reltype == FOOTNOTES_RELATION:
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(huge_tree=True))
            notes = {note.get(qn("w:id")): note for note in root.iter(qn("w:footnote"))}
    body = document.element.body
    marks = [mark.get(qn("w:id")) for mark in body.iter(qn("w:footnoteReference"))]
    return paragraph_texts(body), [paragraph_texts(notes[mark]) for mark in marks]


def pandoc(path):
    done = command.run(["pandoc", "-f", "docx", "-t", "json", path])
    if done.returncode != 0:
        raise RuntimeError(f"pandoc ended with {done.returncode}: {command.tail(done.stderr)}")
    read = json.loads(done.stdout)
    paragraphs, notes = [], []
    # A paragraph in the style of a title is told apart from the text.
    _pandoc_blocks(list(read["meta"].values()), paragraphs, notes)
    _pandoc_blocks(read["blocks"], paragraphs, notes)
    return paragraphs, notes


def _pandoc_blocks(node, paragraphs, notes):
    if isinstance(node, list):
        for child in node:
            _pandoc_blocks(child, paragraphs, notes)
    elif isinstance(node, dict):
        kind, content = node.get("t"), node.get("c")
        if kind in ("Para", "Plain", "MetaInlines"):
            paragraphs.append(_pandoc_text(content, notes))
        elif kind == "Header":
            paragraphs.append(_pandoc_text(content[2], notes))
        elif kind == "CodeBlock":
            paragraphs.append(content[1])
        else:
            _pandoc_blocks(content, paragraphs, notes)


def _pandoc_text(node, notes):
    if isinstance(node, list):
        return "".join(_pandoc_text(child, notes) for child in node)
    if not isinstance(node, dict):
        return ""
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        return content
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in ("Code", "Math"):
        return content[1]
    if kind == "Image":
        return ""
    if kind in ("Link", "Span", "Quoted"):
        return _pandoc_text(content[1], notes)
    if kind == "Note":
        place = len(notes)
        notes.append([])
        _pandoc_blocks(content, notes[place], [])
        return ""
    return _pandoc_text(content, notes)


READERS = {"python-docx": word_like, "pandoc": pandoc}


def _pattern(text, free_end=False):
    text = plain(text)
    if free_end:
        text = text.rstrip(" .;,/")
    escaped = "".join(HOLES.get(c) or re.escape(c) for c in text)
    # Headings are set in capitals where the style says so.
    case = re.IGNORECASE if text.startswith((NUMBER, LABEL)) else 0
    return re.compile(escaped + (r"[ .;,/]*" if free_end else ""), re.DOTALL | case)


def problems(expected, found):
    """What differs between the sources' text and what a reader found."""
    paragraphs, notes = found
    paragraphs = [text for text in map(plain, paragraphs) if text]
    at, flow, around = 0, None, []
    for paragraph in expected.paragraphs:
        pattern = _pattern(paragraph.text, paragraph.free_end)
        place = next((n for n in range(at, len(paragraphs)) if pattern.fullmatch(paragraphs[n])), None)
        if place is None:
            near = paragraphs[at] if at < len(paragraphs) else "the end"
            yield f"not printed here: {_show(paragraph.text)}; instead {near[:120]!r}"
            continue
        if paragraph.flow != flow:
            around += paragraphs[at:place]
        else:
            for text in paragraphs[at:place]:
                if not BETWEEN.fullmatch(text):
                    yield f"in no source: {text[:120]!r}"
        at, flow = place + 1, paragraph.flow
    frame = "\n".join(around + paragraphs[at:]).casefold()
    for value in expected.frame:
        if plain(value).rstrip(" .;,/").casefold() not in frame:
            yield f"not in the frame: {_show(value)}"
    if len(notes) != len(expected.notes):
        yield f"{len(notes)} notes, the sources have {len(expected.notes)}"
    for number, (wanted, has) in enumerate(zip(expected.notes, notes), 1):
        wanted = [text for text in wanted if plain(text)]
        has = [text for text in map(plain, has) if text]
        if len(wanted) != len(has):
            yield f"note {number} has {len(has)} paragraphs, its source {len(wanted)}"
        for should, does in zip(wanted, has):
            if not _pattern(should).fullmatch(does):
                yield f"note {number} is {does!r}, its source {_show(should)}"


def _show(text):
    return repr(plain(text).replace(HOLE, "…").replace(NUMBER, "…").replace(LABEL, "…")[:120])


def of_document(document, read):
    return list(problems(sources.read(document.folder), read(document.docx)))


def corpus():
    """Folders of the fuzzers' corpus, written out: name → folder."""
    root = places.WORK / "corpus"
    shutil.rmtree(root, ignore_errors=True)
    made = {}
    for group, write in (("whole", _whole), ("fix", _whole), ("marks", _marks), ("decode", _decode)):
        for path in sorted((CORPUS / group).iterdir()):
            try:
                text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
            except UnicodeDecodeError:
                continue
            folder = root / group / path.name
            (folder / "sections").mkdir(parents=True)
            write(text, folder)
            made[f"{group}/{path.name}"] = folder
    return made


HEAD = {"kind": "bao-cao", "issuer": "{name: Sở Tư pháp}"}
UNIT = {"unit": "Phòng", "title": "Công tác"}


def _needed(text, keys):
    """With the keys that must be there, where they are not."""
    for key, value in keys.items():
        if not re.search(rf"^{key}:", text, re.MULTILINE):
            text += f"\n{key}: {value}\n"
    return text.encode()


def _whole(text, folder):
    """What the targets `whole` and `fix` make of it: document.yaml, NUL, sections, a style."""
    document, *files = text.split("\0")
    (folder / "document.yaml").write_bytes(_needed(document, HEAD))
    for at, text in enumerate(files[:8]):
        if text.startswith("extends:"):
            (folder / "styles").mkdir(exist_ok=True)
            (folder / "styles" / "rieng.yaml").write_bytes(text.encode())
        else:
            (folder / "sections" / f"{at}-s{at}.yaml").write_bytes(_needed(text, UNIT))


def _marks(text, folder):
    """The text as a section's body."""
    lines = "".join(f"  {line}\n" for line in text.split("\n"))
    (folder / "document.yaml").write_bytes(_needed("", HEAD))
    (folder / "sections" / "a.yaml").write_bytes(_needed(f"body: |2\n{lines}", UNIT))


def _decode(text, folder):
    """A section, or a document."""
    if re.search(r"^(kind|issuer):", text, re.MULTILINE):
        (folder / "document.yaml").write_bytes(_needed(text, HEAD))
    else:
        (folder / "document.yaml").write_bytes(_needed("", HEAD))
        (folder / "sections" / "a.yaml").write_bytes(_needed(text, UNIT))


def run(report, good):
    report.group("text in is text out")
    folders = corpus()
    made = [one for one in command.each(lambda item: _built(*item), folders.items()) if not one.problems]
    report.record("enough of the corpus builds", [] if len(made) > 150 else [f"{len(made)} of {len(folders)}"])
    documents_and_readers = [(one, name) for one in good + made for name in READERS]
    found = command.each(lambda pair: _outcome(pair[0], READERS[pair[1]]), documents_and_readers)
    for (document, name), outcome in zip(documents_and_readers, found):
        report.record(f"{document.name}: text in {name}", outcome)
    report.group("a text lost, moved or added is noticed")
    for spoil in SPOILT:
        for name, read in READERS.items():
            report.record(f"{spoil.__name__.strip('_')} is noticed by {name}", _noticed(spoil, read, good))


def _built(name, folder):
    document = documents.Built(name, folder, folder.with_suffix(".docx"))
    document.problems = documents.build(folder, document.docx)
    return document


def _outcome(document, read):
    try:
        return of_document(document, read)
    except Exception as error:  # noqa: BLE001 - whatever it was, the texts were not found equal
        return [f"{type(error).__name__}: {error}"]


def _words(parent, least=3):
    """The texts of an element's runs of so many words or more."""
    return [text for text in parent.iter(w("t")) if len((text.text or "").split()) >= least]


def _word_lost_in_text(package):
    text = _words(package.root(DOCUMENT), 8)[-1]
    text.text = text.text.rsplit(" ", 1)[0]


def _word_lost_in_frame(package):
    """The last name among the recipients or signers."""
    text = _words(package.root(DOCUMENT))[-1]
    text.text = text.text.rsplit(" ", 1)[0]


def _letter_changed_in_text(package):
    texts = _words(package.root(DOCUMENT), 8)
    text = texts[len(texts) // 2]
    text.text = text.text[:9] + ("x" if text.text[9] != "x" else "y") + text.text[10:]


def _body_paragraphs(package):
    """Long paragraphs that stand side by side."""
    found = package.find(DOCUMENT, "/w:document/w:body/w:p")
    return [(one, two) for one, two in zip(found, found[1:]) if _words(one, 8) and _words(two, 8)]


def _paragraphs_swapped(package):
    one, two = _body_paragraphs(package)[0]
    two.addnext(one)


def _paragraphs_joined(package):
    one, two = _body_paragraphs(package)[0]
    one.extend(run for run in two if run.tag != w("pPr"))
    two.getparent().remove(two)


def _paragraph_twice(package):
    one, _ = _body_paragraphs(package)[0]
    one.addnext(copy.deepcopy(one))


def _word_lost_in_note(package):
    text = _words(package.notes[-1])[-1]
    text.text = text.text.rsplit(" ", 1)[0]


def _notes_swapped(package):
    swapped_ids(package)
    package.notes[0].addprevious(package.notes[1])
    # The marks go with the notes again, but the texts do not.
    one, two = package.notes[:2]
    texts = [list(note) for note in (one, two)]
    for note, content in zip((one, two), reversed(texts)):
        for paragraph in content:
            note.append(paragraph)


def _note_cut_in_two(package):
    paragraph = next(package.notes[0].iter(w("p")))
    last = [run for run in paragraph if run.tag == w("r")][-1]
    after = paragraph.makeelement(w("p"))
    after.append(copy.deepcopy(last))
    paragraph.addnext(after)
    text = next(last.iter(w("t")))
    head, tail = text.text.rsplit(" ", 1)
    text.text, next(after.iter(w("t"))).text = head, tail


SPOILT = (
    _word_lost_in_text,
    _word_lost_in_frame,
    _letter_changed_in_text,
    _paragraphs_swapped,
    _paragraphs_joined,
    _paragraph_twice,
    _word_lost_in_note,
    _notes_swapped,
    _note_cut_in_two,
)


def _noticed(spoil, read, good):
    document = next(one for one in good if one.name == "sample")
    package = Package(document.docx)
    spoil(package)
    path = places.WORK / "broken" / f"text{spoil.__name__}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    package.write(path)
    found = list(problems(sources.read(document.folder), read(path)))
    return [] if found else ["it is accepted"]
