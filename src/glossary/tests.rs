use super::*;

/// Hovers at `$0` and returns the term of the card and the text of its range.
fn at(text: &str) -> Option<(String, String)> {
    let offset = text.find("$0").unwrap();
    let text = text.replacen("$0", "", 1);
    let own = OwnGlossary::default();
    let found = matches_at(&text, offset, &own)?;
    Some((found.card.card(&own).unwrap().term().to_owned(), text[found.range].to_owned()))
}

#[test]
fn every_record_is_read() {
    for index in 0..len() {
        let card = card(index).unwrap_or_else(|| panic!("record {index}"));
        assert!(!card.term().is_empty() && !card.definition().is_empty(), "record {index}");
        assert!(card.markdown(crate::config::Lang::Zh, None).lines().count() <= 8, "{}", card.term());
    }
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(at("推进国家治$0理体系和治理能力现代化").unwrap().1, "国家治理体系和治理能力现代化");
    assert_eq!(at("提升基$0层治理水平").unwrap().0, "基层治理");
}

#[test]
fn punctuation_and_width_do_not_matter() {
    assert_eq!(at("做到自我管$0理，自我教育，自我服务").unwrap().0, "自我管理、自我教育、自我服务");
    assert_eq!(define("中国共产党支部工作条例（试行）").len(), 1);
    assert_eq!(define("《中国共产党支部工作条例(试行)》").len(), 1);
}

#[test]
fn a_comma_does_not_stand_within_a_term() {
    for (text, not) in [
        ("归农民集体$0土地，所有权人", "集体土地所有权"),
        ("女职工五$0十五、五十八周岁", "“十五五”规划"),
        ("发展特色$0产业，融合生产生活", "产业融合"),
    ] {
        assert!(at(text).is_none_or(|(term, _)| term != not), "{text}");
    }
    assert_eq!(at("形成共建、共$0治、共享的格局").unwrap().1, "共建、共治、共享");
    assert_eq!(at("维护社会公平、正$0义").unwrap().1, "社会公平、正义");
}

#[test]
fn a_part_of_a_longer_word_is_not_the_term() {
    assert_eq!(at("造就“新$0民”").unwrap().0, "新民");
    assert!(at("在新$0民主主义时期").is_none_or(|(term, _)| term != "新民"));
    assert!(at("《新$0民晚报》的报道").is_none());
}

#[test]
fn titles_are_matched_with_their_marks() {
    assert_eq!(at("颁布了《中国土$0地法大纲》").unwrap().1, "《中国土地法大纲》");
    assert!(at("《论基$0层治理的路径》一文").is_none(), "a term inside another title");
}

#[test]
fn a_law_of_another_state_is_not_ours() {
    let law = |text: &str| at(text).map(|(term, _)| term);
    assert_eq!(law("根据《公$0司法》第二十条").as_deref(), Some("《中华人民共和国公司法》"));
    assert_eq!(law("我国借鉴德国经验制定的《公$0司法》").as_deref(), None, "of which state is not clear");
    assert_eq!(law("与英国不同，我国《公$0司法》").as_deref(), Some("《中华人民共和国公司法》"));
    assert_eq!(law("美国退出《巴黎协$0定》").as_deref(), Some("《巴黎协定》"), "a treaty is everybody's");
    assert_eq!(law("民国初年颁布的《临时约$0法》").as_deref(), Some("《中华民国临时约法》"));
    assert_eq!(
        law("加强全民国防建设，落实《国防教$0育法》").as_deref(),
        Some("《中华人民共和国国防教育法》")
    );
    assert_eq!(law("美国也研究《中华人民共和国公$0司法》").as_deref(), Some("《中华人民共和国公司法》"));
    for text in [
        "英国1844年颁布《公$0司法》",
        "《中华苏维埃共和国劳$0动法》",
        "《法国民$0法典》",
        "中国劳动组合书记部制定《劳$0动法大纲》",
        "德国《商标法》、《公$0司法》",
    ] {
        assert_eq!(law(text), None, "{text}");
    }
}

