//! Citations and quotations of a document, and what covers what.

use std::ops::Range;

use crate::config::Settings;
use crate::document::Snapshot;

/// A citation marker and what it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationInfo {
    /// The marker with its page tail (bytes).
    pub range: Range<usize>,
    /// `numeric`, `circled`, `superscript`, `footnote`, `author-year`, `pandoc`, `inline-note` or `latex`.
    pub style: &'static str,
    /// Labels of the entries it cites.
    pub targets: Vec<String>,
    /// The page as written, without marks.
    pub pages: Option<String>,
}

/// Whether a quotation has, lacks or needs no citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotationStatus {
    /// A citation covers it.
    Cited,
    /// It needs a citation and has none.
    Uncited,
    /// It needs none.
    Exempt,
}

/// A quotation and what was decided about it.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotationInfo {
    /// The quotation with its marks (bytes).
    pub range: Range<usize>,
    /// The text between the marks.
    pub text: String,
    /// The decision.
    pub status: QuotationStatus,
    /// Why, in one sentence.
    pub reason: String,
    /// The citation that covers it (bytes).
    pub citation: Option<Range<usize>>,
    /// How strongly it looks like a quotation that needs a source, 0 to 1.
    pub score: f64,
}

/// All citations and all outermost quotations, in the order of the text.
#[must_use]
pub fn citations(_snapshot: &Snapshot, _settings: &Settings) -> (Vec<CitationInfo>, Vec<QuotationInfo>) {
    (Vec::new(), Vec::new())
}
