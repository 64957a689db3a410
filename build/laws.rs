//! Cards of laws and regulations, generated from `data/tables/laws.tsv` and, for what was made or changed since that
//! table was written, `data/tables/laws-since.tsv`.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::numerals::chinese;

/// The cards of the table `text`; rows of `since` replace those of the same title.
pub fn cards(text: &str, since: &str) -> Vec<Value> {
    let rows = |text| str::lines(text).filter(|line| !line.starts_with('#'));
    let title = |line: &str| line.split('\t').next().unwrap_or("").to_owned();
    let replaced: HashSet<String> = rows(since).map(title).collect();
    rows(since).chain(rows(text).filter(|line| !replaced.contains(&title(line)))).map(card).collect()
}

fn card(line: &str) -> Value {
    let fields: Vec<&str> = line.split('\t').collect();
    let (title, level, complete, events, chapters, articles, source) = match fields[..] {
        [title, level, complete, events, chapters, articles] => {
            (title, level, complete, events, chapters, articles, format!("《{title}》题注"))
        }
        [title, level, complete, events, chapters, articles, source] => {
            (title, level, complete, events, chapters, articles, source.to_owned())
        }
        _ => panic!("a table of laws has six columns, or seven with the source: {line}"),
    };
    let bare = title.strip_prefix("中华人民共和国").unwrap_or(title);
    let mut aliases = vec![json!({ "form": bare, "kind": "short" })];
    // 村委会组织法, 民诉法
    for (long, short) in [
        ("村民委员会组织法", "村委会组织法"),
        ("城市居民委员会组织法", "居委会组织法"),
        ("民事诉讼法", "民诉法"),
        ("刑事诉讼法", "刑诉法"),
        ("行政诉讼法", "行诉法"),
        ("全国人民代表大会和地方各级人民代表大会选举法", "选举法"),
        ("全国人民代表大会和地方各级人民代表大会代表法", "代表法"),
        ("地方各级人民代表大会和地方各级人民政府组织法", "地方组织法"),
        ("各级人民代表大会常务委员会监督法", "监督法"),
        ("香港特别行政区维护国家安全法", "香港国安法"),
        ("香港特别行政区驻军法", "香港驻军法"),
        ("澳门特别行政区驻军法", "澳门驻军法"),
        ("全国人民代表大会组织法", "全国人大组织法"),
        ("香港特别行政区基本法", "香港基本法"),
        ("澳门特别行政区基本法", "澳门基本法"),
    ] {
        if bare == long {
            aliases.push(json!({ "form": short, "kind": "abbreviation" }));
        }
    }
    if title == "中华人民共和国宪法" {
        aliases.push(json!({ "form": "现行宪法", "kind": "short" }));
    }
    let dates: Vec<Value> = events
        .split('|')
        .map(|event| {
            let mut parts = event.splitn(3, ' ');
            let (kind, date) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            json!({ "kind": kind, "date": date, "by": parts.next().unwrap_or("") })
        })
        .collect();
    let first = events.split('|').next().unwrap_or("");
    let made = if level == "行政法规" {
        "国务院制定或批准的行政法规"
    } else if first.contains("常务委员会") {
        "全国人民代表大会常务委员会制定的法律"
    } else if first.contains("全国人民代表大会") {
        "全国人民代表大会制定的法律"
    } else {
        "全国人民代表大会或其常务委员会制定的法律"
    };
    let class = match level {
        "行政法规" => String::new(),
        _ => format!("，属于{level}类"),
    };
    let size = articles.parse::<u64>().ok().filter(|n| (1..100).contains(n));
    let size = size.map_or_else(
        || if articles.is_empty() { String::new() } else { format!("，{articles}条") },
        |n| format!("，{}条", chinese(n)),
    );
    let chapters: Vec<&str> = chapters
        .split('|')
        .filter(|name| !name.is_empty() && !matches!(*name, "总则" | "附则" | "法律责任"))
        .collect();
    let domain = match level {
        "经济法" | "民法商法" => "经济",
        "社会法" => "社会",
        _ => "政治",
    };
    let mut card = json!({
        "not_in": not_in(&aliases),
        "id": format!("law-{}", crate::slug(bare)),
        "term": format!("《{title}》"),
        "category": "law",
        "domains": ["法治", domain],
        "definition": format!("{made}{class}{size}。"),
        "aliases": aliases,
        "chapters": chapters,
        "dates": dates,
        "complete": complete == "1",
        "sources": [{ "title": source, "used_for": ["dates"] }],
        "confidence": "high",
        "checked_on": "2026-11-26",
        "generated": true,
    });
    if events.split('|').any(|event| event.starts_with("repealed ")) {
        card["status"] = json!("repealed");
    }
    card
}

/// Words that contain a short name and mean something else: 会计法规, 刑法学.
fn not_in(aliases: &[Value]) -> Vec<String> {
    let short =
        aliases.iter().filter_map(|alias| alias["form"].as_str()).filter(|form| form.chars().count() < 4);
    short.flat_map(|form| ["规", "律", "学", "院", "庭"].map(|end| format!("{form}{end}"))).collect()
}
