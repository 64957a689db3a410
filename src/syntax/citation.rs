//! Citations (引注): the markers in the text that point at a reference or note.
//!
//! Forms: `[1]` ［1］ 〔1〕 【1】 with lists, ranges and page tails; ① ⑴ ¹ `<sup>1</sup>` `^[1]^`
//! `[^1]`; （张三，2019）; Pandoc `[@key]`; `\cite{key}`; sources in brackets （《…》第1卷，第272页）.

use std::ops::Range;

use super::chars::{arabic, circled, is_han, narrow, note_number, parenthesised, superscript};
use super::tex;

/// The form of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `[1]`
    Numeric,
    /// ①
    Circled,
    /// ¹ or `<sup>1</sup>`
    Superscript,
    /// `[^1]` or `^[…]`
    Footnote,
    /// （张三，2019）
    AuthorYear,
    /// `[@key]`
    Pandoc,
    /// （《…》第1卷，第272页） or （注：…） or `\footnote{…}`
    InlineNote,
    /// `\cite{key}`
    Latex,
}

impl Style {
    /// The name in JSON output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Numeric => "numeric",
            Self::Circled => "circled",
            Self::Superscript => "superscript",
            Self::Footnote => "footnote",
            Self::AuthorYear => "author-year",
            Self::Pandoc => "pandoc",
            Self::InlineNote => "inline-note",
            Self::Latex => "latex",
        }
    }

    /// Whether its targets are numbers of a list of notes or references.
    #[must_use]
    pub const fn is_numbered(self) -> bool {
        matches!(self, Self::Numeric | Self::Circled | Self::Superscript)
    }
}

/// What a citation points at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A number of the list.
    Number(u32),
    /// A key of a footnote or bibliography, or an author with a year.
    Key(String),
}

/// A citation in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The marker with its page tail (bytes in the block).
    pub range: Range<usize>,
    /// The marker without its page tail.
    pub marker: Range<usize>,
    /// The first character of the marker as written: which bracket it is.
    pub open: char,
    /// Its form.
    pub style: Style,
    /// What it cites, ranges expanded.
    pub targets: Vec<Target>,
    /// The page as written (bytes in the block).
    pub pages: Option<Range<usize>>,
    /// False for ① where it may as well number an enumeration; the document decides.
    pub certain: bool,
}

/// Numbers as they stand in one bracket, each once and in order, consecutive ones as a range: `1,3-5`
/// (GB/T 7714, numeric style).
#[must_use]
pub fn compress(numbers: &[u32]) -> String {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut parts: Vec<String> = Vec::new();
    for run in sorted.chunk_by(|a, b| a + 1 == *b) {
        parts.push(match run {
            [only] => only.to_string(),
            [first, .., last] => format!("{first}-{last}"),
            [] => continue,
        });
    }
    parts.join(",")
}

/// How a bracket that names a source begins.
const SOURCE_LEADS: [&str; 20] = [
    "访谈",
    "采访",
    "来自访谈",
    "注：",
    "注:",
    "见《",
    "见“",
    "参见",
    "详见",
    "转引自",
    "引自",
    "语出",
    "出自",
    "载《",
    "据《",
    "资料来源",
    "数据来源",
    "来源：",
    "同上",
    "同前",
];

/// Commands of LaTeX that cite; the first letter may be a capital one.
const LATEX_COMMANDS: [&str; 17] = [
    "cite",
    "citep",
    "citet",
    "citealp",
    "citealt",
    "citeauthor",
    "citeyear",
    "citeyearpar",
    "parencite",
    "textcite",
    "footcite",
    "supercite",
    "smartcite",
    "autocite",
    "upcite",
    "footfullcite",
    "fullcite",
];

/// Whether the LaTeX command `name` cites.
#[must_use]
pub fn cites(name: &str) -> bool {
    let mut chars = name.chars();
    let Some(first) = chars.next() else { return false };
    LATEX_COMMANDS.iter().any(|command| {
        command.starts_with(first.to_ascii_lowercase()) && command.get(1..) == Some(chars.as_str())
    })
}

/// Widest range `[1-200]` that is expanded; wider ones are no citations.
const WIDEST_RANGE: u32 = 200;

/// Highest page number; works of many volumes are paged through.
const LAST_PAGE: u32 = 29_999;

