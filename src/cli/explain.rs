//! `yinzheng explain`.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::args::{ExplainArgs, severity_word};
use super::session::{Failure, Session, Status};
use crate::config::{Lang, nearest, rule_title, say};
use crate::rules::{self, Rule};

/// Prints the page of a rule, or the list of rules.
///
/// # Errors
///
/// There is no such rule.
pub fn run(args: &ExplainArgs, session: &mut Session) -> Result<Status, Failure> {
    let lang = session.lang;
    let Some(name) = &args.rule else {
        session.print(&list(rules::all(), lang));
        return Ok(Status::Clean);
    };
    let Some(rule) = rules::find(name) else {
        return Err(Failure::new(unknown(name, rules::all(), lang)));
    };
    let page = rule.page(lang);
    session.print(page);
    if !page.ends_with('\n') {
        session.print("\n");
    }
    Ok(Status::Clean)
}

fn unknown(name: &str, rules: &[&Rule], lang: Lang) -> String {
    match nearest(name, rules.iter().map(|rule| rule.id)) {
        Some(near) => say!(
            lang,
            "没有规则“{name}”，是不是“{near}”？",
            "there is no rule “{name}”; did you mean “{near}”?"
        ),
        None => say!(
            lang,
            "没有规则“{name}”；运行 yinzheng explain 可列出全部规则",
            "there is no rule “{name}”; `yinzheng explain` lists all rules"
        ),
    }
}

fn list(rules: &[&Rule], lang: Lang) -> String {
    let ids = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let words = rules.iter().map(|rule| severity_word(rule.severity, lang).width()).max().unwrap_or(0);
    let mut out = String::new();
    for rule in rules {
        let word = severity_word(rule.severity, lang);
        let padding = " ".repeat(words - word.width());
        let _ = writeln!(out, "{:ids$}  {word}{padding}  {}", rule.id, rule_title(rule, lang));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Scope, Severity};

    static RULES: [&Rule; 2] = [
        &Rule {
            id: "a-long-name",
            group: "citation",
            severity: Severity::Information,
            optional: false,
            page_zh: "# a-long-name：长名",
            page_en: "# a-long-name: a long name",
            check: Scope::Document(|_| {}),
        },
        &Rule {
            id: "short",
            group: "citation",
            severity: Severity::Hint,
            optional: false,
            page_zh: "# short：短名",
            page_en: "# short: a short name",
            check: Scope::Document(|_| {}),
        },
    ];

    #[test]
    fn the_list_is_aligned() {
        assert_eq!(list(&RULES, Lang::Zh), "a-long-name  信息  长名\nshort        提示  短名\n");
        assert_eq!(
            list(&RULES, Lang::En),
            "a-long-name  information  a long name\nshort        hint         a short name\n"
        );
        assert_eq!(list(&[], Lang::Zh), "");
    }

    #[test]
    fn an_unknown_rule_gets_the_nearest_name() {
        assert!(unknown("shrot", &RULES, Lang::En).ends_with("did you mean “short”?"));
        assert!(unknown("spelling", &RULES, Lang::En).ends_with("lists all rules"));
    }
}
