//! Notes (注释体): `作者：《书名》，译者译，地：社，年，第x页。`, with 载, 参见, 转引自, 同上 and 同前注②.
//!
//! The title marks are the hinge: before the first stand the authors, behind it the host or the imprint.

use std::ops::Range;

use super::gb::date_at;
use super::model::{Grammar, Name, Part, Reference, Role, Type};
use super::names::{Names, names, role_behind};
use super::scan::Entry;
use crate::syntax::chars::is_han;

/// What may stand in front of a note.
const LEADS: [&str; 17] = [
    "参见",
    "参阅",
    "参看",
    "详见",
    "另见",
    "并见",
    "转引自",
    "转引",
    "引自",
    "语见",
    "见",
    "载",
    "引文见",
    "出自",
    "See also",
    "See",
    "Cf.",
];

/// What points back at another note.
const BACKS: [&str; 11] =
    ["同上注", "同上书", "同上", "同前注", "同前", "前引", "见前注", "前揭", "同注", "Ibid", "ibid"];

/// Whether the entry is a note: a title in 《》, or a word that points back.
pub(super) fn is_note(entry: &Entry<'_>) -> bool {
    let start = entry.trim(0..entry.len(), b".").start;
    let text = entry.text.get(start..).unwrap_or("");
    back(text).is_some()
        || title_at(entry, start, entry.len()).is_some_and(|title| {
            // An explanation that mentions a book in its middle is no reference.
            entry.slice(&(start..title.start)).chars().count() <= 60
        })
}

/// Reads a note.
pub(super) fn parse(entry: &Entry<'_>) -> Reference {
    let mut note = Note { entry, found: Reference { grammar: Grammar::Note, ..Reference::default() } };
    let whole = entry.trim(0..entry.len(), b".;");
    let mut at = whole.start;
    if let Some(lead) = LEADS.iter().find(|lead| entry.starts(at, lead)) {
        note.found.lead = Some(entry.field(at..at + lead.len()));
        at = entry.skip_any(at + lead.len(), b":,");
    }
    if let Some(length) = back(entry.text.get(at..).unwrap_or("")) {
        note.found.back = Some(entry.field(at..at + length));
        note.details(entry.skip_any(at + length, b",.")..whole.end);
        return note.finish();
    }
    let Some(title) = title_at(entry, at, whole.end) else {
        note.leave(at..whole.end);
        return note.finish();
    };
    note.authors(at..title.start);
    note.set(Part::Title, inner(&title));
    let mut rest = entry.skip(title.end);
    // 《甲》（节选） and 《甲》第2卷 belong to the title's place, not to a host.
    if let Some(host) = note.host(rest, whole.end) {
        let before = entry.trim(rest..host.start, b",.:");
        note.host_authors(before);
        note.set(Part::Container, inner(&host));
        note.found.kind = Some(note.host_kind(host.end..whole.end));
        note.found.analytic = note.found.kind == Some(Type::Book);
        rest = entry.skip(host.end);
    }
    note.details(rest..whole.end);
    note.finish()
}

/// The length of a word that points back, at the start of `text`.
fn back(text: &str) -> Option<usize> {
    let word = BACKS.iter().find(|word| text.starts_with(**word))?;
    let mut length = word.len();
    // 同前注②, 前引③, 同注[3]: the number belongs to it.
    for c in text[length..].chars() {
        let number = crate::syntax::chars::circled(c).is_some()
            || matches!(c, '[' | ']' | '［' | '］' | '〔' | '〕' | '书' | '文' | '注' | '引')
            || c.is_ascii_digit();
        if !number {
            break;
        }
        length += c.len_utf8();
    }
    Some(length)
}

/// The first title in 《》 between `from` and `to`, with its marks; titles in titles included.
fn title_at(entry: &Entry<'_>, from: usize, to: usize) -> Option<Range<usize>> {
    let text = entry.text.get(from..to)?;
    let open = text.find('《')?;
    let mut nested = 0usize;
    for (i, c) in text[open..].char_indices() {
        match c {
            '《' => nested += 1,
            '》' => {
                nested = nested.saturating_sub(1);
                if nested == 0 {
                    let end = open + i + c.len_utf8();
                    return Some(from + open..from + end);
                }
            }
            _ => {}
        }
    }
    None
}

