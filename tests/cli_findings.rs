//! The command line, run as a process, on texts in which the rules find something.

#![expect(clippy::unwrap_used, reason = "a helper that panics fails its test, as it should")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const QUOTE: &str = "毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不破的真理。”\n";
const HEADINGS: &str =
    "一、甲的由来\n\n今天天气很好，我们去公园。\n\n三、乙的去向\n\n今天天气很好，我们去公园。\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yinzheng"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command.current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The findings of `name`.
fn findings(folder: &Path, name: &str) -> Vec<Value> {
    let output = run(folder, &["check", "--format", "json", name]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    document["files"][0]["findings"].as_array().unwrap().clone()
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn a_warning_is_status_1_unless_only_errors_count() {
    let folder = folder(&[("a.txt", QUOTE.as_bytes())]);
    let here = folder.path();
    assert_eq!(status(&run(here, &["check"])), 1);
    assert_eq!(status(&run(here, &["check", "--fail-on", "hint"])), 1);
    assert_eq!(status(&run(here, &["check", "--fail-on", "error"])), 0);
    assert_eq!(status(&run(here, &["check", "a.txt", "b.txt"])), 2, "an input error is the graver one");
}

#[test]
fn the_place_of_a_finding_is_told_in_every_format() {
    let folder = folder(&[("a.txt", QUOTE.as_bytes())]);
    let here = folder.path();
    let found = findings(here, "a.txt");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["rule"], "uncited-quote");
    assert_eq!(found[0]["severity"], "warning");
    let bytes: Vec<usize> = serde_json::from_value(found[0]["bytes"].clone()).unwrap();
    let start = QUOTE[..bytes[0]].chars().count();
    assert_eq!(found[0]["range"]["start"], json!({"line": 0, "character": start}));
    let place = format!("a.txt:1:{}：警告[uncited-quote]：", start + 1);
    assert!(stdout(&run(here, &["check"])).starts_with(&place));
    let command = format!("::warning file=a.txt,line=1,col={},", start + 1);
    assert!(stdout(&run(here, &["check", "--format", "github"])).starts_with(&command));
    let log: Value = serde_json::from_slice(&run(here, &["check", "--format", "sarif"]).stdout).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "uncited-quote");
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], "uncited-quote");
}

#[test]
fn a_byte_order_mark_moves_bytes_and_not_characters() {
    let marked = [b"\xEF\xBB\xBF", QUOTE.as_bytes()].concat();
    let folder = folder(&[("a.txt", QUOTE.as_bytes()), ("b.txt", &marked)]);
    let (plain, marked) = (findings(folder.path(), "a.txt"), findings(folder.path(), "b.txt"));
    assert_eq!(plain[0]["range"], marked[0]["range"]);
    assert_eq!(plain[0]["bytes"][0].as_u64().unwrap() + 3, marked[0]["bytes"][0].as_u64().unwrap());
}

#[test]
fn an_encoding_changes_no_finding() {
    let folder = folder(&[("a.txt", QUOTE.as_bytes()), ("b.txt", &gb18030(QUOTE))]);
    let found = findings(folder.path(), "a.txt");
    assert_eq!(found.len(), 1);
    assert_eq!(found, findings(folder.path(), "b.txt"));
}

