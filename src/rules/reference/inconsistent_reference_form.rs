//! `inconsistent-reference-form`: entries of one list in different widths, with and without a final stop, or
//! with labels of different form.

use std::collections::BTreeMap;
use std::ops::Range;

use super::profile::Written;
use crate::document::Listed;
use crate::reference::{Grammar, Width};
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};

/// No edition of GB/T 7714 prescribes the width of punctuation, and the final full stop is free; a list
/// keeps to one form.
pub static RULE: Rule = Rule {
    id: "inconsistent-reference-form",
    group: "reference",
    severity: Severity::Hint,
    optional: false,
    page_zh: include_str!("../../../docs/rules/inconsistent-reference-form.zh.md"),
    page_en: include_str!("../../../docs/rules/inconsistent-reference-form.en.md"),
    check: Scope::Document(check),
};

/// Shorter lists have no usual form.
const SHORTEST: usize = 3;

fn check(check: &mut Check<'_>) {
    if check.written() == Written::Note {
        return;
    }
    let mut lists: BTreeMap<Option<usize>, Vec<(usize, Listed)>> = BTreeMap::new();
    for (index, listed) in check.listed().iter().enumerate() {
        if listed.reference.grammar == Grammar::Gb && listed.reference.mark.is_some() {
            lists
                .entry(check.snapshot.index().entries[index].list)
                .or_default()
                .push((index, listed.clone()));
        }
    }
    for entries in lists.into_values().filter(|entries| entries.len() >= SHORTEST) {
        widths(check, &entries);
        final_stops(check, &entries);
        labels(check, &entries);
    }
}

/// Splits `entries` by `form`; the smaller part, where both are there.
fn minority<T: PartialEq + Copy>(forms: &[(usize, T)], usual: T, other: T) -> Option<(T, Vec<usize>)> {
    let of = |form: T| forms.iter().filter(|(_, f)| *f == form).map(|(i, _)| *i).collect::<Vec<_>>();
    let (a, b) = (of(usual), of(other));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    Some(if b.len() <= a.len() { (other, b) } else { (usual, a) })
}

fn widths(check: &mut Check<'_>, entries: &[(usize, Listed)]) {
    let width = |(at, (_, listed)): (usize, &(usize, Listed))| Some((at, listed.form.width? == Width::Full));
    let forms: Vec<(usize, bool)> = entries.iter().enumerate().filter_map(width).collect();
    let Some((full, few)) = minority(&forms, false, true) else { return };
    let (count, all) = (few.len(), forms.len());
    let message = match (check.zh(), full) {
        (true, true) => format!(
            "同一张文献表里标点的宽窄不一：{all}条中有{count}条用全角的逗号、冒号和括号，其余用半角。两种都可以，请统一。"
        ),
        (true, false) => format!(
            "同一张文献表里标点的宽窄不一：{all}条中有{count}条用半角的逗号、冒号和括号，其余用全角。两种都可以，请统一。"
        ),
        (false, true) => format!(
            "The list mixes widths: {count} of {all} entries have full-width commas, colons and brackets, the others half-width ones. Either will do; keep to one."
        ),
        (false, false) => format!(
            "The list mixes widths: {count} of {all} entries have half-width commas, colons and brackets, the others full-width ones. Either will do; keep to one."
        ),
    };
    report(check, entries, &few, message, None);
}

fn final_stops(check: &mut Check<'_>, entries: &[(usize, Listed)]) {
    let stopped = |(at, (_, listed)): (usize, &(usize, Listed))| Some((at, listed.form.stopped?));
    let forms: Vec<(usize, bool)> = entries.iter().enumerate().filter_map(stopped).collect();
    let Some((stopped, few)) = minority(&forms, true, false) else { return };
    let (count, all) = (few.len(), forms.len());
    let message = match (check.zh(), stopped) {
        (true, false) => format!("{all}条中有{count}条末尾没有句点，其余有。加不加都可以，请统一。"),
        (true, true) => format!("{all}条中有{count}条末尾有句点，其余没有。加不加都可以，请统一。"),
        (false, false) => format!(
            "{count} of {all} entries have no final full stop, the others have one. Either will do; keep to one."
        ),
        (false, true) => format!(
            "{count} of {all} entries have a final full stop, the others have none. Either will do; keep to one."
        ),
    };
    let edits = few.iter().map(|&at| {
        let range = &entries[at].1.range;
        let text = check.snapshot.buffer().slice(range.clone()).into_owned();
        if stopped {
            let length = text.chars().next_back().map_or(0, char::len_utf8);
            Edit { range: range.end - length..range.end, text: String::new() }
        } else {
            Edit { range: range.end..range.end, text: ".".to_owned() }
        }
    });
    let edits = edits.collect();
    let title = if stopped {
        check.say("去掉多余的句点", "Delete the final full stops")
    } else {
        check.say("补上缺少的句点", "Add the missing full stops")
    };
    let fix = Fix { title: title.to_owned(), safe: true, edits };
    report(check, entries, &few, message, Some(fix));
}

