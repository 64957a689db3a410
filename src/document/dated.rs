//! When a text says that something happened: “1988年通过了《…法》”, “2013年召开的党的十八届三中全会”.

use std::ops::Range;

use crate::glossary::{self, CardId};
use crate::syntax::chars::is_han;
use crate::syntax::width::narrow;

/// What a text says was done to a law or document, or by a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// 通过
    Adopted,
    /// 颁布, 公布, 印发, 出台 and the like: used loosely for adopting and making known.
    Issued,
    /// 施行, 实施, 生效
    InForce,
    /// 修订, 修正, 修改
    Amended,
    /// 召开, or a year beside the name of a meeting.
    Held,
}

/// A date that a text gives for what a card knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The date (bytes in the block).
    pub date: Range<usize>,
    /// The name of the law, document or meeting (bytes in the block).
    pub name: Range<usize>,
    /// Its card.
    pub card: CardId,
    /// What is said to have happened.
    pub act: Act,
    /// Year.
    pub year: u16,
    /// Month, where the text names it.
    pub month: Option<u8>,
}

/// The words for acts; the longer before the shorter.
const VERBS: [(&str, Act); 24] = [
    ("审议通过", Act::Adopted),
    ("表决通过", Act::Adopted),
    ("讨论通过", Act::Adopted),
    ("通过", Act::Adopted),
    ("颁布实施", Act::Issued),
    ("公布施行", Act::Issued),
    ("公布实施", Act::Issued),
    ("颁布", Act::Issued),
    ("公布", Act::Issued),
    ("发布", Act::Issued),
    ("印发", Act::Issued),
    ("下发", Act::Issued),
    ("出台", Act::Issued),
    ("制定", Act::Issued),
    ("开始施行", Act::InForce),
    ("开始实施", Act::InForce),
    ("正式施行", Act::InForce),
    ("正式实施", Act::InForce),
    ("施行", Act::InForce),
    ("实施", Act::InForce),
    ("生效", Act::InForce),
    ("修订", Act::Amended),
    ("修正", Act::Amended),
    ("修改", Act::Amended),
];

const MEETING_VERBS: [&str; 4] = ["胜利召开", "召开", "举行", "召集"];

/// What may stand between a verb and the name: 通过了, 召开的, 修订后的.
const PARTICLES: [&str; 8] = ["后的", "了新的", "了", "的", "并实施的", "实施的", "并公布", "第一部"];

/// The farthest that a verb stands from its date (characters): 1987年11月第六届全国人大常委会第二十三次会议通过.
const FARTHEST: usize = 28;

/// The dates that `text`, a block, gives for what the glossary knows.
pub fn dated(text: &str) -> Vec<Dated> {
    let mut found = Vec::new();
    for date in dates(text) {
        let behind = &text[date.range.end..];
        let known = |(name, act): (Range<usize>, Act)| known(text, &name, act);
        let claim = match forwards(behind, date.range.end) {
            // What was done to the title behind is not said of the words before.
            Some(claim) if claim.1 != Act::Held => known(claim),
            claim => {
                claim.and_then(known).or_else(|| backwards(text, date.range.start, behind).and_then(known))
            }
        };
        if let Some((name, card, act)) = claim {
            found.push(Dated { date: date.range, name, card, act, year: date.year, month: date.month });
        }
    }
    found
}

struct Date {
    range: Range<usize>,
    year: u16,
    month: Option<u8>,
}

/// `1988年`, `1988年6月`, `1988年6月1日`
fn dates(text: &str) -> Vec<Date> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('年').map(|at| from + at) {
        let after = at + '年'.len_utf8();
        let digits: Vec<(usize, char)> = text[from..at]
            .char_indices()
            .rev()
            .map(|(i, c)| (from + i, narrow(c)))
            .take_while(|(_, c)| c.is_ascii_digit())
            .take(5)
            .collect();
        from = after;
        if digits.len() != 4 {
            continue;
        }
        let year: String = digits.iter().rev().map(|(_, c)| *c).collect();
        let Ok(year) = year.parse::<u16>() else { continue };
        let start = digits[3].0;
        // 1998年至2008年, 1998—2008年 are periods.
        let period = text[..start].ends_with(['-', '—', '–', '~', '～', '至', '到']);
        if !(1900..2100).contains(&year) || period {
            continue;
        }
        let mut end = after;
        let mut month = None;
        if let Some((value, after)) = number(text, end, '月') {
            (month, end) = (Some(value), after);
            if let Some((_, after)) = number(text, end, '日') {
                end = after;
            }
        }
        if month.is_none_or(|month| (1..=12).contains(&month)) {
            found.push(Date { range: start..end, year, month });
        }
    }
    found
}

/// One or two digits at `at` with `unit` behind them, and where that ends.
fn number(text: &str, at: usize, unit: char) -> Option<(u8, usize)> {
    let digits: String =
        text[at..].chars().take_while(|&c| narrow(c).is_ascii_digit()).map(narrow).take(3).collect();
    let length: usize = text[at..].chars().take(digits.len()).map(char::len_utf8).sum();
    let rest = text[at + length..].strip_prefix(unit)?;
    Some((digits.parse().ok()?, text.len() - rest.len()))
}

