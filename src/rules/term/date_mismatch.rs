//! `date-mismatch`: a date of a law, document or meeting that its card contradicts.

use super::written;
use crate::document::{Act, Dated};
use crate::glossary::{Card, OwnGlossary};
use crate::rules::{Check, Rule, Scope, Severity};

/// The dates are those of the cards, which name where they were seen. A law has three: 通过, 公布 and 施行.
pub static RULE: Rule = Rule {
    id: "date-mismatch",
    group: "term",
    severity: Severity::Information,
    optional: false,
    page_zh: include_str!("../../../docs/rules/date-mismatch.zh.md"),
    page_en: include_str!("../../../docs/rules/date-mismatch.en.md"),
    check: Scope::Document(check),
};

/// A date that is farther off is of an earlier law of the same name rather than a slip.
const FARTHEST: u16 = 3;

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let own = OwnGlossary::default();
    for block in written(snapshot) {
        for dated in &snapshot.wording(block).dated {
            let quoted = snapshot.blocks()[block].quotations.iter();
            if quoted.into_iter().any(|q| q.inner.start <= dated.date.start && dated.date.end <= q.inner.end)
            {
                continue;
            }
            let Some(card) = dated.card.card(&own) else { continue };
            if !contradicts(dated, &card) {
                continue;
            }
            let lang = check.settings.lang;
            let known = card.date_line(lang);
            let (date, name) = (snapshot.text_in(block, &dated.date), snapshot.text_in(block, &dated.name));
            let message = if check.zh() {
                format!("{name}的日期是：{known}。这里写的是{date}，请核对。")
            } else {
                format!("{name}: {known}. Here it says {date}; please check.")
            };
            let range = snapshot.absolute(block, &dated.date);
            let place = snapshot.absolute(block, &dated.name);
            let related = check.say("所说的文件或会议", "what the date is of").to_owned();
            if let Some(finding) = check.report(&RULE, range, message) {
                finding.relate(place, related);
            }
        }
    }
}

/// A date of a card: year, month and day as far as they are known.
type Day = (u16, Option<u8>, Option<u8>);

fn day(date: &str) -> Option<Day> {
    let mut parts = date.split('-');
    let year = parts.next()?.parse().ok()?;
    let mut next = || parts.next().and_then(|part| part.parse().ok());
    Some((year, next(), next()))
}

/// Whether the card knows dates of this kind, and none is the one in the text.
fn contradicts(dated: &Dated, card: &Card) -> bool {
    // Kinds that the words may mean; the card must know one of the first of them.
    let (asked, also): (&[&str], &[&str]) = match dated.act {
        Act::Adopted => (&["adopted"], &["revised", "amended", "approved", "reviewed"]),
        Act::Issued => (
            &["published", "adopted", "issued", "approved"],
            &["in-force", "trial", "revised", "amended", "reviewed", "delivered", "dated"],
        ),
        Act::InForce => (&["in-force", "trial"], &["adopted", "published", "revised", "amended", "issued"]),
        Act::Amended => (&["revised", "amended"], &["adopted", "published", "in-force", "trial"]),
        Act::Held => (&["opened", "held"], &["closed"]),
    };
    let meeting = card.category() == "meeting";
    if meeting != (dated.act == Act::Held) || !card.has_all_dates() {
        return false;
    }
    let kinds = |kinds: &'static [&'static str]| card.dates().filter(move |(kind, ..)| kinds.contains(kind));
    if kinds(asked).next().is_none() {
        return false;
    }
    let spans: Vec<(Day, Day)> = kinds(asked)
        .chain(kinds(also))
        .filter_map(|(_, from, until)| {
            let from = day(from)?;
            Some((from, day(until).unwrap_or(from)))
        })
        .collect();
    // A meeting lasts from its opening to its closing.
    let opened = card.dates().find(|(kind, ..)| *kind == "opened").and_then(|(_, date, _)| day(date));
    let closed = card.dates().find(|(kind, ..)| *kind == "closed").and_then(|(_, date, _)| day(date));
    let whole = opened.map(|opened| (opened, closed.unwrap_or(opened)));
    let fits = |(from, until): &(Day, Day)| {
        let years = (from.0..=until.0).contains(&dated.year);
        let months = match (dated.month, from.1, until.1) {
            (Some(month), Some(first), Some(last)) => {
                let at = (dated.year, month);
                (from.0, first) <= at && at <= (until.0, last)
            }
            _ => true,
        };
        years && months
    };
    if spans.iter().chain(&whole).any(fits) {
        return false;
    }
    // Yearly meetings are not all on the card.
    let once = !meeting || card.dates().filter(|(kind, ..)| matches!(*kind, "held" | "opened")).count() == 1;
    let near = kinds(asked)
        .filter_map(|(_, date, _)| day(date))
        .any(|(year, ..)| year.abs_diff(dated.year) <= FARTHEST);
    once && near
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn dates_that_a_card_contradicts() {
        found(&RULE, "⟦1988年⟧通过了《中华人民共和国村民委员会组织法(试行)》，农村由此开始了村民自治。");
        found(&RULE, "⟦2012年⟧召开的党的十八届三中全会，提出了全面深化改革的总目标。");
        found(&RULE, "⟦2013年12月⟧，党的十八届三中全会提出了全面深化改革的总目标。");
        found(&RULE, "《中华人民共和国乡村振兴促进法》于⟦2020年⟧通过，这是一部新的法律。");
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "1987年通过了《中华人民共和国村民委员会组织法(试行)》，1988年试行。",
                "1988年试行的《中华人民共和国村民委员会组织法(试行)》，农村由此开始了村民自治。",
                "1998年修订后的《中华人民共和国村民委员会组织法》明确了这一点。",
                "2013年11月召开的党的十八届三中全会，提出了全面深化改革的总目标。",
                "1954年颁布的《中华人民共和国宪法》规定了国家的根本制度。",
                "2019年修订的《某某办法》规定了这些内容，村里照此办理。",
                "2013年以来，党的十八届三中全会提出的各项改革逐步推开。",
                // the words of another text
                "王某写道：“1988年通过了《中华人民共和国村民委员会组织法(试行)》，农村由此开始了自治。”",
                // a yearly meeting
                "2016年召开的中央经济工作会议部署了第二年的经济工作。",
            ],
        );
    }
}
