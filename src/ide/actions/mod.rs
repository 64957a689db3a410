//! What an editor can do about a place: repairs that need more than a finding's own fix, and
//! rewritings of the document. Nothing here invents a source: what is missing stays visibly missing.

mod change;
mod citing;
mod converting;
mod listing;
mod merging;
mod rewriting;

use std::ops::Range;

pub(super) use listing::{Form, add_entry};

use crate::config::{Settings, say};
use crate::document::Snapshot;
use crate::rules::citation::renumber::renumber;
use crate::rules::{Edit, Finding};

/// What kind of change an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// It answers a finding.
    QuickFix,
    /// It rewrites the document and keeps what it says.
    Rewrite,
}

/// A change that an editor offers at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What it does, as shown in a menu.
    pub title: String,
    /// Its kind.
    pub kind: ActionKind,
    /// Rule and range (bytes) of the finding that it answers.
    pub answers: Option<(&'static str, Range<usize>)>,
    /// Replacements; they do not overlap and are in the order of the text.
    pub edits: Vec<Edit>,
}

/// The actions for `range` (bytes), besides the fixes that the findings carry.
#[must_use]
pub fn actions(
    snapshot: &Snapshot,
    settings: &Settings,
    findings: &[Finding],
    range: &Range<usize>,
) -> Vec<Action> {
    let touches = |other: &Range<usize>| other.start <= range.end && range.start <= other.end;
    let mut actions = Vec::new();
    for finding in findings.iter().filter(|finding| touches(&finding.range)) {
        let offered = match finding.rule {
            "uncited-quote" | "uncited-named-source" => citing::cite(snapshot, settings, &finding.range),
            "undefined-citation" => listing::add_entries(snapshot, settings, &finding.range),
            "missing-reference-list" => listing::make_list(snapshot, settings),
            "duplicate-reference" => merging::merge_entries(snapshot, settings, finding),
            "unused-reference" => listing::delete_entry(snapshot, settings, &finding.range),
            _ => Vec::new(),
        };
        actions.extend(offered.into_iter().map(|(title, edits)| Action {
            title,
            kind: ActionKind::QuickFix,
            answers: Some((finding.rule, finding.range.clone())),
            edits,
        }));
    }
    let rewrite = |(title, edits)| Action { title, kind: ActionKind::Rewrite, answers: None, edits };
    actions.extend(merging::split(snapshot, settings, &touches).map(rewrite));
    actions.extend(rewriting::rewriting(snapshot, settings, &touches).into_iter().map(rewrite));
    if at_citation_or_entry(snapshot, &touches) {
        let title =
            say!(settings.lang, "全文按首次出现的先后重新编号", "Renumber everything by first appearance");
        actions.extend(renumber(snapshot).map(|edits| rewrite((title, edits))));
        actions.extend(converting::convert(snapshot, settings).into_iter().map(rewrite));
    }
    actions
}

fn at_citation_or_entry(snapshot: &Snapshot, touches: &impl Fn(&Range<usize>) -> bool) -> bool {
    let index = snapshot.index();
    let citing = index.citings.iter().any(|citing| {
        let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
        touches(&snapshot.absolute(citing.block, &citation.range))
    });
    citing
        || index
            .entries
            .iter()
            .any(|e| touches(&snapshot.absolute(e.block, &snapshot.blocks()[e.block].text)))
}

#[cfg(test)]
mod tests {
    use super::change::applied;
    use super::*;
    use crate::document::Kind;
    use crate::rules;

