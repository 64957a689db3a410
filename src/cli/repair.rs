//! Applying fixes until there are none left.
//!
//! Invariant: repairing a repaired text changes nothing. So a text whose fixes never come to rest is
//! left as it was.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::rules::{Finding, Fix, together};

/// Rounds after which fixes are held never to come to rest. A wrong number in a list of headings
/// may take a round for every heading after it, so the bound is far above what essays need.
const MAX_ROUNDS: usize = 100;

/// How many times its length a text may grow to: fixes that feed each other can double it in every
/// round.
const MAX_GROWTH: usize = 4;

/// Which fixes are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that may be applied without asking.
    Safe,
    /// All of them.
    All,
}

/// The outcome of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repaired {
    /// Nothing is left to fix.
    Settled {
        /// The repaired text.
        text: String,
        /// How many fixes were applied; with none, the text is the old one.
        applied: usize,
    },
    /// The fixes undo each other or go on for ever; the text stays as it was.
    Restless,
}

/// Applies the fixes of `findings`, which belong to `text`, and checks again with `check`, until
/// nothing is left to fix.
pub fn repair(
    text: &str,
    findings: &[Finding],
    which: Which,
    check: impl Fn(&str) -> Vec<Finding>,
) -> Repaired {
    let mut round = apply(text, findings, which);
    let mut text = text.to_owned();
    let mut applied = 0;
    let longest = MAX_GROWTH * text.len().max(1024);
    let mut seen = HashSet::from([hash(&text)]);
    for _ in 0..MAX_ROUNDS {
        if round.applied == 0 {
            return Repaired::Settled { text, applied };
        }
        if round.text.len() > longest || !seen.insert(hash(&round.text)) {
            return Repaired::Restless;
        }
        applied += round.applied;
        text = round.text;
        round = apply(&text, &check(&text), which);
    }
    Repaired::Restless
}

struct Round {
    text: String,
    applied: usize,
}

/// Applies as many of the fixes as do not touch each other, the earlier before the later.
fn apply(text: &str, findings: &[Finding], which: Which) -> Round {
    let wanted = |fix: &&Fix| {
        let sound = fix.edits.iter().all(|edit| text.get(edit.range.clone()).is_some());
        let changes = fix.edits.iter().any(|edit| text.get(edit.range.clone()) != Some(&edit.text));
        (which == Which::All || fix.safe) && sound && changes
    };
    let (edits, applied) =
        together(findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(wanted));
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        out.push_str(&text[copied..edit.range.start]);
        out.push_str(&edit.text);
        copied = edit.range.end;
    }
    out.push_str(&text[copied..]);
    Round { text: out, applied }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Edit;
    use crate::rules::{Fix, Severity};

    fn finding(safe: bool, edits: &[(std::ops::Range<usize>, &str)]) -> Finding {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(range, text)| Edit { range: range.clone(), text: (*text).to_owned() })
            .collect();
        Finding {
            rule: "a-rule",
            severity: Severity::Warning,
            range: 0..0,
            message: String::new(),
            related: Vec::new(),
            fix: Some(Fix { title: String::new(), safe, edits }),
        }
    }

    /// A rule that replaces every `old` by `new`.
    fn rule(old: &'static str, new: &'static str, safe: bool) -> impl Fn(&str) -> Vec<Finding> {
        move |text| {
            text.match_indices(old).map(|(at, _)| finding(safe, &[(at..at + old.len(), new)])).collect()
        }
    }

    fn settled(text: &str, which: Which, check: impl Fn(&str) -> Vec<Finding>) -> (String, usize) {
        match repair(text, &check(text), which, &check) {
            Repaired::Settled { text, applied } => (text, applied),
            Repaired::Restless => panic!("restless"),
        }
    }

    #[test]
    fn fixes_are_applied_until_none_is_left() {
        assert_eq!(settled("甲甲甲甲", Which::Safe, rule("甲甲", "甲", true)), ("甲".to_owned(), 3));
        assert_eq!(settled("乙", Which::Safe, rule("甲甲", "甲", true)), ("乙".to_owned(), 0));
    }

    #[test]
    fn only_the_fixes_asked_for_are_applied() {
        assert_eq!(settled("甲", Which::Safe, rule("甲", "乙", false)), ("甲".to_owned(), 0));
        assert_eq!(settled("甲", Which::All, rule("甲", "乙", false)), ("乙".to_owned(), 1));
    }

    #[test]
    fn a_long_chain_of_fixes_comes_to_its_end() {
        // Each round moves the mark by one character.
        let text = format!("!{}", "甲".repeat(40));
        assert_eq!(settled(&text, Which::Safe, rule("!甲", "乙!", true)).0, format!("{}!", "乙".repeat(40)));
    }

    #[test]
    fn fixes_that_undo_each_other_change_nothing() {
        let check = |text: &str| {
            if text == "甲" { rule("甲", "乙", true)(text) } else { rule("乙", "甲", true)(text) }
        };
        assert_eq!(repair("甲", &check("甲"), Which::Safe, check), Repaired::Restless);
        assert_eq!(
            repair("甲", &rule("甲", "甲甲", true)("甲"), Which::Safe, rule("甲", "甲甲", true)),
            Repaired::Restless
        );
    }

    #[test]
    fn a_fix_that_changes_nothing_is_no_fix() {
        assert_eq!(settled("甲", Which::Safe, rule("甲", "甲", true)), ("甲".to_owned(), 0));
    }

    #[test]
    fn of_fixes_that_touch_each_other_the_first_counts() {
        let cases: [(&[Finding], &str); 6] = [
            (&[finding(true, &[(0..2, "x")]), finding(true, &[(1..3, "y")])], "xcdef"),
            (&[finding(true, &[(0..2, "x")]), finding(true, &[(2..3, "y")])], "xydef"),
            (&[finding(true, &[(2..2, "x")]), finding(true, &[(2..2, "y")])], "abxcdef"),
            (&[finding(true, &[(2..4, "x")]), finding(true, &[(0..6, "y")])], "abxef"),
            (&[finding(true, &[(0..1, "x"), (5..6, "x")]), finding(true, &[(2..3, "y")])], "xbydex"),
            (
                &[finding(true, &[(0..1, "x"), (5..6, "x")]), finding(true, &[(2..3, "y"), (5..6, "y")])],
                "xbcdex",
            ),
        ];
        for (findings, expected) in cases {
            assert_eq!(apply("abcdef", findings, Which::Safe).text, expected);
        }
    }

    #[test]
    fn edits_outside_the_text_or_inside_a_character_are_left_out() {
        for range in [0..9, 1..3, 7..8] {
            let round = apply("甲乙", &[finding(true, &[(range, "x")])], Which::All);
            assert_eq!((round.text.as_str(), round.applied), ("甲乙", 0));
        }
    }
}
