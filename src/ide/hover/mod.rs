//! Hover: the card of the term at a place, why a quotation there is reported, what a marker cites, what
//! an entry says.

mod works;

use std::ops::Range;

use crate::config::{Lang, Settings, say};
use crate::document::Snapshot;
use crate::glossary::{self, Card, NameKind};
use crate::rules;
use crate::rules::citation::verdict::{Status, threshold, verdicts};
use crate::rules::citation::{uncited_named_source, uncited_quote};
use crate::syntax::width::narrow;

/// A hover card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What the card is about (bytes).
    pub range: Range<usize>,
    /// The card in Markdown.
    pub markdown: String,
    /// The card for clients without Markdown.
    pub plain: String,
    /// The card of the term, where it is one.
    pub card: Option<Card>,
}

/// What is known about byte `offset`: the card of the term there, why the quotation there is reported as
/// uncited, and the marker or the entry there. The card is about the range of the first of them.
#[must_use]
pub fn hover(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Hover> {
    let known = [
        card(snapshot, offset, settings),
        reason(snapshot, offset, settings),
        works::works(snapshot, offset, settings),
    ];
    known.into_iter().flatten().reduce(|mut hover, next| {
        hover.markdown = format!("{}\n\n---\n\n{}", hover.markdown.trim_end(), next.markdown);
        hover.plain = format!("{}\n\n{}", hover.plain.trim_end(), next.plain);
        hover
    })
}

fn card(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Hover> {
    let block = snapshot.block_at(offset)?;
    let start = snapshot.index().starts[block];
    let text = snapshot.buffer().slice(start..start + snapshot.blocks()[block].len);
    let found = glossary::matches_at(&text, offset - start, &settings.glossary)?;
    let card = found.card.card(&settings.glossary)?;
    let mut markdown = card_markdown(&card, settings);
    let mut plain = card.plain(settings.lang);
    if matches!(found.kind, NameKind::Misform | NameKind::Variant) {
        let written = &text[found.range.clone()];
        let right = card.right_form(written);
        let note = match settings.lang {
            Lang::Zh => format!("“{written}”的规范写法是“{right}”。"),
            Lang::En => format!("The standard form of “{written}” is “{right}”."),
        };
        markdown = format!("{note}\n\n{markdown}");
        plain = format!("{note}\n{plain}");
    }
    if let Some(version) = version_before(&text[..found.range.start], &card, settings.lang) {
        markdown = format!("{markdown}  \n{version}");
        plain = format!("{plain}\n{version}");
    }
    Some(Hover {
        range: start + found.range.start..start + found.range.end,
        markdown,
        plain,
        card: Some(card),
    })
}

/// Which version of a law the words before its title mean: 2019年修订的《…》.
fn version_before(before: &str, card: &Card, lang: Lang) -> Option<String> {
    if card.category() != "law" {
        return None;
    }
    let words = before.trim_end_matches('《').trim_end_matches(['的', '后']);
    let act = ["修订", "修正", "修改", "通过", "公布", "颁布"]
        .into_iter()
        .find_map(|act| words.strip_suffix(act))?;
    let year = act.trim_end_matches(['新', '所']).strip_suffix('年')?;
    let digits: String =
        year.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().map(narrow).collect();
    let meant = |date: &str| digits.len() == 4 && date.split('-').next() == Some(digits.as_str());
    let (_, date, _) = card.dates().find(|(kind, date, _)| *kind != "in-force" && meant(date))?;
    let line = card.date_of(date, lang)?;
    Some(say!(lang, "文中所指的文本：{line}", "The text meant here: {line}"))
}

/// The card in Markdown, with links where the client follows them.
pub(super) fn card_markdown(card: &Card, settings: &Settings) -> String {
    card.markdown(settings.lang, settings.card_links.then_some(&card_link as &dyn Fn(&str) -> String))
}

/// A link that shows the card of `term`, for clients that run commands from a hover.
fn card_link(term: &str) -> String {
    // The argument is JSON, percent-encoded as URIs want it.
    let argument: String = format!("[\"{}\"]", term.replace(['\\', '"'], ""))
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("[{}](command:yinzheng.showCard?{argument})", escaped(term))
}

/// Why the quotation at `offset` is reported.
fn reason(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Hover> {
    let quotations = || verdicts(snapshot, settings).into_iter();
    let verdict =
        quotations().find(|verdict| verdict.range.contains(&offset) && verdict.status == Status::Uncited)?;
    // What is off or ignored is not reported, and needs no reason.
    let ids = [uncited_quote::RULE.id, uncited_named_source::RULE.id];
    let findings = rules::check(snapshot, settings);
    findings.iter().find(|finding| ids.contains(&finding.rule) && finding.range == verdict.range)?;
    let zh = settings.lang == Lang::Zh;
    let reason = verdict.reason(snapshot, settings.lang);
    let named = verdict.named.as_ref().map(|named| snapshot.buffer().slice(named.clone()));
    let decision = match (named, zh) {
        (Some(named), true) => format!("这处引文只在文中提到来源“{named}”，没有标注"),
        (Some(named), false) => format!("This quotation only names its source “{named}” and has no citation"),
        (None, true) => "这处引文需要标注".to_owned(),
        (None, false) => "This quotation needs a citation".to_owned(),
    };
    // A block quotation is decided by what stands before it, not by a score.
    let score = verdict.quotation.map_or(String::new(), |_| {
        let (score, least) = (verdict.score, threshold(settings.sensitivity));
        if zh {
            format!("（评分 {score:.2}，达到 {least:.2} 即提示）")
        } else {
            format!(" (score {score:.2}, reported from {least:.2} on)")
        }
    });
    let sentence =
        if zh { format!("{decision}：{reason}{score}。") } else { format!("{decision}: {reason}{score}.") };
    Some(Hover { range: verdict.range, markdown: escaped(&sentence), plain: sentence, card: None })
}

/// `text` with the signs of Markdown taken literally.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$') {
            escaped.push('\\');
        }
        escaped.push(if c.is_control() { ' ' } else { c });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    fn at(text: &str) -> Option<(String, String)> {
        let offset = text.find("$0").expect("a cursor");
        let text = text.replacen("$0", "", 1);
        let kind = if text.contains('>') { Kind::Markdown } else { Kind::Plain };
        let hover = hover(&Snapshot::of(&text, kind), offset, &Settings::default())?;
        Some((text[hover.range].to_owned(), hover.markdown))
    }

    #[test]
    fn terms_have_cards_at_their_exact_range() {
        let (range, card) = at("第一段。\n\n第二段说到提升基层$0治理水平。").expect("a card");
        assert_eq!(range, "基层治理");
        assert!(card.starts_with("**基层治理**"), "{card}");
    }

    #[test]
    fn misforms_say_what_is_right() {
        let (range, card) = at("在国家治理能力$0和治理体系现代化的要求下").expect("a card");
        assert_eq!(range, "国家治理能力和治理体系现代化");
        assert!(
            card.starts_with("“国家治理能力和治理体系现代化”的规范写法是“国家治理体系和治理能力现代化”。"),
            "{card}"
        );
    }

    #[test]
    fn a_year_before_a_law_names_its_version() {
        let (_, card) = at("依照2015年修正的《义务教$0育法》办学。").expect("a card");
        assert!(
            card.ends_with("文中所指的文本：2015-04-24 第十二届全国人民代表大会常务委员会第十四次会议修正"),
            "{card}"
        );
        let (_, card) = at("依照2013年修正的《义务教$0育法》办学。").expect("a card");
        assert!(!card.contains("文中所指"), "the law was not changed then: {card}");
        let (_, card) = at("依照《义务教$0育法》办学。").expect("a card");
        assert!(!card.contains("文中所指"), "{card}");
    }

    #[test]
    fn a_reported_quotation_says_why() {
        let (range, card) =
            at("前文。毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不$0破的真理。”").expect("a reason");
        assert_eq!(range, "“没有调查就没有发言权，这是一条颠扑不破的真理。”");
        let (decision, score) = card.split_once('（').expect("a score");
        assert_eq!(decision, "这处引文需要标注：由“指出”引出，句子随它结束，是完整的句子，长21字");
        assert!(score.starts_with("评分 ") && score.ends_with("，达到 0.40 即提示）。"), "{score}");

        let (_, card) =
            at("《村民委员会组织法》规定，“村民委员会办理本$0村的公共事务和公益事业”。").expect("a reason");
        assert!(
            card.starts_with("这处引文只在文中提到来源“《村民委员会组织法》”，没有标注：由“规定”引出，"),
            "{card}"
        );

        let (range, card) =
            at("毛泽东这样写道：\n\n> 没有调查就没有发言权，调查就像十月怀$0胎，解决问题就像一朝分娩。\n")
                .expect("a reason");
        assert!(range.starts_with("> 没有调查"), "{range}");
        assert_eq!(card, "这处引文需要标注：上一段以冒号引出这段块引文。");
    }

    #[test]
    fn a_term_in_a_reported_quotation_comes_first() {
        let text = "有学者指出：“要把基层$0治理的重心落到人身上，把人组织起来。”";
        let (range, card) = at(text).expect("a card");
        assert_eq!(range, "基层治理");
        let reason = card.find("这处引文需要标注：").expect("the reason");
        assert!(card.starts_with("**基层治理**") && card[..reason].ends_with("\n\n---\n\n"), "{card}");
    }

    #[test]
    fn a_term_in_an_entry_comes_first() {
        let text = "前文说到了这一点[1]。\n\n参考文献\n\n[1] 王某. 论基层$0治理[J]. 某刊, 2019(1): 1-5.\n";
        let (range, card) = at(text).expect("a card");
        assert_eq!(range, "基层治理");
        let place = card.find("正文引用1次：第1行").expect("the places");
        assert!(card.starts_with("**基层治理**") && card[..place].contains("\n\n---\n\n"), "{card}");
    }

    #[test]
    fn what_is_not_reported_has_no_reason() {
        let off =
            Settings { levels: [("uncited-quote", crate::rules::Level::Off)].into(), ..Settings::default() };
        let text = "某人曾指出：“村里的事要由村里人商量着办，这是多年来的经验。”";
        let hovered = |text: &str, settings: &Settings| {
            hover(&Snapshot::of(text, Kind::Markdown), text.find("多年").expect("the words"), settings)
        };
        assert!(hovered(text, &Settings::default()).is_some());
        assert_eq!(hovered(text, &off), None);
        assert_eq!(hovered(&format!("{text}[1]"), &Settings::default()), None);
        let ignored = format!("{text}<!-- yinzheng-ignore uncited-quote: 常识 -->");
        assert_eq!(hovered(&ignored, &Settings::default()), None);
    }

    #[test]
    fn reasons_are_told_in_english_too() {
        let text = "某人曾指出：“村里的事要由村里人商量着办，这是多年来的经验。”";
        let english = Settings { lang: Lang::En, ..Settings::default() };
        let hover = hover(&Snapshot::of(text, Kind::Plain), text.find("多年").expect("the words"), &english);
        let plain = hover.expect("a reason").plain;
        assert!(
            plain.starts_with("This quotation needs a citation: introduced by “指出”, its sentence ends with it, a complete sentence, 21 characters (score "),
            "{plain}"
        );
    }

    #[test]
    fn ordinary_words_have_none() {
        assert_eq!(at("今天天$0气很好。"), None);
        assert_eq!(at("基层治理。$0"), None);
    }
}
