//! A small client that runs the whole server in this process, and an analysis simple enough to
//! foretell.

#![expect(clippy::unwrap_used, reason = "a test fails where it panics")]

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use yinzheng::config::{Lang, Settings};
use yinzheng::document::Snapshot;
use yinzheng::ide::{Fold, Hover, Symbol, SymbolKind};
use yinzheng::lsp::{Engine, ServeOptions, serve_with};
use yinzheng::rules::{Edit, Finding, Fix, Related, Severity};

/// Longer than anything takes; whoever waits that long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

pub const UNCITED: &str = "毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不破的真理。”";

/// A client on the other end of a pipe.
pub struct Client {
    output: WriteHalf<DuplexStream>,
    /// What the server sends; a task reads it at once, so that no full pipe makes it wait.
    input: UnboundedReceiver<Value>,
    reader: JoinHandle<()>,
    /// What the server sent and no test has asked for yet.
    backlog: VecDeque<Value>,
    next_id: i64,
    server: JoinHandle<bool>,
    /// The answer to `workspace/configuration`; none means that it is never answered.
    pub settings: Option<Value>,
}

/// A message of the server was not what was waited for within [`PATIENCE`], or the server ended.
#[derive(Debug)]
pub struct Silence;

impl Client {
    /// A server with the stand-in analysis.
    pub fn start() -> Self {
        Self::with(StandIn::default())
    }

    pub fn with(engine: impl Engine) -> Self {
        Self::options(ServeOptions { engine: Arc::new(engine), debounce: Duration::from_millis(5) })
    }

