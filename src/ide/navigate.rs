//! Navigation: from a marker to its entry and back, all places that cite a work.

use std::ops::Range;

use super::cited::{Cited, Part, entry_at, label_range, whole_entry};
use super::terms::mentions;
use crate::config::Settings;
use crate::document::Snapshot;

/// A place that another leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What leads there: the number, the marker or the label at the cursor (bytes).
    pub origin: Range<usize>,
    /// The whole of what it leads to: an entry or a marker (bytes).
    pub target: Range<usize>,
    /// Where the cursor goes, inside `target` (bytes).
    pub selection: Range<usize>,
}

/// A place that names a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The place (bytes).
    pub range: Range<usize>,
    /// Whether it is the entry of the work rather than a marker that cites it.
    pub is_entry: bool,
}

/// Where the marker or the label at byte `offset` leads: a marker to the entries of what it names
/// there, a label to the first marker that cites its entry.
#[must_use]
pub fn definition(snapshot: &Snapshot, offset: usize) -> Vec<Link> {
    let cited = Cited::of(snapshot);
    if let Some((marker, parts)) = cited.at(offset) {
        let origin = match parts.as_slice() {
            [only] => only.range.clone(),
            _ => marker.range.clone(),
        };
        let entries = distinct(parts.iter().flat_map(|part| part.entries.iter().copied()));
        let link = |entry| Link {
            origin: origin.clone(),
            target: whole_entry(snapshot, entry),
            selection: label_range(snapshot, entry),
        };
        return entries.into_iter().map(link).collect();
    }
    let Some(entry) = entry_at(snapshot, offset) else { return Vec::new() };
    let label = label_range(snapshot, entry);
    if offset > label.end {
        return Vec::new();
    }
    let first = cited.places(entry).next();
    first
        .map(|place| Link { origin: label, target: place.clone(), selection: place.clone() })
        .into_iter()
        .collect()
}

/// All places that name the works of the marker or the entry at byte `offset`, in the order of the
/// text: the markers and, where `entries` is set, the entries by their labels. Elsewhere all places that
/// name the term at the offset.
#[must_use]
pub fn references(snapshot: &Snapshot, offset: usize, entries: bool, settings: &Settings) -> Vec<Mention> {
    let found = markers(snapshot, offset, entries);
    // The text of an entry names works, but the cursor may mean a term in it.
    let in_text = || entry_at(snapshot, offset).is_none_or(|entry| offset > label_range(snapshot, entry).end);
    if found.is_empty() || Cited::of(snapshot).at(offset).is_none() && in_text() {
        return mentions(snapshot, offset, settings).unwrap_or(found);
    }
    found
}

fn markers(snapshot: &Snapshot, offset: usize, entries: bool) -> Vec<Mention> {
    let cited = Cited::of(snapshot);
    let (works, places): (Vec<usize>, Vec<Range<usize>>) = if let Some((_, named)) = cited.at(offset) {
        let all = cited.markers.iter().flat_map(|marker| &marker.parts);
        let agrees = |part: &&Part| named.iter().any(|other| part.agrees(other));
        let works = distinct(named.iter().flat_map(|part| part.entries.iter().copied()));
        (works, all.filter(agrees).map(|part| part.range.clone()).collect())
    } else if let Some(entry) = entry_at(snapshot, offset) {
        (vec![entry], cited.places(entry).cloned().collect())
    } else {
        return Vec::new();
    };
    let markers = places.into_iter().map(|range| Mention { range, is_entry: false });
    let labels = works.into_iter().filter(|_| entries);
    let labels = labels.map(|entry| Mention { range: label_range(snapshot, entry), is_entry: true });
    let mut found: Vec<Mention> = markers.chain(labels).collect();
    found.sort_by_key(|mention| (mention.range.start, mention.range.end));
    found.dedup();
    found
}

