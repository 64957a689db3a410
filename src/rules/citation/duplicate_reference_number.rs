//! `duplicate-reference-number`: two entries of a list with the same number.

use std::collections::HashMap;

use super::numbers::shown;
use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::matter::EntryForm;

/// Two entries of one list carry the same number. A list that starts again at 1 is a new list.
pub static RULE: Rule = Rule {
    id: "duplicate-reference-number",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/duplicate-reference-number.zh.md"),
    page_en: include_str!("../../../docs/rules/duplicate-reference-number.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let mut first: HashMap<(Option<usize>, EntryForm, u32, String), usize> = HashMap::new();
    let mut found = Vec::new();
    let mut run = 0;
    let mut last = 0;
    for (index, entry) in snapshot.index().entries.iter().enumerate() {
        if let Some(key) = &entry.key {
            if let Some(&earlier) = first.get(&(None, entry.form, 0, key.clone())) {
                found.push((index, earlier, format!("[^{key}]")));
            } else {
                first.insert((None, entry.form, 0, key.clone()), index);
            }
            continue;
        }
        for &number in &entry.numbers {
            // Notes that are numbered page by page begin again at 1.
            if number == 1 && last > 1 {
                run += 1;
            }
            last = number;
            let key = (entry.list.map(|list| list * 10_000 + run), entry.form, number, String::new());
            if let Some(&earlier) = first.get(&key) {
                found.push((index, earlier, shown(number, entry.form == EntryForm::Circled)));
            } else {
                first.insert(key, index);
            }
        }
    }
    for (index, earlier, number) in found {
        let entries = &snapshot.index().entries;
        let range = snapshot.absolute(entries[index].block, &entries[index].label);
        let other = snapshot.absolute(entries[earlier].block, &entries[earlier].label);
        let message = if check.zh() {
            format!("编号{number}重复：前面已有一条用了这个编号，正文的标注无法区分。请重新编号。")
        } else {
            format!(
                "Number {number} is used twice: an earlier entry has it, so citations are ambiguous. Renumber the list."
            )
        };
        let related = check.say("先用这个编号的条目", "the entry that has the number first").to_owned();
        if let Some(finding) = check.report(&RULE, range, message) {
            finding.relate(other, related);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn the_second_entry_is_reported() {
        found(
            &RULE,
            "前文[1]与[2]在这里说明。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n⟦[2]⟧ 赵某. 题名[M]. 2017.\n",
        );
        found(
            &RULE,
            "这里有一个脚注[^a]说明来源。\n\n[^a]: 王某：《书》，2019年版。\n⟦[^a]:⟧ 李某：《书》，2018年版。\n",
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "前文[1]与[2]在这里说明。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n",
                "前文①说明。\n\n注释\n①王某：《书》，2019年版。\n②李某：《书》，2018年版。\n①赵某：《书》，2018年版。\n②钱某：《书》，2018年版。\n",
                "前文[1]说明。\n\n注释\n[1] 王某：《书》，2019年版。\n\n参考文献\n[1] 李某. 题名[M]. 2018.\n",
            ],
        );
    }
}
