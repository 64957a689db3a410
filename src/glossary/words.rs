//! Word boundaries, by jieba with a dictionary of common words and of the words that contradict
//! short names.
//!
//! jieba's own dictionary takes a tenth of a second and 30 MiB to load; this one takes a
//! hundredth, off to the side while the client opens its first document.

use std::io::Cursor;
use std::ops::Range;
use std::sync::OnceLock;

use jieba_rs::Jieba;

use crate::syntax::chars::is_han;

static WORDS: &str = include_str!("../../data/words.txt");

fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(|| Jieba::with_dict(&mut Cursor::new(WORDS)).unwrap_or_else(|_| Jieba::empty()))
}

/// Loads the dictionary.
pub fn prepare() {
    jieba();
}

/// The boundaries of the words of a text; a stretch of Han characters is cut when somebody asks.
pub struct Boundaries<'t> {
    text: &'t [char],
    /// The stretch that is cut.
    cut: Range<usize>,
    /// For each character of the stretch, and behind the last, whether a word begins there.
    begins: Vec<bool>,
}

/// Characters on each side of a name that decide how its words are cut.
const CONTEXT: usize = 24;

impl<'t> Boundaries<'t> {
    pub const fn new(text: &'t [char]) -> Self {
        Self { text, cut: 0..0, begins: Vec::new() }
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
        for token in jieba().cut(&stretch, false) {
            let count = token.word.chars().count();
            self.begins.push(true);
            self.begins.extend(std::iter::repeat_n(false, count.saturating_sub(1)));
        }
        self.begins.push(true);
    }
}
