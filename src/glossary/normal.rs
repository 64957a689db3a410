//! Normalised text: what names and texts are compared by.

use crate::syntax::chars::narrow;

/// The form in which `c` is compared; `None` for what is ignored: space, quotation and title
/// marks, commas and points between the members of a phrase.
pub fn fold(c: char) -> Option<char> {
    let c = narrow(c);
    match c {
        ' ' | '\t' | '\n' | '\r' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '"' | '\'' | '《'
        | '》' | '〈' | '〉' | '、' | ',' | '·' | '・' | '\u{1}' => None,
        _ => Some(c.to_ascii_lowercase()),
    }
}

/// The normalised form of `text`.
pub fn normalise(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}

/// A normalised text and, for each of its characters, where it stood.
pub struct Normal {
    /// The normalised text.
    pub text: String,
    /// Byte offset of every normalised character in the original, by byte offset in `text`.
    starts: Vec<(usize, usize, usize)>,
}

impl Normal {
    pub fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut starts = Vec::with_capacity(original.len() / 3);
        for (at, c) in original.char_indices() {
            if let Some(folded) = fold(c) {
                starts.push((text.len(), at, at + c.len_utf8()));
                text.push(folded);
            }
        }
        Self { text, starts }
    }

    /// The original bytes of the normalised bytes `start..end`, which is not empty.
    pub fn original(&self, start: usize, end: usize) -> Option<std::ops::Range<usize>> {
        let first = self.starts.binary_search_by_key(&start, |s| s.0).ok()?;
        let last = self.starts.partition_point(|s| s.0 < end).checked_sub(1)?;
        Some(self.starts[first].1..self.starts[last].2)
    }
}
