//! `inconsistent-marker-placement`: markers before the full stop in a document that puts them behind
//! it, or the other way round.

use std::ops::Range;

use crate::document::Region;
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};
use crate::syntax::citation::Style;

/// Behind a quotation that is part of a sentence the marker stands before the full stop (`”[1]。`) or
/// behind it (`”。[1]`); journals differ, and GB/T 7714 says nothing, so only what the document mostly
/// does counts.
pub static RULE: Rule = Rule {
    id: "inconsistent-marker-placement",
    group: "citation",
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/inconsistent-marker-placement.zh.md"),
    page_en: include_str!("../../../docs/rules/inconsistent-marker-placement.en.md"),
    check: Scope::Document(check),
};

/// Markers of the usual place from which on a document shows a habit.
const ENOUGH: usize = 5;

/// How many times as many stand at the usual place.
const CLEAR: usize = 4;

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    // The marker, the full stop, and whether the marker stands before it.
    let mut found: Vec<(Range<usize>, Range<usize>, bool)> = Vec::new();
    for (number, block) in snapshot.blocks().iter().enumerate() {
        if snapshot.index().regions[number] != Region::Body {
            continue;
        }
        for judgement in &block.quotations {
            let (Some(stop), Some(cover)) = (&judgement.stop, judgement.cover) else { continue };
            let citation = &block.citations[cover.citation];
            if citation.style != Style::InlineNote {
                let marker = snapshot.absolute(number, &citation.range);
                found.push((marker, snapshot.absolute(number, &stop.range), stop.marker_first));
            }
        }
    }
    let before = found.iter().filter(|f| f.2).count();
    let after = found.len() - before;
    let usual = before > after;
    let (most, few) = (before.max(after), before.min(after));
    if few == 0 || most < ENOUGH || most < few * CLEAR {
        return;
    }
    for (marker, stop, is_before) in found.into_iter().filter(|f| f.2 != usual) {
        let written = snapshot.buffer().slice(marker.clone()).into_owned();
        let message = match (check.zh(), is_before) {
            (true, true) => format!("这里的标注放在句号之前，全文多数放在句号之后（{most}处）。请统一。"),
            (true, false) => format!("这里的标注放在句号之后，全文多数放在句号之前（{most}处）。请统一。"),
            (false, true) => format!(
                "This citation stands before the full stop, most of the document's ({most}) behind it. Make them alike."
            ),
            (false, false) => format!(
                "This citation stands behind the full stop, most of the document's ({most}) before it. Make them alike."
            ),
        };
        let title = match (check.zh(), is_before) {
            (true, true) => "把标注移到句号之后",
            (true, false) => "把标注移到句号之前",
            (false, true) => "Move the citation behind the full stop",
            (false, false) => "Move the citation before the full stop",
        };
        let range = marker.start.min(stop.start)..marker.end.max(stop.end);
        let text = if is_before { format!("。{written}") } else { format!("{written}。") };
        if let Some(finding) = check.report(&RULE, marker, message) {
            finding.repair(Fix { title: title.to_owned(), safe: false, edits: vec![Edit { range, text }] });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const BEFORE: &str = "甲说“治理的起点是人”[1]。乙说“信任从账目里来”[2]。丙说“合作始于水井”[3]36。丁说“办法在村里”[4]。戊说“规矩要自己定”[5]。";
    const AFTER: &str = "甲说“治理的起点是人”。[1]乙说“信任从账目里来”。[2]丙说“合作始于水井”。[3]36丁说“办法在村里”。[4]戊说“规矩要自己定”。[5]";

    #[test]
    fn the_few_are_reported() {
        found(&RULE, &format!("{BEFORE}己说“账要算清”。⟦[6]⟧"));
        found(&RULE, &format!("{AFTER}己说“账要算清”⟦[6]12⟧。"));
    }

    #[test]
    fn the_fix_moves_the_marker() {
        fixed(&RULE, &format!("{BEFORE}己说“账要算清”。[6]12"), &format!("{BEFORE}己说“账要算清”[6]12。"));
        fixed(&RULE, &format!("{AFTER}己说“账要算清”[6]。"), &format!("{AFTER}己说“账要算清”。[6]"));
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                BEFORE,
                AFTER,
                // complete quotations are another case, and so are other signs
                &format!("{BEFORE}己说：“账要算清。”[6]庚说：“路要修平。”[7]"),
                &format!("{BEFORE}己说“账要算清”[6]，庚说“路要修平”[7]；辛也这样说。"),
                // no habit
                "甲说“治理的起点是人”[1]。乙说“信任从账目里来”。[2]丙说“合作始于水井”[3]。",
                &format!("{BEFORE}己说“账要算清”。[6]庚说“路要修平”。[7]"),
            ],
        );
    }
}
