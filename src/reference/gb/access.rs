//! Where a work is found on the network and when: addresses, identifiers, dates of access.

use std::ops::Range;

use super::Reader;
use super::dates::{date_at, year_at};
use crate::reference::model::{Part, Type};

impl Reader<'_, '_> {
    /// Takes addresses, identifiers and dates of access out of `range`; returns where what they stand
    /// behind ends.
    pub(super) fn extras(&mut self, range: Range<usize>) -> usize {
        let entry = self.entry;
        let online = matches!(
            self.found.kind,
            Some(
                Type::Web
                    | Type::Preprint
                    | Type::Dataset
                    | Type::Database
                    | Type::Report
                    | Type::Other
                    | Type::Program
            )
        );
        let mut core_end = range.end;
        let mut taken: Vec<Range<usize>> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let word = at == 0 || !entry.at(at - 1).is_ascii_alphanumeric();
            let b = entry.at(at);
            let item = match b {
                b'h' | b'H' | b'f' | b'w' | b'W' if word => self.url_at(at, range.end),
                b'D' | b'd' | b'C' | b'c' if word => self.pid_at(at, range.end),
                b'[' | b'(' => self.dated_at(at, online && entry.trim(range.start..at, b".,/").is_empty()),
                _ => None,
            };
            match item.filter(|(.., end)| *end <= range.end) {
                Some((part, place, end)) => {
                    if self.found.field(part).is_none() {
                        match part {
                            Part::Url | Part::Pid => self.set(part, place),
                            _ => self.set_folded(part, place),
                        }
                        taken.push(at..end);
                    }
                    core_end = core_end.min(at);
                    at = end.max(at + 1);
                }
                None => at += 1,
            }
        }
        // What stands between and behind them is not understood.
        let mut from = core_end;
        for item in taken.into_iter().filter(|item| item.start >= core_end) {
            self.leave(from..item.start);
            from = item.end;
        }
        if from > core_end || core_end < range.end {
            let last = entry.trim(from..range.end, b".,;");
            match year_at(entry, last.start).filter(|year| year.end == last.end) {
                Some(year) if self.found.get(Part::Year).is_none() && online => self.year(&year),
                _ => self.leave(from..range.end),
            }
        }
        if let Some(year) = self.found.get(Part::Date).filter(|date| date.len() == 4).map(str::to_owned) {
            // (2003) is a year.
            if let Some(mut field) = self.found.field(Part::Date).cloned() {
                field.text = year;
                self.found.unset(Part::Date);
                if self.found.get(Part::Year).is_none() {
                    self.found.set(Part::Year, field);
                } else {
                    self.found.rest.push(field.range);
                }
            }
        }
        core_end
    }

    pub(super) fn url_at(&self, at: usize, end: usize) -> Option<(Part, Range<usize>, usize)> {
        let entry = self.entry;
        if !["http://", "https://", "ftp://", "www."].iter().any(|scheme| entry.has(at, scheme)) {
            return None;
        }
        let mut stop = at;
        while stop < end && entry.at(stop).is_ascii_graphic() && !entry.is_wide(stop) {
            stop += 1;
        }
        // What closes the sentence or an outer bracket is not part of it.
        while stop > at {
            let inner = &entry.folded[at..stop];
            let surplus = |open: u8, close: u8| {
                inner.iter().map(|&b| i32::from(b == close) - i32::from(b == open)).sum::<i32>() > 0
            };
            let closes = |open: u8, close: u8| inner.last() == Some(&close) && surplus(open, close);
            if matches!(inner.last(), Some(b'.' | b',' | b';' | b'"' | b'>'))
                || closes(b'(', b')')
                || closes(b'[', b']')
            {
                stop -= 1;
            } else {
                break;
            }
        }
        // http://example.org[2019-01-01] without a space.
        if let Some(open) = (at..stop).find(|&i| entry.at(i) == b'[' && self.dated_at(i, false).is_some()) {
            stop = open;
        }
        (stop > at + 7).then_some((Part::Url, at..stop, stop))
    }

    pub(super) fn pid_at(&self, at: usize, end: usize) -> Option<(Part, Range<usize>, usize)> {
        let entry = self.entry;
        let scheme = ["DOI", "CSTR"].into_iter().find(|scheme| entry.has(at, scheme))?;
        let mut start = at + scheme.len();
        let colon = entry.skip(start);
        if entry.at(colon) == b':' {
            start = entry.skip(entry.behind(colon));
        } else if entry.at(start) == b' ' && entry.has(entry.skip(start), "10.") {
            start = entry.skip(start);
        } else if !entry.has(start, "10.") {
            return None;
        }
        let mut stop = start;
        while stop < end && entry.at(stop).is_ascii_graphic() && !entry.is_wide(stop) {
            stop += 1;
        }
        while stop > start && matches!(entry.at(stop - 1), b'.' | b',' | b';') {
            stop -= 1;
        }
        (stop > start).then_some((Part::Pid, start..stop, stop))
    }

    /// `[2024-02-01]`, `(2024-01-05)`; with `year` also `(2014)` and `[2014]`.
    pub(super) fn dated_at(&self, open: usize, year: bool) -> Option<(Part, Range<usize>, usize)> {
        let entry = self.entry;
        let close = entry.close(open, 60)?;
        let inner = entry.trim(entry.behind(open)..close, b"");
        let end = entry.behind(close);
        let part = if entry.at(open) == b'[' { Part::Accessed } else { Part::Date };
        if date_at(entry, inner.start) == Some(inner.end) {
            return Some((part, inner, end));
        }
        let bare = year_at(entry, inner.start).filter(|found| found.end == inner.end)?;
        (year && part == Part::Date).then_some((Part::Date, bare.digits, end))
    }
}