#[test]
fn letters_are_not_part_of_a_longer_word() {
    assert_eq!(at("以C$0NKI为数据来源").unwrap().1, "CNKI");
    assert!(at("DOI: 10.19318/j.c$0nki.issn.2096-1634").is_none());
    assert!(at("www.c$0nki.net").is_none());
}

#[test]
fn an_organ_of_another_state_is_not_ours() {
    assert_eq!(at("教$0育部印发通知").unwrap().0, "教育部");
    assert_eq!(at("与美国不同，教$0育部规定").unwrap().0, "教育部");
    for text in ["美国教$0育部发表的报告", "英国的财$0政部", "清末外$0交部"] {
        assert_eq!(at(text), None, "{text}");
    }
}

#[test]
fn a_part_of_a_name_is_another_person() {
    assert_eq!(at("卢$0梭认为").unwrap().0, "卢梭");
    assert_eq!(at("赫伯特·西$0蒙提出").unwrap().1, "赫伯特·西蒙");
    for text in ["独立之父西$0蒙·玻利瓦尔", "保罗·西$0蒙的歌", "西$0蒙•佩雷斯"] {
        assert_eq!(at(text), None, "{text}");
    }
}

#[test]
fn many_amendments_are_counted() {
    let card = define("八二宪法").pop().unwrap().plain(crate::config::Lang::Zh);
    assert!(card.contains("1982-12-04 第五届全国人民代表大会第五次会议通过"), "{card}");
    assert!(card.contains("5次修改，最近 2018-03-11"), "{card}");
    assert!(card.contains("又称：") && card.contains("八二宪法"), "{card}");
    assert!(!card.contains("1993-03-29"), "{card}");
}

#[test]
fn a_badge_stands_once() {
    let card = define("人民公社").pop().unwrap().plain(crate::config::Lang::Zh);
    assert_eq!(card.lines().next(), Some("人民公社　历史 · 三农"));
}

#[test]
fn unknown_names_get_suggestions() {
    assert!(define("不存在的词").is_empty());
    assert!(suggest("基层治理现代").iter().any(|name| name == "基层治理现代化"));
}

#[test]
fn the_readmes_give_the_numbers_that_the_command_prints() {
    let Statistics { cards, written, names, facts, .. } = statistics();
    let grouped = |number: usize| {
        if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
    };
    for (file, text) in [
        ("README.md", include_str!("../../README.md")),
        ("README.zh-CN.md", include_str!("../../README.zh-CN.md")),
    ] {
        for number in [cards, written, cards - written, names, facts] {
            assert!(text.contains(&grouped(number)), "{file} does not say {}", grouped(number));
        }
    }
}

mod data {
    //! The records themselves, against the rules for writing them.

    use std::collections::{HashMap, HashSet};
    use std::path::Path;

    use toml::Value;

    use crate::syntax::chars::han_count;