fn labels(check: &mut Check<'_>, entries: &[(usize, Listed)]) {
    let mut counts: BTreeMap<[char; 2], Vec<usize>> = BTreeMap::new();
    for (at, (index, listed)) in entries.iter().enumerate() {
        // ① has no sign of its own, and a footnote's key may be a word.
        if check.snapshot.index().entries[*index].key.is_none() {
            counts.entry(listed.form.label).or_default().push(at);
        }
    }
    let most = counts.values().map(Vec::len).max().unwrap_or(0);
    let mut few: Vec<usize> = Vec::new();
    let mut usual = None;
    for (form, members) in &counts {
        if members.len() == most && usual.is_none() {
            usual = Some(*form);
        } else {
            few.extend(members);
        }
    }
    let (Some(usual), false) = (usual, few.is_empty()) else { return };
    few.sort_unstable();
    let (count, all) = (few.len(), entries.len());
    let example = entries.iter().enumerate().find_map(|(at, (index, _))| {
        let entry = &check.snapshot.index().entries[*index];
        (!few.contains(&at)).then(|| check.snapshot.text_in(entry.block, &entry.label))
    });
    let example = example.unwrap_or_else(|| usual.iter().collect());
    let message = if check.zh() {
        format!("{all}条中有{count}条的编号写法和别的不同，别的写作“{example}”。请统一。")
    } else {
        format!(
            "The labels of {count} of {all} entries differ in form from the others, which are written “{example}”."
        )
    };
    report(check, entries, &few, message, None);
}

/// Reports at the first of `few`, with the others as related places.
fn report(
    check: &mut Check<'_>,
    entries: &[(usize, Listed)],
    few: &[usize],
    message: String,
    fix: Option<Fix>,
) {
    /// More places than these help nobody.
    const SHOWN: usize = 5;
    let place = |at: usize| -> Range<usize> {
        let entry = &check.snapshot.index().entries[entries[at].0];
        let label = check.snapshot.absolute(entry.block, &entry.label);
        // Lists by author and year have no labels.
        if label.is_empty() { entries[at].1.range.clone() } else { label }
    };
    let Some((&first, others)) = few.split_first() else { return };
    let range = place(first);
    let places: Vec<Range<usize>> = others.iter().take(SHOWN).map(|&at| place(at)).collect();
    let note = check.say("这一条也是", "and this entry").to_owned();
    if let Some(finding) = check.report(&RULE, range, message) {
        for place in places {
            finding.relate(place, note.clone());
        }
        if let Some(fix) = fix {
            finding.repair(fix);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    #[test]
    fn widths_stops_and_labels() {
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n⟦[2]⟧ 李某. 题名[J]. 某刊，2018（2）：8-15.\n[3] 张某, 赵某. 题名[M]. 北京: 某社, 2018.\n"
            ),
        );
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n⟦[2]⟧ 李某. 题名[J]. 某刊, 2018(2): 8-15\n[3] 张某. 题名[M]. 北京: 某社, 2018.\n"
            ),
        );
        found(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n⟦［2］⟧ 李某. 题名[J]. 某刊, 2018(2): 8-15.\n[3] 张某. 题名[M]. 北京: 某社, 2018.\n"
            ),
        );
    }

    #[test]
    fn stops_are_made_alike() {
        fixed(
            &RULE,
            &format!(
                "{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15\n[2] 李某. 题名[J]. 某刊, 2018(2): 8-15.\n[3] 张某. 题名[M]. 北京: 某社, 2018\n"
            ),
            &format!(
                "{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15\n[2] 李某. 题名[J]. 某刊, 2018(2): 8-15\n[3] 张某. 题名[M]. 北京: 某社, 2018\n"
            ),
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                // Western entries keep their own width, addresses their own end.
                &format!(
                    "{TEXT}[1] 王某. 题名[J]. 某刊，2018（2）：8-15.\n[2] Smith A, Jones B. A title[J]. Some Review, 2018(2): 8-15.\n[3] 某部. 题名[EB/OL].（2019-01-02）[2020-01-02]. https://example.org/a\n"
                ),
                // a title has its own signs
                &format!(
                    "{TEXT}[1] 王某. 论甲：兼论乙[J]. 某刊, 2018(2): 8-15.\n[2] 李某. 题名[J]. 某刊, 2018(2): 8-15.\n[3] 张某. 题名[M]. 北京: 某社, 2018.\n"
                ),
                // two entries are no list to speak of
                &format!(
                    "{TEXT}[1] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n[2] 李某. 题名[J]. 某刊，2018（2）：8-15\n"
                ),
            ],
        );
    }
}
