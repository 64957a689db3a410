//! Measures how completely markers are checked against lists:
//! `cargo run --release --example mutation-bench -- [FOLDER]`, with `../shared/corpus/essays` as the
//! default folder; `--missed` prints the mutations that were not reported.
//!
//! Every essay that has a numbered list is broken at a few places in one way at a time. A mutation
//! counts as reported when a finding that was not there before stands at the changed marker or entry,
//! or at one that the change concerns (the markers of a dropped entry, the partner of a swap). Only
//! changes that leave an inconsistent text are made.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
#![expect(clippy::cast_precision_loss, reason = "counts of mutations")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use yinzheng::config::Settings;
use yinzheng::document::{Kind, Snapshot};
use yinzheng::rules;
use yinzheng::syntax::citation::{Style, Target};
use yinzheng::text::decode;

/// The rules that hold markers against lists.
const LIST_RULES: [&str; 7] = [
    "citation-out-of-order",
    "duplicate-reference",
    "duplicate-reference-number",
    "reference-number-gap",
    "reference-out-of-order",
    "undefined-citation",
    "unused-reference",
];

/// Places of one essay that are broken in one way.
const PLACES: usize = 4;

struct Marker {
    range: Range<usize>,
    number: u32,
}

struct Entry {
    /// The whole line.
    line: Range<usize>,
    label: Range<usize>,
    number: u32,
}

/// A text broken at one place: the edits, and the places (in the old text) where a report is right.
struct Mutation {
    kind: &'static str,
    edits: Vec<(Range<usize>, String)>,
    places: Vec<Range<usize>>,
}

