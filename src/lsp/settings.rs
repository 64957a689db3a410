//! The settings of each document: the editor's, over them the nearest `yinzheng.toml`, and what the
//! nearest folder `.yinzheng` gathers.
//!
//! What cannot be read never costs what could be read before: each layer keeps its last good
//! state. Every change advances the epoch, and documents resolve their settings anew when they
//! next need them; so files are read only on threads for blocking work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::Value;

use super::bibliographies::Bibliographies;
use super::documents::{Document, Resolved, lock};
use crate::config::{
    ConfigProblem, FOLDER_NAME, GlossaryFile, IGNORE_NAME, IgnoreLine, Lang, Options, Settings, TERMS_NAME,
    Terms, Workspace, bibliography_files, find_file, find_folder, glossary_files, relative, say,
};
use crate::glossary::OwnGlossary;
use crate::reference::Bibliography;
use crate::text::{Buffer, decode};

/// A file that is larger is no configuration.
const MAX_FILE: u64 = 1 << 20;

/// All layers of settings.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    editor: Mutex<Editor>,
    files: Files<Options>,
    ignores: Files<Vec<IgnoreLine>>,
    terms: Files<Terms>,
    glossaries: Files<OwnGlossary>,
    pub(super) bibliographies: Bibliographies,
    /// The folders of the workspace.
    roots: OnceLock<Vec<PathBuf>>,
    /// Whether cards may link to each other.
    card_links: AtomicBool,
    epoch: AtomicU64,
}

/// What the editor said, from the weakest to the strongest.
#[derive(Debug, Default)]
struct Editor {
    /// The language of its user interface.
    locale: Options,
    /// `initializationOptions`.
    initial: Options,
    /// The answer to `workspace/configuration`.
    pulled: Options,
}

/// What a file of the configuration says.
trait Content: Clone + Default {
    /// What `text` says, and what is wrong with it; where nothing can be made of it, what it said
    /// before stays in force.
    fn read(text: &str, lang: Lang) -> (Option<Self>, Vec<ConfigProblem>);
}

impl Content for Options {
    fn read(text: &str, lang: Lang) -> (Option<Self>, Vec<ConfigProblem>) {
        match Self::from_toml(text, lang) {
            Ok(options) => (Some(options), Vec::new()),
            Err(problems) => (None, problems),
        }
    }
}

impl Content for Vec<IgnoreLine> {
    fn read(text: &str, lang: Lang) -> (Option<Self>, Vec<ConfigProblem>) {
        // A slip in one line is no reason to bring back what the others ignore.
        let (lines, problems) = IgnoreLine::parse(text, lang);
        (Some(lines), problems)
    }
}

impl Content for Terms {
    fn read(text: &str, _: Lang) -> (Option<Self>, Vec<ConfigProblem>) {
        (Some(Self::parse(text)), Vec::new())
    }
}

impl Content for OwnGlossary {
    fn read(text: &str, lang: Lang) -> (Option<Self>, Vec<ConfigProblem>) {
        // As with ignored findings, a slip in one entry costs no other.
        let (glossary, problems) = Self::parse(text, lang);
        (Some(glossary), problems)
    }
}

/// The files of one kind that some document needed.
#[derive(Debug, Default)]
struct Files<T>(Mutex<BTreeMap<PathBuf, File<T>>>);

/// A file of the configuration.
#[derive(Debug, Default)]
struct File<T> {
    /// The epoch in which it was read.
    epoch: u64,
    good: T,
    has_problems: bool,
}

/// The problems of one configuration file, to be shown in it; none clear what was shown before.
#[derive(Debug)]
pub(super) struct FileProblems {
    pub(super) path: PathBuf,
    pub(super) text: Buffer,
    pub(super) problems: Vec<ConfigProblem>,
}

/// Where the editor's settings came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Initial,
    Pulled,
}

impl Configuration {
    /// Takes the folders of the workspace, to which paths of the editor's settings are relative.
    pub(super) fn set_roots(&self, roots: Vec<PathBuf>) {
        // There is one `initialize`, and so one set.
        let _ = self.roots.set(roots);
    }

    pub(super) fn set_card_links(&self, card_links: bool) {
        self.card_links.store(card_links, Ordering::SeqCst);
    }

