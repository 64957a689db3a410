//! Term cards: what a policy term, meeting, law or document is.
//!
//! The records are embedded as JSON lines with the places where they begin, so that only the cards that somebody
//! asks for are read into memory and parsed; the names are indexed on first use.

mod abroad;
mod card;
mod fold;
mod formulation;
mod names;
mod normal;
mod own;
mod words;

pub use card::Card;
pub use formulation::{Formulation, formulations};
pub use names::{Match, NameKind, matches_at, matches_in, misforms_in, name_at_end, name_at_start, titled};
pub(crate) use normal::normalise;
pub use own::OwnGlossary;

static CARDS: &str = include_str!(concat!(env!("OUT_DIR"), "/cards.jsonl"));
/// Where each record begins (bytes of [`CARDS`], little-endian), and the end of the last.
static STARTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cards.starts"));

/// Record number `index`.
fn record(index: usize) -> Option<&'static str> {
    let (starts, _) = STARTS.as_chunks::<4>();
    let start = |index: usize| Some(u32::from_le_bytes(*starts.get(index)?) as usize);
    CARDS.get(start(index)?..start(index + 1)?)
}

/// Which card a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardId {
    /// One of the embedded cards, by its number.
    Shared(usize),
    /// One of the workspace's own, by its number.
    Own(usize),
}

impl CardId {
    /// The card; `own` is the workspace's glossary.
    #[must_use]
    pub fn card(self, own: &OwnGlossary) -> Option<Card> {
        match self {
            Self::Shared(number) => card(number),
            Self::Own(number) => own.card(number).cloned(),
        }
    }
}

/// The number of cards.
#[must_use]
pub fn len() -> usize {
    STARTS.len() / 4 - 1
}

/// Card number `index`; cards are numbered from 0 to [`len`].
#[must_use]
pub fn card(index: usize) -> Option<Card> {
    Card::parse(record(index)?)
}

/// Builds what the first question would otherwise build: the table of the names and the dictionary of word
/// boundaries. To be called where nobody waits for it.
pub fn prepare() {
    names::table();
    words::prepare();
}

/// Whether `text` is, punctuation and width aside, the name of a card.
#[must_use]
pub fn is_name(text: &str) -> bool {
    names::exact(text).iter().any(|(_, kind)| *kind == NameKind::Name)
}

/// The cards with this name, alias or listed misform, width and punctuation ignored.
#[must_use]
pub fn define(name: &str) -> Vec<Card> {
    let mut indices: Vec<usize> = names::exact(name)
        .iter()
        .filter(|(_, kind)| *kind != NameKind::Not)
        .map(|(index, _)| *index)
        .collect();
    indices.sort_unstable();
    indices.dedup();
    indices.into_iter().filter_map(card).collect()
}

/// The term of which `name` is only a longer way to speak, with its cards: 推进依法行政工作 is about 依法行政. Only words that add nothing to a term are left out, and three characters stay at least.
#[must_use]
pub fn define_within(name: &str) -> Option<(String, Vec<Card>)> {
    const BEFORE: [&str; 19] = [
        "新时代",
        "我国",
        "中国",
        "农村",
        "城市",
        "坚持",
        "加强",
        "完善",
        "健全",
        "推进",
        "推动",
        "实施",
        "实行",
        "实现",
        "深化",
        "构建",
        "建立",
        "促进",
        "优化",
    ];
    const BEHIND: [&str; 17] = [
        "制度", "体制", "机制", "体系", "工作", "政策", "建设", "改革", "问题", "能力", "水平", "事业",
        "活动", "原则", "模式", "战略", "实践",
    ];
    const LEAST: usize = 3;
    fn shorter(form: &str) -> impl Iterator<Item = &str> {
        BEHIND.iter().filter_map(|word| form.strip_suffix(word))
    }
    let once: Vec<&str> = shorter(name).collect();
    let mut forms: Vec<&str> =
        once.iter().flat_map(|form| shorter(form)).chain(once.iter().copied()).collect();
    forms.push(name);
    let bare: Vec<&str> =
        forms.iter().flat_map(|form| BEFORE.iter().filter_map(|word| form.strip_prefix(word))).collect();
    forms.extend(bare);
    forms.retain(|form| form.chars().count() >= LEAST);
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms.into_iter().find(|form| is_name(form)).map(|form| (form.to_owned(), define(form)))
}

/// Whether two forms are the same, punctuation and width aside.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    normalise(a) == normalise(b)
}

/// Whether `name` stands in `text`, punctuation and width aside.
#[must_use]
pub fn contains(text: &str, name: &str) -> bool {
    normalise(text).contains(&normalise(name))
}

/// The numbers of the cards with this name or alias.
#[must_use]
pub fn numbers(name: &str) -> Vec<usize> {
    names::exact(name).iter().filter(|(_, kind)| *kind == NameKind::Name).map(|(number, _)| *number).collect()
}

/// The cards with a name that contains `query`, or, for small Latin letters, whose pinyin initials begin with it:
/// the best first, at most `most`.
#[must_use]
pub fn find(query: &str, most: usize) -> Vec<usize> {
    names::find(query, most).into_iter().map(|(card, _)| card).collect()
}

/// Names, with their cards, that a writer may be typing: those that begin with `typed`, or whose pinyin initials
/// do; the shorter first, at most `most`, each card once.
#[must_use]
pub fn completions(typed: &str, most: usize) -> Vec<(usize, &'static str)> {
    names::find(typed, most)
}

/// How many cards there are, how many of them a person wrote, how many names lead to them, and how many facts
/// with evidence they hold.
#[must_use]
pub fn statistics() -> Statistics {
    let mut statistics = Statistics { names: names::count(), ..Statistics::default() };
    for card in (0..len()).filter_map(card) {
        statistics.cards += 1;
        statistics.written += usize::from(!card.is_generated());
        statistics.facts += card.facts();
        *statistics.categories.entry(card.category().to_owned()).or_default() += 1;
    }
    statistics
}

/// See [`statistics`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    /// All cards.
    pub cards: usize,
    /// Cards that a person wrote; the others are generated from tables.
    pub written: usize,
    /// Terms and aliases.
    pub names: usize,
    /// Dates, origins, statutes, versions and official renderings, each with a source.
    pub facts: usize,
    /// Cards by category.
    pub categories: std::collections::BTreeMap<String, usize>,
}

/// Names near to `name`, for “did you mean”; best first, at most three.
#[must_use]
pub fn suggest(name: &str) -> Vec<String> {
    names::nearest(name)
}

#[cfg(test)]
mod tests;
