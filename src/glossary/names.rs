//! Names of cards: exact look-up, and the longest name at a place of a text.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use daachorse::CharwiseDoubleArrayAhoCorasick;

use super::normal::{Normal, normalise};
use super::words;

static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/names.tsv"));

/// What a name says about the place where it stands; the stronger first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// Term or alias.
    Name,
    /// A wrong form of the term that is in use.
    Misform,
    /// A longer word that contains the name and means something else.
    Not,
}

/// A name that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Number of the card.
    pub card: usize,
    /// Where the name stands (bytes of the text searched).
    pub range: Range<usize>,
    /// How it stands there.
    pub kind: NameKind,
}

struct Name {
    card: usize,
    kind: NameKind,
    titled: bool,
    /// Length in characters, normalised.
    length: usize,
}

struct Names {
    all: Vec<Name>,
    exact: HashMap<String, Vec<usize>>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

/// Names of up to this many characters are checked for word boundaries.
const SHORT: usize = 4;
/// Characters on each side of a place that are searched; no name is longer.
const WINDOW: usize = 64;

fn table() -> &'static Names {
    static TABLE: OnceLock<Names> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut names = Vec::new();
        let mut exact: HashMap<String, Vec<usize>> = HashMap::new();
        for line in NAMES.lines() {
            let mut fields = line.splitn(3, '\t');
            let (Some(card), Some(kind), Some(form)) = (fields.next(), fields.next(), fields.next()) else {
                continue;
            };
            let kind_of = match kind.as_bytes().first() {
                Some(b'n') => NameKind::Name,
                Some(b'm') => NameKind::Misform,
                _ => NameKind::Not,
            };
            let normal = normalise(form);
            let Ok(card) = card.parse() else { continue };
            if normal.is_empty() {
                continue;
            }
            let number = names.len();
            names.push(Name {
                card,
                kind: kind_of,
                titled: kind.ends_with('t'),
                length: normal.chars().count(),
            });
            exact.entry(normal).or_default().push(number);
        }
        // What is the name of one card may be no name of another: 毛泽东思想 is not 毛泽东.
        for numbers in exact.values_mut() {
            numbers.sort_by_key(|&number| names[number].kind);
        }
        let mut patterns: Vec<(&str, u32)> =
            exact.iter().map(|(name, numbers)| (name.as_str(), numbers[0] as u32)).collect();
        patterns.sort_unstable();
        // Building fails only for an empty or oversized set; without it hover is silent.
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(patterns).ok();
        Names { all: names, exact, automaton }
    })
}

/// The cards and kinds of names that equal `text` when normalised.
pub fn exact(text: &str) -> Vec<(usize, NameKind)> {
    let table = table();
    let found = table.exact.get(&normalise(text));
    found.into_iter().flatten().map(|&number| (table.all[number].card, table.all[number].kind)).collect()
}

/// The longest name that holds byte `offset` of `text`, a paragraph.
///
/// Inside 《》 only laws and documents count, a short name only where it is a word of its own.
#[must_use]
pub fn matches_at(text: &str, offset: usize) -> Option<Match> {
    let table = table();
    let automaton = table.automaton.as_ref()?;
    let from = text[..offset].char_indices().rev().take(WINDOW).last().map_or(offset, |(i, _)| i);
    let to = text[offset..].char_indices().nth(WINDOW).map_or(text.len(), |(i, _)| offset + i);
    let window = &text[from..to];
    let normal = Normal::new(window);
    let in_title = enclosing_title(text, offset);
    let mut best: Option<(usize, Match)> = None;
    for found in automaton.find_overlapping_iter(&normal.text) {
        let name = &table.all[found.value() as usize];
        let Some(range) = normal.original(found.start(), found.end()) else { continue };
        let range = from + range.start..from + range.end;
        if !range.contains(&offset) {
            continue;
        }
        if best.as_ref().is_some_and(|(length, _)| *length >= name.length) {
            continue;
        }
        if let Some(title) = &in_title
            && !(name.titled || range.start <= title.start && range.end >= title.end)
        {
            continue;
        }
        if name.length <= SHORT
            && name.kind != NameKind::Not
            && !words::at_boundaries(&normal.text, found.start(), found.end())
        {
            continue;
        }
        best = Some((
            name.length,
            Match { card: name.card, range: widen(text, range, name.titled), kind: name.kind },
        ));
    }
    best.map(|(_, found)| found).filter(|found| found.kind != NameKind::Not)
}

/// A title's name with its 《》 where they stand around it.
fn widen(text: &str, range: Range<usize>, titled: bool) -> Range<usize> {
    if titled && text[..range.start].ends_with('《') && text[range.end..].starts_with('》') {
        range.start - '《'.len_utf8()..range.end + '》'.len_utf8()
    } else {
        range
    }
}

/// The inside of the 《》 around byte `offset`.
fn enclosing_title(text: &str, offset: usize) -> Option<Range<usize>> {
    let before = &text[..offset];
    let open = before.rfind('《')?;
    if before[open..].contains(['》', '。', '\n']) {
        return None;
    }
    let close = text[offset..].find('》')?;
    (!text[offset..offset + close].contains(['《', '。', '\n']))
        .then_some(open + '《'.len_utf8()..offset + close)
}

/// Names near to `name`: those that contain it or share most of its characters.
pub fn nearest(name: &str) -> Vec<String> {
    let wanted = normalise(name);
    let length = wanted.chars().count();
    if length == 0 {
        return Vec::new();
    }
    let mut scored: Vec<(usize, String)> = Vec::new();
    for line in NAMES.lines() {
        let mut fields = line.splitn(3, '\t').skip(1);
        let (Some(kind), Some(form)) = (fields.next(), fields.next()) else { continue };
        if !kind.starts_with('n') {
            continue;
        }
        let other = normalise(form);
        let others = other.chars().count();
        let shared = wanted.chars().filter(|&c| other.contains(c)).count();
        let contained = length >= 2 && (other.contains(&wanted) || others >= 2 && wanted.contains(&other));
        if contained || shared * 3 >= length * 2 && shared * 2 >= others {
            let distance = length.abs_diff(others) + 2 * (length - shared);
            scored.push((if contained { distance } else { distance + 2 }, form.to_owned()));
        }
    }
    scored.sort();
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, form)| form).collect()
}
