//! Blocks: the pieces of a text that are analysed on their own.
//!
//! The text is cut from left to right. Where a block ends depends on the text from its start, on
//! the [`State`] at its start and on the [`Layout`] of the document, and on nothing before it. So
//! after an edit the cut starts again a little before the edit and stops at the first old boundary
//! behind the edit that comes up again with the same state.

use crate::document::Kind;
use crate::text::Buffer;

use super::chars::{columns, ends_sentence, is_closer, is_han};
use super::heading::{markdown_heading, plain_heading};
use super::matter;
use super::tex::{self, Opens};

/// What a boundary between blocks lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum State {
    /// Between blocks.
    #[default]
    Normal,
    /// Inside fenced code that was opened by this many of this character.
    Fence(u8, u8),
    /// Inside the metadata at the head of a Markdown file.
    Metadata,
    /// Inside an HTML comment.
    Comment,
    /// Inside a very long line.
    Line,
    /// Before the beginning or behind the end of a LaTeX document.
    Outside,
    /// Inside a LaTeX environment that holds no text, by its number.
    Environment(u8),
}

/// How a plain text is laid out, a fact of the whole document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Layout {
    /// The columns at which paragraphs are wrapped by line endings, if they are.
    pub wrap: Option<u16>,
}

/// The kind of a block as its first line shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Only blank lines.
    Blank,
    /// Text.
    Prose,
    /// A line that may be a heading.
    Heading,
    /// Code, metadata, comments: nothing in it is text of the essay.
    Opaque,
    /// A Markdown block quotation.
    BlockQuotation,
    /// A row of a table.
    Table,
}

/// A block of the text (bytes) and the states at its two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// End, behind the line ending and the blank lines that follow.
    pub end: usize,
    /// State at the start.
    pub before: State,
    /// State at the end.
    pub after: State,
    /// What the first line is.
    pub shape: Shape,
}

/// Bytes from which on a line is cut at the end of a sentence.
const LONG: usize = 4096;
/// Bytes at which a line without sentences is cut anyway, and a wrapped paragraph ends.
const LONGEST: usize = 16384;
/// Lines of code or blank lines that make one block at most.
const MOST_LINES: usize = 64;
/// Lines of one paragraph at most.
const MOST_WRAPPED: usize = 400;

