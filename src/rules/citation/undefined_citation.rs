//! `undefined-citation`: a citation without an entry.

use std::collections::{BTreeSet, HashSet};

use super::numbers::{self, NoteScopes, entries, shown};
use crate::config::nearest;
use crate::reference::Library;
use crate::rules::{Check, Edit, Fix, Rule, Scope, Severity};
use crate::syntax::citation::{Style, Target};
use crate::syntax::matter::EntryForm;

/// A citation points at a number or footnote that no list defines, or at a key that no bibliography
/// file of the essay has. Essays without any list are the
/// business of `missing-reference-list`.
pub static RULE: Rule = Rule {
    id: "undefined-citation",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/undefined-citation.zh.md"),
    page_en: include_str!("../../../docs/rules/undefined-citation.en.md"),
    check: Scope::Document(check),
};

/// What is missing where.
enum Gap {
    /// The list ends before the number, at the one given, or skips it.
    InList(Option<String>),
    /// No footnote has the key.
    NoFootnote,
    /// No `\bibitem` has the key.
    NoBibitem,
    /// No work of the essay's bibliography files has the key; the nearest one that there is.
    NoWork(Option<String>),
}

/// What figures, tables, equations, sections and the like are called in cross-references, which
/// pandoc-crossref and Quarto write like citations: `[@fig:map]`, `[@tbl-villages]`.
const FIGURES: [&str; 9] = ["fig", "tbl", "tab", "eq", "sec", "lst", "thm", "def", "exm"];

fn is_figure(key: &str) -> bool {
    let name = key.split([':', '-']).next().unwrap_or_default();
    name.len() < key.len() && FIGURES.contains(&name)
}

