//! Directives: comments in the text that speak to the checker,
//! `<!-- yinzheng-ignore uncited-quote: reason -->` in Markdown, `% yinzheng-ignore …` in LaTeX.

use std::ops::Range;

use super::mask::code_span;
use super::tex;
use crate::document::Kind;

/// The word with which a directive begins.
pub const IGNORE: &str = "yinzheng-ignore";

/// With which every directive begins, and slips in writing one do.
const PREFIX: &str = "yinzheng-";

/// A comment that asks for findings of some rules to be ignored, or tries to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// The comment with its marks (bytes in the block).
    pub range: Range<usize>,
    /// Whether it stands on a line of its own and so is about what follows; else it is about the
    /// paragraph in which it stands.
    pub own_line: bool,
    /// The rules that it names, as written, and where.
    pub rules: Vec<(Range<usize>, String)>,
    /// What is wrong with its form, and where.
    pub slip: Option<(Range<usize>, Slip)>,
}

/// What may be wrong with the form of a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// It begins like a directive, with a word that is none.
    UnknownWord,
    /// It names no rule.
    NoRule,
    /// Words follow a rule without a colon before them.
    NoColon,
    /// The comment goes on behind its line.
    Unclosed,
}

/// Finds the directives of a block; `opaque` if the block is nothing but a comment.
#[must_use]
pub fn directives(text: &str, kind: Kind, opaque: bool) -> Vec<Directive> {
    match kind {
        Kind::Markdown if text.contains("<!--") => markdown(text, opaque),
        Kind::Tex => tex::comments(text)
            .filter_map(|range| read(text, range.start + 1..range.end, range, opaque))
            .collect(),
        Kind::Markdown | Kind::Plain => Vec::new(),
    }
}

/// A directive in a comment that was opened in an earlier line: it is not read there.
#[must_use]
pub fn inside_comment(text: &str) -> Option<Directive> {
    let start = text.len() - text.trim_start().len();
    let word = word_at(text, start)?;
    Some(Directive {
        range: word.clone(),
        own_line: true,
        rules: Vec::new(),
        slip: Some((word, Slip::Unclosed)),
    })
}

fn markdown(text: &str, own_line: bool) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(mark) = text[at..].find(['`', '<']) {
        let start = at + mark;
        let rest = &text[start..];
        if rest.starts_with('`') {
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            at = start + code_span(rest).unwrap_or(ticks);
            continue;
        }
        if !rest.starts_with("<!--") {
            at = start + 1;
            continue;
        }
        let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let close = rest.find("-->");
        let end = start + close.map_or(line, |close| close + 3);
        let inner = start + 4..close.map_or(start + line, |close| start + close).max(start + 4);
        if let Some(mut directive) = read(text, inner, start..end, own_line) {
            if close.is_none_or(|close| close > line) {
                directive.rules.clear();
                directive.slip = Some((start..start + line, Slip::Unclosed));
            }
            found.push(directive);
        }
        at = end;
    }
    found
}

/// The word at `start` if it begins like a directive.
fn word_at(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let length =
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
    let begins = rest[..length].get(..PREFIX.len()).is_some_and(|head| head.eq_ignore_ascii_case(PREFIX));
    begins.then_some(start..start + length)
}

