//! Entries by GB/T 7714 (both editions): `作者. 题名[J]. 刊名, 年, 卷(期): 页.` and its kin.
//!
//! The type mark is the hinge: before it stand authors and title, behind it what depends on the type.
//! Hand-typed entries vary, so every step takes what it recognises and leaves the rest to the next; what
//! none recognises ends in [`Reference::rest`].

use std::ops::Range;

mod access;
mod dates;
mod host;
mod imprint;
mod numbers;
mod serial;
mod stops;

pub(super) use dates::date_at;

use super::model::{Grammar, Mark, Medium, Part, Reference, Role, Type};
use super::names::{self, Names, names};
use super::note;
use super::scan::Entry;
use crate::syntax::chars::is_han;
use dates::{YearAt, no_date, year_at};
use numbers::standard_number;
use stops::stops;

/// Reads an entry.
pub(super) fn parse(text: &str) -> Reference {
    let entry = Entry::new(text);
    let Some(mark) = find_mark(&entry, 0, entry.len()) else {
        return if note::is_note(&entry) { note::parse(&entry) } else { without_mark(&entry) };
    };
    let mut reader =
        Reader { entry: &entry, found: Reference { grammar: Grammar::Gb, ..Reference::default() } };
    reader.found.kind = mark.kind;
    reader.found.medium = mark.medium;
    let place = mark.range.clone();
    reader.found.mark = Some(mark);
    reader.before_mark(0..place.start);
    reader.behind_mark(place.end..entry.len());
    reader.finish()
}

/// An entry whose author left out the type mark: what follows the title tells the type.
fn without_mark(entry: &Entry<'_>) -> Reference {
    let whole = entry.trim(0..entry.len(), b".");
    let mut reader = Reader { entry, found: Reference { grammar: Grammar::Gb, ..Reference::default() } };
    // 王某. 题名. 某某学刊, 2019(3): 1-9; 王某. 书名. 北京: 某社, 2019.
    let stops: Vec<usize> = stops(entry, whole.clone()).collect();
    if let Some(&author_end) = stops.first().filter(|&&at| names::plausible(entry, &(whole.start..at)))
        && let Some(&title_end) = stops.get(1)
    {
        let core = entry.behind(title_end)..entry.len();
        let mut trial = Reader { entry, found: reader.found.clone() };
        let title = entry.trim(entry.behind(author_end)..title_end, b".");
        trial.authors(whole.start..author_end);
        trial.set(Part::Title, title.clone());
        let extras = trial.extras(core.clone());
        let core = entry.trim(core.start..extras, b".");
        let journal = trial.tail_of_journal(core.clone());
        // 北京: 某社, 2019: 36 ends in numbers, too.
        let numbered = [Part::Volume, Part::Issue].iter().any(|&part| trial.found.get(part).is_some());
        let named = trial.found.get(Part::Container).is_some_and(|name| !name.contains([':', '：']));
        if journal.is_some() && trial.found.get(Part::Year).is_some() && numbered && named {
            trial.found.kind = Some(Type::Journal);
            return trial.finish();
        }
        let mut trial = Reader { entry, found: reader.found.clone() };
        trial.authors(whole.start..author_end);
        trial.set(Part::Title, title);
        let extras = trial.extras(entry.behind(title_end)..entry.len());
        trial.book(entry.behind(title_end)..extras);
        let imprint = [Part::Place, Part::Publisher, Part::Year];
        if imprint.iter().all(|&part| trial.found.get(part).is_some()) {
            trial.found.kind = Some(Type::Book);
            return trial.finish();
        }
    }
    // GB/T 0000—2019 某某规则.
    if let Some(end) = standard_number(entry, whole.start, whole.end) {
        reader.found.kind = Some(Type::Standard);
        reader.set_folded(Part::Number, whole.start..end);
        reader.set(Part::Title, end..whole.end);
        if reader.found.get(Part::Title).is_some() {
            return reader.finish();
        }
    }
    let rest = if whole.is_empty() { Vec::new() } else { vec![whole] };
    Reference { rest, ..Reference::default() }
}

