//! Articles: the journal or newspaper with year, volume, issue and pages; runs of serials.

use std::ops::Range;

use super::Reader;
use super::dates::{YearAt, date_at, year_at};
use super::stops::stops;
use crate::reference::model::Part;
use crate::syntax::chars::is_han;

impl Reader<'_, '_> {
    pub(super) fn journal(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let mut range = entry.trim(range, b".,");
        range = self.peel(range);
        if self.serial(&range) {
            return;
        }
        if self.tail_of_journal(range.clone()).is_some() {
            return;
        }
        // Only the name of the journal is certain.
        let end = (range.start..range.end)
            .find(|&at| entry.at(at) == b',' && entry.is_outside(at))
            .or_else(|| stops(entry, range.clone()).next())
            .unwrap_or(range.end);
        self.set(Part::Container, range.start..end);
        self.leave(end..range.end);
    }

    /// A run of a serial: `1957(1)-1990(4). 北京: 某馆, 1957-1990`.
    pub(super) fn serial(&mut self, range: &Range<usize>) -> bool {
        let entry = self.entry;
        if year_at(entry, range.start).is_none() {
            return false;
        }
        let stop = stops(entry, range.clone()).next().unwrap_or(range.end);
        let mut trial = Reader { entry, found: self.found.clone() };
        let mut cursor = Tail { reader: &mut trial, at: range.start, end: stop };
        if !cursor.numbers() {
            return false;
        }
        let at = cursor.at;
        let open = entry.trim(at..stop, b"");
        // The end of the run tells no field.
        if !open.is_empty() && entry.at(open.start) != b'-' {
            return false;
        }
        let within = |span: &Range<usize>| range.start <= span.start && span.end <= stop;
        let end = trial.found.spans().into_iter().filter(within).map(|span| span.end).max().unwrap_or(at);
        // 2018b: the letter has no place of its own.
        let end = end + usize::from(trial.found.year_letter.is_some() && end + 1 == at);
        self.found = trial.found;
        // How far the run goes has no part of its own.
        self.leave(end..stop);
        if let Some(dash) = (end..stop).find(|&at| entry.at(at) == b'-')
            && self.found.rest.iter().all(|range| !range.contains(&dash))
        {
            self.found.rest.push(dash..entry.behind(dash));
        }
        let imprint = entry.trim(entry.behind(stop)..range.end, b".");
        if !imprint.is_empty() {
            let year = self.found.field(Part::Year).cloned();
            self.imprint(imprint);
            if let (Some(year), Some(again)) =
                (year, self.found.field(Part::Year).map(|field| field.range.clone()))
            {
                if again != year.range {
                    self.found.rest.push(again);
                }
                self.found.set(Part::Year, year);
            }
        }
        true
    }

    /// `刊名, 年, 卷(期): 页`: finds where the numbers begin that reach to the end, and takes all.
    pub(super) fn tail_of_journal(&mut self, range: Range<usize>) -> Option<()> {
        let entry = self.entry;
        let range = entry.trim(range, b".");
        for at in range.clone() {
            let sign = entry.at(at);
            let begins = match sign {
                b',' | b'.' | b':' => entry.is_outside(at),
                // 某某学刊 2019(3)
                b' ' => entry.at(at + 1).is_ascii_digit() || entry.at(at + 1) == b'(',
                b'(' => at > range.start,
                _ => {
                    entry.starts(at, "》")
                        || entry.char_before(at).is_some_and(is_han) && sign.is_ascii_digit()
                }
            };
            if !begins || at == range.start {
                continue;
            }
            let start = match sign {
                b'(' => at,
                _ if sign.is_ascii_digit() => at,
                _ if entry.starts(at, "》") => entry.skip_any(at + "》".len(), b",."),
                _ => entry.skip_any(at, b",.:"),
            };
            let mut trial = Reader { entry, found: self.found.clone() };
            let mut tail = Tail { reader: &mut trial, at: start, end: range.end };
            if tail.numbers() && tail.is_at_end() {
                let name = entry.trim(range.start..at, b",.:");
                let name = trial.without_quotes(name);
                trial.set(Part::Container, name);
                self.found = trial.found;
                return Some(());
            }
        }
        None
    }

