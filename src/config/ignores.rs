//! Ignored findings: the lines of `.yinzheng/ignore`.
//!
//! A line names a file, a rule and the flagged words, so that a person can read it and an edit
//! elsewhere in the essay leaves it valid. Words are compared by their letters alone.

use std::ops::Range;

use super::options::ConfigProblem;
use super::settings::Lang;
use super::{nearest, say};
use crate::syntax::chars::narrow;

/// Letters of the flagged words that a line holds; enough to tell one quotation from another.
const WRITTEN: usize = 20;

/// Flagged words of fewer letters, such as `[3]`, are told apart by the words around them.
const SHORT: usize = 8;

/// Letters on either side of short words.
const CONTEXT: usize = 8;

/// A finding that is ignored: the rule and the words that it flags.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ignore {
    /// Id of the rule.
    pub rule: &'static str,
    /// The letters of the words.
    letters: String,
}

/// A line of `.yinzheng/ignore`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreLine {
    /// The file, relative to the folder that holds `.yinzheng`; `*` stands for any characters.
    pub path: String,
    /// What is ignored in it.
    pub ignore: Ignore,
}

/// The words that a finding flags, as lines of `.yinzheng/ignore` have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged {
    letters: String,
    /// The letters with those around them, if they alone are too few.
    context: Option<String>,
    /// For a person.
    written: String,
}

impl Ignore {
    /// Ignores findings of `rule` on words that begin so.
    #[must_use]
    pub fn new(rule: &'static str, words: &str) -> Self {
        Self { rule, letters: letters(words) }
    }

    /// Whether a finding of `rule` on these words is ignored.
    #[must_use]
    pub fn matches(&self, rule: &str, flagged: &Flagged) -> bool {
        self.rule == rule
            && match &flagged.context {
                None => flagged.letters.starts_with(&self.letters),
                Some(context) => self.letters == flagged.letters || self.letters == *context,
            }
    }
}

impl IgnoreLine {
    /// Reads the text of `.yinzheng/ignore`: the sound lines, and what is wrong with the others.
    #[must_use]
    pub fn parse(text: &str, lang: Lang) -> (Vec<Self>, Vec<ConfigProblem>) {
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            match read(line, lang) {
                Ok(Some(read)) => lines.push(read),
                Ok(None) => {}
                Err((message, range)) => problems
                    .push(ConfigProblem { message, range: Some(start + range.start..start + range.end) }),
            }
            start += line.len();
        }
        (lines, problems)
    }

    /// The line, without line ending, that ignores a finding of `rule` in the file `path`.
    #[must_use]
    pub fn write(path: &str, rule: &str, flagged: &Flagged, reason: &str) -> String {
        let dot = if path.starts_with(['#', '＃', ' ']) { "./" } else { "" };
        format!("{dot}{path}: {rule}: {}  # {reason}", flagged.written)
    }

    /// Whether the line concerns the file `path`, written with `/` and relative to the folder that
    /// holds `.yinzheng`.
    #[must_use]
    pub fn concerns(&self, path: &str) -> bool {
        glob(&self.path, path)
    }
}

impl Flagged {
    /// The words of `range` (bytes) in `line`s that surround it: `before` is the text of the line up
    /// to the words, `after` the rest of the line behind them.
    #[must_use]
    pub fn new(before: &str, words: &str, after: &str) -> Self {
        let own = letters(words);
        if own.chars().count() >= SHORT {
            let end = ends(words).nth(WRITTEN - 1).unwrap_or(words.len());
            return Self { letters: own, context: None, written: plain(&words[..end]) };
        }
        let start = before
            .char_indices()
            .rev()
            .filter(|(_, c)| c.is_alphanumeric())
            .nth(CONTEXT - 1)
            .map_or(0, |(at, _)| at);
        let end = ends(after).nth(CONTEXT - 1).unwrap_or(after.len());
        let around = format!("{}{words}{}", &before[start..], &after[..end]);
        Self { letters: own, context: Some(letters(&around)), written: plain(&around) }
    }
}

/// Where each letter of `text` ends.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter(|(_, c)| c.is_alphanumeric()).map(|(at, c)| at + c.len_utf8())
}

