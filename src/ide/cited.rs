//! Which markers cite which entries, and where a marker names each: what navigation, hover, lenses,
//! hints and completion share.
//!
//! Made anew for each request, in one pass over the citations. Entries are meant by their number in
//! the index, as [`Snapshot::reference`] has it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use crate::document::{Citing, Entry, Region, Snapshot};
use crate::reference::{self, Reference};
use crate::rules::citation::numbers::{self, NoteScopes};
use crate::syntax::chars::{is_han, note_number};
use crate::syntax::citation::{Citation, Style, Target};
use crate::syntax::matter::EntryForm;

/// The markers of a document that cite by number, key, or author and year.
#[derive(Debug)]
pub struct Cited {
    /// In the order of the text.
    pub markers: Vec<Marker>,
}

/// A marker of the text.
#[derive(Debug)]
pub struct Marker {
    /// The marker without its page tail (bytes).
    pub range: Range<usize>,
    /// The end of the page tail (bytes).
    pub end: usize,
    /// What it cites, in its order, ranges expanded; never empty.
    pub parts: Vec<Part>,
}

/// One work that a marker cites.
#[derive(Debug)]
pub struct Part {
    /// Where the marker names it (bytes): its number in a list, `3-5` for a number between the two, the
    /// whole marker where it names nothing else.
    pub range: Range<usize>,
    /// What is written.
    pub target: Target,
    /// The entries that it means; none where the document has no such entry, several where entries
    /// share their number, or author and year.
    pub entries: Vec<usize>,
}

impl Part {
    /// Whether both cite the same.
    pub fn agrees(&self, other: &Self) -> bool {
        if self.entries.is_empty() || other.entries.is_empty() {
            return self.entries.is_empty() && other.entries.is_empty() && self.target == other.target;
        }
        self.entries.iter().any(|entry| other.entries.contains(entry))
    }
}

impl Cited {
    /// The markers of `snapshot`.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let lookup = Lookup::of(snapshot);
        let certain = snapshot.index().citings.iter().map(|citing| (citing.block, citing.citation));
        let mut markers: Vec<Marker> =
            certain.filter_map(|(block, citation)| lookup.marker(block, citation)).collect();
        if markers.is_empty() {
            return Self { markers };
        }
        // A ① that may as well number an item cites the note that nothing else cites.
        let cited: HashSet<usize> =
            markers.iter().flat_map(|marker| &marker.parts).flat_map(|part| &part.entries).copied().collect();
        let cites_more = |marker: &Marker| {
            marker.parts.iter().flat_map(|part| &part.entries).any(|entry| !cited.contains(entry))
        };
        let uncertain = uncertain(snapshot).filter_map(|(block, citation)| lookup.marker(block, citation));
        markers.extend(uncertain.filter(cites_more));
        markers.sort_by_key(|marker| marker.range.start);
        Self { markers }
    }

    /// The marker at byte `offset`, which may be right behind it, and what is named there: one work
    /// where the marker names several and the offset is in the name of one, else all.
    #[must_use]
    pub fn at(&self, offset: usize) -> Option<(&Marker, Vec<&Part>)> {
        let after = self.markers.partition_point(|marker| marker.range.start <= offset);
        let marker = self.markers[..after].iter().rev().take(2).find(|marker| offset <= marker.range.end)?;
        let named = marker.parts.iter().map(|part| &part.range).filter(|range| range.contains(&offset));
        let Some(narrowest) = named.min_by_key(|range| range.len()) else {
            return Some((marker, marker.parts.iter().collect()));
        };
        let inside = |range: &Range<usize>| narrowest.start <= range.start && range.end <= narrowest.end;
        Some((marker, marker.parts.iter().filter(|part| inside(&part.range)).collect()))
    }

    /// Where `entry` is cited, in the order of the text.
    pub fn places(&self, entry: usize) -> impl Iterator<Item = &Range<usize>> {
        let parts = self.markers.iter().flat_map(|marker| &marker.parts);
        parts.filter(move |part| part.entries.contains(&entry)).map(|part| &part.range)
    }

    /// The places that cite each entry, in the order of the text; entries that nothing cites are left out.
    #[must_use]
    pub fn by_entry(&self) -> HashMap<usize, Vec<Range<usize>>> {
        let mut places: HashMap<_, Vec<_>> = HashMap::new();
        for part in self.markers.iter().flat_map(|marker| &marker.parts) {
            for &entry in &part.entries {
                places.entry(entry).or_default().push(part.range.clone());
            }
        }
        places
    }
}

