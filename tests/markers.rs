//! What an editor offers around markers and entries: the language server with the real analysis, in
//! UTF-16, with a character outside of the basic plane before each marker.
#![cfg(feature = "lsp")]

#[expect(dead_code, reason = "the other test files use the rest of it")]
mod common;

use common::{Client, edit, place};
use serde_json::{Value, json};
use yinzheng::lsp::Real;

const ESSAY: &str = "file:///政策文稿.md";
// 𠮷 has two units in UTF-16.
const TEXT: &str = "# 论调查研究\n\n𠮷某说过这样的话[1]36，𠮷某后来又说[1,3]。\n\n丙也说过这样的话。\n\n## 参考文献\n\n[1] 王某. 甲书[M]. 北京: 某社, 2019. https://e.org/𠮷.\n\n[2] 李某. 乙书[M]. 北京: 某社, 2018.\n\n[3] 周某. 丙文[J]. 某刊, 2017(1): 1-5. DOI:10.1234/a.\n";

async fn ready(capabilities: Value) -> Client {
    let mut client = Client::with(Real);
    client.initialize(capabilities).await;
    client.open_as(ESSAY, "markdown", TEXT).await;
    client
}

/// A client that can do everything.
async fn able() -> Client {
    ready(json!({
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "definition": { "linkSupport": true },
            "completion": { "completionItem": { "labelDetailsSupport": true } },
            "documentLink": { "tooltipSupport": true },
            "codeLens": {},
            "inlayHint": {},
        },
        "experimental": { "commands": { "commands": ["other.command", "yinzheng.showReferences"] } },
    }))
    .await
}

async fn at(client: &mut Client, method: &str, line: u32, column: u32) -> Value {
    let params = json!({ "textDocument": { "uri": ESSAY }, "position": place(line, column) });
    client.request(method, params).await["result"].clone()
}

async fn whole(client: &mut Client, method: &str) -> Value {
    client.request(method, json!({ "textDocument": { "uri": ESSAY } })).await["result"].clone()
}

fn span(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": place(line, start), "end": place(line, end) })
}

#[tokio::test]
async fn a_marker_leads_to_its_entry_and_back() {
    let mut client = able().await;
    let links = at(&mut client, "textDocument/definition", 2, 25).await;
    assert_eq!(links.as_array().map(Vec::len), Some(1), "{links}");
    assert_eq!(links[0]["originSelectionRange"], span(2, 25, 26));
    assert_eq!(links[0]["targetSelectionRange"], span(12, 0, 3));
    assert_eq!((&links[0]["targetUri"], &links[0]["targetRange"]["start"]), (&json!(ESSAY), &place(12, 0)));
    let links = at(&mut client, "textDocument/definition", 8, 1).await;
    assert_eq!(links[0]["targetSelectionRange"], span(2, 9, 12));
    assert!(at(&mut client, "textDocument/definition", 4, 1).await.is_null());

    let mut plain = ready(json!({})).await;
    let locations = at(&mut plain, "textDocument/definition", 2, 10).await;
    assert_eq!(locations, json!([{ "uri": ESSAY, "range": span(8, 0, 3) }]));
}

#[tokio::test]
async fn all_places_of_a_work_are_found_and_marked() {
    let mut client = able().await;
    for (line, column) in [(2, 10), (2, 23), (8, 1), (8, 6)] {
        for entries in [true, false] {
            let params = json!({
                "textDocument": { "uri": ESSAY },
                "position": place(line, column),
                "context": { "includeDeclaration": entries },
            });
            let found = client.request("textDocument/references", params).await["result"].clone();
            let mut expected = vec![span(2, 9, 12), span(2, 23, 24)];
            expected.extend(entries.then(|| span(8, 0, 3)));
            let ranges: Vec<Value> =
                found.as_array().unwrap().iter().map(|location| location["range"].clone()).collect();
            assert_eq!(ranges, expected, "{line}:{column}");
            assert_eq!(found[0]["uri"], ESSAY);
        }
    }
    let marked = at(&mut client, "textDocument/documentHighlight", 2, 10).await;
    let kinds: Vec<&Value> = marked.as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, [2, 2, 3], "{marked}");
    assert_eq!(at(&mut client, "textDocument/documentHighlight", 8, 6).await, json!([]));
}

#[tokio::test]
async fn hover_shows_what_a_marker_cites() {
    let mut client = able().await;
    let hover = at(&mut client, "textDocument/hover", 2, 25).await;
    assert_eq!(hover["range"], span(2, 25, 26));
    let card = hover["contents"]["value"].as_str().unwrap();
    assert!(card.starts_with("**\\[3\\]** 周某. 丙文\\[J\\].") && card.ends_with("正文引用1次"), "{card}");
    let hover = at(&mut client, "textDocument/hover", 10, 1).await;
    let card = hover["contents"]["value"].as_str().unwrap();
    assert!(card.ends_with("正文没有引用这一条"), "{card}");
}