/// The letters and digits of `text`, in half width and lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(narrow).flat_map(char::to_lowercase).collect()
}

/// `text` in one line, without the sign that begins a comment.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|&c| !c.is_control() && !matches!(c, '#' | '＃')).collect();
    kept.trim().to_owned()
}

/// Reads a line; nothing where it is empty or a comment.
fn read(line: &str, lang: Lang) -> Result<Option<IgnoreLine>, (String, Range<usize>)> {
    let start = line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let end = line.trim_end().len().max(start);
    let body = &line[start..end];
    if body.is_empty() || body.starts_with(['#', '＃']) {
        return Ok(None);
    }
    let whole = start..end;
    let Some((path, id, rest)) = fields(body) else {
        let message = say!(
            lang,
            "这一行应当写作“路径: 规则: 被忽略的文字  # 理由”",
            "a line reads “path: rule: the flagged words  # reason”"
        );
        return Err((message, whole));
    };
    let id_range = start + id.start..start + id.end;
    let id = &body[id];
    let Some(rule) = crate::rules::find(id) else {
        return Err((unknown_rule(id, lang), id_range));
    };
    let words = super::terms::without_comment(&body[rest]);
    let ignore = Ignore::new(rule.id, words);
    if ignore.letters.is_empty() {
        let message = say!(
            lang,
            "缺少被忽略的文字：写出提示所指的头几个字",
            "the flagged words are missing: write the first of them"
        );
        return Err((message, whole));
    }
    let path = body[path].trim().replace('\\', "/");
    let path = path.strip_prefix("./").map_or(path.clone(), str::to_owned);
    Ok(Some(IgnoreLine { path, ignore }))
}

/// The path, the rule's id and the rest of a line (bytes): the rule is the first word between two
/// colons that looks like one, for a path may hold colons.
fn fields(body: &str) -> Option<(Range<usize>, Range<usize>, Range<usize>)> {
    let colons: Vec<(usize, usize)> =
        body.match_indices([':', '：']).map(|(at, colon)| (at, at + colon.len())).collect();
    colons.windows(2).find_map(|pair| {
        let (from, to) = (pair[0].1, pair[1].0);
        let id = body[from..to].trim();
        let looks =
            !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        let lead = body[from..to].len() - body[from..to].trim_start().len();
        let path = 0..pair[0].0;
        (looks && !body[path.clone()].trim().is_empty()).then_some((
            path,
            from + lead..from + lead + id.len(),
            pair[1].1..body.len(),
        ))
    })
}

/// What is said of a rule that does not exist.
pub(crate) fn unknown_rule(id: &str, lang: Lang) -> String {
    match nearest(id, crate::rules::all().iter().map(|rule| rule.id)) {
        Some(near) => {
            say!(lang, "没有规则“{id}”，是不是“{near}”？", "there is no rule “{id}”; did you mean “{near}”?")
        }
        None => say!(
            lang,
            "没有规则“{id}”；运行 yinzheng explain 可列出全部规则",
            "there is no rule “{id}”; `yinzheng explain` lists all rules"
        ),
    }
}

