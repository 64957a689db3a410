//! The language server with the real analysis: what an editor shows for a few plain sentences.
#![cfg(feature = "lsp")]

#[expect(dead_code, reason = "the other test file uses the rest of it")]
mod common;

use common::{Client, UNCITED, codes, edit, place};
use serde_json::{Value, json};
use yinzheng::lsp::Real;
use yinzheng::text::{Buffer, Point, PositionEncoding};

const ESSAY: &str = "file:///政策文稿.md";
const TEXT: &str = "# 论调查研究\n\n一、甲的由来\n\n党的十九大以来，各地深入开展调查研究，取得了明显成效。\n\n三、乙的去向\n\n毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不破的真理。”\n";

async fn ready() -> Client {
    let mut client = Client::with(Real);
    let capabilities = json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
        },
    });
    client.initialize(capabilities).await;
    client.open_as(ESSAY, "markdown", TEXT).await;
    client
}

#[tokio::test]
async fn findings_follow_the_text() {
    let mut client = ready().await;
    let diagnostics = client.published(ESSAY).await["diagnostics"].clone();
    let found = codes(&diagnostics);
    assert!(found.contains(&"heading-out-of-order") && found.contains(&"uncited-quote"), "{diagnostics}");
    let quote = diagnostics.as_array().unwrap().iter().find(|it| it["code"] == "uncited-quote").unwrap();
    assert_eq!((&quote["severity"], &quote["range"]["start"]), (&json!(2), &place(8, 7)));

    client.change(ESSAY, 2, json!([edit((8, 0), (8, u32::MAX), "略。")])).await;
    let diagnostics = client.published_for(ESSAY, 2).await["diagnostics"].clone();
    assert!(!codes(&diagnostics).contains(&"uncited-quote"), "{diagnostics}");
}

#[tokio::test]
async fn a_heading_is_renumbered() {
    let mut client = ready().await;
    let actions = client.actions(ESSAY, 6, json!(["quickfix"])).await;
    let changes = actions[0]["edit"]["changes"][ESSAY].clone();
    assert!(changes[0]["newText"].as_str().is_some_and(|text| text.contains('二')), "{actions}");
}

#[tokio::test]
async fn a_term_has_a_card() {
    let mut client = ready().await;
    let params = json!({ "textDocument": { "uri": ESSAY }, "position": place(4, 2) });
    let hover = client.request("textDocument/hover", params).await["result"].clone();
    assert_eq!(hover["range"]["start"], place(4, 0));
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("十九")), "{hover}");
}

#[tokio::test]
async fn sections_form_an_outline() {
    let mut client = ready().await;
    let symbols = client.symbols(ESSAY).await.to_string();
    assert!(symbols.contains("甲的由来") && symbols.contains("乙的去向"), "{symbols}");
    let params = json!({ "textDocument": { "uri": ESSAY } });
    let folds = client.request("textDocument/foldingRange", params).await["result"].clone();
    assert!(folds.as_array().is_some_and(|folds| !folds.is_empty()), "{folds}");
}

#[tokio::test]
async fn edits_and_a_fresh_start_give_the_same() {
    let steps = [
        ((4, 3), (4, 3), "新"),
        ((2, 0), (3, 0), ""),
        ((0, 0), (0, 0), UNCITED),
        ((1, 0), (4, 1), "\n\n“"),
        ((0, 0), (99, 0), TEXT),
        ((6, 0), (6, 1), "二"),
    ];
    let mut client = Client::with(Real);
    client.initialize(json!({ "textDocument": { "diagnostic": {} } })).await;
    client.open_as(ESSAY, "markdown", TEXT).await;
    let mut buffer = Buffer::new(TEXT);
    for (version, (start, end, new)) in (2..).zip(steps) {
        client.change(ESSAY, version, json!([edit(start, end, new)])).await;
        let offset = |(line, column)| buffer.offset(Point { line, column }, PositionEncoding::Utf16);
        let range = offset(start)..offset(end);
        buffer.replace(range, new);

        let fresh = format!("file:///fresh-{version}.md");
        client.open_as(&fresh, "markdown", &buffer.text()).await;
        let (edited, fresh) =
            (client.pull(ESSAY, &Value::Null).await, client.pull(&fresh, &Value::Null).await);
        assert_eq!(edited, fresh, "after edit {version}");
    }
}
