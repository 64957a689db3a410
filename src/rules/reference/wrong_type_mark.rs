//! `wrong-type-mark`: the mark names another type than the entry shows.

use super::{EntryCheck, edit};
use crate::reference::{Mark, Part, Reference, Type, parse};
use crate::rules::{Fix, Rule, Scope, Severity};

/// The types are those of the appendix of GB/T 7714 on marks. Reported is only what the entry itself shows:
/// an edition number of a newspaper, volume and issue, a university in the place of a press.
pub static RULE: Rule = Rule {
    id: "wrong-type-mark",
    group: "reference",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/wrong-type-mark.zh.md"),
    page_en: include_str!("../../../docs/rules/wrong-type-mark.en.md"),
    check: Scope::Entry(check),
};

fn check(check: &mut EntryCheck<'_>) {
    let (reference, text) = (check.reference, check.text);
    let (Some(mark), Some(kind)) = (&reference.mark, reference.kind) else { return };
    let Some((right, zh, en)) = shown(reference, kind, mark, text) else { return };
    let message = if check.zh() {
        format!("{zh}，应标[{right}]，这里标成了[{kind}]。")
    } else {
        format!("{en}: the mark is [{right}], not [{kind}].")
    };
    let title = if check.zh() { format!("改为 [{right}]") } else { format!("Write [{right}]") };
    let written = &text[mark.range.clone()];
    let replaced = written.replacen(kind.code(), right.code(), 1);
    let sound = right != Type::Book || kind != Type::Archive;
    let finding = check.report(&RULE, mark.range.clone(), message);
    if replaced != written && sound {
        finding.repair(Fix { title, safe: false, edits: vec![edit(&mark.range, replaced)] });
    }
}

/// The type that an entry shows where its mark says another, and what shows it.
fn shown(reference: &Reference, kind: Type, mark: &Mark, text: &str) -> Option<(Type, String, String)> {
    let get = |part: Part| reference.get(part);
    let container = get(Part::Container).unwrap_or("");
    match kind {
        Type::Archive if reference.analytic => Some((
            Type::Book,
            "[A]是档案；析出文献用所在图书的标识，后接“//”，论文集用[C]".to_owned(),
            "[A] is an archival document; a part of a book has the mark of the book before //, of proceedings [C]".to_owned(),
        )),
        Type::Journal if is_newspaper(container) && is_full_date(get(Part::Date).unwrap_or("")) => Some((
            Type::Newspaper,
            format!("{container}是报纸"),
            format!("{container} is a newspaper"),
        )),
        Type::Newspaper if is_journal(container) && (get(Part::Issue).is_some() || get(Part::Volume).is_some()) => {
            Some((Type::Journal, format!("{container}有卷期，是期刊"), format!("{container} has volumes and issues")))
        }
        Type::Newspaper if get(Part::Date).is_none() && get(Part::Issue).is_some() && !is_newspaper(container) => {
            Some((Type::Journal, "有期号，是期刊文章".to_owned(), "an issue of a journal".to_owned()))
        }
        Type::Book | Type::Journal if !reference.analytic && is_thesis(reference, text) => {
            Some((Type::Thesis, "出版者是大学，是学位论文".to_owned(), "the publisher is a university, so it is a thesis".to_owned()))
        }
        Type::Book if !reference.analytic && get(Part::Place).is_none() => {
            let other = with_mark(text, mark, Type::Journal);
            let journal = other.get(Part::Container)?;
            let numbers = other.get(Part::Issue).is_some() && other.year().is_some();
            (numbers && other.rest.is_empty() && !journal.ends_with("社")).then(|| {
                (Type::Journal, format!("{journal}有年卷期，是期刊文章"), format!("{journal} has a year and an issue, it is a journal"))
            })
        }
        Type::Journal if get(Part::Issue).is_none() && get(Part::Volume).is_none() => {
            let other = with_mark(text, mark, Type::Book);
            let press = other.get(Part::Publisher)?;
            let is_press = ["出版社", "书店", "书局", "印书馆", "出版集团", "Press", "Publishers"].iter().any(|word| press.ends_with(word));
            let whole = other.get(Part::Place).is_some() && other.year().is_some() && other.rest.is_empty();
            (is_press && whole).then(|| {
                (Type::Book, "有出版地和出版社，是图书".to_owned(), "it has a place and a press, so it is a book".to_owned())
            })
        }
        _ => None,
    }
}

