//! `--format sarif`: SARIF 2.1.0, for code-scanning services.

use std::fmt::Write;

use serde_json::{Value, json};

use super::FileReport;
use crate::cli::place::Span;
use crate::config::{Lang, rule_title};
use crate::rules::{Rule, Severity};

/// The SARIF log of a check, with the rules' pages in `lang`.
pub fn sarif(files: &[FileReport], lang: Lang) -> Value {
    log(files, crate::rules::all(), lang)
}

fn log(files: &[FileReport], rules: &[&Rule], lang: Lang) -> Value {
    let descriptors: Vec<Value> = rules
        .iter()
        .map(|rule| {
            let page = rule.page(lang);
            json!({
                "id": rule.id,
                "shortDescription": {"text": rule_title(rule, lang)},
                "help": {"text": page, "markdown": page},
                "defaultConfiguration": {"level": level(rule.severity)},
                "properties": {"tags": [rule.group]},
            })
        })
        .collect();
    let results: Vec<Value> = files
        .iter()
        .flat_map(|file| {
            let uri = uri(&file.path);
            file.findings.iter().map(move |found| {
                let location = |span: &Span| {
                    json!({"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region(span)}})
                };
                let mut result = json!({
                    "ruleId": found.rule,
                    "level": level(found.severity),
                    "message": {"text": found.message},
                    "locations": [location(&found.span)],
                });
                if let Some(index) = rules.iter().position(|rule| rule.id == found.rule) {
                    result["ruleIndex"] = index.into();
                }
                if !found.related.is_empty() {
                    let related = found.related.iter().enumerate().map(|(id, (span, message))| {
                        let mut location = location(span);
                        location["id"] = id.into();
                        location["message"] = json!({"text": message});
                        location
                    });
                    result["relatedLocations"] = related.collect();
                }
                if let Some(fix) = &found.fix {
                    let replacements: Vec<Value> = fix
                        .edits
                        .iter()
                        .map(|(span, text)| {
                            json!({"deletedRegion": region(span), "insertedContent": {"text": text}})
                        })
                        .collect();
                    result["fixes"] = json!([{
                        "description": {"text": fix.title},
                        "artifactChanges": [
                            {"artifactLocation": {"uri": uri}, "replacements": replacements},
                        ],
                    }]);
                }
                result
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "yinzheng",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": descriptors,
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

/// SARIF knows no hints.
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

fn region(span: &Span) -> Value {
    let range = span.range;
    json!({
        "startLine": range.start.line + 1,
        "startColumn": range.start.character + 1,
        "endLine": range.end.line + 1,
        "endColumn": range.end.character + 1,
    })
}

/// `path` as a URI reference: Chinese names must be percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;
    use crate::rules::Scope;

    #[test]
    fn a_finding_is_a_result_with_places_and_fix() {
        static RULE: Rule = Rule {
            id: "uncited-quote",
            group: "citation",
            severity: Severity::Warning,
            optional: false,
            page_zh: "# uncited-quote：引文没有标注\n",
            page_en: "# uncited-quote: quotation without a citation\n",
            check: Scope::Document(|_| {}),
        };
        let log = log(&sample(), &[&RULE], Lang::En);
        let run = &log["runs"][0];
        assert_eq!(
            run["tool"]["driver"]["rules"][0]["shortDescription"]["text"],
            "quotation without a citation"
        );
        let result = &run["results"][0];
        assert_eq!(result["ruleIndex"], 0);
        assert_eq!(result["level"], "warning");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "%E6%96%87/a%20b.md");
        assert_eq!(place["region"], json!({"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 10}));
        assert_eq!(result["relatedLocations"][0]["message"]["text"], "见此");
        let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(change["insertedContent"]["text"], "甲\n");
    }

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("a/b-1.md"), "a/b-1.md");
        assert_eq!(uri("/tmp/甲.md"), "file:///tmp/%E7%94%B2.md");
        assert_eq!(uri("100%?.md"), "100%25%3F.md");
    }
}
