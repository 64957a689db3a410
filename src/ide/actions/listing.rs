//! Entries: adding, deleting.

use std::collections::BTreeMap;
use std::ops::Range;

use super::change::{applied, edits_between};
use crate::config::{Lang, Settings};
use crate::document::{Entry, Kind, Region, Snapshot};
use crate::rules::Edit;
use crate::rules::citation::numbers::{numbered, numbers_of};
use crate::rules::citation::renumber::renumber;
use crate::rules::citation::verdict::{Status, verdicts};
use crate::syntax::citation::{Style, Target};
use crate::syntax::matter::EntryForm;

/// What an entry says that is still to be written.
pub const TO_BE_WRITTEN: &str = "待补：著者、题名、出版者、出版年";

/// How a marker or a label is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `[1]`, by the opening bracket.
    Bracket(char),
    /// ①
    Circled,
    /// `[^1]`
    Footnote,
}

impl Form {
    /// The marker of `number`; `None` for circled numbers that do not exist.
    pub fn marker(self, number: u32) -> Option<String> {
        Some(match self {
            Self::Bracket('［') => format!("［{number}］"),
            Self::Bracket('〔') => format!("〔{number}〕"),
            Self::Bracket('【') => format!("【{number}】"),
            Self::Bracket(_) => format!("[{number}]"),
            Self::Footnote => format!("[^{number}]"),
            Self::Circled => match number {
                1..=20 => char::from_u32('①' as u32 + number - 1)?,
                21..=35 => char::from_u32('㉑' as u32 + number - 21)?,
                36..=50 => char::from_u32('㊱' as u32 + number - 36)?,
                _ => return None,
            }
            .to_string(),
        })
    }

    const fn is_of(self, form: EntryForm) -> bool {
        match self {
            Self::Circled => matches!(form, EntryForm::Circled),
            Self::Footnote => matches!(form, EntryForm::Footnote),
            Self::Bracket(_) => matches!(form, EntryForm::Bracket | EntryForm::Plain),
        }
    }
}

/// The edit that adds the entry `number` with `text` behind the last entry with a smaller number, or
/// makes the list at the end of the document.
pub fn add_entry(snapshot: &Snapshot, form: Form, number: u32, text: &str) -> Option<Edit> {
    let index = snapshot.index();
    let all = snapshot.buffer().slice(0..snapshot.buffer().len());
    let newline = if all.contains("\r\n") { "\r\n" } else { "\n" };
    let entries: Vec<(usize, &Entry)> = index
        .entries
        .iter()
        .enumerate()
        .filter(|(_, e)| form.is_of(e.form) && (form == Form::Footnote || e.list.is_some()))
        .collect();
    let label = form.marker(number)?;
    let Some(&(position, last)) = entries
        .iter()
        .rfind(|(_, e)| e.numbers.first().copied().or_else(|| e.key.as_ref()?.parse().ok()) < Some(number))
        .or_else(|| entries.last())
    else {
        let end = all.trim_end().len();
        let heading = match (form, snapshot.kind()) {
            (Form::Footnote, _) => String::new(),
            (_, Kind::Markdown) => format!("## 参考文献{newline}{newline}"),
            _ => format!("参考文献{newline}{newline}"),
        };
        let colon = if form == Form::Footnote { ":" } else { "" };
        let gap = if all.trim().is_empty() { String::new() } else { format!("{newline}{newline}") };
        return Some(Edit {
            range: end..all.len(),
            text: format!("{gap}{heading}{label}{colon} {text}{newline}"),
        });
    };
    // The new label is written as the others are.
    let written = snapshot.text_in(last.block, &last.label);
    let spaced = {
        let behind = snapshot.absolute(last.block, &last.label).end;
        written.ends_with(' ') || all[behind..].starts_with(' ')
    };
    let label = match (form, last.form) {
        (Form::Footnote, _) => format!("{label}:"),
        (_, EntryForm::Plain) => {
            let sign = written.chars().next_back().filter(|c| !c.is_numeric()).unwrap_or('.');
            format!("{number}{sign}")
        }
        _ => label,
    };
    let same_block = |other: Option<&Entry>| other.is_some_and(|o| o.block == last.block);
    if same_block(index.entries.get(position + 1)) {
        return None;
    }
    let end = snapshot.absolute(last.block, &snapshot.blocks()[last.block].text).end;
    // Entries with a blank line between them stay so.
    let neighbour =
        position.checked_sub(1).and_then(|i| index.entries.get(i)).filter(|e| e.list == last.list);
    let blank = neighbour.is_some_and(|before| {
        let before_end = snapshot.absolute(before.block, &snapshot.blocks()[before.block].text).end;
        let start = snapshot.absolute(last.block, &last.label).start;
        all.get(before_end..start).is_some_and(|gap| gap.matches('\n').count() > 1)
    });
    let gap = if blank { format!("{newline}{newline}") } else { newline.to_owned() };
    let space = if spaced || form == Form::Footnote { " " } else { "" };
    Some(Edit { range: end..end, text: format!("{gap}{label}{space}{text}") })
}

