//! Masks what is not prose inside a block: code spans, link targets, addresses, comments.

use std::borrow::Cow;

use super::tex;
use crate::document::Kind;

/// The character that stands for masked bytes; it has one byte and no meaning anywhere.
pub(super) const MASK: &str = "\u{1}";

/// `text` with every masked byte replaced by U+0001, so that offsets stay as they are.
///
/// In LaTeX, quotation marks that are no characters of Unicode become [`tex::OPEN`] and
/// [`tex::CLOSE`].
#[must_use]
pub fn mask(text: &str, kind: Kind) -> Cow<'_, str> {
    if kind == Kind::Tex {
        let plain = !text.contains(['\\', '%', '$', '{', '}', '`', '\'', '~']) && !text.contains("://");
        return if plain { Cow::Borrowed(text) } else { Cow::Owned(tex::mask(text)) };
    }
    let markdown = kind == Kind::Markdown;
    let suspicious = text.contains("://") || (markdown && text.contains(['`', '(', '<']));
    if !suspicious {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let skip = match c {
            'h' | 'H' if is_address(rest) => Some(address(rest)),
            _ if markdown => aside(rest),
            _ => None,
        };
        if let Some(length) = skip {
            masked.push_str(&MASK.repeat(length));
            at += length;
        } else {
            masked.push(c);
            at += c.len_utf8();
        }
    }
    Cow::Owned(masked)
}

/// Whether byte `at` of `masked`, what [`mask`] returned, is masked.
#[must_use]
pub fn is_masked(masked: &str, at: usize) -> bool {
    masked.as_bytes().get(at).is_some_and(|byte| [*byte] == MASK.as_bytes())
}

/// The length of the code span, comment or link target of Markdown that `rest` begins with.
pub(super) fn aside(rest: &str) -> Option<usize> {
    match rest.as_bytes().first()? {
        b'`' => code_span(rest),
        b'<' if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
        b'<' => autolink(rest),
        b']' if rest.starts_with("](") => link_target(rest),
        _ => None,
    }
}

/// The length of the code span that `rest` begins with.
pub(super) fn code_span(rest: &str) -> Option<usize> {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let mut at = ticks;
    while let Some(found) = rest[at..].find('`') {
        let run = rest[at + found..].len() - rest[at + found..].trim_start_matches('`').len();
        if run == ticks {
            return Some(at + found + run);
        }
        at += found + run;
    }
    None
}

fn autolink(rest: &str) -> Option<usize> {
    let end = rest.find('>')?;
    (rest[..end].contains("://") && !rest[..end].contains(char::is_whitespace)).then_some(end + 1)
}

/// `](target)` keeps its first byte: the bracket closes what stands before.
fn link_target(rest: &str) -> Option<usize> {
    let end = rest.find(')')?;
    let inner = &rest[2..end];
    // [1](P45) is a citation with its page, not a link.
    let target = inner.contains(['/', '#', '.']) && !inner.starts_with(['p', 'P']);
    target.then_some(end + 1)
}

pub(super) fn is_address(rest: &str) -> bool {
    if rest.len() <= 8 {
        return false;
    }
    let lower: String = rest.chars().take(8).flat_map(char::to_lowercase).collect();
    lower.starts_with("http://") || lower == "https://"
}

pub(super) fn address(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || !c.is_ascii() || matches!(c, '<' | '>' | '"' | '`'))
        .unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_stay() {
        for text in [
            "见`[1]“甲”`和[文](https://e.org/[2])",
            "网址https://e.org/“x”。后文[1]",
            "<https://e.org/[1]>文",
            "<!-- [1] -->文",
            "`未闭合[1]",
        ] {
            let masked = mask(text, Kind::Markdown);
            assert_eq!(masked.len(), text.len(), "{text}");
        }
        assert!(!mask("见`[1]`。", Kind::Markdown).contains("[1]"));
        assert!(mask("见`[1]`。", Kind::Plain).contains("[1]"));
        assert!(mask("甲[1](P45)。", Kind::Markdown).contains("[1](P45)"));
        assert!(!mask("[1](https://e.org)", Kind::Markdown).contains("e.org"));
        assert!(mask("网址https://e.org/a。后文[1]", Kind::Plain).contains("。后文[1]"));
    }
}
