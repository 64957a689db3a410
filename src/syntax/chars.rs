//! Characters and numerals of Chinese essays.

/// Whether `c` is a Han character (including 〇 and the extension planes).
#[must_use]
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' | '〇' | '\u{f900}'..='\u{faff}')
}

/// Whether `c` is a Japanese kana.
#[must_use]
pub const fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

/// Number of Han characters in `text`.
#[must_use]
pub fn han_count(text: &str) -> usize {
    text.chars().filter(|&c| is_han(c)).count()
}

pub use super::width::narrow;

/// Columns that `c` takes in a monospaced font: 2 for wide East Asian characters, else 1.
#[must_use]
pub const fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '…'
        | '—' => 2,
        _ => 1,
    }
}

/// Whether `c` ends a sentence. The half-width `.` does not: it stands in numbers and Latin text.
#[must_use]
pub const fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '｡' | '．')
}

/// Whether `c` closes a bracket or quotation and so belongs to the sentence before it.
#[must_use]
pub const fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '》' | '〉' | '】' | '〕' | '］')
}

/// The value of a circled number ① … ㊿, if `c` is one.
#[must_use]
pub const fn circled(c: char) -> Option<u32> {
    match c {
        '①'..='⑳' => Some(c as u32 - '①' as u32 + 1),
        '㉑'..='㉟' => Some(c as u32 - '㉑' as u32 + 21),
        '㊱'..='㊿' => Some(c as u32 - '㊱' as u32 + 36),
        '❶'..='❿' => Some(c as u32 - '❶' as u32 + 1),
        _ => None,
    }
}

/// The value of a parenthesised number ⑴ … ⒇, if `c` is one.
#[must_use]
pub const fn parenthesised(c: char) -> Option<u32> {
    match c {
        '⑴'..='⒇' => Some(c as u32 - '⑴' as u32 + 1),
        _ => None,
    }
}

/// The value of a superscript digit.
#[must_use]
pub const fn superscript(c: char) -> Option<u32> {
    match c {
        '⁰' => Some(0),
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        '⁴'..='⁹' => Some(c as u32 - '⁰' as u32),
        _ => None,
    }
}

/// Reads an Arabic number (half or full width) at the start of `text`: its value and its bytes.
///
/// Numbers of more than nine digits are not read.
#[must_use]
pub fn arabic(text: &str) -> Option<(u32, usize)> {
    let mut value = 0u32;
    let mut end = 0;
    for (i, c) in text.char_indices() {
        let Some(digit) = narrow(c).to_digit(10) else { break };
        if i > 0 && value >= 100_000_000 {
            return None;
        }
        value = value * 10 + digit;
        end = i + c.len_utf8();
    }
    (end > 0).then_some((value, end))
}

/// Reads the number of a note at the start of `text`, Arabic or circled: its value and its bytes.
#[must_use]
pub fn note_number(text: &str) -> Option<(u32, usize)> {
    let first = text.chars().next()?;
    let Some(number) = circled(first) else { return arabic(text) };
    // ①② in a bracket is 12, ②⑩ is 20: texts that had no sign for them.
    let length = first.len_utf8();
    match text[length..].chars().next().and_then(circled) {
        Some(10) if number < 10 => Some((number * 10, length * 2)),
        Some(units) if number < 10 && units < 10 => Some((number * 10 + units, length * 2)),
        _ => Some((number, length)),
    }
}

/// Reads a Chinese number from 〇 to 九十九 (also 百) at the start of `text`: its value and its bytes.
#[must_use]
pub fn chinese(text: &str) -> Option<(u32, usize)> {
    let mut total = 0;
    let mut digit = None;
    let mut end = 0;
    for (i, c) in text.char_indices() {
        let value = match c {
            '〇' | '零' | '○' => 0,
            '一' => 1,
            '二' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            '十' => {
                total += digit.take().unwrap_or(1) * 10;
                end = i + c.len_utf8();
                continue;
            }
            '百' => {
                total += digit.take().unwrap_or(1) * 100;
                end = i + c.len_utf8();
                continue;
            }
            _ => break,
        };
        // Digits in a row are a positional number: 二〇.
        digit = Some(digit.map_or(value, |d: u32| d.saturating_mul(10) + value));
        end = i + c.len_utf8();
        if end > 18 {
            return None;
        }
    }
    (end > 0).then_some((total + digit.unwrap_or(0), end))
}

/// `value` as a Chinese number; Arabic digits from 100 on.
#[must_use]
pub fn to_chinese(value: u32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |n: u32| DIGITS[(n % 10) as usize];
    match value {
        0..=9 => digit(value).to_string(),
        10..=99 => {
            let mut text = String::new();
            if value >= 20 {
                text.push(digit(value / 10));
            }
            text.push('十');
            if !value.is_multiple_of(10) {
                text.push(digit(value));
            }
            text
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_round_trip() {
        for n in 1..100 {
            let text = to_chinese(n);
            assert_eq!(chinese(&text), Some((n, text.len())), "{text}");
        }
        assert_eq!(chinese("二〇、"), Some((20, 6)));
        assert_eq!(chinese("甲"), None);
    }

    #[test]
    fn arabic_numbers_in_both_widths() {
        assert_eq!(arabic("12月"), Some((12, 2)));
        assert_eq!(arabic("１２、"), Some((12, 6)));
        assert_eq!(arabic("x"), None);
        assert_eq!(arabic("99999999999999999999"), None);
    }

    #[test]
    fn circled_numbers() {
        assert_eq!(circled('①'), Some(1));
        assert_eq!(circled('⑳'), Some(20));
        assert_eq!(circled('㉑'), Some(21));
        assert_eq!(circled('㊿'), Some(50));
        assert_eq!(circled('一'), None);
    }
}
