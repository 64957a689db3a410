//! Whether a quotation needs a citation, and what covers it.
//!
//! The decision is a sum of readable weights over features of the quotation and of the sentence
//! around it, see [`Features::score`]. What only the document can know (a phrase quoted before, an
//! abstract, a list) is decided by the index.

mod cover;
mod signs;
mod source;
mod wording;
mod words;

use std::ops::Range;

use crate::glossary;
use crate::syntax::chars::{arabic, ends_sentence, is_closer, is_han};
use crate::syntax::citation::Citation;
use crate::syntax::quotation::Quotation;

pub use cover::{Cover, Reach};
use cover::{chain, cover, goes_on, next_sentence};
pub use signs::{Sign, Signs};
use source::{by_article, named_source};
pub use wording::Wording;
use words::{
    CALLED, CLAUSE_STARTS, INSTITUTIONS, NAMING, NOBODYS, NOT_VERBS, NOUNS, PREDICATES, SHORT_VERBS,
    SPEAKERS, VERBS,
};

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
    /// [`Features::score`], which passes over the whole document read.
    pub score: f64,
    /// The citation that covers it.
    pub cover: Option<Cover>,
    /// The law, document or meeting named as its source (bytes in the block).
    pub named: Option<Range<usize>>,
    /// Whether the law and its article are named before it, which is how laws are cited.
    pub by_article: bool,
    /// Where its own marker and the full stop behind it stand.
    pub stop: Option<Stop>,
    /// Its letters, hashed so that quotations can be compared without their text.
    pub wording: Wording,
}

/// The marker directly behind a quotation that is part of its sentence, and the full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Whether the marker stands before the full stop: `”[1]。`.
    pub marker_first: bool,
    /// The full stop (bytes in the block).
    pub range: Range<usize>,
}

/// What speaks for and against a citation of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Features {
    /// Han characters and other letters inside; a third of them where most are not Han.
    pub length: u16,
    /// The verb of saying behind [`Sign::VerbDirect`] or [`Sign::VerbNear`].
    pub verb: Option<&'static str>,
    /// The signs seen.
    pub signs: Signs,
    /// Whether it can be nobody's words: it stands inside 《》 or holds no Han characters.
    pub excluded: bool,
}

impl Features {
    /// How strongly the quotation looks like one that needs a source: 0 to 1.
    #[must_use]
    pub fn score(&self) -> f64 {
        if self.excluded {
            return 0.0;
        }
        let sum = BIAS + signs::length_weight(self.length) + self.signs.iter().map(Sign::weight).sum::<f64>();
        1.0 / (1.0 + f64::exp(-sum))
    }
}

/// What is added to every sum of weights.
const BIAS: f64 = -1.0;

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
    let spans: Vec<Range<usize>> = outer
        .iter()
        .map(|quotation| {
            let at = sentences.partition_point(|s| s.end <= quotation.range.start);
            sentences.get(at).cloned().unwrap_or(0..text.len())
        })
        .collect();
    let mut covers: Vec<Option<Cover>> = outer
        .iter()
        .zip(&spans)
        .map(|(quotation, sentence)| {
            cover(text, quotation, sentence, &outer, citations).or_else(|| {
                let at = sentences.partition_point(|s| s.end <= quotation.range.start);
                let next = sentences.get(at + 1)?;
                next_sentence(text, quotation, next, &outer, citations)
            })
        })
        .collect();
    chain(text, &outer, &mut covers, citations);
    let mut judgements: Vec<Judgement> = outer
        .iter()
        .enumerate()
        .map(|(index, quotation)| {
            let sentence = spans[index].clone();
            let at = sentences.partition_point(|s| s.end <= quotation.range.start);
            let previous = at.checked_sub(1).and_then(|i| sentences.get(i)).cloned();
            let features = features(&Scene {
                text,
                quotation,
                sentence: &sentence,
                left: index.checked_sub(1).map(|i| outer[i]),
                right: outer.get(index + 1).copied(),
                outer: &outer,
                titles: &titles,
                citations,
            });
            Judgement {
                range: quotation.range.clone(),
                inner: quotation.inner.clone(),
                closed: quotation.closed,
                opens_block: text[..quotation.range.start].trim().is_empty(),
                stop: covers[index].and_then(|cover| {
                    let part = !features.signs.has(Sign::Complete) && cover.reach == Reach::Own;
                    stop(text, quotation, &citations[cover.citation]).filter(|_| part)
                }),
                score: features.score(),
                features,
                cover: covers[index],
                named: named_source(
                    text,
                    quotation,
                    &sentence,
                    previous.as_ref(),
                    &titles,
                    features.signs.has(Sign::Classical),
                ),
                by_article: by_article(
                    &text[sentence.start.min(quotation.range.start)..quotation.range.start],
                ),
                wording: Wording::of(inner_text(text, quotation, citations)),
            }
        })
        .collect();
    // 又说：“……” is from the work that was named for the quotation before.
    for i in 1..judgements.len() {
        if judgements[i].named.is_none() && goes_on(text, outer[i - 1], outer[i]) {
            judgements[i].named = judgements[i - 1].named.clone();
        }
    }
    judgements
}