/// The block that starts at byte `start`, which is less than the length of the buffer.
#[must_use]
pub fn next(buffer: &Buffer, start: usize, before: State, kind: Kind, layout: Layout) -> Span {
    let line = buffer.line_of(start);
    let line_end = buffer.line_start(line + 1);
    let span = |end, after, shape| Span { start, end, before, after, shape };
    match before {
        State::Fence(mark, count) => {
            let (end, closed) = lines_until(buffer, line, |text| is_fence_end(text, mark, count));
            return span(end, if closed { State::Normal } else { before }, Shape::Opaque);
        }
        State::Metadata => {
            let (end, closed) = lines_until(buffer, line, |text| matches!(text.trim_end(), "---" | "..."));
            return span(end, if closed { State::Normal } else { before }, Shape::Opaque);
        }
        State::Comment => {
            let (end, closed) = lines_until(buffer, line, |text| text.contains("-->"));
            return span(end, if closed { State::Normal } else { before }, Shape::Opaque);
        }
        State::Outside => {
            let (end, closed) = lines_until(buffer, line, tex::begins_document);
            return span(end, if closed { State::Normal } else { before }, Shape::Opaque);
        }
        State::Environment(number) => {
            let (end, closed) = lines_until(buffer, line, |text| tex::closes(text, number));
            return span(end, if closed { State::Normal } else { before }, Shape::Opaque);
        }
        State::Normal | State::Line => {}
    }
    if before == State::Line || line_end - start > LONG {
        let (end, inside) = cut_long_line(buffer, start, line_end);
        let shape = if before == State::Line {
            Shape::Prose
        } else {
            shape_of(&buffer.slice(start..end.min(start + 1024)), kind)
        };
        let shape = if matches!(shape, Shape::Heading | Shape::Blank) { Shape::Prose } else { shape };
        return if inside {
            span(end, State::Line, shape)
        } else {
            span(blank_lines(buffer, line + 1), State::Normal, shape)
        };
    }
    let first = buffer.slice(start..line_end);
    let text = content(&first);
    if kind == Kind::Markdown {
        if start == 0 && text.trim_end() == "---" {
            return span(line_end, State::Metadata, Shape::Opaque);
        }
        if let Some((mark, count)) = fence_start(text) {
            return span(line_end, State::Fence(mark, count), Shape::Opaque);
        }
        if text.trim_start().starts_with("<!--") {
            let after = if text.contains("-->") { State::Normal } else { State::Comment };
            return span(line_end, after, Shape::Opaque);
        }
    }
    if kind == Kind::Tex {
        match tex::opens(text) {
            Some(Opens::Outside) => return span(line_end, State::Outside, Shape::Opaque),
            Some(Opens::Environment(number)) => {
                return span(line_end, State::Environment(number), Shape::Opaque);
            }
            None if tex::is_silent(text) => return span(line_end, State::Normal, Shape::Opaque),
            None => {}
        }
    }
    let shape = shape_of(text, kind);
    let mut last = line;
    if matches!(shape, Shape::Prose | Shape::BlockQuotation) {
        let mut previous = text.to_owned();
        while last - line < MOST_WRAPPED {
            let next_start = buffer.line_start(last + 1);
            let next_end = buffer.line_start(last + 2);
            if next_start >= next_end || next_end - next_start > LONG || next_end - start > LONGEST {
                break;
            }
            let slice = buffer.slice(next_start..next_end);
            let next = content(&slice);
            if !joins(&previous, next, shape, kind, layout) {
                break;
            }
            next.clone_into(&mut previous);
            last += 1;
        }
    }
    span(blank_lines(buffer, last + 1), State::Normal, shape)
}

/// A line without its line ending.
#[must_use]
pub fn content(line: &str) -> &str {
    line.trim_end_matches(['\n', '\r'])
}

fn shape_of(line: &str, kind: Kind) -> Shape {
    let trimmed = line.trim();
    if trimmed.is_empty() {
        return Shape::Blank;
    }
    if kind == Kind::Markdown {
        if markdown_heading(line).is_some() {
            return Shape::Heading;
        }
        if trimmed.starts_with('>') {
            return Shape::BlockQuotation;
        }
        if trimmed.starts_with('|') {
            return Shape::Table;
        }
    }
    if kind == Kind::Tex && tex::heading(line).is_some() {
        return Shape::Heading;
    }
    if plain_heading(line).is_some() { Shape::Heading } else { Shape::Prose }
}

/// Whether a line begins an entry of a list wherever it stands: a label and enough text behind it that
/// does not go on with a sentence.
#[must_use]
pub fn starts_entry(line: &str) -> bool {
    matter::entry_label(line).is_some_and(|label| {
        let rest = &line[label.text..];
        rest.chars().count() >= 8
            && !rest.starts_with(|c: char| {
                ends_sentence(c) || is_closer(c) || matches!(c, '，' | ',' | '；' | '、')
            })
    })
}

