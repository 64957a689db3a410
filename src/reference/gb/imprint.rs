//! What stands behind the title of a book: people, edition, place, publisher, year, pages.

use std::ops::Range;

use super::Reader;
use super::dates::{date_at, year_at};
use super::stops::stops;
use crate::reference::model::{Name, Part, Type};
use crate::reference::names::{Names, names, role_behind};
use crate::syntax::chars::is_han;

impl Reader<'_, '_> {
    pub(super) fn patent(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let range = entry.trim(range, b".,");
        let mut at = range.start;
        // [P]. 专利号, 日期
        for start in range.clone() {
            if (start == range.start || matches!(entry.at(start - 1), b' ' | b'.' | b',' | 1))
                && let Some(end) = date_at(entry, start)
            {
                let before = entry.trim(range.start..start, b".,:");
                if !before.is_empty() {
                    if self.is_number(&before) && self.found.get(Part::Number).is_none() {
                        self.set_folded(Part::Number, before);
                    } else {
                        self.imprint(before);
                    }
                }
                self.set_folded(Part::Date, start..end);
                at = entry.skip_any(end, b".,");
                if entry.at(at) == b':' {
                    let pages = entry.trim(entry.behind(at)..range.end, b".");
                    self.set_folded(Part::Pages, pages);
                    at = range.end;
                }
                break;
            }
        }
        if at < range.end {
            if at == range.start { self.book(at..range.end) } else { self.leave(at..range.end) }
        }
    }

    /// A web page, preprint or dataset: the site or platform, perhaps with a year.
    pub(super) fn web(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let range = entry.trim(range, b".,");
        if range.is_empty() {
            return;
        }
        if let Some(end) =
            date_at(entry, range.start).filter(|&end| entry.trim(end..range.end, b".,").is_empty())
        {
            self.set_folded(Part::Date, range.start..end);
            return;
        }
        self.book(range);
    }

    /// Takes translators and editions off the front of `range`.
    pub(super) fn peel(&mut self, range: Range<usize>) -> Range<usize> {
        let entry = self.entry;
        let mut range = entry.trim(range, b".,");
        while let Some(stop) = stops(entry, range.clone()).next() {
            let segment = entry.trim(range.start..stop, b",");
            let after = entry.skip_any(entry.behind(stop), b".,");
            if after >= range.end && !self.is_other(&segment) {
                break;
            }
            if self.is_other(&segment) {
                self.others(segment);
            } else if self.is_edition(&segment) && self.found.get(Part::Edition).is_none() {
                self.set(Part::Edition, segment);
            } else {
                break;
            }
            range.start = after.min(range.end);
        }
        range
    }

    /// Adds translators and others.
    fn others(&mut self, range: Range<usize>) {
        let names = self.with_others(range);
        self.found.others.extend(names);
    }

    /// The names in `range`; 等 goes with the word for what they did.
    pub(super) fn with_others(&self, range: Range<usize>) -> Vec<Name> {
        let Names { mut names, and_others } = names(self.entry, range);
        for name in names.iter_mut().filter(|_| and_others.is_some()) {
            name.word.insert(0, '等');
        }
        names
    }

    /// Whether a segment names translators or other people: 李某, 译.
    pub(super) fn is_other(&self, segment: &Range<usize>) -> bool {
        let text = self.entry.slice(segment).trim();
        let Some((_, length)) = role_behind(text) else { return false };
        let before = text[..text.len() - length].trim_end();
        let signed = before.ends_with([',', '，', '、', '(', '（']);
        let name = before.trim_end_matches([',', '，', ' ', '(', '（']);
        let count = name.chars().count();
        let bodies = ["会", "部", "室", "组", "所", "院", "局", "委", "馆", "处", "中心"];
        let body = bodies.iter().any(|body| name.ends_with(body));
        let titles = ["汇编", "新编", "简编", "续编", "文编", "类编", "资料选编"];
        // Unsigned only what is as short as a name or ends as bodies do: a series may end with 编 or 注.
        count >= 2
            && !titles.iter().any(|end| text.ends_with(end))
            && (signed || count <= 6 || body || name.contains('等') || name.is_ascii())
            && !name.contains([':', '：'])
            && !name.chars().any(|c| c.is_ascii_digit())
            && (!text.ends_with('社') || signed)
    }