#[test]
fn the_configuration_decides_levels() {
    let folder = folder(&[("a.txt", QUOTE.as_bytes())]);
    let level = |text: &str| {
        fs::write(folder.path().join("yinzheng.toml"), text).unwrap();
        let found = findings(folder.path(), "a.txt");
        found.first().map(|finding| finding["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!(level(""), Some("warning".to_owned()));
    assert_eq!(level("[rules]\nuncited-quote = \"off\""), None);
    assert_eq!(level("[rules]\nuncited-quote = \"error\""), Some("error".to_owned()));
    fs::write(folder.path().join("yinzheng.toml"), "[rules]\nuncited-qoute = \"off\"").unwrap();
    let output = run(folder.path(), &["check"]);
    assert_eq!(status(&output), 2);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("yinzheng.toml:2:1：没有规则“uncited-qoute”，是不是“uncited-quote”？"),
        "{message}"
    );
}

/// The rules of the findings of `name`.
fn rules(folder: &Path, name: &str) -> Vec<String> {
    findings(folder, name).iter().map(|found| found["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_comment_ignores_findings_of_its_paragraph() {
    let ignored = format!("<!-- yinzheng-ignore uncited-quote: 读者熟知 -->\n{QUOTE}");
    let folder = folder(&[
        ("a.md", ignored.as_bytes()),
        ("b.md", ignored.replace("uncited-quote", "uncited-qoute").as_bytes()),
        ("c.md", ignored.replace(QUOTE, "今天天气很好，我们一起去公园。\n").as_bytes()),
        ("d.txt", ignored.as_bytes()),
    ]);
    let here = folder.path();
    assert_eq!(rules(here, "a.md"), Vec::<String>::new());
    assert_eq!(rules(here, "b.md"), ["malformed-ignore", "uncited-quote"]);
    assert_eq!(rules(here, "c.md"), ["unused-ignore"]);
    assert_eq!(rules(here, "d.txt"), ["uncited-quote"], "plain text has no comments");
    assert_eq!(status(&run(here, &["check", "a.md"])), 0);
    assert_eq!(status(&run(here, &["check", "--show-ignored", "a.md"])), 1);
    assert_eq!(status(&run(here, &["check", "--fix", "c.md"])), 0);
    assert_eq!(fs::read_to_string(here.join("c.md")).unwrap(), "今天天气很好，我们一起去公园。\n");
}

#[test]
fn the_workspace_ignores_findings_and_knows_terms() {
    let folder = folder(&[("a.txt", QUOTE.as_bytes())]);
    let here = folder.path();
    fs::create_dir_all(here.join(".yinzheng")).unwrap();
    fs::create_dir_all(here.join("稿")).unwrap();
    fs::write(here.join("稿/b.txt"), format!("前面有一句别的话。{QUOTE}")).unwrap();
    let ignore = |lines: &str| fs::write(here.join(".yinzheng/ignore"), lines).unwrap();

    ignore("a.txt: uncited-quote: 没有调查就没有发言权  # 读者熟知\n");
    assert_eq!(rules(here, "a.txt"), Vec::<String>::new());
    assert_eq!(rules(here, "稿/b.txt"), ["uncited-quote"]);
    assert_eq!(rules(&here.join("稿"), "../a.txt"), Vec::<String>::new(), "wherever it is run");
    assert_eq!(status(&run(here, &["check", "--show-ignored", "a.txt"])), 1);
    ignore("*.txt: uncited-quote: “没有调查，就没有发言权”\n");
    assert_eq!(rules(here, "稿/b.txt"), Vec::<String>::new());
    ignore("*: uncited-quote: 别的话\n*: unused-reference: 没有调查就没有发言权\n");
    assert_eq!(rules(here, "a.txt"), ["uncited-quote"]);

    fs::write(here.join(".yinzheng/terms"), "# 名言\n没有调查就没有发言权，这是一条颠扑不破的真理\n")
        .unwrap();
    assert_eq!(rules(here, "a.txt"), Vec::<String>::new());
    let document: Value =
        serde_json::from_slice(&run(here, &["citations", "--format", "json", "a.txt"]).stdout).unwrap();
    assert_eq!(document["quotations"][0]["status"], "exempt");
    assert_eq!(document["quotations"][0]["reason"], "工作区词表中的术语");
}

#[test]
fn errors_of_the_list_of_ignored_findings_are_told_with_their_lines() {
    let folder = folder(&[("a.txt", QUOTE.as_bytes())]);
    let here = folder.path();
    fs::create_dir_all(here.join(".yinzheng")).unwrap();
    fs::write(here.join(".yinzheng/ignore"), "# 注\na.txt: uncited-qoute: 没有调查\n").unwrap();
    let output = run(here, &["check"]);
    assert_eq!(status(&output), 2);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains(".yinzheng/ignore:2:8：没有规则“uncited-qoute”，是不是“uncited-quote”？"),
        "{message}"
    );
}

#[test]
fn a_fix_is_shown_and_written_and_then_there_is_none() {
    let stored = [
        HEADINGS.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", HEADINGS.as_bytes()].concat(),
        HEADINGS.replace('\n', "\r\n").into_bytes(),
        gb18030(HEADINGS),
    ];
    for bytes in stored {
        let folder = folder(&[("a.txt", &bytes)]);
        let here = folder.path();
        let read = || fs::read(here.join("a.txt")).unwrap();
        assert_eq!(findings(here, "a.txt")[0]["rule"], "heading-out-of-order");
        // The fix is not a safe one.
        assert_eq!(status(&run(here, &["check", "--fix"])), 1);
        assert_eq!(read(), bytes);

        let diff = run(here, &["check", "--diff", "--unsafe-fixes"]);
        assert_eq!(status(&diff), 1, "nothing was written, so the finding stands");
        let diff = stdout(&diff);
        assert!(diff.starts_with("--- a.txt\n+++ a.txt\n@@ "), "{diff}");
        assert!(diff.contains("\n-三、乙的去向") && diff.contains("\n+二、乙的去向"), "{diff}");
        assert_eq!(read(), bytes);

        assert_eq!(status(&run(here, &["check", "--unsafe-fixes"])), 0);
        let three = encoding_of(&bytes, "三、乙");
        let at = bytes.windows(three.len()).position(|window| window == three).unwrap();
        let mut expected = bytes.clone();
        expected.splice(at..at + three.len(), encoding_of(&bytes, "二、乙"));
        assert_eq!(read(), expected, "nothing else changes");
        assert_eq!(status(&run(here, &["check", "--unsafe-fixes"])), 0);
        assert_eq!(read(), expected, "twice equals once");
        assert_eq!(fs::read_dir(here).unwrap().count(), 1, "no temporary file stays");
    }
}

/// `text` in the encoding of the file `bytes`.
fn encoding_of(bytes: &[u8], text: &str) -> Vec<u8> {
    if std::str::from_utf8(bytes).is_ok() { text.as_bytes().to_vec() } else { gb18030(text) }
}

#[cfg(unix)]
#[test]
fn a_fix_keeps_permissions_and_links_and_leaves_read_only_files_alone() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = folder(&[("a.txt", HEADINGS.as_bytes()), ("c.txt", HEADINGS.as_bytes())]);
    let here = folder.path();
    let mode = |name: &str| fs::metadata(here.join(name)).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(here.join("a.txt"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::set_permissions(here.join("c.txt"), fs::Permissions::from_mode(0o444)).unwrap();
    symlink("a.txt", here.join("b.txt")).unwrap();
    assert_eq!(status(&run(here, &["check", "--unsafe-fixes", "b.txt"])), 0);
    assert!(fs::symlink_metadata(here.join("b.txt")).unwrap().is_symlink());
    assert!(fs::read_to_string(here.join("a.txt")).unwrap().contains("二、乙"));
    assert_eq!(mode("a.txt"), 0o640);
    assert_eq!(status(&run(here, &["check", "--unsafe-fixes", "c.txt"])), 2);
    assert_eq!(fs::read_to_string(here.join("c.txt")).unwrap(), HEADINGS);
}

#[test]
fn the_output_does_not_depend_on_the_number_of_threads() {
    let files: Vec<(String, String)> = (0..60)
        .map(|n| (format!("{n}.txt"), if n % 3 == 0 { HEADINGS } else { QUOTE }.repeat(n % 5)))
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder(&files);
    for format in ["text", "json", "sarif", "github"] {
        let outputs = ["1", "2", "7"]
            .map(|threads| run(folder.path(), &["check", "--format", format, "--threads", threads]));
        assert!(outputs[0].stdout == outputs[1].stdout && outputs[1].stdout == outputs[2].stdout, "{format}");
        assert_eq!(status(&outputs[0]), 1);
    }
}

#[test]
fn a_paragraph_is_cropped_around_the_place() {
    let long = "今天天气很好，我们去公园。".repeat(80);
    let text = format!("{long}{}{long}\n", QUOTE.trim_end());
    let folder = folder(&[("a.txt", text.as_bytes())]);
    let output = stdout(&run(folder.path(), &["check"]));
    let line = output.lines().nth(1).unwrap();
    assert!(line.contains('…') && line.contains("没有调查") && line.chars().count() < 120, "{line}");
    assert!(!output.contains('\u{1b}'), "no colours in a pipe");
}

#[test]
fn the_outline_is_a_tree() {
    let folder = folder(&[("a.txt", HEADINGS.as_bytes())]);
    let output = run(folder.path(), &["outline", "--format", "json", "a.txt"]);
    let outline: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = outline.to_string();
    assert!(text.contains("一、甲的由来") && text.contains("三、乙的去向"), "{text}");
    let text = stdout(&run(folder.path(), &["outline", "a.txt"]));
    assert!(text.contains("1  ") && text.contains("一、甲的由来"), "{text}");
}

#[test]
fn citations_tell_what_has_none() {
    let folder = folder(&[("a.txt", QUOTE.as_bytes())]);
    let output = run(folder.path(), &["citations", "--format", "json", "a.txt"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["quotations"][0]["status"], "uncited");
    assert_eq!(document["quotations"][0]["citation"], Value::Null);
}

#[test]
fn rules_are_explained_in_both_languages() {
    let folder = folder(&[]);
    let list = stdout(&run(folder.path(), &["explain"]));
    assert!(list.lines().any(|line| line.starts_with("uncited-quote ") && line.contains("警告")), "{list}");
    let page = stdout(&run(folder.path(), &["explain", "uncited-quote"]));
    assert!(page.starts_with("# uncited-quote："), "{page}");
    let page = stdout(&run(folder.path(), &["explain", "--lang", "en", "uncited-quote"]));
    assert!(page.starts_with("# uncited-quote"), "{page}");
    let output = run(folder.path(), &["explain", "uncited-qoute"]);
    assert_eq!(status(&output), 2);
    assert!(String::from_utf8(output.stderr).unwrap().contains("是不是“uncited-quote”？"));
}

#[test]
fn the_schema_names_the_rules() {
    let folder = folder(&[]);
    let schema: Value = serde_json::from_slice(&run(folder.path(), &["schema"]).stdout).unwrap();
    let rule = &schema["properties"]["rules"]["properties"]["uncited-quote"];
    assert_eq!(rule["default"], "warning", "{schema}");
}

#[test]
fn a_known_term_is_a_card() {
    let folder = folder(&[("a.txt", "坚持以人民为中心的发展思想。\n".as_bytes())]);
    let output = run(folder.path(), &["define", "--format", "json", "以人民为中心"]);
    assert_eq!(status(&output), 0);
    let cards: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(cards[0]["term"].as_str().unwrap().contains("以人民为中心"), "{cards}");
    assert!(!cards[0]["markdown"].as_str().unwrap().is_empty());
    let output = run(folder.path(), &["define", "a.txt:1:4"]);
    assert_eq!(status(&output), 0);
    assert!(stdout(&output).contains("以人民为中心"));
}

#[test]
fn a_longer_way_to_speak_of_a_term_shows_its_card_and_says_so() {
    let folder = folder(&[]);
    let output = run(folder.path(), &["define", "健全依法行政机制"]);
    assert_eq!(status(&output), 0);
    assert!(stdout(&output).starts_with("依法行政"), "{}", stdout(&output));
    assert_eq!(notes(&output), ["注意：“健全依法行政机制”没有单独的术语卡；这是“依法行政”的"]);
}

#[test]
fn a_term_of_the_workspace_is_a_card() {
    let terms = "[[term]]\nterm = \"积分制\"\ndefinition = \"本文所说的积分制，是村民互助的记账办法。\"\n";
    let text = "推行积分制，健全基层群众自治性组织。\n";
    let folder = folder(&[("a.txt", text.as_bytes())]);
    fs::create_dir(folder.path().join(".yinzheng")).unwrap();
    fs::write(folder.path().join(".yinzheng/terms.toml"), terms).unwrap();
    for term in ["积分制", "a.txt:1:4"] {
        let output = run(folder.path(), &["define", "--format", "json", term]);
        assert_eq!(status(&output), 0, "{term}");
        let cards: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(cards.as_array().unwrap().len(), 1, "{term}: {cards}");
        assert_eq!(cards[0]["definition"], "本文所说的积分制，是村民互助的记账办法。", "{term}");
    }
    // A wrong form leads to the record of the term.
    let output = run(folder.path(), &["define", "--format", "json", "a.txt:1:10"]);
    let cards: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(cards[0]["term"], "基层群众性自治组织", "{cards}");
}

const KEYS: &str = "账目公开有助于增进干部与群众之间的信任[@wang2019]，也能减少误解[@zhao2021]。\n";

/// What stderr says, line by line.
fn notes(output: &Output) -> Vec<String> {
    String::from_utf8(output.stderr.clone()).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn keys_are_looked_up_in_the_files_beside_the_essay_or_configured() {
    let folder =
        folder(&[("文.md", KEYS.as_bytes()), ("refs.bib", "@book{wang2019,}\n@book{zhao2012,}".as_bytes())]);
    let here = folder.path();
    let message = |name| {
        findings(here, name).iter().map(|it| it["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(rules(here, "文.md"), ["undefined-citation"]);
    assert!(message("文.md")[0].contains("“zhao2021”，是不是“zhao2012”？"), "{:?}", message("文.md"));

    fs::create_dir(here.join("库")).unwrap();
    fs::write(here.join("库/文献.json"), r#"[{"id": "wang2019"}, {"id": "zhao2021"}]"#).unwrap();
    fs::write(here.join("yinzheng.toml"), "[reference]\nbibliography = [\"库/文献.json\"]\n").unwrap();
    assert_eq!(rules(here, "文.md"), Vec::<String>::new());
    fs::write(here.join("yinzheng.toml"), "[reference]\nbibliography = []\n").unwrap();
    assert_eq!(rules(here, "文.md"), Vec::<String>::new());

    fs::remove_file(here.join("yinzheng.toml")).unwrap();
    let named = format!("---\nbibliography: 库/文献.json\n---\n\n{KEYS}");
    fs::write(here.join("文.md"), named).unwrap();
    assert_eq!(rules(here, "文.md"), Vec::<String>::new());
}

#[test]
fn problems_of_a_bibliography_are_noted_once_with_their_places() {
    let bib = "@book{wang2019, title = {账目}}\n@book{zhao2021, title = {信任}\n";
    let folder =
        folder(&[("甲.md", KEYS.as_bytes()), ("乙.md", KEYS.as_bytes()), ("refs.bib", bib.as_bytes())]);
    let output = run(folder.path(), &["check"]);
    assert_eq!(status(&output), 0, "a note is no finding, and the key of the broken entry is known");
    assert_eq!(notes(&output), ["注意：refs.bib:2:7：这一条没有结束：缺少右括号“}”，只认出了它的键名"]);

    let setting = "[reference]\nbibliography = [\"没有.bib\", \"文献.docx\"]\n";
    fs::write(folder.path().join("yinzheng.toml"), setting).unwrap();
    let output = run(folder.path(), &["check", "--lang", "en"]);
    assert_eq!(status(&output), 0);
    let told = notes(&output);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("note: 没有.bib: cannot read the bibliography: "), "{told:?}");
    assert!(told[1].starts_with("note: 文献.docx: no bibliography"), "{told:?}");
}

#[test]
fn the_terms_of_an_essay_are_listed_and_made_an_appendix() {
    let folder = folder(&[(
        "a.txt",
        "提升基层治理水平，推进乡村振兴战略。党的十九大以来，基层治理有了新的要求，村账会由大家来看。\n"
            .as_bytes(),
    )]);
    let listed = stdout(&run(folder.path(), &["terms", "a.txt"]));
    let lines: Vec<&str> = listed.lines().map(str::trim).collect();
    assert_eq!(lines[0], "术语 3 个，出现 4 次");
    assert!(lines[1].starts_with("2  1:3") && lines[1].contains("基层治理"), "{listed}");

    let rows: Value =
        serde_json::from_str(&stdout(&run(folder.path(), &["terms", "a.txt", "--format", "json"]))).unwrap();
    let terms: Vec<(&str, u64)> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["term"].as_str().unwrap(), row["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(terms, [("基层治理", 2), ("乡村振兴战略", 1), ("党的十九大", 1)]);
    assert_eq!(rows[0]["first"]["range"]["start"], json!({ "line": 0, "character": 2 }));

    let appendix = stdout(&run(folder.path(), &["terms", "a.txt", "--format", "markdown"]));
    assert!(appendix.starts_with("## 术语表\n\n**基层治理**"), "{appendix}");

    // The workspace's own terms count, and what is wrong in their file is an error that names the place.
    fs::create_dir(folder.path().join(".yinzheng")).unwrap();
    let own = folder.path().join(".yinzheng/terms.toml");
    fs::write(&own, "[[term]]\nterm = \"村账会\"\ndefinition = \"本村村民查看账目的会，每季一次。\"\n")
        .unwrap();
    assert!(stdout(&run(folder.path(), &["terms", "a.txt"])).contains("村账会"));
    fs::write(&own, "[[term]]\nterm = \"村账会\"\ndefinitoin = \"账\"\n").unwrap();
    let output = run(folder.path(), &["terms", "a.txt"]);
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(status(&output), 2);
    assert!(error.contains("没有“definitoin”这一项，是不是“definition”？"), "{error}");
}

#[test]
fn the_configuration_names_further_files_of_terms() {
    let folder = folder(&[
        ("a.txt", "村账会与赶场。\n".as_bytes()),
        ("共用.toml", "[[term]]\nterm = \"村账会\"\ndefinition = \"别处的释义。\"\n[[term]]\nterm = \"赶场\"\ndefinition = \"定期的集市。\"\n".as_bytes()),
        ("yinzheng.toml", "[glossary]\nfiles = [\"共用.toml\"]\n".as_bytes()),
    ]);
    let here = folder.path();
    let defined = |place: &str| stdout(&run(here, &["define", place]));
    assert!(defined("a.txt:1:1").contains("别处的释义。"));
    // The workspace's own file goes before the others, and takes nothing from them.
    fs::create_dir(here.join(".yinzheng")).unwrap();
    let own = "[[term]]\nterm = \"村账会\"\ndefinition = \"本村的释义。\"\n";
    fs::write(here.join(".yinzheng/terms.toml"), own).unwrap();
    assert!(defined("a.txt:1:1").contains("本村的释义。"));
    assert!(defined("a.txt:1:5").contains("定期的集市。"));

    fs::remove_file(here.join("共用.toml")).unwrap();
    let output = run(here, &["terms", "a.txt"]);
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(status(&output), 2);
    assert!(error.contains("共用.toml：无法读取配置文件"), "{error}");
}

#[test]
fn the_glossary_says_how_much_it_holds() {
    let folder = folder(&[]);
    let said = stdout(&run(folder.path(), &["glossary"]));
    let numbers: Vec<usize> =
        said.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
    let [cards, written, generated, names, facts, ..] = numbers[..] else { panic!("{said}") };
    assert_eq!(cards, written + generated);
    assert!(written >= 7_000 && names > cards && facts >= 7_500, "{said}");
}
