//! Normalised text: what names and texts are compared by.

use std::sync::OnceLock;

use super::fold;
use crate::syntax::width::narrow;

static SIMPLIFIED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/simplified.bin"));

/// The simplified forms of the characters from U+4E00 on ([`fold::fold`]).
fn simplified() -> &'static [u16] {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        SIMPLIFIED.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect()
    })
}

/// The normalised form of `text`: half width, simplified characters, without spaces and marks.
pub fn normalise(text: &str) -> String {
    let simplified = simplified();
    text.chars().filter_map(|c| fold::fold(narrow(c), simplified)).collect()
}

/// A normalised text and, for each of its characters, where it stood.
pub struct Normal {
    /// The characters.
    pub chars: Vec<char>,
    /// Where each stood in the original (bytes), and behind the last one the end of the text.
    starts: Vec<u32>,
}

impl Normal {
    pub fn new(original: &str) -> Self {
        let simplified = simplified();
        let mut chars = Vec::with_capacity(original.len() / 3);
        let mut starts = Vec::with_capacity(original.len() / 3 + 1);
        for (at, c) in original.char_indices() {
            if let Some(folded) = fold::fold(narrow(c), simplified) {
                starts.push(u32::try_from(at).unwrap_or(u32::MAX));
                chars.push(folded);
            }
        }
        Self { chars, starts }
    }

    /// The first character that stands at byte `offset` of the original or behind it.
    pub fn at(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| (start as usize) < offset)
    }

    /// The bytes of `original`, the text that was normalised, for the normalised characters `range`, which is
    /// not empty.
    pub fn original(&self, original: &str, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let start = self.starts[range.start] as usize;
        let last = self.starts[range.end - 1] as usize;
        start..last + original[last..].chars().next().map_or(0, char::len_utf8)
    }
}