    pub fn options(options: ServeOptions) -> Self {
        let (near, far) = tokio::io::duplex(1 << 16);
        let (server_input, server_output) = tokio::io::split(far);
        let server = tokio::spawn(serve_with(server_input, server_output, options));
        let (input, output) = tokio::io::split(near);
        let (sender, receiver) = unbounded_channel();
        let reader = tokio::spawn(async move {
            let mut input = BufReader::new(input);
            while let Some(message) = read(&mut input).await {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            output,
            input: receiver,
            reader,
            backlog: VecDeque::new(),
            next_id: 0,
            server,
            settings: Some(Value::Null),
        }
    }

    /// Initializes with these capabilities; returns the result.
    pub async fn initialize(&mut self, capabilities: Value) -> Value {
        self.initialize_with(json!({ "capabilities": capabilities })).await
    }

    pub async fn initialize_with(&mut self, params: Value) -> Value {
        let answer = self.request("initialize", params).await;
        self.notify("initialized", json!({})).await;
        answer["result"].clone()
    }

    /// A started and initialized client with these capabilities.
    pub async fn ready(capabilities: Value) -> Self {
        let mut client = Self::start();
        client.initialize(capabilities).await;
        client
    }

    pub async fn send(&mut self, message: &Value) {
        self.send_raw(message.to_string().as_bytes()).await;
    }

    pub async fn send_raw(&mut self, body: &[u8]) {
        let header = format!("Content-Length: {}\r\n\r\n", body.len());
        self.send_bytes(&[header.as_bytes(), body].concat()).await;
    }

    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        self.output.write_all(bytes).await.expect("the server reads");
    }

    pub async fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params })).await;
    }

    /// Sends a request without waiting for the answer; returns its id.
    pub async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message).await;
        id
    }

    pub async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        self.answer(id).await
    }

    pub async fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == id && message.get("method").is_none()).await
    }

    /// The first message, received before or to come, that `wanted` accepts; others are kept.
    pub async fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.backlog.iter().position(&wanted) {
            return self.backlog.remove(at).unwrap();
        }
        loop {
            let message = self.next().await.expect("the server goes on");
            if wanted(&message) {
                return message;
            }
            self.backlog.push_back(message);
        }
    }

    /// The next message; requests of the server are answered on the way.
    async fn next(&mut self) -> Result<Value, Silence> {
        let received = tokio::time::timeout(PATIENCE, self.input.recv()).await;
        let message = received.ok().flatten().ok_or(Silence)?;
        if message.get("method").is_some() && message.get("id").is_some() {
            let result = match message["method"].as_str() {
                Some("workspace/configuration") => self.settings.clone().map(|it| json!([it])),
                _ => Some(Value::Null),
            };
            if let Some(result) = result {
                let answer = json!({ "jsonrpc": "2.0", "id": message["id"], "result": result });
                self.send(&answer).await;
            }
        }
        Ok(message)
    }

    /// Whether the server sent a message that `wanted` accepts before it answered a request that
    /// is sent now.
    pub async fn sent(&mut self, wanted: impl Fn(&Value) -> bool) -> bool {
        self.request(
            "textDocument/hover",
            json!({ "textDocument": { "uri": "file:///none" }, "position": place(0, 0) }),
        )
        .await;
        self.backlog.iter().any(wanted)
    }

    pub async fn open(&mut self, uri: &str, text: &str) {
        self.open_as(uri, "plaintext", text).await;
    }

    pub async fn open_as(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    }

    pub async fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } })).await;
    }

    pub async fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", params).await;
    }

    /// The next publish for `uri`, spelled exactly so.
    pub async fn published(&mut self, uri: &str) -> Value {
        let method = "textDocument/publishDiagnostics";
        self.wait(|message| message["method"] == method && message["params"]["uri"] == uri).await["params"]
            .clone()
    }

    /// Publishes for `uri` until the one for `version`.
    pub async fn published_for(&mut self, uri: &str, version: i64) -> Value {
        loop {
            let params = self.published(uri).await;
            if params["version"] == version {
                return params;
            }
        }
    }

    pub async fn pull(&mut self, uri: &str, previous: &Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": uri }, "identifier": "yinzheng" });
        if !previous.is_null() {
            params["previousResultId"] = previous.clone();
        }
        self.request("textDocument/diagnostic", params).await["result"].clone()
    }

    pub async fn symbols(&mut self, uri: &str) -> Value {
        let params = json!({ "textDocument": { "uri": uri } });
        self.request("textDocument/documentSymbol", params).await["result"].clone()
    }

    /// The text that the server has of `uri`, as the stand-in tells it on hover.
    pub async fn text(&mut self, uri: &str) -> String {
        let params = json!({ "textDocument": { "uri": uri }, "position": place(u32::MAX, 0) });
        let answer = self.request("textDocument/hover", params).await;
        answer["result"]["contents"]["value"].as_str().expect("a hover with the text").to_owned()
    }

    /// Actions at a place, for these kinds.
    pub async fn actions(&mut self, uri: &str, line: u32, only: Value) -> Value {
        self.actions_at(uri, line, 0, only).await
    }

    /// The actions for the character at this place.
    pub async fn actions_at(&mut self, uri: &str, line: u32, column: u32, only: Value) -> Value {
        let mut context = json!({ "diagnostics": [] });
        if !only.is_null() {
            context["only"] = only;
        }
        let range = json!({ "start": place(line, column), "end": place(line, column + 1) });
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        self.request("textDocument/codeAction", params).await["result"].clone()
    }

    /// Shuts the server down in good order; returns whether it saw it so.
    pub async fn stop(mut self) -> bool {
        assert!(self.request("shutdown", Value::Null).await["result"].is_null());
        self.exit().await
    }

    /// Sends `exit`, keeps the pipe open and waits for the end of the server.
    pub async fn exit(mut self) -> bool {
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" })).await;
        tokio::time::timeout(PATIENCE, self.server).await.expect("the server ends").unwrap()
    }

    /// Closes the pipe and waits for the end of the server.
    pub async fn hang_up(self) -> bool {
        self.reader.abort();
        let _ = self.reader.await;
        drop(self.output);
        tokio::time::timeout(PATIENCE, self.server).await.expect("the server ends").unwrap()
    }
}

async fn read(input: &mut BufReader<ReadHalf<DuplexStream>>) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            header => length = header.strip_prefix("Content-Length: ").and_then(|it| it.parse().ok()),
        }
    }
    let mut body = vec![0; length.expect("a Content-Length")];
    input.read_exact(&mut body).await.ok()?;
    Some(serde_json::from_slice(&body).expect("valid JSON"))
}

