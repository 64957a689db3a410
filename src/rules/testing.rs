//! Helpers of the rules' tests: ⟦…⟧ marks an expected finding.

use super::{Rule, check};
use crate::config::Settings;
use crate::document::{Kind, Snapshot};

/// Markdown and plain text differ in little; texts with `#`, `>`, code or footnotes are Markdown,
/// texts with commands are LaTeX.
fn kind_of(text: &str) -> Kind {
    if ["\\begin{", "\\section{", "\\footnote{", "% yinzheng"].iter().any(|command| text.contains(command)) {
        return Kind::Tex;
    }
    let markdown = text.contains(['#', '>', '`']) || text.contains("[^") || text.contains("](");
    if markdown { Kind::Markdown } else { Kind::Plain }
}

/// Settings with which `rule` reports.
fn on(rule: &Rule) -> Settings {
    let mut settings = Settings::default();
    if rule.optional {
        settings.levels.insert(rule.id, crate::rules::Level::Hint);
    }
    settings
}

fn ranges(rule: &Rule, text: &str) -> Vec<String> {
    let snapshot = Snapshot::of(text, kind_of(text));
    check(&snapshot, &on(rule))
        .into_iter()
        .filter(|f| f.rule == rule.id)
        .map(|f| format!("{}@{}", &text[f.range.clone()], f.range.start))
        .collect()
}

/// Asserts that `rule` reports exactly the marked places.
pub fn found(rule: &Rule, marked: &str) {
    let mut text = String::new();
    let mut expected = Vec::new();
    for (i, part) in marked.split('⟦').enumerate() {
        if i == 0 {
            text.push_str(part);
            continue;
        }
        let (inside, rest) = part.split_once('⟧').expect("⟦ is closed");
        expected.push(format!("{inside}@{}", text.len()));
        text.push_str(inside);
        text.push_str(rest);
    }
    assert!(!expected.is_empty(), "mark the finding with ⟦⟧");
    assert_eq!(ranges(rule, &text), expected, "{}: {marked}", rule.id);
}

/// Asserts that `rule` reports nothing in any of `texts`.
pub fn clean(rule: &Rule, texts: &[&str]) {
    for text in texts {
        assert_eq!(ranges(rule, text), Vec::<String>::new(), "{}: {text}", rule.id);
    }
}

/// Asserts that the fix of the first finding of `rule` turns `before` into `after`, which has none.
pub fn fixed(rule: &Rule, before: &str, after: &str) {
    let snapshot = Snapshot::of(before, kind_of(before));
    let finding = check(&snapshot, &on(rule)).into_iter().find(|f| f.rule == rule.id).expect("a finding");
    let mut text = before.to_owned();
    for edit in finding.fix.expect("a fix").edits.into_iter().rev() {
        text.replace_range(edit.range, &edit.text);
    }
    assert_eq!(text, after);
    clean(rule, &[after]);
}

/// The number of findings of `rule` in `text`.
pub fn count(rule: &Rule, text: &str) -> usize {
    ranges(rule, text).len()
}
