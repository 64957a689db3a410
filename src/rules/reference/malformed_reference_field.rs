//! `malformed-reference-field`: a part of an entry that cannot be right as it is written.

use std::ops::Range;

use super::{EntryCheck, edit};
use crate::reference::{Part, Reference, Type, is_cstr, iso_date};
use crate::rules::{Fix, Rule, Scope, Severity};

/// Dates are written YYYY-MM-DD (GB/T 7714, on dates); a DOI begins with `10.` and a registrant, a CSTR with
/// five digits; the check digit of an ISBN is that of ISO 2108.
pub static RULE: Rule = Rule {
    id: "malformed-reference-field",
    group: "reference",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/malformed-reference-field.zh.md"),
    page_en: include_str!("../../../docs/rules/malformed-reference-field.en.md"),
    check: Scope::Entry(check),
};

/// Something wrong with a part (bytes in the entry), with what would be right where that is certain.
struct Slip {
    range: Range<usize>,
    zh: String,
    en: String,
    right: Option<String>,
}

fn check(check: &mut EntryCheck<'_>) {
    let mut slips = Vec::new();
    dates(check.reference, check.context.year, &mut slips);
    pages(check.reference, &mut slips);
    addresses(check.reference, check.text, &mut slips);
    standard_number(check.reference, check.text, &mut slips);
    isbn(check.text, &mut slips);
    for Slip { range, zh, en, right } in slips {
        let message = if check.zh() { zh } else { en };
        let fix = right.map(|right| Fix {
            title: if check.zh() { format!("改为 {right}") } else { format!("Write {right}") },
            safe: true,
            edits: vec![edit(&range, right)],
        });
        let finding = check.report(&RULE, range, message);
        if let Some(fix) = fix {
            finding.repair(fix);
        }
    }
}

/// A date as year, month and day; what is not written is `None`.
type Day = (u32, Option<u32>, Option<u32>);

fn day(text: &str) -> Option<Day> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut next = || numbers.next().and_then(|part| part.parse().ok());
    Some((next()?, next(), next()))
}

const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

fn dates(reference: &Reference, this_year: u16, slips: &mut Vec<Slip>) {
    for part in [Part::Date, Part::Accessed] {
        let Some(field) = reference.field(part) else { continue };
        let Some((year, month, date)) = day(&field.text) else { continue };
        let impossible = month.is_some_and(|month| !(1..=12).contains(&month))
            || date.is_some_and(|date| date == 0 || date > days_of(year, month.unwrap_or(1)));
        let text = &field.text;
        if impossible {
            slips.push(Slip {
                range: field.range.clone(),
                zh: format!("没有{text}这一天。"),
                en: format!("There is no such day as {text}."),
                right: None,
            });
            continue;
        }
        let iso = iso_date(text);
        if iso != *text && reference.year_letter.is_none() && iso.len() >= 7 {
            slips.push(Slip {
                range: field.range.clone(),
                zh: format!("日期写作“年-月-日”，用两位数的月和日：{iso}。"),
                en: format!("Dates are written year-month-day, with two digits for month and day: {iso}."),
                right: Some(iso),
            });
        }
    }
    if let Some(field) = [Part::Year, Part::Date].iter().find_map(|&part| reference.field(part))
        && let Some(year) = reference.year().and_then(|year| year.parse::<u16>().ok())
        && year > this_year + 1
    {
        slips.push(Slip {
            range: field.range.clone(),
            zh: format!("出版年{year}还没有到。"),
            en: format!("The year of publication {year} is in the future."),
            right: None,
        });
    }
    if let (Some(accessed), Some(published)) =
        (reference.field(Part::Accessed), reference.field(Part::Date).or_else(|| reference.field(Part::Year)))
        && let (Some(read), Some(made)) =
            (day(&accessed.text), reference.year().and_then(|_| day(&published.text)))
        && is_before(read, made)
    {
        slips.push(Slip {
            range: accessed.range.clone(),
            zh: format!("引用日期{}早于发表的{}，请核对。", accessed.text, published.text),
            en: format!(
                "The date of access {} is before the publication, {}.",
                accessed.text, published.text
            ),
            right: None,
        });
    }
}

/// Whether `a` is certainly before `b`.
fn is_before(a: Day, b: Day) -> bool {
    if a.0 != b.0 {
        return a.0 < b.0;
    }
    match ((a.1, a.2), (b.1, b.2)) {
        ((Some(month), _), (Some(other), _)) if month != other => month < other,
        ((Some(_), Some(date)), (Some(_), Some(other))) => date < other,
        _ => false,
    }
}

