//! Citing: a new marker with its entry, or a marker for an entry that is there.

use std::collections::BTreeMap;
use std::ops::Range;

use super::change::{applied, edits_between};
use super::listing::{Form, TO_BE_WRITTEN, add_entry};
use crate::config::{Lang, Sensitivity, Settings};
use crate::document::{Region, Sign, Snapshot};
use crate::reference::Part;
use crate::rules::Edit;
use crate::rules::citation::numbers::entry_text;
use crate::rules::citation::renumber::renumber;
use crate::rules::citation::verdict::{Verdict, verdicts};
use crate::syntax::citation::{Style, Target};
use crate::syntax::matter::EntryForm;

/// Most entries that are offered for one quotation.
const MOST_ENTRIES: usize = 4;

/// Characters of an entry shown in a title.
const SHOWN: usize = 24;

/// The actions for the uncited quotation at `range` (bytes).
pub fn cite(snapshot: &Snapshot, settings: &Settings, range: &Range<usize>) -> Vec<(String, Vec<Edit>)> {
    // Where a finding is, there a quotation is uncited at some sensitivity: at the strictest, too.
    let strict = Settings { sensitivity: Sensitivity::Strict, ..settings.clone() };
    let verdicts = verdicts(snapshot, &strict);
    let Some(verdict) = verdicts.iter().find(|verdict| verdict.range == *range) else { return Vec::new() };
    let Some(form) = form(snapshot) else { return Vec::new() };
    let place = place(snapshot, verdict);
    let mut offered: Vec<(String, Vec<Edit>)> = existing(snapshot, settings, verdict, form, place);
    offered.extend(new(snapshot, settings, verdict, form, place));
    offered
}

/// How the document writes its markers; `None` where they are keys or names.
fn form(snapshot: &Snapshot) -> Option<Form> {
    let mut counts: BTreeMap<(u8, char), usize> = BTreeMap::new();
    for citing in &snapshot.index().citings {
        let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
        let kind = match citation.style {
            Style::Numeric => (0, citation.open),
            Style::Circled => (1, ' '),
            Style::Footnote => (2, ' '),
            Style::Superscript | Style::Pandoc | Style::Latex | Style::AuthorYear => (3, ' '),
            Style::InlineNote => continue,
        };
        *counts.entry(kind).or_default() += 1;
    }
    match counts.into_iter().max_by_key(|&(_, count)| count).map(|(kind, _)| kind) {
        None => Some(Form::Bracket('[')),
        Some((0, open)) if matches!(open, '[' | '［' | '〔' | '【') => Some(Form::Bracket(open)),
        Some((1, _)) => Some(Form::Circled),
        Some((2, _)) => Some(Form::Footnote),
        Some(_) => None,
    }
}

/// Where the marker goes (byte of the text): behind the closing mark, or behind the full stop that
/// follows it where the document mostly does so.
fn place(snapshot: &Snapshot, verdict: &Verdict) -> usize {
    let end = verdict.range.end;
    let complete = verdict.judgement(snapshot).is_none_or(|j| j.features.signs.has(Sign::Complete));
    let block = snapshot.absolute(verdict.block, &snapshot.blocks()[verdict.block].text);
    if verdict.quotation.is_none() {
        return end;
    }
    let behind = snapshot.buffer().slice(end..block.end.max(end)).chars().next();
    let Some(stop) = behind.filter(|c| matches!(c, '。' | '！' | '？') && !complete) else { return end };
    let (mut before, mut after) = (0, 0);
    for (number, block) in snapshot.blocks().iter().enumerate() {
        if snapshot.index().regions[number] != Region::Body {
            continue;
        }
        for stop in block.quotations.iter().filter_map(|j| j.stop.as_ref()) {
            before += usize::from(stop.marker_first);
            after += usize::from(!stop.marker_first);
        }
    }
    if after > before { end + stop.len_utf8() } else { end }
}

