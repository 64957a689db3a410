//! Measures the reader of entries on real reference lists:
//! `cargo run --release --example reference-bench -- [FOLDER]`, with `../shared/corpus/references` as the
//! default folder.
//!
//! * Every line of `zotero.txt` and `gb7714-variants.txt` is read; the type and the medium are compared
//!   with the first mark in the text.
//! * Title, first author and year of a sample of `zotero.txt`, and all parts of every line of
//!   `gb7714-variants.txt`, are compared with labels made by reading (`data/quality/references.tsv`, which
//!   holds hashes, no texts).
//! * What is understood as a whole is written by GB/T 7714—2015 and read again: the parts must be the same.
//!
//! `--wrong` prints the lines on which reader and labels differ.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
#![expect(clippy::cast_precision_loss, reason = "counts of lines")]

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use yinzheng::reference::{Edition, Name, Part, Reference, Role, Style, Type, Width, format, parse, rewrite};
use yinzheng::syntax::matter::entry_label;

const STYLE: Style = Style::numeric(Edition::Gb2015, Width::Half);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wrong = arguments.iter().any(|argument| argument == "--wrong");
    let folder = arguments.iter().find(|argument| !argument.starts_with("--"));
    let folder = folder.map_or_else(|| PathBuf::from("../shared/corpus/references"), PathBuf::from);
    let read = |name: &str| fs::read_to_string(folder.join(name));
    let (Ok(zotero), Ok(variants)) = (read("zotero.txt"), read("gb7714-variants.txt")) else {
        eprintln!("no lists under {}: zotero.txt and gb7714-variants.txt are needed", folder.display());
        return ExitCode::FAILURE;
    };
    let labels = labels();
    println!("| what | right | of | share |\n|---|---|---|---|");
    let lines: Vec<&str> = zotero.lines().collect();
    row("zotero: type and medium", lines.iter().map(|line| marked(line)));
    for part in ["title", "author", "year"] {
        let judged = lines.iter().filter_map(|line| {
            let expected = *labels.get(&("zotero".to_owned(), hash(line), part.to_owned()))?;
            let (text, reference) = entry(line);
            let found = value(&reference, part);
            let right = found.as_deref().map(|value| hash(&plain(value))) == expected;
            if wrong && !right {
                println!("{part}: {found:?} in {text}");
            }
            Some(right)
        });
        row(&format!("zotero, labelled: {part}"), judged.collect::<Vec<_>>().into_iter());
    }
    let whole = variants.lines().filter_map(|line| {
        let line_hash = hash(line);
        let mut seen = false;
        let (text, reference) = entry(line);
        let mut right = true;
        for ((set, at, part), expected) in &labels {
            if set != "variants" || *at != line_hash {
                continue;
            }
            seen = true;
            let found = value(&reference, part).map(|value| hash(&plain(&value)));
            if found != *expected {
                right = false;
                if wrong {
                    println!("{part}: {:?} in {text}", value(&reference, part));
                }
            }
        }
        seen.then_some(right)
    });
    row("gb7714-variants: all parts", whole.collect::<Vec<_>>().into_iter());
    for (name, text) in [("zotero", &zotero), ("gb7714-variants", &variants)] {
        let complete: Vec<(&str, Reference)> =
            text.lines().map(entry).filter(|(_, reference)| reference.is_complete()).collect();
        let again = complete.iter().map(|(text, reference)| {
            let sound = rewrite(reference, STYLE).is_some() || is_new(reference);
            if wrong && !sound {
                let again = format(reference, STYLE);
                println!("not the same again: {text}\n  written {again}");
                let second = parse(&again);
                for part in Part::ALL.into_iter().filter(|&part| reference.get(part) != second.get(part)) {
                    println!("  {part:?}: {:?} then {:?}", reference.get(part), second.get(part));
                }
                for range in &second.rest {
                    println!("  not understood then: {:?}", &again[range.clone()]);
                }
            }
            sound
        });
        row(&format!("{name}: the same when written and read again"), again);
    }
    ExitCode::SUCCESS
}