    /// The settings that belong to no document.
    pub(super) fn common(&self) -> Settings {
        let mut settings = self.editor_settings(Path::new(""), &Options::default());
        settings.card_links = self.card_links.load(Ordering::SeqCst);
        settings
    }

    pub(super) fn set_locale(&self, lang: Option<Lang>) {
        lock(&self.editor).locale = Options { lang, ..Options::default() };
        self.advance();
    }

    /// Takes the editor's settings and tells whether they differ from those before, or returns
    /// what is wrong with them and keeps the last good ones.
    pub(super) fn set_editor(&self, origin: Origin, value: &Value) -> Result<bool, Vec<ConfigProblem>> {
        let options = Options::from_json(value, self.lang())?;
        let mut editor = lock(&self.editor);
        let layer = match origin {
            Origin::Initial => &mut editor.initial,
            Origin::Pulled => &mut editor.pulled,
        };
        let differs = *layer != options;
        *layer = options;
        drop(editor);
        if differs {
            self.advance();
        }
        Ok(differs)
    }

    /// Marks every file as to be read again.
    pub(super) fn advance(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
    }

    /// The language of messages that belong to no document.
    pub(super) fn lang(&self) -> Lang {
        self.editor_settings(Path::new(""), &Options::default()).lang
    }

    /// The settings of the editor, whose paths are relative to `root`, under those of `file`.
    fn editor_settings(&self, root: &Path, file: &Options) -> Settings {
        let editor = lock(&self.editor);
        let [initial, pulled] = [&editor.initial, &editor.pulled].map(|layer| layer.clone().anchored(root));
        Settings::resolve(&[&editor.locale, &initial, &pulled, file])
    }

    /// The folder of the workspace that holds `path`, else the first one, else the folder of `path`.
    fn root(&self, path: Option<&Path>) -> PathBuf {
        let roots = self.roots.get().map(Vec::as_slice).unwrap_or_default();
        let holds = |root: &&PathBuf| path.is_some_and(|path| path.starts_with(root));
        let nearest = roots.iter().filter(holds).max_by_key(|root| root.components().count());
        let folder = || path.and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        nearest.or(roots.first()).cloned().unwrap_or_else(folder)
    }

    /// The settings for `document`, whose text `names` bibliography files. Problems of files read on
    /// the way go to `problems`. May read files, but no bibliography.
    pub(super) fn settings(
        &self,
        document: &Document,
        names: &[String],
        problems: &mut Vec<FileProblems>,
    ) -> Arc<Settings> {
        let epoch = self.epoch.load(Ordering::SeqCst);
        let mut known = lock(&document.settings);
        if let Some(resolved) = &*known
            && resolved.epoch == epoch
            && resolved.names == names
        {
            return Arc::clone(&resolved.settings);
        }
        let lang = self.lang();
        let mut read = Read { epoch, lang, problems };
        let file = document.path.as_deref().and_then(find_file);
        let options = file.map_or_else(Options::default, |path| {
            self.files.get(&path, &mut read).anchored(path.parent().unwrap_or(Path::new("")))
        });
        let mut settings = self.editor_settings(&self.root(document.path.as_deref()), &options);
        settings.card_links = self.card_links.load(Ordering::SeqCst);
        settings.bibliography = self.bibliography(document, &settings, names);
        let root = document.path.as_deref().and_then(|path| {
            let root = find_folder(path)?;
            Some((relative(path, &root)?, root))
        });
        if let Some((path, root)) = &root {
            let folder = root.join(FOLDER_NAME);
            let terms = self.terms.get(&folder.join(TERMS_NAME), &mut read);
            let ignores = self.ignores.get(&folder.join(IGNORE_NAME), &mut read);
            Workspace { terms, ignores }.apply(&mut settings, path);
        }
        let glossaries = glossary_files(&settings, root.as_ref().map(|(_, root)| &**root));
        let glossaries = glossaries.iter().map(|GlossaryFile { path, is_named }| {
            if *is_named {
                self.glossaries.named(path, &mut read)
            } else {
                self.glossaries.get(path, &mut read)
            }
        });
        settings.glossary = OwnGlossary::joined(&glossaries.collect::<Vec<_>>());
        let settings = Arc::new(settings);
        *known = Some(Resolved { epoch, names: names.to_vec(), settings: Arc::clone(&settings) });
        settings
    }

