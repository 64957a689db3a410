//! Open documents: their text, which edits change at once, and what was computed from it.
//!
//! Two invariants. The text is changed only by short synchronous calls that notification handlers
//! make before anything else, so edits apply in the order in which they arrived. What takes long
//! (analysis, rules) is computed on threads for blocking work, under locks of its own, and takes
//! the lock of the text only to clone the rope; so a keystroke never waits for an analysis.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, Semaphore};
use tower_lsp::ls_types::{Position, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use super::engine::Engine;
use super::uri::{self, Key};
use crate::config::Settings;
use crate::document::{Analysis, Kind, Snapshot};
use crate::rules::Finding;
use crate::text::{Buffer, Dirty, Point, PositionEncoding};

/// A lock that a panic in another thread cannot poison: every state under these locks is whole
/// between statements.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All open documents.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: Mutex<HashMap<Key, Arc<Document>>>,
}

impl Documents {
    pub(super) fn get(&self, uri: &Uri) -> Option<Arc<Document>> {
        lock(&self.open).get(&Key::of(uri)).cloned()
    }

    pub(super) fn all(&self) -> Vec<Arc<Document>> {
        lock(&self.open).values().cloned().collect()
    }

    /// Opens a document; what was open under the same URI is returned, closed.
    pub(super) fn open(&self, document: Arc<Document>) -> Option<Arc<Document>> {
        let old = lock(&self.open).insert(document.key.clone(), document);
        if let Some(old) = &old {
            old.close();
        }
        old
    }

    pub(super) fn close(&self, uri: &Uri) -> Option<Arc<Document>> {
        let document = lock(&self.open).remove(&Key::of(uri))?;
        document.close();
        Some(document)
    }
}

/// One open document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) key: Key,
    /// The URI as the protocol types have it.
    pub(super) uri: Uri,
    /// The URI as the client wrote it.
    pub(super) spelled: String,
    pub(super) path: Option<PathBuf>,
    /// What the text is written in; `None` for documents that are kept but not checked.
    pub(super) kind: Option<Kind>,
    /// One piece of work at a time: a second would only wait for the locks below, and meanwhile
    /// keep a thread from another document.
    pub(super) turn: Arc<Semaphore>,
    text: Mutex<Text>,
    analysed: Mutex<Analysed>,
    checked: Mutex<Option<Arc<Checked>>>,
    /// The settings for this document as they were resolved last.
    pub(super) settings: Mutex<Option<Resolved>>,
    /// Wakes the document's runner after an edit, a change of settings and the close.
    pub(super) changed: Notify,
    /// Fingerprint of the diagnostics last published.
    pub(super) published: Mutex<Option<u64>>,
    noted: Mutex<HashSet<Oddity>>,
}

/// The text and how far the analysis is behind it.
#[derive(Debug)]
struct Text {
    buffer: Buffer,
    /// The client's number, for the client; the server orders by `generation`.
    version: i32,
    generation: u64,
    /// What changed since the text was last taken for analysis.
    dirty: Option<Dirty>,
    closed: bool,
}

#[derive(Debug, Default)]
struct Analysed {
    analysis: Option<Analysis>,
    state: Option<State>,
}

/// The settings for a document and what they follow from.
#[derive(Debug)]
pub(super) struct Resolved {
    /// The epoch of the configuration.
    pub(super) epoch: u64,
    /// The bibliography files that the text names.
    pub(super) names: Vec<String>,
    pub(super) settings: Arc<Settings>,
}

/// One state of a document, analysed.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) snapshot: Snapshot,
    pub(super) generation: u64,
    pub(super) version: i32,
}

/// The findings in one state under one set of settings.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) state: State,
    pub(super) settings: Arc<Settings>,
    pub(super) findings: Vec<Finding>,
}

/// Something that a client should not send, told once for each document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Oddity {
    /// `didChange` with a version that is not higher than the last.
    StaleVersion,
    /// A position outside the text or inside a character.
    PositionOutside,
    /// A range whose end is before its start.
    ReversedRange,
    /// `didOpen` of an open document.
    OpenedTwice,
    /// More findings than are shown.
    TooMany,
}

impl Document {
    pub(super) fn new(item: TextDocumentItem, spelled: String) -> Self {
        let TextDocumentItem { uri, language_id, version, text } = item;
        Self {
            key: Key::of(&uri),
            spelled,
            path: uri::file_path(&uri),
            kind: kind(&language_id, &uri),
            uri,
            turn: Arc::new(Semaphore::new(1)),
            text: Mutex::new(Text {
                buffer: Buffer::new(&text),
                version,
                generation: 0,
                dirty: None,
                closed: false,
            }),
            analysed: Mutex::default(),
            checked: Mutex::default(),
            settings: Mutex::default(),
            changed: Notify::new(),
            published: Mutex::default(),
            noted: Mutex::default(),
        }
    }