/// A verb behind the date with the name behind it, or a meeting right behind it: where the name begins.
fn forwards(behind: &str, end: usize) -> Option<(Range<usize>, Act)> {
    let clause = clause_of(behind);
    for (at, _) in clause.char_indices() {
        let rest = &clause[at..];
        let verb =
            VERBS.iter().find(|(verb, _)| rest.starts_with(verb)).map(|(verb, act)| (verb.len(), *act));
        let meeting =
            || MEETING_VERBS.iter().find(|verb| rest.starts_with(**verb)).map(|verb| (verb.len(), Act::Held));
        let Some((length, act)) = verb.or_else(meeting) else { continue };
        let mut name = at + length;
        while let Some(particle) = PARTICLES.iter().find(|particle| behind[name..].starts_with(**particle)) {
            name += particle.len();
        }
        let starts = behind[name..].starts_with('《') || act == Act::Held;
        return starts.then(|| (end + name..end + behind.len(), act));
    }
    // 2013年党的十八届三中全会, 2013年，党的十八届三中全会
    let bare = behind.trim_start_matches(['，', ',', ' ']);
    let name = behind.len() - bare.len();
    let meets = ["党的", "中共", "中国共产党", "十", "二十"].iter().any(|head| bare.starts_with(head));
    meets.then(|| (end + name..end + behind.len(), Act::Held))
}

/// 《…》于1998年11月4日通过: where the name begins that ends before the date.
fn backwards(text: &str, start: usize, behind: &str) -> Option<(Range<usize>, Act)> {
    let before = text[..start].strip_suffix('于').or_else(|| text[..start].strip_suffix("自"))?;
    let before = before.trim_end_matches("已");
    let behind = behind.trim_start_matches(['起']);
    let verb = MEETING_VERBS.iter().map(|verb| (*verb, Act::Held)).chain(VERBS).find(|(verb, _)| {
        let rest = behind.strip_prefix("正式").unwrap_or(behind);
        rest.starts_with(verb) || rest.strip_prefix("在北京").is_some_and(|rest| rest.starts_with(verb))
    })?;
    let name = if before.ends_with('》') {
        before.rfind('《')?
    } else {
        // The name of a meeting ends here: it is looked for in the words before.
        let words = before.char_indices().rev().take_while(|(_, c)| is_han(*c)).take(24).last()?;
        words.0
    };
    Some((name..before.len(), verb.1))
}

/// `behind` up to where the date no longer speaks of it.
fn clause_of(behind: &str) -> &str {
    let end = behind
        .char_indices()
        .take_while(|(_, c)| {
            !matches!(c, '。' | '；' | ';' | '！' | '？' | '\n' | '“' | '”' | '《' | '（' | '(' | '，' | ',')
        })
        .take(FARTHEST)
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    // Another year in between begins another statement.
    let clause = &behind[..end];
    clause.find('年').map_or(clause, |year| &clause[..year])
}

/// The card named at the beginning of `place`, or for meetings named before a date at its end.
fn known(text: &str, place: &Range<usize>, act: Act) -> Option<(Range<usize>, CardId, Act)> {
    let slice = &text[place.clone()];
    let (name, card) = if slice.starts_with('《') {
        let close = slice.find('》')? + '》'.len_utf8();
        let title = place.start..place.start + close;
        let card = glossary::titled(text, &title)?;
        (title, CardId::Shared(card))
    } else {
        let window = slice.char_indices().nth(32).map_or(slice, |(end, _)| &slice[..end]);
        let found = glossary::name_at_start(window).or_else(|| {
            // The words before the date end with the name.
            (window.len() == slice.len()).then(|| glossary::name_at_end(slice)).flatten()
        })?;
        (place.start + found.range.start..place.start + found.range.end, found.card)
    };
    Some((name, card, act))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::OwnGlossary;

    fn told(text: &str) -> Vec<(String, String, Act)> {
        let own = OwnGlossary::default();
        dated(text)
            .into_iter()
            .map(|d| {
                let term = d.card.card(&own).map(|card| card.term().to_owned()).unwrap_or_default();
                (text[d.date].to_owned(), term, d.act)
            })
            .collect()
    }

    #[test]
    fn a_verb_and_a_title() {
        let law = "《中华人民共和国村民委员会组织法》".to_owned();
        for (text, date, act) in [
            ("1998年通过了《中华人民共和国村民委员会组织法》", "1998年", Act::Adopted),
            (
                "1998年11月4日，会议。1998年11月全国人大常委会通过《村民委员会组织法》",
                "1998年11月",
                Act::Adopted,
            ),
            ("于是1998年修订后的《中华人民共和国村民委员会组织法》明确", "1998年", Act::Amended),
            ("《村民委员会组织法》于１９９８年颁布", "１９９８年", Act::Issued),
        ] {
            assert_eq!(told(text), [(date.to_owned(), law.clone(), act)], "{text}");
        }
    }

    #[test]
    fn meetings() {
        let meeting = "党的十八届三中全会".to_owned();
        for text in [
            "2013年召开的党的十八届三中全会提出",
            "2013年，党的十八届三中全会提出",
            "党的十八届三中全会于2013年召开",
        ] {
            assert_eq!(told(text), [("2013年".to_owned(), meeting.clone(), Act::Held)], "{text}");
        }
    }

    #[test]
    fn what_is_no_date_of_it() {
        for text in [
            "1998年至2008年实施的《村民委员会组织法》",
            "1998年，县里修了一条路。《村民委员会组织法》通过以后",
            "1998年他写了一篇文章，讨论通过《村民委员会组织法》保障权利的办法",
            "1998年版的《村民委员会组织法》",
            "根据1998年某县通过的《村民自治章程》",
            "2013年以来，党的十八届三中全会的精神深入人心",
            "韩国2020年修订的《个人信息保护法》",
            "英国议会于1985年通过了《公司法》",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}
