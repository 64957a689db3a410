//! Entries of the reference list: their parts, marks and form by GB/T 7714.
//!
//! A rule reads the parsed reference; it never looks for parts in the text again. Entries in the form of
//! notes have no prescribed parts and are left alone.

use std::ops::Range;

use super::{Check, Edit, Finding, Fix, Related, Rule, Scope, Severity, all};
use crate::config::Lang;
use crate::document::Listed;
use crate::reference::{Edition, Grammar, Reference};
use profile::Written;

pub mod inconsistent_reference_form;
pub mod malformed_reference_field;
pub mod malformed_type_mark;
pub mod missing_access_date;
pub mod missing_reference_field;
pub(crate) mod profile;
pub mod repeated_identifier;
pub mod standard_entry_form;
pub mod superfluous_access_date;
pub mod surname_case;
pub mod too_many_authors;
pub mod unknown_type_mark;
pub mod wrong_type_mark;

/// One entry of a list under check; ranges are bytes in the entry.
pub struct EntryCheck<'a> {
    /// The entry as written, without its label.
    pub text: &'a str,
    /// What it says.
    pub reference: &'a Reference,
    /// What the document adds.
    pub context: &'a Context,
    severity: Severity,
    findings: Vec<Finding>,
}

/// What the findings in an entry depend on besides the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The edition that the entries are held to.
    pub edition: Edition,
    /// Whether most entries have a type mark.
    pub marks_usual: bool,
    /// Whether citations of the text give pages.
    pub pages_in_text: bool,
    /// The year of today.
    pub year: u16,
    lang: Lang,
    /// Of the rules of entries, in the order of their ids.
    severities: Vec<Option<Severity>>,
}

/// The findings of all rules in an entry (bytes in the entry), and what they depend on.
struct Checked {
    context: Context,
    findings: Vec<Finding>,
}

impl EntryCheck<'_> {
    /// Whether messages are in Chinese.
    #[must_use]
    pub fn zh(&self) -> bool {
        self.context.lang == Lang::Zh
    }

    /// `zh` or `en`, whichever the messages are in.
    #[must_use]
    pub const fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.context.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Adds a finding of `rule`.
    pub fn report(&mut self, rule: &Rule, range: Range<usize>, message: String) -> &mut Finding {
        self.findings.push(Finding {
            rule: rule.id,
            severity: self.severity,
            range,
            message,
            related: Vec::new(),
            fix: None,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// The place that a finding about the entry as a whole points at: its type mark, else its beginning.
    #[must_use]
    pub fn hinge(&self) -> Range<usize> {
        match &self.reference.mark {
            Some(mark) => mark.range.clone(),
            None => self.reference.spans().first().cloned().unwrap_or(0..self.text.len()),
        }
    }

    /// Whether the work is found on the network by its mark.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.reference.medium == Some(crate::reference::Medium::Online)
    }
}

/// The edit that puts `text` in the place of `range`.
fn edit(range: &Range<usize>, text: impl Into<String>) -> Edit {
    Edit { range: range.clone(), text: text.into() }
}

/// What a rule of entries does with an entry.
type Scan = fn(&mut EntryCheck<'_>);

/// Checks every entry that is written by GB/T 7714, those anew that changed.
pub(super) fn check_entries(check: &mut Check<'_>) {
    let Written::Gb(edition) = check.written() else { return };
    let rules: Vec<(&Rule, Scan)> = all()
        .iter()
        .filter_map(|rule| match rule.check {
            Scope::Entry(scan) => Some((*rule, scan)),
            Scope::Document(_) => None,
        })
        .collect();
    let snapshot = check.snapshot;
    let entries = || check.listed().iter().filter(|listed| listed.reference.grammar == Grammar::Gb);
    let (mut all, mut marked) = (0, 0);
    for listed in entries() {
        all += 1;
        marked += usize::from(listed.reference.mark.is_some());
    }
    let mut citings = snapshot.index().citings.iter();
    let context = Context {
        edition,
        marks_usual: marked * 2 > all,
        pages_in_text: citings
            .any(|citing| snapshot.blocks()[citing.block].citations[citing.citation].pages.is_some()),
        year: check.settings.year.unwrap_or_else(this_year),
        lang: check.settings.lang,
        severities: rules.iter().map(|(rule, _)| check.settings.severity(rule)).collect(),
    };
    let mut found = Vec::new();
    for listed in entries() {
        let checked = listed.memo.get(
            |checked: &Checked| checked.context == context,
            || {
                let text = snapshot.buffer().slice(listed.range.clone());
                let mut entry = EntryCheck {
                    text: &text,
                    reference: &listed.reference,
                    context: &context,
                    severity: Severity::Hint,
                    findings: Vec::new(),
                };
                for ((_, scan), severity) in rules.iter().zip(&context.severities) {
                    if let Some(severity) = *severity {
                        entry.severity = severity;
                        scan(&mut entry);
                    }
                }
                Checked { context: context.clone(), findings: entry.findings }
            },
        );
        found.extend(checked.findings.iter().map(|finding| in_text(listed, finding)));
    }
    check.extend(found);
}

/// A finding in an entry as one in the text.
fn in_text(listed: &Listed, finding: &Finding) -> Finding {
    let related = |related: &Related| Related {
        range: listed.absolute(&related.range),
        message: related.message.clone(),
    };
    let edit = |edit: &Edit| Edit { range: listed.absolute(&edit.range), text: edit.text.clone() };
    Finding {
        range: listed.absolute(&finding.range),
        related: finding.related.iter().map(related).collect(),
        fix: finding
            .fix
            .as_ref()
            .map(|fix| Fix { edits: fix.edits.iter().map(edit).collect(), ..fix.clone() }),
        ..finding.clone()
    }
}

/// The year of today by the system's clock (UTC); the last there is if the clock is before 1970.
fn this_year() -> u16 {
    /// The mean length of a Gregorian year.
    const SECONDS: u64 = 31_556_952;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(u16::MAX - 1, |now| u16::try_from(1970 + now.as_secs() / SECONDS).unwrap_or(u16::MAX - 1))
}
