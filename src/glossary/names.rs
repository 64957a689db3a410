//! Names of cards: exact look-up, and the names that stand in a text.
//!
//! The names are embedded in their order, normalised, so that a look-up is a binary search and nothing has to be
//! built for it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::abroad::{follows_a_state, is_abroad};
use super::normal::{Normal, normalise};
use super::words::{Boundaries, Dictionary};
use super::{CardId, OwnGlossary};

static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/names.tsv"));

/// What a name says about the place where it stands; the stronger first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// Term or alias.
    Name,
    /// A wrong form of the term that is in use.
    Misform,
    /// A form that departs from the usual one without being plainly wrong.
    Variant,
    /// A longer word that contains the name and means something else.
    Not,
}

/// What a name is the name of, as far as that decides where a text means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A document, or a law under its full title.
    Title,
    /// A law of the People's Republic under a title without the name of the state: others have such laws too.
    ShortTitle,
    /// A person; longer names of foreigners contain it.
    Person,
    /// An organ of the state or its ruling party; other states have organs of that name too.
    Organ,
    /// Anything else.
    Other,
}

impl Class {
    /// Whether it is the title of a law or document, in 《》.
    const fn is_title(self) -> bool {
        matches!(self, Self::Title | Self::ShortTitle)
    }

    /// Whether `text` can mean a name of this class by what stands at `range`.
    fn is_meant(self, text: &str, range: &Range<usize>) -> bool {
        let (before, behind) = (&text[..range.start], &text[range.end..]);
        if is_part_of_latin(text, range) {
            return false;
        }
        match self {
            Self::ShortTitle => !behind.starts_with("大纲") && !is_abroad(before),
            Self::Person => !before.ends_with(DOTS) && !behind.starts_with(DOTS),
            Self::Organ => !follows_a_state(before),
            Self::Title | Self::Other => true,
        }
    }
}

/// Whether the letters at `range` go on before or behind it, as in the address of a page or in a longer word: a name
/// in Latin letters is not meant by `10.1/j.cnki.issn`.
fn is_part_of_latin(text: &str, range: &Range<usize>) -> bool {
    let name = &text[range.clone()];
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '@' | '-');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && text[..range.start].ends_with(joins)
        || name.ends_with(|c: char| c.is_ascii_alphabetic())
            && text[range.end..]
                .starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '@'))
}

/// Between the parts of a foreigner's name.
const DOTS: [char; 4] = ['·', '•', '・', '‧'];

/// A name that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The card.
    pub card: CardId,
    /// Where the name stands (bytes of the text searched).
    pub range: Range<usize>,
    /// How it stands there.
    pub kind: NameKind,
}

/// A name with its card.
#[derive(Debug, Clone, Copy)]
pub struct Name<S> {
    /// Normalised.
    pub normal: S,
    /// Number of the card.
    pub card: usize,
    /// What it says.
    pub kind: NameKind,
    /// What it names.
    pub class: Class,
    /// As written.
    pub form: S,
}

/// Names in the order of their normalised forms, with the places of those that begin with the same two
/// characters.
#[derive(Debug, Clone)]
pub struct Table<S> {
    names: Vec<Name<S>>,
    pairs: HashMap<(char, char), Range<u32>>,
}

/// Names of up to this many characters are checked for word boundaries.
const SHORT: usize = 4;
/// Names that are found for a place begin or end at most this many characters from it.
const WINDOW: usize = 96;

impl<S: AsRef<str>> Table<S> {
    /// The table of `names`, which are in order.
    pub fn new(names: Vec<Name<S>>) -> Self {
        let mut pairs: HashMap<(char, char), Range<u32>> = HashMap::new();
        for (number, name) in names.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let mut chars = name.normal.as_ref().chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                pairs.entry((first, second)).or_insert(number..number).end = number + 1;
            }
        }
        Self { names, pairs }
    }

    /// All names.
    pub fn names(&self) -> &[Name<S>] {
        &self.names
    }

    /// The names that equal `normal`, the strongest first.
    pub fn exact(&self, normal: &str) -> &[Name<S>] {
        let start = self.names.partition_point(|name| name.normal.as_ref() < normal);
        let count = self.names[start..].iter().take_while(|name| name.normal.as_ref() == normal).count();
        &self.names[start..start + count]
    }

    /// Calls `found` for every name that stands at the beginning of `text`, the shorter first, with its length in
    /// characters.
    fn at<'n>(&'n self, text: &[char], mut found: impl FnMut(&'n Name<S>, usize)) {
        let &[first, second, ..] = text else { return };
        let Some(range) = self.pairs.get(&(first, second)) else { return };
        let mut names = &self.names[range.start as usize..range.end as usize];
        // Bytes of the names that are compared already.
        let mut done = first.len_utf8() + second.len_utf8();
        let mut length = 2;
        loop {
            if let Some(name) = names.first().filter(|name| name.normal.as_ref().len() == done) {
                found(name, length);
            }
            let Some(&next) = text.get(length) else { return };
            let mut buffer = [0; 4];
            let next = next.encode_utf8(&mut buffer).as_bytes();
            let head = |name: &Name<S>| {
                let normal = name.normal.as_ref().as_bytes();
                let rest = &normal[done.min(normal.len())..];
                rest[..rest.len().min(next.len())].cmp(next)
            };
            let start = names.partition_point(|name| head(name).is_lt());
            let end = start + names[start..].partition_point(|name| head(name).is_eq());
            names = &names[start..end];
            if names.is_empty() {
                return;
            }
            done += next.len();
            length += 1;
        }
    }
}