    /// Applies the first action whose title begins so, for the first finding of `rule`.
    fn done(text: &str, kind: Kind, rule: &str, title: &str) -> String {
        let snapshot = Snapshot::of(text, kind);
        let settings = Settings::default();
        let findings = rules::check(&snapshot, &settings);
        let finding = findings.iter().find(|f| f.rule == rule).expect("a finding");
        let offered = actions(&snapshot, &settings, &findings, &finding.range);
        let titles: Vec<&str> = offered.iter().map(|a| a.title.as_str()).collect();
        let action = offered.iter().find(|a| a.title.starts_with(title));
        let action = action.unwrap_or_else(|| panic!("no “{title}” in {titles:?}"));
        assert!(action.edits.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
        applied(text, &action.edits)
    }

    const STUB: &str = "待补：著者、题名、出版者、出版年";

    #[test]
    fn a_new_marker_and_its_entry() {
        let text = "甲讲治理[1]。有学者指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”乙讲合作[2]36。\n\n参考文献\n\n[1] 王某. 题名之一[J]. 2019.\n\n[2] 李某. 题名之二[M]. 2018.\n";
        assert_eq!(
            done(text, Kind::Plain, "uncited-quote", "补上标注"),
            format!(
                "甲讲治理[1]。有学者指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”[2]乙讲合作[3]36。\n\n参考文献\n\n[1] 王某. 题名之一[J]. 2019.\n\n[2] {STUB}\n\n[3] 李某. 题名之二[M]. 2018.\n"
            )
        );
    }

    #[test]
    fn without_a_list_one_is_made() {
        let text = "# 论治理\r\n\r\n有学者指出，“乡村治理的难处不在缺少规章，而在规章没有人认领”。\r\n";
        assert_eq!(
            done(text, Kind::Markdown, "uncited-quote", "补上标注"),
            format!(
                "# 论治理\r\n\r\n有学者指出，“乡村治理的难处不在缺少规章，而在规章没有人认领”[1]。\r\n\r\n## 参考文献\r\n\r\n[1] {STUB}\r\n"
            )
        );
    }

    #[test]
    fn notes_and_footnotes_keep_their_form() {
        let text = "甲讲治理①。有学者指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”\n\n注释\n\n①王某：《书》，2019年版。\n";
        assert_eq!(
            done(text, Kind::Plain, "uncited-quote", "补上标注"),
            format!(
                "甲讲治理①。有学者指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”②\n\n注释\n\n①王某：《书》，2019年版。\n②{STUB}\n"
            )
        );
        let text = "甲讲治理[^1]。有学者指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”\n\n[^1]: 王某：《书》，2019年版。\n";
        assert_eq!(
            done(text, Kind::Markdown, "uncited-quote", "补上标注"),
            format!(
                "甲讲治理[^1]。有学者指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”[^2]\n\n[^1]: 王某：《书》，2019年版。\n[^2]: {STUB}\n"
            )
        );
    }

    #[test]
    fn the_source_that_the_text_names_stands_in_the_entry() {
        let text = "甲讲治理[1]。《某县志·风俗》载：“岁时伏腊，聚族而食，长者为之序齿。”\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n";
        assert_eq!(
            done(text, Kind::Plain, "uncited-named-source", "补上标注"),
            format!(
                "甲讲治理[1]。《某县志·风俗》载：“岁时伏腊，聚族而食，长者为之序齿。”[2]\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[2] 《某县志·风俗》（{STUB}）\n"
            )
        );
    }

    #[test]
    fn the_marker_stands_where_the_document_puts_it() {
        let text = "甲说“治理的起点不是机构，而是人”。[1]乙说“信任要从账目里来”。[2]丙说“合作始于一口水井”。[1]有学者指出“乡村治理的难处不在缺少规章，而在没有人认领”。\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[2] 李某. 题名之二[M]. 2018.\n";
        assert!(
            done(text, Kind::Plain, "uncited-quote", "补上标注").contains("而在没有人认领”。[3]\n"),
            "{}",
            done(text, Kind::Plain, "uncited-quote", "补上标注")
        );
    }

    #[test]
    fn an_entry_that_is_there() {
        let text = "甲讲治理[1]，乙讲合作[2]。王某指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[2] 李某. 题名之二[M]. 2018.\n";
        assert!(done(text, Kind::Plain, "uncited-quote", "标注为[1] 王某").contains("没有人认领。”[1]\n"));
        // The one cited last is likely too.
        assert!(done(text, Kind::Plain, "uncited-quote", "标注为[2] 李某").contains("没有人认领。”[2]\n"));
    }

    #[test]
    fn entries_that_are_missing_or_superfluous() {
        let text = "甲讲治理[1]，乙讲合作[2]，丙讲信任[3]。\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[3] 李某. 题名之二[M]. 2018.\n";
        assert_eq!(
            done(text, Kind::Plain, "undefined-citation", "在文献表里添上[2]"),
            format!(
                "甲讲治理[1]，乙讲合作[2]，丙讲信任[3]。\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[2] {STUB}\n[3] 李某. 题名之二[M]. 2018.\n"
            )
        );
        let text = "甲讲治理[1]，丙讲信任[3]。\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[2] 赵某. 题名之三[M]. 2017.\n[3] 李某. 题名之二[M]. 2018.\n";
        assert_eq!(
            done(text, Kind::Plain, "unused-reference", "删去[2]，后面的编号依次提前"),
            "甲讲治理[1]，丙讲信任[2]。\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[2] 李某. 题名之二[M]. 2018.\n"
        );
    }

    #[test]
    fn renumbering_is_offered_at_citations_and_entries() {
        let text = "甲讲治理[2]，乙讲合作[1]。\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[2] 李某. 题名之二[M]. 2018.\n";
        let snapshot = Snapshot::of(text, Kind::Plain);
        let offered = |at: usize| actions(&snapshot, &Settings::default(), &[], &(at..at));
        let marker = text.find("[2]").expect("a marker");
        let titles = |at: usize| offered(at).into_iter().map(|action| action.title).collect::<Vec<_>>();
        let all = ["全文按首次出现的先后重新编号", "全文标注改为〔1〕的样式", "全文标注改为①的样式"];
        assert_eq!(titles(marker), all);
        assert!(offered(marker).iter().all(|action| action.kind == ActionKind::Rewrite));
        assert_eq!(titles(text.find("王某").expect("an entry")), all);
        assert_eq!(offered(0), []);
    }

    #[test]
    fn keys_and_names_get_no_marker() {
        for text in [
            "甲讲治理[@wang2019]。有学者指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”\n",
            "甲讲治理（王某，2019）。有学者指出：“乡村治理的难处不在缺少规章，而在规章没有人认领。”\n",
        ] {
            let snapshot = Snapshot::of(text, Kind::Markdown);
            let findings = rules::check(&snapshot, &Settings::default());
            assert!(findings.iter().any(|f| f.rule == "uncited-quote"), "{text}");
            assert_eq!(actions(&snapshot, &Settings::default(), &findings, &(0..text.len())), [], "{text}");
        }
    }

    /// Applies the rewriting whose title begins so, offered where `place` first stands.
    fn rewrite(text: &str, kind: Kind, place: &str, title: &str) -> Option<String> {
        let snapshot = Snapshot::of(text, kind);
        let at = text.find(place).expect("the place");
        let offered = actions(&snapshot, &Settings::default(), &[], &(at..at));
        let action = offered.iter().find(|action| action.title.starts_with(title))?;
        assert_eq!(action.kind, ActionKind::Rewrite);
        Some(applied(text, &action.edits))
    }

    #[test]
    fn other_brackets() {
        let text = "甲讲治理[1,3-5]36，乙讲合作<sup>2</sup>。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n［2］ 李某. 题名[M]. 2018.\n";
        assert_eq!(
            rewrite(text, Kind::Plain, "[1,3", "全文标注改为〔1〕的样式").as_deref(),
            Some(
                "甲讲治理〔1,3-5〕36，乙讲合作〔2〕。\n\n参考文献\n〔1〕 王某. 题名[J]. 2019.\n〔2〕 李某. 题名[M]. 2018.\n"
            )
        );
        assert_eq!(
            rewrite(text, Kind::Plain, "王某", "全文标注改为[1]的样式").as_deref(),
            Some(
                "甲讲治理[1,3-5]36，乙讲合作[2]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n"
            )
        );
        // Pages and several numbers have no place in notes.
        assert_eq!(rewrite(text, Kind::Plain, "[1,3", "全文标注改为①"), None);
    }

    #[test]
    fn notes_and_footnotes() {
        let numbers = "甲讲治理[1]，乙讲合作[2]。\n\n## 注释\n\n[1] 王某：《治理》，某社2019年版。\n\n[2] 李某：《合作》，某社2018年版。\n";
        let notes = "甲讲治理①，乙讲合作②。\n\n## 注释\n\n① 王某：《治理》，某社2019年版。\n\n② 李某：《合作》，某社2018年版。\n";
        let feet = "甲讲治理[^1]，乙讲合作[^2]。\n\n## 注释\n\n[^1]: 王某：《治理》，某社2019年版。\n\n[^2]: 李某：《合作》，某社2018年版。\n";
        let kind = Kind::Markdown;
        assert_eq!(rewrite(numbers, kind, "[1]", "全文标注改为①").as_deref(), Some(notes));
        assert_eq!(rewrite(notes, kind, "①", "全文标注改为[1]").as_deref(), Some(numbers));
        assert_eq!(rewrite(numbers, kind, "[1]", "全文标注改为[^1]").as_deref(), Some(feet));
        assert_eq!(rewrite(notes, kind, "①", "全文标注改为[^1]").as_deref(), Some(feet));
        assert_eq!(rewrite(numbers, Kind::Plain, "[1]", "全文标注改为[^1]"), None);
        // Footnotes stand anywhere; the list of notes comes to the end, by first citation.
        let scattered = "甲讲治理[^b]，又讲[^b]。\n\n[^a]: 李某：《合作》，某社2018年版。\n\n乙讲合作[^a]。\n\n[^b]: 王某：《治理》，某社2019年版。\n";
        assert_eq!(
            rewrite(scattered, kind, "[^b]", "全文标注改为[1]").as_deref(),
            Some(
                "甲讲治理[1]，又讲[1]。\n\n乙讲合作[2]。\n\n## 注释\n\n[1] 王某：《治理》，某社2019年版。\n\n[2] 李某：《合作》，某社2018年版。\n"
            )
        );
        assert!(rewrite(scattered, kind, "[^b]", "全文标注改为①").is_some());
    }

    #[test]
    fn conversions_that_would_lose_something() {
        for (text, title) in [
            ("甲讲治理[1]36。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n", "全文标注改为①"),
            ("甲讲治理[1]，分为①起点、②难处。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n", "全文标注改为①"),
            (
                "甲讲治理[1]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[1] 李某. 题名[J]. 2018.\n",
                "全文标注改为①",
            ),
            ("甲讲治理[1]。\n\n参考文献\n\n- [1] 王某. 题名[J]. 2019.\n", "全文标注改为[^1]"),
            (
                "甲讲治理[^1]，见[1]。\n\n[^1]: 王某：《书》。\n\n参考文献\n\n[1] 王某. 题名[J]. 2019.\n",
                "全文标注改为①",
            ),
            ("甲讲治理[^1]。\n\n[^1]: 王某：《书》，某社\n    2019年版。\n", "全文标注改为①"),
            ("甲讲治理[^1]，也讲合作[^2]。\n\n[^1]: 王某：《书》，某社2019年版。\n", "全文标注改为①"),
        ] {
            assert_eq!(rewrite(text, Kind::Markdown, "[", title), None, "{text}");
        }
    }

    #[test]
    fn several_works_are_taken_apart() {
        let text = "甲讲治理[1,3]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n[3] 赵某. 题名[M]. 2017.\n";
        let split = rewrite(text, Kind::Plain, "[1,3]", "拆成 [1][3]").expect("taken apart");
        assert!(split.starts_with("甲讲治理[1][3]。\n"), "{split}");
        for text in [text.replace("[1,3]", "[1]"), text.replace("[1,3]", "[1,3]36")] {
            assert_eq!(rewrite(&text, Kind::Plain, "[1", "拆成"), None, "{text}");
        }
    }

    #[test]
    fn a_list_for_all_citations() {
        let text = "《某县志》载：“岁时伏腊，聚族而食，长者为之序齿。”[2]甲讲治理[1]，又讲[1]36。\n\n责任编辑：某某\n";
        assert_eq!(
            done(text, Kind::Plain, "missing-reference-list", "在文末添上参考文献（2条待补）"),
            format!(
                "《某县志》载：“岁时伏腊，聚族而食，长者为之序齿。”[2]甲讲治理[1]，又讲[1]36。\n\n参考文献\n\n[1] {STUB}\n[2] 《某县志》（{STUB}）\n\n责任编辑：某某\n"
            )
        );
        let text = "甲讲乡村治理的起点①，乙讲乡村合作的起点②。";
        assert_eq!(
            done(text, Kind::Markdown, "missing-reference-list", "在文末添上注释"),
            format!("{text}\n\n## 注释\n\n① {STUB}\n\n② {STUB}\n")
        );
    }

    #[test]
    fn two_entries_for_one_work() {
        let text = "甲讲治理[1]，乙讲合作[2]36，丙讲信任[3]，丁又讲治理[1,3]。\n\n参考文献\n[1] 王某. 治理的起点在哪里[J]. 某刊, 2019(1): 1-5.\n[2] 李某. 合作的起点在哪里[M]. 某社, 2018.\n[3] 王某.治理的起点在哪里[J].某刊,2019(1):1-5.\n[4] 赵某. 信任的起点在哪里[M]. 某社, 2017.\n";
        assert_eq!(
            done(text, Kind::Plain, "duplicate-reference", "把[3]并入[1]"),
            "甲讲治理[1]，乙讲合作[2]36，丙讲信任[1]，丁又讲治理[1]。\n\n参考文献\n[1] 王某. 治理的起点在哪里[J]. 某刊, 2019(1): 1-5.\n[2] 李某. 合作的起点在哪里[M]. 某社, 2018.\n[3] 赵某. 信任的起点在哪里[M]. 某社, 2017.\n"
        );
        // Other pages would be lost.
        let text = text.replace(":1-5", ":4-5");
        let snapshot = Snapshot::of(&text, Kind::Plain);
        let findings = rules::check(&snapshot, &Settings::default());
        let finding = findings.iter().find(|f| f.rule == "duplicate-reference").expect("a finding");
        let offered = actions(&snapshot, &Settings::default(), &findings, &finding.range);
        assert!(offered.iter().all(|action| !action.title.starts_with("把")), "{offered:?}");
    }
}