fn pages(reference: &Reference, slips: &mut Vec<Slip>) {
    let Some(field) = reference.field(Part::Pages).filter(|_| reference.kind != Some(Type::Newspaper)) else {
        return;
    };
    let Some((first, last)) = field.text.split_once('-') else { return };
    let number = |text: &str| -> Option<u32> { text.trim().parse().ok() };
    let (Some(a), Some(b)) = (number(first), number(last)) else { return };
    // 1312-18 stands for 1312-1318.
    if a <= b || last.trim().len() < first.trim().len() {
        return;
    }
    let right = format!("{}-{}", last.trim(), first.trim());
    slips.push(Slip {
        range: field.range.clone(),
        zh: format!("起止页颠倒了：{}。", field.text),
        en: format!("The pages are reversed: {}.", field.text),
        right: Some(right),
    });
}

fn addresses(reference: &Reference, text: &str, slips: &mut Vec<Slip>) {
    if let Some(field) = reference.field(Part::Url) {
        let lower = field.text.to_ascii_lowercase();
        let twice = lower.matches("http://").count() + lower.matches("https://").count() > 1
            && (lower.starts_with("http://http") || lower.starts_with("https://http"));
        let schemed = ["http://", "https://", "ftp://"].iter().any(|scheme| lower.starts_with(scheme));
        if !schemed {
            slips.push(Slip {
                range: field.range.clone(),
                zh: "网址要写全，以 http:// 或 https:// 开头。".to_owned(),
                en: "The address is to be given in full, with http:// or https://.".to_owned(),
                right: None,
            });
        } else if twice {
            slips.push(Slip {
                range: field.range.clone(),
                zh: "网址的开头写了两遍。".to_owned(),
                en: "The beginning of the address stands twice.".to_owned(),
                right: None,
            });
        }
    }
    if let Some(field) = reference.field(Part::Pid) {
        let before = text[..field.range.start].to_ascii_uppercase();
        let cstr = before.trim_end_matches([':', '：', ' ']).ends_with("CSTR");
        let sound = if cstr { is_cstr(&field.text) } else { is_doi(&field.text) };
        if !sound {
            let (zh, en) = if cstr {
                (
                    "CSTR 以五位数字和圆点开头，如 31253.11.x。",
                    "A CSTR begins with five digits and a full stop.",
                )
            } else {
                (
                    "DOI 以“10.”加登记机构的号码开头，如 10.1000/x。",
                    "A DOI begins with 10. and the number of the registrant, as in 10.1000/x.",
                )
            };
            slips.push(Slip {
                range: field.range.clone(),
                zh: zh.to_owned(),
                en: en.to_owned(),
                right: None,
            });
        }
    }
}

