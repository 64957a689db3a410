//! Rules: each names one flaw of an essay, has a page and reports findings.

use std::ops::Range;

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
    /// The rule's page in Chinese, Markdown; the first line is `# id：title`.
    pub page_zh: &'static str,
    /// The rule's page in English.
    pub page_en: &'static str,
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
    &[]
}

/// The rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.id == id)
}

/// All findings of `snapshot`, in the order of the text.
#[must_use]
pub fn check(_snapshot: &Snapshot, _settings: &Settings) -> Vec<Finding> {
    Vec::new()
}
