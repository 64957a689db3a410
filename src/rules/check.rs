//! The work of one check: what a rule sees and how it reports.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use super::citation::numbers::{Numbered, numbered, runs};
use super::citation::renumber::renumber;
use super::citation::verdict::{Verdict, verdicts};
use super::ignore::{self, Unused};
use super::reference::profile::{Written, written};
use super::{Edit, Finding, Fix, Related, Rule, Severity};
use crate::config::{Lang, Settings};
use crate::document::{Listed, Snapshot};

/// A document under check.
pub struct Check<'a> {
    /// The document.
    pub snapshot: &'a Snapshot,
    /// The settings.
    pub settings: &'a Settings,
    verdicts: OnceCell<Vec<Verdict>>,
    listed: OnceCell<Vec<Listed>>,
    runs: OnceCell<Rc<[Vec<usize>]>>,
    numbered: OnceCell<Rc<[Numbered<'a>]>>,
    written: OnceCell<Written>,
    renumbering: OnceCell<Option<Vec<Edit>>>,
    findings: Vec<Finding>,
    /// What comments ignore in vain; known after [`Check::ignore`].
    pub(super) unused: Vec<Unused>,
}

impl<'a> Check<'a> {
    pub(super) const fn new(snapshot: &'a Snapshot, settings: &'a Settings) -> Self {
        Self {
            snapshot,
            settings,
            verdicts: OnceCell::new(),
            listed: OnceCell::new(),
            runs: OnceCell::new(),
            numbered: OnceCell::new(),
            written: OnceCell::new(),
            renumbering: OnceCell::new(),
            findings: Vec::new(),
            unused: Vec::new(),
        }
    }

    /// Takes out what the text or the workspace ignores.
    pub(super) fn ignore(&mut self) {
        self.unused = ignore::ignore(self.snapshot, self.settings, &mut self.findings);
    }

    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        self.findings
            .sort_by(|a, b| (a.range.start, a.range.end, a.rule).cmp(&(b.range.start, b.range.end, b.rule)));
        self.findings
    }

    /// What was decided about every quotation; computed once for all rules.
    pub fn verdicts(&self) -> &[Verdict] {
        self.verdicts.get_or_init(|| verdicts(self.snapshot, self.settings))
    }

    /// What every entry of the index says; read once for all rules.
    pub fn listed(&self) -> &[Listed] {
        self.listed.get_or_init(|| {
            (0..self.snapshot.index().entries.len()).map(|entry| self.snapshot.listed(entry)).collect()
        })
    }

    /// The numbered entries of every list ([`runs`]); found once for all rules.
    pub fn runs(&self) -> Rc<[Vec<usize>]> {
        Rc::clone(self.runs.get_or_init(|| runs(self.snapshot).into()))
    }

    /// Citations by number ([`numbered`]); found once for all rules.
    pub fn numbered(&self) -> Rc<[Numbered<'a>]> {
        Rc::clone(self.numbered.get_or_init(|| numbered(self.snapshot).collect()))
    }

    /// By which rules the entries are written; decided once for all rules.
    pub fn written(&self) -> Written {
        *self.written.get_or_init(|| written(self.listed(), self.settings.profile))
    }

    /// The repair of numbers out of order: everything renumbered by first appearance. It is given to
    /// one finding of a document only, for it repairs all of them.
    pub fn renumbering(&mut self) -> Option<Fix> {
        if self.renumbering.get().is_some() {
            return None;
        }
        let edits = self.renumbering.get_or_init(|| renumber(self.snapshot)).clone()?;
        let title =
            self.say("全文按首次出现的先后重新编号", "Renumber everything by first appearance").to_owned();
        Some(Fix { title, safe: false, edits })
    }

    /// `zh` or `en`, whichever the messages are in.
    pub const fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.settings.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Whether messages are in Chinese.
    pub fn zh(&self) -> bool {
        self.settings.lang == Lang::Zh
    }

    /// Adds findings whose severity is known.
    pub(super) fn extend(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
    }

    /// Adds a finding of `rule` unless the settings turn it off.
    pub fn report(&mut self, rule: &Rule, range: Range<usize>, message: String) -> Option<&mut Finding> {
        let severity: Severity = self.settings.severity(rule)?;
        self.findings.push(Finding {
            rule: rule.id,
            severity,
            range,
            message,
            related: Vec::new(),
            fix: None,
        });
        self.findings.last_mut()
    }
}

impl Finding {
    /// Adds a place that explains the finding.
    pub(super) fn relate(&mut self, range: Range<usize>, message: String) -> &mut Self {
        self.related.push(Related { range, message });
        self
    }

    /// Adds the repair.
    pub(super) fn repair(&mut self, fix: Fix) -> &mut Self {
        self.fix = Some(fix);
        self
    }
}
