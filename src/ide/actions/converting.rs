//! Writing all citations of a document in another form: brackets, notes ①, footnotes of Markdown.
//!
//! A conversion is offered only where it loses nothing: no page, no number of several in one bracket,
//! no second system of notes that the new markers could be taken for.

use std::collections::HashMap;

use super::change::{applied, edits_between};
use super::listing::Form;
use crate::config::{Lang, Settings};
use crate::document::{Entry, Kind, Region, Snapshot};
use crate::rules::Edit;
use crate::rules::citation::numbers::{self, entry_text, numbers_of, runs};
use crate::syntax::citation::{Citation, Style, Target, compress};
use crate::syntax::matter::EntryForm;

/// The conversions of the document, with their titles.
pub fn convert(snapshot: &Snapshot, settings: &Settings) -> Vec<(String, Vec<Edit>)> {
    let mut forms = vec![Form::Bracket('['), Form::Bracket('〔'), Form::Circled];
    if snapshot.kind() == Kind::Markdown {
        forms.push(Form::Footnote);
    }
    let Some(system) = System::of(snapshot) else { return Vec::new() };
    let converted = |form: Form| {
        let edits = match (system, form) {
            (System::Numbered, Form::Bracket(open)) => rebracket(snapshot, open),
            (System::Numbered, _) | (System::Notes, Form::Bracket(_) | Form::Footnote) => {
                relabel(snapshot, system, form)
            }
            (System::Footnotes, Form::Bracket(_) | Form::Circled) => gather(snapshot, form),
            (System::Notes, Form::Circled) | (System::Footnotes, Form::Footnote) => None,
        }?;
        let example = form.marker(1)?;
        let title = match settings.lang {
            Lang::Zh => format!("全文标注改为{example}的样式"),
            Lang::En => format!("Write all citations as {example}"),
        };
        (!edits.is_empty()).then_some((title, edits))
    };
    forms.into_iter().filter_map(converted).collect()
}

/// How the document cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    /// `[1]`, ¹
    Numbered,
    /// ①
    Notes,
    /// `[^1]`
    Footnotes,
}

impl System {
    const fn of_citation(citation: &Citation) -> Option<Self> {
        match citation.style {
            Style::Numeric | Style::Superscript => Some(Self::Numbered),
            Style::Circled => Some(Self::Notes),
            Style::Footnote => Some(Self::Footnotes),
            Style::AuthorYear | Style::Pandoc | Style::InlineNote | Style::Latex => None,
        }
    }

    const fn of_entry(entry: &Entry) -> Option<Self> {
        match entry.form {
            EntryForm::Bracket | EntryForm::Plain => Some(Self::Numbered),
            EntryForm::Circled => Some(Self::Notes),
            EntryForm::Footnote => Some(Self::Footnotes),
            EntryForm::Bibitem | EntryForm::Unlabelled => None,
        }
    }

    /// The one system of citations and entries; `None` where there are several.
    fn of(snapshot: &Snapshot) -> Option<Self> {
        let index = snapshot.index();
        let citings = index.citings.iter().map(|&c| Self::of_citation(numbers::citation(snapshot, c)));
        let systems = citings.chain(index.entries.iter().map(Self::of_entry)).flatten();
        let mut found = None;
        for system in systems {
            if *found.get_or_insert(system) != system {
                return None;
            }
        }
        found.filter(|_| snapshot.kind() != Kind::Tex)
    }
}

const OPENING: [char; 4] = ['[', '［', '〔', '【'];
const CLOSING: [char; 4] = [']', '］', '〕', '】'];

/// `written` with its brackets replaced by `open` and its partner.
fn in_brackets(written: &str, open: char) -> String {
    let close = OPENING.iter().position(|&c| c == open).map_or(']', |at| CLOSING[at]);
    let replaced = |c: char| {
        if OPENING.contains(&c) {
            open
        } else if CLOSING.contains(&c) {
            close
        } else {
            c
        }
    };
    written.chars().map(replaced).collect()
}

/// Other brackets for numbers; raised numbers come into brackets.
fn rebracket(snapshot: &Snapshot, open: char) -> Option<Vec<Edit>> {
    let index = snapshot.index();
    let mut edits = Vec::new();
    for &citing in &index.citings {
        let citation = numbers::citation(snapshot, citing);
        if System::of_citation(citation).is_none() {
            continue;
        }
        let range = snapshot.absolute(citing.block, &citation.marker);
        let written = snapshot.buffer().slice(range.clone());
        let bare = written.starts_with(OPENING) && written.ends_with(CLOSING);
        let text = if bare {
            in_brackets(&written, open)
        } else if inner_pages(citation) {
            return None;
        } else {
            in_brackets(&format!("[{}]", compress(&numbers_of(citation))), open)
        };
        edits.push((range, text));
    }
    for entry in index.entries.iter().filter(|entry| entry.form == EntryForm::Bracket) {
        let range = snapshot.absolute(entry.block, &entry.label);
        let text = in_brackets(&snapshot.buffer().slice(range.clone()), open);
        edits.push((range, text));
    }
    Some(changed(snapshot, edits))
}

