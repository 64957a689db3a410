//! `yinzheng references`.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::args::{ReferencesArgs, ReferencesFormat};
use super::essay::Essay;
use super::excerpt::{short, visible};
use super::place::Places;
use super::session::{Failure, Session, Status};
use super::table::table;
use crate::config::{Lang, say};
use crate::document::{Listed, Snapshot};
use crate::reference::export::{citation_keys, to_bibtex, to_csl};
use crate::reference::{
    Edition, Form, Grammar, Medium, Name, Part, Reference, Role, Style, Type, format, usual_width,
};

/// Columns of an author's name, of a title and of what was not understood in the table.
const AUTHOR: usize = 20;
const TITLE: usize = 40;
const UNREAD: usize = 30;

/// Lists the references of an essay, or writes them for another program or in another form.
///
/// # Errors
///
/// The file or its configuration cannot be read.
pub fn run(args: &ReferencesArgs, session: &mut Session) -> Result<Status, Failure> {
    let essay = Essay::read(&args.file, args.stdin_filename.as_deref(), session)?;
    let entries = entries(&essay.snapshot);
    let name = &essay.name;
    if entries.is_empty() {
        session.note(&say!(
            session.lang,
            "{name}：没有找到带编号的参考文献或注释",
            "{name}: no references or notes with labels found"
        ));
    }
    if let Some(style) = args.style {
        for message in kept(&entries, name, session.lang) {
            session.note(&message);
        }
        session.print(&formatted(&entries, style.into()));
        return Ok(Status::Clean);
    }
    let places = essay.places();
    match args.format {
        ReferencesFormat::Text if entries.is_empty() => {}
        ReferencesFormat::Text => session.print(&text(&entries, places, session.lang)),
        ReferencesFormat::Json => {
            let rows: Vec<Row> = entries.iter().map(|entry| Row::of(entry, places)).collect();
            session.print_json(&rows);
        }
        ReferencesFormat::Bibtex | ReferencesFormat::CslJson => {
            let works: Vec<&Entry> = entries.iter().filter(|entry| entry.is_work()).collect();
            for message in doubts(&entries, name, session.lang) {
                session.note(&message);
            }
            let labelled: Vec<(&str, &Reference)> =
                works.iter().map(|entry| (entry.label.as_str(), &*entry.reference)).collect();
            let keys = citation_keys(&labelled);
            let keyed: Vec<(String, &Reference)> =
                keys.into_iter().zip(labelled.iter().map(|(_, reference)| *reference)).collect();
            match args.format {
                ReferencesFormat::Bibtex => session.print(&to_bibtex(&keyed)),
                _ => session.print_json(&to_csl(&keyed)),
            }
        }
    }
    Ok(Status::Clean)
}

/// An entry of a list or a note.
struct Entry {
    /// Its numbers or its key, as citations name them.
    labels: Vec<String>,
    /// All labels: `1`, `4,8`.
    label: String,
    /// The label as written, with what stands between it and the text.
    head: String,
    /// The text without its label (bytes).
    range: Range<usize>,
    raw: String,
    reference: Arc<Reference>,
    form: Form,
}

impl Entry {
    /// Whether it describes a work; others are explanations or point back at another note.
    fn is_work(&self) -> bool {
        self.reference.grammar != Grammar::Unknown && self.reference.get(Part::Title).is_some()
    }

    /// Whether it can be written anew without losing anything.
    fn can_be_formatted(&self) -> bool {
        self.reference.is_complete() && self.reference.kind.is_some()
    }

    /// What was not understood.
    fn unread(&self) -> impl Iterator<Item = &str> {
        self.reference.rest.iter().filter_map(|range| self.raw.get(range.clone()))
    }
}