fn is_doi(text: &str) -> bool {
    let Some((prefix, suffix)) = text.split_once('/') else { return false };
    let registrant = prefix.strip_prefix("10.").unwrap_or("");
    !suffix.is_empty() && registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// GB/T0001 without the blank behind the letters.
fn standard_number(reference: &Reference, text: &str, slips: &mut Vec<Slip>) {
    let Some(field) = reference.field(Part::Number).filter(|_| reference.kind == Some(Type::Standard)) else {
        return;
    };
    let written = &text[field.range.clone()];
    let letters = written.bytes().take_while(|&b| b.is_ascii_uppercase() || b == b'/').count();
    if !written.starts_with("GB") || !written[letters..].starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    let right = format!("{} {}", &written[..letters], &written[letters..]);
    slips.push(Slip {
        range: field.range.clone(),
        zh: format!("标准代号和编号之间空一格：{right}。"),
        en: format!("A blank stands between the code and the number: {right}."),
        right: Some(right),
    });
}

fn isbn(text: &str, slips: &mut Vec<Slip>) {
    for (at, _) in text.match_indices("ISBN") {
        let start = at + "ISBN".len();
        let rest = &text[start..];
        let lead = rest.len() - rest.trim_start_matches([' ', ':', '：', '\u{3000}']).len();
        let length = rest[lead..]
            .bytes()
            .take_while(|b| b.is_ascii_digit() || matches!(b, b'-' | b' ' | b'X' | b'x'))
            .count();
        let number = rest[lead..lead + length].trim_end();
        let digits: Vec<u32> = number
            .chars()
            .filter_map(|c| if matches!(c, 'X' | 'x') { Some(10) } else { c.to_digit(10) })
            .collect();
        let sound = match digits.len() {
            13 => digits
                .iter()
                .enumerate()
                .map(|(i, d)| if i % 2 == 0 { *d } else { 3 * d })
                .sum::<u32>()
                .is_multiple_of(10),
            10 => digits.iter().enumerate().map(|(i, d)| (10 - i as u32) * d).sum::<u32>().is_multiple_of(11),
            0 => continue,
            _ => false,
        };
        if !sound {
            let range = start + lead..start + lead + number.len();
            slips.push(Slip {
                range,
                zh: format!("ISBN {number} 的位数或校验码不对。"),
                en: format!("The number of digits or the check digit of ISBN {number} is wrong."),
                right: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::config::Settings;
    use crate::document::{Kind, Snapshot};
    use crate::rules::check;
    use crate::rules::testing::{clean, fixed, found};

    const TEXT: &str = "甲说[1]，乙说[2]，丙说[3]，都在讨论村庄里的事情：水渠由谁来修，道路由谁来管，老人由谁来照看，账目由谁来公布，这些问题多年来没有一个现成的答案。\n\n参考文献\n";

    #[test]
    fn slips_of_every_kind() {
        for entry in [
            "王某. 题名[J]. 某刊, 2018(2): ⟦41-36⟧.",
            "王某. 题名[N]. 某某日报, ⟦2020-13-06⟧(3).",
            "王某. 题名[N]. 某某日报, ⟦2021-02-29⟧(3).",
            "某部. 题名[EB/OL]. (2024-01-05)[⟦2024/2/1⟧]. https://example.org/a.",
            "某部. 题名[EB/OL]. (2024-01-05)[⟦2023-12-31⟧]. https://example.org/a.",
            "某部. 题名[EB/OL]. (2024-01-05)[2024-02-01]. ⟦www.example.org/a⟧.",
            "王某. 题名[J]. 某刊, 2018(2): 8-15. DOI:⟦AF12121⟧.",
            "王某. 题名[J]. 某刊, 2018(2): 8-15. CSTR:⟦12.1.x⟧.",
            "某委员会. 某某规则: ⟦GB/T0001—2019⟧[S]. 北京: 某社, 2019.",
            "王某. 题名[M]. 北京: 某社, 2019. ISBN ⟦978-7-100-00000-1⟧.",
        ] {
            found(&RULE, &format!("{TEXT}[1] {entry}\n"));
        }
    }

    #[test]
    fn what_is_certain_is_repaired() {
        for (before, after) in [
            ("王某. 题名[J]. 某刊, 2018(2): 41—36.", "王某. 题名[J]. 某刊, 2018(2): 36-41."),
            ("王某. 题名[N]. 某某日报, 2020年5月6日(3).", "王某. 题名[N]. 某某日报, 2020-05-06(3)."),
            ("GB/T0001—2019 某某规则[S].", "GB/T 0001—2019 某某规则[S]."),
        ] {
            fixed(&RULE, &format!("{TEXT}[1] {before}\n"), &format!("{TEXT}[1] {after}\n"));
        }
    }

    #[test]
    fn years_to_come() {
        let text = format!(
            "{TEXT}[1] 王某. 题名[J]. 某刊, 2099(2): 8-15.\n[2] 李某. 题名[J]. 某刊, 2027(2): 8-15.\n"
        );
        let snapshot = Snapshot::of(&text, Kind::Plain);
        let in_year = |year| {
            let settings = Settings { year: Some(year), ..Settings::default() };
            check(&snapshot, &settings).iter().filter(|finding| finding.rule == RULE.id).count()
        };
        assert_eq!((in_year(2026), in_year(2025)), (1, 2));
    }

    #[test]
    fn silent_cases() {
        for entry in [
            "王某. 题名[J]. 某刊, 2018(2): 36-41.",
            "王某. 题名[J]. 某刊, 2018(2): 1312-18.",
            "王某. 题名[J]. 某刊, 2018(2): e0230416.",
            "王某. 题名[N]. 某某日报, 2020-02-29(3).",
            "某部. 题名[EB/OL]. (2024-01-05)[2024-01-05]. https://example.org/a.",
            "某部. 题名[EB/OL]. (2024)[2024-02-01]. https://example.org/a?u=http://example.org.",
            "王某. 题名[J]. 某刊, 2018(2): 8-15. DOI:10.1000/x(1)-2.",
            "王某. 题名[DS/OL]. 某平台(2022-05-12)[2023-01-01]. https://example.org/a. CSTR:31253.11.x.1.",
            "某委员会. 某某规则: GB/T 0001—2019[S]. 北京: 某社, 2019.",
            "ISO. A standard: ISO 1:2009[S]. Geneva: ISO, 2009.",
            "王某. 题名[M]. 北京: 某社, 2019. ISBN 978-7-100-00000-0.",
            "王某. 题名[M]. 北京: 某社, 1881(清光绪七年).",
        ] {
            clean(&RULE, &[&format!("{TEXT}[1] {entry}\n")]);
        }
    }
}
