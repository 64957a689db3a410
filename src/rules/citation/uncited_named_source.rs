//! `uncited-named-source`: a quotation whose source is named in the text but not cited.

use super::uncited_quote::excerpt;
use super::verdict::{Status, Verdict};
use crate::rules::{Check, Rule, Scope, Severity};

/// An uncited quotation whose law, official document or meeting is named in its sentence or the one
/// before. Many journals accept that, so it is information only.
pub static RULE: Rule = Rule {
    id: "uncited-named-source",
    group: "citation",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/uncited-named-source.zh.md"),
    page_en: include_str!("../../../docs/rules/uncited-named-source.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let uncited: Vec<Verdict> = check
        .verdicts()
        .iter()
        .filter(|v| v.status == Status::Uncited && v.named.is_some())
        .cloned()
        .collect();
    for verdict in uncited {
        let Some(named) = verdict.named.clone() else { continue };
        let source = check.snapshot.buffer().slice(named.clone()).into_owned();
        let shown = excerpt(check.snapshot, &verdict);
        let message = if check.zh() {
            format!(
                "引文“{shown}”只在文中提到来源“{source}”，没有引文标注。刊物要求逐条注明时，请补上标注和页码或条款。"
            )
        } else {
            format!(
                "The quotation “{shown}” names its source “{source}” in the text but has no citation. Where the journal asks for one, add a marker with the page or article."
            )
        };
        let related = check.say("文中提到的来源", "the source named in the text").to_owned();
        if let Some(finding) = check.report(&RULE, verdict.range, message) {
            finding.relate(named, related);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn laws_documents_and_meetings() {
        found(&RULE, "八二宪法规定⟦“村民委员会是基层群众自治的组织形式之一”⟧。");
        found(
            &RULE,
            "《中华人民共和国村民委员会组织法》明确规定，⟦“村民委员会办理本村的公共事务和公益事业”⟧。",
        );
        found(&RULE, "党的十九届四中全会明确提出⟦“健全党组织领导的城乡基层治理体系和工作机制”⟧。");
        found(
            &RULE,
            "2015年6月召开的全国农村基层党建工作座谈会，明确提出⟦“始终坚持这一核心地位不动摇不放松”⟧。",
        );
        found(
            &RULE,
            "该法对此作了修订，见《立法法》。它要求⟦“立法应当坚持和发展全过程人民民主，尊重人民”⟧。",
        );
    }

    #[test]
    fn works_classics_and_dated_speeches() {
        found(&RULE, "王某在《村治的逻辑》中写道：⟦“治理的起点不是机构，而是愿意一起做事的人。”⟧");
        found(&RULE, "《某地县志·风俗》载：⟦“岁时伏腊，聚族而食，长者为之序齿。”⟧");
        found(&RULE, "张衡曰：⟦“不患位之不尊，而患德之不崇。”⟧");
        found(&RULE, "1998年5月3日，李某在县里的座谈会上讲话时说：⟦“路要修到户，账要算到人。”⟧");
    }

    #[test]
    fn books_and_cited_documents_are_not_this_rules_business() {
        clean(
            &RULE,
            &[
                "有学者认为，“乡村社会的秩序来自于长期共同生活中形成的默契”，这与《乡土中国》的看法相近。",
                "党的十九大要求“改进党的领导方式和执政方式，保证党领导人民有效治理国家”[1]36。",
                "《民法典》规定“民事主体从事民事活动，应当遵循公平原则”（《民法典》第六条）。",
                "《民法典》第七条规定：“民事主体从事民事活动，应当遵循诚信原则，秉持诚实，恪守承诺。”",
                "《民法典》规定：“民事主体从事民事活动，应当遵循诚信原则，秉持诚实，恪守承诺。”（第七条）",
                "人民代表大会制度被他概括为“把国家的命运交给人民自己来掌握”。",
            ],
        );
    }
}
