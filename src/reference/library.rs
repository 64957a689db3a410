//! The works that the bibliography files of an essay hold, by key and by what people remember of them.
//!
//! A library is immutable and compares by a stamp of its files' contents, so that it can be part of an
//! essay's settings: a changed file is another library. What an entry says is read when it is asked
//! for first; the index of the search is built with the first search.

use std::collections::HashMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::bibfile::{BibliographyFile, Entry};
use super::initials;
use super::model::{Part, Reference};
use super::search::Index;
use crate::config::Nearest;

/// How many slips are remembered with what they may stand for.
const SLIPS: usize = 1000;

/// The bibliography files of an essay.
#[derive(Debug)]
pub struct Library {
    files: Vec<Arc<BibliographyFile>>,
    complete: bool,
    keys: HashMap<Box<str>, Place>,
    /// Every entry whose key no earlier one has.
    items: Vec<Place>,
    duplicates: Vec<Place>,
    index: OnceLock<Index>,
    nearest: OnceLock<Nearest>,
    slips: Mutex<HashMap<String, Option<String>>>,
    stamp: u64,
}

/// An entry: the number of its file and its own in it.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: u32,
    entry: u32,
}

/// An entry of a library.
#[derive(Clone, Copy)]
pub struct Item<'l> {
    file: &'l Arc<BibliographyFile>,
    number: usize,
}

impl<'l> Item<'l> {
    fn entry(self) -> &'l Entry {
        &self.file.entries()[self.number]
    }

    /// The key by which texts cite it.
    #[must_use]
    pub fn key(self) -> &'l str {
        &self.entry().key
    }

    /// What it says; of a broken entry nothing is known but its key.
    #[must_use]
    pub fn reference(self) -> &'l Arc<Reference> {
        self.file.reference(self.number)
    }

    /// [`Self::reference`] without keeping it: the index looks at all entries, and few of them are
    /// ever asked for.
    pub(super) fn read(self) -> Reference {
        self.file.read(self.number)
    }

    /// The file that holds it.
    #[must_use]
    pub const fn file(self) -> &'l Arc<BibliographyFile> {
        self.file
    }

    /// Where that file lies.
    #[must_use]
    pub fn path(self) -> &'l Path {
        self.file.path()
    }

    /// Where the key stands in the file's text (bytes).
    #[must_use]
    pub fn key_range(self) -> Range<usize> {
        self.entry().key_range.clone()
    }

    /// Where the whole entry stands in the file's text (bytes).
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.entry().range.clone()
    }
}

impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.key(), self.path().display())
    }
}

impl Library {
    /// The library of `files`, of which the earlier count where a key comes twice; `complete` tells
    /// that no file is missing from them.
    #[must_use]
    pub fn new(files: Vec<Arc<BibliographyFile>>, complete: bool) -> Self {
        let count = files.iter().map(|file| file.entries().len()).sum();
        let mut keys = HashMap::with_capacity(count);
        let (mut items, mut duplicates) = (Vec::with_capacity(count), Vec::new());
        for (number, file) in files.iter().enumerate() {
            for (entry, found) in file.entries().iter().enumerate() {
                let place = Place { file: number as u32, entry: entry as u32 };
                if keys.contains_key(&found.key) {
                    duplicates.push(place);
                } else {
                    keys.insert(found.key.clone(), place);
                    items.push(place);
                }
            }
        }
        // Another key of one work never hides the own key of another.
        for (number, file) in files.iter().enumerate() {
            for (entry, found) in file.entries().iter().enumerate() {
                for alias in &found.aliases {
                    let place = Place { file: number as u32, entry: entry as u32 };
                    keys.entry(alias.as_str().into()).or_insert(place);
                }
            }
        }
        let complete = complete && files.iter().all(|file| file.is_complete());
        let mut hasher = DefaultHasher::new();
        complete.hash(&mut hasher);
        for file in &files {
            file.stamp().hash(&mut hasher);
        }
        Self {
            complete,
            keys,
            items,
            duplicates,
            index: OnceLock::new(),
            nearest: OnceLock::new(),
            slips: Mutex::default(),
            stamp: hasher.finish(),
            files,
        }
    }

    /// The files, in the order in which they count.
    #[must_use]
    pub fn files(&self) -> &[Arc<BibliographyFile>] {
        &self.files
    }

