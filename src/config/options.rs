//! The wire form of settings: `yinzheng.toml` and the editor's `yinzheng.*`.
//!
//! Both forms become the same small tree, and one reader checks it, so that a key means the same in
//! both. The reader walks the tree by hand instead of deriving it from the types: a person needs
//! every problem at once, each at its place, with the nearest right name.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::settings::{Lang, Profile, Sensitivity};
use super::{Choice, nearest, say};
use crate::rules::Level;

/// Settings as written by a person; what is missing is left to the layer below.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Language of messages.
    pub lang: Option<Lang>,
    /// `[citation]`
    pub citation: CitationOptions,
    /// `[inlay]`
    pub inlay: InlayOptions,
    /// `[reference]`
    pub reference: ReferenceOptions,
    /// `[glossary]`
    pub glossary: GlossaryOptions,
    /// `[rules]`: rule id → level.
    pub rules: BTreeMap<String, Level>,
}

/// The `[citation]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitationOptions {
    /// How readily a quotation is said to need a citation.
    pub sensitivity: Option<Sensitivity>,
}

/// The `[inlay]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InlayOptions {
    /// Whether the editor shows behind a marker which work it cites.
    pub citations: Option<bool>,
}

/// The `[reference]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferenceOptions {
    /// The rules by which entries are written.
    pub edition: Option<Profile>,
    /// Bibliography files, as written or, after [`Options::anchored`], from the root on.
    pub bibliography: Option<Vec<PathBuf>>,
}

/// The `[glossary]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GlossaryOptions {
    /// Files of own terms, as written or, after [`Options::anchored`], from the root on.
    pub files: Option<Vec<PathBuf>>,
}

/// Something wrong in a configuration, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// What is wrong and what to do, in the language asked for.
    pub message: String,
    /// Where in the configuration file (bytes), if known.
    pub range: Option<Range<usize>>,
}

impl Options {
    /// Reads the text of a `yinzheng.toml`; a byte order mark is accepted.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in it, in the order of the text, with messages in `lang`.
    pub fn from_toml(text: &str, lang: Lang) -> Result<Self, Vec<ConfigProblem>> {
        from_toml(text, &rule_ids(), lang)
    }

    /// Reads the editor's settings: the object under `yinzheng`, where `null` means unset.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in it, with messages in `lang`; there are no ranges.
    pub fn from_json(value: &serde_json::Value, lang: Lang) -> Result<Self, Vec<ConfigProblem>> {
        from_json(value, &rule_ids(), lang)
    }

    /// The options with their paths seen from `folder`, to which relative ones are relative.
    #[must_use]
    pub fn anchored(mut self, folder: &Path) -> Self {
        let paths = [&mut self.reference.bibliography, &mut self.glossary.files];
        for path in paths.into_iter().flatten().flatten() {
            *path = folder.join(&*path);
        }
        self
    }
}

fn rule_ids() -> Vec<&'static str> {
    crate::rules::all().iter().map(|rule| rule.id).collect()
}

fn from_toml(text: &str, rules: &[&str], lang: Lang) -> Result<Options, Vec<ConfigProblem>> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - bare.len();
    let (table, errors) = DeTable::parse_recoverable(bare);
    let mut problems: Vec<ConfigProblem> = errors
        .iter()
        .map(|error| ConfigProblem {
            message: say!(lang, "不是合法的 TOML：{what}", "not valid TOML: {what}", what = error.message()),
            range: error.span(),
        })
        .collect();
    // What the parser guessed behind an error is not what the person wrote: no further remarks on it.
    let options = if problems.is_empty() {
        let mut reader = Reader { rules, lang, problems: Vec::new() };
        let options = reader.options(&toml_entries(table.get_ref()));
        problems = reader.problems;
        options
    } else {
        Options::default()
    };
    if problems.is_empty() {
        return Ok(options);
    }
    for range in problems.iter_mut().filter_map(|problem| problem.range.as_mut()) {
        *range = range.start + shift..range.end + shift;
    }
    problems.sort_by_key(|problem| problem.range.as_ref().map_or(usize::MAX, |range| range.start));
    Err(problems)
}

