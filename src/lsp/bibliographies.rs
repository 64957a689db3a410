//! The bibliography files that open documents need, read in the background.
//!
//! Nobody waits for a file here: a library that is not read yet is none, and when it is, documents
//! are checked anew. A file is read again only when its size or time changed.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use tokio::sync::Notify;

use super::documents::lock;
use super::settings::FileProblems;
use crate::config::{ConfigProblem, Lang, is_bibliography, say};
use crate::reference::{Bibliography, BibliographyFile, Library};
use crate::text::{Buffer, decode};

/// A file that is larger is nobody's bibliography (bytes).
const MAX_FILE: u64 = 256 << 20;

/// Problems of one file that are shown; a file that is something else altogether has thousands.
const MOST: usize = 100;

/// All bibliography files that some document needed.
#[derive(Debug, Default)]
pub(super) struct Bibliographies {
    state: Mutex<State>,
    /// Wakes the task that reads files.
    pub(super) wanted: Notify,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<PathBuf, Known>,
    /// The libraries made of them.
    libraries: HashMap<Vec<PathBuf>, Bibliography>,
    /// Those whose index is still to be built, so that no completion has to wait for it.
    fresh: Vec<Arc<Library>>,
}

/// A file as it was seen last.
#[derive(Debug, Clone, Default)]
struct Known {
    seen: Seen,
    file: Option<Arc<BibliographyFile>>,
    /// Whether a configuration names it: then it should be there.
    configured: bool,
    has_problems: bool,
}

/// What tells that a file has to be read again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Seen {
    /// It was not looked at.
    #[default]
    Never,
    /// It is not there.
    Missing,
    /// A file of this many bytes and this time.
    File(u64, Option<SystemTime>),
}

impl Bibliographies {
    /// The library of the files `paths`; none as long as one of them was not looked at, which then
    /// happens in the background.
    pub(super) fn library(&self, paths: Vec<PathBuf>, configured: bool) -> Bibliography {
        if paths.is_empty() {
            return Bibliography::default();
        }
        let mut state = lock(&self.state);
        let mut waiting = false;
        for path in &paths {
            let known = state.files.entry(path.clone()).or_default();
            if configured && !known.configured {
                // What is missing was none of a problem as long as nobody asked for it by name.
                known.configured = true;
                if known.seen == Seen::Missing {
                    known.seen = Seen::Never;
                }
            }
            waiting |= known.seen == Seen::Never;
        }
        if waiting {
            self.wanted.notify_one();
            return Bibliography::default();
        }
        if let Some(bibliography) = state.libraries.get(&paths) {
            return bibliography.clone();
        }
        let found: Vec<_> = paths.iter().map(|path| state.files.get(path)?.file.clone()).collect();
        let complete = found.iter().all(Option::is_some);
        let library = Arc::new(Library::new(found.into_iter().flatten().collect(), complete));
        state.fresh.push(Arc::clone(&library));
        self.wanted.notify_one();
        let bibliography = Bibliography::new(library);
        state.libraries.insert(paths, bibliography.clone());
        bibliography
    }

    /// Looks at every file that was needed so far and reads those that changed; tells whether any
    /// did. Their problems go to `problems`. Takes its time.
    pub(super) fn load(&self, lang: Lang, problems: &mut Vec<FileProblems>) -> bool {
        let paths: Vec<PathBuf> = lock(&self.state).files.keys().cloned().collect();
        let mut changed = false;
        for path in paths {
            let known = lock(&self.state).files.get(&path).cloned().unwrap_or_default();
            let seen = look(&path);
            if seen == known.seen {
                continue;
            }
            // Other documents ask for their libraries meanwhile.
            let (file, found) = read(&path, seen, known.configured, lang);
            if known.has_problems || !found.is_empty() {
                let text = file.as_ref().map_or_else(Buffer::default, |file| Buffer::new(file.text()));
                problems.push(FileProblems { path: path.clone(), text, problems: found.clone() });
            }
            let mut state = lock(&self.state);
            let known = state.files.entry(path).or_default();
            (known.seen, known.file, known.has_problems) = (seen, file, !found.is_empty());
            state.libraries.clear();
            state.fresh.clear();
            changed = true;
        }
        if !changed {
            let fresh = std::mem::take(&mut lock(&self.state).fresh);
            for library in fresh {
                library.prepare();
            }
        }
        changed
    }
}