    fn bibliography(&self, document: &Document, settings: &Settings, names: &[String]) -> Bibliography {
        let configured = settings.bibliography_files.is_some();
        let paths = match &document.path {
            Some(path) => bibliography_files(settings, path, names),
            None => settings.bibliography_files.clone().unwrap_or_default(),
        };
        self.bibliographies.library(paths, configured)
    }

    /// Reads again every file that was needed so far. May read files.
    pub(super) fn reload(&self, problems: &mut Vec<FileProblems>) {
        let mut read = Read { epoch: self.epoch.load(Ordering::SeqCst), lang: self.lang(), problems };
        self.files.reload(&mut read);
        self.ignores.reload(&mut read);
        self.terms.reload(&mut read);
        self.glossaries.reload(&mut read);
    }
}

/// One reading of files.
struct Read<'a> {
    epoch: u64,
    lang: Lang,
    problems: &'a mut Vec<FileProblems>,
}

impl<T: Content> Files<T> {
    fn reload(&self, read: &mut Read<'_>) {
        let paths: Vec<PathBuf> = lock(&self.0).keys().cloned().collect();
        for path in paths {
            self.get(&path, read);
        }
    }

    /// What the file `path` says; a file that is not there says nothing.
    fn get(&self, path: &Path, read: &mut Read<'_>) -> T {
        self.get_or(path, read, |_| None)
    }

    /// What the file `path` says, which the configuration names: it is a problem if it cannot be read.
    fn named(&self, path: &Path, read: &mut Read<'_>) -> T {
        self.get_or(path, read, |lang| {
            let message = say!(
                lang,
                "读不到这个术语文件：它不存在、大于 1 MiB 或没有读的权限",
                "cannot read this file of terms: it does not exist, is larger than 1 MiB or may not be read"
            );
            Some(ConfigProblem { message, range: None })
        })
    }

    fn get_or(&self, path: &Path, read: &mut Read<'_>, missing: fn(Lang) -> Option<ConfigProblem>) -> T {
        let mut files = lock(&self.0);
        let file =
            files.entry(path.to_owned()).or_insert_with(|| File { epoch: u64::MAX, ..File::default() });
        if file.epoch == read.epoch {
            return file.good.clone();
        }
        file.epoch = read.epoch;
        let had_problems = file.has_problems;
        let Some(text) = self::read(path) else {
            // Gone: nothing of it counts any more.
            let problems: Vec<_> = missing(read.lang).into_iter().collect();
            if problems.is_empty() {
                files.remove(path);
            } else {
                *file = File { epoch: read.epoch, good: T::default(), has_problems: true };
            }
            if had_problems || !problems.is_empty() {
                let text = Buffer::default();
                read.problems.push(FileProblems { path: path.to_owned(), text, problems });
            }
            return T::default();
        };
        let (good, found) = T::read(&text, read.lang);
        if let Some(good) = good {
            file.good = good;
        }
        file.has_problems = !found.is_empty();
        if had_problems || file.has_problems {
            let text = Buffer::new(&text);
            read.problems.push(FileProblems { path: path.to_owned(), text, problems: found });
        }
        file.good.clone()
    }
}

