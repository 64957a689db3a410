//! `quote-without-page`: a book quoted word for word without the page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::numbers::{self, NoteScopes, entry_text, numbers_of};
use super::verdict::{Status, threshold};
use crate::config::Sensitivity;
use crate::document::{Reach, Snapshot};
use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::chars::narrow;
use crate::syntax::citation::Style;

/// Who quotes a book gives the page: behind the bracket of the citation, `[3]36`, or in the entry
/// (GB/T 7714: 引文页码 of monographs). Where a document gives no page at all that is said once.
pub static RULE: Rule = Rule {
    id: "quote-without-page",
    group: "citation",
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/quote-without-page.zh.md"),
    page_en: include_str!("../../../docs/rules/quote-without-page.en.md"),
    check: Scope::Document(check),
};

/// Letters from which on a quotation can be looked up on its page.
const SHORTEST: u16 = 10;

/// Bytes behind a citation in which a bracket may say where the words stand.
const FARTHEST: usize = 90;

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let scopes = NoteScopes::of(snapshot);
    let mut quoted = Vec::new();
    let mut seen = BTreeSet::new();
    for verdict in check.verdicts() {
        let Status::Cited(position) = verdict.status else { continue };
        let own = verdict.judgement(snapshot).is_some_and(|judgement| {
            judgement.cover.is_some_and(|cover| cover.reach == Reach::Own)
                && judgement.features.length >= SHORTEST
        });
        if !own || verdict.score < threshold(Sensitivity::Balanced) || !seen.insert((verdict.block, position))
        {
            continue;
        }
        let block = &snapshot.blocks()[verdict.block];
        let citation = &block.citations[position];
        let &[number] = numbers_of(citation).as_slice() else { continue };
        let restarted = citation.style == Style::Circled && scopes.is_some();
        if citation.pages.is_none() && !restarted {
            quoted.push((number, verdict.block, citation));
        }
    }
    if quoted.is_empty() {
        return;
    }
    let books = books(check);
    quoted.retain(|(number, block, citation)| {
        let start = snapshot.absolute(*block, &citation.range).end;
        books.contains(number) && !names_place(&snapshot.buffer().slice(start..start + FARTHEST))
    });
    let found: Vec<(Range<usize>, String)> = quoted
        .into_iter()
        .map(|(_, block, citation)| {
            let range = snapshot.absolute(block, &citation.marker);
            (range.clone(), snapshot.buffer().slice(range).into_owned())
        })
        .collect();
    if !gives_pages(snapshot) {
        let count = found.len();
        let Some((range, written)) = found.into_iter().next() else { return };
        let message = if check.zh() {
            format!(
                "全文逐字引用专著{count}处，都没有写页码。引用专著的原文应注明引文页码，如{written}36，或写在条目里。"
            )
        } else {
            format!(
                "Books are quoted word for word in {count} places, none with a page. Give the page behind the citation, as in {written}36, or in the entry."
            )
        };
        check.report(&RULE, range, message);
        return;
    }
    for (range, written) in found {
        let message = if check.zh() {
            format!("逐字引用了专著，{written}和它的条目都没有写页码。请写明引文页码，如{written}36。")
        } else {
            format!(
                "A book is quoted word for word, but neither {written} nor its entry gives the page. Add it, as in {written}36."
            )
        };
        check.report(&RULE, range, message);
    }
}

/// Numbers of entries that are books and give no page.
fn books(check: &Check<'_>) -> BTreeSet<u32> {
    let mut books: BTreeMap<u32, bool> = BTreeMap::new();
    for (position, entry) in check.snapshot.index().entries.iter().enumerate() {
        let text: String = entry_text(check.snapshot, position).chars().map(narrow).collect();
        let book = is_book(&text) && !has_page(&text);
        for &number in &entry.numbers {
            // A number that two entries carry may mean either.
            books.entry(number).and_modify(|known| *known &= book).or_insert(book);
        }
    }
    books.into_iter().filter(|&(_, book)| book).map(|(number, _)| number).collect()
}

/// Whether an entry is a whole book: marked [M], not a part of one, and not an e-book, which need not
/// have pages.
fn is_book(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    (upper.contains("[M]") || upper.contains("[ M ]")) && !text.contains("//") && !upper.contains("HTTP")
}

