//! `unused-reference`: an entry that nothing cites.

use std::collections::HashSet;

use super::numbers::{self, NoteScopes};
use crate::document::{Entry, Region, Snapshot};
use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::citation::Target;
use crate::syntax::matter::EntryForm;

/// An entry of a numbered list, or a footnote definition, is cited nowhere. Lists in essays without
/// citations are further reading and stay silent.
pub static RULE: Rule = Rule {
    id: "unused-reference",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/unused-reference.zh.md"),
    page_en: include_str!("../../../docs/rules/unused-reference.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let index = snapshot.index();
    let mut cited: HashSet<u32> =
        check.numbered().iter().flat_map(|(_, _, numbers)| numbers).copied().collect();
    if !cited.is_empty() {
        // A ① that may be the number of an item may as well cite the note.
        cited.extend(uncertain(snapshot).map(|(_, number)| number));
    }
    // Notes that begin again are cited by the text before them.
    let scopes = NoteScopes::of(snapshot);
    let scope = |block: usize| Some(scopes.as_ref()?.at(block)?.blocks.start);
    let scoped: HashSet<(usize, u32)> = check
        .numbered()
        .iter()
        .flat_map(|(citing, _, numbers)| numbers.iter().map(|&number| (citing.block, number)))
        .chain(uncertain(snapshot))
        .filter_map(|(block, number)| Some((scope(block)?, number)))
        .collect();
    let cited_in = |entry: &Entry, number: u32| match scope(entry.block) {
        Some(scope) if entry.form == EntryForm::Circled => scoped.contains(&(scope, number)),
        _ => cited.contains(&number),
    };
    let cited_keys =
        index.citings.iter().flat_map(|&citing| &numbers::citation(snapshot, citing).targets).filter_map(
            |target| match target {
                Target::Key(key) => Some(key.as_str()),
                Target::Number(_) => None,
            },
        );
    let mut keys: HashSet<&str> = cited_keys.collect();
    // A bibliography that nothing cites is further reading, and \nocite asks for entries without.
    let reading =
        keys.is_empty() || !index.bibliographies.is_empty() || index.nocites.iter().any(|key| key == "*");
    keys.extend(index.nocites.iter().map(String::as_str));
    let mut found = Vec::new();
    for entry in &index.entries {
        let unused = match &entry.key {
            Some(key) => !(keys.contains(key.as_str()) || entry.form == EntryForm::Bibitem && reading),
            None => {
                !cited.is_empty()
                    && !entry.numbers.is_empty()
                    && !entry.numbers.iter().any(|&number| cited_in(entry, number))
            }
        };
        if unused {
            found.push(snapshot.absolute(entry.block, &entry.label));
        }
    }
    for range in found {
        let label =
            snapshot.buffer().slice(range.clone()).trim().trim_end_matches([':', '.', '．', '、']).to_owned();
        let message = if check.zh() {
            format!("正文没有引用{label}。请在正文相应处标注，或删去这一条。")
        } else {
            format!("Nothing in the text cites {label}. Cite it where it is used, or delete the entry.")
        };
        check.report(&RULE, range, message);
    }
}

/// Numbers in the text that are citations or the numbers of items, with their blocks.
fn uncertain(snapshot: &Snapshot) -> impl Iterator<Item = (usize, u32)> {
    let body = snapshot
        .blocks()
        .iter()
        .enumerate()
        .zip(&snapshot.index().regions)
        .filter(|(_, region)| **region == Region::Body);
    body.flat_map(|((number, block), _)| block.citations.iter().map(move |citation| (number, citation)))
        .filter(|(_, citation)| !citation.certain)
        .flat_map(|(number, citation)| citation.targets.iter().map(move |target| (number, target)))
        .filter_map(|(block, target)| match target {
            Target::Number(number) => Some((block, *number)),
            Target::Key(_) => None,
        })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn entries_that_nothing_cites() {
        found(
            &RULE,
            "前文[1]在这里说明。\n\n参考文献\n[1] 王某. 题名[J]. 刊名, 2019(1): 1-5.\n⟦[2]⟧ 李某. 题名[M]. 北京: 某社, 2018.\n",
        );
        found(
            &RULE,
            "这里有一个脚注[^a]说明来源。\n\n[^a]: 王某：《书》，2019年版。\n⟦[^b]:⟧ 李某：《书》，2018年版。\n",
        );
    }

    #[test]
    fn entries_of_a_bibliography_by_key() {
        let essay = |head: &str, wu: &str| {
            format!(
                "{head}前文的观点在这里说明\\cite[第36页]{{zhou}}。\n\n\\begin{{thebibliography}}{{9}}\n\\bibitem{{zhou}} 周某. 题名[M]. 北京: 某社, 2019.\n{wu} 吴某. 题名[M].\n  北京: 某社, 2018.\n\\end{{thebibliography}}\n"
            )
        };
        found(&RULE, &essay("", "⟦\\bibitem{wu}⟧"));
        found(&RULE, &essay("\\nocite{li}\n", "⟦\\bibitem[吴某]{wu}⟧"));
        clean(
            &RULE,
            &[
                &essay("另一观点也有人说过\\citep*{a,wu}。", "\\bibitem{wu}"),
                &essay("另一观点也有人说过\\footnote{见\\cite{wu}。}。", "\\bibitem{wu}"),
                &essay("\\nocite{wu}\n", "\\bibitem{wu}"),
                &essay("\\nocite{*}\n\n", "\\bibitem{wu}"),
                &essay("", "\\bibitem{wu}").replace("\\cite[第36页]{zhou}", ""),
            ],
        );
    }

    #[test]
    fn notes_of_every_section() {
        found(
            &RULE,
            "乡村治理的起点在于人①。\n\n①王某：《治理的起点》，某社2019年版。\n⟦②⟧李某：《书》，某社2018年版。\n\n难处在于信任①，也在于账目②。\n\n①赵某：《信任》，某社2017年版。\n②赵某：《账目》，某社2016年版。\n",
        );
        clean(
            &RULE,
            &[
                "乡村治理的起点在于人①。\n\n①王某：《治理的起点》，某社2019年版。\n\n难处在于信任①，也在于账目②。\n\n①赵某：《信任》，某社2017年版。\n②赵某：《账目》，某社2016年版。\n",
            ],
        );
    }

    #[test]
    fn the_first_paragraph_cites() {
        // It may begin with a year or a number, be headed by a number, or end behind a loose bracket,
        // and the title may carry a note.
        let list = "注释\n[1] 王某. 题名[J]. 刊名, 2019(1): 1-5.\n[2] 李某. 题名[M]. 北京: 某社, 2018.\n";
        let rest = "到这里可以看出问题的由来，下文再说[2]。";
        for first in [
            "1991年4月最高苏维埃颁布了土地法典，这一期间耕地的数量下降，1996年降到了第40位，情况十分严重[1]，此后没有好转。",
            "1  锦标主义这个词在我国体育运动发展史上有其特殊的地位，反对锦标主义几乎人人皆知[1]，这里试着对它的由来做些剖辨。",
            "历史学对于理论体系的构成有十分重要的意义，有人说：“我们仅仅知道一门唯一的科学，即历史科学。 ”[1]",
        ] {
            clean(&RULE, &[&format!("论历史观的影响\n\n王某\n\n{first}\n\n{rest}\n\n{list}")]);
        }
        let first = "历史学对于理论体系的构成有十分重要的意义，这是大家都知道的。";
        clean(&RULE, &[&format!("论历史观的影响[1]\n\n王某\n\n{first}\n\n{rest}\n\n{list}")]);
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "前文[1-3]在这里说明。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n[3] 赵某. 题名[M]. 2018.\n",
                "正文没有任何标注，文献表是延伸阅读的书目。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n",
                "前文〔1〕与〔2〕在这里说明。\n\n注释\n〔1〕〔2〕王某：《书》，2019年版。\n",
                "前文[1](P3)和[1](P5)在这里说明，又见[2]。\n\n参考文献：\n[1]王某.题名[J].2019.\n[2]李某.题名[M].2018.\n",
            ],
        );
    }
}
