//! The whole language server in this process, over a pipe.
#![cfg(feature = "lsp")]

mod common;

use std::time::Duration;

use common::{Client, Gate, StandIn, UNCITED, codes, edit, place};
use serde_json::{Value, json};
use yinzheng::lsp::ServeOptions;

const ESSAY: &str = "file:///essay.txt";
const HEADINGS: &str = "一、甲的由来\n略。\n\n三、乙的去向\n略。\n";

fn pull() -> Value {
    json!({ "textDocument": { "diagnostic": {} } })
}

fn literals() -> Value {
    json!({ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } }, "isPreferredSupport": true })
}

// Lifecycle

#[tokio::test]
async fn a_session_begins_and_ends_in_good_order() {
    let mut client = Client::start();
    let early = client.request("textDocument/hover", json!({})).await;
    assert_eq!(early["error"]["code"], -32002);
    let result = client.initialize(json!({})).await;
    assert_eq!(result["serverInfo"]["name"], "yinzheng");
    assert_eq!(result["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
    let again = client.request("initialize", json!({ "capabilities": {} })).await;
    assert_eq!(again["error"]["code"], -32600);
    assert!(client.request("shutdown", Value::Null).await["result"].is_null());
    let late = client.request("textDocument/hover", json!({})).await;
    assert_eq!(late["error"]["code"], -32600);
    assert!(client.exit().await);
}

#[tokio::test]
async fn a_strange_root_costs_no_session() {
    let mut client = Client::start();
    let folder = json!({ "uri": "", "name": "稿" });
    let params =
        json!({ "capabilities": {}, "rootUri": "C:\\稿", "workspaceFolders": [folder], "processId": null });
    assert_eq!(client.initialize_with(params).await["serverInfo"]["name"], "yinzheng");
    let document = json!({ "uri": "file:///a.txt", "text": UNCITED });
    client.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    assert_eq!(codes(&client.published("file:///a.txt").await["diagnostics"]), ["uncited-quote"]);
}

#[tokio::test]
async fn an_end_without_shutdown_is_told_from_one_with() {
    assert!(Client::ready(json!({})).await.stop().await);
    assert!(!Client::ready(json!({})).await.exit().await);
    assert!(!Client::start().exit().await);
    assert!(!Client::ready(json!({})).await.hang_up().await);
}

#[tokio::test]
async fn only_what_works_is_offered() {
    let mut client = Client::start();
    let offered = client.initialize(json!({})).await["capabilities"].clone();
    let mut names: Vec<_> = offered.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "completionProvider",
            "definitionProvider",
            "documentHighlightProvider",
            "documentLinkProvider",
            "documentSymbolProvider",
            "foldingRangeProvider",
            "hoverProvider",
            "positionEncoding",
            "referencesProvider",
            "textDocumentSync",
            "workspaceSymbolProvider",
        ]
    );
    assert_eq!(offered["textDocumentSync"]["change"], 2);

    let mut client = Client::start();
    let all = json!({
        "textDocument": { "diagnostic": {}, "codeAction": literals(), "codeLens": {}, "inlayHint": {} },
    });
    let offered = client.initialize(all).await["capabilities"].clone();
    assert!(offered["codeLensProvider"].is_object() && offered["inlayHintProvider"] == true, "{offered}");
    assert_eq!(
        offered["codeActionProvider"]["codeActionKinds"],
        json!(["quickfix", "refactor", "refactor.rewrite", "source.fixAll.yinzheng"])
    );
    assert_eq!(offered["executeCommandProvider"]["commands"], json!(["yinzheng.ignore", "yinzheng.card"]));
    assert_eq!(offered["diagnosticProvider"]["interFileDependencies"], false);
}

// Text

#[tokio::test]
async fn every_encoding_counts_its_own_columns() {
    // 𠀀 is four units of UTF-8, two of UTF-16 and one of UTF-32.
    for (encoding, start, end, after) in [("utf-8", 14, 26, 4), ("utf-16", 6, 10, 2), ("utf-32", 4, 8, 1)] {
        let mut client = Client::start();
        let capabilities = json!({ "general": { "positionEncodings": ["utf-7", encoding, "utf-16"] } });
        let result = client.initialize(capabilities).await;
        assert_eq!(result["capabilities"]["positionEncoding"], encoding);
        client.open(ESSAY, "𠀀甲𠀀乙“引文”").await;
        let range = client.published(ESSAY).await["diagnostics"][0]["range"].clone();
        assert_eq!(range, json!({ "start": place(0, start), "end": place(0, end) }), "{encoding}");
        client.change(ESSAY, 2, json!([edit((0, 0), (0, after), "")])).await;
        assert_eq!(client.text(ESSAY).await, "甲𠀀乙“引文”", "{encoding}");
    }
}