pub fn place(line: u32, character: u32) -> Value {
    json!({ "line": line, "character": character })
}

pub fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    json!({ "range": { "start": place(start.0, start.1), "end": place(end.0, end.1) }, "text": text })
}

pub fn codes(diagnostics: &Value) -> Vec<&str> {
    diagnostics.as_array().expect("diagnostics").iter().map(|it| it["code"].as_str().unwrap()).collect()
}

/// An analysis that needs no knowledge of Chinese: a `“…”` without `[` after it is uncited, a line
/// `三、…` right after `一、…` is out of order, and a hover tells the whole text.
#[derive(Default)]
pub struct StandIn {
    /// Checks of a text with `停` in it wait here.
    pub gate: Option<Arc<Gate>>,
}

impl Engine for StandIn {
    fn check(&self, snapshot: &Snapshot, settings: &Settings) -> Vec<Finding> {
        let text = snapshot.buffer().text();
        assert!(!text.contains("恐慌"), "asked to panic");
        if let Some(gate) = self.gate.as_ref().filter(|_| text.contains('停')) {
            gate.pass();
        }
        let mut findings = Vec::new();
        for (start, _) in text.match_indices('“') {
            let Some(end) = text[start..].find('”').map(|at| start + at + '”'.len_utf8()) else {
                continue;
            };
            if !text[end..].starts_with('[') {
                findings.push(Finding {
                    rule: "uncited-quote",
                    severity: Severity::Warning,
                    range: start..end,
                    message: if settings.lang == Lang::Zh { "引文未标注出处" } else { "uncited" }.to_owned(),
                    related: vec![Related { range: start..end, message: "引文".to_owned() }],
                    fix: None,
                });
            }
        }
        for (at, _) in text.match_indices("\n三、") {
            let start = at + 1;
            let range = start..start + "三".len();
            findings.push(Finding {
                rule: "heading-out-of-order",
                severity: Severity::Error,
                range: range.clone(),
                message: "标题序号不连续".to_owned(),
                related: Vec::new(),
                fix: Some(Fix {
                    title: "改为“二”".to_owned(),
                    safe: true,
                    edits: vec![Edit { range, text: "二".to_owned() }],
                }),
            });
        }
        findings.sort_by_key(|finding| finding.range.start);
        findings
    }

    fn hover(&self, snapshot: &Snapshot, offset: usize, _: &Settings) -> Option<Hover> {
        let text = snapshot.buffer().text();
        Some(Hover { range: offset..offset, markdown: text.clone(), plain: text, card: None })
    }

    fn outline(&self, snapshot: &Snapshot) -> Vec<Symbol> {
        let text = snapshot.buffer().text();
        let mut symbols: Vec<Symbol> = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let name = line.trim_end();
            let symbol = Symbol {
                name: name.to_owned(),
                kind: SymbolKind::Heading,
                level: 1,
                range: start..start + name.len(),
                selection: start..start + name.len(),
                children: Vec::new(),
            };
            start += line.len();
            if name.contains('、') {
                symbols.push(symbol);
            } else if let Some(parent) = symbols.last_mut() {
                parent.range.end = symbol.range.end;
                parent.children.push(Symbol { level: 2, ..symbol });
            }
        }
        symbols
    }

    fn folds(&self, snapshot: &Snapshot) -> Vec<Fold> {
        let end_line = snapshot.buffer().lines() as u32 - 1;
        vec![Fold { start_line: 0, end_line }]
    }
}

/// Where threads of the analysis wait until a test lets them go.
pub struct Gate {
    arrived: Mutex<Sender<()>>,
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    pub fn new() -> (Arc<Self>, Receiver<()>) {
        let (sender, receiver) = std::sync::mpsc::channel();
        let gate = Self { arrived: Mutex::new(sender), open: Mutex::new(false), opened: Condvar::new() };
        (Arc::new(gate), receiver)
    }

    fn pass(&self) {
        let _ = self.arrived.lock().unwrap().send(());
        let mut open = self.open.lock().unwrap();
        while !*open {
            open = self.opened.wait(open).unwrap();
        }
    }

    pub fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}