/// The entry read as if its mark named `kind`.
fn with_mark(text: &str, mark: &Mark, kind: Type) -> Reference {
    let written = &text[mark.range.clone()];
    let letters: String = mark.written.split('/').next().unwrap_or("").to_owned();
    let changed = written.replacen(&letters, kind.code(), 1);
    parse(&format!("{}{changed}{}", &text[..mark.range.start], &text[mark.range.end..]))
}

/// 日报, 晚报 and the like; not 学报.
fn is_newspaper(name: &str) -> bool {
    name.ends_with('报')
        && !["学报", "通报", "汇报", "简报", "公报", "情报", "集报", "画报"]
            .iter()
            .any(|end| name.ends_with(end))
        || ["文汇报", "Times", "Daily"].iter().any(|end| name.ends_with(end))
}

fn is_journal(name: &str) -> bool {
    let bare = name.split(['(', '（']).next().unwrap_or(name).trim_end();
    ["学报", "学刊", "杂志", "研究", "评论", "论坛", "科学", "通讯", "Review", "Journal"]
        .iter()
        .any(|end| bare.ends_with(end))
}

fn is_full_date(date: &str) -> bool {
    date.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count() == 3
}

fn is_thesis(reference: &Reference, text: &str) -> bool {
    if ["硕士学位论文", "博士学位论文", "硕士论文", "博士论文"]
        .iter()
        .any(|word| reference.mark.as_ref().is_some_and(|mark| text[mark.range.end..].contains(word)))
    {
        return true;
    }
    let publisher = reference.get(Part::Publisher).unwrap_or("");
    let university = publisher.ends_with("大学") || publisher.ends_with("University");
    university
        && reference.get(Part::Place).is_some()
        && reference.get(Part::Edition).is_none()
        && reference.others.is_empty()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    #[test]
    fn marks_of_another_type() {
        for entry in [
            "王某. 题名⟦[J]⟧. 某某日报, 2020-05-06(3).",
            "王某. 题名⟦[N]⟧. 某某学报, 2020, 12(3): 1-9.",
            "王某. 某某题名研究⟦[M]⟧. 武汉: 某某大学, 2018.",
            "王某. 某某题名研究⟦[J]⟧. 某某大学博士学位论文, 2018.",
            "王某. 题名⟦[M]⟧. 某某学刊, 2019(3): 1-9.",
            "王某. 书名⟦[J]⟧. 北京: 某某出版社, 2019.",
            "王某. 题名⟦[A]⟧//李某. 文集. 北京: 某社, 2019: 3-9.",
            "王某. 题名⟦[A]⟧. 李某. 文集[C]. 北京: 某社, 2019: 3-9.",
        ] {
            found(&RULE, &format!("{TEXT}[1] {entry}\n"));
        }
    }

    #[test]
    fn the_mark_is_replaced() {
        fixed(
            &RULE,
            &format!("{TEXT}[1] 王某. 题名[J/OL]. 某某日报, 2020-05-06(3). https://example.org/a.\n"),
            &format!("{TEXT}[1] 王某. 题名[N/OL]. 某某日报, 2020-05-06(3). https://example.org/a.\n"),
        );
    }

    #[test]
    fn silent_cases() {
        for entry in [
            "王某. 题名[J]. 某大学学报, 2020, 12(3): 1-9.",
            "王某. 题名[J/OL]. 某学报, 2026-03-01. https://example.org/a.",
            "王某. 题名[N]. 某某日报, 2020-05-06(3).",
            "王某. 题名[M]. 北京: 某某大学出版社, 2018.",
            "王某. 题名[D/OL]. 北京: 某某大学出版社, 2018. https://example.org/a.",
            "王某. 题名[M]. 李某, 译. 武汉: 某大学, 2018.",
            "王某. 题名[M]. 某社, 2019: 36-41.",
            "某学会. 某学刊[J]. 1957(1)-1990(4). 北京: 某出版社, 1957-1990.",
            "某馆. 某某档案[A]. 桂林: 某出版社, 2001.",
            "王某. 题名[J]. 某科学通报, 2019-03-05: 8.",
        ] {
            clean(&RULE, &[&format!("{TEXT}[1] {entry}\n")]);
        }
    }
}
