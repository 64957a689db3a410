//! Turns the glossary's data files into what the program embeds: one JSON record a line, and the
//! names of the records. Nothing is parsed at start-up that was not asked for.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=data/glossary");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files: Vec<_> = fs::read_dir("data/glossary")
        .expect("data/glossary is readable")
        .map(|entry| entry.expect("data/glossary is readable").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let (mut cards, mut names) = (String::new(), String::new());
    let mut count = 0;
    for file in files {
        let text = fs::read_to_string(&file).expect("glossary files are UTF-8");
        let table: toml::Table = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let records = table.get("card").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        for record in records {
            let string =
                |key: &str| record.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
            let list = |key: &str, field: &str| -> Vec<String> {
                let items = record.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
                items
                    .iter()
                    .filter_map(|item| {
                        item.get(field).or(Some(item)).and_then(toml::Value::as_str).map(str::to_owned)
                    })
                    .collect()
            };
            let titled = matches!(string("category").as_str(), "law" | "document");
            let titled = if titled { 't' } else { '-' };
            let mut name = |kind: char, name: &str| {
                writeln!(names, "{count}\t{kind}{titled}\t{name}").expect("writing to a string");
            };
            name('n', &string("term"));
            for (kind, key) in [('n', "aliases"), ('m', "misforms"), ('x', "not_in")] {
                for form in list(key, "form") {
                    name(kind, &form);
                }
            }
            writeln!(cards, "{}", serde_json::to_string(&record).expect("a record is JSON"))
                .expect("writing to a string");
            count += 1;
        }
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("cards.jsonl"), cards).expect("OUT_DIR is writable");
    fs::write(Path::new(&out).join("names.tsv"), names).expect("OUT_DIR is writable");
}
