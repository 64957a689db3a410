//! Word boundaries, by jieba with a dictionary of common words and of the words that contradict
//! short names.
//!
//! jieba's own dictionary takes a tenth of a second and 30 MiB to load; this one takes a few
//! milliseconds, on the first short name that somebody hovers over.

use std::io::Cursor;
use std::sync::OnceLock;

use jieba_rs::Jieba;

static WORDS: &str = include_str!("../../data/words.txt");

fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(|| Jieba::with_dict(&mut Cursor::new(WORDS)).unwrap_or_else(|_| Jieba::empty()))
}

/// Whether both ends of bytes `start..end` of `text` are ends of words.
pub fn at_boundaries(text: &str, start: usize, end: usize) -> bool {
    let mut at = 0;
    let (mut starts, mut ends) = (start == 0, false);
    for token in jieba().cut(text, false) {
        starts |= at == start;
        at += token.word.len();
        ends |= at == end;
        if at > end {
            break;
        }
    }
    starts && ends
}
