//! The settings of each file: every configuration file is looked for and read once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::session::Failure;
use super::source;
use crate::config::{Lang, Layers, Options, Settings, find_file, say};
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
}

impl Project {
    /// A project with `explicit` as its only configuration file, if given.
    pub fn new(explicit: Option<PathBuf>, layers: Layers, lang: Lang) -> Self {
        Self { explicit, layers, lang, found: HashMap::new(), loaded: HashMap::new() }
    }

    /// The settings of the file or folder `path`.
    ///
    /// # Errors
    ///
    /// The configuration file cannot be read or has problems.
    pub fn settings(&mut self, path: &Path) -> Result<Arc<Settings>, Failure> {
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
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if let Some(file) = self.found.get(folder) {
            return file.clone();
        }
        let file = find_file(folder).map(|file| shortened(&file));
        self.found.insert(folder.to_owned(), file.clone());
        file
    }

    fn load(&self, file: Option<&Path>) -> Result<Arc<Settings>, Failure> {
        let Some(file) = file else {
            return Ok(Arc::new(self.layers.resolve()));
        };
        let name = source::shown(file);
        let bytes = std::fs::read(file).map_err(|error| {
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
        let options = Options::from_toml(&text, self.lang).map_err(|problems| {
            let buffer = Buffer::new(&text);
            let messages = problems
                .into_iter()
                .map(|problem| {
                    let start = problem.range.map_or(0, |range| range.start);
                    let point = buffer.point(start, PositionEncoding::Utf32);
                    let (line, column) = (point.line + 1, point.column + 1);
                    let message = problem.message;
                    say!(self.lang, "{name}:{line}:{column}：{message}", "{name}:{line}:{column}: {message}")
                })
                .collect();
            Failure { messages }
        })?;
        Ok(Arc::new(Layers { file: options, ..self.layers.clone() }.resolve()))
    }
}

/// `file` as seen from the current folder, if it lies below it: short enough to be read in a message.
fn shortened(file: &Path) -> PathBuf {
    std::env::current_dir()
        .ok()
        .and_then(|folder| file.strip_prefix(folder).ok().map(Path::to_owned))
        .unwrap_or_else(|| file.to_owned())
}