fn from_json(value: &serde_json::Value, rules: &[&str], lang: Lang) -> Result<Options, Vec<ConfigProblem>> {
    let mut reader = Reader { rules, lang, problems: Vec::new() };
    let options = match json_value(value) {
        Value::Unset => Options::default(),
        Value::Table(entries) => {
            // VS Code keeps its extension's own settings, which are no business of the analysis, in
            // the same section: `yinzheng.trace.server` and `yinzheng.server.*`.
            let ours: Vec<Entry> =
                entries.into_iter().filter(|entry| !["trace", "server"].contains(&&*entry.key)).collect();
            reader.options(&ours)
        }
        Value::Text(_) | Value::Flag(_) | Value::List(_) | Value::Other(_) => {
            let message = say!(lang, "设置应当是一个对象", "the settings must be an object");
            reader.problems.push(ConfigProblem { message, range: None });
            Options::default()
        }
    };
    if reader.problems.is_empty() { Ok(options) } else { Err(reader.problems) }
}

/// A value of either form.
enum Value {
    Table(Vec<Entry>),
    Text(String),
    Flag(bool),
    /// The elements with their places.
    List(Vec<(Value, Option<Range<usize>>)>),
    /// JSON's `null`.
    Unset,
    /// Any other value, as it reads.
    Other(String),
}

/// A key with its value and their places.
struct Entry {
    key: String,
    key_range: Option<Range<usize>>,
    value: Value,
    value_range: Option<Range<usize>>,
}

fn toml_entries(table: &DeTable<'_>) -> Vec<Entry> {
    table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_range: Some(key.span()),
            value: toml_value(value.get_ref()),
            value_range: Some(value.span()),
        })
        .collect()
}

fn toml_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::Table(table) => Value::Table(toml_entries(table)),
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Other(number.to_string()),
        DeValue::Float(number) => Value::Other(number.to_string()),
        DeValue::Boolean(value) => Value::Flag(*value),
        DeValue::Datetime(date) => Value::Other(date.to_string()),
        DeValue::Array(list) => {
            Value::List(list.iter().map(|value| (toml_value(value.get_ref()), Some(value.span()))).collect())
        }
    }
}

fn json_value(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Unset,
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Bool(value) => Value::Flag(*value),
        serde_json::Value::Object(object) => Value::Table(
            object
                .iter()
                .map(|(key, value)| Entry {
                    key: key.clone(),
                    key_range: None,
                    value: json_value(value),
                    value_range: None,
                })
                .collect(),
        ),
        serde_json::Value::Array(list) => {
            Value::List(list.iter().map(|value| (json_value(value), None)).collect())
        }
        serde_json::Value::Number(number) => Value::Other(number.to_string()),
    }
}

/// Reads the tree and collects what is wrong.
struct Reader<'a> {
    rules: &'a [&'a str],
    lang: Lang,
    problems: Vec<ConfigProblem>,
}