#[tokio::test]
async fn odd_edits_are_applied_and_told_once() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, "甲𠀀乙\n丙\n").await;
    client.change(ESSAY, 7, json!([edit((1, 1), (1, 1), "丁")])).await;
    client.change(ESSAY, 7, json!([edit((1, 2), (1, 2), "戊")])).await;
    client.change(ESSAY, 3, json!([edit((1, 3), (1, 3), "己")])).await;
    assert_eq!(client.text(ESSAY).await, "甲𠀀乙\n丙丁戊己\n");
    client.change(ESSAY, 8, json!([edit((0, 2), (0, 99), "“"), edit((77, 7), (u32::MAX, 1), "”")])).await;
    assert_eq!(client.text(ESSAY).await, "甲“\n丙丁戊己\n”");
    client.change(ESSAY, 9, json!([edit((1, 4), (1, 0), "庚")])).await;
    assert_eq!(client.text(ESSAY).await, "甲“\n庚\n”");
    client.change(ESSAY, 10, json!([{ "text": "全新的文本" }, edit((0, 0), (0, 2), "")])).await;
    assert_eq!(client.text(ESSAY).await, "的文本");

    let mut told = Vec::new();
    for _ in 0..3 {
        let message = client.wait(|message| message["method"] == "window/logMessage").await;
        assert_eq!(message["params"]["type"], 2);
        told.push(message["params"]["message"].as_str().unwrap().to_owned());
    }
    assert!(told[0].contains("版本") && told[1].contains("位置") && told[2].contains("范围"), "{told:?}");
    assert!(!client.sent(|message| message["method"] == "window/logMessage").await);
}

#[tokio::test]
async fn numbers_that_fit_no_type_cost_no_edit() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, "甲\n乙").await;
    let range = json!({ "start": { "line": -1, "character": 0 }, "end": { "line": 1e300, "character": 4_294_967_296_u64 } });
    let params = json!({
        "textDocument": { "uri": ESSAY, "version": null },
        "contentChanges": [{ "range": range, "text": "丙" }],
    });
    client.notify("textDocument/didChange", params).await;
    assert_eq!(client.text(ESSAY).await, "丙");
}

#[tokio::test]
async fn half_a_surrogate_pair_costs_no_edit() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, "甲乙").await;
    let body = r#"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///essay.txt","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":1}},"text":"\ud840"}]}}"#;
    client.send_raw(body.as_bytes()).await;
    assert_eq!(client.text(ESSAY).await, "甲\u{fffd}乙");
}

#[tokio::test]
async fn three_hundred_edits_arrive_in_order() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, "").await;
    let mut expected = String::new();
    for number in 0..300_u32 {
        let c = char::from_u32(0x4E00 + number).unwrap();
        expected.push(c);
        client
            .change(ESSAY, 2 + i64::from(number), json!([edit((0, number), (0, number), &c.to_string())]))
            .await;
        if number % 10 == 0 {
            client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": ESSAY } })).await;
        }
    }
    assert_eq!(client.text(ESSAY).await, expected);
}

#[tokio::test]
async fn documents_never_opened_change_nothing() {
    let mut client = Client::ready(json!({})).await;
    client.change("file:///nobody.txt", 2, json!([edit((0, 0), (9, 9), "甲")])).await;
    client.change("file:///nobody.txt", 3, json!([{ "text": "乙" }])).await;
    client.close("file:///nobody.txt").await;
    client.wait(|message| message["method"] == "window/logMessage").await;
    assert!(client.symbols("file:///nobody.txt").await.is_null());
    assert!(!client.sent(|message| message["method"] == "window/logMessage").await);
}

#[tokio::test]
async fn a_second_opening_counts() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, UNCITED).await;
    client.published(ESSAY).await;
    client.open(ESSAY, "没有引文。").await;
    assert_eq!(client.text(ESSAY).await, "没有引文。");
    loop {
        let params = client.published(ESSAY).await;
        if params["version"] == 1 {
            assert_eq!(params["diagnostics"], json!([]));
            break;
        }
    }
}

#[tokio::test]
async fn large_and_broken_texts_are_survived() {
    let sentence = "坚持和加强党的全面领导，推进基层治理体系和治理能力现代化。";
    let texts = [
        format!("{sentence}\n").repeat((10 << 20) / (sentence.len() + 1)),
        sentence.repeat((1 << 20) / sentence.len()),
        "\u{0}\u{1}\u{fffd}\u{7f}\r\r\n\u{feff}“\u{200b}”\u{10ffff}".repeat(1_000),
        "“".repeat(10_000) + &"”".repeat(10_000),
    ];
    let mut client = Client::ready(json!({})).await;
    for (number, text) in texts.iter().enumerate() {
        let uri = format!("file:///large-{number}.txt");
        client.open(&uri, text).await;
        client.change(&uri, 2, json!([edit((0, 0), (0, 0), UNCITED)])).await;
        assert_eq!(client.published_for(&uri, 2).await["diagnostics"][0]["code"], "uncited-quote");
        client.close(&uri).await;
    }
    assert!(client.stop().await);
}

