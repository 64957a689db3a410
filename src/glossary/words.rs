//! Word boundaries, by jieba with a dictionary of common words and of the words that contradict
//! short names.
//!
//! jieba's own dictionary takes a tenth of a second and 30 MiB to load; this one takes a
//! hundredth, off to the side while the client opens its first document. Until it is there, a place
//! is cut with those of its words that stand around the place, to the same result.

use std::io::Cursor;
use std::ops::Range;
use std::sync::OnceLock;

use jieba_rs::Jieba;

use crate::syntax::chars::is_han;

static WORDS: &str = include_str!("../../data/words.txt");

static JIEBA: OnceLock<Jieba> = OnceLock::new();

/// Loads the dictionary.
pub fn prepare() -> &'static Jieba {
    JIEBA.get_or_init(|| Jieba::with_dict(&mut Cursor::new(WORDS)).unwrap_or_else(|_| Jieba::empty()))
}

/// Which words a text is cut with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dictionary {
    /// All, whether they have to be loaded or not: for long texts.
    Whole,
    /// All if they are loaded, else those that the text itself contains: for a place that somebody waits for.
    AtHand,
}

/// A dictionary of the words that stand in `text`, which cuts it as the whole one does: every word has the same
/// frequency among all.
fn part(text: &str) -> Jieba {
    let mut jieba = Jieba::empty();
    let mut rest: usize = env!("WORDS_TOTAL").parse().unwrap_or(0);
    for (start, _) in text.char_indices() {
        for end in text[start..].char_indices().map(|(at, c)| start + at + c.len_utf8()) {
            let line = at_or_behind(&text[start..end]);
            if !line.starts_with(&text[start..end]) {
                break;
            }
            let Some((word, frequency)) = line.split_once(' ') else { break };
            if word == &text[start..end] && !jieba.has_word(word) {
                let frequency = frequency.parse().unwrap_or(0);
                rest = rest.saturating_sub(frequency);
                jieba.add_word(word, Some(frequency), None);
            }
        }
    }
    // All the other words, under a name that is in no text.
    jieba.add_word("\u{10FFFF}", Some(rest), None);
    jieba
}

/// The first line of [`WORDS`], which are in order, whose word is `word` or stands behind it.
fn at_or_behind(word: &str) -> &'static str {
    let line_of = |at: usize| {
        let start = WORDS.as_bytes()[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let end =
            WORDS.as_bytes()[at..].iter().position(|&byte| byte == b'\n').map_or(WORDS.len(), |end| at + end);
        start..end
    };
    let (mut from, mut to) = (0, WORDS.len());
    while from < to {
        let line = line_of(from.midpoint(to));
        if WORDS[line.clone()].split(' ').next() < Some(word) {
            from = (line.end + 1).min(to);
        } else {
            to = line.start;
        }
    }
    WORDS[from..].lines().next().unwrap_or("")
}

/// The boundaries of the words of a text; a stretch of Han characters is cut when somebody asks.
pub struct Boundaries<'t> {
    text: &'t [char],
    dictionary: Dictionary,
    /// The stretch that is cut.
    cut: Range<usize>,
    /// For each character of the stretch, and behind the last, whether a word begins there.
    begins: Vec<bool>,
}

/// Characters on each side of a name that decide how its words are cut.
const CONTEXT: usize = 24;

impl<'t> Boundaries<'t> {
    pub const fn new(text: &'t [char], dictionary: Dictionary) -> Self {
        Self { text, dictionary, cut: 0..0, begins: Vec::new() }
    }

    /// Whether both ends of the characters `place` are ends of words.
    pub fn around(&mut self, place: &Range<usize>) -> bool {
        if !(self.cut.start <= place.start && place.end <= self.cut.end) {
            self.cut_around(place);
        }
        let at = |position: usize| self.begins.get(position - self.cut.start).copied().unwrap_or(true);
        at(place.start) && at(place.end)
    }

    fn cut_around(&mut self, place: &Range<usize>) {
        let before = self.text[..place.start].iter().rev().take(CONTEXT).take_while(|c| is_han(**c)).count();
        let behind = self.text[place.end..].iter().take(4 * CONTEXT).take_while(|c| is_han(**c)).count();
        self.cut = place.start - before..place.end + behind;
        let stretch: String = self.text[self.cut.clone()].iter().collect();
        self.begins.clear();
        let of_stretch;
        let jieba = match (self.dictionary, JIEBA.get()) {
            (_, Some(whole)) => whole,
            (Dictionary::Whole, None) => prepare(),
            (Dictionary::AtHand, None) => {
                of_stretch = part(&stretch);
                &of_stretch
            }
        };
        for token in jieba.cut(&stretch, false) {
            let count = token.word.chars().count();
            self.begins.push(true);
            self.begins.extend(std::iter::repeat_n(false, count.saturating_sub(1)));
        }
        self.begins.push(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_text_cut_it_as_all_do() {
        let texts = (0..crate::glossary::len()).step_by(7).filter_map(crate::glossary::card);
        let texts: Vec<String> = texts.map(|card| card.definition().to_owned()).collect();
        assert!(texts.len() > 500);
        for text in &texts {
            let cut = |jieba: &Jieba| -> Vec<String> {
                jieba.cut(text, false).iter().map(|token| token.word.to_owned()).collect()
            };
            assert_eq!(cut(&part(text)), cut(prepare()), "{text}");
        }
    }

    #[test]
    fn every_line_is_found() {
        let words = || WORDS.lines().map(|line| line.split(' ').next().unwrap());
        assert!(words().is_sorted(), "scripts/update_words.py writes them in order");
        for (line, word) in WORDS.lines().zip(words()).step_by(97) {
            assert_eq!(at_or_behind(word), line);
        }
        assert_eq!(at_or_behind("\u{10FFFF}"), "");
    }
}