/// The entry whose label or text holds byte `offset`.
#[must_use]
pub fn entry_at(snapshot: &Snapshot, offset: usize) -> Option<usize> {
    let block = snapshot.block_at(offset)?;
    let entries = &snapshot.index().entries;
    let first = entries.partition_point(|entry| entry.block < block);
    let here = entries[first..].iter().take_while(|entry| entry.block == block).count();
    (first..first + here).find(|&entry| {
        let whole = whole_entry(snapshot, entry);
        whole.start <= offset && offset <= whole.end
    })
}

/// The label of an entry, white space at its ends left out (bytes).
#[must_use]
pub fn label_range(snapshot: &Snapshot, entry: usize) -> Range<usize> {
    let entry = &snapshot.index().entries[entry];
    let range = snapshot.absolute(entry.block, &entry.label);
    let text = snapshot.buffer().slice(range.clone());
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// The label and the text of an entry (bytes).
#[must_use]
pub fn whole_entry(snapshot: &Snapshot, entry: usize) -> Range<usize> {
    let label = label_range(snapshot, entry);
    label.start..snapshot.entry_range(entry).end.max(label.end)
}

/// The author and the title of a work in one line of at most `width` characters, as a writer knows it:
/// 费孝通《乡土中国》. A work that was not understood is shown by the beginning of `text`.
#[must_use]
pub fn short_name(reference: &Reference, text: &str, width: usize) -> String {
    let author = reference.authors.first().map_or("", |name| name.text.as_str());
    let title = reference.get(reference::Part::Title).or_else(|| reference.get(reference::Part::Container));
    match title {
        Some(title) if reference.is_chinese() => format!("{author}《{}》", cut(title, width)),
        Some(title) if author.is_empty() => cut(title, width),
        Some(title) => format!("{author}, {}", cut(title, width)),
        None => cut(text, width),
    }
}

/// The label of an entry as a writer calls it: `[3]`, ①, `[^a]`, the key of a `\bibitem`.
#[must_use]
pub fn label_name(snapshot: &Snapshot, entry: usize) -> String {
    match &snapshot.index().entries[entry] {
        Entry { form: EntryForm::Bibitem, key: Some(key), .. } => key.clone(),
        _ => numbers::entry_label(snapshot, entry),
    }
}

/// The first `width` characters of `text`, in one line.
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(width) {
        words.truncate(end);
        words.truncate(words.trim_end().len());
        words.push('…');
    }
    words
}

/// Circled numbers of the text that are markers or the numbers of items, with their blocks.
fn uncertain(snapshot: &Snapshot) -> impl Iterator<Item = (usize, usize)> {
    let blocks = snapshot.blocks().iter().zip(&snapshot.index().regions).enumerate();
    blocks.filter(|(_, (_, region))| **region == Region::Body).flat_map(|(block, (analysed, _))| {
        let doubtful = analysed.citations.iter().enumerate().filter(|(_, citation)| !citation.certain);
        doubtful.map(move |(citation, _)| (block, citation))
    })
}

/// Entries by what markers call them.
pub struct Lookup<'s> {
    snapshot: &'s Snapshot,
    numbers: BTreeMap<u32, Vec<usize>>,
    keys: HashMap<(bool, &'s str), Vec<usize>>,
    scopes: Option<NoteScopes>,
    works: OnceCell<Vec<Work>>,
}

/// What a marker of author and year says of an entry.
struct Work {
    entry: usize,
    year: String,
    letter: Option<char>,
    /// How each author may be called, folded; the first author first.
    authors: Vec<Vec<String>>,
}

