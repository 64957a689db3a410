//! `uncited-claim`: a view of unnamed scholars, or figures, without a citation.

use crate::config::Sensitivity;
use crate::document::{Ground, Region};
use crate::rules::{Check, Rule, Scope, Severity};

/// A claim that rests on a source has no citation, and the text does not name the source.
pub static RULE: Rule = Rule {
    id: "uncited-claim",
    group: "citation",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/uncited-claim.zh.md"),
    page_en: include_str!("../../../docs/rules/uncited-claim.en.md"),
    check: Scope::Document(check),
};

/// Headings of the section that sums up, where nothing new is claimed.
const CLOSING: [&str; 8] = ["结语", "结论", "余论", "小结", "结束语", "结 语", "结 论", "代结语"];

fn check(check: &mut Check<'_>) {
    if check.settings.sensitivity == Sensitivity::Lenient {
        return;
    }
    let snapshot = check.snapshot;
    let mut closing = false;
    for (number, block) in snapshot.blocks().iter().enumerate() {
        match snapshot.index().regions[number] {
            Region::Heading => {
                let heading = snapshot.text_in(number, &block.text);
                closing = CLOSING.iter().any(|word| heading.contains(word));
                continue;
            }
            Region::Body => {}
            _ => continue,
        }
        if closing {
            continue;
        }
        // One finding shows a paragraph of figures as well as ten do.
        let mut figures = false;
        for claim in block.claims.iter().filter(|claim| !claim.cited) {
            // A quotation in the sentence is judged by itself.
            let quoted = block.quotations.iter().any(|q| {
                claim.sentence.start <= q.range.start
                    && q.range.start < claim.sentence.end
                    && q.features.length >= 8
            });
            if quoted || claim.ground == Ground::Figures && std::mem::replace(&mut figures, true) {
                continue;
            }
            let range = snapshot.absolute(number, &claim.range);
            let words = snapshot.text_in(number, &claim.range);
            let message = match (claim.ground, check.zh()) {
                (Ground::View, true) => format!(
                    "“{words}”转述了他人的看法，但没有说明是谁，本句和段末也没有引文标注。请写明作者并补上标注，如 [1]。"
                ),
                (Ground::View, false) => format!(
                    "“{words}” reports a view without saying whose, and neither the sentence nor the paragraph's end cites a source. Name the author and add a marker such as [1]."
                ),
                (Ground::Figures, true) => format!(
                    "“{words}”是统计数字，但没有说明来源，本句和段末也没有引文标注。请写明发布者和年份，或补上标注，如 [1]。"
                ),
                (Ground::Figures, false) => format!(
                    "“{words}” gives figures without their source, and neither the sentence nor the paragraph's end cites one. Name who published them and when, or add a marker such as [1]."
                ),
            };
            check.report(&RULE, range, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn views_of_unnamed_scholars() {
        found(&RULE, "⟦有学者认为⟧，乡村治理的关键在于重建信任，而不在于增加机构。");
        found(&RULE, "⟦学界普遍认为⟧，税费改革改变了乡镇政权的性质。这一看法影响很大，成为后来讨论的起点。");
        found(&RULE, "⟦研究表明⟧，干部流动越频繁，政策的连续性越差。");
        found(&RULE, "⟦不少学者指出⟧，资源下乡并没有自动带来自治能力的提高。");
    }

    #[test]
    fn figures_without_a_source() {
        found(&RULE, "⟦据统计⟧，2019年该县外出务工人员占农村劳动力的41.5%。");
        found(&RULE, "⟦数据显示⟧，全国已有超过3000万人享受这一补贴。");
        found(&RULE, "到2018年底，全县村级债务达到⟦5.6亿元⟧，其中三分之一形成于税费改革之前。");
        // A paragraph of figures is one finding.
        found(&RULE, "2018年全县债务达到⟦5.6亿元⟧。2019年降到4.2亿元。2020年再降到3.1亿元。");
    }

    #[test]
    fn cited_claims_are_silent() {
        clean(
            &RULE,
            &[
                "有学者认为，乡村治理的关键在于重建信任[3]。",
                "有学者认为，乡村治理的关键在于重建信任。[3]这一看法影响很大。",
                "有学者（张三，2019）认为，乡村治理的关键在于重建信任。",
                "有学者认为，乡村治理的关键在于重建信任。这种信任来自长期的交往。[3]",
                "据统计，2019年该县外出务工人员占农村劳动力的41.5%①。",
                "据统计，2019年外出务工人员占41.5%。其中女性占一半。留守的多是老人。[2]",
                "研究表明，干部流动越频繁，政策的连续性越差（李四，2020）。",
            ],
        );
    }

    #[test]
    fn named_sources_and_the_authors_own_data_are_silent() {
        clean(
            &RULE,
            &[
                "据国家统计局公布的数据，2019年该县外出务工人员占农村劳动力的41.5%。",
                "《某县统计年鉴》的数据显示，2019年外出务工人员占41.5%。",
                "笔者2019年的调查显示，外出务工人员占农村劳动力的41.5%。",
                "问卷调查表明，2019年有41.5%的村民参加过村民会议。",
                "如表2所示，2019年外出务工人员占农村劳动力的41.5%。",
                "规划提出，到2025年覆盖率达到95%，力争惠及3000万人。",
            ],
        );
    }

    #[test]
    fn what_is_no_claim_is_silent() {
        clean(
            &RULE,
            &[
                "学者应当走进田野。研究要回答真问题。",
                "本研究表明，干部流动越频繁，政策的连续性越差。",
                "这一比例只有10%左右。",
                "2019年，该县撤并了三个乡镇。",
                "张三认为，乡村治理的关键在于重建信任。",
                "村干部说，每年要开会五十多次，其中一半以上与检查有关。",
                "“有学者认为，数字是客观的”，这种说法靠不住。",
            ],
        );
    }

    #[test]
    fn abstract_headings_and_the_closing_section_are_silent() {
        clean(
            &RULE,
            &[
                "# 论治理\n\n摘要：研究表明，干部流动越频繁，政策的连续性越差。据统计，2019年占41.5%。\n\n关键词：治理；流动\n\n## 一、问题的提出\n\n本文讨论干部流动。\n",
                "# 论治理\n\n## 一、研究表明了什么\n\n本文讨论干部流动，并由此回答治理何以可能的问题。\n",
                "# 论治理\n\n## 一、问题\n\n本文讨论干部流动，并由此回答治理何以可能的问题。\n\n## 结语\n\n研究表明，干部流动越频繁，政策的连续性越差。\n",
            ],
        );
    }
}
