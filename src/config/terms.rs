//! The workspace's terms: `.yinzheng/terms`.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::glossary::normalise;
use crate::syntax::chars::ends_sentence;

/// Phrases that are terms in a workspace: a quotation of one of them is nobody's words.
///
/// Phrases are compared as names of the glossary are, width and punctuation aside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Terms(Arc<BTreeSet<String>>);

impl Terms {
    /// Reads `.yinzheng/terms`: one phrase a line; what follows a `#` at the start of a line or
    /// behind a space is a comment.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let phrases = text.lines().map(|line| folded(without_comment(line)));
        Self(Arc::new(phrases.filter(|phrase| !phrase.is_empty()).collect()))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `phrase` is one of them.
    #[must_use]
    pub fn contains(&self, phrase: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&folded(phrase))
    }
}

/// The form in which phrases are compared; a full stop before a closing quotation mark is the
/// sentence's and not the phrase's.
fn folded(phrase: &str) -> String {
    let mut folded = normalise(phrase);
    let end = folded.trim_end_matches(|c| ends_sentence(c) || matches!(c, ';' | ':')).len();
    folded.truncate(end);
    folded
}

/// `line` without a comment: one that fills it, or that a space separates from what is before it.
pub(super) fn without_comment(line: &str) -> &str {
    let line = line.trim_start_matches('\u{feff}');
    let starts = line.match_indices(['#', '＃']).map(|(at, _)| at);
    let comment = starts.into_iter().find(|&at| at == 0 || line[..at].ends_with(char::is_whitespace));
    line[..comment.unwrap_or(line.len())].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_compared_without_width_and_punctuation() {
        let terms = Terms::parse(
            "\u{feff}# 本刊的术语\n党建引领、多元共治\r\n  “最后一公里”  # 俗称\n\n＃ 注\nＡＢ模式\n#\n",
        );
        for phrase in ["党建引领多元共治", "党建引领、多元共治。", "最后 一公里", "ab模式", "AB模式；"]
        {
            assert!(terms.contains(phrase), "{phrase}");
        }
        for phrase in ["党建引领", "最后一公里的问题", "俗称", "注", "", "。", "本刊的术语"]
        {
            assert!(!terms.contains(phrase), "{phrase}");
        }
    }

    #[test]
    fn lines_without_a_word_are_no_phrases() {
        assert!(Terms::parse("# 注\n\n  \n。\n“”\n").is_empty());
        assert!(!Terms::default().contains("最后一公里"));
    }

    #[test]
    fn a_sign_inside_a_phrase_begins_no_comment() {
        assert!(Terms::parse("C#语言治理").contains("C#语言治理"));
    }
}
