//! The command line, run as a process: what holds for any text, whatever the rules find.

#![expect(clippy::unwrap_used, reason = "a helper that panics fails its test, as it should")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yinzheng"));
    command.current_dir(folder).args(args).stdin(Stdio::null());
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

fn run_with_input(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut child = command(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A process that refuses its arguments does not read.
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// The paths that a check of `args` looked at.
fn checked(folder: &Path, args: &[&str]) -> Vec<String> {
    let mut all = vec!["check", "--format", "json"];
    all.extend(args);
    let document = json(&run(folder, &all));
    let files = document["files"].as_array().unwrap();
    files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_clean_file_is_status_0() {
    let folder = folder(&[("a.txt", "今天天气很好。\n".as_bytes())]);
    let output = run(folder.path(), &["check", "a.txt"]);
    assert_eq!(status(&output), 0);
    assert_eq!(stdout(&output), "检查了 1 个文件，没有发现问题。\n");
    assert_eq!(stderr(&output), "");
}

#[test]
fn folders_are_searched_and_ignore_files_respected() {
    let folder = folder(&[
        ("b.txt", b""),
        ("a.md", b""),
        ("c.markdown", b""),
        ("D.TXT", b""),
        ("e.rs", b""),
        ("f.text", b""),
        ("txt", b""),
        (".hidden.md", b""),
        (".gitignore", b"build/\n"),
        (".ignore", b"draft.md\n"),
        ("draft.md", b""),
        ("build/g.md", b""),
        ("文/乙.md", b""),
        ("文/甲.txt", b""),
        ("文/.ignore", "乙.md\n".as_bytes()),
    ]);
    let here = folder.path();
    let all = ["D.TXT", "a.md", "b.txt", "c.markdown", "文/甲.txt"];
    assert_eq!(checked(here, &[]), all);
    assert_eq!(checked(here, &["."]), all);
    assert_eq!(checked(here, &["文"]), ["文/甲.txt"]);
    assert_eq!(checked(here, &["文/"]), ["文/甲.txt"]);
    // What is named is checked, ignored or not, and only once.
    assert_eq!(checked(here, &["draft.md", "b.txt", "./draft.md"]), ["draft.md", "b.txt"]);
    assert_eq!(checked(here, &["b.txt", "."]), ["b.txt", "D.TXT", "a.md", "c.markdown", "文/甲.txt"]);
    assert_eq!(checked(here, &["txt"]), ["txt"]);
}

#[test]
fn a_folder_without_essays_is_no_error() {
    let folder = folder(&[("a.rs", b"")]);
    let output = run(folder.path(), &["check"]);
    assert_eq!(status(&output), 0);
    assert!(stderr(&output).contains("没有找到可检查的文件"));
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let folder = folder(&[
        ("a.txt", "甲\n".as_bytes()),
        ("b.txt", b"PK\x03\x04\x00\x00"),
        ("c.docx", b"PK"),
        ("d.txt", "丁\n".as_bytes()),
    ]);
    let output =
        run(folder.path(), &["check", "--format", "json", "a.txt", "b.txt", "c.docx", "没有.txt", "d.txt"]);
    assert_eq!(status(&output), 2);
    let document = json(&output);
    assert_eq!(document["summary"]["files"], 2);
    assert_eq!(document["files"][1]["path"], "d.txt");
    let messages = stderr(&output);
    assert_eq!(messages.lines().count(), 3, "{messages}");
    assert!(messages.contains("错误：b.txt：不是文本文件"), "{messages}");
    assert!(messages.contains("错误：c.docx：不支持 .docx 文件"), "{messages}");
    assert!(messages.contains("错误：没有.txt：无法读取：没有这个文件"), "{messages}");
}

#[test]
fn standard_input_has_the_name_given() {
    let folder = folder(&[]);
    let args = ["check", "--format", "json", "--stdin-filename", "文/甲.md", "-"];
    let output = run_with_input(folder.path(), &args, "甲\n".as_bytes());
    assert_eq!(status(&output), 0);
    assert_eq!(json(&output)["files"][0]["path"], "文/甲.md");
    let output = run_with_input(folder.path(), &["check", "--format", "json", "-", "-"], b"");
    assert_eq!(json(&output)["files"].as_array().unwrap().len(), 1);
    assert_eq!(json(&output)["files"][0]["path"], "-");
    let args = ["check", "--stdin-filename", "a.pdf", "-"];
    assert_eq!(status(&run_with_input(folder.path(), &args, b"")), 2);
}

#[test]
fn encodings_are_told() {
    let folder = folder(&[
        ("gb.txt", b"\xD2\xFD\xD6\xA4"),
        ("bom.txt", b"\xEF\xBB\xBF\xE5\xBC\x95"),
        ("utf16.txt", b"\xFF\xFE\x15\x5F"),
        ("broken.txt", b"ab\xFF\xFFcd"),
    ]);
    let output = run(folder.path(), &["check", "gb.txt", "bom.txt", "utf16.txt", "broken.txt"]);
    assert_eq!(status(&output), 0);
    let notes = stderr(&output);
    assert_eq!(notes.lines().count(), 3, "{notes}");
    assert!(notes.contains("注意：gb.txt：按 GB18030 编码读取"), "{notes}");
    assert!(notes.contains("注意：utf16.txt：按 UTF-16 编码读取"), "{notes}");
    assert!(notes.contains("注意：broken.txt：有些字节不合任何编码"), "{notes}");
}

#[test]
fn fixing_a_file_without_flaws_does_not_touch_it() {
    let essays: [(&str, &[u8]); 4] = [
        ("a.txt", "今天天气很好。\r\n\r\n".as_bytes()),
        ("gb.txt", b"\xD2\xFD\xD6\xA4"),
        ("broken.txt", b"ab\xFF\xFFcd"),
        ("bom.txt", b"\xEF\xBB\xBF\xE5\xBC\x95"),
    ];
    let folder = folder(&essays);
    let time = |name| fs::metadata(folder.path().join(name)).unwrap().modified().unwrap();
    let before = essays.map(|(name, _)| time(name));
    assert_eq!(status(&run(folder.path(), &["check", "--fix"])), 0);
    assert_eq!(status(&run(folder.path(), &["check", "--unsafe-fixes"])), 0);
    for (name, bytes) in essays {
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), bytes, "{name}");
    }
    assert_eq!(essays.map(|(name, _)| time(name)), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "no temporary file stays");
}

#[test]
fn fixing_standard_input_prints_the_text_in_its_encoding() {
    let folder = folder(&[]);
    for text in [&b"\xD2\xFD\xD6\xA4\r\n"[..], b"\xEF\xBB\xBF\xE5\xBC\x95", "甲\n".as_bytes(), b""] {
        let output = run_with_input(folder.path(), &["check", "--fix", "-"], text);
        assert_eq!((status(&output), output.stdout.as_slice()), (0, text));
    }
    for args in [&["check", "--fix", "-", "a.txt"][..], &["check", "--fix", "--format", "json", "-"]] {
        let output = run_with_input(folder.path(), args, b"");
        assert_eq!((status(&output), stdout(&output).as_str()), (2, ""), "{args:?}");
    }
}

#[test]
fn nothing_to_fix_is_an_empty_diff() {
    let folder = folder(&[("a.txt", "甲\n".as_bytes())]);
    let output = run(folder.path(), &["check", "--diff"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (0, ""));
    assert_eq!(status(&run(folder.path(), &["check", "--diff", "--format", "json"])), 2);
}

#[test]
fn a_broken_configuration_is_told_once_with_its_place() {
    let folder = folder(&[
        ("甲/yinzheng.toml", "\nlnag = \"zh\"\n[citation]\nsensitivity = \"hard\"\n".as_bytes()),
        ("甲/a.txt", b""),
        ("甲/b.txt", b""),
        ("c.txt", b""),
    ]);
    let output = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(status(&output), 2);
    assert_eq!(json(&output)["summary"]["files"], 1, "files under it are not checked");
    assert_eq!(
        stderr(&output),
        "错误：甲/yinzheng.toml:2:1：不认识的键“lnag”，是不是“lang”？\n\
         错误：甲/yinzheng.toml:4:15：“citation.sensitivity”的值不能是 \"hard\"；可用的值：\"strict\"、\"balanced\"、\"lenient\"\n"
    );
    for args in [
        ["outline", "甲/a.txt"],
        ["citations", "甲/a.txt"],
        ["references", "甲/a.txt"],
        ["define", "甲/a.txt:1:1"],
    ] {
        assert_eq!(status(&run(folder.path(), &args)), 2, "{args:?}");
    }
}

#[test]
fn the_configuration_given_replaces_the_one_found() {
    let folder = folder(&[
        ("yinzheng.toml", b"nonsense"),
        ("en.toml", b"lang = \"en\"\n"),
        ("latin.toml", b"lang = \"\xE9\"\n"),
        ("a.txt", b""),
    ]);
    let output = run(folder.path(), &["check", "--config", "en.toml"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (0, "1 file checked, no findings.\n"));
    for missing in ["none.toml", "latin.toml", "."] {
        let output = run(folder.path(), &["check", "--config", missing]);
        assert_eq!(status(&output), 2, "{missing}");
        assert!(stderr(&output).starts_with(&format!("错误：{missing}：")), "{}", stderr(&output));
    }
}

#[test]
fn the_language_comes_from_flag_configuration_and_environment_in_this_order() {
    let plain = folder(&[("a.txt", b"")]);
    let configured = folder(&[("a.txt", b""), ("yinzheng.toml", b"lang = \"zh\"")]);
    let english = |folder: &TempDir, args: &[&str], env: &[(&str, &str)]| {
        let mut all = vec!["check", "a.txt"];
        all.extend(args);
        let output = command(folder.path(), &all).envs(env.iter().copied()).output().unwrap();
        stdout(&output).starts_with("1 file checked")
    };
    assert!(!english(&plain, &[], &[]));
    assert!(!english(&plain, &[], &[("LANG", "C.UTF-8")]));
    assert!(!english(&plain, &[], &[("LANG", "de_DE.UTF-8")]));
    assert!(!english(&plain, &[], &[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "en_US.UTF-8")]));
    assert!(english(&plain, &[], &[("LANG", "en_US.UTF-8")]));
    assert!(english(&plain, &[], &[("LC_ALL", ""), ("LANG", "en_GB")]));
    assert!(english(&plain, &["--lang", "en"], &[]));
    assert!(!english(&configured, &[], &[("LANG", "en_US.UTF-8")]));
    assert!(english(&configured, &["--lang", "en"], &[]));
}

#[test]
fn wrong_arguments_are_told_in_the_language() {
    let folder = folder(&[]);
    let cases: [(&[&str], &str); 11] = [
        (&["chekc"], "错误：没有命令“chekc”，是不是“check”？"),
        (&["check", "--fxi"], "错误：不认识的参数“--fxi”，是不是“--fix”？"),
        (&["check", "--format", "xml"], "“xml”；可用的值：text、json、sarif、github"),
        (&["check", "--fail-on", "never"], "“never”；可用的值：error、warning、information、hint"),
        (&["check", "--threads", "0"], "的值不能是“0”"),
        (&["outline"], "错误：缺少参数：<FILE>"),
        (&["--lang", "fr", "schema"], "“fr”；可用的值：zh、en"),
        (&["check", "--lang", "en", "--fxi"], "error: unexpected argument '--fxi'"),
        (&["refrences", "a.txt"], "错误：没有命令“refrences”，是不是“references”？"),
        (&["references", "a.txt", "--style", "apa"], "“apa”；可用的值：gb-2025、gb-2015"),
        (
            &["references", "a.txt", "--style", "gb-2025", "--format", "json"],
            "“--style <STYLE>”不能和“--format <FORMAT>”同用",
        ),
    ];
    for (args, expected) in cases {
        let output = run(folder.path(), args);
        assert_eq!((status(&output), stdout(&output).as_str()), (2, ""), "{args:?}");
        assert!(stderr(&output).contains(expected), "{args:?}: {}", stderr(&output));
    }
    assert_eq!(status(&run(folder.path(), &[])), 2, "no command is a mistake too");
}

#[test]
fn help_and_version_are_results() {
    let folder = folder(&[]);
    for args in [&["--help"][..], &["check", "--help"], &["-h"], &["define", "-h"]] {
        let output = run(folder.path(), args);
        assert_eq!((status(&output), stderr(&output).as_str()), (0, ""), "{args:?}");
        assert!(stdout(&output).contains("用法 [Usage]: yinzheng"), "{}", stdout(&output));
    }
    let version = run(folder.path(), &["--version"]);
    assert_eq!(stdout(&version), format!("yinzheng {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_schema_is_a_result() {
    let folder = folder(&[("yinzheng.toml", b"broken =")]);
    let output = run(folder.path(), &["schema"]);
    assert_eq!(status(&output), 0);
    let schema = json(&output);
    let keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["citation", "glossary", "inlay", "lang", "reference", "rules"]);
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn an_unknown_rule_is_status_2() {
    let folder = folder(&[]);
    let output = run(folder.path(), &["explain", "no-such-rule-at-all"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (2, ""));
    assert!(stderr(&output).contains("没有规则“no-such-rule-at-all”"));
    assert_eq!(status(&run(folder.path(), &["explain"])), 0);
}

#[test]
fn an_unknown_term_is_status_1() {
    let folder = folder(&[("a.txt", "今天\n".as_bytes())]);
    let output = run(folder.path(), &["define", "查无此词甲乙丙"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (1, ""));
    assert!(stderr(&output).contains("没有收录“查无此词甲乙丙”"));
    let output = run(folder.path(), &["define", "--format", "json", "查无此词甲乙丙"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (1, "[]\n"));
    assert_eq!(status(&run(folder.path(), &["define", "a.txt:1:3"])), 1, "the end of a line is a place");
    for outside in ["a.txt:0:1", "a.txt:1:0", "a.txt:1:4", "a.txt:3:1", "a.txt:9:9", "b.txt:1:1"] {
        let output = run(folder.path(), &["define", outside]);
        assert_eq!((status(&output), stdout(&output).as_str()), (2, ""), "{outside}");
    }
}

#[test]
fn a_text_without_headings_has_an_empty_outline() {
    let folder = folder(&[("a.txt", "今天天气很好，我们去公园。\n".as_bytes())]);
    let output = run(folder.path(), &["outline", "--format", "json", "a.txt"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (0, "[]\n"));
    let output = run(folder.path(), &["citations", "--format", "json", "a.txt"]);
    assert_eq!(json(&output), serde_json::json!({"citations": [], "quotations": []}));
    assert_eq!(status(&run(folder.path(), &["outline", "b.txt"])), 2);
    assert_eq!(status(&run(folder.path(), &["citations", "."])), 2);
}

/// A list in which only the labels are certain.
const NOTES: &str =
    "正文说明情况[1]，又说明一次[2]。\n\n注释\n[1] 数据为作者自行整理。\n[2] 此处从略，\n详见后文。\n";

#[test]
fn notes_that_describe_no_work_are_listed_as_they_are() {
    let folder = folder(&[("a.txt", NOTES.as_bytes())]);
    let here = folder.path();
    let output = run(here, &["references", "--format", "json", "a.txt"]);
    assert_eq!((status(&output), stderr(&output).as_str()), (0, ""));
    let rows = json(&output);
    assert_eq!(rows.as_array().unwrap().len(), 2);
    assert_eq!((&rows[0]["label"], &rows[1]["labels"]), (&"1".into(), &serde_json::json!(["2"])));
    assert_eq!(rows[0]["raw"], "数据为作者自行整理。");
    let start = NOTES.find("数据").unwrap();
    assert_eq!(rows[0]["bytes"], serde_json::json!([start, start + "数据为作者自行整理。".len()]));
    for row in rows.as_array().unwrap() {
        assert_eq!((&row["style"], &row["complete"]), (&"unknown".into(), &false.into()));
        assert_eq!((&row["type"], &row["translators"]), (&Value::Null, &serde_json::json!([])));
    }
    for (format, expected) in [("bibtex", ""), ("csl-json", "[]\n")] {
        let output = run(here, &["references", "--format", format, "a.txt"]);
        assert_eq!((status(&output), stdout(&output).as_str()), (0, expected));
        assert_eq!(stderr(&output), "注意：a.txt：以下条目没有读出文献，未输出：1、2\n");
    }
    let output = run(here, &["references", "--style", "gb-2025", "a.txt"]);
    assert!(stdout(&output).starts_with("[1] 数据为作者自行整理。\n[2] 此处从略，"), "{}", stdout(&output));
    assert_eq!(stderr(&output), "注意：a.txt：以下条目没有全部读懂，保持原样：1、2\n");
}

#[test]
fn entries_have_the_same_place_whatever_the_encoding() {
    let marked = format!("\u{feff}{NOTES}");
    let stored = encoding_rs::GB18030.encode(NOTES).0;
    let folder = folder(&[("a.txt", NOTES.as_bytes()), ("bom.txt", marked.as_bytes()), ("gb.txt", &stored)]);
    let start = |name| {
        let rows = json(&run(folder.path(), &["references", "--format", "json", name]));
        rows[1]["bytes"][0].as_u64().unwrap()
    };
    assert_eq!(start("bom.txt"), start("a.txt") + 3);
    assert_eq!(start("gb.txt"), start("a.txt"));
    let args = ["references", "--format", "json", "--stdin-filename", "文/甲.md", "-"];
    let output = run_with_input(folder.path(), &args, NOTES.as_bytes());
    assert_eq!(json(&output)[0]["raw"], "数据为作者自行整理。");
}

#[test]
fn a_text_without_references_says_so() {
    let folder = folder(&[("a.txt", "今天天气很好，我们去公园。\n".as_bytes())]);
    for (args, expected) in [
        (&["references", "a.txt"][..], ""),
        (&["references", "--format", "json", "a.txt"], "[]\n"),
        (&["references", "--format", "bibtex", "a.txt"], ""),
        (&["references", "--format", "csl-json", "a.txt"], "[]\n"),
        (&["references", "--style", "gb-2015", "a.txt"], ""),
    ] {
        let output = run(folder.path(), args);
        assert_eq!((status(&output), stdout(&output).as_str()), (0, expected), "{args:?}");
        assert_eq!(stderr(&output), "注意：a.txt：没有找到带编号的参考文献或注释\n", "{args:?}");
    }
    assert_eq!(status(&run(folder.path(), &["references", "b.txt"])), 2);
}

#[test]
fn ten_megabytes_in_one_line_are_an_essay() {
    let text = "今天天气很好，我们去公园。".repeat(10_000_000 / 39);
    let folder = folder(&[("a.txt", text.as_bytes())]);
    let output = run(folder.path(), &["check", "a.txt"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_the_output_quietly() {
    let folder = folder(&[("a.txt", b"")]);
    for args in [&["check", "--help"][..], &["check"], &["check", "--format", "sarif"], &["schema"]] {
        let mut child =
            command(folder.path(), args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((status(&output), stderr(&output).as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn sarif_and_github_say_so_when_there_is_nothing() {
    let folder = folder(&[("a.txt", b"")]);
    let log = json(&run(folder.path(), &["check", "--format", "sarif"]));
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(stdout(&run(folder.path(), &["check", "--format", "github"])), "");
}

#[cfg(not(feature = "lsp"))]
#[test]
fn a_build_without_the_server_says_so() {
    let folder = folder(&[]);
    let output = run(folder.path(), &["server"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (2, ""));
    assert!(stderr(&output).contains("没有包含语言服务器"));
}
