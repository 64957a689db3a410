//! Headings: their ordinals, and lines that look like headings.
//!
//! The ladder of Chinese essays is 一、→（一）→ 1. →（1）→ ①; theses have 第一章 and 第一节, papers
//! in economics 1, 1.1, 1.1.1; Markdown has `#`. In-line ordinals (一是, 第一，首先，) are no headings.

use std::ops::Range;

use super::chars::{arabic, chinese, circled, ends_sentence, han_count, is_han, narrow, parenthesised};

/// The form of a heading's ordinal, from the highest rung of the ladder to the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ordinal {
    /// 第一编, 第一部分
    Part,
    /// 第一章
    Chapter,
    /// 第一节
    Section,
    /// 一、
    Comma,
    /// （一）
    Paren,
    /// `1.1` and deeper; the number of components, from 1 (`1 引言`).
    Decimal(u8),
    /// `1.`, `1、`
    Dot,
    /// `（1）`
    ArabicParen,
    /// ①
    Circled,
}

/// The ordinal at the start of a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrdinalMark {
    /// Its form.
    pub form: Ordinal,
    /// Its number; of `1.2.3` the last component.
    pub number: u32,
    /// Of `1.2.3` the components before the last.
    pub prefix: Vec<u32>,
    /// The digits of the number (bytes from the start of the line).
    pub digits: Range<usize>,
    /// End of the ordinal with its punctuation and spaces (bytes from the start of the line).
    pub end: usize,
}

/// A line that is a heading, or may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Number of `#` in Markdown, the depth of the command in LaTeX, else 0.
    pub hashes: u8,
    /// The ordinal, if it has one.
    pub ordinal: Option<OrdinalMark>,
    /// Whether it is one of the headings that need no ordinal: 引言, 结语 …
    pub standard: bool,
    /// The heading's text with its ordinal, without `#` and surrounding space (bytes in the line).
    pub text: Range<usize>,
}

/// Longest heading in characters; longer lines that begin like headings are run-in paragraphs.
const LONGEST: usize = 50;

/// Headings that stand without an ordinal beside numbered ones.
const STANDARD: [&str; 14] = [
    "引言",
    "前言",
    "导言",
    "导论",
    "绪论",
    "绪言",
    "问题的提出",
    "结语",
    "结论",
    "结束语",
    "余论",
    "小结",
    "致谢",
    "附录",
];

fn is_standard(text: &str) -> bool {
    let folded: String = text.chars().filter(|&c| narrow(c) != ' ').collect();
    STANDARD.contains(&folded.as_str())
}

