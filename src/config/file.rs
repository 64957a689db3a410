//! Where the configuration of an essay lies: the nearest `yinzheng.toml`, the nearest folder
//! `.yinzheng` and the bibliography files.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::settings::Settings;

/// Name of the configuration file.
pub const FILE_NAME: &str = "yinzheng.toml";

/// Name of the folder for what a workspace gathers.
pub const FOLDER_NAME: &str = ".yinzheng";

/// Name of the file of ignored findings in that folder.
pub const IGNORE_NAME: &str = "ignore";

/// Name of the file of terms in that folder.
pub const TERMS_NAME: &str = "terms";

/// Name of the file of terms with definitions in that folder.
pub const GLOSSARY_NAME: &str = "terms.toml";

/// The configuration file nearest upward from `path`, an essay or a folder that need not exist.
///
/// Folders are followed by name, not through symbolic links: the person who opened
/// `project/essays/a.md` expects `project/yinzheng.toml` wherever `essays` really lies.
#[must_use]
pub fn find_file(path: &Path) -> Option<PathBuf> {
    let absolute = absolute(path)?;
    absolute.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
}

/// The folder nearest upward from `path` that holds a folder [`FOLDER_NAME`].
#[must_use]
pub fn find_folder(path: &Path) -> Option<PathBuf> {
    let absolute = absolute(path)?;
    absolute.ancestors().find(|folder| folder.join(FOLDER_NAME).is_dir()).map(Path::to_owned)
}

/// The bibliography files of the essay `path`: those that its settings name, else those that it
/// `names` itself, relative to its folder, and those that lie beside it.
#[must_use]
pub fn bibliography_files(settings: &Settings, path: &Path, names: &[String]) -> Vec<PathBuf> {
    if let Some(files) = &settings.bibliography_files {
        return files.iter().map(|file| without_dots(file)).collect();
    }
    let Some(path) = absolute(path) else { return Vec::new() };
    let folder = if path.is_dir() { &*path } else { path.parent().unwrap_or(&path) };
    let mut files: Vec<PathBuf> = names.iter().map(|name| without_dots(&folder.join(name))).collect();
    let beside = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut beside: Vec<PathBuf> = beside.filter(|path| is_bibliography(path) && path.is_file()).collect();
    beside.sort();
    files.extend(beside);
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    files
}

/// A file of own terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlossaryFile {
    /// Where it is.
    pub path: PathBuf,
    /// Whether the configuration names it, so that it is to be there; a workspace need not define terms.
    pub is_named: bool,
}

/// The files of own terms under `settings`: that of the workspace `root`, if there is one, and those
/// that the settings name. Where two define the same name, the earlier one counts.
#[must_use]
pub fn glossary_files(settings: &Settings, root: Option<&Path>) -> Vec<GlossaryFile> {
    let gathered = root.map(|root| root.join(FOLDER_NAME).join(GLOSSARY_NAME));
    let gathered = gathered.map(|path| GlossaryFile { path, is_named: false });
    let named = settings.glossary_files.iter();
    let named = named.map(|file| GlossaryFile { path: without_dots(file), is_named: true });
    let mut files: Vec<GlossaryFile> = gathered.into_iter().chain(named).collect();
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.path.clone()));
    files
}

/// Whether a file of this name holds references by its ending: `.bib` or `.csl.json`.
#[must_use]
pub fn is_bibliography(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    [".bib", ".csl.json"].iter().any(|ending| name.ends_with(ending))
}

/// `path` from the root on, with `.` and `..` resolved by name.
pub(super) fn absolute(path: &Path) -> Option<PathBuf> {
    Some(without_dots(&std::path::absolute(path).ok()?))
}

