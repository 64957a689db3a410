//! From paths given as arguments to the essays to check.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::session::Failure;
use super::source::{self, Place};
use crate::config::{Lang, say};

/// The essays that `paths` name, each once: in the order of the arguments, and within a folder in
/// the order of the paths. What cannot be read is a failure beside them.
pub fn essays(paths: &[PathBuf], stdin_filename: Option<&Path>, lang: Lang) -> (Vec<Place>, Vec<Failure>) {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let (mut places, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        let place = Place::of(path, stdin_filename);
        if matches!(place, Place::File(_)) && path.is_dir() {
            folder(path, lang, &mut places, &mut failures);
        } else {
            // A file that is named is checked whatever ignore files say.
            places.push(place);
        }
    }
    let mut seen = HashSet::new();
    places.retain(|place| match place {
        Place::Stdin(_) => seen.insert(PathBuf::from("-")),
        Place::File(path) => seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
    });
    (places, failures)
}

fn folder(path: &Path, lang: Lang, places: &mut Vec<Place>, failures: &mut Vec<Failure>) {
    // A folder of essays need not be a git repository for its .gitignore to count.
    let walk = WalkBuilder::new(path).require_git(false).sort_by_file_path(Path::cmp).build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                if is_file && source::is_essay(entry.path()) {
                    places.push(Place::File(entry.into_path()));
                }
            }
            Err(error) => {
                let name = source::shown(path);
                failures.push(Failure::new(say!(
                    lang,
                    "{name}：无法读取文件夹：{error}",
                    "{name}: cannot read the folder: {error}"
                )));
            }
        }
    }
}
