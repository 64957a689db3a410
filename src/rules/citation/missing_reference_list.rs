//! `missing-reference-list`: numbered citations and no list.

use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::citation::Style;

/// The text has numbered citations but no list of references or notes: one finding for the whole
/// document, at the first citation.
pub static RULE: Rule = Rule {
    id: "missing-reference-list",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/missing-reference-list.zh.md"),
    page_en: include_str!("../../../docs/rules/missing-reference-list.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let index = snapshot.index();
    if !index.lists.is_empty()
        || !index.bibliographies.is_empty()
        || index.entries.iter().any(|e| !e.numbers.is_empty())
    {
        return;
    }
    let numbered = check.numbered();
    let Some((citing, citation, _)) = numbered.first() else { return };
    let range = snapshot.absolute(citing.block, &citation.range);
    let count = numbered.len();
    let notes = citation.style == Style::Circled;
    let message = match (check.zh(), notes) {
        (true, true) => format!("正文有{count}处引文标注，但文末没有“注释”。请补上注释，逐条写明出处。"),
        (true, false) => {
            format!("正文有{count}处引文标注，但没有参考文献表。请在文末补上“参考文献”，逐条列出。")
        }
        (false, true) => format!(
            "The text has {count} citations but no notes. Add 注释 at the end with an entry for each."
        ),
        (false, false) => format!(
            "The text has {count} citations but no reference list. Add 参考文献 at the end with an entry for each."
        ),
    };
    check.report(&RULE, range, message);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn one_finding_at_the_first_citation() {
        found(&RULE, "前文的观点⟦[1]36⟧，后文的观点[2]，再后面的观点[1]20。");
        found(&RULE, "前文的观点⟦①⟧，后文的观点②。");
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "前文的观点[1]与后文的观点。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n",
                "前文的观点①与后文的观点②。\n\n注：①王某：《书》，2019年版。②李某：《书》，2018年版。\n",
                "前文的观点[1]与后文的观点[2]。\n\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[J]. 2019.\n\n责任编辑：某某\n",
                "这里包括：①甲方面；②乙方面；③丙方面，都不是标注。",
                "村务公开有助于增进信任①。\n\n①周某：《村务公开的实践》，2019年版。\n②吴某：《基层信任》，2018年版。\n",
                "没有任何标注的一段文字，国发〔2007〕19号，王某[M]。",
                "（张三，2019）的观点与[@li2020]的观点没有编号。",
            ],
        );
    }
}
