//! `page-cited-twice`: the page stands in the citation and in the entry.

use std::collections::HashMap;
use std::ops::Range;

use super::numbers::{self, entry_label, numbers_of};
use crate::reference::{Part, Reference, Type};
use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::chars::narrow;

/// Where citations give the pages, the entry of the book gives none (GB/T 7714, numeric style: the page
/// stands outside the bracket).
pub static RULE: Rule = Rule {
    id: "page-cited-twice",
    group: "citation",
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/page-cited-twice.zh.md"),
    page_en: include_str!("../../../docs/rules/page-cited-twice.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let entries = &snapshot.index().entries;
    let mut pages: HashMap<u32, (usize, String)> = HashMap::new();
    for run in check.runs().iter() {
        for &index in run {
            if let (&[number], Some(page)) =
                (entries[index].numbers.as_slice(), book_page(&check.listed()[index].reference))
            {
                pages.insert(number, (index, page));
            }
        }
    }
    if pages.is_empty() {
        return;
    }
    let mut found: Vec<(Range<usize>, usize, String)> = Vec::new();
    for &citing in &snapshot.index().citings {
        let citation = numbers::citation(snapshot, citing);
        let (&[number], Some(written)) = (numbers_of(citation).as_slice(), citation.pages.as_ref()) else {
            continue;
        };
        let Some((index, page)) = pages.get(&number) else { continue };
        if folded(&snapshot.text_in(citing.block, written)) == *page {
            found.push((snapshot.absolute(citing.block, written), *index, page.clone()));
        }
    }
    for (range, index, page) in found {
        let label = entry_label(snapshot, index);
        let message = if check.zh() {
            format!(
                "页码{page}写了两处：这里和文献表的{label}。引用页写在正文的方括号外面时，条目里不再写。请删去一处。"
            )
        } else {
            format!(
                "Page {page} is given twice: here and in entry {label}. Where citations give pages the entry has none; delete one."
            )
        };
        let place = snapshot.absolute(entries[index].block, &entries[index].label);
        let related = check.say("写有页码的条目", "the entry with the page").to_owned();
        if let Some(finding) = check.report(&RULE, range, message) {
            finding.relate(place, related);
        }
    }
}

/// The page in the entry of a book; `None` for articles and chapters, whose pages tell where they stand.
fn book_page(reference: &Reference) -> Option<String> {
    let book = matches!(reference.kind, Some(Type::Book | Type::Thesis | Type::Collection));
    let marked = reference.mark.is_some() && !reference.analytic;
    reference.get(Part::Pages).filter(|_| book && marked).map(str::to_owned)
}

/// In half width, dashes as hyphens.
fn folded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '–' | '—' | '－' | '~' | '～' => '-',
            _ => narrow(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn the_same_page_twice() {
        found(
            &RULE,
            "甲说[1]⟦36⟧，乙说[2]。\n\n参考文献\n[1] 王某. 村治的逻辑[M]. 北京: 某社, 2019: 36.\n[2] 李某. 题名[J]. 某刊, 2018(2): 8-15.\n",
        );
        found(
            &RULE,
            "甲说[1](P⟦36-38⟧)。\n\n参考文献\n[1] 王某．村治的逻辑［M］．北京：某社，2019：36–38．\n",
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "甲说[1]36。\n\n参考文献\n[1] 王某. 村治的逻辑[M]. 北京: 某社, 2019.\n",
                "甲说[1]。\n\n参考文献\n[1] 王某. 村治的逻辑[M]. 北京: 某社, 2019: 36.\n",
                "甲说[1]36，又说[1]48。\n\n参考文献\n[1] 王某. 村治的逻辑[M]. 北京: 某社, 2019: 50-60.\n",
                // the pages of an article or a chapter tell where it stands
                "甲说[1]8-15。\n\n参考文献\n[1] 李某. 题名[J]. 某刊, 2018(2): 8-15.\n",
                "甲说[1]8-15。\n\n参考文献\n[1] 李某. 题名[M]//王某. 文集. 北京: 某社, 2018: 8-15.\n",
            ],
        );
    }
}
