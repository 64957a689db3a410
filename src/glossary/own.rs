//! Own terms: `.yinzheng/terms.toml` of the workspace, and the files that the configuration names.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use serde_json::json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::card::Card;
use super::names::{Class, Name, NameKind, Table};
use super::normal::normalise;
use crate::config::{ConfigProblem, Lang, nearest, say};

/// Terms that a workspace or its configuration defines; they go before those of the glossary.
#[derive(Debug, Clone, Default)]
pub struct OwnGlossary(Option<Arc<Own>>);

#[derive(Debug)]
struct Own {
    /// What the files said: two glossaries are equal if their texts are.
    text: String,
    cards: Vec<Card>,
    table: Table<String>,
}

/// What an entry says; the table's name and its keys as people write them.
const TABLE: &str = "term";
const KEYS: [&str; 4] = ["term", "definition", "aliases", "source"];

impl OwnGlossary {
    /// Reads the text of a `terms.toml`, with what is wrong in it; entries without fault count all the same.
    #[must_use]
    pub fn parse(text: &str, lang: Lang) -> (Self, Vec<ConfigProblem>) {
        let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (table, errors) = DeTable::parse_recoverable(bare);
        let mut reader = Reader { lang, problems: Vec::new(), cards: Vec::new(), names: Vec::new() };
        for (key, value) in table.get_ref() {
            if key.get_ref() == TABLE {
                reader.entries(value);
            } else {
                reader.unknown(key.get_ref(), &[TABLE], key.span());
            }
        }
        // What the parser guessed behind an error is not what the person wrote: no further remarks on it.
        if !errors.is_empty() {
            reader.problems.clear();
        }
        for error in errors {
            let what = error.message();
            reader.problem(say!(lang, "不是合法的 TOML：{what}", "not valid TOML: {what}"), error.span());
        }
        let Reader { mut problems, cards, mut names, .. } = reader;
        names.sort_by(|a, b| a.normal.cmp(&b.normal));
        let own = Own { text: text.to_owned(), table: Table::new(names), cards };
        problems.sort_by_key(|problem| problem.range.as_ref().map_or(usize::MAX, |range| range.start));
        for range in problems.iter_mut().filter_map(|problem| problem.range.as_mut()) {
            let shift = text.len() - bare.len();
            *range = range.start + shift..range.end + shift;
        }
        (Self((!own.cards.is_empty()).then(|| Arc::new(own))), problems)
    }

    /// The terms of all `glossaries`; of two with the same name, the earlier one counts.
    #[must_use]
    pub fn joined(glossaries: &[Self]) -> Self {
        let parts: Vec<&Arc<Own>> = glossaries.iter().filter_map(|glossary| glossary.0.as_ref()).collect();
        if let [] | [_] = parts[..] {
            return Self(parts.first().map(|&own| Arc::clone(own)));
        }
        let texts: Vec<&str> = parts.iter().map(|own| &*own.text).collect();
        let (mut cards, mut names) = (Vec::new(), BTreeMap::new());
        for own in &parts {
            let first = cards.len();
            for name in own.table.names() {
                let moved = || Name { card: first + name.card, ..name.clone() };
                names.entry(name.normal.clone()).or_insert_with(moved);
            }
            for card in &own.cards {
                let mut record = card.record.clone();
                record["id"] = json!(id(cards.len()));
                cards.push(Card::of(record));
            }
        }
        let table = Table::new(names.into_values().collect());
        // No file holds the separator: what TOML says of it is that it must not be there.
        Self(Some(Arc::new(Own { text: texts.join("\0"), cards, table })))
    }

    pub(super) fn table(&self) -> Option<&Table<String>> {
        self.0.as_deref().map(|own| &own.table)
    }

    /// Card number `index` of the workspace.
    #[must_use]
    pub fn card(&self, index: usize) -> Option<&Card> {
        self.0.as_deref()?.cards.get(index)
    }

    /// The cards.
    #[must_use]
    pub fn cards(&self) -> &[Card] {
        self.0.as_deref().map_or(&[], |own| &own.cards)
    }

    /// The cards with this name or alias, width and punctuation ignored.
    #[must_use]
    pub fn define(&self, name: &str) -> Vec<Card> {
        let names = self.table().map_or(&[][..], |table| table.exact(&normalise(name)));
        names.iter().filter_map(|name| self.card(name.card).cloned()).collect()
    }

    /// Whether `text` is, punctuation and width aside, one of its names.
    #[must_use]
    pub fn is_name(&self, text: &str) -> bool {
        self.table().is_some_and(|table| !table.exact(&normalise(text)).is_empty())
    }
}