/// Finds the citations of a block whose code and links are masked.
#[must_use]
pub fn citations(text: &str) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let citation = match c {
            '[' | '［' | '〔' | '【' => bracket(text, at),
            '（' | '(' => parenthesis(text, at),
            '^' => caret(text, at),
            '<' => sup_tag(text, at),
            '\\' => latex(text, at),
            '$' => math(text, at),
            _ if circled(c).is_some() || parenthesised(c).is_some() => encircled(text, at),
            _ if superscript(c).is_some() => raised(text, at),
            _ => None,
        };
        match citation {
            Some(mut citation) => {
                citation.open = c;
                at = citation.range.end;
                // [1]-[3] is one citation of a range.
                if let Some(joined) = found.last().and_then(|last| join(text, last, &citation)) {
                    found.pop();
                    found.push(joined);
                } else {
                    found.push(citation);
                }
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

fn simple(style: Style, range: Range<usize>, targets: Vec<Target>) -> Citation {
    Citation { marker: range.clone(), range, open: '[', style, targets, pages: None, certain: true }
}

fn join(text: &str, last: &Citation, next: &Citation) -> Option<Citation> {
    let between = text.get(last.range.end..next.range.start)?;
    if !matches!(between, "-" | "–" | "—" | "~" | "～" | "－")
        || last.style != Style::Numeric
        || next.style != Style::Numeric
    {
        return None;
    }
    let (&Target::Number(from), &Target::Number(to)) = (last.targets.last()?, next.targets.first()?) else {
        return None;
    };
    if to <= from || to - from > WIDEST_RANGE || last.pages.is_some() {
        return None;
    }
    let mut targets = last.targets.clone();
    targets.extend((from + 1..to).map(Target::Number));
    targets.extend(next.targets.iter().cloned());
    Some(Citation {
        range: last.range.start..next.range.end,
        marker: last.range.start..next.marker.end,
        open: '[',
        style: Style::Numeric,
        targets,
        pages: next.pages.clone(),
        certain: true,
    })
}

/// `[1]`, `[1,3-5]`, `[注1]`, `[1, p. 3]`, `[^1]`, `[@key]` and their page tails.
fn bracket(text: &str, start: usize) -> Option<Citation> {
    let open = text[start..].chars().next()?;
    let close = match open {
        '[' => ']',
        '［' => '］',
        '〔' => '〕',
        _ => '】',
    };
    let inner_start = start + open.len_utf8();
    // OCR and hurried typing mix widths: ［1] still closes.
    let length = text[inner_start..]
        .char_indices()
        .take(120)
        .find(|&(_, c)| c == close || (matches!(open, '[' | '［') && matches!(c, ']' | '］')))?
        .0;
    let inner = &text[inner_start..inner_start + length];
    let end = inner_start + length + text[inner_start + length..].chars().next().map_or(0, char::len_utf8);
    let after = &text[end..];
    if open == '[' {
        if let Some(key) = inner.strip_prefix('^') {
            // A definition `[^1]: …` is an entry of the notes, not a citation.
            let valid = !key.is_empty() && !key.contains(|c: char| c.is_whitespace() || c == '[');
            return (valid && !(after.starts_with(':') && at_line_start(text, start)))
                .then(|| simple(Style::Footnote, start..end, vec![Target::Key(key.to_owned())]));
        }
        if inner.contains('@') {
            return pandoc(inner, inner_start, start..end);
        }
        // A Markdown link or image or reference definition.
        if after.starts_with('(') && page_parenthesis(after).is_none() {
            return None;
        }
    }
    let (targets, pages) = numbers(inner).or_else(|| wrapped(inner)).or_else(|| lettered(inner))?;
    if open == '〔' && after.starts_with('号') || is_power(text, start, &targets) {
        return None;
    }
    let pages = pages.map(|p| p.start + inner_start..p.end + inner_start);
    let tail = if pages.is_some() { None } else { page_tail(text, end) };
    let (pages, range_end) = match tail {
        Some((pages, range_end)) => (Some(pages), range_end),
        None => (pages, end),
    };
    Some(Citation {
        range: start..range_end,
        marker: start..end,
        open: '[',
        style: Style::Numeric,
        targets,
        pages,
        certain: true,
    })
}

/// ［（１）］: a number in round brackets within the square ones.
fn wrapped(inner: &str) -> Option<(Vec<Target>, Option<Range<usize>>)> {
    let bare = inner.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])?;
    let (number, length) = note_number(bare)?;
    (length == bare.len() && (1..=999).contains(&number)).then(|| (vec![Target::Number(number)], None))
}

/// ［②ａ］: circled notes of a text with so many that letters tell their series apart.
fn lettered(inner: &str) -> Option<(Vec<Target>, Option<Range<usize>>)> {
    let letter = inner.chars().next_back().map(narrow).filter(char::is_ascii_lowercase)?;
    let digits: String = inner.chars().take_while(|&c| circled(c).is_some()).collect();
    let whole = inner.chars().count() == digits.chars().count() + 1;
    (whole && !digits.is_empty()).then(|| (vec![Target::Key(format!("{digits}{letter}"))], None))
}

/// km［2］ and C［14］: what was raised in print and lost its height.
fn is_power(text: &str, start: usize, targets: &[Target]) -> bool {
    let before = text[..start].chars().next_back().map(narrow);
    match targets {
        [Target::Number(2 | 3)] => before == Some('m'),
        [Target::Number(14)] => before == Some('C'),
        _ => false,
    }
}

fn at_line_start(text: &str, at: usize) -> bool {
    text[..at].rsplit('\n').next().is_none_or(|before| before.trim().is_empty())
}