/// Reads the ordinal at the start of `text`.
#[must_use]
pub fn ordinal(text: &str) -> Option<OrdinalMark> {
    let mark = |form, number, digits: Range<usize>, end: usize| {
        let end = end + spaces(&text[end..]);
        Some(OrdinalMark { form, number, prefix: Vec::new(), digits, end })
    };
    let first = text.chars().next()?;
    match first {
        '第' => {
            let rest = &text[3..];
            let (number, len) = chinese(rest).or_else(|| arabic(rest))?;
            let after = &rest[len..];
            let unit = after.chars().next()?;
            let (form, unit_len) = match unit {
                '章' => (Ordinal::Chapter, 3),
                '节' => (Ordinal::Section, 3),
                '编' | '篇' => (Ordinal::Part, 3),
                '部' if after[3..].starts_with('分') => (Ordinal::Part, 6),
                _ => return None,
            };
            let end = 3 + len + unit_len;
            let gap = spaces(&text[end..])
                + text[end..]
                    .chars()
                    .take_while(|c| matches!(c, '：' | ':' | '、'))
                    .map(char::len_utf8)
                    .sum::<usize>();
            // 第一章规定 is a sentence; a heading has a gap after the unit, or ends there.
            (gap > 0 || text[end..].trim().is_empty()).then_some(())?;
            mark(form, number, 3..3 + len, end + gap)
        }
        '（' | '(' => {
            let open = first.len_utf8();
            let inner = &text[open..];
            let (form, number, len) = match chinese(inner) {
                Some((number, len)) => (Ordinal::Paren, number, len),
                None => arabic(inner).map(|(n, l)| (Ordinal::ArabicParen, n, l))?,
            };
            let close = inner[len..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
            let end = open + len + close.len_utf8();
            (number < 100).then_some(())?;
            mark(form, number, open..open + len, end + comma(&text[end..]))
        }
        _ if circled(first).is_some() || parenthesised(first).is_some() => {
            let number = circled(first).or_else(|| parenthesised(first))?;
            let len = first.len_utf8();
            mark(
                if circled(first).is_some() { Ordinal::Circled } else { Ordinal::ArabicParen },
                number,
                0..len,
                len,
            )
        }
        _ if narrow(first).is_ascii_digit() => decimal(text),
        _ => {
            let (number, len) = chinese(text)?;
            let after = text[len..].chars().next();
            // 一、 and the slips 一，一． are ordinals; 一是 and 一方面 are words of the sentence.
            match after {
                Some(c @ ('、' | '．' | '.' | '，' | ',')) => {
                    mark(Ordinal::Comma, number, 0..len, len + c.len_utf8())
                }
                Some(' ' | '\u{3000}') | None => mark(Ordinal::Comma, number, 0..len, len),
                _ => None,
            }
        }
    }
}

/// `1.`, `1、`, `1.1`, `1 引言`, `1引言`.
fn decimal(text: &str) -> Option<OrdinalMark> {
    let mut numbers = Vec::new();
    let mut digits = 0..0;
    let mut at = 0;
    loop {
        let (number, len) = arabic(&text[at..])?;
        numbers.push(number);
        digits = if len > 0 { at..at + len } else { digits };
        at += len;
        let mut rest = text[at..].chars();
        match (rest.next(), rest.next()) {
            (Some('.' | '．'), Some(c)) if narrow(c).is_ascii_digit() && numbers.len() < 5 => {
                at += text[at..].chars().next().map_or(0, char::len_utf8);
            }
            _ => break,
        }
    }
    let number = numbers.pop()?;
    if number > 99 || numbers.iter().any(|&n| n > 99) {
        return None;
    }
    let after = text[at..].chars().next();
    let (form, end) = match after {
        Some(c @ ('.' | '．' | '、')) if numbers.is_empty() => (Ordinal::Dot, at + c.len_utf8()),
        Some(c @ ('.' | '．' | '、')) => (Ordinal::Decimal(numbers.len() as u8 + 1), at + c.len_utf8()),
        // 1引言 and 1.1特色 happen; 2017年 and 3个 are words of the sentence.
        Some(c) if narrow(c) == ' ' || (is_han(c) && !is_counter(c)) => {
            (Ordinal::Decimal(numbers.len() as u8 + 1), at)
        }
        Some('“' | '《') if !numbers.is_empty() => (Ordinal::Decimal(numbers.len() as u8 + 1), at),
        _ => return None,
    };
    let end = end + spaces(&text[end..]);
    Some(OrdinalMark { form, number, prefix: numbers, digits, end })
}

/// Whether `c` makes the number before it a quantity.
const fn is_counter(c: char) -> bool {
    matches!(
        c,
        '年' | '月'
            | '日'
            | '个'
            | '人'
            | '万'
            | '亿'
            | '千'
            | '百'
            | '次'
            | '种'
            | '项'
            | '条'
            | '元'
            | '岁'
            | '倍'
            | '多'
            | '余'
            | '世'
            | '时'
            | '分'
            | '天'
            | '位'
            | '名'
            | '家'
            | '届'
            | '号'
            | '页'
            | '大'
            | '类'
            | '点'
    )
}

fn spaces(text: &str) -> usize {
    text.chars().take_while(|&c| narrow(c) == ' ' || c == '\t').map(char::len_utf8).sum()
}

fn comma(text: &str) -> usize {
    text.chars().next().filter(|c| matches!(c, '、' | '.' | '．')).map_or(0, char::len_utf8)
}

/// Reads a line without its line ending as a plain-text heading with an ordinal.
///
/// Returns `None` for lines that merely begin like one: enumerations that end in `；`, sentences
/// that end in `。`, paragraphs.
#[must_use]
pub fn plain_heading(line: &str) -> Option<Heading> {
    let start = spaces(line);
    let text = line[start..].trim_end();
    if text.len() > LONGEST * 4 {
        return None;
    }
    if is_standard(text) {
        return Some(Heading { hashes: 0, ordinal: None, standard: true, text: start..start + text.len() });
    }
    let mut mark = ordinal(text)?;
    if !is_heading_text(&text[mark.end..], mark.form) {
        return None;
    }
    mark.digits = mark.digits.start + start..mark.digits.end + start;
    mark.end += start;
    Some(Heading { hashes: 0, ordinal: Some(mark), standard: false, text: start..start + text.len() })
}

/// Reads a Markdown ATX heading.
#[must_use]
pub fn markdown_heading(line: &str) -> Option<Heading> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let rest = &line[indent..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    if indent > 3 || hashes == 0 || hashes > 6 {
        return None;
    }
    let after = &rest[hashes..];
    if !after.is_empty() && !after.starts_with([' ', '\t', '\u{3000}']) {
        return None;
    }
    let start = indent + hashes + spaces(after);
    let text = line.get(start..).unwrap_or("").trim_end().trim_end_matches('#').trim_end();
    Some(heading_of(line, start..start + text.len(), hashes as u8))
}

/// The heading whose text is `text` (bytes in the line), at the depth of so many `#`.
pub(super) fn heading_of(line: &str, text: Range<usize>, hashes: u8) -> Heading {
    let inner = line.get(text.clone()).unwrap_or_default();
    let ordinal = ordinal(inner).map(|mut mark| {
        mark.digits = mark.digits.start + text.start..mark.digits.end + text.start;
        mark.end += text.start;
        mark
    });
    Heading { hashes, standard: is_standard(inner), ordinal, text }
}

/// Whether the text after an ordinal reads as a heading and not as a sentence or a list item.
fn is_heading_text(text: &str, form: Ordinal) -> bool {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    let longest = match form {
        Ordinal::Part | Ordinal::Chapter | Ordinal::Section | Ordinal::Comma | Ordinal::Paren => LONGEST,
        Ordinal::Decimal(_) | Ordinal::Dot => 36,
        Ordinal::ArabicParen | Ordinal::Circled => 30,
    };
    if length > longest {
        return false;
    }
    if length == 0 {
        // A bare （一） on its own line divides an essay; a bare number is page noise.
        return matches!(
            form,
            Ordinal::Part | Ordinal::Chapter | Ordinal::Section | Ordinal::Comma | Ordinal::Paren
        );
    }
    // A quoted sentence ends a sentence: 2. 他说：“……。”
    let bare = trimmed.trim_end_matches(super::chars::is_closer);
    let last = bare.chars().next_back().unwrap_or(' ');
    if matches!(last, '。' | '；' | ';' | '，' | ',' | '、' | '：' | ':' | '．' | '…') {
        return false;
    }
    if bare.len() < trimmed.len() && ends_sentence(last) && trimmed.contains(['：', ':']) {
        return false;
    }
    let inner_end = trimmed.char_indices().any(|(i, c)| {
        ends_sentence(c)
            && c != '．'
            && i + c.len_utf8() < trimmed.len()
            && !trimmed[i + c.len_utf8()..].chars().all(super::chars::is_closer)
    });
    !inner_end && han_count(trimmed) >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(line: &str) -> Option<(Ordinal, u32)> {
        plain_heading(line).and_then(|h| h.ordinal).map(|o| (o.form, o.number))
    }

    #[test]
    fn reads_the_ladder_in_both_widths() {
        let cases = [
            ("一、问题的提出", Ordinal::Comma, 1),
            ("十二、余论", Ordinal::Comma, 12),
            ("（一）历史脉络", Ordinal::Paren, 1),
            ("(三)十八大以来的创新", Ordinal::Paren, 3),
            ("1.组织覆盖", Ordinal::Dot, 1),
            ("２．工作覆盖", Ordinal::Dot, 2),
            ("3、制度覆盖", Ordinal::Dot, 3),
            ("（1）第一种情形", Ordinal::ArabicParen, 1),
            ("⑵第二种情形", Ordinal::ArabicParen, 2),
            ("①县级层面", Ordinal::Circled, 1),
            ("第二章 制度变迁", Ordinal::Chapter, 2),
            ("第三节　组织基础", Ordinal::Section, 3),
            ("第一部分：总论", Ordinal::Part, 1),
            ("0 引言", Ordinal::Decimal(1), 0),
            ("1引言", Ordinal::Decimal(1), 1),
            ("2.3 数据与方法", Ordinal::Decimal(2), 3),
            ("2.3.1数据来源", Ordinal::Decimal(3), 1),
            ("　　一、缩进的标题", Ordinal::Comma, 1),
        ];
        for (line, ordinal, number) in cases {
            assert_eq!(form(line), Some((ordinal, number)), "{line}");
        }
    }

    #[test]
    fn sentences_and_items_are_no_headings() {
        for line in [
            "一是坚持党的领导，二是依靠群众。",
            "第一，要加强组织建设",
            "首先，要加强组织建设",
            "一方面要发展经济",
            "一、要坚持原则。这是前提。",
            "（一）甲方应当按期付款；",
            "2. 他曾说：“没有调查就没有发言权。”",
            "1. 他说：“做得很好！”",
            "3. “不要只说，”他写道，“要做。”",
            "(1)甲;",
            "1949年新中国成立",
            "2017年7月召开的会议",
            "3个层面的问题",
            "第一章规定了基本原则",
            "十年树木",
            "1.5%的增长",
            "三、",
            "一般而言",
        ] {
            if line == "三、" {
                assert_eq!(form(line), Some((Ordinal::Comma, 3)), "a bare number divides");
            } else {
                assert_eq!(form(line), None, "{line}");
            }
        }
    }

    #[test]
    fn markdown_headings_keep_their_ranges() {
        let line = "## （二）路径 ##";
        let heading = markdown_heading(line).unwrap();
        assert_eq!(heading.hashes, 2);
        assert_eq!(&line[heading.text.clone()], "（二）路径");
        assert_eq!(&line[heading.ordinal.unwrap().digits], "二");
        assert_eq!(markdown_heading("#标签"), None);
        assert_eq!(markdown_heading("####### 七级"), None);
    }
}