/// Whether `path` is one that `pattern` stands for; `*` stands for any characters, `/` included.
fn glob(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let Some(last) = pattern.contains('*').then(|| parts.next_back()).flatten() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> IgnoreLine {
        let (mut lines, problems) = IgnoreLine::parse(text, Lang::En);
        assert_eq!(problems, [], "{text}");
        assert_eq!(lines.len(), 1, "{text}");
        lines.remove(0)
    }

    #[test]
    fn lines_are_read_in_every_dress() {
        let plain = one("稿/文.txt: uncited-quote: 没有调查就没有发言权");
        assert_eq!(plain.path, "稿/文.txt");
        for text in [
            "\u{feff}稿/文.txt: uncited-quote: 没有调查，就没有发言权。  # 会议材料\r\n",
            "  ./稿/文.txt：uncited-quote：“没有调查就没有发言权”\n",
            "# 注\n\n稿\\文.txt:uncited-quote:没有调查就没有发言权\t# 理由 # 又一条\n",
        ] {
            assert_eq!(one(text), plain, "{text}");
        }
        assert_eq!(one("a: b.txt: uncited-quote: 没有调查").path, "a: b.txt");
        assert_eq!(one("#1.txt: uncited-quote: 甲\n稿.txt: uncited-quote: 没有调查").path, "稿.txt");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let text = "a.txt: uncited-quote: 甲\n稿.txt uncited-quote 没有调查\n  b.txt: uncited-qoute: 乙\nc.txt: spelling: 丙\nd.txt: uncited-quote:  # 丁\n";
        let (lines, problems) = IgnoreLine::parse(text, Lang::En);
        assert_eq!(lines.len(), 1, "sound lines count");
        let found: Vec<(&str, &str)> = problems
            .iter()
            .map(|problem| (&text[problem.range.clone().unwrap()], problem.message.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("稿.txt uncited-quote 没有调查", "a line reads “path: rule: the flagged words  # reason”"),
                ("uncited-qoute", "there is no rule “uncited-qoute”; did you mean “uncited-quote”?"),
                ("spelling", "there is no rule “spelling”; `yinzheng explain` lists all rules"),
                ("d.txt: uncited-quote:  # 丁", "the flagged words are missing: write the first of them"),
            ]
        );
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, path, matches) in [
            ("a.txt", "a.txt", true),
            ("a.txt", "b/a.txt", false),
            ("a.txt", "a.txt.md", false),
            ("*", "b/a.txt", true),
            ("*.txt", "b/a.txt", true),
            ("*.txt", "b/a.md", false),
            ("稿/*", "稿/甲/乙.md", true),
            ("稿/*.md", "稿", false),
            ("稿*二稿*.md", "稿/第二稿/终.md", true),
            ("*aa", "a", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(glob(pattern, path), matches, "{pattern} {path}");
        }
    }

    #[test]
    fn long_words_are_known_by_their_beginning() {
        let quote = "“没有调查就没有发言权，这是一条颠扑不破的真理。”";
        let flagged = Flagged::new("他指出：", quote, "后文");
        let line = IgnoreLine::write("稿.txt", "uncited-quote", &flagged, "说明理由");
        assert_eq!(line, "稿.txt: uncited-quote: “没有调查就没有发言权，这是一条颠扑不破的真  # 说明理由");
        let ignore = one(&line).ignore;
        assert!(ignore.matches("uncited-quote", &flagged));
        assert!(ignore.matches("uncited-quote", &Flagged::new("又说：", quote, "")), "wherever it stands");
        assert!(!ignore.matches("uncited-named-source", &flagged));
        assert!(Ignore::new("uncited-quote", "没有调查").matches("uncited-quote", &flagged));
        for other in ["没有发言权", "没有调查就没有发言权，这是一条颠扑不破的真理。后面还有"]
        {
            assert!(!Ignore::new("uncited-quote", other).matches("uncited-quote", &flagged), "{other}");
        }
    }

    #[test]
    fn short_words_are_known_by_what_surrounds_them() {
        let flagged = Flagged::new("前面的话与此无关。这件事已有讨论", "[3]", "，后来又有变化，不必细说。");
        let line = IgnoreLine::write("# 稿.txt", "undefined-citation", &flagged, "说明理由");
        assert_eq!(
            line,
            "./# 稿.txt: undefined-citation: 关。这件事已有讨论[3]，后来又有变化，不必  # 说明理由"
        );
        let ignore = one(&line).ignore;
        assert!(ignore.matches("undefined-citation", &flagged));
        assert!(!ignore.matches("undefined-citation", &Flagged::new("别处也有", "[3]", "。")));
        assert!(Ignore::new("undefined-citation", "[3]").matches("undefined-citation", &flagged));
        assert!(
            !Ignore::new("undefined-citation", "[3]")
                .matches("undefined-citation", &Flagged::new("别处", "[30]", "。"))
        );
        let label = Flagged::new("", "[2]", " 李某. 村庄里的信任[M]. 北京: 某社, 2018.");
        assert_eq!(label.written, "[2] 李某. 村庄里的信任");
    }
}
