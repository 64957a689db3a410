//! `yinzheng references` on lists that are read: what the parser finds comes out in every form.

#![expect(clippy::unwrap_used, reason = "a helper that panics fails its test, as it should")]

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const ESSAY: &str = "\
正文引用了一篇文章[1]、一本书[2]、一篇外文[3]，并作说明[4]。

参考文献
[1] 张某, 欧阳某, 等. 甲与乙[J/OL]. 某某学刊, 2019, 12(3): 45-58[2020-01-02]. https://example.org/a_b.
[2] 某某大学. 丙论[M]. 北京: 某某出版社, 2016: 33.
[3] SAMPLE C. Trust & doubt[J]. Journal of Nothing, 2018, 7(2): 101-119.
[4] 数据为作者自行整理。
";

/// What `references` with `args` says about [`ESSAY`].
fn run(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), ESSAY).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_yinzheng"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let all = ["references", "a.txt"].iter().chain(args);
    command.current_dir(folder.path()).args(all).stdin(Stdio::null()).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn every_reference_is_a_row_of_the_contract() {
    let output = run(&["--format", "json"]);
    let rows: Value = serde_json::from_str(stdout(&output)).unwrap();
    let start = ESSAY.find("张某").unwrap();
    let raw =
        "张某, 欧阳某, 等. 甲与乙[J/OL]. 某某学刊, 2019, 12(3): 45-58[2020-01-02]. https://example.org/a_b.";
    assert_eq!(
        rows[0],
        json!({
            "label": "1", "labels": ["1"], "bytes": [start, start + raw.len()], "raw": raw, "type": "J",
            "medium": "OL", "authors": ["张某", "欧阳某"], "title": "甲与乙", "container": "某某学刊",
            "translators": [], "editors": [], "host_authors": [], "edition": null, "place": null,
            "publisher": null, "year": "2019", "date": null, "volume": "12", "issue": "3", "pages": "45-58",
            "url": "https://example.org/a_b", "pid": null, "accessed": "2020-01-02", "number": null,
            "style": "gb", "analytic": false, "complete": true, "unread": [],
        })
    );
    let styles: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["style"]).collect();
    assert_eq!(styles, ["gb", "gb", "gb", "unknown"]);
}

#[test]
fn the_table_is_for_people() {
    assert_eq!(
        stdout(&run(&[])),
        "参考文献和注释 4 条\n\
         \x20 4:5  [1]  [J/OL]  张某等    甲与乙                2019\n\
         \x20 5:5  [2]  [M]     某某大学  丙论                  2016\n\
         \x20 6:5  [3]  [J]     SAMPLE C  Trust & doubt         2018\n\
         \x20 7:5  [4]                    数据为作者自行整理。        没有读出文献\n"
    );
}

#[test]
fn bibtex_has_every_work() {
    let output = run(&["--format", "bibtex"]);
    assert_eq!(
        stdout(&output),
        "@article{ref1,\n  author = {{张某} and {欧阳某} and others},\n  title = {甲与乙},\n  \
         journal = {某某学刊},\n  year = {2019},\n  volume = {12},\n  number = {3},\n  pages = {45--58},\n  \
         url = {https://example.org/a_b},\n  urldate = {2020-01-02},\n  mark = {J},\n  medium = {OL},\n  \
         language = {chinese},\n}\n\n\
         @book{ref2,\n  author = {{某某大学}},\n  title = {丙论},\n  address = {北京},\n  \
         publisher = {某某出版社},\n  year = {2016},\n  pages = {33},\n  mark = {M},\n  \
         language = {chinese},\n}\n\n\
         @article{sample2018,\n  author = {SAMPLE, C},\n  title = {Trust \\& doubt},\n  \
         journal = {Journal of Nothing},\n  year = {2018},\n  volume = {7},\n  number = {2},\n  \
         pages = {101--119},\n  mark = {J},\n}\n"
    );
    let messages = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(messages, "注意：a.txt：以下条目没有读出文献，未输出：4\n");
}

#[test]
fn csl_json_has_every_work() {
    let output = run(&["--format", "csl-json"]);
    let items: Value = serde_json::from_str(stdout(&output)).unwrap();
    let ids: Vec<&Value> = items.as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, ["ref1", "ref2", "sample2018"]);
    assert_eq!(
        items[0]["author"],
        json!([{ "family": "张", "given": "某" }, { "family": "欧阳", "given": "某" }, { "literal": "等" }])
    );
    assert_eq!(items[1]["author"], json!([{ "literal": "某某大学" }]));
    assert_eq!(items[2]["type"], "article-journal");
}

#[test]
fn the_list_is_printed_by_a_standard_under_its_own_labels() {
    let list = ESSAY.split_once("参考文献\n").unwrap().1;
    // The 2025 edition writes surnames as the language does, that of 2015 in capitals.
    for (style, surname) in [("gb-2025", "[3] Sample C."), ("gb-2015", "[3] SAMPLE C.")] {
        let output = run(&["--style", style]);
        let lines: Vec<&str> = stdout(&output).lines().collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        let starts = ["[1] 张某", "[2] 某某大学", surname, "[4] 数据为作者自行整理。"];
        for (line, start) in lines.iter().zip(starts) {
            assert!(line.starts_with(start), "{style}: {line}");
        }
        // A book that is written by the standard stays as it is.
        assert_eq!(Some(lines[1]), list.lines().nth(1), "{style}");
    }
}

/// Lists by author and year have no labels; their entries are read, checked and kept in their order.
#[test]
fn entries_without_labels() {
    let folder = tempfile::tempdir().unwrap();
    let essay = "费某（1998）认为，乡土社会是熟人社会。这一看法后来被许多学者讨论（徐某，1997）。\n\n参考文献\n费某，1998. 乡土的账本[M]. 北京：某某出版社.\n徐某，1997. 水渠由谁来修[j]. 某某学刊（3）：12-19.\n";
    fs::write(folder.path().join("a.txt"), essay).unwrap();
    let yinzheng = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yinzheng"));
        command.current_dir(folder.path()).args(args).stdin(Stdio::null()).output().unwrap()
    };
    let output = yinzheng(&["references", "a.txt", "--style", "gb-2025"]);
    assert_eq!(
        stdout(&output),
        "费某，1998. 乡土的账本[M]. 北京：某某出版社.\n徐某，1997. 水渠由谁来修[J]. 某某学刊（3）：12-19.\n"
    );
    let findings: Value =
        serde_json::from_slice(&yinzheng(&["check", "a.txt", "--format", "json"]).stdout).unwrap();
    let rules: Vec<&Value> =
        findings["files"][0]["findings"].as_array().unwrap().iter().map(|finding| &finding["rule"]).collect();
    assert_eq!(rules, ["malformed-type-mark"]);
}
