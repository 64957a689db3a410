//! Whether a quotation needs a citation, and what covers it.
//!
//! The decision is a sum of readable weights over features of the quotation and of the sentence
//! around it, see [`Features::score`]. What only the document can know (a phrase quoted before, an
//! abstract, a list) is decided by the index.

use std::ops::Range;

use crate::glossary;
use crate::syntax::chars::{arabic, chinese, ends_sentence, is_closer, is_han};
use crate::syntax::citation::{Citation, Style};
use crate::syntax::quotation::Quotation;

/// An outermost quotation with what was found out about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// With its marks (bytes in the block).
    pub range: Range<usize>,
    /// Without its marks.
    pub inner: Range<usize>,
    /// Whether it is closed in its block; else the next block may go on with it.
    pub closed: bool,
    /// Whether nothing but it stands before it in its block.
    pub opens_block: bool,
    /// What speaks for and against a citation.
    pub features: Features,
    /// The citation that covers it: index in the block's citations.
    pub cover: Option<usize>,
    /// The law, document or meeting named as its source (bytes in the block).
    pub named: Option<Range<usize>>,
    /// Whether the law and its article are named before it, which is how laws are cited.
    pub by_article: bool,
    /// Hash of its text without punctuation.
    pub key: u64,
}

/// What speaks for and against a citation of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a feature of its own")]
pub struct Features {
    /// Han characters and other letters inside.
    pub length: u16,
    /// Clauses inside, by commas and full stops.
    pub clauses: u8,
    /// A full stop directly before the closing mark.
    pub complete: bool,
    /// A colon directly before the opening mark.
    pub colon: bool,
    /// A verb of saying directly before it, or before its colon or comma.
    pub verb: Option<&'static str>,
    /// Words behind it that call it somebody's words: 这一论断, 的名言.
    pub called_words: bool,
    /// Words around it that make it a name: 所谓, 称为, 的原则.
    pub named_thing: bool,
    /// The words of nobody in particular: an imagined objection, a proverb, a slogan on a wall.
    pub nobodys: bool,
    /// Another short quotation stands directly beside it.
    pub enumerated: bool,
    /// It holds a predicate: 是, 要, 必须, 不 …
    pub predicate: bool,
    /// It is a term, meeting or document of the glossary.
    pub term: bool,
    /// It stands inside 《》.
    pub in_title: bool,
    /// No Han characters inside.
    pub foreign: bool,
}

/// Verbs that introduce somebody's words.
const VERBS: [&str; 88] = [
    "指出",
    "强调",
    "认为",
    "写道",
    "说过",
    "说道",
    "提出",
    "规定",
    "要求",
    "明确",
    "宣称",
    "声称",
    "写到",
    "表示",
    "谈到",
    "曾言",
    "所言",
    "讲道",
    "讲到",
    "讲过",
    "号召",
    "告诫",
    "批评",
    "论述",
    "阐述",
    "概括",
    "总结",
    "评价",
    "评论",
    "描述",
    "形容",
    "宣布",
    "重申",
    "主张",
    "断言",
    "回答",
    "回忆",
    "记载",
    "载明",
    "呼吁",
    "坦言",
    "直言",
    "感叹",
    "慨叹",
    "承认",
    "解释",
    "定义",
    "界定",
    "指明",
    "表明",
    "宣示",
    "宣告",
    "断定",
    "揭示",
    "提到",
    "论道",
    "记述",
    "部署",
    "申明",
    "声明",
    "批示",
    "指示",
    "引用",
    "援引",
    "所说",
    "所讲",
    "所指出",
    "所述",
    "说明",
    "写明",
    "警告",
    "提醒",
    "教导",
    "倡导",
    "所谓",
    "答复",
    "自述",
    "说的",
    "讲的",
    "来说",
    "称道",
    "赞扬",
    "希望",
    "写的",
    "确定",
    "确认",
    "建议",
    "反问",
];

/// Single characters that introduce words only right before the mark, a colon or a comma.
const SHORT_VERBS: [&str; 12] = ["说", "讲", "称", "曰", "云", "道", "言", "写", "问", "答", "载", "谓"];