    /// Applies the edits of one `didChange`, in order; returns what was odd about them.
    ///
    /// Whatever is odd, the edits are applied: a dropped edit would falsify every later one.
    pub(super) fn change(
        &self,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: PositionEncoding,
    ) -> Vec<Oddity> {
        let mut oddities = Vec::new();
        {
            let mut text = lock(&self.text);
            if version <= text.version {
                oddities.push(Oddity::StaleVersion);
            }
            text.version = version;
            text.generation += 1;
            for change in changes {
                let dirty = match change.range {
                    Some(range) => {
                        let mut offset = |position: Position| {
                            let (offset, inside) = resolve(&text.buffer, position, encoding);
                            if !inside {
                                oddities.push(Oddity::PositionOutside);
                            }
                            offset
                        };
                        let (start, end) = (offset(range.start), offset(range.end));
                        if start > end {
                            oddities.push(Oddity::ReversedRange);
                        }
                        text.buffer.replace(start..end, &change.text)
                    }
                    None => replace_all(&mut text.buffer, &change.text),
                };
                text.dirty = Some(text.dirty.map_or(dirty, |earlier| earlier.then(dirty)));
            }
        }
        self.changed.notify_one();
        oddities
    }

    fn close(&self) {
        lock(&self.text).closed = true;
        self.changed.notify_one();
    }

    pub(super) fn is_closed(&self) -> bool {
        lock(&self.text).closed
    }

    pub(super) fn generation(&self) -> u64 {
        lock(&self.text).generation
    }

    /// Runs `act` if the document is still open in `generation`; no edit and no close can come
    /// between the test and the act, so `act` must be short.
    pub(super) fn if_current(&self, generation: u64, act: impl FnOnce()) {
        let text = lock(&self.text);
        if !text.closed && text.generation == generation {
            act();
        }
    }

    /// The newest text, analysed; `None` for a document that is not checked. Takes its time.
    pub(super) fn state(&self, engine: &dyn Engine) -> Option<State> {
        let kind = self.kind?;
        let mut analysed = lock(&self.analysed);
        let (buffer, version, generation, dirty) = {
            let mut text = lock(&self.text);
            (text.buffer.clone(), text.version, text.generation, text.dirty.take())
        };
        if let Some(state) = &analysed.state
            && state.generation == generation
        {
            return Some(state.clone());
        }
        // Taken out for the time of the update: should it panic, nothing half-done is left behind.
        let old = analysed.analysis.take();
        let analysis = engine.analyse(old, &buffer, dirty, kind);
        let state = State { snapshot: analysis.snapshot(&buffer), generation, version };
        *analysed = Analysed { analysis: Some(analysis), state: Some(state.clone()) };
        Some(state)
    }

    /// The findings in the newest text; `None` for a document that is not checked. Takes its time.
    pub(super) fn check(&self, engine: &dyn Engine, settings: &Arc<Settings>) -> Option<Arc<Checked>> {
        let mut checked = lock(&self.checked);
        let state = self.state(engine)?;
        if let Some(known) = &*checked
            && known.state.generation == state.generation
            && known.settings == *settings
        {
            return Some(Arc::clone(known));
        }
        let findings = engine.check(&state.snapshot, settings);
        let fresh = Arc::new(Checked { state, settings: Arc::clone(settings), findings });
        *checked = Some(Arc::clone(&fresh));
        Some(fresh)
    }

    /// Drops what was computed: after a panic it is built again from the text.
    pub(super) fn forget(&self) {
        *lock(&self.analysed) = Analysed::default();
        *lock(&self.checked) = None;
    }

    /// Whether this is the first time that `oddity` is met here.
    pub(super) fn note(&self, oddity: Oddity) -> bool {
        lock(&self.noted).insert(oddity)
    }
}

/// What a document is written in: by its language, else by its extension.
///
/// A `.md` file is Markdown and a `.tex` file LaTeX whatever the editor calls it (`quarto`, `context`); a `.txt` file may be
/// a build script (`cmake`), so there the editor's word counts.
fn kind(language_id: &str, uri: &Uri) -> Option<Kind> {
    match language_id.to_ascii_lowercase().as_str() {
        "plaintext" | "text" => return Some(Kind::Plain),
        "markdown" => return Some(Kind::Markdown),
        "latex" | "tex" | "plaintex" => return Some(Kind::Tex),
        _ => {}
    }
    match uri::extension(uri).as_deref() {
        Some("md" | "markdown") => Some(Kind::Markdown),
        Some("tex") => Some(Kind::Tex),
        Some("txt" | "text") if language_id.is_empty() => Some(Kind::Plain),
        _ => None,
    }
}

