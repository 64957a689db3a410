//! URIs: any spelling that a client sends comes in, and the same spelling goes out.
//!
//! The protocol types accept only URIs of RFC 3986, but clients send `file:///稿/政策文稿.md` and
//! spaces as they are; the library answers such a request with an error and drops such a
//! notification in silence. [`Gate`] stands in front of it: it percent-encodes before dispatch
//! and puts the client's spelling back into the answer. Documents are compared by decoded URI
//! ([`Key`]), because one client writes `%e5` where the next writes `%E5`.

use std::collections::HashMap;
use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, ErrorCode, Request, Response};
use tower_lsp::ls_types::Uri;
use tower_service::Service;

use super::frames::UNREADABLE;

/// What RFC 3986 allows nowhere in a path, beside non-ASCII characters.
const FORBIDDEN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A document's identity: its URI with percent-encoding undone.
///
/// Bytes, not text: an encoded name need not be UTF-8, and two such names must stay two.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key(Vec<u8>);

impl Key {
    pub(super) fn of(uri: &Uri) -> Self {
        Self(percent_decode_str(uri.as_str()).collect())
    }
}

/// The file behind `uri`; only the scheme `file` has one (`untitled:Untitled-1` is no path).
pub(super) fn file_path(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    uri.to_file_path().map(std::borrow::Cow::into_owned)
}

/// The last part of the path after its last dot, in lower case; also for URIs that are no files.
pub(super) fn extension(uri: &Uri) -> Option<String> {
    let path = uri.path().as_str();
    let name = path.rsplit('/').next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty()).then(|| extension.to_ascii_lowercase())
}

/// `raw` as a URI, percent-encoded where it must be.
pub(super) fn read(raw: &str) -> Option<Uri> {
    Uri::from_str(raw).ok().or_else(|| Uri::from_str(&encoded(raw)?).ok())
}

/// `raw` as a URI of RFC 3986, or `None` where `raw` already is one or cannot be made one.
fn encoded(raw: &str) -> Option<String> {
    if Uri::from_str(raw).is_ok() {
        return None;
    }
    let mut encoded = utf8_percent_encode(raw, FORBIDDEN).to_string();
    if Uri::from_str(&encoded).is_err() {
        encoded = with_stray_percents_encoded(&encoded);
    }
    Uri::from_str(&encoded).is_ok().then_some(encoded)
}

/// A file may be called `增长5%.md`: a `%` that begins no escape stands for itself.
fn with_stray_percents_encoded(uri: &str) -> String {
    let mut out = String::with_capacity(uri.len() + 8);
    for (at, c) in uri.char_indices() {
        out.push(c);
        let escape = uri.as_bytes().get(at + 1..at + 3);
        if c == '%' && !escape.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
            out.push_str("25");
        }
    }
    out
}

/// How clients spelled URIs that had to be encoded: encoded → as sent.
pub(super) type Spelling = HashMap<String, String>;

/// The spellings of documents between the gate and their `didOpen` handler, which takes them.
#[derive(Debug, Clone, Default)]
pub(super) struct Spellings(Arc<Mutex<Spelling>>);

impl Spellings {
    fn add(&self, spelling: &Spelling) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(spelling.iter().map(|(encoded, raw)| (encoded.clone(), raw.clone())));
    }

    /// `uri` as the client spelled it in `didOpen`.
    pub(super) fn take(&self, uri: &Uri) -> String {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(uri.as_str()).unwrap_or_else(|| uri.as_str().to_owned())
    }
}

/// Makes the parameters of a message digestible for the protocol types.
///
/// Beside URIs these are numbers: a position beyond `u32` or a version that is no number would
/// cost the whole edit, so they are brought to the nearest that fits.
fn digest(value: &mut Value, spelling: &mut Spelling) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(raw) if is_uri_key(key) => {
                        if let Some(encoded) = encoded(raw) {
                            spelling.insert(encoded.clone(), std::mem::replace(raw, encoded));
                        }
                    }
                    Value::Number(_) if key == "line" || key == "character" => clamp(value),
                    // What the client keeps for itself is none of our business.
                    _ if key == "data" => {}
                    _ => digest(value, spelling),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| digest(item, spelling)),
        _ => {}
    }
}

fn is_uri_key(key: &str) -> bool {
    key == "uri" || key.ends_with("Uri") || key == "href"
}

