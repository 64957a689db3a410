//! `undefined-citation`: a citation without an entry.

use std::collections::{BTreeSet, HashSet};

use super::numbers::{self, NoteScopes, entries, numbered, shown};
use crate::rules::{Check, Rule, Severity};
use crate::syntax::citation::{Style, Target};
use crate::syntax::matter::EntryForm;

/// A citation points at a number or footnote that no list defines. Essays without any list are the
/// business of `missing-reference-list`.
pub static RULE: Rule = Rule {
    id: "undefined-citation",
    group: "citation",
    severity: Severity::Warning,
    page_zh: include_str!("../../../docs/rules/undefined-citation.zh.md"),
    page_en: include_str!("../../../docs/rules/undefined-citation.en.md"),
    check,
};

/// What is missing where.
enum Gap {
    /// The list ends before the number, at the one given, or skips it.
    InList(Option<String>),
    /// No footnote has the key.
    NoFootnote,
    /// No `\bibitem` has the key.
    NoBibitem,
}

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let index = snapshot.index();
    let entries = entries(snapshot);
    let mut found = Vec::new();
    if let Some((&last, _)) = entries.last_key_value() {
        let scopes = NoteScopes::of(snapshot);
        for (citing, citation, cited) in numbered(snapshot) {
            let circled = citation.style == Style::Circled;
            // Notes that begin again belong to the text before them.
            let scope = scopes.as_ref().filter(|_| circled).and_then(|scopes| scopes.at(citing.block));
            let here: Option<BTreeSet<u32>> =
                scope.map(|s| s.entries.iter().flat_map(|&e| &index.entries[e].numbers).copied().collect());
            let defined =
                |n: &u32| here.as_ref().map_or_else(|| entries.contains_key(n), |here| here.contains(n));
            let last = here.as_ref().and_then(|here| here.last().copied()).unwrap_or(last);
            let missing: Vec<u32> = cited.into_iter().filter(|n| !defined(n)).collect();
            let Some(&largest) = missing.iter().max() else { continue };
            let end = (largest > last).then(|| shown(last, circled));
            let missing = missing.into_iter().map(|n| shown(n, circled)).collect();
            found.push((snapshot.absolute(citing.block, &citation.range), missing, Gap::InList(end)));
        }
    }
    let keys: HashSet<&str> = index.entries.iter().filter_map(|e| e.key.as_deref()).collect();
    // Keys of a bibliography in a file are not looked up.
    let bibliography =
        !index.external_bibliography && index.entries.iter().any(|entry| entry.form == EntryForm::Bibitem);
    for &citing in &index.citings {
        let citation = numbers::citation(snapshot, citing);
        let gap = match citation.style {
            Style::Footnote => Gap::NoFootnote,
            // A note of LaTeX has the keys that are cited in it.
            Style::Latex | Style::InlineNote if bibliography => Gap::NoBibitem,
            _ => continue,
        };
        let missing: Vec<String> = citation
            .targets
            .iter()
            .filter_map(|target| match (target, &gap) {
                (Target::Key(key), _) if keys.contains(key.as_str()) => None,
                (Target::Key(key), Gap::NoBibitem) => Some(format!("\\bibitem{{{key}}}")),
                (Target::Key(key), _) => Some(format!("[^{key}]")),
                (Target::Number(_), _) => None,
            })
            .collect();
        if !missing.is_empty() {
            found.push((snapshot.absolute(citing.block, &citation.range), missing, gap));
        }
    }
    for (range, missing, gap) in found {
        let shown = missing.join(if check.zh() { "、" } else { ", " });
        let message = match (check.zh(), gap) {
            (true, Gap::InList(Some(last))) => {
                format!("文献表里没有{shown}，表中编号到{last}为止。请补上条目，或改正编号。")
            }
            (true, Gap::InList(None)) => {
                format!("文献表里没有{shown}，表中编号缺这一条。请补上条目，或改正编号。")
            }
            (true, Gap::NoFootnote) => format!("没有脚注{shown}的定义。请补上 {shown}: …，或改正编号。"),
            (true, Gap::NoBibitem) => {
                format!("thebibliography 里没有 {shown}。请补上条目，或改正键名。")
            }
            (false, Gap::NoBibitem) => {
                format!("There is no {shown} in thebibliography. Add the entry or correct the key.")
            }
            (false, Gap::InList(Some(last))) => {
                format!(
                    "The list has no entry {shown}; its numbers end at {last}. Add the entry or correct the number."
                )
            }
            (false, Gap::InList(None)) => {
                format!(
                    "The list has no entry {shown}; its numbers skip it. Add the entry or correct the number."
                )
            }
            (false, Gap::NoFootnote) => {
                format!("Footnote {shown} is not defined. Add {shown}: … or correct the label.")
            }
        };
        check.report(&RULE, range, message);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn numbers_beyond_the_list() {
        found(
            &RULE,
            "前文[1]与后文⟦[3]⟧都在这里。\n\n参考文献\n[1] 王某. 题名[J]. 刊名, 2019(1): 1-5.\n[2] 李某. 题名[M]. 北京: 某社, 2018.\n",
        );
        found(
            &RULE,
            "前文⟦[1,4]⟧都在这里说明。\n\n注释：\n①王某：《书》，2019年版。\n②李某：《书》，2018年版。\n",
        );
    }

    #[test]
    fn several_entries_in_a_paragraph() {
        // One note for several markers, and notes that a scan ran together.
        for list in [
            "注释：\n①②④王某《书》第1页。\n③李某《文》，《刊》1999年第2期。\n",
            "注：①②④王某《书》，第1页。③李某《文》，《刊》1999年第2期。\n",
            "注释：\n①王某《书》第1页。②④同上书，第38页。③李某《文》，《刊》1999年第2期。\n",
        ] {
            clean(&RULE, &[&format!("甲说①，乙说②，丙也说③，丁还说④，事情就是这样的。\n\n{list}")]);
            found(&RULE, &format!("甲说①，乙说②，丙也说③，丁还说④，戊再说⟦⑥⟧，就是这样。\n\n{list}"));
        }
        let text = "甲说[1]，乙说[2]，丙也说[3]，丁还说[4]，事情就是这样的。\n\n参考文献\n";
        let list = "[1][3]王某.书[M].某社，2019.[2]李某.文[J].刊，1999.[4]赵某.文[J].刊，2000.";
        clean(&RULE, &[&format!("{text}{list}\n")]);
        // A number in an entry that another entry has, or that no source follows, is none.
        found(
            &RULE,
            "甲说[1]，乙说[2]，丙也说⟦[3]⟧，丁的话从略。\n\n注释\n[1] 王某《书》第1页。\n[2] 此说出自王某。[1]见《书》第9页。参看本文。[3]以下从略，不再一一说明。\n",
        );
    }

    #[test]
    fn footnotes_without_a_definition() {
        found(&RULE, "这里有一个脚注⟦[^b]⟧，还有一个脚注[^a]。\n\n[^a]: 王某：《书》，2019年版。\n");
    }

    #[test]
    fn keys_without_an_entry_of_the_bibliography() {
        let list = "\n\n\\begin{thebibliography}{9}\n\\bibitem{zhou} 周某. 题名[M]. 北京: 某社, 2019.\n\\end{thebibliography}\n";
        found(
            &RULE,
            &format!("前文的观点\\cite{{zhou}}与后文的观点⟦\\cite[第3页]{{wu,zhou}}⟧都在这里。{list}"),
        );
        found(&RULE, &format!("前文的观点⟦\\footnote{{参见\\cite{{wu}}。}}⟧就在这里说明一下。{list}"));
        let text = |head: &str| format!("{head}前文的观点\\cite{{zhou}}与后文的观点\\cite{{wu}}都在这里。");
        clean(
            &RULE,
            &[
                &format!("{}{list}", text("\\addbibresource{refs.bib}\n\n")),
                &text("\\begin{quote}\n"),
                &format!("前文的观点\\cite{{zhou}}与后文的观点都在这里。% \\cite{{wu}}{list}"),
                &format!("前文的观点\\footnote{{参见\\cite{{zhou}}。}}就在这里说明一下。{list}"),
                &format!("命令写作\\verb|\\cite{{wu}}|，前文的观点\\cite{{zhou}}就在这里说明。{list}"),
            ],
        );
    }

    #[test]
    fn notes_of_every_section() {
        let first = "①王某：《治理的起点》，某社2019年版。\n";
        let second = "①赵某：《信任》，某社2017年版。\n②赵某：《账目》，某社2016年版。\n";
        found(
            &RULE,
            &format!("治理的起点在人①，不在制度⟦②⟧。\n\n{first}\n难处在于信任①，也在于账目②。\n\n{second}"),
        );
        clean(
            &RULE,
            &[
                &format!("治理的起点在人①。\n\n{first}\n难处在于信任①，也在于账目②。\n\n{second}"),
                // All notes at the end: which of them a ② means cannot be told.
                &format!("治理的起点在人①，不在制度②。\n\n难处在于信任①。\n\n注释\n{first}{second}"),
            ],
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "前文[1]与后文[2]都在这里说明。\n\n参考文献\n[1] 王某. 题名[J]. 刊名, 2019.\n[2] 李某. 题名[M]. 北京: 某社, 2018.\n",
                "没有文献表时只报一次，不逐个报[1]，也不报[2]。",
                "前文②与国发〔2007〕19号、[M]、[2019]都在这里。\n\n参考文献\n[1] 王某. 题名[J]. 刊名, 2019.\n[2] 李某. 题名[M]. 某社, 2018.\n",
                "引用的形式是`[9]`，链接是[9](https://example.org/x)。\n\n[1] 王某. 题名[J]. 刊名, 2019.\n\n[2] 李某. 题名[M]. 某社, 2018.\n",
                "多人合作的成果[1]。\n\n注释\n〔1〕〔2〕王某：《书》，2019年版。\n",
            ],
        );
    }
}
