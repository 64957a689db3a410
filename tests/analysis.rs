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

#[tokio::test]
async fn the_workspace_ignores_findings_and_knows_terms() {
    let folder = tempfile::tempdir().unwrap();
    let gathered = folder.path().join(".yinzheng");
    std::fs::create_dir(&gathered).unwrap();
    let base = format!("file://{}", folder.path().display());
    let (essay, ignore) = (format!("{base}/稿/文.txt"), format!("{base}/.yinzheng/ignore"));
    let mut client = Client::with(Real);
    client.initialize(json!({})).await;
    client.open(&essay, UNCITED).await;
    assert_eq!(codes(&client.published(&essay).await["diagnostics"]), ["uncited-quote"]);

    std::fs::write(gathered.join("ignore"), "稿/文.txt: uncited-quote: 没有调查  # 读者熟知\n错\n").unwrap();
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": ignore } })).await;
    assert_eq!(client.published(&essay).await["diagnostics"], json!([]));
    let problem = client.published(&ignore).await["diagnostics"][0].clone();
    assert_eq!((&problem["range"]["start"], &problem["range"]["end"]), (&place(1, 0), &place(1, 1)));

    std::fs::remove_file(gathered.join("ignore")).unwrap();
    let changed = |uri: &str, kind: u8| json!({ "changes": [{ "uri": uri, "type": kind }] });
    client.notify("workspace/didChangeWatchedFiles", changed(&ignore, 3)).await;
    assert_eq!(codes(&client.published(&essay).await["diagnostics"]), ["uncited-quote"]);
    assert_eq!(client.published(&ignore).await["diagnostics"], json!([]));

    let phrase = "没有调查就没有发言权，这是一条颠扑不破的真理";
    std::fs::write(gathered.join("terms"), phrase).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed(&format!("{base}/.yinzheng/terms"), 1)).await;
    assert_eq!(client.published(&essay).await["diagnostics"], json!([]));
}

#[tokio::test]
async fn a_reported_quotation_says_why() {
    let mut client = ready().await;
    let params = json!({ "textDocument": { "uri": ESSAY }, "position": place(8, 24) });
    let hover = client.request("textDocument/hover", params).await["result"].clone();
    assert_eq!(hover["range"]["start"], place(8, 7));
    assert!(
        hover["contents"]["value"]
            .as_str()
            .is_some_and(|text| text.starts_with("这处引文需要标注：由“指出”引出")),
        "{hover}"
    );
}

/// A client whose workspace is `folder`.
async fn at_home(folder: &std::path::Path) -> Client {
    let mut client = Client::with(Real);
    let capabilities = json!({
        "textDocument": { "codeAction": {
            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
            "resolveSupport": { "properties": ["edit", "command"] },
        } },
    });
    let root = json!({ "uri": format!("file://{}", folder.display()), "name": "稿" });
    client.initialize_with(json!({ "capabilities": capabilities, "workspaceFolders": [root] })).await;
    client
}

/// The action whose title holds `words`.
fn titled<'a>(actions: &'a Value, words: &str) -> &'a Value {
    let title = |action: &Value| action["title"].as_str().is_some_and(|title| title.contains(words));
    let found = actions.as_array().into_iter().flatten().find(|action| title(action));
    found.unwrap_or_else(|| panic!("no {words} in {actions}"))
}

