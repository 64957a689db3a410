//! `malformed-ignore`: a comment that means to ignore findings and cannot be understood.

use std::ops::Range;

use crate::config::{nearest, unknown_rule};
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};
use crate::syntax::directive::{IGNORE, Slip};

/// A `yinzheng-ignore` comment names no rule, a rule that does not exist, or is broken in form. A
/// slip in it would otherwise be silent: the finding would stay, or worse, go for another reason.
pub static RULE: Rule = Rule {
    id: "malformed-ignore",
    group: super::GROUP,
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/malformed-ignore.zh.md"),
    page_en: include_str!("../../../docs/rules/malformed-ignore.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let mut found: Vec<(Range<usize>, String, Option<Fix>)> = Vec::new();
    for (number, block) in snapshot.blocks().iter().enumerate() {
        for directive in &block.directives {
            if let Some((range, slip)) = &directive.slip {
                let range = snapshot.absolute(number, range);
                let word = snapshot.buffer().slice(range.clone()).into_owned();
                let (message, fix) = slip_message(check, *slip, range.clone(), &word);
                found.push((range, message, fix));
            }
            for (range, id) in &directive.rules {
                if crate::rules::find(id).is_some() {
                    continue;
                }
                let range = snapshot.absolute(number, range);
                let near = nearest(id, crate::rules::all().iter().map(|rule| rule.id));
                let fix = near.map(|near| renamed(check, range.clone(), near));
                found.push((
                    range,
                    sentence(unknown_rule(id, check.settings.lang), check.say("。", ".")),
                    fix,
                ));
            }
        }
    }
    for (range, message, fix) in found {
        if let Some(finding) = check.report(&RULE, range, message)
            && let Some(fix) = fix
        {
            finding.repair(fix);
        }
    }
}

/// `text` as a sentence; a question is one already.
fn sentence(text: String, stop: &str) -> String {
    if text.ends_with(['？', '?']) { text } else { text + stop }
}

fn slip_message(check: &Check<'_>, slip: Slip, range: Range<usize>, word: &str) -> (String, Option<Fix>) {
    let form = check.say("yinzheng-ignore 规则: 理由", "yinzheng-ignore RULE: reason");
    let message = match (slip, check.zh()) {
        (Slip::UnknownWord, true) => format!("不认识“{word}”，是不是“{IGNORE}”？应当写作 {form}。"),
        (Slip::UnknownWord, false) => {
            format!("“{word}” is not known; did you mean “{IGNORE}”? Write {form}.")
        }
        (Slip::NoRule, true) => format!("没有写明忽略哪条规则。应当写作 {form}。"),
        (Slip::NoRule, false) => format!("It does not say which rule to ignore. Write {form}."),
        (Slip::NoColon, true) => format!("规则与理由之间缺少冒号。应当写作 {form}。"),
        (Slip::NoColon, false) => {
            format!("A colon is missing between the rule and the reason. Write {form}.")
        }
        (Slip::Unclosed, true) => format!("忽略提示的注释必须在一行之内写完。应当写作 {form}。"),
        (Slip::Unclosed, false) => {
            format!("A comment that ignores findings must be on one line. Write {form}.")
        }
    };
    let fix = match slip {
        Slip::UnknownWord => Some(renamed(check, range, IGNORE)),
        Slip::NoColon => Some(Fix {
            title: check.say("补上冒号", "Add the colon").to_owned(),
            safe: true,
            edits: vec![Edit { range: range.start..range.start, text: ":".to_owned() }],
        }),
        Slip::NoRule | Slip::Unclosed => None,
    };
    (message, fix)
}

/// The repair of a misspelt name. It makes findings go, so somebody should look at it.
fn renamed(check: &Check<'_>, range: Range<usize>, name: &str) -> Fix {
    let title = if check.zh() { format!("改为“{name}”") } else { format!("Change to “{name}”") };
    Fix { title, safe: false, edits: vec![Edit { range, text: name.to_owned() }] }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "\n村里的事要由村里人商量着办，这是多年来的经验。\n";

    #[test]
    fn comments_that_cannot_be_understood() {
        for comment in [
            "<!-- ⟦yinzheng-ignore⟧ -->",
            "<!-- ⟦yinzheng-ignore⟧: 是俗语 -->",
            "<!-- ⟦yinzheng-ignore⟧ 是俗语 -->",
            "<!-- yinzheng-ignore ⟦uncited-qoute⟧: 是俗语 -->",
            "<!-- yinzheng-ignore uncited-quote, ⟦spelling⟧: 是俗语 -->",
            "<!-- yinzheng-ignore uncited-quote⟦ 是俗语⟧ -->",
            "<!-- ⟦yinzheng-disable⟧ uncited-quote: 是俗语 -->",
            "⟦<!-- yinzheng-ignore uncited-quote:⟧\n是俗语 -->",
            "<!--\n⟦yinzheng-ignore⟧ uncited-quote: 是俗语\n-->",
        ] {
            found(&RULE, &format!("{comment}{TEXT}"));
        }
        found(
            &RULE,
            "常言道：人心齐，泰山移。<!-- yinzheng-ignore ⟦uncitedquote⟧: 是俗语 --> 后文还有一句话。",
        );
    }

    #[test]
    fn silent_cases() {
        let comments = [
            "<!-- yinzheng-ignore uncited-quote: 是俗语 -->",
            "<!-- yinzheng-ignore uncited-quote -->",
            "<!-- yinzheng-ignore uncited-quote，unused-reference：是俗语 -->",
            "<!-- yinzheng 检查过 -->",
            "<!-- 待查 -->",
            "<!--\n待查\n-->",
            "```\n<!-- yinzheng-ignore -->\n```\n",
            "写作`<!-- yinzheng-ignore -->`即可忽略。",
        ];
        for comment in comments {
            clean(&RULE, &[&format!("{comment}{TEXT}")]);
        }
    }

    #[test]
    fn repairs() {
        for (before, after) in
            [("uncited-qoute: 俗语", "uncited-quote: 俗语"), ("uncited-quote 俗语", "uncited-quote: 俗语")]
        {
            let text = |list: &str| format!("<!-- yinzheng-ignore {list} -->{TEXT}");
            fixed(&RULE, &text(before), &text(after));
        }
        fixed(
            &RULE,
            &format!("<!-- yinzheng-ingore uncited-quote: 俗语 -->{TEXT}"),
            &format!("<!-- yinzheng-ignore uncited-quote: 俗语 -->{TEXT}"),
        );
    }
}