fn read(path: &Path) -> Option<String> {
    // A pipe of that name would block for ever, so only a plain file is opened.
    let size = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.len();
    if size > MAX_FILE {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    Some(decode(&bytes).text.into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tower_lsp::ls_types::{TextDocumentItem, Uri};

    use super::*;
    use crate::config::{FILE_NAME, Sensitivity};

    fn document(path: &Path) -> Document {
        let uri = Uri::from_file_path(path).unwrap();
        Document::new(TextDocumentItem::new(uri, "text".into(), 1, String::new()), String::new())
    }

    #[test]
    fn the_nearest_folder_adds_terms_and_ignored_findings() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(FOLDER_NAME);
        std::fs::create_dir(&folder).unwrap();
        let essay = document(&root.path().join("稿").join("政策.txt"));
        let configuration = Configuration::default();
        let mut problems = Vec::new();
        assert_eq!(*configuration.settings(&essay, &[], &mut problems), Settings::default());

        std::fs::write(folder.join(TERMS_NAME), "四梁八柱\n").unwrap();
        let lines = "稿/*.txt: uncited-quote: 没有调查\n别.txt: uncited-quote: 没有调查\n稿 uncited-quote\n";
        std::fs::write(folder.join(IGNORE_NAME), lines).unwrap();
        configuration.advance();
        let settings = configuration.settings(&essay, &[], &mut problems);
        assert!(settings.terms.contains("四梁八柱"));
        assert_eq!(settings.ignores.len(), 1, "sound lines count");
        assert_eq!((problems.len(), problems[0].problems.len()), (1, 1));

        std::fs::remove_dir_all(&folder).unwrap();
        configuration.advance();
        configuration.reload(&mut problems);
        assert_eq!(*configuration.settings(&essay, &[], &mut problems), Settings::default());
        assert!(problems[1].problems.is_empty(), "the second clears the first");
    }

    #[test]
    fn paths_of_the_editor_are_relative_to_the_folder_of_the_workspace() {
        let (outer, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let inner = outer.path().join("内");
        std::fs::create_dir(&inner).unwrap();
        let configuration = Configuration::default();
        configuration.set_roots(vec![other.path().to_owned(), outer.path().to_owned(), inner.clone()]);
        let setting = json!({ "reference": { "bibliography": ["refs.bib"] } });
        configuration.set_editor(Origin::Initial, &setting).unwrap();
        for (path, root) in [
            (inner.join("稿/文.txt"), &*inner),
            (outer.path().join("文.txt"), outer.path()),
            (Path::new("/别处/文.txt").to_owned(), other.path()),
        ] {
            let settings = configuration.settings(&document(&path), &[], &mut Vec::new());
            assert_eq!(settings.bibliography_files, Some(vec![root.join("refs.bib")]));
        }
        let toml = "[reference]\nbibliography = [\"../refs.bib\"]\n";
        std::fs::write(inner.join(FILE_NAME), toml).unwrap();
        configuration.advance();
        let settings = configuration.settings(&document(&inner.join("文.txt")), &[], &mut Vec::new());
        assert_eq!(settings.bibliography_files, Some(vec![inner.join("../refs.bib")]));
    }

    #[test]
    fn layers_lie_over_each_other_and_keep_their_last_good_state() {
        let folder = tempfile::tempdir().unwrap();
        let toml = folder.path().join(FILE_NAME);
        let essay = document(&folder.path().join("政策.txt"));
        let configuration = Configuration::default();
        let mut problems = Vec::new();

        configuration.set_locale(Some(Lang::En));
        configuration
            .set_editor(Origin::Initial, &json!({ "citation": { "sensitivity": "strict" } }))
            .unwrap();
        let settings = configuration.settings(&essay, &[], &mut problems);
        assert_eq!((settings.lang, settings.sensitivity), (Lang::En, Sensitivity::Strict));

        configuration.set_editor(Origin::Pulled, &json!({ "lang": "zh" })).unwrap();
        assert!(configuration.set_editor(Origin::Pulled, &json!({ "lang": "fr" })).is_err());
        assert_eq!(configuration.settings(&essay, &[], &mut problems).lang, Lang::Zh);

        std::fs::write(&toml, "[citation]\nsensitivity = \"lenient\"\n").unwrap();
        configuration.advance();
        assert_eq!(configuration.settings(&essay, &[], &mut problems).sensitivity, Sensitivity::Lenient);
        assert!(problems.is_empty());

        std::fs::write(&toml, "[citation]\nsensitivity = \"loud\"\n").unwrap();
        configuration.advance();
        assert_eq!(configuration.settings(&essay, &[], &mut problems).sensitivity, Sensitivity::Lenient);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].problems.len(), 1);

        std::fs::remove_file(&toml).unwrap();
        configuration.advance();
        configuration.reload(&mut problems);
        assert_eq!(configuration.settings(&essay, &[], &mut problems).sensitivity, Sensitivity::Strict);
        assert_eq!(problems.len(), 2, "the second clears the first");
        assert!(problems[1].problems.is_empty());
    }
}
