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

/// All names of the glossary in a text.
#[divan::bench(args = SIZES)]
fn terms(bencher: Bencher<'_, '_>, size: usize) {
    let text = text(size);
    let own = glossary::OwnGlossary::default();
    bencher.bench(|| glossary::matches_in(black_box(&text), &own));
}

/// Wrong forms of terms in a text.
#[divan::bench(args = SIZES)]
fn misforms(bencher: Bencher<'_, '_>, size: usize) {
    let text = text(size);
    bencher.bench(|| glossary::misforms_in(black_box(&text)));
}

/// An essay that cites a list of `count` entries of all usual types.
fn listed(count: usize) -> String {
    let mut text = String::from("# 论村庄\n");
    for number in 1..=count {
        text.extend(["\n村庄里的事情由村民商量着办，这是多年来的经验[", &number.to_string(), "]。\n"]);
    }
    text += "\n## 参考文献\n";
    for number in 1..=count {
        let year = 1980 + number % 45;
        let entry = match number % 5 {
            0 => format!(
                "王某, 李某, 张某, 等. 第{number}个村庄的信任与合作[J]. 某某学刊, {year}, 12(3): 36-41."
            ),
            1 => format!(
                "赵某. 第{number}个村庄的账本: 一个县的观察[M]. 李某, 译. 2版. 北京: 某某出版社, {year}: 8-15."
            ),
            2 => format!(
                "Smith J, Keller A B. Village number {number}[J/OL]. Some Review, {year}, 8(2): 1-9. https://example.org/{number}. DOI:10.1000/{number}."
            ),
            3 => format!("钱某. 第{number}次会议上的讲话[N]. 某某日报, {year}-05-06(3)."),
            _ => format!("孙某. 治理的单元之{number}[M]//张某. 乡村论集. 上海: 某社, {year}: 55-70."),
        };
        text.extend(["\n[", &number.to_string(), "] ", &entry, "\n"]);
    }
    text
}

/// A thousand entries read and checked for the first time.
#[divan::bench]
fn list_of_1000(bencher: Bencher<'_, '_>) {
    let text = listed(999);
    bencher.with_inputs(|| Snapshot::of(&text, Kind::Markdown)).bench_refs(|snapshot| {
        (0..snapshot.index().entries.len())
            .map(|entry| black_box(snapshot.listed(entry).reference.spans().len()))
            .sum::<usize>()
            + rules::check(snapshot, &Settings::default()).len()
    });
}

/// A keystroke in one of a thousand entries, the findings included.
#[divan::bench]
fn keystroke_in_list_of_1000(bencher: Bencher<'_, '_>) {
    let text = listed(999);
    let mut buffer = Buffer::new(&text);
    let mut analysis = Analysis::new(&buffer, Kind::Markdown);
    let settings = Settings::default();
    let at = text.find("第500个").unwrap_or(0);
    let _ = rules::check(&analysis.snapshot(&buffer), &settings);
    bencher.bench_local(|| {
        let dirty = buffer.replace(at..at, "字");
        analysis.update(&buffer, dirty);
        rules::check(&analysis.snapshot(&buffer), &settings)
    });
}
