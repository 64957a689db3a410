//! `--format github`: workflow commands that GitHub Actions shows beside the lines.

use std::fmt::Write;

use super::FileReport;
use crate::rules::Severity;

/// One workflow command a finding.
pub fn github(files: &[FileReport]) -> String {
    let mut out = String::new();
    for file in files {
        for found in &file.findings {
            let command = match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Information | Severity::Hint => "notice",
            };
            let (line, end_line) = (found.span.line(), found.span.range.end.line + 1);
            let _ = write!(out, "::{command} file={},line={line}", property(&file.path));
            // GitHub takes columns only for places on one line.
            if line == end_line {
                let _ = write!(out, ",col={},endColumn={}", found.span.column, found.span.end_column);
            } else {
                let _ = write!(out, ",endLine={end_line}");
            }
            let _ = writeln!(out, ",title={}::{}", property(found.rule), data(&found.message));
        }
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    #[test]
    fn a_finding_is_one_command() {
        assert_eq!(
            github(&sample()),
            "::warning file=文/a b.md,line=2,col=5,endColumn=9,title=uncited-quote::引文没有标注\n"
        );
    }

    #[test]
    fn what_commands_are_made_of_is_escaped() {
        let mut files = sample();
        files[0].path = "a,b:c.md".to_owned();
        files[0].findings[0].message = "100%\n甲，乙: 丙".to_owned();
        files[0].findings[0].severity = Severity::Hint;
        files[0].findings[0].span.range.end.line = 3;
        assert_eq!(
            github(&files),
            "::notice file=a%2Cb%3Ac.md,line=2,endLine=4,title=uncited-quote::100%25%0A甲，乙: 丙\n"
        );
    }
}
