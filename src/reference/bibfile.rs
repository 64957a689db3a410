//! One bibliography file: its entries with their places, and what is wrong with it.
//!
//! The file is cut into entries when it is read; what an entry says is read when it is asked for
//! first. A broken entry never hides the others, and is still known by its key where that can be
//! read, so that a slip in a file does not make its citations undefined.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::model::Reference;
use super::{bibtex, csl};
use crate::config::{ConfigProblem, Lang, say};

/// The text of a bibliography file, read.
#[derive(Debug)]
pub struct BibliographyFile {
    path: PathBuf,
    text: String,
    format: Format,
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    /// Abbreviations of BibTeX: name in lower case → what it stands for.
    strings: HashMap<String, String>,
    /// The numbers of the entries in the order of their keys.
    by_key: OnceLock<Vec<u32>>,
    complete: bool,
    stamp: u64,
}

/// What a bibliography file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    BibTex,
    CslJson,
}

/// One entry of a bibliography file.
#[derive(Debug)]
pub(super) struct Entry {
    /// The key by which texts cite it.
    pub key: Box<str>,
    /// Other keys of the same work (`ids` of BibLaTeX).
    pub aliases: Vec<String>,
    /// Its place in the file, without quotation marks (bytes).
    pub key_range: Range<usize>,
    /// The whole entry in the file (bytes).
    pub range: Range<usize>,
    pub reference: OnceLock<Arc<Reference>>,
}

impl Entry {
    /// The entry of `range` with this key at `key_range`.
    pub(super) fn new(key: &str, key_range: Range<usize>, range: Range<usize>) -> Self {
        Self { key: key.into(), aliases: Vec::new(), key_range, range, reference: OnceLock::new() }
    }
}

/// What a reader found in the text of a file.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub entries: Vec<Entry>,
    pub problems: Vec<Problem>,
    pub strings: HashMap<String, String>,
    /// Whether some entry has a key that could not be read.
    pub key_lost: bool,
}

/// Something wrong in a bibliography file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where in the file (bytes).
    pub range: Range<usize>,
    pub(super) flaw: Flaw,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Flaw {
    /// The entry does not end.
    Unclosed,
    /// This sign, in words of either language, is missing here.
    Expected(&'static str, &'static str),
    /// Something that is understood in neither way.
    Malformed,
    /// The entry has no key.
    NoKey,
    /// An earlier entry of the file has this key.
    Duplicate(String),
    /// The file holds no list of entries.
    NoList,
}

impl Problem {
    /// The problem for the person who keeps the file.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match &self.flaw {
            Flaw::Unclosed => say!(
                lang,
                "这一条没有结束：缺少右括号“}}”，只认出了它的键名",
                "this entry does not end: a “}}” is missing; only its key is known"
            ),
            Flaw::Expected(zh, en) => match lang {
                Lang::Zh => format!("这一条读不下去：此处应有{zh}"),
                Lang::En => format!("this entry cannot be read: {en} is missing here"),
            },
            Flaw::Malformed => say!(lang, "这一条读不懂", "this entry cannot be understood"),
            Flaw::NoKey => say!(
                lang,
                "这一条没有键名，正文无从引用",
                "this entry has no key, so that no text can cite it"
            ),
            Flaw::Duplicate(key) => say!(
                lang,
                "键名“{key}”与前面的一条重复；以前一条为准",
                "an earlier entry has the key “{key}” as well; the earlier one counts"
            ),
            Flaw::NoList => say!(
                lang,
                "不是 CSL-JSON：应当是条目的数组，或含有 items 的对象",
                "not CSL-JSON: it should be an array of entries or an object with items"
            ),
        }
    }

    /// The problem as one of a configuration file.
    #[must_use]
    pub fn told(&self, lang: Lang) -> ConfigProblem {
        ConfigProblem { message: self.message(lang), range: Some(self.range.clone()) }
    }
}

impl BibliographyFile {
    /// Reads the `text` of the file `path`: CSL-JSON if its name ends with `.json`, else BibTeX or
    /// BibLaTeX. Any text is read; what is wrong with it is in [`Self::problems`].
    #[must_use]
    pub fn new(path: PathBuf, text: String) -> Self {
        let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let (format, scan) =
            if json { (Format::CslJson, csl::scan(&text)) } else { (Format::BibTex, bibtex::scan(&text)) };
        let Scan { entries, mut problems, strings, key_lost } = scan;
        let mut seen = HashSet::with_capacity(entries.len());
        for entry in &entries {
            if !seen.insert(&*entry.key) {
                let flaw = Flaw::Duplicate(entry.key.to_string());
                problems.push(Problem { range: entry.key_range.clone(), flaw });
            }
        }
        problems.sort_by_key(|problem| (problem.range.start, problem.range.end));
        let mut hasher = DefaultHasher::new();
        (&path, &text).hash(&mut hasher);
        Self {
            path,
            text,
            format,
            entries,
            problems,
            strings,
            by_key: OnceLock::new(),
            complete: !key_lost,
            stamp: hasher.finish(),
        }
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text, in which all ranges are.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with it, in the order of the text.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether the key of every entry could be read.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Changes with path and text; the same within one run of the process only.
    pub(super) const fn stamp(&self) -> u64 {
        self.stamp
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What entry number `number` says, read when it is asked for first.
    pub(super) fn reference(&self, number: usize) -> &Arc<Reference> {
        self.entries[number].reference.get_or_init(|| Arc::new(self.read(number)))
    }

    /// What entry number `number` says, without keeping it.
    pub(super) fn read(&self, number: usize) -> Reference {
        let text = |number: usize| &self.text[self.entries[number].range.clone()];
        match self.format {
            Format::CslJson => csl::reference(text(number)),
            Format::BibTex => bibtex::reference(text(number), &self.strings, |key| self.find(key).map(text)),
        }
    }

    /// The number of the first entry with this key.
    fn find(&self, key: &str) -> Option<usize> {
        let by_key = self.by_key.get_or_init(|| {
            let mut numbers: Vec<u32> = (0..self.entries.len() as u32).collect();
            numbers.sort_by_key(|&number| &*self.entries[number as usize].key);
            numbers
        });
        let at = by_key.partition_point(|&number| &*self.entries[number as usize].key < key);
        let number = *by_key.get(at)? as usize;
        (&*self.entries[number].key == key).then_some(number)
    }
}
