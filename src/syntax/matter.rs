//! Matter that is not the text of the essay: labels of the front and back matter, page noise of
//! web re-posts, labels of list entries.

use std::ops::Range;

use super::chars::{arabic, circled, is_han, narrow, note_number, parenthesised};

/// A label at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// 摘要, 内容提要
    Abstract,
    /// 关键词
    Keywords,
    /// 中图分类号, 作者简介, 收稿日期 …
    Other,
    /// 参考文献
    References,
    /// 注释
    Notes,
    /// 猜你喜欢 and the like: what follows is the page around the essay.
    Noise,
}

const LABELS: [(&str, Label); 50] = [
    ("摘要", Label::Abstract),
    ("中文摘要", Label::Abstract),
    ("内容提要", Label::Abstract),
    ("内容摘要", Label::Abstract),
    ("提要", Label::Abstract),
    ("Abstract", Label::Abstract),
    ("关键词", Label::Keywords),
    ("关键字", Label::Keywords),
    ("主题词", Label::Keywords),
    ("Keywords", Label::Keywords),
    ("KeyWords", Label::Keywords),
    ("Keyword", Label::Keywords),
    ("中图分类号", Label::Other),
    ("分类号", Label::Other),
    ("文献标识码", Label::Other),
    ("文献标志码", Label::Other),
    ("文章编号", Label::Other),
    ("DOI", Label::Other),
    ("基金项目", Label::Other),
    ("作者简介", Label::Other),
    ("作者介绍", Label::Other),
    ("作者单位", Label::Other),
    ("通讯作者", Label::Other),
    ("收稿日期", Label::Other),
    ("收稿", Label::Other),
    ("修回日期", Label::Other),
    ("责任编辑", Label::Other),
    ("责任编校", Label::Other),
    ("本文责任编辑", Label::Other),
    ("编辑", Label::Other),
    ("作者", Label::Other),
    ("来源", Label::Other),
    ("单位", Label::Other),
    ("参考文献", Label::References),
    ("主要参考文献", Label::References),
    ("参考文献资料", Label::References),
    ("参考书目", Label::References),
    ("参考资料", Label::References),
    ("引用文献", Label::References),
    ("References", Label::References),
    ("Bibliography", Label::References),
    ("注释", Label::Notes),
    ("注释与参考文献", Label::Notes),
    ("注释及参考文献", Label::Notes),
    ("注", Label::Notes),
    ("附注", Label::Notes),
    ("尾注", Label::Notes),
    ("脚注", Label::Notes),
    ("引文注释", Label::Notes),
    ("Notes", Label::Notes),
];

const NOISE: [&str; 17] = [
    "猜你喜欢",
    "相关文章",
    "相关推荐",
    "相关阅读",
    "推荐阅读",
    "热门文章",
    "热门推荐",
    "延伸阅读",
    "你可能喜欢",
    "大家都在看",
    "更多精彩",
    "上一篇",
    "下一篇",
    "免责声明",
    "版权声明",
    "扫码关注",
    "点击下载",
];

/// What stands at the head of web pages and is no title.
const HEAD_NOISE: [&str; 14] = [
    "APP下载",
    "登录",
    "注册",
    "首页",
    "打开",
    "收藏",
    "分享",
    "返回",
    "目录",
    "下载",
    "客户端",
    "字号",
    "阅读",
    "浏览",
];

/// The label at the start of `line`, and where the text behind it starts (bytes).
///
/// Spaces inside the label (摘 要), brackets around it and Markdown marks before it are ignored.
/// Text on the same line counts as the label's only behind a colon or closing bracket.
#[must_use]
pub fn label(line: &str) -> Option<(Label, usize)> {
    let start = line.find(|c: char| !is_lead(c)).unwrap_or(line.len());
    let mut folded = String::new();
    let mut ends = Vec::new();
    for (i, c) in line[start..].char_indices() {
        if folded.chars().count() >= 12 {
            break;
        }
        if narrow(c) == ' ' || c == '\t' {
            continue;
        }
        if !c.is_alphanumeric() {
            break;
        }
        folded.push(c);
        ends.push((folded.len(), start + i + c.len_utf8()));
    }
    if NOISE.iter().any(|n| folded.starts_with(n)) && line.chars().count() <= 40 {
        return Some((Label::Noise, line.len()));
    }
    let mut best: Option<(Label, usize)> = None;
    for (name, label) in LABELS {
        if !folded.starts_with(name) {
            continue;
        }
        let Some(&(_, end)) = ends.iter().find(|(len, _)| *len == name.len()) else { continue };
        if let Some(text) = behind(line, start, end, label) {
            best = best.filter(|b| b.1 >= text).or(Some((label, text)));
        }
    }
    best
}

