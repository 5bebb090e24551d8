"""The two validators from outside, each run over many files at once."""

import json

from . import command, places


def sdk(paths):
    """Microsoft's Open XML SDK: for each path the list of its complaints."""
    return dict(zip(paths, command.each(_sdk_one, paths)))


def _sdk_one(path):
    done = command.run([places.SDK_VALIDATOR, path])
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return [f"the validator gave no answer (exit {done.returncode}): {command.tail(done.stderr)}"]
    problems = [f"{error['path']} {error['xPath']}: {error['description']}" for error in answer["errors"]]
    if not problems and not (answer["ok"] and done.returncode == 0):
        problems.append(f"not accepted, exit {done.returncode}")
    return problems


def integrity(paths):
    """ooxml-integrity: for each path its findings from warning level up."""
    if not paths:
        return {}
    done = command.run([places.INTEGRITY, "check", "--no-config", "--fail-on", "warn", "--json", *paths])
    try:
        files = {entry["path"]: entry for entry in json.loads(done.stdout)["files"]}
    except (ValueError, KeyError):
        problem = f"no answer (exit {done.returncode}): {command.tail(done.stderr)}"
        return {path: [problem] for path in paths}
    return {path: _findings(files.get(str(path))) for path in paths}


def _findings(entry):
    if entry is None:
        return ["the tool says nothing about this file"]
    return [
        f"{finding['code']} {finding['severity']}: {finding['message']} ({finding.get('part')})"
        for finding in entry["findings"]
        if finding["severity"] != "info"
    ]
