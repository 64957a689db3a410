//! `uncited-quote`: a quotation without a citation.

use super::verdict::{Status, Verdict};
use crate::document::Snapshot;
use crate::rules::{Check, Rule, Scope, Severity};

/// A quotation that needs a source has no citation in its sentence or on its attribution.
pub static RULE: Rule = Rule {
    id: "uncited-quote",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/uncited-quote.zh.md"),
    page_en: include_str!("../../../docs/rules/uncited-quote.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let lang = check.settings.lang;
    let uncited: Vec<Verdict> = check
        .verdicts()
        .iter()
        .filter(|v| v.status == Status::Uncited && v.named.is_none())
        .cloned()
        .collect();
    for verdict in uncited {
        let reason = verdict.reason(check.snapshot, lang);
        let shown = excerpt(check.snapshot, &verdict);
        let message = if check.zh() {
            format!(
                "引文“{shown}”没有引文标注：{reason}，而本句和引出它的文字都没有标注。请补上标注，如 [1]。"
            )
        } else {
            format!(
                "The quotation “{shown}” has no citation: {reason}, and neither its sentence nor its attribution cites a source. Add a marker such as [1]."
            )
        };
        check.report(&RULE, verdict.range, message);
    }
}

/// The first words of a quotation, for messages.
pub(super) fn excerpt(snapshot: &Snapshot, verdict: &Verdict) -> String {
    const SHOWN: usize = 12;
    let inner = snapshot.buffer().slice(verdict.inner.clone());
    let text: String = inner.chars().filter(|c| !c.is_control() && *c != '>').collect();
    let text = text.trim();
    if text.chars().count() <= SHOWN + 2 {
        text.to_owned()
    } else {
        text.chars().take(SHOWN).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn quotations_of_persons() {
        found(&RULE, "毛泽东曾指出：⟦“没有调查就没有发言权，这是一条颠扑不破的真理。”⟧");
        found(&RULE, "有学者认为，⟦“乡村社会的秩序来自于长期共同生活中形成的默契”⟧。");
        found(&RULE, "他写道：⟦「制度的生命力在于执行，执行的关键在于人。」⟧");
        found(
            &RULE,
            "甲说：“治理的关键在人，在于把人组织起来。”[1]乙说：⟦“治理的关键在制度，在于把制度执行下去。”⟧",
        );
    }

    #[test]
    fn covered_quotations_are_silent() {
        clean(
            &RULE,
            &[
                "毛泽东指出：“没有调查就没有发言权，这是一条真理。”[1]",
                "毛泽东指出，“没有调查就没有发言权，这是一条真理”[2]501。",
                "毛泽东指出，“没有调查就没有发言权，这是一条真理”。[2]501但是",
                "毛泽东[1]指出：“没有调查就没有发言权，这是一条真理。”",
                "报告要求“扩大人民有序政治参与，保证人民依法选举”,“巩固基层政权，完善基层民主制度”[1]20。",
                "毛泽东指出：“没有调查就没有发言权，这是一条真理。”（《毛泽东选集》第1卷，第109页）",
                "有人认为“乡村社会的秩序来自于长期共同生活中形成的默契”（张三，2019）。",
                "有人认为“乡村社会的秩序来自于长期共同生活中形成的默契”[@zhang2019]。",
                "有人认为“乡村社会的秩序来自于长期共同生活中形成的默契”[^1]。",
                "有人认为“乡村社会的秩序来自于长期共同生活中形成的默契”①。",
                "有人认为“乡村社会的秩序来自于长期共同生活中形成的默契”（注：见某文）。",
                "有人认为“乡村社会的秩序来自于长期共同生活中形成的默契[1]”。",
            ],
        );
    }

    #[test]
    fn terms_slogans_and_scare_quotes_are_silent() {
        clean(
            &RULE,
            &[
                "要打通服务群众的“最后一公里”。",
                "农民的“愚、穷、弱、私”被看作病根，“四大教育”由此而来。",
                "从“单位人”变为“社区人”，这是一个“原子化”的过程。",
                "坚持“一个中心、两个基本点”的原则。",
                "所谓“制度性话语权不足的问题”，其实是历史形成的。",
                "“沈阳模式”正式启动，人们称之为“社区自治、议行分离”的模式。",
                "他把这一现象称为“上面千条线、下面一根针”。",
                "《试论“没有调查就没有发言权这一著名论断”的由来》一文已有讨论。",
                "Mao said “no investigation, no right to speak at all” and 别人也这样说过。",
            ],
        );
    }

    #[test]
    fn a_phrase_quoted_before_is_silent() {
        found(
            &RULE,
            "他说：⟦“把群众组织起来，把力量凝聚起来。”⟧后来，“把群众组织起来，把力量凝聚起来”成了大家的共识。",
        );
    }

    #[test]
    fn a_phrase_out_of_another_quotation_is_silent() {
        // The whole comes first.
        found(
            &RULE,
            "他说：⟦“把群众组织起来，把力量凝聚起来，这是根本。”⟧要“把群众组织起来，把力量凝聚起来”，就要有人。",
        );
        // The whole comes later and has a marker.
        clean(
            &RULE,
            &["要“把群众组织起来，把力量凝聚起来”。他说：“要把群众组织起来，把力量凝聚起来，这是根本。”[1]"],
        );
        found(
            &RULE,
            "他要求⟦“把群众组织起来，把力量凝聚起来”⟧。他说：⟦“要把群众组织起来，把力量凝聚起来，这是根本。”⟧",
        );
        found(
            &RULE,
            "他说：“把群众组织起来，把力量凝聚起来，这是根本。”[1]他又要求⟦“把群众组织起来，把财富凝聚起来”⟧。",
        );
    }

    #[test]
    fn common_sayings_are_silent() {
        clean(
            &RULE,
            &[
                "古人深知“水能载舟，亦能覆舟”。",
                "这正是“君子爱财，取之有道”，也是经商的道理。",
                "他们靠的是“三个臭皮匠，顶个诸葛亮”。",
            ],
        );
        found(&RULE, "他深知⟦“舟因水而行，亦因水而沉”⟧。");
    }

    #[test]
    fn conclusions_and_classics_behind_so_called() {
        found(&RULE, "他由此得出了⟦“市民社会决定国家和法”⟧的结论。");
        found(&RULE, "墨子所谓⟦“上之所是，必皆是之；所非，必皆非之”⟧，讲究的是上下一心。");
        clean(
            &RULE,
            &["所谓“上面管得多，下面做得少”，说的是层级。", "“总统内阁＋白宫班子＋私人幕僚”构成核心。"],
        );
    }

    #[test]
    fn words_without_an_author_are_silent() {
        clean(
            &RULE,
            &[
                "我们不禁要问：“钱从哪里来，人往哪里去，项目撤了以后谁来管？”",
                "有人会说：“村里的事，村里人自己最清楚，何必要上面来管？”",
                "常言道：“人心齐，泰山移。”",
                "墙上写着：“多一个球场，少一个赌场；多看名角，少些口角。”",
                "问卷的第一题是：“您对村里的养老服务满意吗？不满意的是哪些？”",
                "本文所称的县域养老服务，是指“在县级行政区域内由政府主导、社会参与的各类服务”。",
                "一位村支书说：“路修到门口，人就愿意回来；路断在山脚，钱也送不进去。”（访谈记录，2024年5月）",
            ],
        );
        found(&RULE, "费孝通认为⟦“以己为中心，像石子一般投入水中”⟧，一圈圈推出去。");
    }

    #[test]
    fn only_text_counts() {
        clean(
            &RULE,
            &[
                "摘要：有人指出：“把群众组织起来，把力量凝聚起来，这是根本。”\n\n关键词：组织",
                "一、“把群众组织起来，把力量凝聚起来”：他指出的道路",
                "```\n他说：“把群众组织起来，把力量凝聚起来，这是根本。”\n```\n正文在这里，一共只有这一句话而已。",
            ],
        );
    }

    #[test]
    fn quotations_of_several_paragraphs_are_judged_at_their_end() {
        found(
            &RULE,
            "毛泽东在谈到调查时这样说：“调查就像十月怀胎，要有耐心。\n\n⟦“解决问题就像一朝分娩”⟧。\n\n这是对干部的要求。",
        );
        clean(
            &RULE,
            &[
                "毛泽东在谈到调查时这样说：“调查就像十月怀胎，要有耐心。\n\n“解决问题就像一朝分娩。”[1]\n\n这是对干部的要求。",
                "这一段漏了后引号：“调查就像十月怀胎。\n\n下一段从“最后一公里”说起，讲的是别的事。",
            ],
        );
    }

    #[test]
    fn latex() {
        let words = "没有调查就没有发言权，这是一条颠扑不破的真理。";
        let body = |text: &str| {
            format!(
                "\\documentclass{{ctexart}}\n毛泽东指出：“{words}”\n\\begin{{document}}\n\\section{{一、甲的由来}}\n{text}\n\\end{{document}}\n"
            )
        };
        found(&RULE, &body(&format!("毛泽东曾指出：⟦“{words}”⟧")));
        found(&RULE, &body(&format!("毛泽东曾\\emph{{指出}}：⟦``{words}''⟧这是名言。")));
        found(&RULE, &body(&format!("毛泽东曾指出：~⟦\\enquote{{{words}}}⟧这是名言。")));
        found(
            &RULE,
            &body(&format!("\\begin{{itemize}}\n\\item 毛泽东曾指出：⟦“{words}”⟧\n\\end{{itemize}}")),
        );
        found(&RULE, &body(&format!("毛泽东曾指出：⟦“{words}”⟧% \\cite{{mao}}")));
        let quotes = [
            format!("毛泽东曾指出：“{words}”\\cite[第36页]{{mao}}"),
            format!("毛泽东曾指出：``{words}''~\\upcite{{mao}}"),
            format!(
                "毛泽东曾指出：\\enquote{{{words}}}\\footnote{{《毛泽东选集》第1卷，某社，1991年，第109页。又说：“{words}”}}"
            ),
            format!("毛泽东曾指出：“{words}”\\textsuperscript{{[1]}}"),
            format!("毛泽东曾指出：“{words}”$^{{[1]}}$"),
            format!("% 毛泽东曾指出：“{words}”"),
            format!("\\begin{{verbatim}}\n毛泽东曾指出：“{words}”\n\\end{{verbatim}}"),
            format!("毛泽东曾指出：“{words}”% yinzheng-ignore uncited-quote: 读者熟知"),
            format!("% yinzheng-ignore uncited-quote: 读者熟知\n毛泽东曾指出：\n“{words}”"),
            format!("毛泽东曾指出：\n% yinzheng-ignore uncited-quote: 读者熟知\n“{words}”"),
        ];
        for quote in quotes {
            clean(&RULE, &[&body(&quote)]);
        }
        clean(
            &RULE,
            &[&format!(
                "\\begin{{abstract}}\n毛泽东曾指出：“{words}”\n\\end{{abstract}}\n\n\\section{{甲的由来}}\n正文在这里，说的是甲的由来。\n"
            )],
        );
    }

    #[test]
    fn block_quotations_need_a_source() {
        found(
            &RULE,
            "毛泽东这样写道：\n\n⟦> 没有调查就没有发言权，调查就像十月怀胎，解决问题就像一朝分娩。⟧\n",
        );
        clean(
            &RULE,
            &[
                "毛泽东这样写道：\n\n> 没有调查就没有发言权，调查就像十月怀胎，解决问题就像一朝分娩。[1]\n",
                "毛泽东这样写道[1]：\n\n> 没有调查就没有发言权，调查就像十月怀胎，解决问题就像一朝分娩。\n",
                "> 提示：这一段是写给读者看的提示文字，并不是引文，所以不应当要求注明出处。\n",
            ],
        );
    }
}
