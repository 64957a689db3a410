//! Cards of meetings, plans and documents, generated from the tables of `data/tables`.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::numerals::chinese;

type Row = toml::Table;

/// All cards of the tables, in the order of the files.
pub fn cards(folder: &Path) -> Vec<Value> {
    let read = |file: &str, key: &str| -> Vec<Row> {
        let path = folder.join(format!("{file}.toml"));
        println!("cargo::rerun-if-changed={}", path.display());
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let table: Row = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let rows = table[key].as_array().expect("an array of tables");
        rows.iter().map(|row| row.as_table().expect("a table").clone()).collect()
    };
    let mut congresses = read("congresses", "congress");
    congresses.sort_by_key(|row| number(row, "number"));
    let mut plenums = read("plenums", "plenum");
    plenums.sort_by_key(|row| (number(row, "congress"), number(row, "session")));
    let mut cards = Vec::new();
    cards.extend(series(&congresses, congress));
    cards.extend(series(&plenums, plenum));
    cards.extend(plenums.iter().chain(&congresses).flat_map(documents));
    let mut sessions = read("npc", "npc");
    sessions.sort_by_key(|row| (number(row, "number"), number(row, "session")));
    cards.extend(series(&sessions, npc));
    cards.extend(read("plans", "plan").iter().map(plan));
    cards.extend(read("no1", "no1").iter().map(first_document));
    cards.extend(read("reports", "report").iter().map(report));
    cards.extend(read("regulations", "regulation").iter().map(regulation));
    cards.extend(read("amendments", "amendment").iter().map(amendment));
    cards.extend(read("conferences", "conference").iter().map(conference));
    cards
}

/// The cards of meetings that follow each other, with the one before and the one behind.
fn series(rows: &[Row], card: fn(&Row) -> Value) -> Vec<Value> {
    let mut cards: Vec<Value> = rows.iter().map(card).collect();
    let terms: Vec<Value> = cards.iter().map(|card| card["term"].clone()).collect();
    for (i, card) in cards.iter_mut().enumerate() {
        let previous = i.checked_sub(1).filter(|&at| follows(&rows[at], &rows[i]));
        let next = rows.get(i + 1).filter(|row| follows(&rows[i], row)).map(|_| i + 1);
        let related: Vec<Value> = [(previous, "previous"), (next, "next")]
            .into_iter()
            .filter_map(|(at, rel)| Some(json!({ "term": terms[at?], "rel": rel })))
            .collect();
        card["related"] = Value::Array(related);
    }
    cards
}

/// Whether no meeting stands between those of two rows: the second session of a term follows the first, and the first
/// session the last of the term before. The last one of every term that ended has a row.
fn follows(before: &Row, behind: &Row) -> bool {
    let place = |row: &Row| (number(row, "congress") + number(row, "number"), number(row, "session"));
    let ((term, session), (next_term, next_session)) = (place(before), place(behind));
    if term == next_term { next_session == session + 1 } else { next_term == term + 1 && next_session <= 1 }
}

fn number(row: &Row, key: &str) -> u64 {
    row.get(key).and_then(toml::Value::as_integer).and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

fn text<'r>(row: &'r Row, key: &str) -> &'r str {
    row.get(key).and_then(toml::Value::as_str).unwrap_or("")
}

fn list(row: &Row, key: &str) -> Vec<String> {
    let items = row.get(key).and_then(toml::Value::as_array);
    items.into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_owned).collect()
}

