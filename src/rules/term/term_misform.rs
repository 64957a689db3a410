//! `term-misform`: a wrong form of an official term.

use std::ops::Range;

use super::written;
use crate::document::Snapshot;
use crate::glossary::{self, Card, OwnGlossary};
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};

/// The wrong forms are those that the cards list, each with the reason; the right form is the one of the law,
/// document or report that the card names.
pub static RULE: Rule = Rule {
    id: "term-misform",
    group: "term",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/term-misform.zh.md"),
    page_en: include_str!("../../../docs/rules/term-misform.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let own = OwnGlossary::default();
    for block in written(snapshot) {
        for found in &snapshot.wording(block).misforms {
            let Some(card) = found.card.card(&own) else { continue };
            let form = snapshot.text_in(block, &found.range);
            // What the workspace defines is right there.
            if check.settings.glossary.is_name(&form) {
                continue;
            }
            let quoted = quotation(snapshot, block, &found.range);
            let law = quoted.as_ref().and_then(|quotation| quoted_law(snapshot, block, quotation, &card));
            // The words of another text are that text's, unless the card shows what it says.
            if quoted.is_some() && law.is_none() {
                continue;
            }
            let right = card.right_form(&form).to_owned();
            let note =
                card.misforms().find(|(wrong, _)| glossary::is_same(wrong, &form)).map(|(_, note)| note);
            let note = note.filter(|note| !note.is_empty()).map(str::to_owned).unwrap_or_default();
            let message = match (check.zh(), &law) {
                (true, Some((title, article))) => {
                    format!("{title}{article}的用语是“{right}”，这里引作“{form}”。请核对原文。")
                }
                (true, None) if note.is_empty() => format!("规范的说法是“{right}”，这里写作“{form}”。"),
                (true, None) => format!("规范的说法是“{right}”，这里写作“{form}”：{note}。"),
                (false, Some((title, article))) => {
                    format!("{title}{article} says “{right}”; it is quoted as “{form}” here. Please check.")
                }
                (false, None) => format!("The standard form is “{right}”; here it is “{form}”."),
            };
            let title =
                if check.zh() { format!("改为“{right}”") } else { format!("Write “{right}”") };
            let range = snapshot.absolute(block, &found.range);
            if let Some(finding) = check.report(&RULE, range.clone(), message) {
                finding.repair(Fix { title, safe: false, edits: vec![Edit { range, text: right }] });
            }
        }
    }
}

/// The quotation around `range`, if there is more in it than the term: “…” around the term alone marks it.
fn quotation(snapshot: &Snapshot, block: usize, range: &Range<usize>) -> Option<Range<usize>> {
    let quotations = &snapshot.blocks()[block].quotations;
    let around = quotations.iter().find(|q| q.inner.start <= range.start && range.end <= q.inner.end)?;
    (around.inner.len() > range.len() + 6).then(|| around.range.clone())
}

/// The statute that the words before the quotation name, if the card knows its wording: title and article.
fn quoted_law(
    snapshot: &Snapshot,
    block: usize,
    quotation: &Range<usize>,
    card: &Card,
) -> Option<(String, String)> {
    /// Characters before a quotation that name its source.
    const BEFORE: usize = 40;
    let before = snapshot.text_in(block, &(0..quotation.start));
    let from = before.char_indices().rev().take(BEFORE).last().map_or(0, |(at, _)| at);
    let sentence = before[from..].rsplit(['。', '；', '！', '？']).next().unwrap_or_default();
    card.legal().find_map(|(title, article)| {
        let laws = glossary::numbers(title).into_iter().filter_map(glossary::card);
        let named = laws.into_iter().any(|law| law.names().any(|name| glossary::contains(sentence, name)));
        named.then(|| (title.to_owned(), article.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    #[test]
    fn wrong_forms_in_the_authors_words() {
        found(&RULE, "推进⟦国家治理能力和治理体系现代化⟧，是全面深化改革的总目标。");
        fixed(
            &RULE,
            "推进国家治理能力和治理体系现代化，是全面深化改革的总目标。",
            "推进国家治理体系和治理能力现代化，是全面深化改革的总目标。",
        );
        found(&RULE, "村民委员会是⟦基层群众自治性组织⟧，不是一级政府。");
        // Marks around the term alone are no quotation of another text.
        found(&RULE, "村民委员会是“⟦基层群众自治性组织⟧”，不是一级政府。");
    }

    #[test]
    fn quotations_of_a_law_whose_words_the_card_knows() {
        found(&RULE, "八二宪法规定“村民委员会是⟦基层群众自治性组织⟧”，这一条沿用至今。");
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "村民委员会是基层群众性自治组织，不是一级政府。",
                // the words of another text
                "王某写道：“村里人常说村民委员会是基层群众自治性组织，其实并不准确。”",
                // entries of a list
                "甲说了这一点[1]，大家都同意他的看法。\n\n参考文献\n[1] 王某. 论国家治理能力和治理体系现代化[J]. 某刊, 2019(3): 1-9.\n",
                // code
                "正文说到这里，后面是一段代码的例子：\n\n```\n基层群众自治性组织\n```\n",
                "推进国家治理体系和治理能力现代化，既要治理体系完备，也要治理能力提高。",
            ],
        );
    }
}