/// The names of the embedded cards.
pub fn table() -> &'static Table<&'static str> {
    static TABLE: OnceLock<Table<&'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let name = |line: &'static str| {
            let mut fields = line.splitn(4, '\t');
            let (normal, card, kind, form) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
            Some(Name {
                normal,
                card: card.parse().ok()?,
                kind: match kind.as_bytes().first()? {
                    b'n' => NameKind::Name,
                    b'o' => NameKind::Misform,
                    b'p' => NameKind::Variant,
                    _ => NameKind::Not,
                },
                class: match kind.as_bytes().last()? {
                    b't' => Class::Title,
                    b's' => Class::ShortTitle,
                    b'p' => Class::Person,
                    b'o' => Class::Organ,
                    _ => Class::Other,
                },
                form,
            })
        };
        Table::new(NAMES.lines().filter_map(name).collect())
    })
}

/// The wrong forms of terms, with nothing else: few enough to look for in every text.
fn misforms() -> &'static Table<&'static str> {
    static TABLE: OnceLock<Table<&'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        Table::new(table().names().iter().filter(|name| name.kind == NameKind::Misform).copied().collect())
    })
}

/// The wrong forms of terms that stand in `text`, from left to right; those that are part of a longer name are
/// none.
#[must_use]
pub fn misforms_in(text: &str) -> Vec<Match> {
    let wrong = misforms();
    let normal = Normal::new(text);
    let mut found: Vec<Match> = Vec::new();
    for at in 0..normal.chars.len() {
        let mut longest = None;
        wrong.at(&normal.chars[at..], |name, length| longest = Some((name.card, length)));
        let Some((card, length)) = longest else { continue };
        let range = normal.original(text, &(at..at + length));
        if found.last().is_none_or(|last| last.range.end <= range.start) {
            found.push(Match { card: CardId::Shared(card), range, kind: NameKind::Misform });
        }
    }
    // Whether a longer name holds it is asked only where one was found.
    found.retain(|wrong| !is_held(&normal, text, &wrong.range));
    found
}

/// Whether a longer name holds `range` of `text`, which is `normal`.
fn is_held(normal: &Normal, text: &str, range: &Range<usize>) -> bool {
    /// Characters by which a longer name begins earlier.
    const BEFORE: usize = 12;
    let first = normal.at(range.start);
    (first.saturating_sub(BEFORE)..=first).any(|at| {
        let mut held = false;
        table().at(&normal.chars[at..], |name, length| {
            let whole = normal.original(text, &(at..at + length));
            held |= name.kind != NameKind::Misform
                && whole.start <= range.start
                && whole.end >= range.end
                && whole != *range;
        });
        held
    })
}

/// The longest name that `text` begins with, whatever stands behind it.
#[must_use]
pub fn name_at_start(text: &str) -> Option<Match> {
    let normal = Normal::new(text);
    let mut longest = None;
    table().at(&normal.chars, |name, length| {
        if name.kind == NameKind::Name {
            longest = Some((name.card, length));
        }
    });
    let (card, length) = longest?;
    Some(Match {
        card: CardId::Shared(card),
        range: normal.original(text, &(0..length)),
        kind: NameKind::Name,
    })
}

/// The longest name that `text` ends with, whatever stands before it.
#[must_use]
pub fn name_at_end(text: &str) -> Option<Match> {
    let normal = Normal::new(text);
    let end = normal.chars.len();
    (0..end).find_map(|at| {
        let mut whole = None;
        table().at(&normal.chars[at..], |name, length| {
            if name.kind == NameKind::Name && at + length == end {
                whole = Some(name.card);
            }
        });
        let range = normal.original(text, &(at..end));
        whole.map(|card| Match { card: CardId::Shared(card), range, kind: NameKind::Name })
    })
}

