"""Every message of the server against the protocol's own definition.

`lsprotocol` is generated from the meta model of the protocol. A message that is read into its
types and written back must be what it was: an unknown key, a wrong type, a wrong spelling or a
missing key shows as a difference. The walk calls every method that the server offers, as a
client that can do everything and as one that can do nothing.

usage: test_strict.py path/to/yinzheng
"""
import json
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from lsprotocol import converters, types

CONVERTER = converters.get_converter()
PATIENCE = 30  # seconds; whoever waits that long has failed

ESSAY = """# 论调查研究

一、甲的由来

党的十九大以来，各地深入开展调查研究。

三、乙的去向

毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不破的真理。”

𠮷某说过这样的话[1]，后来又说[1,2]，数据见https://e.org/数据。

丙也说过这样的话[

## 参考文献

[1] 王某. 甲书[M]. 北京: 某社, 2019. DOI:10.1234/a.

[2] 李某. 乙书[M]. 北京: 某社, 2018.
"""

EVERYTHING = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "workspace": {
        "configuration": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "diagnostics": {"refreshSupport": True},
        "codeLens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
        "workspaceEdit": {"documentChanges": True},
    },
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "dataSupport": True, "versionSupport": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "foldingRange": {"rangeLimit": 5000},
        "definition": {"linkSupport": True},
        "completion": {"completionItem": {"labelDetailsSupport": True}},
        "documentLink": {"tooltipSupport": True},
        "codeLens": {},
        "inlayHint": {},
        "codeAction": {
            "isPreferredSupport": True,
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
            "resolveSupport": {"properties": ["edit", "command"]},
        },
    },
    "experimental": {"commands": {"commands": ["yinzheng.showReferences"]}},
}
PULLING = {**EVERYTHING, "textDocument": {**EVERYTHING["textDocument"], "diagnostic": {}}}


