"""Broken files: every check must reject the one that is broken for it, or the check is worth nothing."""

import copy
from dataclasses import replace

from . import places, readers, tiny, validators
from .damage import DAMAGES, swapped_ids
from .documents import register_problems
from .package import Package
from .rules import RULES


def run(report, documents):
    """Proves the seed good, every check able to fail, and every reader able to disagree."""
    folder = places.WORK / "broken"
    folder.mkdir(parents=True, exist_ok=True)
    seed = folder / "tiny.docx"
    tiny.write(seed)
    _seed_is_good(report, seed)
    # What the program wrote is broken first; the seed has what the documents happen to lack.
    goods = [document.docx for document in documents if not document.problems] + [seed]
    spoilt = {name: _break(name, goods, folder) for name in DAMAGES}
    written = {check: [spoilt[name] for name in _of(check) if spoilt[name]] for check in ("sdk", "integrity")}
    outside = {**validators.sdk(written["sdk"]), **validators.integrity(written["integrity"])}
    for name, path in spoilt.items():
        check = DAMAGES[name].check
        report.check(f"broken file {name} is rejected by {check}", _rejected, check, path, outside)
    for rule in RULES:
        report.record(f"the rule {rule} has a broken file", [] if _of(rule) else ["none in damage.py"])
    _readers_can_disagree(report, seed, folder)
    for document in documents:
        if document.register:
            shifted = _shifted_register(document)
            noticed = list(register_problems(shifted))
            report.record("a register with wrong columns is noticed", [] if noticed else ["it is accepted"])
            break


def _of(check):
    return [name for name, damage in DAMAGES.items() if damage.check == check]


def _seed_is_good(report, seed):
    package = Package(seed)
    for rule, check in RULES.items():
        report.check(f"the unbroken seed: {rule}", check, package)
    report.record("the unbroken seed: sdk", validators.sdk([seed])[seed])
    report.record("the unbroken seed: integrity", validators.integrity([seed])[seed])


def _break(name, goods, folder):
    """The first good file that has what the damage breaks, broken."""
    path = folder / f"{name}.docx"
    return next((path for good in goods if DAMAGES[name].write(Package(good), path)), None)


def _shifted_register(document):
    """The same document with every mark's column off by one."""
    register = copy.deepcopy(document.register)
    for note in register:
        for use in note["uses"]:
            use["column"] += 1
    return replace(document, register=register)


def _rejected(check, path, outside):
    if path is None:
        return ["no good file has what this damage breaks"]
    problems = outside[path] if path in outside else list(RULES[check](Package(path)))
    return [] if problems else [f"{check} accepts {path.name}"]


def _readers_can_disagree(report, seed, folder):
    """Each reader notices a lost note; LibreOffice also shows what ids out of order do to the text."""
    lost, swapped = folder / "reader-lost-note.docx", folder / "reader-swapped-ids.docx"
    package = Package(seed)
    first = package.references[0]
    first.getparent().remove(first)
    package.write(lost)
    package = Package(seed)
    swapped_ids(package)
    package.write(swapped)
    office = readers.libreoffice([seed, lost, swapped])
    found = {name: (read(seed), read(lost)) for name, read in readers.ALONE.items()}
    found["libreoffice"] = (office[seed], office[lost])
    for name, (whole, less) in found.items():
        report.record(f"{name} reads the unbroken seed", list(readers.disagreements(tiny.NOTES, whole)))
        noticed = list(readers.disagreements(tiny.NOTES, less))
        report.record(f"{name} notices a lost note", [] if noticed else ["it agrees all the same"])
    noticed = list(readers.disagreements(tiny.NOTES, office[swapped]))
    report.record("libreoffice prints swapped ids wrong", [] if noticed else ["it prints them right"])