/// Words before a quotation that make it a name of something.
const NAMING: [&str; 33] = [
    "所谓",
    "所谓的",
    "叫做",
    "叫作",
    "称为",
    "称作",
    "称之为",
    "称之谓",
    "被称为",
    "名为",
    "俗称",
    "简称",
    "统称",
    "誉为",
    "视为",
    "即",
    "这种",
    "这个",
    "这一",
    "那种",
    "一个",
    "一种",
    "从",
    "由",
    "成为",
    "为",
    "以",
    "作为",
    "归结为",
    "定位为",
    "定义为",
    "题为",
    "概括为",
];

/// What introduces words that have no author to cite.
const NOBODYS: [&str; 31] = [
    "要问",
    "会问",
    "试问",
    "会说",
    "可能说",
    "或许说",
    "不禁问",
    "常言",
    "俗话",
    "俗语",
    "谚语",
    "民谚",
    "老话",
    "古语",
    "成语",
    "歌谣",
    "顺口溜",
    "民谣",
    "写着",
    "标语",
    "横幅",
    "口号是",
    "墙上",
    "问卷",
    "题项",
    "选项",
    "本文所称",
    "本文所说",
    "笔者将",
    "本文将",
    "打个比方",
];

/// Words behind a quotation that make it a name of something.
const NOUNS: [&str; 72] = [
    "原则", "思想", "精神", "战略", "模式", "理论", "工程", "行动", "方针", "政策", "理念", "口号", "现象",
    "问题", "意识", "关系", "主义", "格局", "方式", "方法", "体系", "体制", "机制", "制度", "道路", "目标",
    "任务", "概念", "一词", "二字", "两字", "三字", "四字", "字样", "之说", "说法", "提法", "之称", "运动",
    "时代", "时期", "阶段", "地位", "作用", "功能", "角色", "特征", "特色", "特点", "性质", "倾向", "心理",
    "身份", "政治", "经济", "社会", "文化", "计划", "规划", "布局", "要求", "建设", "发展", "效应", "困境",
    "陷阱", "逻辑", "范式", "命题", "学说", "观念", "观",
];

/// Words behind a quotation that call it somebody's words.
const CALLED: [&str; 18] = [
    "这一论断",
    "的论断",
    "的名言",
    "这句话",
    "的话",
    "这段话",
    "的论述",
    "一语",
    "一句",
    "的名句",
    "这一论述",
    "的判断",
    "这一判断",
    "的规定",
    "这一规定",
    "的教导",
    "的指示",
    "的古训",
];

/// Signs of a predicate inside a quotation.
const PREDICATES: [&str; 33] = [
    "是", "要", "必须", "不", "有", "把", "使", "能", "应", "让", "就", "才", "都", "也", "在", "被", "了",
    "着", "会", "为了", "如果", "因为", "坚持", "实现", "推进", "加强", "建设", "发展", "健全", "完善",
    "保障", "发挥", "来自",
];

impl Features {
    /// How strongly the quotation looks like one that needs a source: 0 to 1.
    #[must_use]
    pub fn score(&self) -> f64 {
        if self.in_title || self.foreign {
            return 0.0;
        }
        let length = match self.length {
            0..=3 => -5.0,
            4 => -4.0,
            5..=6 => -3.0,
            7..=8 => -2.4,
            9..=11 => -1.3,
            12..=14 => -0.4,
            15..=19 => 0.5,
            20..=29 => 1.4,
            _ => 2.2,
        };
        let mut sum = length;
        sum += match self.clauses {
            0 | 1 => 0.0,
            2 => 0.6,
            _ => 1.1,
        };
        sum += weigh(self.complete, 1.6);
        sum += weigh(self.colon, 1.3);
        sum += weigh(self.verb.is_some(), 1.2);
        sum += weigh(self.called_words, 1.2);
        sum += weigh(self.named_thing, -1.2);
        sum += weigh(self.nobodys, -8.0);
        sum += weigh(self.enumerated, -0.9);
        sum += if self.predicate { 0.4 } else { -0.7 };
        // A term is silent unless it is said to be somebody's words.
        sum += weigh(self.term && self.verb.is_none(), -2.5);
        sum += weigh(self.term && self.verb.is_some(), -0.4);
        1.0 / (1.0 + f64::exp(-sum))
    }
}

