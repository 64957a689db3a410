//! Quotations: “…” ‘…’ 「…」 『…』 and paired straight quotes, with their nesting.

use std::ops::Range;

use super::tex::{CLOSE, OPEN};

/// A quotation between its marks (bytes in the block).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// With the marks.
    pub range: Range<usize>,
    /// Without the marks.
    pub inner: Range<usize>,
    /// 0 for outermost quotations.
    pub depth: u8,
    /// Whether the closing mark is in the same block; else the quotation ends with the block.
    pub closed: bool,
}

/// Finds the quotations of a block, outer before inner, in the order of their opening marks.
///
/// A closing mark without an opening one is passed over, so is `’` outside of a quotation: it is an
/// apostrophe.
#[must_use]
pub fn quotations(text: &str) -> Vec<Quotation> {
    let straight_pairs = text.matches('"').count().is_multiple_of(2);
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut found: Vec<Quotation> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        // Straight marks open and close; “…" and "…” happen where only one side was converted.
        let straight = matches!(c, '"' | '＂');
        let closer_for: &[char] = match c {
            '”' | '"' | '＂' => &['“', '"', '＂', OPEN],
            CLOSE => &[OPEN, '“'],
            '’' => &['‘'],
            '」' => &['「'],
            '』' => &['『'],
            _ => &[],
        };
        let opened = open.iter().rposition(|(mark, _)| closer_for.contains(mark));
        let opens = matches!(c, '“' | '‘' | '「' | '『' | OPEN)
            || straight && opened.is_none() && (c == '＂' || straight_pairs);
        if opens {
            open.push((c, found.len()));
            found.push(Quotation {
                range: at..text.len(),
                inner: end..text.len(),
                depth: (open.len() - 1).min(9) as u8,
                closed: false,
            });
            continue;
        }
        let Some(position) = opened else { continue };
        // What was opened inside and never closed is no quotation of its own.
        for (_, index) in open.drain(position + 1..) {
            found[index].depth = u8::MAX;
        }
        if let Some((_, index)) = open.pop() {
            found[index].range.end = end;
            found[index].inner.end = at;
            found[index].closed = true;
        }
    }
    // Of quotations left open only the outermost goes on in the next block.
    for (_, index) in open.iter().skip(1) {
        if found[*index].depth != 0 {
            found[*index].depth = u8::MAX;
        }
    }
    found.retain(|q| q.depth != u8::MAX);
    // A stray opening mark would hide every later quotation of its paragraph one level down.
    if let Some(stray) = found.iter().position(|q| !q.closed && q.depth == 0)
        && found[stray + 1..].iter().any(|q| q.closed && same_marks(text, &found[stray], q))
    {
        found.remove(stray);
        for quotation in &mut found[stray..] {
            quotation.depth = quotation.depth.saturating_sub(1);
        }
    }
    found
}

fn same_marks(text: &str, a: &Quotation, b: &Quotation) -> bool {
    text[a.range.start..].chars().next() == text[b.range.start..].chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outer(text: &str) -> Vec<&str> {
        quotations(text).into_iter().filter(|q| q.depth == 0).map(|q| &text[q.inner]).collect()
    }

    #[test]
    fn finds_every_kind_of_marks() {
        assert_eq!(outer("他说“甲”和‘乙’及「丙」与『丁』还有\"戊\"。"), ["甲", "乙", "丙", "丁", "戊"]);
    }

    #[test]
    fn nesting_counts_from_the_outside() {
        let text = "“甲‘乙“丙”乙’甲”";
        let depths: Vec<_> = quotations(text).iter().map(|q| (q.depth, &text[q.inner.clone()])).collect();
        assert_eq!(depths, [(0, "甲‘乙“丙”乙’甲"), (1, "乙“丙”乙"), (2, "丙")]);
    }

    #[test]
    fn apostrophes_and_stray_marks_are_passed_over() {
        assert_eq!(outer("Mao’s “甲”乙”"), ["甲"]);
        assert_eq!(outer("单个\"引号"), Vec::<&str>::new());
        assert_eq!(outer("他说“甲\"，又说\"乙”。"), ["甲", "乙"]);
        assert_eq!(outer("漏了“后引号的句子。他说“甲”，又说“乙”。"), ["甲", "乙"]);
    }

    #[test]
    fn a_quotation_of_several_paragraphs_stays_open() {
        let all = quotations("他写道：“第一段。");
        assert_eq!(all.len(), 1);
        assert!(!all[0].closed && all[0].depth == 0);
    }
}