impl PartialEq for OwnGlossary {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(|own| &own.text) == other.0.as_ref().map(|own| &own.text)
    }
}

impl Eq for OwnGlossary {}

impl Hash for OwnGlossary {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_ref().map(|own| &own.text).hash(state);
    }
}

/// The id of card number `index`.
fn id(index: usize) -> String {
    format!("own-{}", index + 1)
}

struct Reader {
    lang: Lang,
    problems: Vec<ConfigProblem>,
    cards: Vec<Card>,
    names: Vec<Name<String>>,
}

impl Reader {
    fn problem(&mut self, message: String, range: Option<Range<usize>>) {
        self.problems.push(ConfigProblem { message, range });
    }

    fn unknown(&mut self, key: &str, known: &[&str], place: Range<usize>) {
        let message = if let Some(near) = nearest(key, known.iter().copied()) {
            say!(
                self.lang,
                "没有“{key}”这一项，是不是“{near}”？",
                "There is no “{key}”; did you mean “{near}”?"
            )
        } else {
            let known = known.join(if self.lang == Lang::Zh { "、" } else { ", " });
            say!(
                self.lang,
                "没有“{key}”这一项。可用的有：{known}。",
                "There is no “{key}”. There are: {known}."
            )
        };
        self.problem(message, Some(place));
    }

    fn entries(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(items) = value.get_ref() else {
            let message =
                say!(self.lang, "每个术语写成一个 [[term]]。", "Each term is a table of its own: [[term]].");
            return self.problem(message, Some(value.span()));
        };
        for item in items {
            if let DeValue::Table(table) = item.get_ref() {
                self.entry(table, &item.span());
            } else {
                let message = say!(
                    self.lang,
                    "每个术语写成一个 [[term]]。",
                    "Each term is a table of its own: [[term]]."
                );
                self.problem(message, Some(item.span()));
            }
        }
    }

    fn entry(&mut self, table: &DeTable<'_>, place: &Range<usize>) {
        for (key, _) in table {
            if !KEYS.contains(&key.get_ref().as_ref()) {
                self.unknown(key.get_ref(), &KEYS, key.span());
            }
        }
        let Some((term, at)) = self.text(table, "term") else {
            if !table.contains_key("term") {
                let message = say!(self.lang, "这一条没有 term = \"…\"。", "This entry lacks term = \"…\".");
                self.problem(message, Some(place.clone()));
            }
            return;
        };
        if normalise(&term).chars().count() < 2 {
            let message = say!(
                self.lang,
                "术语“{term}”太短，至少要两个字。",
                "The term “{term}” is too short: it needs two characters."
            );
            return self.problem(message, Some(at));
        }
        let definition = self.text(table, "definition");
        let empty =
            definition.as_ref().map_or(!table.contains_key("definition"), |(text, _)| text.is_empty());
        if empty {
            let message = say!(
                self.lang,
                "“{term}”没有释义，请写 definition = \"…\"。",
                "“{term}” has no definition: add definition = \"…\"."
            );
            self.problem(message, Some(at.clone()));
        }
        let source = self.text(table, "source").map_or(String::new(), |(text, _)| text);
        let number = self.cards.len();
        let mut aliases = Vec::new();
        for (form, place) in std::iter::once((term.clone(), at)).chain(self.list(table, "aliases")) {
            let normal = normalise(&form);
            if normal.chars().count() < 2 {
                continue;
            }
            if self.names.iter().any(|name| name.normal == normal) {
                let message = say!(
                    self.lang,
                    "“{form}”上文已有释义，这里的不起作用。",
                    "“{form}” is defined above; this one has no effect."
                );
                self.problem(message, Some(place));
                continue;
            }
            let class = if form.starts_with('《') { Class::Title } else { Class::Other };
            if form != term {
                aliases.push(json!({ "form": form, "kind": "short" }));
            }
            self.names.push(Name { normal, card: number, kind: NameKind::Name, class, form });
        }
        let sources = if source.is_empty() {
            json!([])
        } else {
            json!([{ "title": source, "used_for": ["definition"] }])
        };
        let definition = definition.map_or(String::new(), |(text, _)| text);
        self.cards.push(Card::of(json!({
            "id": id(number), "term": term, "category": "own", "definition": definition, "aliases": aliases,
            "sources": sources,
        })));
    }

    /// The text under `key`, without white space at its ends, and its place.
    fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<(String, Range<usize>)> {
        let value = table.get(key)?;
        if let DeValue::String(text) = value.get_ref() {
            Some((text.trim().to_owned(), value.span()))
        } else {
            let message =
                say!(self.lang, "{key} 要写成文字：{key} = \"…\"。", "{key} is a text: {key} = \"…\".");
            self.problem(message, Some(value.span()));
            None
        }
    }

