//! `outdated-formulation`: a wording that a later document replaced.

use std::sync::OnceLock;

use super::written;
use crate::glossary::{Formulation, formulations};
use crate::rules::{Check, Rule, Scope, Severity};

/// The wordings are the versions that the cards list. An older one is right where the text speaks of its time, so
/// the rule is off by default.
pub static RULE: Rule = Rule {
    id: "outdated-formulation",
    group: "term",
    severity: Severity::Hint,
    optional: true,
    page_zh: include_str!("../../../docs/rules/outdated-formulation.zh.md"),
    page_en: include_str!("../../../docs/rules/outdated-formulation.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    static FORMULATIONS: OnceLock<Vec<Formulation>> = OnceLock::new();
    let snapshot = check.snapshot;
    let known = FORMULATIONS.get_or_init(formulations);
    let mut found = Vec::new();
    for block in written(snapshot) {
        let text = snapshot.text_in(block, &(0..snapshot.blocks()[block].len));
        for formulation in known {
            for range in formulation.places(&text) {
                let quotations = &snapshot.blocks()[block].quotations;
                let quoted =
                    quotations.iter().any(|q| q.inner.start <= range.start && range.end <= q.inner.end);
                if !quoted {
                    found.push((snapshot.absolute(block, &range), formulation));
                }
            }
        }
    }
    for (range, Formulation { label, newer, newer_label, newer_from, .. }) in found {
        let message = if check.zh() {
            format!("这是{label}的说法；{newer_label}（{newer_from}）起作“{newer}”。讲当时的事可以不改。")
        } else {
            format!(
                "This is the wording of {label}; since {newer_label} ({newer_from}) it is “{newer}”. Where the text speaks of that time it may stay."
            )
        };
        check.report(&RULE, range, message);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::config::Settings;
    use crate::document::{Kind, Snapshot};
    use crate::rules::testing::{clean, found};

    #[test]
    fn wordings_that_were_replaced() {
        found(
            &RULE,
            "当前要完善⟦党委领导、政府负责、社会协同、公众参与、法治保障的社会治理体制⟧，把矛盾化解在基层。",
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "当前要完善党委领导、政府负责、民主协商、社会协同、公众参与、法治保障、科技支撑的社会治理体系，把矛盾化解在基层。",
                "十九大报告提出：“完善党委领导、政府负责、社会协同、公众参与、法治保障的社会治理体制。”[1]",
            ],
        );
    }

    #[test]
    fn it_is_off_unless_somebody_turns_it_on() {
        let text =
            "当前要完善党委领导、政府负责、社会协同、公众参与、法治保障的社会治理体制，把矛盾化解在基层。";
        let findings = crate::rules::check(&Snapshot::of(text, Kind::Plain), &Settings::default());
        assert!(findings.iter().all(|finding| finding.rule != RULE.id));
    }
}