/// Reads what a comment holds: `inner`, without the marks of the comment.
fn read(text: &str, inner: Range<usize>, range: Range<usize>, own_line: bool) -> Option<Directive> {
    let body = &text[inner.clone()];
    let start =
        inner.start + body.len() - body.trim_start_matches(|c: char| c.is_whitespace() || c == '%').len();
    let word = word_at(text, start).filter(|word| word.end <= inner.end)?;
    let mut directive = Directive { range, own_line, rules: Vec::new(), slip: None };
    if text[word.clone()] != *IGNORE {
        directive.slip = Some((word, Slip::UnknownWord));
        return Some(directive);
    }
    let rest = &text[word.end..inner.end];
    let list = &rest[..rest.find([':', '：']).unwrap_or(rest.len())];
    let mut at = word.end;
    for part in list.split_inclusive([',', '，', '、']) {
        let name = part.trim_end_matches([',', '，', '、']);
        let from = at + name.len() - name.trim_start().len();
        at += part.len();
        let name = name.trim();
        let length = name.find(|c: char| c.is_whitespace() || !c.is_ascii()).unwrap_or(name.len());
        if length > 0 {
            directive.rules.push((from..from + length, name[..length].to_owned()));
        }
        if length < name.len() {
            let slip = if directive.rules.is_empty() { Slip::NoRule } else { Slip::NoColon };
            let place = if slip == Slip::NoRule { word } else { from + length..from + name.len() };
            directive.slip = Some((place, slip));
            return Some(directive);
        }
    }
    if directive.rules.is_empty() {
        directive.slip = Some((word, Slip::NoRule));
    }
    Some(directive)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules of a directive, and the marked place of its slip.
    type Read<'t> = (Vec<String>, Option<(&'t str, Slip)>);

    /// What each directive of a paragraph says.
    fn read_all(text: &str) -> Vec<Read<'_>> {
        directives(text, Kind::Markdown, false)
            .into_iter()
            .map(|found| {
                assert!(text[found.range.clone()].starts_with("<!--"), "{text}");
                for (range, name) in &found.rules {
                    assert_eq!(&text[range.clone()], name);
                }
                let rules = found.rules.into_iter().map(|(_, name)| name).collect();
                (rules, found.slip.map(|(range, slip)| (&text[range], slip)))
            })
            .collect()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn one_rule_or_several_with_a_reason_or_without() {
        for (text, rules) in [
            ("<!-- yinzheng-ignore uncited-quote: 俗语 -->", vec!["uncited-quote"]),
            ("<!--yinzheng-ignore uncited-quote：俗语，没有作者-->", vec!["uncited-quote"]),
            ("<!-- yinzheng-ignore uncited-quote -->", vec!["uncited-quote"]),
            ("文。<!-- yinzheng-ignore a-b, c-d，e-f、g: 理由 -->文", vec!["a-b", "c-d", "e-f", "g"]),
        ] {
            assert_eq!(read_all(text), [(names(&rules), None)], "{text}");
        }
    }

    #[test]
    fn slips_are_seen_with_their_place() {
        for (text, rules, mark, slip) in [
            ("<!-- yinzheng-ignore -->", vec![], "yinzheng-ignore", Slip::NoRule),
            ("<!-- yinzheng-ignore: 俗语 -->", vec![], "yinzheng-ignore", Slip::NoRule),
            ("<!-- yinzheng-ignore 俗语 -->", vec![], "yinzheng-ignore", Slip::NoRule),
            ("<!-- yinzheng-ignore a-b 俗语 -->", vec!["a-b"], " 俗语", Slip::NoColon),
            ("<!-- yinzheng-ingore a-b: 俗语 -->", vec![], "yinzheng-ingore", Slip::UnknownWord),
            ("<!-- Yinzheng-Ignore a-b: 俗语 -->", vec![], "Yinzheng-Ignore", Slip::UnknownWord),
            ("<!-- yinzheng-ignore a-b: 俗\n语 -->", vec![], "<!-- yinzheng-ignore a-b: 俗", Slip::Unclosed),
            ("<!-- yinzheng-ignore a-b", vec![], "<!-- yinzheng-ignore a-b", Slip::Unclosed),
        ] {
            assert_eq!(read_all(text), [(names(&rules), Some((mark, slip)))], "{text}");
        }
        assert_eq!(inside_comment("  yinzheng-ignore a-b\n-->\n").unwrap().range, 2..17);
        assert_eq!(inside_comment("说明\n-->\n"), None);
    }

    #[test]
    fn other_comments_and_code_are_no_directives() {
        for text in [
            "<!-- 待查 -->",
            "<!-- yinzheng 检查过 -->",
            "<!-- 用 yinzheng-ignore 可以忽略 -->",
            "写作`<!-- yinzheng-ignore uncited-quote: 俗语 -->`即可。",
            "yinzheng-ignore uncited-quote: 俗语",
        ] {
            assert_eq!(read_all(text), [], "{text}");
        }
        assert_eq!(directives("<!-- yinzheng-ignore a-b -->", Kind::Plain, false), []);
    }

    #[test]
    fn comments_of_latex() {
        let text = "占30\\%。% yinzheng-ignore a-b: 理由\n后文%%yinzheng-ignore c-d\n% 待查\n";
        let found: Vec<_> = directives(text, Kind::Tex, false)
            .into_iter()
            .map(|found| (text[found.range].to_owned(), found.rules[0].1.clone()))
            .collect();
        let expected = [("% yinzheng-ignore a-b: 理由", "a-b"), ("%%yinzheng-ignore c-d", "c-d")];
        assert_eq!(found, expected.map(|(comment, rule)| (comment.to_owned(), rule.to_owned())));
    }
}
