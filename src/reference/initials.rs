//! Pinyin initials (拼音首字母) of Chinese text, by which people look up names and titles: `fxt` for
//! 费孝通.

use pinyin::ToPinyinMulti;

use crate::syntax::chars::{is_han, narrow};

/// How many spellings of one text are written out at most.
const MOST: usize = 4;

/// The initials of `c` as a set of letters, bit 0 for `a`: a character has those of all its readings,
/// a Latin letter itself, everything else none.
pub(crate) fn set(c: char) -> u32 {
    readings(c).fold(0, |set, letter| set | 1 << (letter - b'a'))
}

/// The initials of `c`, that of the usual reading first.
fn readings(c: char) -> impl Iterator<Item = u8> {
    let latin = u8::try_from(narrow(c)).ok().map(|letter| letter.to_ascii_lowercase());
    let han = is_han(c).then(|| c.to_pinyin_multi()).flatten().into_iter().flatten();
    let spelled = han.filter_map(|reading| reading.plain().bytes().next());
    latin.into_iter().chain(spelled).filter(u8::is_ascii_lowercase)
}

/// The initials of a Chinese text, in a few spellings where characters have several readings; none
/// for a text without Chinese characters.
pub(super) fn spellings(text: &str) -> Vec<String> {
    if !text.chars().any(is_han) {
        return Vec::new();
    }
    let mut spellings = vec![String::new()];
    for c in text.chars() {
        let mut letters: Vec<char> = Vec::new();
        for letter in readings(c).map(char::from) {
            if !letters.contains(&letter) {
                letters.push(letter);
            }
        }
        if spellings.len() * letters.len() > MOST {
            letters.truncate(1);
        }
        if !letters.is_empty() {
            let with = |letter: &char| spellings.iter().map(|before| format!("{before}{letter}")).collect();
            let longer: Vec<Vec<String>> = letters.iter().map(with).collect();
            spellings = longer.concat();
        }
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_counts() {
        let letters =
            |c| ('a'..='z').filter(|&l| set(c) >> (l as u32 - 'a' as u32) & 1 == 1).collect::<String>();
        for (c, expected) in
            [('孝', "x"), ('行', "hx"), ('W', "w"), ('ｗ', "w"), ('1', ""), ('《', ""), ('é', "")]
        {
            assert_eq!(letters(c), expected, "{c}");
        }
        assert!(letters('重').contains('c') && letters('重').contains('z'));
    }

    #[test]
    fn spellings_are_few() {
        assert_eq!(spellings("乡土中国")[0], "xtzg");
        assert_eq!(spellings("WTO与中国")[0], "wtoyzg");
        assert!(spellings("银行").contains(&"yh".to_owned()));
        assert!(spellings("银行").contains(&"yx".to_owned()));
        assert_eq!(spellings("Rural China"), Vec::<String>::new());
        let long = spellings(&"行重".repeat(100));
        assert!(long.len() <= MOST && long.iter().all(|spelling| spelling.len() == 200));
    }
}
