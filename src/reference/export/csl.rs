//! CSL-JSON: items of the CSL 1.0.2 data schema.
//!
//! What the schema has no variable for is in `custom`, as the schema asks: the type mark, and identifiers
//! that are not DOIs.

use serde_json::{Map, Value, json};

use super::{date, doi, edition, issued, pages};
use crate::reference::{Name, Part, Person, Reference, Role, Type};
use crate::syntax::chars::is_kana;

/// The references as an array of CSL-JSON items, each under its key.
#[must_use]
pub fn to_csl(entries: &[(String, &Reference)]) -> Value {
    entries.iter().map(|(key, reference)| item(key, reference)).collect()
}

fn item(key: &str, reference: &Reference) -> Value {
    let mut item = Map::new();
    let mut add = |name: &str, value: Value| {
        if !value.is_null() && value != json!("") && value != json!([]) {
            item.insert(name.to_owned(), value);
        }
    };
    let text = |part| reference.get(part).map_or(Value::Null, |text| json!(text.trim()));
    add("id", json!(key));
    add("type", json!(item_type(reference)));
    add("title", text(Part::Title));
    for (name, value) in people(reference) {
        add(name, value);
    }
    add("container-title", text(Part::Container));
    add("edition", reference.get(Part::Edition).map_or(Value::Null, |text| json!(edition(text))));
    add("publisher-place", text(Part::Place));
    add("publisher", text(Part::Publisher));
    let literal = || {
        let text = reference.get(Part::Year).or_else(|| reference.get(Part::Date));
        text.map_or(Value::Null, |text| json!({ "literal": text }))
    };
    add("issued", issued(reference).map_or_else(literal, |parts| json!({ "date-parts": [parts] })));
    add("year-suffix", reference.year_letter.map_or(Value::Null, |letter| json!(letter)));
    add("volume", text(Part::Volume));
    add("issue", text(Part::Issue));
    add("number", text(Part::Number));
    add("page", reference.get(Part::Pages).map_or(Value::Null, |text| json!(pages(text, "-"))));
    add("URL", text(Part::Url));
    let doi = doi(reference);
    add("DOI", json!(doi));
    let accessed = reference.get(Part::Accessed).and_then(date);
    add("accessed", accessed.map_or(Value::Null, |parts| json!({ "date-parts": [parts] })));
    add("language", json!(language(reference)));
    let mut custom = Map::new();
    if let Some(mark) = reference.type_mark() {
        custom.insert("mark".to_owned(), json!(mark.trim_matches(['[', ']'])));
    }
    if let (None, Some(pid)) = (doi, reference.get(Part::Pid)) {
        custom.insert("pid".to_owned(), json!(pid));
    }
    if !custom.is_empty() {
        add("custom", Value::Object(custom));
    }
    Value::Object(item)
}

fn item_type(reference: &Reference) -> &'static str {
    let part = reference.analytic && reference.get(Part::Container).is_some();
    match reference.kind {
        Some(Type::Journal) => "article-journal",
        Some(Type::Newspaper) => "article-newspaper",
        Some(Type::Proceedings) if reference.get(Part::Container).is_some() => "paper-conference",
        Some(Type::Thesis) => "thesis",
        Some(Type::Report) if !part => "report",
        Some(Type::Standard) => "standard",
        Some(Type::Patent) => "patent",
        Some(Type::Database | Type::Dataset) => "dataset",
        Some(Type::Program) => "software",
        Some(Type::Web) => "webpage",
        Some(Type::Map) => "map",
        Some(Type::Preprint) => "article",
        _ if part => "chapter",
        Some(Type::Book | Type::Collection | Type::Proceedings) => "book",
        _ => "document",
    }
}

/// The variables of people and who stands in them.
fn people(reference: &Reference) -> Vec<(&'static str, Value)> {
    let mut variables: Vec<(&'static str, Vec<Value>)> = Vec::new();
    let mut add = |variable, person| match variables.iter_mut().find(|(name, _)| *name == variable) {
        Some((_, people)) => people.push(person),
        None => variables.push((variable, vec![person])),
    };
    for name in &reference.authors {
        add(variable(name.role), person(name));
    }
    if reference.and_others.is_some() {
        let last = reference.authors.last().map(|name| name.role).unwrap_or_default();
        let others = if reference.is_chinese() { "等" } else { "et al." };
        add(variable(last), json!({ "literal": others }));
    }
    for name in &reference.others {
        add(variable(name.role), person(name));
    }
    for name in &reference.host_authors {
        let is_author = name.role == Role::Author && reference.kind == Some(Type::Book);
        add(if is_author { "container-author" } else { "editor" }, person(name));
    }
    variables.into_iter().map(|(name, people)| (name, Value::Array(people))).collect()
}

const fn variable(role: Role) -> &'static str {
    match role {
        Role::Author => "author",
        Role::Editor => "editor",
        Role::Translator => "translator",
        Role::Other => "contributor",
    }
}

fn person(name: &Name) -> Value {
    match Person::of(name) {
        Person::Body(body) => json!({ "literal": body }),
        Person::Individual { family, given, suffix } => {
            let mut person = json!({ "family": family });
            if !given.is_empty() {
                person["given"] = json!(given);
            }
            if let Some(suffix) = suffix {
                person["suffix"] = json!(suffix);
            }
            person
        }
    }
}

