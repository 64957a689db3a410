//! `missing-reference-field`: parts that the type of the work requires are missing.

use super::EntryCheck;
use crate::reference::{Part, Type};
use crate::rules::{Rule, Scope, Severity};

/// Which parts a type requires follows the forms of GB/T 7714—2025 and 2015 (items and form of each type).
/// Only what both editions require is asked for; works on the network need no imprint.
pub static RULE: Rule = Rule {
    id: "missing-reference-field",
    group: "reference",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/missing-reference-field.zh.md"),
    page_en: include_str!("../../../docs/rules/missing-reference-field.en.md"),
    check: Scope::Entry(check),
};

/// What an entry lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Part(Part),
    Mark,
    Journal,
    Newspaper,
    Host,
    University,
    VolumeOrIssue,
    Address,
    FullDate,
}

impl Missing {
    const fn say(self, zh: bool) -> &'static str {
        match (self, zh) {
            (Self::Part(part), true) => part.zh(),
            (Self::Part(part), false) => part.en(),
            (Self::Mark, true) => "文献类型标识",
            (Self::Mark, false) => "type mark",
            (Self::Journal, true) => "刊名",
            (Self::Journal, false) => "journal",
            (Self::Newspaper, true) => "报名",
            (Self::Newspaper, false) => "newspaper",
            (Self::Host, true) => "所在图书的题名",
            (Self::Host, false) => "title of the book",
            (Self::University, true) => "学位授予单位",
            (Self::University, false) => "university",
            (Self::VolumeOrIssue, true) => "卷或期",
            (Self::VolumeOrIssue, false) => "volume or issue",
            (Self::Address, true) => "网址或标识符",
            (Self::Address, false) => "address or identifier",
            (Self::FullDate, true) => "出版日期",
            (Self::FullDate, false) => "date",
        }
    }
}

fn check(check: &mut EntryCheck<'_>) {
    let reference = check.reference;
    let missing = match &reference.mark {
        Some(_) => missing(check),
        None if check.context.marks_usual => vec![Missing::Mark],
        None => return,
    };
    if missing.is_empty() {
        return;
    }
    let zh = check.zh();
    let names: Vec<&str> = missing.iter().map(|missing| missing.say(zh)).collect();
    let kind = reference.kind.map_or("", |kind| if zh { kind.zh() } else { kind.en() });
    let unknown =
        missing.iter().any(|missing| matches!(missing, Missing::Part(Part::Place | Part::Publisher)));
    let message = if zh {
        let hint =
            if unknown { "确实无从查考的，写[出版地不详]、[出版者不详]。" } else { "" };
        format!("{kind}的条目缺少{}。{hint}", names.join("、"))
    } else {
        let hint = if unknown { " What cannot be found out is written [S.l.], [s.n.]." } else { "" };
        format!("This entry of a {kind} lacks: {}.{hint}", names.join(", "))
    };
    check.report(&RULE, check.hinge(), message);
}

