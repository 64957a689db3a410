//! `heading-out-of-order`: a heading whose number does not follow.

use crate::document::Snapshot;
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};
use crate::syntax::chars::{circled, parenthesised, to_chinese};
use crate::syntax::heading::Ordinal;

/// Among headings of one level and one form under the same heading, a number is skipped, repeated
/// or goes back.
pub static RULE: Rule = Rule {
    id: "heading-out-of-order",
    group: "structure",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/heading-out-of-order.zh.md"),
    page_en: include_str!("../../../docs/rules/heading-out-of-order.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    for (position, section) in snapshot.index().sections.iter().enumerate() {
        let (Some(expected), Some(form)) = (section.expected, section.form) else { continue };
        let Some(heading) = &snapshot.blocks()[section.block].heading else { continue };
        let range = snapshot.absolute(section.block, &heading.text);
        let Some(ordinal) = &heading.ordinal else { continue };
        let written = snapshot.text_in(section.block, &ordinal.digits);
        let right = write(form, expected, &written);
        let whole = |last: &str| {
            ordinal.prefix.iter().map(u32::to_string).chain([last.to_owned()]).collect::<Vec<_>>().join(".")
        };
        let (shown_right, shown_written) = (whole(&right), whole(&written));
        let message = match (check.zh(), section.number < expected) {
            (true, false) => format!("标题序号不连续：这里应是“{shown_right}”，写作“{shown_written}”。"),
            (true, true) => format!("标题序号重复或倒退：这里应是“{shown_right}”，写作“{shown_written}”。"),
            (false, false) => {
                format!(
                    "The heading's number skips: “{shown_right}” should follow here, not “{shown_written}”."
                )
            }
            (false, true) => format!(
                "The heading's number repeats or goes back: “{shown_right}” should follow here, not “{shown_written}”."
            ),
        };
        let edits = renumbering(snapshot, position, expected).unwrap_or_else(|| {
            vec![Edit { range: snapshot.absolute(section.block, &ordinal.digits), text: right.clone() }]
        });
        let title = if edits.len() == 1 {
            check.say("把序号改为", "Change the number to ").to_owned() + &format!("“{shown_right}”")
        } else if check.zh() {
            format!("从“{shown_right}”起重编本级标题（{}处）", edits.len())
        } else {
            format!("Renumber the headings of this level from “{shown_right}” ({} places)", edits.len())
        };
        if let Some(finding) = check.report(&RULE, range, message) {
            finding.repair(Fix { title, safe: false, edits });
        }
    }
}

/// Headings that one repair renumbers at most.
const MOST_EDITS: usize = 100;

/// Renumbers section number `position` and what follows it on the same level, so that no new gap
/// opens; `None` where too many would change.
fn renumbering(snapshot: &Snapshot, position: usize, expected: u32) -> Option<Vec<Edit>> {
    let sections = &snapshot.index().sections;
    let first = &sections[position];
    let mut edits = Vec::new();
    let mut next = expected;
    for sibling in sections[position..].iter().take_while(|s| s.level >= first.level) {
        if sibling.parent != first.parent || sibling.form != first.form {
            continue;
        }
        let Some(ordinal) =
            snapshot.blocks()[sibling.block].heading.as_ref().and_then(|h| h.ordinal.as_ref())
        else {
            continue;
        };
        if sibling.number != next {
            if edits.len() == MOST_EDITS {
                return None;
            }
            let old = snapshot.text_in(sibling.block, &ordinal.digits);
            edits.push(Edit {
                range: snapshot.absolute(sibling.block, &ordinal.digits),
                text: write(sibling.form?, next, &old),
            });
        }
        next += 1;
    }
    Some(edits)
}

