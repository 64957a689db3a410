//! LaTeX: which lines are no text, what in a line is no text, headings and bibliographies.
//!
//! A source is read as its author sees it, line by line: macros are not expanded, files are not
//! included.

use std::ops::Range;

use super::citation::cites;
use super::heading::{Heading, heading_of};
use super::mask::{MASK, address, is_address};
use super::matter::{self, EntryForm, EntryLabel, Label};

/// Stands for the opening mark of a quotation that LaTeX writes without one of Unicode: the second
/// sign of ` `` `, the brace of `\enquote{`.
pub const OPEN: char = '\u{e}';

/// Stands for the closing mark of such a quotation.
pub const CLOSE: char = '\u{f}';

/// Environments in which nothing is text of the essay.
const OPAQUE: [&str; 24] = [
    "verbatim",
    "verbatim*",
    "Verbatim",
    "lstlisting",
    "minted",
    "comment",
    "equation",
    "equation*",
    "align",
    "align*",
    "gather",
    "gather*",
    "multline",
    "multline*",
    "eqnarray",
    "eqnarray*",
    "displaymath",
    "math",
    "tikzpicture",
    "filecontents",
    "filecontents*",
    "algorithm",
    "algorithmic",
    "CCSXML",
];

/// The number of `\[ … \]` among [`OPAQUE`], behind the environments.
const BRACKETS: u8 = OPAQUE.len() as u8;

/// The number of `$$ … $$`.
const DOLLARS: u8 = BRACKETS + 1;

/// Commands whose arguments are not text.
const SILENT: [&str; 44] = [
    "begin",
    "end",
    "label",
    "ref",
    "eqref",
    "pageref",
    "autoref",
    "cref",
    "nocite",
    "bibliography",
    "bibliographystyle",
    "addbibresource",
    "printbibliography",
    "bibitem",
    "includegraphics",
    "graphicspath",
    "url",
    "path",
    "input",
    "include",
    "usepackage",
    "documentclass",
    "vspace",
    "hspace",
    "setlength",
    "setcounter",
    "addtocounter",
    "pagestyle",
    "thispagestyle",
    "pagenumbering",
    "fontsize",
    "color",
    "textcolor",
    "index",
    "hypersetup",
    "author",
    "date",
    "affil",
    "thanks",
    "newcommand",
    "renewcommand",
    "linespread",
    "zihao",
    "addcontentsline",
];

/// Commands that begin a heading, with the number of `#` that Markdown would have.
const HEADINGS: [(&str, u8); 7] = [
    ("title", 1),
    ("part", 2),
    ("chapter", 3),
    ("section", 4),
    ("subsection", 5),
    ("subsubsection", 6),
    ("paragraph", 7),
];

/// Commands at the start of a line that begin a new paragraph.
const BREAKS: [&str; 6] = ["begin", "end", "item", "bibitem", "par", "title"];

/// What a line opens that is no text and goes on behind the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// What is outside of the document: the preamble, and everything behind the end.
    Outside,
    /// Environment number … of those that hold no text.
    Environment(u8),
}

/// What `line` opens.
#[must_use]
pub fn opens(line: &str) -> Option<Opens> {
    let rest = line.trim_start();
    if ["\\documentclass", "\\documentstyle", "\\end{document}"].iter().any(|head| rest.starts_with(head)) {
        return (!begins_document(line)).then_some(Opens::Outside);
    }
    if let Some(inner) = rest.strip_prefix("\\[") {
        return (!inner.contains("\\]")).then_some(Opens::Environment(BRACKETS));
    }
    if let Some(inner) = rest.strip_prefix("$$") {
        return (!inner.contains("$$")).then_some(Opens::Environment(DOLLARS));
    }
    let name = rest.strip_prefix("\\begin{")?;
    let name = &name[..name.find('}')?];
    let number = OPAQUE.iter().position(|opaque| *opaque == name)? as u8;
    (!closes(rest, number)).then_some(Opens::Environment(number))
}

/// Whether `line` closes environment `number`.
#[must_use]
pub fn closes(line: &str, number: u8) -> bool {
    match OPAQUE.get(usize::from(number)) {
        Some(name) => line.match_indices("\\end{").any(|(at, end)| {
            line[at + end.len()..].strip_prefix(name).is_some_and(|rest| rest.starts_with('}'))
        }),
        None if number == BRACKETS => line.contains("\\]"),
        None => line.contains("$$"),
    }
}

