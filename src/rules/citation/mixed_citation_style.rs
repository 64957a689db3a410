//! `mixed-citation-style`: citations written in another way than most of the document's.

use std::collections::BTreeMap;
use std::ops::Range;

use super::numbers;
use crate::document::Snapshot;
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};
use crate::syntax::citation::{Citation, Style};

/// One document writes its citations in one way. Notes ①, footnotes and sources in brackets may stand
/// beside numbered references: they are another system.
pub static RULE: Rule = Rule {
    id: "mixed-citation-style",
    group: "citation",
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/mixed-citation-style.zh.md"),
    page_en: include_str!("../../../docs/rules/mixed-citation-style.en.md"),
    check: Scope::Document(check),
};

/// Citations of the usual form from which on a document shows what its form is.
const ENOUGH: usize = 4;

/// How many times as many the usual form has.
const CLEAR: usize = 4;

/// A way to write a citation that points at the reference list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// A number in brackets, by the opening bracket.
    Bracket(char),
    /// `^[1]^`, `<sup>`, ¹
    Raised,
    /// `[@key]`
    Pandoc,
    /// `\cite{key}`
    Latex,
    /// （张三，2019）
    AuthorYear,
}

impl Form {
    fn example(self) -> &'static str {
        match self {
            Self::Bracket('［') => "［1］",
            Self::Bracket('〔') => "〔1〕",
            Self::Bracket('【') => "【1】",
            Self::Bracket(_) => "[1]",
            Self::Raised => "¹",
            Self::Pandoc => "[@key]",
            Self::Latex => "\\cite{key}",
            Self::AuthorYear => "（张三，2019）",
        }
    }
}

fn form(citation: &Citation) -> Option<Form> {
    match citation.style {
        // $^{[3]}$ is [3], raised by a converter.
        Style::Numeric => {
            matches!(citation.open, '[' | '［' | '〔' | '【').then_some(Form::Bracket(citation.open))
        }
        Style::Superscript => Some(Form::Raised),
        Style::Pandoc => Some(Form::Pandoc),
        Style::Latex => Some(Form::Latex),
        Style::AuthorYear => Some(Form::AuthorYear),
        Style::Circled | Style::Footnote | Style::InlineNote => None,
    }
}

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let mut found: Vec<(Form, Range<usize>)> = Vec::new();
    for &citing in &snapshot.index().citings {
        let citation = numbers::citation(snapshot, citing);
        if let Some(form) = form(citation) {
            found.push((form, snapshot.absolute(citing.block, &citation.marker)));
        }
    }
    let mut counts: BTreeMap<Form, usize> = BTreeMap::new();
    for (form, _) in &found {
        *counts.entry(*form).or_default() += 1;
    }
    let Some((&usual, &most)) = counts.iter().max_by_key(|&(_, count)| *count) else { return };
    let others = found.len() - most;
    if most < ENOUGH || most < others * CLEAR {
        return;
    }
    for (form, range) in found {
        if form == usual || form == Form::AuthorYear && beside_another(snapshot, &range) {
            continue;
        }
        let written = snapshot.buffer().slice(range.clone()).into_owned();
        let fix = rewritten(form, usual, &written);
        let example = usual.example();
        let message = if check.zh() {
            format!("这处标注写作{written}，全文多数写作{example}的样式（{most}处）。请统一。")
        } else {
            format!(
                "This citation is written {written}, while most of the document ({most}) writes {example}. Make them alike."
            )
        };
        let lang = check.settings.lang;
        if let Some(finding) = check.report(&RULE, range.clone(), message)
            && let Some(text) = fix
        {
            let title = match lang {
                crate::config::Lang::Zh => format!("改为 {text}"),
                crate::config::Lang::En => format!("Change to {text}"),
            };
            finding.repair(Fix { title, safe: true, edits: vec![Edit { range, text }] });
        }
    }
}

/// 张三（2019）……[3]: the year belongs to the name and the number is the citation.
fn beside_another(snapshot: &Snapshot, range: &Range<usize>) -> bool {
    let text = snapshot.buffer().slice(range.clone());
    text.chars().filter(|c| c.is_alphabetic()).count() == 0
}

/// The marker in the usual brackets; other changes of form need to know the list.
fn rewritten(form: Form, usual: Form, written: &str) -> Option<String> {
    let (Form::Bracket(_), Form::Bracket(open)) = (form, usual) else { return None };
    let close = match open {
        '[' => ']',
        '［' => '］',
        '〔' => '〕',
        _ => '】',
    };
    let mut inner = written.chars();
    inner.next()?;
    inner.next_back()?;
    Some(format!("{open}{}{close}", inner.as_str()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    #[test]
    fn the_few_are_reported() {
        found(&RULE, "甲说[1]，乙说[2]，丙说[3]，丁说[4]，戊说⟦〔5〕⟧，己说[6]36。");
        found(&RULE, "甲说〔1〕，乙说〔2〕，丙说〔3〕，丁说〔4〕，戊说⟦[5]⟧36。");
        found(&RULE, "甲说[1]，乙说[2]，丙说[3]，丁说[4]，戊说⟦¹⟧。");
        found(&RULE, "甲说[1]，乙说[2]，丙说[3]，丁说[4]，有学者持异议⟦（张三，2019）⟧。");
    }

    #[test]
    fn the_fix_keeps_number_and_page() {
        fixed(
            &RULE,
            "甲说[1]，乙说[2]，丙说[3]，丁说[4]，戊说〔5,7〕36。",
            "甲说[1]，乙说[2]，丙说[3]，丁说[4]，戊说[5,7]36。",
        );
        fixed(
            &RULE,
            "甲说〔1〕，乙说〔2〕，丙说〔3〕，丁说〔4〕，戊说［5］。",
            "甲说〔1〕，乙说〔2〕，丙说〔3〕，丁说〔4〕，戊说〔5〕。",
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "甲说[1]，乙说[2]，丙说[3]36，丁说[4](P45)，戊说[5,7]。",
                // two systems
                "甲说[1]，乙说[2]，丙说[3]，丁说[4]，戊说①。\n\n注释\n①这里指县以下。\n",
                "甲说[1]，乙说[2]，丙说[3]，丁说[4]，戊说[^1]。\n\n[^1]: 这里指县以下。\n",
                "甲说[1]，乙说[2]，丙说[3]，丁说[4]，戊说“要紧的是人”（《某书》，第3页）。",
                // the year belongs to the name
                "甲说[1]，乙说[2]，丙说[3]，张三（2019）也说[4]。",
                // no form prevails
                "甲说[1]，乙说〔2〕，丙说[3]，丁说〔4〕。",
                "甲说[1]，乙说〔2〕。",
                // no citations at all
                "国发〔2007〕19号文件[德]，见[M]与〔2010〕3号，甲说[1]，乙说[2]，丙说[3]，丁说[4]。",
            ],
        );
    }
}
