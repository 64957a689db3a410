//! CSL-JSON, as Zotero and Pandoc write it.
//!
//! The items are cut out of the list before they are parsed, so that a slip in one of them costs no
//! other. A string of JSON ends with its line at the latest; so does the search for its end.

use std::ops::Range;

use serde_json::{Map, Value};

use super::bibfile::{Entry, Flaw, Problem, Scan};
use super::model::{Medium, Name, Part, Reference, Role, Type};
use super::record::{self, Date, Person};

/// Finds the items of `text`: those of an array, or of the array `items` of an object.
pub(super) fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let Some(start) = list(text) else {
        if !text.trim().is_empty() {
            let end = text.chars().next().map_or(0, char::len_utf8);
            scan.problems.push(Problem { range: 0..end, flaw: Flaw::NoList });
        }
        return scan;
    };
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(step) = bytes[at..].iter().position(|b| matches!(b, b'{' | b']')) {
        at += step;
        if bytes[at] == b']' {
            break;
        }
        let end = item_end(text, at);
        let (range, closed) = (at..end.unwrap_or_else(|next| next), end.is_ok());
        at = range.end;
        item(text, range, closed, &mut scan);
    }
    scan
}

/// Behind the bracket that opens the list.
fn list(text: &str) -> Option<usize> {
    let start = text.find(|c: char| !c.is_whitespace() && c != '\u{feff}')?;
    match text.as_bytes()[start] {
        b'[' => Some(start + 1),
        b'{' => {
            let key = text.find("\"items\"")?;
            let rest = &text[key + "\"items\"".len()..];
            let bracket = rest.find('[').filter(|&at| rest[..at].trim() == ":")?;
            Some(text.len() - rest.len() + bracket + 1)
        }
        _ => None,
    }
}

