//! `unmerged-citations`: several citations at one place that belong into one bracket.

use std::ops::Range;

use super::numbers::{self, numbers_of};
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};
use crate::syntax::citation::{Citation, Style, compress};

/// Several works cited at one place stand in one bracket, consecutive numbers as a range (GB/T 7714,
/// numeric style): `[3-5]` rather than `[3][4][5]`.
pub static RULE: Rule = Rule {
    id: "unmerged-citations",
    group: "citation",
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/unmerged-citations.zh.md"),
    page_en: include_str!("../../../docs/rules/unmerged-citations.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let citings = &snapshot.index().citings;
    let mut at = 0;
    while at < citings.len() {
        let start = at;
        let block = citings[start].block;
        let first = numbers::citation(snapshot, citings[start]);
        at += 1;
        while let Some(next) = citings.get(at).filter(|next| next.block == block) {
            let last = numbers::citation(snapshot, citings[at - 1]);
            let next = numbers::citation(snapshot, *next);
            if !adjoins(snapshot, block, last, next) {
                break;
            }
            at += 1;
        }
        if at - start < 2 {
            continue;
        }
        let last = numbers::citation(snapshot, citings[at - 1]);
        let numbers: Vec<u32> =
            citings[start..at].iter().flat_map(|&c| numbers_of(numbers::citation(snapshot, c))).collect();
        let range = snapshot.absolute(block, &(first.range.start..last.range.end));
        let written = snapshot.buffer().slice(range.clone()).into_owned();
        let open = written.chars().next().unwrap_or('[');
        let close = written.chars().next_back().unwrap_or(']');
        let merged = format!("{open}{}{close}", compress(&numbers));
        let message = if check.zh() {
            format!("同一处引用多篇文献，写在一个方括号里：{merged}。")
        } else {
            format!("Several works cited at one place go into one bracket: {merged}.")
        };
        let title = if check.zh() { format!("合并为 {merged}") } else { format!("Merge into {merged}") };
        if let Some(finding) = check.report(&RULE, range.clone(), message) {
            finding.repair(Fix { title, safe: true, edits: vec![Edit { range, text: merged }] });
        }
    }
}

/// Whether two citations stand at one place: brackets of one kind with nothing or a comma between
/// them, and no page.
fn adjoins(snapshot: &crate::document::Snapshot, block: usize, last: &Citation, next: &Citation) -> bool {
    let plain = |c: &Citation| c.style == Style::Numeric && c.pages.is_none() && c.range == c.marker;
    if !plain(last) || !plain(next) || last.range.end > next.range.start {
        return false;
    }
    let text = |range: Range<usize>| snapshot.buffer().slice(snapshot.absolute(block, &range)).into_owned();
    let gap = text(last.range.end..next.range.start);
    let same = text(last.range.clone()).chars().next() == text(next.range.clone()).chars().next();
    same && matches!(gap.trim(), "" | "," | "，" | "、") && !gap.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    #[test]
    fn brackets_side_by_side() {
        found(&RULE, "这一看法得到许多研究的支持⟦[3][4][5]⟧，也有不同意见⟦[6],[8]⟧。");
        found(&RULE, "这一看法得到许多研究的支持⟦〔3〕〔4〕⟧。");
    }

    #[test]
    fn the_fix_writes_one_bracket() {
        fixed(&RULE, "许多研究支持这一看法[3][4][5]。", "许多研究支持这一看法[3-5]。");
        fixed(&RULE, "许多研究支持这一看法[3],[7]、[8]。", "许多研究支持这一看法[3,7-8]。");
        fixed(&RULE, "许多研究支持这一看法［3］［5］。", "许多研究支持这一看法［3,5］。");
        fixed(&RULE, "许多研究支持这一看法[1-2][3]。", "许多研究支持这一看法[1-3]。");
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "许多研究支持这一看法[3-5]，也有不同意见[6,8]。",
                "许多研究支持这一看法[3]，也有不同意见[4]。",
                "许多研究支持这一看法[3]36[4]58。",
                "许多研究支持这一看法[3](P36)[4](P58)。",
                "许多研究支持这一看法[3]36，[4]58。",
                "许多研究支持这一看法①②。",
                "许多研究支持这一看法[^1][^2]。",
                "许多研究支持这一看法[3]〔4〕。",
                "甲支持这一看法[3]。\n\n[4]乙反对。\n",
            ],
        );
    }
}
