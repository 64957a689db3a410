//! The settings of each file: every configuration file and every folder `.yinzheng` is looked for
//! and read once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::bibliographies::Bibliographies;
use super::session::Failure;
use super::source;
use crate::config::{
    ConfigProblem, FOLDER_NAME, GlossaryFile, IGNORE_NAME, IgnoreLine, Lang, Layers, Options, Settings,
    TERMS_NAME, Terms, Workspace, find_file, find_folder, glossary_files, relative, say,
};
use crate::glossary::OwnGlossary;
use crate::text::{Buffer, PositionEncoding};

/// Finds the settings of files.
#[derive(Debug)]
pub struct Project {
    explicit: Option<PathBuf>,
    layers: Layers,
    lang: Lang,
    /// The configuration file in force in a folder.
    found: HashMap<PathBuf, Option<PathBuf>>,
    /// What a configuration file says; `None` stands for no file.
    loaded: HashMap<Option<PathBuf>, Result<Arc<Settings>, Failure>>,
    /// The folder whose `.yinzheng` is in force in a folder.
    roots: HashMap<PathBuf, Option<PathBuf>>,
    /// What a folder `.yinzheng` says.
    workspaces: HashMap<PathBuf, Result<Arc<Workspace>, Failure>>,
    /// What a file of own terms says.
    glossaries: HashMap<PathBuf, Result<OwnGlossary, Failure>>,
    bibliographies: Arc<Bibliographies>,
}

impl Project {
    /// A project with `explicit` as its only configuration file, if given.
    pub fn new(explicit: Option<PathBuf>, layers: Layers, lang: Lang) -> Self {
        Self {
            explicit,
            layers,
            lang,
            found: HashMap::new(),
            loaded: HashMap::new(),
            roots: HashMap::new(),
            workspaces: HashMap::new(),
            glossaries: HashMap::new(),
            bibliographies: Arc::new(Bibliographies::new(lang)),
        }
    }

    /// What reads bibliography files, to be shared by threads: which files are an essay's is only
    /// known when its text is.
    pub fn bibliographies(&self) -> Arc<Bibliographies> {
        Arc::clone(&self.bibliographies)
    }

    /// The settings of the file or folder `path`.
    ///
    /// # Errors
    ///
    /// The configuration file, a file of the folder `.yinzheng`, or a file of own terms that the configuration names
    /// cannot be read or has problems.
    pub fn settings(&mut self, path: &Path) -> Result<Arc<Settings>, Failure> {
        let settings = self.configured(path)?;
        let root = self.root(path).and_then(|root| relative(path, &root).map(|path| (root, path)));
        let mut own = (*settings).clone();
        if let Some((root, path)) = &root {
            self.workspace(root)?.apply(&mut own, path);
        }
        own.glossary = self.glossary(&settings, root.as_ref().map(|(root, _)| &**root))?;
        // Most files share their settings.
        Ok(if own == *settings { settings } else { Arc::new(own) })
    }

    fn configured(&mut self, path: &Path) -> Result<Arc<Settings>, Failure> {
        let file = match &self.explicit {
            Some(file) => Some(file.clone()),
            None => self.find(path),
        };
        if let Some(settings) = self.loaded.get(&file) {
            return settings.clone();
        }
        let settings = self.load(file.as_deref());
        self.loaded.insert(file, settings.clone());
        settings
    }

    fn find(&mut self, path: &Path) -> Option<PathBuf> {
        let folder = folder_of(path);
        if let Some(file) = self.found.get(folder) {
            return file.clone();
        }
        let file = find_file(folder).map(|file| shortened(&file));
        self.found.insert(folder.to_owned(), file.clone());
        file
    }

    fn root(&mut self, path: &Path) -> Option<PathBuf> {
        let folder = folder_of(path);
        if let Some(root) = self.roots.get(folder) {
            return root.clone();
        }
        let root = find_folder(folder);
        self.roots.insert(folder.to_owned(), root.clone());
        root
    }

    fn workspace(&mut self, root: &Path) -> Result<Arc<Workspace>, Failure> {
        if let Some(workspace) = self.workspaces.get(root) {
            return workspace.clone();
        }
        let workspace = self.load_workspace(root).map(Arc::new);
        self.workspaces.insert(root.to_owned(), workspace.clone());
        workspace
    }

