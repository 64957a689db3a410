//! `reference-out-of-order`: entries of a list that do not follow their numbers.

use super::numbers::entry_label;
use crate::rules::{Check, Rule, Scope, Severity};

/// The entries of a numbered list stand in the order of their numbers (GB/T 7714, numeric style).
pub static RULE: Rule = Rule {
    id: "reference-out-of-order",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/reference-out-of-order.zh.md"),
    page_en: include_str!("../../../docs/rules/reference-out-of-order.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let entries = &snapshot.index().entries;
    for run in check.runs().iter() {
        let mut largest: Option<(u32, usize)> = None;
        for &index in run {
            // An entry of several numbers stands where its first one belongs: 〔1〕〔8〕.
            let Some(&first) = entries[index].numbers.first() else { continue };
            // An equal number is a duplicate and reported as such.
            if let Some((_, other)) = largest.filter(|&(number, _)| first < number) {
                let repeated = run.iter().any(|&i| i < index && entries[i].numbers.contains(&first));
                if !repeated {
                    let (label, before) = (entry_label(snapshot, index), entry_label(snapshot, other));
                    let message = if check.zh() {
                        format!("{label}排在{before}之后。请按编号的次序排列条目，或改正编号。")
                    } else {
                        format!(
                            "{label} stands behind {before}. Put the entries in the order of their numbers, or correct the number."
                        )
                    };
                    let range = snapshot.absolute(entries[index].block, &entries[index].label);
                    let place = snapshot.absolute(entries[other].block, &entries[other].label);
                    let related = check.say("编号更大的条目", "the entry with the larger number").to_owned();
                    let fix = check.renumbering();
                    if let Some(finding) = check.report(&RULE, range, message) {
                        finding.relate(place, related).fix = fix;
                    }
                }
            } else if largest.is_none_or(|(number, _)| first > number) {
                largest = Some((first, index));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    #[test]
    fn smaller_numbers_behind_larger_ones() {
        found(
            &RULE,
            "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[3] 李某. 题名[M]. 2018.\n⟦[2]⟧ 赵某. 题名[M]. 2017.\n",
        );
        found(
            &RULE,
            "甲说①，乙说②，丙说③。\n\n注释\n①王某：《书》，2019年版。\n③李某：《书》，2018年版。\n⟦②⟧赵某：《书》，2017年版。\n",
        );
    }

    #[test]
    fn the_first_two_entries() {
        found(
            &RULE,
            "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[2] 王某. 题名[J]. 2019.\n⟦[1]⟧ 李某. 题名[M]. 2018.\n[3] 赵某. 题名[M]. 2017.\n",
        );
    }

    #[test]
    fn the_fix_renumbers_everything() {
        fixed(
            &RULE,
            "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 题名甲[J]. 2019.\n[3] 李某. 题名乙[M]. 2018.\n[2] 赵某. 题名丙[M]. 2017.\n",
            "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 题名甲[J]. 2019.\n[2] 赵某. 题名丙[M]. 2017.\n[3] 李某. 题名乙[M]. 2018.\n",
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n[3] 赵某. 题名[M]. 2017.\n",
                // numbered page by page
                "甲说①，乙说②，丙说①。\n\n注释\n①王某：《书》，2019年版。\n②李某：《书》，2018年版。\n①赵某：《书》，2017年版。\n",
                // the second [2] is a duplicate
                "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n[3] 赵某. 题名[M]. 2017.\n[2] 钱某. 题名[M]. 2016.\n",
                // two lists
                "甲说①，乙说[1]，丙说[2]。\n\n注释\n①这里指县以下。\n②这里指村以下。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n",
                // two notes in one entry
                "甲说①，乙说②③，丙说④。\n\n注释\n①王某：《书》，2019年版。\n②③李某：《书》，2018年版。\n④赵某：《书》，2017年版。\n",
                // an entry with several numbers
                "甲说〔1〕，乙说〔2〕，丙说〔3〕，丁说〔4〕。\n\n注释\n〔1〕〔4〕王某：《书》，2019年版。\n〔2〕〔3〕李某：《书》，2018年版。\n",
                // a gap is no disorder
                "甲说[1]，乙说[2]，丙说[4]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n[4] 赵某. 题名[M]. 2017.\n",
            ],
        );
    }
}
