//! By which rules the entries of a document are written.

use crate::config::Profile;
use crate::document::Listed;
use crate::reference::{Edition, Grammar};

/// The rules that the entries of a document follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// GB/T 7714 in this edition.
    Gb(Edition),
    /// Notes.
    Note,
}

/// The rules for `listed`, which `profile` may prescribe; else the majority of the signs decides, and the
/// edition in force where there are none.
pub fn written(listed: &[Listed], profile: Profile) -> Written {
    match profile {
        Profile::Gb2025 => return Written::Gb(Edition::Gb2025),
        Profile::Gb2015 => return Written::Gb(Edition::Gb2015),
        Profile::Note => return Written::Note,
        Profile::Auto => {}
    }
    let (mut gb, mut notes, mut old, mut new) = (0, 0, 0_u32, 0_u32);
    for listed in listed {
        match listed.reference.grammar {
            Grammar::Gb => gb += 1,
            Grammar::Note => notes += 1,
            Grammar::Unknown => {}
        }
        old += u32::from(listed.form.old);
        new += u32::from(listed.form.new);
    }
    if notes > gb {
        Written::Note
    } else if old > new {
        Written::Gb(Edition::Gb2015)
    } else {
        Written::Gb(Edition::Gb2025)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Snapshot};

    fn of(entries: &str) -> Written {
        let text = format!("正文里引用了这些文献[1-9]，说明问题所在。\n\n参考文献\n{entries}");
        let snapshot = Snapshot::of(&text, Kind::Plain);
        let listed: Vec<Listed> = (0..snapshot.index().entries.len()).map(|i| snapshot.listed(i)).collect();
        written(&listed, Profile::Auto)
    }

    #[test]
    fn the_majority_of_signs_decides() {
        let new = Written::Gb(Edition::Gb2025);
        let old = Written::Gb(Edition::Gb2015);
        assert_eq!(of("[1] 王某. 题名[J]. 某刊, 2019(3): 1-9.\n"), new);
        assert_eq!(of("[1] SMITH A. A title[J]. Some Review, 2019(3): 1-9.\n"), old);
        assert_eq!(
            of(
                "[1] Smith A. A title[J]. Some Review, 2019(3): 1-9.\n[2] SMITH B. Other[M]. Oxford: Press, 2018.\n"
            ),
            new
        );
        assert_eq!(of("[1] 王某. 题名[J/OL]. 某刊, 2019(3): 1-9[2020-01-02]. https://example.org/a.\n"), old);
        assert_eq!(of("[1] 王某. 题名[EB/OL]. (2019-01-02)[2020-01-02]. https://example.org/a.\n"), new);
        assert_eq!(of("[1] 某委员会. 某某规则: GB/T 0001—2019[S]. 北京: 某社, 2019.\n"), old);
        assert_eq!(
            of(
                "[1] 王某：《题名》，北京：某社，2019年。\n[2] 李某：《书名》，北京：某社，2018年。\n[3] 张某. 题名[M]. 北京: 某社, 2018.\n"
            ),
            Written::Note
        );
    }
}
