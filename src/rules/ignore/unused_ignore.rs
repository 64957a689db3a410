//! `unused-ignore`: a comment that ignores nothing.

use std::ops::Range;

use super::Unused;
use crate::document::Snapshot;
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};

/// A `yinzheng-ignore` comment names a rule of which there is no finding in its paragraph. Left
/// behind, it would hide the next flaw that comes up there.
pub static RULE: Rule = Rule {
    id: "unused-ignore",
    group: super::GROUP,
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/unused-ignore.zh.md"),
    page_en: include_str!("../../../docs/rules/unused-ignore.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    for unused in check.unused.clone() {
        let directive = &snapshot.blocks()[unused.block].directives[unused.directive];
        let ids: Vec<&str> = unused.rules.iter().map(|&i| directive.rules[i].1.as_str()).collect();
        let whole = ids.len() == directive.rules.len();
        let shown = ids.join(check.say("、", ", "));
        let message = if check.zh() {
            format!("这条注释没有忽略任何提示：这一段没有“{shown}”的提示。请删去它。")
        } else {
            format!("This comment ignores nothing: its paragraph has no finding of {shown}. Delete it.")
        };
        let range = if whole {
            directive.range.clone()
        } else {
            let (first, last) = (unused.rules[0], unused.rules[unused.rules.len() - 1]);
            directive.rules[first].0.start..directive.rules[last].0.end
        };
        let edits = if whole { vec![deletion(snapshot, &unused)] } else { shorter(snapshot, &unused) };
        let title = if whole {
            check.say("删去这条注释", "Delete the comment").to_owned()
        } else if check.zh() {
            format!("从注释中删去“{shown}”")
        } else {
            format!("Delete {shown} from the comment")
        };
        if let Some(finding) = check.report(&RULE, snapshot.absolute(unused.block, &range), message) {
            finding.repair(Fix { title, safe: true, edits });
        }
    }
}

/// Deletes the comment: with its line where it fills one, else with the space before it.
fn deletion(snapshot: &Snapshot, unused: &Unused) -> Edit {
    let block = &snapshot.blocks()[unused.block];
    let buffer = snapshot.buffer();
    let Range { start, end } = snapshot.absolute(unused.block, &block.directives[unused.directive].range);
    let line = buffer.line_of(start);
    let (from, to) = (buffer.line_start(line), buffer.line_start(buffer.line_of(end) + 1));
    let (before, after) = (buffer.slice(from..start), buffer.slice(end..to));
    let range = if before.trim().is_empty() && after.trim().is_empty() {
        from..to
    } else {
        start - (before.len() - before.trim_end_matches([' ', '\t']).len())..end
    };
    Edit { range, text: String::new() }
}