/// For a document without a list: the list of all that its citations cite, to be written. A work that
/// the text names for a quotation stands in its entry.
pub fn make_list(snapshot: &Snapshot, settings: &Settings) -> Vec<(String, Vec<Edit>)> {
    let mut cited: BTreeMap<u32, Option<String>> = BTreeMap::new();
    let mut notes = false;
    for (_, citation, numbers) in numbered(snapshot) {
        notes |= citation.style == Style::Circled;
        cited.extend(numbers.into_iter().map(|number| (number, None)));
    }
    for verdict in verdicts(snapshot, settings) {
        let (Status::Cited(citation), Some(named)) = (verdict.status, &verdict.named) else { continue };
        let Some(citation) = snapshot.blocks()[verdict.block].citations.get(citation) else { continue };
        if let [number] = numbers_of(citation).as_slice()
            && let Some(name) = cited.get_mut(number).filter(|name| name.is_none())
        {
            *name = Some(snapshot.buffer().slice(named.clone()).into_owned());
        }
    }
    let form = if notes {
        Form::Circled
    } else {
        let written = numbered(snapshot).map(|(_, citation, _)| citation.open).next();
        Form::Bracket(written.filter(|c| matches!(c, '［' | '〔' | '【')).unwrap_or('['))
    };
    let regions = &snapshot.index().regions;
    let Some(last) = regions.iter().rposition(|region| matches!(region, Region::Body | Region::Heading))
    else {
        return Vec::new();
    };
    let end = snapshot.absolute(last, &snapshot.blocks()[last].text).end;
    let all = snapshot.buffer().slice(0..snapshot.buffer().len());
    let newline = if all.contains("\r\n") { "\r\n" } else { "\n" };
    let markdown = snapshot.kind() == Kind::Markdown;
    let heading = match (notes, markdown) {
        (true, true) => "## 注释",
        (true, false) => "注释",
        (false, true) => "## 参考文献",
        (false, false) => "参考文献",
    };
    // Lines of one paragraph would flow together in Markdown.
    let gap = if markdown { newline.repeat(2) } else { newline.to_owned() };
    let mut text = format!("{newline}{newline}{heading}{newline}");
    let count = cited.len();
    for (position, (number, name)) in cited.into_iter().enumerate() {
        let Some(label) = form.marker(number) else { return Vec::new() };
        let name = name.map_or_else(|| TO_BE_WRITTEN.to_owned(), |name| format!("{name}（{TO_BE_WRITTEN}）"));
        let before = if position == 0 { newline } else { &gap };
        text.extend([before, &label, " ", &name]);
    }
    if all[end..].trim().is_empty() {
        text += newline;
    }
    let range = if all[end..].trim().is_empty() { end..all.len() } else { end..end };
    let title = match settings.lang {
        Lang::Zh => format!("在文末添上{}（{count}条待补）", heading.trim_start_matches("## ")),
        Lang::En => format!("Add a list with {count} entries to be written"),
    };
    vec![(title, vec![Edit { range, text }])]
}

