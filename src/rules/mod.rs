//! Rules: each names one flaw of an essay, has a page and reports findings.

mod check;
pub mod citation;
mod fixes;
pub mod ignore;
pub mod reference;
pub mod structure;
pub mod term;

use std::ops::Range;

pub use check::Check;
pub use fixes::together;
pub use reference::EntryCheck;

use serde::{Deserialize, Serialize};

use crate::config::{Lang, Settings};
use crate::document::Snapshot;

/// How serious a finding is; ordered from the least to the most serious.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A suggestion.
    Hint,
    /// Worth a look.
    Information,
    /// Very probably a flaw.
    Warning,
    /// Certainly a flaw.
    Error,
}

/// The level a user gives a rule: off, or a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule is silent.
    Off,
    /// See [`Severity::Hint`].
    Hint,
    /// See [`Severity::Information`].
    Information,
    /// See [`Severity::Warning`].
    Warning,
    /// See [`Severity::Error`].
    Error,
}

impl Level {
    /// The severity, or `None` for [`Level::Off`].
    #[must_use]
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Hint => Some(Severity::Hint),
            Self::Information => Some(Severity::Information),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// A rule's metadata and page.
#[derive(Debug)]
pub struct Rule {
    /// Stable id in kebab case; states the flaw.
    pub id: &'static str,
    /// Folder of the rule: `citation`, `structure` …
    pub group: &'static str,
    /// Default severity.
    pub severity: Severity,
    /// Whether the rule is off unless somebody turns it on.
    pub optional: bool,
    /// The rule's page in Chinese, Markdown; the first line is `# id：title`, and its 反例 and 正例 are run
    /// by a test.
    pub page_zh: &'static str,
    /// The rule's page in English.
    pub page_en: &'static str,
    /// Reports the flaws.
    pub(crate) check: Scope,
}

/// How much of a document a rule has to see.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope {
    /// The whole document.
    Document(fn(&mut Check<'_>)),
    /// One entry of a reference list after the other: what it finds is kept until the entry changes.
    Entry(fn(&mut EntryCheck<'_>)),
}

impl Rule {
    /// The page in `lang`.
    #[must_use]
    pub const fn page(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.page_zh,
            Lang::En => self.page_en,
        }
    }
}

/// One flaw at one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Id of the rule.
    pub rule: &'static str,
    /// Severity under the settings of the check.
    pub severity: Severity,
    /// Place in the text (bytes).
    pub range: Range<usize>,
    /// What is wrong and what to do.
    pub message: String,
    /// Other places that explain the finding.
    pub related: Vec<Related>,
    /// A repair, if one is known.
    pub fix: Option<Fix>,
}

/// A place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Related {
    /// Place in the text (bytes).
    pub range: Range<usize>,
    /// What is there.
    pub message: String,
}

/// A repair of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What it does, as shown in a menu.
    pub title: String,
    /// Whether it may be applied without asking.
    pub safe: bool,
    /// Replacements; they do not overlap and are in the order of the text.
    pub edits: Vec<Edit>,
}

/// A replacement of `range` (bytes) by `text`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// Replaced bytes.
    pub range: Range<usize>,
    /// New text.
    pub text: String,
}

/// All rules, in the order of their ids.
#[must_use]
pub fn all() -> &'static [&'static Rule] {
    static ALL: [&Rule; 36] = [
        &citation::citation_in_heading::RULE,
        &citation::citation_out_of_order::RULE,
        &citation::dangling_note_reference::RULE,
        &term::date_mismatch::RULE,
        &citation::duplicate_reference::RULE,
        &citation::duplicate_reference_number::RULE,
        &structure::heading_out_of_order::RULE,
        &citation::inconsistent_marker_placement::RULE,
        &reference::inconsistent_reference_form::RULE,
        &ignore::malformed_ignore::RULE,
        &reference::malformed_reference_field::RULE,
        &reference::malformed_type_mark::RULE,
        &reference::missing_access_date::RULE,
        &reference::missing_reference_field::RULE,
        &citation::missing_reference_list::RULE,
        &citation::mixed_citation_style::RULE,
        &term::outdated_formulation::RULE,
        &citation::page_cited_twice::RULE,
        &citation::quote_without_page::RULE,
        &citation::reference_number_gap::RULE,
        &citation::reference_out_of_order::RULE,
        &reference::repeated_identifier::RULE,
        &reference::standard_entry_form::RULE,
        &reference::superfluous_access_date::RULE,
        &reference::surname_case::RULE,
        &term::term_misform::RULE,
        &reference::too_many_authors::RULE,
        &citation::uncited_claim::RULE,
        &citation::uncited_named_source::RULE,
        &citation::uncited_quote::RULE,
        &citation::undefined_citation::RULE,
        &reference::unknown_type_mark::RULE,
        &citation::unmerged_citations::RULE,
        &ignore::unused_ignore::RULE,
        &citation::unused_reference::RULE,
        &reference::wrong_type_mark::RULE,
    ];
    &ALL
}

/// The rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.id == id)
}

/// All findings of `snapshot` that are not ignored, in the order of the text; none for texts that
/// are not Chinese.
#[must_use]
pub fn check(snapshot: &Snapshot, settings: &Settings) -> Vec<Finding> {
    if !snapshot.is_chinese() {
        return Vec::new();
    }
    let mut check = Check::new(snapshot, settings);
    // What a comment ignores is known when all other rules have spoken.
    let last = &ignore::unused_ignore::RULE;
    let run = |rule: &Rule, check: &mut Check<'_>| {
        if let Scope::Document(scan) = rule.check
            && settings.severity(rule).is_some()
        {
            scan(check);
        }
    };
    all().iter().filter(|rule| rule.id != last.id).for_each(|rule| run(rule, &mut check));
    reference::check_entries(&mut check);
    if !settings.show_ignored {
        check.ignore();
        run(last, &mut check);
    }
    check.into_findings()
}

#[cfg(test)]
pub(crate) mod testing;

#[cfg(test)]
mod pages {
    use super::{all, testing};

    /// The fenced blocks of `page` with this info string.
    fn examples(page: &str, info: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            let Some(language) = line.strip_prefix("````") else { continue };
            let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("````")).collect();
            if language == info {
                found.push(body.join("\n") + "\n");
            }
        }
        found
    }

    #[test]
    fn the_examples_of_every_page_are_true() {
        for rule in all() {
            for (page, bad, good) in [(rule.page_zh, "反例", "正例"), (rule.page_en, "bad", "good")] {
                let (bad, good) = (examples(page, bad), examples(page, good));
                assert!(
                    !bad.is_empty() && !good.is_empty(),
                    "{}: a page shows both kinds of example",
                    rule.id
                );
                for example in bad {
                    assert!(testing::count(rule, &example) > 0, "{}: no finding in {example}", rule.id);
                }
                for example in good {
                    assert_eq!(testing::count(rule, &example), 0, "{}: a finding in {example}", rule.id);
                }
            }
        }
    }

    #[test]
    fn rules_are_in_the_order_of_their_ids() {
        assert!(all().is_sorted_by_key(|rule| rule.id));
    }

    #[test]
    fn every_page_names_its_rule_first() {
        for rule in all() {
            assert!(rule.page_zh.starts_with(&format!("# {}：", rule.id)), "{}", rule.id);
            assert!(rule.page_en.starts_with(&format!("# {}: ", rule.id)), "{}", rule.id);
        }
    }
}