// URIs

#[tokio::test]
async fn any_spelling_comes_in_and_the_same_goes_out() {
    let spellings = [
        "file:///稿/政策文稿.md",
        "file:///%E7%A8%BF/%E6%94%BF%E7%AD%96.md",
        "file:///%e7%a8%bf/%e6%94%bf%e7%ad%96.md",
        "file:///my essays/first [draft].md",
        "file:///增长5%.md",
        "untitled:Untitled-1",
        "untitled:未命名-1",
        "vscode-vfs://github/稿.md",
    ];
    for uri in spellings {
        let capabilities = json!({ "textDocument": {
            "publishDiagnostics": { "relatedInformation": true },
            "codeAction": literals(),
        } });
        let mut client = Client::ready(capabilities).await;
        client.open_as(uri, "markdown", &format!("{HEADINGS}{UNCITED}")).await;
        let params = client.published(uri).await;
        assert_eq!(codes(&params["diagnostics"]), ["heading-out-of-order", "uncited-quote"], "{uri}");
        assert_eq!(params["diagnostics"][1]["relatedInformation"][0]["location"]["uri"], uri);
        let actions = client.actions(uri, 3, json!(["quickfix"])).await;
        assert!(actions[0]["edit"]["changes"][uri].is_array(), "{actions}");
        assert_eq!(client.symbols(uri).await[0]["location"]["uri"], uri);
        client.change(uri, 2, json!([{ "text": "无。" }])).await;
        assert_eq!(client.published_for(uri, 2).await["diagnostics"], json!([]));
        client.close(uri).await;
        assert_eq!(client.published(uri).await["diagnostics"], json!([]), "{uri}");
    }
}

#[tokio::test]
async fn one_document_has_many_spellings() {
    let mut client = Client::ready(json!({})).await;
    client.open("file:///稿.txt", "甲").await;
    client.change("file:///%E7%A8%BF.txt", 2, json!([edit((0, 1), (0, 1), "乙")])).await;
    client.change("file:///%e7%a8%bf.txt", 3, json!([edit((0, 2), (0, 2), "丙")])).await;
    assert_eq!(client.text("file:///稿.txt").await, "甲乙丙");
}

// Diagnostics

#[tokio::test]
async fn diagnostics_are_pushed_with_version_and_cleared() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, UNCITED).await;
    let params = client.published(ESSAY).await;
    assert_eq!(params["version"], 1);
    let diagnostic = &params["diagnostics"][0];
    assert_eq!(diagnostic["code"], "uncited-quote");
    assert_eq!(diagnostic["source"], "yinzheng");
    assert_eq!(diagnostic["severity"], 2);
    assert_eq!(diagnostic["message"], "引文未标注出处");
    assert!(diagnostic.get("relatedInformation").is_none() && diagnostic.get("data").is_none());
    client.change(ESSAY, 2, json!([{ "text": "没有引文。" }])).await;
    assert_eq!(client.published_for(ESSAY, 2).await["diagnostics"], json!([]));
    client.change(ESSAY, 3, json!([{ "text": UNCITED }])).await;
    client.published_for(ESSAY, 3).await;
    client.close(ESSAY).await;
    assert_eq!(client.published(ESSAY).await, json!({ "uri": ESSAY, "diagnostics": [] }));
}

#[tokio::test]
async fn the_same_diagnostics_are_not_published_again() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, &format!("略。\n{UNCITED}\n")).await;
    client.published(ESSAY).await;
    client.change(ESSAY, 2, json!([edit((0, 0), (0, 0), "从")])).await;
    client.open("file:///other.txt", "").await;
    client.published("file:///other.txt").await;
    client.change("file:///other.txt", 2, json!([{ "text": UNCITED }])).await;
    client.published("file:///other.txt").await;
    client.change(ESSAY, 3, json!([edit((0, 0), (1, 0), "")])).await;
    assert_eq!(client.published(ESSAY).await["version"], 3, "nothing was published for version 2");
}