/// For a citation without an entry: the entries that it lacks, to be written.
pub fn add_entries(
    snapshot: &Snapshot,
    settings: &Settings,
    range: &Range<usize>,
) -> Vec<(String, Vec<Edit>)> {
    let index = snapshot.index();
    let Some(citation) = index.citings.iter().find_map(|citing| {
        let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
        (snapshot.absolute(citing.block, &citation.range) == *range).then_some(citation)
    }) else {
        return Vec::new();
    };
    let written = snapshot.buffer().slice(range.clone());
    let form = match citation.style {
        Style::Numeric => Form::Bracket(written.chars().next().unwrap_or('[')),
        Style::Circled => Form::Circled,
        Style::Footnote => Form::Footnote,
        _ => return Vec::new(),
    };
    let mut offered = Vec::new();
    for target in &citation.targets {
        let (number, known) = match target {
            Target::Number(number) => (*number, index.entries.iter().any(|e| e.numbers.contains(number))),
            Target::Key(key) => match key.parse() {
                Ok(number) => (number, index.entries.iter().any(|e| e.key.as_ref() == Some(key))),
                Err(_) => continue,
            },
        };
        if known {
            continue;
        }
        let (Some(edit), Some(label)) =
            (add_entry(snapshot, form, number, TO_BE_WRITTEN), form.marker(number))
        else {
            continue;
        };
        let title = match settings.lang {
            Lang::Zh => format!("在文献表里添上{label}（待补）"),
            Lang::En => format!("Add {label} to the list, to be written"),
        };
        offered.push((title, vec![edit]));
    }
    offered
}

/// For an entry that nothing cites: deleting it, with the numbers behind it moved up.
pub fn delete_entry(
    snapshot: &Snapshot,
    settings: &Settings,
    range: &Range<usize>,
) -> Vec<(String, Vec<Edit>)> {
    let index = snapshot.index();
    let Some(position) = index.entries.iter().position(|e| snapshot.absolute(e.block, &e.label) == *range)
    else {
        return Vec::new();
    };
    let entry = &index.entries[position];
    if index.entries.iter().filter(|e| e.block == entry.block).count() > 1 {
        return Vec::new();
    }
    let all = snapshot.buffer().slice(0..snapshot.buffer().len()).into_owned();
    let lines = lines_of(snapshot, position);
    let deleted = applied(&all, &[Edit { range: lines, text: String::new() }]);
    let rest = Snapshot::of(&deleted, snapshot.kind());
    let renumbered = renumber(&rest).map(|edits| applied(&deleted, &edits));
    let label = snapshot.text_in(entry.block, &entry.label);
    let label = label.trim_end_matches([':', '.', '．', '、']);
    let title = match (settings.lang, renumbered.is_some()) {
        (Lang::Zh, true) => format!("删去{label}，后面的编号依次提前"),
        (Lang::Zh, false) => format!("删去{label}"),
        (Lang::En, true) => format!("Delete {label} and move the later numbers up"),
        (Lang::En, false) => format!("Delete {label}"),
    };
    vec![(title, edits_between(&all, &renumbered.unwrap_or(deleted)))]
}

/// The lines of an entry, up to the next one (bytes).
pub fn lines_of(snapshot: &Snapshot, position: usize) -> Range<usize> {
    let entries = &snapshot.index().entries;
    let block = entries[position].block;
    let whole = snapshot.absolute(block, &(0..snapshot.blocks()[block].len));
    let next = entries.get(position + 1).map(|next| snapshot.absolute(next.block, &(0..0)).start);
    whole.start..next.unwrap_or(whole.end)
}
