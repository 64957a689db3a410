//! Numbers of standards, reports, patents, documents and archives, which stand behind the title or before it.

use std::ops::Range;

use super::Reader;
use crate::reference::model::{Part, Type};
use crate::reference::scan::Entry;
use crate::syntax::chars::is_han;

/// The end of a standard's number at `at`: GB/T 7714—2025, ISO 15836:2009, GB 15616-1995.
pub(super) fn standard_number(entry: &Entry<'_>, at: usize, end: usize) -> Option<usize> {
    let mut i = at;
    let mut letters = 0;
    while i < end && (entry.at(i).is_ascii_uppercase() || matches!(entry.at(i), b'/')) {
        letters += usize::from(entry.at(i).is_ascii_uppercase());
        i += 1;
    }
    if !(2..=12).contains(&letters) {
        return None;
    }
    // ISO/IEC TR 10000, IEEE P802, AIAA G-136
    let mut at = entry.skip(i);
    while entry.at(at).is_ascii_uppercase() {
        at += 1;
    }
    at = entry.skip_any(at, b"-");
    let (count, mut last) = entry.digits(at, 9);
    if count == 0 {
        return None;
    }
    loop {
        let sign = entry.at(last);
        let next = entry.behind(last);
        let (count, after) = entry.digits(next, 9);
        if matches!(sign, b'.' | b'-' | b':' | b'/') && count > 0 && after <= end {
            last = after;
        } else if sign.is_ascii_alphabetic() && !entry.at(last + 1).is_ascii_alphabetic() {
            last += 1;
        } else {
            break;
        }
    }
    (last <= end).then_some(last)
}

/// Countries as patents name them.
pub(super) const COUNTRIES: [&str; 10] =
    ["中国", "美国", "日本", "德国", "英国", "CN", "US", "JP", "DE", "EP"];

impl Reader<'_, '_> {
    /// Takes the number of a report, patent, standard or document off the title.
    pub(super) fn without_number(&mut self, title: Range<usize>) -> Range<usize> {
        let entry = self.entry;
        let kind = self.found.kind;
        if kind == Some(Type::Standard)
            && let Some(end) = standard_number(entry, title.start, title.end)
            && entry.skip_any(end, b".,:") < title.end
        {
            self.set_folded(Part::Number, title.start..end);
            return entry.skip_any(end, b".,:")..title.end;
        }
        if !matches!(
            kind,
            Some(Type::Standard | Type::Report | Type::Patent | Type::Archive | Type::Web | Type::Other)
        ) {
            return title;
        }
        let colon = title.clone().rev().find(|&at| {
            entry.at(at) == b':' && entry.is_outside(at) && {
                // ISO 15836:2009
                !(entry.at(at + 1).is_ascii_digit() && at > 0 && entry.at(at - 1).is_ascii_digit())
            }
        });
        if let Some(colon) = colon {
            let all = entry.trim(entry.behind(colon)..title.end, b".,");
            let code = self.without_leading_country(all.clone());
            if self.is_number(&code) {
                self.leave(all.start..code.start);
                self.set_folded_number(code);
                let before = self.without_country(title.start..colon);
                self.leave(before.end..colon);
                return entry.trim(before, b",:");
            }
        }
        if kind == Some(Type::Standard) || kind == Some(Type::Report) {
            // 名称 GB/T 2659-1986; ..., PB 91-194001
            let at = title.clone().rev().find(|&at| {
                matches!(entry.at(at), b' ' | b',')
                    && entry.char_at(entry.skip(at + 1)).is_some_and(|c| c.is_ascii_uppercase())
                    && standard_number(entry, entry.skip(at + 1), title.end) == Some(title.end)
            });
            if let Some(at) = at
                && at > title.start
            {
                self.set_folded_number(entry.skip(at + 1)..title.end);
                return entry.trim(title.start..at, b",:");
            }
        }
        title
    }

    pub(super) fn set_folded_number(&mut self, range: Range<usize>) {
        // A document's number keeps its own brackets: 国发〔2007〕19号.
        if self.entry.slice(&range).contains('号') {
            self.set(Part::Number, range);
        } else {
            self.set_folded(Part::Number, range);
        }
    }

    pub(super) fn is_number(&self, range: &Range<usize>) -> bool {
        let text = self.entry.plain(range);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if self.found.kind == Some(Type::Archive)
            && digits > 0
            && ["Box", "Folder", "全宗", "卷宗", "档号"].iter().any(|word| text.starts_with(word))
        {
            return true;
        }
        if text.contains('号') {
            return digits >= 1 && self.entry.slice(range).chars().count() <= 30;
        }
        let report = |word: &str| {
            self.found.kind == Some(Type::Report)
                && ["report", "paper", "no", "no.", "memorandum", "bulletin", "note"]
                    .contains(&word.to_ascii_lowercase().as_str())
        };
        let words = text.split(' ').filter(|word| word.chars().count() > 1 && !report(word)).all(|word| {
            word.bytes().any(|b| b.is_ascii_digit())
                || word.bytes().all(|b| b.is_ascii_uppercase() || !b.is_ascii_alphanumeric())
        });
        let upper = text.bytes().any(|b| b.is_ascii_uppercase());
        let year = digits == 4 && text.len() == 4;
        digits >= 2
            && !year
            && words
            && !text.chars().any(is_han)
            && (upper || matches!(self.found.kind, Some(Type::Patent | Type::Archive)) && digits >= 5)
    }

    /// `中国, CN0000` of a patent without the country.
    pub(super) fn without_leading_country(&self, code: Range<usize>) -> Range<usize> {
        let text = self.entry.slice(&code);
        let country = COUNTRIES.iter().find(|country| text.starts_with(**country));
        match country.filter(|country| self.found.kind == Some(Type::Patent) && country.len() > 2) {
            Some(country) => self.entry.trim(code.start + country.len()..code.end, b",:"),
            None => code,
        }
    }

    /// `题名: 中国` of a patent without the country.
    pub(super) fn without_country(&self, title: Range<usize>) -> Range<usize> {
        let entry = self.entry;
        if self.found.kind != Some(Type::Patent) {
            return title;
        }
        let colon = title.clone().rev().find(|&at| entry.at(at) == b':' && entry.is_outside(at));
        match colon {
            Some(colon)
                if COUNTRIES
                    .contains(&entry.slice(&entry.trim(entry.behind(colon)..title.end, b"")).trim()) =>
            {
                title.start..colon
            }
            _ => title,
        }
    }

    pub(super) fn is_number_like(&self, segment: &Range<usize>) -> bool {
        let text = self.entry.plain(segment);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        digits >= 2
            && text.bytes().any(|b| b.is_ascii_uppercase())
            && !text.contains([':', ','])
            && !text.contains(". ")
            && text.split(' ').count() <= 4
            && !text.chars().any(is_han)
            && text.bytes().last().is_some_and(|b| b.is_ascii_digit())
    }
}
