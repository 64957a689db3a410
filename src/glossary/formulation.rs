//! Wordings that a later document replaced.

use std::ops::Range;

use super::normal::{Normal, normalise};
use super::{card, len};

/// A wording of a formulation that a later one replaced.
#[derive(Debug, Clone)]
pub struct Formulation {
    /// Normalised.
    wording: Vec<char>,
    /// The document of the wording.
    pub label: String,
    /// The wording in force.
    pub newer: String,
    /// Its document.
    pub newer_label: String,
    /// Since when.
    pub newer_from: String,
}

/// The shortest wording that can be told from ordinary words (characters).
const SHORTEST: usize = 8;

/// All replaced wordings of the cards.
#[must_use]
pub fn formulations() -> Vec<Formulation> {
    let mut found = Vec::new();
    for card in (0..len()).filter_map(card) {
        let versions: Vec<(&str, &str, &str)> = card.versions().collect();
        let Some(&(newer_label, newer_from, newer)) = versions.last() else { continue };
        // What describes a wording is none: 称“…”, 增写“…”.
        let is_wording = |text: &str| !text.contains(['“', '；', '：', '（', '。']);
        if !is_wording(newer) {
            continue;
        }
        let newest = normalise(newer);
        for (label, _, text) in &versions[..versions.len() - 1] {
            let wording: Vec<char> = normalise(text).chars().collect();
            let text: String = wording.iter().collect();
            if is_wording(&text) && wording.len() >= SHORTEST && !newest.contains(&text) {
                found.push(Formulation {
                    wording,
                    label: (*label).to_owned(),
                    newer: newer.to_owned(),
                    newer_label: newer_label.to_owned(),
                    newer_from: newer_from.to_owned(),
                });
            }
        }
    }
    found
}

impl Formulation {
    /// Where the wording stands in `text` (bytes).
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let normal = Normal::new(text);
        let windows = normal.chars.windows(self.wording.len()).enumerate();
        windows
            .filter(|(_, window)| *window == self.wording)
            .map(|(at, window)| normal.original(text, &(at..at + window.len())))
            .collect()
    }
}
