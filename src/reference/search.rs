//! The index of a library's search: folded text for words, sets of letters for pinyin initials.
//!
//! Both are one long array over all items, passed through from end to end for every word: some ten
//! megabytes for seventy thousand works, which costs less than any table would save.

use memchr::memmem;

use super::initials;
use super::library::Item;
use super::model::Part;
use crate::syntax::chars::{is_han, narrow};

/// Ends an item's text; no folded text holds it.
const ITEM: u8 = b'\n';
/// Ends a field of it.
const FIELD: u8 = b'\t';

/// How well a word fits an item, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Fit {
    /// It is the key.
    Key,
    /// It is an author, the title or the year.
    Field,
    /// The key begins with it.
    KeyStart,
    /// An author or the title begins with it, or it is all initials of one.
    FieldStart,
    /// The initials of an author or the title begin with it.
    InitialsStart,
    /// It stands in the key, an author or the title.
    Inside,
    /// It stands in the initials.
    InitialsInside,
    /// It does not.
    No,
}

/// The index of all items of a library.
#[derive(Debug)]
pub(super) struct Index {
    /// For every item: a line of its key, title, authors and year, each behind a [`FIELD`] but the
    /// key, which stands behind an [`ITEM`].
    text: Vec<u8>,
    /// Where the lines start.
    lines: Vec<u32>,
    /// For every item: the sets of the letters of its title and authors, each field in front of a 0.
    letters: Vec<u32>,
    /// Where they start.
    starts: Vec<u32>,
}

impl Index {
    pub(super) fn new<'l>(items: impl Iterator<Item = Item<'l>>) -> Self {
        let mut index = Self { text: vec![ITEM], lines: Vec::new(), letters: vec![0], starts: Vec::new() };
        for item in items {
            index.lines.push(index.text.len() as u32);
            index.starts.push(index.letters.len() as u32);
            let reference = item.read();
            fold(item.key(), &mut index.text);
            let authors = reference.authors.iter().map(|name| name.text.as_str());
            for text in reference.get(Part::Title).into_iter().chain(authors) {
                index.text.push(FIELD);
                fold(text, &mut index.text);
                if text.chars().any(is_han) {
                    index.letters.extend(text.chars().map(initials::set).filter(|&set| set != 0));
                    index.letters.push(0);
                }
            }
            index.text.push(FIELD);
            fold(reference.year().unwrap_or_default(), &mut index.text);
            index.text.push(ITEM);
        }
        index
    }

    /// The numbers of the items that fit all words of `query`, at most `limit`, the best first.
    pub(super) fn search(&self, query: &str, limit: usize) -> Vec<usize> {
        let mut fits: Vec<u16> = vec![0; self.lines.len()];
        for word in query.split_whitespace() {
            let mut needle = Vec::with_capacity(word.len());
            fold(word, &mut needle);
            // A title mark alone says nothing.
            if needle.is_empty() {
                continue;
            }
            let mut own = vec![Fit::No; self.lines.len()];
            self.words(&needle, &mut own);
            self.initials(&needle, &mut own);
            for (fit, own) in fits.iter_mut().zip(own) {
                // An item that one word does not fit is out.
                *fit = if own == Fit::No { u16::MAX } else { fit.saturating_add(own as u16) };
            }
        }
        let mut found: Vec<(u16, usize)> = (0..).zip(fits).map(|(item, fit)| (fit, item)).collect();
        found.retain(|&(fit, _)| fit != u16::MAX);
        if limit < found.len() {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        found.into_iter().map(|(_, item)| item).collect()
    }

    /// Where the folded `word` stands in the text.
    fn words(&self, word: &[u8], fits: &mut [Fit]) {
        let mut item = 0;
        for at in memmem::find_iter(&self.text, word) {
            item = number(&self.lines, item, at);
            let (before, after) = (self.text[at - 1], self.text[at + word.len()]);
            let ends = matches!(after, FIELD | ITEM);
            let fit = match before {
                ITEM if ends => Fit::Key,
                ITEM => Fit::KeyStart,
                FIELD if ends => Fit::Field,
                FIELD => Fit::FieldStart,
                _ => Fit::Inside,
            };
            fits[item] = fits[item].min(fit);
        }
    }

    /// Where the folded `word` stands in the initials.
    fn initials(&self, word: &[u8], fits: &mut [Fit]) {
        let bits: Vec<u32> = word.iter().copied().map_while(bit).collect();
        // One letter fits nearly everything.
        let [first, second, ..] = bits[..] else { return };
        if bits.len() < word.len() {
            return;
        }
        let mut item = 0;
        for (at, pair) in self.letters.windows(2).enumerate() {
            if pair[0] & first == 0 || pair[1] & second == 0 {
                continue;
            }
            let Some(sets) = self.letters.get(at..at + bits.len()) else { break };
            if sets.iter().zip(&bits).any(|(set, bit)| set & bit == 0) {
                continue;
            }
            item = number(&self.starts, item, at);
            let ends = self.letters.get(at + bits.len()).is_none_or(|&set| set == 0);
            let fit = match (self.letters[at - 1] == 0, ends) {
                (true, true) => Fit::FieldStart,
                (true, false) => Fit::InitialsStart,
                (false, _) => Fit::InitialsInside,
            };
            fits[item] = fits[item].min(fit);
        }
    }
}

/// The number of the item that holds place `at`, which is not before item number `from`. Places come
/// in order, so that all steps together are one pass.
fn number(starts: &[u32], from: usize, at: usize) -> usize {
    let steps = starts[from..].iter().skip(1).take_while(|&&start| start as usize <= at);
    from + steps.count()
}

fn bit(letter: u8) -> Option<u32> {
    letter.is_ascii_lowercase().then(|| 1 << (letter - b'a'))
}

/// Adds `text` in the form in which it is compared: half width, lower case, without quotation marks,
/// title marks and the points between the parts of a foreign name.
fn fold(text: &str, out: &mut Vec<u8>) {
    let mut buffer = [0; 4];
    for c in text.chars().map(narrow) {
        match c {
            '“' | '”' | '‘' | '’' | '"' | '《' | '》' | '〈' | '〉' | '·' | '\n' | '\t' => {}
            'A'..='Z' => out.push(c.to_ascii_lowercase() as u8),
            c if c.is_ascii() => out.push(c as u8),
            c if is_han(c) => out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes()),
            c => c.to_lowercase().for_each(|c| out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes())),
        }
    }
}
