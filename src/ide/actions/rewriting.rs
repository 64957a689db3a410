//! Entries rewritten by an edition of GB/T 7714, one or all, where nothing of them is lost.

use std::ops::Range;

use crate::config::{Settings, say};
use crate::document::{Listed, Snapshot};
use crate::reference::{Edition, Grammar, Style, Width, rewrite, usual_width};
use crate::rules::Edit;

/// For the entry that `touches` holds for: rewriting it, by each edition; and the whole list.
pub fn rewriting(
    snapshot: &Snapshot,
    settings: &Settings,
    touches: &impl Fn(&Range<usize>) -> bool,
) -> Vec<(String, Vec<Edit>)> {
    let entries: Vec<Listed> = (0..snapshot.index().entries.len())
        .map(|entry| snapshot.listed(entry))
        .filter(|listed| listed.reference.grammar == Grammar::Gb)
        .collect();
    let Some(here) = entries.iter().find(|listed| touches(&listed.range)) else { return Vec::new() };
    let usual = usual_width(entries.iter().map(|listed| &listed.form));
    let mut offered = Vec::new();
    for edition in [Edition::Gb2025, Edition::Gb2015] {
        let standard = edition.standard();
        if let Some(edit) = rewritten(snapshot, here, edition, usual) {
            let title = say!(settings.lang, "按 {standard} 改写这一条", "Rewrite this entry by {standard}");
            offered.push((title, vec![edit]));
        }
        let edits: Vec<Edit> =
            entries.iter().filter_map(|listed| rewritten(snapshot, listed, edition, usual)).collect();
        if edits.len() > 1 {
            let count = edits.len();
            let title = say!(
                settings.lang,
                "按 {standard} 改写整个文献表（{count}条）",
                "Rewrite the whole list by {standard} ({count} entries)"
            );
            offered.push((title, edits));
        }
    }
    offered
}

/// The edit that rewrites an entry; `None` where something would be lost or nothing would change.
fn rewritten(snapshot: &Snapshot, listed: &Listed, edition: Edition, usual: Width) -> Option<Edit> {
    let written = snapshot.buffer().slice(listed.range.clone());
    let width = if listed.reference.is_chinese() { usual } else { Width::Half };
    let text = rewrite(&listed.reference, Style { edition, width, order: listed.form.order })?;
    (text != written).then(|| Edit { range: listed.range.clone(), text })
}

#[cfg(test)]
mod tests {
    use super::super::{actions, change::applied};
    use super::*;
    use crate::document::Kind;

    /// What the actions at the entry with `place` make of `text`, by their titles.
    fn offered(text: &str, place: &str) -> Vec<(String, String)> {
        let snapshot = Snapshot::of(text, Kind::Plain);
        let at = text.rfind(place).expect("the place");
        let range = at..at;
        let found = actions(&snapshot, &Settings::default(), &[], &range);
        found
            .into_iter()
            .filter(|action| action.title.contains("改写"))
            .map(|action| (action.title, applied(text, &action.edits)))
            .collect()
    }

    #[test]
    fn one_entry_and_all_of_them() {
        let text = "甲说[1]，乙说[2]，都在讨论村庄里的事情。\n\n参考文献\n[1] SMITH A. A title[J/OL]. Some Review, 2018(2): 8-15[2020-01-02]. https://example.org/a.\n[2] 王某. 题名[j]. 某刊,2018(2):8-15\n";
        let after = "甲说[1]，乙说[2]，都在讨论村庄里的事情。\n\n参考文献\n[1] Smith A. A title[J/OL]. Some Review, 2018(2): 8-15. https://example.org/a.\n[2] 王某. 题名[J]. 某刊, 2018(2): 8-15.\n";
        let offered = offered(text, "Some Review");
        let titles: Vec<&str> = offered.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(
            titles,
            ["按 GB/T 7714—2025 改写这一条", "按 GB/T 7714—2025 改写整个文献表（2条）"],
            "by 2015 only the second would change"
        );
        assert_eq!(offered[1].1, after);
    }

    #[test]
    fn what_would_lose_something_is_not_offered() {
        for entry in [
            "王某. 题名[J]. 某刊, 2018(2): 8-15. 作者系某校教师",
            "王某：《题名》，北京：某社，2018年",
            "这里解释上文的一个说法",
        ] {
            let text = format!("甲说[1]，都在讨论村庄里的事情。\n\n参考文献\n[1] {entry}\n");
            assert_eq!(offered(&text, entry), [], "{entry}");
        }
    }
}
