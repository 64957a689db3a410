//! A card: its record, and how it reads.

use serde::Deserialize;
use serde_json::Value;

use crate::config::Lang;

/// A card of the glossary, as its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The record as JSON with all keys of the data file.
    pub record: Value,
    fields: Fields,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
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
    /// Of a meeting or document: the name in full.
    full: String,
    /// Of a meeting: the documents that it adopted.
    adopted: Vec<String>,
    /// Of a meeting: what it put forward.
    raised: Vec<String>,
    /// Of a law: its chapters.
    chapters: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
struct Form {
    #[serde(rename = "form")]
    written: String,
    /// Of a wrong form: what is right, where it is not the term.
    right: String,
    note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
struct English {
    text: String,
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
struct Origin {
    date: String,
    kind: String,
    actor: String,
    occasion: String,
    document: String,
    note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
struct Legal {
    title: String,
    article: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
struct Dated {
    kind: String,
    date: String,
    /// The last day of what was held.
    until: String,
    by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
struct Version {
    label: String,
    from: String,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
struct Related {
    term: String,
    rel: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
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
        serde_json::from_str(record).ok().map(Self::of)
    }

    /// The card of `record`; a part of the wrong type leaves the card empty.
    pub(super) fn of(record: Value) -> Self {
        let fields = Fields::deserialize(&record).unwrap_or_default();
        Self { record, fields }
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

    /// The category in words: 概念, 法律法规 …
    #[must_use]
    pub fn category_name(&self, lang: Lang) -> &'static str {
        category(&self.fields.category, lang)
    }

    /// The definition, one or two sentences.
    #[must_use]
    pub fn definition(&self) -> &str {
        &self.fields.definition
    }

    /// The English renderings, the preferred first.
    pub fn english(&self) -> impl Iterator<Item = &str> {
        self.fields.english.iter().map(|e| e.text.as_str()).filter(|text| !text.is_empty())
    }

    /// All names: the term and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.fields.term.as_str())
            .chain(self.fields.aliases.iter().map(|a| a.written.as_str()))
    }

    /// The listed wrong forms with what to write instead.
    pub fn misforms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.misforms.iter().map(|m| (m.written.as_str(), m.note.as_str()))
    }

    /// What to write for the listed wrong form `wrong`.
    #[must_use]
    pub fn right_form(&self, wrong: &str) -> &str {
        let listed = self.fields.misforms.iter().find(|m| super::is_same(&m.written, wrong));
        let right = listed.map(|m| m.right.as_str()).filter(|right| !right.is_empty());
        right.unwrap_or_else(|| self.term().trim_matches(['《', '》']))
    }

    /// The terms it refers to.
    pub fn related(&self) -> impl Iterator<Item = &str> {
        self.fields.related.iter().map(|r| r.term.as_str())
    }

    /// The card in Markdown, at most eight lines; `link` makes a link to the card of a term, where the client
    /// can follow one.
    #[must_use]
    pub fn markdown(&self, lang: Lang, link: Option<&dyn Fn(&str) -> String>) -> String {
        let link = |term: &str| {
            link.filter(|_| super::is_name(term)).map_or_else(|| term.to_owned(), |link| link(term))
        };
        let mut lines = self.lines(lang, &link);
        lines[0] = format!("**{}**　{}", self.fields.term, self.badges(lang));
        // Two spaces break a line in Markdown.
        lines.join("  \n")
    }

    /// The card as plain text, the same lines.
    #[must_use]
    pub fn plain(&self, lang: Lang) -> String {
        self.lines(lang, &str::to_owned).join("\n")
    }

    /// The dates that the card knows: kind, first day, last day (empty for one day), each as precise as it is
    /// known (`1998`, `1998-11`, `1998-11-04`).
    pub fn dates(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.fields.dates.iter().map(|d| (d.kind.as_str(), d.date.as_str(), d.until.as_str()))
    }

    /// The dates in one line, as the card shows them.
    #[must_use]
    pub fn date_line(&self, lang: Lang) -> String {
        self.when_and_where(lang).unwrap_or_default()
    }

    /// What happened on `date`, as the card shows it.
    #[must_use]
    pub fn date_of(&self, date: &str, lang: Lang) -> Option<String> {
        self.fields.dates.iter().find(|d| d.date == date).map(|d| dated(d, lang))
    }

    /// Whether the card knows every date of its law; of most regulations the first and the last event are known.
    #[must_use]
    pub fn has_all_dates(&self) -> bool {
        self.record["complete"].as_bool().unwrap_or(true)
    }

    /// The wordings of a formulation that changed, with the date from which each holds, the oldest first.
    pub fn versions(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.fields.versions.iter().map(|v| (v.label.as_str(), v.from.as_str(), v.text.as_str()))
    }