fn inner(title: &Range<usize>) -> Range<usize> {
    title.start + '《'.len_utf8()..title.end - '》'.len_utf8()
}

struct Note<'e, 't> {
    entry: &'e Entry<'t>,
    found: Reference,
}

impl Note<'_, '_> {
    fn set(&mut self, part: Part, range: Range<usize>) {
        let field = self.entry.field(range);
        if !field.text.is_empty() && self.found.field(part).is_none() {
            self.found.set(part, field);
        }
    }

    fn set_folded(&mut self, part: Part, range: Range<usize>) {
        let field = self.entry.folded_field(range);
        if !field.text.is_empty() && self.found.field(part).is_none() {
            self.found.set(part, field);
        }
    }

    fn leave(&mut self, range: Range<usize>) {
        let range = self.entry.trim(range, b".,;:()");
        if !range.is_empty() {
            self.found.rest.push(range);
        }
    }

    fn authors(&mut self, range: Range<usize>) {
        let range = self.entry.trim(range, b":,.");
        let Names { names, and_others } = names(self.entry, range);
        self.found.authors = names;
        self.found.and_others = and_others;
    }

    fn host_authors(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let mut range = range;
        for word in ["载于", "载", "收入", "收录于", "见", "转引自"] {
            if entry.starts(range.start, word) {
                range.start = entry.skip_any(range.start + word.len(), b":,");
                break;
            }
        }
        if range.is_empty() {
            return;
        }
        // 王某译，载李某主编: people before 载 translated the work itself.
        if let Some(at) = entry.slice(&range).find('载') {
            let before = entry.trim(range.start..range.start + at, b",.");
            let Names { names, .. } = names(entry, before);
            self.found.others.extend(names.into_iter().map(other));
            range.start = entry.skip(range.start + at + '载'.len_utf8());
        }
        let Names { names, .. } = names(entry, entry.trim(range, b":,"));
        self.found.host_authors = names;
    }

    /// The title of the host: one that stands close behind, with 载 or people or nothing between.
    fn host(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let host = title_at(self.entry, from, to)?;
        let between = self.entry.slice(&(from..host.start));
        let digits = between.chars().any(|c| c.is_ascii_digit() || matches!(c, '０'..='９'));
        let sentence = between.contains(['。', '；', ';']);
        (!digits && !sentence && between.chars().count() <= 40).then_some(host)
    }

    /// What the host is: a journal has issues, a newspaper days, a book neither.
    fn host_kind(&self, behind: Range<usize>) -> Type {
        let entry = self.entry;
        let text = entry.slice(&behind);
        if text.contains('期') {
            return Type::Journal;
        }
        let start = entry.skip_any(behind.start, b",");
        match date_at(entry, start) {
            Some(end) if entry.slice(&(start..end)).contains(['日', '-', '.', '/']) => Type::Newspaper,
            _ if entry.starts(start, "第") && text.contains('卷') && !text.contains('版') => Type::Journal,
            _ => Type::Book,
        }
    }

    /// What follows the titles, piece by piece.
    fn details(&mut self, range: Range<usize>) {
        let entry = self.entry;
        let mut start = range.start;
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for at in range.clone() {
            let sign = entry.at(at);
            let ends = matches!(sign, b',' | b';') || sign == b'.' && !self.in_number(at);
            if ends && entry.is_outside(at) {
                pieces.push(start..at);
                start = entry.behind(at);
            }
        }
        pieces.push(start..range.end);
        for piece in pieces {
            let piece = entry.trim(piece, b"");
            if !piece.is_empty() {
                self.detail(piece);
            }
        }
        if self.found.kind.is_none() && self.found.get(Part::Title).is_some() {
            self.found.kind = Some(self.kind());
        }
    }

