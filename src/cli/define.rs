//! `yinzheng define`.

use std::path::Path;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::args::{DefineArgs, PlainFormat};
use super::essay::Essay;
use super::session::{Failure, Session, Status};
use crate::config::{Lang, say};
use crate::glossary::{self, Card};
use crate::ide;
use crate::text::{Point, PositionEncoding};

/// Keys that every card in JSON has, in this order; those that hold lists are empty lists if unset.
const KEYS: [(&str, Shape); 11] = [
    ("id", Shape::Text),
    ("term", Shape::Text),
    ("category", Shape::Text),
    ("domains", Shape::List),
    ("definition", Shape::Text),
    ("english", Shape::List),
    ("aliases", Shape::List),
    ("origin", Shape::List),
    ("dates", Shape::List),
    ("sources", Shape::List),
    ("related", Shape::List),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    List,
}

/// A card to print.
struct Shown {
    record: Value,
    markdown: String,
    plain: String,
}

/// Prints glossary cards.
///
/// # Errors
///
/// The file of a place, or its configuration, cannot be read, or the place is outside the text.
pub fn run(args: &DefineArgs, session: &mut Session) -> Result<Status, Failure> {
    let mut status = Status::Clean;
    let mut cards: Vec<Shown> = Vec::new();
    for term in &args.terms {
        let found = match place(term) {
            Some((file, line, column)) => at_place(args, file, line, column, session)?,
            None => by_name(term, session)?,
        };
        if found.is_empty() {
            status = Status::Found;
        }
        cards.extend(found);
    }
    match args.format {
        PlainFormat::Json => session.print_json(&cards),
        PlainFormat::Text => {
            for (number, card) in cards.iter().enumerate() {
                if number > 0 {
                    session.print("\n");
                }
                session.print(card.plain.trim_end());
                session.print("\n");
            }
        }
    }
    Ok(status)
}

/// The cards of this name: those that the workspace of the current folder defines, or else those of the glossary.
fn by_name(name: &str, session: &mut Session) -> Result<Vec<Shown>, Failure> {
    let settings = session.project.settings(Path::new("."))?;
    let lang = session.lang;
    let cards = match settings.glossary.define(name) {
        own if own.is_empty() => glossary::define(name),
        own => own,
    };
    if cards.is_empty()
        && let Some((term, cards)) = glossary::define_within(name)
    {
        session.note(&say!(
            lang,
            "“{name}”没有单独的术语卡；这是“{term}”的",
            "“{name}” has no card of its own; this is the card of “{term}”"
        ));
        return Ok(cards.into_iter().map(|card| Shown::of(card, lang)).collect());
    }
    if cards.is_empty() {
        let near = glossary::suggest(name);
        let message = if near.is_empty() {
            say!(lang, "没有收录“{name}”", "“{name}” is not in the glossary")
        } else {
            let near: Vec<String> = near.iter().map(|near| format!("“{near}”")).collect();
            say!(
                lang,
                "没有收录“{name}”，是不是{near}？",
                "“{name}” is not in the glossary; did you mean {near}?",
                near = near.join(match lang {
                    Lang::Zh => "、",
                    Lang::En => ", ",
                })
            )
        };
        session.note(&message);
    }
    Ok(cards.into_iter().map(|card| Shown::of(card, lang)).collect())
}

/// The cards for what stands at a place, counted from 1 in characters.
fn at_place(
    args: &DefineArgs,
    file: &str,
    line: u32,
    column: u32,
    session: &mut Session,
) -> Result<Vec<Shown>, Failure> {
    let lang = session.lang;
    let essay = Essay::read(Path::new(file), args.stdin_filename.as_deref(), session)?;
    let buffer = essay.snapshot.buffer();
    let wanted = Point { line: line.wrapping_sub(1), column: column.wrapping_sub(1) };
    let offset = buffer.offset(wanted, PositionEncoding::Utf32);
    let name = &essay.name;
    // A place outside the text is clamped by the buffer and so comes back as another one.
    if buffer.point(offset, PositionEncoding::Utf32) != wanted {
        return Err(Failure::new(say!(
            lang,
            "{name}：没有第 {line} 行第 {column} 个字（行列从 1 数起）",
            "{name}: there is no line {line}, column {column} (counted from 1)"
        )));
    }
    let Some(hover) = ide::hover(&essay.snapshot, offset, &essay.settings) else {
        session.note(&say!(
            lang,
            "{name}:{line}:{column}：这里没有收录的术语",
            "{name}:{line}:{column}: no known term here"
        ));
        return Ok(Vec::new());
    };
    let record = match hover.card {
        Some(card) => card.record,
        // A marker or an entry is no term; it goes by its text.
        None => serde_json::json!({"term": buffer.slice(hover.range)}),
    };
    Ok(vec![Shown { record, markdown: hover.markdown, plain: hover.plain }])
}

/// Reads `FILE:LINE:COL`.
fn place(term: &str) -> Option<(&str, u32, u32)> {
    let (rest, column) = term.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?;
    (!file.is_empty()).then_some((file, number(line)?, number(column)?))
}

impl Shown {
    fn of(card: Card, lang: Lang) -> Self {
        Self { markdown: card.markdown(lang, None), plain: card.plain(lang), record: card.record }
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, shape) in KEYS {
            match (self.record.get(key), shape) {
                (Some(value), _) => map.serialize_entry(key, value)?,
                (None, Shape::Text) => map.serialize_entry(key, &Value::Null)?,
                (None, Shape::List) => map.serialize_entry(key, &Value::Array(Vec::new()))?,
            }
        }
        for (key, value) in self.record.as_object().into_iter().flatten() {
            if key != "markdown" && !KEYS.iter().any(|(known, _)| known == key) {
                map.serialize_entry(key, value)?;
            }
        }
        map.serialize_entry("markdown", &self.markdown)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_place_is_told_from_a_term() {
        for (term, expected) in [
            ("a.txt:3:14", Some(("a.txt", 3, 14))),
            ("文/a b.md:1:1", Some(("文/a b.md", 1, 1))),
            ("-:2:5", Some(("-", 2, 5))),
            ("C:\\a.txt:1:2", Some(("C:\\a.txt", 1, 2))),
            ("以人民为中心", None),
            ("时间：12:30", None),
            (":1:2", None),
            ("a.txt:1", None),
            ("a.txt:x:2", None),
            ("a.txt:+1:2", None),
            ("a.txt:1:99999999999", None),
            ("a.txt::", None),
        ] {
            assert_eq!(place(term), expected, "{term}");
        }
    }

    #[test]
    fn a_card_has_the_keys_of_the_contract_in_their_order() {
        let card = Shown {
            record: json!({"term": "甲", "id": "jia", "aliases": [{"form": "乙"}], "note": "丙"}),
            markdown: "**甲**".to_owned(),
            plain: String::new(),
        };
        assert_eq!(
            serde_json::to_string(&card).unwrap(),
            concat!(
                r#"{"id":"jia","term":"甲","category":null,"domains":[],"definition":null,"english":[],"#,
                r#""aliases":[{"form":"乙"}],"origin":[],"dates":[],"sources":[],"related":[],"#,
                r#""note":"丙","markdown":"**甲**"}"#,
            )
        );
    }
}
