//! Full stops that separate the items of an entry.

use std::ops::Range;

use crate::reference::scan::Entry;
use crate::syntax::chars::is_han;

/// Full stops that may separate the items of an entry: not those of numbers, initials, abbreviations and
/// addresses, and not those in brackets, titles and quotations.
pub(super) fn stops<'e>(entry: &'e Entry<'_>, range: Range<usize>) -> impl Iterator<Item = usize> + 'e {
    let start = range.start;
    range.filter(move |&at| entry.at(at) == b'.' && entry.is_outside(at) && is_stop(entry, start, at))
}

pub(super) fn is_stop(entry: &Entry<'_>, start: usize, at: usize) -> bool {
    let behind = entry.behind(at);
    let next = entry.skip(behind);
    let before = entry.char_before(at);
    let after = entry.char_at(next);
    let spaced = next > behind || entry.is_wide(at) || next >= entry.len();
    let (Some(before), Some(after)) = (before, after) else { return true };
    if !spaced {
        // 某.题名 is a stop, v2.1 and example.org are none.
        return (is_han(before) || is_han(after) || matches!(before, '》' | '”' | ']' | ')' | '）'))
            && !(before.is_ascii_digit() && after.is_ascii_digit());
    }
    if matches!(after, ',' | '，' | '&' | ';' | '；' | ':' | '：') {
        return false;
    }
    if !before.is_alphabetic() || is_han(before) {
        return !(entry.is_wide(at) && before.is_ascii_digit() && after.is_ascii_digit());
    }
    // The word before the stop.
    let segment = entry.slice(&(start..at));
    let word_start = segment
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |i| i + segment[i..].chars().next().map_or(1, char::len_utf8));
    let word = &segment[word_start..];
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if initial {
        let named = segment[..word_start]
            .split(|c: char| !(c.is_alphabetic() || c == '-' || c == '’' || c == '\''))
            .any(|word| word.chars().count() >= 2);
        return named && !is_initial(entry, next);
    }
    if matches!(
        word,
        "et" | "vs" | "v" | "Vol" | "No" | "vol" | "no" | "Dr" | "St" | "Mr" | "Mrs" | "pp" | "p"
    ) {
        return false;
    }
    if ABBREVIATIONS.contains(&word) {
        return false;
    }
    // Univ. of Somewhere
    !(after.is_lowercase() && after.is_ascii() && word.chars().count() <= 4 && word != "al" && word != "Inc")
}

/// Abbreviations of titles of journals and conferences.
pub(super) const ABBREVIATIONS: [&str; 45] = [
    "Proc",
    "Int",
    "Intl",
    "Conf",
    "Symp",
    "Commun",
    "Comm",
    "Veh",
    "Technol",
    "Trans",
    "Mag",
    "Sel",
    "Areas",
    "Inf",
    "Univ",
    "Dept",
    "Assoc",
    "Soc",
    "Natl",
    "Nat",
    "Am",
    "Eng",
    "Sci",
    "Res",
    "Rev",
    "Lett",
    "Phys",
    "Chem",
    "Biol",
    "Med",
    "Comput",
    "Electron",
    "Syst",
    "Circ",
    "Net",
    "Appl",
    "Math",
    "Psychol",
    "Sociol",
    "Econ",
    "Polit",
    "Acad",
    "Ann",
    "Jpn",
    "Telecommun",
];

/// Whether an initial stands at `at`: one capital letter with a full stop or comma behind it.
pub(super) fn is_initial(entry: &Entry<'_>, at: usize) -> bool {
    let Some(c) = entry.char_at(at).filter(|c| c.is_uppercase() && !is_han(*c)) else { return false };
    matches!(entry.at(at + c.len_utf8()), b'.' | b',' | b';' | b'-')
}

pub(super) fn is_blank_or_end(entry: &Entry<'_>, at: usize) -> bool {
    entry.skip(entry.behind(at)) > entry.behind(at)
        || entry.is_wide(at)
        || entry.char_at(entry.behind(at)).is_none_or(is_han)
}
