//! Term cards: what a policy term, meeting, law or document is.

use crate::config::Lang;

/// A card of the glossary, as its record.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The record as JSON with all keys of the data file.
    pub record: serde_json::Value,
}

impl Card {
    /// The card in Markdown, at most eight lines.
    #[must_use]
    pub fn markdown(&self, _lang: Lang) -> String {
        String::new()
    }

    /// The card as plain text.
    #[must_use]
    pub fn plain(&self, _lang: Lang) -> String {
        String::new()
    }
}

/// The cards with this name or alias, width and punctuation ignored.
#[must_use]
pub fn define(_name: &str) -> Vec<Card> {
    Vec::new()
}

/// Names near to `name`, for “did you mean”; best first, at most three.
#[must_use]
pub fn suggest(_name: &str) -> Vec<String> {
    Vec::new()
}
