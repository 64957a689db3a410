//! Which citation covers a quotation.

use std::ops::Range;

use crate::syntax::citation::{Citation, Style};
use crate::syntax::quotation::Quotation;

use super::words::VERBS;

/// How a citation covers a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// It stands directly behind the quotation, or at the end inside its marks.
    Own,
    /// It stands on the attribution before the quotation, or in its sentence with nothing quoted
    /// between.
    Sentence,
    /// It stands behind a later quotation of the sentence or of a chain of quotations.
    Shared,
}

/// A citation that covers a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cover {
    /// Index in the block's citations.
    pub citation: usize,
    /// How it reaches the quotation.
    pub reach: Reach,
}

/// The citation that covers a quotation: in its sentence or right behind it, or on the attribution
/// before it.
pub(super) fn cover(
    text: &str,
    quotation: &Quotation,
    sentence: &Range<usize>,
    outer: &[&Quotation],
    citations: &[Citation],
) -> Option<Cover> {
    let inside = |c: &Citation| quotation.range.start < c.range.start && c.range.end <= quotation.inner.end;
    let behind = citations.iter().position(|c| {
        c.range.start >= quotation.range.end
            && c.range.start < sentence.end
            && (c.certain || c.range.start == quotation.range.end)
    });
    if let Some(citation) = behind {
        let gap = quotation.range.end..citations[citation].range.start;
        // “……”，“……”[1]: coordinate quotations are one.
        let shared = outer
            .iter()
            .find(|q| gap.start <= q.range.start && q.range.end <= gap.end)
            .is_some_and(|next| !coordinate(&text[gap.start..next.range.start]));
        let own = text[gap].chars().all(|c| c.is_whitespace() || is_pause(c));
        let reach = match (shared, own) {
            (true, _) => Reach::Shared,
            (false, true) => Reach::Own,
            (false, false) => Reach::Sentence,
        };
        return Some(Cover { citation, reach });
    }
    // A marker before the closing mark: “……[1]”.
    if let Some(citation) = citations.iter().rposition(inside) {
        return Some(Cover { citation, reach: Reach::Own });
    }
    // On the attribution: 张三[1]指出：“……”. A marker on an earlier quotation is that one's.
    let citation = citations.iter().rposition(|c| {
        let before = c.range.end <= quotation.range.start && c.range.start >= sentence.start && c.certain;
        let attached = text[..c.range.start]
            .trim_end_matches(['，', ',', '。', '；', ';'])
            .ends_with(is_closer_of_quotation);
        let other =
            outer.iter().any(|q| q.range.start >= c.range.end && q.range.end <= quotation.range.start);
        before && !attached && !other && c.style != Style::InlineNote
    })?;
    Some(Cover { citation, reach: Reach::Sentence })
}

/// Words that go on quoting the same person: “……。”又说：“……”[1].
const GOING_ON: [&str; 24] = [
    "又", "还", "并", "再", "接着", "继续", "也", "而", "同时", "他", "她", "其", "这", "它", "因此", "所以",
    "因为", "但", "于是", "以及", "和", "即", "正", "从而",
];

/// Longest text between two quotations of one chain where words like 又 lead on, in characters.
const LONGEST_GAP: usize = 16;

/// Longest text between them where nobody new is said to speak, in characters.
const LONGEST_SILENCE: usize = 24;

/// Longest sentence that carries the marker of a quotation in the sentence before, in characters.
const LONGEST_COMMENT: usize = 60;

/// The marker at the end of the next sentence, where that one only goes on with what was quoted:
/// “……。”这就是说，……。[1]
pub(super) fn next_sentence(
    text: &str,
    quotation: &Quotation,
    next: &Range<usize>,
    outer: &[&Quotation],
    citations: &[Citation],
) -> Option<Cover> {
    let words = text[next.clone()].trim_start();
    let goes_on = COMMENTING.iter().any(|word| words.starts_with(word));
    let quotes =
        outer.iter().any(|q| q.range.start >= next.start && q.range.start < next.end && *q != quotation);
    if !goes_on || quotes || words.chars().count() > LONGEST_COMMENT || words.contains('《') {
        return None;
    }
    let citation = citations
        .iter()
        .position(|c| c.certain && next.start <= c.range.start && c.range.start < next.end)?;
    let at_end = text[citations[citation].range.end..next.end].chars().count() <= 2;
    at_end.then_some(Cover { citation, reach: Reach::Shared })
}

/// Words that comment on what was quoted.
const COMMENTING: [&str; 10] =
    ["这就是", "这说明", "然则", "可见", "在此", "在这里", "显然", "也就是", "换言之", "由此"];

/// Lets the marker at the end of a chain of quotations serve the whole chain: quotations that follow
/// each other with only a few words between them, which name no other source.
pub(super) fn chain(text: &str, outer: &[&Quotation], covers: &mut [Option<Cover>], citations: &[Citation]) {
    for i in (1..covers.len().min(outer.len())).rev() {
        let (Some(cover), None) = (covers[i], covers[i - 1]) else { continue };
        // The marker of the attribution or of an earlier quotation says nothing of this one.
        let behind = citations.get(cover.citation).is_some_and(|c| c.range.end > outer[i].inner.start);
        if behind && goes_on(text, outer[i - 1], outer[i]) {
            covers[i - 1] = Some(Cover { citation: cover.citation, reach: Reach::Shared });
        }
    }
}

/// Whether `next` goes on quoting what `quotation` quotes: only a few words stand between, and they
/// name no other source.
pub(super) fn goes_on(text: &str, quotation: &Quotation, next: &Quotation) -> bool {
    let gap = &text[quotation.range.end..next.range.start];
    let words = gap.trim_matches(|c: char| c.is_whitespace() || is_pause(c) || matches!(c, ':' | '：'));
    let length = words.chars().count();
    let leads_on = GOING_ON.iter().any(|word| words.starts_with(word)) && length <= LONGEST_GAP;
    let silent = length <= LONGEST_SILENCE && !VERBS.iter().any(|verb| words.contains(verb));
    !words.contains(['《', '\n', '\r']) && (leads_on || silent)
}

/// Whether what stands between two quotations of a sentence only joins them: 和, 也要有.
fn coordinate(between: &str) -> bool {
    let words = between.trim_matches(|c: char| c.is_whitespace() || is_pause(c));
    words.chars().count() <= 4 && !VERBS.iter().any(|verb| words.contains(verb)) && !words.contains('《')
}

const fn is_pause(c: char) -> bool {
    matches!(c, '，' | ',' | '。' | '、' | '；' | ';' | '.' | '．' | '！' | '？')
}

const fn is_closer_of_quotation(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '"')
}