/// The start of the text behind a label that ends at `end`, if the label really is one.
fn behind(line: &str, start: usize, end: usize, label: Label) -> Option<usize> {
    let bracketed = line[..start].ends_with(['【', '[', '［', '〔', '（', '(']);
    let rest = &line[end..];
    let trimmed = rest.trim_start_matches([' ', '\u{3000}', '\t']);
    let spaced = trimmed.len() < rest.len();
    let mut at = line.len() - trimmed.len();
    let mut closed = false;
    while let Some(c) = line[at..]
        .chars()
        .next()
        .filter(|c| matches!(c, '】' | ']' | '］' | '〕' | '）' | ')' | ':' | '：' | '*' | ' ' | '\u{3000}'))
    {
        closed |= !matches!(c, '*' | ' ' | '\u{3000}');
        at += c.len_utf8();
    }
    let empty = line[at..].trim().is_empty();
    let led = closed || (bracketed && line[at..].contains(['】', '〕', '）', ')']));
    let fits = match label {
        Label::References | Label::Notes => {
            empty || (closed && entry_label(&line[at..]).is_some()) || (closed && spaced)
        }
        // 摘要  本文……: a wide gap does for a colon.
        Label::Abstract => empty || led || rest.starts_with("  ") || rest.starts_with('\u{3000}'),
        Label::Keywords => empty || led || spaced,
        _ => led,
    };
    fits.then_some(at)
}

const fn is_lead(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{3000}'
            | '\t'
            | '#'
            | '*'
            | '【'
            | '['
            | '［'
            | '〔'
            | '（'
            | '('
            | '■'
            | '◆'
            | '▲'
            | '●'
            | '>'
    )
}

/// Lines of as many Han characters are paragraphs rather than lines of a title page.
const SHORT_LINE: usize = 40;

/// Whether a short line at the head of a page is not the title: menus, dates, journals, authors.
#[must_use]
pub fn is_head_noise(line: &str) -> bool {
    let line = line.trim();
    let han = line.chars().filter(|&c| is_han(c)).count();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let dated = line.contains('年') && line.contains('期') && digits >= 4 || digits >= 6 && han < 12;
    // A paragraph that begins with a year or with a bracket is text.
    let short = han < SHORT_LINE;
    han < 2
        || short && dated
        || HEAD_NOISE.iter().any(|n| line.starts_with(n) || (line.ends_with(n) && han < 8))
        || short && line.starts_with(['(', '（', '【', '■', '1'])
        || line.starts_with("http")
}

/// The number or key of an entry of a reference list or of notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLabel {
    /// The numbers; several where one note serves several markers (〔4〕〔8〕). Of circled signs in a
    /// row, the reading without regard to the entry before ([`EntryLabel::numbers_after`]).
    pub numbers: Vec<u32>,
    /// Circled signs as written, those without a gap between them together: ②⑧, or ④⑦⑧ and ⑩.
    pub runs: Vec<Vec<u32>>,
    /// The key of a footnote definition `[^key]:` or of a `\bibitem{key}`.
    pub key: Option<String>,
    /// How the numbers are written.
    pub form: EntryForm,
    /// The labels (bytes in the line).
    pub range: Range<usize>,
    /// Where the entry's text starts (bytes in the line).
    pub text: usize,
}

impl EntryLabel {
    /// The numbers behind an entry whose first number is `before` (0 at the head of a list). ②③ behind
    /// ① are the labels of two notes; behind ㉒ they are 23, in a text that had no sign for it.
    #[must_use]
    pub fn numbers_after(&self, before: u32) -> Vec<u32> {
        numbers_after(&self.numbers, &self.runs, before)
    }
}

/// [`EntryLabel::numbers_after`] for `numbers`, which `runs` are read as by themselves.
#[must_use]
pub fn numbers_after(numbers: &[u32], runs: &[Vec<u32>], before: u32) -> Vec<u32> {
    if runs.is_empty() { numbers.to_vec() } else { circled_numbers(runs, Some(before)) }
}

fn circled_numbers(runs: &[Vec<u32>], before: Option<u32>) -> Vec<u32> {
    let mut numbers = Vec::new();
    for run in runs {
        let least = numbers.last().copied().or(before);
        let apart = run.windows(2).all(|pair| pair[0] < pair[1])
            && (run.len() % 2 == 1 || least.is_some_and(|least| run[0] > least));
        if apart {
            numbers.extend(run);
            continue;
        }
        let mut signs = run.iter().copied().peekable();
        while let Some(tens) = signs.next() {
            numbers.push(match signs.next_if(|&units| tens < 10 && units <= 10) {
                Some(10) => tens * 10,
                Some(units) => tens * 10 + units,
                None => tens,
            });
        }
    }
    numbers
}

