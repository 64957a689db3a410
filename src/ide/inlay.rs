//! Inlay hints: which work stands behind a marker.

use std::ops::Range;

use super::cited::{Cited, short_name};
use crate::config::Settings;
use crate::document::Snapshot;

/// Characters of a title that a hint shows.
const TITLE: usize = 12;

/// Works that the hint of one marker names.
const WORKS: usize = 3;

/// Words that an editor shows in the text and that are none of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inlay {
    /// Where they stand: behind the marker and its page (bytes).
    pub offset: usize,
    /// The words.
    pub label: String,
}

/// The author and the title of what each marker in `range` (bytes) cites, where the settings ask for it.
#[must_use]
pub fn inlays(snapshot: &Snapshot, range: &Range<usize>, settings: &Settings) -> Vec<Inlay> {
    if !settings.inlay_citations {
        return Vec::new();
    }
    let cited = Cited::of(snapshot);
    let here = cited.markers.iter().filter(|marker| range.contains(&marker.end));
    here.filter_map(|marker| {
        let mut entries = marker.parts.iter().filter_map(|part| part.entries.first());
        let names: Vec<String> = entries
            .by_ref()
            .take(WORKS)
            .map(|&entry| {
                let text = snapshot.buffer().slice(snapshot.entry_range(entry));
                short_name(&snapshot.reference(entry), &text, TITLE)
            })
            .collect();
        let more = if entries.next().is_some() { "……" } else { "" };
        (!names.is_empty())
            .then(|| Inlay { offset: marker.end, label: format!("{}{more}", names.join("；")) })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    const TEXT: &str = "甲说[1]36，乙说[1-4]，丙说[9]。\n\n丁也说过这样的话[2]。\n\n参考文献\n\n[1] 甲甲甲\n[2] 乙乙乙\n[3] 丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙\n[4] 丁丁丁\n";

    fn told(range: Range<usize>, on: bool) -> Vec<(&'static str, String)> {
        let settings = Settings { inlay_citations: on, ..Settings::default() };
        let found = inlays(&Snapshot::of(TEXT, Kind::Plain), &range, &settings);
        found
            .into_iter()
            .map(|it| (TEXT[..it.offset].rsplit(['说', '话']).next().unwrap(), it.label))
            .collect()
    }

    #[test]
    fn works_stand_behind_their_markers() {
        let told = told(0..TEXT.len(), true);
        let places: Vec<&str> = told.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, ["[1]36", "[1-4]", "[2]"]);
        assert!(told[0].1.contains("甲甲甲"), "{told:?}");
        assert!(told[1].1.ends_with("……") && !told[1].1.contains('丁'), "{told:?}");
        assert!(told[1].1.contains(&format!("{}…", "丙".repeat(12))), "{told:?}");
    }

    #[test]
    fn only_where_they_are_asked_for() {
        assert_eq!(told(0..TEXT.len(), false), []);
        let second = TEXT.find("丁也").unwrap();
        let told = told(second..TEXT.len(), true);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, "[2]");
    }
}