#[tokio::test]
async fn a_marker_is_completed() {
    let mut client = able().await;
    // The editor closes the bracket itself.
    client.change(ESSAY, 2, json!([edit((4, 0), (4, 1), "𠮷某"), edit((4, 10), (4, 10), "[]")])).await;
    let list = at(&mut client, "textDocument/completion", 4, 11).await;
    assert_eq!(list["isIncomplete"], false);
    let items = &list["items"];
    let labels: Vec<&Value> = items.as_array().unwrap().iter().map(|item| &item["label"]).collect();
    assert_eq!(labels, ["[1]", "[3]", "[2]"], "{items}");
    let first = &items[0];
    assert_eq!(first["textEdit"], json!({ "range": span(4, 11, 12), "newText": "1]" }));
    assert!(first["documentation"].as_str().unwrap().starts_with("王某. 甲书[M]."), "{first}");
    assert_eq!(first["labelDetails"]["description"], first["detail"]);
    assert!(first["sortText"].as_str() < items[1]["sortText"].as_str());
    assert!(first["filterText"].as_str().unwrap().starts_with("1 "), "{first}");
    assert!(at(&mut client, "textDocument/completion", 4, 3).await.is_null());
    assert!(at(&mut client, "textDocument/completion", 12, 1).await.is_null(), "in the list");

    let mut plain = ready(json!({})).await;
    plain.change(ESSAY, 2, json!([edit((4, 8), (4, 8), "[")])).await;
    let items = at(&mut plain, "textDocument/completion", 4, 9).await["items"].clone();
    assert!(items[0].get("labelDetails").is_none(), "{items}");
    assert_eq!(items[0]["textEdit"]["newText"], "1]");
}

#[tokio::test]
async fn addresses_are_links() {
    let mut client = able().await;
    let links = whole(&mut client, "textDocument/documentLink").await;
    let told: Vec<_> = links.as_array().unwrap().iter().map(|it| (&it["range"], &it["target"])).collect();
    let (web, doi) = (json!("https://e.org/"), json!("https://doi.org/10.1234/a"));
    assert_eq!(told, [(&span(8, 29, 43), &web), (&span(12, 37, 46), &doi)], "{links}");
    assert_eq!(links[1]["tooltip"], "按 DOI 打开文献");
    let mut plain = ready(json!({})).await;
    assert!(whole(&mut plain, "textDocument/documentLink").await[0].get("tooltip").is_none());
}

#[tokio::test]
async fn every_entry_says_how_often_it_is_cited() {
    let mut client = able().await;
    let lenses = whole(&mut client, "textDocument/codeLens").await;
    let titles: Vec<&Value> = lenses.as_array().unwrap().iter().map(|it| &it["command"]["title"]).collect();
    assert_eq!(titles, ["引用2次", "未引用", "引用1次"]);
    assert_eq!(lenses[0]["range"], span(8, 0, 3));
    let location = |range: Value| json!({ "uri": ESSAY, "range": range });
    let argument = json!({
        "uri": ESSAY,
        "position": place(8, 0),
        "locations": [location(span(2, 9, 12)), location(span(2, 23, 24))],
    });
    assert_eq!(lenses[0]["command"]["command"], "yinzheng.showReferences");
    assert_eq!(lenses[0]["command"]["arguments"], json!([argument]));
    assert_eq!(lenses[1]["command"]["command"], "", "nothing to show");

    let mut plain = ready(json!({ "textDocument": { "codeLens": {} } })).await;
    let lenses = whole(&mut plain, "textDocument/codeLens").await;
    assert_eq!(lenses[0]["command"], json!({ "title": "引用2次", "command": "" }));
}

#[tokio::test]
async fn hints_are_shown_where_the_settings_ask_for_them() {
    let hints = async |client: &mut Client, first: u32, last: u32| {
        let range = json!({ "start": place(first, 0), "end": place(last, 0) });
        let params = json!({ "textDocument": { "uri": ESSAY }, "range": range });
        client.request("textDocument/inlayHint", params).await["result"].clone()
    };
    let mut client = able().await;
    assert_eq!(hints(&mut client, 0, 20).await, json!([]));

    let mut client = Client::with(Real);
    client.settings = Some(json!({ "inlay": { "citations": true } }));
    let capabilities = json!({
        "workspace": { "configuration": true, "inlayHint": { "refreshSupport": true } },
        "textDocument": { "inlayHint": {} },
    });
    client.initialize(capabilities).await;
    client.open_as(ESSAY, "markdown", TEXT).await;
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    let shown = loop {
        let shown = hints(&mut client, 0, 20).await;
        if shown != json!([]) {
            break shown;
        }
    };
    let places: Vec<&Value> = shown.as_array().unwrap().iter().map(|it| &it["position"]).collect();
    assert_eq!(places, [&place(2, 14), &place(2, 27)]);
    assert!(
        shown[0]["label"].as_str().unwrap().contains("甲书") && shown[0]["paddingLeft"] == true,
        "{shown}"
    );
    assert_eq!(hints(&mut client, 3, 20).await, json!([]));
    client.settings = Some(json!({}));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    while hints(&mut client, 0, 20).await != json!([]) {}
    client.wait(|message| message["method"] == "workspace/inlayHint/refresh").await;
}
