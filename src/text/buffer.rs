//! The rope behind a document.
//!
//! Every conversion clamps: a line past the end is the end of the text, a column past the end of
//! a line is the end of that line (before its line ending), and a column inside a character is
//! moved back to the start of the character. So no position of a client can panic the rope.

use std::borrow::Cow;
use std::ops::Range;

use ropey::{Rope, RopeSlice};

use super::position::{Point, PositionEncoding};

/// A text that can be edited in place and cloned in constant time.
#[derive(Debug, Clone, Default)]
pub struct Buffer {
    rope: Rope,
}

/// The part of a text that changed since some earlier state, as one replaced range.
///
/// Several edits merge into the smallest range that covers them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dirty {
    /// First changed byte; equal in the old and the new text.
    pub start: usize,
    /// End of the replaced bytes in the old text.
    pub old_end: usize,
    /// End of the replacing bytes in the new text.
    pub new_end: usize,
}

impl Dirty {
    /// The change that replaces a whole text of `old` bytes by one of `new` bytes.
    #[must_use]
    pub const fn all(old: usize, new: usize) -> Self {
        Self { start: 0, old_end: old, new_end: new }
    }

    /// This change followed by `next`, whose old text is this change's new text.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        let start = self.start.min(next.start);
        // What `next` replaced beyond this change's end lies unchanged in the oldest text.
        let beyond = next.old_end.saturating_sub(self.new_end);
        let kept = self.new_end.saturating_sub(next.old_end);
        Self { start, old_end: self.old_end + beyond, new_end: next.new_end + kept }
    }
}

impl Buffer {
    /// A buffer that holds `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of lines; a text that ends with a line ending has an empty last line.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.rope.len_lines()
    }

    /// The byte at which `line` starts; the length of the text for a line past the end.
    #[must_use]
    pub fn line_start(&self, line: usize) -> usize {
        if line >= self.lines() { self.len() } else { self.rope.line_to_byte(line) }
    }

    /// The line that holds byte `offset`, clamped to the text.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.rope.byte_to_line(offset.min(self.len()))
    }

    /// The text of `range` (bytes), clamped to the text and moved back to character boundaries.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        self.rope_slice(range).into()
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        self.rope.to_string()
    }

    /// The position of byte `offset` (clamped) in `encoding`.
    #[must_use]
    pub fn point(&self, offset: usize, encoding: PositionEncoding) -> Point {
        let offset = self.boundary(offset);
        let line = self.rope.byte_to_line(offset);
        let start = self.rope.line_to_byte(line);
        let before = self.rope.byte_slice(start..offset);
        let column = match encoding {
            PositionEncoding::Utf8 => offset - start,
            PositionEncoding::Utf16 => before.len_utf16_cu(),
            PositionEncoding::Utf32 => before.len_chars(),
        };
        Point { line: line as u32, column: column as u32 }
    }

    /// The byte at `point`, clamped as the module says.
    #[must_use]
    pub fn offset(&self, point: Point, encoding: PositionEncoding) -> usize {
        let line = point.line as usize;
        if line >= self.lines() {
            return self.len();
        }
        let start = self.rope.line_to_byte(line);
        let content = content_of(self.rope.line(line));
        let column = point.column as usize;
        let within = match encoding {
            PositionEncoding::Utf8 => {
                let column = column.min(content.len_bytes());
                content.char_to_byte(content.byte_to_char(column))
            }
            PositionEncoding::Utf16 => {
                let column = column.min(content.len_utf16_cu());
                content.char_to_byte(content.utf16_cu_to_char(column))
            }
            PositionEncoding::Utf32 => content.char_to_byte(column.min(content.len_chars())),
        };
        start + within
    }

    /// Replaces `range` (bytes, clamped; a reversed range is read the right way round) by `text`.
    pub fn replace(&mut self, range: Range<usize>, text: &str) -> Dirty {
        let (low, high) = (range.start.min(range.end), range.start.max(range.end));
        let (start, end) = (self.boundary(low), self.boundary(high));
        let chars = self.rope.byte_to_char(start)..self.rope.byte_to_char(end);
        self.rope.remove(chars.clone());
        self.rope.insert(chars.start, text);
        Dirty { start, old_end: end, new_end: start + text.len() }
    }

    /// The start of the character that holds byte `offset`, clamped to the text.
    fn boundary(&self, offset: usize) -> usize {
        let offset = offset.min(self.len());
        self.rope.char_to_byte(self.rope.byte_to_char(offset))
    }

    fn rope_slice(&self, range: Range<usize>) -> RopeSlice<'_> {
        // Nearly every range ends at characters; only the others pay for the search.
        self.rope.get_byte_slice(range.clone()).unwrap_or_else(|| {
            let (start, end) = (self.boundary(range.start), self.boundary(range.end));
            self.rope.byte_slice(start..end.max(start))
        })
    }
}