impl<'s> Lookup<'s> {
    /// The entries of `snapshot`.
    #[must_use]
    pub fn of(snapshot: &'s Snapshot) -> Self {
        let mut keys: HashMap<_, Vec<usize>> = HashMap::new();
        for (position, entry) in snapshot.index().entries.iter().enumerate() {
            if let Some(key) = &entry.key {
                let footnote = entry.form == EntryForm::Footnote;
                keys.entry((footnote, key.as_str())).or_default().push(position);
            }
        }
        Self {
            snapshot,
            numbers: numbers::entries(snapshot),
            keys,
            scopes: NoteScopes::of(snapshot),
            works: OnceCell::new(),
        }
    }

    fn marker(&self, block: usize, citation: usize) -> Option<Marker> {
        let citing = Citing { block, citation, in_heading: false };
        let citation = numbers::citation(self.snapshot, citing);
        let range = self.snapshot.absolute(block, &citation.marker);
        let written = self.snapshot.buffer().slice(range.clone());
        let places = places(&written, citation);
        let parts: Vec<Part> = citation
            .targets
            .iter()
            .zip(places)
            .map(|(target, place)| Part {
                range: place.map_or_else(|| range.clone(), |p| range.start + p.start..range.start + p.end),
                entries: self.entries(block, citation, range.start, target),
                target: target.clone(),
            })
            .collect();
        let end = self.snapshot.absolute(block, &citation.range).end;
        (!parts.is_empty()).then_some(Marker { range, end, parts })
    }

    fn entries(&self, block: usize, citation: &Citation, start: usize, target: &Target) -> Vec<usize> {
        match target {
            Target::Number(number) => self.numbered(block, citation.style == Style::Circled, *number),
            Target::Key(key) if citation.style == Style::AuthorYear => self.written_by(key, start),
            Target::Key(key) => {
                let footnote = citation.style == Style::Footnote;
                self.keys.get(&(footnote, key.as_str())).cloned().unwrap_or_default()
            }
        }
    }

    /// The entries with `number` that a marker in `block` means: those of its own page or section, of
    /// its own kind, of the next list.
    #[must_use]
    pub fn numbered(&self, block: usize, circled: bool, number: u32) -> Vec<usize> {
        let entries = &self.snapshot.index().entries;
        if circled && let Some(scope) = self.scopes.as_ref().and_then(|scopes| scopes.at(block)) {
            let here = scope.entries.iter().filter(|&&entry| entries[entry].numbers.contains(&number));
            return here.copied().collect();
        }
        let Some(all) = self.numbers.get(&number) else { return Vec::new() };
        let like = |entry: &&usize| (entries[**entry].form == EntryForm::Circled) == circled;
        let mut found: Vec<usize> = all.iter().filter(like).copied().collect();
        if found.is_empty() {
            found.clone_from(all);
        }
        let next = found.iter().find(|&&entry| entries[entry].block > block).or(found.last());
        let list = next.and_then(|&entry| entries[entry].list);
        found.retain(|&entry| entries[entry].list == list);
        found
    }

    /// The entries that 张三 2019a names, or that 2019 names behind the name of their author.
    fn written_by(&self, key: &str, start: usize) -> Vec<usize> {
        let at = key.rfind(' ').map_or(0, |space| space + 1);
        let (name, year) = (folded(&key[..at]), &key[at..]);
        let letter = year.chars().next_back().filter(char::is_ascii_lowercase);
        let year = year.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let before = if name.is_empty() {
            let text = self.snapshot.buffer().slice(start.saturating_sub(120)..start);
            folded(&text).trim_end_matches("等人").trim_end_matches('等').to_owned()
        } else {
            String::new()
        };
        let wrote = |work: &&Work| {
            let Some(first) = work.authors.first() else { return false };
            if name.is_empty() {
                let last = work.authors.iter().flatten().any(|author| before.ends_with(author.as_str()));
                return last && first.iter().any(|author| before.contains(author.as_str()));
            }
            first.iter().any(|author| begins_with(&name, author))
        };
        let dated = |work: &&Work| {
            work.year == year && (letter.is_none() || work.letter.is_none() || work.letter == letter)
        };
        self.works().iter().filter(dated).filter(wrote).map(|work| work.entry).collect()
    }

