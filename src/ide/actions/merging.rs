//! Taking one bracket of several works apart, and making one entry of two.

use std::collections::HashMap;
use std::ops::Range;

use super::change::{applied, edits_between};
use super::listing::lines_of;
use crate::config::{Lang, Settings};
use crate::document::Snapshot;
use crate::rules::citation::numbers::{self, entry_label, entry_text, numbered, numbers_of};
use crate::rules::citation::renumber::{renumber, rewritten};
use crate::rules::{Edit, Finding};
use crate::syntax::citation::{Style, compress};

/// `[1,3]` as `[1][3]`, so that each can have its page.
pub fn split(
    snapshot: &Snapshot,
    settings: &Settings,
    touches: &impl Fn(&Range<usize>) -> bool,
) -> Option<(String, Vec<Edit>)> {
    let (range, numbers) = snapshot.index().citings.iter().find_map(|&citing| {
        let citation = numbers::citation(snapshot, citing);
        let range = snapshot.absolute(citing.block, &citation.range);
        let numbers = numbers_of(citation);
        let several = numbers.len() > 1 && citation.pages.is_none() && citation.style == Style::Numeric;
        (several && touches(&range)).then_some((range, numbers))
    })?;
    let written = snapshot.buffer().slice(range.clone());
    let open = written.chars().next().filter(|c| matches!(c, '[' | '［' | '〔' | '【'))?;
    let close = written.chars().next_back()?;
    let markers: Vec<String> = numbers.iter().map(|number| format!("{open}{number}{close}")).collect();
    let text = markers.concat();
    let title = match settings.lang {
        Lang::Zh => format!("拆成 {text}，以便分别写页码"),
        Lang::En => format!("Take apart as {text}, for a page each"),
    };
    Some((title, vec![Edit { range, text }]))
}

/// For an entry that repeats another one word for word: one entry for both, with the citations of
/// both.
pub fn merge_entries(
    snapshot: &Snapshot,
    settings: &Settings,
    finding: &Finding,
) -> Vec<(String, Vec<Edit>)> {
    merged(snapshot, settings, finding).into_iter().collect()
}

fn merged(snapshot: &Snapshot, settings: &Settings, finding: &Finding) -> Option<(String, Vec<Edit>)> {
    let entries = &snapshot.index().entries;
    let at = |range: &Range<usize>| {
        entries.iter().position(|entry| snapshot.absolute(entry.block, &entry.label) == *range)
    };
    let later = at(&finding.range)?;
    let earlier = at(&finding.related.first()?.range)?;
    let (&[from], &[to]) = (entries[later].numbers.as_slice(), entries[earlier].numbers.as_slice()) else {
        return None;
    };
    // Another page or another edition would be lost.
    let letters = |entry: usize| -> String {
        entry_text(snapshot, entry).chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let shared = entries.iter().filter(|entry| entry.block == entries[later].block).count() > 1;
    if letters(later) != letters(earlier) || shared {
        return None;
    }
    let mut edits = Vec::new();
    for (citing, citation, numbers) in numbered(snapshot).filter(|(.., numbers)| numbers.contains(&from)) {
        let range = snapshot.absolute(citing.block, &citation.marker);
        let written = snapshot.buffer().slice(range.clone());
        let new: HashMap<u32, u32> =
            numbers.iter().map(|&number| (number, if number == from { to } else { number })).collect();
        let text = if numbers.len() > 1 {
            let (open, close) = (written.chars().next()?, written.chars().next_back()?);
            let kept: Vec<u32> = numbers.iter().map(|number| new[number]).collect();
            citation.pages.is_none().then(|| format!("{open}{}{close}", compress(&kept)))?
        } else {
            rewritten(&written, &numbers, &new, citation.style == Style::Circled)?
        };
        edits.push(Edit { range, text });
    }
    edits.push(Edit { range: lines_of(snapshot, later), text: String::new() });
    edits.sort_by_key(|edit| edit.range.start);
    let all = snapshot.buffer().slice(0..snapshot.buffer().len()).into_owned();
    let joined = applied(&all, &edits);
    let rest = Snapshot::of(&joined, snapshot.kind());
    let joined = renumber(&rest).map_or_else(|| joined.clone(), |edits| applied(&joined, &edits));
    let (later, earlier) = (entry_label(snapshot, later), entry_label(snapshot, earlier));
    let title = match settings.lang {
        Lang::Zh => format!("把{later}并入{earlier}，标注和编号随之改正"),
        Lang::En => format!("Merge {later} into {earlier}, with citations and numbers"),
    };
    Some((title, edits_between(&all, &joined)))
}