/// Whether `next` goes on with the paragraph whose last line so far is `previous`.
fn joins(previous: &str, next: &str, shape: Shape, kind: Kind, layout: Layout) -> bool {
    let trimmed = next.trim();
    if kind == Kind::Tex {
        // Only blank lines and commands part paragraphs; comments inside of one do not.
        return !trimmed.is_empty()
            && !tex::breaks(previous)
            && !tex::breaks(next)
            && plain_heading(next).is_none();
    }
    if trimmed.is_empty() || next.starts_with(['\u{3000}', '\t']) || next.starts_with("  ") {
        return false;
    }
    if matter::label(next).is_some()
        || matter::label(previous).is_some_and(|(_, text)| previous[text..].trim().is_empty())
    {
        return false;
    }
    if starts_entry(next) {
        return false;
    }
    match kind {
        Kind::Markdown => {
            let quoted = trimmed.starts_with('>');
            if (shape == Shape::BlockQuotation) != quoted && quoted {
                return false;
            }
            if shape_of(next, kind) == Shape::Heading
                || fence_start(next).is_some()
                || trimmed.starts_with("<!--")
                || trimmed.starts_with('|')
            {
                return false;
            }
            let item = ["- ", "* ", "+ "].iter().any(|mark| trimmed.starts_with(mark));
            let rule =
                trimmed.len() >= 3 && trimmed.chars().all(|c| matches!(c, '-' | '*' | '_' | '=' | ' '));
            // Two long lines that end like paragraphs are paragraphs for their author.
            let paragraph = width(previous) > 140
                && previous
                    .trim_end()
                    .ends_with(|c| ends_sentence(c) || is_closer(c) || matches!(c, '：' | ':'));
            !item && !rule && !paragraph
        }
        Kind::Plain | Kind::Tex => {
            let Some(wrap) = layout.wrap else { return false };
            plain_heading(next).is_none()
                && plain_heading(previous).is_none()
                && width(previous) + 8 >= usize::from(wrap)
        }
    }
}

/// Columns of a line, counted up to 400.
#[must_use]
pub fn width(line: &str) -> usize {
    let mut total = 0;
    for c in content(line).chars() {
        total += columns(c);
        if total >= 400 {
            return 400;
        }
    }
    total
}

fn fence_start(line: &str) -> Option<(u8, u8)> {
    let trimmed = line.trim_start_matches(' ');
    if line.len() - trimmed.len() > 3 {
        return None;
    }
    let mark = trimmed.bytes().next().filter(|b| matches!(b, b'`' | b'~'))?;
    let count = trimmed.bytes().take_while(|&b| b == mark).count();
    // A line such as ```code``` is a code span.
    let info_fits = mark == b'~' || !trimmed[count..].contains('`');
    (count >= 3 && info_fits).then_some((mark, count.min(255) as u8))
}

fn is_fence_end(line: &str, mark: u8, count: u8) -> bool {
    let trimmed = line.trim();
    trimmed.len() >= usize::from(count) && trimmed.bytes().all(|b| b == mark)
}

/// The end of the line for which `ends` holds, or of as many lines as a block may have.
fn lines_until(buffer: &Buffer, line: usize, ends: impl Fn(&str) -> bool) -> (usize, bool) {
    for current in line..line + MOST_LINES {
        let (start, end) = (buffer.line_start(current), buffer.line_start(current + 1));
        if start == end {
            return (end, false);
        }
        // What a very long line of code says is of no interest.
        let slice = buffer.slice(start..end.min(start + LONGEST));
        if ends(content(&slice)) {
            return (end, true);
        }
    }
    (buffer.line_start(line + MOST_LINES), false)
}

/// The end of the blank lines from `line` on.
fn blank_lines(buffer: &Buffer, line: usize) -> usize {
    for current in line..line + MOST_LINES {
        let (start, end) = (buffer.line_start(current), buffer.line_start(current + 1));
        if start == end || end - start > 256 || !buffer.slice(start..end).trim().is_empty() {
            return start;
        }
    }
    buffer.line_start(line + MOST_LINES)
}

