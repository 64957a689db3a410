//! `duplicate-reference`: one work under two numbers.

use std::collections::{HashMap, HashSet};

use super::numbers::entry_label;
use crate::rules::{Check, Rule, Scope, Severity};

/// In the numeric style a work has one number, however often it is cited (GB/T 7714). Notes, where
/// every citation has a number of its own, may name a work again and again.
pub static RULE: Rule = Rule {
    id: "duplicate-reference",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/duplicate-reference.zh.md"),
    page_en: include_str!("../../../docs/rules/duplicate-reference.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    if !numbers_stand_for_works(check) {
        return;
    }
    let entries = &snapshot.index().entries;
    for run in check.runs().iter() {
        let notes = entries[run[0]].list.is_some_and(|list| snapshot.index().lists[list].notes);
        if notes {
            continue;
        }
        let mut first: HashMap<u64, usize> = HashMap::new();
        for &index in run {
            let Some(work) = check.listed()[index].form.work else { continue };
            let Some(&earlier) = first.get(&work) else {
                first.insert(work, index);
                continue;
            };
            if entries[earlier].numbers == entries[index].numbers {
                continue;
            }
            let (label, before) = (entry_label(snapshot, index), entry_label(snapshot, earlier));
            let message = if check.zh() {
                format!(
                    "{label}与{before}是同一文献。顺序编码制里一篇文献只用一个编号，请合为一条，不同的页码写在正文的标注里，如{before}36。"
                )
            } else {
                format!(
                    "{label} and {before} are the same work. In the numeric style a work has one number: merge the entries, and put different pages into the citations, as in {before}36."
                )
            };
            let range = snapshot.absolute(entries[index].block, &entries[index].label);
            let place = snapshot.absolute(entries[earlier].block, &entries[earlier].label);
            let related = check.say("先列出这一文献的条目", "the entry that lists the work first").to_owned();
            if let Some(finding) = check.report(&RULE, range, message) {
                finding.relate(place, related);
            }
        }
    }
}

/// Whether some number is cited again: then numbers stand for works and not for notes.
fn numbers_stand_for_works(check: &Check<'_>) -> bool {
    let mut seen = HashSet::new();
    check.numbered().iter().any(|(_, _, numbers)| numbers.iter().any(|&number| !seen.insert(number)))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙又说[1]，丁说[3]。\n\n参考文献\n";

    #[test]
    fn the_second_entry_is_reported() {
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 村庄里的信任与合作[J]. 某某学刊, 2019(3): 1-9.\n[2] 李某. 题名[M]. 北京: 某社, 2018.\n⟦[3]⟧ 王某．村庄里的信任与合作［J］．某某学刊，2019（3）：5．\n"
            ),
        );
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 村治的逻辑与限度[M]. 北京: 某社, 2019: 36.\n⟦[2]⟧ 王某. 村治的逻辑与限度[M]. 北京: 某社, 2019: 48-50.\n[3] 李某. 题名[M]. 北京: 某社, 2018.\n"
            ),
        );
    }

    #[test]
    fn other_works_are_silent() {
        for (second, third) in [
            // another issue, year, edition, part
            (
                "王某. 村庄里的信任与合作[J]. 某某学刊, 2019(4): 1-9.",
                "王某. 村庄里的信任与合作[J]. 某某学刊, 2020(3): 1-9.",
            ),
            (
                "王某. 村庄里的信任与合作（下）[J]. 某某学刊, 2019(3): 1-9.",
                "李某. 村庄里的信任与合作[J]. 某某学刊, 2019(3): 1-9.",
            ),
            (
                "王某. 村庄里的信任与合作[M]. 2版. 北京: 某社, 2019.",
                "王某. 村庄里的信任[J]. 某某学刊, 2019(3): 1-9.",
            ),
        ] {
            clean(
                &RULE,
                &[&format!(
                    "{TEXT}[1] 王某. 村庄里的信任与合作[J]. 某某学刊, 2019(3): 1-9.\n[2] {second}\n[3] {third}\n"
                )],
            );
        }
    }

    #[test]
    fn notes_may_name_a_work_again() {
        clean(
            &RULE,
            &[
                // every citation has its own number
                "甲说[1]，乙说[2]，丙说[3]。\n\n参考文献\n[1] 王某. 村治的逻辑与限度[M]. 北京: 某社, 2019: 36.\n[2] 王某. 村治的逻辑与限度[M]. 北京: 某社, 2019: 48.\n[3] 李某. 题名[M]. 2018.\n",
                // a list of notes
                "甲说[1]，乙说[2]，丙又说[1]。\n\n注释\n[1] 王某. 村治的逻辑与限度[M]. 北京: 某社, 2019: 36.\n[2] 王某. 村治的逻辑与限度[M]. 北京: 某社, 2019: 48.\n",
                // entries that cannot be read
                "甲说[1]，乙说[2]，丙又说[1]。\n\n参考文献\n[1] 同上。\n[2] 同上。\n",
            ],
        );
    }
}
