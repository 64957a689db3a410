//! After any sequence of edits, the findings, the outline and the blocks are those of a fresh
//! analysis of the final text.

use proptest::prelude::*;
use yinzheng::config::Settings;
use yinzheng::document::{Analysis, Kind, Snapshot};
use yinzheng::text::{Buffer, Dirty};
use yinzheng::{ide, rules};

/// Pieces from which texts and edits are made: what the syntax looks at, broken and whole.
const PIECES: [&str; 66] = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "　　",
    "。",
    "，",
    "：",
    "“",
    "”",
    "[1]",
    "[2]36",
    "[3]",
    "①",
    "（",
    "）",
    "《民法典》",
    "# ",
    "## ",
    "> ",
    "```\n",
    "---\n",
    "<!-- ",
    " -->",
    "一、甲的由来\n",
    "三、乙的去向\n",
    "（一）其一\n",
    "(三)其三\n",
    "1.1 小节\n",
    "参考文献\n",
    "[1] 王某. 题名[J]. 刊名, 2019.\n",
    "注：①《书》，2019年版。",
    "猜你喜欢\n",
    "摘要：一句话。\n",
    "毛泽东指出：“没有调查就没有发言权，这是真理。”",
    "这是一段足够长的正文，用来把标题和标题隔开，让它像一篇文章，而不是目录。",
    "他说：“把群众组织起来，把力量凝聚起来。”[2]",
    "宪法规定“村民委员会是基层群众性自治组织的一种形式”。",
    "[^1]",
    "[^1]: 一条脚注的文字\n",
    "| 表 | 格 |\n",
    "- 条目\n",
    "字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字\n",
    "a𠀀b",
    "<!-- yinzheng-ignore uncited-quote: 理由 -->",
    "% yinzheng-ignore uncited-quote\n",
    "%",
    "\\",
    "{",
    "}",
    "$",
    "$$\n",
    "``",
    "''",
    "\\section{一、甲的由来}\n",
    "\\section*{参考文献}\n",
    "\\documentclass{ctexart}\n",
    "\\begin{document}\n",
    "\\end{document}\n",
    "\\begin{equation}\n",
    "\\end{equation}\n",
    "\\begin{thebibliography}{9}\n",
    "\\bibitem{a} 王某. 题名[M]. 2019.\n",
    "\\cite[第3页]{a,b}",
    "\\footnote{见\\cite{b}。}",
    "\\enquote{没有调查就没有发言权，这是真理。}",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(0..PIECES.len(), 0..40)
        .prop_map(|picks| picks.into_iter().map(|i| PIECES[i]).collect())
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Plain), Just(Kind::Markdown), Just(Kind::Tex)]
}

/// Where (in thousandths of the text), how much of it, and what is put there.
type Replacement = (usize, usize, String);

fn edit() -> impl Strategy<Value = Replacement> {
    let insert = proptest::collection::vec(0..PIECES.len(), 0..4)
        .prop_map(|picks| picks.into_iter().map(|i| PIECES[i]).collect());
    (0usize..1000, prop_oneof![Just(0usize), 0usize..20, 0usize..1000], insert)
}

fn assert_same(edited: &Snapshot, fresh: &Snapshot) {
    assert_eq!(edited.index(), fresh.index());
    assert_eq!(ide::outline(edited), ide::outline(fresh));
    let settings = Settings::default();
    assert_eq!(rules::check(edited, &settings), rules::check(fresh, &settings));
    let shape =
        |s: &Snapshot| s.blocks().iter().map(|b| (b.len, b.shape, b.before, b.after)).collect::<Vec<_>>();
    assert_eq!(shape(edited), shape(fresh));
}

fn run(start: &str, edits: &[Replacement], kind: Kind, every: bool) {
    let mut buffer = Buffer::new(start);
    let mut analysis = Analysis::new(&buffer, kind);
    let mut pending: Option<Dirty> = None;
    for (at, length, insert) in edits {
        let from = buffer.len() * at / 1000;
        let to = (from + buffer.len() * length / 1000).min(buffer.len());
        let dirty = buffer.replace(from..to, insert);
        pending = Some(pending.map_or(dirty, |p| p.then(dirty)));
        if every {
            analysis.update(&buffer, pending.take().expect("an edit"));
            assert_same(&analysis.snapshot(&buffer), &Snapshot::of(&buffer.text(), kind));
        }
    }
    if let Some(dirty) = pending {
        analysis.update(&buffer, dirty);
    }
    assert_same(&analysis.snapshot(&buffer), &Snapshot::of(&buffer.text(), kind));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_one_by_one(start in text(), edits in proptest::collection::vec(edit(), 1..12), kind in kind()) {
        run(&start, &edits, kind, true);
    }

    #[test]
    fn edits_together(start in text(), edits in proptest::collection::vec(edit(), 1..12), kind in kind()) {
        run(&start, &edits, kind, false);
    }

    #[test]
    fn edits_in_a_very_long_line(edits in proptest::collection::vec(edit(), 1..4)) {
        let line = "毛泽东指出：“没有调查就没有发言权，这是真理。”这是一句话。".repeat(600);
        run(&line, &edits, Kind::Plain, true);
    }
}

#[test]
fn edits_at_the_ends() {
    let text = "一、甲的由来\n\n正文。\n";
    for (at, insert) in [(0, "题目在这里\n"), (1000, "三、乙的去向\n"), (0, "\n"), (1000, "\n")] {
        run(text, &[(at, 0, insert.to_owned())], Kind::Plain, true);
    }
    run("", &[(0, 0, text.to_owned())], Kind::Plain, true);
    run(text, &[(0, 1000, String::new())], Kind::Plain, true);
}

#[test]
fn a_text_that_becomes_wrapped_is_cut_anew() {
    let line = format!("{}\n", "字".repeat(36));
    let edits: Vec<_> = (0..12).map(|_| (1000, 0, line.clone())).collect();
    run("题目\n", &edits, Kind::Plain, true);
}
