//! Frames of the base protocol, read leniently and handed on strictly.
//!
//! The library stops reading for good at the first frame that it cannot decode: a stray byte
//! between messages, a header in lower case, half a surrogate pair in a pasted text. [`sift`]
//! reads before it and hands on only frames that it can decode. What can be mended is mended,
//! what cannot is answered with an error, and the server lives.

use serde_json::Value;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The method under which an unreadable message is handed on, to be answered with an error.
pub(super) const UNREADABLE: &str = "yinzheng/unreadable";

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

/// No message is longer; a larger announcement is a broken header.
const MAX_BODY: u64 = 1 << 30;

/// No header line is longer; what is longer is junk and need not be kept.
const MAX_LINE: usize = 8 << 10;

/// Copies messages from `input` to `output` until either ends.
pub(super) async fn sift(
    mut input: impl AsyncBufRead + Unpin,
    mut output: impl AsyncWrite + Unpin,
) -> std::io::Result<()> {
    while let Some(length) = next_length(&mut input).await? {
        let mut body = Vec::new();
        (&mut input).take(length).read_to_end(&mut body).await?;
        if (body.len() as u64) < length {
            break;
        }
        if let Some(body) = sound(body) {
            let header = format!("Content-Length: {}\r\n\r\n", body.len());
            output.write_all(header.as_bytes()).await?;
            output.write_all(&body).await?;
            output.flush().await?;
        }
    }
    output.shutdown().await
}

/// The length of the next body, with its headers consumed; `None` at the end of the input.
async fn next_length(input: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<Option<u64>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if !read_line(input, &mut line).await? {
            return Ok(None);
        }
        match line.trim_ascii() {
            [] => {
                if length.is_some() {
                    return Ok(length);
                }
            }
            header => length = content_length(header).or(length),
        }
    }
}