    /// Whether a key that is not here is nowhere: every file and every key of it could be read.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// How many works there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The entry that `key` cites.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Item<'_>> {
        self.keys.get(key).map(|&place| self.item(place))
    }

    /// All works, in the order of the files.
    pub fn items(&self) -> impl ExactSizeIterator<Item = Item<'_>> {
        self.items.iter().map(|&place| self.item(place))
    }

    /// The entries that do not count, because an earlier one has their key.
    pub fn duplicates(&self) -> impl ExactSizeIterator<Item = Item<'_>> {
        self.duplicates.iter().map(|&place| self.item(place))
    }

    /// The works that `query` may mean, at most `limit`, the best first and equally good ones in the
    /// order of the files: words of the key, the title, the authors or the year, or pinyin initials.
    /// All words must fit. An empty query finds everything.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Item<'_>> {
        let found = self.index().search(query, limit);
        found.into_iter().filter_map(|number| Some(self.item(*self.items.get(number)?))).collect()
    }

    /// Builds the index of the search, which the first search would wait for. Takes its time: a
    /// second or so for the largest files.
    pub fn prepare(&self) {
        self.index();
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.items()))
    }

    /// The key that `slip` most probably stands for, if one is near enough.
    #[must_use]
    pub fn nearest(&self, slip: &str) -> Option<String> {
        let mut slips = self.slips.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = slips.get(slip) {
            return known.clone();
        }
        let nearest = self.nearest.get_or_init(|| Nearest::new(self.items().map(Item::key)));
        let found = nearest.find(slip).map(str::to_owned);
        if slips.len() < SLIPS {
            slips.insert(slip.to_owned(), found.clone());
        }
        found
    }

    fn item(&self, place: Place) -> Item<'_> {
        Item { file: &self.files[place.file as usize], number: place.entry as usize }
    }
}

/// The library of an essay, if it has one; compares and hashes by what its files hold.
#[derive(Clone, Default)]
pub struct Bibliography(Option<Arc<Library>>);

impl Bibliography {
    /// The handle of `library`.
    #[must_use]
    pub const fn new(library: Arc<Library>) -> Self {
        Self(Some(library))
    }

    /// The library; `None` where the essay has none, or it is not read yet.
    #[must_use]
    pub fn library(&self) -> Option<&Arc<Library>> {
        self.0.as_ref()
    }

    fn stamp(&self) -> Option<u64> {
        self.0.as_ref().map(|library| library.stamp)
    }
}

impl PartialEq for Bibliography {
    fn eq(&self, other: &Self) -> bool {
        self.stamp() == other.stamp()
    }
}

impl Eq for Bibliography {}

impl Hash for Bibliography {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.stamp().hash(state);
    }
}

impl fmt::Debug for Bibliography {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bibliography").field(&self.0.as_ref().map(|library| library.len())).finish()
    }
}

