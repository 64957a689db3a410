//! The bibliography files of the essays of one run: each is read once, whichever thread needs it first.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::project::{shortened, told};
use super::source;
use crate::config::{Lang, Settings, bibliography_files, is_bibliography, say};
use crate::reference::{Bibliography, BibliographyFile, Library};
use crate::text::{Buffer, decode};

/// Problems of one file that are told; a file that is something else altogether has thousands.
const MOST: usize = 20;

/// Reads bibliography files.
#[derive(Debug)]
pub struct Bibliographies {
    lang: Lang,
    read: Mutex<Files>,
}

#[derive(Debug, Default)]
struct Files {
    files: HashMap<PathBuf, Loaded>,
    libraries: HashMap<Vec<PathBuf>, Bibliography>,
}

/// A file that was looked at.
#[derive(Debug, Clone)]
struct Loaded {
    file: Option<Arc<BibliographyFile>>,
    /// Whether there is one.
    exists: bool,
    /// What is to be told of it.
    notes: Arc<Vec<String>>,
}

impl Bibliographies {
    /// Tells problems in `lang`.
    pub fn new(lang: Lang) -> Self {
        Self { lang, read: Mutex::default() }
    }

    /// `settings` with the works of the bibliography files of the essay `path`, which `names` some
    /// itself; and what is wrong with these files.
    pub fn add(
        &self,
        settings: &Arc<Settings>,
        path: &Path,
        names: &[String],
    ) -> (Arc<Settings>, Vec<String>) {
        let paths = bibliography_files(settings, path, names);
        if paths.is_empty() {
            return (Arc::clone(settings), Vec::new());
        }
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let configured = settings.bibliography_files.is_some();
        let loaded: Vec<Loaded> = paths.iter().map(|path| read.file(path, self.lang)).collect();
        // LaTeX looks for files that an essay names in more places than this program does.
        let told = loaded.iter().filter(|it| it.exists || configured);
        let notes = told.flat_map(|it| it.notes.iter().cloned()).collect();
        let bibliography = read.libraries.entry(paths).or_insert_with(|| {
            let complete = loaded.iter().all(|it| it.file.is_some());
            let files = loaded.iter().filter_map(|it| it.file.clone()).collect();
            Bibliography::new(Arc::new(Library::new(files, complete)))
        });
        let settings = Settings { bibliography: bibliography.clone(), ..(**settings).clone() };
        (Arc::new(settings), notes)
    }
}

impl Files {
    fn file(&mut self, path: &Path, lang: Lang) -> Loaded {
        if let Some(loaded) = self.files.get(path) {
            return loaded.clone();
        }
        let loaded = load(path, lang);
        self.files.insert(path.to_owned(), loaded.clone());
        loaded
    }
}

fn load(path: &Path, lang: Lang) -> Loaded {
    let name = source::shown(&shortened(path));
    let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    if !is_bibliography(path) && !json {
        let note = say!(
            lang,
            "{name}：不是文献库；只读 .bib 和 .json（CSL-JSON）文件",
            "{name}: no bibliography; only .bib and .json (CSL-JSON) files are read"
        );
        return Loaded { file: None, exists: path.exists(), notes: Arc::new(vec![note]) };
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let why = source::io_reason(&error, lang);
            let note =
                say!(lang, "{name}：无法读取文献库：{why}", "{name}: cannot read the bibliography: {why}");
            let exists = error.kind() != ErrorKind::NotFound;
            return Loaded { file: None, exists, notes: Arc::new(vec![note]) };
        }
    };
    let file = BibliographyFile::new(path.to_owned(), decode(&bytes).text.into_owned());
    Loaded { notes: Arc::new(notes(&file, &name, lang)), file: Some(Arc::new(file)), exists: true }
}

fn notes(file: &BibliographyFile, name: &str, lang: Lang) -> Vec<String> {
    let problems = file.problems();
    if problems.is_empty() {
        return Vec::new();
    }
    let buffer = Buffer::new(file.text());
    let mut notes: Vec<String> =
        problems.iter().take(MOST).map(|problem| told(&buffer, name, problem.told(lang), lang)).collect();
    if problems.len() > MOST {
        let more = problems.len() - MOST;
        notes.push(say!(
            lang,
            "{name}：还有 {more} 处这样的问题",
            "{name}: {more} more problems of this kind"
        ));
    }
    notes
}
