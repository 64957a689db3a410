//! Measures the detector of missing citations on real essays:
//! `cargo run --release --example citation-bench -- [FOLDER]`, with `../shared/corpus/essays` as the
//! default folder.
//!
//! Three measures, printed as the tables of `docs/quality.md`:
//!
//! * **recall on deleted markers**: the marker directly behind a quotation is deleted, one at a time
//!   and all at once; the quotation should be reported;
//! * **alarms**: what is reported in the untouched essays, for 10,000 Han characters;
//! * **agreement with editors** who labelled quotations (`data/quality/labels.tsv`, which holds
//!   hashes, no texts), in essays without any marker.
//!
//! `--features FILE` writes what the score sees of every quotation, to fit weights on;
//! `--missed` and `--false` print the quotations on which the detector and the editors differ.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
#![expect(clippy::cast_precision_loss, reason = "counts of quotations")]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use yinzheng::config::{Sensitivity, Settings};
use yinzheng::document::{Kind, Region, Sign, Snapshot};
use yinzheng::rules::{self, citation::verdict};
use yinzheng::text::decode;

/// Quotations shorter than this many letters are names in nearly every case; editors did not label
/// them.
const SHORTEST: usize = 6;

const LEVELS: [(&str, Sensitivity); 3] =
    [("strict", Sensitivity::Strict), ("balanced", Sensitivity::Balanced), ("lenient", Sensitivity::Lenient)];

/// Lengths in letters that the tables tell apart.
const TIERS: [(&str, Range<usize>); 5] = [
    ("6–9", 6..10),
    ("10–15", 10..16),
    ("16–29", 16..30),
    ("≥ 30", 30..usize::MAX),
    ("≥ 10", 10..usize::MAX),
];

struct Essay {
    name: String,
    group: String,
    kind: Kind,
    text: String,
}

/// What an editor said of a quotation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Label {
    Needs,
    Optional,
    No,
}

/// Hash of the essay and the quotation's letters (FNV-1a, 64 bits): the same on every machine.
fn hash(essay: &str, quotation: &str, nth: usize) -> u64 {
    let letters = quotation.chars().filter(|c| c.is_alphanumeric());
    let text: String = essay.chars().chain([':']).chain(letters).chain(format!("#{nth}").chars()).collect();
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

fn read(folder: &Path) -> Vec<Essay> {
    let mut essays = Vec::new();
    for group in ["journal", "modern"] {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder.join(group))
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.sort();
        for path in paths {
            let Ok(bytes) = fs::read(&path) else { continue };
            let markdown = path.extension().is_some_and(|extension| extension == "md");
            essays.push(Essay {
                name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                group: group.to_owned(),
                kind: if markdown { Kind::Markdown } else { Kind::Plain },
                text: decode(&bytes).text.into_owned(),
            });
        }
    }
    essays
}

fn labels() -> HashMap<u64, Vec<Label>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/quality/labels.tsv");
    let text = fs::read_to_string(path).unwrap_or_default();
    let label = |word: &str| match word {
        "needs" => Some(Label::Needs),
        "optional" => Some(Label::Optional),
        "no" => Some(Label::No),
        _ => None,
    };
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let hash = u64::from_str_radix(fields.next()?, 16).ok()?;
            Some((hash, fields.map(label).collect::<Option<Vec<Label>>>()?))
        })
        .collect()
}

/// All citations of text and headings (bytes).
fn markers(snapshot: &Snapshot) -> Vec<Range<usize>> {
    let index = snapshot.index();
    index
        .citings
        .iter()
        .map(|c| snapshot.absolute(c.block, &snapshot.blocks()[c.block].citations[c.citation].range))
        .collect()
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.start >= at {
            rest.push_str(&text[at..range.start]);
            at = range.end;
        }
    }
    rest.push_str(&text[at..]);
    rest
}

/// Where byte `offset` lies once `ranges` are deleted.
fn moved(offset: usize, ranges: &[Range<usize>]) -> usize {
    offset - ranges.iter().filter(|r| r.start < offset).map(|r| r.end.min(offset) - r.start).sum::<usize>()
}