fn look(path: &Path) -> Seen {
    match std::fs::metadata(path) {
        Ok(data) => Seen::File(data.len(), data.modified().ok()),
        Err(_) => Seen::Missing,
    }
}

/// The file `path`, and what is wrong with it.
fn read(
    path: &Path,
    seen: Seen,
    configured: bool,
    lang: Lang,
) -> (Option<Arc<BibliographyFile>>, Vec<ConfigProblem>) {
    let problem = |message: String| (None, vec![ConfigProblem { message, range: None }]);
    let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    match seen {
        Seen::Never => return (None, Vec::new()),
        // LaTeX looks for files that an essay names in more places than this program does.
        Seen::Missing if !configured => return (None, Vec::new()),
        Seen::Missing => {
            return problem(say!(lang, "没有这个文献库文件", "there is no such bibliography file"));
        }
        Seen::File(..) if !is_bibliography(path) && !json => {
            return problem(say!(
                lang,
                "不是文献库；只读 .bib 和 .json（CSL-JSON）文件",
                "no bibliography; only .bib and .json (CSL-JSON) files are read"
            ));
        }
        // A pipe of that name would block for ever, so only a plain file is opened.
        Seen::File(size, _) if size > MAX_FILE || !path.is_file() => {
            return problem(say!(lang, "太大，或不是普通文件", "too large, or no plain file"));
        }
        Seen::File(..) => {}
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            return problem(say!(lang, "无法读取文献库：{error}", "cannot read the bibliography: {error}"));
        }
    };
    let file = BibliographyFile::new(path.to_owned(), decode(&bytes).text.into_owned());
    let problems = file.problems().iter().take(MOST).map(|problem| problem.told(lang)).collect();
    (Some(Arc::new(file)), problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_in_the_background_and_again_when_they_change() {
        let folder = tempfile::tempdir().unwrap();
        let paths = vec![folder.path().join("refs.bib"), folder.path().join("没有.bib")];
        std::fs::write(&paths[0], "@book{a, title = {甲}}").unwrap();
        let bibliographies = Bibliographies::default();
        let mut problems = Vec::new();
        let library = |configured| bibliographies.library(paths.clone(), configured);
        assert_eq!(library(false), Bibliography::default(), "not read yet");
        assert!(bibliographies.load(Lang::Zh, &mut problems));
        let first = library(false);
        let known =
            |it: &Bibliography| it.library().is_some_and(|it| it.get("a").is_some() && !it.is_complete());
        assert!(known(&first) && problems.is_empty());
        assert!(!bibliographies.load(Lang::Zh, &mut problems), "nothing changed");
        assert_eq!(library(false), first);

        assert_eq!(library(true), Bibliography::default(), "the missing file is looked for again");
        assert!(bibliographies.load(Lang::Zh, &mut problems));
        assert_eq!((problems.len(), &problems[0].path), (1, &paths[1]));

        std::fs::write(&paths[0], "@book{a, title = {甲}}\n@book{b, title = {乙").unwrap();
        std::fs::write(&paths[1], "").unwrap();
        assert!(bibliographies.load(Lang::Zh, &mut problems));
        let told: Vec<usize> = problems[1..].iter().map(|file| file.problems.len()).collect();
        assert_eq!(told, [1, 0], "the second clears the first");
        let second = library(true);
        assert!(
            second != first && second.library().is_some_and(|it| it.get("b").is_some() && it.is_complete())
        );
    }

    #[test]
    fn no_files_are_no_library() {
        assert_eq!(Bibliographies::default().library(Vec::new(), true), Bibliography::default());
    }
}
