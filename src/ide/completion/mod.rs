//! Completion: the entries of the document where a marker is being written, and the works of its
//! bibliography files where a key is.

mod place;
mod terms;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use place::{Place, Style, closing_of};

use super::actions::{Form, add_entry};
use super::cited::{Cited, Lookup, label_name, short_name};
use crate::config::{Profile, Settings, say};
use crate::document::{Entry, Listed, Snapshot};
use crate::reference::{
    Edition, Item, Library, Part, Reference, Style as EntryStyle, Width, filter_text, format, usual_width,
};
use crate::rules::Edit;
use crate::rules::citation::numbers;
use crate::syntax::chars::circled;
use crate::syntax::matter::EntryForm;

/// The characters behind which an editor should ask.
pub const TRIGGERS: [&str; 8] = ["[", "［", "〔", "【", "@", "{", "^", "《"];

/// Characters of a title that are shown beside a label.
const TITLE: usize = 30;

/// Works of the bibliography files that are offered at once; the next letter brings others.
const WORKS: usize = 50;

/// Works that are offered for the list at once.
const ADDITIONS: usize = 20;

/// Markers that can be written at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    /// The best first.
    pub items: Vec<Completion>,
    /// Whether other letters would bring others, so that an editor has to ask again.
    pub is_incomplete: bool,
}

/// A marker that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The marker: `[3]`, ①, a key.
    pub label: String,
    /// Author and title.
    pub detail: String,
    /// The entry.
    pub documentation: String,
    /// What a writer may type to find it: number or key, author, title.
    pub filter: String,
    /// What the editor writes.
    pub edit: Edit,
    /// What it writes elsewhere: a new entry.
    pub also: Option<Edit>,
    /// Of a term: the name whose card is its documentation, which is made when somebody looks at it.
    pub term: Option<String>,
}

/// The markers that can be written at byte `offset`: entries of the document, first what was cited last
/// before the offset, then by number; behind them works of its bibliography files, by key or, where
/// markers are numbers, to be added to the list.
#[must_use]
pub fn completions(snapshot: &Snapshot, offset: usize, settings: &Settings) -> Completions {
    let Some(place) = Place::at(snapshot, offset) else {
        return terms::completions(snapshot, offset, settings);
    };
    let lookup = Lookup::of(snapshot);
    let last = last_cited(snapshot, place.opener);
    let mut found: Vec<(usize, Completion)> = Vec::new();
    for (position, entry) in snapshot.index().entries.iter().enumerate() {
        if let Some(completion) = place.offer(snapshot, &lookup, position, entry) {
            found.push((position, completion));
        }
    }
    let rank = |position: usize| (Reverse(last.get(&position)), position);
    found.sort_by_key(|(position, _)| rank(*position));
    let mut items: Vec<Completion> = found.into_iter().map(|(_, completion)| completion).collect();
    let library = settings.bibliography.library().filter(|_| place.style != Style::Footnote);
    if let Some(library) = library {
        let query = snapshot.buffer().slice(place.range.start..offset);
        if let Style::Bracket { open, .. } = place.style {
            items.extend(place.additions(snapshot, settings, library, open, &query));
        } else {
            for work in library.search(&query, WORKS) {
                if items.iter().all(|known| known.label != work.key()) {
                    items.push(place.offer_work(work, &query));
                }
            }
        }
    }
    Completions { items, is_incomplete: library.is_some() }
}

/// Where each entry was cited last before byte `offset`.
fn last_cited(snapshot: &Snapshot, offset: usize) -> HashMap<usize, usize> {
    let cited = Cited::of(snapshot);
    let before = cited.markers.iter().take_while(|marker| marker.range.start < offset);
    let entries = before.flat_map(|marker| {
        let entries = marker.parts.iter().flat_map(|part| &part.entries);
        entries.map(|&entry| (entry, marker.range.start))
    });
    entries.collect()
}