#[tokio::test]
async fn a_burst_is_published_at_its_end() {
    let mut client = Client::options(ServeOptions {
        engine: std::sync::Arc::new(StandIn::default()),
        debounce: Duration::from_millis(60),
    });
    client.initialize(json!({})).await;
    client.open(ESSAY, "").await;
    client.published(ESSAY).await;
    for number in 0..100_u32 {
        client.change(ESSAY, 2 + i64::from(number), json!([edit((number, 0), (number, 0), "“句”\n")])).await;
    }
    let mut publishes = 1;
    while client.published(ESSAY).await["version"] != 101 {
        publishes += 1;
    }
    assert!(publishes < 50, "{publishes} publishes for one burst");
}

#[tokio::test]
async fn diagnostics_are_pulled_or_pushed_never_both() {
    let mut client = Client::ready(pull()).await;
    client.open(ESSAY, UNCITED).await;
    let report = client.pull(ESSAY, &Value::Null).await;
    assert_eq!((&report["kind"], codes(&report["items"])), (&json!("full"), vec!["uncited-quote"]));
    let same = client.pull(ESSAY, &report["resultId"]).await;
    assert_eq!(same, json!({ "kind": "unchanged", "resultId": report["resultId"] }));

    // The same bytes at another place of the screen are another report.
    client.change(ESSAY, 2, json!([edit((0, 0), (0, 0), "从")])).await;
    let moved = client.pull(ESSAY, &report["resultId"]).await;
    assert_eq!(moved["kind"], "full");
    client.change(ESSAY, 3, json!([{ "text": "没有引文。" }])).await;
    assert_eq!(client.pull(ESSAY, &moved["resultId"]).await["items"], json!([]));
    assert_eq!(client.pull("file:///nobody.txt", &Value::Null).await["items"], json!([]));
    client.close(ESSAY).await;
    assert!(!client.sent(|message| message["method"] == "textDocument/publishDiagnostics").await);
}

#[tokio::test]
async fn only_essays_have_findings() {
    let mut client = Client::ready(pull()).await;
    let cases = [
        ("file:///a.txt", "plaintext", 1),
        ("file:///b.txt", "text", 1),
        ("file:///c.md", "markdown", 1),
        ("file:///d.md", "quarto", 1),
        ("file:///f.tex", "latex", 1),
        ("file:///e.rs", "rust", 0),
        ("file:///CMakeLists.txt", "cmake", 0),
    ];
    for (uri, language, findings) in cases {
        client.open_as(uri, language, UNCITED).await;
        let report = client.pull(uri, &Value::Null).await;
        assert_eq!(report["items"].as_array().unwrap().len(), findings, "{uri}");
        assert_eq!(client.symbols(uri).await.is_null(), findings == 0, "{uri}");
    }
}

#[tokio::test]
async fn a_flood_of_findings_is_capped_and_told() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, &"“句”\n三、乙\n".repeat(1_200)).await;
    let params = client.published(ESSAY).await;
    let codes = codes(&params["diagnostics"]);
    assert_eq!(codes.len(), 1_000);
    assert!(codes.iter().all(|code| *code == "heading-out-of-order"), "the most serious come first");
    let message = client.wait(|message| message["method"] == "window/logMessage").await;
    assert!(message["params"]["message"].as_str().unwrap().contains("1400"), "{message}");
    client.change(ESSAY, 2, json!([edit((0, 0), (0, 0), "\n")])).await;
    client.published_for(ESSAY, 2).await;
    assert!(!client.sent(|message| message["method"] == "window/logMessage").await);
}

#[tokio::test]
async fn diagnostics_carry_what_the_client_understands() {
    let capabilities = json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true, "dataSupport": true } } });
    let mut client = Client::ready(capabilities).await;
    client.open(ESSAY, &format!("{HEADINGS}{UNCITED}")).await;
    let diagnostics = client.published(ESSAY).await["diagnostics"].clone();
    assert_eq!(diagnostics[0]["severity"], 1);
    assert_eq!(diagnostics[0]["data"], json!({ "fix": { "title": "改为“二”", "safe": true } }));
    assert!(diagnostics[0].get("relatedInformation").is_none());
    assert_eq!(diagnostics[1]["relatedInformation"][0]["message"], "引文");
    assert!(diagnostics[1].get("data").is_none());
}

// Features

#[tokio::test]
async fn hovers_speak_the_clients_format() {
    for (formats, kind) in
        [(json!(["markdown", "plaintext"]), "markdown"), (json!(["plaintext", "markdown"]), "plaintext")]
    {
        let mut client =
            Client::ready(json!({ "textDocument": { "hover": { "contentFormat": formats } } })).await;
        client.open(ESSAY, "党的十九大").await;
        let params = json!({ "textDocument": { "uri": ESSAY }, "position": place(0, 2) });
        let hover = client.request("textDocument/hover", params).await["result"].clone();
        assert_eq!(hover["contents"], json!({ "kind": kind, "value": "党的十九大" }));
        assert_eq!(hover["range"]["start"], place(0, 2));
    }
}

