//! `superfluous-access-date`: a date of access that GB/T 7714—2025 no longer wants.

use super::{EntryCheck, edit};
use crate::reference::{Edition, Part, needs_access_date};
use crate::rules::{Fix, Rule, Scope, Severity};

/// Since GB/T 7714—2025 only web pages, datasets and preprints carry the date of citation.
pub static RULE: Rule = Rule {
    id: "superfluous-access-date",
    group: "reference",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/superfluous-access-date.zh.md"),
    page_en: include_str!("../../../docs/rules/superfluous-access-date.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let reference = check.reference;
    let (Some(kind), Some(date)) = (reference.kind, reference.field(Part::Accessed)) else { return };
    if check.context.edition != Edition::Gb2025 || needs_access_date(kind) || reference.mark.is_none() {
        return;
    }
    let what = if check.zh() { kind.zh() } else { kind.en() };
    let message = if check.zh() {
        format!(
            "GB/T 7714—2025 里{what}不再写引用日期，只有网页、数据集和预印本要写。按 2015 年版著录的，请在配置里写明 edition = \"gb-2015\"。"
        )
    } else {
        format!(
            "By GB/T 7714—2025 a {what} has no date of access; only web pages, datasets and preprints have. For the edition of 2015 set edition = \"gb-2015\"."
        )
    };
    let title = check.say("删去引用日期", "Delete the date of access").to_owned();
    // With its brackets and the blanks before them.
    let text = check.text;
    let open = text[..date.range.start].rfind(['[', '［', '〔', '【']);
    let close = text[date.range.end..].chars().next().map_or(0, char::len_utf8);
    let finding = check.report(&RULE, date.range.clone(), message);
    if let Some(open) = open {
        let start = text[..open].trim_end().len();
        let end = date.range.end + close;
        // `1-9[2020-01-02]. https` keeps its stop; `. [2020-01-02]. https` keeps one of two.
        let stops = text[..start].ends_with('.') && text[end..].starts_with('.');
        let end = if stops { end + 1 } else { end };
        finding.repair(Fix { title, safe: false, edits: vec![edit(&(start..end), "")] });
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    const NEW: &str = "[2] Keller B. Another title[J]. Some Review, 2018(2): 8-15.\n[3] Weber C D. A third title[M]. Berlin: Some Press, 2017.\n";

    #[test]
    fn dates_of_articles() {
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 题名[J/OL]. 某刊, 2018(2): 8-15[⟦2020-01-02⟧]. https://example.org/a.\n{NEW}"
            ),
        );
        fixed(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 题名[J/OL]. 某刊, 2018(2): 8-15 [2020-01-02]. https://example.org/a.\n{NEW}"
            ),
            &format!("{TEXT}[1] 王某. 题名[J/OL]. 某刊, 2018(2): 8-15. https://example.org/a.\n{NEW}"),
        );
        fixed(
            &RULE,
            &format!(
                "{TEXT}[1] ISO. A standard: ISO 1:2009[S/OL]. [2020-01-02]. https://example.org/a.\n{NEW}"
            ),
            &format!("{TEXT}[1] ISO. A standard: ISO 1:2009[S/OL]. https://example.org/a.\n{NEW}"),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &format!(
                    "{TEXT}[1] 某部. 题名[EB/OL]. (2019-01-02)[2020-01-02]. https://example.org/a.\n{NEW}"
                ),
                &format!(
                    "{TEXT}[1] 王某. 题名[J/OL]. 某刊, 2018(2): 8-15[2020-01-02]. https://example.org/a.\n[2] 李某. 题名[M]. 北京: 某社, 2018.\n"
                ),
                &format!("{TEXT}[1] 王某. 题名[M]. 北京: 某社, [1936].\n{NEW}"),
            ],
        );
    }
}
