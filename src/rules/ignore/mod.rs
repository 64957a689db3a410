//! Ignored findings: comments in the text, lines of `.yinzheng/ignore`, and rules about the
//! comments themselves.
//!
//! A comment on its own line is about the next paragraph, one inside a paragraph about that one.
//! Findings about the comments cannot be ignored, so that a comment cannot hide its own flaw.

pub mod malformed_ignore;
pub mod unused_ignore;

use std::collections::BTreeMap;
use std::ops::Range;

use super::Finding;
use crate::config::{Flagged, Settings};
use crate::document::Snapshot;
use crate::syntax::blocks::{Shape, State};
use crate::syntax::directive::Directive;
use crate::text::Buffer;

/// The group of the rules about the comments.
pub(crate) const GROUP: &str = "ignore";

/// Bytes of flagged words, and of the line on either side of them, that are looked at.
const LOOK: usize = 256;

/// A rule that a comment names and of which it ignores no finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// Number of the block of the comment.
    pub block: usize,
    /// Number of the directive in the block.
    pub directive: usize,
    /// Numbers of the rules in the directive.
    pub rules: Vec<usize>,
}

/// Takes the ignored ones out of `findings`; returns what was named in vain.
pub(super) fn ignore(snapshot: &Snapshot, settings: &Settings, findings: &mut Vec<Finding>) -> Vec<Unused> {
    let directives = covered(snapshot);
    // Paragraphs are apart from each other, so the last that starts before a finding may hold it.
    let mut paragraphs: BTreeMap<usize, (usize, Vec<usize>)> = BTreeMap::new();
    for (number, found) in directives.iter().enumerate() {
        if let Some(range) = &found.about {
            paragraphs.entry(range.start).or_insert_with(|| (range.end, Vec::new())).1.push(number);
        }
    }
    let mut used: Vec<Vec<bool>> =
        directives.iter().map(|found| vec![false; found.directive.rules.len()]).collect();
    findings.retain(|finding| {
        if super::find(finding.rule).is_some_and(|rule| rule.group == GROUP) {
            return true;
        }
        let mut ignored = false;
        if let Some((_, (end, numbers))) = paragraphs.range(..=finding.range.start).next_back()
            && finding.range.start < *end
        {
            for &number in numbers {
                let rules = &directives[number].directive.rules;
                if let Some(rule) = rules.iter().position(|(_, id)| id == finding.rule) {
                    used[number][rule] = true;
                    ignored = true;
                }
            }
        }
        !ignored && !in_list(snapshot.buffer(), settings, finding)
    });
    let unused = directives.iter().zip(used).map(|(found, used)| Unused {
        block: found.block,
        directive: found.number,
        rules: (0..used.len())
            // A rule that does not exist is a flaw of its own, and one that is off finds nothing.
            .filter(|&i| !used[i] && is_on(&found.directive.rules[i].1, settings))
            .collect(),
    });
    unused.filter(|unused| !unused.rules.is_empty()).collect()
}

fn is_on(id: &str, settings: &Settings) -> bool {
    super::find(id).is_some_and(|rule| settings.severity(rule).is_some())
}

fn in_list(buffer: &Buffer, settings: &Settings, finding: &Finding) -> bool {
    let mut lines = settings.ignores.iter().filter(|line| line.rule == finding.rule).peekable();
    lines.peek().is_some() && {
        let flagged = flagged(buffer, &finding.range);
        lines.any(|line| line.matches(finding.rule, &flagged))
    }
}

/// The words at `range` (bytes) as lines of `.yinzheng/ignore` have them.
#[must_use]
pub fn flagged(buffer: &Buffer, range: &Range<usize>) -> Flagged {
    let first = buffer.line_of(range.start);
    let last = buffer.line_of(range.end);
    let from = buffer.line_start(first).max(range.start.saturating_sub(LOOK)).min(range.start);
    let to = buffer.line_start(last + 1).min(range.end + LOOK).max(range.end);
    Flagged::new(
        &buffer.slice(from..range.start),
        &buffer.slice(range.start..range.end.min(range.start + LOOK)),
        &buffer.slice(range.end..to),
    )
}

/// A directive and the text that it is about.
struct Covered<'a> {
    block: usize,
    number: usize,
    directive: &'a Directive,
    /// Bytes of the text; none at the end of the text.
    about: Option<Range<usize>>,
}

fn covered(snapshot: &Snapshot) -> Vec<Covered<'_>> {
    let blocks = snapshot.blocks();
    let mut found = Vec::new();
    for (block, analysed) in blocks.iter().enumerate() {
        for (number, directive) in analysed.directives.iter().enumerate() {
            let target = if directive.own_line {
                (block + 1..blocks.len()).find(|&i| !matches!(blocks[i].shape, Shape::Opaque | Shape::Blank))
            } else {
                Some(block)
            };
            found.push(Covered {
                block,
                number,
                directive,
                about: target.map(|target| paragraph(snapshot, target)),
            });
        }
    }
    found
}

/// The paragraph that holds block number `block`: a very long one is several blocks.
fn paragraph(snapshot: &Snapshot, block: usize) -> Range<usize> {
    let blocks = snapshot.blocks();
    let mut first = block;
    while first > 0 && blocks[first].before == State::Line {
        first -= 1;
    }
    let mut last = block;
    while blocks.get(last + 1).is_some_and(|next| next.before == State::Line) {
        last += 1;
    }
    let starts = &snapshot.index().starts;
    starts[first]..starts[last] + blocks[last].len
}
