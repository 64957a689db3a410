//! The terms of an essay: which cards it uses, where each stands, a card by its name.

use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

use super::navigate::Mention;
use crate::config::{Lang, Settings};
use crate::document::{Region, Snapshot};
use crate::glossary::{self, Card, CardId};

/// A term that an essay uses.
#[derive(Debug, Clone, PartialEq)]
pub struct UsedTerm {
    /// Its card.
    pub id: CardId,
    /// The card itself.
    pub card: Card,
    /// The places where one of its names stands (bytes), in the order of the text.
    pub places: Vec<Range<usize>>,
}

/// The terms that the essay uses in its text, the commonest first, then by their first place. Lists of references
/// and what stands around the essay do not count.
#[must_use]
pub fn used_terms(snapshot: &Snapshot, settings: &Settings) -> Vec<UsedTerm> {
    let mut places: HashMap<CardId, Vec<Range<usize>>> = HashMap::new();
    for block in 0..snapshot.blocks().len() {
        if matches!(
            snapshot.index().regions[block],
            Region::List | Region::ListHeading | Region::Back | Region::Opaque
        ) {
            continue;
        }
        for found in &snapshot.terms(block, &settings.glossary).found {
            places.entry(found.card).or_default().push(snapshot.absolute(block, &found.range));
        }
    }
    let mut used: Vec<UsedTerm> = places
        .into_iter()
        .filter_map(|(id, places)| Some(UsedTerm { id, card: id.card(&settings.glossary)?, places }))
        .collect();
    used.sort_by(|a, b| (b.places.len(), a.places[0].start).cmp(&(a.places.len(), b.places[0].start)));
    used
}

/// The terms as an appendix in Markdown: a heading, and an entry for each term in the order of its first place.
#[must_use]
pub fn appendix(used: &[UsedTerm], lang: Lang) -> String {
    let heading = match lang {
        Lang::Zh => "## 术语表",
        Lang::En => "## Glossary",
    };
    let mut used: Vec<&UsedTerm> = used.iter().collect();
    used.sort_by_key(|term| term.places[0].start);
    let mut out = format!("{heading}\n");
    for UsedTerm { card, .. } in used {
        let english = card.english().next().map_or(String::new(), |english| match lang {
            Lang::Zh => format!("（{english}）"),
            Lang::En => format!(" ({english})"),
        });
        let definition = card.definition();
        let colon = if lang == Lang::Zh { "：" } else { ": " };
        let _ = writeln!(out, "\n**{}**{english}{colon}{definition}", card.term());
    }
    out
}

