//! “Did you mean”: the right name nearest to a wrong one.

/// The candidate that `word` most probably stands for, if one is near enough to be worth naming.
///
/// Case and `_` for `-` do not count as differences.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    // One slip in three characters is still a slip; more is another word.
    let limit = (folded.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn fold(word: &str) -> String {
    word.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let names = ["lang", "citation", "rules", "uncited-quote"];
        let cases = [
            ("citaton", Some("citation")),
            ("ctiation", Some("citation")),
            ("Lang", Some("lang")),
            ("rule", Some("rules")),
            ("uncited_quote", Some("uncited-quote")),
            ("uncited-qoute", Some("uncited-quote")),
            ("x", None),
            ("", None),
            ("reference", None),
            ("语言", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, names), expected, "{word}");
        }
    }
}
