//! `yinzheng terms` and `yinzheng glossary`.

use std::fmt::Write;

use serde::Serialize;

use super::args::{TermsArgs, TermsFormat};
use super::essay::Essay;
use super::place::{Places, PositionRange};
use super::session::{Failure, Session, Status};
use super::table::table;
use crate::config::{Lang, say};
use crate::glossary;
use crate::ide::{self, UsedTerm};

/// Lists the terms that an essay uses.
///
/// # Errors
///
/// The file or its configuration cannot be read.
pub fn run(args: &TermsArgs, session: &mut Session) -> Result<Status, Failure> {
    let essay = Essay::read(&args.file, args.stdin_filename.as_deref(), session)?;
    let (places, lang) = (essay.places(), essay.settings.lang);
    let used = ide::used_terms(&essay.snapshot, &essay.settings);
    match args.format {
        TermsFormat::Text => session.print(&text(&used, places, lang)),
        TermsFormat::Markdown => session.print(&ide::appendix(&used, lang)),
        TermsFormat::Json => {
            let rows: Vec<Row<'_>> = used.iter().map(|term| Row::of(term, places)).collect();
            session.print_json(&rows);
        }
    }
    Ok(Status::Clean)
}

fn text(used: &[UsedTerm], places: Places<'_>, lang: Lang) -> String {
    let mut out = String::new();
    let (terms, count) = (used.len(), used.iter().map(|term| term.places.len()).sum::<usize>());
    let _ = writeln!(
        out,
        "{}",
        say!(lang, "术语 {terms} 个，出现 {count} 次", "terms: {terms}, used {count} times")
    );
    table(
        &mut out,
        used.iter().map(|term| {
            let place = places.span(&term.places[0]).label();
            let category = term.card.category_name(lang);
            vec![
                term.places.len().to_string(),
                place,
                term.card.term().to_owned(),
                category.to_owned(),
                term.card.id().to_owned(),
            ]
        }),
    );
    out
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    term: &'a str,
    category: &'a str,
    count: usize,
    first: First,
    definition: &'a str,
}

/// The first place of a term.
#[derive(Serialize)]
struct First {
    bytes: [usize; 2],
    range: PositionRange,
}

impl<'a> Row<'a> {
    fn of(term: &'a UsedTerm, places: Places<'_>) -> Self {
        let span = places.span(&term.places[0]);
        Self {
            id: term.card.id(),
            term: term.card.term(),
            category: term.card.category(),
            count: term.places.len(),
            first: First { bytes: span.bytes, range: span.range },
            definition: term.card.definition(),
        }
    }
}

/// Prints how much the glossary holds.
pub fn statistics(session: &mut Session) {
    let glossary::Statistics { cards, written, names, facts, categories } = glossary::statistics();
    let generated = cards - written;
    let lang = session.lang;
    let mut out = say!(
        lang,
        "术语卡 {cards} 张：撰写 {written} 张，由表格生成 {generated} 张\n名称 {names} 个（含简称、别称）\n有出处的事实 {facts} 条\n",
        "cards: {cards} ({written} written, {generated} generated from tables)\nnames: {names}\nfacts with evidence: {facts}\n"
    );
    table(&mut out, categories.iter().map(|(category, count)| vec![count.to_string(), category.clone()]));
    session.print(&out);
}
