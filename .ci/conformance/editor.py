"""What an editor makes of our schemas: the language server of VS Code's YAML extension, asked over its own protocol."""

import json
import subprocess
import tempfile
from pathlib import Path

from . import places
from .command import run

SERVER = places.TOOLS / "editor" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SETTINGS = {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}


class Server:
    """The server, with one folder open."""

    def __init__(self, folder):
        self.folder = folder
        self.process = subprocess.Popen(
            ["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        self.last = 0
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True},
        }
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
        self.tell("initialized", {})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length"):
                length = int(line.split(b":")[1])
        if not length:
            raise ValueError("the server has ended")
        return json.loads(self.process.stdout.read(length))

    def wait(self, wanted):
        while True:
            message = self.receive()
            if "method" in message and "id" in message:
                items = message.get("params", {}).get("items", [])
                answer = [SETTINGS if item.get("section") == "yaml" else {} for item in items]
                asked = message["method"] == "workspace/configuration"
                self.send({"id": message["id"], "result": answer if asked else None})
            elif wanted(message):
                return message

    def tell(self, method, parameters):
        self.send({"method": method, "params": parameters})

    def ask(self, method, parameters):
        self.last += 1
        number = self.last
        self.send({"id": number, "method": method, "params": parameters})
        return self.wait(lambda message: message.get("id") == number)["result"]

    def open(self, name, text):
        """What the server says against a file."""
        uri = (self.folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        told = self.wait(
            lambda message: message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
        )
        said = {(one["range"]["start"]["line"], one["message"]) for one in told["params"]["diagnostics"]}
        return uri, said

    def offered(self, uri, line, column):
        """What is offered at a place, with what is put in."""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        answer = self.ask("textDocument/completion", place)
        items = answer["items"] if isinstance(answer, dict) else answer
        return {item["label"]: item.get("insertText", "") for item in items}


SECTION = """# yaml-language-server: $schema=../.vanthu/section.schema.json
unit: Phòng A
titel: X
body: [a]
"""
DOCUMENT = """# yaml-language-server: $schema=.vanthu/document.schema.json
kind: bao-cáo
issuer:
  name: S
security:{space}
place:{space}
date: 9/3
checks:
  footnote-unused: loud
""".format(space=" ")


def problems():
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "hồ sơ"
        words = ["--office", "Sở Tư pháp", "--unit", "Thanh tra Sở", "--quiet", "--lang", "vi"]
        done = run([places.PROGRAM, "init", folder, *words])
        if done.returncode:
            yield done.stderr
            return
        with Server(folder) as server:
            yield from _made(server, folder)
            yield from _asked(server)


def _made(server, folder):
    """What `init` writes is wired to its schema and is without fault."""
    for path in [folder / "document.yaml", *sorted(folder.glob("sections/*.yaml"))]:
        text = path.read_text(encoding="utf-8")
        uri, said = server.open(path.relative_to(folder).as_posix(), text)
        if said:
            yield f"{path.name}: {said}"
        first = "\nkind" if path.name == "document.yaml" else "\nunit"
        place = {"line": text[: text.index(first)].count("\n") + 1, "character": 1}
        hover = server.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})
        if not hover or "Bắt buộc" not in hover["contents"]["value"]:
            yield f"{path.name}: no text at its first key: {hover}"


def _asked(server):
    uri, said = server.open("sections/90-x.yaml", SECTION)
    wanted = {(1, 'Missing property "title".'), (2, "Property titel is not allowed."), (3, "phải là chữ")}
    if said != wanted:
        yield f"section: {said}"
    uri, said = server.open("document2.yaml", DOCUMENT)
    wanted = {(1, "không có giá trị này trong danh sách"), (6, "ghi năm-tháng-ngày, ví dụ 2026-03-09")}
    if not wanted < said or len(said) != 3:
        yield f"document: {said}"
    for place, wanted in {(1, 6): "nghi-quyet", (4, 10): "MẬT", (8, 19): "error"}.items():
        offered = server.offered(uri, *place)
        if wanted not in offered or {"true", "null"} & set(offered):
            yield f"{place}: {offered}"
    if offered := server.offered(uri, 5, 7):
        yield f"a plain text is no list of words: {offered}"
    uri, _ = server.open("sections/91-x.yaml", SECTION.split("\n")[0] + "\n\n")
    offered = server.offered(uri, 1, 0)
    if offered.get("title") != "title: " or not offered.get("body", "").startswith("body: |"):
        yield f"keys: {offered}"