    fn in_number(&self, at: usize) -> bool {
        at > 0 && self.entry.at(at - 1).is_ascii_digit() && self.entry.at(at + 1).is_ascii_digit()
            || self.entry.at(at + 1).is_ascii_alphanumeric()
    }

    fn kind(&self) -> Type {
        let publisher = self.found.get(Part::Publisher).unwrap_or("");
        if publisher.contains("论文") {
            return Type::Thesis;
        }
        if self.found.get(Part::Issue).is_some() {
            return Type::Journal;
        }
        Type::Book
    }

    fn detail(&mut self, piece: Range<usize>) {
        let entry = self.entry;
        let text = entry.slice(&piece);
        if let Some(at) = text.find("http").or_else(|| text.find("www.")) {
            self.set(Part::Url, piece.start + at..piece.end);
            return;
        }
        if let Some(rest) = text.strip_prefix("第").or_else(|| text.strip_prefix("卷")) {
            return self.ordinal(&piece, rest);
        }
        if let Some(rest) =
            text.strip_prefix("页").or_else(|| text.strip_prefix("P")).or_else(|| text.strip_prefix("p"))
        {
            let rest = rest.trim_start_matches(['p', 'P', '.', ' ', '．', '：', ':']);
            if rest.starts_with(|c: char| c.is_numeric()) {
                self.set_folded(Part::Pages, piece.end - rest.len()..piece.end);
                return;
            }
        }
        // 李某译, 李某、王某校
        if let Some((role, length)) = role_behind(text)
            && (2..=24)
                .contains(&text[..text.trim_end().len() - length].chars().filter(|&c| is_han(c)).count())
            && !text.contains(['：', ':'])
            && !text.ends_with("社")
            && role != Role::Author
        {
            let Names { names, .. } = names(entry, piece);
            self.found.others.extend(names.into_iter().map(other));
            return;
        }
        if self.dated(&piece) {
            return;
        }
        // 2版, 修订版, 增订本
        if (text.ends_with('版') || text.ends_with('本'))
            && !text.contains('年')
            && text.chars().count() <= 8
            && self.found.get(Part::Edition).is_none()
        {
            self.set(Part::Edition, piece);
            return;
        }
        self.imprint(piece);
    }

    /// 第36页, 第3版, 第2卷, 第5期, 第一编第二章.
    fn ordinal(&mut self, piece: &Range<usize>, rest: &str) {
        let entry = self.entry;
        let text = entry.slice(piece);
        if let Some(page) = rest.find('页') {
            let start = piece.end - rest.len();
            self.set_folded(Part::Pages, start..start + page);
            self.leave(start + page + '页'.len_utf8()..piece.end);
            return;
        }
        let number = rest.trim_end_matches(['版', '卷', '期', '册', '辑', '集']);
        let short = number.chars().count() <= 6;
        let start = piece.end - rest.len();
        match text.chars().next_back() {
            Some('版') if short && self.found.kind == Some(Type::Newspaper) => {
                self.set_folded(Part::Pages, start..start + number.len());
            }
            Some('版') if short => self.set(Part::Edition, piece.clone()),
            Some('期') if short => self.set_folded(Part::Issue, start..start + number.len()),
            Some('卷' | '册' | '辑' | '集') if short => {
                if let Some(colon) = text.find(['：', ':']) {
                    self.leave(piece.start + colon..piece.end);
                } else {
                    self.set_folded(Part::Volume, start..start + number.len());
                }
            }
            // 第1卷第36页 was caught above; 第2卷，北京 was cut at the comma.
            _ if rest.contains('卷') => {
                let volume = rest.find('卷').unwrap_or(0);
                self.set_folded(Part::Volume, start..start + volume);
                let behind = entry.trim(start + volume + '卷'.len_utf8()..piece.end, b":,");
                if !behind.is_empty() {
                    self.detail(behind);
                }
            }
            _ => self.leave(piece.clone()),
        }
    }

