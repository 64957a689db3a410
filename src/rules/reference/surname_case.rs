//! `surname-case`: surnames of Western authors in the case of the other edition.

use super::{EntryCheck, edit};
use crate::reference::{Edition, Name, is_capitals, surname_case, surname_end};
use crate::rules::{Fix, Rule, Scope, Severity};

/// GB/T 7714—2015 wanted the surname in capitals (EINSTEIN A); GB/T 7714—2025 writes Einstein A (both on the form of names).
pub static RULE: Rule = Rule {
    id: "surname-case",
    group: "reference",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/surname-case.zh.md"),
    page_en: include_str!("../../../docs/rules/surname-case.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let edition = check.context.edition;
    let wrong: Vec<&Name> = check.reference.people().filter(|name| is_wrong(name, edition)).collect();
    let Some(first) = wrong.first() else { return };
    let right = surname_case(&first.text, edition);
    let standard = edition.standard();
    let message = match (check.zh(), edition) {
        (true, Edition::Gb2025) => format!("{standard} 不再要求姓全部大写：{right}。"),
        (true, Edition::Gb2015) => format!("{standard} 要求西文作者的姓全部大写：{right}。"),
        (false, Edition::Gb2025) => format!("{standard} no longer wants surnames in capitals: {right}."),
        (false, Edition::Gb2015) => format!("{standard} wants surnames in capitals: {right}."),
    };
    let title = match (check.zh(), wrong.len()) {
        (true, 1) => format!("改为 {right}"),
        (true, _) => "改这一条里全部作者的姓".to_owned(),
        (false, 1) => format!("Write {right}"),
        (false, _) => "Change the surnames of this entry".to_owned(),
    };
    let edits = wrong.iter().map(|name| edit(&name.range, surname_case(&name.text, edition))).collect();
    check.report(&RULE, first.range.clone(), message).repair(Fix { title, safe: true, edits });
}

fn is_wrong(name: &Name, edition: Edition) -> bool {
    surname_end(&name.text).is_some_and(|end| {
        let capitals = is_capitals(&name.text[..end]);
        match edition {
            Edition::Gb2025 => capitals,
            Edition::Gb2015 => !capitals,
        }
    }) && !name.text.contains(['\n', '\r'])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    const OLD: &str = "[2] KELLER B. Another title[J]. Some Review, 2018(2): 8-15.\n[3] WEBER C D. A third title[M]. Berlin: Some Press, 2017.\n";
    const NEW: &str = "[2] Keller B. Another title[J]. Some Review, 2018(2): 8-15.\n[3] Weber C D. A third title[M]. Berlin: Some Press, 2017.\n";

    #[test]
    fn the_other_editions_case() {
        found(
            &RULE,
            &format!("{TEXT}[1] ⟦SMITH A⟧, Jones B. A title[J]. Some Review, 2018(2): 8-15.\n{NEW}"),
        );
        fixed(
            &RULE,
            &format!("{TEXT}[1] Smith A, O'Brien J B. A title[J]. Some Review, 2018(2): 8-15.\n{OLD}"),
            &format!("{TEXT}[1] SMITH A, O'BRIEN J B. A title[J]. Some Review, 2018(2): 8-15.\n{OLD}"),
        );
        fixed(
            &RULE,
            &format!(
                "{TEXT}[1] SMITH-JONES A. A title[M]//VAN DAM B. A book. Oxford: Some Press, 2018: 8-15.\n{NEW}"
            ),
            &format!(
                "{TEXT}[1] Smith-Jones A. A title[M]//Van Dam B. A book. Oxford: Some Press, 2018: 8-15.\n{NEW}"
            ),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &format!("{TEXT}[1] Smith A. A title[J]. Some Review, 2018(2): 8-15.\n{NEW}"),
                &format!("{TEXT}[1] SMITH A. A title[J]. Some Review, 2018(2): 8-15.\n{OLD}"),
                // bodies, Chinese names, small words before the surname
                &format!("{TEXT}[1] UNESCO. A title[R]. 2018.\n{NEW}"),
                &format!("{TEXT}[1] World Health Organization. A title[R]. 2018.\n{OLD}"),
                &format!("{TEXT}[1] van der BERG P. A title[J]. Some Review, 2018(2): 8-15.\n{OLD}"),
                &format!("{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n"),
            ],
        );
    }
}