/// The cards and kinds of names that equal `text` when normalised.
pub fn exact(text: &str) -> Vec<(usize, NameKind)> {
    table().exact(&normalise(text)).iter().map(|name| (name.card, name.kind)).collect()
}

/// The number of the card of the law or document whose title stands at `range` of `text`, in its 《》.
#[must_use]
pub fn titled(text: &str, range: &Range<usize>) -> Option<usize> {
    let is_it = |name: &&Name<_>| {
        name.kind == NameKind::Name && name.class.is_title() && name.class.is_meant(text, range)
    };
    table().exact(&normalise(&text[range.clone()])).iter().find(is_it).map(|name| name.card)
}

/// The longest name that holds byte `offset` of `text`, a paragraph.
///
/// Inside 《》 only laws and documents count, a short name only where it is a word of its own.
#[must_use]
pub fn matches_at(text: &str, offset: usize, own: &OwnGlossary) -> Option<Match> {
    let ends = |c: char| matches!(c, '。' | '！' | '？');
    let before = text[..offset].char_indices().rev().take(WINDOW).take_while(|(_, c)| !ends(*c));
    let from = before.last().map_or(offset, |(at, _)| at);
    let behind = text[offset..].char_indices().take(WINDOW).take_while(|(_, c)| !ends(*c));
    let to = behind.last().map_or(offset, |(at, c)| offset + at + c.len_utf8());
    let shifted = |found: Match| Match { range: found.range.start + from..found.range.end + from, ..found };
    search(&text[from..to], own, Dictionary::AtHand)
        .into_iter()
        .map(shifted)
        .find(|found| found.range.contains(&offset))
}

/// The names that stand in `text`, from left to right, at each place the longest one.
///
/// Inside 《》 only laws and documents count, a short name only where it is a word of its own.
#[must_use]
pub fn matches_in(text: &str, own: &OwnGlossary) -> Vec<Match> {
    search(text, own, Dictionary::Whole)
}