/// A new number, the marker and an entry that is to be written; by first appearance where the
/// document is numbered so.
fn new(
    snapshot: &Snapshot,
    settings: &Settings,
    verdict: &Verdict,
    form: Form,
    place: usize,
) -> Option<(String, Vec<Edit>)> {
    let index = snapshot.index();
    let entries = index
        .entries
        .iter()
        .flat_map(|e| e.numbers.iter().copied().chain(e.key.as_ref().and_then(|key| key.parse().ok())));
    let cited = index.citings.iter().flat_map(|citing| {
        let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
        citation.targets.iter().filter_map(|target| match target {
            Target::Number(number) => Some(*number),
            Target::Key(key) => key.parse().ok(),
        })
    });
    let number = entries.chain(cited).filter(|&n| n < 1000).max().unwrap_or(0) + 1;
    let marker = form.marker(number)?;
    let all = snapshot.buffer().slice(0..snapshot.buffer().len()).into_owned();
    let named = verdict.named.clone().map(|named| snapshot.buffer().slice(named).into_owned());
    let stub = match named {
        Some(named) => format!("{named}（{TO_BE_WRITTEN}）"),
        None => TO_BE_WRITTEN.to_owned(),
    };
    let mut edits = vec![Edit { range: place..place, text: marker }];
    edits.push(add_entry(snapshot, form, number, &stub)?);
    edits.sort_by_key(|edit| edit.range.start);
    let inserted = applied(&all, &edits);
    let in_order = renumber(snapshot).is_none();
    let ordered = if in_order { renumber(&Snapshot::of(&inserted, snapshot.kind())) } else { None };
    let edits = match ordered {
        Some(renumbering) => edits_between(&all, &applied(&inserted, &renumbering)),
        None => edits,
    };
    let title = match settings.lang {
        Lang::Zh => "补上标注，并在文献表里添一条（待补）",
        Lang::En => "Add a citation, and an entry to be written",
    };
    Some((title.to_owned(), edits))
}

/// Markers for entries of the list: those whose author or title the sentence names, and the one cited
/// last.
fn existing(
    snapshot: &Snapshot,
    settings: &Settings,
    verdict: &Verdict,
    form: Form,
    place: usize,
) -> Vec<(String, Vec<Edit>)> {
    let index = snapshot.index();
    let start = snapshot.absolute(verdict.block, &snapshot.blocks()[verdict.block].text).start;
    let before = snapshot.buffer().slice(start..verdict.range.start);
    let sentence: String = before.chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
    let last = index
        .citings
        .iter()
        .filter(|citing| {
            let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
            snapshot.absolute(citing.block, &citation.range).start < verdict.range.start
        })
        .filter_map(|citing| {
            match snapshot.blocks()[citing.block].citations[citing.citation].targets.as_slice() {
                [.., Target::Number(number)] => Some(*number),
                _ => None,
            }
        })
        .next_back();
    let mut found: Vec<(usize, u32, usize)> = Vec::new();
    for (position, entry) in index.entries.iter().enumerate() {
        let &[number] = entry.numbers.as_slice() else { continue };
        if matches!(entry.form, EntryForm::Circled) != matches!(form, Form::Circled) {
            continue;
        }
        let reference = snapshot.reference(position);
        let names = |text: &str| text.chars().count() >= 2 && sentence.contains(text);
        let author = reference.authors.iter().any(|author| names(&author.text));
        let title = [Part::Title, Part::Container].iter().filter_map(|&part| reference.get(part)).any(names);
        let named = usize::from(author) * 2 + usize::from(title) * 3;
        let score = named + usize::from(last == Some(number));
        if score > 0 {
            found.push((score, number, position));
        }
    }
    found.sort_by_key(|&(score, number, _)| (std::cmp::Reverse(score), number));
    found.truncate(MOST_ENTRIES);
    let offer = |(_, number, position): (usize, u32, usize)| {
        let marker = form.marker(number)?;
        let whole: String = entry_text(snapshot, position).chars().filter(|c| !c.is_control()).collect();
        let more = if whole.chars().count() > SHOWN { "…" } else { "" };
        let text = format!("{}{more}", whole.chars().take(SHOWN).collect::<String>());
        let title = match settings.lang {
            Lang::Zh => format!("标注为{marker} {text}"),
            Lang::En => format!("Cite {marker} {text}"),
        };
        Some((title, vec![Edit { range: place..place, text: marker }]))
    };
    found.into_iter().filter_map(offer).collect()
}
