//! Numbered citations and the entries that they point at.

use std::collections::BTreeMap;

use crate::document::{Citing, Snapshot};
use crate::syntax::citation::{Citation, Target};
use crate::syntax::matter::EntryForm;

/// The citation that `citing` stands for.
pub fn citation(snapshot: &Snapshot, citing: Citing) -> &Citation {
    &snapshot.blocks()[citing.block].citations[citing.citation]
}

/// Citations by number, in reading order, with the numbers they cite.
pub fn numbered(snapshot: &Snapshot) -> impl Iterator<Item = (Citing, &Citation, Vec<u32>)> {
    snapshot.index().citings.iter().filter_map(|&citing| {
        let citation = citation(snapshot, citing);
        let numbers: Vec<u32> = citation
            .targets
            .iter()
            .filter_map(|target| match target {
                Target::Number(number) => Some(*number),
                Target::Key(_) => None,
            })
            .collect();
        (citation.style.is_numbered() && !numbers.is_empty()).then_some((citing, citation, numbers))
    })
}

/// A number as its citations or entries are written: `[2]`, or ② for notes.
pub fn shown(number: u32, circled: bool) -> String {
    char::from_u32('①' as u32 + number.wrapping_sub(1))
        .filter(|_| circled && (1..=20).contains(&number))
        .map_or_else(|| format!("[{number}]"), String::from)
}

/// Entries by number: for each number the indices of the entries that carry it.
pub fn entries(snapshot: &Snapshot) -> BTreeMap<u32, Vec<usize>> {
    let mut found: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, entry) in snapshot.index().entries.iter().enumerate() {
        if entry.form == EntryForm::Footnote {
            continue;
        }
        for &number in &entry.numbers {
            found.entry(number).or_default().push(index);
        }
    }
    found
}
