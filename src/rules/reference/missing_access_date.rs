//! `missing-access-date`: a web page without the date of access.

use super::EntryCheck;
use crate::reference::{Edition, Part, needs_access_date};
use crate::rules::{Rule, Scope, Severity};

/// GB/T 7714—2025 asks for the date of citation of web pages, datasets and preprints, 2015 of every work on the network.
pub static RULE: Rule = Rule {
    id: "missing-access-date",
    group: "reference",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/missing-access-date.zh.md"),
    page_en: include_str!("../../../docs/rules/missing-access-date.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let (reference, edition) = (check.reference, check.context.edition);
    let (Some(kind), Some(url)) = (reference.kind, reference.field(Part::Url)) else { return };
    let needed = reference.mark.is_some()
        && (needs_access_date(kind) || edition == Edition::Gb2015 && check.is_online());
    if !needed || reference.get(Part::Accessed).is_some() {
        return;
    }
    let (what, standard) = (if check.zh() { kind.zh() } else { kind.en() }, edition.standard());
    let message = if check.zh() {
        format!("{what}要写引用日期（{standard}）：在网址前加方括号，如[2026-05-06]。")
    } else {
        format!(
            "A {what} needs the date of access ({standard}), in square brackets before the address: [2026-05-06]."
        )
    };
    check.report(&RULE, url.range.clone(), message);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    #[test]
    fn web_pages_and_old_online_works() {
        found(&RULE, &format!("{TEXT}[1] 某部. 题名[EB/OL]. (2019-01-02). ⟦https://example.org/a⟧.\n"));
        found(
            &RULE,
            &format!(
                "{TEXT}[1] SMITH A. A title[J/OL]. Some Review, 2018(2): 8-15. ⟦https://example.org/a⟧.\n[2] KELLER B. Another title[J]. Some Review, 2018(2): 8-15.\n[3] WEBER C. A third[M]. Berlin: Press, 2017.\n"
            ),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &format!("{TEXT}[1] 某部. 题名[EB/OL]. (2019-01-02)[2020-01-02]. https://example.org/a.\n"),
                // 2025: journals need none
                &format!(
                    "{TEXT}[1] Smith A. A title[J/OL]. Some Review, 2018(2): 8-15. https://example.org/a.\n"
                ),
                // nothing to access
                &format!("{TEXT}[1] 某部. 题名[EB]. 某平台, 2019.\n"),
            ],
        );
    }
}
