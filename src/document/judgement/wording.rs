//! The letters of quotations, hashed: whether one repeats another.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

/// Letters in one hash.
const WINDOW: usize = 5;

/// Hashes of the longest part of a quotation that is a phrase taken up again: 24 letters. A longer one
/// is a quotation of its own.
const LONGEST_PHRASE: usize = 20;

/// The letters of a quotation without punctuation and space: a hash of every five in a row, or one
/// hash of all where they are fewer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording(Box<[u32]>);

impl Wording {
    /// The wording of a quotation whose marks were taken off.
    #[must_use]
    pub fn of(inner: &str) -> Self {
        let letters = letters(inner);
        let short = letters.len() < WINDOW;
        let windows: Vec<&[char]> =
            if short { vec![letters.as_slice()] } else { letters.windows(WINDOW).collect() };
        Self(windows.into_iter().map(hash).collect())
    }

    /// The hashes in the order of the words.
    #[must_use]
    pub fn hashes(&self) -> &[u32] {
        &self.0
    }

    /// Whether `other` has these words from its hash number `at` on: all of them, or a phrase.
    #[must_use]
    pub fn repeats(&self, other: &Self, at: usize) -> bool {
        let phrase = (2..=LONGEST_PHRASE).contains(&self.0.len());
        other.0.get(at..).is_some_and(|rest| rest.starts_with(&self.0))
            && (phrase || self.0.len() == other.0.len())
    }
}

/// Whether the words are a saying that nobody asks a source for (`data/sayings.txt`).
pub(super) fn is_saying(inner: &str) -> bool {
    static SAYINGS: LazyLock<HashSet<Vec<char>>> = LazyLock::new(|| {
        let lines = include_str!("../../../data/sayings.txt").lines();
        lines.filter(|line| !line.starts_with('#')).map(letters).collect()
    });
    SAYINGS.contains(&letters(inner))
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn hash(letters: &[char]) -> u32 {
    let mut hasher = DefaultHasher::new();
    letters.hash(&mut hasher);
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_repeat_a_part() {
        let whole = Wording::of("君子无所争，必也，射乎？揖让而升，下而饮，其争也君。");
        let part = Wording::of("揖让而升，下而饮");
        let at = (0..whole.hashes().len()).find(|&at| part.repeats(&whole, at));
        assert_eq!(at, Some(9));
        assert!(!whole.repeats(&part, 0));
        let other = Wording::of("揖让而升，下而坐");
        assert!((0..whole.hashes().len()).all(|at| !other.repeats(&whole, at)));
    }

    #[test]
    fn sayings_are_known_whatever_their_punctuation() {
        assert!(is_saying("水能载舟，亦能覆舟。"));
        assert!(is_saying("水能载舟亦能覆舟"));
        assert!(!is_saying("水能载舟"));
        assert!(!is_saying(""));
        let lines = include_str!("../../../data/sayings.txt").lines().filter(|line| !line.starts_with('#'));
        let mut seen = HashSet::new();
        for line in lines {
            assert!(seen.insert(letters(line)), "{line} is listed twice");
            assert!((4..=40).contains(&letters(line).len()), "{line}");
        }
    }

    #[test]
    fn few_letters_have_one_hash() {
        assert_eq!(Wording::of("新、民"), Wording::of("新民"));
        assert_ne!(Wording::of("新民"), Wording::of("新民主"));
        assert!(Wording::of("新民").repeats(&Wording::of("新民"), 0));
        assert!(!Wording::of("新民主").repeats(&Wording::of("新民主主义革命"), 0));
    }

    #[test]
    fn a_long_part_is_a_quotation_of_its_own() {
        let words = "实现中华民族伟大复兴就是中华民族近代以来最伟大的梦想";
        let part = Wording::of(words);
        assert!(part.repeats(&part.clone(), 0));
        assert!(!part.repeats(&Wording::of(&format!("{words}这个梦想")), 0));
    }
}