/// What an editor compares with the letters that a person types: authors, title, year and the pinyin
/// initials of authors and title.
#[must_use]
pub fn filter_text(reference: &Reference) -> String {
    let authors = reference.authors.iter().map(|name| name.text.as_str());
    let texts: Vec<&str> = authors.chain(reference.get(Part::Title)).collect();
    let initials = texts.iter().flat_map(|text| initials::spellings(text));
    let words = texts.iter().map(|&text| text.to_owned()).chain(reference.year().map(str::to_owned));
    words.chain(initials).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKS: &str = "@book{fei1948, author = {费孝通}, title = {乡土中国}, year = 1948}\n\
        @book{liang2003, author = {梁某, 某}, title = {中国的\u{3000}乡土}, year = 2003}\n\
        @article{smith2019, author = {Smith, John}, title = {Rural China, 1948}, ids = {old1, old2}, year = 2019}\n\
        @article{bank2020, author = {王某}, title = {银行与重庆}, year = 2020}\n";

    fn library(files: &[(&str, &str)]) -> Library {
        let file =
            |&(path, text): &(&str, &str)| Arc::new(BibliographyFile::new(path.into(), text.to_owned()));
        Library::new(files.iter().map(file).collect(), true)
    }

    fn found(query: &str, limit: usize) -> Vec<String> {
        let library = library(&[("a.bib", WORKS)]);
        library.search(query, limit).into_iter().map(|item| item.key().to_owned()).collect()
    }

    #[test]
    fn works_are_found_by_what_people_remember() {
        for (query, expected) in [
            ("fei1948", vec!["fei1948"]),
            ("Fei", vec!["fei1948"]),
            ("费孝通", vec!["fei1948"]),
            ("孝通", vec!["fei1948"]),
            ("fxt", vec!["fei1948"]),
            ("FXT", vec!["fei1948"]),
            ("xtzg", vec!["fei1948"]),
            ("smith", vec!["smith2019"]),
            ("２０２０", vec!["bank2020"]),
            ("1948 乡土", vec!["fei1948"]),
            ("xt 2003", vec!["liang2003"]),
            // A title that begins with it before one that goes on with it.
            ("乡土", vec!["fei1948", "liang2003"]),
            ("xt", vec!["fei1948", "liang2003"]),
            ("zg", vec!["liang2003", "fei1948"]),
            // The year before a title that names it.
            ("1948", vec!["fei1948", "smith2019"]),
            // Every reading counts.
            ("yh", vec!["bank2020"]),
            ("yhycq", vec!["bank2020"]),
            ("yxyzq", vec!["bank2020"]),
            ("乡土 2020", vec![]),
            ("q", vec![]),
            ("《》", vec!["fei1948", "liang2003", "smith2019", "bank2020"]),
            ("", vec!["fei1948", "liang2003", "smith2019", "bank2020"]),
        ] {
            assert_eq!(found(query, 10), expected, "{query}");
        }
        assert_eq!(found("乡土", 1), ["fei1948"]);
        assert_eq!(found("", 2), ["fei1948", "liang2003"]);
        assert_eq!(found("xtzg", 0), Vec::<String>::new());
    }

    #[test]
    fn an_empty_library_finds_nothing() {
        let library = library(&[]);
        assert!(library.is_empty() && library.search("a", 9).is_empty() && library.get("a").is_none());
        assert_eq!(library.nearest("a"), None);
    }

    #[test]
    fn the_first_of_a_key_counts() {
        let library = library(&[
            ("a.bib", "@book{k, title = {甲}}\n@book{k, title = {乙}}"),
            ("b.csl.json", r#"[{"id": "k", "title": "丙"}, {"id": "l", "title": "丁"}]"#),
        ]);
        let title = |key| library.get(key).and_then(|item| item.reference().get(Part::Title));
        assert_eq!((title("k"), title("l"), library.len()), (Some("甲"), Some("丁"), 2));
        let places: Vec<(&Path, Range<usize>)> =
            library.duplicates().map(|item| (item.path(), item.key_range())).collect();
        assert_eq!(places, [(Path::new("a.bib"), 30..31), (Path::new("b.csl.json"), 9..10)]);
    }

    #[test]
    fn other_keys_of_a_work_are_known() {
        let library = library(&[("a.bib", WORKS), ("b.bib", "@book{old1, title = {别的书}}")]);
        assert_eq!(library.get("old2").map(Item::key), Some("smith2019"));
        assert_eq!(library.get("old1").map(Item::key), Some("old1"));
        assert!(library.get("old3").is_none());
    }

    #[test]
    fn slips_are_recognised() {
        let library = library(&[("a.bib", WORKS)]);
        for _ in 0..2 {
            assert_eq!(library.nearest("fei1984").as_deref(), Some("fei1948"));
            assert_eq!(library.nearest("Fei1948").as_deref(), Some("fei1948"));
            assert_eq!(library.nearest("marx1867"), None);
        }
    }

    #[test]
    fn a_library_is_what_its_files_hold() {
        let handle = |path, text| Bibliography::new(Arc::new(library(&[(path, text)])));
        assert_eq!(handle("a.bib", WORKS), handle("a.bib", WORKS));
        assert_ne!(handle("a.bib", WORKS), handle("a.bib", "@book{a,}"));
        assert_ne!(handle("a.bib", WORKS), handle("b.bib", WORKS));
        assert_ne!(handle("a.bib", WORKS), Bibliography::default());
    }

    #[test]
    fn keys_that_are_lost_make_it_incomplete() {
        assert!(library(&[("a.bib", WORKS)]).is_complete());
        assert!(!library(&[("a.bib", WORKS), ("b.bib", "@book{title = {甲}}")]).is_complete());
        assert!(!Library::new(Vec::new(), false).is_complete());
    }

    #[test]
    fn editors_filter_by_names_title_year_and_initials() {
        let library = library(&[("a.bib", WORKS)]);
        let text = |key| filter_text(library.get(key).unwrap().reference());
        let words = text("fei1948");
        for word in ["费孝通", "乡土中国", "1948", "fxt", "xtzg"] {
            assert!(words.split(' ').any(|it| it == word), "{word}: {words}");
        }
        assert_eq!(text("smith2019"), "SMITH J Rural China, 1948 2019");
    }
}
