//! Numbered citations and the entries that they point at.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::{Citing, Snapshot};
use crate::syntax::citation::{Citation, Style, Target};
use crate::syntax::matter::EntryForm;

/// The citation that `citing` stands for.
pub fn citation(snapshot: &Snapshot, citing: Citing) -> &Citation {
    &snapshot.blocks()[citing.block].citations[citing.citation]
}

/// A citation by number, with the numbers that it cites.
pub type Numbered<'s> = (Citing, &'s Citation, Vec<u32>);

/// Citations by number, in reading order.
pub fn numbered(snapshot: &Snapshot) -> impl Iterator<Item = Numbered<'_>> {
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

/// Notes ① that begin again on every page or behind every section, with the text that they belong to.
pub struct NoteScopes(Vec<NoteScope>);

/// A run of notes ① and the text before it that cites them.
pub struct NoteScope {
    /// From the block behind the notes before to the last block of these notes.
    pub blocks: Range<usize>,
    /// The notes, as indices of entries.
    pub entries: Vec<usize>,
}

impl NoteScopes {
    /// The scopes; `None` where all notes stand together or where it cannot be told which text a run
    /// of notes belongs to: some run has no ① before it, or ① follows the last one.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<Self> {
        let index = snapshot.index();
        let circled = |run: &Vec<usize>| index.entries[run[0]].form == EntryForm::Circled;
        let runs: Vec<Vec<usize>> = runs(snapshot).into_iter().filter(circled).collect();
        if runs.len() < 2 {
            return None;
        }
        let mut scopes = Vec::new();
        let mut start = 0;
        for entries in runs {
            let end = index.entries[*entries.last()?].block + 1;
            scopes.push(NoteScope { blocks: start..end, entries });
            start = end;
        }
        let citing: Vec<usize> = numbered(snapshot)
            .filter(|(_, citation, _)| citation.style == Style::Circled)
            .map(|(citing, ..)| citing.block)
            .collect();
        let told = scopes.iter().all(|scope| {
            let first = index.entries[scope.entries[0]].block;
            citing.iter().any(|&block| scope.blocks.start <= block && block < first)
        });
        (told && citing.last().is_none_or(|&last| last < start)).then_some(Self(scopes))
    }

    /// The scope of a block.
    #[must_use]
    pub fn at(&self, block: usize) -> Option<&NoteScope> {
        self.0.get(self.0.partition_point(|scope| scope.blocks.end <= block))
    }
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
