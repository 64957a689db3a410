//! Ignoring a finding, and taking a quotation for a term: what is written where.
//!
//! Markdown and LaTeX have comments, so there the essay itself says what is ignored; for plain text
//! the workspace's folder `.yinzheng` does.

use std::ops::Range;

use crate::config::{IgnoreLine, Lang, Settings, Terms, say};
use crate::document::{Kind, Region, Snapshot};
use crate::rules::citation::verdict::verdicts;
use crate::rules::citation::{uncited_named_source, uncited_quote, unused_reference};
use crate::rules::{self, Edit, Finding, ignore};
use crate::syntax::blocks::{Shape, State};
use crate::syntax::directive::IGNORE;
use crate::syntax::matter::EntryForm;
use crate::syntax::tex;

/// Characters of the longest quotation that may be a term; what is longer is a sentence.
const LONGEST_TERM: usize = 30;

/// A way to silence a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// What it does, as shown in a menu.
    pub title: String,
    /// What is written, and where.
    pub note: Note,
}

/// What silences a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A comment in the essay.
    Comment(Edit),
    /// A line, without line ending, at the end of a file of the workspace.
    Line(List, String),
}

/// A file of the workspace's folder `.yinzheng`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// `.yinzheng/ignore`
    Ignored,
    /// `.yinzheng/terms`
    Terms,
}

/// The ways to silence `finding` of `snapshot`.
///
/// `path` is the essay's path relative to the folder that holds, or will hold, `.yinzheng`; without
/// one, nothing is offered that would be written there.
#[must_use]
pub fn silences(
    snapshot: &Snapshot,
    settings: &Settings,
    finding: &Finding,
    path: Option<&str>,
) -> Vec<Silence> {
    // A comment about a comment would be the next thing to be ignored.
    if rules::find(finding.rule).is_none_or(|rule| rule.group == ignore::GROUP) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let lang = settings.lang;
    let term = path.and_then(|_| term(snapshot, settings, finding));
    if let Some(term) = term {
        let title = say!(
            lang,
            "始终把“{term}”当作术语（写入 .yinzheng/terms）",
            "Always treat “{term}” as a term (in .yinzheng/terms)"
        );
        found.push(Silence { title, note: Note::Line(List::Terms, term) });
    }
    let keep = finding.rule == unused_reference::RULE.id;
    let rule = finding.rule;
    match snapshot.kind() {
        Kind::Plain => {
            let line = path.and_then(|path| line(snapshot, lang, finding, path));
            found.extend(line.map(|line| Silence {
                title: if keep {
                    say!(lang, "保留这一条（写入 .yinzheng/ignore）", "Keep the entry (in .yinzheng/ignore)")
                } else {
                    say!(
                        lang,
                        "忽略这条提示（写入 .yinzheng/ignore）",
                        "Ignore this finding (in .yinzheng/ignore)"
                    )
                },
                note: Note::Line(List::Ignored, line),
            }));
        }
        Kind::Markdown | Kind::Tex => {
            let edit = comment(snapshot, lang, finding);
            found.extend(edit.map(|edit| Silence {
                title: if keep {
                    say!(lang, "保留这一条（加注释）", "Keep the entry (with a comment)")
                } else {
                    say!(
                        lang,
                        "在本段忽略 {rule}（加注释）",
                        "Ignore {rule} in this paragraph (with a comment)"
                    )
                },
                note: Note::Comment(edit),
            }));
        }
    }
    found
}

/// What a person should put in its place.
const fn reason(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "说明理由",
        Lang::En => "give the reason",
    }
}

/// The line of `.yinzheng/ignore` that silences `finding`, if one can.
fn line(snapshot: &Snapshot, lang: Lang, finding: &Finding, path: &str) -> Option<String> {
    let flagged = ignore::flagged(snapshot.buffer(), &finding.range);
    let line = IgnoreLine::write(path, finding.rule, &flagged, reason(lang));
    let (lines, _) = IgnoreLine::parse(&line, lang);
    let works = |line: &IgnoreLine| line.concerns(path) && line.ignore.matches(finding.rule, &flagged);
    lines.first().is_some_and(works).then_some(line)
}

/// The words of the quotation that `finding` reports, if they may be a term.
fn term(snapshot: &Snapshot, settings: &Settings, finding: &Finding) -> Option<String> {
    if ![uncited_quote::RULE.id, uncited_named_source::RULE.id].contains(&finding.rule) {
        return None;
    }
    let verdict = verdicts(snapshot, settings)
        .into_iter()
        .find(|verdict| verdict.range == finding.range && verdict.quotation.is_some())?;
    let inner = snapshot.buffer().slice(verdict.inner);
    let term = inner.trim().trim_end_matches(['。', '，', '；', '：', ',', ';', ':', '.']);
    let one_line = !term.contains(char::is_control);
    let works = Terms::parse(term).contains(&inner);
    (one_line && works && term.chars().count() <= LONGEST_TERM).then(|| term.to_owned())
}