/// The full stop beside the marker behind a quotation.
fn stop(text: &str, quotation: &Quotation, citation: &Citation) -> Option<Stop> {
    let gap = text.get(quotation.range.end..citation.range.start)?;
    let length = '。'.len_utf8();
    match gap {
        "。" => Some(Stop { marker_first: false, range: quotation.range.end..citation.range.start }),
        "" if text[citation.range.end..].starts_with('。') => {
            Some(Stop { marker_first: true, range: citation.range.end..citation.range.end + length })
        }
        _ => None,
    }
}

/// The last 《》 of a sentence.
pub(super) fn last_title(text: &str, sentence: &Range<usize>) -> Option<Range<usize>> {
    titles(text).into_iter().rfind(|t| sentence.start <= t.start && t.end <= sentence.end)
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

/// A quotation and what stands around it.
struct Scene<'a> {
    text: &'a str,
    quotation: &'a Quotation,
    sentence: &'a Range<usize>,
    left: Option<&'a Quotation>,
    right: Option<&'a Quotation>,
    outer: &'a [&'a Quotation],
    titles: &'a [Range<usize>],
    citations: &'a [Citation],
}

fn features(scene: &Scene<'_>) -> Features {
    let Scene { text, quotation, sentence, left, right, outer, titles, citations } = *scene;
    let inner = &text[quotation.inner.clone()];
    let han = inner.chars().filter(|&c| is_han(c)).count();
    let letters = inner.chars().filter(|c| c.is_alphanumeric()).count();
    let length = if han * 2 >= letters { letters } else { letters / 3 };
    let mut signs = Signs::default();
    inside(&mut signs, inner_text(text, quotation, citations), length);
    signs.set(Sign::Term, glossary::is_name(inner));

    let before = &text[sentence.start.min(quotation.range.start)..quotation.range.start];
    let verb = in_front(&mut signs, before);
    let after = behind(text, quotation, citations);
    following(&mut signs, after);

    let between_left = left.map(|q| &text[q.range.end..quotation.range.start]);
    let between_right = right.map(|q| &text[quotation.range.end..q.range.start]);
    signs.set(
        Sign::ShortBeside,
        left.zip(between_left).is_some_and(|(q, gap)| beside(gap) && han_in(text, q) <= 10)
            || right.zip(between_right).is_some_and(|(q, gap)| beside(gap) && han_in(text, q) <= 10),
    );
    let in_sentence = |q: &Quotation| sentence.start <= q.range.start && q.range.start < sentence.end;
    signs.set(
        Sign::LongBeside,
        outer.iter().any(|q| q.range != quotation.range && in_sentence(q) && han_in(text, q) >= 14),
    );
    let continues = between_left.is_some_and(|gap| {
        let bare: String = without(gap, quotation.range.start - gap.len(), citations);
        let bare = bare.trim_matches(['，', ',', '、', '；', ';', '。', ' ', '\u{3000}']);
        bare.chars().count() <= 4 && left.is_some_and(|q| han_in(text, q) >= 8)
    });
    signs.set(Sign::Continues, continues);
    signs.set(Sign::Caption, caption(text));
    signs.set(Sign::Saying, wording::is_saying(inner));
    signs.set(Sign::Formula, inner.contains(['+', '＋', '→', '=', '＝', '×']));
    // 所谓 before a sentence of the classics introduces it.
    let clauses = signs.has(Sign::TwoClauses) || signs.has(Sign::ManyClauses);
    if clauses && signs.has(Sign::Classical) {
        signs.unset(Sign::SoCalled);
    }
    Features {
        length: length.min(usize::from(u16::MAX)) as u16,
        verb,
        signs,
        excluded: han == 0
            || titles.iter().any(|t| t.start < quotation.range.start && quotation.range.end < t.end),
    }
}