/// The byte at `position`, and whether the position really is one of the text.
fn resolve(buffer: &Buffer, position: Position, encoding: PositionEncoding) -> (usize, bool) {
    let point = Point { line: position.line, column: position.character };
    let offset = buffer.offset(point, encoding);
    // Clients write the end of the text as the start of the line after the last.
    let after_last = point.column == 0 && point.line as usize == buffer.lines();
    (offset, after_last || buffer.point(offset, encoding) == point)
}

/// Replaces the whole text, but only where it differs.
///
/// Clients that always send everything (ALE) so keep the analysis of what they did not touch.
fn replace_all(buffer: &mut Buffer, new: &str) -> Dirty {
    let old = buffer.text();
    let mut start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(start) {
        start -= 1;
    }
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let mut same = old_rest.bytes().rev().zip(new_rest.bytes().rev()).take_while(|(a, b)| a == b).count();
    while !old_rest.is_char_boundary(old_rest.len() - same) {
        same -= 1;
    }
    buffer.replace(start..old.len() - same, &new_rest[..new_rest.len() - same])
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use tower_lsp::ls_types::Range;

    use super::*;
    use crate::lsp::engine::Real;

    fn document(language_id: &str, uri: &str, text: &str) -> Document {
        let uri = Uri::from_str(uri).unwrap();
        let spelled = uri.as_str().to_owned();
        Document::new(TextDocumentItem::new(uri, language_id.to_owned(), 1, text.to_owned()), spelled)
    }

    fn text_of(document: &Document) -> String {
        lock(&document.text).buffer.text()
    }

    fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let range = Range::new(Position::new(start.0, start.1), Position::new(end.0, end.1));
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.to_owned() }
    }

    #[test]
    fn the_language_decides_then_the_extension() {
        let cases = [
            ("plaintext", "file:///a.md", Some(Kind::Plain)),
            ("text", "file:///a", Some(Kind::Plain)),
            ("markdown", "untitled:Untitled-1", Some(Kind::Markdown)),
            ("quarto", "file:///a.md", Some(Kind::Markdown)),
            ("", "file:///a.txt", Some(Kind::Plain)),
            ("latex", "untitled:Untitled-1", Some(Kind::Tex)),
            ("plaintex", "file:///a.tex", Some(Kind::Tex)),
            ("context", "file:///a.tex", Some(Kind::Tex)),
            ("cmake", "file:///CMakeLists.txt", None),
            ("rust", "file:///a.rs", None),
            ("toml", "file:///yinzheng.toml", None),
        ];
        for (language_id, uri, expected) in cases {
            assert_eq!(kind(language_id, &Uri::from_str(uri).unwrap()), expected, "{language_id} {uri}");
        }
    }

    #[test]
    fn odd_edits_are_applied_and_told() {
        let document = document("text", "file:///a.txt", "甲𠀀乙\n丙");
        let utf16 = PositionEncoding::Utf16;
        assert_eq!(document.change(2, &[edit((1, 1), (1, 1), "丁")], utf16), []);
        assert_eq!(
            document.change(2, &[edit((0, 2), (0, 3), "")], utf16),
            [Oddity::StaleVersion, Oddity::PositionOutside]
        );
        assert_eq!(text_of(&document), "甲乙\n丙丁");
        assert_eq!(document.change(3, &[edit((1, 2), (1, 1), "戊")], utf16), [Oddity::ReversedRange]);
        assert_eq!(document.change(4, &[edit((99, 9), (u32::MAX, 0), "己")], utf16).len(), 2);
        assert_eq!(document.change(5, &[edit((2, 0), (2, 0), "庚")], utf16), []);
        assert_eq!(text_of(&document), "甲乙\n丙戊己庚");
    }

    #[test]
    fn a_whole_text_is_replaced_where_it_differs() {
        let cases = [
            ("一二三", "一四三", (3, 6, 6)),
            ("一二三", "一二三", (9, 9, 9)),
            ("", "一", (0, 0, 3)),
            ("一一", "一", (3, 6, 3)),
            // 一 and 丁 share their first byte, 三 and 上 more: no character may be cut.
            ("一三", "丁上", (0, 6, 6)),
        ];
        for (old, new, (start, old_end, new_end)) in cases {
            let mut buffer = Buffer::new(old);
            let dirty = replace_all(&mut buffer, new);
            assert_eq!((buffer.text().as_str(), dirty), (new, Dirty { start, old_end, new_end }));
        }
    }

    #[test]
    fn findings_are_computed_once_for_one_state() {
        let document = document("text", "file:///a.txt", "文");
        let settings = Arc::new(Settings::default());
        let first = document.check(&Real, &settings).unwrap();
        assert!(Arc::ptr_eq(&first, &document.check(&Real, &settings).unwrap()));
        document.change(2, &[edit((0, 0), (0, 0), "一")], PositionEncoding::Utf16);
        let second = document.check(&Real, &settings).unwrap();
        assert_eq!((second.state.generation, second.state.version), (1, 2));
        assert_eq!(second.state.snapshot.buffer().text(), "一文");
    }
}
