//! `unknown-type-mark`: a type mark that the standard does not have.

use super::EntryCheck;
use crate::reference::{Edition, Medium, Type};
use crate::rules::{Rule, Scope, Severity};

/// The marks are those of GB/T 7714—2025 and 2015, in the appendix on type and medium marks.
pub static RULE: Rule = Rule {
    id: "unknown-type-mark",
    group: "reference",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/unknown-type-mark.zh.md"),
    page_en: include_str!("../../../docs/rules/unknown-type-mark.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let Some(mark) = &check.reference.mark else { return };
    let medium = mark.written.split_once('/').map(|(_, medium)| medium);
    let unknown_medium = medium.is_some() && mark.medium.is_none();
    let written = &mark.written;
    // 2015 had neither preprints nor microforms.
    let too_new = check.context.edition == Edition::Gb2015
        && (mark.kind == Some(Type::Preprint) || mark.medium == Some(Medium::Microform));
    if too_new {
        let message = if check.zh() {
            format!("GB/T 7714—2015 里没有[{written}]，2025 年版才有。")
        } else {
            format!("GB/T 7714—2015 does not have [{written}]; the edition of 2025 does.")
        };
        check.report(&RULE, mark.range.clone(), message);
        return;
    }
    if mark.kind.is_some() && !unknown_medium {
        return;
    }
    let codes = if mark.kind.is_none() {
        Type::ALL.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(" ")
    } else {
        Medium::ALL.iter().map(|medium| medium.code()).collect::<Vec<_>>().join(" ")
    };
    let message = match (check.zh(), mark.kind.is_none()) {
        (true, true) => format!("没有[{written}]这个文献类型标识。可用的有：{codes}。"),
        (true, false) => format!("[{written}]里的载体标识不存在。可用的有：{codes}。"),
        (false, true) => format!("There is no type mark [{written}]. The marks are: {codes}."),
        (false, false) => format!("There is no such medium as in [{written}]. The marks are: {codes}."),
    };
    check.report(&RULE, mark.range.clone(), message);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    #[test]
    fn marks_that_do_not_exist() {
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 某会. 某某词典⟦[K]⟧. 北京: 某社, 2019.\n[2] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n"
            ),
        );
        found(&RULE, &format!("{TEXT}[1] 王某. 某某题名⟦[J/XX]⟧. 某刊, 2018(2): 8-15.\n"));
    }

    #[test]
    fn marks_of_the_later_edition() {
        let old = "[2] KELLER B. Another title[J]. Some Review, 2018(2): 8-15.\n[3] WEBER C D. A third[M]. Berlin: Press, 2017.\n";
        found(
            &RULE,
            &format!(
                "{TEXT}[1] SMITH A. A title⟦[PP/OL]⟧. 某平台(2024-01-02)[2024-02-03]. https://example.org/a.\n{old}"
            ),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &format!(
                    "{TEXT}[1] 王某. 题名[J/OL]. 某刊, 2018(2): 8-15. https://example.org/a.\n[2] 李某. 题名［ｍ］. 北京: 某社, 2018.\n"
                ),
                &format!(
                    "{TEXT}[1] 王某. 题名[PP/OL]. 某平台(2024-01-02)[2024-02-03]. https://example.org/a.\n"
                ),
                // no marks: a nationality, an estimated year, an ellipsis
                &format!(
                    "{TEXT}[1] [德]某某. 题名[M]. 北京: 某社, [1936].\n[2] 王某. 论“甲[乙]丙”[J]. 某刊, 2018(2): 8-15.\n"
                ),
            ],
        );
    }
}
