//! `citation-in-heading`: a citation in the title, a heading, the abstract or the keywords.

use crate::document::Region;
use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::citation::{Citation, Style};

/// Title, headings, abstract and keywords are printed and indexed without the list, so what they cite
/// cannot be looked up there.
pub static RULE: Rule = Rule {
    id: "citation-in-heading",
    group: "citation",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/citation-in-heading.zh.md"),
    page_en: include_str!("../../../docs/rules/citation-in-heading.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    for (number, block) in snapshot.blocks().iter().enumerate() {
        let (zh, en) = match snapshot.index().regions[number] {
            Region::Title => ("题目", "the title"),
            Region::Heading => ("标题", "a heading"),
            Region::Abstract => ("摘要", "the abstract"),
            Region::Keywords => ("关键词", "the keywords"),
            _ => continue,
        };
        for citation in block.citations.iter().filter(|c| points_at_list(c)) {
            let range = snapshot.absolute(number, &citation.range);
            let message = if check.zh() {
                format!(
                    "{zh}里不宜有引文标注：{zh}会脱离文献表单独刊印和检索。请把标注移到正文里相应的句子上。"
                )
            } else {
                format!(
                    "A citation does not belong in {en}, which is printed and indexed without the list. Move it to the sentence of the text that uses the source."
                )
            };
            check.report(&RULE, range, message);
        }
    }
}

/// ① and `*` in a title note the funding or the author, and a law in brackets is no marker.
fn points_at_list(citation: &Citation) -> bool {
    citation.certain
        && matches!(
            citation.style,
            Style::Numeric | Style::Superscript | Style::Pandoc | Style::Footnote | Style::Latex
        )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn where_citations_do_not_belong() {
        found(
            &RULE,
            "# 论治理\n\n## 一、治理的由来⟦[1]⟧\n\n本文讨论治理的由来，并由此回答治理何以可能的问题。\n",
        );
        found(
            &RULE,
            "# 论治理\n\n摘要：治理的关键在人⟦[1]⟧，也在制度。\n\n关键词：治理；制度\n\n## 一、问题\n\n本文讨论治理的由来，并由此回答治理何以可能的问题。\n",
        );
        found(&RULE, "# 论治理⟦[^1]⟧\n\n## 一、问题\n\n本文讨论治理的由来。\n\n[^1]: 某文。\n");
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "# 论治理\n\n## 一、治理的由来\n\n治理一词由来已久[1]。\n",
                // a note to the title
                "论乡村治理的由来①\n\n王某\n\n一、治理的由来\n\n治理一词由来已久，本文讨论它的来历，并由此回答问题。\n",
                // numbers of items and years
                "# 论治理\n\n## （1）治理的由来\n\n治理一词由来已久[1]。\n\n## ①治理的限度\n\n到此为止。\n",
                "# 论治理（2019）\n\n## 一、问题\n\n治理一词由来已久。\n",
                "# 《关于推进治理的意见》（国发〔2007〕19号）解读\n\n## 一、问题\n\n治理一词由来已久。\n",
            ],
        );
    }
}