    fn works(&self) -> &[Work] {
        self.works.get_or_init(|| {
            let entries = 0..self.snapshot.index().entries.len();
            let works = entries.filter_map(|entry| {
                let reference = self.snapshot.reference(entry);
                Some(Work {
                    entry,
                    year: reference.year()?.to_owned(),
                    letter: reference.year_letter,
                    authors: reference.authors.iter().map(|name| calls(&name.text)).collect(),
                })
            });
            works.collect()
        })
    }
}

/// How a text may call the author that an entry calls `name`: whole, and by the family name.
fn calls(name: &str) -> Vec<String> {
    let mut calls = vec![folded(name)];
    if name.chars().any(is_han) {
        calls.extend(name.rsplit_once(['·', '・', '•']).map(|(_, family)| folded(family)));
    } else {
        // SMITH J; Smith, John; John Smith
        calls.extend(name.split([' ', ',']).next().map(folded));
        calls.extend(name.rsplit(' ').next().map(folded));
    }
    calls.retain(|call| call.chars().count() > 1);
    calls
}

/// Whether a list of names begins with `author`: 张三等, 张三、李四, smith & jones.
fn begins_with(names: &str, author: &str) -> bool {
    names.strip_prefix(author).is_some_and(|rest| {
        let and = ["等", "、", "，", ",", "和", "与", "及", "&", "and", "et"];
        rest.is_empty() || and.iter().any(|word| rest.starts_with(word))
    })
}

