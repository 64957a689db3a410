//! Turns the glossary's data files into what the program embeds: one JSON record a line, the names of the
//! records in the order in which they are looked up, and the table of traditional characters. Nothing is parsed
//! at start-up that was not asked for.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use pinyin::ToPinyin as _;
use serde_json::Value;

#[path = "build/laws.rs"]
mod laws;
#[path = "build/numerals.rs"]
mod numerals;
#[path = "build/tables.rs"]
mod tables;

/// What the program itself normalises names by.
#[path = "src/syntax/width.rs"]
mod width;

#[path = "src/glossary/fold.rs"]
mod fold;

fn main() {
    for path in [
        "data/glossary",
        "data/tables",
        "data/words.txt",
        "build",
        "build.rs",
        "src/syntax/width.rs",
        "src/glossary/fold.rs",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let write = |name: &str, content: &[u8]| {
        fs::write(Path::new(&out).join(name), content).expect("OUT_DIR is writable");
    };
    let simplified = simplified();
    let bytes: Vec<u8> = simplified.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    write("simplified.bin", &bytes);

    let mut records = written();
    let laws = |name| {
        fs::read_to_string(Path::new("data/tables").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    let laws = laws::cards(&laws("laws.tsv"), &laws("laws-since.tsv"));
    let generated = tables::cards(Path::new("data/tables")).into_iter().chain(laws);
    add(&mut records, generated, &simplified);

    let mut cards = String::new();
    let mut starts: Vec<u8> = 0u32.to_le_bytes().to_vec();
    // Normalised name and kind → card, class, the name as written. A term goes before an alias.
    let mut names: BTreeMap<(String, char, usize), (char, String)> = BTreeMap::new();
    for (number, record) in records.iter().enumerate() {
        writeln!(cards, "{}", serde_json::to_string(record).expect("a record is JSON"))
            .expect("writing to a string");
        starts.extend(u32::try_from(cards.len()).expect("the cards are under 4 GiB").to_le_bytes());
        let class = |normal: &str| match record["category"].as_str() {
            Some("law") if is_of_the_republic(record) && !normal.starts_with("中华人民共和国") => 's',
            Some("law" | "document") => 't',
            Some("person") => 'p',
            Some("organization") if is_of_the_state(record) => 'o',
            _ => '-',
        };
        let mut name = |kind: char, form: &str| {
            let normal = normalise(form, &simplified);
            if !normal.is_empty() {
                let class = class(&normal);
                names.entry((normal, kind, number)).or_insert_with(|| (class, form.to_owned()));
            }
        };
        name('n', record["term"].as_str().unwrap_or_default());
        for (kind, key) in [('n', "aliases"), ('x', "not_in")] {
            for form in forms(record, key) {
                name(kind, form);
            }
        }
        // 'o' is reported, 'p' is shown on hover only.
        for misform in record["misforms"].as_array().into_iter().flatten() {
            let kind = if misform["report"] == Value::Bool(false) { 'p' } else { 'o' };
            name(kind, misform["form"].as_str().unwrap_or_default());
        }
    }
    for (normal, number, form) in without_issuers(&records, &simplified) {
        if names.range((normal.clone(), 'n', 0)..=(normal.clone(), 'n', usize::MAX)).next().is_none() {
            names.insert((normal, 'n', number), ('t', form));
        }
    }
    let mut table = String::new();
    for ((normal, kind, card), (class, form)) in names {
        writeln!(table, "{normal}\t{card}\t{kind}{class}\t{form}").expect("writing to a string");
    }
    let words = fs::read_to_string("data/words.txt").expect("words.txt is UTF-8");
    let frequencies = words.lines().filter_map(|line| line.split(' ').nth(1)?.parse::<u64>().ok());
    println!("cargo::rustc-env=WORDS_TOTAL={}", frequencies.sum::<u64>());
    write("cards.jsonl", cards.as_bytes());
    write("cards.starts", &starts);
    write("names.tsv", table.as_bytes());
}

/// Whether a law is one of the People's Republic, and no treaty or law of an earlier time: others have laws of its short
/// title.
fn is_of_the_republic(record: &Value) -> bool {
    record["generated"] == Value::Bool(true)
        || record["term"].as_str().is_some_and(|term| term.contains("中华人民共和国"))
}

/// Whether an organization belongs to this state or its ruling party: others have organs of that name too.
fn is_of_the_state(record: &Value) -> bool {
    let definition = record["definition"].as_str().unwrap_or_default();
    ["国务院", "中国", "中共", "我国", "党中央", "全国人民代表大会"]
        .iter()
        .any(|word| definition.contains(word))
}

/// Titles of documents as essays write them, without those who issued them: 《中共中央 国务院关于实施乡村振兴战略的意见》
/// is 《关于实施乡村振兴战略的意见》. Normalised, with the number of the card and as written.
fn without_issuers(records: &[Value], simplified: &[u16]) -> Vec<(String, usize, String)> {
    let issues = |issuer: &str| {
        let issuer = issuer.trim_matches(|c: char| c.is_whitespace() || c == '、');
        issuer.split([' ', '、', '　']).all(|one| {
            ["中共中央", "国务院", "中央军委", "全国人民代表大会常务委员会"]
                .iter()
                .any(|body| one.starts_with(body))
        })
    };
    let short = |form: &str| {
        let (issuer, rest) = form.strip_prefix('《')?.split_once("关于")?;
        (!issuer.is_empty() && issues(issuer)).then(|| format!("《关于{rest}"))
    };
    let documents = records.iter().enumerate().filter(|(_, record)| record["category"] == "document");
    let titles = documents.flat_map(|(number, record)| {
        let forms = record["term"].as_str().into_iter().chain(forms(record, "aliases"));
        forms.filter_map(short).map(move |form| (number, form)).collect::<Vec<_>>()
    });
    let titles: Vec<_> = titles.map(|(number, form)| (normalise(&form, simplified), number, form)).collect();
    // A title that two documents share names neither.
    let shared =
        |normal: &str, number| titles.iter().any(|(other, card, _)| other == normal && *card != number);
    titles.iter().filter(|(normal, number, _)| !shared(normal, *number)).cloned().collect()
}

/// The cards of `data/glossary`.
fn written() -> Vec<Value> {
    let mut files: Vec<_> = fs::read_dir("data/glossary")
        .expect("data/glossary is readable")
        .map(|entry| entry.expect("data/glossary is readable").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let mut records = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("glossary files are UTF-8");
        let table: toml::Table = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let cards = table.get("card").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        records.extend(
            cards.into_iter().map(|card| serde_json::to_value(card).expect("a record is plain data")),
        );
    }
    records
}

/// Adds generated cards. What a person wrote goes first: a card whose term has one already is left out, so is an
/// alias that is the name of another card.
fn add(records: &mut Vec<Value>, generated: impl Iterator<Item = Value>, simplified: &[u16]) {
    let mut taken: HashSet<String> = HashSet::new();
    let mut ids: HashMap<String, u32> = HashMap::new();
    for record in records.iter() {
        ids.insert(record["id"].as_str().unwrap_or_default().to_owned(), 1);
        taken.insert(normalise(record["term"].as_str().unwrap_or_default(), simplified));
        taken.extend(forms(record, "aliases").map(|form| normalise(form, simplified)));
    }
    for mut record in generated {
        if !taken.insert(normalise(record["term"].as_str().unwrap_or_default(), simplified)) {
            continue;
        }
        if let Some(aliases) = record["aliases"].as_array_mut() {
            aliases.retain(|alias| {
                taken.insert(normalise(alias["form"].as_str().unwrap_or_default(), simplified))
            });
        }
        // Ids are stable as long as the table's order of equal ids is.
        let id = record["id"].as_str().unwrap_or_default().to_owned();
        let count = ids.entry(id.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 {
            record["id"] = Value::String(format!("{id}-{count}"));
        }
        records.push(record);
    }
}

/// The forms under `key` of a record, which are strings or have a key `form`.
fn forms<'r>(record: &'r Value, key: &str) -> impl Iterator<Item = &'r str> {
    let items = record[key].as_array().map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(|item| item.get("form").unwrap_or(item).as_str())
}

fn normalise(text: &str, simplified: &[u16]) -> String {
    text.chars().filter_map(|c| fold::fold(width::narrow(c), simplified)).collect()
}

/// For every character from U+4E00 to U+9FFF its simplified form, or 0 where it has none of its own.
fn simplified() -> Vec<u16> {
    let unit = |c: char| u16::try_from(u32::from(c)).ok();
    (0x4E00..=0x9FFF_u32)
        .map(|code| {
            let Some(c) = char::from_u32(code) else { return 0 };
            let simple = fast2s::convert(&c.to_string());
            let mut simple = simple.chars();
            match (simple.next(), simple.next()) {
                (Some(s), None) if s != c && (0x4E00..=0x9FFF).contains(&u32::from(s)) => {
                    unit(s).unwrap_or(0)
                }
                _ => 0,
            }
        })
        .collect()
}

/// The pinyin of `text`, for ids: at most 60 letters, hyphens and digits.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for (c, pinyin) in text.chars().zip(text.to_pinyin()) {
        match pinyin {
            Some(syllable) => slug.extend([if slug.is_empty() { "" } else { "-" }, syllable.plain()]),
            None if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            None => {}
        }
    }
    let end =
        slug.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|&end| end <= 60).last().unwrap_or(0);
    slug[..end].trim_matches('-').replace("--", "-")
}