fn search(text: &str, own: &OwnGlossary, dictionary: Dictionary) -> Vec<Match> {
    let (shared, own) = (table(), own.table());
    let normal = Normal::new(text);
    let mut boundaries = Boundaries::new(&normal.chars, dictionary);
    let mut titles = Titles::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    let mut here: Vec<Here<'_>> = Vec::new();
    while at + 1 < normal.chars.len() {
        let rest = &normal.chars[at..];
        here.clear();
        shared.at(rest, |name, length| here.push(Here::of(name, length, CardId::Shared(name.card))));
        if let Some(own) = own {
            own.at(rest, |name, length| here.push(Here::of(name, length, CardId::Own(name.card))));
            here.sort_by_key(|name| (name.length, matches!(name.card, CardId::Own(_))));
        }
        let longest = here.iter().rev().find_map(|name| {
            let place = at..at + name.length;
            let range = normal.original(text, &place);
            if let Some(title) = titles.around(&range)
                && !(name.class.is_title() || range.start <= title.start && range.end >= title.end)
            {
                return None;
            }
            if name.kind != NameKind::Not && !name.class.is_meant(text, &range) {
                return None;
            }
            if is_torn(&text[range.clone()], name.form) {
                return None;
            }
            let sound = name.length > SHORT || name.kind == NameKind::Not || boundaries.around(&place);
            sound.then(|| {
                let range = widen(text, range, name.class);
                (Match { card: name.card, range, kind: name.kind }, name.length)
            })
        });
        match longest {
            Some((name, length)) => {
                if name.kind != NameKind::Not {
                    found.push(name);
                }
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a comma of `text` tears apart a name whose `form` has none there: 集体土地，所有权人 is no 集体土地所有权.
/// Words may be listed: 共建、共治、共享 is 共建共治共享, but 五十五、五十八 is no 十五五.
fn is_torn(text: &str, form: &str) -> bool {
    if !text.contains([',', '，', '、']) {
        return false;
    }
    let (whole, torn) = (commas(form), commas(text));
    let end = normalise(text).chars().count();
    torn.iter().enumerate().any(|(number, &(at, mark))| {
        let start = number.checked_sub(1).map_or(0, |before| torn[before].0);
        let next = torn.get(number + 1).map_or(end, |&(next, _)| next);
        let lists_words = mark == '、' && at - start > 1 && next - at > 1;
        !lists_words && !whole.iter().any(|&(place, _)| place == at)
    })
}

/// The commas of `text`, each with the number of normalised characters before it.
fn commas(text: &str) -> Vec<(usize, char)> {
    let marks = text.char_indices().filter(|(_, c)| matches!(c, ',' | '，' | '、'));
    marks.map(|(at, mark)| (normalise(&text[..at]).chars().count(), mark)).collect()
}

/// A name that stands at a place of a text.
#[derive(Debug, Clone, Copy)]
struct Here<'n> {
    card: CardId,
    kind: NameKind,
    class: Class,
    form: &'n str,
    /// In characters of the normalised text.
    length: usize,
}

impl<'n> Here<'n> {
    fn of<S: AsRef<str>>(name: &'n Name<S>, length: usize, card: CardId) -> Self {
        Self { card, kind: name.kind, class: name.class, form: name.form.as_ref(), length }
    }
}

/// A title's name with its 《》 where they stand around it.
fn widen(text: &str, range: Range<usize>, class: Class) -> Range<usize> {
    if class.is_title() && text[..range.start].ends_with('《') && text[range.end..].starts_with('》') {
        range.start - '《'.len_utf8()..range.end + '》'.len_utf8()
    } else {
        range
    }
}

/// The insides of the 《》 of a text, asked for from left to right.
struct Titles(std::iter::Peekable<std::vec::IntoIter<Range<usize>>>);

impl Titles {
    fn new(text: &str) -> Self {
        let mut insides = Vec::new();
        let mut open = None;
        for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '《' | '》' | '。' | '\n')) {
            match (c, open) {
                ('《', _) => open = Some(at + c.len_utf8()),
                ('》', Some(start)) => {
                    insides.push(start..at);
                    open = None;
                }
                _ => open = None,
            }
        }
        Self(insides.into_iter().peekable())
    }

    /// The inside of the 《》 around `range`.
    fn around(&mut self, range: &Range<usize>) -> Option<Range<usize>> {
        while self.0.next_if(|inside| inside.end <= range.start).is_some() {}
        self.0.peek().filter(|inside| inside.start < range.end).cloned()
    }
}

/// Names near to `name`: those that contain it or share most of its characters.
pub fn nearest(name: &str) -> Vec<String> {
    let wanted = normalise(name);
    let length = wanted.chars().count();
    if length == 0 {
        return Vec::new();
    }
    let mut scored: Vec<(usize, &str)> = Vec::new();
    for other in table().names().iter().filter(|other| other.kind == NameKind::Name) {
        let others = other.normal.chars().count();
        let shared = wanted.chars().filter(|&c| other.normal.contains(c)).count();
        let contained =
            length >= 2 && (other.normal.contains(&wanted) || others >= 2 && wanted.contains(other.normal));
        if contained || shared * 3 >= length * 2 && shared * 2 >= others {
            let distance = length.abs_diff(others) + 2 * (length - shared);
            scored.push((if contained { distance } else { distance + 2 }, other.form));
        }
    }
    scored.sort_unstable();
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, form)| form.to_owned()).collect()
}

/// The number of names that lead to a card.
pub fn count() -> usize {
    table().names().iter().filter(|name| name.kind == NameKind::Name).count()
}

/// Cards with the name by which `query` finds them: names that are it, begin with it, contain it, or whose pinyin
/// initials begin with it; the best first, at most `most`, each card once.
pub fn find(query: &str, most: usize) -> Vec<(usize, &'static str)> {
    let normal = normalise(query);
    let initials = query.len() >= 2 && query.bytes().all(|byte| byte.is_ascii_lowercase());
    if normal.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, usize, usize, &'static str)> = Vec::new();
    for name in table().names().iter().filter(|name| name.kind == NameKind::Name) {
        let rank = if name.normal == normal {
            0
        } else if name.normal.starts_with(&normal) {
            1
        } else if name.normal.contains(&normal) {
            2
        } else if initials && begins_by_initials(name.normal, query) {
            3
        } else {
            continue;
        };
        found.push((rank, name.normal.len(), name.card, name.form));
    }
    found.sort_unstable();
    let mut seen = std::collections::HashSet::new();
    found.retain(|(_, _, card, _)| seen.insert(*card));
    found.into_iter().take(most).map(|(_, _, card, form)| (card, form)).collect()
}

/// Whether the pinyin initials of `name` begin with `letters`.
fn begins_by_initials(name: &str, letters: &str) -> bool {
    let mut chars = name.chars();
    letters.bytes().all(|letter| {
        chars.next().is_some_and(|c| crate::reference::initials::set(c) >> (letter - b'a') & 1 == 1)
    })
}