impl Reader<'_> {
    fn options(&mut self, entries: &[Entry]) -> Options {
        let mut options = Options::default();
        for entry in entries {
            match entry.key.as_str() {
                "lang" => options.lang = self.choice("lang", entry),
                "citation" => options.citation = self.citation(entry),
                "inlay" => options.inlay = self.inlay(entry),
                "reference" => options.reference = self.reference(entry),
                "glossary" => options.glossary = self.glossary(entry),
                "rules" => options.rules = self.rules(entry),
                _ => self.unknown_key(
                    "",
                    entry,
                    &["lang", "citation", "inlay", "reference", "glossary", "rules"],
                ),
            }
        }
        options
    }

    fn citation(&mut self, entry: &Entry) -> CitationOptions {
        let mut options = CitationOptions::default();
        for entry in self.table("citation", entry) {
            match entry.key.as_str() {
                "sensitivity" => options.sensitivity = self.choice("citation.sensitivity", entry),
                _ => self.unknown_key("citation.", entry, &["sensitivity"]),
            }
        }
        options
    }

    fn inlay(&mut self, entry: &Entry) -> InlayOptions {
        let mut options = InlayOptions::default();
        for entry in self.table("inlay", entry) {
            match entry.key.as_str() {
                "citations" => options.citations = self.flag("inlay.citations", entry),
                _ => self.unknown_key("inlay.", entry, &["citations"]),
            }
        }
        options
    }

    fn reference(&mut self, entry: &Entry) -> ReferenceOptions {
        let mut options = ReferenceOptions::default();
        for entry in self.table("reference", entry) {
            match entry.key.as_str() {
                "edition" => options.edition = self.choice("reference.edition", entry),
                "bibliography" => {
                    options.bibliography = self.paths("reference.bibliography", entry, "refs.bib");
                }
                _ => self.unknown_key("reference.", entry, &["edition", "bibliography"]),
            }
        }
        options
    }

    fn glossary(&mut self, entry: &Entry) -> GlossaryOptions {
        let mut options = GlossaryOptions::default();
        for entry in self.table("glossary", entry) {
            match entry.key.as_str() {
                "files" => options.files = self.paths("glossary.files", entry, "terms.toml"),
                _ => self.unknown_key("glossary.", entry, &["files"]),
            }
        }
        options
    }

    fn rules(&mut self, entry: &Entry) -> BTreeMap<String, Level> {
        let mut levels = BTreeMap::new();
        for entry in self.table("rules", entry) {
            let id = entry.key.as_str();
            if !self.rules.contains(&id) {
                let message = match nearest(id, self.rules.iter().copied()) {
                    Some(near) => say!(
                        self.lang,
                        "没有规则“{id}”，是不是“{near}”？",
                        "there is no rule “{id}”; did you mean “{near}”?"
                    ),
                    None => say!(
                        self.lang,
                        "没有规则“{id}”；运行 yinzheng explain 可列出全部规则",
                        "there is no rule “{id}”; `yinzheng explain` lists all rules"
                    ),
                };
                self.problems.push(ConfigProblem { message, range: entry.key_range.clone() });
            } else if let Some(level) = self.choice(&format!("rules.{id}"), entry) {
                levels.insert(id.to_owned(), level);
            }
        }
        levels
    }

    fn table<'e>(&mut self, key: &str, entry: &'e Entry) -> &'e [Entry] {
        match &entry.value {
            Value::Table(entries) => return entries,
            Value::Unset => {}
            Value::Text(_) | Value::Flag(_) | Value::List(_) | Value::Other(_) => {
                let message = say!(
                    self.lang,
                    "“{key}”应当是一个表，写作 [{key}]",
                    "“{key}” must be a table, written as [{key}]"
                );
                self.problems.push(ConfigProblem { message, range: entry.value_range.clone() });
            }
        }
        &[]
    }

    /// The file names of `entry`, of which `example` is one.
    fn paths(&mut self, key: &str, entry: &Entry, example: &str) -> Option<Vec<PathBuf>> {
        let (paths, wrong) = match &entry.value {
            Value::Unset => return None,
            Value::List(list) => {
                let path = |(value, _): &(Value, _)| match value {
                    Value::Text(path) if !path.trim().is_empty() => Some(PathBuf::from(path)),
                    _ => None,
                };
                let wrong =
                    list.iter().find(|element| path(element).is_none()).map(|(_, range)| range.clone());
                (list.iter().filter_map(path).collect(), wrong)
            }
            Value::Table(_) | Value::Text(_) | Value::Flag(_) | Value::Other(_) => {
                (Vec::new(), Some(entry.value_range.clone()))
            }
        };
        let Some(range) = wrong else { return Some(paths) };
        let message = say!(
            self.lang,
            "“{key}”应当是文件名的列表，写作 [\"{example}\"]",
            "“{key}” must be a list of file names, written as [\"{example}\"]"
        );
        self.problems.push(ConfigProblem { message, range });
        None
    }

    fn choice<T: Choice>(&mut self, key: &str, entry: &Entry) -> Option<T> {
        if let Value::Text(text) = &entry.value
            && let Some(value) = T::named(text)
        {
            return Some(value);
        }
        let names: Vec<String> = T::names().map(|name| format!("\"{name}\"")).collect();
        self.wrong_value(key, entry, &names);
        None
    }

    fn flag(&mut self, key: &str, entry: &Entry) -> Option<bool> {
        if let Value::Flag(value) = entry.value {
            return Some(value);
        }
        self.wrong_value(key, entry, &["true", "false"]);
        None
    }

    /// Notes that the value of `entry`, if it is set, is none of `allowed`.
    fn wrong_value<S: AsRef<str>>(&mut self, key: &str, entry: &Entry, allowed: &[S]) {
        let written = match &entry.value {
            Value::Unset => return,
            Value::Text(text) => format!("{text:?}"),
            Value::Flag(value) => value.to_string(),
            Value::Other(text) => text.clone(),
            Value::Table(_) => "{…}".to_owned(),
            Value::List(_) => "[…]".to_owned(),
        };
        let allowed = self.list(allowed);
        let message = say!(
            self.lang,
            "“{key}”的值不能是 {written}；可用的值：{allowed}",
            "“{key}” cannot be {written}; allowed values: {allowed}"
        );
        self.problems.push(ConfigProblem { message, range: entry.value_range.clone() });
    }

    fn unknown_key(&mut self, prefix: &str, entry: &Entry, known: &[&str]) {
        let key = format!("{prefix}{}", entry.key);
        let message = match nearest(&entry.key, known.iter().copied()) {
            Some(near) => say!(
                self.lang,
                "不认识的键“{key}”，是不是“{prefix}{near}”？",
                "unknown key “{key}”; did you mean “{prefix}{near}”?"
            ),
            None => say!(
                self.lang,
                "不认识的键“{key}”；可用的键：{keys}",
                "unknown key “{key}”; known keys: {keys}",
                keys = self.list(known)
            ),
        };
        self.problems.push(ConfigProblem { message, range: entry.key_range.clone() });
    }

    fn list<S: AsRef<str>>(&self, names: &[S]) -> String {
        let comma = match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        };
        names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(comma)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RULES: [&str; 2] = ["heading-out-of-order", "uncited-quote"];

    fn read(text: &str) -> Result<Options, Vec<ConfigProblem>> {
        from_toml(text, &RULES, Lang::En)
    }

    /// The problems of `text` as (marked text, message).
    fn problems(text: &str) -> Vec<(String, String)> {
        let problems = read(text).expect_err(text);
        problems
            .into_iter()
            .map(|problem| {
                (problem.range.map_or(String::new(), |range| text[range].to_owned()), problem.message)
            })
            .collect()
    }

    #[test]
    fn every_key_is_read() {
        let options = read(
            "lang = \"en\"\n[citation]\nsensitivity = 'strict'\n[inlay]\ncitations = true\n[reference]\nedition = \"gb-2015\"\n\
             bibliography = [\"refs.bib\", '库/文献.json']\n[glossary]\nfiles = ['术语.toml']\n[rules]\nuncited-quote = \"off\"\n\
             \"heading-out-of-order\" = \"error\"\n",
        );
        let rules = [("heading-out-of-order", Level::Error), ("uncited-quote", Level::Off)];
        assert_eq!(
            options,
            Ok(Options {
                lang: Some(Lang::En),
                citation: CitationOptions { sensitivity: Some(Sensitivity::Strict) },
                inlay: InlayOptions { citations: Some(true) },
                reference: ReferenceOptions {
                    edition: Some(Profile::Gb2015),
                    bibliography: Some(vec!["refs.bib".into(), "库/文献.json".into()]),
                },
                glossary: GlossaryOptions { files: Some(vec!["术语.toml".into()]) },
                rules: rules.map(|(id, level)| (id.to_owned(), level)).into(),
            })
        );
    }

    #[test]
    fn paths_are_relative_to_the_folder_of_the_configuration() {
        let options = read("[reference]\nbibliography = [\"refs.bib\", \"/库/文献.bib\"]").unwrap();
        let files = options.anchored(Path::new("/稿")).reference.bibliography.unwrap();
        assert_eq!(files, [Path::new("/稿/refs.bib"), Path::new("/库/文献.bib")]);
        assert_eq!(Options::default().anchored(Path::new("/稿")), Options::default());
        let none = read("[reference]\nbibliography = []").unwrap();
        assert_eq!(none.reference.bibliography, Some(Vec::new()), "no files at all");
    }

    #[test]
    fn these_are_no_problems() {
        for text in ["", "\u{feff}", "# 注\n", "[citation]\n", "[rules]\n[citation]", "citation = {}", "\r\n"]
        {
            assert_eq!(read(text), Ok(Options::default()), "{text:?}");
        }
        assert!(read("citation.sensitivity = \"lenient\"").is_ok());
        assert!(read("\u{feff}lang = \"zh\"").is_ok());
    }

    #[test]
    fn unknown_keys_are_marked_with_the_nearest_right_name() {
        let cases = [
            ("lnag = \"zh\"", "lnag", "did you mean “lang”?"),
            ("[citaton]\nsensitivity = 1", "citaton", "did you mean “citation”?"),
            ("[citation]\nsensitvity = \"strict\"", "sensitvity", "did you mean “citation.sensitivity”?"),
            (
                "[sources]\npaths = []",
                "sources",
                "known keys: lang, citation, inlay, reference, glossary, rules",
            ),
            ("[inlay]\ncitation = true", "citation", "did you mean “inlay.citations”?"),
            ("[citation]\nstyle = \"auto\"", "style", "known keys: sensitivity"),
            ("[reference]\nbibliografy = []", "bibliografy", "did you mean “reference.bibliography”?"),
            ("[rules]\nuncited-qoute = \"off\"", "uncited-qoute", "did you mean “uncited-quote”?"),
            ("[rules]\nuncited_quote = \"off\"", "uncited_quote", "did you mean “uncited-quote”?"),
            ("[rules]\nspelling = \"off\"", "spelling", "`yinzheng explain` lists all rules"),
        ];
        for (text, mark, end) in cases {
            let found = problems(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].0, mark, "{text}");
            assert!(found[0].1.ends_with(end), "{text}: {}", found[0].1);
        }
    }

    #[test]
    fn wrong_values_are_marked_with_the_right_ones() {
        let cases = [
            ("lang = \"fr\"", "\"fr\"", "“lang” cannot be \"fr\"; allowed values: \"zh\", \"en\""),
            ("lang = 3", "3", "“lang” cannot be 3; allowed values: \"zh\", \"en\""),
            ("lang = [\"zh\"]", "[\"zh\"]", "“lang” cannot be […]; allowed values: \"zh\", \"en\""),
            ("citation = \"strict\"", "\"strict\"", "“citation” must be a table, written as [citation]"),
            ("rules = true", "true", "“rules” must be a table, written as [rules]"),
            (
                "[reference]\nbibliography = \"refs.bib\"",
                "\"refs.bib\"",
                "“reference.bibliography” must be a list of file names, written as [\"refs.bib\"]",
            ),
            (
                "[reference]\nbibliography = [\"refs.bib\", 3]",
                "3",
                "“reference.bibliography” must be a list of file names, written as [\"refs.bib\"]",
            ),
            (
                "[rules]\nuncited-quote = \"warn\"",
                "\"warn\"",
                "“rules.uncited-quote” cannot be \"warn\"; allowed values: \"off\", \"hint\", \"information\", \
                 \"warning\", \"error\"",
            ),
        ];
        for (text, mark, message) in cases {
            assert_eq!(problems(text), [(mark.to_owned(), message.to_owned())], "{text}");
        }
    }

    #[test]
    fn all_problems_are_told_at_once_in_the_order_of_the_text() {
        let marks: Vec<String> =
            problems("\u{feff}zeta = 1\nlang = \"x\"\n[rules]\nb = \"off\"\na = \"off\"\n")
                .into_iter()
                .map(|(mark, _)| mark)
                .collect();
        assert_eq!(marks, ["zeta", "\"x\"", "b", "a"]);
    }

    #[test]
    fn broken_toml_is_told_with_its_place() {
        for text in ["lang = ", "lang \"zh\"", "[citation", "lang = \"zh\"\nlang = \"en\"", "lang = \"zh"] {
            let found = read(text).expect_err(text);
            assert!(found.iter().all(|problem| problem.range.is_some()), "{text}: {found:?}");
            assert!(found[0].message.starts_with("not valid TOML: "), "{text}: {found:?}");
        }
    }

    #[test]
    fn messages_follow_the_language() {
        let found = from_toml("lang = 'x'\ntone = 1", &RULES, Lang::Zh).unwrap_err();
        assert_eq!(found[0].message, "“lang”的值不能是 \"x\"；可用的值：\"zh\"、\"en\"");
        assert_eq!(
            found[1].message,
            "不认识的键“tone”；可用的键：lang、citation、inlay、reference、glossary、rules"
        );
    }

    #[test]
    fn null_of_the_editor_means_unset() {
        let empty = [
            json!(null),
            json!({}),
            json!({"lang": null, "citation": null, "rules": null}),
            json!({"citation": {"sensitivity": null}, "rules": {"uncited-quote": null}}),
            json!({"reference": {"edition": null, "bibliography": null}}),
            json!({"trace": {"server": "off"}, "server": {"path": "/x"}}),
        ];
        for value in empty {
            assert_eq!(from_json(&value, &RULES, Lang::En), Ok(Options::default()), "{value}");
        }
        let set = json!({"lang": "en", "rules": {"uncited-quote": "hint"}});
        let options = from_json(&set, &RULES, Lang::En).unwrap();
        assert_eq!(options.lang, Some(Lang::En));
        assert_eq!(options.rules["uncited-quote"], Level::Hint);
    }

    #[test]
    fn wrong_settings_of_the_editor_are_problems_too() {
        for value in
            [json!("x"), json!([]), json!({"lang": 1}), json!({"x": 1}), json!({"rules": {"x": "off"}})]
        {
            let found = from_json(&value, &RULES, Lang::En).expect_err("wrong");
            assert_eq!(found.len(), 1, "{value}: {found:?}");
            assert_eq!(found[0].range, None);
        }
    }
}
