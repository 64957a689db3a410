//! What a workspace gathers in its folder `.yinzheng`: phrases and ignored findings. (Its terms with
//! definitions are read like the files of such terms that the configuration names.)

use std::path::{Component, Path};

use super::file::absolute;
use super::ignores::IgnoreLine;
use super::settings::Settings;
use super::terms::Terms;

/// The files of a folder `.yinzheng`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workspace {
    /// `.yinzheng/terms`
    pub terms: Terms,
    /// `.yinzheng/ignore`
    pub ignores: Vec<IgnoreLine>,
}

impl Workspace {
    /// Adds to `settings` what concerns the file `path`, which is as [`relative`] gives it.
    pub fn apply(&self, settings: &mut Settings, path: &str) {
        settings.terms = self.terms.clone();
        settings.ignores =
            self.ignores.iter().filter(|line| line.concerns(path)).map(|line| line.ignore.clone()).collect();
    }
}

/// `path` relative to the folder `root`, with `/` between its parts; `None` if it lies outside.
#[must_use]
pub fn relative(path: &Path, root: &Path) -> Option<String> {
    let (path, root) = (absolute(path)?, absolute(root)?);
    let parts = path.strip_prefix(root).ok()?.components();
    let names = parts.map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    Some(names.collect::<Option<Vec<_>>>()?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Lang;

    #[test]
    fn only_the_lines_of_the_file_concern_it() {
        let (ignores, _) = IgnoreLine::parse(
            "稿/甲.txt: uncited-quote: 没有调查\n*.md: uncited-quote: 组织起来\n",
            Lang::Zh,
        );
        let workspace = Workspace { terms: Terms::parse("四梁八柱"), ignores };
        for (path, count) in [("稿/甲.txt", 1), ("稿/乙.md", 1), ("甲.txt", 0)] {
            let mut settings = Settings::default();
            workspace.apply(&mut settings, path);
            assert_eq!(settings.ignores.len(), count, "{path}");
            assert!(settings.terms.contains("“四梁八柱”"));
        }
    }

    #[test]
    fn paths_are_relative_to_the_root() {
        let root = Path::new("/稿");
        assert_eq!(relative(Path::new("/稿/甲/乙.txt"), root).as_deref(), Some("甲/乙.txt"));
        assert_eq!(relative(Path::new("/稿/甲/../乙.txt"), root).as_deref(), Some("乙.txt"));
        assert_eq!(relative(Path::new("/别处/乙.txt"), root), None);
        assert_eq!(relative(Path::new("/稿"), root).as_deref(), Some(""));
    }
}