    /// The terms of the workspace `root` and of the files that `settings` name.
    fn glossary(&mut self, settings: &Settings, root: Option<&Path>) -> Result<OwnGlossary, Failure> {
        let mut glossaries = Vec::new();
        for GlossaryFile { path, is_named } in glossary_files(settings, root) {
            if !is_named && !path.is_file() {
                continue;
            }
            if !self.glossaries.contains_key(&path) {
                let glossary = self.load_glossary(&path);
                self.glossaries.insert(path.clone(), glossary);
            }
            glossaries.push(self.glossaries[&path].clone()?);
        }
        Ok(OwnGlossary::joined(&glossaries))
    }

    fn load_glossary(&self, path: &Path) -> Result<OwnGlossary, Failure> {
        let file = self.read(&shortened(path))?;
        let (glossary, problems) = OwnGlossary::parse(&file.text, self.lang);
        if problems.is_empty() { Ok(glossary) } else { Err(self.failure(&file, problems)) }
    }

    fn load_workspace(&self, root: &Path) -> Result<Workspace, Failure> {
        let read = |name: &str| {
            let path = root.join(FOLDER_NAME).join(name);
            // Neither file need be there.
            if path.is_file() { self.read(&shortened(&path)).map(Some) } else { Ok(None) }
        };
        let terms = read(TERMS_NAME)?.map(|file| Terms::parse(&file.text)).unwrap_or_default();
        let ignores = match read(IGNORE_NAME)? {
            None => Vec::new(),
            Some(file) => {
                let (lines, problems) = IgnoreLine::parse(&file.text, self.lang);
                if !problems.is_empty() {
                    return Err(self.failure(&file, problems));
                }
                lines
            }
        };
        Ok(Workspace { terms, ignores })
    }

    fn load(&self, file: Option<&Path>) -> Result<Arc<Settings>, Failure> {
        let Some(path) = file else {
            return Ok(Arc::new(self.layers.resolve()));
        };
        let file = self.read(path)?;
        let options =
            Options::from_toml(&file.text, self.lang).map_err(|problems| self.failure(&file, problems))?;
        let options = options.anchored(path.parent().unwrap_or(Path::new("")));
        Ok(Arc::new(Layers { file: options, ..self.layers.clone() }.resolve()))
    }

    fn read(&self, path: &Path) -> Result<Read, Failure> {
        let name = source::shown(path);
        let bytes = std::fs::read(path).map_err(|error| {
            let why = source::io_reason(&error, self.lang);
            Failure::new(say!(
                self.lang,
                "{name}：无法读取配置文件：{why}",
                "{name}: cannot read the configuration file: {why}"
            ))
        })?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Failure::new(say!(
                self.lang,
                "{name}：配置文件不是 UTF-8 文本；请另存为 UTF-8",
                "{name}: the configuration file is not UTF-8; save it as UTF-8"
            ))
        })?;
        Ok(Read { name, text })
    }

    fn failure(&self, file: &Read, problems: Vec<ConfigProblem>) -> Failure {
        let buffer = Buffer::new(&file.text);
        let told = |problem| told(&buffer, &file.name, problem, self.lang);
        Failure { messages: problems.into_iter().map(told).collect() }
    }
}

/// A problem of the file `name`, whose text is in `buffer`, with its place.
pub fn told(buffer: &Buffer, name: &str, problem: ConfigProblem, lang: Lang) -> String {
    let start = problem.range.map_or(0, |range| range.start);
    let point = buffer.point(start, PositionEncoding::Utf32);
    let (line, column) = (point.line + 1, point.column + 1);
    let message = problem.message;
    say!(lang, "{name}:{line}:{column}：{message}", "{name}:{line}:{column}: {message}")
}

/// A file of the configuration.
struct Read {
    /// Its name in messages.
    name: String,
    text: String,
}

/// The folder whose configuration is that of `path`.
fn folder_of(path: &Path) -> &Path {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// `file` as seen from the current folder, if it lies below it: short enough to be read in a message.
pub fn shortened(file: &Path) -> PathBuf {
    std::env::current_dir()
        .ok()
        .and_then(|folder| file.strip_prefix(folder).ok().map(Path::to_owned))
        .unwrap_or_else(|| file.to_owned())
}