/// The comment that silences `finding` in its paragraph.
fn comment(snapshot: &Snapshot, lang: Lang, finding: &Finding) -> Option<Edit> {
    let block = snapshot.block_at(finding.range.start)?;
    let body = format!("{IGNORE} {}: {}", finding.rule, reason(lang));
    let Range { start, end } = written(snapshot, block);
    let buffer = snapshot.buffer();
    if snapshot.kind() == Kind::Tex {
        let last_line = buffer.slice(buffer.line_start(buffer.line_of(end))..end);
        if tex::comments(&last_line).next().is_none() {
            return Some(Edit { range: end..end, text: format!(" % {body}") });
        }
        let line = buffer.line_start(buffer.line_of(start));
        return Some(Edit { range: line..line, text: format!("% {body}{}", line_ending(snapshot)) });
    }
    let comment = format!("<!-- {body} -->");
    if stands_in_a_row(snapshot, block) {
        return Some(Edit { range: end..end, text: format!(" {comment}") });
    }
    let line = buffer.line_start(buffer.line_of(start));
    Some(Edit { range: line..line, text: format!("{comment}{}", line_ending(snapshot)) })
}

/// The text (bytes) of the paragraph that holds block number `block`, without space around it.
fn written(snapshot: &Snapshot, block: usize) -> Range<usize> {
    let blocks = snapshot.blocks();
    let mut first = block;
    while first > 0 && blocks[first].before == State::Line {
        first -= 1;
    }
    let mut last = block;
    while blocks.get(last + 1).is_some_and(|next| next.before == State::Line) {
        last += 1;
    }
    snapshot.absolute(first, &blocks[first].text).start..snapshot.absolute(last, &blocks[last].text).end
}

/// Whether a line before the block would tear it from what it belongs to: a list, a table, notes.
fn stands_in_a_row(snapshot: &Snapshot, block: usize) -> bool {
    let analysed = &snapshot.blocks()[block];
    let text = snapshot.text_in(block, &analysed.text);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && digits.starts_with(['.', ')']);
    let bullet = ["- ", "* ", "+ "].iter().any(|mark| text.starts_with(mark));
    let note = analysed.entry.as_ref().is_some_and(|entry| entry.form == EntryForm::Footnote);
    let region = snapshot.index().regions.get(block).copied().unwrap_or_default();
    analysed.shape == Shape::Table
        || analysed.shape != Shape::Heading && (numbered || bullet)
        || note
        || region == Region::List
}

