//! Addresses in a text: of the web, DOI, CSTR, arXiv.
//!
//! A range holds the address and nothing else: no punctuation of the sentence, no bracket that was
//! opened before it.

use std::ops::Range;

use super::mask::{aside, is_address};
use crate::document::Kind;

/// What kind of address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `https://…`
    Web,
    /// The part of `DOI:10.…` behind the colon (ISO 26324).
    Doi,
    /// The part of `CSTR:…` behind the colon (GB/T 32843).
    Cstr,
    /// The part of `arXiv:…` behind the colon.
    Arxiv,
}

/// An address in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Its kind.
    pub scheme: Scheme,
    /// Its place (bytes).
    pub range: Range<usize>,
}

/// The addresses in `text`, in its order. Those in links and code of Markdown are left out. A DOI
/// without its name is one only where `listed` is set: in text, 10.2019/5 may be anything.
#[must_use]
pub fn addresses(text: &str, kind: Kind, listed: bool) -> Vec<Address> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if kind == Kind::Markdown
            && let Some(length) = aside(rest)
        {
            at += length;
            before = ' ';
            continue;
        }
        let word = !before.is_ascii_alphanumeric();
        let address = match c {
            'h' | 'H' if word && is_address(rest) => web(rest).map(|end| (Scheme::Web, 0..end)),
            'd' | 'D' if word => marked(rest, "doi").and_then(|start| {
                let length = doi(&rest[start..])?;
                Some((Scheme::Doi, start..start + length))
            }),
            'c' | 'C' if word => marked(rest, "cstr").and_then(|start| {
                let length = cstr(&rest[start..])?;
                Some((Scheme::Cstr, start..start + length))
            }),
            'a' | 'A' if word => marked(rest, "arxiv").and_then(|start| {
                let length = arxiv(&rest[start..])?;
                Some((Scheme::Arxiv, start..start + length))
            }),
            '1' if listed && word && !matches!(before, '.' | '/' | '-') => {
                doi(rest).map(|length| (Scheme::Doi, 0..length))
            }
            _ => None,
        };
        if let Some((scheme, range)) = address {
            found.push(Address { scheme, range: at + range.start..at + range.end });
            at += range.end;
            before = 'x';
        } else {
            at += c.len_utf8();
            before = c;
        }
    }
    found
}

/// Where the address begins in `rest`, which begins with the `name` of its scheme and a colon.
fn marked(rest: &str, name: &str) -> Option<usize> {
    rest.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name))?;
    let colon = rest[name.len()..].trim_start_matches(' ').strip_prefix([':', '：'])?;
    Some(rest.len() - colon.trim_start_matches([' ', '\u{3000}', '\u{a0}']).len())
}

/// The length of the address of the web that `rest` begins with.
fn web(rest: &str) -> Option<usize> {
    let host = rest.find("://")? + 3;
    // RFC 3986 has square brackets only around numbers of hosts; in entries they hold a date.
    let end = host + run(&rest[host..], "[]<>\"`{}|\\^");
    let named = rest[host..end].contains('.') || rest[host..end].starts_with("localhost");
    (named && rest[host..].starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(end)
}

/// The length of the DOI that `rest` begins with: 10.1234/…
fn doi(rest: &str) -> Option<usize> {
    let digits = rest.strip_prefix("10.")?.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = 3 + digits + 1;
    (4..=9).contains(&digits).then_some(())?;
    rest[3 + digits..].starts_with('/').then_some(())?;
    let length = run(&rest[suffix..], "\"`{}\\");
    (length > 0).then_some(suffix + length)
}

/// The length of the CSTR that `rest` begins with: 32003.36.…
fn cstr(rest: &str) -> Option<usize> {
    let length = run(rest, "[]<>()\"`{}|\\^");
    let mut parts = rest[..length].splitn(3, '.');
    let agency = parts.next()?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (agency.len() == 5 && digits(agency) && digits(parts.next()?) && !parts.next()?.is_empty())
        .then_some(length)
}

/// The length of the identifier of arXiv that `rest` begins with: 2101.00001v2, math/0309136.
fn arxiv(rest: &str) -> Option<usize> {
    let length = run(rest, "[]<>()\"`{}|\\^");
    let id = &rest[..length];
    let bare = id.rsplit_once('v').filter(|(_, version)| is_number(version, 1..=2)).map_or(id, |(id, _)| id);
    let new = bare
        .split_once('.')
        .is_some_and(|(month, number)| is_number(month, 4..=4) && is_number(number, 4..=5));
    let old = bare.split_once('/').is_some_and(|(archive, number)| {
        archive.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'.'))
            && is_number(number, 7..=7)
    });
    (new || old).then_some(length)
}