const fn weigh(holds: bool, weight: f64) -> f64 {
    if holds { weight } else { 0.0 }
}

/// Judges the outermost quotations of a block.
#[must_use]
pub fn judge(
    text: &str,
    quotations: &[Quotation],
    sentences: &[Range<usize>],
    citations: &[Citation],
) -> Vec<Judgement> {
    let outer: Vec<&Quotation> = quotations.iter().filter(|q| q.depth == 0).collect();
    let titles = titles(text);
    outer
        .iter()
        .enumerate()
        .map(|(index, quotation)| {
            let at = sentences.partition_point(|s| s.end <= quotation.range.start);
            let sentence = sentences.get(at).cloned().unwrap_or(0..text.len());
            let previous = at.checked_sub(1).and_then(|i| sentences.get(i)).cloned();
            let neighbours = (index.checked_sub(1).map(|i| outer[i]), outer.get(index + 1).copied());
            let features = features(text, quotation, &sentence, neighbours, &titles);
            Judgement {
                range: quotation.range.clone(),
                inner: quotation.inner.clone(),
                closed: quotation.closed,
                opens_block: text[..quotation.range.start].trim().is_empty(),
                features,
                cover: cover(text, quotation, &sentence, &outer, citations),
                named: named_source(text, quotation, &sentence, previous.as_ref(), &titles),
                by_article: by_article(
                    &text[sentence.start.min(quotation.range.start)..quotation.range.start],
                ),
                key: key(&text[quotation.inner.clone()]),
            }
        })
        .collect()
}

/// Hash of the letters of a quotation, punctuation and space left out.
fn key(inner: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    inner.chars().filter(|c| c.is_alphanumeric()).for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}

/// The 《》 of a block with their marks, outermost ones only.
fn titles(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        match c {
            '《' if open.is_none() => open = Some(at),
            '》' => {
                if let Some(start) = open.take() {
                    found.push(start..at + c.len_utf8());
                }
            }
            '。' | '\n' => open = None,
            _ => {}
        }
    }
    found
}

fn features(
    text: &str,
    quotation: &Quotation,
    sentence: &Range<usize>,
    (left, right): (Option<&Quotation>, Option<&Quotation>),
    titles: &[Range<usize>],
) -> Features {
    let inner = &text[quotation.inner.clone()];
    let before = &text[sentence.start.min(quotation.range.start)..quotation.range.start];
    let after = &text[quotation.range.end..];
    let han = inner.chars().filter(|&c| is_han(c)).count();
    let letters = inner.chars().filter(|c| c.is_alphanumeric()).count();
    let last = inner.trim_end_matches(is_closer).chars().next_back();
    let complete = last.is_some_and(ends_sentence);
    let separators = inner
        .chars()
        .filter(|&c| matches!(c, '，' | ',' | '；' | ';' | '：' | ':') || ends_sentence(c))
        .count();
    let lead = before.trim_end_matches([' ', '\u{3000}']);
    let stem = lead.trim_end_matches(['：', ':', '，', ',', ' ']);
    let open = stem.len() < lead.len();
    let verb = verb(stem, open);
    Features {
        length: (if han * 2 >= letters { letters } else { letters / 3 }) as u16,
        clauses: (separators - usize::from(complete && separators > 0) + 1).min(9) as u8,
        complete,
        colon: lead.ends_with(['：', ':']),
        verb,
        called_words: CALLED.iter().any(|word| after.starts_with(word)),
        nobodys: NOBODYS.iter().any(|words| tail(stem, 18).contains(words)),
        named_thing: verb.is_none()
            && !lead.ends_with(['：', ':', '，', ','])
            && NAMING.iter().any(|word| lead.ends_with(word))
            || names_behind(after),
        enumerated: left.is_some_and(|q| beside(&text[q.range.end..quotation.range.start]) && short(text, q))
            || right.is_some_and(|q| beside(&text[quotation.range.end..q.range.start]) && short(text, q)),
        predicate: PREDICATES.iter().any(|sign| inner.contains(sign)),
        term: glossary::is_name(inner),
        in_title: titles.iter().any(|t| t.start < quotation.range.start && quotation.range.end < t.end),
        foreign: han == 0,
    }
}