    pub(super) fn newspaper(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let range = entry.trim(range, b".,");
        for at in range.clone() {
            let begins = matches!(entry.at(at), b',' | b'.' | b' ' | b'(') && entry.is_outside(at)
                || entry.at(at) == b'(';
            if !begins && at > range.start {
                continue;
            }
            let start = match entry.at(at) {
                b'(' => entry.behind(at),
                // A date without the newspaper.
                _ if !begins => at,
                _ => entry.skip_any(at, b",."),
            };
            let Some(end) = date_at(entry, start) else { continue };
            self.set_folded(Part::Date, start..end);
            if at > range.start {
                let name = entry.trim(range.start..at, b",.");
                let name = self.without_quotes(name);
                self.set(Part::Container, name);
            }
            let mut rest = entry.skip_any(end, b",.)");
            if entry.at(rest) == b'('
                && let Some(close) = entry.close(rest, 40).filter(|&close| close < range.end)
            {
                let inner = self.sheet(entry.behind(rest)..close);
                self.set_folded(Part::Pages, inner);
                rest = entry.behind(close);
            } else if rest < range.end
                && (entry.at(rest) == b':'
                    || entry.starts(rest, "第")
                    || entry.at(rest).is_ascii_alphanumeric())
            {
                let inner = self.sheet(entry.skip_any(rest, b":")..range.end);
                if entry.slice(&inner).chars().count() <= 8 {
                    self.set_folded(Part::Pages, inner);
                    rest = range.end;
                }
            }
            self.leave(rest..range.end);
            return;
        }
        if self.tail_of_journal(range.clone()).is_none() {
            let end = (range.start..range.end)
                .find(|&at| entry.at(at) == b',' && entry.is_outside(at))
                .unwrap_or(range.end);
            self.set(Part::Container, range.start..end);
            self.leave(end..range.end);
            return;
        }
        // 某某日报, 2000(3): a number alone is the sheet; newspapers have neither volumes nor issues.
        if self.found.get(Part::Pages).is_none() {
            let lone = match (self.found.get(Part::Volume), self.found.get(Part::Issue)) {
                (Some(_), None) => Part::Volume,
                (None, Some(_)) => Part::Issue,
                _ => return,
            };
            let place = self.found.field(lone).map(|field| field.range.clone()).unwrap_or_default();
            self.found.unset(lone);
            let sheet = self.without_page_words(self.sheet(place));
            self.set_folded(Part::Pages, sheet);
        }
    }

    /// 第3版 without its words.
    pub(super) fn sheet(&self, range: Range<usize>) -> Range<usize> {
        let mut range = self.entry.trim(range, b".");
        let text = self.entry.slice(&range);
        if text.starts_with('第') {
            range.start += "第".len();
        }
        if text.ends_with('版') {
            range.end -= "版".len();
        }
        range
    }
}

/// The numbers of an article: year, volume, issue, pages.
struct Tail<'r, 'e, 't> {
    reader: &'r mut Reader<'e, 't>,
    at: usize,
    end: usize,
}

