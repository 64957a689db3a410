//! Lenses: how often the text cites each entry.

use std::ops::Range;

use super::cited::{Cited, label_range};
use crate::config::{Settings, say};
use crate::document::Snapshot;

/// A line that an editor shows above an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The label of the entry (bytes).
    pub range: Range<usize>,
    /// What it says.
    pub title: String,
    /// The places that cite the entry (bytes), in the order of the text.
    pub places: Vec<Range<usize>>,
}

/// A lens for every entry. Where the text cites no entry of a kind, by number or by key, its entries are
/// further reading and have none; so have those that `\nocite` asks for.
#[must_use]
pub fn lenses(snapshot: &Snapshot, settings: &Settings) -> Vec<Lens> {
    let index = snapshot.index();
    let mut places = Cited::of(snapshot).by_entry();
    let keyed = |entry: &usize| index.entries[*entry].key.is_some();
    let (by_key, by_number) = (places.keys().any(keyed), places.keys().any(|entry| !keyed(entry)));
    let asked = |key: &str| index.nocites.iter().any(|asked| asked == "*" || asked == key);
    let mut lenses = Vec::new();
    for (position, entry) in index.entries.iter().enumerate() {
        let places = places.remove(&position).unwrap_or_default();
        let reading = match &entry.key {
            Some(key) => !by_key || asked(key),
            None => !by_number,
        };
        if places.is_empty() && reading {
            continue;
        }
        let title = match places.len() {
            0 => say!(settings.lang, "未引用", "never cited"),
            1 => say!(settings.lang, "引用1次", "cited once"),
            count => say!(settings.lang, "引用{count}次", "cited {count} times"),
        };
        lenses.push(Lens { range: label_range(snapshot, position), title, places });
    }
    lenses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Lang;
    use crate::document::Kind;

    fn told(text: &str, kind: Kind, lang: Lang) -> Vec<String> {
        let settings = Settings { lang, ..Settings::default() };
        let lenses = lenses(&Snapshot::of(text, kind), &settings);
        lenses.iter().map(|lens| format!("{} {}", &text[lens.range.clone()], lens.title)).collect()
    }

    const LIST: &str =
        "\n\n参考文献\n\n[1] 王某. 甲书[M]. 2019.\n[2] 李某. 乙书[M]. 2018.\n[3] 周某. 丙书[M]. 2017.\n";

    #[test]
    fn entries_say_how_often_they_are_cited() {
        let text = format!("甲说[1]，乙说[1,3]36，丙也这样说过。{LIST}");
        assert_eq!(told(&text, Kind::Plain, Lang::Zh), ["[1] 引用2次", "[2] 未引用", "[3] 引用1次"]);
        assert_eq!(
            told(&text, Kind::Plain, Lang::En),
            ["[1] cited 2 times", "[2] never cited", "[3] cited once"]
        );
    }

    #[test]
    fn further_reading_has_no_lens() {
        assert_eq!(told(&format!("甲说了一些话，没有标注。{LIST}"), Kind::Plain, Lang::Zh), [""; 0]);
        let tex = "甲说\\cite{a}，乙也说了。\\nocite{b}\n\n\\begin{thebibliography}{9}\n\\bibitem{a} 王某. 甲书[M]. 2019.\n\\bibitem{b} 李某. 乙书[M]. 2018.\n\\bibitem{c} 周某. 丙书[M]. 2017.\n\\end{thebibliography}\n";
        assert_eq!(told(tex, Kind::Tex, Lang::Zh), ["\\bibitem{a} 引用1次", "\\bibitem{c} 未引用"]);
    }
}
