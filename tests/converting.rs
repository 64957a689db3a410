//! Converting the form of all citations: whatever the essay, every citation points afterwards at the
//! entry that it pointed at before, with its page, and the way back leads to the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use yinzheng::config::Settings;
use yinzheng::document::{Kind, Snapshot};
use yinzheng::ide::{Action, actions};
use yinzheng::rules;
use yinzheng::syntax::citation::Target;

/// A paragraph cites some numbers in one of the usual forms.
fn cite(form: usize, numbers: &[u32]) -> String {
    let list = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let first = numbers[0];
    match form {
        0 | 1 => format!("[{first}]"),
        2 => format!("［{first}］"),
        3 => format!("[{first}]36-38"),
        4 => format!("[{list}]"),
        _ => format!("<sup>[{first}]</sup>"),
    }
}

fn essay(cited: &[(usize, Vec<u32>)], labels: u32, forms: usize) -> String {
    let mut text = "# 论治理\n\n## 一、问题\n\n".to_owned();
    for (i, (form, numbers)) in cited.iter().enumerate() {
        let marker = cite(form % forms, numbers);
        writeln!(text, "第{i}件事要有人做，也要有人管{marker}，这里说明来由。\n").expect("a string");
    }
    text += "## 注释\n\n";
    for label in 1..=labels {
        writeln!(text, "[{label}] 著者{label}：《题名之{label}》，某社2019年版。\n").expect("a string");
    }
    text
}

/// The entries, without their labels, that each citation points at, in the order of the text, and the
/// pages that it gives. A citation of several works counts as several.
fn pointed_at(text: &str) -> Vec<(Option<String>, Option<String>)> {
    let snapshot = Snapshot::of(text, Kind::Markdown);
    let index = snapshot.index();
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    for entry in &index.entries {
        let block = &snapshot.blocks()[entry.block];
        let name = entry.key.clone().unwrap_or_else(|| entry.numbers[0].to_string());
        entries.insert(name, snapshot.text_in(entry.block, &(entry.label.end..block.text.end)));
    }
    let mut found = Vec::new();
    for citing in &index.citings {
        let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
        for target in &citation.targets {
            let name = match target {
                Target::Number(number) => number.to_string(),
                Target::Key(key) => key.clone(),
            };
            let pages = citation.pages.as_ref().map(|pages| snapshot.text_in(citing.block, pages));
            found.push((entries.get(&name).cloned(), pages));
        }
    }
    found
}

fn apply(text: &str, action: &Action) -> String {
    let mut out = text.to_owned();
    let mut before = text.len();
    for edit in action.edits.iter().rev() {
        assert!(edit.range.end <= before, "edits do not overlap");
        before = edit.range.start;
        out.replace_range(edit.range.clone(), &edit.text);
    }
    out
}

/// The conversions offered at the first citation.
fn conversions(text: &str) -> Vec<Action> {
    let snapshot = Snapshot::of(text, Kind::Markdown);
    let citing = snapshot.index().citings[0];
    let range =
        snapshot.absolute(citing.block, &snapshot.blocks()[citing.block].citations[citing.citation].range);
    let mut offered = actions(&snapshot, &Settings::default(), &[], &(range.start..range.start));
    offered.retain(|action| action.title.contains("标注改为"));
    offered
}

fn lost(text: &str) -> Vec<String> {
    rules::check(&Snapshot::of(text, Kind::Markdown), &Settings::default())
        .into_iter()
        .filter(|finding| ["undefined-citation", "unused-reference"].contains(&finding.rule))
        .map(|finding| finding.rule.to_owned())
        .collect()
}

fn cited(largest: u32) -> impl Strategy<Value = Vec<(usize, Vec<u32>)>> {
    let numbers =
        proptest::collection::btree_set(1u32..largest, 1..4).prop_map(|set| set.into_iter().collect());
    proptest::collection::vec((0usize..6, numbers), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_citation_keeps_its_entry(cited in cited(9), forms in 1usize..7, more in 0u32..3) {
        let largest = cited.iter().flat_map(|(_, numbers)| numbers).max().copied().unwrap_or(1);
        let text = essay(&cited, largest + more, forms);
        let before = pointed_at(&text);
        let offered = conversions(&text);
        prop_assert!(!offered.is_empty(), "{text}");
        for action in offered {
            let done = apply(&text, &action);
            prop_assert_eq!(&pointed_at(&done), &before, "{}\n{}\n=>\n{}", action.title, text, done);
            prop_assert_eq!(lost(&done).len(), lost(&text).len(), "{}\n{}", action.title, done);
            for back in conversions(&done) {
                let again = apply(&done, &back);
                prop_assert_eq!(&pointed_at(&again), &before, "{}\n{}\n=>\n{}", back.title, done, again);
            }
        }
    }
}
