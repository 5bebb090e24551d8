#!/usr/bin/env python3
"""Other programs beside vanthu on the same text in the same run: time, memory, size, and whether the notes are right.

    benches/peers/run.py FOLDER --vanthu PROGRAM --plain PROGRAM [--rounds N] [--limit SECONDS]

FOLDER is made by `cargo bench --bench scale -- make large`; `cargo bench --bench scale -- peers` does both. The others
are installed into target/peers: docx from npm, docxcompose from PyPI, md2docx and ferrodoc from crates.io; pandoc is
the system's. Each gets the text in its own form, made beforehand and not timed. A program that cannot be had is named
and left out. «Found» counts the references in reading order that lead to a note; «right» those whose number and text
are what the source says.
"""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent / "target" / "peers"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VERSIONS = {"md2docx": "0.1.0", "ferrodoc": "1.0.1", "docx": "9.15.2", "docxcompose": "2.2.0"}


def quiet(command, **more):
    return subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more)


def cargo(name, binary):
    program = ROOT / "bin" / binary
    if not program.exists():
        quiet(["cargo", "install", name, "--version", VERSIONS[name], "--locked", "--root", ROOT, "--target-dir", ROOT / "build"])
    return program if program.exists() else None


def npm():
    package = ROOT / "node_modules" / "docx" / "package.json"
    if not package.exists() and shutil.which("npm"):
        quiet(["npm", "install", "--prefix", ROOT, "--no-save", "--no-audit", "--no-fund", f"docx@{VERSIONS['docx']}"])
    return shutil.which("node") if package.exists() else None


def pip():
    python = ROOT / "venv" / "bin" / "python"
    compose = ROOT / "venv" / "bin" / "docxcompose"
    if not compose.exists():
        quiet([sys.executable, "-m", "venv", ROOT / "venv"])
        quiet([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", f"docxcompose=={VERSIONS['docxcompose']}"])
    return compose if compose.exists() else None


class Text:
    """The sections as the generator wrote them for programs that read Markdown; and the notes in reading order."""

    def __init__(self, folder):
        self.files = sorted((folder / "markdown").glob("*.md"))
        self.sections = []
        self.notes = []
        for file in self.files:
            body, notes = [], {}
            for line in file.read_text(encoding="utf-8").splitlines():
                found = re.match(r"\[\^(\d+)\]: (.*)", line)
                if found:
                    notes[found[1]] = found[2]
                else:
                    body.append(line)
            blocks = [block.replace("\n", " ") for block in "\n".join(body).strip().split("\n\n")]
            self.sections.append((blocks, notes))
            self.notes += [notes[key] for key in re.findall(r"\[\^(\d+)\]", "\n".join(blocks))]

    def one_file(self, path):
        """All sections in one file, keys made unlike each other."""
        with path.open("w", encoding="utf-8") as out:
            for number, (blocks, notes) in enumerate(self.sections):
                for block in blocks:
                    out.write(re.sub(r"\[\^(\d+)\]", rf"[^s{number}n\1]", block) + "\n\n")
                for key, text in notes.items():
                    out.write(f"[^s{number}n{key}]: {text}\n\n")

    def pieces(self, path):
        """For writers without a reader: paragraphs as lists of texts and numbers of notes, and the notes' texts."""
        paragraphs, count = [], 0
        for blocks, _ in self.sections:
            for block in blocks:
                level = len(block) - len(block.lstrip("#"))
                pieces = []
                for at, piece in enumerate(re.split(r"\[\^(\d+)\]", block.lstrip("# "))):
                    if at % 2:
                        pieces.append(count)
                        count += 1
                    elif piece:
                        pieces.append(piece)
                paragraphs.append({"level": level, "pieces": pieces})
        path.write_text(json.dumps({"paragraphs": paragraphs, "notes": self.notes}, ensure_ascii=False), encoding="utf-8")


def words(text):
    return " ".join(text.split())


def check(path, wanted):
    """References that lead to a note, and those that are right."""
    with zipfile.ZipFile(path) as package:
        texts = {}
        with package.open("word/footnotes.xml") as part:
            for _, element in ElementTree.iterparse(part):
                if element.tag == f"{W}footnote":
                    texts[element.get(f"{W}id")] = words("".join(piece.text or "" for piece in element.iter(f"{W}t")))
                    element.clear()
        found = []
        with package.open("word/document.xml") as part:
            for _, element in ElementTree.iterparse(part):
                if element.tag == f"{W}footnoteReference":
                    # A mark of its own instead of the number is no number.
                    own = element.get(f"{W}customMarkFollows") in ("1", "true", "on")
                    text = texts.get(element.get(f"{W}id"))
                    if text is not None:
                        found.append(None if own else text)
                elif element.tag == f"{W}p":
                    element.clear()
    # Numbers are given by Word in the order of the references: a reference is right when its place and its text are.
    right = sum(1 for text, want in zip(found, wanted) if text is not None and same(text, want))
    return len(found), right


def same(text, want):
    # Some put the number or an arrow back into the note's text.
    plain = lambda value: re.sub(r"[\s↩︎]+", "", value)
    return plain(text) == plain(want)


def run(command, limit, environment=None):
    """Wall time and peak memory of a process and its children; why not when it failed or took too long.

    A small process of its own starts it: the system counts the memory of the one that forks as the child's.
    """
    words = [sys.executable, __file__, "--one", limit, *command]
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, text=True,
                          env=dict(os.environ, **(environment or {})))
    answer = json.loads(done.stdout) if done.returncode == 0 else "failed"
    return answer if isinstance(answer, str) else tuple(answer)


def one(limit, command):
    """What `run` asks for, as JSON. It sleeps until the end: to look now and then would take time from a core."""
    nothing = os.open(os.devnull, os.O_RDWR)
    begun = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, nothing, to) for to in (0, 1, 2)])
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, limit)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begun
    if wall > limit:
        return f"over {limit:g} s"
    return [wall, usage.ru_maxrss / 1000] if os.waitstatus_to_exitcode(status) == 0 else "failed"