/// Deletes the rules that were named in vain from the list, each with the comma before it or, at
/// the head of the list, behind it.
fn shorter(snapshot: &Snapshot, unused: &Unused) -> Vec<Edit> {
    let rules = &snapshot.blocks()[unused.block].directives[unused.directive].rules;
    let kept = |i: usize| !unused.rules.contains(&i);
    let first = (0..rules.len()).find(|&i| kept(i)).unwrap_or(0);
    let mut edits = Vec::new();
    if first > 0 {
        edits.push(rules[0].0.start..rules[first].0.start);
    }
    edits.extend((first + 1..rules.len()).filter(|&i| !kept(i)).map(|i| rules[i - 1].0.end..rules[i].0.end));
    edits
        .into_iter()
        .map(|range| Edit { range: snapshot.absolute(unused.block, &range), text: String::new() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::citation::uncited_quote;
    use crate::rules::testing::{clean, fixed, found};

    const QUOTE: &str = "毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不破的真理。”";
    const PLAIN: &str = "村里的事要由村里人商量着办，这是多年来的经验。";

    /// Asserts that both this rule and `uncited-quote` are silent.
    fn quiet(text: &str) {
        clean(&uncited_quote::RULE, &[text]);
        clean(&RULE, &[text]);
    }

    #[test]
    fn a_comment_is_about_the_next_paragraph_or_its_own() {
        let comment = "<!-- yinzheng-ignore uncited-quote: 读者熟知 -->";
        quiet(&format!("{comment}\n{QUOTE}\n"));
        quiet(&format!("{PLAIN}\n\n{comment}\n\n{QUOTE}\n\n{PLAIN}\n"));
        quiet(&format!("{QUOTE}{comment}\n"));
        quiet(&format!("{PLAIN}{comment}{QUOTE}\n"));
        quiet(&format!("- {QUOTE} {comment}\n- {PLAIN}\n"));
        quiet(&format!("{comment}\n<!-- 待查 -->\n\n{QUOTE}\n"));
        quiet(&format!("{comment}\n{}\n", format!("{PLAIN}{QUOTE}").repeat(80)));
        quiet(&format!("{}{comment}\n", format!("{QUOTE}{PLAIN}").repeat(80)));
        quiet(&format!(
            "毛泽东这样写道：\n\n{comment}\n> 没有调查就没有发言权，调查就像十月怀胎，解决问题就像一朝分娩。\n"
        ));
        // The paragraph after the next is not meant.
        found(
            &uncited_quote::RULE,
            &format!(
                "{comment}\n{PLAIN}\n\n毛泽东曾指出：⟦“没有调查就没有发言权，这是一条颠扑不破的真理。”⟧\n"
            ),
        );
        found(
            &uncited_quote::RULE,
            &format!(
                "{PLAIN} {comment}\n\n毛泽东曾指出：⟦“没有调查就没有发言权，这是一条颠扑不破的真理。”⟧\n"
            ),
        );
    }

    #[test]
    fn comments_that_ignore_nothing() {
        found(&RULE, &format!("⟦<!-- yinzheng-ignore uncited-quote: 读者熟知 -->⟧\n{PLAIN}\n\n{QUOTE}\n"));
        found(&RULE, &format!("{PLAIN} ⟦<!-- yinzheng-ignore uncited-quote -->⟧\n"));
        found(&RULE, &format!("{PLAIN}\n\n⟦<!-- yinzheng-ignore uncited-quote -->⟧\n"));
        found(
            &RULE,
            &format!("<!-- yinzheng-ignore uncited-quote, ⟦unused-reference⟧: 读者熟知 -->\n{QUOTE}\n"),
        );
        found(
            &RULE,
            &format!("<!-- yinzheng-ignore uncited-quote, ⟦uncited-quote⟧: 读者熟知 -->\n{QUOTE}\n"),
        );
        found(&RULE, &format!("⟦<!-- yinzheng-ignore unused-ignore: 说明 -->⟧\n{PLAIN}\n"));
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                // A rule that does not exist is the business of malformed-ignore.
                &format!("<!-- yinzheng-ignore uncited-qoute: 读者熟知 -->\n{PLAIN}\n"),
                &format!("<!-- yinzheng-ignore: 读者熟知 -->\n{PLAIN}\n"),
                &format!("```\n<!-- yinzheng-ignore uncited-quote: 读者熟知 -->\n```\n{PLAIN}\n"),
                // Plain text has no comments.
                &format!("yinzheng-ignore uncited-quote: 读者熟知\n{PLAIN}\n"),
            ],
        );
    }

    #[test]
    fn repairs() {
        let comment = "<!-- yinzheng-ignore uncited-quote: 读者熟知 -->";
        fixed(&RULE, &format!("{PLAIN}\n\n{comment}\n{PLAIN}\n"), &format!("{PLAIN}\n\n{PLAIN}\n"));
        fixed(&RULE, &format!("{PLAIN}\r\n{comment}\r\n{PLAIN}"), &format!("{PLAIN}\r\n{PLAIN}"));
        fixed(&RULE, &format!("{PLAIN} {comment}\n# 题\n"), &format!("{PLAIN}\n# 题\n"));
        fixed(&RULE, &format!("{PLAIN}{comment}{PLAIN}\n"), &format!("{PLAIN}{PLAIN}\n"));
        let comment = "% yinzheng-ignore uncited-quote: 读者熟知";
        fixed(&RULE, &format!("{PLAIN}\n{comment}\n{PLAIN}\n"), &format!("{PLAIN}\n{PLAIN}\n"));
        fixed(&RULE, &format!("{PLAIN} {comment}\r\n{PLAIN}"), &format!("{PLAIN}\r\n{PLAIN}"));
        let list = |list: &str| format!("<!-- yinzheng-ignore {list}: 读者熟知 -->\n{QUOTE}\n");
        for (before, after) in [
            ("unused-reference, uncited-quote", "uncited-quote"),
            ("uncited-quote, unused-reference, undefined-citation", "uncited-quote"),
            ("unused-reference，undefined-citation、uncited-quote，missing-reference-list", "uncited-quote"),
        ] {
            fixed(&RULE, &list(before), &list(after));
        }
    }
}
