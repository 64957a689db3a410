//! `yinzheng citations`.

use std::fmt::Write;

use serde::Serialize;

use super::args::{FileArgs, PlainFormat};
use super::essay::Essay;
use super::excerpt::{short, visible};
use super::place::Places;
use super::session::{Failure, Session, Status};
use super::table::table;
use crate::config::{Lang, say};
use crate::ide::{self, CitationInfo, QuotationInfo, QuotationStatus};

/// Columns of a quotation's text in the table.
const TEXT: usize = 40;

/// Lists the citations and quotations of an essay.
///
/// # Errors
///
/// The file or its configuration cannot be read.
pub fn run(args: &FileArgs, session: &mut Session) -> Result<Status, Failure> {
    let essay = Essay::read(&args.file, args.stdin_filename.as_deref(), session)?;
    let (citations, quotations) = ide::citations(&essay.snapshot, &essay.settings);
    let places = essay.places();
    match args.format {
        PlainFormat::Json => session.print_json(&Document::of(&citations, &quotations, places)),
        PlainFormat::Text => session.print(&text(&citations, &quotations, places, session.lang)),
    }
    Ok(Status::Clean)
}

fn text(citations: &[CitationInfo], quotations: &[QuotationInfo], places: Places<'_>, lang: Lang) -> String {
    let mut out = String::new();
    let number = citations.len();
    let _ = writeln!(out, "{}", say!(lang, "引注 {number} 处", "citations: {number}"));
    table(
        &mut out,
        citations.iter().map(|citation| {
            let marker = short(&places.buffer.slice(citation.range.clone()), TEXT);
            let targets = match citation.targets.join(", ") {
                targets if targets.is_empty() => String::new(),
                targets => format!("→ {}", visible(&targets)),
            };
            let pages = citation.pages.as_deref().map_or(String::new(), |pages| {
                let pages = visible(pages);
                say!(lang, "第 {pages} 页", "p. {pages}")
            });
            vec![places.span(&citation.range).label(), citation.style.to_owned(), marker, targets, pages]
        }),
    );
    let number = quotations.len();
    let _ = writeln!(out, "\n{}", say!(lang, "引文 {number} 处", "quotations: {number}"));
    table(
        &mut out,
        quotations.iter().map(|quotation| {
            let status = match (lang, quotation.status) {
                (Lang::Zh, QuotationStatus::Cited) => "已标注",
                (Lang::Zh, QuotationStatus::Uncited) => "未标注",
                (Lang::Zh, QuotationStatus::Exempt) => "不必标注",
                (Lang::En, status) => name(status),
            };
            let covered = quotation
                .citation
                .as_ref()
                .map_or(String::new(), |citation| format!("→ {}", places.span(citation).label()));
            vec![
                places.span(&quotation.range).label(),
                status.to_owned(),
                covered,
                short(&quotation.text, TEXT),
                visible(&quotation.reason),
            ]
        }),
    );
    out
}

const fn name(status: QuotationStatus) -> &'static str {
    match status {
        QuotationStatus::Cited => "cited",
        QuotationStatus::Uncited => "uncited",
        QuotationStatus::Exempt => "exempt",
    }
}

#[derive(Serialize)]
struct Document<'a> {
    citations: Vec<Citation<'a>>,
    quotations: Vec<Quotation<'a>>,
}

#[derive(Serialize)]
struct Citation<'a> {
    bytes: [usize; 2],
    style: &'a str,
    targets: &'a [String],
    pages: Option<&'a str>,
}

#[derive(Serialize)]
struct Quotation<'a> {
    bytes: [usize; 2],
    text: &'a str,
    status: &'a str,
    reason: &'a str,
    citation: Option<[usize; 2]>,
    score: f64,
}

impl<'a> Document<'a> {
    fn of(citations: &'a [CitationInfo], quotations: &'a [QuotationInfo], places: Places<'_>) -> Self {
        Self {
            citations: citations
                .iter()
                .map(|citation| Citation {
                    bytes: places.bytes(&citation.range),
                    style: citation.style,
                    targets: &citation.targets,
                    pages: citation.pages.as_deref(),
                })
                .collect(),
            quotations: quotations
                .iter()
                .map(|quotation| Quotation {
                    bytes: places.bytes(&quotation.range),
                    text: &quotation.text,
                    status: name(quotation.status),
                    reason: &quotation.reason,
                    citation: quotation.citation.as_ref().map(|citation| places.bytes(citation)),
                    score: quotation.score,
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Buffer;

    fn sample() -> (Buffer, Vec<CitationInfo>, Vec<QuotationInfo>) {
        let buffer = Buffer::new("“引文”[1]36。");
        let citation = CitationInfo {
            range: 12..17,
            style: "numeric",
            targets: vec!["1".to_owned()],
            pages: Some("36".to_owned()),
        };
        let quotation = QuotationInfo {
            range: 0..12,
            text: "引文".to_owned(),
            status: QuotationStatus::Cited,
            reason: "后有引注".to_owned(),
            citation: Some(12..17),
            score: 0.5,
        };
        (buffer, vec![citation], vec![quotation])
    }

    #[test]
    fn the_tables_name_places_and_targets() {
        let (buffer, citations, quotations) = sample();
        let places = Places { buffer: &buffer, shift: 0 };
        assert_eq!(
            text(&citations, &quotations, places, Lang::Zh),
            "引注 1 处\n  1:5  numeric  [1]36  → 1  第 36 页\n\n引文 1 处\n  1:1  已标注  → 1:5  引文  后有引注\n"
        );
        assert_eq!(text(&[], &[], places, Lang::En), "citations: 0\n\nquotations: 0\n");
    }

    #[test]
    fn the_document_is_the_one_of_the_contract() {
        let (buffer, citations, quotations) = sample();
        let places = Places { buffer: &buffer, shift: 3 };
        assert_eq!(
            serde_json::to_string(&Document::of(&citations, &quotations, places)).unwrap(),
            concat!(
                r#"{"citations":[{"bytes":[15,20],"style":"numeric","targets":["1"],"pages":"36"}],"#,
                r#""quotations":[{"bytes":[3,15],"text":"引文","status":"cited","reason":"后有引注","#,
                r#""citation":[15,20],"score":0.5}]}"#,
            )
        );
    }
}
