//! Hover: the card of the term at a place.

use std::ops::Range;

use crate::config::Settings;
use crate::document::Snapshot;

/// A hover card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What the card is about (bytes).
    pub range: Range<usize>,
    /// The card in Markdown.
    pub markdown: String,
    /// The card for clients without Markdown.
    pub plain: String,
}

/// The card for what stands at byte `offset`, if anything known does.
#[must_use]
pub fn hover(_snapshot: &Snapshot, _offset: usize, _settings: &Settings) -> Option<Hover> {
    None
}