/// Whether the document begins in `line`.
#[must_use]
pub fn begins_document(line: &str) -> bool {
    without_comment(line).contains("\\begin{document}")
}

/// Whether `line` holds something but nothing that is text or a mark of structure.
#[must_use]
pub fn is_silent(line: &str) -> bool {
    let trimmed = line.trim();
    trimmed.starts_with(['%', '\\', '$', '{', '}'])
        && label(line).is_none()
        && entry_label(line).is_none()
        && heading(line).is_none()
        && mask(trimmed).chars().all(|c| c == MASK_CHAR || c.is_whitespace())
}

/// Whether `line` begins a new paragraph whatever stands before it.
#[must_use]
pub fn breaks(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix('\\') else { return line.trim_start().starts_with("$$") };
    let name = name_of(rest);
    BREAKS.contains(&name) || HEADINGS.iter().any(|(heading, _)| *heading == name) || rest.starts_with('[')
}

/// Reads `\section{…}` and its kin on a line of their own.
#[must_use]
pub fn heading(line: &str) -> Option<Heading> {
    let start = line.len() - line.trim_start().len();
    let rest = line[start..].strip_prefix('\\')?;
    let name = name_of(rest);
    let (_, hashes) = HEADINGS.iter().find(|(heading, _)| *heading == name)?;
    let mut at = start + 1 + name.len();
    at += usize::from(line[at..].starts_with('*'));
    if line[at..].starts_with('[') {
        at += group(&line[at..])?;
    }
    let length = line[at..].starts_with('{').then(|| group(&line[at..]))??;
    let behind = &line[at + length..];
    let inner = &line[at + 1..at + length - 1];
    let lead = inner.len() - inner.trim_start().len();
    let text = at + 1 + lead..at + 1 + lead + inner.trim().len();
    let alone = mask(behind).chars().all(|c| c == MASK_CHAR || c.is_whitespace());
    (alone && !text.is_empty()).then(|| heading_of(line, text, *hashes))
}

/// The label that `line` is: of the abstract, the keywords, the bibliography.
#[must_use]
pub fn label(line: &str) -> Option<(Label, usize)> {
    let start = line.len() - line.trim_start().len();
    let rest = &line[start..];
    for (head, label) in [
        ("\\begin{abstract}", Label::Abstract),
        ("\\begin{keywords}", Label::Keywords),
        ("\\begin{thebibliography}", Label::References),
        ("\\end{thebibliography}", Label::Noise),
    ] {
        let Some(behind) = rest.strip_prefix(head) else { continue };
        // The width of the widest label is no text.
        let skip = if behind.starts_with('{') { group(behind).unwrap_or(0) } else { 0 };
        return Some((label, start + head.len() + skip));
    }
    let heading = heading(line)?;
    let inner = &line[heading.text.clone()];
    matter::label(inner)
        .filter(|(_, text)| inner[*text..].trim().is_empty())
        .map(|(label, _)| (label, line.len()))
}

/// Reads `\bibitem{key}` at the start of an entry.
#[must_use]
pub fn entry_label(line: &str) -> Option<EntryLabel> {
    let start = line.len() - line.trim_start().len();
    let mut at = start + line[start..].strip_prefix("\\bibitem").map(|_| "\\bibitem".len())?;
    if line[at..].starts_with('[') {
        at += group(&line[at..])?;
    }
    let length = line[at..].starts_with('{').then(|| group(&line[at..]))??;
    let key = line[at + 1..at + length - 1].trim().to_owned();
    let end = at + length;
    let text = end + line[end..].len() - line[end..].trim_start().len();
    (!key.is_empty()).then_some(EntryLabel {
        numbers: Vec::new(),
        runs: Vec::new(),
        key: Some(key),
        form: EntryForm::Bibitem,
        range: start..end,
        text,
    })
}

/// The keys of `\nocite{…}` in `text`.
#[must_use]
pub fn nocites(text: &str) -> Vec<String> {
    arguments(text, "\\nocite").flat_map(|keys| keys.split(',')).map(|key| key.trim().to_owned()).collect()
}

/// The files of references that `text` names, with their ending.
#[must_use]
pub fn bibliographies(text: &str) -> Vec<String> {
    // BibTeX has several names in one command and adds the ending itself.
    let short = arguments(text, "\\bibliography").flat_map(|names| names.split(',')).map(str::trim);
    let short = short.map(|name| format!("{}.bib", name.strip_suffix(".bib").unwrap_or(name)));
    short.chain(arguments(text, "\\addbibresource").map(|name| name.trim().to_owned())).collect()
}

