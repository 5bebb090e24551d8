"""Complex fields: begin, instruction, separate, result, end, each in a run of its own."""

from dataclasses import dataclass

from ..package import plain, w

REFERENCE_KINDS = ("NOTEREF", "REF", "PAGEREF")


@dataclass
class Target:
    """A field that points at a bookmark, with the text that it shows."""

    kind: str
    target: str
    result: str


def closed(package):
    """Each field is begun, instructed, separated at most once and ended. A table of contents spans paragraphs."""
    for part in package.text_parts:
        yield from (f"{part}: {problem}" for problem in _sequence_problems(package.root(part)))


def one_run_per_part(package):
    """Several parts in one run are valid, and readers drop the number."""
    for part in package.text_parts:
        for run in package.root(part).iter(w("r")):
            children = [child for child in run if child.tag != w("rPr")]
            marks = [child for child in children if child.tag in (w("fldChar"), w("instrText"))]
            if marks and len(children) != 1:
                names = ", ".join(child.tag.rpartition("}")[2] for child in children)
                yield f"{part}: one run holds {names}"


def targets(root):
    """The fields below `root` that point at a bookmark. A broken field is another rule's business."""
    for simple in root.iter(w("fldSimple")):
        shown = "".join(text.text or "" for text in simple.iter(w("t")))
        yield from _target(simple.get(w("instr")) or "", shown)
    stack = []
    for node in root.iter(w("fldChar"), w("instrText"), w("t")):
        mark = node.get(w("fldCharType"))
        if mark == "begin":
            stack.append({"code": "", "result": "", "separated": False})
        elif not stack:
            continue
        elif mark == "separate":
            stack[-1]["separated"] = True
        elif mark == "end":
            field = stack.pop()
            yield from _target(field["code"], field["result"])
        elif node.tag == w("instrText"):
            stack[-1]["code"] += node.text or ""
        elif stack[-1]["separated"]:
            stack[-1]["result"] += node.text or ""


def _target(code, result):
    words = plain(code).split(" ")
    kind = words[0].upper()
    if kind in REFERENCE_KINDS:
        # A field without a name points at nothing, which the caller then reports.
        yield Target(kind, words[1].strip('"') if len(words) > 1 else "", result)
    elif kind == "HYPERLINK" and "\\l" in words[:-1]:
        yield Target(kind, words[words.index("\\l") + 1].strip('"'), result)


def _sequence_problems(root):
    allowed = {
        "instruction": ("begin", "instruction"),
        "separate": ("instruction",),
        "end": ("instruction", "separate"),
    }
    stack = []  # for each open field: its begin, and the part seen last
    for node in root.iter(w("fldChar"), w("instrText")):
        mark = "instruction" if node.tag == w("instrText") else node.get(w("fldCharType"))
        if mark == "begin":
            stack.append([node, "begin"])
        elif not stack:
            yield f"a field's {mark} without its begin in {_where(node)}"
        else:
            before = stack[-1][1]
            if before not in allowed.get(mark, ()):
                yield f"a field's {mark} comes right after its {before} in {_where(node)}"
            if mark == "end":
                stack.pop()
            else:
                stack[-1][1] = mark
    for begin, _ in stack:
        yield f"a field is never ended in {_where(begin)}"


def _where(node):
    paragraph = next(node.iterancestors(w("p")))
    return "«" + "".join(text.text or "" for text in paragraph.iter(w("t")))[:60] + "»"
