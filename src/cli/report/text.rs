//! `--format text`: for people. Columns are counted from 1 in characters.

use std::fmt::Write;

use super::{Counts, FileReport, Found};
use crate::cli::args::severity_word;
use crate::cli::excerpt::visible;
use crate::config::{Lang, say};
use crate::rules::Severity;

/// What the last line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Fixes that were applied, if that was asked for.
    pub fixed: Option<usize>,
    /// Language of the last line.
    pub lang: Lang,
    /// Colours.
    pub colour: bool,
}

/// The findings of `files` with their lines, and a last line that sums up.
pub fn text(files: &[FileReport], tally: Tally) -> String {
    let mut out = String::new();
    for file in files {
        for found in &file.findings {
            finding(&mut out, &file.path, found, tally);
        }
    }
    summary(&mut out, files, tally);
    out
}

fn finding(out: &mut String, path: &str, found: &Found, tally: Tally) {
    let Tally { lang, colour, .. } = tally;
    let paint = |code: &str, text: &str| {
        if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let code = match found.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Information => "1;34",
        Severity::Hint => "1;36",
    };
    let path = visible(path);
    let place = paint("1", &format!("{path}:{}", found.span.label()));
    let severity = paint(code, severity_word(found.severity, lang));
    let (rule, message) = (found.rule, visible(&found.message));
    let head = say!(lang, "{place}：{severity}[{rule}]：{message}", "{place}: {severity}[{rule}]: {message}");
    let number = found.span.line().to_string();
    let margin = " ".repeat(number.len());
    let excerpt = &found.excerpt;
    let bar = paint("2", "|");
    let _ = writeln!(out, "{head}");
    let mark = paint(code, &excerpt.mark);
    let _ = writeln!(out, " {} {bar} {}{mark}{}", paint("2", &number), excerpt.before, excerpt.after);
    let _ = writeln!(out, " {margin} {bar} {}", paint(code, &excerpt.underline()));
    for (span, message) in &found.related {
        let _ = writeln!(out, " {margin} = {path}:{} {}", span.label(), visible(message));
    }
    if let Some(fix) = &found.fix {
        let flag = if fix.safe { "--fix" } else { "--unsafe-fixes" };
        let title = visible(&fix.title);
        let line = say!(lang, "可修复（{flag}）：{title}", "can be fixed ({flag}): {title}");
        let _ = writeln!(out, " {margin} = {line}");
    }
    out.push('\n');
}

fn summary(out: &mut String, files: &[FileReport], tally: Tally) {
    let lang = tally.lang;
    let counts = Counts::of(files);
    let Counts { files: number, error, warning, information, hint } = counts;
    let total = counts.total();
    let mut line = match lang {
        Lang::Zh if total == 0 => format!("检查了 {number} 个文件，没有发现问题"),
        Lang::Zh => format!(
            "检查了 {number} 个文件，发现 {total} 处问题：错误 {error}，警告 {warning}，信息 {information}，提示 {hint}"
        ),
        Lang::En if total == 0 => format!("{} checked, no findings", plural(number, "file")),
        Lang::En => format!(
            "{} checked, {}: {error} error, {warning} warning, {information} information, {hint} hint",
            plural(number, "file"),
            plural(total, "finding"),
        ),
    };
    if let Some(fixed) = tally.fixed {
        line += &say!(lang, "；已修复 {fixed} 处", "; {fixed} fixed");
    }
    let fixes = || files.iter().flat_map(|file| &file.findings).filter_map(|found| found.fix.as_ref());
    let safe = fixes().filter(|fix| fix.safe).count();
    let unsafe_fixes = fixes().count() - safe;
    if safe > 0 {
        line += &say!(lang, "；{safe} 处可用 --fix 修复", "; {safe} can be fixed by --fix");
    }
    if unsafe_fixes > 0 {
        line += &say!(
            lang,
            "；{unsafe_fixes} 处可用 --unsafe-fixes 修复（改后请核对）",
            "; {unsafe_fixes} can be fixed by --unsafe-fixes (look them over afterwards)"
        );
    }
    let _ = writeln!(out, "{line}{}", say!(lang, "。", "."));
}

fn plural(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    const PLAIN: Tally = Tally { fixed: None, lang: Lang::Zh, colour: false };

    #[test]
    fn a_finding_shows_its_line_with_the_place_underlined() {
        assert_eq!(
            text(&sample(), PLAIN),
            "文/a b.md:2:5：警告[uncited-quote]：引文没有标注\n \
             2 | 𠀀他说：“引文”。\n   \
               |         ^^^^^^\n   \
               = 文/a b.md:1:1 见此\n   \
               = 可修复（--unsafe-fixes）：删去\n\n\
             检查了 2 个文件，发现 1 处问题：错误 0，警告 1，信息 0，提示 0；1 处可用 --unsafe-fixes 修复（改后请核对）。\n"
        );
    }

    #[test]
    fn english_reads_as_english() {
        let english = text(&sample(), Tally { lang: Lang::En, ..PLAIN });
        assert!(english.starts_with("文/a b.md:2:5: warning[uncited-quote]: "), "{english}");
        assert!(english.contains("2 files checked, 1 finding: 0 error, 1 warning,"), "{english}");
    }

    #[test]
    fn clean_files_get_one_line() {
        let clean = &sample()[1..];
        assert_eq!(text(clean, PLAIN), "检查了 1 个文件，没有发现问题。\n");
        assert_eq!(
            text(clean, Tally { fixed: Some(2), lang: Lang::En, colour: true }),
            "1 file checked, no findings; 2 fixed.\n"
        );
    }

    #[test]
    fn colours_change_nothing_but_colour() {
        let coloured = text(&sample(), Tally { colour: true, ..PLAIN });
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once("\x1b[") {
            plain += before;
            rest = after.split_once('m').unwrap().1;
        }
        assert_eq!(plain + rest, text(&sample(), PLAIN));
    }
}