/// Brings a line or column to the nearest `u32`.
fn clamp(value: &mut Value) {
    if value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()) {
        return;
    }
    let number = value.as_f64().unwrap_or_default();
    *value = if number < 1.0 {
        0.into()
    } else if number >= f64::from(u32::MAX) {
        u32::MAX.into()
    } else {
        #[expect(clippy::cast_sign_loss, reason = "it is in the range of u32 here")]
        let number = number as u32;
        number.into()
    };
}

/// Fills in what a notification of the document `params` may lack: versions order nothing here
/// and languages have a default, so a wrong one must not cost the text that it came with.
fn complete(params: &mut Value) {
    let Some(document) = params.get_mut("textDocument").and_then(Value::as_object_mut) else { return };
    let version = document.entry("version").or_insert(Value::Null);
    if version.as_i64().is_none_or(|number| i32::try_from(number).is_err()) {
        *version = 0.into();
    }
    let language = document.entry("languageId").or_insert(Value::Null);
    if !language.is_string() {
        *language = "".into();
    }
}

/// Removes the roots of `initialize` that are no URIs: one of them would cost the whole session.
fn sift_roots(params: &mut Value) {
    let is_uri = |uri: &Value| uri.as_str().is_some_and(|uri| Uri::from_str(uri).is_ok());
    let Some(params) = params.as_object_mut() else { return };
    params.retain(|key, value| match key.as_str() {
        "rootPath" => false,
        "rootUri" => is_uri(value),
        "workspaceFolders" => {
            if let Some(folders) = value.as_array_mut() {
                folders.retain(|folder| folder["name"].is_string() && is_uri(&folder["uri"]));
            }
            value.is_array()
        }
        _ => true,
    });
}

/// Puts the client's spelling back into an answer.
pub(super) fn respell(value: &mut Value, spelling: &Spelling) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match value {
                    Value::String(uri) if is_uri_key(key) => {
                        if let Some(raw) = spelling.get(uri) {
                            raw.clone_into(uri);
                        }
                    }
                    // Keyed by URI in a workspace edit.
                    Value::Object(changes) if key == "changes" => {
                        *changes = std::mem::take(changes)
                            .into_iter()
                            .map(|(uri, edits)| (spelling.get(&uri).cloned().unwrap_or(uri), edits))
                            .collect();
                    }
                    _ => respell(value, spelling),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| respell(item, spelling)),
        _ => {}
    }
}

/// The service in front of the language server; see the module.
#[derive(Debug)]
pub(super) struct Gate<S> {
    inner: S,
    spellings: Spellings,
}

impl<S> Gate<S> {
    pub(super) const fn new(inner: S, spellings: Spellings) -> Self {
        Self { inner, spellings }
    }

    fn admit(&self, request: Request) -> (Request, Spelling) {
        let mut spelling = Spelling::new();
        let (method, id, params) = request.into_parts();
        let params = params.map(|mut params| {
            digest(&mut params, &mut spelling);
            match method.as_ref() {
                "textDocument/didOpen" | "textDocument/didChange" => complete(&mut params),
                "initialize" => sift_roots(&mut params),
                _ => {}
            }
            params
        });
        if method == "textDocument/didOpen" && !spelling.is_empty() {
            self.spellings.add(&spelling);
        }
        let mut builder = Request::build(method);
        if let Some(params) = params {
            builder = builder.params(params);
        }
        if let Some(id) = id {
            builder = builder.id(id);
        }
        (builder.finish(), spelling)
    }
}

type Answer<E> = Pin<Box<dyn Future<Output = Result<Option<Response>, E>> + Send>>;

impl<S> Service<Request> for Gate<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = Answer<S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == UNREADABLE {
            let answer = refusal(request);
            return Box::pin(std::future::ready(Ok(Some(answer))));
        }
        let (request, spelling) = self.admit(request);
        let future = self.inner.call(request);
        if spelling.is_empty() {
            return Box::pin(future);
        }
        Box::pin(async move {
            let Some(response) = future.await? else { return Ok(None) };
            let (id, result) = response.into_parts();
            let result = result.map(|mut result| {
                respell(&mut result, &spelling);
                result
            });
            Ok(Some(Response::from_parts(id, result)))
        })
    }
}