/// `number` in the digits of `form`, as wide as `like`.
fn write(form: Ordinal, number: u32, like: &str) -> String {
    let first = like.chars().next().unwrap_or('1');
    if circled(first).is_some() {
        return char::from_u32('①' as u32 + number - 1)
            .filter(|_| number <= 20)
            .map_or_else(|| number.to_string(), String::from);
    }
    if parenthesised(first).is_some() {
        return char::from_u32('⑴' as u32 + number - 1)
            .filter(|_| number <= 20)
            .map_or_else(|| number.to_string(), String::from);
    }
    let chinese = matches!(form, Ordinal::Comma | Ordinal::Paren)
        || matches!(form, Ordinal::Part | Ordinal::Chapter | Ordinal::Section) && !first.is_ascii_digit();
    if chinese {
        return to_chinese(number);
    }
    let digits = number.to_string();
    if first.is_ascii_digit() {
        return digits;
    }
    digits.chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "这是一段足够长的正文，用来把标题和标题隔开，让文章像一篇真正的文章，而不是一张目录。";

    fn essay(headings: &[&str]) -> String {
        headings.join(&format!("\n\n{TEXT}\n\n")) + &format!("\n\n{TEXT}\n\n")
    }

    #[test]
    fn headings_of_latex() {
        found(
            &RULE,
            "\\section{一、甲的由来}\n正文在这里，说的是甲的由来。\n\n\\section{⟦三、乙的去向⟧}\n正文在这里，说的是乙的去向。\n",
        );
        clean(
            &RULE,
            &[
                "\\section{一、甲的由来}\n正文在这里，说的是甲的由来。\n\n% \\section{二、旧稿}\n\n\\section{二、乙的去向}\n正文。\n",
            ],
        );
    }

    #[test]
    fn gaps_repetitions_and_steps_back() {
        found(&RULE, &essay(&["一、甲的由来", "⟦三、乙的去向⟧"]));
        found(&RULE, &essay(&["一、甲的由来", "二、乙的去向", "⟦二、丙的结果⟧", "三、丁的结果"]));
        found(
            &RULE,
            &essay(&[
                "一、甲的由来",
                "（一）其一的情形",
                "⟦（三）其二的情形⟧",
                "二、乙的去向",
                "（一）其一的情形",
            ]),
        );
        found(&RULE, &essay(&["## 一、甲的由来", "### 1.其一的情形", "### ⟦3.其三的情形⟧"]));
        found(&RULE, &essay(&["第一章 甲的由来", "⟦第三章 乙的去向⟧", "第四章 丙的结果"]));
        found(&RULE, &essay(&["⟦二、甲的由来⟧", "三、乙的去向"]));
        found(&RULE, &essay(&["1 甲的由来", "1.1 其一的情形", "⟦1.3 其三的情形⟧"]));
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                &essay(&[
                    "一、甲的由来",
                    "（一）其一的情形",
                    "（二）其二的情形",
                    "二、乙的去向",
                    "（一）其一的情形",
                    "三、丙的结果",
                ]),
                &essay(&["引言", "一、甲的由来", "二、乙的去向", "结语"]),
                &essay(&[
                    "一、甲的由来",
                    "（一）其一的情形",
                    "（二）其二的情形",
                    "二、乙的去向",
                    "（三）其三的情形",
                    "（四）其四的情形",
                ]),
                &essay(&["0 引言部分", "1 甲的由来", "1.1 其一的情形", "1.2 其二的情形", "2 乙的去向"]),
                &essay(&[
                    "第一章 甲的由来",
                    "第一节 其一的情形",
                    "第二节 其二的情形",
                    "第二章 乙的去向",
                    "第一节 其一的情形",
                ]),
                "改革有三条经验。\n\n一是坚持党的领导，这是根本。\n\n三是依靠群众，这是基础。\n",
                "3.单独一条\n\n这里的序号是正文的一部分，前后都没有同级的标题，所以不应当报告。\n",
            ],
        );
    }

    #[test]
    fn the_fix_renumbers_what_follows() {
        fixed(
            &RULE,
            &essay(&["一、甲的由来", "三、乙的去向", "四、丙的结果"]),
            &essay(&["一、甲的由来", "二、乙的去向", "三、丙的结果"]),
        );
        fixed(
            &RULE,
            &essay(&["（１）甲的由来", "（３）乙的去向"]),
            &essay(&["（１）甲的由来", "（２）乙的去向"]),
        );
        fixed(&RULE, &essay(&["①甲的由来", "③乙的去向"]), &essay(&["①甲的由来", "②乙的去向"]));
    }
}