/// The line ending of the text, by its first line.
fn line_ending(snapshot: &Snapshot) -> &'static str {
    let buffer = snapshot.buffer();
    let end = buffer.line_start(1);
    let tail = buffer.slice(end.saturating_sub(2)..end);
    if tail.ends_with("\r\n") {
        "\r\n"
    } else if tail.ends_with('\r') {
        "\r"
    } else {
        "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Workspace;

    const QUOTE: &str = "毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不破的真理。”";
    const LIST: &str = "前文[1]在这里。\n\n参考文献\n[1] 周某. 题名[J]. 刊名, 2019(3): 1-9.\n[2] 吴某. 题名[M]. 北京: 某社, 2018.\n";

    /// The text after the last silence of the first finding, and the findings that are left.
    fn silenced(text: &str, kind: Kind) -> (String, Vec<&'static str>) {
        let settings = Settings::default();
        let snapshot = Snapshot::of(text, kind);
        let findings = rules::check(&snapshot, &settings);
        let finding = findings.first().unwrap_or_else(|| panic!("no finding in {text}"));
        let silence = silences(&snapshot, &settings, finding, Some("稿.md")).pop().expect("a silence");
        let Note::Comment(edit) = silence.note else { panic!("{silence:?}") };
        let mut after = text.to_owned();
        after.replace_range(edit.range, &edit.text);
        let left = rules::check(&Snapshot::of(&after, kind), &settings);
        (after, left.into_iter().map(|finding| finding.rule).collect())
    }

    #[test]
    fn a_comment_stands_before_a_paragraph_or_in_a_row() {
        let comment = "<!-- yinzheng-ignore uncited-quote: 说明理由 -->";
        for (before, after) in [
            (format!("前文。\n\n{QUOTE}后文。\n"), format!("前文。\n\n{comment}\n{QUOTE}后文。\n")),
            (format!("{QUOTE}\r\n后文\r\n"), format!("{comment}\r\n{QUOTE}\r\n后文\r\n")),
            (format!("- 前文。\n- {QUOTE}\n- 后文\n"), format!("- 前文。\n- {QUOTE} {comment}\n- 后文\n")),
            (
                format!("村里的事有这样几件。\n\n1. 前文。\n2. {QUOTE}\n"),
                format!("村里的事有这样几件。\n\n1. 前文。\n2. {QUOTE} {comment}\n"),
            ),
            (
                format!("村里的事有这样几件。\n\n| 甲 | 乙 |\n| 丙 | {QUOTE} |\n"),
                format!("村里的事有这样几件。\n\n| 甲 | 乙 |\n| 丙 | {QUOTE} | {comment}\n"),
            ),
            (
                format!("他写道：\n\n> {}", QUOTE.repeat(2)),
                format!("他写道：\n\n{comment}\n> {}", QUOTE.repeat(2)),
            ),
        ] {
            assert_eq!(silenced(&before, Kind::Markdown), (after, vec![]), "{before}");
        }
        let (after, left) =
            silenced(&format!("{}\n", format!("{QUOTE}前文说的是别的事。").repeat(80)), Kind::Markdown);
        assert!(after.starts_with(comment), "one comment for a very long paragraph");
        assert_eq!(left, Vec::<&str>::new());
        let (after, left) = silenced(LIST, Kind::Markdown);
        assert!(
            after.ends_with("某社, 2018. <!-- yinzheng-ignore unused-reference: 说明理由 -->\n"),
            "{after}"
        );
        assert_eq!(left, Vec::<&str>::new());
        let headings = "# 一、甲的由来\n\n正文说的是甲的由来。\n\n# 三、乙的去向\n\n正文说的是乙的去向。\n";
        let (after, left) = silenced(headings, Kind::Markdown);
        assert!(
            after.contains("\n<!-- yinzheng-ignore heading-out-of-order: 说明理由 -->\n# 三、"),
            "{after}"
        );
        assert_eq!(left, Vec::<&str>::new());
    }

    #[test]
    fn a_comment_of_latex_ends_the_paragraph() {
        let comment = "% yinzheng-ignore uncited-quote: 说明理由";
        for (before, after) in [
            (
                format!("前文。\n\n{QUOTE}\n后文。\n\n又。\n"),
                format!("前文。\n\n{QUOTE}\n后文。 {comment}\n\n又。\n"),
            ),
            (format!("前文。\n\n{QUOTE} % 待核\n"), format!("前文。\n\n{comment}\n{QUOTE} % 待核\n")),
            (
                format!("\\item 前文，\n有两行。\n\\item {QUOTE}\n"),
                format!("\\item 前文，\n有两行。\n\\item {QUOTE} {comment}\n"),
            ),
        ] {
            assert_eq!(silenced(&before, Kind::Tex), (after, vec![]), "{before}");
        }
    }

    #[test]
    fn plain_text_needs_the_workspace() {
        for text in [QUOTE, LIST, "一、甲的由来\n\n正文说的是甲。\n\n三、乙的去向\n\n正文说的是乙。\n"]
        {
            let settings = Settings::default();
            let snapshot = Snapshot::of(text, Kind::Plain);
            let finding = rules::check(&snapshot, &settings).remove(0);
            assert_eq!(silences(&snapshot, &settings, &finding, None), []);
            let silence =
                silences(&snapshot, &settings, &finding, Some("稿/甲 乙.txt")).pop().expect("a silence");
            let Note::Line(List::Ignored, line) = silence.note else { panic!("{silence:?}") };
            assert!(line.starts_with(&format!("稿/甲 乙.txt: {}: ", finding.rule)), "{line}");
            let (ignores, problems) = IgnoreLine::parse(&line, Lang::Zh);
            assert_eq!(problems, []);
            let mut ignoring = Settings::default();
            Workspace { ignores, ..Workspace::default() }.apply(&mut ignoring, "稿/甲 乙.txt");
            assert_eq!(rules::check(&snapshot, &ignoring), [], "{line}");
        }
    }

    #[test]
    fn short_quotations_may_be_terms() {
        let settings = Settings::default();
        let snapshot = Snapshot::of(QUOTE, Kind::Plain);
        let finding = rules::check(&snapshot, &settings).remove(0);
        let first = silences(&snapshot, &settings, &finding, Some("稿.txt")).remove(0);
        assert_eq!(
            first.note,
            Note::Line(List::Terms, "没有调查就没有发言权，这是一条颠扑不破的真理".to_owned())
        );
        let Note::Line(_, phrase) = first.note else { panic!("a line") };
        let knowing = Settings { terms: Terms::parse(&phrase), ..Settings::default() };
        assert_eq!(rules::check(&snapshot, &knowing), []);

        let long = QUOTE.replace("这是", "调查就像十月怀胎，解决问题就像一朝分娩，这是");
        let snapshot = Snapshot::of(&long, Kind::Plain);
        let finding = rules::check(&snapshot, &settings).remove(0);
        let all = silences(&snapshot, &settings, &finding, Some("稿.txt"));
        assert!(all.iter().all(|silence| !matches!(silence.note, Note::Line(List::Terms, _))), "{all:?}");
    }

    #[test]
    fn findings_about_comments_cannot_be_silenced() {
        let text = "<!-- yinzheng-ignore: 理由 -->\n村里的事要由村里人商量着办。\n";
        let settings = Settings::default();
        let snapshot = Snapshot::of(text, Kind::Markdown);
        let finding = rules::check(&snapshot, &settings).remove(0);
        assert_eq!(finding.rule, "malformed-ignore");
        assert_eq!(silences(&snapshot, &settings, &finding, Some("稿.md")), []);
    }
}
