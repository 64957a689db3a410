//! The findings of a check in the formats of people and machines.
//!
//! [`FileReport`] holds everything that any format needs, so that a format is a plain function and
//! no text has to be kept until the end.

mod github;
mod json;
mod sarif;
mod text;

pub use github::github;
pub use json::json;
pub use sarif::sarif;
pub use text::{Tally, text};

use super::excerpt::Excerpt;
use super::place::{Places, Span};
use crate::rules::{Finding, Severity};

/// The findings of a file.
#[derive(Debug)]
pub struct FileReport {
    /// Its name in output.
    pub path: String,
    /// Its findings, in the order of the text.
    pub findings: Vec<Found>,
}

/// A finding with its places.
#[derive(Debug)]
pub struct Found {
    /// Id of the rule.
    pub rule: &'static str,
    /// Severity.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Its repair.
    pub fix: Option<FoundFix>,
    /// Other places that explain it.
    pub related: Vec<(Span, String)>,
    /// The line, for people.
    pub excerpt: Excerpt,
}

/// A repair with its places.
#[derive(Debug)]
pub struct FoundFix {
    /// What it does.
    pub title: String,
    /// Whether it may be applied without asking.
    pub safe: bool,
    /// Replaced places and their new text.
    pub edits: Vec<(Span, String)>,
}

impl FileReport {
    /// The report on the file `path`.
    pub fn new(path: String, findings: Vec<Finding>, places: Places<'_>) -> Self {
        let findings = findings
            .into_iter()
            .map(|finding| Found {
                rule: finding.rule,
                severity: finding.severity,
                message: finding.message,
                span: places.span(&finding.range),
                excerpt: Excerpt::of(places.buffer, &finding.range),
                fix: finding.fix.map(|fix| FoundFix {
                    title: fix.title,
                    safe: fix.safe,
                    edits: fix.edits.into_iter().map(|edit| (places.span(&edit.range), edit.text)).collect(),
                }),
                related: finding
                    .related
                    .into_iter()
                    .map(|related| (places.span(&related.range), related.message))
                    .collect(),
            })
            .collect();
        Self { path, findings }
    }
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Files checked.
    pub files: usize,
    /// Findings of [`Severity::Error`].
    pub error: usize,
    /// Findings of [`Severity::Warning`].
    pub warning: usize,
    /// Findings of [`Severity::Information`].
    pub information: usize,
    /// Findings of [`Severity::Hint`].
    pub hint: usize,
}

impl Counts {
    /// Counts the findings of `files`.
    pub fn of(files: &[FileReport]) -> Self {
        let mut counts = Self { files: files.len(), ..Self::default() };
        for finding in files.iter().flat_map(|file| &file.findings) {
            *match finding.severity {
                Severity::Error => &mut counts.error,
                Severity::Warning => &mut counts.warning,
                Severity::Information => &mut counts.information,
                Severity::Hint => &mut counts.hint,
            } += 1;
        }
        counts
    }

    /// All findings.
    pub const fn total(&self) -> usize {
        self.error + self.warning + self.information + self.hint
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::rules::{Edit, Fix, Related};
    use crate::text::Buffer;

    /// A report on two files, one of them clean, that uses every feature of a finding.
    pub fn sample() -> Vec<FileReport> {
        let buffer = Buffer::new("标题\n𠀀他说：“引文”。\n");
        let findings = vec![Finding {
            rule: "uncited-quote",
            severity: Severity::Warning,
            range: 20..32,
            message: "引文没有标注".to_owned(),
            related: vec![Related { range: 0..6, message: "见此".to_owned() }],
            fix: Some(Fix {
                title: "删去".to_owned(),
                safe: false,
                edits: vec![Edit { range: 20..32, text: "甲\n".to_owned() }],
            }),
        }];
        vec![
            FileReport::new("文/a b.md".to_owned(), findings, Places { buffer: &buffer, shift: 3 }),
            FileReport { path: "b.txt".to_owned(), findings: Vec::new() },
        ]
    }

    #[test]
    fn findings_are_counted_by_severity() {
        let counts = Counts::of(&sample());
        assert_eq!(counts, Counts { files: 2, warning: 1, ..Counts::default() });
        assert_eq!(counts.total(), 1);
    }
}
