//! Hover: the card of the term at a place.

use std::ops::Range;

use crate::config::{Lang, Settings};
use crate::document::Snapshot;
use crate::glossary::{self, NameKind};

/// A hover card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What the card is about (bytes).
    pub range: Range<usize>,
    /// The card in Markdown.
    pub markdown: String,
    /// The card for clients without Markdown.
    pub plain: String,
}

/// The card for what stands at byte `offset`, if anything known does.
#[must_use]
pub fn hover(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Hover> {
    let block = snapshot.block_at(offset)?;
    let start = snapshot.index().starts[block];
    let text = snapshot.buffer().slice(start..start + snapshot.blocks()[block].len);
    let found = glossary::matches_at(&text, offset - start)?;
    let card = glossary::card(found.card)?;
    let mut markdown = card.markdown(settings.lang);
    let mut plain = card.plain(settings.lang);
    if found.kind == NameKind::Misform {
        let written = &text[found.range.clone()];
        let note = match settings.lang {
            Lang::Zh => format!("“{written}”的规范写法是“{}”。", card.term()),
            Lang::En => format!("The standard form of “{written}” is “{}”.", card.term()),
        };
        markdown = format!("{note}\n\n{markdown}");
        plain = format!("{note}\n{plain}");
    }
    Some(Hover { range: start + found.range.start..start + found.range.end, markdown, plain })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    fn at(text: &str) -> Option<(String, String)> {
        let offset = text.find("$0").expect("a cursor");
        let text = text.replacen("$0", "", 1);
        let hover = hover(&Snapshot::of(&text, Kind::Plain), offset, &Settings::default())?;
        Some((text[hover.range].to_owned(), hover.markdown))
    }

    #[test]
    fn terms_have_cards_at_their_exact_range() {
        let (range, card) = at("第一段。\n\n第二段说到提升基层$0治理水平。").expect("a card");
        assert_eq!(range, "基层治理");
        assert!(card.starts_with("**基层治理**"), "{card}");
    }

    #[test]
    fn misforms_say_what_is_right() {
        let (range, card) = at("在国家治理能力$0和治理体系现代化的要求下").expect("a card");
        assert_eq!(range, "国家治理能力和治理体系现代化");
        assert!(
            card.starts_with("“国家治理能力和治理体系现代化”的规范写法是“国家治理体系和治理能力现代化”。"),
            "{card}"
        );
    }

    #[test]
    fn ordinary_words_have_none() {
        assert_eq!(at("今天天$0气很好。"), None);
        assert_eq!(at("基层治理。$0"), None);
    }
}