    /// 2020年第6期, 2020年5月6日, 2019年版, 2019, 1998年第36页.
    fn dated(&mut self, piece: &Range<usize>) -> bool {
        let entry = self.entry;
        let at = entry.skip_any(piece.start, b"(");
        let (count, end) = entry.digits(at, 5);
        if count != 4 {
            return false;
        }
        if let Some(date_end) = date_at(entry, at).filter(|&date_end| date_end <= piece.end)
            && (entry.starts(end, "年") || matches!(entry.at(end), b'-' | b'.' | b'/'))
            && self.found.field(Part::Year).is_none()
        {
            // 2019年3月版 is a year with a month that nobody cites by.
            self.set_folded(Part::Date, at..date_end);
            let behind = entry.trim(date_end..piece.end, b")");
            if !matches!(entry.slice(&behind), "" | "版" | "第1版" | "通过" | "印发") {
                self.detail_behind(behind);
            }
            return true;
        }
        self.set_folded(Part::Year, at..end);
        let mut behind = end;
        for word in ["年版", "年", "版"] {
            if entry.starts(behind, word) {
                behind += word.len();
                break;
            }
        }
        let behind = entry.trim(behind..piece.end, b"():");
        if !behind.is_empty() {
            self.detail_behind(behind);
        }
        true
    }

    fn detail_behind(&mut self, piece: Range<usize>) {
        let entry = self.entry;
        let text = entry.slice(&piece);
        match text.strip_prefix('第') {
            Some(rest) => self.ordinal(&piece, rest),
            // 2019(3)
            None if entry.at(piece.start).is_ascii_digit()
                && text.chars().all(|c| c.is_ascii_digit() || c == '-') =>
            {
                self.set_folded(Part::Issue, piece);
            }
            None => self.leave(piece),
        }
    }

    /// 北京：某社, 某社2019年版, 某大学博士学位论文.
    fn imprint(&mut self, piece: Range<usize>) {
        let entry = self.entry;
        let mut piece = piece;
        if entry.at(piece.start) == b'('
            && let Some(close) = entry.close(piece.start, 60)
        {
            // （上）, （节选）
            piece.start = entry.skip(entry.behind(close));
            if piece.start >= piece.end {
                return;
            }
        }
        // 某社2019年版第36页
        let year = piece.clone().find(|&at| {
            at > piece.start
                && !entry.at(at - 1).is_ascii_digit()
                && entry.digits(at, 5).0 == 4
                && entry.starts(entry.digits(at, 5).1, "年")
        });
        if let Some(at) = year {
            let mut rest = at..piece.end;
            if entry.char_before(at).is_some_and(|c| matches!(c, '(' | '（')) {
                piece.end = entry.trim(piece.start..at, b"(").end;
                rest = at..entry.trim(rest, b")").end;
            } else {
                piece.end = at;
            }
            self.dated(&rest);
        }
        let piece = entry.trim(piece, b",:");
        if piece.is_empty() {
            return;
        }
        let text = entry.slice(&piece);
        if let Some(at) = text.find("第").filter(|_| text.contains('页')) {
            // 某社第36页
            let rest = piece.start + at..piece.end;
            self.ordinal(&rest, &entry.slice(&rest)["第".len()..]);
            if at > 0 {
                self.imprint(piece.start..piece.start + at);
            }
            return;
        }
        if let Some(colon) = piece.clone().find(|&at| entry.at(at) == b':' && entry.is_outside(at)) {
            let place = entry.trim(piece.start..colon, b"");
            let publisher = entry.trim(entry.behind(colon)..piece.end, b"");
            if entry.slice(&place).chars().count() <= 10 && !publisher.is_empty() {
                self.set(Part::Place, place);
                self.set(Part::Publisher, publisher);
                return;
            }
            return self.leave(piece);
        }
        let publisher = ["社", "书店", "书局", "印书馆", "出版", "论文", "大学", "公司", "中心"];
        if publisher.iter().any(|word| text.ends_with(word)) && self.found.get(Part::Publisher).is_none() {
            return self.set(Part::Publisher, piece);
        }
        // 北京，某社: a place of its own.
        if (2..=4).contains(&text.chars().count())
            && text.chars().all(is_han)
            && self.found.get(Part::Publisher).is_none()
            && self.found.get(Part::Place).is_none()
        {
            return self.set(Part::Place, piece);
        }
        self.leave(piece);
    }

