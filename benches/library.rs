//! Bibliography files as large as anybody's: `cargo bench --bench library`.
//!
//! The file of 72,000 entries is made up here, of surnames, words of titles and numbers.

use std::path::PathBuf;
use std::sync::Arc;

use divan::{Bencher, black_box};
use yinzheng::reference::{BibliographyFile, Library};

const ENTRIES: usize = 72_000;
const SURNAMES: [&str; 8] = ["王", "李", "张", "刘", "费", "赵", "周", "吴"];
const GIVEN: [&str; 8] = ["孝通", "建国", "某", "晓明", "文", "行远", "重阳", "志强"];
const WORDS: [&str; 9] = ["乡土", "治理", "信任", "公开", "银行", "制度", "变迁", "中国", "基层"];

fn main() {
    divan::main();
}

/// Some word of `words`, by a number that is scattered the same way in every run.
fn pick(words: &'static [&'static str], number: usize, salt: usize) -> &'static str {
    let scattered = (number + 1).wrapping_mul(2_654_435_761).rotate_left(salt as u32 * 7) >> 8;
    words[scattered % words.len()]
}

fn bibtex() -> String {
    let abstract_text = "本文考察村务公开与干群信任之间的关系，说明账目怎样成为制度的一部分。".repeat(3);
    let entries = (0..ENTRIES).map(|n| {
            let title: String = (1..6).map(|salt| pick(&WORDS, n, salt)).collect();
            let (surname, given) = (pick(&SURNAMES, n, 7), pick(&GIVEN, n, 8));
            format!(
                "@article{{key{n},\n  author = {{{surname}{given} and Smith, John}},\n  title = {{{{{title}}}研究}},\n  \
                 journal = {{某某学刊}},\n  year = {{{}}},\n  volume = {{{}}},\n  number = {{3}},\n  \
                 pages = {{12--18}},\n  doi = {{10.1000/a.{n}}},\n  url = {{https://example.org/{n}}},\n  \
                 abstract = {{{abstract_text}}},\n}}\n\n",
                1950 + n % 70,
                n % 40,
            )
        });
    entries.collect::<Vec<String>>().concat()
}

fn csl_json() -> String {
    let items = (0..ENTRIES).map(|n| {
        let title: String = (1..6).map(|salt| pick(&WORDS, n, salt)).collect();
        let (family, given) = (pick(&SURNAMES, n, 7), pick(&GIVEN, n, 8));
        format!(
            "  {{\n    \"id\": \"key{n}\",\n    \"type\": \"article-journal\",\n    \"title\": \"{title}研究\",\n    \
             \"author\": [{{\"family\": \"{family}\", \"given\": \"{given}\"}}],\n    \
             \"issued\": {{\"date-parts\": [[{}]]}}\n  }}",
            1950 + n % 70
        )
    });
    format!("[\n{}\n]\n", items.collect::<Vec<_>>().join(",\n"))
}

fn library() -> Library {
    let file = BibliographyFile::new(PathBuf::from("refs.bib"), bibtex());
    Library::new(vec![Arc::new(file)], true)
}

/// From the text of the file to a library that answers for keys.
#[divan::bench(args = ["refs.bib", "refs.csl.json"], sample_count = 10)]
fn load(bencher: Bencher<'_, '_>, name: &str) {
    let text = if name.ends_with("json") { csl_json() } else { bibtex() };
    bencher.with_inputs(|| text.clone()).bench_values(|text| {
        let file = BibliographyFile::new(PathBuf::from(name), black_box(text));
        Library::new(vec![Arc::new(file)], true)
    });
}

/// The first search reads all entries.
#[divan::bench(sample_count = 5)]
fn first_search(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(library).bench_refs(|library| library.search(black_box("fxt"), 50).len());
}

#[divan::bench(args = ["fxt", "xtzg", "xt", "key71999", "乡土 1998", "smith", "a", "没有"], sample_count = 50)]
fn search(bencher: Bencher<'_, '_>, query: &str) {
    let library = library();
    let _ = library.search("", 1);
    bencher.bench(|| library.search(black_box(query), 50).len());
}

#[divan::bench(sample_count = 50)]
fn nearest(bencher: Bencher<'_, '_>) {
    let library = library();
    let slip = std::cell::Cell::new(0);
    bencher.bench_local(|| {
        // Each slip is looked for once.
        slip.set(slip.get() + 1);
        library.nearest(&format!("kye{}", slip.get()))
    });
}