/// Types that the edition of 2015 does not have.
fn is_new(reference: &Reference) -> bool {
    reference.kind == Some(Type::Preprint)
}

fn row(what: &str, judged: impl Iterator<Item = bool>) {
    let (mut right, mut all) = (0, 0);
    for sound in judged {
        right += usize::from(sound);
        all += 1;
    }
    let share = if all == 0 { 0.0 } else { 100.0 * right as f64 / f64::from(all) };
    println!("| {what} | {right} | {all} | {share:.1} % |");
}

/// A line without its label.
fn entry(line: &str) -> (&str, Reference) {
    let start = entry_label(line).map_or(0, |label| label.text);
    let text = line[start..].trim();
    (text, parse(text))
}

/// Whether type and medium are those of the first mark in the line.
fn marked(line: &str) -> bool {
    let (text, reference) = entry(line);
    let first = text.char_indices().filter(|(_, c)| matches!(c, '[' | '［')).find_map(|(at, c)| {
        let inner = &text[at + c.len_utf8()..];
        let inner: String = inner.chars().take_while(|c| !matches!(c, ']' | '］')).take(6).collect();
        let inner: String = inner.replace('／', "/").chars().filter(|c| *c != ' ').collect();
        let (kind, medium) = inner.split_once('/').map_or((inner.as_str(), None), |(k, m)| (k, Some(m)));
        Type::of_code(kind).map(|kind| (kind, medium.map(str::to_owned)))
    });
    let read = reference.kind.map(|kind| (kind, reference.medium.map(|medium| medium.code().to_owned())));
    read == first
}

/// A part by the name that the labels use; of lists the names with | between them.
fn value(reference: &Reference, part: &str) -> Option<String> {
    let names = |names: &[Name]| {
        let names: Vec<String> = names.iter().map(|name| plain(&name.text)).collect();
        (!names.is_empty()).then(|| names.join("|"))
    };
    let get = |part: Part| reference.get(part).map(str::to_owned);
    match part {
        "type" => reference.kind.map(|kind| kind.code().to_owned()),
        "medium" => reference.medium.map(|medium| medium.code().to_owned()),
        "author" => reference.authors.first().map(|name| name.text.clone()),
        "authors" => names(&reference.authors),
        "host_authors" => names(&reference.host_authors),
        "translators" => {
            let translators: Vec<Name> =
                reference.others.iter().filter(|name| name.role == Role::Translator).cloned().collect();
            names(&translators)
        }
        "title" => get(Part::Title),
        "number" => get(Part::Number),
        "container" => get(Part::Container),
        "edition" => get(Part::Edition),
        "place" => get(Part::Place),
        "publisher" => get(Part::Publisher),
        "year" => reference.year().map(str::to_owned),
        "date" => get(Part::Date),
        "volume" => get(Part::Volume),
        "issue" => get(Part::Issue),
        "pages" => get(Part::Pages),
        "url" => get(Part::Url),
        "pid" => get(Part::Pid),
        "accessed" => get(Part::Accessed),
        _ => None,
    }
}

/// As the labels compare: one blank between words, hyphens for dashes, no full stop at the end.
fn plain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String =
        text.chars().map(|c| if matches!(c, '–' | '—' | '―' | '‐' | '‑' | '−') { '-' } else { c }).collect();
    text.trim_end_matches('.').to_owned()
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Set, hash of the line, part → hash of the value.
fn labels() -> HashMap<(String, u64, String), Option<u64>> {
    let mut labels = HashMap::new();
    for line in include_str!("../data/quality/references.tsv").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[set, entry, part, value] = fields.as_slice() else { continue };
        let Ok(entry) = u64::from_str_radix(entry, 16) else { continue };
        labels.insert((set.to_owned(), entry, part.to_owned()), u64::from_str_radix(value, 16).ok());
    }
    labels
}