impl Place {
    /// The completion for an entry, if a marker of this style can mean it here.
    fn offer(
        &self,
        snapshot: &Snapshot,
        lookup: &Lookup<'_>,
        position: usize,
        entry: &Entry,
    ) -> Option<Completion> {
        let number = entry.numbers.first().copied();
        let key = entry.key.as_deref();
        let name = label_name(snapshot, position);
        let whole = self.opener..self.range.end;
        let (label, range, written) = match (self.style, entry.form) {
            (Style::Bracket { open, .. }, EntryForm::Bracket | EntryForm::Plain) => {
                let number = number?;
                lookup.numbered(self.block, false, number).contains(&position).then_some(())?;
                // ［①］ is cited as it is written.
                let ring = name.chars().any(|c| circled(c).is_some());
                let inner = if ring { Form::Circled.marker(number)? } else { number.to_string() };
                let closing = if self.close.is_empty() { closing_of(open) } else { self.close };
                (format!("{open}{inner}{closing}"), self.range.clone(), format!("{inner}{}", self.close))
            }
            (Style::Bracket { first: true, .. }, EntryForm::Circled) => {
                let number = number?;
                lookup.numbered(self.block, true, number).contains(&position).then_some(())?;
                let marker = Form::Circled.marker(number)?;
                (marker.clone(), whole, marker)
            }
            (Style::Bracket { open: '[', first: true }, EntryForm::Footnote) => {
                (name.clone(), self.range.clone(), format!("^{}{}", key?, self.close))
            }
            (Style::Footnote, EntryForm::Footnote) | (Style::Latex, EntryForm::Bibitem) => {
                (name.clone(), self.range.clone(), format!("{}{}", key?, self.close))
            }
            _ => return None,
        };
        let reference = snapshot.reference(position);
        let documentation = snapshot.buffer().slice(snapshot.entry_range(position)).into_owned();
        // An editor compares it with what is replaced, the bracket of ① included.
        let lead = if range.start == self.opener {
            snapshot.buffer().slice(self.opener..self.opener + self.bracket()).into_owned()
        } else {
            String::new()
        };
        let named = number.map_or_else(|| key.unwrap_or_default().to_owned(), |number| number.to_string());
        Some(Completion {
            label,
            detail: short_name(&reference, &documentation, TITLE),
            filter: format!("{lead}{named} {}", words(&reference, &documentation)),
            documentation,
            edit: Edit { range, text: written },
            also: None,
            term: None,
        })
    }

    /// The completion for a work of a bibliography file that was found by `query`.
    fn offer_work(&self, work: Item<'_>, query: &str) -> Completion {
        let reference = work.reference();
        let words = filter_text(reference);
        Completion {
            label: work.key().to_owned(),
            detail: short_name(reference, work.key(), TITLE),
            documentation: format(reference, EntryStyle::numeric(Edition::default(), Width::default())),
            // The search finds more than an editor's comparison would, so what was typed goes first.
            filter: format!("{query} {} {words}", work.key()),
            edit: Edit { range: self.range.clone(), text: format!("{}{}", work.key(), self.close) },
            also: None,
            term: None,
        }
    }

    /// The completions that add a work found by `query` to the list, with the next number. What is
    /// only a number looks for an entry.
    fn additions(
        &self,
        snapshot: &Snapshot,
        settings: &Settings,
        library: &Library,
        open: char,
        query: &str,
    ) -> Vec<Completion> {
        let edition = match settings.profile {
            Profile::Auto | Profile::Gb2025 => Edition::Gb2025,
            Profile::Gb2015 => Edition::Gb2015,
            // Notes say with each work what is cited of it.
            Profile::Note => return Vec::new(),
        };
        if query.chars().all(char::is_numeric) {
            return Vec::new();
        }
        let entries = &snapshot.index().entries;
        let cited = numbers::numbered(snapshot).flat_map(|(_, _, numbers)| numbers);
        let number = entries.iter().flat_map(|entry| entry.numbers.iter().copied()).chain(cited).max();
        let number = number.unwrap_or(0) + 1;
        let listed: Vec<Arc<Reference>> = (0..entries.len()).map(|entry| snapshot.reference(entry)).collect();
        let is_listed = |work: &Item<'_>| {
            let title = work.reference().get(Part::Title);
            title.is_some() && listed.iter().any(|entry| entry.get(Part::Title) == title)
        };
        let entries: Vec<Listed> =
            (0..snapshot.index().entries.len()).map(|entry| snapshot.listed(entry)).collect();
        let width = usual_width(entries.iter().map(|listed| &listed.form));
        let added = library.search(query, WORKS).into_iter().filter(|work| !is_listed(work)).take(ADDITIONS);
        added
            .filter_map(|work| {
                let reference = work.reference();
                let entry = format(reference, EntryStyle::numeric(edition, width));
                let also = add_entry(snapshot, Form::Bracket(open), number, &entry)?;
                // Two edits at one place have no order.
                (also.range.start > self.range.end).then(|| Completion {
                    label: short_name(reference, work.key(), TITLE),
                    detail: say!(settings.lang, "加入文献表，编号{number}", "add to the list as {number}"),
                    documentation: entry,
                    filter: format!("{query} {} {}", work.key(), filter_text(reference)),
                    edit: Edit { range: self.range.clone(), text: format!("{number}{}", self.close) },
                    also: Some(also),
                    term: None,
                })
            })
            .collect()
    }
}

