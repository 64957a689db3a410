//! The sample essays show every flaw once and no other.

use std::collections::BTreeMap;

use yinzheng::config::Settings;
use yinzheng::document::{Kind, Snapshot};
use yinzheng::{glossary, ide, rules};

fn findings(text: &str, kind: Kind) -> BTreeMap<&'static str, Vec<String>> {
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for finding in rules::check(&Snapshot::of(text, kind), &Settings::default()) {
        found.entry(finding.rule).or_default().push(text[finding.range].to_owned());
    }
    found
}

#[test]
fn the_essay_has_every_flaw_once() {
    let found = findings(include_str!("../examples/essay.md"), Kind::Markdown);
    let expected = [
        ("citation-out-of-order", "[4]"),
        ("duplicate-reference-number", "[5]"),
        ("heading-out-of-order", "（三）表格填得满，老人没开口"),
        ("quote-without-page", "[1]"),
        ("uncited-named-source", "“应当支持服务性、公益性、互助性社会组织依法开展活动，推动农村社区建设”"),
        ("uncited-quote", "“任何质量都表现为一定的数量，没有数量也就没有质量。”"),
        ("undefined-citation", "[8]"),
        ("unused-reference", "[7]"),
    ];
    assert_eq!(found, expected.map(|(rule, text)| (rule, vec![text.to_owned()])).into());
}

#[test]
fn the_short_text_lacks_its_list() {
    let found = findings(include_str!("../examples/no-list.txt"), Kind::Plain);
    assert_eq!(found, [("missing-reference-list", vec!["[1]".to_owned()])].into());
}

#[test]
fn the_text_on_accounts_shows_the_flaws_of_lists_and_markers() {
    let found = findings(include_str!("../examples/citations.md"), Kind::Markdown);
    let expected = [
        ("citation-in-heading", vec!["[1]"]),
        ("duplicate-reference", vec!["[5]"]),
        ("malformed-ignore", vec!["uncited-qoute"]),
        ("mixed-citation-style", vec!["〔7〕"]),
        ("page-cited-twice", vec!["36"]),
        ("reference-number-gap", vec!["[7]"]),
        ("reference-out-of-order", vec!["[2]"]),
        ("uncited-claim", vec!["5.6亿元"]),
        ("unmerged-citations", vec!["[2][3]"]),
        (
            "unused-ignore",
            vec!["<!-- yinzheng-ignore missing-reference-list: 文末有文献表，用不着这一行 -->"],
        ),
    ];
    let expected = expected.map(|(rule, texts)| (rule, texts.into_iter().map(str::to_owned).collect()));
    assert_eq!(found, expected.into());
}

#[test]
fn the_text_with_notes_shows_the_flaws_of_notes() {
    let found = findings(include_str!("../examples/notes.txt"), Kind::Plain);
    let expected = [
        ("dangling-note-reference", vec!["〔1〕".to_owned()]),
        ("inconsistent-marker-placement", vec!["〔6〕".to_owned()]),
    ];
    assert_eq!(found, expected.into());
}

#[test]
fn the_text_on_reading_rooms_shows_the_flaws_of_entries() {
    let found = findings(include_str!("../examples/references.md"), Kind::Markdown);
    let expected = [
        ("inconsistent-reference-form", "[14]"),
        ("malformed-reference-field", "48-42"),
        ("malformed-type-mark", "[j]"),
        ("missing-access-date", "https://example.org/rooms"),
        ("missing-reference-field", "[M]"),
        ("repeated-identifier", "10.1000/door"),
        ("standard-entry-form", "[S]"),
        ("superfluous-access-date", "2024-05-06"),
        ("surname-case", "KELLER B"),
        ("too-many-authors", "孙某, 李某, 张某, 王某"),
        ("unknown-type-mark", "[K]"),
        ("wrong-type-mark", "[J]"),
    ];
    assert_eq!(found, expected.map(|(rule, text)| (rule, vec![text.to_owned()])).into());
}

/// The findings of the text on wording, with the rule that is off by default.
fn wording() -> BTreeMap<&'static str, Vec<String>> {
    let text = include_str!("../examples/wording.md");
    let levels = [("outdated-formulation", rules::Level::Hint)].into();
    let settings = Settings { levels, ..Settings::default() };
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for finding in rules::check(&Snapshot::of(text, Kind::Markdown), &settings) {
        found.entry(finding.rule).or_default().push(text[finding.range].to_owned());
    }
    found
}

#[test]
fn the_text_on_village_rules_shows_the_flaws_of_wording() {
    let expected = [
        ("date-mismatch", "1988年"),
        ("outdated-formulation", "党委领导、政府负责、社会协同、公众参与、法治保障的社会治理体制"),
        ("term-misform", "基层群众自治性组织"),
        ("uncited-named-source", "“村民委员会是基层群众自治性组织”"),
    ];
    assert_eq!(wording(), expected.map(|(rule, text)| (rule, vec![text.to_owned()])).into());
}

#[test]
fn together_they_show_every_rule() {
    let mut shown = findings(include_str!("../examples/essay.md"), Kind::Markdown);
    shown.extend(findings(include_str!("../examples/no-list.txt"), Kind::Plain));
    shown.extend(findings(include_str!("../examples/citations.md"), Kind::Markdown));
    shown.extend(findings(include_str!("../examples/notes.txt"), Kind::Plain));
    shown.extend(findings(include_str!("../examples/references.md"), Kind::Markdown));
    shown.extend(wording());
    let rules: Vec<&str> = rules::all().iter().map(|rule| rule.id).collect();
    assert_eq!(shown.into_keys().collect::<Vec<_>>(), rules);
}

#[test]
fn the_terms_of_the_essay_have_cards() {
    let text = include_str!("../examples/essay.md");
    let snapshot = Snapshot::of(text, Kind::Markdown);
    for term in ["党的十九大", "基层治理", "群众路线", "村民委员会", "公共服务", "社会组织"]
    {
        assert!(!glossary::define(term).is_empty(), "{term}");
        let hovers = text
            .match_indices(term)
            .filter_map(|(at, _)| ide::hover(&snapshot, at, &Settings::default()).map(|h| (at, h)));
        assert!(hovers.into_iter().any(|(at, hover)| hover.range == (at..at + term.len())), "{term}");
    }
}
