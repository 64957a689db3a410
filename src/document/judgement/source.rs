//! The law, document or meeting that a text names as the source of a quotation.

use std::ops::Range;

use crate::syntax::chars::{arabic, chinese, is_han, narrow};
use crate::syntax::quotation::Quotation;

/// Endings of the titles of laws and official documents; other books and papers need a citation.
const OFFICIAL: [&str; 45] = [
    "法",
    "条例",
    "规定",
    "办法",
    "决定",
    "决议",
    "意见",
    "纲要",
    "规划",
    "通知",
    "报告",
    "公报",
    "宪法",
    "党章",
    "章程",
    "准则",
    "宣言",
    "草案",
    "方案",
    "细则",
    "解释",
    "批复",
    "指示",
    "声明",
    "公约",
    "条约",
    "协定",
    "白皮书",
    "纲领",
    "大纲",
    "通则",
    "规则",
    "计划",
    "公告",
    "命令",
    "训令",
    "讲话",
    "建议",
    "要点",
    "会议纪要",
    "若干问题",
    "共同纲领",
    "法典",
    "修正案",
    "民约",
];

/// Laws, documents and meetings that are named without 《》.
const NAMED: [&str; 29] = [
    "宪法",
    "党章",
    "大报告",
    "政府工作报告",
    "工作报告",
    "中全会",
    "全国代表大会",
    "代表大会",
    "座谈会",
    "工作会议",
    "中央经济工作会议",
    "会议上",
    "会议",
    "大会上",
    "论坛上",
    "民法典",
    "刑法",
    "组织法",
    "行政诉讼法",
    "中央一号文件",
    "白皮书",
    "党的十九大",
    "党的二十大",
    "党的十八大",
    "联合国宪章",
    "共同纲领",
    "规划纲要",
    "印发的文件",
    "发布的文件",
];

/// Whether a law's article is named: 《民法典》第七条, 宪法第一百一十一条.
pub(super) fn by_article(before: &str) -> bool {
    before.match_indices('第').any(|(at, _)| {
        let rest = &before[at + '第'.len_utf8()..];
        let number = chinese(rest).or_else(|| arabic(rest));
        let law = before[..at].ends_with(['》', '法', '章', '例']);
        law && number.is_some_and(|(_, length)| rest[length..].starts_with('条'))
    })
}

/// Verbs by which classics are quoted.
const CLASSIC_VERBS: [&str; 8] = ["曰", "云", "谓", "载", "注", "言", "称", "记载"];

/// Words for the occasion of a speech.
const OCCASIONS: [&str; 12] =
    ["讲话", "演说", "演讲", "致辞", "谈话", "报告中", "答记者问", "发言", "会上", "电报", "声明", "书信"];

/// Longest text between a title and the quotation that it introduces, in characters.
const FROM_TITLE: usize = 36;

/// The work that introduces the quotation: 《史记·秦始皇本纪》载：“……”.
fn work(
    text: &str,
    quotation: &Quotation,
    sentence: &Range<usize>,
    titles: &[Range<usize>],
) -> Option<Range<usize>> {
    let title = titles.iter().rfind(|t| sentence.start <= t.start && t.end <= quotation.range.start)?;
    let between = &text[title.end..quotation.range.start];
    let introduces = between.chars().count() <= FROM_TITLE && !between.contains(['。', '；', '”', '》']);
    introduces.then(|| title.clone())
}

/// The author of the old days who introduces classical words: 许慎曰：“……”.
fn ancient(
    text: &str,
    quotation: &Quotation,
    sentence: &Range<usize>,
    in_classical: bool,
) -> Option<Range<usize>> {
    let before = text[sentence.start.min(quotation.range.start)..quotation.range.start]
        .trim_end_matches(['：', ':', '，', ',', ' ', '\u{3000}']);
    let verb = CLASSIC_VERBS[..5].iter().find(|verb| before.ends_with(**verb))?;
    let stem = &before[..before.len() - verb.len()];
    let clause = stem
        .rfind(|c: char| !is_han(c))
        .map_or(0, |at| at + stem[at..].chars().next().map_or(0, char::len_utf8));
    let start = sentence.start.min(quotation.range.start) + clause;
    (in_classical && (2..=10).contains(&stem[clause..].chars().count()))
        .then(|| start..start + (stem.len() - clause))
}