/// The numbers inside a bracket, and a page behind them: `1`, `1,3`, `1-3`, `注1`, `1, p. 3`, `1:36`.
fn numbers(inner: &str) -> Option<(Vec<Target>, Option<Range<usize>>)> {
    let mut at = blank(inner, 0);
    for prefix in ["注", "註", "Note", "note"] {
        if inner[at..].starts_with(prefix) {
            at = blank(inner, at + prefix.len());
            break;
        }
    }
    let mut targets = Vec::new();
    let mut pending: Option<u32> = None;
    loop {
        let (number, len) = note_number(&inner[at..])?;
        if number == 0 || number > 999 {
            return None;
        }
        if let Some(from) = pending.take() {
            if number <= from || number - from > WIDEST_RANGE {
                return None;
            }
            targets.extend((from + 1..number).map(Target::Number));
        }
        targets.push(Target::Number(number));
        at = blank(inner, at + len);
        let Some(separator) = inner[at..].chars().next() else { return Some((targets, None)) };
        let next = blank(inner, at + separator.len_utf8());
        match separator {
            ',' | '，' | '、' | ';' | '；' => {
                if let Some(page) = page_words(inner, next) {
                    return Some((targets, Some(page)));
                }
                at = next;
            }
            '-' | '–' | '—' | '－' | '~' | '～' | '至' => {
                pending = Some(number);
                at = next;
            }
            ':' | '：' => {
                let (_, len) = page_numbers(&inner[next..])?;
                return (blank(inner, next + len) == inner.len())
                    .then_some((targets, Some(next..next + len)));
            }
            '(' | '（' => {
                let (pages, len) = page_parenthesis(&inner[at..])?;
                return (at + len == inner.len())
                    .then_some((targets, Some(at + pages.start..at + pages.end)));
            }
            _ => return None,
        }
    }
}

/// `p. 3` or `第3页` that fills the rest of `inner` from `at`.
fn page_words(inner: &str, at: usize) -> Option<Range<usize>> {
    let rest = &inner[at..];
    let lead =
        ["pp.", "pp", "p.", "p", "PP.", "P.", "P", "第"].iter().find(|lead| rest.starts_with(**lead))?.len();
    let start = blank(inner, at + lead);
    let (_, len) = page_numbers(&inner[start..])?;
    let tail = inner[start + len..].trim_start().trim_end_matches(['页', ' ']);
    tail.is_empty().then_some(start..start + len)
}

/// The page tail behind a marker that ends at `end`: `36`, `36-38`, `(P45)`, `（第45页）`, `:36`.
fn page_tail(text: &str, end: usize) -> Option<(Range<usize>, usize)> {
    let after = &text[end..];
    let first = after.chars().next()?;
    if matches!(first, '(' | '（') {
        let (pages, len) = page_parenthesis(after)?;
        return Some((end + pages.start..end + pages.end, end + len));
    }
    if matches!(first, 'P' | 'p') {
        let lead = after.len() - after.trim_start_matches(['P', 'p', '.', ' ']).len();
        let (_, len) = page_numbers(&after[lead..])?;
        return Some((end + lead..end + lead + len, end + lead + len));
    }
    if !narrow(first).is_ascii_digit() {
        return None;
    }
    let (values, len) = page_numbers(after)?;
    let next = after[len..].chars().next();
    // [3]2015年 and [3]80%: the number belongs to the sentence that follows.
    let quantity = next.is_some_and(|c| {
        matches!(
            narrow(c),
            '年' | '月'
                | '日'
                | '%'
                | '‰'
                | '个'
                | '多'
                | '万'
                | '亿'
                | '余'
                | '世'
                | '所'
                | '名'
                | '家'
                | '位'
                | '种'
                | '项'
                | '次'
                | '届'
                | '人'
                | '倍'
                | '.'
                | '天'
                | '时'
                | '分'
                | '岁'
                | '省'
                | '市'
                | '县'
                | '国'
                | '大'
        ) || c.is_ascii_alphabetic()
    });
    let year_range = values.iter().any(|&v| (1500..2100).contains(&v))
        && next.is_some_and(|c| matches!(c, '—' | '－' | '~' | '～'));
    (!quantity && !year_range && values.iter().all(|&v| v > 0)).then_some((end..end + len, end + len))
}

/// Page numbers `36`, `36-38`, `36,40` at the start of `text`; values and bytes.
fn page_numbers(text: &str) -> Option<(Vec<u32>, usize)> {
    let (first, mut end) = arabic(text)?;
    if first > LAST_PAGE {
        return None;
    }
    let mut values = vec![first];
    while let Some(separator) = text[end..].chars().next() {
        let connects = matches!(separator, '-' | '–' | '—' | '－' | '~' | '～');
        let lists = matches!(separator, ',' | '，' | '、');
        if !connects && !lists {
            break;
        }
        let next = end + separator.len_utf8();
        let Some((value, len)) = arabic(&text[next..]) else { break };
        let after = text[next + len..].chars().next();
        // In “[1]36,2015年” the comma belongs to the sentence.
        if value > LAST_PAGE || value < first || (lists && after.is_some_and(is_han)) {
            break;
        }
        values.push(value);
        end = next + len;
    }
    Some((values, end))
}