impl Tail<'_, '_, '_> {
    fn is_at_end(&self) -> bool {
        self.reader.entry.trim(self.at..self.end, b".,;").is_empty()
    }

    fn skip(&mut self, signs: &[u8]) {
        self.at = self.reader.entry.skip_any(self.at, signs).min(self.end);
    }

    /// Reads as far as it goes; whether anything was read.
    fn numbers(&mut self) -> bool {
        let entry = self.reader.entry;
        let start = self.at;
        // 网络首发: 某学报, 2026-03-01
        if let Some(end) = date_at(entry, self.at).filter(|&end| end <= self.end) {
            self.reader.set_folded(Part::Date, self.at..end);
            self.at = end;
            // 2019-03-05(3): 8
            self.issue();
            self.pages();
            return true;
        }
        if let Some(year) =
            year_at(entry, self.at).filter(|year| year.end <= self.end && entry.at(self.at) != b'(')
            && (self.reader.found.get(Part::Year).is_none() || self.repeats(&year))
        {
            if self.reader.found.get(Part::Year).is_none() {
                self.reader.year(&year);
            }
            self.at = year.end;
            self.skip(b",;.");
        }
        self.volume();
        self.issue();
        self.pages();
        self.at > start
    }

    /// The year again that stands behind the authors.
    fn repeats(&self, year: &YearAt) -> bool {
        self.reader.found.get(Part::Year) == Some(self.reader.entry.plain(&year.digits).as_str())
    }

    /// `48`, `Vol. 48`, `第48卷`, `48卷`.
    fn volume(&mut self) {
        let entry = self.reader.entry;
        let mut at = entry.skip(self.at);
        let mut named = false;
        for word in ["volume", "vol.", "vol"] {
            if entry.has(at, word) {
                at = entry.skip_any(at + word.len(), b".:");
                named = true;
                break;
            }
        }
        let ordinal = entry.starts(at, "第");
        if ordinal {
            at += "第".len();
        }
        let (count, mut end) = entry.digits(at, 7);
        if count == 0 || count > 6 || end > self.end {
            return;
        }
        let digits = at..end;
        if entry.at(end).is_ascii_alphabetic() && !entry.at(end + 1).is_ascii_alphanumeric() {
            end += 1;
        }
        let mut last = end;
        if entry.starts(end, "卷") {
            last = end + "卷".len();
        } else if ordinal {
            return;
        }
        // 57-58(1): double volume
        if entry.at(last) == b'-' || entry.at(last) == b'/' {
            let (count, stop) = entry.digits(entry.behind(last), 5);
            if count > 0 && matches!(entry.at(stop), b'(' | b':') {
                end = stop;
                last = stop;
            }
        }
        let next = entry.skip(last);
        if !named
            && next < self.end
            && !matches!(entry.at(next), b'(' | b':' | b',' | b'.' | b'[')
            && !entry.starts(next, "第")
            && !entry.has(next, "no")
            && !entry.has(next, "issue")
            && entry.char_at(next).is_none_or(|c| c != '-')
        {
            return;
        }
        self.reader.set_folded(Part::Volume, digits.start..end);
        self.at = last;
        let before = self.at;
        self.skip(b",;.");
        // A comma before the issue: 48, 第8期; else it belongs to what follows.
        if !(entry.starts(self.at, "第")
            || entry.has(self.at, "no")
            || entry.at(self.at) == b'('
            || entry.has(self.at, "p")
            || entry.at(self.at).is_ascii_digit())
        {
            self.at = before;
        }
    }

    /// `(8)`, `(5/6)`, `(增刊1)`, `第8期`, `No. 8`.
    fn issue(&mut self) {
        let entry = self.reader.entry;
        let at = entry.skip(self.at);
        if entry.at(at) == b'(' {
            let Some(close) = entry.close(at, 60).filter(|&close| close < self.end) else { return };
            let inner = entry.trim(entry.behind(at)..close, b"");
            let mut inner = inner;
            if entry.slice(&inner).starts_with('第') {
                inner.start += "第".len();
            }
            if entry.slice(&inner).ends_with('期') {
                inner.end -= "期".len();
            }
            let text = entry.plain(&inner);
            let issue = !text.is_empty()
                && text.chars().count() <= 24
                && (text.contains(|c: char| c.is_ascii_digit())
                    || text.contains('刊')
                    || text.contains(['上', '下', 'S', 'Z'])
                    || text.to_lowercase().contains("suppl"))
                && !text.contains("://");
            if !issue {
                return;
            }
            self.reader.set_folded(Part::Issue, inner);
            self.at = entry.behind(close);
            // 1957(1)-1990(4): a run
            if entry.at(self.at) == b'-' && self.reader.found.get(Part::Container).is_none() {
                let mut end = entry.behind(self.at);
                while end < self.end
                    && (entry.at(end).is_ascii_digit()
                        || matches!(entry.at(end), b',' | b'(' | b')' | b'-' | b' ' | 1))
                {
                    end += 1;
                }
                self.at = end;
            }
            return;
        }
        for word in ["issue", "no.", "no"] {
            if entry.has(at, word) {
                let start = entry.skip_any(at + word.len(), b".:");
                let (count, mut end) = entry.digits(start, 5);
                if count > 0 && end <= self.end {
                    if matches!(entry.at(end), b'/' | b'-') {
                        let (more, stop) = entry.digits(entry.behind(end), 4);
                        if more > 0 {
                            end = stop;
                        }
                    }
                    self.reader.set_folded(Part::Issue, start..end);
                    self.at = end;
                }
                return;
            }
        }
        let start = if entry.starts(at, "第") { at + "第".len() } else { at };
        let (count, mut end) = entry.digits(start, 5);
        if count > 0 {
            if matches!(entry.at(end), b'/' | b'-') {
                let (more, stop) = entry.digits(entry.behind(end), 4);
                if more > 0 {
                    end = stop;
                }
            }
            if entry.starts(end, "期") {
                self.reader.set_folded(Part::Issue, start..end);
                self.at = end + "期".len();
            }
        }
    }

    /// `: 12-19`, `, 12-19`, `pp. 12-19`, `第12—19页`.
    fn pages(&mut self) {
        let entry = self.reader.entry;
        let at = entry.skip(self.at);
        if !matches!(entry.at(at), b':' | b',') && !entry.has(at, "p") && !entry.starts(at, "第") {
            return;
        }
        let pages = entry.trim(entry.skip_any(at, b":,.")..self.end, b".,;");
        if self.reader.is_pages(&pages) {
            let pages = self.reader.without_page_words(pages);
            self.reader.set_folded(Part::Pages, pages);
            self.at = self.end;
        }
    }
}
