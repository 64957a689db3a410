//! Whatever the text, analysis returns, and its ranges lie inside the text at character boundaries.

use proptest::prelude::*;
use yinzheng::config::Settings;
use yinzheng::document::{Kind, Snapshot};
use yinzheng::ide::{self, Symbol};
use yinzheng::rules;
use yinzheng::text::decode;

fn walk(text: &str, symbols: &[Symbol], within: &std::ops::Range<usize>) {
    for symbol in symbols {
        assert!(
            text.get(symbol.range.clone()).is_some() && text.get(symbol.selection.clone()).is_some(),
            "{symbol:?}"
        );
        assert!(within.start <= symbol.range.start && symbol.range.end <= within.end, "{symbol:?}");
        assert!(
            symbol.range.start <= symbol.selection.start && symbol.selection.end <= symbol.range.end,
            "{symbol:?}"
        );
        assert!(!symbol.name.is_empty());
        walk(text, &symbol.children, &symbol.range);
    }
}

fn survey(text: &str) {
    for kind in [Kind::Plain, Kind::Markdown, Kind::Tex] {
        let snapshot = Snapshot::of(text, kind);
        let settings = Settings::default();
        for finding in rules::check(&snapshot, &settings) {
            assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
            assert!(finding.related.iter().all(|r| text.get(r.range.clone()).is_some()), "{finding:?}");
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
            assert!(edits.into_iter().all(|e| text.get(e.range.clone()).is_some()), "{finding:?}");
        }
        walk(text, &ide::outline(&snapshot), &(0..text.len()));
        let (citations, quotations) = ide::citations(&snapshot, &settings);
        assert!(citations.iter().all(|c| text.get(c.range.clone()).is_some()));
        assert!(quotations.iter().all(|q| text.get(q.range.clone()).is_some()));
        let lines = text.len() as u32;
        assert!(ide::folds(&snapshot).iter().all(|f| f.start_line < f.end_line && f.end_line <= lines));
        let step = (text.len() / 40).max(1);
        for offset in (0..=text.len()).step_by(step).filter(|&o| text.is_char_boundary(o)) {
            if let Some(hover) = ide::hover(&snapshot, offset, &settings) {
                assert!(hover.range.contains(&offset) && text.get(hover.range).is_some());
            }
        }
        around(text, &snapshot, step * 8);
    }
}

/// What an editor offers around markers and entries.
fn around(text: &str, snapshot: &Snapshot, step: usize) {
    let settings = Settings { inlay_citations: true, ..Settings::default() };
    let sound = |range: &std::ops::Range<usize>| assert!(text.get(range.clone()).is_some(), "{range:?}");
    for offset in (0..=text.len()).step_by(step).filter(|&o| text.is_char_boundary(o)) {
        for link in ide::definition(snapshot, offset) {
            assert!(link.target.start <= link.selection.start && link.selection.end <= link.target.end);
            [link.origin, link.target, link.selection].iter().for_each(sound);
        }
        for it in ide::references(snapshot, offset, true, &settings) {
            sound(&it.range);
        }
        for item in ide::completions(snapshot, offset, &settings).items {
            assert!(item.edit.range.start <= offset && offset <= item.edit.range.end, "{item:?}");
            sound(&item.edit.range);
        }
    }
    for link in ide::web_links(snapshot, &settings) {
        sound(&link.range);
    }
    ide::lenses(snapshot, &settings).iter().flat_map(|lens| &lens.places).for_each(sound);
    let inlays = ide::inlays(snapshot, &(0..text.len()), &settings);
    assert!(inlays.iter().all(|inlay| text.is_char_boundary(inlay.offset)));
}

const SIGNS: &[char] = &[
    '\n', '\r', ' ', '\u{3000}', '\0', '\u{feff}', '#', '>', '`', '-', '|', '<', '!', '[', ']', '［', '］',
    '〔', '〕', '【', '】', '(', ')', '（', '）', '{', '}', '@', '^', '$', '\\', ':', '：', ',', '，', '.',
    '．', '。', '、', '；', '？', '！', '“', '”', '‘', '’', '「', '」', '『', '』', '"', '\'', '《', '》',
    '〈', '〉', '0', '1', '2', '９', '年', '月', '第', '页', '章', '节', '条', 'p', 'P', '一', '二', '十',
    '百', '〇', '①', '②', '⑩', '㉑', '⑴', '¹', '²', '注', '释', '参', '考', '文', '献', '摘', '要', '关',
    '键', '词', '说', '指', '出', '党', '基', '层', '治', '理', '𠀀', 'é', '\u{1}', '\u{2028}', 'a', 'Z',
    '/', '~', '～', '—', '…', '%', '&', '*',
];

/// Commands and comments, whole and broken.
const WORDS: &[&str] = &[
    "\\begin{",
    "\\end{",
    "verbatim}",
    "thebibliography}",
    "document}",
    "\\section{",
    "\\cite{",
    "\\cite[",
    "\\footnote{",
    "\\enquote{",
    "\\textsuperscript{",
    "\\bibitem{",
    "\\nocite{",
    "\\verb|",
    "\\href{",
    "\\[",
    "\\]",
    "\\(",
    "\\%",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "$",
    "$^{[1]}$",
    "``",
    "''",
    "%",
    "% yinzheng-ignore ",
    "<!-- yinzheng-ignore ",
    "-->",
    "a-b",
    "uncited-quote",
    ", ",
    "：",
    "“",
    "”",
    "。",
    "甲",
    "毛泽东指出：",
    "没有调查就没有发言权，这是真理。",
    "\n",
    "\n\n",
    "\r",
    " ",
    "*",
    "https://e.org/",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn signs_in_any_order(picks in proptest::collection::vec(0..SIGNS.len(), 0..120)) {
        survey(&picks.into_iter().map(|i| SIGNS[i]).collect::<String>());
    }

    #[test]
    fn words_in_any_order(picks in proptest::collection::vec(0..WORDS.len(), 0..80)) {
        survey(&picks.into_iter().map(|i| WORDS[i]).collect::<String>());
    }

    #[test]
    fn any_characters(text in "\\PC{0,80}") {
        survey(&text);
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survey(&decode(&bytes).text);
    }
}

#[test]
fn large_texts() {
    let sentence = "毛泽东指出：“没有调查就没有发言权，这是真理。”[1]36党的十九大提出基层治理。";
    survey(&sentence.repeat(1_000_000 / sentence.len()));
    survey(&"字".repeat(350_000));
    survey(&"“".repeat(50_000));
    survey(&"[1]".repeat(50_000));
    survey(&"（".repeat(50_000));
    survey(&"\n".repeat(200_000));
    survey(&"```\n".repeat(20_000));
    survey(&"《".repeat(50_000));
    survey(&"一、\n".repeat(20_000));
    survey(&"\\footnote{".repeat(20_000));
    survey(&"\\emph{甲$".repeat(20_000));
    survey(&"<!-- yinzheng-ignore uncited-quote -->\n".repeat(5_000));
    survey(&format!("{sentence}\n").repeat(10_000_000 / sentence.len()));
}