#[tokio::test]
async fn outlines_are_nested_or_flat() {
    let nested =
        json!({ "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } } });
    let mut client = Client::ready(nested).await;
    client.open(ESSAY, "一、甲的由来\n乙\n\n三、丙\n").await;
    let symbols = client.symbols(ESSAY).await;
    assert_eq!(symbols[0]["name"], "一、甲的由来");
    assert_eq!(symbols[0]["selectionRange"], json!({ "start": place(0, 0), "end": place(0, 6) }));
    assert_eq!(symbols[0]["children"][0]["name"], "乙");
    assert_eq!(symbols[0]["children"][1]["name"], "…", "no client takes an empty name");

    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, "一、甲的由来\n乙\n三、丙\n").await;
    let symbols = client.symbols(ESSAY).await;
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["一、甲的由来", "乙", "三、丙"]);
    assert_eq!(symbols[1]["containerName"], "一、甲的由来");
}

#[tokio::test]
async fn folds_keep_to_the_clients_limit() {
    for (limit, expected) in [(json!(5000), 1), (json!(0), 0)] {
        let mut client =
            Client::ready(json!({ "textDocument": { "foldingRange": { "rangeLimit": limit } } })).await;
        client.open(ESSAY, HEADINGS).await;
        let params = json!({ "textDocument": { "uri": ESSAY } });
        let folds = client.request("textDocument/foldingRange", params).await["result"].clone();
        assert_eq!(folds.as_array().unwrap().len(), expected);
    }
}