fn missing(check: &EntryCheck<'_>) -> Vec<Missing> {
    let (reference, pages_in_text) = (check.reference, check.context.pages_in_text);
    let has = |part: Part| reference.get(part).is_some();
    let dated = has(Part::Year) || has(Part::Date);
    let online = check.is_online();
    let mut missing = Vec::new();
    let mut need = |condition: bool, what: Missing| {
        if !condition {
            missing.push(what);
        }
    };
    need(has(Part::Title), Missing::Part(Part::Title));
    let Some(kind) = reference.kind else { return missing };
    if reference.analytic {
        need(has(Part::Container), Missing::Host);
        need(dated || online, Missing::Part(Part::Year));
    } else {
        match kind {
            // A run of a serial has the serial's name for a title.
            Type::Journal if !has(Part::Container) && has(Part::Publisher) => {}
            Type::Journal => {
                need(has(Part::Container), Missing::Journal);
                need(dated, Missing::Part(Part::Year));
                let numbered = has(Part::Volume) || has(Part::Issue);
                let first_online = has(Part::Date) && !has(Part::Year);
                if has(Part::Container) && dated && !first_online {
                    need(numbered, Missing::VolumeOrIssue);
                    need(has(Part::Pages) || pages_in_text || online, Missing::Part(Part::Pages));
                }
            }
            Type::Newspaper => {
                need(has(Part::Container), Missing::Newspaper);
                need(has(Part::Date), Missing::FullDate);
            }
            Type::Book | Type::Proceedings | Type::Collection if !online => {
                need(has(Part::Place), Missing::Part(Part::Place));
                need(has(Part::Publisher), Missing::Part(Part::Publisher));
                need(dated, Missing::Part(Part::Year));
            }
            Type::Thesis if !online => {
                need(has(Part::Place), Missing::Part(Part::Place));
                need(has(Part::Publisher), Missing::University);
                need(dated, Missing::Part(Part::Year));
            }
            Type::Report => need(dated || online, Missing::Part(Part::Year)),
            Type::Standard => need(has(Part::Number), Missing::Part(Part::Number)),
            Type::Patent => {
                need(has(Part::Number), Missing::Part(Part::Number));
                need(dated, Missing::Part(Part::Date));
            }
            _ => {}
        }
    }
    let networked = online || matches!(kind, Type::Web);
    need(!networked || has(Part::Url) || has(Part::Pid), Missing::Address);
    missing
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::config::Settings;
    use crate::document::{Kind, Snapshot};
    use crate::rules::check;
    use crate::rules::testing::{clean, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    fn message(entry: &str) -> String {
        let snapshot = Snapshot::of(&format!("{TEXT}[1] {entry}\n"), Kind::Plain);
        let findings = check(&snapshot, &Settings::default());
        findings
            .into_iter()
            .find(|finding| finding.rule == RULE.id)
            .map_or(String::new(), |finding| finding.message)
    }

    #[test]
    fn what_is_missing_is_named() {
        for (entry, expected) in [
            (
                "王某. 题名[M]. 2019.",
                "图书的条目缺少出版地、出版者。确实无从查考的，写[出版地不详]、[出版者不详]。",
            ),
            ("王某. 题名[M]. 北京: 某社.", "图书的条目缺少出版年。"),
            ("王某. 题名[J]. 某刊, 2018.", "期刊文章的条目缺少卷或期、页码。"),
            ("王某. 题名[J]. 某刊.", "期刊文章的条目缺少出版年。"),
            ("王某. 题名[N]. 某某日报.", "报纸文章的条目缺少出版日期。"),
            (
                "王某. 题名[D]. 某大学, 2018.",
                "学位论文的条目缺少出版地。确实无从查考的，写[出版地不详]、[出版者不详]。",
            ),
            ("某公司. 一种装置[P]. 2021-02-03.", "专利的条目缺少编号。"),
            ("某部. 题名[EB/OL]. (2024-01-05)[2024-02-01].", "网页的条目缺少网址或标识符。"),
            ("王某. 题名[M]//李某. 文集. 北京: 某社.", "图书的条目缺少出版年。"),
        ] {
            assert_eq!(message(entry), expected, "{entry}");
        }
    }

    #[test]
    fn the_mark_is_missing_where_others_have_one() {
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n[2] ⟦李某⟧. 某某题名. 某刊, 2019(3): 1-9.\n[3] 张某. 题名[M]. 北京: 某社, 2018.\n"
            ),
        );
        clean(
            &RULE,
            &[&format!(
                "{TEXT}[1] 王某. 题名一. 某刊, 2018(2): 8-15.\n[2] 李某. 题名二. 某刊, 2019(3): 1-9.\n"
            )],
        );
    }

    #[test]
    fn silent_cases() {
        for entry in [
            "王某. 题名[M]. 北京: 某社, 2019.",
            "王某. 题名[M]. [出版地不详]: [出版者不详], 2019.",
            "王某. 题名[M/OL]. 2019. https://example.org/a.",
            "某某日记: 第4册[M]. 北京: 某社, 2009: 155.",
            "王某. 题名[M]. 刻本. 京都: 某某堂, 1881(清光绪七年).",
            "王某. 题名[J]. 某刊, 2018(2): 8-15.",
            "王某. 题名[J]. 某刊, 2018, 12(2): e023.",
            "王某. 题名[J/OL]. 某学报, 2026-03-01. https://example.org/a.",
            "某学会. 某学刊[J]. 1957(1)-1990(4). 北京: 某馆, 1957-1990.",
            "王某. 题名[N]. 某某日报, 2020-05-06(3).",
            "王某. 题名[N/OL]. 某某日报, 2020-05-06. https://example.org/a.",
            "王某. 题名[D]. 武汉: 某大学, 2018.",
            "某研究院. 题名[R]. 2023-11-02: 8.",
            "GB/T 0001—2019 某某规则[S].",
            "某公司. 一种装置: 202010000000.0[P]. 2021-02-03.",
            "某部. 题名[EB/OL]. (2024-01-05)[2024-02-01]. https://example.org/a.",
            "郑某. 题名[C]//第五届某论坛, 2021: 7.",
            "李某. 题名[M]//张某. 文集. 上海: 某社, 2020: 55-70.",
            "某馆. 某某档案[A]. 桂林: 某社, 2001.",
            "某局. 某省地图[CM]. 2版. 北京: 某社, 2019.",
        ] {
            assert_eq!(message(entry), "", "{entry}");
        }
        // The pages stand in the text.
        let text = "甲说[1]36，乙说[2]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n[1] 王某. 题名[J]. 某刊, 2018(2).\n";
        clean(&RULE, &[text]);
    }
}