/// A quotation of the text proper and the marker directly behind it.
struct Quoted {
    range: Range<usize>,
    letters: usize,
    marker: Option<Range<usize>>,
    hash: u64,
}

fn quotations(essay: &Essay, snapshot: &Snapshot) -> Vec<Quoted> {
    let mut times: HashMap<String, usize> = HashMap::new();
    verdict::verdicts(snapshot, &settings(Sensitivity::Balanced))
        .iter()
        .filter(|v| v.quotation.is_some() && snapshot.index().regions[v.block] == Region::Body)
        .map(|v| {
            let text = &essay.text[v.inner.clone()];
            // A marker at the end inside the marks is not part of the words.
            let cited = v.citation(snapshot);
            let inside = cited.clone().filter(|c| v.inner.start < c.start && c.end == v.inner.end);
            let words = inside.as_ref().map_or(text, |c| &essay.text[v.inner.start..c.start]);
            let direct = cited.filter(|c| {
                let gap = essay.text.get(v.range.end..c.start);
                inside.is_some()
                    || gap.is_some_and(|gap| gap.chars().all(|c| "。，,；;、 \u{3000}".contains(c)))
            });
            let nth = times.entry(words.chars().filter(|c| c.is_alphanumeric()).collect()).or_default();
            *nth += 1;
            Quoted {
                range: v.range.clone(),
                letters: letters(words),
                marker: direct,
                hash: hash(&essay.name, words, *nth),
            }
        })
        .filter(|q| q.letters >= SHORTEST)
        .collect()
}

/// The quotations (starts, bytes) that are reported.
fn reported(text: &str, kind: Kind, settings: &Settings) -> Vec<usize> {
    let snapshot = Snapshot::of(text, kind);
    rules::check(&snapshot, settings)
        .into_iter()
        .filter(|f| matches!(f.rule, "uncited-quote" | "uncited-named-source"))
        .map(|f| f.range.start)
        .collect()
}

fn settings(sensitivity: Sensitivity) -> Settings {
    Settings { sensitivity, ..Settings::default() }
}

#[derive(Default, Clone, Copy)]
struct Share {
    hit: usize,
    of: usize,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.of += 1;
        self.hit += usize::from(hit);
    }

    fn show(self) -> String {
        if self.of == 0 {
            return "–".to_owned();
        }
        format!("{:.3} ({}/{})", self.hit as f64 / self.of as f64, self.hit, self.of)
    }
}

/// Recall on deleted markers: group → sensitivity → tier.
fn deleted_markers(essays: &[Essay], one_by_one: bool) -> String {
    let mut table: BTreeMap<(&str, usize, usize), Share> = BTreeMap::new();
    let mut shared = 0;
    for essay in essays {
        let snapshot = Snapshot::of(&essay.text, essay.kind);
        let quoted = quotations(essay, &snapshot);
        let all = markers(&snapshot);
        for (level, (_, sensitivity)) in LEVELS.iter().enumerate() {
            let settings = settings(*sensitivity);
            let together =
                (!one_by_one).then(|| reported(&without(&essay.text, &all), essay.kind, &settings));
            for quotation in &quoted {
                let Some(marker) = &quotation.marker else { continue };
                let hit = if let Some(together) = &together {
                    together.contains(&moved(quotation.range.start, &all))
                } else {
                    // Adjoining markers [1][2] go together.
                    let mut run: Vec<Range<usize>> = vec![marker.clone()];
                    for next in all.iter().filter(|m| m.start >= marker.end) {
                        if run.last().is_some_and(|last| last.end == next.start) {
                            run.push(next.clone());
                        }
                    }
                    let text = without(&essay.text, &run);
                    let start = moved(quotation.range.start, &run);
                    let hit = reported(&text, essay.kind, &settings).contains(&start);
                    if !hit && level == 1 {
                        // Another marker of its sentence covers it now: “…”，“…”[2].
                        let after = Snapshot::of(&text, essay.kind);
                        let covered = verdict::verdicts(&after, &settings)
                            .iter()
                            .any(|v| v.range.start == start && v.citation(&after).is_some());
                        shared += usize::from(covered && quotation.letters >= 10);
                    }
                    hit
                };
                for (tier, (_, lengths)) in TIERS.iter().enumerate() {
                    if lengths.contains(&quotation.letters) {
                        table.entry((&essay.group, level, tier)).or_default().add(hit);
                    }
                }
            }
        }
    }
    let mut out = String::from("| essays | sensitivity |");
    for (tier, _) in &TIERS {
        let _ = write!(out, " {tier} letters |");
    }
    let _ = writeln!(out, "\n|---|---|{}", "---|".repeat(TIERS.len()));
    for group in ["journal", "modern"] {
        for (level, (name, _)) in LEVELS.iter().enumerate() {
            let _ = write!(out, "| {group} | {name} |");
            for tier in 0..TIERS.len() {
                let share = table.get(&(group, level, tier)).copied().unwrap_or_default();
                let _ = write!(out, " {} |", share.show());
            }
            out.push('\n');
        }
    }
    if one_by_one {
        let _ = writeln!(
            out,
            "\n{shared} of the quotations of 10 letters and more that balanced missed are covered by another marker of their sentence or chain once their own is deleted."
        );
    }
    out
}