def without_nulls(value):
    """The library writes `null` for some absent keys, and so do servers."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def conforms(message, method):
    """Raises where `message`, which belongs to `method`, is none of the protocol."""
    if message.get("jsonrpc") != "2.0":
        raise AssertionError("no JSON-RPC 2.0")
    request, response = types.METHOD_TO_TYPES[method][:2]
    if "method" in message:
        kind = request
    elif "error" in message:
        kind = types.ResponseErrorMessage
    elif "result" in message:
        kind = response
    else:
        raise AssertionError("neither result nor error")
    back = CONVERTER.unstructure(CONVERTER.structure(message, kind), kind)
    if without_nulls(back) != without_nulls(message):
        raise AssertionError(f"sent {without_nulls(message)}\n read {without_nulls(back)}")


class Session:
    """One server process; every message that it sends is checked."""

    def __init__(self, binary, settings=None):
        self.process = subprocess.Popen([binary, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.settings, self.methods, self.checked, self.faults = settings, {}, 0, []
        self.inbox = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        stream = self.process.stdout
        while line := stream.readline():
            length = int(line.removeprefix(b"Content-Length: "))
            assert stream.readline() == b"\r\n"
            message = json.loads(stream.read(length))
            method = message.get("method") or self.methods[message["id"]]
            try:
                conforms(message, method)
                self.checked += 1
            except Exception as fault:  # whatever the library dislikes is a fault of the server
                self.faults.append(f"{method}: {fault}")
            if "method" in message and "id" in message:
                self.send(id=message["id"], result=[self.settings] if "configuration" in method else None)
            self.inbox.put(message)
        self.inbox.put(None)

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send(method=method, params=params)

    def request(self, method, params=None):
        number = len(self.methods) + 1
        self.methods[number] = method
        self.send(id=number, method=method, **({} if params is None else {"params": params}))
        return self.wait(lambda message: message.get("id") == number and "method" not in message)

    def wait(self, wanted):
        while (message := self.inbox.get(timeout=PATIENCE)) is not None:
            if wanted(message):
                return message
        raise AssertionError("the server ended")

    def initialize(self, capabilities, root):
        params = {"processId": None, "rootUri": root.as_uri(), "capabilities": capabilities, "locale": "zh-cn"}
        answer = self.request("initialize", params)
        self.notify("initialized", {})
        offered = answer["result"]["capabilities"]
        self.encoding = offered["positionEncoding"]
        self.lenses, self.inlays = "codeLensProvider" in offered, "inlayHintProvider" in offered
        return offered

    def place(self, words, skip=0):
        """The position of `words` in the essay, `skip` characters into them."""
        before = ESSAY[: ESSAY.index(words) + skip]
        line = before.rpartition("\n")[2].encode({"utf-8": "utf-8", "utf-16": "utf-16-le"}[self.encoding])
        return {"line": before.count("\n"), "character": len(line) // (1 if self.encoding == "utf-8" else 2)}

    def open(self, uri):
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": ESSAY}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def published(self, uri):
        method = "textDocument/publishDiagnostics"
        return self.wait(lambda it: it.get("method") == method and it["params"]["uri"] == uri)

    def stop(self):
        self.request("shutdown")
        self.notify("exit", None)
        assert self.process.wait(PATIENCE) == 0, "exit code after shutdown"


def walk_features(session, uri):
    document = {"textDocument": {"uri": uri}}
    for line in range(0, 10, 2):
        session.request("textDocument/hover", {**document, "position": {"line": line, "character": 2}})
        here = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 30}}
        for context in ({}, {"only": ["quickfix"]}, {"only": ["source.fixAll"]}):
            params = {**document, "range": here, "context": {"diagnostics": [], **context}}
            for action in session.request("textDocument/codeAction", params).get("result") or []:
                if "kind" in action:
                    session.request("codeAction/resolve", action)
    session.request("textDocument/documentSymbol", document)
    session.request("textDocument/foldingRange", document)


    marker, label = session.place("[1,2]", 1), session.place("[1] 王某", 1)
    bracket = session.place("这样的话[\n", 5)
    for method in ("definition", "documentHighlight", "hover"):
        for position in (marker, label):
            params = {**document, "position": position}
            assert session.request(f"textDocument/{method}", params)["result"], method
    params = {**document, "position": label, "context": {"includeDeclaration": True}}
    assert len(session.request("textDocument/references", params)["result"]) == 3
    assert session.request("textDocument/completion", {**document, "position": bracket})["result"]
    assert session.request("textDocument/documentLink", document)["result"]
    if session.lenses:
        assert session.request("textDocument/codeLens", document)["result"]
    if session.inlays:
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 20, "character": 0}}
        session.request("textDocument/inlayHint", {**document, "range": whole})


def change(session, uri, version):
    edit = {"range": {"start": {"line": 4, "character": 0}, "end": {"line": 4, "character": 3}}, "text": "自"}
    params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [edit]}
    session.notify("textDocument/didChange", params)


def pushing(binary, root):
    """A client that can do everything and is pushed to."""
    session = Session(binary)
    offered = session.initialize(EVERYTHING, root)
    assert "diagnosticProvider" not in offered
    uri = (root / "政策 文稿.md").as_uri()
    session.open(uri)
    session.published(uri)
    walk_features(session, uri)
    session.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    session.published(uri)
    return session


def pulling(binary, root):
    """A client that can do everything and pulls."""
    session = Session(binary)
    assert "diagnosticProvider" in session.initialize(PULLING, root)
    uri = (root / "文稿.md").as_uri()
    session.open(uri)
    params = {"textDocument": {"uri": uri}, "identifier": "yinzheng"}
    report = session.request("textDocument/diagnostic", params)["result"]
    params["previousResultId"] = report["resultId"]
    assert session.request("textDocument/diagnostic", params)["result"]["kind"] == "unchanged"
    change(session, uri, 2)
    session.request("textDocument/diagnostic", params)
    session.settings = {"lang": "en", "inlay": {"citations": True}}
    session.notify("workspace/didChangeConfiguration", {"settings": None})
    session.wait(lambda it: it.get("method") == "workspace/diagnostic/refresh")
    walk_features(session, uri)
    return session


def plain(binary, root):
    """A client that can do nothing and spells URIs as it likes."""
    session = Session(binary)
    session.initialize({}, root)
    # The protocol library checks no URI, so the spelling may be any.
    for uri in ("file:///稿/政策 文稿.md", "untitled:未命名-1"):
        session.open(uri)
        session.published(uri)
        walk_features(session, uri)
    return session


def complaining(binary, root):
    """Wrong settings, a wrong configuration file, odd edits: messages and log lines."""
    session = Session(binary, settings={"lang": "fr"})
    session.initialize(EVERYTHING, root)
    session.wait(lambda it: it.get("method") == "window/showMessage")
    (root / "yinzheng.toml").write_text("[citation]\nsensitivity = 'loud'\n", encoding="utf-8")
    uri = (root / "文稿.md").as_uri()
    session.open(uri)
    session.published((root / "yinzheng.toml").as_uri())
    change(session, uri, 1)
    session.wait(lambda it: it.get("method") == "window/logMessage")
    return session


def failing(binary, root):
    """Errors conform, too."""
    session = Session(binary)
    session.methods[1] = "textDocument/hover"
    session.request("textDocument/hover", {})
    session.initialize({}, root)
    for method in ("textDocument/hover", "textDocument/declaration", "workspace/symbol"):
        answer = session.request(method, {"wrong": True})
        assert "error" in answer, answer
    return session


def main():
    binary = sys.argv[1]
    passed = failed = 0
    for walk in (pushing, pulling, plain, complaining, failing):
        with tempfile.TemporaryDirectory() as folder:
            try:
                session = walk(binary, Path(folder).resolve())
                session.stop()
                faults = session.faults
                summary = f"{session.checked} messages"
            except Exception as fault:  # one broken walk must not hide the others
                faults, summary = [f"{type(fault).__name__}: {fault}"], "broken off"
        print(f"{'FAIL' if faults else 'ok'}  {walk.__name__}: {summary}")
        for fault in faults:
            print(f"      {fault}")
        passed, failed = passed + (not faults), failed + bool(faults)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
