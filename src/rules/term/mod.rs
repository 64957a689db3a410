//! Wording that the glossary can judge: wrong forms of terms, dates, superseded formulations.
//!
//! A rule reports only what a card says; where a card does not know, nothing is wrong.

use crate::document::{Region, Snapshot};

pub mod date_mismatch;
pub mod outdated_formulation;
pub mod term_misform;

/// The blocks that are the author's words: text, title, abstract and headings, not lists and what stands around
/// the essay.
fn written(snapshot: &Snapshot) -> impl Iterator<Item = usize> {
    let regions = &snapshot.index().regions;
    (0..regions.len()).filter(|&block| {
        matches!(
            regions[block],
            Region::Body | Region::Title | Region::Heading | Region::Abstract | Region::Keywords
        )
    })
}
