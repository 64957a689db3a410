//! `standard-entry-form`: a standard in the form of the other edition.

use super::{EntryCheck, edit};
use crate::reference::{Edition, Part, Style, Type, Width, number_first, rewrite};
use crate::rules::{Fix, Rule, Scope, Severity};

/// GB/T 7714—2025 begins with the number and names no publisher; 2015 put the number behind the name (both on standards).
pub static RULE: Rule = Rule {
    id: "standard-entry-form",
    group: "reference",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/standard-entry-form.zh.md"),
    page_en: include_str!("../../../docs/rules/standard-entry-form.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let (reference, edition) = (check.reference, check.context.edition);
    if reference.kind != Some(Type::Standard) || reference.analytic || reference.get(Part::Number).is_none() {
        return;
    }
    let first = number_first(reference);
    let imprint = [Part::Place, Part::Publisher].iter().any(|&part| reference.get(part).is_some());
    let wrong = match edition {
        Edition::Gb2025 => !first || imprint || !reference.authors.is_empty(),
        Edition::Gb2015 => first,
    };
    if !wrong {
        return;
    }
    let message = match (check.zh(), edition) {
        (true, Edition::Gb2025) => "GB/T 7714—2025 里标准以编号开头，不写责任者和出版项：“标准编号 标准名称[S].”。按 2015 年版著录的，请在配置里写明 edition = \"gb-2015\"。",
        (true, Edition::Gb2015) => "GB/T 7714—2015 里标准的编号写在名称后面：“责任者. 标准名称：编号[S]. 出版地：出版者，出版年.”。",
        (false, Edition::Gb2025) => "By GB/T 7714—2025 a standard begins with its number and names neither the issuing body nor a publisher: “number name[S].” For the edition of 2015 set edition = \"gb-2015\".",
        (false, Edition::Gb2015) => "By GB/T 7714—2015 the number of a standard stands behind its name: “body. name: number[S]. place: publisher, year.”",
    }
    .to_owned();
    let width = if check.text.contains(['：', '，']) { Width::Full } else { Width::Half };
    let rewritten =
        if edition == Edition::Gb2025 { rewrite(reference, Style::numeric(edition, width)) } else { None };
    let title = if check.zh() {
        format!("按 {} 改写", edition.standard())
    } else {
        format!("Rewrite by {}", edition.standard())
    };
    let whole = 0..check.text.len();
    let finding = check.report(&RULE, check.hinge(), message);
    if let Some(text) = rewritten {
        finding.repair(Fix { title, safe: false, edits: vec![edit(&whole, text)] });
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    const NEW: &str = "[2] Keller B. Another title[J]. Some Review, 2018(2): 8-15.\n[3] Weber C D. A third title[M]. Berlin: Some Press, 2017.\n";
    const OLD: &str = "[2] KELLER B. Another title[J]. Some Review, 2018(2): 8-15.\n[3] WEBER C D. A third title[M]. Berlin: Some Press, 2017.\n";

    #[test]
    fn the_form_of_the_other_edition() {
        found(&RULE, &format!("{TEXT}[1] 某委员会. 某某规则: GB/T 0001—2019⟦[S]⟧. 北京: 某社, 2019.\n{NEW}"));
        found(&RULE, &format!("{TEXT}[1] GB/T 0001—2019 某某规则⟦[S]⟧.\n{OLD}"));
        fixed(
            &RULE,
            &format!("{TEXT}[1] 某委员会. 某某规则：GB/T 0001—2019[S]. 北京：某社，2019.\n{NEW}"),
            &format!("{TEXT}[1] GB/T 0001—2019 某某规则[S].\n{NEW}"),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &format!("{TEXT}[1] GB/T 0001—2019 某某规则[S].\n{NEW}"),
                &format!("{TEXT}[1] 某委员会. 某某规则: GB/T 0001—2019[S]. 北京: 某社, 2019.\n{OLD}"),
                // a standard in a collection is an analytic part in both
                &format!(
                    "{TEXT}[1] 某局. 某某名称: GB/T 0002—2019[S]//某会. 某某汇编. 北京: 某社, 2020: 5-9.\n{NEW}"
                ),
            ],
        );
    }
}