/// The places in the whole text that name the term at byte `offset`; `None` where no term stands.
pub(super) fn mentions(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Vec<Mention>> {
    let here = snapshot.block_at(offset)?;
    let at = offset - snapshot.index().starts[here];
    let terms = snapshot.terms(here, &settings.glossary);
    let card = terms.found.iter().find(|found| found.range.contains(&at))?.card;
    let mut found = Vec::new();
    for block in 0..snapshot.blocks().len() {
        let terms = snapshot.terms(block, &settings.glossary);
        let places = terms.found.iter().filter(|found| found.card == card);
        found.extend(
            places.map(|name| Mention { range: snapshot.absolute(block, &name.range), is_entry: false }),
        );
    }
    Some(found)
}

/// The cards whose names contain `query` or whose pinyin initials begin with it, the best first, at most `most`.
/// The workspace's own come first.
#[must_use]
pub fn find_cards(query: &str, settings: &Settings, most: usize) -> Vec<(CardId, Card)> {
    let own = settings.glossary.cards().iter().enumerate();
    let own = own.filter(|(_, card)| card.names().any(|name| name.contains(query)));
    let mut found: Vec<(CardId, Card)> =
        own.map(|(number, card)| (CardId::Own(number), card.clone())).take(most).collect();
    let numbers = glossary::find(query, most - found.len());
    found.extend(
        numbers.into_iter().filter_map(|number| Some((CardId::Shared(number), glossary::card(number)?))),
    );
    found
}

/// The card of `term` for the editor: Markdown, with links where the client follows them.
#[must_use]
pub fn card_of(term: &str, settings: &Settings) -> Option<String> {
    let card = settings.glossary.define(term).into_iter().chain(glossary::define(term)).next()?;
    Some(super::hover::card_markdown(&card, settings))
}

/// The words at `range` if the workspace may define them: a phrase of the text that no card has yet.
#[must_use]
pub fn definable(snapshot: &Snapshot, range: &Range<usize>, settings: &Settings) -> Option<String> {
    /// Characters of the longest term.
    const LONGEST: usize = 30;
    let text = snapshot.buffer().slice(range.clone());
    let phrase = text.trim().trim_matches(['“', '”', '"', '「', '」', '。', '，', '、']);
    let count = phrase.chars().count();
    let plain = !phrase.contains(|c: char| c.is_control() || matches!(c, '"' | '\\'));
    let known = || glossary::is_name(phrase) || settings.glossary.is_name(phrase);
    ((2..=LONGEST).contains(&count) && plain && !known()).then(|| phrase.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::glossary::OwnGlossary;

    const TEXT: &str = "提升基层治理水平，完善城乡基层治理，推进乡村振兴战略。\n\n党的十九大以来，基层治理有了新的要求。\n\n参考文献\n[1] 王某. 论基层治理[J]. 某刊, 2019(1): 1-5.\n";

    #[test]
    fn terms_are_counted_in_the_text() {
        let used = used_terms(&Snapshot::of(TEXT, Kind::Plain), &Settings::default());
        let told: Vec<(&str, usize, &str)> = used
            .iter()
            .map(|term| (term.card.term(), term.places.len(), &TEXT[term.places[0].clone()]))
            .collect();
        assert_eq!(
            told,
            [
                ("基层治理", 3, "基层治理"),
                ("乡村振兴战略", 1, "乡村振兴战略"),
                ("党的十九大", 1, "党的十九大")
            ]
        );
        let appendix = appendix(&used, Lang::Zh);
        assert!(
            appendix.starts_with("## 术语表\n\n**基层治理**（primary-level governance）："),
            "{appendix}"
        );
        assert_eq!(appendix.matches("\n**").count(), 3);
    }

    #[test]
    fn what_the_workspace_defines_goes_first() {
        let (glossary, problems) = OwnGlossary::parse(
            "[[term]]\nterm = \"基层治理水平\"\ndefinition = \"本文用来指一个村的账目。\"\n",
            Lang::Zh,
        );
        assert_eq!(problems, []);
        let settings = Settings { glossary, ..Settings::default() };
        let used = used_terms(&Snapshot::of(TEXT, Kind::Plain), &settings);
        assert!(used.iter().any(|term| term.card.term() == "基层治理水平" && term.places.len() == 1));
        assert!(card_of("基层治理水平", &settings).is_some_and(|card| card.contains("一个村的账目")));
    }

    #[test]
    fn every_name_of_a_term_is_a_mention() {
        let snapshot = Snapshot::of(TEXT, Kind::Plain);
        let at = TEXT.find("城乡基层").expect("the place");
        let found = mentions(&snapshot, at, &Settings::default()).expect("a term");
        let texts: Vec<&str> = found.iter().map(|mention| &TEXT[mention.range.clone()]).collect();
        assert_eq!(texts, ["基层治理", "城乡基层治理", "基层治理", "基层治理"]);
        assert_eq!(mentions(&snapshot, TEXT.find("水平").expect("the place"), &Settings::default()), None);
    }

    #[test]
    fn cards_are_found_by_a_part_of_their_name_and_by_pinyin() {
        let terms = |query: &str| -> Vec<String> {
            find_cards(query, &Settings::default(), 5)
                .into_iter()
                .map(|(_, card)| card.term().to_owned())
                .collect()
        };
        assert_eq!(terms("基层治理").first().map(String::as_str), Some("基层治理"));
        assert!(terms("xczx").iter().any(|term| term.contains("乡村振兴")), "{:?}", terms("xczx"));
        assert_eq!(terms("没有这样的术语"), [""; 0]);
    }
}
