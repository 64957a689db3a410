//! Sentences of a block.
//!
//! A sentence ends with 。！？ outside of quotations, or with a quotation that ends so; closing marks,
//! citations and their page tails behind the end belong to the sentence that they close.

use std::ops::Range;

use super::chars::{ends_sentence, is_closer, is_han};
use super::citation::Citation;
use super::quotation::Quotation;

/// Splits a block into sentences (bytes), which together cover it.
#[must_use]
pub fn sentences(text: &str, quotations: &[Quotation], citations: &[Citation]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut previous = ' ';
    let mut outer = quotations.iter().filter(|q| q.depth == 0 && q.closed).peekable();
    while at < text.len() {
        while outer.peek().is_some_and(|q| q.range.end <= at) {
            outer.next();
        }
        let (c, end) = if let Some(quotation) = outer.peek().filter(|q| q.range.start == at) {
            // A quotation is one piece; it ends the sentence if its own last sentence is complete.
            let last =
                text[quotation.inner.clone()].trim_end_matches(is_closer).chars().next_back().unwrap_or(' ');
            (last, quotation.range.end)
        } else {
            let c = text[at..].chars().next().unwrap_or(' ');
            (c, at + c.len_utf8())
        };
        let quoted = end - at > c.len_utf8();
        at = end;
        let ends = ends_sentence(c) && (c != '．' || is_han(previous) || is_closer(previous) || quoted);
        previous = if quoted { '”' } else { c };
        if !ends {
            continue;
        }
        at = skip_tail(text, at, citations);
        // “……！”他说。 and “……。”的说法 go on.
        let next = text[at..].chars().next();
        if quoted
            && next.is_some_and(|c| {
                matches!(
                    c,
                    '，' | ',' | '、' | '；' | ';' | '：' | ':' | '的' | '和' | '与' | '等' | '。' | '—'
                )
            })
        {
            if next == Some('。') {
                at = skip_tail(text, at + '。'.len_utf8(), citations);
            } else {
                continue;
            }
        }
        found.push(start..at);
        start = at;
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

/// Past closing marks, citations and blanks before citations.
fn skip_tail(text: &str, mut at: usize, citations: &[Citation]) -> usize {
    loop {
        let rest = &text[at..];
        if let Some(c) = rest.chars().next().filter(|&c| is_closer(c) || ends_sentence(c)) {
            at += c.len_utf8();
            continue;
        }
        let blanks = rest.len() - rest.trim_start_matches([' ', '\u{3000}', '\t']).len();
        let after = at + blanks;
        match citations.binary_search_by_key(&after, |c| c.range.start) {
            Ok(index) if citations[index].certain || blanks == 0 => at = citations[index].range.end,
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{citation::citations, quotation::quotations};
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, &quotations(text), &citations(text)).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn ends_with_marks_and_markers() {
        assert_eq!(split("甲。乙！丙"), ["甲。", "乙！", "丙"]);
        assert_eq!(split("他说：“甲。乙。”[1]36党的领导。"), ["他说：“甲。乙。”[1]36", "党的领导。"]);
        assert_eq!(split("“甲”。[7]391但在"), ["“甲”。[7]391", "但在"]);
        assert_eq!(split("水平。[1]48在推动"), ["水平。[1]48", "在推动"]);
        assert_eq!(split("特征。[6]坚持"), ["特征。[6]", "坚持"]);
    }

    #[test]
    fn a_quotation_inside_goes_on() {
        assert_eq!(
            split("他把“甲。”的说法改为“乙。”，又写。完。"),
            ["他把“甲。”的说法改为“乙。”，又写。", "完。"]
        );
        assert_eq!(split("“甲。乙”是丙。丁"), ["“甲。乙”是丙。", "丁"]);
    }

    #[test]
    fn full_width_dots_end_sentences_of_han() {
        assert_eq!(split("发展．改革"), ["发展．", "改革"]);
        assert_eq!(split("为１．５倍。"), ["为１．５倍。"]);
    }
}