/// `(P45)`, `(p. 45)`, `（第45页）`, `(45-46)`: the pages and the length with the brackets.
fn page_parenthesis(text: &str) -> Option<(Range<usize>, usize)> {
    let open = text.chars().next().filter(|c| matches!(c, '(' | '（'))?;
    let mut at = blank(text, open.len_utf8());
    let rest = &text[at..];
    let lead = ["pp.", "pp", "PP.", "PP", "p.", "p", "P.", "P", "第"]
        .iter()
        .find(|lead| rest.starts_with(**lead))
        .map_or(0, |l| l.len());
    at = blank(text, at + lead);
    let (_, len) = page_numbers(&text[at..])?;
    let pages = at..at + len;
    at = blank(text, at + len);
    if text[at..].starts_with('页') {
        at += '页'.len_utf8();
    }
    let close = text[at..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
    Some((pages, at + close.len_utf8()))
}

fn blank(text: &str, at: usize) -> usize {
    at + text[at..].chars().take_while(|&c| narrow(c) == ' ').map(char::len_utf8).sum::<usize>()
}

/// `[@key, 第36页; @other]`
fn pandoc(inner: &str, inner_start: usize, range: Range<usize>) -> Option<Citation> {
    let mut targets = Vec::new();
    let mut pages = None;
    for (at, _) in inner.match_indices('@') {
        let braces = inner[at + 1..].len() - inner[at + 1..].trim_start_matches('{').len();
        let key: String = inner[at + 1 + braces..]
            .chars()
            .take_while(|&c| {
                c.is_alphanumeric()
                    || matches!(
                        c,
                        '_' | ':' | '.' | '#' | '$' | '%' | '&' | '-' | '+' | '?' | '<' | '>' | '~' | '/'
                    )
            })
            .collect();
        let key = key.trim_end_matches(['.', ':', '?']).to_owned();
        // An address is no key: name@example.org.
        if key.is_empty() || inner[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let rest = at + 1 + braces + key.len();
        if let Some(comma) = inner[rest..].find([',', '，']) {
            let page =
                blank(inner, rest + comma + inner[rest + comma..].chars().next().map_or(1, char::len_utf8));
            pages = pages.or_else(|| {
                page_words(&inner[..inner[page..].find([';', '；']).map_or(inner.len(), |i| page + i)], page)
            });
        }
        targets.push(Target::Key(key));
    }
    let pages = pages.map(|p| p.start + inner_start..p.end + inner_start);
    Some(Citation { pages, ..simple(Style::Pandoc, range, targets) })
}

/// （张三，2019） and （《…》第1卷，第272页） and （注：…）.
fn parenthesis(text: &str, start: usize) -> Option<Citation> {
    let open = text[start..].chars().next()?;
    let inner_start = start + open.len_utf8();
    let mut depth = 0usize;
    let length = text[inner_start..].char_indices().take(300).find_map(|(i, c)| match c {
        '（' | '(' => {
            depth += 1;
            None
        }
        '）' | ')' if depth == 0 => Some(i),
        '）' | ')' => {
            depth -= 1;
            None
        }
        _ => None,
    })?;
    let inner = &text[inner_start..inner_start + length];
    let end = inner_start + length + text[inner_start + length..].chars().next().map_or(0, char::len_utf8);
    if let Some(targets) = author_year(inner, text[..start].chars().next_back()) {
        let pages = inner.rfind([':', '：']).and_then(|colon| {
            let from = blank(inner, colon + inner[colon..].chars().next().map_or(1, char::len_utf8));
            let (_, len) = page_numbers(&inner[from..])?;
            Some(inner_start + from..inner_start + from + len)
        });
        return Some(Citation {
            marker: start..end,
            range: start..end,
            open: '[',
            style: Style::AuthorYear,
            targets,
            pages,
            certain: true,
        });
    }
    let quoted = text[..start].ends_with(['”', '’', '」', '』', '"']);
    // （参见[5]） and （注：……[5]） cite by the number that stands in them.
    let by_number = || citations(inner).iter().any(|c| c.style == Style::Numeric);
    (is_source_note(inner, quoted) && !by_number()).then(|| simple(Style::InlineNote, start..end, Vec::new()))
}

/// Whether the inside of a bracket names a source; right behind a quotation any title does.
fn is_source_note(inner: &str, quoted: bool) -> bool {
    let inner = inner.trim();
    if inner.chars().count() < 2 {
        return false;
    }
    if SOURCE_LEADS.iter().any(|lead| inner.starts_with(lead)) || inner == "下同" {
        return true;
    }
    let names_title = inner.contains('《') || inner.contains('〈');
    let names_page = has_page(inner);
    // （《共同纲领》） after a quotation is its source; （以下简称《纲领》） is not.
    (names_title
        && !inner.contains("简称")
        && (quoted || inner.starts_with('《') || names_page || inner.contains('：') || inner.contains(':')))
        || (names_page && inner.chars().any(is_han))
        || article(inner)
        || (quoted && inner.starts_with('第') && inner.contains('条'))
        || (quoted && (spoken_by(inner) || place_in_work(inner)))
}

/// （秋瑾诗）, （马克思语）: whose words they are, right behind them.
fn spoken_by(inner: &str) -> bool {
    let named = inner.strip_suffix(['语', '诗', '词', '言']);
    named.is_some_and(|name| {
        (2..=8).contains(&name.chars().count()) && name.chars().all(|c| is_han(c) || c == '·')
    })
}

/// （昭公二十三年）, （离娄上）, （耶利米书23:5）: the place in a classic that the text has named.
fn place_in_work(inner: &str) -> bool {
    let verse = inner.char_indices().any(|(at, c)| {
        matches!(c, ':' | '：')
            && inner[..at].chars().next_back().map(narrow).is_some_and(|c| c.is_ascii_digit())
            && inner[at + c.len_utf8()..].chars().next().map(narrow).is_some_and(|c| c.is_ascii_digit())
    });
    let reign = inner.ends_with('年') && inner.contains('公') && inner.chars().all(is_han);
    verse || reign
}

/// 第272页, p. 272
fn has_page(inner: &str) -> bool {
    for (at, _) in inner.match_indices('第') {
        let rest = &inner[at + 3..];
        if let Some((_, len)) = page_numbers(rest)
            && rest[len..].trim_start().starts_with(['页', '版'])
        {
            return true;
        }
    }
    ["p.", "P.", "pp.", "P", "页"].iter().any(|lead| {
        inner.match_indices(lead).any(|(at, _)| {
            arabic(inner[at + lead.len()..].trim_start()).is_some()
                && !inner[..at].ends_with(|c: char| c.is_alphanumeric())
        })
    })
}

/// 宪法第二条, 民法典第1224条第1款
fn article(inner: &str) -> bool {
    inner.find('第').is_some_and(|at| {
        let rest = &inner[at + 3..];
        let number = super::chars::chinese(rest).or_else(|| arabic(rest));
        at > 0
            && number.is_some_and(|(_, len)| rest[len..].starts_with('条') || rest[len..].starts_with('章'))
    })
}

/// Endings of publishers: （某某出版社，2019） is an imprint.
const PUBLISHERS: [&str; 8] = ["出版社", "书店", "书局", "出版公司", "印书馆", "学报", "日报", "杂志"];

/// The works of （张三，2019；Smith & Jones, 2019a: 25） or, after a name, of （2019）.
fn author_year(inner: &str, before: Option<char>) -> Option<Vec<Target>> {
    if inner.len() > 240 || inner.contains(['。', '“', '！', '？']) {
        return None;
    }
    let mut targets = Vec::new();
    for (index, work) in inner.split([';', '；']).enumerate() {
        let work = work.trim();
        let (at, year_end) = year(work)?;
        let name = work[..at].trim_end_matches([',', '，', ' ', '\u{3000}']);
        let separated = name.len() < at;
        let tail = work[year_end..].trim_start();
        let tail_fits =
            tail.is_empty() || tail.starts_with([':', '：', ',', '，']) && !tail.contains(['年', '月']);
        if !tail_fits {
            return None;
        }
        if name.is_empty() {
            // （2019） cites only behind a name; after 》 or a digit it dates what stands there.
            let cites =
                index > 0 || before.is_some_and(|c| c.is_ascii_alphabetic() || (is_han(c) && is_name_end(c)));
            cites.then_some(())?;
            targets.push(Target::Key(work[at..year_end].to_owned()));
            continue;
        }
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        let plain = name.chars().all(|c| {
            c.is_alphabetic()
                || matches!(
                    c,
                    ' ' | '·'
                        | '・'
                        | '.'
                        | '．'
                        | '&'
                        | '、'
                        | ','
                        | '，'
                        | '-'
                        | '\''
                        | '’'
                        | '['
                        | ']'
                        | '〔'
                        | '〕'
                        | '［'
                        | '］'
                )
        });
        let han = name.chars().filter(|&c| is_han(c)).count();
        let publisher = PUBLISHERS.iter().any(|word| name.ends_with(word));
        if publisher || !separated || !plain || letters < 2 || han > 16 || name.contains("见") && han > 12 {
            return None;
        }
        targets.push(Target::Key(format!("{name} {}", &work[at..year_end])));
    }
    (!targets.is_empty()).then_some(targets)
}

/// A year alone in brackets cites only after a name; most Han characters end other words.
const fn is_name_end(c: char) -> bool {
    !matches!(
        c,
        '年' | '月'
            | '日'
            | '会'
            | '大'
            | '法'
            | '案'
            | '例'
            | '定'
            | '告'
            | '见'
            | '期'
            | '度'
            | '代'
            | '国'
            | '省'
            | '市'
            | '县'
    )
}

/// The first year 1500–2099, with a letter behind it if there is one: its bytes.
fn year(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(3)).find_map(|i| {
        let four = bytes.get(i..i + 4)?;
        let value = std::str::from_utf8(four)
            .ok()
            .filter(|s| s.bytes().all(|b| b.is_ascii_digit()))?
            .parse::<u32>()
            .ok()?;
        let alone =
            (i == 0 || !bytes[i - 1].is_ascii_digit()) && !bytes.get(i + 4).is_some_and(u8::is_ascii_digit);
        let letter = bytes.get(i + 4).is_some_and(u8::is_ascii_lowercase)
            && !bytes.get(i + 5).is_some_and(u8::is_ascii_alphanumeric);
        (alone && (1500..2100).contains(&value)).then_some((i, i + 4 + usize::from(letter)))
    })
}

/// `^[1]^` (Pandoc superscript) and `^[an inline note]`.
fn caret(text: &str, start: usize) -> Option<Citation> {
    let rest = &text[start + 1..];
    if rest.starts_with('[') {
        let close = rest.char_indices().take(400).find(|&(_, c)| c == ']')?.0;
        let end = start + 1 + close + 1;
        if text[end..].starts_with('^') {
            let (targets, _) = numbers(&rest[1..close])?;
            return Some(simple(Style::Superscript, start..end + 1, targets));
        }
        return Some(simple(Style::Footnote, start..end, Vec::new()));
    }
    let close = rest.char_indices().take(24).find(|&(_, c)| c == '^')?.0;
    let (targets, _) = numbers(&rest[..close])?;
    Some(simple(Style::Superscript, start..start + 1 + close + 1, targets))
}

/// `<sup>1</sup>`, `<sup>[1]</sup>`
fn sup_tag(text: &str, start: usize) -> Option<Citation> {
    let rest = text[start..].strip_prefix("<sup>")?;
    let close = rest.char_indices().take(40).map(|(i, _)| i).find(|&i| rest[i..].starts_with("</sup>"))?;
    let inner = rest[..close].trim().trim_matches(['[', ']', '［', '］', '〔', '〕', '(', ')', '（', '）']);
    let (targets, _) = numbers(inner)?;
    let end = start + 5 + close + 6;
    let tail = page_tail(text, end);
    let (pages, range_end) = tail.map_or((None, end), |(p, e)| (Some(p), e));
    Some(Citation {
        range: start..range_end,
        marker: start..end,
        open: '<',
        style: Style::Superscript,
        targets,
        pages,
        certain: true,
    })
}

/// `$^{[1]}$` and `$\textcircled{1}$`, as converters of PDF and Word write markers.
fn math(text: &str, start: usize) -> Option<Citation> {
    let rest = &text[start + 1..];
    let close = rest.char_indices().take(40).find(|&(_, c)| c == '$')?.0;
    let inner: String = rest[..close].chars().filter(|c| !c.is_whitespace()).collect();
    let end = start + 1 + close + 1;
    if let Some(number) = inner.strip_prefix("\\textcircled{").and_then(|i| i.strip_suffix('}')) {
        let (targets, _) = numbers(number)?;
        let certain = marks_note(text, start);
        return Some(Citation { certain, ..simple(Style::Circled, start..end, targets) });
    }
    let inner = inner
        .trim_start_matches(['\\', 'c', 'd', 'o', 't'])
        .strip_prefix('^')?
        .trim_matches(['{', '}'])
        .to_owned();
    let inner = inner.strip_prefix('[')?.strip_suffix(']')?;
    let (targets, _) = numbers(inner)?;
    Some(simple(Style::Superscript, start..end, targets))
}

/// `\cite{key}`, `\parencite[36]{a,b}`, `\footnote{…}`, `\textsuperscript{[1]}`
fn latex(text: &str, start: usize) -> Option<Citation> {
    let rest = &text[start + 1..];
    let name = &rest[..rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len()];
    let at = start + 1 + name.len();
    match name {
        "footnote" => {
            let length = text[at..].starts_with('{').then(|| tex::group(&text[at..]))??;
            let inner = at + 1..at + length - 1;
            let targets = text[inner.clone()]
                .match_indices('\\')
                .filter_map(|(offset, _)| latex_keys(text, inner.start + offset))
                .flat_map(|cited| cited.targets)
                .collect();
            Some(simple(Style::InlineNote, start..at + length, targets))
        }
        "textsuperscript" => {
            let length = text[at..].starts_with('{').then(|| tex::group(&text[at..]))??;
            let inner = text[at + 1..at + length - 1]
                .trim()
                .trim_matches(['[', ']', '［', '］', '〔', '〕', '(', ')', '（', '）']);
            let (targets, _) = numbers(inner)?;
            Some(simple(Style::Superscript, start..at + length, targets))
        }
        _ => latex_keys(text, start),
    }
}

/// `\cite{key}` and its kin.
fn latex_keys(text: &str, start: usize) -> Option<Citation> {
    let rest = &text[start + 1..];
    let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    if !cites(&rest[..name]) {
        return None;
    }
    let mut at = start + 1 + name;
    at += usize::from(text[at..].starts_with('*'));
    let mut pages = None;
    while text[at..].starts_with('[') {
        let close = at + text[at..].char_indices().take(80).find(|&(_, c)| c == ']')?.0;
        pages = Some(at + 1..close);
        at = close + 1;
    }
    let keys = text[at..].strip_prefix('{')?;
    let close = keys.char_indices().take(200).find(|&(_, c)| c == '}')?.0;
    let targets: Vec<_> = keys[..close].split(',').map(|k| Target::Key(k.trim().to_owned())).collect();
    Some(Citation { pages, ..simple(Style::Latex, start..at + 1 + close + 1, targets) })
}

/// ①; ② and ⑧ in a row stand for 28 in texts that had no sign for it.
fn encircled(text: &str, start: usize) -> Option<Citation> {
    let c = text[start..].chars().next()?;
    // ＠① stands for a character that the typesetter's set lacked.
    if text[..start].trim_end_matches(|c| circled(c).is_some()).ends_with(['＠', '@']) {
        return None;
    }
    let (number, style) = match circled(c) {
        Some(number) => (number, Style::Circled),
        None => (parenthesised(c)?, Style::Circled),
    };
    let mut end = start + c.len_utf8();
    let mut value = number;
    if let Some(second) = text[end..].chars().next()
        && let Some(units) = circled(second)
        && (1..10).contains(&number)
        && (units < 10 && units != number + 1 || units == 10)
    {
        value = if units == 10 { number * 10 } else { number * 10 + units };
        end += second.len_utf8();
    }
    let certain = marks_note(text, start);
    let tail =
        if certain { page_tail(text, end).filter(|_| text[end..].starts_with(['（', '('])) } else { None };
    let (pages, range_end) = tail.map_or((None, end), |(p, e)| (Some(p), e));
    Some(Citation {
        range: start..range_end,
        marker: start..end,
        open: '[',
        style,
        targets: vec![Target::Number(value)],
        pages,
        certain,
    })
}

/// Whether what stands before a circled number makes it a note marker rather than the number of an
/// item: a closing mark or a word does, a colon, semicolon, comma or the start of a line does not,
/// and after a full stop both happen.
fn marks_note(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '\u{3000}']).chars().next_back();
    let Some(before) = before else { return false };
    let Some(after) = text[start..].chars().nth(1) else {
        return is_han(before) || super::chars::is_closer(before) || super::chars::ends_sentence(before);
    };
    let item = matches!(
        before,
        '：' | ':' | '；' | ';' | '，' | ',' | '、' | '\n' | '（' | '(' | '为' | '即' | '括' | '有'
    );
    if item {
        return false;
    }
    if super::chars::is_closer(before) {
        return true;
    }
    if super::chars::ends_sentence(before) {
        return matches!(after, '\n' | '\r');
    }
    // A word directly before and punctuation behind: “……的观点①，”.
    is_han(before)
        && (matches!(
            after,
            '，' | '。' | '；' | '、' | '：' | ',' | ';' | '\n' | '！' | '？' | '）' | '”' | '（'
        ) || circled(after).is_some())
}