    fn records() -> Vec<(String, Value)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/glossary");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let table: toml::Table = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            for card in table["card"].as_array().unwrap() {
                found.push((card["id"].as_str().unwrap().to_owned(), card.clone()));
            }
        }
        assert!(found.len() >= 120, "{} cards", found.len());
        found
    }

    fn text<'v>(value: &'v Value, key: &str) -> &'v str {
        value.get(key).and_then(Value::as_str).unwrap_or("")
    }

    fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
        value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    const KEYS: [&str; 23] = [
        "id",
        "term",
        "category",
        "domains",
        "aliases",
        "misforms",
        "definition",
        "expansion",
        "english",
        "origin",
        "legal",
        "dates",
        "number",
        "status",
        "place",
        "period",
        "versions",
        "related",
        "note",
        "sources",
        "confidence",
        "checked_on",
        "not_in",
    ];
    const CATEGORIES: [&str; 12] = [
        "concept",
        "formulation",
        "theory",
        "system",
        "strategy",
        "practice",
        "meeting",
        "law",
        "document",
        "organization",
        "history",
        "person",
    ];
    const DOMAINS: [&str; 12] = [
        "党建",
        "政治",
        "法治",
        "经济",
        "社会",
        "文化",
        "生态",
        "三农",
        "科技教育",
        "民族统战",
        "国家安全与外交",
        "历史",
    ];

    #[test]
    fn records_have_the_keys_and_values_of_the_schema() {
        for (id, card) in records() {
            for key in card.as_table().unwrap().keys() {
                assert!(KEYS.contains(&key.as_str()), "{id}: key {key}");
            }
            let slug = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(slug && !id.starts_with('-') && !id.ends_with('-'), "{id}");
            assert!(CATEGORIES.contains(&text(&card, "category")), "{id}");
            assert!(items(&card, "domains").iter().all(|d| DOMAINS.contains(&d.as_str().unwrap())), "{id}");
            assert!(["high", "medium", "low"].contains(&text(&card, "confidence")), "{id}");
            assert!(is_date(text(&card, "checked_on")) && text(&card, "checked_on").len() == 10, "{id}");
            assert!(!items(&card, "sources").is_empty(), "{id}: a card without a source");
            for source in items(&card, "sources") {
                assert!(
                    !text(source, "title").is_empty() && !items(source, "used_for").is_empty(),
                    "{id}: {source:?}"
                );
            }
            if ["law", "document", "meeting"].contains(&text(&card, "category")) {
                assert!(!items(&card, "dates").is_empty(), "{id}: dates");
            }
            if ["law", "document"].contains(&text(&card, "category")) {
                assert!(
                    ["in-force", "amended", "repealed", "historical", "issued"]
                        .contains(&text(&card, "status")),
                    "{id}: status"
                );
            }
            if ["concept", "formulation", "strategy", "system"].contains(&text(&card, "category")) {
                assert!(!items(&card, "english").is_empty(), "{id}: english");
            }
        }
    }

    #[test]
    fn definitions_keep_the_rules_of_style() {
        for (id, card) in records() {
            let definition = text(&card, "definition");
            let length = han_count(definition);
            assert!((30..=90).contains(&length), "{id}: {length} characters");
            assert!(definition.matches('。').count() <= 2, "{id}: more than two sentences");
            for word in ["伟大", "深刻", "重大意义", "我们", "！"] {
                assert!(!definition.contains(word), "{id}: {word}");
            }
            let bare = text(&card, "term").trim_matches(['《', '》']);
            let named = ["person", "organization"].contains(&text(&card, "category"));
            // What an organization or person founded may bear the name; the sentence does not begin with it.
            assert!(named || !definition.contains(bare), "{id}: defines the term with itself");
            assert!(!definition.starts_with(bare), "{id}: begins with the term");
        }
    }

    /// `1998`, `1998-11`, `1998-11-04`
    fn is_date(date: &str) -> bool {
        let parts: Vec<Option<u32>> = date.split('-').map(|p| p.parse().ok()).collect();
        let lengths: Vec<usize> = date.split('-').map(str::len).collect();
        match (parts.as_slice(), lengths.as_slice()) {
            ([Some(year)], [4]) => (1800..2100).contains(year),
            ([Some(_), Some(month)], [4, 2]) => (1..=12).contains(month),
            ([Some(_), Some(month), Some(day)], [4, 2, 2]) => {
                (1..=12).contains(month) && (1..=31).contains(day)
            }
            _ => false,
        }
    }

    #[test]
    fn dates_are_dates_and_in_order() {
        for (id, card) in records() {
            for key in ["origin", "dates"] {
                for item in items(&card, key) {
                    assert!(is_date(text(item, "date")), "{id}: {item:?}");
                }
            }
            let by_kind = |kind: &str| {
                items(&card, "dates")
                    .iter()
                    .find(|d| text(d, "kind") == kind)
                    .map(|d| text(d, "date").to_owned())
            };
            for (earlier, later) in [
                ("adopted", "in-force"),
                ("adopted", "repealed"),
                ("opened", "closed"),
                ("adopted", "amended"),
            ] {
                if let (Some(a), Some(b)) = (by_kind(earlier), by_kind(later)) {
                    assert!(a <= b, "{id}: {earlier} {a}, {later} {b}");
                }
            }
        }
    }

    #[test]
    fn names_belong_to_one_card() {
        let mut ids = HashSet::new();
        let mut names: HashMap<String, String> = HashMap::new();
        for (id, card) in records() {
            assert!(ids.insert(id.clone()), "{id} twice");
            let aliases = items(&card, "aliases").iter().map(|a| text(a, "form"));
            for name in std::iter::once(text(&card, "term")).chain(aliases) {
                let other = names.insert(super::super::normal::normalise(name), id.clone());
                assert!(other.as_ref().is_none_or(|other| *other == id), "{name}: {id} and {other:?}");
            }
        }
    }

    #[test]
    fn every_name_finds_its_card_in_a_sentence() {
        for (id, card) in records() {
            let aliases = items(&card, "aliases").iter().map(|a| text(a, "form"));
            for name in std::iter::once(text(&card, "term")).chain(aliases) {
                let sentence = format!("（{name}）");
                let middle = sentence.char_indices().nth(sentence.chars().count() / 2).unwrap().0;
                let found = (0..=middle)
                    .rev()
                    .filter(|&at| sentence.is_char_boundary(at))
                    .find_map(|at| super::matches_at(&sentence, at, &super::OwnGlossary::default()));
                let found = found.unwrap_or_else(|| panic!("{id}: {name} is not found"));
                assert_eq!(found.card.card(&super::OwnGlossary::default()).unwrap().id(), id, "{name}");
            }
        }
    }

    #[test]
    fn longer_words_are_not_the_term() {
        for (id, card) in records() {
            for word in items(&card, "not_in") {
                let word = word.as_str().unwrap();
                for (at, _) in word.char_indices() {
                    let found = super::matches_at(word, at, &super::OwnGlossary::default())
                        .and_then(|m| m.card.card(&super::OwnGlossary::default()));
                    assert!(found.is_none_or(|c| c.id() != id), "{word} is read as {id}");
                }
            }
        }
    }

    #[test]
    fn short_names_say_where_they_are_not_meant() {
        for (id, card) in records() {
            let words: Vec<String> =
                items(&card, "not_in").iter().map(|word| normal(word.as_str().unwrap())).collect();
            for alias in items(&card, "aliases") {
                let form = normal(text(alias, "form"));
                let longer = |word: &String| word.contains(&form) && *word != form;
                assert!(
                    form.chars().count() >= 4 || words.iter().any(longer),
                    "{id}: {form} is short: not_in names a longer word in which it means something else"
                );
            }
        }
    }

    fn normal(text: &str) -> String {
        super::super::normal::normalise(text)
    }

    #[test]
    fn related_terms_have_cards() {
        for (id, card) in records() {
            let mut seen = HashSet::new();
            for related in items(&card, "related") {
                let term = text(related, "term");
                assert!(super::is_name(term), "{id}: {term} has no card");
                assert!(normal(term) != normal(text(&card, "term")), "{id} is related to itself");
                assert!(seen.insert(normal(term)), "{id}: {term} twice");
            }
        }
    }

    #[test]
    fn facts_name_their_sources() {
        for (id, card) in records() {
            let used: HashSet<&str> = items(&card, "sources")
                .iter()
                .flat_map(|source| items(source, "used_for"))
                .filter_map(Value::as_str)
                .collect();
            for key in ["origin", "dates", "legal", "versions"] {
                assert!(items(&card, key).is_empty() || used.contains(key), "{id}: {key} without a source");
            }
            for source in items(&card, "sources") {
                let date = text(source, "date");
                assert!(date.is_empty() || is_date(date), "{id}: {date}");
            }
            for origin in items(&card, "origin") {
                let named = ["occasion", "document", "actor"].iter().any(|key| !text(origin, key).is_empty());
                assert!(
                    named || !text(origin, "note").is_empty(),
                    "{id}: an origin without document or occasion"
                );
                if text(origin, "kind") == "first-raised" {
                    let placed = ["occasion", "document"].iter().any(|key| !text(origin, key).is_empty());
                    assert!(placed, "{id}: first raised where?");
                }
            }
        }
    }

    #[test]
    fn origins_are_in_the_order_of_time() {
        for (id, card) in records() {
            let dates: Vec<&str> = items(&card, "origin").iter().map(|origin| text(origin, "date")).collect();
            for pair in dates.windows(2) {
                let length = pair[0].len().min(pair[1].len());
                assert!(pair[0][..length] <= pair[1][..length], "{id}: {pair:?}");
            }
        }
    }

    #[test]
    fn misforms_are_no_names() {
        for (id, card) in records() {
            for misform in items(&card, "misforms") {
                let form = text(misform, "form");
                assert!(!super::is_name(form), "{id}: {form} is the name of a card");
                assert!(!text(misform, "note").is_empty(), "{id}: {form} without a reason");
            }
        }
    }

    /// Generated cards: dates that are dates, no two with one id, and the meetings that lead to each other.
    #[test]
    fn generated_cards_are_sound() {
        let mut ids = HashSet::new();
        let mut generated = 0;
        for card in (0..super::len()).filter_map(super::card) {
            assert!(ids.insert(card.id().to_owned()), "{} twice", card.id());
            if !card.is_generated() {
                continue;
            }
            generated += 1;
            assert!(!card.definition().is_empty(), "{}", card.id());
            for (kind, date, until) in card.dates() {
                assert!(
                    is_date(date) && (until.is_empty() || is_date(until)),
                    "{}: {kind} {date}",
                    card.id()
                );
            }
            for related in card.related() {
                assert!(super::is_name(related), "{}: {related} has no card", card.id());
            }
        }
        assert!(generated > 1_000, "{generated}");
    }
}

