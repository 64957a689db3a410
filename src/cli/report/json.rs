//! `--format json`: the contract with other programs; keys are only ever added.

use serde::Serialize;

use super::{Counts, FileReport, Found};
use crate::cli::place::PositionRange;
use crate::rules::Severity;

/// The JSON document of a check.
pub fn json(files: &[FileReport]) -> impl Serialize {
    Document { version: 1, files: files.iter().map(File::of).collect(), summary: Counts::of(files) }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    files: Vec<File<'a>>,
    summary: Counts,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    range: PositionRange,
    bytes: [usize; 2],
    fix: Option<Fix<'a>>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    bytes: [usize; 2],
    text: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    range: PositionRange,
    bytes: [usize; 2],
}

impl<'a> File<'a> {
    fn of(file: &'a FileReport) -> Self {
        Self { path: &file.path, findings: file.findings.iter().map(Finding::of).collect() }
    }
}

impl<'a> Finding<'a> {
    fn of(found: &'a Found) -> Self {
        let fix = found.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            safe: fix.safe,
            edits: fix.edits.iter().map(|(span, text)| Edit { bytes: span.bytes, text }).collect(),
        });
        let related = found
            .related
            .iter()
            .map(|(span, message)| Related { message, range: span.range, bytes: span.bytes })
            .collect();
        Self {
            rule: found.rule,
            severity: found.severity,
            message: &found.message,
            range: found.span.range,
            bytes: found.span.bytes,
            fix,
            related,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    #[test]
    fn the_document_is_the_one_of_the_contract() {
        assert_eq!(
            serde_json::to_string(&json(&sample())).unwrap(),
            concat!(
                r#"{"version":1,"files":[{"path":"文/a b.md","findings":[{"rule":"uncited-quote","#,
                r#""severity":"warning","message":"引文没有标注","#,
                r#""range":{"start":{"line":1,"character":5},"end":{"line":1,"character":9}},"bytes":[23,35],"#,
                r#""fix":{"title":"删去","safe":false,"edits":[{"bytes":[23,35],"text":"甲\n"}]},"#,
                r#""related":[{"message":"见此","range":{"start":{"line":0,"character":0},"#,
                r#""end":{"line":0,"character":2}},"bytes":[3,9]}]}]},{"path":"b.txt","findings":[]}],"#,
                r#""summary":{"files":2,"error":0,"warning":1,"information":0,"hint":0}}"#,
            )
        );
    }

    #[test]
    fn nothing_checked_is_a_document_too() {
        assert_eq!(
            serde_json::to_string(&json(&[])).unwrap(),
            r#"{"version":1,"files":[],"summary":{"files":0,"error":0,"warning":0,"information":0,"hint":0}}"#
        );
    }
}
