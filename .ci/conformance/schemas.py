"""The JSON Schemas of sections, documents and styles: what builds is valid by them, what the format refuses is not."""

import copy
import json
import re

import jsonschema
import yaml

from . import places
from .command import run


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, which editors use: no dates, no `yes` and `no`."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
]:
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
# `010` is a number to YAML 1.1's reading of octals; here it is only text or a number, never a fault.
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def read(path):
    """A file as an editor sees it; keys are text."""
    def keyed(value):
        if isinstance(value, dict):
            return {str(key): keyed(one) for key, one in value.items()}
        return [keyed(one) for one in value] if isinstance(value, list) else value
    return keyed(yaml.load(path.read_text(encoding="utf-8-sig"), Core))


def validator(what, lang="vi"):
    done = run([places.PROGRAM, "schema", what, "--lang", lang])
    schema = json.loads(done.stdout)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def files(folder):
    yield "document", folder / "document.yaml"
    for path in sorted(folder.glob("sections/**/*.y*ml")):
        yield "section", path
    for path in sorted(folder.glob("styles/*.yaml")):
        yield "style", path


def problems(folder):
    """What a schema says against the files of a folder."""
    for what, path in files(folder):
        for error in validator(what).iter_errors(read(path)):
            yield f"{path.name}: {error.json_path}: {error.message[:160]}"


# Faults of keys and of plain kinds that no schema could miss, with the file they are put into.
SPOILT = {
    "an unknown key": ("document", lambda one: one.update(subjct="x")),
    "no kind": ("document", lambda one: one.pop("kind")),
    "a kind that does not exist": ("document", lambda one: one.update(kind="bao-cáo")),
    "an issuer that is text": ("document", lambda one: one.update(issuer="Sở")),
    "a blank issuer": ("document", lambda one: one["issuer"].update(name=None)),
    "a date of another form": ("document", lambda one: one.update(date="9/3/2023")),
    "an outline that is text": ("document", lambda one: one.update(outline="a")),
    "an unknown key in a group": ("document", lambda one: one["outline"][0].update(titel="x")),
    "an id with a space": ("document", lambda one: one.update(outline=["a b"])),
    "a rule that does not exist": ("document", lambda one: one.update(checks={"footnote-unusd": "off"})),
    "a level that does not exist": ("document", lambda one: one.update(checks={"footnote-unused": "loud"})),
    "a fixed level": ("document", lambda one: one.update(checks={"wrong-type": "off"})),
    "an unknown key of a signer": ("document", lambda one: one["signature"].update(nam="x")),
    "no unit": ("section", lambda one: one.pop("unit")),
    "a blank title": ("section", lambda one: one.update(title=" ")),
    "a body that is a list": ("section", lambda one: one.update(body=["a"])),
    "a note that is a list": ("section", lambda one: one.update(footnotes={"a": ["b"]})),
    "an empty note": ("section", lambda one: one.update(footnotes={"a": None})),
    "a note's key with a space": ("section", lambda one: one.update(footnotes={"a b": "c"})),
}


def spoilt_problems(folder):
    """The sample, spoilt one way after another, must be refused each time."""
    sound = {"document": read(folder / "document.yaml"), "section": read(next(folder.glob("sections/*.yaml")))}
    for name, (what, spoil) in SPOILT.items():
        value = copy.deepcopy(sound[what])
        spoil(value)
        if validator(what).is_valid(value):
            yield f"{name}: accepted"


def faulty_problems(folder):
    """Files whose keys or kinds of values the program refuses, one rule's work at a time, are refused here too."""
    done = run([places.PROGRAM, "check", folder, "--format", "json"])
    findings = json.loads(done.stdout)["findings"]
    # A rule that nobody has may also be named in a comment, which no schema sees.
    wanted = {one["file"] for one in findings if one["rule"] in ("unknown-key", "missing-key")}
    unread = {one["file"] for one in findings if one["rule"] in ("yaml-syntax", "yaml-feature", "duplicate-key")}
    for what, path in files(folder):
        name = path.relative_to(folder).as_posix()
        if name in wanted - unread and "details" not in path.read_text(encoding="utf-8"):
            if validator(what).is_valid(read(path)):
                yield f"{name}: valid by the schema, refused by the program"