fn is_number(text: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The length of the signs of an address at the start of `rest`: up to white space, a sign that is not
/// of ASCII, one of `stops` or a bracket that closes none of the address, without the punctuation at
/// its end.
fn run(rest: &str, stops: &str) -> usize {
    let mut open: Vec<char> = Vec::new();
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        let balanced = match c {
            '(' | '[' | '<' => {
                open.push(c);
                true
            }
            ')' => open.pop() == Some('('),
            ']' => open.pop() == Some('['),
            '>' => open.pop() == Some('<'),
            _ => c.is_ascii_graphic(),
        };
        if !balanced || stops.contains(c) {
            end = at;
            break;
        }
    }
    rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '(', '[', '<']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, kind: Kind, listed: bool) -> Vec<(Scheme, &str)> {
        addresses(text, kind, listed).into_iter().map(|it| (it.scheme, &text[it.range])).collect()
    }

    fn plain(text: &str) -> Vec<(Scheme, &str)> {
        told(text, Kind::Plain, false)
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, address) in [
            ("见https://e.org/a.html。后文", "https://e.org/a.html"),
            ("见https://e.org/a，后文", "https://e.org/a"),
            ("（https://e.org/a）", "https://e.org/a"),
            ("(https://e.org/a)", "https://e.org/a"),
            ("https://e.org/a_(b).html, 后文", "https://e.org/a_(b).html"),
            ("https://e.org/a(b))", "https://e.org/a(b)"),
            ("[EB/OL].https://e.org/a.html[2020-01-01].", "https://e.org/a.html"),
            ("https://e.org/a后文", "https://e.org/a"),
            ("HTTP://E.ORG/?a=1&b=2;", "HTTP://E.ORG/?a=1&b=2"),
            ("\\url{https://e.org/a}。", "https://e.org/a"),
            ("https://e.org/增长", "https://e.org/"),
        ] {
            assert_eq!(plain(text), [(Scheme::Web, address)], "{text}");
        }
        for text in ["http://", "https://。", "https://abc", "xhttps://e.org", "http：//e.org"] {
            assert_eq!(plain(text), [], "{text}");
        }
    }

    #[test]
    fn identifiers_are_told_by_their_name() {
        for (text, scheme, id) in [
            ("DOI:10.12345/j.abc.2019.01.", Scheme::Doi, "10.12345/j.abc.2019.01"),
            ("doi：10.1234/a（b）", Scheme::Doi, "10.1234/a"),
            (
                "DOI: 10.1002/(SICI)1097(1998)17:15/16<1661::X>3.0.CO;2-2。",
                Scheme::Doi,
                "10.1002/(SICI)1097(1998)17:15/16<1661::X>3.0.CO;2-2",
            ),
            ("(DOI:10.1234/a)", Scheme::Doi, "10.1234/a"),
            ("CSTR:32003.36.ijaas.20190201.", Scheme::Cstr, "32003.36.ijaas.20190201"),
            ("arXiv:2101.00001v2[cs.CL]", Scheme::Arxiv, "2101.00001v2"),
            ("arXiv:math/0309136,", Scheme::Arxiv, "math/0309136"),
        ] {
            assert_eq!(plain(text), [(scheme, id)], "{text}");
        }
        for text in [
            "DOI:10.12/a",
            "DOI:",
            "DOI:10.1234/",
            "CSTR:3200.36.x",
            "arXiv:2021",
            "比率10.1234/5",
            "adoi:10.1234/a",
        ] {
            assert_eq!(plain(text), [], "{text}");
        }
    }

    #[test]
    fn a_bare_doi_counts_in_a_list() {
        assert_eq!(told("1-5. 10.1234/a.b.", Kind::Plain, true), [(Scheme::Doi, "10.1234/a.b")]);
        for text in ["110.1234/a", "1.10.1234/a", "x10.1234/a"] {
            assert_eq!(told(text, Kind::Plain, true), [], "{text}");
        }
        assert_eq!(
            told("https://doi.org/10.1234/a", Kind::Plain, true),
            [(Scheme::Web, "https://doi.org/10.1234/a")]
        );
    }

    #[test]
    fn links_of_markdown_are_left_out() {
        let text = "[文](https://e.org/a)、<https://e.org/b>、`https://e.org/c`、https://e.org/d";
        assert_eq!(told(text, Kind::Markdown, false), [(Scheme::Web, "https://e.org/d")]);
    }
}
