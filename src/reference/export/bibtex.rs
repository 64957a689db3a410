//! BibTeX: entries of the classic types, so that the classic styles and `bibtex` itself load them.
//!
//! What those types cannot say stands in fields that they pass over: `mark` and `medium` hold the type
//! mark of GB/T 7714, the others are fields of biblatex. Braces are balanced whatever a text holds.

use std::fmt::Write;

use super::{doi, edition, pages};
use crate::reference::{Name, Part, Person, Reference, Role, Type, iso_date};
use crate::syntax::chars::is_han;

/// The references as a BibTeX file (UTF-8), each under its key.
#[must_use]
pub fn to_bibtex(entries: &[(String, &Reference)]) -> String {
    let mut out = String::new();
    for (key, reference) in entries {
        if !out.is_empty() {
            out.push('\n');
        }
        let kind = entry_type(reference);
        let _ = writeln!(out, "@{kind}{{{key},");
        for (name, value) in fields(reference, kind) {
            let _ = writeln!(out, "  {name} = {{{value}}},");
        }
        out.push_str("}\n");
    }
    out
}

/// The type of the entry; one whose characteristic field is missing is `misc`.
fn entry_type(reference: &Reference) -> &'static str {
    let has = |part| reference.get(part).is_some();
    match reference.kind {
        Some(Type::Journal | Type::Newspaper) if has(Part::Container) => "article",
        Some(Type::Proceedings) if has(Part::Container) => "inproceedings",
        _ if reference.analytic && has(Part::Container) => "incollection",
        Some(Type::Book | Type::Collection) => "book",
        Some(Type::Proceedings) => "proceedings",
        Some(Type::Thesis) if has(Part::Publisher) => "phdthesis",
        Some(Type::Report) if has(Part::Publisher) => "techreport",
        _ => "misc",
    }
}

fn fields(reference: &Reference, kind: &str) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let mut add = |name, value: String| {
        if !value.is_empty() {
            fields.push((name, value));
        }
    };
    let with = |role| reference.authors.iter().chain(&reference.others).filter(move |name| name.role == role);
    let text = |part| reference.get(part).map(escape).unwrap_or_default();
    let day = |part| reference.get(part).map(|text| escape(&iso_date(text))).unwrap_or_default();

    let others = if reference.and_others.is_some() { Some("others") } else { None };
    // What stands behind the names belongs to those in front of the title.
    let others_of =
        |role| others.filter(|_| reference.authors.first().map_or(Role::Author, |name| name.role) == role);
    add("author", people(with(Role::Author), others_of(Role::Author)));
    add("editor", people(with(Role::Editor).chain(&reference.host_authors), others_of(Role::Editor)));
    add("translator", people(with(Role::Translator), others_of(Role::Translator)));
    add("contributor", people(with(Role::Other), others_of(Role::Other)));
    add("title", reference.get(Part::Title).map(title).unwrap_or_default());
    let container = match kind {
        "article" => "journal",
        "incollection" | "inproceedings" => "booktitle",
        _ => "howpublished",
    };
    let publisher = match kind {
        "phdthesis" => "school",
        "techreport" => "institution",
        "misc" if reference.get(Part::Container).is_none() => "howpublished",
        _ => "publisher",
    };
    add(container, text(Part::Container));
    add("edition", reference.get(Part::Edition).map(|text| escape(&edition(text))).unwrap_or_default());
    add("address", text(Part::Place));
    add(publisher, text(Part::Publisher));
    let letter = reference.year_letter.map(String::from).unwrap_or_default();
    match reference.year() {
        Some(year) => add("year", format!("{year}{letter}")),
        None => add("year", text(Part::Year)),
    }
    add("date", day(Part::Date));
    add("volume", text(Part::Volume));
    match reference.get(Part::Issue) {
        Some(issue) => add("number", escape(issue)),
        None => add("number", text(Part::Number)),
    }
    add("pages", reference.get(Part::Pages).map(|text| escape(&pages(text, "--"))).unwrap_or_default());
    add("url", reference.get(Part::Url).map(verbatim).unwrap_or_default());
    match doi(reference) {
        Some(doi) => add("doi", verbatim(doi)),
        None => add("pid", reference.get(Part::Pid).map(verbatim).unwrap_or_default()),
    }
    add("urldate", day(Part::Accessed));
    if kind == "phdthesis" {
        // The style's own words would say that it is a doctor's.
        add("type", if reference.is_chinese() { "学位论文" } else { "Thesis" }.to_owned());
    }
    if reference.kind == Some(Type::Newspaper) {
        add("entrysubtype", "newspaper".to_owned());
    }
    add("mark", reference.kind.map(|kind| kind.code().to_owned()).unwrap_or_default());
    add("medium", reference.medium.map(|medium| medium.code().to_owned()).unwrap_or_default());
    if reference.is_chinese() {
        add("language", "chinese".to_owned());
    }
    fields
}

