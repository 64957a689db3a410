//! What a writer waits for, without the editor: `cargo bench --bench analysis`.
//!
//! The text is the sample essay, and the sample essay repeated to a megabyte.

use divan::{Bencher, black_box};
use yinzheng::config::Settings;
use yinzheng::document::{Analysis, Kind, Snapshot};
use yinzheng::text::Buffer;
use yinzheng::{glossary, ide, rules};

const ESSAY: &str = include_str!("../examples/essay.md");

fn main() {
    // The names of the glossary are indexed once, on first use.
    let _ = glossary::define("基层治理");
    divan::main();
}

fn text(bytes: usize) -> String {
    let mut text = String::new();
    while text.len() < bytes {
        text.push_str(ESSAY);
        text.push('\n');
    }
    text
}

const SIZES: [usize; 2] = [1, 1_000_000];

#[divan::bench(args = SIZES)]
fn open(bencher: Bencher<'_, '_>, size: usize) {
    let buffer = Buffer::new(&text(size));
    bencher.bench(|| Analysis::new(black_box(&buffer), Kind::Markdown));
}

#[divan::bench(args = SIZES)]
fn keystroke(bencher: Bencher<'_, '_>, size: usize) {
    let mut buffer = Buffer::new(&text(size));
    let mut analysis = Analysis::new(&buffer, Kind::Markdown);
    let settings = Settings::default();
    let at = buffer.line_start(buffer.lines() / 2);
    bencher.bench_local(|| {
        let dirty = buffer.replace(at..at, "字");
        analysis.update(&buffer, dirty);
        rules::check(&analysis.snapshot(&buffer), &settings)
    });
}

#[divan::bench(args = SIZES)]
fn check(bencher: Bencher<'_, '_>, size: usize) {
    let snapshot = Snapshot::of(&text(size), Kind::Markdown);
    bencher.bench(|| rules::check(black_box(&snapshot), &Settings::default()));
}

#[divan::bench(args = SIZES)]
fn outline(bencher: Bencher<'_, '_>, size: usize) {
    let snapshot = Snapshot::of(&text(size), Kind::Markdown);
    bencher.bench(|| ide::outline(black_box(&snapshot)));
}

#[divan::bench]
fn hover(bencher: Bencher<'_, '_>) {
    let text = text(1);
    let offset = text.find("基层治理").unwrap_or(0);
    let snapshot = Snapshot::of(&text, Kind::Markdown);
    bencher.bench(|| ide::hover(black_box(&snapshot), offset, &Settings::default()));
}