/// How the labels of a list are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryForm {
    /// `[1]` and its other brackets
    Bracket,
    /// ①
    Circled,
    /// `1.` `1、` `(1)` `1`
    Plain,
    /// `[^key]:`
    Footnote,
    /// `\bibitem{key}`
    Bibitem,
    /// No label: lists by author and year.
    Unlabelled,
}

/// The label at the start of an entry's line.
#[must_use]
pub fn entry_label(line: &str) -> Option<EntryLabel> {
    let lead = line.len() - line.trim_start_matches([' ', '\u{3000}', '\t', '-', '*', '\\']).len();
    let rest = &line[lead..];
    if let Some(key) = rest.strip_prefix("[^") {
        let close = key.find("]:")?;
        let valid = close > 0 && !key[..close].contains(char::is_whitespace);
        let text = lead + 2 + close + 2;
        return valid.then(|| EntryLabel {
            numbers: Vec::new(),
            runs: Vec::new(),
            key: Some(key[..close].to_owned()),
            form: EntryForm::Footnote,
            range: lead..text,
            text: skip_blank(line, text),
        });
    }
    let mut numbers = Vec::new();
    let mut runs: Vec<Vec<u32>> = Vec::new();
    let mut form = None;
    let mut at = lead;
    let mut next = lead;
    while let Some((number, kind, end)) = one_label(line, next) {
        // Of labels in one row only those in brackets and rings are told from the text.
        let bare = kind == EntryForm::Plain && !line[next..].starts_with(['(', '（']);
        if form.is_some_and(|f| f != kind || bare) {
            break;
        }
        if kind == EntryForm::Circled {
            match runs.last_mut().filter(|_| next == at) {
                Some(run) => run.extend(number),
                None => runs.push(number),
            }
        } else {
            numbers.extend(number);
        }
        form = Some(kind);
        at = end;
        next = skip_blank(line, end);
        if bare {
            break;
        }
    }
    let form = form?;
    if form == EntryForm::Circled {
        numbers = circled_numbers(&runs, None);
    }
    let text = skip_blank(line, at);
    Some(EntryLabel { numbers, runs, key: None, form, range: lead..at, text })
}

