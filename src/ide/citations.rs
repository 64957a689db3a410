//! Citations and quotations of a document, and what covers what.

use std::ops::Range;

use crate::config::Settings;
use crate::document::Snapshot;
use crate::rules::citation::verdict::{Status, verdicts};
use crate::syntax::citation::Target;

/// A citation marker and what it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationInfo {
    /// The marker with its page tail (bytes).
    pub range: Range<usize>,
    /// `numeric`, `circled`, `superscript`, `footnote`, `author-year`, `pandoc`, `inline-note` or `latex`.
    pub style: &'static str,
    /// Labels of the entries it cites.
    pub targets: Vec<String>,
    /// The page as written, without marks.
    pub pages: Option<String>,
}

/// Whether a quotation has, lacks or needs no citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotationStatus {
    /// A citation covers it.
    Cited,
    /// It needs a citation and has none.
    Uncited,
    /// It needs none.
    Exempt,
}

/// A quotation and what was decided about it.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotationInfo {
    /// The quotation with its marks (bytes).
    pub range: Range<usize>,
    /// The text between the marks.
    pub text: String,
    /// The decision.
    pub status: QuotationStatus,
    /// Why, in one sentence.
    pub reason: String,
    /// The citation that covers it (bytes).
    pub citation: Option<Range<usize>>,
    /// How strongly it looks like a quotation that needs a source, 0 to 1.
    pub score: f64,
}

/// All citations and all outermost quotations, in the order of the text.
#[must_use]
pub fn citations(snapshot: &Snapshot, settings: &Settings) -> (Vec<CitationInfo>, Vec<QuotationInfo>) {
    let mut citations = Vec::new();
    for citing in &snapshot.index().citings {
        let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
        citations.push(CitationInfo {
            range: snapshot.absolute(citing.block, &citation.range),
            style: citation.style.name(),
            targets: citation
                .targets
                .iter()
                .map(|target| match target {
                    Target::Number(number) => number.to_string(),
                    Target::Key(key) => key.clone(),
                })
                .collect(),
            pages: citation.pages.as_ref().map(|pages| snapshot.text_in(citing.block, pages)),
        });
    }
    let quotations = verdicts(snapshot, settings)
        .into_iter()
        .map(|verdict| QuotationInfo {
            text: snapshot.buffer().slice(verdict.inner.clone()).into_owned(),
            status: match verdict.status {
                Status::Cited(_) => QuotationStatus::Cited,
                Status::Uncited => QuotationStatus::Uncited,
                Status::Exempt(_) => QuotationStatus::Exempt,
            },
            reason: verdict.reason(snapshot, settings.lang),
            citation: verdict.citation(snapshot),
            score: verdict.score,
            range: verdict.range,
        })
        .collect();
    (citations, quotations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    #[test]
    fn every_quotation_has_a_reason() {
        let text = "毛泽东指出：“没有调查就没有发言权，这是真理。”[1]36他又说：“把群众组织起来，把力量凝聚起来。”这就是“组织起来”。\n\n参考文献\n[1] 某书[M]. 2019.\n";
        let (citations, quotations) = citations(&Snapshot::of(text, Kind::Plain), &Settings::default());
        assert_eq!(citations.len(), 1);
        assert_eq!((citations[0].style, citations[0].pages.as_deref()), ("numeric", Some("36")));
        let statuses: Vec<_> = quotations.iter().map(|q| q.status).collect();
        assert_eq!(statuses, [QuotationStatus::Cited, QuotationStatus::Uncited, QuotationStatus::Exempt]);
        assert_eq!(quotations[0].citation, Some(citations[0].range.clone()));
        assert!(quotations.iter().all(|q| !q.reason.is_empty() && (0.0..=1.0).contains(&q.score)));
        assert_eq!(quotations[1].reason, "由“说”引出，是完整的句子，有谓语，长14字");
    }
}