/// The answer to a message that was no request at all; `frames` sends it here.
fn refusal(request: Request) -> Response {
    let (_, id, params) = request.into_parts();
    let code = params.and_then(|params| params.as_i64()).unwrap_or(-32600);
    let error =
        if code == ErrorCode::ParseError.code() { Error::parse_error() } else { Error::invalid_request() };
    Response::from_error(id.unwrap_or_default(), error)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn uri(text: &str) -> Uri {
        Uri::from_str(text).unwrap()
    }

    #[test]
    fn encodes_only_what_is_no_uri() {
        let cases = [
            ("file:///稿/政策 文稿.md", Some("file:///%E7%A8%BF/%E6%94%BF%E7%AD%96%20%E6%96%87%E7%A8%BF.md")),
            ("file:///a/[b]/{c}.md", Some("file:///a/%5Bb%5D/%7Bc%7D.md")),
            ("file:///增长5%.md", Some("file:///%E5%A2%9E%E9%95%BF5%25.md")),
            ("file:///%E7%A8%BF/政%20策.md", Some("file:///%E7%A8%BF/%E6%94%BF%20%E7%AD%96.md")),
            ("untitled:未命名-1", Some("untitled:%E6%9C%AA%E5%91%BD%E5%90%8D-1")),
            ("untitled:Untitled-1", None),
            ("file:///%e7%a8%bf.md", None),
            ("no uri at all", None),
        ];
        for (raw, expected) in cases {
            assert_eq!(encoded(raw).as_deref(), expected, "{raw}");
        }
    }

    #[test]
    fn one_document_has_one_key() {
        let upper = Key::of(&uri("file:///%E7%A8%BF.md"));
        assert_eq!(upper, Key::of(&uri("file:///%e7%a8%bf.md")));
        assert_ne!(Key::of(&uri("file:///%C4.md")), Key::of(&uri("file:///%C5.md")));
    }

    #[test]
    fn only_files_have_paths() {
        assert_eq!(file_path(&uri("untitled:Untitled-1")), None);
        assert_eq!(file_path(&uri("vscode-vfs://github/a.md")), None);
        assert_eq!(extension(&uri("vscode-vfs://github/a.MD")).as_deref(), Some("md"));
        assert_eq!(extension(&uri("untitled:Untitled-1")), None);
        #[cfg(unix)]
        assert_eq!(file_path(&uri("file:///%e7%a8%bf.md")), Some(PathBuf::from("/稿.md")));
    }

    #[test]
    fn roots_that_are_no_uris_are_left_out() {
        let folder = |uri: &str| json!({ "uri": uri, "name": "稿" });
        let mut params = json!({
            "rootPath": "/稿", "rootUri": "C:\\稿",
            "workspaceFolders": [folder("C:\\稿"), folder("file:///a"), { "uri": "file:///b" }, 7],
        });
        sift_roots(&mut params);
        assert_eq!(params, json!({ "workspaceFolders": [folder("file:///a")] }));
        let mut params = json!({ "rootUri": "file:///a", "workspaceFolders": null });
        sift_roots(&mut params);
        assert_eq!(params, json!({ "rootUri": "file:///a" }));
    }

    #[test]
    fn answers_are_spelled_as_asked() {
        let mut spelling = Spelling::new();
        let mut params =
            json!({ "textDocument": { "uri": "file:///稿.md" }, "x": [{ "scopeUri": "file:///b" }] });
        digest(&mut params, &mut spelling);
        assert_eq!(params["textDocument"]["uri"], "file:///%E7%A8%BF.md");
        let mut answer = json!([{
            "edit": { "changes": { "file:///%E7%A8%BF.md": [{ "newText": "file:///%E7%A8%BF.md" }] } },
            "location": { "uri": "file:///%E7%A8%BF.md" },
        }]);
        respell(&mut answer, &spelling);
        assert_eq!(
            answer,
            json!([{
                "edit": { "changes": { "file:///稿.md": [{ "newText": "file:///%E7%A8%BF.md" }] } },
                "location": { "uri": "file:///稿.md" },
            }])
        );
    }

    #[test]
    fn impossible_numbers_come_to_the_nearest() {
        let mut params = json!({
            "textDocument": { "version": null },
            "range": { "start": { "line": -1, "character": 2.5 }, "end": { "line": 1e20, "character": 7 } },
        });
        digest(&mut params, &mut Spelling::new());
        complete(&mut params);
        assert_eq!(
            params,
            json!({
                "textDocument": { "version": 0, "languageId": "" },
                "range": { "start": { "line": 0, "character": 2 }, "end": { "line": u32::MAX, "character": 7 } },
            })
        );
    }
}