    pub(super) fn is_edition(&self, segment: &Range<usize>) -> bool {
        let text = self.entry.plain(segment);
        let text = text.trim();
        let lower = text.to_lowercase();
        let count = text.chars().count();
        if text.contains([':', '：']) || count > 24 {
            return false;
        }
        let digit = text.contains(|c: char| c.is_ascii_digit());
        text.ends_with('版')
            || text.ends_with("本")
                && count <= 12
                && text.chars().all(|c| is_han(c) || c.is_ascii_digit() || c == ' ')
            || lower.ends_with("ed") && (digit || lower.starts_with("rev") || count <= 12)
            || lower.ends_with("edition")
            || lower.strip_prefix('v').is_some_and(|rest| {
                rest.trim_start_matches([' ', '.']).starts_with(|c: char| c.is_ascii_digit())
            })
            || lower.starts_with("version")
            || (digit
                && count <= 6
                && text.contains('.')
                && text.chars().all(|c| c.is_ascii_digit() || c == '.'))
    }

    /// `译者. 版本. 地: 社, 年: 页`.
    pub(super) fn book(&mut self, range: Range<usize>) {
        let range = self.peel(range);
        if range.is_empty() {
            return;
        }
        // The last item may be an edition without anything behind it.
        if self.is_edition(&range) && self.found.get(Part::Edition).is_none() {
            self.set(Part::Edition, range);
            return;
        }
        if self.is_other(&range) {
            self.others(range);
            return;
        }
        if self.found.kind == Some(Type::Report)
            && self.found.get(Part::Number).is_none()
            && self.is_number_like(&range)
        {
            self.set_folded(Part::Number, range);
            return;
        }
        self.imprint(range);
    }

    /// `地: 社, 年: 页` in its forms; sentences before it are a series or a number.
    pub(super) fn imprint(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let mut range = entry.trim(range, b".,;");
        // Behind what is no imprint, as in `AD 730029. 1971` or `Vol. 2. Anaheim, CA: 某社, 2002`.
        while let Some(stop) = self.leading(&range) {
            let segment = entry.trim(range.start..stop, b",");
            if self.is_volume(&segment) {
                let number = (segment.start..segment.end)
                    .find(|&at| entry.at(at).is_ascii_digit())
                    .unwrap_or(segment.start);
                self.set_folded(Part::Volume, number..segment.end);
            } else if self.found.get(Part::Number).is_none()
                && matches!(self.found.kind, Some(Type::Report | Type::Standard | Type::Patent))
                && self.is_number_like(&segment)
            {
                self.set_folded(Part::Number, segment);
            } else {
                self.leave(segment);
            }
            range.start = entry.skip_any(entry.behind(stop), b".,");
        }
        if range.start >= range.end {
            return;
        }
        // The year and what is behind it, from the right.
        let (names_end, year) = self.year_from_right(&range);
        let before = entry.trim(range.start..names_end, b",.;");
        if year.is_none() && before == range {
            // 北京: 某社: 179-193, or only a name.
            let names = self.pages_from_right(range);
            self.place_and_publisher(names);
            return;
        }
        if !before.is_empty() {
            self.place_and_publisher(before);
        }
    }

    /// The first stop of an imprint that ends something else: what is behind it is an imprint by itself.
    pub(super) fn leading(&self, range: &Range<usize>) -> Option<usize> {
        let entry = self.entry;
        let colon = range.clone().find(|&at| entry.at(at) == b':' && entry.is_outside(at));
        stops(entry, range.clone()).find(|&at| {
            let after = entry.skip(entry.behind(at));
            if after >= range.end {
                return false;
            }
            let segment = entry.trim(range.start..at, b",");
            // [硕士学位论文]. 武汉: 某大学, 2018
            let remark = entry.at(segment.start) == b'['
                && entry.close(segment.start, 60).is_some_and(|close| entry.behind(close) >= segment.end);
            if remark && colon.is_none_or(|colon| at < colon) {
                return !["[S.l.]", "[s.l.]"].contains(&entry.slice(&segment))
                    && !entry.slice(&segment).contains("不详");
            }
            // Washington, D.C.: 某社 and St. Louis are places.
            colon.is_none_or(|colon| at < colon)
                && (self.is_volume(&segment)
                    || self.is_number_like(&segment)
                    || colon.is_some() && segment.len() > 12 && !entry.slice(&segment).contains(',')
                    || colon.is_none()
                        && year_at(entry, after)
                            .is_some_and(|year| entry.trim(year.end..range.end, b".").is_empty())
                        && self.found.kind == Some(Type::Report))
        })
    }