    /// The statutes that the card names as its basis: title and article.
    pub fn legal(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.legal.iter().map(|l| (l.title.as_str(), l.article.as_str()))
    }

    /// How many facts with evidence the card has: dates, origins, statutes, versions, official renderings.
    #[must_use]
    pub fn facts(&self) -> usize {
        let fields = &self.fields;
        let official = fields.english.iter().filter(|e| e.kind == "official").count();
        fields.dates.len() + fields.origin.len() + fields.legal.len() + fields.versions.len() + official
    }

    /// Whether the card was generated from a table.
    #[must_use]
    pub fn is_generated(&self) -> bool {
        self.record["generated"].as_bool().unwrap_or(false)
    }

    fn badges(&self, lang: Lang) -> String {
        let fields = &self.fields;
        let mut badges = vec![category(&fields.category, lang).to_owned()];
        let category = badges[0].clone();
        badges.extend(fields.domains.iter().filter(|domain| **domain != category).take(2).cloned());
        match fields.status.as_str() {
            "in-force" | "amended" => badges.push(word(lang, "现行有效", "in force").to_owned()),
            "repealed" => badges.push(word(lang, "已废止", "repealed").to_owned()),
            "historical" => badges.push(word(lang, "历史文件", "historical").to_owned()),
            _ => {}
        }
        if fields.confidence == "low" {
            badges.push(word(lang, "来源不一", "sources differ").to_owned());
        }
        badges.join(" · ")
    }

    fn lines(&self, lang: Lang, link: &dyn Fn(&str) -> String) -> Vec<String> {
        let fields = &self.fields;
        let joined = |items: &[String], most: usize, between: &str| {
            let shown: Vec<String> = items.iter().take(most).map(|item| link(item)).collect();
            let more = if items.len() > most { word(lang, "等", " …") } else { "" };
            format!("{}{more}", shown.join(between))
        };
        // A line and how easily it gives way where there are too many: the higher the sooner.
        let mut lines = vec![(format!("{}　{}", fields.term, self.badges(lang)), 0)];
        let english: Vec<&str> =
            fields.english.iter().filter(|e| !e.text.is_empty()).map(|e| e.text.as_str()).take(2).collect();
        if !english.is_empty() {
            lines.push((english.join("; "), 1));
        } else if fields.english.iter().any(|e| e.kind == "none") && !self.is_generated() {
            lines.push((word(lang, "暂无官方译法", "no official English rendering").to_owned(), 9));
        }
        if fields.full.is_empty() || fields.category != "meeting" {
            lines.push((fields.definition.clone(), 0));
        } else {
            lines.push((fields.full.clone(), 0));
        }
        if !fields.expansion.is_empty() {
            let between =
                if fields.expansion.iter().any(|item| item.contains(['，', '、'])) { "；" } else { "、" };
            lines.push((
                format!("{}{}", word(lang, "包括：", "Members: "), fields.expansion.join(between)),
                1,
            ));
        }
        if let Some(dates) = self.when_and_where(lang) {
            lines.push((dates, 1));
        }
        if !fields.adopted.is_empty() {
            lines
                .push((format!("{}{}", word(lang, "通过", "Adopted "), joined(&fields.adopted, 3, "、")), 2));
        }
        if !fields.raised.is_empty() {
            let raised = joined(&fields.raised, 4, " · ");
            lines.push((format!("{}{raised}", word(lang, "提出或写入：", "Raised: ")), 3));
        }
        if !fields.chapters.is_empty() {
            let chapters = joined(&fields.chapters, 6, " · ");
            lines.push((format!("{}{chapters}", word(lang, "各章：", "Chapters: ")), 4));
        }
        if !fields.origin.is_empty() {
            let origins: Vec<String> = fields.origin.iter().take(3).map(|o| origin(o, lang)).collect();
            lines.push((origins.join(" → "), 1));
        }
        if !fields.legal.is_empty() {
            let laws: Vec<String> =
                fields.legal.iter().map(|l| format!("{}{}", link(&l.title), l.article)).collect();
            lines.push((format!("{}{}", word(lang, "依据：", "Legal basis: "), laws.join("、")), 2));
        }
        if let Some(version) = fields.versions.last().filter(|_| fields.versions.len() > 1) {
            lines.push((
                format!(
                    "{}{}（{}）：{}",
                    word(lang, "新近表述：", "Latest wording: "),
                    version.label,
                    version.from,
                    version.text
                ),
                2,
            ));
        }
        if !fields.note.is_empty() {
            lines.push((fields.note.clone(), 2));
        } else if let Some(misform) = fields.misforms.first() {
            let form = format!(
                "{}{}　{}“{}”",
                word(lang, "规范形式：", "Standard form: "),
                fields.term,
                word(lang, "不作", "not"),
                misform.written
            );
            lines.push((form, 2));
        }
        let aliases: Vec<&str> = fields.aliases.iter().take(4).map(|a| a.written.as_str()).collect();
        if !aliases.is_empty() {
            lines.push((format!("{}{}", word(lang, "又称：", "Also: "), aliases.join(" · ")), 5));
        }
        if let Some(related) = self.see_also(lang, link) {
            lines.push((related, 6));
        }
        if let Some(source) = fields.sources.first() {
            let date = if source.date.is_empty() { String::new() } else { format!("（{}）", source.date) };
            lines.push((format!("{}{}{date}", word(lang, "出处：", "Source: "), source.title), 4));
        }
        // A card stays a card: what is least needed gives way.
        while lines.len() > 8 {
            let spare = lines.iter().enumerate().max_by_key(|(_, (_, spare))| *spare).map_or(7, |(at, _)| at);
            lines.remove(spare);
        }
        lines.into_iter().map(|(line, _)| line).filter(|line| !line.is_empty()).collect()
    }