/// A line without its line ending.
fn content_of(line: RopeSlice<'_>) -> RopeSlice<'_> {
    let mut end = line.len_chars();
    if end > 0 && line.char(end - 1) == '\n' {
        end -= 1;
    }
    if end > 0 && line.char(end - 1) == '\r' {
        end -= 1;
    }
    line.slice(..end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ENCODINGS: [PositionEncoding; 3] =
        [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];

    #[test]
    fn lines_end_where_the_protocol_says() {
        let buffer = Buffer::new("a\nb\r\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}i");
        assert_eq!(buffer.lines(), 4);
        assert_eq!(buffer.line_start(3), 7);
    }

    #[test]
    fn wrong_positions_are_clamped() {
        let buffer = Buffer::new("中𠀀\r\n文");
        let at = |line, column, encoding| buffer.offset(Point { line, column }, encoding);
        assert_eq!(at(0, 99, PositionEncoding::Utf16), 7, "before the line ending");
        assert_eq!(at(0, 2, PositionEncoding::Utf16), 3, "inside a surrogate pair");
        assert_eq!(at(0, 4, PositionEncoding::Utf8), 3, "inside a UTF-8 sequence");
        assert_eq!(at(0, 2, PositionEncoding::Utf32), 7);
        assert_eq!(at(9, 0, PositionEncoding::Utf8), buffer.len());
        assert_eq!(at(u32::MAX, u32::MAX, PositionEncoding::Utf16), buffer.len());
    }

    #[test]
    fn a_reversed_range_replaces_the_same_text() {
        let mut buffer = Buffer::new("一二三");
        #[expect(clippy::reversed_empty_ranges, reason = "the client's mistake under test")]
        let dirty = buffer.replace(6..3, "两");
        assert_eq!(buffer.text(), "一两三");
        assert_eq!(dirty, Dirty { start: 3, old_end: 6, new_end: 6 });
    }

    fn texts() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                Just('a'),
                Just('中'),
                Just('𠀀'),
                Just('\n'),
                Just('\r'),
                Just('“'),
                Just('\u{2028}')
            ],
            0..40,
        )
        .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn offsets_survive_the_round_trip(text in texts()) {
            let buffer = Buffer::new(&text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                // Between CR and LF there is no position: it is clamped before the CR.
                if offset > 0 && text.as_bytes()[offset - 1] == b'\r' && text[offset..].starts_with('\n') {
                    continue;
                }
                for encoding in ENCODINGS {
                    let point = buffer.point(offset, encoding);
                    prop_assert_eq!(buffer.offset(point, encoding), offset);
                }
            }
        }

        #[test]
        fn edits_agree_with_string_edits_and_merge(
            text in texts(),
            edits in proptest::collection::vec((0usize..60, 0usize..60, texts()), 1..6),
        ) {
            let old = text.clone();
            let mut plain = text.clone();
            let mut buffer = Buffer::new(&text);
            let mut merged: Option<Dirty> = None;
            for (a, b, insert) in edits {
                let fit = |mut n: usize| { n = n.min(plain.len()); while !plain.is_char_boundary(n) { n -= 1; } n };
                let (start, end) = (fit(a.min(b)), fit(a.max(b)));
                let dirty = buffer.replace(start..end, &insert);
                plain.replace_range(start..end, &insert);
                merged = Some(merged.map_or(dirty, |m| m.then(dirty)));
            }
            prop_assert_eq!(buffer.text(), plain.clone());
            let d = merged.unwrap();
            prop_assert_eq!(&old[..d.start], &plain[..d.start]);
            prop_assert_eq!(&old[d.old_end..], &plain[d.new_end..]);
        }
    }
}
