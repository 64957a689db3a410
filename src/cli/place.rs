//! From byte ranges of a text to positions in the file.

use std::ops::Range;

use serde::Serialize;

use crate::text::{Buffer, PositionEncoding};

/// A zero-based position with UTF-16 columns, as in LSP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 0.
    pub line: u32,
    /// Column in UTF-16 units, from 0.
    pub character: u32,
}

/// A range of positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PositionRange {
    /// First position.
    pub start: Position,
    /// Position after the last.
    pub end: Position,
}

/// A place in a file, in every way of counting that some output needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// `[start, end)` in the UTF-8 text of the file, a byte order mark counted.
    pub bytes: [usize; 2],
    /// Positions as in LSP.
    pub range: PositionRange,
    /// Column of the start in characters, from 1.
    pub column: u32,
    /// Column after the end in characters, from 1.
    pub end_column: u32,
}

impl Span {
    /// Line of the start, from 1.
    pub const fn line(&self) -> u32 {
        self.range.start.line + 1
    }

    /// `line:column`, counted from 1, in characters.
    pub fn label(&self) -> String {
        format!("{}:{}", self.line(), self.column)
    }
}

/// Converts the ranges of one text.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The text.
    pub buffer: &'a Buffer,
    /// Bytes of the file before the text.
    pub shift: usize,
}

impl Places<'_> {
    /// The place of `range`.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let position = |offset| {
            let point = self.buffer.point(offset, PositionEncoding::Utf16);
            Position { line: point.line, character: point.column }
        };
        let column = |offset| self.buffer.point(offset, PositionEncoding::Utf32).column + 1;
        Span {
            bytes: self.bytes(range),
            range: PositionRange { start: position(range.start), end: position(range.end) },
            column: column(range.start),
            end_column: column(range.end),
        }
    }

    /// `[start, end)` in the file.
    pub const fn bytes(&self, range: &Range<usize>) -> [usize; 2] {
        [range.start + self.shift, range.end + self.shift]
    }
}