/// `path` with `.` and `..` resolved by name.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_file_upward_counts() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("甲/乙");
        fs::create_dir_all(&inner).unwrap();
        fs::create_dir_all(root.path().join("丙")).unwrap();
        let outer_file = root.path().join(FILE_NAME);
        let inner_file = root.path().join("甲").join(FILE_NAME);
        fs::write(&outer_file, "").unwrap();
        fs::write(&inner_file, "").unwrap();
        let cases = [
            ("甲/乙/a.txt", &inner_file),
            ("甲/乙", &inner_file),
            ("甲/a.txt", &inner_file),
            ("丙/a.txt", &outer_file),
            ("甲/乙/../../丙/a.txt", &outer_file),
            ("没有/这个/文件.md", &outer_file),
        ];
        for (path, expected) in cases {
            assert_eq!(find_file(&root.path().join(path)).as_ref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn the_nearest_folder_upward_counts() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("甲/乙")).unwrap();
        fs::create_dir_all(root.path().join("丙")).unwrap();
        fs::create_dir_all(root.path().join(FOLDER_NAME)).unwrap();
        fs::create_dir_all(root.path().join("甲").join(FOLDER_NAME)).unwrap();
        fs::write(root.path().join("丙").join(FOLDER_NAME), "").unwrap();
        for (path, expected) in [("甲/乙/a.txt", "甲"), ("甲", "甲"), ("a.txt", ""), ("丙/a.txt", "")] {
            let found = find_folder(&root.path().join(path)).unwrap();
            assert_eq!(found, root.path().join(expected).components().collect::<PathBuf>(), "{path}");
        }
    }

    #[test]
    fn bibliographies_are_configured_or_named_or_lie_beside() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        fs::create_dir_all(root.join("目录.bib")).unwrap();
        for name in ["b.bib", "A.BIB", "z.csl.json", "data.json", "a.bbl", "文.md"] {
            fs::write(root.join(name), "").unwrap();
        }
        let files = |settings: &Settings, names: &[&str]| -> Vec<PathBuf> {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            bibliography_files(settings, &root.join("文.md"), &names)
        };
        let beside = ["A.BIB", "b.bib", "z.csl.json"].map(|name| root.join(name));
        assert_eq!(files(&Settings::default(), &[]), beside);
        assert_eq!(bibliography_files(&Settings::default(), root, &[]), beside);
        let named = files(&Settings::default(), &["库/../b.bib", "../没有.bib"]);
        let elsewhere = root.parent().unwrap().join("没有.bib");
        assert_eq!(named, [root.join("b.bib"), elsewhere, root.join("A.BIB"), root.join("z.csl.json")]);
        let configured = |paths: &[&str]| {
            let paths = paths.iter().map(|path| root.join(path)).collect();
            Settings { bibliography_files: Some(paths), ..Settings::default() }
        };
        assert_eq!(files(&configured(&["x/../b.bib"]), &["A.BIB"]), [root.join("b.bib")]);
        assert!(files(&configured(&[]), &["A.BIB"]).is_empty());
    }

    #[test]
    fn own_terms_are_those_of_the_workspace_and_of_named_files() {
        let root = Path::new("/稿");
        let file = |path: &str, is_named| GlossaryFile { path: root.join(path), is_named };
        let own = |is_named| file(".yinzheng/terms.toml", is_named);
        assert_eq!(glossary_files(&Settings::default(), Some(root)), [own(false)]);
        assert!(glossary_files(&Settings::default(), None).is_empty());
        let named = ["/稿/甲/../.yinzheng/terms.toml", "/稿/甲/../术语.toml", "/稿/术语.toml"];
        let settings = Settings { glossary_files: named.map(Into::into).into(), ..Settings::default() };
        let shared = file("术语.toml", true);
        assert_eq!(glossary_files(&settings, Some(root)), [own(false), shared.clone()]);
        assert_eq!(glossary_files(&settings, None), [own(true), shared]);
    }

    #[test]
    fn a_folder_of_that_name_is_no_configuration() {
        let root = tempfile::tempdir().unwrap();
        let outer = root.path().join(FILE_NAME);
        fs::write(&outer, "").unwrap();
        fs::create_dir_all(root.path().join("甲").join(FILE_NAME)).unwrap();
        assert_eq!(find_file(&root.path().join("甲/a.txt")), Some(outer));
    }
}