/// Where to cut a long line: behind the first sentence that ends outside of quotations past
/// [`LONG`] bytes, at [`LONGEST`] bytes if there is none; and whether the cut is inside the line.
fn cut_long_line(buffer: &Buffer, start: usize, line_end: usize) -> (usize, bool) {
    let window = buffer.slice(start..line_end.min(start + LONGEST + 64));
    if window.len() <= LONG || start + window.len() == line_end && window.len() <= LONG + 256 {
        return (line_end, false);
    }
    let mut depth = 0usize;
    let mut chars = window.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '“' | '「' | '『' | '（' | '(' => depth += 1,
            '”' | '」' | '』' | '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let end = at + c.len_utf8();
        if end >= LONGEST {
            return (start + end, start + end < line_end);
        }
        let next = chars.peek().map(|&(_, c)| c);
        if end >= LONG && depth == 0 && ends_sentence(c) && c != '．' && next.is_some_and(is_han) {
            return (start + end, true);
        }
    }
    (line_end, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, kind: Kind, layout: Layout) -> Vec<String> {
        let buffer = Buffer::new(text);
        let mut found = Vec::new();
        let (mut at, mut state) = (0, State::Normal);
        while at < buffer.len() {
            let span = next(&buffer, at, state, kind, layout);
            assert!(span.end > at, "progress");
            found.push(buffer.slice(at..span.end).trim_end().to_owned());
            (at, state) = (span.end, span.after);
        }
        found
    }

    #[test]
    fn plain_paragraphs_are_lines() {
        assert_eq!(
            cut("题目\n\n作者\n第一段。\n第二段。\n", Kind::Plain, Layout::default()),
            ["题目", "作者", "第一段。", "第二段。"]
        );
    }

    #[test]
    fn wrapped_paragraphs_are_joined_up_to_the_short_line() {
        let line = "字".repeat(36);
        let text = format!("{line}\n{line}\n末行。\n{line}\n一、标题\n");
        let joined = cut(&text, Kind::Plain, Layout { wrap: Some(72) });
        assert_eq!(joined.len(), 3);
        assert_eq!(joined[0], format!("{line}\n{line}\n末行。"));
        assert_eq!(joined[2], "一、标题");
    }

    #[test]
    fn markdown_blocks() {
        let text = "---\ntitle: 题\n---\n# 题\n第一行\n第二行\n\n```\n# 码\n```\n> 引文\n续行\n\n- 甲\n- 乙\n<!-- 注\n释 -->\n[^1]: 一条足够长的注释文字\n";
        let blocks = cut(text, Kind::Markdown, Layout::default());
        assert_eq!(
            blocks,
            [
                "---",
                "title: 题\n---",
                "# 题",
                "第一行\n第二行",
                "```",
                "# 码\n```",
                "> 引文\n续行",
                "- 甲",
                "- 乙",
                "<!-- 注",
                "释 -->",
                "[^1]: 一条足够长的注释文字"
            ]
        );
    }

    #[test]
    fn latex_blocks() {
        let text = "\\documentclass{ctexart}\n\\title{题}\n\n\\begin{document}\n\\maketitle\n% 注\n\\section{一、甲}\n第一行，\n% 注\n  第二行。\n\n\\begin{equation}\nx=1\n\n\\end{equation}\n第三行。\n\\begin{itemize}\n\\item 甲\n\\item 乙\n\\end{itemize}\n\\begin{thebibliography}{9}\n\\bibitem{a} 周某\n\\bibitem{b} 吴某\n\\end{thebibliography}\n\\end{document}\n废稿\n";
        assert_eq!(
            cut(text, Kind::Tex, Layout::default()),
            [
                "\\documentclass{ctexart}",
                "\\title{题}\n\n\\begin{document}",
                "\\maketitle",
                "% 注",
                "\\section{一、甲}",
                "第一行，\n% 注\n  第二行。",
                "\\begin{equation}",
                "x=1\n\n\\end{equation}",
                "第三行。",
                "\\begin{itemize}",
                "\\item 甲",
                "\\item 乙",
                "\\end{itemize}",
                "\\begin{thebibliography}{9}",
                "\\bibitem{a} 周某",
                "\\bibitem{b} 吴某",
                "\\end{thebibliography}",
                "\\end{document}",
                "废稿",
            ]
        );
    }

    #[test]
    fn long_lines_are_cut_behind_sentences() {
        let text = "这是一个句子。".repeat(3000);
        let blocks = cut(&text, Kind::Plain, Layout::default());
        assert!(blocks.len() > 10);
        assert!(blocks.iter().all(|b| b.ends_with('。') && b.len() < LONGEST));
        assert_eq!(blocks.concat(), text);
        let junk = "字".repeat(100_000);
        assert_eq!(cut(&junk, Kind::Plain, Layout::default()).concat(), junk);
    }
}
