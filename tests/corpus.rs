//! Measured on real essays where they lie beside the project; elsewhere these tests say that they
//! were skipped. The essays are not part of the project.

use std::fs;
use std::path::{Path, PathBuf};

use yinzheng::config::Settings;
use yinzheng::document::{Analysis, Kind, Snapshot};
use yinzheng::ide::{self, Symbol, SymbolKind};
use yinzheng::rules::{self, Severity};
use yinzheng::text::{Buffer, decode};

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn essays() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/essays");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no {}", folder.display());
    None
}

fn count(symbols: &[Symbol], kind: SymbolKind, level: u8) -> usize {
    symbols
        .iter()
        .map(|s| usize::from(s.kind == kind && s.level == level) + count(&s.children, kind, level))
        .sum()
}

#[test]
fn the_seed_essay() {
    let Some(folder) = essays() else { return };
    let text = fs::read_to_string(folder.join("seed.txt")).expect("the seed is UTF-8");
    let snapshot = Snapshot::of(&text, Kind::Plain);
    let outline = ide::outline(&snapshot);
    assert_eq!(count(&outline, SymbolKind::Title, 0), 1);
    assert_eq!(count(&outline, SymbolKind::Heading, 1), 3);
    assert_eq!(count(&outline, SymbolKind::Heading, 2), 8);
    let findings = rules::check(&snapshot, &Settings::default());
    let quotations: Vec<String> = findings
        .iter()
        .filter(|f| f.rule.starts_with("uncited-"))
        .map(|f| text[f.range.clone()].chars().skip(1).take(6).collect())
        .collect();
    assert_eq!(quotations, ["村民委员会是", "发挥领导核心", "始终坚持农村", "街道、乡、镇", "健全党组织领"]);
    let others: Vec<&str> = findings
        .iter()
        .filter(|f| f.severity >= Severity::Warning && !f.rule.starts_with("uncited-"))
        .map(|f| f.rule)
        .collect();
    assert_eq!(others, ["missing-reference-list"]);
}

#[test]
fn wording_of_the_seed_essay() {
    let Some(folder) = essays() else { return };
    let text = fs::read_to_string(folder.join("seed.txt")).expect("the seed is UTF-8");
    let findings = rules::check(&Snapshot::of(&text, Kind::Plain), &Settings::default());
    let told: Vec<(&str, &str)> = findings
        .iter()
        .filter(|f| ["term-misform", "date-mismatch"].contains(&f.rule))
        .map(|f| (f.rule, &text[f.range.clone()]))
        .collect();
    assert_eq!(
        told,
        [
            ("term-misform", "基层群众自治性组织"),
            ("date-mismatch", "1988年"),
            ("term-misform", "国家治理能力和治理体系现代化"),
        ]
    );
}

/// No definition shares 13 Han characters in a row with a text that nobody on this project wrote.
#[test]
fn definitions_are_our_own_words() {
    const SHARED: usize = 13;
    let Some(essays) = essays() else { return };
    let folder = essays.join("..");
    let han = |text: &str| -> Vec<char> {
        text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect()
    };
    let mut runs = std::collections::HashSet::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the corpus is readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "txt" || e == "md")
                && !path.ends_with("README.md")
            {
                let text = fs::read(&path).expect("the corpus is readable");
                let text = han(&String::from_utf8_lossy(&text));
                runs.extend(text.windows(SHARED).map(<[char]>::to_vec));
            }
        }
    }
    for card in (0..yinzheng::glossary::len()).filter_map(yinzheng::glossary::card) {
        let term: String = han(card.term()).into_iter().collect();
        // A term may stand in its own definition where it is the name of an organisation or a meeting in full.
        for run in han(card.definition()).windows(SHARED) {
            let words: String = run.iter().collect();
            let official = card.is_generated() || term.contains(&words);
            assert!(official || !runs.contains(run), "{}: {words}", card.term());
        }
    }
}