    fn finish(mut self) -> Reference {
        self.found.rest.sort_by_key(|range| range.start);
        if self.found.get(Part::Title).is_none() && self.found.back.is_none() {
            self.found.grammar = Grammar::Unknown;
        }
        self.found
    }
}

fn other(name: Name) -> Name {
    let role = if name.role == Role::Author { Role::Other } else { name.role };
    Name { role, ..name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reference {
        let entry = Entry::new(text);
        assert!(is_note(&entry), "{text}");
        parse(&entry)
    }

    fn parts(found: &Reference, parts: &[Part]) -> Vec<String> {
        parts.iter().map(|&part| found.get(part).unwrap_or("-").to_owned()).collect()
    }

    #[test]
    fn books() {
        let imprint = [Part::Title, Part::Place, Part::Publisher, Part::Year, Part::Pages];
        let found = read("王某：《村治的逻辑》，李某译，北京：某某出版社，2019年，第36—38页。");
        assert_eq!(parts(&found, &imprint), ["村治的逻辑", "北京", "某某出版社", "2019", "36-38"]);
        assert_eq!((found.authors[0].text.as_str(), found.others[0].text.as_str()), ("王某", "李某"));
        assert_eq!((found.kind, found.rest.len()), (Some(Type::Book), 0));

        let found = read("参见[美]约翰·某：《题名》，某某出版社2001年版，第5页。");
        assert_eq!(parts(&found, &imprint), ["题名", "-", "某某出版社", "2001", "5"]);
        assert_eq!(found.authors[0].text, "约翰·某");
        assert_eq!(found.lead.map(|lead| lead.text).as_deref(), Some("参见"));
        assert_eq!(found.rest, Vec::<Range<usize>>::new());

        let found = read("《某某选集》第3卷，人民出版社1991年版，第1031页。");
        assert_eq!(found.get(Part::Volume), Some("3"));
        assert_eq!(parts(&found, &imprint)[2..], ["人民出版社", "1991", "1031"]);
    }

    #[test]
    fn articles_and_chapters() {
        let found = read("李某：《题名》，《某某学刊》2020年第6期。");
        assert_eq!(parts(&found, &[Part::Container, Part::Year, Part::Issue]), ["某某学刊", "2020", "6"]);
        assert_eq!(found.kind, Some(Type::Journal));

        let found = read("李某：《题名》，《某某日报》2020年5月6日，第3版。");
        assert_eq!(
            parts(&found, &[Part::Container, Part::Date, Part::Pages]),
            ["某某日报", "2020年5月6日", "3"]
        );
        assert_eq!(found.kind, Some(Type::Newspaper));

        let found = read("李某：《题名》，载张某主编：《文集》，上海：某社，2018年，第8页。");
        assert_eq!(parts(&found, &[Part::Container, Part::Place, Part::Year]), ["文集", "上海", "2018"]);
        assert_eq!((found.analytic, found.host_authors[0].role), (true, Role::Editor));
    }

    #[test]
    fn notes_that_point_back() {
        let found = read("同前注②，第36页。");
        assert_eq!(found.back.as_ref().map(|back| back.text.as_str()), Some("同前注②"));
        assert_eq!(found.get(Part::Pages), Some("36"));
        assert_eq!(read("同上，第8页。").get(Part::Pages), Some("8"));
    }

    #[test]
    fn explanations_are_no_references() {
        for text in ["这一数字由作者根据历年统计整理。", "限于篇幅，这里不再展开。"]
        {
            assert!(!is_note(&Entry::new(text)), "{text}");
        }
    }
}
