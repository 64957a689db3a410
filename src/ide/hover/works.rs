//! The card of a marker, with the entries that it cites, and the card of an entry, with what was
//! understood of it and where it is cited.

use std::ops::Range;

use super::{Hover, escaped};
use crate::config::{Lang, Settings, say};
use crate::document::Snapshot;
use crate::ide::cited::{Cited, cut, entry_at, label_name, whole_entry};
use crate::reference::{Name, Part, Reference};

/// Entries that the card of one marker shows.
const ENTRIES: usize = 8;

/// Characters of an entry that a card shows; the longest entries of real lists have fewer.
const ENTRY: usize = 400;

/// Lines that the card of an entry names.
const LINES: usize = 8;

/// The card of the marker or entry that byte `offset` is in.
pub fn works(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Hover> {
    card(snapshot, offset, settings).filter(|hover| hover.range.contains(&offset))
}

fn card(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Hover> {
    let cited = Cited::of(snapshot);
    if let Some((marker, parts)) = cited.at(offset) {
        let mut entries: Vec<usize> = parts.iter().flat_map(|part| part.entries.iter().copied()).collect();
        entries.dedup();
        let range = match parts.as_slice() {
            [only] => only.range.clone(),
            _ => marker.range.clone(),
        };
        return (!entries.is_empty()).then(|| of_marker(snapshot, &cited, &entries, range, settings.lang));
    }
    let entry = entry_at(snapshot, offset)?;
    of_entry(snapshot, &cited, entry, settings.lang)
}

/// A card in both forms.
#[derive(Default)]
struct Card {
    markdown: String,
    plain: String,
}

impl Card {
    /// A paragraph whose first line may be a heading in bold.
    fn paragraph(&mut self, bold: &str, text: &str) {
        if !self.plain.is_empty() {
            self.markdown += "\n\n";
            self.plain.push('\n');
        }
        if !bold.is_empty() {
            self.markdown.extend(["**", &escaped(bold), "**"]);
            self.plain += bold;
        }
        if !bold.is_empty() && !text.is_empty() {
            self.markdown.push(' ');
            self.plain.push(' ');
        }
        self.markdown += &escaped(text);
        self.plain += text;
    }

    /// A line of a list.
    fn item(&mut self, text: &str) {
        self.markdown += if self.markdown.is_empty() || self.is_item() { "" } else { "\n" };
        for (form, text) in [(&mut self.markdown, escaped(text)), (&mut self.plain, text.to_owned())] {
            *form += if form.is_empty() { "- " } else { "\n- " };
            *form += &text;
        }
    }

    /// Whether the last line is one of a list.
    fn is_item(&self) -> bool {
        self.markdown.lines().next_back().is_some_and(|line| line.starts_with("- "))
    }

    fn hover(self, range: Range<usize>) -> Hover {
        Hover { range, markdown: self.markdown, plain: self.plain, card: None }
    }
}

fn of_marker(
    snapshot: &Snapshot,
    cited: &Cited,
    entries: &[usize],
    range: Range<usize>,
    lang: Lang,
) -> Hover {
    let mut card = Card::default();
    for &entry in entries.iter().take(ENTRIES) {
        let text = snapshot.buffer().slice(snapshot.entry_range(entry));
        card.paragraph(&label_name(snapshot, entry), &cut(&text, ENTRY));
        let count = cited.places(entry).count();
        let times = say!(lang, "正文引用{count}次", "cited {count} times in the text");
        let kind = kind_of(&snapshot.reference(entry), lang);
        let comma = if lang == Lang::Zh { "，" } else { ", " };
        card.paragraph("", &kind.map_or(times.clone(), |kind| format!("{kind}{comma}{times}")));
    }
    if let Some(more) = entries.len().checked_sub(ENTRIES).filter(|&more| more > 0) {
        card.paragraph("", &say!(lang, "另有{more}条", "{more} more"));
    }
    card.hover(range)
}

fn of_entry(snapshot: &Snapshot, cited: &Cited, entry: usize, lang: Lang) -> Option<Hover> {
    let reference = snapshot.reference(entry);
    let range = snapshot.entry_range(entry);
    let mut card = Card::default();
    if let Some(kind) = kind_of(&reference, lang) {
        card.paragraph(kind, "");
    }
    for (name, value) in facts(&reference, lang) {
        card.item(&say!(lang, "{name}：{value}", "{name}: {value}"));
    }
    let text = snapshot.buffer().slice(range);
    let unread: Vec<&str> = reference
        .rest
        .iter()
        .filter_map(|rest| text.get(rest.clone()).map(str::trim))
        .filter(|rest| rest.chars().any(char::is_alphanumeric))
        .collect();
    if !card.plain.is_empty() && !unread.is_empty() {
        let unread = cut(&unread.join(" … "), ENTRY);
        card.item(&say!(lang, "未能识别：{unread}", "not understood: {unread}"));
    }
    // Where nothing is cited the list is further reading.
    if cited.markers.iter().flat_map(|marker| &marker.parts).any(|part| !part.entries.is_empty()) {
        card.paragraph("", &cited_where(snapshot, cited, entry, lang));
    }
    (!card.plain.is_empty()).then(|| card.hover(whole_entry(snapshot, entry)))
}

fn kind_of(reference: &Reference, lang: Lang) -> Option<&'static str> {
    reference.kind.map(|kind| if lang == Lang::Zh { kind.zh() } else { kind.en() })
}

/// What was understood, by name.
fn facts(reference: &Reference, lang: Lang) -> Vec<(&'static str, String)> {
    let zh = lang == Lang::Zh;
    let names = |people: &[Name]| {
        let names: Vec<&str> = people.iter().map(|name| name.text.as_str()).collect();
        names.join(if zh { "、" } else { ", " })
    };
    let mut authors = names(&reference.authors);
    if reference.and_others.is_some() {
        authors += if zh { "等" } else { " et al." };
    }
    let people = [
        (if zh { "作者" } else { "author" }, authors),
        (if zh { "译者等" } else { "translator or editor" }, names(&reference.others)),
        (if zh { "所在图书的作者" } else { "author of the book" }, names(&reference.host_authors)),
    ];
    let part = |part: Part| {
        let name = if zh { part.zh() } else { part.en() };
        Some((name, reference.get(part)?.to_owned()))
    };
    let mut facts: Vec<_> = people.into_iter().filter(|(_, names)| !names.is_empty()).collect();
    facts.extend(Part::ALL.into_iter().filter_map(part));
    facts
}

fn cited_where(snapshot: &Snapshot, cited: &Cited, entry: usize, lang: Lang) -> String {
    let places: Vec<&Range<usize>> = cited.places(entry).collect();
    let mut lines: Vec<usize> =
        places.iter().map(|place| snapshot.buffer().line_of(place.start) + 1).collect();
    lines.dedup();
    let count = places.len();
    if count == 0 {
        return say!(lang, "正文没有引用这一条", "never cited in the text");
    }
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let shown: Vec<String> = lines.iter().map(usize::to_string).collect();
    let more = match (more, lang) {
        (false, _) => "",
        (true, Lang::Zh) => "等",
        (true, Lang::En) => " …",
    };
    match lang {
        Lang::Zh => format!("正文引用{count}次：第{}行{more}", shown.join("、")),
        Lang::En => {
            let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            let line = if lines.len() == 1 { "line" } else { "lines" };
            format!("cited {times} in the text: {line} {}{more}", shown.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::reference::Type;

    fn at(text: &str, lang: Lang) -> Option<(String, Hover)> {
        let offset = text.find("$0").expect("a cursor");
        let text = text.replacen("$0", "", 1);
        let settings = Settings { lang, ..Settings::default() };
        let hover = works(&Snapshot::of(&text, Kind::Plain), offset, &settings)?;
        Some((text[hover.range.clone()].to_owned(), hover))
    }

    fn essay(body: &str) -> String {
        format!("{body}\n\n参考文献\n\n[1] 王某. 甲*书*.\n[2] 李某. 乙书.\n[3] 周某. 丙文.\n")
    }

    #[test]
    fn a_marker_shows_its_entries() {
        let (range, hover) = at(&essay("甲说[1$0]36，乙说[1,3]。"), Lang::Zh).expect("a card");
        assert_eq!(range, "[1]");
        let lines: Vec<&str> = hover.plain.lines().collect();
        assert_eq!(lines[0], "[1] 王某. 甲*书*.");
        assert!(lines[1].ends_with("正文引用2次"), "{lines:?}");
        assert!(hover.markdown.starts_with("**\\[1\\]** 王某. 甲\\*书\\*.\n\n"), "{}", hover.markdown);

        let (range, hover) = at(&essay("甲说[1]，乙说$0[1,3]。"), Lang::Zh).expect("a card");
        assert_eq!(range, "[1,3]");
        assert!(hover.plain.contains("王某") && hover.plain.contains("周某"), "{}", hover.plain);
        let (range, hover) = at(&essay("甲说[1]，乙说[1,$03]。"), Lang::Zh).expect("a card");
        assert_eq!(range, "3");
        assert!(!hover.plain.contains("王某"), "{}", hover.plain);
    }

    #[test]
    fn an_entry_says_where_it_is_cited() {
        let text = essay("甲说[1]，乙说[1,3]。\n\n丙也说过这样的话[1]。");
        let (range, hover) = at(&text.replace("王某.", "王$0某."), Lang::Zh).expect("a card");
        assert_eq!(range, "[1] 王某. 甲*书*.");
        assert!(hover.plain.ends_with("正文引用3次：第1、3行"), "{}", hover.plain);
        let (_, hover) = at(&text.replace("李某.", "李$0某."), Lang::Zh).expect("a card");
        assert!(hover.plain.ends_with("正文没有引用这一条"), "{}", hover.plain);
        let (_, hover) = at(&text.replace("周某.", "周$0某."), Lang::En).expect("a card");
        assert!(hover.plain.ends_with("cited once in the text: line 1"), "{}", hover.plain);
        let many = essay(&"甲又说了一遍这样的话[1]。\n\n".repeat(9));
        let (_, hover) = at(&many.replace("王某.", "王$0某."), Lang::Zh).expect("a card");
        assert!(hover.plain.ends_with("正文引用9次：第1、3、5、7、9、11、13、15行等"), "{}", hover.plain);
    }

    #[test]
    fn nothing_is_said_of_other_places() {
        assert!(at(&essay("甲$0说[1]，乙说[1,3]。"), Lang::Zh).is_none());
        assert!(at(&essay("甲说[1]，乙说[$09]。"), Lang::Zh).is_none());
        assert!(at(&essay("甲说[1]$0，乙说[1,3]。"), Lang::Zh).is_none());
    }

    #[test]
    fn what_was_understood_is_a_list() {
        let mut work = Reference::default();
        work.set_text(Part::Year, "2019");
        work.kind = Some(Type::Journal);
        work.authors =
            ["王某", "李某"].map(|name| Name { text: name.to_owned(), ..Name::default() }).to_vec();
        work.and_others = Some(0..3);
        work.set_text(Part::Title, "题名");
        assert_eq!(
            facts(&work, Lang::Zh),
            [("作者", "王某、李某等"), ("题名", "题名"), ("出版年", "2019")]
                .map(|(name, value)| (name, value.to_owned()))
        );
        assert_eq!(facts(&work, Lang::En)[0], ("author", "王某, 李某 et al.".to_owned()));
        assert_eq!(kind_of(&work, Lang::Zh), Some("期刊文章"));
    }

    #[test]
    fn lists_stand_between_paragraphs() {
        let mut card = Card::default();
        card.paragraph("图书", "");
        card.item("作者：王某");
        card.item("题名：甲_书");
        card.paragraph("", "正文引用1次：第1行");
        assert_eq!(card.markdown, "**图书**\n\n- 作者：王某\n- 题名：甲\\_书\n\n正文引用1次：第1行");
        assert_eq!(card.plain, "图书\n- 作者：王某\n- 题名：甲_书\n正文引用1次：第1行");
    }
}