/// The speech that introduces the quotation, with its date: 1956年8月24日在……的谈话中说：“……”.
fn dated_speech(text: &str, quotation: &Quotation, sentence: &Range<usize>) -> Option<Range<usize>> {
    let before = &text[sentence.start.min(quotation.range.start)..quotation.range.start];
    let occasion = OCCASIONS.iter().filter_map(|word| Some((before.rfind(word)?, word.len()))).max()?;
    let year = before[..occasion.0]
        .match_indices('年')
        .map(|(at, _)| at)
        .find(|&at| before[..at].chars().rev().take_while(|&c| is_digit(c)).count() == 4)?;
    let digits: usize = before[..year].chars().rev().take(4).map(char::len_utf8).sum();
    let behind = &before[occasion.0 + occasion.1..];
    let dated = before[year..occasion.0].contains('月');
    (dated && behind.chars().count() <= 16 && !behind.contains('”'))
        .then(|| sentence.start + year - digits..sentence.start + occasion.0 + occasion.1)
}

fn is_digit(c: char) -> bool {
    narrow(c).is_ascii_digit()
        || matches!(c, '〇' | '○' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九')
}

/// The source that the text names for a quotation: a law, document or meeting in its sentence or the
/// one before; a work, an author of the old days or a dated speech in its sentence.
pub(super) fn named_source(
    text: &str,
    quotation: &Quotation,
    sentence: &Range<usize>,
    previous: Option<&Range<usize>>,
    titles: &[Range<usize>],
    in_classical: bool,
) -> Option<Range<usize>> {
    official(text, quotation, sentence, previous, titles)
        .or_else(|| work(text, quotation, sentence, titles))
        .or_else(|| ancient(text, quotation, sentence, in_classical))
        .or_else(|| dated_speech(text, quotation, sentence))
}

/// The law, document or meeting named as the source: in the quotation's sentence or the one before.
fn official(
    text: &str,
    quotation: &Quotation,
    sentence: &Range<usize>,
    previous: Option<&Range<usize>>,
    titles: &[Range<usize>],
) -> Option<Range<usize>> {
    let outside =
        |range: &Range<usize>| range.end <= quotation.range.start || range.start >= quotation.range.end;
    let within =
        |scope: &Range<usize>, range: &Range<usize>| scope.start <= range.start && range.end <= scope.end;
    for scope in [Some(sentence), previous].into_iter().flatten() {
        let title = titles
            .iter()
            .filter(|t| within(scope, t) && outside(t) && is_official(&text[(*t).clone()]))
            .cloned();
        let area = &text[scope.clone()];
        let bare = NAMED.iter().flat_map(|name| {
            area.match_indices(name).map(|(at, _)| scope.start + at..scope.start + at + name.len())
        });
        let congress = congress(area).map(|r| scope.start + r.start..scope.start + r.end);
        let institution =
            |range: &Range<usize>| ["制度", "代表"].iter().any(|word| text[range.end..].starts_with(word));
        let candidates = title.chain(
            bare.chain(congress)
                .filter(|r| outside(r) && !institution(r))
                .map(|r| whole_name(text, scope.start, r)),
        );
        // The nearest one before the quotation introduces it; one behind it comments on it.
        let (before, behind): (Vec<_>, Vec<_>) = candidates.partition(|r| r.end <= quotation.range.start);
        let nearest = before
            .into_iter()
            .max_by_key(|r| (r.end, r.len()))
            .or_else(|| behind.into_iter().min_by_key(|r| r.start));
        if nearest.is_some() {
            return nearest;
        }
    }
    None
}

/// Widens the last word of a name (座谈会, 中全会) to the whole name, up to the last sign or particle.
fn whole_name(text: &str, from: usize, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    for (at, c) in text[from..range.start].char_indices().rev().take(18) {
        let joins = is_han(c)
            && !matches!(
                c,
                '的' | '在'
                    | '于'
                    | '了'
                    | '是'
                    | '和'
                    | '与'
                    | '年'
                    | '月'
                    | '日'
                    | '从'
                    | '为'
                    | '以'
                    | '开'
            );
        let party = c == '的' && text[from..from + at].ends_with('党');
        if !joins && !party {
            break;
        }
        start = from + at;
    }
    start..range.end
}

/// 十九大, 党的二十大, 十八届三中全会
fn congress(area: &str) -> Option<Range<usize>> {
    area.rmatch_indices('大').find_map(|(at, _)| {
        let before = &area[..at];
        let digits: usize = before
            .chars()
            .rev()
            .take_while(|c| matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'))
            .map(char::len_utf8)
            .sum();
        let numeral = &before[at - digits..];
        let numbered = chinese(numeral).is_some_and(|(n, _)| (7..30).contains(&n) && digits >= 3);
        let alone =
            before[..at - digits].ends_with("党的") || numeral.chars().count() >= 2 && numeral.contains('十');
        (numbered && alone).then_some(at - digits..at + '大'.len_utf8())
    })
}

fn is_official(title: &str) -> bool {
    let bare = title.trim_matches(['《', '》']);
    let bare = bare.split(['（', '(']).next().unwrap_or(bare).trim_end_matches(['〉', ' ']);
    OFFICIAL.iter().any(|ending| bare.ends_with(ending))
}