/// The last `count` characters of `text`.
fn tail(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().take(count).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

/// The verb of saying at the end of `stem`; `open` if a colon or comma follows it.
fn verb(stem: &str, open: bool) -> Option<&'static str> {
    let tail = tail(stem, 14);
    let bare = tail.trim_end_matches(['了', '过', '的', '到', '出', '着']);
    for word in VERBS {
        if word == "所谓" {
            continue;
        }
        if tail.ends_with(word) || bare.ends_with(word) {
            return Some(word);
        }
    }
    for word in SHORT_VERBS {
        if tail.ends_with(word)
            && !["传说", "小说", "学说", "或说", "据说", "所谓", "无疑问", "知道", "名称", "简称", "难道"]
                .iter()
                .any(|w| tail.ends_with(w))
        {
            return Some(word);
        }
    }
    // 指出改革开放必须：“…” and 强调坚持“…”: the verb a few words before.
    VERBS[..32].iter().copied().find(|&word| {
        tail.rfind(word).is_some_and(|at| {
            let between = &tail[at + word.len()..];
            between.chars().count() <= if open { 10 } else { 4 } && !between.contains(['。', '；', '”'])
        })
    })
}

/// Whether the words behind a quotation make it a name: 的原则, 战略, 现象.
fn names_behind(after: &str) -> bool {
    let rest = after.trim_start_matches(['的', '这', '一', '等', '种', '个', '式', '型', '性', '化']);
    NOUNS.iter().any(|noun| rest.starts_with(noun)) && !after.starts_with(['，', '。', '；'])
}

/// Whether only a comma-like sign or 和 stands between two quotations.
fn beside(between: &str) -> bool {
    matches!(
        between.trim(),
        "" | "、"
            | "和"
            | "与"
            | "或"
            | "及"
            | "以及"
            | "到"
            | "变为"
            | "转向"
            | "而不是"
            | "向"
            | "，"
            | ","
    )
}

fn short(text: &str, quotation: &Quotation) -> bool {
    text[quotation.inner.clone()].chars().filter(|&c| is_han(c)).count() <= 10
}

/// The citation that covers a quotation: in its sentence or right behind it, or on the attribution
/// before it.
fn cover(
    text: &str,
    quotation: &Quotation,
    sentence: &Range<usize>,
    outer: &[&Quotation],
    citations: &[Citation],
) -> Option<usize> {
    let inside = |c: &Citation| quotation.range.start < c.range.start && c.range.end <= quotation.inner.end;
    let behind = citations.iter().position(|c| {
        c.range.start >= quotation.range.end
            && c.range.start < sentence.end
            && (c.certain || c.range.start == quotation.range.end)
    });
    if behind.is_some() {
        return behind;
    }
    // A marker before the closing mark: “……[1]”.
    if let Some(index) = citations.iter().rposition(inside) {
        return Some(index);
    }
    // On the attribution: 张三[1]指出：“……”. A marker on an earlier quotation is that one's.
    citations.iter().rposition(|c| {
        let before = c.range.end <= quotation.range.start && c.range.start >= sentence.start && c.certain;
        let attached = text[..c.range.start]
            .trim_end_matches(['，', ',', '。', '；', ';'])
            .ends_with(is_closer_of_quotation);
        let other =
            outer.iter().any(|q| q.range.start >= c.range.end && q.range.end <= quotation.range.start);
        before && !attached && !other && c.style != Style::InlineNote
    })
}

const fn is_closer_of_quotation(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '"')
}

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
fn by_article(before: &str) -> bool {
    before.match_indices('第').any(|(at, _)| {
        let rest = &before[at + '第'.len_utf8()..];
        let number = chinese(rest).or_else(|| arabic(rest));
        let law = before[..at].ends_with(['》', '法', '章', '例']);
        law && number.is_some_and(|(_, length)| rest[length..].starts_with('条'))
    })
}

/// The law, document or meeting named as the source: in the quotation's sentence or the one before.
fn named_source(
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
