//! The language server as a process of its own.
#![cfg(feature = "lsp")]
#![expect(clippy::unwrap_used, reason = "a test fails where it panics")]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::{Value, json};

struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_yinzheng"))
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn request(&mut self, id: i64, method: &str, params: &Value) -> Value {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.read();
            if message["id"] == id {
                return message;
            }
        }
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "the server goes on");
            match line.trim() {
                "" => break,
                header => length = header.strip_prefix("Content-Length: ").unwrap().parse().unwrap(),
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// Waits for the end of the process with its stdin still open; returns the exit code.
    fn end(mut self) -> Option<i32> {
        let (sender, receiver) = channel();
        let (mut child, input) = (self.child, self.input);
        let waiter = std::thread::spawn(move || {
            let status = child.wait().unwrap();
            let _ = sender.send(status);
        });
        let status = receiver.recv_timeout(Duration::from_secs(30)).expect("the process ends");
        waiter.join().unwrap();
        drop(input);
        let mut rest = Vec::new();
        self.output.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"", "nothing follows the end");
        status.code()
    }
}

fn exit() -> Value {
    json!({ "jsonrpc": "2.0", "method": "exit" })
}

#[test]
fn exit_ends_the_process_while_stdin_stays_open() {
    let mut server = Process::start();
    let result = server.request(1, "initialize", &json!({ "capabilities": {} }));
    assert_eq!(result["result"]["serverInfo"]["name"], "yinzheng");
    server.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    server.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }));
    assert!(server.read()["result"].is_null());
    server.send(&exit());
    assert_eq!(server.end(), Some(0));
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let mut server = Process::start();
    server.request(1, "initialize", &json!({ "capabilities": {} }));
    server.send(&exit());
    assert_eq!(server.end(), Some(1));

    let mut server = Process::start();
    server.send(&exit());
    assert_eq!(server.end(), Some(1));
}

#[test]
fn the_end_of_stdin_ends_the_process() {
    let mut server = Process::start();
    server.request(1, "initialize", &json!({ "capabilities": {} }));
    let Process { mut child, input, .. } = server;
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
