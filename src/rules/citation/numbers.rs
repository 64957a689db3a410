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
        let numbers = numbers_of(citation);
        (citation.style.is_numbered() && !numbers.is_empty()).then_some((citing, citation, numbers))
    })
}

/// The numbers that a citation cites.
pub fn numbers_of(citation: &Citation) -> Vec<u32> {
    citation
        .targets
        .iter()
        .filter_map(|target| match target {
            Target::Number(number) => Some(*number),
            Target::Key(_) => None,
        })
        .collect()
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

/// The numbered entries of every list in the order of the text, as indices. Notes that are numbered
/// page by page begin again at 1, which begins a new run.
pub fn runs(snapshot: &Snapshot) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut before: Option<(Option<usize>, EntryForm)> = None;
    let mut begun = false;
    for (index, entry) in snapshot.index().entries.iter().enumerate() {
        let Some(&first) = entry.numbers.first() else { continue };
        let joins = before == Some((entry.list, entry.form)) && !(first == 1 && begun);
        begun = first == 1 || joins && begun;
        match found.last_mut().filter(|_| joins) {
            Some(run) => run.push(index),
            None => found.push(vec![index]),
        }
        before = Some((entry.list, entry.form));
    }
    found
}

/// The text of an entry behind its label, up to the next entry of its block.
pub fn entry_text(snapshot: &Snapshot, index: usize) -> String {
    let entries = &snapshot.index().entries;
    let entry = &entries[index];
    let block = &snapshot.blocks()[entry.block];
    let next = entries.get(index + 1).filter(|next| next.block == entry.block);
    let end = next.map_or(block.text.end, |next| next.label.start).max(entry.label.end);
    snapshot.text_in(entry.block, &(entry.label.end..end))
}

/// The label of an entry as written, without what follows its number.
pub fn entry_label(snapshot: &Snapshot, index: usize) -> String {
    let entry = &snapshot.index().entries[index];
    let label = snapshot.text_in(entry.block, &entry.label);
    label.split_whitespace().collect::<String>().trim_end_matches([':', '：', '.', '．', '、']).to_owned()
}
