//! `reference-number-gap`: a list that leaves out numbers.

use std::collections::HashSet;

use super::numbers::{entry_label, shown};
use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::matter::EntryForm;

/// The entries of a list are numbered without a gap (GB/T 7714: consecutively by first appearance). A
/// number that the text cites is the business of `undefined-citation`.
pub static RULE: Rule = Rule {
    id: "reference-number-gap",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/reference-number-gap.zh.md"),
    page_en: include_str!("../../../docs/rules/reference-number-gap.en.md"),
    check: Scope::Document(check),
};

/// A list with fewer entries shows no order.
const FEWEST: usize = 3;

/// Most numbers that a gap may have; more are another kind of number, as of a volume or a page.
const WIDEST: u32 = 20;

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let entries = &snapshot.index().entries;
    let cited: HashSet<u32> = check.numbered().iter().flat_map(|(_, _, numbers)| numbers).copied().collect();
    for run in check.runs().iter() {
        let present: HashSet<u32> = run.iter().flat_map(|&i| entries[i].numbers.iter().copied()).collect();
        if run.len() < FEWEST || present.len() < FEWEST {
            continue;
        }
        let circled = entries[run[0]].form == EntryForm::Circled;
        let mut expected = 1;
        let mut before: Option<usize> = None;
        for &index in run {
            let Some(&first) = entries[index].numbers.first() else { continue };
            let missing: Vec<u32> = (expected..first).filter(|n| !present.contains(n)).collect();
            let unseen = !missing.is_empty() && missing.iter().all(|n| !cited.contains(n));
            if unseen && missing.len() <= WIDEST as usize {
                let shown: Vec<String> = missing.iter().map(|&n| shown(n, circled)).collect();
                let label = entry_label(snapshot, index);
                let message = if check.zh() {
                    format!(
                        "编号跳过了{}：{label}之前没有这一条，正文也没有引用。请补上漏掉的条目，或把后面的编号依次提前。",
                        shown.join("、")
                    )
                } else {
                    format!(
                        "The list skips {}: no entry before {label} has the number and nothing cites it. Add the entry, or move the later numbers up.",
                        shown.join(", ")
                    )
                };
                let range = snapshot.absolute(entries[index].block, &entries[index].label);
                let related = check.say("前一条", "the entry before").to_owned();
                let fix = check.renumbering();
                if let Some(finding) = check.report(&RULE, range, message) {
                    finding.fix = fix;
                    if let Some(other) = before {
                        let place = snapshot.absolute(entries[other].block, &entries[other].label);
                        finding.relate(place, related);
                    }
                }
            }
            expected = expected.max(entries[index].numbers.iter().copied().max().unwrap_or(first) + 1);
            before = Some(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    #[test]
    fn skipped_numbers() {
        found(
            &RULE,
            "甲说[1]，乙说[2]，丙说[4]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n⟦[4]⟧ 赵某. 题名[M]. 2017.\n",
        );
        found(
            &RULE,
            "甲说[2]，乙说[3]，丙说[4]。\n\n参考文献\n⟦[2]⟧ 王某. 题名[J]. 2019.\n[3] 李某. 题名[M]. 2018.\n[4] 赵某. 题名[M]. 2017.\n",
        );
        found(
            &RULE,
            "甲说①，乙说②，丙说⑤。\n\n注释\n①王某：《书》，2019年版。\n②李某：《书》，2018年版。\n⟦⑤⟧赵某：《书》，2017年版。\n",
        );
    }

    #[test]
    fn the_fix_renumbers_everything() {
        fixed(
            &RULE,
            "甲说[1]，乙说[2]，丙说[4]。\n\n参考文献\n[1] 王某. 题名甲[J]. 2019.\n[2] 李某. 题名乙[M]. 2018.\n[4] 赵某. 题名丙[M]. 2017.\n",
            "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 题名甲[J]. 2019.\n[2] 李某. 题名乙[M]. 2018.\n[3] 赵某. 题名丙[M]. 2017.\n",
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                // complete
                "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n[3] 赵某. 题名[M]. 2017.\n",
                // cited: undefined-citation says so
                "甲说[1]，乙说[2]，戊说[3]，丙说[4]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n[4] 赵某. 题名[M]. 2017.\n",
                // several numbers before one entry
                "甲说〔1〕，乙说〔2〕〔3〕，丙说〔4〕。\n\n注释\n〔1〕王某：《书》，2019年版。\n〔2〕〔3〕李某：《书》，2018年版。\n〔4〕赵某：《书》，2017年版。\n",
                // numbered page by page
                "甲说①，乙说②，丙说③。\n\n注释\n①王某：《书》，2019年版。\n②李某：《书》，2018年版。\n①赵某：《书》，2017年版。\n②钱某：《书》，2017年版。\n③孙某：《书》，2017年版。\n",
                // out of order, but complete
                "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[3] 赵某. 题名[M]. 2017.\n[2] 李某. 题名[M]. 2018.\n",
                // no numbers
                "甲说（王某，2019）。\n\n参考文献\n王某. 题名[J]. 2019.\n李某. 题名[M]. 2018.\n赵某. 题名[M]. 2017.\n",
                // two entries only
                "甲说[1]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[3] 李某. 题名[M]. 2018.\n",
            ],
        );
    }
}
