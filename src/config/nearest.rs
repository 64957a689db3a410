//! “Did you mean”: the right name nearest to a wrong one.

/// The candidate that `word` most probably stands for, if one is near enough to be worth naming.
///
/// Case and `_` for `-` do not count as differences.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    let limit = limit(&folded);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Many names among which the nearest one is looked for again and again.
#[derive(Debug)]
pub(crate) struct Nearest {
    names: Vec<(u64, String)>,
}

impl Nearest {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self { names: names.map(|name| (letters(name), name.to_owned())).collect() }
    }

    /// What [`nearest`] finds among the names.
    pub(crate) fn find(&self, word: &str) -> Option<&str> {
        let own = letters(word);
        // A slip replaces one letter by another at most, so it changes two of the set.
        let most = 2 * limit(&fold(word)) as u32;
        let near = self.names.iter().filter(|(letters, _)| (letters ^ own).count_ones() <= most);
        nearest(word, near.map(|(_, name)| name.as_str()))
    }
}

/// The set of the letters of `word`, many letters to one bit.
fn letters(word: &str) -> u64 {
    fold(word).chars().fold(0, |set, c| set | 1 << (c as u32 % 64))
}

/// One slip in three characters is still a slip; more is another word.
fn limit(folded: &str) -> usize {
    (folded.chars().count() / 3).max(1)
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
            assert_eq!(Nearest::new(names.into_iter()).find(word), expected, "{word}");
        }
    }
}
