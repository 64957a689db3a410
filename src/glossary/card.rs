//! A card: its record, and how it reads.

use serde::Deserialize;
use serde_json::Value;

use crate::config::Lang;

/// A card of the glossary, as its record.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The record as JSON with all keys of the data file.
    pub record: Value,
    fields: Fields,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Fields {
    id: String,
    term: String,
    category: String,
    domains: Vec<String>,
    definition: String,
    aliases: Vec<Form>,
    misforms: Vec<Form>,
    expansion: Vec<String>,
    english: Vec<English>,
    origin: Vec<Origin>,
    legal: Vec<Legal>,
    dates: Vec<Dated>,
    number: String,
    status: String,
    place: String,
    period: String,
    versions: Vec<Version>,
    related: Vec<Related>,
    note: String,
    sources: Vec<Source>,
    confidence: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Form {
    form: String,
    note: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct English {
    text: String,
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Origin {
    date: String,
    kind: String,
    actor: String,
    occasion: String,
    document: String,
    note: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Legal {
    title: String,
    article: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Dated {
    kind: String,
    date: String,
    by: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Version {
    label: String,
    from: String,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Related {
    term: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Source {
    title: String,
    date: String,
}

/// The two languages of a word on a card.
fn word(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

impl Card {
    pub(super) fn parse(record: &str) -> Option<Self> {
        let record: Value = serde_json::from_str(record).ok()?;
        let fields = Fields::deserialize(&record).ok()?;
        Some(Self { record, fields })
    }

    /// Stable id of the card.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.fields.id
    }

    /// The term as it is written.
    #[must_use]
    pub fn term(&self) -> &str {
        &self.fields.term
    }

    /// The category's id: `concept`, `law` …
    #[must_use]
    pub fn category(&self) -> &str {
        &self.fields.category
    }

    /// The definition, one or two sentences.
    #[must_use]
    pub fn definition(&self) -> &str {
        &self.fields.definition
    }

    /// All names: the term and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.fields.term.as_str()).chain(self.fields.aliases.iter().map(|a| a.form.as_str()))
    }

    /// The listed wrong forms with what to write instead.
    pub fn misforms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.misforms.iter().map(|m| (m.form.as_str(), m.note.as_str()))
    }

    /// The terms it refers to.
    pub fn related(&self) -> impl Iterator<Item = &str> {
        self.fields.related.iter().map(|r| r.term.as_str())
    }

    /// The card in Markdown, at most eight lines.
    #[must_use]
    pub fn markdown(&self, lang: Lang) -> String {
        let mut lines = self.lines(lang);
        lines[0] = format!("**{}**　{}", self.fields.term, self.badges(lang));
        // Two spaces break a line in Markdown.
        lines.join("  \n")
    }

    /// The card as plain text, the same lines.
    #[must_use]
    pub fn plain(&self, lang: Lang) -> String {
        self.lines(lang).join("\n")
    }

    fn badges(&self, lang: Lang) -> String {
        let fields = &self.fields;
        let mut badges = vec![category(&fields.category, lang).to_owned()];
        let category = badges[0].clone();
        badges.extend(fields.domains.iter().filter(|domain| **domain != category).take(2).cloned());
        match fields.status.as_str() {
            "in-force" | "amended" => badges.push(word(lang, "现行有效", "in force").to_owned()),
            "repealed" => badges.push(word(lang, "已失效", "repealed").to_owned()),
            "historical" => badges.push(word(lang, "历史文件", "historical").to_owned()),
            _ => {}
        }
        if fields.confidence == "low" {
            badges.push(word(lang, "来源不一", "sources differ").to_owned());
        }
        badges.join(" · ")
    }

    fn lines(&self, lang: Lang) -> Vec<String> {
        let fields = &self.fields;
        let mut lines = vec![format!("{}　{}", fields.term, self.badges(lang))];
        let english: Vec<&str> =
            fields.english.iter().filter(|e| !e.text.is_empty()).map(|e| e.text.as_str()).take(2).collect();
        if !english.is_empty() {
            lines.push(english.join("; "));
        } else if fields.english.iter().any(|e| e.kind == "none") {
            lines.push(word(lang, "暂无官方译法", "no official English rendering").to_owned());
        }
        lines.push(fields.definition.clone());
        if !fields.expansion.is_empty() {
            lines.push(format!("{}{}", word(lang, "包括：", "Members: "), fields.expansion.join("、")));
        }
        if !fields.dates.is_empty() {
            let dates = dates(&fields.dates, lang);
            let place = if fields.place.is_empty() { String::new() } else { format!("　{}", fields.place) };
            let number =
                if fields.number.is_empty() { String::new() } else { format!("　{}", fields.number) };
            lines.push(format!("{}{number}{place}", dates.join(" · ")));
        } else if !fields.period.is_empty() || !fields.place.is_empty() {
            lines.push(
                [fields.period.as_str(), fields.place.as_str()]
                    .iter()
                    .filter(|t| !t.is_empty())
                    .copied()
                    .collect::<Vec<_>>()
                    .join("　"),
            );
        }
        if !fields.origin.is_empty() {
            let origins: Vec<String> = fields.origin.iter().take(3).map(|o| origin(o, lang)).collect();
            lines.push(origins.join(" → "));
        }
        if !fields.legal.is_empty() {
            let laws: Vec<String> =
                fields.legal.iter().map(|l| format!("{}{}", l.title, l.article)).collect();
            lines.push(format!("{}{}", word(lang, "依据：", "Legal basis: "), laws.join("、")));
        }
        if let Some(version) = fields.versions.last().filter(|_| fields.versions.len() > 1) {
            lines.push(format!(
                "{}{}（{}）：{}",
                word(lang, "新近表述：", "Latest wording: "),
                version.label,
                version.from,
                version.text
            ));
        }
        if !fields.note.is_empty() {
            lines.push(fields.note.clone());
        } else if let Some(misform) = fields.misforms.first() {
            lines.push(format!(
                "{}{}　{}“{}”",
                word(lang, "规范形式：", "Standard form: "),
                fields.term,
                word(lang, "不作", "not"),
                misform.form
            ));
        }
        let aliases: Vec<&str> = fields.aliases.iter().take(4).map(|a| a.form.as_str()).collect();
        if !aliases.is_empty() {
            lines.push(format!("{}{}", word(lang, "又称：", "Also: "), aliases.join(" · ")));
        }
        let related: Vec<&str> = self.related().take(4).collect();
        if !related.is_empty() {
            lines.push(format!("{}{}", word(lang, "相关：", "See also: "), related.join(" · ")));
        }
        if let Some(source) = fields.sources.first() {
            let date = if source.date.is_empty() { String::new() } else { format!("（{}）", source.date) };
            lines.push(format!("{}{}{date}", word(lang, "出处：", "Source: "), source.title));
        }
        // A card stays a card: what is least needed gives way.
        while lines.len() > 8 {
            let spare = lines.len() - 2;
            lines.remove(spare);
        }
        lines
    }
}

fn category(id: &str, lang: Lang) -> &'static str {
    let (zh, en) = match id {
        "concept" => ("概念", "concept"),
        "formulation" => ("提法", "formulation"),
        "theory" => ("理论", "theory"),
        "system" => ("制度", "system"),
        "strategy" => ("战略", "strategy"),
        "practice" => ("做法", "practice"),
        "meeting" => ("会议", "meeting"),
        "law" => ("法律法规", "law"),
        "document" => ("文件", "document"),
        "organization" => ("机构", "organization"),
        "history" => ("历史", "history"),
        "person" => ("人物", "person"),
        _ => ("词条", "term"),
    };
    word(lang, zh, en)
}

/// The dates of a card; of many amendments the number and the last.
fn dates(dates: &[Dated], lang: Lang) -> Vec<String> {
    const MOST_AMENDMENTS: usize = 2;
    let amends = |d: &&Dated| matches!(d.kind.as_str(), "amended" | "revised");
    let amendments: Vec<&Dated> = dates.iter().filter(amends).collect();
    let Some(last) = amendments.last().filter(|_| amendments.len() > MOST_AMENDMENTS) else {
        return dates.iter().map(|d| dated(d, lang)).collect();
    };
    let mut shown: Vec<String> = dates.iter().filter(|d| !amends(d)).map(|d| dated(d, lang)).collect();
    let count = amendments.len();
    let last = dated(last, lang);
    shown.push(match lang {
        Lang::Zh => format!("{count}次修改，最近 {last}"),
        Lang::En => format!("changed {count} times, last {last}"),
    });
    shown
}

fn dated(dated: &Dated, lang: Lang) -> String {
    let (zh, en) = match dated.kind.as_str() {
        "adopted" => ("通过", "adopted"),
        "reviewed" => ("审议", "reviewed"),
        "issued" => ("印发", "issued"),
        "delivered" => ("作报告", "delivered"),
        "published" => ("公布", "published"),
        "in-force" => ("施行", "in force"),
        "trial" => ("试行", "on trial"),
        "amended" => ("修正", "amended"),
        "revised" => ("修订", "revised"),
        "repealed" => ("失效", "repealed"),
        "opened" => ("开幕", "opened"),
        "closed" => ("闭幕", "closed"),
        _ => ("召开", "held"),
    };
    match (lang, dated.by.as_str()) {
        (Lang::Zh, by) => format!("{} {by}{zh}", dated.date),
        (Lang::En, "") => format!("{} {en}", dated.date),
        (Lang::En, by) => format!("{} {en} ({by})", dated.date),
    }
}

fn origin(origin: &Origin, lang: Lang) -> String {
    let (zh, en) = match origin.kind.as_str() {
        "first-raised" => ("首提", "First raised"),
        "written-into" => ("写入", "Written into"),
        "systematically-stated" => ("系统阐述", "Stated in full"),
        "into-party-constitution" => ("写入党章", "Into the Party constitution"),
        "into-constitution" => ("入宪", "Into the constitution"),
        "into-law" => ("入法", "Into law"),
        _ => ("较早见于", "Seen early in"),
    };
    let parts: Vec<&str> = [origin.actor.as_str(), origin.occasion.as_str(), origin.document.as_str()]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect();
    let note = if origin.note.is_empty() { String::new() } else { format!("（{}）", origin.note) };
    format!("{}{}{} {}{note}", word(lang, zh, en), word(lang, "：", ": "), origin.date, parts.join(" "))
}