/// Findings of the untouched essays for 10,000 Han characters.
fn alarms(essays: &[Essay]) -> String {
    let mut out = String::from(
        "| essays | sensitivity | Han characters | uncited-quote | uncited-named-source | uncited-claim |\n|---|---|---|---|---|---|\n",
    );
    for group in ["journal", "modern"] {
        for (name, sensitivity) in LEVELS {
            let settings = settings(sensitivity);
            let mut han = 0u32;
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            for essay in essays.iter().filter(|e| e.group == group) {
                let snapshot = Snapshot::of(&essay.text, essay.kind);
                han += snapshot.blocks().iter().map(|b| b.han).sum::<u32>();
                for finding in rules::check(&snapshot, &settings) {
                    *counts.entry(finding.rule).or_default() += 1;
                }
            }
            let rate = |rule: &str| {
                let count = counts.get(rule).copied().unwrap_or_default();
                format!("{:.2} ({count})", f64::from(count) * 1e4 / f64::from(han.max(1)))
            };
            let _ = writeln!(
                out,
                "| {group} | {name} | {han} | {} | {} | {} |",
                rate("uncited-quote"),
                rate("uncited-named-source"),
                rate("uncited-claim")
            );
        }
    }
    out
}

/// Agreement with the editors on essays without markers.
fn against_editors(
    essays: &[Essay],
    labels: &HashMap<u64, Vec<Label>>,
    show: &dyn Fn(&str) -> bool,
) -> String {
    let mut out = String::from(
        "| essays | sensitivity | labelled | recall (all editors: needs) | precision (mean of the editors) | reported that all call “no” |\n|---|---|---|---|---|---|\n",
    );
    for group in ["journal", "modern"] {
        for (name, sensitivity) in LEVELS {
            let settings = settings(sensitivity);
            let mut recall = Share::default();
            let mut precision = Share::default();
            let mut needless = Share::default();
            let mut labelled = 0;
            for essay in essays.iter().filter(|e| e.group == group) {
                let snapshot = Snapshot::of(&essay.text, essay.kind);
                let all = markers(&snapshot);
                let starts = reported(&without(&essay.text, &all), essay.kind, &settings);
                for quotation in quotations(essay, &snapshot) {
                    let Some(label) = labels.get(&quotation.hash) else { continue };
                    labelled += 1;
                    let hit = starts.contains(&moved(quotation.range.start, &all));
                    let needed = label.iter().all(|l| *l == Label::Needs);
                    if needed {
                        recall.add(hit);
                    }
                    if hit {
                        for l in label {
                            precision.add(*l == Label::Needs);
                        }
                        needless.add(label.iter().all(|l| *l == Label::No));
                    }
                    let missed = !hit && needed;
                    let wrong = hit && !label.contains(&Label::Needs);
                    if name == "balanced" && (missed && show("--missed") || wrong && show("--false")) {
                        let from = essay.text[..quotation.range.start].char_indices().rev().nth(39);
                        let from = from.map_or(0, |(at, _)| at);
                        let to = (quotation.range.end..essay.text.len())
                            .filter(|&i| essay.text.is_char_boundary(i))
                            .nth(20)
                            .unwrap_or(essay.text.len());
                        println!(
                            "{} {label:?} {} ⟦{}⟧{}\n",
                            if missed { "missed" } else { "false" },
                            essay.text[from..quotation.range.start].replace('\n', "⏎"),
                            &essay.text[quotation.range.clone()],
                            essay.text[quotation.range.end..to].replace('\n', "⏎"),
                        );
                    }
                }
            }
            let _ = writeln!(
                out,
                "| {group} | {name} | {labelled} | {} | {} | {} |",
                recall.show(),
                precision.show(),
                needless.show()
            );
        }
    }
    out
}