/// What a writer may type for a work; of one that was not understood, its `text`.
fn words(reference: &Reference, text: &str) -> String {
    let words = filter_text(reference);
    if words.is_empty() { text.to_owned() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::reference::{Bibliography, BibliographyFile};

    /// The text with a cursor `$0` after each completion: “label → text” with the replaced text.
    fn offered(text: &str, kind: Kind) -> Vec<String> {
        let offset = text.find("$0").expect("a cursor");
        let text = text.replacen("$0", "", 1);
        let found = completions(&Snapshot::of(&text, kind), offset, &Settings::default());
        assert!(!found.is_incomplete);
        found
            .items
            .iter()
            .map(|it| {
                assert!(it.edit.range.start <= offset && offset <= it.edit.range.end, "{it:?}");
                format!("{}: {} → {}", it.label, &text[it.edit.range.clone()], it.edit.text)
            })
            .collect()
    }

    fn essay(body: &str) -> String {
        format!(
            "前文说明了事情的由来。\n\n{body}\n\n参考文献\n\n[1] 王某. 甲书.\n[2] 李某. 乙书.\n[3] 周某. 丙文.\n"
        )
    }

    fn plain(body: &str) -> Vec<String> {
        offered(&essay(body), Kind::Plain)
    }

    #[test]
    fn entries_are_offered_in_a_bracket() {
        let all = ["[1]:  → 1]", "[2]:  → 2]", "[3]:  → 3]"];
        assert_eq!(plain("甲说过这样的话[$0，后来又说。"), all);
        assert_eq!(plain("甲说过这样的话[$0]。")[1], "[2]: ] → 2]");
        assert_eq!(plain("甲说过这样的话[2$0]。")[1], "[2]: 2] → 2]");
        assert_eq!(plain("甲说过这样的话[wm$0。")[0], "[1]: wm → 1]");
        assert_eq!(plain("甲说过这样的话［$0")[0], "［1］:  → 1］");
        assert_eq!(plain("甲说过这样的话〔$0〕。")[0], "〔1〕: 〕 → 1〕");
        assert_eq!(plain("甲说过这样的话【$0。")[0], "【1】:  → 1】");
    }

    #[test]
    fn a_list_of_numbers_is_gone_on_with() {
        assert!(plain("甲说过这样的话[1,$0]。").contains(&"[3]: ] → 3]".to_owned()));
        assert!(plain("甲说过这样的话[1, 2$0。").contains(&"[3]: 2 → 3]".to_owned()));
        assert!(plain("甲说过这样的话[$0,3]。").contains(&"[2]:  → 2".to_owned()));
        assert!(plain("甲说过这样的话[1-$0]。").contains(&"[3]: ] → 3]".to_owned()));
    }

    #[test]
    fn what_was_cited_last_comes_first() {
        let labels =
            |body: &str| -> Vec<String> { plain(body).iter().map(|it| it[..3].to_owned()).collect() };
        assert_eq!(labels("甲说[1]，乙说[3]，丙也说过[$0，丁说[2]。"), ["[3]", "[1]", "[2]"]);
        assert_eq!(labels("甲说[3]，乙说[3,1]，丙也说过[$0。"), ["[1]", "[3]", "[2]"]);
    }

    #[test]
    fn entries_are_found_by_their_words() {
        let text = essay("甲说过这样的话[");
        let snapshot = Snapshot::of(&text, Kind::Plain);
        let found =
            completions(&snapshot, text.find("[\n").expect("the bracket") + 1, &Settings::default()).items;
        assert!(found[0].filter.starts_with("1 ") && found[0].filter.contains("王某"), "{found:?}");
        assert_eq!(found[0].documentation, "王某. 甲书.");
    }

    #[test]
    fn keys_are_offered_for_notes_and_commands() {
        let markdown = |body: &str| {
            offered(
                &format!("{body}\n\n[^a]: 王某：《甲书》，2019年版。\n[^b]: 李某：《乙书》，2018年版。\n"),
                Kind::Markdown,
            )
        };
        assert_eq!(markdown("甲说过这样的话[^$0]。"), ["[^a]: ] → a]", "[^b]: ] → b]"]);
        assert_eq!(markdown("甲说过这样的话[$0。")[0], "[^a]:  → ^a]");
        let tex = |body: &str| {
            offered(
                &format!(
                    "{body}\n\n\\begin{{thebibliography}}{{9}}\n\\bibitem{{wang}} 王某. 甲书.\n\\bibitem{{li}} 李某. 乙书.\n\\end{{thebibliography}}\n"
                ),
                Kind::Tex,
            )
        };
        assert_eq!(tex("甲说过这样的话\\cite{$0}。"), ["wang: } → wang}", "li: } → li}"]);
        assert_eq!(tex("甲说过这样的话\\parencite[第3页]{wang,$0}。")[0], "wang: } → wang}");
        assert_eq!(tex("甲说过这样的话\\emph{$0}。"), [""; 0]);
        assert_eq!(tex("甲说过这样的话\\cite[$0]{wang}。"), [""; 0]);
    }

    #[test]
    fn circled_notes_take_the_place_of_the_bracket() {
        let text = "甲说过这样的话①，后来又说[$0]。\n\n注释：\n①王某：《甲书》，2019年版。\n②李某：《乙书》，2018年版。\n";
        assert_eq!(offered(text, Kind::Plain), ["①: [] → ①", "②: [] → ②"]);
        let bare = text.replacen("$0", "", 1);
        let found = completions(
            &Snapshot::of(&bare, Kind::Plain),
            bare.find("[]").expect("it") + 1,
            &Settings::default(),
        )
        .items;
        assert!(found[0].filter.starts_with("[1 "), "{found:?}");
    }

    #[test]
    fn works_of_bibliography_files_are_offered_by_key() {
        let file = "@book{wang2019, author = {王某}, title = {甲书}, year = 2019}\n\
            @book{li2018, author = {李某}, title = {乙书}, year = 2018}\n\
            @book{zhao2017, author = {赵某}, title = {丁书}, year = 2017}\n";
        let file = BibliographyFile::new("a.bib".into(), file.to_owned());
        let bibliography = Bibliography::new(Arc::new(Library::new(vec![Arc::new(file)], true)));
        let settings = Settings { bibliography, ..Settings::default() };
        let offered = |text: &str, kind: Kind| {
            let offset = text.find("$0").expect("a cursor");
            let text = text.replacen("$0", "", 1);
            let found = completions(&Snapshot::of(&text, kind), offset, &settings);
            let told = found
                .items
                .iter()
                .map(|it| format!("{}: {} → {}", it.label, &text[it.edit.range.clone()], it.edit.text));
            (told.collect::<Vec<_>>(), found.is_incomplete)
        };
        let (all, incomplete) = offered("前文说明了事情的由来[@$0]。", Kind::Markdown);
        assert_eq!(all, ["wang2019: ] → wang2019]", "li2018: ] → li2018]", "zhao2017: ] → zhao2017]"]);
        assert!(incomplete);
        let (found, _) = offered("前文说明了事情的由来[@a; @乙书$0, 第3页]。", Kind::Markdown);
        assert_eq!(found, ["li2018: 乙书 → li2018"]);
        let (found, _) = offered("前文说明了事情的由来\\cite{wang$0。", Kind::Tex);
        assert_eq!(found, ["wang2019: wang → wang2019}"]);
        let tex = "前文说明了事情的由来\\cite{$0}。\n\n\\begin{thebibliography}{9}\n\\bibitem{li2018} 李某. 乙书.\n\\end{thebibliography}\n";
        assert_eq!(
            offered(tex, Kind::Tex).0,
            ["li2018: } → li2018}", "wang2019: } → wang2019}", "zhao2017: } → zhao2017}"]
        );
        assert_eq!(offered("前文说明了事情的由来[^$0]。", Kind::Markdown), (Vec::new(), false));
        assert_eq!(offered("前文说明了事情的由来[$0]。", Kind::Markdown), (Vec::new(), true));

        let essay = essay("后来又说[丁$0，大家都知道。");
        let offset = essay.find("$0").expect("a cursor");
        let text = essay.replacen("$0", "", 1);
        let found = completions(&Snapshot::of(&text, Kind::Plain), offset, &settings).items;
        let added = found.last().expect("a work");
        assert_eq!(
            (&*added.label, &*added.detail, &*added.edit.text),
            ("赵某《丁书》", "加入文献表，编号4", "4]")
        );
        let also = added.also.as_ref().expect("the entry");
        assert_eq!(also.range, text.trim_end().len()..text.trim_end().len());
        assert!(also.text.starts_with("\n[4] 赵某. 丁书[M]."), "{}", also.text);
    }

    #[test]
    fn nothing_is_offered_where_no_marker_stands() {
        let none: [String; 0] = [];
        for body in [
            "[$0",
            "甲说过这样的话$0。",
            "甲说过这样的话[1]$0。",
            "甲说过[这样。的话$0",
            "甲说过这样的话[一个词 又一个词$0",
            "甲说过这样的话{$0}。",
        ] {
            assert_eq!(plain(body), none, "{body}");
        }
        let list = essay("甲说过这样的话[1]。").replace("李某. ", "李某. [$0");
        assert_eq!(offered(&list, Kind::Plain), none);
        for body in
            ["甲说过这样的话`[$0]`。", "甲说过这样的话![$0]。", "```\n甲说[$0\n```", "甲说<!-- [$0 -->。"]
        {
            assert_eq!(offered(&essay(body), Kind::Markdown), none, "{body}");
        }
    }
}