fn entries(snapshot: &Snapshot) -> Vec<Entry> {
    let all = snapshot.index().entries.iter().enumerate();
    all.map(|(number, entry)| {
        let Listed { range, reference, form, .. } = snapshot.listed(number);
        let label = snapshot.absolute(entry.block, &entry.label);
        let labels: Vec<String> = match &entry.key {
            Some(key) => vec![key.clone()],
            None => entry.numbers.iter().map(u32::to_string).collect(),
        };
        Entry {
            label: labels.join(","),
            labels,
            head: snapshot.buffer().slice(label.start..range.start.max(label.end)).into_owned(),
            raw: snapshot.buffer().slice(range.clone()).into_owned(),
            range,
            reference,
            form,
        }
    })
    .collect()
}

/// What the reader of an export has to look at: entries that are not in it or not wholly understood.
fn doubts(entries: &[Entry], name: &str, lang: Lang) -> Vec<String> {
    let left_out = labels(entries, lang, |entry| !entry.is_work()).map(|labels| {
        say!(
            lang,
            "{name}：以下条目没有读出文献，未输出：{labels}",
            "{name}: left out, since no work was read in them: {labels}"
        )
    });
    let unread = labels(entries, lang, |entry| entry.is_work() && !entry.reference.rest.is_empty());
    let unread = unread.map(|labels| {
        say!(
            lang,
            "{name}：以下条目没有全部读懂，请核对：{labels}",
            "{name}: not wholly understood, please check: {labels}"
        )
    });
    left_out.into_iter().chain(unread).collect()
}

/// What the reader of a formatted list has to look at: entries that stay as they are, and guessed types.
fn kept(entries: &[Entry], name: &str, lang: Lang) -> Vec<String> {
    let kept = labels(entries, lang, |entry| !entry.can_be_formatted()).map(|labels| {
        say!(
            lang,
            "{name}：以下条目没有全部读懂，保持原样：{labels}",
            "{name}: not wholly understood, left as they are: {labels}"
        )
    });
    let guessed = labels(entries, lang, |entry| entry.can_be_formatted() && entry.reference.mark.is_none());
    let guessed = guessed.map(|labels| {
        say!(
            lang,
            "{name}：以下条目原来没有文献类型标识，按写法推断，请核对：{labels}",
            "{name}: without a type mark; the type is told by the form, please check: {labels}"
        )
    });
    kept.into_iter().chain(guessed).collect()
}

/// The labels of the entries for which `test` holds, if there are any.
fn labels(entries: &[Entry], lang: Lang, test: fn(&Entry) -> bool) -> Option<String> {
    let labels: Vec<&str> =
        entries.iter().filter(|entry| test(entry)).map(|entry| entry.label.as_str()).collect();
    (!labels.is_empty()).then(|| visible(&labels.join(if lang == Lang::Zh { "、" } else { ", " })))
}

/// The list by an edition of GB/T 7714, a line an entry, each under its own label; what was not wholly
/// understood stays as it is, so that nothing is lost.
fn formatted(entries: &[Entry], edition: Edition) -> String {
    let width = usual_width(entries.iter().map(|entry| &entry.form));
    let mut out = String::new();
    for entry in entries {
        let text = if entry.can_be_formatted() {
            format(&entry.reference, Style { edition, width, order: entry.form.order })
        } else {
            entry.raw.clone()
        };
        let _ = writeln!(out, "{}", one_line(&format!("{}{text}", entry.head)));
    }
    out
}

/// `text` with its line endings, and the indentation behind them, as single spaces.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn text(entries: &[Entry], places: Places<'_>, lang: Lang) -> String {
    let number = entries.len();
    let mut out = say!(lang, "参考文献和注释 {number} 条\n", "references and notes: {number}\n");
    table(
        &mut out,
        entries.iter().map(|entry| {
            let reference = &entry.reference;
            let title = match reference.get(Part::Title) {
                Some(title) => short(title, TITLE),
                None => short(&one_line(&entry.raw), TITLE),
            };
            let unread: Vec<&str> = entry.unread().map(str::trim).filter(|text| !text.is_empty()).collect();
            let doubt = if !entry.is_work() {
                say!(lang, "没有读出文献", "no work read")
            } else if unread.is_empty() {
                String::new()
            } else {
                let unread = short(&one_line(&unread.join(" … ")), UNREAD);
                say!(lang, "没有读懂：{unread}", "not understood: {unread}")
            };
            vec![
                places.span(&entry.range).label(),
                visible(entry.head.trim()),
                reference.type_mark().unwrap_or_default(),
                author(reference),
                title,
                reference.year().unwrap_or_default().to_owned(),
                doubt,
            ]
        }),
    );
    out
}

