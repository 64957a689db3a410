//! `repeated-identifier`: an identifier that the address holds already.

use super::{EntryCheck, edit};
use crate::reference::{Edition, Part, repeats_pid};
use crate::rules::{Fix, Rule, Scope, Severity};

/// An identifier that is part of the address is not given again (GB/T 7714—2025, on persistent identifiers).
pub static RULE: Rule = Rule {
    id: "repeated-identifier",
    group: "reference",
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/repeated-identifier.zh.md"),
    page_en: include_str!("../../../docs/rules/repeated-identifier.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let reference = check.reference;
    let (Some(url), Some(pid)) = (reference.field(Part::Url), reference.field(Part::Pid)) else { return };
    if check.context.edition != Edition::Gb2025 || !repeats_pid(reference) || pid.range.start < url.range.end
    {
        return;
    }
    let message = check.say(
        "网址里已有这个标识符，不必再写一遍（GB/T 7714—2025）。",
        "The address holds this identifier already; it is not given again (GB/T 7714—2025).",
    );
    let title = check.say("删去重复的标识符", "Delete the repeated identifier").to_owned();
    // Nothing but the scheme stands between the two.
    let between = &check.text[url.range.end..pid.range.start];
    let scheme: String = between.chars().filter(|c| c.is_alphanumeric()).collect();
    let alone = matches!(scheme.to_ascii_uppercase().as_str(), "DOI" | "CSTR");
    let finding = check.report(&RULE, pid.range.clone(), message.to_owned());
    if alone {
        finding.repair(Fix { title, safe: true, edits: vec![edit(&(url.range.end..pid.range.end), "")] });
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    #[test]
    fn an_address_of_the_resolver() {
        found(
            &RULE,
            &format!(
                "{TEXT}[1] Smith A. A title[J/OL]. Some Review, 2018(2): 8-15. https://doi.org/10.1000/x.1. DOI:⟦10.1000/x.1⟧.\n"
            ),
        );
        fixed(
            &RULE,
            &format!(
                "{TEXT}[1] Smith A. A title[J/OL]. Some Review, 2018(2): 8-15. https://doi.org/10.1000/X.1. DOI: 10.1000/x.1.\n"
            ),
            &format!(
                "{TEXT}[1] Smith A. A title[J/OL]. Some Review, 2018(2): 8-15. https://doi.org/10.1000/X.1.\n"
            ),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &format!(
                    "{TEXT}[1] Smith A. A title[J/OL]. Some Review, 2018(2): 8-15. https://example.org/a. DOI:10.1000/x.1.\n"
                ),
                &format!("{TEXT}[1] Smith A. A title[J/OL]. Some Review, 2018(2): 8-15. DOI:10.1000/x.1.\n"),
                // 2015 leaves it free
                &format!(
                    "{TEXT}[1] SMITH A. A title[J/OL]. Some Review, 2018(2): 8-15[2020-01-02]. https://doi.org/10.1000/x.1. DOI:10.1000/x.1.\n"
                ),
            ],
        );
    }
}
