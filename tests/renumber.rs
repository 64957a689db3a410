//! Renumbering: whatever the essay, afterwards citations and list are in order, every citation points
//! at the entry that it pointed at before, and doing it again changes nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use yinzheng::config::Settings;
use yinzheng::document::{Kind, Snapshot};
use yinzheng::rules;
use yinzheng::rules::citation::renumber::renumber;
use yinzheng::syntax::citation::{Style, Target};

const ORDER: [&str; 3] = ["citation-out-of-order", "reference-out-of-order", "reference-number-gap"];

/// A paragraph cites some numbers in one of the usual forms.
fn cite(form: usize, numbers: &[u32]) -> String {
    let list = |separator: &str| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(separator);
    let first = numbers[0];
    match form {
        0 => format!("[{first}]"),
        1 => format!("[{first}]36-38"),
        2 => format!("［{first}］"),
        3 => format!("〔{first}〕（第12页）"),
        4 => format!("[{}]", list(",")),
        5 => format!("[{}]", list("，")),
        6 => format!("[{first}-{}]", first + 2),
        7 => format!("[{first}, p. 7]"),
        _ => format!("[注{first}]"),
    }
}

fn essay(cited: &[(usize, Vec<u32>)], labels: &[u32], blank: bool) -> String {
    let mut text = "# 论治理\n\n## 一、问题\n\n".to_owned();
    for (i, (form, numbers)) in cited.iter().enumerate() {
        let marker = cite(*form, numbers);
        writeln!(text, "第{i}件事要有人做，也要有人管{marker}，这里说明来由。\n").expect("a string");
    }
    text += "## 参考文献\n\n";
    for label in labels {
        writeln!(text, "[{label}] 著者{label}. 题名之{label}[M]. 北京: 某社, 2019.").expect("a string");
        if blank {
            text.push('\n');
        }
    }
    text
}

fn apply(text: &str) -> Option<String> {
    let edits = renumber(&Snapshot::of(text, Kind::Markdown))?;
    let mut out = text.to_owned();
    let mut before = text.len();
    for edit in edits.iter().rev() {
        assert!(edit.range.end <= before, "edits do not overlap");
        before = edit.range.start;
        out.replace_range(edit.range.clone(), &edit.text);
    }
    Some(out)
}

/// The entries, without their labels, that each citation points at, in the order of the text, and the
/// pages that it gives.
fn pointed_at(text: &str) -> Vec<(Vec<Option<String>>, Option<String>)> {
    let snapshot = Snapshot::of(text, Kind::Markdown);
    let index = snapshot.index();
    let entries: BTreeMap<u32, String> = index
        .entries
        .iter()
        .map(|entry| {
            let block = &snapshot.blocks()[entry.block];
            (entry.numbers[0], snapshot.text_in(entry.block, &(entry.label.end..block.text.end)))
        })
        .collect();
    index
        .citings
        .iter()
        .map(|citing| {
            let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
            assert_eq!(citation.style, Style::Numeric);
            let mut works: Vec<Option<String>> = citation
                .targets
                .iter()
                .map(|target| match target {
                    Target::Number(number) => entries.get(number).cloned(),
                    Target::Key(_) => None,
                })
                .collect();
            works.sort();
            let pages = citation.pages.as_ref().map(|pages| snapshot.text_in(citing.block, pages));
            (works, pages)
        })
        .collect()
}

fn holds(text: &str) {
    let Some(done) = apply(text) else { return };
    assert_eq!(pointed_at(&done), pointed_at(text), "{text}\n=>\n{done}");
    assert_eq!(apply(&done), None, "the second time changes nothing:\n{text}\n=>\n{done}");
    let left: Vec<String> = rules::check(&Snapshot::of(&done, Kind::Markdown), &Settings::default())
        .into_iter()
        .filter(|finding| ORDER.contains(&finding.rule))
        .map(|finding| finding.message)
        .collect();
    assert!(left.is_empty(), "{left:?}\n{text}\n=>\n{done}");
}

fn cited() -> impl Strategy<Value = Vec<(usize, Vec<u32>)>> {
    let numbers = proptest::collection::btree_set(1u32..14, 1..4).prop_map(|set| set.into_iter().collect());
    proptest::collection::vec((0usize..9, numbers), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_essays(
        cited in cited(),
        labels in Just((1u32..12).collect::<Vec<_>>()).prop_shuffle(),
        kept in 3usize..11,
        blank in any::<bool>(),
    ) {
        holds(&essay(&cited, &labels[..kept], blank));
    }

    #[test]
    fn random_edits(
        cited in cited(),
        labels in Just((1u32..9).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec((0usize..1000, 0usize..12, 0usize..5), 1..6),
    ) {
        let mut text = essay(&cited, &labels, false);
        for (place, length, insert) in cuts {
            let boundaries: Vec<usize> =
                (0..=text.len()).filter(|&i| text.is_char_boundary(i)).collect();
            let at = place * (boundaries.len() - 1) / 1000;
            let end = (at + length).min(boundaries.len() - 1);
            let new = ["", "\n\n", "[3]", "。[5]12", "字"][insert];
            text.replace_range(boundaries[at]..boundaries[end], new);
        }
        let snapshot = Snapshot::of(&text, Kind::Markdown);
        let numbered = snapshot.index().entries.iter().all(|entry| entry.numbers.len() == 1);
        let styles = snapshot.index().citings.iter().all(|c| {
            snapshot.blocks()[c.block].citations[c.citation].style == Style::Numeric
        });
        if numbered && styles {
            holds(&text);
        }
    }
}