/// The first author, and whether there are more.
fn author(reference: &Reference) -> String {
    let Some(first) = reference.authors.first() else { return String::new() };
    let more = reference.authors.len() > 1 || reference.and_others.is_some();
    let name = short(&first.text, AUTHOR);
    match (more, reference.is_chinese()) {
        (false, _) => name,
        (true, true) => format!("{name}等"),
        (true, false) => format!("{name} et al."),
    }
}

/// A reference in JSON; a contract with other programs, keys are only ever added.
#[derive(Serialize)]
struct Row<'a> {
    label: &'a str,
    labels: &'a [String],
    bytes: [usize; 2],
    raw: &'a str,
    r#type: Option<&'static str>,
    medium: Option<&'static str>,
    authors: Vec<&'a str>,
    title: Option<&'a str>,
    container: Option<&'a str>,
    translators: Vec<&'a str>,
    editors: Vec<&'a str>,
    host_authors: Vec<&'a str>,
    edition: Option<&'a str>,
    place: Option<&'a str>,
    publisher: Option<&'a str>,
    year: Option<&'a str>,
    date: Option<&'a str>,
    volume: Option<&'a str>,
    issue: Option<&'a str>,
    pages: Option<&'a str>,
    url: Option<&'a str>,
    pid: Option<&'a str>,
    accessed: Option<&'a str>,
    number: Option<&'a str>,
    style: &'static str,
    analytic: bool,
    complete: bool,
    unread: Vec<[usize; 2]>,
}

