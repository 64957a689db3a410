//! Folding: sections, the reference list.

use crate::document::Snapshot;

/// Lines that can be folded under the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// First line, counted from 0; it stays visible.
    pub start_line: u32,
    /// Last line that is hidden.
    pub end_line: u32,
}

/// What can be folded, in the order of the text.
#[must_use]
pub fn folds(_snapshot: &Snapshot) -> Vec<Fold> {
    Vec::new()
}