/// Whether the entry of a book gives a page: `2019: 36`, 第36页, p. 36.
fn has_page(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let behind_colon = text.match_indices(':').any(|(at, _)| text[at + 1..].trim_start().starts_with(digit));
    let lower = text.to_lowercase();
    let p = lower.match_indices('p').any(|(at, _)| {
        let before = lower[..at].chars().next_back().is_none_or(|c| !c.is_alphabetic());
        let rest = lower[at + 1..].trim_start_matches(['p', '.', ' ']);
        before && rest.starts_with(digit)
    });
    behind_colon || p || text.contains('页')
}

/// Whether a bracket behind the citation says where the words stand: （《离娄上》）, （P12）.
fn names_place(behind: &str) -> bool {
    let Some(inner) = behind.trim_start().strip_prefix(['（', '(']) else { return false };
    let inner = inner.split(['）', ')', '。', '\n', '\r']).next().unwrap_or(inner);
    inner.contains(['《', '页', '章', '篇', '卷']) || has_page(inner)
}

/// Whether the document gives pages in its citations.
fn gives_pages(snapshot: &Snapshot) -> bool {
    snapshot.index().citings.iter().any(|&citing| numbers::citation(snapshot, citing).pages.is_some())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    const LIST: &str = "\n\n参考文献\n[1] 赵某. 记账的人[M]. 上海: 某某书局, 2017.\n[2] 王某. 题名[J]. 某刊, 2019(1): 1-5.\n[3] 李某. 账目[M]. 某社, 2018: 36.\n[4] 钱某. 账本[C]//孙某. 文集. 某社, 2018.\n[5] 周某. 账房[M/OL]. (2019-01-02)[2020-03-04]. http://example.org/a.\n[6] 吴某. 记账[M]. 某社, 2018, 第3页.\n";

    #[test]
    fn books_quoted_without_a_page() {
        found(
            &RULE,
            &format!(
                "赵某说：“账目终究是人记的，人心才是账本。”⟦[1]⟧又说：“记账的人也要被人记在账上。”[1]36王某也有同感[2]。{LIST}"
            ),
        );
    }

    #[test]
    fn a_document_without_pages_is_told_once() {
        found(
            &RULE,
            &format!(
                "赵某说：“账目终究是人记的，人心才是账本。”⟦[1]⟧\n\n他又说：“记账的人也要被人记在账上。”[1]王某也有同感[2]。{LIST}"
            ),
        );
    }

    #[test]
    fn silent_cases() {
        for text in [
            // an article, a book whose entry has the page, a part of a book, the network
            "王某说：“账目终究是人记的，人心才是账本。”[2]赵某也有同感[1]36。",
            "李某说：“账目终究是人记的，人心才是账本。”[3]赵某也有同感[1]36。",
            "钱某说：“账目终究是人记的，人心才是账本。”[4]赵某也有同感[1]36。",
            "周某说：“账目终究是人记的，人心才是账本。”[5]赵某也有同感[1]36。",
            "吴某说：“账目终究是人记的，人心才是账本。”[6]赵某也有同感[1]36。",
            // a thought, a term, several works at once, no entry
            "赵某认为账目是人记的[1]，也有人不同意[2]36。",
            "赵某说的“账目人心论”[1]很有名，也有人不同意[2]36。",
            "许多人说：“账目终究是人记的，人心才是账本。”[1,2]赵某也有同感[1]36。",
            "赵某说：“账目终究是人记的，人心才是账本。”[9]也有人不同意[2]36。",
            "赵某说：“账目终究是人记的，人心才是账本。”[1]36-38也有人不同意[2]。",
            "赵某说：“账目终究是人记的，人心才是账本。”[1, p. 36]也有人不同意[2]。",
            // the place in a bracket of its own
            "赵某说：“账目终究是人记的，人心才是账本。”[1]（《账本篇》）也有人不同意[2]36。",
            "赵某说：“账目终究是人记的，人心才是账本。”[1] （P12）也有人不同意[2]36。",
        ] {
            clean(&RULE, &[&format!("{text}{LIST}")]);
        }
    }

    #[test]
    fn notes_with_their_pages_are_silent() {
        clean(
            &RULE,
            &[
                "赵某说：“账目终究是人记的，人心才是账本。”①\n\n注释\n①赵某：《记账的人》，某某书局2017年版，第36页。\n",
                "赵某说：“账目终究是人记的，人心才是账本。”①\n\n注释\n①赵某：《记账的人》，某某书局2017年版。\n",
            ],
        );
    }
}
