//! `too-many-authors`: more than three authors without 等.

use super::{EntryCheck, edit};
use crate::rules::{Fix, Rule, Scope, Severity};
use crate::syntax::chars::is_han;

/// Up to three authors are all given, of more the first three with 等 or et al. (GB/T 7714—2025 and 2015, on the main responsible persons).
pub static RULE: Rule = Rule {
    id: "too-many-authors",
    group: "reference",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/too-many-authors.zh.md"),
    page_en: include_str!("../../../docs/rules/too-many-authors.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let reference = check.reference;
    let [first, second, third, .., last] = reference.authors.as_slice() else { return };
    let number = reference.authors.len();
    let end = reference.and_others.as_ref().map_or(last.range.end, |others| others.end.max(last.range.end));
    let message = if check.zh() {
        format!("列了{number}位责任者。超过三位的只写前三位，后加“等”或“et al”。")
    } else {
        format!(
            "{number} authors are listed. Of more than three the first three are given, with 等 or et al."
        )
    };
    // The comma is the one that stands between the names already.
    let comma = &check.text[second.range.end..third.range.start];
    let others = if first.text.chars().any(is_han) { "等" } else { "et al" };
    let title = check.say("只保留前三位", "Keep the first three").to_owned();
    // No word for a role may be cut off, and the comma must be one.
    let sound =
        comma.trim().chars().count() == 1 && reference.authors.iter().all(|name| name.word.is_empty());
    let place = third.range.end..end;
    let known =
        check.text.get(place.clone()).is_some_and(|text| !text.is_empty() && !text.contains(['译', '编']));
    let edits = vec![edit(&place, format!("{comma}{others}"))];
    let finding = check.report(&RULE, first.range.start..end, message);
    if sound && known {
        finding.repair(Fix { title, safe: true, edits });
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    #[test]
    fn four_authors() {
        found(&RULE, &format!("{TEXT}[1] ⟦王某, 李某, 张某, 赵某⟧. 题名[J]. 某刊, 2018(2): 8-15.\n"));
        fixed(
            &RULE,
            &format!("{TEXT}[1] 王某，李某，张某，赵某，钱某. 题名[J]. 某刊，2018（2）：8-15.\n"),
            &format!("{TEXT}[1] 王某，李某，张某，等. 题名[J]. 某刊，2018（2）：8-15.\n"),
        );
        fixed(
            &RULE,
            &format!(
                "{TEXT}[1] Smith A, Jones B, Brown C, Green D, et al. A title[J]. Some Review, 2018(2): 8-15.\n"
            ),
            &format!("{TEXT}[1] Smith A, Jones B, Brown C, et al. A title[J]. Some Review, 2018(2): 8-15.\n"),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &format!(
                    "{TEXT}[1] 王某, 李某, 张某. 题名[J]. 某刊, 2018(2): 8-15.\n[2] 王某, 李某, 张某, 等. 题名[J]. 某刊, 2018(2): 8-15.\n"
                ),
                &format!(
                    "{TEXT}[1] Nord G L, Jr., Smith A, Jones B. A title[J]. Some Review, 2018(2): 8-15.\n"
                ),
                // a body with commas in its name, and notes
                &format!("{TEXT}[1] Sample Library Center, Inc. A title[R]. 2018.\n"),
                &format!("{TEXT}[1] 王某、李某、张某、赵某：《题名》，北京：某社，2018年。\n"),
            ],
        );
    }
}
