//! Properties of reading entries: whatever the text, places lie inside it and do not overlap.

use proptest::prelude::*;
use yinzheng::reference::{
    Edition, Grammar, Mark, Name, Order, Part, Reference, Role, Style, Type, Width, format, parse, rewrite,
};

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

/// Found by the fuzzer: a line tabulation behind the word for a role.
#[test]
fn white_space_of_every_kind() {
    for text in ["Ibid同前注\u{b}", "李某译\u{b}", "王某：《书名》，李某\u{85}译\u{2028}，某社。"]
    {
        assert_sound(text, &parse(text));
    }
}

/// A part as entries have them.
fn one_of(values: &'static [&'static str]) -> impl Strategy<Value = Option<&'static str>> {
    prop::option::of(prop::sample::select(values))
}

fn people() -> impl Strategy<Value = Vec<Name>> {
    let name =
        prop::sample::select(&["王某", "欧阳某某", "Smith A B", "Keller-Weber C", "某某大学课题组"][..]);
    prop::collection::vec(name, 0..4).prop_map(|names| {
        names.into_iter().map(|text| Name { text: text.to_owned(), ..Name::default() }).collect()
    })
}

/// Works as a bibliography describes them, with the parts that their type has.
fn works() -> impl Strategy<Value = Reference> {
    let kinds = prop::sample::select(&[Type::Book, Type::Journal, Type::Newspaper, Type::Thesis][..]);
    let titles = prop::sample::select(
        &["村治的逻辑：一个县的观察", "论“差序格局”", "水渠由谁来修", "A title of it", "第3个村庄"][..],
    );
    let imprint = (one_of(&["北京", "Oxford"]), one_of(&["2版"]), one_of(&["36-41", "12", "36, 41"]));
    let serial = (one_of(&["12"]), prop::sample::select(&["3", "增刊1", "8/9"][..]));
    let found = (one_of(&["https://example.org/a"]), one_of(&["10.1000/x.1"]));
    (kinds, people(), titles, imprint, serial, found, any::<bool>()).prop_map(
        |(kind, authors, title, (place, edition, pages), (volume, issue), (url, pid), translated)| {
            let mut work = Reference::default();
            work.grammar = Grammar::Gb;
            work.kind = Some(kind);
            work.mark = Some(Mark { kind: Some(kind), medium: None, written: String::new(), range: 0..0 });
            work.authors = authors;
            let mut set = |part: Part, text: Option<&str>| work.set_text(part, text.unwrap_or(""));
            set(Part::Title, Some(title));
            set(Part::Url, url);
            set(Part::Pid, pid);
            match kind {
                Type::Journal => {
                    set(Part::Container, Some("某某学刊"));
                    set(Part::Year, Some("2019"));
                    set(Part::Volume, volume);
                    set(Part::Issue, Some(issue));
                    set(Part::Pages, pages);
                }
                Type::Newspaper => {
                    set(Part::Container, Some("某某日报"));
                    set(Part::Date, Some("2020-05-06"));
                    set(Part::Pages, Some("3"));
                }
                _ => {
                    set(Part::Place, place);
                    set(Part::Publisher, Some(if kind == Type::Thesis { "某某大学" } else { "某某出版社" }));
                    set(Part::Year, Some("2019"));
                    set(Part::Pages, pages);
                    set(Part::Edition, edition.filter(|_| kind == Type::Book));
                }
            }
            if translated && kind == Type::Book {
                let (role, word) = (Role::Translator, "译".to_owned());
                work.others.push(Name { text: "李某".to_owned(), role, word, ..Name::default() });
            }
            work
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    /// What is written of a work is read as that work, in every style.
    #[test]
    fn works_come_back_from_their_entries(
        work in works(),
        edition in prop::sample::select(&[Edition::Gb2025, Edition::Gb2015][..]),
        width in prop::sample::select(&[Width::Full, Width::Half][..]),
        order in prop::sample::select(&[Order::Numeric, Order::AuthorYear][..]),
    ) {
        let style = Style { edition, width, order };
        prop_assert!(rewrite(&work, style).is_some(), "{} is another work", format(&work, style));
    }
}

/// Found by the fuzzer: full-width letters behind numbers.
#[test]
fn full_width_letters() {
    for text in [
        "[N[N]]..ddd]55555555555555555555555\0\0\0r\0].1110ans.:1Ｖ[[r.a.1111第",
        "王某. 题名[J]. 某刊, 2019ａ, 1Ｖ(3Ａ): 12Ｂ.",
        "ＧＢ／Ｔ ７７１４—２０２５Ａ 某规则[S].",
        // a bracket that the entry's repetition closes
        "题名ed[d]2YY-1S /. 2000(00 d]2YY-1S /. 2000(0trd?ted[ed[d]2YY-10 D\r䳷)",
    ] {
        assert_sound(text, &parse(text));
    }
}