/// What an editor marks while the cursor is at byte `offset`: as [`references`] has it. In the text of
/// an entry, which is long, nothing is marked; on its label it is.
#[must_use]
pub fn highlights(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Vec<Mention> {
    let text = entry_at(snapshot, offset).is_some_and(|entry| offset > label_range(snapshot, entry).end);
    if text {
        mentions(snapshot, offset, settings).unwrap_or_default()
    } else {
        references(snapshot, offset, true, settings)
    }
}

/// `entries` in their order, each once.
fn distinct(entries: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut found = Vec::new();
    for entry in entries {
        if !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    /// The text without the cursor `$0`, and the cursor.
    fn cursor(text: &str) -> (Snapshot, String, usize) {
        let offset = text.find("$0").expect("a cursor");
        let text = text.replacen("$0", "", 1);
        let kind = if text.contains('\\') {
            Kind::Tex
        } else if text.contains("[^") {
            Kind::Markdown
        } else {
            Kind::Plain
        };
        (Snapshot::of(&text, kind), text, offset)
    }

    /// “origin → selection | target” for every link.
    fn links(text: &str) -> Vec<String> {
        let (snapshot, text, offset) = cursor(text);
        let links = definition(&snapshot, offset);
        let told = links.iter().map(|link| {
            assert!(link.target.start <= link.selection.start && link.selection.end <= link.target.end);
            [&link.origin, &link.selection, &link.target].map(|range| &text[range.clone()]).join(" | ")
        });
        told.collect()
    }

    /// The places that `references` finds, each with the character before it.
    fn places(text: &str, entries: bool) -> Vec<String> {
        let (snapshot, text, offset) = cursor(text);
        let told = |range: &Range<usize>| {
            let before = text[..range.start].chars().next_back().unwrap_or('^');
            format!("{before}{}", &text[range.clone()])
        };
        references(&snapshot, offset, entries, &Settings::default())
            .iter()
            .map(|mention| told(&mention.range))
            .collect()
    }

    fn essay(body: &str) -> String {
        format!(
            "{body}\n\n参考文献\n\n[1] 王某. 甲书[M]. 北京: 某社, 2019.\n[2] 李某. 乙书[M]. 北京: 某社, 2018.\n[3] 周某. 丙文[J]. 某刊, 2017(1): 1-5.\n"
        )
    }

    #[test]
    fn a_marker_leads_to_its_entry() {
        assert_eq!(
            links(&essay("甲说[$01]36，乙说[1,3]。")),
            ["[1] | [1] | [1] 王某. 甲书[M]. 北京: 某社, 2019."]
        );
        assert_eq!(
            links(&essay("甲说[1]，乙说[1,$03]。")),
            ["3 | [3] | [3] 周某. 丙文[J]. 某刊, 2017(1): 1-5."]
        );
        assert_eq!(
            links(&essay("甲说[1]，乙说$0[1,3]。")),
            [
                "[1,3] | [1] | [1] 王某. 甲书[M]. 北京: 某社, 2019.",
                "[1,3] | [3] | [3] 周某. 丙文[J]. 某刊, 2017(1): 1-5."
            ]
        );
        assert_eq!(
            links("甲说[^a$0]。乙说的也是这样。\n\n[^a]: 王某：《甲书》，2019年版。\n"),
            ["[^a] | [^a]: | [^a]: 王某：《甲书》，2019年版。"]
        );
        assert_eq!(
            links(
                "甲说\\cite{wang,l$0i}，这里说明他的看法。\n\n\\begin{thebibliography}{9}\n\\bibitem{wang} 王某. 甲书[M]. 2019.\n\\bibitem{li} 李某. 乙书[M]. 2018.\n\\end{thebibliography}\n"
            ),
            ["li | \\bibitem{li} | \\bibitem{li} 李某. 乙书[M]. 2018."]
        );
    }

    #[test]
    fn a_label_leads_to_the_first_marker() {
        let text = essay("甲说[1]，乙说[1,3]，丙说[3]。");
        assert_eq!(links(&text.replace("\n[3]", "\n[$03]")), ["[3] | 3 | 3"]);
        assert_eq!(links(&text.replace("\n[2]", "\n[$02]")), Vec::<String>::new());
        assert_eq!(links(&text.replace("周某.", "周某$0.")), Vec::<String>::new(), "the text of the entry");
    }

    #[test]
    fn nothing_leads_nowhere() {
        assert_eq!(links(&essay("甲$0说[1]。")), Vec::<String>::new());
        assert_eq!(links(&essay("甲说[$09]。")), Vec::<String>::new());
        assert_eq!(links("$0"), Vec::<String>::new());
        assert_eq!(places("She said so [$01].\n\nReferences\n\n[1] A book.\n", true), Vec::<String>::new());
    }

    #[test]
    fn all_places_of_a_work_are_found_from_each() {
        let text = essay("甲说[1]，乙说[1,3]，丙说[2-3]。");
        for (at, cursor) in [("说[1]", "说[$01]"), ("[1,3]", "[$01,3]"), ("\n[1] 王某", "\n[1] 王$0某")]
        {
            let found = places(&text.replacen(at, cursor, 1), true);
            assert_eq!(found, ["说[1]", "[1", "\n[1]"], "{cursor}");
        }
        assert_eq!(places(&text.replacen("[1,3]", "[1,3$0]", 1), false), ["说[1]", "[1", ",3", "-3"]);
    }

    #[test]
    fn markers_without_an_entry_find_each_other() {
        assert_eq!(places(&essay("甲说[9]，乙说[$09]，丙说[8]。"), true), ["说[9]", "说[9]"]);
    }

    #[test]
    fn the_text_of_an_entry_marks_nothing() {
        let marked = |text: &str| {
            let (snapshot, _, offset) = cursor(text);
            highlights(&snapshot, offset, &Settings::default())
        };
        let text = essay("甲说[1]，乙说[1,3]。");
        assert_eq!(marked(&text.replace("王某", "王$0某")), []);
        let found = marked(&text.replace("\n[1]", "\n[$01]"));
        assert_eq!(found.iter().map(|it| it.is_entry).collect::<Vec<_>>(), [false, false, true]);
    }
}