fn aliases(forms: impl IntoIterator<Item = (String, &'static str)>) -> Value {
    forms.into_iter().map(|(form, kind)| json!({ "form": form, "kind": kind })).collect()
}

/// A record with what all generated cards have.
fn record(row: &Row, id: &str, term: &str, category: &str, domains: &[&str]) -> Map<String, Value> {
    let mut sources = serde_json::to_value(row.get("sources")).expect("sources are plain data");
    for source in sources.as_array_mut().into_iter().flatten() {
        source["used_for"] = json!(["dates"]);
    }
    let card = json!({
        "id": id, "term": term, "category": category, "domains": domains, "sources": sources,
        "confidence": "high", "checked_on": "2026-11-26", "generated": true,
    });
    let Value::Object(card) = card else { unreachable!("it was built as an object") };
    card
}

/// `opened` and `closed` of a row as dates.
fn held(row: &Row) -> Value {
    [("opened", "opened"), ("closed", "closed")]
        .into_iter()
        .filter(|(key, _)| !text(row, key).is_empty())
        .map(|(key, kind)| json!({ "kind": kind, "date": text(row, key) }))
        .collect()
}

/// What a meeting adopted and raised.
fn results(card: &mut Map<String, Value>, row: &Row) {
    for key in ["adopted", "raised"] {
        let items = list(row, key);
        if !items.is_empty() {
            card.insert(key.to_owned(), json!(items));
        }
    }
    if !text(row, "place").is_empty() {
        card.insert("place".to_owned(), json!(text(row, "place")));
    }
}

fn congress(row: &Row) -> Value {
    let number = number(row, "number");
    let n = chinese(number);
    let mut card =
        record(row, &format!("congress-{number}"), &format!("党的{n}大"), "meeting", &["党建", "政治"]);
    let full = format!("中国共产党第{n}次全国代表大会");
    let mut names = vec![
        (full.clone(), "full"),
        (format!("中共{n}大"), "short"),
        (format!("党的第{n}次全国代表大会"), "full"),
        (format!("第{n}次党代会"), "older"),
    ];
    // 七大 may count anything; from the twelfth on the number and 大 are the congress.
    if number >= 12 {
        names.push((format!("{n}大"), "abbreviation"));
        card.insert("not_in".to_owned(), things_by_number(&n));
    }
    card.insert("aliases".to_owned(), aliases(names));
    card.insert("full".to_owned(), json!(full));
    card.insert(
        "definition".to_owned(),
        json!(format!("{full}，全国党员代表选出的最高领导机关的一次会议。")),
    );
    card.insert("dates".to_owned(), held(row));
    results(&mut card, row);
    Value::Object(card)
}

/// 十二大类, 二十大工程: what a number and 大 count.
fn things_by_number(n: &str) -> Value {
    let things = [
        "类", "重点", "领域", "工程", "产业", "行动", "任务", "项目", "系统", "方面", "板块", "措施", "城市",
        "行业",
    ];
    things.iter().map(|thing| json!(format!("{n}大{thing}"))).collect()
}

fn plenum(row: &Row) -> Value {
    let (congress, session) = (number(row, "congress"), number(row, "session"));
    let (n, s) = (chinese(congress), chinese(session));
    let mut card = record(
        row,
        &format!("plenum-{congress}-{session}"),
        &format!("党的{n}届{s}中全会"),
        "meeting",
        &["党建", "政治"],
    );
    let full = format!("中国共产党第{n}届中央委员会第{s}次全体会议");
    card.insert(
        "aliases".to_owned(),
        aliases([
            (format!("{n}届{s}中全会"), "short"),
            (full.clone(), "full"),
            (format!("中共{n}届{s}中全会"), "short"),
            (format!("党的{n}届{s}次全会"), "older"),
            (format!("第{n}届中央委员会第{s}次全体会议"), "full"),
        ]),
    );
    card.insert(
        "definition".to_owned(),
        json!(format!("{full}，党的第{n}次全国代表大会选出的中央委员会的一次会议。")),
    );
    card.insert("full".to_owned(), json!(full));
    card.insert("dates".to_owned(), held(row));
    results(&mut card, row);
    Value::Object(card)
}

/// The documents of a meeting, each a card of its own.
fn documents(row: &Row) -> Vec<Value> {
    let (congress, session) = (number(row, "congress"), number(row, "session"));
    let meeting = if congress > 0 {
        format!("党的{}届{}中全会", chinese(congress), chinese(session))
    } else {
        format!("党的{}大", chinese(number(row, "number")))
    };
    let day = if text(row, "closed").is_empty() { text(row, "opened") } else { text(row, "closed") };
    let adopted = list(row, "adopted");
    let decisions = adopted.iter().filter(|title| title.ends_with("决定》")).count();
    let documents = adopted.iter().enumerate().filter(|_| !day.is_empty()).map(|(i, title)| {
        let key =
            if congress > 0 { format!("{congress}-{session}") } else { number(row, "number").to_string() };
        let mut card =
            record(row, &format!("document-{key}-{}", i + 1), title, "document", &["党建", "政治"]);
        let bare = title.trim_matches(['《', '》']);
        let mut names = Vec::new();
        if let Some(rest) = bare.strip_prefix("中共中央") {
            names.push((format!("《{rest}》"), "short"));
        }
        if decisions == 1 && title.ends_with("决定》") && congress > 0 {
            names.push((format!("{meeting}《决定》"), "abbreviation"));
            names.push((format!("{meeting}决定"), "abbreviation"));
            names.push((format!("{}《决定》", meeting.trim_start_matches("党的")), "abbreviation"));
        }
        card.insert("aliases".to_owned(), aliases(names));
        card.insert("definition".to_owned(), json!(format!("{meeting}通过或审议的文件。")));
        card.insert("dates".to_owned(), json!([{ "kind": "adopted", "date": day, "by": meeting }]));
        card.insert("status".to_owned(), json!("issued"));
        card.insert("related".to_owned(), json!([{ "term": meeting, "rel": "proposed-at" }]));
        Value::Object(card)
    });
    let mut documents: Vec<Value> = documents.collect();
    // 十九大报告
    let report = text(row, "report");
    if !report.is_empty() && congress == 0 {
        let n = chinese(number(row, "number"));
        let mut card = record(
            row,
            &format!("congress-report-{}", number(row, "number")),
            report,
            "document",
            &["党建", "政治"],
        );
        card.insert(
            "aliases".to_owned(),
            aliases([(format!("党的{n}大报告"), "short"), (format!("{n}大报告"), "abbreviation")]),
        );
        let reporter = text(row, "reporter");
        let by = if reporter.is_empty() {
            String::new()
        } else {
            format!("，{reporter}代表中央委员会所作")
        };
        card.insert("definition".to_owned(), json!(format!("党的{n}大的政治报告{by}。")));
        card.insert(
            "dates".to_owned(),
            json!([{ "kind": "delivered", "date": text(row, "opened"), "by": reporter }]),
        );
        card.insert("status".to_owned(), json!("issued"));
        card.insert("related".to_owned(), json!([{ "term": format!("党的{n}大"), "rel": "proposed-at" }]));
        documents.push(Value::Object(card));
    }
    documents
}

fn npc(row: &Row) -> Value {
    let (congress, session) = (number(row, "number"), number(row, "session"));
    let (n, s) = (chinese(congress), chinese(session));
    let full = format!("第{n}届全国人民代表大会第{s}次会议");
    let mut card = record(
        row,
        &format!("npc-{congress}-{session}"),
        &format!("{n}届全国人大{s}次会议"),
        "meeting",
        &["政治", "法治"],
    );
    card.insert(
        "aliases".to_owned(),
        aliases([
            (full.clone(), "full"),
            (format!("第{n}届全国人大第{s}次会议"), "short"),
            (format!("{n}届人大{s}次会议"), "short"),
        ]),
    );
    card.insert("definition".to_owned(), json!(format!("{full}，最高国家权力机关的一次全体会议。")));
    card.insert("full".to_owned(), json!(full));
    let mut dates = held(row);
    if let (Some(dates), day @ 1..) = (dates.as_array_mut(), text(row, "adopted_on").len()) {
        debug_assert!(day > 0);
        if dates.is_empty() {
            dates.push(json!({ "kind": "adopted", "date": text(row, "adopted_on"), "by": "" }));
        }
    }
    card.insert("dates".to_owned(), dates);
    results(&mut card, row);
    Value::Object(card)
}

fn plan(row: &Row) -> Value {
    let plan = number(row, "number");
    let n = chinese(plan);
    let (from, to) = (number(row, "from"), number(row, "to"));
    // 计划 became 规划 with the eleventh.
    let word = if plan >= 11 { "规划" } else { "计划" };
    // 一五 … 九五, 十五, 十一五
    let short = format!("{n}五");
    let mut card =
        record(row, &format!("plan-{plan}"), &format!("“{short}”{word}"), "strategy", &["经济", "政治"]);
    let mut names = vec![
        (format!("第{n}个五年{word}"), "full"),
        (format!("{short}{word}纲要"), "full"),
        (format!("国民经济和社会发展第{n}个五年{word}"), "full"),
        (format!("国民经济和社会发展第{n}个五年{word}纲要"), "full"),
        (format!("“{short}”时期"), "short"),
        (format!("“{short}”期间"), "short"),
    ];
    if !text(row, "title").is_empty() {
        names.push((text(row, "title").to_owned(), "full"));
    }
    // 一五 and 十五 alone are numbers; 十四五 is the plan.
    if plan >= 11 {
        names.push((short.clone(), "abbreviation"));
        card.insert(
            "not_in".to_owned(),
            json!([format!("{short}个"), format!("{short}年"), format!("{short}岁"), format!("{short}天")]),
        );
    }
    card.insert("aliases".to_owned(), aliases(names));
    card.insert("period".to_owned(), json!(format!("{from}—{to}年")));
    card.insert("english".to_owned(), json!([{ "text": "", "kind": "none" }]));
    card.insert(
        "definition".to_owned(),
        json!(format!("{from}年至{to}年的国民经济和社会发展五年{word}，规定这一时期的目标、任务和政策。")),
    );
    let mut dates = Vec::new();
    for (key, kind) in [("proposed", "proposed"), ("adopted", "adopted")] {
        if !text(row, key).is_empty() {
            let by = match kind {
                "proposed" => text(row, "proposal"),
                _ => text(row, "by"),
            };
            dates.push(json!({ "kind": kind, "date": text(row, key), "by": by }));
        }
    }
    card.insert("dates".to_owned(), Value::Array(dates));
    Value::Object(card)
}

fn first_document(row: &Row) -> Value {
    let year = number(row, "year");
    let title = text(row, "title");
    let mut card =
        record(row, &format!("no1-{year}"), &format!("{year}年中央一号文件"), "document", &["三农"]);
    let mut names = vec![
        (format!("{year}年一号文件"), "short"),
        (format!("中央{year}年一号文件"), "short"),
        (format!("{year}年中央1号文件"), "short"),
    ];
    if !title.is_empty() {
        names.push((title.to_owned(), "full"));
    }
    card.insert("aliases".to_owned(), aliases(names));
    let theme = text(row, "theme");
    let theme = if theme.is_empty() { String::new() } else { format!("，主题是{theme}") };
    card.insert(
        "definition".to_owned(),
        json!(format!("中央在{year}年发出的第一份文件，部署农业、农村和农民工作{theme}。")),
    );
    let kind = if text(row, "issued_kind") == "published" { "published" } else { "issued" };
    if !text(row, "issued").is_empty() {
        card.insert("dates".to_owned(), json!([{ "kind": kind, "date": text(row, "issued"), "by": "" }]));
    }
    card.insert("full".to_owned(), json!(title));
    card.insert("status".to_owned(), json!("issued"));
    card.insert("related".to_owned(), json!([{ "term": "中央一号文件", "rel": "broader" }]));
    Value::Object(card)
}

fn report(row: &Row) -> Value {
    let year = number(row, "year");
    let (by, occasion) = (text(row, "by"), text(row, "occasion"));
    let mut card = record(
        row,
        &format!("report-{year}"),
        &format!("{year}年政府工作报告"),
        "document",
        &["政治", "经济"],
    );
    card.insert(
        "aliases".to_owned(),
        aliases([
            (format!("{year}年《政府工作报告》"), "full"),
            (format!("《{year}年国务院政府工作报告》"), "full"),
            (format!("《政府工作报告（{year}年）》"), "full"),
        ]),
    );
    let by = if by.is_empty() { String::new() } else { format!("{by}代表国务院") };
    card.insert(
        "definition".to_owned(),
        json!(format!("{by}向{occasion}所作的报告，总结政府工作并提出当年任务。")),
    );
    card.insert(
        "dates".to_owned(),
        json!([{ "kind": "delivered", "date": text(row, "delivered"), "by": text(row, "by") }]),
    );
    card.insert("status".to_owned(), json!("issued"));
    Value::Object(card)
}

fn regulation(row: &Row) -> Value {
    let title = text(row, "title");
    let bare = title.trim_matches(['《', '》']);
    let mut card = record(row, &format!("regulation-{}", crate::slug(bare)), title, "document", &["党建"]);
    let mut names: Vec<(String, &'static str)> =
        list(row, "aliases").into_iter().map(|alias| (alias, "short")).collect();
    if let Some(rest) = bare.strip_prefix("中国共产党") {
        names.push((format!("《{rest}》"), "short"));
    }
    card.insert("aliases".to_owned(), aliases(names));
    card.insert("definition".to_owned(), json!(text(row, "definition")));
    card.insert("dates".to_owned(), serde_json::to_value(row.get("dates")).expect("dates are plain data"));
    card.insert("status".to_owned(), json!(text(row, "status")));
    Value::Object(card)
}

fn amendment(row: &Row) -> Value {
    let year = number(row, "year");
    let mut card = record(
        row,
        &format!("constitution-amendment-{year}"),
        &format!("《中华人民共和国宪法修正案（{year}年）》"),
        "law",
        &["法治", "政治"],
    );
    card.insert(
        "aliases".to_owned(),
        aliases([
            (format!("{year}年宪法修正案"), "short"),
            (format!("宪法修正案（{year}年）"), "short"),
            (format!("《宪法修正案（{year}年）》"), "short"),
        ]),
    );
    let articles = number(row, "articles");
    card.insert("definition".to_owned(), json!(format!("对现行宪法的一次修改，共{}条。", chinese(articles))));
    card.insert("expansion".to_owned(), json!(list(row, "changes")));
    card.insert(
        "dates".to_owned(),
        json!([{ "kind": "adopted", "date": text(row, "adopted"), "by": text(row, "by") }]),
    );
    card.insert("status".to_owned(), json!("in-force"));
    card.insert("related".to_owned(), json!([{ "term": "《中华人民共和国宪法》", "rel": "part-of" }]));
    Value::Object(card)
}

fn conference(row: &Row) -> Value {
    let term = text(row, "term");
    let mut card = record(row, &format!("conference-{}", crate::slug(term)), term, "meeting", &["政治"]);
    card.insert(
        "aliases".to_owned(),
        aliases(list(row, "aliases").into_iter().map(|alias| (alias, "short"))),
    );
    card.insert("definition".to_owned(), json!(text(row, "definition")));
    let mut dates = Vec::new();
    for meeting in row.get("held").and_then(toml::Value::as_array).into_iter().flatten() {
        let meeting = meeting.as_table().expect("a table");
        let (opened, closed) = (text(meeting, "opened"), text(meeting, "closed"));
        if !opened.is_empty() {
            let mut held = json!({ "kind": "held", "date": opened, "by": "" });
            if !closed.is_empty() && closed != opened {
                held["until"] = json!(closed);
            }
            dates.push(held);
        }
    }
    card.insert("dates".to_owned(), Value::Array(dates));
    results(&mut card, row);
    Value::Object(card)
}
