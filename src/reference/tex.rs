//! The text that LaTeX in a field of a bibliography stands for.
//!
//! Commands that only dress their argument are dropped, accents are composed with their letter, and
//! nothing that is written is lost but braces and commands. Any text is read, in one pass and
//! without recursion: a field may nest as deep as it likes.

use std::iter::Peekable;
use std::str::Chars;

use unicode_normalization::char::compose;

/// The text of the field `source`, white space as single spaces.
pub(super) fn plain(source: &str) -> String {
    let mut out = Out::default();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => command(&mut chars, &mut out),
            '{' | '$' => {}
            '}' => out.accent = None,
            '~' => out.space(),
            '-' | '`' | '\'' => {
                let mut count = 1;
                while chars.next_if_eq(&c).is_some() {
                    count += 1;
                }
                match (c, count) {
                    ('-', 2) => out.push('–'),
                    ('-', 3) => out.push('—'),
                    ('`', 2) => out.push('“'),
                    ('\'', 2) => out.push('”'),
                    _ => (0..count).for_each(|_| out.push(c)),
                }
            }
            c if c.is_whitespace() || c.is_control() => out.space(),
            c => out.push(c),
        }
    }
    let end = out.text.trim_end().len();
    out.text.truncate(end);
    out.text
}

/// An address or identifier: `\url{…}` and braces around it taken off, escapes of single signs
/// resolved, everything else as written.
pub(super) fn verbatim(source: &str) -> String {
    let mut text = source.trim();
    for command in ["\\url", "\\path", "\\nolinkurl"] {
        text = text.strip_prefix(command).unwrap_or(text).trim_start();
    }
    let mut verbatim = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => verbatim.extend(chars.next_if(|&next| "_%&#{}~$\\:".contains(next)).or(Some('\\'))),
            '{' | '}' => {}
            c if c.is_whitespace() || c.is_control() => {}
            c => verbatim.push(c),
        }
    }
    verbatim
}

#[derive(Default)]
struct Out {
    text: String,
    /// A combining mark that waits for its letter.
    accent: Option<char>,
}

impl Out {
    fn push(&mut self, c: char) {
        let Some(mark) = self.accent.take() else { return self.text.push(c) };
        if let Some(composed) = compose(c, mark) {
            self.text.push(composed);
        } else {
            self.text.extend([c, mark]);
        }
    }

    fn space(&mut self) {
        if self.accent.is_none() && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }
}

/// Reads the command behind a backslash.
fn command(chars: &mut Peekable<Chars<'_>>, out: &mut Out) {
    let Some(first) = chars.next() else { return };
    if !first.is_ascii_alphabetic() {
        match first {
            '-' | '/' | '(' | ')' | '[' | ']' => {}
            ',' | ';' | ':' | '!' | '\\' => out.space(),
            c if c.is_whitespace() => out.space(),
            c => match accent(&c.to_string()) {
                Some(mark) => out.accent = Some(mark),
                None => out.push(c),
            },
        }
        return;
    }
    let mut name = String::from(first);
    while let Some(letter) = chars.next_if(char::is_ascii_alphabetic) {
        name.push(letter);
    }
    // White space behind a command ends it and is no space.
    while chars.next_if(|c| c.is_whitespace()).is_some() {}
    if let Some(mark) = accent(&name) {
        out.accent = Some(mark);
        return;
    }
    let text = match name.as_str() {
        "ae" => "æ",
        "AE" => "Æ",
        "oe" => "œ",
        "OE" => "Œ",
        "aa" => "å",
        "AA" => "Å",
        "o" => "ø",
        "O" => "Ø",
        "l" => "ł",
        "L" => "Ł",
        "ss" => "ß",
        // Undotted letters stand under an accent; by themselves they are rare.
        "i" if out.accent.is_some() => "i",
        "j" if out.accent.is_some() => "j",
        "i" => "ı",
        "j" => "ȷ",
        "S" => "§",
        "textendash" => "–",
        "textemdash" => "—",
        "textquoteleft" => "‘",
        "textquoteright" => "’",
        "textquotedblleft" => "“",
        "textquotedblright" => "”",
        "textperiodcentered" | "cdot" => "·",
        "textbackslash" => "\\",
        "textunderscore" => "_",
        "textasciitilde" => "~",
        "ldots" | "dots" | "textellipsis" => "…",
        "LaTeX" => "LaTeX",
        "TeX" => "TeX",
        "quad" | "qquad" | "space" => " ",
        _ => "",
    };
    text.chars().for_each(|c| out.push(c));
}

/// The combining mark that an accent command puts on the next letter.
fn accent(command: &str) -> Option<char> {
    Some(match command {
        "`" => '\u{300}',
        "'" => '\u{301}',
        "^" => '\u{302}',
        "~" => '\u{303}',
        "=" => '\u{304}',
        "u" => '\u{306}',
        "." => '\u{307}',
        "\"" => '\u{308}',
        "r" => '\u{30A}',
        "H" => '\u{30B}',
        "v" => '\u{30C}',
        "d" => '\u{323}',
        "c" => '\u{327}',
        "k" => '\u{328}',
        "b" => '\u{331}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_they_print() {
        for (source, text) in [
            ("{乡土}中国", "乡土中国"),
            ("The {DNA}  of\n  \\emph{Society}", "The DNA of Society"),
            ("M\\\"uller, M{\\\"u}ller, M\\\"{u}ller", "Müller, Müller, Müller"),
            ("\\v{S}ime\\v cka \\c{c}a G\\\"odel na\\\"{\\i}ve", "Šimečka ça Gödel naïve"),
            ("R\\&D, 50\\%, a\\_b, \\#1", "R&D, 50%, a_b, #1"),
            ("1998--2001 --- 一", "1998–2001 — 一"),
            ("``甲'' and 'b'", "“甲” and 'b'"),
            ("Stra\\ss e \\O{}rsted \\AA", "Straße Ørsted Å"),
            ("$n$-gram~model \\LaTeX{} x", "n-gram model LaTeX x"),
            ("a\\\\b", "a b"),
            ("\\textit{\\textbf{{x}}}", "x"),
            ("\\", ""),
            ("\\'", ""),
            ("\\~{}x", "x"),
            ("  ", ""),
            ("}}{", ""),
        ] {
            assert_eq!(plain(source), text, "{source}");
        }
    }

    #[test]
    fn addresses_stay_as_written() {
        for (source, text) in [
            ("\\url{https://example.org/a_b?c=1&d=%20~e--f}", "https://example.org/a_b?c=1&d=%20~e--f"),
            ("https://example.org/a\\_b\\%20c\\&d", "https://example.org/a_b%20c&d"),
            ("{https://example.org/\n  x}", "https://example.org/x"),
            ("\\", "\\"),
        ] {
            assert_eq!(verbatim(source), text, "{source}");
        }
    }

    #[test]
    fn deep_nesting_is_read() {
        let depth = 100_000;
        let source = format!("{}x{}", "\\textit{".repeat(depth), "}".repeat(depth));
        assert_eq!(plain(&source), "x");
    }
}