#[test]
fn words_that_add_nothing_lead_to_the_term() {
    let within = |name: &str| define_within(name).map(|(term, cards)| (term, cards[0].term().to_owned()));
    let both = |term: &str| Some((term.to_owned(), term.to_owned()));
    assert_eq!(within("推进依法行政工作"), both("依法行政"));
    assert_eq!(within("依法行政工作机制"), both("依法行政"));
    for name in ["民主制度建设", "依法行政的意义", "没有收录的制度", "反依法行政", "制度", ""]
    {
        assert_eq!(within(name), None, "{name}");
    }
}

#[test]
fn meetings_name_only_their_neighbours() {
    let plain = |term: &str| define(term).pop().unwrap().plain(crate::config::Lang::Zh);
    let card = plain("党的十四届六中全会");
    assert!(
        card.contains("上一次：党的十四届五中全会") && card.contains("下一次：党的十四届七中全会"),
        "{card}"
    );
    // A plenum without a card stands between the fourth and the sixth.
    let card = plain("党的七届四中全会");
    assert!(card.contains("上一次：党的七届三中全会") && !card.contains("下一次"), "{card}");
    let card = plain("党的十届一中全会");
    assert!(card.contains("上一次：党的九届二中全会"), "{card}");
}

#[test]
fn a_law_that_was_repealed_says_so() {
    let card = define("环境保护法").pop().unwrap().plain(crate::config::Lang::Zh);
    assert!(card.lines().next().unwrap().contains("已废止") && card.contains("2026-08-15 废止"), "{card}");
}