/// The first type mark from `from` on: one or two letters in square brackets, with or without a medium.
fn find_mark(entry: &Entry<'_>, from: usize, to: usize) -> Option<Mark> {
    let mut unknown: Option<Mark> = None;
    for open in from..to {
        if entry.at(open) != b'[' {
            continue;
        }
        let Some(mark) = mark_at(entry, open) else { continue };
        if mark.kind.is_some() {
            return Some(mark);
        }
        // [K] is a mark that nobody defined; [A] in a title would be one that is.
        let titled = entry.slice(&(from..open)).trim().chars().count() > 3;
        if unknown.is_none() && titled && mark.written.bytes().all(|b| b.is_ascii_uppercase() || b == b'/') {
            unknown = Some(mark);
        }
    }
    unknown
}

fn mark_at(entry: &Entry<'_>, open: usize) -> Option<Mark> {
    let close = entry.close(open, 40)?;
    let inner = entry.behind(open)..close;
    let written: String = entry.plain(&inner).chars().filter(|c| *c != ' ').collect();
    let (kind, medium) = written.split_once('/').map_or((written.as_str(), None), |(k, m)| (k, Some(m)));
    let letters = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic());
    if !letters(kind) || medium.is_some_and(|medium| !letters(medium)) {
        return None;
    }
    let range = open..entry.behind(close);
    Some(Mark {
        kind: Type::of_code(&kind.to_ascii_uppercase()),
        medium: medium.and_then(|medium| Medium::of_code(&medium.to_ascii_uppercase())),
        written,
        range,
    })
}

struct Reader<'e, 't> {
    entry: &'e Entry<'t>,
    found: Reference,
}

impl Reader<'_, '_> {
    fn set(&mut self, part: Part, range: Range<usize>) {
        let field = self.entry.field(range);
        if !field.text.is_empty() {
            self.found.set(part, field);
        }
    }

    fn set_folded(&mut self, part: Part, range: Range<usize>) {
        let field = self.entry.folded_field(range);
        if !field.text.is_empty() {
            self.found.set(part, field);
        }
    }

    fn leave(&mut self, range: Range<usize>) {
        let range = self.entry.trim(range, b".,;:/-()");
        if !range.is_empty() {
            self.found.rest.push(range);
        }
    }

    fn authors(&mut self, range: Range<usize>) {
        let Names { names, and_others } = names(self.entry, range);
        self.found.authors = names;
        self.found.and_others = and_others;
    }

    /// Authors, year and title.
    fn before_mark(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let whole = entry.trim(range, b"");
        let range = entry.trim(whole.clone(), b".,");
        let mut title = range.clone();
        if let Some((authors, rest)) = self.by_year(&range) {
            self.authors(authors);
            title = rest;
        } else if let Some(stop) =
            stops(entry, range.clone()).find(|&at| entry.trim(entry.behind(at)..range.end, b".").len() > 1)
            && names::plausible(entry, &(range.start..stop))
        {
            let authors = range.start..self.with_abbreviation(stop);
            self.authors(authors);
            title = entry.behind(stop)..range.end;
        } else if let Some(sign) = personal(entry, &range) {
            self.authors(range.start..sign);
            title = entry.behind(sign)..range.end;
        } else if whole.end > range.end && names::is_western(entry.slice(&range)) {
            // SMITH A. [M]//…: a part without a title of its own.
            self.authors(range.clone());
            title = range.end..range.end;
        }
        // 王某. 2019. 题名
        let start = entry.skip_any(title.start, b".,");
        if self.found.get(Part::Year).is_none()
            && let Some(year) = year_at(entry, start)
            && matches!(entry.at(entry.skip(year.end)), b'.' | b',' | b':')
        {
            self.year(&year);
            title.start = entry.skip_any(year.end, b".,:");
        } else {
            title.start = start;
        }
        if let Some(end) = no_date(entry, title.start) {
            title.start = entry.skip_any(end, b".,:");
        }
        let title = self.without_quotes(entry.trim(title, b",."));
        let title = self.without_number(title);
        self.set(Part::Title, title);
    }

