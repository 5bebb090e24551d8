"""The document folders of the repository, and the program run over them."""

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from . import command, places
from .package import Package

# At the repository's root a document folder stands among other things; these are not part of it.
NOT_OF_THE_SAMPLE = shutil.ignore_patterns("target", "fixtures", "node_modules", ".*")


@dataclass
class Built:
    """A document folder and what the program made of it."""

    name: str
    folder: Path
    docx: Path
    problems: list = field(default_factory=list)
    # The JSON of `vanthu notes`, None when it gave none.
    register: list | None = None

    @property
    def manifest(self):
        """The office's document.yaml as plain data."""
        return yaml.safe_load((self.folder / "document.yaml").read_text(encoding="utf-8"))


def folders():
    """The sample at the root, then every fixture that must build, by name."""
    found = {}
    if (places.ROOT / "document.yaml").is_file():
        found["sample"] = places.ROOT
    return found | {name: folder for name, folder in _fixtures().items() if not _must_fail(folder)}


def refused_folders():
    """The fixtures that must not build, by name."""
    return {name: folder for name, folder in _fixtures().items() if _must_fail(folder)}


def _fixtures():
    manifests = sorted(places.FIXTURES.rglob("document.yaml"))
    parents = [manifest.parent for manifest in manifests]
    return {"__".join(folder.relative_to(places.ROOT).parts): folder for folder in parents}


def _must_fail(folder):
    return (folder / "expect-errors").exists()


def build(folder, output, *, cwd=None, env=None, argument=None):
    """Builds a folder; returns the problems, none when the program was content and wrote the file."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.unlink(missing_ok=True)
    done = command.run([places.PROGRAM, "build", argument or folder, "-o", output], cwd=cwd, env=env)
    if done.returncode != 0:
        return [f"build ended with {done.returncode}:\n{command.tail(done.stderr or done.stdout)}"]
    return [] if output.is_file() else ["build ended with 0 and wrote no file"]


def build_all():
    """Every folder built once."""
    return command.each(lambda item: built(*item), folders().items())


def built(name, folder):
    """One folder built into the scratch folder."""
    document = Built(name, folder, places.WORK / f"{name}.docx")
    document.problems = build(folder, document.docx)
    return document


def refusal_problems(name, folder):
    """A folder with errors ends with 1, the status of findings, and leaves no file behind."""
    output = places.WORK / "refused" / f"{name}.docx"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.unlink(missing_ok=True)
    done = command.run([places.PROGRAM, "build", folder, "-o", output])
    if done.returncode != 1:
        yield f"build ended with {done.returncode}, should be 1:\n{command.tail(done.stderr)}"
    if output.exists():
        yield "build wrote a file all the same"


def register(document):
    """The footnote register as the program tells it; sets `document.register` and returns the problems."""
    done = command.run([places.PROGRAM, "notes", document.folder, "--format", "json"])
    if done.returncode != 0:
        return [f"notes ended with {done.returncode}:\n{command.tail(done.stderr)}"]
    try:
        document.register = json.loads(done.stdout)["notes"]
    except (ValueError, KeyError, TypeError) as error:
        return [f"notes gave no register ({error}): {command.tail(done.stdout, 3)}"]
    return register_problems(document)


def register_problems(document):
    """What is wrong inside a register: numbers, texts, and the places of the marks."""
    numbers = [note["number"] for note in document.register]
    parts = [note["appendix"] for note in document.register]
    # A style may begin again with 1 in each appendix.
    restarted = [parts[:place].count(part) + 1 for place, part in enumerate(parts)]
    if numbers not in (list(range(1, len(numbers) + 1)), restarted):
        yield f"the numbers are {numbers}"
    for place, note in enumerate(document.register, 1):
        where = f"note {place}"
        if not note["text"].strip():
            yield f"{where} has no text"
        if not note["uses"]:
            yield f"{where} has no uses"
        for use in note["uses"]:
            yield from (f"{where}: {problem}" for problem in _mark_problems(document.folder, use))


def _mark_problems(folder, use):
    """A use stands where the register says: line and column, counted in characters, hit the mark itself."""
    path = folder / use["file"]
    if not path.is_file():
        yield f"there is no file {use['file']}"
        return
    # Only what YAML takes for a line break: str.splitlines would also split at U+2028 and its like.
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    line = lines[use["line"] - 1] if 0 < use["line"] <= len(lines) else ""
    if not line[max(use["column"] - 1, 0) :].startswith(("[^", "^[")):
        yield f"no footnote mark at {use['file']}:{use['line']}:{use['column']}: {line[:80]!r}"


def rebuild_problems(document):
    """Other working folder, time zone, language and place of the sources: the bytes stay the same."""
    expected = document.docx.read_bytes()
    scratch = places.WORK / "again" / document.name
    shutil.rmtree(scratch, ignore_errors=True)
    elsewhere = scratch / "một nơi khác" / "bản sao"
    ignore = NOT_OF_THE_SAMPLE if document.folder == places.ROOT else None
    shutil.copytree(document.folder, elsewhere, ignore=ignore)
    vietnam = {"TZ": "Asia/Ho_Chi_Minh", "LANG": "vi_VN.UTF-8", "LC_ALL": "vi_VN.UTF-8"}
    pacific = {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C"}
    tries = {
        "built again": {},
        "built from inside the folder": {"cwd": document.folder, "argument": ".", "env": vietnam},
        "built from a copy elsewhere": {"cwd": os.sep, "env": pacific},
    }
    for what, options in tries.items():
        output = scratch / "again.docx"
        source = elsewhere if "copy" in what else document.folder
        problems = build(source, output, **options)
        if problems:
            yield f"{what}: {problems[0]}"
        elif output.read_bytes() != expected:
            yield f"{what}: {_difference(document.docx, output)}"


def _difference(one, other):
    first, second = Package(one), Package(other)
    changed = [name for name in first.parts if first.parts[name] != second.parts.get(name)]
    return f"other bytes, in {changed or 'the order of the parts, their dates or their packing'}"