    fn list(&mut self, table: &DeTable<'_>, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let items = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut texts = Vec::new();
        for item in items {
            if let DeValue::String(text) = item.get_ref() {
                texts.push((text.trim().to_owned(), item.span()));
            } else {
                let message = say!(
                    self.lang,
                    "{key} 是一列文字：{key} = [\"…\", \"…\"]。",
                    "{key} is a list of texts: {key} = [\"…\", \"…\"]."
                );
                self.problem(message, Some(item.span()));
            }
        }
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, String)> {
        let (_, problems) = OwnGlossary::parse(text, Lang::Zh);
        problems
            .into_iter()
            .map(|problem| {
                (problem.range.map_or(String::new(), |range| text[range].to_owned()), problem.message)
            })
            .collect()
    }

    #[test]
    fn terms_with_aliases_and_source() {
        let text = "\u{feff}[[term]]\nterm = \"村账会\"\naliases = [\"村账\"]\ndefinition = \"本村看账目的会。\"\nsource = \"村规民约第三条\"\n";
        let (glossary, problems) = OwnGlossary::parse(text, Lang::Zh);
        assert_eq!(problems, []);
        assert!(glossary.is_name("“村账会”") && glossary.is_name("村账") && !glossary.is_name("村"));
        let card = glossary.card(0).expect("a card").plain(Lang::Zh);
        assert_eq!(card, "村账会　自定义\n本村看账目的会。\n又称：村账\n出处：村规民约第三条");
        assert_ne!(glossary, OwnGlossary::default());
    }

    #[test]
    fn joined_glossaries_keep_every_card_and_the_earlier_of_a_name() {
        let one = |text: &str| OwnGlossary::parse(text, Lang::Zh).0;
        let ours = one("[[term]]\nterm = \"村账会\"\ndefinition = \"甲。\"\n");
        let theirs = one(
            "[[term]]\nterm = \"赶场\"\ndefinition = \"乙。\"\n[[term]]\nterm = \"村账会\"\naliases = [\"村账\"]\ndefinition = \"丙。\"\n",
        );
        let both = OwnGlossary::joined(&[ours.clone(), OwnGlossary::default(), theirs.clone()]);
        let said = |name: &str| {
            let names = both.table().expect("names").exact(name);
            assert_eq!(names.len(), 1, "{name}");
            both.card(names[0].card).expect("a card").definition()
        };
        assert_eq!(["村账会", "赶场", "村账"].map(said), ["甲。", "乙。", "丙。"]);
        let ids: Vec<&str> = both.cards().iter().map(Card::id).collect();
        assert_eq!(ids, ["own-1", "own-2", "own-3"]);
        assert_ne!(both, ours);
        assert_eq!(both, OwnGlossary::joined(&[ours.clone(), theirs.clone()]));
        assert_ne!(both, OwnGlossary::joined(&[theirs, ours.clone()]));
        assert_eq!(OwnGlossary::joined(&[OwnGlossary::default(), ours.clone()]), ours);
        assert_eq!(OwnGlossary::joined(&[]), OwnGlossary::default());
    }

    #[test]
    fn slips_are_told_at_their_place_and_cost_no_other_entry() {
        assert_eq!(
            told("[[term]]\nterm = \"村账会\"\ndefinition = \"看账的会。\"\nauthor = \"某\"\n"),
            [(
                "author".to_owned(),
                "没有“author”这一项。可用的有：term、definition、aliases、source。".to_owned()
            )]
        );
        assert_eq!(told("[[term]]\ndefinition = \"看账的会。\"\n")[0].1, "这一条没有 term = \"…\"。");
        assert_eq!(
            told("[[term]]\nterm = \"村\"\ndefinition = \"看账。\"\n")[0].1,
            "术语“村”太短，至少要两个字。"
        );
        assert_eq!(told("term = \"村账会\"\n")[0].1, "每个术语写成一个 [[term]]。");
        assert!(told("[[term]\n")[0].1.starts_with("不是合法的 TOML："));
        let twice = "[[term]]\nterm = \"村账会\"\ndefinition = \"甲。\"\n[[term]]\nterm = \"村账会\"\ndefinition = \"乙。\"\n";
        assert_eq!(told(twice)[0].1, "“村账会”上文已有释义，这里的不起作用。");
        let (glossary, _) = OwnGlossary::parse(twice, Lang::Zh);
        assert_eq!(glossary.card(0).map(Card::definition), Some("甲。"));
    }
}
