//! The host of an analytic part: `//责任者. 书名. 地: 社, 年: 页`.

use std::ops::Range;

use super::dates::{date_at, year_at};
use super::stops::{is_blank_or_end, stops};
use super::{Reader, find_mark};
use crate::reference::model::Part;
use crate::reference::names;

impl Reader<'_, '_> {
    /// Whether what follows is a host without `//`: `[A]. 主编. 书名[C]`, `[M]. In: …`.
    pub(super) fn is_host(&self, range: Range<usize>) -> bool {
        let entry = self.entry;
        ["In:", "In "]
            .iter()
            .any(|word| entry.text.get(range.start..).is_some_and(|rest| rest.starts_with(word)))
            || find_mark(entry, range.start + 1, range.end).is_some_and(|mark| mark.kind.is_some())
    }

    /// The host of an analytic part: `责任者. 题名: 卷. 版本. 地: 社, 年: 页`, or `会议名, 年: 页`.
    pub(super) fn host(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let mut range = entry.trim(range, b".,");
        for word in ["In:", "In "] {
            if entry.slice(&range).starts_with(word) {
                range.start = entry.skip(range.start + word.len());
            }
        }
        // A mark behind the host's title ends the title.
        if let Some(mark) = find_mark(entry, range.start + 1, range.end).filter(|mark| mark.kind.is_some()) {
            let before = entry.trim(range.start..mark.range.start, b".,");
            self.host_title(before);
            self.found.rest.push(mark.range.clone());
            self.book(mark.range.end..range.end);
            return;
        }
        let range = self.host_authors(range);
        // The title ends at the stop before the imprint; the stop of an abbreviation may be that one, too.
        let ends = |at: &usize| self.is_tail(entry.trim(entry.behind(*at)..range.end, b"."));
        let dots = |at: &usize| entry.at(*at) == b'.' && entry.is_outside(*at) && is_blank_or_end(entry, *at);
        let stop = range.clone().filter(dots).find(ends).or_else(|| {
            stops(entry, range.clone()).find(|&at| !entry.trim(entry.behind(at)..range.end, b".").is_empty())
        });
        if let Some(stop) = stop {
            self.set(Part::Container, range.start..stop);
            return self.book(entry.behind(stop)..range.end);
        }
        // 第五届某论坛, 2021: 7
        let (title_end, year) = self.year_from_right(&range);
        let title = if year.is_some() {
            entry.trim(range.start..title_end, b",.")
        } else {
            self.pages_from_right(range)
        };
        self.set(Part::Container, title);
    }

    /// Whether `range` is an imprint, with people, an edition or a volume before it.
    pub(super) fn is_tail(&self, range: Range<usize>) -> bool {
        let entry = self.entry;
        let mut range = range;
        while let Some(stop) = stops(entry, range.clone()).next() {
            let segment = entry.trim(range.start..stop, b",");
            if !(self.is_other(&segment) || self.is_edition(&segment) || self.is_volume(&segment)) {
                break;
            }
            range.start = entry.skip_any(entry.behind(stop), b".,");
        }
        self.is_imprint(&range)
    }

    pub(super) fn host_title(&mut self, range: Range<usize>) {
        let range = self.host_authors(range);
        let title = self.without_quotes(range);
        self.set(Part::Container, title);
    }

    /// Takes the authors of a host off its front.
    pub(super) fn host_authors(&mut self, range: Range<usize>) -> Range<usize> {
        let entry = self.entry;
        let mut range = range;
        // 王某. 2019. 书名 or 王某. 书名. 地: 社
        let all: Vec<usize> = stops(entry, range.clone()).collect();
        let Some(&first) = all.first() else { return range };
        // SMITH J. et al. and SMITH J. eds. go on behind the stop of the initial.
        let goes_on = |at: usize| ["et al.", "eds.", "ed."].iter().any(|word| entry.has(at, word));
        let index = usize::from(all.len() > 1 && goes_on(entry.skip(entry.behind(first))));
        let stop = all[index];
        let head = range.start..stop;
        let next = entry.behind(stop)..all.get(index + 1).copied().unwrap_or(range.end);
        // With one stop only, what stands before it is the title unless the rest is no imprint.
        let rest = entry.trim(next.clone(), b".");
        let is_author = names::plausible(entry, &head)
            && !rest.is_empty()
            && !self.is_imprint(&rest)
            && !self.is_where(&rest)
            && !self.is_volume(&rest)
            && !self.is_edition(&rest)
            && !self.is_other(&rest);
        if is_author {
            self.found.host_authors = self.with_others(head.start..self.with_abbreviation(stop));
            range.start = entry.skip(entry.behind(stop));
        }
        range
    }

    /// Whether a segment is nothing but pages, a date, or the place of a conference: 12-48, San Diego, CA.
    fn is_where(&self, range: &Range<usize>) -> bool {
        let text = self.entry.plain(range);
        let numbers = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'~' | b',' | b' '));
        let town = text.rsplit_once(", ").is_some_and(|(town, state)| {
            state.len() == 2
                && state.bytes().all(|b| b.is_ascii_uppercase())
                && town.split(' ').count() <= 3
                && !town.contains(',')
        });
        numbers || town || date_at(self.entry, range.start).is_some_and(|end| end >= range.end)
    }

    /// Whether a segment reads as `地: 社, 年` rather than as a title.
    pub(super) fn is_imprint(&self, range: &Range<usize>) -> bool {
        let entry = self.entry;
        let text = entry.slice(range);
        let publishers = [
            "出版",
            "书店",
            "书局",
            "书社",
            "印书馆",
            "大学",
            "Press",
            "Publish",
            "Books",
            "[s.n.]",
            "[S.l.]",
            "不详]",
        ];
        let colon = range.clone().find(|&at| entry.at(at) == b':' && entry.is_outside(at));
        let year = range.clone().any(|at| {
            (at == range.start || matches!(entry.at(at - 1), b',' | b' ' | 1))
                && year_at(entry, at).is_some_and(|year| {
                    let next = entry.skip(year.end);
                    let page = entry.at(next) == b','
                        && entry
                            .plain(&(entry.behind(next)..range.end))
                            .trim()
                            .bytes()
                            .all(|b| b.is_ascii_digit());
                    next >= range.end || page || matches!(entry.at(next), b':' | b'.' | b'(')
                })
        });
        match colon {
            // 北京: 某社, 2019 but not 某集: 第1卷
            Some(colon) => {
                let place = entry.trim(range.start..colon, b",");
                let short = entry.slice(&place).chars().count() <= 24;
                let sentence = entry.plain(&place).contains(". ");
                let lower = entry.at(place.start).is_ascii_lowercase();
                // The year of 王某, 2019. stands before the title: 某地: 某社: 36-41.
                let paged = self.found.get(Part::Year).is_some()
                    && range.clone().rev().find(|&at| entry.at(at) == b':').is_some_and(|at| {
                        let pages = entry.plain(&(entry.behind(at)..range.end));
                        pages.trim().starts_with(|c: char| c.is_ascii_digit())
                            && pages.contains(['-', '~'])
                            && self.is_pages(&(entry.skip(entry.behind(at))..range.end))
                    });
                let named = || publishers.iter().any(|word| text.contains(word));
                short && !sentence && !lower && (year || paged || named())
            }
            None => {
                year && entry.slice(range).chars().count() <= 60
                    && (text.contains(',')
                        || text.contains('，')
                        || text.chars().count() <= 6
                        || text.starts_with('['))
            }
        }
    }
}