/// The quotation without a citation at its end: “……[1]”.
fn inner_text<'t>(text: &'t str, quotation: &Quotation, citations: &[Citation]) -> &'t str {
    let end = citations
        .iter()
        .find(|c| c.range.end == quotation.inner.end && c.range.start > quotation.inner.start)
        .map_or(quotation.inner.end, |c| c.range.start);
    &text[quotation.inner.start..end]
}

/// The text behind the quotation and the citations that stand right behind it.
fn behind<'t>(text: &'t str, quotation: &Quotation, citations: &[Citation]) -> &'t str {
    let mut end = quotation.range.end;
    for citation in citations.iter().filter(|c| c.range.start >= quotation.range.end) {
        if !text[end..citation.range.start].trim().is_empty() {
            break;
        }
        end = citation.range.end;
    }
    &text[end..]
}

/// `gap`, which begins at byte `start`, without the citations in it.
fn without(gap: &str, start: usize, citations: &[Citation]) -> String {
    let mut rest = String::new();
    let mut at = start;
    for citation in citations.iter().filter(|c| start <= c.range.start && c.range.end <= start + gap.len()) {
        rest.push_str(&gap[at.max(start) - start..citation.range.start.max(at) - start]);
        at = citation.range.end;
    }
    rest.push_str(&gap[at - start..]);
    rest
}

fn han_in(text: &str, quotation: &Quotation) -> usize {
    text[quotation.inner.clone()].chars().filter(|&c| is_han(c)).count()
}

/// 图1, 表2-3, 注： at the beginning of the block.
fn caption(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['图', '表']) && arabic(text[3..].trim_start()).is_some()
}

/// The signs inside a quotation of `length` letters.
fn inside(signs: &mut Signs, inner: &str, length: usize) {
    let last = inner.trim_end_matches(is_closer).chars().next_back();
    let complete = last.is_some_and(ends_sentence);
    let separators = inner
        .chars()
        .filter(|&c| matches!(c, '，' | ',' | '；' | ';' | '：' | ':') || ends_sentence(c))
        .count();
    let clauses = separators - usize::from(complete && separators > 0) + 1;
    signs.set(Sign::Complete, complete);
    signs.set(Sign::TwoClauses, clauses == 2);
    signs.set(Sign::ManyClauses, clauses > 2);
    signs.set(Sign::Ellipsis, inner.contains('…') || inner.contains("..."));
    signs.set(Sign::Nested, inner.contains(['‘', '《', '『', '“']));
    let predicate = PREDICATES.iter().any(|sign| inner.contains(sign));
    signs.set(Sign::Predicate, predicate);
    signs.set(Sign::FirstPerson, inner.contains(['我', '吾', '咱', '你', '余']));
    signs.set(Sign::Classical, classical(inner, length));
    signs.set(Sign::ClauseStart, CLAUSE_STARTS.iter().any(|word| inner.starts_with(word)));
    let lengths: Vec<usize> = inner
        .split(['，', ',', '；', ';', '、', '。', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.chars().count())
        .collect();
    signs.set(
        Sign::Parallel,
        lengths.len() >= 2 && lengths[0] <= 8 && lengths.iter().all(|&n| n == lengths[0]),
    );
    signs.set(Sign::NameList, inner.contains('、') && clauses == 1 && !predicate);
    signs.set(
        Sign::NumeralStart,
        inner.starts_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '两', '双', '几'])
            || inner.starts_with(|c: char| c.is_ascii_digit()),
    );
    signs.set(Sign::NameEnding, !complete && NOUNS.iter().any(|noun| inner.ends_with(noun)));
    signs.set(Sign::Institution, !complete && INSTITUTIONS.iter().any(|noun| inner.ends_with(noun)));
    signs.set(Sign::Question, matches!(last, Some('？' | '?')));
}