def programs(text, folder, out, arguments):
    """Name, command, output, environment of each program that is at hand."""
    one = out / "all.md"
    text.one_file(one)
    pieces = out / "pieces.json"
    text.pieces(pieces)
    target = out / "vanthu.docx"
    yield "vanthu, all checks", [arguments.vanthu, "build", folder, "-o", target, "--force"], target, None
    target = out / "docx-rs.docx"
    yield "docx-rs, 60 lines over it", [arguments.plain, "plain", pieces, target], target, None
    # md2docx takes no more than 10 MiB unless it is told to.
    more = ["--max-input-bytes", "100000000"]
    for name, binary, options in (("md2docx", "md2docx-cli", more), ("ferrodoc", "ferrodoc", [])):
        target = out / f"{name}.docx"
        program = cargo(name, binary)
        yield f"{name} {VERSIONS[name]}, one file", program and [program, one, "-o", target, *options], target, None
    target = out / "npm.docx"
    node = npm()
    yield f"docx {VERSIONS['docx']} (npm)", node and [node, HERE / "docx.mjs", pieces, target], target, {"PEERS": str(ROOT)}
    target = out / "pandoc.docx"
    pandoc = shutil.which("pandoc")
    name = f"pandoc {pandoc_version(pandoc)} --file-scope"
    yield name, pandoc and [pandoc, "--file-scope", "-f", "markdown", "-o", target, *text.files], target, None
    target = out / "docxcompose.docx"
    compose = pip()
    parts = compose and sections(folder, out, arguments.vanthu)
    yield f"docxcompose {VERSIONS['docxcompose']}", compose and [compose, *parts, "-o", target], target, None


def pandoc_version(pandoc):
    if not pandoc:
        return ""
    return subprocess.run([pandoc, "--version"], capture_output=True, text=True).stdout.split("\n")[0].split()[-1]


def sections(folder, out, vanthu):
    """A DOCX for each section, for a program that merges finished documents."""
    root = out / "sections"
    shutil.rmtree(root, ignore_errors=True)
    dirs = []
    for file in sorted((folder / "sections").glob("*.yaml")):
        one = root / file.stem
        (one / "sections").mkdir(parents=True)
        shutil.copy(file, one / "sections")
        (one / "document.yaml").write_text("kind: bao-cao\nissuer: {name: Sở Khoa học và Công nghệ}\n", encoding="utf-8")
        dirs.append(one)
    for at in range(0, len(dirs), 500):
        quiet([vanthu, "build", *dirs[at:at + 500]])
    return [one / "bao-cao.docx" for one in dirs]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vanthu", type=Path, required=True)
    parser.add_argument("--plain", type=Path, required=True, help="the bench's own program, for the writer over docx-rs")
    parser.add_argument("--rounds", type=int, default=25, help="what takes over 2 s takes part in the first ten, over 5 s in one")
    parser.add_argument("--limit", type=int, default=60)
    arguments = parser.parse_args()
    ROOT.mkdir(parents=True, exist_ok=True)
    out = ROOT / "out" / arguments.folder.name
    out.mkdir(parents=True, exist_ok=True)
    text = Text(arguments.folder)
    count = len(text.notes)
    ready, taken = [], {}
    for name, command, target, environment in programs(text, arguments.folder, out, arguments):
        target.unlink(missing_ok=True)
        if command:
            ready.append((name, command, target, environment))
        taken[name] = []
    # In turn, so that the machine's mood is the same for all.
    for nth in range(arguments.rounds):
        for name, command, _, environment in ready:
            # What takes long is not run again; what does not runs once untimed before, so that what it reads is at hand.
            longest = 5 if nth < 10 else 2
            if all(not isinstance(once, str) and once[0] < longest for once in taken[name]):
                if taken[name]:
                    run(command, arguments.limit, environment)
                taken[name].append(run(command, arguments.limit, environment))
    print(f"{'program':<34} {'s':>8} {'MB':>6} {'size, KB':>9} {'found':>7} {'right':>7}   of {count} notes; best of up to {arguments.rounds}, in turn")
    best = {}
    targets = {name: target for name, _, target, _ in ready}
    for name, times in taken.items():
        if not times or isinstance(times[-1], str):
            print(f"{name:<34} {times[-1] if times else 'not at hand'}")
            continue
        wall, memory = min(one[0] for one in times), max(one[1] for one in times)
        found, right = check(targets[name], text.notes)
        size = targets[name].stat().st_size / 1024
        best[name] = (wall, right)
        print(f"{name:<34} {wall:8.3f} {memory:6.0f} {size:9.0f} {found:7} {right:7}", flush=True)
    own = next(iter(best), None)
    others = {name: wall for name, (wall, right) in best.items() if name != own and right == count}
    # docx-rs and docx from npm number nothing: ids and texts are given to them in order, by the text above.
    numbering = {name: wall for name, wall in others.items() if not name.startswith(("docx-rs", "docx "))}
    if own and numbering:
        fastest = min(numbering, key=numbering.get)
        ratio = numbering[fastest] / best[own][0]
        verdict = "ok    " if ratio >= 10 else "MISSED"
        print(f"\n{verdict} fastest of the others that number notes rightly: {fastest}, {ratio:.1f} times as long (at least 10)")
        return 0 if ratio >= 10 else 1
    return 0


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(float(sys.argv[2]), sys.argv[3:])))
    else:
        sys.exit(main())
