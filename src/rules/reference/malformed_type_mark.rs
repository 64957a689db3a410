//! `malformed-type-mark`: a type mark in small letters, with blanks, or a web page without /OL.

use super::{EntryCheck, edit};
use crate::reference::{Medium, Part, Type};
use crate::rules::{Fix, Rule, Scope, Severity};

/// GB/T 7714 writes the marks in capitals; electronic works carry the mark of the medium.
pub static RULE: Rule = Rule {
    id: "malformed-type-mark",
    group: "reference",
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/malformed-type-mark.zh.md"),
    page_en: include_str!("../../../docs/rules/malformed-type-mark.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let reference = check.reference;
    let Some(mark) = reference.mark.as_ref().filter(|mark| mark.kind.is_some()) else { return };
    let written = &check.text[mark.range.clone()];
    let letters = written.contains(|c: char| c.is_alphabetic() || c == '/' || c == '／');
    let small = mark.written.bytes().any(|b| b.is_ascii_lowercase());
    let blank = written.contains(char::is_whitespace);
    let offline =
        mark.kind == Some(Type::Web) && !mark.written.contains('/') && reference.get(Part::Url).is_some();
    if !(small || blank || offline) || !letters {
        return;
    }
    let (open, close) = (written.chars().next().unwrap_or('['), written.chars().next_back().unwrap_or(']'));
    let medium = if offline { format!("/{}", Medium::Online.code()) } else { String::new() };
    let right = format!("{open}{}{medium}{close}", mark.written.to_ascii_uppercase());
    let message = match (check.zh(), offline) {
        (true, false) => format!("文献类型标识用大写字母，中间不空格：{right}。"),
        (true, true) => format!("网上的资源要写明载体：{right}。"),
        (false, false) => format!("Type marks are written in capitals without blanks: {right}."),
        (false, true) => format!("A work on the network carries the mark of the medium: {right}."),
    };
    let title = if check.zh() { format!("改为 {right}") } else { format!("Write {right}") };
    let edits = vec![edit(&mark.range, right)];
    check.report(&RULE, mark.range.clone(), message).repair(Fix { title, safe: true, edits });
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    #[test]
    fn small_letters_blanks_and_missing_media() {
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 题名⟦[j]⟧. 某刊, 2018(2): 8-15.\n[2] 李某. 题名⟦［J / OL］⟧. 某刊, 2018(2): 8-15. https://example.org/a.\n"
            ),
        );
        fixed(
            &RULE,
            &format!("{TEXT}[1] 某部. 题名[EB]. (2019-01-02)[2020-01-02]. https://example.org/a.\n"),
            &format!("{TEXT}[1] 某部. 题名[EB/OL]. (2019-01-02)[2020-01-02]. https://example.org/a.\n"),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &format!(
                    "{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n[2] 李某. 题名［M］. 北京: 某社, 2018.\n[3] 某部. 题名[EB/OL]. [2020-01-02]. https://example.org/a.\n"
                ),
                // without an address nothing says that it was read on the network
                &format!("{TEXT}[1] 某部. 题名[EB]. 某平台, 2019.\n"),
            ],
        );
    }
}