impl<'a> Row<'a> {
    fn of(entry: &'a Entry, places: Places<'_>) -> Self {
        let reference = &*entry.reference;
        let get = |part| reference.get(part);
        let texts = |names: &'a [Name]| names.iter().map(|name| name.text.as_str()).collect();
        let others = |role| {
            let names = reference.others.iter().filter(|name| name.role == role);
            names.map(|name| name.text.as_str()).collect()
        };
        let start = entry.range.start;
        Self {
            label: &entry.label,
            labels: &entry.labels,
            bytes: places.bytes(&entry.range),
            raw: &entry.raw,
            r#type: reference.kind.map(Type::code),
            medium: reference.medium.map(Medium::code),
            authors: texts(&reference.authors),
            title: get(Part::Title),
            container: get(Part::Container),
            translators: others(Role::Translator),
            editors: others(Role::Editor),
            host_authors: texts(&reference.host_authors),
            edition: get(Part::Edition),
            place: get(Part::Place),
            publisher: get(Part::Publisher),
            year: get(Part::Year).or_else(|| reference.year()),
            date: get(Part::Date),
            volume: get(Part::Volume),
            issue: get(Part::Issue),
            pages: get(Part::Pages),
            url: get(Part::Url),
            pid: get(Part::Pid),
            accessed: get(Part::Accessed),
            number: get(Part::Number),
            style: reference.grammar.name(),
            analytic: reference.analytic,
            complete: reference.is_complete(),
            unread: reference
                .rest
                .iter()
                .map(|range| places.bytes(&(start + range.start..start + range.end)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Buffer;

    /// An article, a note that explains, and an article by several of which a part was not understood.
    fn sample() -> (Buffer, Vec<Entry>) {
        let mut article = Reference {
            grammar: Grammar::Gb,
            kind: Some(Type::Journal),
            medium: Some(Medium::Online),
            authors: vec![Name { text: "张三".to_owned(), ..Name::default() }],
            others: vec![Name { text: "李四".to_owned(), role: Role::Translator, ..Name::default() }],
            ..Reference::default()
        };
        article.set_text(Part::Title, "甲文");
        article.set_text(Part::Date, "2019-05-01");
        let mut unread = article.clone();
        unread.and_others = Some(0..3);
        unread.rest.push(0..3);
        let entry = |label: &str, range: Range<usize>, raw: &str, reference: Reference| Entry {
            labels: vec![label.to_owned()],
            label: label.to_owned(),
            head: format!("[{label}] "),
            range,
            raw: raw.to_owned(),
            reference: Arc::new(reference),
            form: Form::default(),
        };
        let buffer = Buffer::new("[1] 甲文\n[2] 数据为\n  自行整理。\n[3] 乙");
        let entries = vec![
            entry("1", 4..10, "甲文", article),
            entry("2", 15..42, "数据为\n  自行整理。", Reference::default()),
            entry("3", 47..50, "乙", unread),
        ];
        (buffer, entries)
    }

    #[test]
    fn the_table_says_what_was_not_understood() {
        let (buffer, entries) = sample();
        let places = Places { buffer: &buffer, shift: 0 };
        assert_eq!(
            text(&entries, places, Lang::Zh),
            "参考文献和注释 3 条\n\
             \x20 1:5  [1]  [J/OL]  张三    甲文               2019\n\
             \x20 2:5  [2]                  数据为 自行整理。        没有读出文献\n\
             \x20 4:5  [3]  [J/OL]  张三等  甲文               2019  没有读懂：乙\n"
        );
    }

    #[test]
    fn the_row_is_the_one_of_the_contract() {
        let (buffer, entries) = sample();
        let places = Places { buffer: &buffer, shift: 3 };
        let row = serde_json::to_value(Row::of(&entries[0], places)).unwrap();
        assert_eq!(
            row,
            serde_json::json!({
                "label": "1", "labels": ["1"], "bytes": [7, 13], "raw": "甲文", "type": "J", "medium": "OL",
                "authors": ["张三"], "title": "甲文", "container": null, "translators": ["李四"], "editors": [],
                "host_authors": [], "edition": null, "place": null, "publisher": null, "year": "2019",
                "date": "2019-05-01", "volume": null, "issue": null, "pages": null, "url": null, "pid": null,
                "accessed": null, "number": null, "style": "gb", "analytic": false, "complete": true,
                "unread": [],
            })
        );
        let row = serde_json::to_value(Row::of(&entries[2], places)).unwrap();
        assert_eq!((&row["complete"], &row["unread"]), (&false.into(), &serde_json::json!([[50, 53]])));
        let row = serde_json::to_value(Row::of(&entries[1], places)).unwrap();
        assert_eq!((&row["style"], &row["type"]), (&"unknown".into(), &serde_json::Value::Null));
    }

    #[test]
    fn exports_say_what_is_missing_in_them() {
        let (_, entries) = sample();
        assert_eq!(
            doubts(&entries, "a.txt", Lang::Zh),
            ["a.txt：以下条目没有读出文献，未输出：2", "a.txt：以下条目没有全部读懂，请核对：3"]
        );
        assert_eq!(doubts(&entries[..1], "a.txt", Lang::En), [""; 0]);
    }

    #[test]
    fn a_formatted_list_says_what_stays_and_what_is_guessed() {
        let (_, entries) = sample();
        assert_eq!(
            kept(&entries, "a.txt", Lang::Zh),
            [
                "a.txt：以下条目没有全部读懂，保持原样：2、3",
                "a.txt：以下条目原来没有文献类型标识，按写法推断，请核对：1"
            ]
        );
        let formatted = formatted(&entries, Edition::Gb2025);
        let lines: Vec<&str> = formatted.lines().collect();
        assert!(lines[0].starts_with("[1] 张三. 甲文"), "{formatted}");
        assert_eq!(lines[2], "[3] 乙");
    }

    #[test]
    fn what_is_no_work_stays_as_it_is_in_the_formatted_list() {
        let (_, entries) = sample();
        assert_eq!(formatted(&entries[1..2], Edition::Gb2025), "[2] 数据为 自行整理。\n");
    }
}