/// The works that keys are looked up in: those of the essay's files if nothing can be missing there.
fn library<'c>(check: &Check<'c>) -> Option<&'c Library> {
    let library = check.settings.bibliography.library()?;
    let all_known = library.is_complete() && !check.snapshot.index().inline_references;
    all_known.then_some(&**library)
}

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let index = snapshot.index();
    let entries = entries(snapshot);
    let mut found: Vec<(_, Vec<String>, _, Option<Fix>)> = Vec::new();
    if let Some((&last, _)) = entries.last_key_value() {
        let scopes = NoteScopes::of(snapshot);
        for (citing, citation, cited) in check.numbered().iter() {
            let circled = citation.style == Style::Circled;
            // Notes that begin again belong to the text before them.
            let scope = scopes.as_ref().filter(|_| circled).and_then(|scopes| scopes.at(citing.block));
            let here: Option<BTreeSet<u32>> =
                scope.map(|s| s.entries.iter().flat_map(|&e| &index.entries[e].numbers).copied().collect());
            let defined =
                |n: &u32| here.as_ref().map_or_else(|| entries.contains_key(n), |here| here.contains(n));
            let last = here.as_ref().and_then(|here| here.last().copied()).unwrap_or(last);
            let missing: Vec<u32> = cited.iter().copied().filter(|n| !defined(n)).collect();
            let Some(&largest) = missing.iter().max() else { continue };
            let end = (largest > last).then(|| shown(last, circled));
            let missing = missing.into_iter().map(|n| shown(n, circled)).collect();
            found.push((snapshot.absolute(citing.block, &citation.range), missing, Gap::InList(end), None));
        }
    }
    let keys: HashSet<&str> = index.entries.iter().filter_map(|e| e.key.as_deref()).collect();
    let library = library(check);
    // What the essay's own list lacks may stand in a file that was not read.
    let bibitems =
        index.bibliographies.is_empty() && index.entries.iter().any(|entry| entry.form == EntryForm::Bibitem);
    for &citing in &index.citings {
        let citation = numbers::citation(snapshot, citing);
        let gap = match citation.style {
            Style::Footnote => Gap::NoFootnote,
            // A note of LaTeX has the keys that are cited in it.
            Style::Pandoc | Style::Latex | Style::InlineNote if library.is_some() => Gap::NoWork(None),
            Style::Latex | Style::InlineNote if bibitems => Gap::NoBibitem,
            _ => continue,
        };
        let is_missing = |key: &&str| {
            !keys.contains(key) && !library.is_some_and(|it| it.get(key).is_some() || is_figure(key))
        };
        let missing: Vec<&str> = citation
            .targets
            .iter()
            .filter_map(|target| match target {
                Target::Key(key) => Some(key.as_str()),
                Target::Number(_) => None,
            })
            .filter(is_missing)
            .collect();
        let Some(first) = missing.first() else { continue };
        let gap = match (gap, library) {
            (Gap::NoWork(_), Some(library)) => {
                let item = || nearest(first, keys.iter().copied()).map(str::to_owned);
                Gap::NoWork(library.nearest(first).or_else(item))
            }
            (gap, _) => gap,
        };
        let shown = |key: &&str| match gap {
            Gap::NoBibitem => format!("\\bibitem{{{key}}}"),
            Gap::NoWork(_) => format!("“{key}”"),
            Gap::NoFootnote | Gap::InList(_) => format!("[^{key}]"),
        };
        let range = snapshot.absolute(citing.block, &citation.range);
        let fix = match (&gap, missing.as_slice()) {
            (Gap::NoWork(Some(near)), [key]) => {
                key_at(&snapshot.buffer().slice(range.clone()), key).map(|at| Fix {
                    title: if check.zh() { format!("改为 {near}") } else { format!("Write {near}") },
                    safe: false,
                    edits: vec![Edit {
                        range: range.start + at..range.start + at + key.len(),
                        text: near.clone(),
                    }],
                })
            }
            _ => None,
        };
        let missing = missing.iter().map(shown).collect();
        found.push((range, missing, gap, fix));
    }
    for (range, missing, gap, fix) in found {
        let shown = missing.join(if check.zh() { "、" } else { ", " });
        let message = match (check.zh(), gap) {
            (true, Gap::InList(Some(last))) => {
                format!("文献表里没有{shown}，表中编号到{last}为止。请补上条目，或改正编号。")
            }
            (true, Gap::InList(None)) => {
                format!("文献表里没有{shown}，表中编号缺这一条。请补上条目，或改正编号。")
            }
            (true, Gap::NoFootnote) => format!("没有脚注{shown}的定义。请补上 {shown}: …，或改正编号。"),
            (true, Gap::NoWork(Some(near))) => {
                format!("文献库里没有{shown}，是不是“{near}”？请改正键名，或在文献库里补上这一条。")
            }
            (true, Gap::NoWork(None)) => {
                format!("文献库里没有{shown}。请在文献库里补上这一条，或改正键名。")
            }
            (false, Gap::NoWork(Some(near))) => {
                format!(
                    "The bibliography has no {shown}; did you mean “{near}”? Correct the key or add the entry."
                )
            }
            (false, Gap::NoWork(None)) => {
                format!("The bibliography has no {shown}. Add the entry or correct the key.")
            }
            (true, Gap::NoBibitem) => {
                format!("thebibliography 里没有 {shown}。请补上条目，或改正键名。")
            }
            (false, Gap::NoBibitem) => {
                format!("There is no {shown} in thebibliography. Add the entry or correct the key.")
            }
            (false, Gap::InList(Some(last))) => {
                format!(
                    "The list has no entry {shown}; its numbers end at {last}. Add the entry or correct the number."
                )
            }
            (false, Gap::InList(None)) => {
                format!(
                    "The list has no entry {shown}; its numbers skip it. Add the entry or correct the number."
                )
            }
            (false, Gap::NoFootnote) => {
                format!("Footnote {shown} is not defined. Add {shown}: … or correct the label.")
            }
        };
        if let Some(finding) = check.report(&RULE, range, message) {
            finding.fix = fix;
        }
    }
}