/// Reads up to and with the next LF, keeping at most the last [`MAX_LINE`] bytes or a little more.
async fn read_line(input: &mut (impl AsyncBufRead + Unpin), line: &mut Vec<u8>) -> std::io::Result<bool> {
    loop {
        let chunk = input.fill_buf().await?;
        if chunk.is_empty() {
            return Ok(false);
        }
        let end = chunk.iter().position(|&byte| byte == b'\n').map(|at| at + 1);
        let used = end.unwrap_or(chunk.len());
        if line.len() > MAX_LINE {
            line.drain(..line.len() - MAX_LINE);
        }
        line.extend_from_slice(&chunk[..used]);
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// The number in a line that ends with a `Content-Length` header; junk may stand before it.
fn content_length(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let at = line.windows(NAME.len()).rposition(|window| window.eq_ignore_ascii_case(NAME))?;
    let number = std::str::from_utf8(line[at + NAME.len()..].trim_ascii()).ok()?;
    number.parse().ok().filter(|&length| length <= MAX_BODY)
}

/// `body` if the library can decode it, else what should stand in its place.
fn sound(body: Vec<u8>) -> Option<Vec<u8>> {
    if body.is_empty() {
        return None;
    }
    let (message, body) = if let Ok(message) = serde_json::from_slice::<Value>(&body) {
        (message, body)
    } else {
        let mended = mended(&body);
        let Ok(message) = serde_json::from_slice::<Value>(&mended) else {
            return Some(refused(&Value::Null, PARSE_ERROR));
        };
        (message, mended)
    };
    match shape(&message) {
        Shape::Message => Some(body),
        Shape::NullAnswer => {
            let id = message.get("id").unwrap_or(&Value::Null);
            Some(serde_json::json!({ "jsonrpc": "2.0", "id": id, "result": null }).to_string().into_bytes())
        }
        Shape::NoMessage => {
            let id = message.get("id").filter(|id| is_id(id)).unwrap_or(&Value::Null);
            Some(refused(id, INVALID_REQUEST))
        }
        Shape::NoAnswer => None,
    }
}

/// What a JSON value is to the protocol.
enum Shape {
    /// A request, a notification or an answer, in good order.
    Message,
    /// An answer without a result, as some clients write for `null`.
    NullAnswer,
    /// An answer that is none; there is nobody to tell.
    NoAnswer,
    /// Anything else.
    NoMessage,
}

fn shape(message: &Value) -> Shape {
    let Some(object) = message.as_object() else { return Shape::NoMessage };
    if object.get("jsonrpc").is_none_or(|version| version != "2.0") {
        return Shape::NoMessage;
    }
    let id = object.get("id");
    if id.is_some_and(|id| !is_id(id)) {
        return Shape::NoMessage;
    }
    match (object.get("method"), id) {
        (Some(Value::String(_)), _) => Shape::Message,
        (Some(_), _) | (None, None) => Shape::NoMessage,
        (None, Some(_)) => match (object.get("result"), object.get("error")) {
            (Some(_), _) => Shape::Message,
            (None, None) => Shape::NullAnswer,
            (None, Some(error)) => {
                let code = error.get("code").is_some_and(Value::is_i64);
                let message = error.get("message").is_some_and(Value::is_string);
                if code && message { Shape::Message } else { Shape::NoAnswer }
            }
        },
    }
}

fn is_id(id: &Value) -> bool {
    id.is_i64() || id.is_string() || id.is_null()
}

fn refused(id: &Value, code: i64) -> Vec<u8> {
    let request = serde_json::json!({ "jsonrpc": "2.0", "id": id, "method": UNREADABLE, "params": code });
    request.to_string().into_bytes()
}

/// `body` with bytes that are no UTF-8 and escapes of half a surrogate pair as U+FFFD.
///
/// Editors that count in UTF-16 send such halves when an edit cuts a pair; U+FFFD takes as many
/// columns. Without this the whole edit would be lost.
fn mended(body: &[u8]) -> Vec<u8> {
    let mut bytes = String::from_utf8_lossy(body).into_owned().into_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match escaped_unit(&bytes, at) {
            Some(0xD800..=0xDBFF) if matches!(escaped_unit(&bytes, at + 6), Some(0xDC00..=0xDFFF)) => {
                at += 12;
            }
            Some(0xD800..=0xDFFF) => {
                bytes[at + 2..at + 6].copy_from_slice(b"fffd");
                at += 6;
            }
            _ => at += 2,
        }
    }
    bytes
}

/// The UTF-16 unit that an escape `\uXXXX` at `at` stands for.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let hex = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sifted(input: &[u8]) -> String {
        let mut output = Vec::new();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(sift(input, std::io::Cursor::new(&mut output))).unwrap();
        String::from_utf8(output).unwrap()
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

    #[test]
    fn sound_frames_pass_untouched() {
        let input = frame(EXIT) + &frame(r#"{"jsonrpc":"2.0","id":1,"result":null}"#);
        assert_eq!(sifted(input.as_bytes()), input);
    }

    #[test]
    fn headers_are_read_leniently() {
        let length = EXIT.len();
        let inputs = [
            format!("content-length:{length}\n\n{EXIT}"),
            format!(
                "X-A: 1\r\nX-B: 2\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{EXIT}"
            ),
            format!("junk\u{0}Content-Length: {length}\r\n\r\n{EXIT}"),
            format!("\r\n\r\nContent-Length: many\r\n\r\nContent-Length: {length}\r\n\r\n{EXIT}"),
            format!("{}Content-Length: {length}\r\n\r\n{EXIT}", "x".repeat(100_000)),
        ];
        for input in inputs {
            assert_eq!(sifted(input.as_bytes()), frame(EXIT), "{input:.80}");
        }
    }

    #[test]
    fn unreadable_bodies_are_handed_on_as_refusals() {
        let cases = [
            ("{\"jsonrpc\":", "\"id\":null,", PARSE_ERROR),
            ("[]", "\"id\":null,", INVALID_REQUEST),
            (r#"{"jsonrpc":"2.0","id":7,"method":1}"#, "\"id\":7,", INVALID_REQUEST),
            (r#"{"jsonrpc":"1.0","id":8,"method":"x"}"#, "\"id\":8,", INVALID_REQUEST),
            (r#"{"jsonrpc":"2.0","id":{},"method":"x"}"#, "\"id\":null,", INVALID_REQUEST),
        ];
        for (body, id, code) in cases {
            let output = sifted((frame(body) + &frame(EXIT)).as_bytes());
            assert!(output.contains(UNREADABLE) && output.contains(id), "{output}");
            assert!(output.contains(&code.to_string()) && output.ends_with(&frame(EXIT)), "{output}");
        }
    }

    #[test]
    fn halves_of_surrogate_pairs_and_bad_bytes_are_mended() {
        let body = r#"{"jsonrpc":"2.0","method":"m","params":["\ud840\udc00","\ud840x","\\ud840","\udc00"]}"#;
        let expected =
            r#"{"jsonrpc":"2.0","method":"m","params":["\ud840\udc00","\ufffdx","\\ud840","\ufffd"]}"#;
        assert_eq!(sifted(frame(body).as_bytes()), frame(expected));

        let mut input =
            b"Content-Length: 42\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":[\"".to_vec();
        let body_start = input.len() - 42;
        input.extend_from_slice(b"\xFF\"]}");
        let length = input.len() - body_start;
        let input = [format!("Content-Length: {length}\r\n\r\n").as_bytes(), &input[body_start..]].concat();
        assert!(sifted(&input).contains('\u{fffd}'));
    }

    #[test]
    fn answers_without_a_result_mean_null() {
        let output = sifted(frame(r#"{"jsonrpc":"2.0","id":3}"#).as_bytes());
        assert!(output.contains(r#""result":null"#), "{output}");
        assert_eq!(sifted(frame(r#"{"jsonrpc":"2.0","id":3,"error":"x"}"#).as_bytes()), "");
    }
}
