//! Properties of reading entries: whatever the text, places lie inside it and do not overlap.

use proptest::prelude::*;
use yinzheng::reference::{Reference, parse};

/// What entries are made of, in both widths, with and without sense.
const PIECES: [&str; 62] = [
    "王某",
    "李某，等",
    "EINSTEIN A",
    "Smith, J. R.",
    "et al",
    ". ",
    "．",
    "。",
    ", ",
    "，",
    ": ",
    "：",
    "题名",
    "A title of it",
    "[J]",
    "［Ｍ／ＯＬ］",
    "[EB/OL]",
    "[A]",
    "[K]",
    "[[M]",
    "//",
    "/",
    "In: ",
    "某某学刊",
    "北京",
    "某社",
    "2019",
    "２０１９",
    "[1936]",
    "1881(清光绪七年)",
    "(3)",
    "（增刊1）",
    "48(8)",
    "36-41",
    "（2024-01-05）",
    "[2024-02-01]",
    "2020-05-06(03)",
    "https://example.org/a(b)",
    "www.例.cn",
    "DOI:10.1000/x",
    "CSTR：1",
    "GB/T 0001—2019",
    "《",
    "》",
    "《书名》",
    "“",
    "”",
    "(",
    "）",
    "[",
    "］",
    "第36页",
    "第3卷",
    "载",
    "参见",
    "同前注②",
    "译",
    "主编",
    "2版",
    "\n",
    "\u{3000}",
    "𠀀",
];

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24).prop_map(|pieces| pieces.concat())
}

fn assert_sound(text: &str, found: &Reference) {
    let mut end = 0;
    let mut all = found.spans();
    all.extend(found.rest.iter().cloned());
    all.sort_by_key(|range| (range.start, range.end));
    for range in all {
        assert!(text.get(range.clone()).is_some(), "{range:?} is no place in {text:?}");
        assert!(range.start >= end, "{range:?} overlaps what ends at {end} in {text:?}: {found:#?}");
        end = range.end;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn places_are_in_the_entry_and_apart(text in texts()) {
        assert_sound(&text, &parse(&text));
    }

    #[test]
    fn any_text_at_all_is_read(text in "\\PC{0,80}") {
        assert_sound(&text, &parse(&text));
    }
}