fn one_label(line: &str, at: usize) -> Option<(Vec<u32>, EntryForm, usize)> {
    let first = line[at..].chars().next()?;
    let open = first.len_utf8();
    match first {
        '[' | '［' | '〔' | '【' | '(' | '（' => {
            let inner_start = skip_blank(line, at + open);
            let inner_start =
                if line[inner_start..].starts_with('注') { inner_start + 3 } else { inner_start };
            // ［（１）］
            let wrapped = !matches!(first, '(' | '（') && line[inner_start..].starts_with(['(', '（']);
            let inner_start = inner_start
                + if wrapped { line[inner_start..].chars().next().map_or(0, char::len_utf8) } else { 0 };
            let mut numbers = Vec::new();
            let mut end = inner_start;
            loop {
                let (mut number, len) = note_number(&line[end..])?;
                end = skip_blank(line, end + len);
                // 〔5 1〕: a gap that a scan left inside of a number.
                if number < 100
                    && let Some((unit, 1)) = arabic(&line[end..])
                {
                    number = number * 10 + unit;
                    end = skip_blank(line, end + 1);
                }
                if number == 0 || number > 999 {
                    return None;
                }
                numbers.push(number);
                match line[end..].chars().next()? {
                    c @ (',' | '，' | '、') => end = skip_blank(line, end + c.len_utf8()),
                    _ => break,
                }
            }
            if wrapped {
                let inner = line[end..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
                end = skip_blank(line, end + inner.len_utf8());
            }
            let close =
                line[end..].chars().next().filter(|c| matches!(c, ']' | '］' | '〕' | '】' | ')' | '）'))?;
            let form = if matches!(first, '(' | '（') { EntryForm::Plain } else { EntryForm::Bracket };
            Some((numbers, form, end + close.len_utf8()))
        }
        _ if circled(first).is_some() || parenthesised(first).is_some() => {
            let number = circled(first).or_else(|| parenthesised(first))?;
            Some((vec![number], EntryForm::Circled, at + open))
        }
        _ => {
            let (number, len) = arabic(&line[at..])?;
            let end = at + len;
            let after = line[end..].chars().next()?;
            let stops = match after {
                '.' | '．' | '、' => {
                    !line[end + after.len_utf8()..].starts_with(|c: char| narrow(c).is_ascii_digit())
                }
                ' ' | '\u{3000}' | '\t' => true,
                _ => false,
            };
            let end = if matches!(after, '.' | '．' | '、') { end + after.len_utf8() } else { end };
            (stops && number > 0 && number <= 999).then(|| (vec![number], EntryForm::Plain, end))
        }
    }
}

fn skip_blank(line: &str, at: usize) -> usize {
    at + line[at..].chars().take_while(|&c| narrow(c) == ' ' || c == '\t').map(char::len_utf8).sum::<usize>()
}

/// Whether the text of an entry reads as a source: a title, a type mark, a year, a page, 同上.
#[must_use]
pub fn reads_as_source(text: &str) -> bool {
    const SIGNS: [&str; 14] = [
        "《",
        "[J]",
        "[M]",
        "[N]",
        "[D]",
        "[C]",
        "[EB",
        "同上",
        "参见",
        "转引自",
        "出版社",
        "http",
        "［J］",
        "［M］",
    ];
    SIGNS.iter().any(|sign| text.contains(sign)) || has_year(text)
}

fn has_year(text: &str) -> bool {
    let folded: Vec<char> = text.chars().map(narrow).collect();
    folded
        .windows(4)
        .any(|w| w.iter().all(char::is_ascii_digit) && matches!((w[0], w[1]), ('1', '5'..='9') | ('2', '0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_all_their_dresses() {
        for (line, expected) in [
            ("摘要：本文", Label::Abstract),
            ("【摘 要】本文", Label::Abstract),
            ("〔内容提要〕本文", Label::Abstract),
            ("**摘要**：本文", Label::Abstract),
            ("关键词:党的领导", Label::Keywords),
            ("[关键词] 党的领导", Label::Keywords),
            ("关键词　党的领导", Label::Keywords),
            ("中图分类号：D6", Label::Other),
            ("## 参考文献", Label::References),
            ("参考文献：", Label::References),
            ("[参考文献]", Label::References),
            ("参考文献:[1]王某", Label::References),
            ("注　释", Label::Notes),
            ("注释：", Label::Notes),
            ("注:", Label::Notes),
            ("注：①《毛泽东选集》", Label::Notes),
            ("猜你喜欢", Label::Noise),
        ] {
            assert_eq!(label(line).map(|l| l.0), Some(expected), "{line}");
        }
    }

    #[test]
    fn sentences_are_no_labels() {
        for line in [
            "摘要写作是一门学问",
            "注重知识的传授",
            "注意：这里有变化",
            "关键词的选择很重要",
            "参考文献的著录应当规范",
            "来源于实践的认识",
            "作者认为这一观点值得商榷",
            "编辑部的故事",
            "单位制是城市治理的基础",
            "参考文献引用错误较多：[1]",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn entry_labels() {
        for (line, numbers, form, text) in [
            ("[1] 王某", vec![1], EntryForm::Bracket, "王某"),
            ("［12］王某", vec![12], EntryForm::Bracket, "王某"),
            ("〔4〕〔8〕廖某", vec![4, 8], EntryForm::Bracket, "廖某"),
            ("［①］《列宁", vec![1], EntryForm::Bracket, "《列宁"),
            ("①《后汉书》", vec![1], EntryForm::Circled, "《后汉书》"),
            ("②⑧  李某", vec![28], EntryForm::Circled, "李某"),
            ("①  ①②  白某", vec![1, 12], EntryForm::Circled, "白某"),
            ("①②③④  白某", vec![12, 34], EntryForm::Circled, "白某"),
            ("④⑦⑧  ⑩  ①①  白某", vec![4, 7, 8, 10, 11], EntryForm::Circled, "白某"),
            ("〔5 1〕〔53〕白某", vec![51, 53], EntryForm::Bracket, "白某"),
            ("（１）（３） （１３）  恩某", vec![1, 3, 13], EntryForm::Plain, "恩某"),
            ("1. 2. 白某", vec![1], EntryForm::Plain, "2. 白某"),
            ("1. 王某", vec![1], EntryForm::Plain, "王某"),
            ("12  李某", vec![12], EntryForm::Plain, "李某"),
            ("（3）王某", vec![3], EntryForm::Plain, "王某"),
        ] {
            let label = entry_label(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((label.numbers, label.form, &line[label.text..]), (numbers, form, text), "{line}");
        }
        for (line, before, numbers) in [
            ("②⑧ 李某", 27, vec![28]),
            ("②⑧ 李某", 1, vec![2, 8]),
            ("①②③④ 李某", 0, vec![1, 2, 3, 4]),
            ("⑥⑦⑧ 李某", 5, vec![6, 7, 8]),
            ("②③②⑤ 李某", 22, vec![23, 25]),
            ("②⑩ 李某", 19, vec![20]),
            ("⑳㉑ 李某", 19, vec![20, 21]),
            ("[3] 李某", 7, vec![3]),
        ] {
            let label = entry_label(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(label.numbers_after(before), numbers, "{line} behind {before}");
        }
        assert_eq!(entry_label("[^a]: 王某").unwrap().key.as_deref(), Some("a"));
        for line in ["王某", "2019年", "[M]", "〔美〕亨廷顿", "[2019]", "1.5倍"] {
            assert_eq!(entry_label(line), None, "{line}");
        }
    }
}