#[tokio::test]
async fn a_finding_in_plain_text_is_ignored_by_the_workspace() {
    for (words, list, written) in [
        (
            "忽略这条提示",
            "ignore",
            "文.txt: uncited-quote: “没有调查就没有发言权，这是一条颠扑不破的真  # 说明理由\n",
        ),
        ("当作术语", "terms", "没有调查就没有发言权，这是一条颠扑不破的真理\n"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let essay = format!("file://{}/文.txt", folder.path().display());
        let mut client = at_home(folder.path()).await;
        client.open(&essay, UNCITED).await;
        assert_eq!(codes(&client.published(&essay).await["diagnostics"]), ["uncited-quote"]);
        let range = json!({ "start": place(0, 10), "end": place(0, 10) });
        let params =
            json!({ "textDocument": { "uri": essay }, "range": range, "context": { "diagnostics": [] } });
        let actions = client.request("textDocument/codeAction", params).await["result"].clone();
        let action = titled(&actions, words);
        assert_eq!(action["diagnostics"][0]["code"], "uncited-quote");
        assert!(action["command"].is_null(), "{action}");
        let resolved = client.request("codeAction/resolve", action.clone()).await;
        let action = resolved["result"].clone();
        let command = &action["command"];
        assert_eq!(command["command"], "yinzheng.ignore");
        let params = json!({ "command": command["command"], "arguments": command["arguments"] });
        assert!(client.request("workspace/executeCommand", params).await["error"].is_null());
        assert_eq!(client.published(&essay).await["diagnostics"], json!([]), "{words}");
        let text = std::fs::read_to_string(folder.path().join(".yinzheng").join(list)).unwrap();
        assert!(text.starts_with("# ") && text.ends_with(&format!("\n{written}")), "{text}");
    }
}

#[tokio::test]
async fn a_finding_in_markdown_is_ignored_by_a_comment() {
    let folder = tempfile::tempdir().unwrap();
    let essay = format!("file://{}/文.md", folder.path().display());
    let mut client = at_home(folder.path()).await;
    client.open_as(&essay, "markdown", TEXT).await;
    client.published(&essay).await;
    let range = json!({ "start": place(8, 10), "end": place(8, 10) });
    let params =
        json!({ "textDocument": { "uri": essay }, "range": range, "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", params).await["result"].clone();
    let edit = &titled(&actions, "忽略")["edit"]["changes"][essay.as_str()][0];
    assert_eq!(edit["range"], json!({ "start": place(8, 0), "end": place(8, 0) }));
    let comment = "<!-- yinzheng-ignore uncited-quote: 说明理由 -->\n";
    assert_eq!(edit["newText"], comment);
    client.change(&essay, 2, json!([{ "range": edit["range"], "text": comment }])).await;
    let diagnostics = client.published_for(&essay, 2).await["diagnostics"].clone();
    assert_eq!(codes(&diagnostics), ["heading-out-of-order"]);
}

#[tokio::test]
async fn the_command_takes_sound_lines_for_files_of_the_workspace() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut client = at_home(folder.path()).await;
    let uri = |folder: &tempfile::TempDir| format!("file://{}/文.txt", folder.path().display());
    let params = |uri: &str, list: &str, line: &str| json!({ "command": "yinzheng.ignore", "arguments": [{ "uri": uri, "list": list, "line": line }] });
    for params in [
        params(&uri(&folder), "ignore", "不成样子"),
        params(&uri(&folder), "../甲", "四梁八柱"),
        json!({ "command": "yinzheng.ignore" }),
        json!({ "command": "yinzheng.other", "arguments": [] }),
    ] {
        assert_eq!(client.request("workspace/executeCommand", params).await["error"]["code"], -32602);
    }
    let answer = client.request("workspace/executeCommand", params(&uri(&other), "terms", "四梁八柱")).await;
    assert!(answer["error"].is_null(), "{answer}");
    let shown = client.wait(|message| message["method"] == "window/showMessage").await;
    assert_eq!(shown["params"]["type"], 1);
    for folder in [&folder, &other] {
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was written");
    }
}

/// The diagnostics of `uri` once those of `code` are as many as `count`; fewer or more come from
/// before the files were read.
async fn published_with(client: &mut Client, uri: &str, code: &str, count: usize) -> Value {
    loop {
        let diagnostics = client.published(uri).await["diagnostics"].clone();
        if codes(&diagnostics).iter().filter(|&&it| it == code).count() == count {
            return diagnostics;
        }
    }
}

const KEYS: &str = "账目公开有助于增进干部与群众之间的信任[@wang2019]，也能减少误解[@zhao2021]。\n";

#[tokio::test]
async fn keys_are_looked_up_once_the_bibliography_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let bib = folder.path().join("refs.bib");
    std::fs::write(&bib, "@book{wang2019, title = {账目}}\n@book{zhao2012, title = {信任}}\n").unwrap();
    let base = format!("file://{}", folder.path().display());
    let (essay, refs) = (format!("{base}/文.md"), format!("{base}/refs.bib"));
    let mut client = at_home(folder.path()).await;
    client.open_as(&essay, "markdown", KEYS).await;
    let diagnostics = published_with(&mut client, &essay, "undefined-citation", 1).await;
    let message = diagnostics[0]["message"].as_str().unwrap();
    assert!(message.contains("zhao2021") && message.contains("zhao2012"), "{message}");
    assert!(!message.contains("wang2019"), "{message}");

    // An entry is added, and its key counts although it is broken; that is told in the file.
    std::fs::write(&bib, "@book{wang2019, title = {账目}}\n@book{zhao2021, title = {信任\n").unwrap();
    let changed = json!({ "changes": [{ "uri": refs, "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changed).await;
    let problem = client.published(&refs).await["diagnostics"][0].clone();
    assert_eq!((&problem["range"]["start"], &problem["code"]), (&place(1, 6), &json!("config")));
    published_with(&mut client, &essay, "undefined-citation", 0).await;

    // Without any file nothing is looked up.
    std::fs::write(&bib, "@book{li2020, title = {信任}}\n").unwrap();
    let changed = json!({ "changes": [{ "uri": refs, "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changed).await;
    published_with(&mut client, &essay, "undefined-citation", 2).await;
    std::fs::remove_file(&bib).unwrap();
    let changed = json!({ "changes": [{ "uri": refs, "type": 3 }] });
    client.notify("workspace/didChangeWatchedFiles", changed).await;
    published_with(&mut client, &essay, "undefined-citation", 0).await;
}

#[tokio::test]
async fn a_bibliography_is_set_for_the_workspace_or_named_by_the_essay() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["稿", "库"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("库/文献.json"), r#"[{"id": "wang2019"}]"#).unwrap();
    let essay = format!("file://{}/稿/文.md", folder.path().display());
    let named = format!("---\nbibliography: ../库/文献.json\n---\n\n{KEYS}");
    let setting = json!({ "reference": { "bibliography": ["库/文献.json"] } });
    for (text, settings) in [(KEYS, setting), (&*named, Value::Null)] {
        let mut client = Client::with(Real);
        let root = json!({ "uri": format!("file://{}", folder.path().display()), "name": "稿" });
        let params =
            json!({ "capabilities": {}, "workspaceFolders": [root], "initializationOptions": settings });
        client.initialize_with(params).await;
        client.open_as(&essay, "markdown", text).await;
        let diagnostics = published_with(&mut client, &essay, "undefined-citation", 1).await;
        assert!(diagnostics[0]["message"].as_str().unwrap().contains("zhao2021"), "{diagnostics}");
    }
}

#[tokio::test]
async fn a_missing_bibliography_is_shown_and_no_key_is_called_unknown() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("refs.bib"), "@book{wang2019, title = {账目}}\n").unwrap();
    let setting = "[reference]\nbibliography = [\"refs.bib\", \"没有.bib\"]\n";
    std::fs::write(folder.path().join("yinzheng.toml"), setting).unwrap();
    let mut client = at_home(folder.path()).await;
    let essay = format!("file://{}/文.md", folder.path().display());
    client.open_as(&essay, "markdown", KEYS).await;
    let missing = client
        .wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"].as_str().is_some_and(|uri| uri.contains(".bib"))
        })
        .await;
    assert_eq!(missing["params"]["diagnostics"][0]["message"], "没有这个文献库文件");
    let params = json!({ "textDocument": { "uri": essay }, "position": place(0, 0) });
    client.request("textDocument/hover", params).await;
    let unknown = |message: &Value| {
        message["params"]["uri"] == essay.as_str() && message.to_string().contains("undefined-citation")
    };
    assert!(!client.sent(unknown).await);
}

#[tokio::test]
async fn terms_come_from_the_files_that_the_configuration_names() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("yinzheng.toml"), "[glossary]\nfiles = [\"共用.toml\"]\n").unwrap();
    let mut client = at_home(here).await;
    let essay = format!("file://{}/文.md", here.display());
    client.open_as(&essay, "markdown", "今天村账会开会，大家都来看账。\n").await;
    let told = |message: &Value| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"].as_str().is_some_and(|uri| uri.contains(".toml"))
    };
    let missing = client.wait(told).await;
    let message = missing["params"]["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("读不到这个术语文件"), "{message}");

    let terms = here.join("共用.toml");
    std::fs::write(&terms, "[[term]]\nterm = \"村账会\"\ndefinition = \"看账目的会。\"\n").unwrap();
    let uri = missing["params"]["uri"].as_str().unwrap();
    let changed = |kind: u32| json!({ "changes": [{ "uri": uri, "type": kind }] });
    client.notify("workspace/didChangeWatchedFiles", changed(1)).await;
    assert_eq!(client.wait(told).await["params"]["diagnostics"], json!([]));
    let params = json!({ "textDocument": { "uri": essay }, "position": place(0, 3) });
    let card = client.request("textDocument/hover", params.clone()).await;
    assert!(card.to_string().contains("看账目的会。"), "{card}");

    std::fs::remove_file(&terms).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed(3)).await;
    assert_ne!(client.wait(told).await["params"]["diagnostics"], json!([]));
    assert_eq!(client.request("textDocument/hover", params).await["result"], Value::Null);
}

/// The texts of the ranges that `method` answers with at a place of the essay.
async fn ranges(client: &mut Client, method: &str, line: u32, column: u32) -> Vec<String> {
    let params = json!({
        "textDocument": { "uri": ESSAY }, "position": place(line, column),
        "context": { "includeDeclaration": true },
    });
    let found = client.request(method, params).await["result"].clone();
    let buffer = Buffer::new(TEXT);
    let text = |range: &Value| {
        let offset = |end: &str| {
            let number =
                |key: &str| u32::try_from(range[end][key].as_u64().expect("a number")).expect("a small one");
            buffer
                .offset(Point { line: number("line"), column: number("character") }, PositionEncoding::Utf16)
        };
        TEXT[offset("start")..offset("end")].to_owned()
    };
    found.as_array().expect("places").iter().map(|it| text(&it["range"])).collect()
}

#[tokio::test]
async fn all_places_of_a_term_are_found() {
    let mut client = ready().await;
    for method in ["textDocument/references", "textDocument/documentHighlight"] {
        let found = ranges(&mut client, method, 4, 15).await;
        assert_eq!(found, ["调查研究", "调查研究"], "{method}: in the title and in the text");
    }
}

#[tokio::test]
async fn terms_are_completed_and_their_cards_come_when_they_are_asked_for() {
    let mut client = ready().await;
    client.change(ESSAY, 2, json!([edit((8, 0), (8, u32::MAX), "各地都在推进乡村振")])).await;
    let params = json!({ "textDocument": { "uri": ESSAY }, "position": place(8, 9) });
    let list = client.request("textDocument/completion", params).await["result"].clone();
    let item =
        list["items"].as_array().unwrap().iter().find(|it| it["label"] == "乡村振兴战略").unwrap().clone();
    assert_eq!(item["textEdit"]["range"]["start"], place(8, 6));
    assert_eq!(item["documentation"], Value::Null, "no card before somebody looks");
    let resolved = client.request("completionItem/resolve", item).await["result"].clone();
    let card = resolved["documentation"]["value"].as_str().unwrap();
    assert!(card.starts_with("**乡村振兴战略**"), "{card}");
}

#[tokio::test]
async fn cards_are_found_as_symbols_of_open_texts() {
    let mut client = ready().await;
    let found = client.request("workspace/symbol", json!({ "query": "十九大" })).await["result"].clone();
    assert_eq!(found[0]["name"], "党的十九大");
    assert_eq!(found[0]["location"]["range"]["start"], place(4, 0));
    let found =
        client.request("workspace/symbol", json!({ "query": "没有这样的术语" })).await["result"].clone();
    assert_eq!(found, json!([]));
}

#[tokio::test]
async fn a_card_is_had_by_its_name() {
    let mut client = ready().await;
    let params = json!({ "command": "yinzheng.card", "arguments": ["共同富裕"] });
    let card = client.request("workspace/executeCommand", params).await["result"].clone();
    assert!(card.as_str().unwrap().starts_with("**共同富裕**"), "{card}");
    let params = json!({ "command": "yinzheng.card", "arguments": ["没有这样的术语"] });
    assert_eq!(client.request("workspace/executeCommand", params).await["result"], Value::Null);
}

#[tokio::test]
async fn cards_link_to_each_other_where_the_client_follows() {
    let hover = |capabilities: Value| async move {
        let mut client = Client::with(Real);
        client.initialize(capabilities).await;
        client.open_as(ESSAY, "markdown", TEXT).await;
        let params = json!({ "textDocument": { "uri": ESSAY }, "position": place(4, 2) });
        client.request("textDocument/hover", params).await["result"]["contents"]["value"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let format = json!({ "hover": { "contentFormat": ["markdown"] } });
    let plain = hover(json!({ "textDocument": format })).await;
    assert!(plain.contains("相关：") && !plain.contains("command:"), "{plain}");
    let experimental = json!({ "commands": { "commands": ["yinzheng.showCard"] } });
    let linked = hover(json!({ "textDocument": format, "experimental": experimental })).await;
    assert!(linked.contains("](command:yinzheng.showCard?%5B%22"), "{linked}");
}