/// Numbers become notes or footnotes, notes become numbers or footnotes, the list stays where it is.
fn relabel(snapshot: &Snapshot, system: System, form: Form) -> Option<Vec<Edit>> {
    let index = snapshot.index();
    // One list, each number once, each entry a paragraph.
    let runs = runs(snapshot);
    let one = |entry: &Entry| entry.numbers.len() == 1;
    let apart = index.entries.windows(2).all(|pair| pair[0].block != pair[1].block);
    let mut known: Vec<u32> = index.entries.iter().flat_map(|e| e.numbers.iter().copied()).collect();
    known.sort_unstable();
    if runs.len() > 1 || !index.entries.iter().all(one) || !apart || known.windows(2).any(|w| w[0] == w[1]) {
        return None;
    }
    // ① in the text would look like citations.
    let circled = |c: &Citation| c.style == Style::Circled;
    let items =
        form == Form::Circled && snapshot.blocks().iter().any(|block| block.citations.iter().any(circled));
    if items {
        return None;
    }
    let mut edits = Vec::new();
    for &citing in &index.citings {
        let citation = numbers::citation(snapshot, citing);
        if System::of_citation(citation) != Some(system) {
            continue;
        }
        let numbers = numbers_of(citation);
        let keeps_pages = matches!(form, Form::Bracket(_)) && !inner_pages(citation);
        if citation.pages.is_some() && !keeps_pages || numbers.len() > 1 && form == Form::Circled {
            return None;
        }
        let markers: Option<String> = numbers.iter().map(|&number| form.marker(number)).collect();
        edits.push((snapshot.absolute(citing.block, &citation.marker), markers?));
    }
    for entry in &index.entries {
        let range = snapshot.absolute(entry.block, &entry.label);
        let written = snapshot.buffer().slice(range.clone());
        let space = &written[written.trim_end().len()..];
        let label = form.marker(*entry.numbers.first()?)?;
        let behind = snapshot.buffer().slice(range.end..range.end + '　'.len_utf8()).chars().next();
        let spaced = behind.is_some_and(char::is_whitespace);
        let text = match form {
            // `- [1] …` in a list of Markdown could not be a footnote.
            Form::Footnote if entry.label.start != snapshot.blocks()[entry.block].text.start => return None,
            Form::Footnote if spaced => format!("{label}:{space}"),
            Form::Footnote => format!("{label}: "),
            Form::Bracket(_) if space.is_empty() && !spaced => {
                format!("{label} ")
            }
            Form::Bracket(_) | Form::Circled => format!("{label}{space}"),
        };
        edits.push((range, text));
    }
    Some(changed(snapshot, edits))
}

/// Footnotes become numbers or notes, by first citation; their definitions become a list at the end.
fn gather(snapshot: &Snapshot, form: Form) -> Option<Vec<Edit>> {
    let index = snapshot.index();
    let mut order: Vec<&str> = Vec::new();
    let mut markers = Vec::new();
    for &citing in &index.citings {
        let citation = numbers::citation(snapshot, citing);
        if citation.style != Style::Footnote {
            continue;
        }
        let [Target::Key(key)] = citation.targets.as_slice() else { return None };
        if !order.contains(&key.as_str()) {
            order.push(key);
        }
        markers.push((snapshot.absolute(citing.block, &citation.marker), key.as_str()));
        if citation.pages.is_some() {
            return None;
        }
    }
    let mut definitions: HashMap<&str, usize> = HashMap::new();
    for (position, entry) in index.entries.iter().enumerate() {
        let key = entry.key.as_deref()?;
        if definitions.insert(key, position).is_some() {
            return None;
        }
        if !order.contains(&key) {
            order.push(key);
        }
        if goes_on(snapshot, entry.block) {
            return None;
        }
    }
    // A heading of a list without entries would be left alone in the text.
    if index.regions.contains(&Region::ListHeading) {
        return None;
    }
    let number = |key: &str| order.iter().position(|&other| other == key).map(|at| at as u32 + 1);
    let mut edits: Vec<Edit> = Vec::new();
    for (range, key) in markers {
        edits.push(Edit { range, text: form.marker(number(key)?)? });
    }
    let mut list = String::new();
    for key in &order {
        let text = entry_text(snapshot, *definitions.get(key)?);
        let text = text.trim();
        // An entry is one paragraph.
        if text.contains(['\n', '\r']) {
            return None;
        }
        let label = form.marker(number(key)?)?;
        list.extend(["\n", &label, " ", text, "\n"]);
    }
    for entry in &index.entries {
        let block = &snapshot.blocks()[entry.block];
        edits.push(Edit { range: snapshot.absolute(entry.block, &(0..block.len)), text: String::new() });
    }
    edits.sort_by_key(|edit| edit.range.start);
    let all = snapshot.buffer().slice(0..snapshot.buffer().len()).into_owned();
    let body = applied(&all, &edits);
    let mut text = format!("{}\n\n## 注释\n{list}", body.trim_end());
    if all.contains("\r\n") {
        text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Some(edits_between(&all, &text))
}

/// Whether the definition in a block has lines in the next one: hard-wrapped ones or, indented, another
/// paragraph. They could not be told from the next entry.
fn goes_on(snapshot: &Snapshot, block: usize) -> bool {
    if snapshot.blocks().get(block + 1).is_none_or(|next| next.entry.is_some()) {
        return false;
    }
    let raw = |block: usize, from: usize| {
        snapshot.buffer().slice(snapshot.absolute(block, &(from..snapshot.blocks()[block].len)))
    };
    let below = raw(block, snapshot.blocks()[block].text.end).matches('\n').count() < 2;
    let indented = raw(block + 1, 0).starts_with([' ', '\t']);
    below || indented
}

fn inner_pages(citation: &Citation) -> bool {
    citation.pages.as_ref().is_some_and(|pages| pages.start < citation.marker.end)
}

/// The edits that change something, in the order of the text.
fn changed(snapshot: &Snapshot, edits: Vec<(std::ops::Range<usize>, String)>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = edits
        .into_iter()
        .filter(|(range, text)| snapshot.buffer().slice(range.clone()) != text.as_str())
        .map(|(range, text)| Edit { range, text })
        .collect();
    edits.sort_by_key(|edit| edit.range.start);
    edits
}