fn apply(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut sorted: Vec<_> = edits.iter().collect();
    sorted.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in sorted {
        out.push_str(&text[at..range.start]);
        out.push_str(new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Where a range of the old text lies in the new one.
fn moved(range: &Range<usize>, edits: &[(Range<usize>, String)]) -> Range<usize> {
    // An edit of the very range moves its end and not its start.
    let shift = |offset: usize, end: bool| {
        edits
            .iter()
            .filter(|(edit, _)| if end { edit.start < offset } else { edit.end <= offset })
            .fold(offset, |moved, (edit, new)| moved + new.len() - (edit.end - edit.start))
    };
    shift(range.start, false)..shift(range.end, true).max(shift(range.start, false))
}

/// `written` with `old` replaced by `new`, keeping its brackets and width.
fn renumbered(written: &str, old: u32, new: u32) -> Option<String> {
    let circled = |n: u32| (1..=20).contains(&n).then(|| char::from_u32('①' as u32 + n - 1)).flatten();
    if let (Some(from), Some(to)) = (circled(old), circled(new))
        && written.contains(from)
    {
        let rest = written.replacen(from, "", 1);
        let alone = !rest.chars().any(|c| ('①'..='⑳').contains(&c));
        return alone.then(|| written.replacen(from, &to.to_string(), 1));
    }
    let wide: String = old.to_string().chars().filter_map(|c| char::from_u32(c as u32 + 0xFEE0)).collect();
    for from in [old.to_string(), wide] {
        if let Some(at) = written.find(&from) {
            let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
            if !digit(written[..at].chars().next_back()) && !digit(written[at + from.len()..].chars().next())
            {
                return Some(written.replacen(&from, &new.to_string(), 1));
            }
        }
    }
    None
}

fn markers(text: &str, snapshot: &Snapshot) -> Vec<Marker> {
    let mut found = Vec::new();
    for citing in snapshot.index().citings.iter().filter(|c| !c.in_heading) {
        let citation = &snapshot.blocks()[citing.block].citations[citing.citation];
        let range = snapshot.absolute(citing.block, &citation.marker);
        let [Target::Number(number)] = citation.targets.as_slice() else { continue };
        if matches!(citation.style, Style::Numeric | Style::Circled)
            && renumbered(&text[range.clone()], *number, 1).is_some()
        {
            found.push(Marker { range, number: *number });
        }
    }
    found
}

/// Entries that stand alone in their block with one number.
fn entries(text: &str, snapshot: &Snapshot) -> Vec<Entry> {
    let all = &snapshot.index().entries;
    let mut found = Vec::new();
    for entry in all {
        let alone = all.iter().filter(|other| other.block == entry.block).count() == 1;
        let label = snapshot.absolute(entry.block, &entry.label);
        if let ([number], true, None) = (entry.numbers.as_slice(), alone, &entry.key)
            && renumbered(&text[label.clone()], *number, 1).is_some()
        {
            let block = &snapshot.blocks()[entry.block];
            let line = snapshot.absolute(entry.block, &(entry.label.start..block.text.end));
            found.push(Entry { line, label, number: *number });
        }
    }
    found
}

/// A few of `items`, spread over them.
fn some<T>(items: &[T]) -> impl Iterator<Item = &T> {
    let step = items.len().div_ceil(PLACES).max(1);
    items.iter().skip(step / 2).step_by(step)
}

fn mutations(text: &str, snapshot: &Snapshot) -> Vec<Mutation> {
    let markers = markers(text, snapshot);
    let entries = entries(text, snapshot);
    let index = snapshot.index();
    // All numbers cited, also those in ranges and lists and by uncertain ①.
    let mut cited: HashMap<u32, usize> = HashMap::new();
    for block in snapshot.blocks() {
        for target in block.citations.iter().flat_map(|c| &c.targets) {
            if let Target::Number(number) = target {
                *cited.entry(*number).or_default() += 1;
            }
        }
    }
    let labelled = |number: u32| index.entries.iter().filter(|e| e.numbers.contains(&number)).count();
    let largest = index.entries.iter().flat_map(|e| &e.numbers).max().copied().unwrap_or(0);
    // Restarted notes have several lists; each mutation must be wrong for all of them.
    let single = (1..=largest).all(|n| labelled(n) == 1);
    let mut found = Vec::new();
    if !single || entries.len() < 3 || markers.len() < 3 {
        return found;
    }
    // The marker of an entry is in `markers` once, and once more as its label in the list.
    let only = |number: u32| {
        markers.iter().filter(|m| m.number == number).count() == 1 && cited.get(&number) == Some(&2)
            || markers.iter().filter(|m| m.number == number).count() == 1 && cited.get(&number) == Some(&1)
    };
    let of = |number: u32| markers.iter().filter(move |m| m.number == number).map(|m| m.range.clone());
    let change = |range: &Range<usize>, old: u32, new: u32| {
        renumbered(&text[range.clone()], old, new).map(|written| (range.clone(), written))
    };

    // Dropped: its markers point at nothing.
    let dropped: Vec<&Entry> = entries.iter().filter(|e| of(e.number).next().is_some()).collect();
    for entry in some(&dropped) {
        found.push(Mutation {
            kind: "entry dropped",
            edits: vec![(entry.line.clone(), String::new())],
            places: of(entry.number).collect(),
        });
    }
    // Duplicated: two entries have one number.
    let pairs: Vec<&[Entry]> = entries.windows(2).filter(|p| p[1].number == p[0].number + 1).collect();
    for pair in some(&pairs) {
        if let Some(edit) = change(&pair[1].label, pair[1].number, pair[0].number) {
            found.push(Mutation {
                kind: "number duplicated",
                edits: vec![edit],
                places: vec![pair[0].label.clone(), pair[1].label.clone()],
            });
        }
    }
    // Swapped in the list: the smaller number stands behind the larger.
    for pair in some(&pairs) {
        let (a, b) = (&pair[0], &pair[1]);
        if let (Some(first), Some(second)) =
            (change(&a.label, a.number, b.number), change(&b.label, b.number, a.number))
        {
            found.push(Mutation {
                kind: "entries swapped",
                edits: vec![first, second],
                places: vec![a.label.clone(), b.label.clone()],
            });
        }
    }
    // Swapped in the text: the two numbers, cited once each, are cited the wrong way round.
    let turns: Vec<[&Marker; 2]> = markers
        .windows(2)
        .filter(|p| p[0].number + 1 == p[1].number && only(p[0].number) && only(p[1].number))
        .map(|p| [&p[0], &p[1]])
        .collect();
    for [a, b] in some(&turns) {
        if let (Some(first), Some(second)) =
            (change(&a.range, a.number, b.number), change(&b.range, b.number, a.number))
        {
            found.push(Mutation {
                kind: "markers swapped",
                edits: vec![first, second],
                places: vec![a.range.clone(), b.range.clone()],
            });
        }
    }
    // Beyond the list: no entry has the number.
    let defined: Vec<&Marker> = markers.iter().filter(|m| labelled(m.number) == 1).collect();
    for marker in some(&defined) {
        if let Some(edit) = change(&marker.range, marker.number, largest + 2) {
            found.push(Mutation {
                kind: "marker beyond the list",
                edits: vec![edit],
                places: vec![marker.range.clone()],
            });
        }
    }
    // The only marker of an entry deleted, or given another number: nothing cites the entry.
    let single: Vec<&Marker> = markers.iter().filter(|m| only(m.number) && labelled(m.number) == 1).collect();
    for marker in some(&single) {
        let labels: Vec<Range<usize>> =
            entries.iter().filter(|e| e.number == marker.number).map(|e| e.label.clone()).collect();
        if labels.is_empty() {
            continue;
        }
        found.push(Mutation {
            kind: "only marker deleted",
            edits: vec![(marker.range.clone(), String::new())],
            places: labels.clone(),
        });
        let other = if marker.number == 1 { 2 } else { marker.number - 1 };
        if let Some(edit) = change(&marker.range, marker.number, other) {
            let mut places = labels;
            places.push(marker.range.clone());
            found.push(Mutation { kind: "marker renumbered", edits: vec![edit], places });
        }
    }
    found
}

fn findings(text: &str, kind: Kind) -> Vec<(&'static str, Range<usize>)> {
    rules::check(&Snapshot::of(text, kind), &Settings::default())
        .into_iter()
        .filter(|f| LIST_RULES.contains(&f.rule))
        .map(|f| (f.rule, f.range))
        .collect()
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let missed = arguments.iter().any(|a| a == "--missed");
    let folder = arguments
        .iter()
        .find(|a| !a.starts_with("--"))
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/essays"), PathBuf::from);
    let mut paths: Vec<PathBuf> = ["journal", "modern"]
        .iter()
        .flat_map(|group| fs::read_dir(folder.join(group)).into_iter().flatten())
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    if paths.is_empty() {
        eprintln!("no essays under {}: it needs the folders journal and modern", folder.display());
        return ExitCode::FAILURE;
    }
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut inconsistent: Vec<(String, BTreeMap<&str, usize>)> = Vec::new();
    let (mut with_list, mut mutated) = (0, 0);
    for path in &paths {
        let Ok(bytes) = fs::read(path) else { continue };
        let text = decode(&bytes).text.into_owned();
        let kind = if path.extension().is_some_and(|e| e == "md") { Kind::Markdown } else { Kind::Plain };
        let snapshot = Snapshot::of(&text, kind);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let before = findings(&text, kind);
        if snapshot.index().entries.is_empty() {
            continue;
        }
        with_list += 1;
        if !before.is_empty() {
            let mut counts = BTreeMap::new();
            for (rule, _) in &before {
                *counts.entry(*rule).or_insert(0) += 1;
            }
            inconsistent.push((name.clone(), counts));
        }
        let all = mutations(&text, &snapshot);
        mutated += usize::from(!all.is_empty());
        for mutation in all {
            let broken = apply(&text, &mutation.edits);
            let old: Vec<_> =
                before.iter().map(|(rule, range)| (*rule, moved(range, &mutation.edits))).collect();
            let places: Vec<_> = mutation.places.iter().map(|range| moved(range, &mutation.edits)).collect();
            let reported = findings(&broken, kind).into_iter().any(|(rule, range)| {
                let at_place =
                    places.iter().any(|place| place.start <= range.end && range.start <= place.end);
                at_place && !old.contains(&(rule, range))
            });
            let counts = table.entry(mutation.kind).or_default();
            counts.0 += 1;
            counts.1 += usize::from(reported);
            if missed && !reported {
                let shown: Vec<String> = mutation
                    .edits
                    .iter()
                    .map(|(range, new)| format!("{}→{new}", &text[range.clone()]))
                    .collect();
                println!("missed {name}: {} {}", mutation.kind, shown.join(" "));
            }
        }
    }
    println!("{with_list} essays have a list, {mutated} of them were broken.\n");
    println!("| change | made | reported at the right place | share |\n|---|---|---|---|");
    let (mut made, mut reported) = (0, 0);
    for (kind, (all, hit)) in &table {
        println!("| {kind} | {all} | {hit} | {:.1} % |", *hit as f64 * 100.0 / *all as f64);
        made += all;
        reported += hit;
    }
    println!("| all | {made} | {reported} | {:.1} % |\n", reported as f64 * 100.0 / made.max(1) as f64);
    println!(
        "{} essays are inconsistent as they are:\n\n| essay | findings |\n|---|---|",
        inconsistent.len()
    );
    for (name, counts) in inconsistent {
        let shown: Vec<String> = counts.iter().map(|(rule, n)| format!("{rule} × {n}")).collect();
        println!("| {name} | {} |", shown.join(", "));
    }
    ExitCode::SUCCESS
}