/// The arguments of every `command` outside of comments.
fn arguments<'t>(text: &'t str, command: &'static str) -> impl Iterator<Item = &'t str> {
    text.lines().map(without_comment).flat_map(move |line| {
        line.match_indices(command).filter_map(move |(at, command)| {
            let mut rest = &line[at + command.len()..];
            if rest.starts_with('[') {
                rest = &rest[group(rest)?..];
            }
            let length = rest.starts_with('{').then(|| group(rest))??;
            Some(&rest[1..length - 1])
        })
    })
}

/// The comments of `text`, from `%` to the end of their lines.
pub fn comments(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive(['\n', '\r']).filter_map(move |line| {
        let from = start;
        start += line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        let code = without_comment(content).len();
        (code < content.len()).then_some(from + code..from + content.len())
    })
}

/// `line` up to its comment.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices('%').map(|(at, _)| at).find(|&at| {
        let slashes = line[..at].len() - line[..at].trim_end_matches('\\').len();
        slashes.is_multiple_of(2)
    });
    &line[..comment.unwrap_or(line.len())]
}

/// [`MASK`] as a character.
const MASK_CHAR: char = '\u{1}';

/// What becomes of a brace when its group closes.
enum Brace {
    /// It belongs to a command that is read later.
    Kept,
    Masked,
    /// It closes a quotation.
    Quotation,
}

/// `text` with every byte that is no text replaced by one of the same length: commands and their
/// arguments, comments, formulas. Citations, notes and the text inside of commands stay.
#[must_use]
pub fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut braces: Vec<Brace> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let masked = match c {
            '%' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            // \% and its kin are the sign itself.
            '\\' if rest[1..].starts_with(['%', '$', '&', '_', '#']) => {
                out.push_str(MASK);
                out.push_str(&rest[1..2]);
                at += 2;
                continue;
            }
            '\\' => {
                let (kept, masked) = command(rest, &mut out, &mut braces);
                if kept > 0 {
                    out.push_str(&rest[..kept]);
                    at += kept;
                    continue;
                }
                masked
            }
            '$' => {
                let length = formula(rest);
                if is_marker(rest) {
                    out.push_str(&rest[..length]);
                    at += length;
                    continue;
                }
                length
            }
            '{' => {
                braces.push(Brace::Masked);
                1
            }
            '}' => match braces.pop() {
                Some(Brace::Kept) => 0,
                Some(Brace::Masked) | None => 1,
                Some(Brace::Quotation) => {
                    out.push(CLOSE);
                    at += 1;
                    continue;
                }
            },
            '`' if rest.starts_with("``") => {
                out.push_str(MASK);
                out.push(OPEN);
                at += 2;
                continue;
            }
            '\'' if rest.starts_with("''") => {
                out.push(CLOSE);
                out.push_str(MASK);
                at += 2;
                continue;
            }
            '~' => {
                out.push(' ');
                at += 1;
                continue;
            }
            'h' | 'H' if is_address(rest) => address(rest),
            _ => 0,
        };
        if masked > 0 {
            // The text has been taken by `command` where it masks nothing itself.
            out.push_str(&MASK.repeat(at + masked - out.len()));
            at += masked;
        } else {
            out.push(c);
            at += c.len_utf8();
        }
    }
    out
}

/// How many bytes of the command that `rest` begins with are kept, or else masked.
fn command(rest: &str, out: &mut String, braces: &mut Vec<Brace>) -> (usize, usize) {
    let name = name_of(&rest[1..]);
    let star = usize::from(rest[1 + name.len()..].starts_with('*'));
    let end = 1 + name.len() + star;
    if name.is_empty() {
        return (0, sign(rest));
    }
    if cites(name) {
        // Read whole: no argument of it is text.
        return (groups(rest, end).max(end), 0);
    }
    match name {
        "footnote" | "textsuperscript" if rest[end..].starts_with('{') => {
            braces.push(Brace::Kept);
            (end + 1, 0)
        }
        "enquote" if rest[end..].starts_with('{') => {
            out.push_str(&MASK.repeat(end));
            out.push(OPEN);
            braces.push(Brace::Quotation);
            (0, end + 1)
        }
        "verb" | "lstinline" => {
            let mark = rest[end..].chars().next();
            let inside = mark.and_then(|mark| {
                rest[end + mark.len_utf8()..].find(mark).map(|length| length + 2 * mark.len_utf8())
            });
            (0, end + inside.unwrap_or(0))
        }
        "href" if rest[end..].starts_with('{') => (0, end + group(&rest[end..]).unwrap_or(0)),
        _ if SILENT.contains(&name) => (0, groups(rest, end)),
        _ => {
            // An option goes with the command if an argument follows it; else it is text, like [1].
            let option = rest[end..].starts_with('[').then(|| group(&rest[end..])).flatten().unwrap_or(0);
            let option = if rest[end + option..].starts_with('{') { option } else { 0 };
            (0, end + option)
        }
    }
}

