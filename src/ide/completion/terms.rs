//! Terms and titles that can be written at the cursor.

use super::{Completion, Completions};
use crate::config::Settings;
use crate::document::{Region, Snapshot};
use crate::glossary::{self, Card};
use crate::rules::Edit;
use crate::syntax::chars::is_han;
use crate::syntax::mask::{is_masked, mask};

/// Terms that are offered at once; the next letter brings others.
const MOST: usize = 30;

/// Characters before the cursor that may be the beginning of a name.
const LONGEST: usize = 16;

/// The terms that the words before byte `offset` begin: by two Han characters or more, by two pinyin initials, or
/// behind 《 by anything.
pub fn completions(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Completions {
    found(snapshot, offset, settings).unwrap_or_default()
}

fn found(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Completions> {
    let block = snapshot.block_at(offset.saturating_sub(1)).or_else(|| snapshot.block_at(offset))?;
    if snapshot.index().regions[block] == Region::Opaque {
        return None;
    }
    let start = snapshot.index().starts[block];
    let text = snapshot.buffer().slice(start..start + snapshot.blocks()[block].len);
    let before = text.get(..offset - start)?;
    if is_masked(&mask(&text, snapshot.kind()), before.len()) {
        return None;
    }
    let title = before.rfind('《').filter(|&open| {
        let inside = &before[open..];
        !inside.contains(['》', '\n', '。']) && inside.chars().count() <= LONGEST + 1
    });
    // The longest beginning that some name has goes first: 基层治 before 治.
    let starts: Vec<usize> = match title {
        Some(open) => vec![open + '《'.len_utf8()],
        None => beginnings(before),
    };
    for begin in starts {
        let typed = &before[begin..];
        if typed.is_empty() {
            continue;
        }
        let behind = text[before.len()..].starts_with('》');
        let items = offers(typed, title.is_some(), behind, start + begin..offset, settings);
        if !items.is_empty() {
            return Some(Completions { items, is_incomplete: true });
        }
    }
    None
}

/// Where what is typed may begin, the farthest first: a run of Latin letters, or Han characters from the second on.
fn beginnings(before: &str) -> Vec<usize> {
    let letters = before.len() - before.trim_end_matches(|c: char| c.is_ascii_lowercase()).len();
    if letters > 0 {
        let at = before.len() - letters;
        // Letters of a Latin word or of a command are not initials.
        let bare =
            before[..at].chars().next_back().is_none_or(|c| is_han(c) || "，。；：、“《（ ".contains(c));
        return if (2..=8).contains(&letters) && bare { vec![at] } else { Vec::new() };
    }
    let run: Vec<usize> =
        before.char_indices().rev().take_while(|(_, c)| is_han(*c)).take(LONGEST).map(|(at, _)| at).collect();
    run.into_iter().skip(1).rev().collect()
}

fn offers(
    typed: &str,
    titles: bool,
    closed: bool,
    range: std::ops::Range<usize>,
    settings: &Settings,
) -> Vec<Completion> {
    let begins = |name: &str| {
        let bare = name.trim_matches(['《', '》']);
        bare.starts_with(typed) && bare != typed
    };
    let own = settings.glossary.cards().iter();
    let entry = |card: &Card, name: &str| {
        let is_title = name.starts_with('《') || matches!(card.category(), "law" | "document");
        (name.to_owned(), card.term().to_owned(), is_title)
    };
    let own = own.flat_map(|card| card.names().map(move |name| entry(card, name)));
    let own = own.filter(|(name, ..)| begins(name));
    let initials = typed.bytes().all(|byte| byte.is_ascii_lowercase());
    // The name that was found, and the term itself: 乡村振兴 and 乡村振兴战略.
    let shared = glossary::completions(typed, 4 * MOST).into_iter().flat_map(|(card, name)| {
        let card = glossary::card(card);
        let names = card.map(|card| [entry(&card, name), entry(&card, card.term())]);
        names.into_iter().flatten().filter(|(name, ..)| initials || begins(name))
    });
    let mut items = Vec::new();
    for (name, term, is_title) in own.chain(shared) {
        if titles && !is_title {
            continue;
        }
        let bare = name.trim_matches(['《', '》']).to_owned();
        let text = match (titles, closed) {
            (true, false) => format!("{bare}》"),
            (true, true) => bare.clone(),
            (false, _) => name.clone(),
        };
        if items.iter().any(|item: &Completion| item.label == bare) {
            continue;
        }
        items.push(Completion {
            detail: if term == name { String::new() } else { term.clone() },
            documentation: String::new(),
            // What the editor filters by must begin as what is typed does.
            filter: if initials { typed.to_owned() } else { bare.clone() },
            edit: Edit { range: range.clone(), text },
            also: None,
            term: Some(term),
            label: bare,
        });
        if items.len() == MOST {
            break;
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    /// “label → text” of what is offered at `$0`.
    fn offered(text: &str) -> Vec<String> {
        let offset = text.find("$0").expect("a cursor");
        let text = text.replacen("$0", "", 1);
        let found = completions(&Snapshot::of(&text, Kind::Plain), offset, &Settings::default());
        found.items.into_iter().map(|item| format!("{} → {}", item.label, item.edit.text)).collect()
    }

    #[test]
    fn terms_by_their_first_characters() {
        let found = offered("各地都在推进乡村振$0，这是多年来的工作。");
        assert_eq!(found.first().map(String::as_str), Some("乡村振兴 → 乡村振兴"), "{found:?}");
        assert!(offered("各地都在推$0，这是多年来的工作。").is_empty(), "one word that begins no name");
    }

    #[test]
    fn terms_by_pinyin_initials() {
        let found = offered("各地都在推进gtfy$0，这是多年来的工作。");
        assert_eq!(found.first().map(String::as_str), Some("共同富裕 → 共同富裕"), "{found:?}");
        assert!(offered("各地用 markdown$0 写文章，这是多年来的习惯。").is_empty());
    }

    #[test]
    fn titles_behind_their_mark() {
        let found = offered("各地依照《村民委员会组$0，由村民商量着办。");
        assert_eq!(
            found.first().map(String::as_str),
            Some("村民委员会组织法 → 村民委员会组织法》"),
            "{found:?}"
        );
        let closed = offered("各地依照《村民委员会组$0》，由村民商量着办。");
        assert_eq!(
            closed.first().map(String::as_str),
            Some("村民委员会组织法 → 村民委员会组织法"),
            "{closed:?}"
        );
    }

    #[test]
    fn nothing_is_offered_in_code() {
        let text = "正文里说到了很多事情，后面是代码：\n\n```\n乡村振\n```\n";
        let offset = text.find("乡村振").expect("the place") + "乡村振".len();
        let found = completions(&Snapshot::of(text, Kind::Markdown), offset, &Settings::default());
        assert!(found.items.is_empty());
    }
}
