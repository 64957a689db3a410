//! Where the configuration file of an essay lies.

use std::path::{Component, Path, PathBuf};

/// Name of the configuration file.
pub const FILE_NAME: &str = "yinzheng.toml";

/// The configuration file nearest upward from `path`, an essay or a folder that need not exist.
///
/// Folders are followed by name, not through symbolic links: the person who opened
/// `project/essays/a.md` expects `project/yinzheng.toml` wherever `essays` really lies.
#[must_use]
pub fn find_file(path: &Path) -> Option<PathBuf> {
    let absolute = without_dots(&std::path::absolute(path).ok()?);
    absolute.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
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
    fn a_folder_of_that_name_is_no_configuration() {
        let root = tempfile::tempdir().unwrap();
        let outer = root.path().join(FILE_NAME);
        fs::write(&outer, "").unwrap();
        fs::create_dir_all(root.path().join("甲").join(FILE_NAME)).unwrap();
        assert_eq!(find_file(&root.path().join("甲/a.txt")), Some(outer));
    }
}