#[tokio::test]
async fn fixes_are_offered_where_they_apply() {
    let capabilities = json!({
        "textDocument": { "codeAction": literals() },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    });
    let mut client = Client::ready(capabilities).await;
    client.open(ESSAY, &format!("{HEADINGS}三、丙的归宿\n")).await;
    client.change(ESSAY, 5, json!([edit((0, 0), (0, 0), "")])).await;
    let new_text = |range: Value| json!({ "range": range, "newText": "二" });
    let at = |line| json!({ "start": place(line, 0), "end": place(line, 1) });
    let edits = |edits: Value| json!({ "documentChanges": [{ "textDocument": { "uri": ESSAY, "version": 5 }, "edits": edits }] });

    let actions = client.actions(ESSAY, 3, Value::Null).await;
    assert_eq!(actions.as_array().unwrap().len(), 3);
    assert_eq!((&actions[0]["kind"], &actions[0]["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(actions[0]["diagnostics"][0]["code"], "heading-out-of-order");
    assert_eq!(actions[0]["edit"], edits(json!([new_text(at(3))])));
    assert_eq!(actions[1]["kind"], "source.fixAll.yinzheng");
    assert_eq!(actions[1]["edit"], edits(json!([new_text(at(3)), new_text(at(5))])));

    assert_eq!(client.actions(ESSAY, 0, Value::Null).await, json!([]), "nothing to fix here");
    // To a client that cannot ask for the command later, it is given as it is.
    assert_eq!((&actions[2]["command"], &actions[2]["kind"]), (&json!("yinzheng.ignore"), &Value::Null));
    let untouched = client.request("codeAction/resolve", actions[0].clone()).await["result"].clone();
    assert_eq!(untouched, actions[0]);
    let only_quick = client.actions(ESSAY, 3, json!(["quickfix"])).await;
    assert_eq!(only_quick.as_array().unwrap().len(), 2);
    for only in ["source", "source.fixAll", "source.fixAll.yinzheng"] {
        let actions = client.actions(ESSAY, 0, json!([only])).await;
        assert_eq!(actions.as_array().unwrap().len(), 1, "{only}");
    }
    assert_eq!(client.actions(ESSAY, 3, json!(["refactor"])).await, json!([]));
}

#[tokio::test]
async fn a_marker_and_its_entry_are_offered_for_a_quotation() {
    let mut client = Client::ready(json!({ "textDocument": { "codeAction": literals() } })).await;
    let text = "甲讲治理[1]。\n\n有学者指出：“治理的难处不在缺少规章，而在没有人认领。”\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n";
    client.open(ESSAY, text).await;
    let actions = client.actions_at(ESSAY, 2, 9, json!(["quickfix"])).await;
    let titles: Vec<&str> =
        actions.as_array().unwrap().iter().map(|a| a["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles,
        [
            "标注为[1] 王某. 题名之一[J]. 2019.",
            "补上标注，并在文献表里添一条（待补）",
            "始终把“治理的难处不在缺少规章，而在没有人认领”当作术语（写入 .yinzheng/terms）",
            "忽略这条提示（写入 .yinzheng/ignore）",
        ]
    );
    assert_eq!(actions[0]["diagnostics"][0]["code"], "uncited-quote");
    let behind = place(2, 28);
    assert_eq!(
        actions[0]["edit"]["changes"][ESSAY],
        json!([{ "range": { "start": behind, "end": behind }, "newText": "[1]" }])
    );
    let end = place(5, 22);
    assert_eq!(
        actions[1]["edit"]["changes"][ESSAY],
        json!([
            { "range": { "start": behind, "end": behind }, "newText": "[2]" },
            { "range": { "start": end, "end": end }, "newText": "\n[2] 待补：著者、题名、出版者、出版年" },
        ])
    );
}

#[tokio::test]
async fn renumbering_is_a_refactoring() {
    let mut client = Client::ready(json!({ "textDocument": { "codeAction": literals() } })).await;
    let text = "甲讲治理[2]，乙讲合作[1]，丙讲治理[2]36。\n\n参考文献\n[1] 王某. 题名之一[J]. 2019.\n[2] 李某. 题名之二[M]. 2018.\n";
    client.open(ESSAY, text).await;
    let actions = client.actions(ESSAY, 3, json!(["refactor"])).await;
    let titles: Vec<&Value> = actions.as_array().unwrap().iter().map(|action| &action["title"]).collect();
    assert_eq!(titles, ["全文按首次出现的先后重新编号", "全文标注改为〔1〕的样式"]);
    assert!(actions.as_array().unwrap().iter().all(|action| action["kind"] == "refactor.rewrite"));
    assert_eq!(actions[1]["edit"]["changes"][ESSAY].as_array().unwrap().len(), 5);
    assert_eq!(actions[0]["edit"]["changes"][ESSAY].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn requests_see_the_newest_text() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, "一、甲\n").await;
    for version in 2..20 {
        let line = format!("二、第{version}版\n");
        client.change(ESSAY, version, json!([edit((0, 0), (0, 0), &line)])).await;
        assert_eq!(client.symbols(ESSAY).await[0]["name"], line.trim_end());
    }
}

// Settings

fn asks_for_settings() -> Value {
    json!({ "workspace": { "configuration": true } })
}

#[tokio::test]
async fn the_language_follows_setting_then_locale_then_chinese() {
    let zh = "引文未标注出处";
    let cases = [
        (json!(null), json!(null), zh),
        (json!("zh-tw"), json!(null), zh),
        (json!("en"), json!(null), "uncited"),
        (json!("en"), json!({ "lang": "zh" }), zh),
        (json!("zh-cn"), json!({ "lang": "en" }), "uncited"),
    ];
    for (locale, options, expected) in cases {
        let mut client = Client::start();
        let mut params = json!({ "capabilities": {}, "initializationOptions": options });
        if !locale.is_null() {
            params["locale"] = locale;
        }
        client.initialize_with(params).await;
        client.open(ESSAY, UNCITED).await;
        assert_eq!(client.published(ESSAY).await["diagnostics"][0]["message"], expected);
    }
}

#[tokio::test]
async fn settings_are_asked_for_and_wrong_ones_change_nothing() {
    let mut client = Client::start();
    client.settings = Some(json!({ "lang": "en" }));
    client.initialize(asks_for_settings()).await;
    client.wait(|message| message["method"] == "workspace/configuration").await;
    client.open(ESSAY, UNCITED).await;
    while client.published(ESSAY).await["diagnostics"][0]["message"] != "uncited" {}

    for round in 0..2 {
        client.settings = Some(json!({ "lang": "fr" }));
        client.notify("workspace/didChangeConfiguration", json!({ "settings": { "lang": "zh" } })).await;
        client.wait(|message| message["method"] == "workspace/configuration").await;
        if round == 0 {
            let shown = client.wait(|message| message["method"] == "window/showMessage").await;
            assert_eq!(shown["params"]["type"], 2);
        }
    }
    client.change(ESSAY, 2, json!([edit((0, 0), (0, 0), "从")])).await;
    assert_eq!(client.published_for(ESSAY, 2).await["diagnostics"][0]["message"], "uncited");
    assert!(!client.sent(|message| message["method"] == "window/showMessage").await, "told once");

    client.settings = Some(Value::Null);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    assert_eq!(client.published(ESSAY).await["diagnostics"][0]["message"], "引文未标注出处");
}

#[tokio::test]
async fn wrong_initialization_options_are_shown() {
    let mut client = Client::start();
    client.initialize_with(json!({ "capabilities": {}, "initializationOptions": { "langs": "en" } })).await;
    let shown = client.wait(|message| message["method"] == "window/showMessage").await;
    assert!(shown["params"]["message"].as_str().unwrap().contains("langs"), "{shown}");
}

#[tokio::test]
async fn a_client_that_never_answers_holds_up_nothing() {
    let mut client = Client::start();
    client.settings = None;
    client.initialize(asks_for_settings()).await;
    for _ in 0..200 {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": {} })).await;
    }
    client.open(ESSAY, UNCITED).await;
    client.published(ESSAY).await;
    assert!(client.stop().await);
}

#[tokio::test]
async fn changed_settings_refresh_what_is_pulled() {
    let mut client = Client::start();
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "configuration": true, "diagnostics": { "refreshSupport": true } },
    });
    client.initialize(capabilities).await;
    client.open(ESSAY, UNCITED).await;
    let before = client.pull(ESSAY, &Value::Null).await;
    client.settings = Some(json!({ "lang": "en" }));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": {} })).await;
    client.wait(|message| message["method"] == "workspace/diagnostic/refresh").await;
    let after = client.pull(ESSAY, &before["resultId"]).await;
    assert_eq!(after["items"][0]["message"], "uncited");
}

#[tokio::test]
async fn a_configuration_file_lies_over_the_editor() {
    let folder = tempfile::tempdir().unwrap();
    let toml = folder.path().join("yinzheng.toml");
    std::fs::write(&toml, "lang = \"en\"\n").unwrap();
    std::fs::create_dir(folder.path().join("稿")).unwrap();
    let base = format!("file://{}", folder.path().display());
    let (essay, toml_uri) = (format!("{base}/稿/文.txt"), format!("{base}/yinzheng.toml"));
    let changed = json!({ "changes": [{ "uri": toml_uri, "type": 2 }] });

    let mut client = Client::start();
    let capabilities = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    client
        .initialize_with(json!({ "capabilities": capabilities, "initializationOptions": { "lang": "zh" } }))
        .await;
    let registered = client.wait(|message| message["method"] == "client/registerCapability").await;
    let registration = &registered["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let watchers = &registration["registerOptions"]["watchers"];
    assert_eq!(watchers[0]["globPattern"], "**/*.toml");
    assert_eq!(watchers[1]["globPattern"], "**/.yinzheng");
    assert_eq!(watchers[2]["globPattern"], "**/.yinzheng/{ignore,terms}");
    assert_eq!(watchers[3]["globPattern"], "**/*.{bib,csl.json}");

    client.open(&essay, UNCITED).await;
    assert_eq!(client.published(&essay).await["diagnostics"][0]["message"], "uncited");

    std::fs::write(&toml, "lang = \"zh\"\n").unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed.clone()).await;
    assert_eq!(client.published(&essay).await["diagnostics"][0]["message"], "引文未标注出处");

    std::fs::write(&toml, "# 注\nlang = \"fr\"\n").unwrap();
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": toml_uri } })).await;
    let problem = client.published(&toml_uri).await["diagnostics"][0].clone();
    assert_eq!((&problem["source"], &problem["range"]["start"]["line"]), (&json!("yinzheng"), &json!(1)));
    client.change(&essay, 2, json!([edit((0, 0), (0, 0), "从")])).await;
    let params = client.published_for(&essay, 2).await;
    assert_eq!(params["diagnostics"][0]["message"], "引文未标注出处", "the last good one counts");

    std::fs::remove_file(&toml).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed).await;
    assert_eq!(client.published(&toml_uri).await["diagnostics"], json!([]));
}