/// A name without the nationality before it, white space and capitals.
fn folded(name: &str) -> String {
    let bare = name.trim_start();
    let behind = bare.strip_prefix(['[', '［', '〔']).and_then(|rest| rest.split_once([']', '］', '〕']));
    let bare = behind.map_or(bare, |(_, rest)| rest);
    bare.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Where `written`, the marker of `citation`, names each of its targets (bytes in it); `None` for the
/// whole marker.
fn places(written: &str, citation: &Citation) -> Vec<Option<Range<usize>>> {
    let targets = &citation.targets;
    // A note of LaTeX says more than the key of the one work that it cites.
    if targets.len() < 2 && citation.style != Style::InlineNote {
        return vec![None; targets.len()];
    }
    if citation.style == Style::AuthorYear {
        let inner = written.len() - written.trim_start_matches(['(', '（']).len();
        let mut pieces = Vec::new();
        let mut start = inner;
        for (at, c) in written.char_indices() {
            if matches!(c, ';' | '；') || at + c.len_utf8() == written.len() {
                let piece = &written[start..at];
                let lead = piece.len() - piece.trim_start().len();
                pieces.push(Some(start + lead..start + lead + piece.trim().len()));
                start = at + c.len_utf8();
            }
        }
        pieces.resize(targets.len(), None);
        return pieces;
    }
    let (numbers, words) = (number_tokens(written), word_tokens(written));
    let mut from = 0;
    targets
        .iter()
        .map(|target| match target {
            Target::Number(number) => {
                let exact = numbers.iter().find(|(value, _)| value == number).map(|(_, at)| at.clone());
                let between = || {
                    let pair = numbers.windows(2).find(|pair| pair[0].0 < *number && *number < pair[1].0)?;
                    Some(pair[0].1.start..pair[1].1.end)
                };
                exact.or_else(between)
            }
            Target::Key(key) => {
                let place = words[from..].iter().position(|at| written[at.clone()] == **key)?;
                from += place + 1;
                Some(words[from - 1].clone())
            }
        })
        .collect()
}

/// The numbers in `written` and where they stand.
fn number_tokens(written: &str) -> Vec<(u32, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = written[at..].chars().next() {
        match note_number(&written[at..]) {
            Some((number, length)) => {
                tokens.push((number, at..at + length));
                at += length;
            }
            None => at += c.len_utf8(),
        }
    }
    tokens
}

/// Where the words of `written` stand, among them the keys.
fn word_tokens(written: &str) -> Vec<Range<usize>> {
    let parts = |c: char| c.is_whitespace() || "{}[],;@，；\\".contains(c);
    let mut tokens = Vec::new();
    let mut start = 0;
    for (at, c) in written.char_indices().filter(|&(_, c)| parts(c)).chain([(written.len(), ' ')]) {
        if start < at {
            tokens.push(start..at);
        }
        start = at + c.len_utf8();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::reference::{Name, Part as Piece};

    /// Every place where a marker names a work, with the labels that it means.
    fn told(text: &str, kind: Kind) -> Vec<String> {
        let snapshot = Snapshot::of(text, kind);
        let label = |&entry: &usize| text[label_range(&snapshot, entry)].to_owned();
        let told = |part: &Part| {
            let labels: Vec<String> = part.entries.iter().map(label).collect();
            format!("{} → {}", &text[part.range.clone()], labels.join(" "))
        };
        Cited::of(&snapshot).markers.iter().flat_map(|marker| &marker.parts).map(told).collect()
    }

    const LIST: &str = "\n\n参考文献\n\n[1] 王某. 甲书[M]. 北京: 某社, 2019.\n[2] 李某. 乙书[M]. 北京: 某社, 2018.\n[3] 周某. 丙文[J]. 某刊, 2017(1): 1-5.\n[4] 吴某. 丁文[J]. 某刊, 2016(1): 1-5.\n";

    #[test]
    fn numbers_of_a_list_have_places_of_their_own() {
        let text = format!("甲说[1]，乙说[1,3]，丙说[2-4]36，丁说［4］，戊说[9]。{LIST}");
        assert_eq!(
            told(&text, Kind::Plain),
            ["[1] → [1]", "1 → [1]", "3 → [3]", "2 → [2]", "2-4 → [3]", "4 → [4]", "［4］ → [4]", "[9] → "]
        );
        let snapshot = Snapshot::of(&text, Kind::Plain);
        let cited = Cited::of(&snapshot);
        let named = |words: &str, skip: usize| {
            let at = text.find(words).expect("the words") + skip;
            let (_, parts) = cited.at(at).expect("a marker");
            parts.iter().map(|part| part.target.clone()).collect::<Vec<_>>()
        };
        let numbers = |numbers: &[u32]| numbers.iter().copied().map(Target::Number).collect::<Vec<_>>();
        assert_eq!(named("[1,3]", 0), numbers(&[1, 3]), "the bracket");
        assert_eq!(named("[1,3]", 1), numbers(&[1]));
        assert_eq!(named("[1,3]", 3), numbers(&[3]));
        assert_eq!(named("[1,3]", 5), numbers(&[1, 3]), "behind the bracket");
        assert_eq!(named("[2-4]", 1), numbers(&[2]));
        assert_eq!(named("[2-4]", 2), numbers(&[2, 3, 4]), "the dash");
        assert!(cited.at(text.find("乙说").expect("the words") + 3).is_none());
    }

    #[test]
    fn numbers_of_two_lists_are_told_apart() {
        let text = "甲说①，乙说[1]。\n\n注释：\n①王某：《甲书》，2019年版。\n\n参考文献：\n[1] 李某. 乙书[M]. 北京: 某社, 2018.\n";
        assert_eq!(told(text, Kind::Plain), ["① → ①", "[1] → [1]"]);
    }

    #[test]
    fn notes_of_a_page_belong_to_their_page() {
        let page = |name: &str| {
            format!(
                "{name}在这一页里说明了他的看法①，也说到了别人的看法②。\n\n①{name}：《甲书》，某某出版社2019年版，第3页。\n②{name}：《乙书》，某某出版社2018年版，第4页。\n\n"
            )
        };
        let text = format!("{}{}", page("王某"), page("李某"));
        let snapshot = Snapshot::of(&text, Kind::Plain);
        let cited = Cited::of(&snapshot);
        let entries: Vec<_> = cited.markers.iter().map(|marker| marker.parts[0].entries.clone()).collect();
        assert_eq!(entries, [[0], [1], [2], [3]]);
    }

    #[test]
    fn keys_are_those_of_their_kind() {
        let tex = "甲说\\cite[第3页]{wang, li}，乙说\\parencite{li}。\n\n\\begin{thebibliography}{9}\n\\bibitem{wang} 王某. 甲书[M]. 2019.\n\\bibitem{li} 李某. 乙书[M]. 2018.\n\\end{thebibliography}\n";
        assert_eq!(
            told(tex, Kind::Tex),
            ["wang → \\bibitem{wang}", "li → \\bibitem{li}", "\\parencite{li} → \\bibitem{li}"]
        );
        let note = "甲说\\footnote{参见\\cite{wang}。}，这里说明。\n\n\\begin{thebibliography}{9}\n\\bibitem{wang} 王某. 甲书[M]. 2019.\n\\end{thebibliography}\n";
        assert_eq!(told(note, Kind::Tex), ["wang → \\bibitem{wang}"]);
        let markdown = "甲说[^a]，乙说[@a; @b]。\n\n[^a]: 王某：《甲书》，2019年版。\n";
        assert_eq!(told(markdown, Kind::Markdown), ["[^a] → [^a]:", "a → ", "b → "]);
    }

    #[test]
    fn a_doubtful_number_cites_what_nothing_else_cites() {
        let text = "甲说了一句话①，分两点：①其一，②其二。\n\n注释：\n①王某：《甲书》，2019年版。\n②李某：《乙书》，2018年版。\n";
        assert_eq!(told(text, Kind::Plain), ["① → ①", "② → ②"]);
    }

    #[test]
    fn author_and_year_name_an_entry() {
        let text = "这一点已有研究说明（王某，2019），李某（2018）也这样看，别的看法也有（周某等，2017b；吴某，2016）。\n\n参考文献\n\n[1] 王某. 甲书[M]. 北京: 某社, 2019.\n[2] 李某, 王某. 乙书[M]. 北京: 某社, 2018.\n[3] 周某, 李某. 丙文[J]. 某刊, 2017(1): 1-5.\n[4] 王某. 丁文[J]. 某刊, 2018(1): 1-5.\n";
        assert_eq!(
            told(text, Kind::Plain),
            ["（王某，2019） → [1]", "（2018） → [2]", "周某等，2017b → [3]", "吴某，2016 → "]
        );
    }

    #[test]
    fn authors_are_called_by_family_name_or_whole() {
        assert_eq!(calls("SMITH J"), ["smithj", "smith"]);
        assert_eq!(calls("塞缪尔·亨廷顿"), ["塞缪尔·亨廷顿", "亨廷顿"]);
        assert_eq!(calls("张三"), ["张三"]);
        let begins = |names: &str, author: &str| begins_with(&folded(names), &folded(author));
        assert!(begins("张三、李四 ", "张三") && begins("张三等", "张三") && begins("[美]亨廷顿", "亨廷顿"));
        assert!(begins("Smith & Jones", "smith") && begins("李和平", "李和平"));
        assert!(!begins("张三丰", "张三") && !begins("Smithson", "smith") && !begins("李四、张三", "张三"));
    }

    #[test]
    fn works_have_short_names() {
        let mut work = Reference::default();
        assert_eq!(short_name(&work, "某人  某\n书", 12), "某人 某 书");
        work.set_text(Piece::Title, "一部题名很长很长很长很长的书");
        work.authors.push(Name { text: "王某".to_owned(), ..Name::default() });
        assert_eq!(short_name(&work, "", 12), "王某《一部题名很长很长很长很长…》");
        work.set_text(Piece::Title, "A Book");
        assert_eq!(short_name(&work, "", 12), "王某, A Book");
    }
}