/// Whether the words are classical: particles of the written language and none of the spoken one.
fn classical(inner: &str, length: usize) -> bool {
    let mut strong = 0;
    let mut weak = 0;
    for c in inner.chars() {
        match c {
            '的' | '了' | '是' | '这' | '那' | '们' | '我' | '他' | '着' | '个' | '和' | '在' | '到' =>
            {
                return false;
            }
            '乎' | '也' | '矣' | '焉' | '哉' | '曰' | '岂' | '弗' | '吾' | '汝' | '孰' | '兮' | '乃'
            | '夫' => {
                strong += 2;
            }
            '之' | '者' | '其' => strong += 1,
            '以' | '于' | '而' | '则' | '故' | '无' | '莫' | '皆' | '所' => weak += 1,
            _ => {}
        }
    }
    length >= 4 && (strong >= 2 || strong + weak >= 2 || strong == 1 && length <= 12)
}

/// The signs in front of a quotation, in its sentence; and the verb of saying.
fn in_front(signs: &mut Signs, before: &str) -> Option<&'static str> {
    let lead = before.trim_end_matches([' ', '\u{3000}']);
    let stem = lead.trim_end_matches(['：', ':', '，', ',', ' ']);
    let colon = lead.ends_with(['：', ':']);
    let open = stem.len() < lead.len();
    let direct = verb_at_end(stem);
    let near = if direct.is_none() { verb_near(stem, open) } else { None };
    signs.set(Sign::Colon, colon);
    signs.set(Sign::VerbDirect, direct.is_some());
    signs.set(Sign::VerbNear, near.is_some());
    signs.set(
        Sign::VerbEarlier,
        direct.is_none() && near.is_none() && VERBS[..40].iter().any(|verb| stem.contains(verb)),
    );
    signs.set(Sign::SentenceStart, stem.is_empty());
    signs.set(Sign::Naming, direct.is_none() && !open && NAMING.iter().any(|word| lead.ends_with(word)));
    signs.set(Sign::SoCalled, lead.ends_with("所谓") || lead.ends_with("所谓的"));
    signs.set(Sign::DeBefore, lead.ends_with('的') && !lead.ends_with("所谓的") && direct.is_none());
    signs.set(Sign::Copula, lead.ends_with(['是', '为', '即']));
    signs.set(Sign::Speaker, SPEAKERS.iter().any(|word| tail(stem, 30).contains(word)));
    signs.set(Sign::Work, tail(stem, 40).contains('》'));
    signs.set(Sign::Nobodys, NOBODYS.iter().any(|words| tail(stem, 18).contains(words)));
    direct.or(near)
}

/// The signs behind a quotation.
fn following(signs: &mut Signs, after: &str) {
    signs.set(Sign::Called, CALLED.iter().any(|word| after.starts_with(word)));
    signs.set(Sign::NameBehind, names_behind(after));
    signs.set(Sign::DeBehind, after.starts_with('的'));
    let first = after.trim_start().chars().next();
    signs
        .set(Sign::EndBehind, first.is_none_or(|c| ends_sentence(c) || matches!(c, '；' | ';' | '）' | ')')));
    signs.set(Sign::CommaBehind, first.is_some_and(|c| matches!(c, '，' | ',')));
    // A complete quotation ends its sentence, whatever follows.
    signs.set(Sign::RunsOn, !signs.has(Sign::Complete) && first.is_some_and(|c| is_han(c) && c != '的'));
}

/// The last `count` characters of `text`.
fn tail(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().take(count).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

/// The verb of saying at the end of `stem`.
fn verb_at_end(stem: &str) -> Option<&'static str> {
    let tail = tail(stem, 14);
    let bare = tail.trim_end_matches(['了', '过', '的', '到', '出', '着']);
    if let Some(&word) = VERBS.iter().find(|word| tail.ends_with(**word) || bare.ends_with(**word)) {
        return Some(word);
    }
    let noun = NOT_VERBS.iter().any(|word| tail.ends_with(word));
    SHORT_VERBS.iter().copied().find(|word| tail.ends_with(word) && !noun)
}

/// A verb of saying a few words before the end of `stem`: 指出改革开放必须：“…”, 强调坚持“…”.
fn verb_near(stem: &str, open: bool) -> Option<&'static str> {
    let tail = tail(stem, 16);
    VERBS[..32].iter().copied().find(|&word| {
        tail.rfind(word).is_some_and(|at| {
            let between = &tail[at + word.len()..];
            between.chars().count() <= if open { 12 } else { 8 } && !between.contains(['。', '；', '”'])
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