/// κ of the two editors.
fn kappa(labels: &[Vec<Label>]) -> (f64, f64) {
    let n = labels.len().max(1) as f64;
    let agree = labels.iter().filter(|l| l[0] == l[1]).count() as f64 / n;
    let chance: f64 = [Label::Needs, Label::Optional, Label::No]
        .iter()
        .map(|kind| {
            (0..2).map(|e| labels.iter().filter(|l| l[e] == *kind).count() as f64 / n).product::<f64>()
        })
        .sum();
    (agree, (agree - chance) / (1.0 - chance))
}

/// One line for every quotation: essay, byte, hash, letters, marker, excluded, signs.
fn features(essays: &[Essay]) -> String {
    let mut out = String::new();
    for essay in essays {
        let snapshot = Snapshot::of(&essay.text, essay.kind);
        let verdicts = verdict::verdicts(&snapshot, &settings(Sensitivity::Balanced));
        for quotation in quotations(essay, &snapshot) {
            let Some(found) = verdicts.iter().find(|v| v.range == quotation.range) else { continue };
            let Some(judgement) = found.judgement(&snapshot) else { continue };
            let features = judgement.features;
            let signs: Vec<String> = features.signs.iter().map(|sign: Sign| format!("{sign:?}")).collect();
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{:016x}\t{}\t{}\t{}\t{:.3}\t{:?}\t{}\t{}",
                essay.group,
                essay.name,
                quotation.range.start,
                quotation.hash,
                features.length,
                u8::from(quotation.marker.is_some()),
                u8::from(features.excluded),
                found.score,
                found.status,
                signs.join(","),
                essay.text[quotation.range.clone()].replace(['\n', '\t', '\r'], " "),
            );
        }
    }
    out
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/essays");
    let mut folder = default;
    let mut dump = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--features" => dump = rest.next(),
            "--missed" | "--false" => {}
            other => folder = PathBuf::from(other),
        }
    }
    let essays = read(&folder);
    if essays.is_empty() {
        eprintln!("no essays under {}: it needs the folders journal and modern", folder.display());
        return ExitCode::FAILURE;
    }
    if let Some(path) = dump {
        if let Err(error) = fs::write(path, features(&essays)) {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
        return ExitCode::SUCCESS;
    }
    let labels = labels();
    let show = |flag: &str| arguments.iter().any(|a| a == flag);
    if show("--missed") || show("--false") {
        against_editors(&essays, &labels, &show);
        return ExitCode::SUCCESS;
    }
    println!("### Markers deleted, all at once\n\n{}", deleted_markers(&essays, false));
    println!("### Markers deleted one by one\n\n{}", deleted_markers(&essays, true));
    println!("### Alarms in the untouched essays, for 10,000 Han characters\n\n{}", alarms(&essays));
    let pairs: Vec<Vec<Label>> = labels.values().filter(|l| l.len() == 2).cloned().collect();
    println!("### Against editors, in essays without markers\n");
    println!("{} quotations are labelled.\n", labels.len());
    if !pairs.is_empty() {
        let (agree, kappa) = kappa(&pairs);
        println!("Two editors agree on {:.1} % of {} (κ {kappa:.2}).\n", agree * 100.0, pairs.len());
    }
    println!("{}", against_editors(&essays, &labels, &show));
    ExitCode::SUCCESS
}