    /// The byte behind the stop at `stop` where the stop also belongs to the last name: Inc., Jr., A. B.
    fn with_abbreviation(&self, stop: usize) -> usize {
        let entry = self.entry;
        let before = entry.slice(&(0..stop));
        let dotted = before.chars().rev().nth(1) == Some('.')
            || before.chars().rev().skip(1).take(3).eq([' ', '.'])
            || before.chars().rev().take(4).collect::<String>().ends_with(". ");
        let initial = before.chars().next_back().is_some_and(char::is_uppercase) && dotted;
        let word = ["Jr", "Sr", "Inc", "Ltd", "Co"]
            .iter()
            .any(|word| before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)));
        if initial || word { entry.behind(stop) } else { stop }
    }

    fn year(&mut self, year: &YearAt) {
        self.set_folded(Part::Year, year.digits.clone());
        self.found.year_letter = year.letter;
    }

    /// Sets the year with what is written around it: `[1936]`, `c1988`, `1881(清光绪七年)`.
    fn whole_year(&mut self, year: &YearAt, range: Range<usize>) {
        self.year(year);
        let text = self.entry.slice(&range);
        if !text.ends_with(['年', '版']) && year.letter.is_none() {
            let plain = self.entry.folded_field(range);
            self.found.set(Part::Year, plain);
        }
    }

    /// Authors before a year: 王某, 2019. 题名; 王某(2019). 题名; 王某，2019，题名.
    fn by_year(&mut self, range: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
        let entry = self.entry;
        let first = (range.start + 1..range.end).find(|&at| {
            let signed = matches!(entry.at(at), b',' | b'(' | b'[' | b'.') && !matches!(entry.at(at), b'.')
                || entry.at(at) == b'.' && entry.is_outside(at);
            signed && self.year_between(range, at).is_some()
        })?;
        let (year, end) = self.year_between(range, first)?;
        // H.R. 1100, …: authors of today date no work before print.
        if year.as_ref().is_some_and(|year| *entry.plain(&year.digits) < *"1400") {
            return None;
        }
        let authors = range.start..first;
        if !names::plausible(entry, &authors) || entry.trim(authors.clone(), b".,").is_empty() {
            return None;
        }
        // A stop before the year's would have ended the authors: 王某. 论2019. 题名
        if stops(entry, authors.clone()).any(|at| at + 1 < first && !entry.trim(at..first, b".,").is_empty())
        {
            return None;
        }
        if let Some(year) = year {
            self.year(&year);
        }
        Some((authors, entry.skip_any(end, b".,:")..range.end))
    }

    /// A year, or the words for no year, behind the sign at `at`, with a sign behind it; and its end.
    fn year_between(&self, range: &Range<usize>, at: usize) -> Option<(Option<YearAt>, usize)> {
        let entry = self.entry;
        let start = match entry.at(at) {
            b',' | b'.' => entry.skip_any(at, b",."),
            _ => at,
        };
        if let Some(end) = no_date(entry, start).filter(|&end| end < range.end) {
            return Some((None, end));
        }
        let year = year_at(entry, start)?;
        let end = year.end;
        let next = entry.skip(end);
        let bracketed = matches!(entry.at(start), b'(' | b'[');
        let closed = matches!(entry.at(next), b'.' | b',' | b':') || bracketed && next > end;
        (closed && next + 1 < range.end).then_some((Some(year), end))
    }

    /// “题名” as some styles write it.
    fn without_quotes(&self, range: Range<usize>) -> Range<usize> {
        let text = self.entry.slice(&range);
        // “……” is part of a Chinese title; a style that quotes all titles is one of Western entries.
        if text.starts_with('“') && text.chars().any(is_han) {
            return range;
        }
        for (open, close) in [("“", "”"), ("\"", "\""), ("《", "》")] {
            if let Some(inner) = text.strip_prefix(open) {
                let inner = inner.trim_end_matches([',', '，', '.']);
                if let Some(inner) = inner.strip_suffix(close)
                    && !inner.contains(open)
                    && !inner.contains(close)
                {
                    let start = range.start + open.len();
                    return self.entry.trim(start..start + inner.len(), b",.");
                }
            }
        }
        range
    }

    /// What stands behind the type mark.
    fn behind_mark(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let mut range = range;
        if let Some(again) = self.repetition(&range) {
            self.leave(again..range.end);
            range.end = again;
        }
        let end = self.extras(range.clone());
        let mut start = entry.skip_any(range.start, b".,:");
        let host = if entry.at(start) == b'/' && entry.at(entry.behind(start)) == b'/' {
            start = entry.skip_any(start, b"/");
            true
        } else if entry.starts(start, "//") {
            start += 2;
            true
        } else {
            self.is_host(start..end)
        };
        if host {
            self.found.analytic = true;
            self.host(start..end);
            return;
        }
        match self.found.kind {
            Some(Type::Journal) => self.journal(start..end),
            Some(Type::Newspaper) => self.newspaper(start..end),
            Some(Type::Patent) => self.patent(start..end),
            Some(Type::Web | Type::Preprint | Type::Dataset) => self.web(start..end),
            _ => self.book(start..end),
        }
    }

    /// Where the entry begins again, in brackets or behind a semicolon, as some reference managers print it.
    fn repetition(&self, range: &Range<usize>) -> Option<usize> {
        let entry = self.entry;
        let mark = (range.start..range.end).find(|&at| {
            entry.at(at) == b'['
                && mark_at(entry, at).is_some()
                && (!entry.is_inside_one(at)
                    || entry.at(entry.trim(range.start..at, b"").end.saturating_sub(1)) == b';')
        })?;
        (range.start..mark).rev().find(|&at| {
            matches!(entry.at(at), b'[' | b';') && (entry.at(at) == b';' || entry.is_inside_one(at))
        })
    }

    fn finish(mut self) -> Reference {
        // [D], [J]: what was read as the author of nothing is the title.
        let western = self.found.authors.first().is_some_and(|name| names::is_western(&name.text));
        if self.found.get(Part::Title).is_none() && self.found.authors.len() == 1 && !western {
            let author = self.found.authors.remove(0);
            let range = author.range.clone();
            self.set(Part::Title, range);
        }
        // 甲著, 乙译. 书名: GB/T 7714 names translators and the like behind the title.
        if self.found.authors.iter().any(|name| matches!(name.role, Role::Author | Role::Editor)) {
            let (authors, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.found.authors)
                .into_iter()
                .partition(|name| matches!(name.role, Role::Author | Role::Editor));
            self.found.authors = authors;
            self.found.others.splice(0..0, others);
        }
        self.found.rest.retain(|range| !range.is_empty());
        self.found.rest.sort_by_key(|range| range.start);
        for name in &mut self.found.others {
            if name.role == Role::Author {
                name.role = Role::Other;
            }
        }
        self.found
    }
}

/// Where a Chinese name in front ends with a colon or comma: 王某：题名, 王某，题名.
fn personal(entry: &Entry<'_>, range: &Range<usize>) -> Option<usize> {
    let at = range.clone().find(|&at| matches!(entry.at(at), b':' | b','))?;
    let name = entry.slice(&(range.start..at)).trim();
    let count = name.chars().count();
    let short = (2..=3).contains(&count) && name.chars().all(is_han) && entry.at(at) == b':';
    let quoted =
        entry.starts(entry.skip(entry.behind(at)), "《") && names::plausible(entry, &(range.start..at));
    (short && names::has_surname(name) || quoted).then_some(at)
}
