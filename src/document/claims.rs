//! Claims without quotation marks that rest on a source: views of unnamed scholars, and statistics.

use std::ops::Range;

use crate::syntax::chars::{is_han, narrow};
use crate::syntax::citation::Citation;
use crate::syntax::quotation::Quotation;

/// What a claim rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ground {
    /// The view of scholars whom the text does not name: 有学者认为, 研究表明.
    View,
    /// Figures: 据统计, 数据显示, 2019年……38%.
    Figures,
}

/// A claim that rests on a source the text does not name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The words that make it one: 有学者认为, 据统计, 38.2% (bytes in the block).
    pub range: Range<usize>,
    /// Its sentence (bytes in the block).
    pub sentence: Range<usize>,
    /// What it rests on.
    pub ground: Ground,
    /// Whether a citation stands in its sentence, in the next one, or at the end of the paragraph.
    pub cited: bool,
}

/// Words for the view of scholars without a name.
const VIEWS: [&str; 40] = [
    "有学者认为",
    "有学者指出",
    "有学者提出",
    "有学者发现",
    "有学者主张",
    "有研究认为",
    "有研究指出",
    "有研究表明",
    "有研究显示",
    "有研究发现",
    "有研究者认为",
    "有研究者指出",
    "有论者认为",
    "有论者指出",
    "有专家认为",
    "有专家指出",
    "学者们认为",
    "学者普遍认为",
    "学者大多认为",
    "学界普遍认为",
    "学界一般认为",
    "学界认为",
    "学术界认为",
    "学术界普遍认为",
    "学术界一般认为",
    "不少学者认为",
    "许多学者认为",
    "一些学者认为",
    "部分学者认为",
    "多数学者认为",
    "很多学者认为",
    "一些学者指出",
    "不少学者指出",
    "许多学者指出",
    "研究表明",
    "研究显示",
    "研究证明",
    "研究证实",
    "国外学者认为",
    "西方学者认为",
];

/// Words for figures that come from somewhere.
const FIGURES: [&str; 17] = [
    "据统计",
    "据不完全统计",
    "据有关统计",
    "据初步统计",
    "据估计",
    "据估算",
    "据测算",
    "据有关资料",
    "据调查",
    "统计显示",
    "统计表明",
    "数据显示",
    "数据表明",
    "调查显示",
    "调查表明",
    "有数据显示",
    "有资料显示",
];

/// Units that follow a figure, longest first.
const UNITS: [&str; 14] = [
    "个百分点",
    "万亿元",
    "亿美元",
    "万美元",
    "亿元",
    "万元",
    "亿人",
    "万人",
    "万户",
    "亿亩",
    "万亩",
    "万吨",
    "%",
    "％",
];

/// Words that name where a claim comes from, or say that it is the author's own.
const NAMED: [&str; 44] = [
    "《",
    "统计局",
    "年鉴",
    "公报",
    "白皮书",
    "普查",
    "报告",
    "人民银行",
    "世界银行",
    "联合国",
    "课题组",
    "本研究",
    "本文",
    "本课题",
    "笔者",
    "我们",
    "调研组",
    "问卷",
    "样本",
    "如表",
    "见表",
    "如图",
    "见图",
    "表1",
    "表2",
    "表3",
    "表4",
    "回归",
    "本次",
    "此次",
    "上述",
    "前述",
    "民政部",
    "农业部",
    "教育部",
    "财政部",
    "商务部",
    "农业农村部",
    "发改委",
    "国务院",
    "海关总署",
    "卫生部",
    "劳动部",
    "中心发布",
];

/// Words of plans and aims, whose figures are no statistics.
const AIMS: [&str; 11] =
    ["目标", "规划", "力争", "计划", "预期", "假设", "如果", "例如", "应当", "应该", "必须"];

/// Finds the claims of a block, at most one in a sentence.
#[must_use]
pub fn claims(
    text: &str,
    sentences: &[Range<usize>],
    quotations: &[Quotation],
    citations: &[Citation],
) -> Vec<Claim> {
    let end = text.trim_end().len();
    // A marker at the very end of the paragraph serves the whole of it.
    let at_end =
        citations.last().is_some_and(|c| text[c.range.end..end.max(c.range.end)].chars().count() <= 2);
    let cited = |range: &Range<usize>| {
        citations.iter().any(|c| c.certain && range.start <= c.range.start && c.range.start < range.end)
    };
    let mut found = Vec::new();
    for (i, sentence) in sentences.iter().enumerate() {
        let Some((range, ground)) = claim(&text[sentence.clone()]) else { continue };
        let range = sentence.start + range.start..sentence.start + range.end;
        if quotations.iter().any(|q| q.range.start < range.start && range.end <= q.range.end) {
            continue;
        }
        found.push(Claim {
            cited: at_end || cited(sentence) || sentences.get(i + 1).is_some_and(cited),
            sentence: sentence.clone(),
            range,
            ground,
        });
    }
    found
}

/// The words that make `sentence` a claim (bytes in it).
fn claim(sentence: &str) -> Option<(Range<usize>, Ground)> {
    if NAMED.iter().any(|name| sentence.contains(name)) {
        return None;
    }
    if let Some(range) = first(sentence, &VIEWS) {
        return Some((range, Ground::View));
    }
    let figure = figure(sentence)?;
    if let Some(range) = first(sentence, &FIGURES) {
        return Some((range, Ground::Figures));
    }
    let dated = dated(sentence) && !AIMS.iter().any(|word| sentence.contains(word));
    dated.then_some((figure, Ground::Figures))
}

/// The first of `words` in `text`; the longest of those that start there.
fn first(text: &str, words: &[&str]) -> Option<Range<usize>> {
    words
        .iter()
        .filter_map(|word| text.find(word).map(|at| at..at + word.len()))
        .min_by_key(|range| (range.start, std::cmp::Reverse(range.end)))
}

/// The first figure with a unit: 38.2%, 5.6亿元, 2 000万人.
fn figure(sentence: &str) -> Option<Range<usize>> {
    let unit = UNITS
        .iter()
        .filter_map(|unit| {
            sentence.match_indices(unit).find_map(|(at, _)| {
                let digits = digits_before(sentence, at);
                (digits > 0).then_some((at - digits, at + unit.len()))
            })
        })
        .min_by_key(|&(start, end)| (start, std::cmp::Reverse(end)))?;
    Some(unit.0..unit.1)
}

/// How many bytes before `at` are digits with their points: 1,234.5.
fn digits_before(sentence: &str, at: usize) -> usize {
    sentence[..at]
        .chars()
        .rev()
        .take_while(|&c| narrow(c).is_ascii_digit() || matches!(c, '.' | '．' | ',' | '多' | '余'))
        .map(char::len_utf8)
        .sum()
}

/// Whether the sentence dates its figures: 2019年, 1990年代末.
fn dated(sentence: &str) -> bool {
    sentence.match_indices('年').any(|(at, _)| {
        let digits = sentence[..at].chars().rev().take_while(|&c| narrow(c).is_ascii_digit()).count();
        let founding = sentence[at..].chars().nth(1).is_some_and(|c| is_han(c) && c == '代');
        digits == 4 && !founding
    })
}