/// The language as far as the letters of the title tell it.
fn language(reference: &Reference) -> Option<&'static str> {
    let title = reference.get(Part::Title)?;
    if title.chars().any(is_kana) {
        return Some("ja");
    }
    if reference.is_chinese() {
        return Some("zh");
    }
    let mut letters = title.chars().filter(|c| c.is_alphabetic()).peekable();
    (letters.peek().is_some() && letters.all(|c| c.is_ascii())).then_some("en")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Medium;

    fn names(texts: &[&str], role: Role) -> Vec<Name> {
        texts.iter().map(|text| Name { text: (*text).to_owned(), role, ..Name::default() }).collect()
    }

    fn work(kind: Type, parts: &[(Part, &str)]) -> Reference {
        let mut reference = Reference { kind: Some(kind), ..Reference::default() };
        for (part, text) in parts {
            reference.set_text(*part, *text);
        }
        reference
    }

    #[test]
    fn a_journal_article() {
        let mut reference = work(
            Type::Journal,
            &[
                (Part::Title, "甲与乙"),
                (Part::Container, "某某学刊"),
                (Part::Year, "2019"),
                (Part::Issue, "4"),
                (Part::Pages, "12—18"),
                (Part::Pid, "10.1000/1"),
                (Part::Accessed, "2020-01-02"),
            ],
        );
        reference.authors = names(&["张三", "某某大学", "Nord G L, Jr"], Role::Author);
        reference.and_others = Some(0..3);
        reference.medium = Some(Medium::Online);
        assert_eq!(
            to_csl(&[("k".to_owned(), &reference)]),
            json!([{
                "id": "k",
                "type": "article-journal",
                "title": "甲与乙",
                "author": [
                    { "family": "张", "given": "三" },
                    { "literal": "某某大学" },
                    { "family": "Nord", "given": "G L", "suffix": "Jr" },
                    { "literal": "等" },
                ],
                "container-title": "某某学刊",
                "issued": { "date-parts": [[2019]] },
                "issue": "4",
                "page": "12-18",
                "DOI": "10.1000/1",
                "accessed": { "date-parts": [[2020, 1, 2]] },
                "language": "zh",
                "custom": { "mark": "J/OL" },
            }])
        );
    }

    #[test]
    fn everybody_is_in_the_variable_of_their_part() {
        let mut chapter = work(Type::Book, &[(Part::Title, "某论"), (Part::Container, "某集")]);
        chapter.analytic = true;
        chapter.authors = names(&["欧阳某"], Role::Author);
        chapter.others = names(&["李四"], Role::Translator);
        chapter.others.extend(names(&["赵六"], Role::Other));
        chapter.host_authors = names(&["马克思"], Role::Author);
        chapter.host_authors.extend(names(&["某编辑部"], Role::Editor));
        let item = item("k", &chapter);
        assert_eq!(item["type"], "chapter");
        assert_eq!(item["author"], json!([{ "family": "欧阳", "given": "某" }]));
        assert_eq!(item["translator"], json!([{ "family": "李", "given": "四" }]));
        assert_eq!(item["contributor"], json!([{ "family": "赵", "given": "六" }]));
        assert_eq!(item["container-author"], json!([{ "family": "马克思" }]));
        assert_eq!(item["editor"], json!([{ "literal": "某编辑部" }]));
        let mut edited = work(Type::Book, &[]);
        edited.authors = names(&["张三"], Role::Editor);
        assert_eq!(self::item("k", &edited)["editor"], json!([{ "family": "张", "given": "三" }]));
        assert_eq!(self::item("k", &edited)["author"], Value::Null);
    }

    #[test]
    fn types_are_those_of_the_schema() {
        let schema = "article article-journal article-newspaper book chapter dataset document map paper-conference \
                      patent report software standard thesis webpage";
        let schema: Vec<&str> = schema.split_whitespace().collect();
        for kind in Type::ALL {
            for analytic in [true, false] {
                let mut reference = work(kind, &[]);
                reference.analytic = analytic;
                assert!(schema.contains(&item_type(&reference)), "{kind:?}");
                reference.set_text(Part::Container, "某书");
                assert!(schema.contains(&item_type(&reference)), "{kind:?}");
            }
        }
        let host = [(Part::Container, "某书")];
        for (kind, analytic, name) in [
            (Type::Book, false, "book"),
            (Type::Book, true, "chapter"),
            (Type::Collection, true, "chapter"),
            (Type::Proceedings, true, "paper-conference"),
            (Type::Other, true, "chapter"),
            (Type::Other, false, "document"),
            (Type::Archive, false, "document"),
        ] {
            let mut reference = work(kind, &host);
            reference.analytic = analytic;
            assert_eq!(item_type(&reference), name, "{kind:?}");
        }
    }

    #[test]
    fn dates_are_parts_or_words() {
        let issued = |parts: &[(Part, &str)]| item("k", &work(Type::Newspaper, parts))["issued"].clone();
        assert_eq!(issued(&[(Part::Date, "2019-05-01")]), json!({ "date-parts": [[2019, 5, 1]] }));
        assert_eq!(issued(&[(Part::Year, "1947(民国三十六年)")]), json!({ "date-parts": [[1947]] }));
        assert_eq!(issued(&[(Part::Year, "康熙年间")]), json!({ "literal": "康熙年间" }));
        assert_eq!(issued(&[]), Value::Null);
    }

    #[test]
    fn the_language_is_told_by_the_letters_only() {
        for (title, expected) in [
            ("甲", Some("zh")),
            ("GDP与增长", Some("zh")),
            ("学問のすすめ", Some("ja")),
            ("Plain title 2", Some("en")),
            ("Über alles", None),
            ("Война", None),
            ("1984", None),
        ] {
            assert_eq!(language(&work(Type::Book, &[(Part::Title, title)])), expected, "{title}");
        }
    }

    #[test]
    fn identifiers_of_other_schemes_are_kept() {
        let item = item("k", &work(Type::Dataset, &[(Part::Pid, "31253.11.x")]));
        assert_eq!(item["DOI"], Value::Null);
        assert_eq!(item["custom"], json!({ "mark": "DS", "pid": "31253.11.x" }));
    }
}