#[test]
fn hover_in_the_seed_essay() {
    let Some(folder) = essays() else { return };
    let text = fs::read_to_string(folder.join("seed.txt")).expect("the seed is UTF-8");
    let snapshot = Snapshot::of(&text, Kind::Plain);
    for term in ["党的十九大", "八二宪法", "基层治理", "人民公社", "《中国土地法大纲》"]
    {
        // The places where the term is not part of a longer one.
        let hit = text.match_indices(term).filter_map(|(at, _)| {
            let middle = at + term.char_indices().nth(term.chars().count() / 2).map_or(0, |(i, _)| i);
            ide::hover(&snapshot, middle, &Settings::default()).map(|h| (at, h))
        });
        let found = hit.into_iter().any(|(at, hover)| {
            hover.range == (at..at + term.len()) && hover.markdown.contains(term.trim_matches(['《', '》']))
        });
        assert!(found, "{term}");
    }
}

#[test]
fn every_essay_is_analysed_and_edited() {
    let Some(folder) = essays() else { return };
    let mut seen = 0;
    for kind in ["journal", "modern"] {
        for entry in fs::read_dir(folder.join(kind)).expect("the folder is readable") {
            let path = entry.expect("the folder is readable").path();
            let bytes = fs::read(&path).expect("the essay is readable");
            let text = decode(&bytes).text.into_owned();
            let kind = if path.extension().is_some_and(|e| e == "md") { Kind::Markdown } else { Kind::Plain };
            let snapshot = Snapshot::of(&text, kind);
            let settings = Settings::default();
            let findings = rules::check(&snapshot, &settings);
            for finding in &findings {
                assert!(
                    text.get(finding.range.clone()).is_some_and(|t| !t.is_empty()),
                    "{}: {finding:?}",
                    path.display()
                );
            }
            // A cut in the middle and the same text put back is the same document.
            let mut buffer = Buffer::new(&text);
            let mut analysis = Analysis::new(&buffer, kind);
            let mut from = text.len() / 2;
            while !text.is_char_boundary(from) {
                from += 1;
            }
            let mut to = (from + 4000).min(text.len());
            while !text.is_char_boundary(to) {
                to += 1;
            }
            let removed = buffer.replace(from..to, "");
            analysis.update(&buffer, removed);
            let restored = buffer.replace(from..from, &text[from..to]);
            analysis.update(&buffer, restored);
            assert_eq!(rules::check(&analysis.snapshot(&buffer), &settings), findings, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 166, "{seen} essays");
}

/// Copies the essays into `to` and returns their names.
fn copy_essays(from: &Path, to: &Path) -> Vec<PathBuf> {
    let mut names = Vec::new();
    for group in ["journal", "modern"] {
        fs::create_dir_all(to.join(group)).expect("a folder");
        for entry in fs::read_dir(from.join(group)).expect("essays") {
            let path = entry.expect("an essay").path();
            let name = Path::new(group).join(path.file_name().expect("a name"));
            // Not fs::copy, which would keep the file read-only.
            fs::write(to.join(&name), fs::read(&path).expect("an essay")).expect("a copy");
            names.push(name);
        }
    }
    names
}

#[test]
fn fixing_twice_is_fixing_once() {
    let Some(folder) = essays() else { return };
    for flags in [&["--fix"][..], &["--fix", "--unsafe-fixes"]] {
        let copies = tempfile::tempdir().expect("a folder");
        let names = copy_essays(&folder, copies.path());
        let fix = || {
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_yinzheng"))
                .arg("check")
                .args(flags)
                .arg(copies.path())
                .output()
                .expect("the program runs");
            assert!(
                matches!(output.status.code(), Some(0 | 1)),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            let read = |name: &PathBuf| fs::read(copies.path().join(name)).expect("an essay");
            names.iter().map(read).collect::<Vec<_>>()
        };
        let once = fix();
        let twice = fix();
        for ((name, once), twice) in names.iter().zip(&once).zip(&twice) {
            assert!(once == twice, "{flags:?}: {}", name.display());
        }
        let changed = names
            .iter()
            .zip(&once)
            .filter(|(name, text)| fs::read(folder.join(name)).expect("an essay") != **text);
        assert!(flags.len() == 1 || changed.count() > 0, "some essay is repaired");
    }
}