/// Behind the brace that closes the item at `start`; else where the next item begins: the next line
/// on which a brace stands alone at the same column.
fn item_end(text: &str, start: usize) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let indent = &bytes[line..start];
    let alone = indent.iter().all(u8::is_ascii_whitespace);
    let (mut depth, mut string, mut at) = (0_usize, false, start);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if string => at += 1,
            b'"' => string = !string,
            b'\n' => {
                string = false;
                let next = at + 1 + indent.len();
                if alone && bytes.get(at + 1..next) == Some(indent) && bytes.get(next) == Some(&b'{') {
                    return Err(next);
                }
            }
            b'{' if !string => depth += 1,
            b'}' if !string => {
                depth -= 1;
                if depth == 0 {
                    return Ok(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Err(bytes.len())
}

/// Reads the item of `range`.
fn item(text: &str, range: Range<usize>, closed: bool, scan: &mut Scan) {
    let source = &text[range.clone()];
    let parsed = if closed { serde_json::from_str::<Head>(source).ok() } else { None };
    let opening = range.start..range.start + 1;
    // The place is found in the text; it need not be exact to the byte where keys nest.
    let written = place(source, "id").or_else(|| place(source, "citation-key"));
    let place = |at: &Range<usize>| range.start + at.start..range.start + at.end;
    match parsed.map(|head| head.key()) {
        Some(Some(key)) => {
            let key_range = written.as_ref().map_or(opening, place);
            scan.entries.push(Entry::new(&key, key_range, range.clone()));
        }
        Some(None) => scan.problems.push(Problem { range: opening, flaw: Flaw::NoKey }),
        None => {
            let flaw = if closed { Flaw::Malformed } else { Flaw::Unclosed };
            let Some(at) = written else {
                scan.key_lost = true;
                scan.problems.push(Problem { range: opening, flaw });
                return;
            };
            let key_range = place(&at);
            scan.entries.push(Entry::new(&text[key_range.clone()], key_range.clone(), range.clone()));
            scan.problems.push(Problem { range: key_range, flaw });
        }
    }
}

/// What is read of every item at once; the rest waits until it is asked for.
#[derive(serde::Deserialize)]
struct Head {
    id: Option<Value>,
    #[serde(rename = "citation-key")]
    citation_key: Option<Value>,
}

impl Head {
    fn key(&self) -> Option<String> {
        [&self.id, &self.citation_key].into_iter().flatten().map(scalar).find(|key| !key.is_empty())
    }
}

/// Where the value of `name` stands in `item`, without quotation marks.
fn place(item: &str, name: &str) -> Option<Range<usize>> {
    let quoted = format!("\"{name}\"");
    item.match_indices(&quoted).find_map(|(at, _)| {
        let rest = &item[at + quoted.len()..];
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        let start = item.len() - value.len();
        let (start, length) = match value.strip_prefix('"') {
            Some(inner) => (start + 1, inner.find(['"', '\n'])?),
            None => (start, value.find([',', '}', '\n'])?),
        };
        let end = start + item[start..start + length].trim_end().len();
        (end > start).then_some(start..end)
    })
}

/// A string or number as text.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// `text` on one line, without the tags of rich text that CSL-JSON allows.
fn plain(text: &str) -> String {
    let mut plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.contains('<') {
        for tag in ["<i>", "</i>", "<b>", "</b>", "<sup>", "</sup>", "<sub>", "</sub>", "</span>"] {
            plain = plain.replace(tag, "");
        }
        while let Some(start) = plain.find("<span") {
            let Some(length) = plain[start..].find('>') else { break };
            plain.replace_range(start..=start + length, "");
        }
    }
    plain
}

/// What `item` says; of a broken one nothing is known.
pub(super) fn reference(item: &str) -> Reference {
    let Ok(item) = serde_json::from_str::<Map<String, Value>>(item) else { return Reference::default() };
    let text = |names: &[&str]| {
        let values = names.iter().filter_map(|name| item.get(*name)).map(scalar);
        values.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    };
    let written = text(&["type"]);
    let kind = kind(&written, text);
    let mut reference = Reference { kind: Some(kind), ..Reference::default() };
    reference.analytic = matches!(kind, Type::Book | Type::Proceedings)
        && matches!(
            written.as_str(),
            "chapter" | "paper-conference" | "entry-dictionary" | "entry-encyclopedia"
        )
        && !text(&["container-title"]).is_empty();
    reference.set_text(Part::Title, text(&["title"]));
    let site = kind == Type::Web;
    if !site {
        reference.set_text(Part::Container, text(&["container-title"]));
    }
    let number = text(&["number"]);
    match kind {
        Type::Journal | Type::Newspaper => {
            reference.set_text(Part::Issue, text(&["issue", "number"]));
        }
        Type::Standard | Type::Patent | Type::Report | Type::Archive => {
            reference.set_text(Part::Number, number);
        }
        _ => {}
    }
    reference.set_text(Part::Volume, text(&["volume"]));
    record::set_edition(&mut reference, &text(&["edition"]));
    reference.set_text(Part::Place, text(&["publisher-place", "archive-place"]));
    let publisher = if site { text(&["publisher", "container-title"]) } else { text(&["publisher"]) };
    reference.set_text(Part::Publisher, publisher);
    record::set_date(&mut reference, &date(item.get("issued")));
    reference.set_text(Part::Pages, record::pages(&text(&["page", "article-number"])));
    reference.set_text(Part::Accessed, date(item.get("accessed")).written());
    reference.set_text(Part::Pid, record::doi(&text(&["DOI"])));
    let url = text(&["URL"]);
    if !url.is_empty() {
        reference.medium = Some(Medium::Online);
        reference.set_text(Part::Url, url);
    }
    let people = |name: &str, role| people(item.get(name), role);
    let (mut authors, editors) = (people("author", Role::Author), people("editor", Role::Editor));
    reference.host_authors = people("container-author", Role::Author);
    if reference.analytic {
        reference.host_authors.extend(editors);
    } else if authors.is_empty() {
        authors = editors;
    } else {
        reference.others = editors;
    }
    reference.authors = authors;
    reference.others.extend(people("translator", Role::Translator));
    reference
}

/// The type of the work (CSL 1.0.2, appendix III).
fn kind(written: &str, text: impl Fn(&[&str]) -> String) -> Type {
    match written {
        "article-journal" | "article-magazine" | "review" | "review-book" | "periodical" => Type::Journal,
        "article-newspaper" => Type::Newspaper,
        "article" if !text(&["container-title"]).is_empty() => Type::Journal,
        "article" => Type::Preprint,
        "book" | "chapter" | "classic" | "entry" | "entry-dictionary" | "entry-encyclopedia" => Type::Book,
        // In CSL a collection is one of an archive.
        "collection" => Type::Archive,
        "paper-conference" => Type::Proceedings,
        "thesis" => Type::Thesis,
        "report" => Type::Report,
        "standard" => Type::Standard,
        // Zotero has had no type for standards for long; they were kept as laws.
        "legislation" | "bill" | "document" if record::is_standard_number(&text(&["number", "title"])) => {
            Type::Standard
        }
        "patent" => Type::Patent,
        "webpage" | "post" | "post-weblog" => Type::Web,
        "dataset" => Type::Dataset,
        "software" => Type::Program,
        "map" => Type::Map,
        "manuscript" if !text(&["archive", "archive_location"]).is_empty() => Type::Archive,
        _ if !text(&["URL"]).is_empty() => Type::Web,
        _ => Type::Other,
    }
}

/// A date: `date-parts` as numbers or strings, or a text.
fn date(value: Option<&Value>) -> Date {
    let Some(value) = value else { return Date::default() };
    let parts = value.get("date-parts").and_then(|parts| parts.get(0)).and_then(Value::as_array);
    let Some(parts) = parts.filter(|parts| !parts.is_empty()) else {
        let text = ["raw", "literal"].iter().find_map(|name| value.get(name)).unwrap_or(value);
        return Date::read(&scalar(text));
    };
    let part = |index: usize| parts.get(index).map(scalar).unwrap_or_default();
    let number = |index, most| part(index).parse().ok().filter(|number| (1..=most).contains(number));
    let month = number(1, 12);
    Date { year: part(0), month, day: number(2, 31).filter(|_| month.is_some()) }
}

fn people(value: Option<&Value>, role: Role) -> Vec<Name> {
    let people = value.and_then(Value::as_array).into_iter().flatten();
    let names = people.map(|person| {
        let text = |name: &str| person.get(name).map(scalar).unwrap_or_default();
        let literal = text("literal");
        if !literal.is_empty() {
            return literal;
        }
        let family = [text("dropping-particle"), text("non-dropping-particle"), text("family")].join(" ");
        Person { family: family.trim(), given: &text("given"), suffix: &text("suffix") }.written()
    });
    names.filter(|name| !name.is_empty()).map(|text| record::name(text, role)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::reference::BibliographyFile;

    fn file(text: &str) -> BibliographyFile {
        BibliographyFile::new("refs.csl.json".into(), text.to_owned())
    }

    fn keys(file: &BibliographyFile) -> Vec<&str> {
        file.entries().iter().map(|entry| &*entry.key).collect()
    }

    #[test]
    fn an_article_is_read() {
        let reference = reference(
            &json!({
                "id": "wang2019", "type": "article-journal", "title": "村务公开与<i>信任</i>",
                "container-title": "某某学刊", "volume": 3, "issue": "2", "page": "12–18",
                "author": [{"family": "王", "given": "某"}, {"family": "Neumann", "non-dropping-particle": "von", "given": "John"}],
                "translator": [{"literal": "某某编译组"}],
                "issued": {"date-parts": [["2019", 5, 12]]}, "accessed": {"date-parts": [[2020, 1, 2]]},
                "DOI": "10.1000/x", "URL": "https://example.org/a",
            })
            .to_string(),
        );
        assert_eq!(reference.type_mark().as_deref(), Some("[J/OL]"));
        let people: Vec<&str> = reference.people().map(|name| name.text.as_str()).collect();
        assert_eq!(people, ["王某", "VON NEUMANN J", "某某编译组"]);
        for (part, text) in [
            (Part::Title, "村务公开与信任"),
            (Part::Container, "某某学刊"),
            (Part::Year, "2019"),
            (Part::Volume, "3"),
            (Part::Issue, "2"),
            (Part::Pages, "12-18"),
            (Part::Accessed, "2020-01-02"),
            (Part::Pid, "10.1000/x"),
            (Part::Url, "https://example.org/a"),
        ] {
            assert_eq!(reference.get(part), Some(text), "{part:?}");
        }
    }

    #[test]
    fn a_chapter_has_a_host() {
        let item = json!({
            "type": "chapter", "title": "信任", "container-title": "村庄", "publisher": "某某出版社",
            "publisher-place": "北京", "edition": 2, "editor": [{"literal": "赵某"}], "issued": {"raw": "2018年3月"},
        });
        let reference = reference(&item.to_string());
        assert_eq!((reference.kind, reference.analytic), (Some(Type::Book), true));
        assert_eq!(reference.host_authors, [record::name("赵某".to_owned(), Role::Editor)]);
        assert_eq!((reference.get(Part::Edition), reference.year()), (Some("2版"), Some("2018")));
    }

    #[test]
    fn types_follow_the_item() {
        for (item, mark) in [
            (json!({"type": "article-newspaper"}), "[N]"),
            (json!({"type": "book"}), "[M]"),
            (json!({"type": "paper-conference"}), "[C]"),
            (json!({"type": "thesis"}), "[D]"),
            (json!({"type": "report"}), "[R]"),
            (json!({"type": "standard"}), "[S]"),
            (json!({"type": "legislation", "number": "GB/T 7714—2015"}), "[S]"),
            (json!({"type": "legislation", "title": "某某法"}), "[Z]"),
            (json!({"type": "patent"}), "[P]"),
            (json!({"type": "webpage", "URL": "https://example.org"}), "[EB/OL]"),
            (json!({"type": "post"}), "[EB]"),
            (json!({"type": "dataset"}), "[DS]"),
            (json!({"type": "software"}), "[CP]"),
            (json!({"type": "map"}), "[CM]"),
            (json!({"type": "manuscript", "archive": "某某档案馆"}), "[A]"),
            (json!({"type": "manuscript"}), "[Z]"),
            (json!({"type": "collection"}), "[A]"),
            (json!({"type": "article"}), "[PP]"),
            (json!({"type": "article", "container-title": "刊"}), "[J]"),
            (json!({"type": 3}), "[Z]"),
            (json!({}), "[Z]"),
        ] {
            assert_eq!(reference(&item.to_string()).type_mark().as_deref(), Some(mark), "{item}");
        }
    }

    #[test]
    fn items_have_their_keys_and_places() {
        for text in [
            r#"[{"id": "甲{1}", "title": "a ] } \"id\": \"no\""}, {"id": 12}, {"citation-key": "丙"}]"#,
            "\u{feff}{\n \"config\": {},\n \"items\" : [\n  {\"id\": \"甲{1}\"},\n  {\"id\": 12},\n  {\"citation-key\": \"丙\"}]}",
        ] {
            let file = file(text);
            assert_eq!(file.problems(), [], "{text}");
            assert_eq!(keys(&file), ["甲{1}", "12", "丙"]);
            for entry in file.entries() {
                assert_eq!(&text[entry.key_range.clone()], &*entry.key);
            }
        }
    }

    #[test]
    fn a_broken_item_hides_no_other_and_keeps_its_key() {
        let sound = "  {\n    \"id\": \"last\"\n  }\n]";
        for (broken, flaw) in [
            ("  {\n    \"id\": \"a\"\n    \"title\": \"甲\"\n  },\n", Flaw::Malformed),
            ("  {\n    \"id\": \"a\",\n    \"title\": \"甲\n  },\n", Flaw::Malformed),
            ("  {\n    \"id\": \"a\",\n    \"title\": \"甲\",\n", Flaw::Unclosed),
            ("  {\n    \"id\": \"a\",\n    \"author\": [{\"family\": \"甲\"],\n  },\n", Flaw::Unclosed),
        ] {
            let file = file(&format!("[\n{broken}{sound}"));
            assert_eq!(keys(&file), ["a", "last"], "{broken}");
            assert_eq!(
                file.problems().iter().map(|it| it.flaw.clone()).collect::<Vec<_>>(),
                [flaw],
                "{broken}"
            );
            assert_eq!(&file.text()[file.problems()[0].range.clone()], "a");
            assert!(file.is_complete());
        }
        let nameless = file(&format!("[\n  {{\"title\": \"甲\"}},\n{sound}"));
        assert_eq!(
            (keys(&nameless), nameless.problems().len(), nameless.is_complete()),
            (vec!["last"], 1, true)
        );
        let lost = file(&format!("[\n  {{\"title\" \"甲\"}},\n{sound}"));
        assert_eq!((keys(&lost), lost.is_complete()), (vec!["last"], false));
    }

    #[test]
    fn other_json_is_told() {
        for text in ["3", "{}", "{\"items\": {}}", "甲"] {
            let file = file(text);
            assert_eq!(file.problems().len(), 1, "{text}");
            assert!(file.entries().is_empty());
        }
        for text in ["", " \n", "[]", "["] {
            assert_eq!(file(text).problems(), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(pieces in proptest::collection::vec(prop_oneof![
            Just("{\"id\": \"a\", \"author\": [{\"family\": \"甲\"}]},\n".to_owned()),
            Just("[".to_owned()),
            Just("\"items\": [".to_owned()),
            "[\\[\\]{}\":,\\\\id \n甲1]{0,12}",
            ".{0,8}",
        ], 0..12)) {
            let text = pieces.concat();
            let file = file(&text);
            for (number, entry) in file.entries().iter().enumerate() {
                prop_assert!(text.get(entry.range.clone()).is_some());
                prop_assert!(text.get(entry.key_range.clone()).is_some());
                file.reference(number);
            }
            for problem in file.problems() {
                prop_assert!(text.get(problem.range.clone()).is_some());
            }
        }
    }
}