    pub(super) fn is_volume(&self, segment: &Range<usize>) -> bool {
        let text = self.entry.plain(segment).to_lowercase();
        text.strip_prefix("vol").is_some_and(|rest| {
            let rest = rest.trim_start_matches(['.', ' ']);
            !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric())
        })
    }

    /// Takes the year with what follows it off the end of `range`; returns where the rest ends and the
    /// year's place.
    pub(super) fn year_from_right(&mut self, range: &Range<usize>) -> (usize, Option<usize>) {
        let entry = self.entry;
        let candidates: Vec<usize> = range
            .clone()
            .filter(|&at| {
                let first = at == range.start
                    || matches!(entry.at(at - 1), b',' | b' ' | b'.' | b':' | b'(' | 1)
                    || entry.char_before(at).is_some_and(is_han);
                first && matches!(entry.at(at), b'0'..=b'9' | b'[' | b'(' | b'c')
            })
            .collect();
        for at in candidates {
            let mut trial = Reader { entry, found: self.found.clone() };
            if trial.year_and_pages(at, range.end) {
                self.found = trial.found;
                return (at, Some(at));
            }
        }
        (range.end, None)
    }

    /// Reads `2011: 36-41`, `1881(清光绪七年)`, `[1936]`, `1957-1990`, `1995印刷`, `2003-10-01` up to `end`.
    pub(super) fn year_and_pages(&mut self, at: usize, end: usize) -> bool {
        let entry = self.entry;
        let mut next;
        let already = self.found.get(Part::Year).is_some();
        if let Some(date_end) = date_at(entry, at).filter(|&date_end| {
            date_end <= end
                && matches!(entry.at(entry.skip(date_end)), 0 | b'.' | b':' | b',')
                    | (entry.skip(date_end) >= end)
        }) {
            self.set_folded(Part::Date, at..date_end);
            next = date_end;
        } else {
            let Some(year) = year_at(entry, at) else { return false };
            next = year.end;
            // The calendar of another time: 1881(清光绪七年), 1947（民国三十六年）.
            if entry.at(entry.skip(next)) == b'('
                && let Some(close) = entry.close(entry.skip(next), 60).filter(|&close| close < end)
                && entry.slice(&(next..close)).chars().any(is_han)
            {
                next = entry.behind(close);
            }
            if entry.starts(next, "印刷") {
                next += "印刷".len();
            }
            // 1957-1990, 1936-
            if entry.at(next) == b'-' {
                let after = entry.behind(next);
                let (count, stop) = entry.digits(after, 5);
                if count == 4 || count == 0 {
                    next = stop.max(after);
                }
            }
            if !already {
                self.whole_year(&year, at..next);
            }
        }
        next = entry.skip(next);
        if next >= end || entry.trim(next..end, b".,;").is_empty() {
            return true;
        }
        let sign = entry.at(next);
        if !matches!(sign, b':' | b',' | b'.') {
            return false;
        }
        // 1幅 of a map
        if sign == b'.' && self.found.kind == Some(Type::Map) {
            self.leave(entry.behind(next)..end);
            return true;
        }
        let pages = entry.trim(entry.behind(next)..end, b".,;:");
        // 1996.16: the page behind a full stop, as older lists have it.
        let plain =
            entry.plain(&pages).bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b',' | b' '));
        let read = self.is_pages(&pages) && (sign != b'.' || plain);
        if read {
            let pages = self.without_page_words(pages);
            self.set_folded(Part::Pages, pages);
        }
        read
    }

    /// Whether `range` is pages: 36-41, 1.1-1.36, 序2-3, 扉页, e0230416, 36, 41, S1-S8.
    pub(super) fn is_pages(&self, range: &Range<usize>) -> bool {
        let text = self.entry.plain(range);
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 40 {
            return false;
        }
        let digit = text.bytes().any(|b| b.is_ascii_digit());
        if text.chars().count() <= 12
            && ["序", "前言", "跋", "后记", "导言"].iter().any(|word| text.ends_with(word))
        {
            return true;
        }
        let words = ["扉页", "封底", "封面", "版权页", "书末", "插页"];
        words.contains(&text)
            || text.chars().all(|c| "ivxlcIVXLC-".contains(c))
            || digit
                && !text.contains("://")
                && text.chars().all(|c| {
                    c.is_ascii_digit()
                        || "-~+,.;/ :()".contains(c)
                        || c.is_ascii_alphabetic()
                        || "序第页前言目录附注正文卷上中下册至、".contains(c)
                })
                && text
                    .split([' ', '-', ','])
                    .all(|word| word.chars().filter(char::is_ascii_alphabetic).count() <= 5)
    }

    pub(super) fn without_page_words(&self, range: Range<usize>) -> Range<usize> {
        let entry = self.entry;
        let mut range = range;
        for word in ["pp.", "pp", "p.", "P.", "p", "P"] {
            if entry.slice(&range).starts_with(word)
                && entry.at(entry.skip(range.start + word.len())).is_ascii_digit()
            {
                range.start = entry.skip(range.start + word.len());
                break;
            }
        }
        if entry.slice(&range).starts_with('第') {
            range.start += "第".len();
        }
        if entry.slice(&range).ends_with('页') && range.len() > 6 {
            range.end -= "页".len();
        }
        range
    }

    /// Takes `: 179-193` or `, 179-193` without a year off the end.
    pub(super) fn pages_from_right(&mut self, range: Range<usize>) -> Range<usize> {
        let entry = self.entry;
        let colon = range.clone().rev().find(|&at| {
            entry.is_outside(at)
                && (entry.at(at) == b':'
                    || entry.at(at) == b',' && entry.plain(&(at..range.end)).contains(['-', '~']))
        });
        if let Some(colon) = colon {
            let pages = entry.trim(entry.behind(colon)..range.end, b".,");
            if entry.plain(&pages).starts_with(|c: char| c.is_ascii_digit()) && self.is_pages(&pages) {
                let pages = self.without_page_words(pages);
                self.set_folded(Part::Pages, pages);
                return entry.trim(range.start..colon, b".,");
            }
        }
        range
    }

    pub(super) fn place_and_publisher(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let range = entry.trim(range, b".,");
        let Some(colon) = range.clone().find(|&at| {
            entry.at(at) == b':' && entry.is_outside(at) && !entry.starts(at, "://")
                // Upper Saddle River: NJ: 某社
                && !self.is_state(at, range.end)
        }) else {
            // [S.l.], 武汉, 某社: a name alone is the publisher.
            let end = stops(entry, range.clone()).next().unwrap_or(range.end);
            self.set_publisher(range.start..end);
            self.leave(end..range.end);
            return;
        };
        let place = entry.trim(range.start..colon, b",");
        let publisher = entry.trim(entry.behind(colon)..range.end, b",");
        if !place.is_empty() {
            self.set(Part::Place, place);
        }
        if publisher.is_empty() {
            return;
        }
        // A second place and publisher: 北京: 甲社; 上海: 乙社
        self.set_publisher(publisher);
    }

    pub(super) fn set_publisher(&mut self, range: Range<usize>) {
        let range = self.entry.trim(range, b",");
        // Vol. 78. 241: no publisher is a number.
        let number = self.entry.plain(&range);
        let number = number.starts_with(|c: char| c.is_ascii_digit())
            && number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b',' | b' '));
        if number && self.found.get(Part::Pages).is_none() {
            return self.set_folded(Part::Pages, range);
        }
        // 某社2019年版: the year was taken; 版 may be left.
        if !range.is_empty() && self.found.field(Part::Publisher).is_none() {
            self.set(Part::Publisher, range);
        } else {
            self.leave(range);
        }
    }

    /// Whether the colon at `at` stands before the letters of a state with another colon behind.
    pub(super) fn is_state(&self, at: usize, end: usize) -> bool {
        let entry = self.entry;
        let start = entry.skip(at + 1);
        let letters = (start..end).take_while(|&i| entry.at(i).is_ascii_uppercase()).count();
        letters == 2 && entry.at(start + 2) == b':'
    }
}