// Trouble

#[tokio::test]
async fn slow_requests_hold_up_neither_others_nor_their_cancellation() {
    let (gate, arrived) = Gate::new();
    let mut client = Client::with(StandIn { gate: Some(gate.clone()) });
    client.initialize(json!({ "textDocument": { "diagnostic": {}, "codeAction": literals() } })).await;
    client.open(ESSAY, &format!("停。{UNCITED}")).await;
    client.open("file:///other.txt", UNCITED).await;
    let mut slow = Vec::new();
    for _ in 0..8 {
        slow.push(client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": ESSAY } })).await);
    }
    tokio::task::spawn_blocking(move || arrived.recv().unwrap()).await.unwrap();
    client.notify("$/cancelRequest", json!({ "id": slow[3] })).await;
    assert_eq!(client.answer(slow[3]).await["error"]["code"], -32800);
    client.notify("$/cancelRequest", json!({ "id": slow[0] })).await;
    assert_eq!(client.answer(slow[0]).await["error"]["code"], -32800);
    // Edits and other documents go on meanwhile, and the answers are for the text after the edits.
    client.change(ESSAY, 2, json!([{ "text": "没有引文。" }])).await;
    assert_eq!(codes(&client.pull("file:///other.txt", &Value::Null).await["items"]), ["uncited-quote"]);
    gate.open();
    for id in [1, 2, 4, 5, 6, 7] {
        assert_eq!(client.answer(slow[id]).await["result"]["items"], json!([]));
    }
    assert!(client.stop().await);
}

#[tokio::test]
async fn an_edit_under_way_is_published_for_its_own_text() {
    let (gate, arrived) = Gate::new();
    let mut client = Client::with(StandIn { gate: Some(gate.clone()) });
    client.initialize(json!({})).await;
    client.open(ESSAY, &format!("停。{UNCITED}")).await;
    tokio::task::spawn_blocking(move || arrived.recv().unwrap()).await.unwrap();
    client.change(ESSAY, 2, json!([{ "text": UNCITED }])).await;
    gate.open();
    let params = client.published(ESSAY).await;
    assert_eq!(params["version"], 2, "what was computed for version 1 is out of date");
    assert_eq!(params["diagnostics"][0]["range"]["start"], place(0, 7));
}

#[tokio::test]
async fn a_closed_document_stays_clear() {
    let (gate, arrived) = Gate::new();
    let mut client = Client::with(StandIn { gate: Some(gate.clone()) });
    client.initialize(json!({})).await;
    client.open(ESSAY, &format!("停。{UNCITED}")).await;
    tokio::task::spawn_blocking(move || arrived.recv().unwrap()).await.unwrap();
    client.close(ESSAY).await;
    assert_eq!(client.published(ESSAY).await["diagnostics"], json!([]));
    gate.open();
    client.open("file:///other.txt", UNCITED).await;
    client.published("file:///other.txt").await;
    assert!(!client.sent(|message| message["params"]["uri"] == ESSAY).await);
}

#[tokio::test]
async fn a_panic_costs_one_answer() {
    let mut client = Client::ready(json!({ "textDocument": { "codeAction": literals() } })).await;
    client.open(ESSAY, UNCITED).await;
    client.published(ESSAY).await;
    client.change(ESSAY, 2, json!([edit((0, 0), (0, 0), "恐慌")])).await;
    let message = client.wait(|message| message["method"] == "window/logMessage").await;
    assert_eq!(message["params"]["type"], 1);
    assert!(message["params"]["message"].as_str().unwrap().contains("asked to panic"), "{message}");
    let params = json!({ "textDocument": { "uri": ESSAY }, "range": { "start": place(0, 0), "end": place(0, 0) }, "context": { "diagnostics": [] } });
    let answer = client.request("textDocument/codeAction", params).await;
    assert_eq!(answer["error"]["code"], -32603);
    assert_eq!(client.text(ESSAY).await, format!("恐慌{UNCITED}"), "no edit is lost");
    client.change(ESSAY, 3, json!([edit((0, 0), (0, 2), "又")])).await;
    let params = client.published_for(ESSAY, 3).await;
    assert_eq!(params["diagnostics"][0]["range"]["start"], place(0, 8));
    assert!(client.stop().await);
}

#[tokio::test]
async fn bad_messages_get_errors_and_the_next_works() {
    let mut client = Client::ready(json!({})).await;
    client.open(ESSAY, UNCITED).await;
    let bad_params = client.request("textDocument/hover", json!({ "textDocument": 7 })).await;
    assert_eq!(bad_params["error"]["code"], -32602);
    let no_uri = json!({ "textDocument": { "uri": "no uri at all" }, "position": place(0, 0) });
    assert_eq!(client.request("textDocument/hover", no_uri).await["error"]["code"], -32602);
    assert_eq!(client.request("textDocument/nonsense", json!({})).await["error"]["code"], -32601);
    assert_eq!(client.request("textDocument/definition", json!({})).await["error"]["code"], -32602);
    client.notify("$/unknown", json!({})).await;
    client.notify("textDocument/unknown", json!([1])).await;
    client.notify("textDocument/didOpen", json!({ "textDocument": 7 })).await;
    client.send_raw(b"{\"jsonrpc\":").await;
    let answer = client.wait(|message| message["error"]["code"] == -32700).await;
    assert!(answer["id"].is_null());
    client.send(&json!([])).await;
    client.wait(|message| message["error"]["code"] == -32600).await;
    client.send(&json!({ "jsonrpc": "2.0", "id": 4_000, "result": "unasked" })).await;
    client.send_bytes(b"stray bytes\r\n\0\xff\r\n\r\n").await;
    assert_eq!(client.text(ESSAY).await, UNCITED);
    assert!(client.stop().await);
}