/// A list of names as BibTeX takes it apart.
fn people<'a>(names: impl Iterator<Item = &'a Name>, others: Option<&str>) -> String {
    let names = names.map(person).chain(others.map(str::to_owned));
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" and ")
}

/// `Last, First` of a person with a name in Latin letters; others are one unit, which braces keep whole.
fn person(name: &Name) -> String {
    match Person::of(name) {
        Person::Individual { family, given, suffix } if !given.is_empty() && !name.text.contains(is_han) => {
            let suffix = suffix.map_or(String::new(), |suffix| format!(", {}", escape(&suffix)));
            format!("{}{suffix}, {}", escape(&family), escape(&given))
        }
        _ => match escape(name.text.trim()) {
            text if text.is_empty() => text,
            text => format!("{{{text}}}"),
        },
    }
}

/// A title, whose capitals behind its first letter no style may make small.
fn title(text: &str) -> String {
    let capitals = text.chars().skip(1).any(char::is_uppercase);
    if capitals { format!("{{{}}}", escape(text)) } else { escape(text) }
}

/// `text` as LaTeX prints it. A backslash with a brace would count for BibTeX as a brace alone.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '{' => out.push_str(r"\textbraceleft{}"),
            '}' => out.push_str(r"\textbraceright{}"),
            '~' => out.push_str(r"\textasciitilde{}"),
            '^' => out.push_str(r"\textasciicircum{}"),
            '\\' => out.push_str(r"\textbackslash{}"),
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// An address, which styles give to `\url` as it is.
fn verbatim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Medium;

    fn names(texts: &[&str], role: Role) -> Vec<Name> {
        texts.iter().map(|text| Name { text: (*text).to_owned(), role, ..Name::default() }).collect()
    }

    fn work(kind: Type, authors: &[&str], parts: &[(Part, &str)]) -> Reference {
        let mut reference =
            Reference { kind: Some(kind), authors: names(authors, Role::Author), ..Reference::default() };
        for (part, text) in parts {
            reference.set_text(*part, *text);
        }
        reference
    }

    fn bibtex(reference: &Reference) -> String {
        to_bibtex(&[("k".to_owned(), reference)])
    }

    #[test]
    fn a_journal_article() {
        let mut reference = work(
            Type::Journal,
            &["张三", "EINSTEIN A"],
            &[
                (Part::Title, "甲与乙"),
                (Part::Container, "某某学刊"),
                (Part::Year, "2019"),
                (Part::Volume, "3"),
                (Part::Issue, "4"),
                (Part::Pages, "12-18"),
                (Part::Pid, "10.1000/x_1"),
            ],
        );
        reference.and_others = Some(9..12);
        assert_eq!(
            bibtex(&reference),
            "@article{k,\n  author = {{张三} and EINSTEIN, A and others},\n  title = {甲与乙},\n  \
             journal = {某某学刊},\n  year = {2019},\n  volume = {3},\n  number = {4},\n  pages = {12--18},\n  \
             doi = {10.1000/x_1},\n  mark = {J},\n  language = {chinese},\n}\n"
        );
    }

    #[test]
    fn types_are_those_of_the_classic_styles() {
        let container = [(Part::Container, "某书"), (Part::Publisher, "某社")];
        let publisher = [(Part::Publisher, "某某大学")];
        for (kind, parts, analytic, name) in [
            (Type::Journal, &container[..], false, "article"),
            (Type::Journal, &publisher[..], false, "misc"),
            (Type::Newspaper, &container[..], false, "article"),
            (Type::Book, &publisher[..], false, "book"),
            (Type::Book, &container[..], true, "incollection"),
            (Type::Proceedings, &container[..], true, "inproceedings"),
            (Type::Proceedings, &publisher[..], false, "proceedings"),
            (Type::Collection, &publisher[..], false, "book"),
            (Type::Thesis, &publisher[..], false, "phdthesis"),
            (Type::Thesis, &[][..], false, "misc"),
            (Type::Report, &publisher[..], false, "techreport"),
            (Type::Standard, &publisher[..], false, "misc"),
            (Type::Web, &publisher[..], false, "misc"),
            (Type::Other, &container[..], true, "incollection"),
        ] {
            let mut reference = work(kind, &[], parts);
            reference.analytic = analytic;
            assert_eq!(entry_type(&reference), name, "{kind:?}");
        }
        assert_eq!(entry_type(&Reference::default()), "misc");
    }

    #[test]
    fn what_the_type_cannot_say_is_in_fields() {
        let mut web =
            work(Type::Web, &[], &[(Part::Title, "网页"), (Part::Url, "https://example.org/a_b?c=%20{1}")]);
        web.medium = Some(Medium::Online);
        web.set_text(Part::Accessed, "2020-01-02");
        let text = bibtex(&web);
        assert!(
            text.contains("  url = {https://example.org/a_b?c=%20%7B1%7D},\n  urldate = {2020-01-02},\n"),
            "{text}"
        );
        assert!(text.contains("  mark = {EB},\n  medium = {OL},\n"), "{text}");
        let news =
            bibtex(&work(Type::Newspaper, &[], &[(Part::Container, "某报"), (Part::Date, "2019年5月1日")]));
        assert!(
            news.contains("year = {2019},\n  date = {2019-05-01},\n  entrysubtype = {newspaper}"),
            "{news}"
        );
        let thesis =
            bibtex(&work(Type::Thesis, &["张三"], &[(Part::Title, "甲"), (Part::Publisher, "某某大学")]));
        assert!(thesis.contains("school = {某某大学},\n  type = {学位论文},"), "{thesis}");
    }

    #[test]
    fn people_stand_where_their_part_is() {
        let mut book = work(Type::Book, &["罗尔斯 J"], &[(Part::Title, "某论"), (Part::Container, "某集")]);
        book.analytic = true;
        book.others = names(&["李四", "王五"], Role::Translator);
        book.others.extend(names(&["赵六"], Role::Other));
        book.host_authors = names(&["某某大学"], Role::Editor);
        let text = bibtex(&book);
        assert!(
            text.contains(
                "  author = {{罗尔斯 J}},\n  editor = {{某某大学}},\n  translator = {{李四} and {王五}},\n  contributor = {{赵六}},\n"
            ),
            "{text}"
        );
        let mut edited = work(Type::Book, &[], &[]);
        edited.authors = names(&["张三"], Role::Editor);
        edited.and_others = Some(0..3);
        assert!(bibtex(&edited).contains("  editor = {{张三} and others},\n"));
    }

    #[test]
    fn names_are_taken_apart_or_kept_whole() {
        for (name, written) in [
            ("EINSTEIN A", "EINSTEIN, A"),
            ("Nord G L, Jr", "Nord, Jr, G L"),
            ("van der Veen P", "van der Veen, P"),
            ("World Health Organization", "{World Health Organization}"),
            ("Smith and Sons", "{Smith and Sons}"),
            ("R&D Institute", r"{R\&D Institute}"),
            ("Plato", "{Plato}"),
            ("约翰·罗尔斯", "{约翰·罗尔斯}"),
            ("某某大学", "{某某大学}"),
        ] {
            assert_eq!(people(names(&[name], Role::Author).iter(), None), written);
        }
    }

    #[test]
    fn special_characters_are_printed_not_obeyed() {
        assert_eq!(escape(r"a & b % $5 #1 x_y"), r"a \& b \% \$5 \#1 x\_y");
        assert_eq!(
            escape(r"{~^\}"),
            r"\textbraceleft{}\textasciitilde{}\textasciicircum{}\textbackslash{}\textbraceright{}"
        );
        assert_eq!(title("The Case of China"), "{The Case of China}");
        assert_eq!(title("A case"), "A case");
        // Braces balance whatever stands in the text.
        for text in ["}", "{{", r"\}", "}{", "a}\nb"] {
            for written in [escape(text), verbatim(text), title(text)] {
                let mut depth = 0_i32;
                for c in written.chars() {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    assert!(depth >= 0, "{written}");
                }
                assert_eq!(depth, 0, "{written}");
            }
        }
    }
}