/// The length of what a backslash and a sign stand for, as far as it is no text.
fn sign(rest: &str) -> usize {
    match rest[1..].chars().next() {
        Some('(') => rest.find("\\)").map_or(2, |end| end + 2),
        Some('[') => rest.find("\\]").map_or(2, |end| end + 2),
        Some(c) if c.is_ascii() && !c.is_ascii_control() => 2,
        _ => 1,
    }
}

/// Whether a formula is a raised citation: `$^{[1]}$`, `$\textcircled{1}$`.
fn is_marker(rest: &str) -> bool {
    ["$^", "$\\textcircled", "$ ^"].iter().any(|head| rest.starts_with(head))
}

/// The length of the formula that `rest` begins with.
fn formula(rest: &str) -> usize {
    let mark = if rest.starts_with("$$") { "$$" } else { "$" };
    rest[mark.len()..].find(mark).map_or(mark.len(), |length| length + 2 * mark.len())
}

/// The letters at the start of `rest`.
fn name_of(rest: &str) -> &str {
    &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())]
}

/// The end of all groups that follow each other from `at` on.
fn groups(rest: &str, mut at: usize) -> usize {
    while rest[at..].starts_with(['[', '{'])
        && let Some(length) = group(&rest[at..])
    {
        at += length;
    }
    at
}

