//! By which rules the entries of a document are written.

use crate::config::Profile;
use crate::document::Listed;
use crate::reference::{
    Edition, Grammar, Medium, Part, Reference, Type, is_cstr, needs_access_date, surname_end,
};

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
    let (mut gb, mut notes, mut old, mut new) = (0, 0, 0, 0);
    for listed in listed {
        let reference = &listed.reference;
        match reference.grammar {
            Grammar::Gb => gb += 1,
            Grammar::Note => notes += 1,
            Grammar::Unknown => continue,
        }
        if reference.mark.is_some() {
            let (of_2015, of_2025) = signs(reference);
            old += of_2015;
            new += of_2025;
        }
    }
    if notes > gb {
        Written::Note
    } else if old > new {
        Written::Gb(Edition::Gb2015)
    } else {
        Written::Gb(Edition::Gb2025)
    }
}

/// How many signs of 2015 and of 2025 an entry bears.
fn signs(reference: &Reference) -> (u32, u32) {
    let (mut old, mut new) = (0, 0);
    let surname = reference.people().find_map(|name| surname_end(&name.text).map(|end| &name.text[..end]));
    match surname.map(is_capitals) {
        Some(true) => old += 1,
        Some(false) => new += 1,
        None => {}
    }
    let Some(kind) = reference.kind else { return (old, new) };
    if reference.medium == Some(Medium::Online) && !needs_access_date(kind) {
        if reference.get(Part::Accessed).is_some() {
            old += 1;
        } else if reference.get(Part::Url).is_some() {
            new += 1;
        }
    }
    if kind == Type::Standard && !reference.analytic {
        if !reference.authors.is_empty() || reference.get(Part::Publisher).is_some() {
            old += 1;
        } else if number_first(reference) {
            new += 1;
        }
    }
    let cstr = reference.get(Part::Pid).is_some_and(is_cstr);
    new += u32::from(kind == Type::Preprint)
        + u32::from(reference.medium == Some(Medium::Microform))
        + u32::from(cstr);
    (old, new)
}

/// Whether the number of a standard stands before its name.
pub fn number_first(reference: &Reference) -> bool {
    match (reference.field(Part::Number), reference.field(Part::Title)) {
        (Some(number), Some(title)) => number.range.start < title.range.start,
        _ => false,
    }
}

/// Whether a surname is written in capitals as 2015 wants it: some word of it, for `van der` stays small.
pub fn is_capitals(surname: &str) -> bool {
    surname.split([' ', '-', '\'', '’']).any(|word| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1 && word.chars().all(|c| !c.is_lowercase())
    })
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