/// Where `key` stands in the citation `text` as a whole word (bytes), if it stands there once.
fn key_at(text: &str, key: &str) -> Option<usize> {
    let part_of_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '/');
    let whole = |at: usize| {
        !text[..at].ends_with(part_of_key)
            && !text[at + key.len()..].starts_with(|c| c != '.' && part_of_key(c))
    };
    let mut places = text.match_indices(key).map(|(at, _)| at).filter(|&at| whole(at));
    places.next().filter(|_| places.next().is_none())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::RULE;
    use crate::config::{Lang, Settings};
    use crate::document::{Kind, Snapshot};
    use crate::reference::{Bibliography, BibliographyFile, Library};
    use crate::rules::testing::{clean, found};

    #[test]
    fn numbers_beyond_the_list() {
        found(
            &RULE,
            "前文[1]与后文⟦[3]⟧都在这里。\n\n参考文献\n[1] 王某. 题名[J]. 刊名, 2019(1): 1-5.\n[2] 李某. 题名[M]. 北京: 某社, 2018.\n",
        );
        found(
            &RULE,
            "前文⟦[1,4]⟧都在这里说明。\n\n注释：\n①王某：《书》，2019年版。\n②李某：《书》，2018年版。\n",
        );
    }

    #[test]
    fn several_entries_in_a_paragraph() {
        // One note for several markers, and notes that a scan ran together.
        for list in [
            "注释：\n①②④王某《书》第1页。\n③李某《文》，《刊》1999年第2期。\n",
            "注：①②④王某《书》，第1页。③李某《文》，《刊》1999年第2期。\n",
            "注释：\n①王某《书》第1页。②④同上书，第38页。③李某《文》，《刊》1999年第2期。\n",
        ] {
            clean(&RULE, &[&format!("甲说①，乙说②，丙也说③，丁还说④，事情就是这样的。\n\n{list}")]);
            found(&RULE, &format!("甲说①，乙说②，丙也说③，丁还说④，戊再说⟦⑥⟧，就是这样。\n\n{list}"));
        }
        let text = "甲说[1]，乙说[2]，丙也说[3]，丁还说[4]，事情就是这样的。\n\n参考文献\n";
        let list = "[1][3]王某.书[M].某社，2019.[2]李某.文[J].刊，1999.[4]赵某.文[J].刊，2000.";
        clean(&RULE, &[&format!("{text}{list}\n")]);
        // A number in an entry that another entry has, or that no source follows, is none.
        found(
            &RULE,
            "甲说[1]，乙说[2]，丙也说⟦[3]⟧，丁的话从略。\n\n注释\n[1] 王某《书》第1页。\n[2] 此说出自王某。[1]见《书》第9页。参看本文。[3]以下从略，不再一一说明。\n",
        );
    }

    #[test]
    fn footnotes_without_a_definition() {
        found(&RULE, "这里有一个脚注⟦[^b]⟧，还有一个脚注[^a]。\n\n[^a]: 王某：《书》，2019年版。\n");
    }

    #[test]
    fn keys_without_an_entry_of_the_bibliography() {
        let list = "\n\n\\begin{thebibliography}{9}\n\\bibitem{zhou} 周某. 题名[M]. 北京: 某社, 2019.\n\\end{thebibliography}\n";
        found(
            &RULE,
            &format!("前文的观点\\cite{{zhou}}与后文的观点⟦\\cite[第3页]{{wu,zhou}}⟧都在这里。{list}"),
        );
        found(&RULE, &format!("前文的观点⟦\\footnote{{参见\\cite{{wu}}。}}⟧就在这里说明一下。{list}"));
        let text = |head: &str| format!("{head}前文的观点\\cite{{zhou}}与后文的观点\\cite{{wu}}都在这里。");
        clean(
            &RULE,
            &[
                &format!("{}{list}", text("\\addbibresource{refs.bib}\n\n")),
                &text("\\begin{quote}\n"),
                &format!("前文的观点\\cite{{zhou}}与后文的观点都在这里。% \\cite{{wu}}{list}"),
                &format!("前文的观点\\footnote{{参见\\cite{{zhou}}。}}就在这里说明一下。{list}"),
                &format!("命令写作\\verb|\\cite{{wu}}|，前文的观点\\cite{{zhou}}就在这里说明。{list}"),
            ],
        );
    }

    /// The places and messages of `text` with these bibliography files, of which none is missing if
    /// `complete`.
    fn with_library(text: &str, bib: &str, complete: bool, lang: Lang) -> Vec<(String, String)> {
        let kind = if text.contains('\\') { Kind::Tex } else { Kind::Markdown };
        let file = Arc::new(BibliographyFile::new("refs.bib".into(), bib.to_owned()));
        let bibliography = Bibliography::new(Arc::new(Library::new(vec![file], complete)));
        let settings = Settings { lang, bibliography, ..Settings::default() };
        let findings = crate::rules::check(&Snapshot::of(text, kind), &settings);
        let own = findings.into_iter().filter(|finding| finding.rule == RULE.id);
        own.map(|finding| (text[finding.range].to_owned(), finding.message)).collect()
    }

    const BIB: &str = "@book{wang2019, title = {甲}, ids = {wang}}\n@book{li2020, title = {乙}, }\n";

    #[test]
    fn keys_without_a_work_of_the_bibliography_files() {
        for (text, places) in [
            (
                "村务公开的观点[@wang2019]与信任的观点[@zhao2021, 第3页]都在这里说明。",
                vec!["[@zhao2021, 第3页]"],
            ),
            (
                "村务公开的观点[@wang2019; @zhao2021; @qian2022]都在这里说明。",
                vec!["[@wang2019; @zhao2021; @qian2022]"],
            ),
            (
                "村务公开的观点\\cite{wang2019}与信任的观点\\cite{zhao2021}都在这里说明。",
                vec!["\\cite{zhao2021}"],
            ),
            (
                "\\addbibresource{refs.bib}\n\n村务公开的观点\\cite{zhao2021}都在这里说明。",
                vec!["\\cite{zhao2021}"],
            ),
            (
                "村务公开的观点\\footnote{参见\\cite{zhao2021}。}在这里说明。",
                vec!["\\footnote{参见\\cite{zhao2021}。}"],
            ),
        ] {
            let found = with_library(text, BIB, true, Lang::Zh);
            assert_eq!(found.iter().map(|(place, _)| place).collect::<Vec<_>>(), places, "{text}");
        }
    }

    #[test]
    fn a_key_that_is_nearly_right_is_named() {
        let message = |text, lang| with_library(text, BIB, true, lang).remove(0).1;
        let slip = "村务公开的观点[@wang2091]在这里说明。";
        assert_eq!(
            message(slip, Lang::Zh),
            "文献库里没有“wang2091”，是不是“wang2019”？请改正键名，或在文献库里补上这一条。"
        );
        assert!(message(slip, Lang::En).contains("did you mean “wang2019”?"));
        assert_eq!(super::key_at("[@wang2091, p. 3]", "wang2091"), Some(2));
        assert_eq!(super::key_at("[@wang2091a; @wang2091]", "wang2091"), Some(14));
        assert_eq!(super::key_at("[@wang2091; -@wang2091]", "wang2091"), None, "twice");
        let other = "村务公开的观点[@zhao2021; @qian2022]在这里说明。";
        assert_eq!(
            message(other, Lang::Zh),
            "文献库里没有“zhao2021”、“qian2022”。请在文献库里补上这一条，或改正键名。"
        );
        assert!(message(other, Lang::En).starts_with("The bibliography has no “zhao2021”, “qian2022”."));
    }

    #[test]
    fn keys_that_may_be_somewhere_are_not_reported() {
        let unknown = "村务公开的观点[@zhao2021]在这里说明。";
        let list = "\n\n\\begin{thebibliography}{9}\n\\bibitem{zhou} 周某. 题名[M]. 北京: 某社, 2019.\n\\end{thebibliography}\n";
        for (text, bib, complete) in [
            // Known by its key, by another key, or although its entry is broken.
            ("村务公开的观点[@wang2019; @wang; -@li2020]在这里说明。", BIB, true),
            ("村务公开的观点[@zhao2021]在这里说明。", "@book{zhao2021, title = {甲\n", true),
            (&*format!("村务公开的观点\\cite{{zhou,wang2019}}在这里说明。{list}"), BIB, true),
            // A file, or a key of one, could not be read.
            (unknown, BIB, false),
            (unknown, "@book{title = {甲}}", true),
            // The metadata describe works themselves.
            (&*format!("---\nreferences:\n- id: zhao2021\n---\n\n{unknown}"), BIB, true),
            // Cross-references, addresses, code.
            ("村务公开的范围[@fig:map; @tbl-villages; @sec:trust]在这里说明。", BIB, true),
            ("来信请寄[zhao@example.org]，代码`[@zhao2021]`在这里说明一下用法。", BIB, true),
        ] {
            assert_eq!(with_library(text, bib, complete, Lang::Zh), [], "{text}");
        }
        clean(&RULE, &[unknown, "\\begin{quote}\n村务公开的观点\\cite{zhao2021}在这里说明。"]);
    }

    #[test]
    fn notes_of_every_section() {
        let first = "①王某：《治理的起点》，某社2019年版。\n";
        let second = "①赵某：《信任》，某社2017年版。\n②赵某：《账目》，某社2016年版。\n";
        found(
            &RULE,
            &format!("治理的起点在人①，不在制度⟦②⟧。\n\n{first}\n难处在于信任①，也在于账目②。\n\n{second}"),
        );
        clean(
            &RULE,
            &[
                &format!("治理的起点在人①。\n\n{first}\n难处在于信任①，也在于账目②。\n\n{second}"),
                // All notes at the end: which of them a ② means cannot be told.
                &format!("治理的起点在人①，不在制度②。\n\n难处在于信任①。\n\n注释\n{first}{second}"),
            ],
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "前文[1]与后文[2]都在这里说明。\n\n参考文献\n[1] 王某. 题名[J]. 刊名, 2019.\n[2] 李某. 题名[M]. 北京: 某社, 2018.\n",
                "没有文献表时只报一次，不逐个报[1]，也不报[2]。",
                "前文②与国发〔2007〕19号、[M]、[2019]都在这里。\n\n参考文献\n[1] 王某. 题名[J]. 刊名, 2019.\n[2] 李某. 题名[M]. 某社, 2018.\n",
                "引用的形式是`[9]`，链接是[9](https://example.org/x)。\n\n[1] 王某. 题名[J]. 刊名, 2019.\n\n[2] 李某. 题名[M]. 某社, 2018.\n",
                "多人合作的成果[1]。\n\n注释\n〔1〕〔2〕王某：《书》，2019年版。\n",
            ],
        );
    }
}