    /// Dates with number and place, or period and place.
    fn when_and_where(&self, lang: Lang) -> Option<String> {
        let fields = &self.fields;
        let joined = |parts: &[&str]| {
            parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("　")
        };
        if fields.dates.is_empty() {
            let line = joined(&[&fields.period, &fields.place]);
            return (!line.is_empty()).then_some(line);
        }
        // A meeting from one day to another.
        let day = |kind: &str| fields.dates.iter().find(|d| d.kind == kind).map(|d| d.date.as_str());
        let dates = match (day("opened"), day("closed")) {
            (Some(opened), Some(closed)) if fields.dates.len() == 2 => until(opened, closed, lang),
            _ => dates(&fields.dates, lang).join(" · "),
        };
        Some(joined(&[&dates, &fields.period, &fields.number, &fields.place]))
    }

    /// The meetings before and behind, and related terms.
    fn see_also(&self, lang: Lang, link: &dyn Fn(&str) -> String) -> Option<String> {
        let related = &self.fields.related;
        let mut parts = Vec::new();
        for (rel, zh, en) in [("previous", "上一次：", "Before: "), ("next", "下一次：", "Next: ")] {
            if let Some(other) = related.iter().find(|r| r.rel == rel) {
                parts.push(format!("{}{}", word(lang, zh, en), link(&other.term)));
            }
        }
        let others: Vec<String> = related
            .iter()
            .filter(|r| !matches!(r.rel.as_str(), "previous" | "next"))
            .take(4)
            .map(|r| link(&r.term))
            .collect();
        if !others.is_empty() {
            parts.push(format!("{}{}", word(lang, "相关：", "See also: "), others.join(" · ")));
        }
        (!parts.is_empty()).then(|| parts.join("　"))
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
        "own" => ("自定义", "own term"),
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

/// `2019-10-28 至 31`: the second date without what it shares with the first.
fn until(from: &str, to: &str, lang: Lang) -> String {
    if from == to {
        return from.to_owned();
    }
    let shared = from.split('-').zip(to.split('-')).take_while(|(a, b)| a == b).count();
    let rest: Vec<&str> = to.split('-').skip(shared.min(2)).collect();
    format!("{from} {} {}", word(lang, "至", "to"), rest.join("-"))
}

fn dated(dated: &Dated, lang: Lang) -> String {
    let (zh, en) = match dated.kind.as_str() {
        "adopted" => ("通过", "adopted"),
        "reviewed" => ("审议", "reviewed"),
        "issued" => ("印发", "issued"),
        "delivered" => ("作报告", "delivered"),
        "published" => ("公布", "published"),
        "proposed" => ("提出建议", "proposed"),
        "approved" => ("批准", "approved"),
        "dated" => ("", ""),
        "in-force" => ("施行", "in force"),
        "trial" => ("试行", "on trial"),
        "amended" => ("修正", "amended"),
        "revised" => ("修订", "revised"),
        "repealed" => ("废止", "repealed"),
        "opened" => ("开幕", "opened"),
        "closed" => ("闭幕", "closed"),
        _ => ("召开", "held"),
    };
    let date =
        if dated.until.is_empty() { dated.date.clone() } else { until(&dated.date, &dated.until, lang) };
    // 中共中央印发, but 国务院令第3号 公布
    let space = if dated.by.ends_with('号') { " " } else { "" };
    let text = match (lang, dated.by.as_str()) {
        (Lang::Zh, by) => format!("{date} {by}{space}{zh}"),
        (Lang::En, "") => format!("{date} {en}"),
        (Lang::En, by) => format!("{date} {en} ({by})"),
    };
    text.trim_end().to_owned()
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
