use super::*;

/// Hovers at `$0` and returns the term of the card and the text of its range.
fn at(text: &str) -> Option<(String, String)> {
    let offset = text.find("$0").unwrap();
    let text = text.replacen("$0", "", 1);
    let found = matches_at(&text, offset)?;
    Some((card(found.card).unwrap().term().to_owned(), text[found.range].to_owned()))
}

#[test]
fn every_record_is_read() {
    for index in 0..len() {
        let card = card(index).unwrap_or_else(|| panic!("record {index}"));
        assert!(!card.term().is_empty() && !card.definition().is_empty(), "record {index}");
        assert!(card.markdown(crate::config::Lang::Zh).lines().count() <= 8, "{}", card.term());
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
fn unknown_names_get_suggestions() {
    assert!(define("不存在的词").is_empty());
    assert!(suggest("基层治理现代").iter().any(|name| name == "基层治理现代化"));
}
