//! The JSON schema of `yinzheng.toml`, for editors that complete and check TOML.

use serde_json::{Map, Value, json};

use super::settings::{Lang, Profile, Sensitivity};
use super::{Choice, FILE_NAME};
use crate::rules::{Level, Rule, Severity};

/// The schema: exactly the keys that [`super::Options`] reads and the rules that exist.
#[must_use]
pub fn schema() -> Value {
    for_rules(crate::rules::all())
}

fn for_rules(rules: &[&Rule]) -> Value {
    let levels: Map<String, Value> = rules
        .iter()
        .map(|rule| {
            let description = format!("{}\n{}", rule_title(rule, Lang::Zh), rule_title(rule, Lang::En));
            (rule.id.to_owned(), choice(level_of(rule), &description))
        })
        .collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": FILE_NAME,
        "description": "引证的配置\nConfiguration of yinzheng",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "lang": choice(Lang::default(), "提示信息所用的语言\nLanguage of messages"),
            "citation": table(
                "引文标注\nCitations",
                &Map::from_iter([(
                    "sensitivity".to_owned(),
                    choice(
                        Sensitivity::default(),
                        "多大把握才提示引文缺少标注\nHow readily a quotation is said to need a citation",
                    ),
                )]),
            ),
            "inlay": table(
                "嵌入提示\nInlay hints",
                &Map::from_iter([(
                    "citations".to_owned(),
                    flag(false, "在标注后面显示所引文献的作者和题名\nShow behind each citation marker which work it cites"),
                )]),
            ),
            "reference": table(
                "参考文献\nReferences",
                &Map::from_iter([
                    (
                        "edition".to_owned(),
                        choice(
                            Profile::default(),
                            "条目按哪种规则著录\nThe rules by which entries are written",
                        ),
                    ),
                    (
                        "bibliography".to_owned(),
                        json!({
                            "description": "文献库文件（BibTeX 或 CSL-JSON），相对于本文件；不写则用文章旁边的和文章自己指明的\n\
                                            Bibliography files (BibTeX or CSL-JSON), relative to this file; by default those beside the essay and those that it names",
                            "type": "array",
                            "items": { "type": "string" },
                        }),
                    ),
                ]),
            ),
            "glossary": table(
                "术语\nTerms",
                &Map::from_iter([(
                    "files".to_owned(),
                    json!({
                        "description": "自己的术语文件（TOML），相对于本文件；.yinzheng/terms.toml 不必写，总是读的\n\
                                        Files of own terms (TOML), relative to this file; .yinzheng/terms.toml is always read and need not be named",
                        "type": "array",
                        "items": { "type": "string" },
                    }),
                )]),
            ),
            "rules": table("规则的级别\nLevels of rules", &levels),
        },
    })
}

fn table(description: &str, properties: &Map<String, Value>) -> Value {
    json!({
        "description": description,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn choice<T: Choice>(default: T, description: &str) -> Value {
    let names: Vec<&str> = T::names().collect();
    json!({"description": description, "enum": names, "default": default.name()})
}

fn flag(default: bool, description: &str) -> Value {
    json!({"description": description, "type": "boolean", "default": default})
}

fn level_of(rule: &Rule) -> Level {
    match rule.severity {
        _ if rule.optional => Level::Off,
        Severity::Hint => Level::Hint,
        Severity::Information => Level::Information,
        Severity::Warning => Level::Warning,
        Severity::Error => Level::Error,
    }
}

/// The title of a rule's page: what follows the id in `# id：title`.
pub(crate) fn rule_title(rule: &Rule, lang: Lang) -> &'static str {
    let first = rule.page(lang).lines().next().unwrap_or_default();
    let heading = first.trim_start_matches('#').trim();
    heading.split_once(['：', ':']).map_or(heading, |(_, title)| title.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;
    use crate::rules::Scope;

    static RULE: Rule = Rule {
        id: "uncited-quote",
        group: "citation",
        severity: Severity::Warning,
        optional: false,
        page_zh: "# uncited-quote：引文没有标注\n\n正文",
        page_en: "# uncited-quote: quotation without a citation\n\nText",
        check: Scope::Document(|_| {}),
    };

    #[test]
    fn a_rule_has_its_title_and_default() {
        let schema = for_rules(&[&RULE]);
        let rule = &schema["properties"]["rules"]["properties"]["uncited-quote"];
        assert_eq!(rule["default"], "warning");
        assert_eq!(rule["description"], "引文没有标注\nquotation without a citation");
    }

    #[test]
    fn the_reader_accepts_every_key_and_value_of_the_schema() {
        fn walk(schema: &Value, path: &str) {
            for (key, value) in schema["properties"].as_object().unwrap() {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                if value.get("properties").is_some() {
                    walk(value, &path);
                    continue;
                }
                if value["type"] == "array" {
                    let text = format!("{path} = [\"refs.bib\"]");
                    assert!(Options::from_toml(&text, Lang::En).is_ok(), "{text}");
                    continue;
                }
                let flags = vec![json!(true), json!(false)];
                let allowed = value["enum"].as_array().unwrap_or(&flags);
                for name in allowed {
                    let text = format!("{path} = {name}");
                    assert!(Options::from_toml(&text, Lang::En).is_ok(), "{text}");
                }
                assert!(allowed.contains(&value["default"]), "{path}");
            }
        }
        walk(&schema(), "");
    }
}
