//! Where completion stands: the marker that is being written at the cursor.
//!
//! No marker stands in code, in lists, or at the start of a paragraph, where a number labels what follows.

use std::ops::Range;

use crate::document::{Kind, Region, Snapshot};
use crate::syntax::blocks::Shape;
use crate::syntax::chars::note_number;
use crate::syntax::citation::cites;
use crate::syntax::mask::{is_masked, mask};

/// Characters of a marker before the cursor; longer ones are text in brackets.
const LONGEST: usize = 60;

/// How the marker at the cursor is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `[3]`, by the opening bracket; `first` unless numbers stand before it in the bracket.
    Bracket { open: char, first: bool },
    /// `[^key]`
    Footnote,
    /// `[@key]`
    Pandoc,
    /// `\cite{key}`
    Latex,
}

/// A marker that is being written.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    pub style: Style,
    /// Number of its block.
    pub block: usize,
    /// The start of the marker (bytes).
    pub opener: usize,
    /// What completion replaces (bytes), the closing bracket included where there is one.
    pub range: Range<usize>,
    /// What closes the marker; empty where more follows in the brackets.
    pub close: &'static str,
}

impl Place {
    /// The marker that is being written at byte `offset`.
    pub fn at(snapshot: &Snapshot, offset: usize) -> Option<Self> {
        let block = snapshot.block_at(offset)?;
        let analysed = &snapshot.blocks()[block];
        if snapshot.index().regions[block] != Region::Body
            || matches!(analysed.shape, Shape::Opaque | Shape::Blank)
        {
            return None;
        }
        let start = snapshot.index().starts[block];
        let text = snapshot.buffer().slice(start..start + analysed.len);
        let at = offset - start;
        let (style, opener, query) = begun(text.get(..at)?, snapshot.kind())?;
        let heads = text[..opener].trim().is_empty();
        if heads && matches!(style, Style::Bracket { .. } | Style::Footnote) {
            return None;
        }
        if is_masked(&mask(&text, snapshot.kind()), opener) {
            return None;
        }
        let closing = match style {
            Style::Bracket { open: '［', .. } => "］",
            Style::Bracket { open: '〔', .. } => "〕",
            Style::Bracket { open: '【', .. } => "】",
            Style::Latex => "}",
            _ => "]",
        };
        let rest = &text[at..];
        let word = rest.len() - rest.trim_start_matches(|c: char| is_of_key(c) && c.is_ascii()).len();
        let behind = rest[word..].chars().next();
        let (end, close) = match behind {
            Some(c) if closes(closing, c) => (at + word + c.len_utf8(), closing),
            Some(',' | '，' | '、' | ';' | '；' | '-' | '–' | '—' | '～')
                if is_inside(&rest[word..], closing) =>
            {
                (at + word, "")
            }
            _ => (at, closing),
        };
        Some(Self { style, block, opener: start + opener, range: start + query..start + end, close })
    }

    /// The bytes of the opening bracket.
    pub const fn bracket(&self) -> usize {
        match self.style {
            Style::Bracket { open, .. } => open.len_utf8(),
            _ => 1,
        }
    }
}

/// The marker that `text`, which ends at the cursor, has begun: how it is written, where it begins and
/// where the number or key begins that the cursor is in (bytes).
fn begun(text: &str, kind: Kind) -> Option<(Style, usize, usize)> {
    let (opener, open) = text.char_indices().rev().take(LONGEST).find(|&(_, c)| {
        matches!(
            c,
            '[' | '［'
                | '〔'
                | '【'
                | '{'
                | ']'
                | '］'
                | '〕'
                | '】'
                | '}'
                | '\n'
                | '\r'
                | '。'
                | '！'
                | '？'
        )
    })?;
    let inner = &text[opener + open.len_utf8()..];
    let before = &text[..opener];
    if open == '{' {
        let start = command(before).filter(|_| kind == Kind::Tex)?;
        let query = text.len() - last_of(inner, &[',']).trim_start().len();
        return Some((Style::Latex, start, query));
    }
    let is_bracket = matches!(open, '[' | '［' | '〔' | '【');
    // An option of a command, a formula, an image.
    let other = kind == Kind::Tex
        && before.ends_with(|c: char| c.is_ascii_alphabetic() || "\\]}*".contains(c))
        || kind == Kind::Markdown && before.ends_with('!');
    if !is_bracket || other {
        return None;
    }
    if open == '[' && kind != Kind::Tex {
        if let Some(key) = inner.strip_prefix('^') {
            return (!key.contains(char::is_whitespace))
                .then(|| (Style::Footnote, opener, text.len() - key.len()));
        }
        if let Some(at) = inner.rfind('@') {
            let key = &inner[at + 1..];
            return key.chars().all(is_of_key).then(|| (Style::Pandoc, opener, text.len() - key.len()));
        }
    }
    let query = last_of(inner, &[',', '，', '、', ';', '；', '-', '–', '—', '－', '~', '～']);
    let numbers = &inner[..inner.len() - query.len()];
    let query = query.trim_start();
    let sound = numbers.split([',', '，', '、', ';', '；', '-', '–', '—', '－', '~', '～']).all(|number| {
        let number = number.trim();
        number.is_empty() || note_number(number).is_some_and(|(_, length)| length == number.len())
    });
    let first = numbers.is_empty();
    (sound && !query.contains(char::is_whitespace))
        .then(|| (Style::Bracket { open, first }, opener, text.len() - query.len()))
}

/// Where the citing command of LaTeX begins that `before` ends with: `\cite`, `\parencite[第3页]`.
fn command(before: &str) -> Option<usize> {
    let mut rest = before;
    while let Some(options) = rest.strip_suffix(']') {
        rest = &options[..options.rfind('[')?];
    }
    let rest = rest.strip_suffix('*').unwrap_or(rest);
    let name = rest.len() - rest.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let start = rest.len() - name;
    (rest[..start].ends_with('\\') && cites(&rest[start..])).then(|| start - 1)
}

/// What stands behind the last of `separators`.
fn last_of<'t>(text: &'t str, separators: &[char]) -> &'t str {
    text.rsplit(separators).next().unwrap_or(text)
}

fn is_of_key(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '#' | '+' | '/')
}

/// Whether `c` closes a bracket that `closing` should close; hurried typing mixes widths.
fn closes(closing: &str, c: char) -> bool {
    closing.starts_with(c) || matches!(closing, "]" | "］") && matches!(c, ']' | '］')
}

/// Whether `rest` goes on inside of brackets: a closing one comes before the sentence ends.
fn is_inside(rest: &str, closing: &str) -> bool {
    let end = rest.chars().take(LONGEST).find(|&c| closes(closing, c) || "[［〔【{。！？\n".contains(c));
    end.is_some_and(|c| closes(closing, c))
}

/// What closes a bracket.
pub const fn closing_of(open: char) -> &'static str {
    match open {
        '［' => "］",
        '〔' => "〕",
        '【' => "】",
        _ => "]",
    }
}
