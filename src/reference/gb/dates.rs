//! Years and dates at a place of an entry.

use std::ops::Range;

use crate::reference::scan::Entry;

/// The end of a year or date of publication at `at`: 2019, 2019a, [2019a], c1988, (2019), n.d.
pub(super) fn year_at(entry: &Entry<'_>, at: usize) -> Option<YearAt> {
    let mut start = at;
    let bracket = matches!(entry.at(at), b'[' | b'(');
    if bracket {
        start = entry.skip(entry.behind(at));
    }
    if matches!(entry.at(start), b'c' | b'C') && entry.at(start + 1).is_ascii_digit() {
        start += 1;
    }
    let (count, mut end) = entry.digits(start, 5);
    if count != 4
        || !matches!(entry.plain(&(start..end)).as_bytes(), [b'1', b'0'..=b'9', ..] | [b'2', b'0' | b'1', ..])
    {
        return None;
    }
    let digits = start..end;
    let letter = char::from(entry.at(end));
    let letter =
        (letter.is_ascii_lowercase() && !entry.at(end + 1).is_ascii_alphanumeric()).then_some(letter);
    if letter.is_some() {
        end += 1;
    }
    if entry.starts(end, "年") && !bracket {
        end += "年".len();
        if entry.starts(end, "版") {
            end += "版".len();
        }
    }
    if bracket {
        let close = entry.skip(end);
        if !matches!(entry.at(close), b']' | b')') {
            return None;
        }
        end = entry.behind(close);
    }
    Some(YearAt { digits, letter, end })
}

pub(super) struct YearAt {
    pub(super) digits: Range<usize>,
    pub(super) letter: Option<char>,
    pub(super) end: usize,
}

/// A date at `at`: 2019-03-05, 2019-03, 2019.3.5, 2019/3/5, 2019年3月5日.
pub(in crate::reference) fn date_at(entry: &Entry<'_>, at: usize) -> Option<usize> {
    let (count, mut end) = entry.digits(at, 5);
    if count != 4 {
        return None;
    }
    // 2023b-10-07: the letter of the author-year style.
    if entry.at(end).is_ascii_lowercase() && entry.at(end + 1) == b'-' {
        end += 1;
    }
    if entry.starts(end, "年") {
        let (month, after) = entry.digits(end + "年".len(), 3);
        if !(1..=2).contains(&month) || !entry.starts(after, "月") {
            return None;
        }
        end = after + "月".len();
        let (day, after) = entry.digits(end, 3);
        if (1..=2).contains(&day) && entry.starts(after, "日") {
            end = after + "日".len();
        }
        return Some(end);
    }
    let sign = entry.at(end);
    if !matches!(sign, b'-' | b'.' | b'/' | b',') {
        return None;
    }
    let (month, after) = entry.digits(entry.behind(end), 3);
    // 2015,09,29 is a date, 2015,9(3) is none.
    if sign == b',' {
        let (day, last) = if entry.at(after) == b',' { entry.digits(entry.behind(after), 3) } else { (0, 0) };
        return (month == 2 && day == 2).then_some(last);
    }
    if !(1..=2).contains(&month) {
        return None;
    }
    end = after;
    if entry.at(end) == sign {
        let (day, after) = entry.digits(entry.behind(end), 3);
        if (1..=2).contains(&day) {
            return Some(after);
        }
    }
    // 2000.6 is no date; 2000-06 is a month.
    (sign == b'-' && month == 2).then_some(end)
}

/// The end of 无日期, n.d. or [no date] at `at`.
pub(super) fn no_date(entry: &Entry<'_>, at: usize) -> Option<usize> {
    [
        "无日期",
        "[无日期]",
        "日期不详",
        "n.d.",
        "[n.d.]",
        "(n.d.)",
        "[no date]",
        "no date",
        "（无日期）",
        "［无日期］",
    ]
    .iter()
    .find(|word| entry.starts(at, word))
    .map(|word| {
        let end = at + word.len();
        // n.d.-a
        if entry.at(end) == b'-' && entry.at(end + 1).is_ascii_lowercase() { end + 2 } else { end }
    })
}