/// ¹, ¹²
fn raised(text: &str, start: usize) -> Option<Citation> {
    let mut value = 0;
    let mut end = start;
    for c in text[start..].chars() {
        let Some(digit) = superscript(c) else { break };
        value = value * 10 + digit;
        end += c.len_utf8();
        if value > 999 {
            return None;
        }
    }
    let before = text[..start].chars().next_back()?;
    // m² and 10³ are units and powers.
    let marks = is_han(before)
        || super::chars::is_closer(before)
        || super::chars::ends_sentence(before)
        || matches!(before, '，' | ',' | '；');
    (marks && value > 0).then(|| simple(Style::Superscript, start..end, vec![Target::Number(value)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// style, targets, pages of every citation.
    fn read(text: &str) -> Vec<(Style, String, String)> {
        citations(text)
            .into_iter()
            .map(|c| {
                let targets: Vec<_> = c
                    .targets
                    .iter()
                    .map(|t| match t {
                        Target::Number(n) => n.to_string(),
                        Target::Key(k) => k.clone(),
                    })
                    .collect();
                (c.style, targets.join(","), c.pages.map_or("", |p| &text[p]).to_owned())
            })
            .collect()
    }

    fn one(text: &str, style: Style, targets: &str, pages: &str) {
        assert_eq!(read(text), [(style, targets.to_owned(), pages.to_owned())], "{text}");
    }

    #[test]
    fn numbers_in_every_bracket() {
        for text in [
            "甲[1]。",
            "甲［1］。",
            "甲〔1〕。",
            "甲【1】。",
            "甲[ 1 ]。",
            "甲［１］。",
            "甲[注1]。",
            "甲［1]。",
        ] {
            one(text, Style::Numeric, "1", "");
        }
        one("甲［（１２）］。", Style::Numeric, "12", "");
        one("甲［②ａ］。", Style::Numeric, "②a", "");
        one("甲[11](P12879)。", Style::Numeric, "11", "12879");
        one("甲[1,3]。", Style::Numeric, "1,3", "");
        one("甲[1-3]。", Style::Numeric, "1,2,3", "");
        one("甲[1～3，7]。", Style::Numeric, "1,2,3,7", "");
        one("甲[1]-[3]。", Style::Numeric, "1,2,3", "");
        assert_eq!(read("甲[1][2]。").len(), 2);
        assert_eq!(read("甲[1],[3]。").len(), 2);
    }

    #[test]
    fn page_tails() {
        for (text, pages) in [
            ("甲[1]36。", "36"),
            ("甲[1]36-38。", "36-38"),
            ("甲[1]36党的领导", "36"),
            ("甲[1](P45)。", "45"),
            ("甲[1](p.45)。", "45"),
            ("甲[1](p. 45)。", "45"),
            ("甲[1](260)。", "260"),
            ("甲[1]（第45页）。", "45"),
            ("甲[1]P45。", "45"),
            ("甲[1:36]。", "36"),
            ("甲[1, p. 3]。", "3"),
            ("甲[1(p. 36)]。", "36"),
        ] {
            one(text, Style::Numeric, "1", pages);
        }
    }

    #[test]
    fn numbers_that_belong_to_the_sentence_are_no_pages() {
        for text in [
            "甲[3]。",
            "甲[3]2015年6月召开",
            "甲[3]80%的人",
            "甲[3]3个方面",
            "甲[3]10多个",
            "甲[3]1.5倍",
            "甲[3]19世纪",
        ] {
            one(text, Style::Numeric, "3", "");
        }
        one("甲[3]36,2015年召开", Style::Numeric, "3", "36");
    }

    #[test]
    fn other_brackets_are_no_citations() {
        for text in [
            "甲[2019]。",
            "王某[M]。",
            "[德]马克思",
            "〔美〕亨廷顿",
            "国发〔2007〕19号",
            "[0]",
            "[S.l.]",
            "[2024-01-05]",
            "[1000]",
            "[文字](https://example.org/1)",
            "[1](https://example.org)",
            "见[3.2]节",
            "[]",
            "[-]",
            "[1-]",
            "【导读】",
            "[3-1]",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn notes_and_superscripts() {
        one("甲①，乙", Style::Circled, "1", "");
        one("他说“甲”①。", Style::Circled, "1", "");
        one("他说“甲。”①（第36页）", Style::Circled, "1", "36");
        one("甲”②⑧，乙", Style::Circled, "28", "");
        one("甲”［①②］，乙", Style::Numeric, "12", "");
        one("甲”③⑩，乙", Style::Circled, "30", "");
        assert_eq!(read("甲”①②，乙").len(), 2);
        one("甲¹²。", Style::Superscript, "12", "");
        one("甲<sup>1</sup>。", Style::Superscript, "1", "");
        one("甲<sup>[1]</sup>36。", Style::Superscript, "1", "36");
        one("甲^[1]^。", Style::Superscript, "1", "");
        one("甲^1^。", Style::Superscript, "1", "");
        one("甲$^{[3]}$。", Style::Superscript, "3", "");
        one("甲[^note]。", Style::Footnote, "note", "");
        one("甲^[一个注]。", Style::Footnote, "", "");
        assert_eq!(read("[^1]: 定义"), []);
        assert_eq!(read("面积为10m²，体积10³"), []);
    }

    #[test]
    fn circled_items_are_uncertain() {
        for text in ["包括：①甲；②乙。", "①甲", "有①甲，②乙"] {
            assert!(citations(text).iter().all(|c| !c.certain), "{text}");
        }
    }

    #[test]
    fn author_and_year() {
        one("甲（张三，2019）。", Style::AuthorYear, "张三 2019", "");
        one("甲(张三, 2019)。", Style::AuthorYear, "张三 2019", "");
        one("甲（费孝通，1981：25-27）。", Style::AuthorYear, "费孝通 1981", "25-27");
        one(
            "甲（Smith & Jones, 2019a；李四等，2020）。",
            Style::AuthorYear,
            "Smith & Jones 2019a,李四等 2020",
            "",
        );
        one("费孝通（1981）指出", Style::AuthorYear, "1981", "");
        for text in [
            "（2019年）",
            "《意见》（2018）",
            "十九大（2017）",
            "（新华社，2019年5月1日）",
            "（约2019）",
            "（1949—1978）",
            "（以下简称法）",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn sources_in_brackets() {
        for text in [
            "（《马克思恩格斯选集》第1卷，第272页）",
            "（《宪法》第二条）",
            "（注：见某书）",
            "（参见王某的研究）",
            "（转引自某书）",
            "（毛泽东：《论持久战》）",
            "（宪法第二条）",
            "(《毛泽东选集》第3卷,人民出版社1991年版,第1031页)",
            "（第36页）",
        ] {
            one(text, Style::InlineNote, "", "");
        }
        one("（参见[5]第36页）", Style::Numeric, "5", "");
        one("（注：1962年起如此；[49]）", Style::Numeric, "49", "");
        for text in [
            "（以下简称《纲要》）",
            "（一）",
            "（试行）",
            "（即人民公社）",
            "（简称“三农”）",
            "（共10页书稿）",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn keys() {
        one("甲[@wang2019]。", Style::Pandoc, "wang2019", "");
        one("甲[@wang2019, 第36页; @li2020]。", Style::Pandoc, "wang2019,li2020", "36");
        one("甲[见 @wang2019, p. 3]。", Style::Pandoc, "wang2019", "3");
        one("甲[@{王2019}, 第36页]。", Style::Pandoc, "王2019", "36");
        one("甲[@{百]。", Style::Pandoc, "百", "");
        one("甲\\cite{wang2019,li2020}。", Style::Latex, "wang2019,li2020", "");
        assert_eq!(read("[a@example.org]"), []);
    }
}