/// The length of the group `{…}` or `[…]` that `rest` begins with.
pub(super) fn group(rest: &str) -> Option<usize> {
    /// A longer group is an error of its author, or text.
    const LONGEST: usize = 4096;
    let (open, close) = if rest.starts_with('[') { (b'[', b']') } else { (b'{', b'}') };
    let (mut depth, mut inner) = (0usize, 0usize);
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len().min(LONGEST) {
        match bytes[at] {
            b'\\' => at += 1,
            b if b == open => depth += 1,
            // A bracket inside of braces closes nothing.
            b'{' => inner += 1,
            b'}' if inner > 0 => inner -= 1,
            b if b == close && inner == 0 => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The whole of a quotation's marks: `start..end` (bytes) holds those that [`mask`] left of them.
#[must_use]
pub fn with_marks(text: &str, range: &Range<usize>) -> Range<usize> {
    let (before, inside) = (&text[..range.start], &text[range.clone()]);
    let mut start = range.start;
    if inside.starts_with('`') && before.ends_with('`') {
        start -= 1;
    } else if inside.starts_with('{') {
        let bare = before.strip_suffix('*').unwrap_or(before);
        if let Some(bare) = bare.strip_suffix("\\enquote") {
            start = bare.len();
        }
    }
    let end = usize::from(inside.ends_with('\'') && text[range.end..].starts_with('\''));
    start..range.end + end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` masked, without what stands for nothing.
    fn prose(text: &str) -> String {
        let masked = mask(text);
        assert_eq!(masked.len(), text.len(), "{text}");
        masked.replace(MASK, "").replace(OPEN, "“").replace(CLOSE, "”")
    }

    #[test]
    fn commands_comments_and_formulas_are_no_text() {
        for (text, expected) in [
            ("\\textbf{甲}与\\emph{乙}", "甲与乙"),
            ("占30\\%左右 % 待核\n后文", "占30%左右 \n后文"),
            ("设$x=1$，则\\(y\\)与\\[z\\]成立", "设，则与成立"),
            ("见图\\ref{fig:a}，\\label{sec:b}后文", "见图，后文"),
            ("写作\\verb|“甲”|即可", "写作即可"),
            ("\\href{https://e.org/甲}{乙}", "乙"),
            ("见\\url{https://e.org}。", "见。"),
            ("\\includegraphics[width=5cm]{a.png}", ""),
            ("说~\\cite[第36页]{a,b}。", "说 \\cite[第36页]{a,b}。"),
            ("他说\\footnote{参见\\emph{某书}}。", "他说\\footnote{参见某书}。"),
            ("甲\\textsuperscript{[1]}乙", "甲\\textsuperscript{[1]}乙"),
            ("甲$^{[1]}$乙", "甲$^{[1]}$乙"),
            ("``甲''与\\enquote{乙\\emph{丙}}", "“甲”与“乙丙”"),
            ("\\quad[1]甲", "[1]甲"),
            ("\\begin{figure}[htbp]", ""),
            ("未闭合的\\emph{甲和$乙", "未闭合的甲和乙"),
            ("见\\\\另行", "见另行"),
            ("\\", ""),
        ] {
            assert_eq!(prose(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_have_depth_and_text() {
        for (line, hashes, text) in [
            ("\\section{一、甲的由来}", 4, "一、甲的由来"),
            ("  \\subsection*{（一）其一}\\label{s:a} % 注", 5, "（一）其一"),
            ("\\chapter[短题]{第一章 长题}", 3, "第一章 长题"),
            ("\\title{ 题目在这里 }", 1, "题目在这里"),
        ] {
            let heading = heading(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((heading.hashes, &line[heading.text]), (hashes, text), "{line}");
        }
        for line in
            ["\\section{}", "\\sectionmark{甲}", "\\paragraph{甲} 正文。", "\\section{甲", "甲\\section{乙}"]
        {
            assert_eq!(heading(line), None, "{line}");
        }
        let ordinal = heading("\\section{ 三、乙的去向}").and_then(|found| found.ordinal).unwrap();
        assert_eq!((ordinal.number, ordinal.digits), (3, 10..13));
    }

    #[test]
    fn labels_and_entries() {
        for (line, expected) in [
            ("\\begin{abstract}", Some(Label::Abstract)),
            ("\\begin{thebibliography}{99}", Some(Label::References)),
            ("\\section*{参考文献}", Some(Label::References)),
            ("\\section*{注　释}", Some(Label::Notes)),
            ("\\section{参考文献的著录}", None),
            ("\\begin{figure}", None),
        ] {
            assert_eq!(label(line).map(|found| found.0), expected, "{line}");
        }
        let entry = entry_label("\\bibitem[周某(2019)]{zhou} 周某. 题名").unwrap();
        assert_eq!((entry.key.as_deref(), entry.text), (Some("zhou"), "\\bibitem[周某(2019)]{zhou} ".len()));
        assert_eq!(entry_label("\\bibitem{}"), None);
    }

    #[test]
    fn lines_that_open_what_is_no_text() {
        for (line, expected) in [
            ("\\documentclass{ctexart}", Some(Opens::Outside)),
            ("\\end{document}", Some(Opens::Outside)),
            ("\\begin{verbatim}", Some(Opens::Environment(0))),
            ("\\begin{equation} x", Some(Opens::Environment(6))),
            ("\\begin{equation}x\\end{equation}", None),
            ("\\[", Some(Opens::Environment(BRACKETS))),
            ("$$", Some(Opens::Environment(DOLLARS))),
            ("\\begin{document}", None),
            ("\\begin{itemize}", None),
            ("正文\\begin{verbatim}", None),
        ] {
            assert_eq!(opens(line), expected, "{line}");
        }
        assert!(closes("x \\end{verbatim}", 0) && !closes("\\end{verbatim*}", 0));
        assert!(begins_document("\\begin{document}") && !begins_document("% \\begin{document}"));
    }

    #[test]
    fn bibliographies_in_files() {
        for (text, files) in [
            ("\\usepackage{x}\n\\addbibresource[label=a]{refs.bib}\n", vec!["refs.bib"]),
            ("\\bibliography{refs, 库/更多.bib}", vec!["refs.bib", "库/更多.bib"]),
            ("% \\bibliography{refs}\n\\bibliographystyle{plain}", vec![]),
        ] {
            assert_eq!(bibliographies(text), files, "{text}");
        }
        assert_eq!(nocites("\\nocite{a, b}\n%\\nocite{c}\n\\nocite{*}"), ["a", "b", "*"]);
    }

    #[test]
    fn comments_end_with_their_lines() {
        let text = "甲\\% 乙 % 丙\n丁\n%戊\r\n";
        assert_eq!(comments(text).map(|range| &text[range]).collect::<Vec<_>>(), ["% 丙", "%戊"]);
    }
}
