//! What readers of bibliography files share: people, dates, editions and identifiers as an entry by
//! GB/T 7714 writes them.

use std::fmt::Write;

use super::model::{Name, Part, Reference, Role, Type};
use crate::syntax::chars::{is_han, narrow};

/// The parts of a person's name in a bibliography file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Person<'a> {
    /// The family name with its particle: `von Neumann`, 费.
    pub family: &'a str,
    /// The given name: `John`, `J. D.`, 孝通.
    pub given: &'a str,
    /// `Jr.`, `III`
    pub suffix: &'a str,
}

impl Person<'_> {
    /// The name as it stands in an entry: 费孝通, `VON NEUMANN J` (GB/T 7714—2015, 8.1.1: family
    /// name first, given names as initials without points).
    pub(super) fn written(&self) -> String {
        let all = [self.family, self.given, self.suffix];
        if all.iter().any(|part| part.chars().any(is_han)) {
            return all.concat().chars().filter(|c| !c.is_whitespace()).collect();
        }
        let mut written = self.family.to_uppercase();
        let suffix = self.suffix.trim_end_matches('.');
        for part in [initials(self.given).as_str(), suffix] {
            if !part.is_empty() {
                if !written.is_empty() {
                    written.push(' ');
                }
                written.push_str(part);
            }
        }
        written
    }
}

/// The initials of given names: `John D.` → `J D`, `Jean-Paul` → `J-P`, `JD` → `J D`.
fn initials(given: &str) -> String {
    let mut initials = String::new();
    for word in given.split(|c: char| c.is_whitespace() || c == '.') {
        let capitals = word.chars().count() <= 3 && word.chars().all(char::is_uppercase);
        for (number, part) in word.split('-').filter(|part| !part.is_empty()).enumerate() {
            let letters = part.chars().take(if capitals { 3 } else { 1 });
            for (index, letter) in letters.enumerate() {
                if number > 0 && index == 0 {
                    initials.push('-');
                } else if !initials.is_empty() {
                    initials.push(' ');
                }
                initials.extend(letter.to_uppercase());
            }
        }
    }
    initials
}

/// A name without a place; the word for the role is of the language of the name.
pub(super) fn name(text: String, role: Role) -> Name {
    let western = !text.chars().any(is_han);
    let word = match role {
        Role::Author => "",
        Role::Editor if western => "ed.",
        Role::Editor => "编",
        Role::Translator if western => "trans.",
        Role::Translator => "译",
        Role::Other => "校",
    };
    Name { text, range: 0..0, role, word: word.to_owned() }
}

/// A date as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Date {
    /// The year as written: 2019, 2019a, 1998—2001.
    pub year: String,
    /// The month, from 1.
    pub month: Option<u32>,
    /// The day, from 1.
    pub day: Option<u32>,
}

impl Date {
    /// Reads `2019`, `2019-05`, `2019-05-12`, `2019/5/12`, 2019年5月12日; of a range its start.
    pub(super) fn read(text: &str) -> Self {
        let numbers: Vec<&str> =
            text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).collect();
        let Some((first, rest)) = numbers.split_first().filter(|(first, _)| first.len() == 4) else {
            return Self { year: text.trim().to_owned(), ..Self::default() };
        };
        // 2019/2020 and 2019-05/2019-08 are ranges; a month has two digits at most.
        let mut parts = rest.iter().take_while(|number| number.len() <= 2).map(|number| number.parse().ok());
        let month = parts.next().flatten().filter(|month| (1..=12).contains(month));
        let day = parts.next().flatten().filter(|day| month.is_some() && (1..=31).contains(day));
        Self { year: (*first).to_owned(), month, day }
    }

    /// `2019-05-12`, `2019-05` or `2019`.
    pub(super) fn written(&self) -> String {
        let mut written = self.year.clone();
        if let Some(month) = self.month {
            let _ = write!(written, "-{month:02}");
            if let Some(day) = self.day {
                let _ = write!(written, "-{day:02}");
            }
        }
        written
    }
}

/// Sets the date of publication: a full one where the type asks for it, else the year.
pub(super) fn set_date(reference: &mut Reference, date: &Date) {
    let dated = matches!(reference.kind, Some(Type::Newspaper | Type::Patent | Type::Web));
    if dated && date.day.is_some() {
        reference.set_text(Part::Date, date.written());
        return;
    }
    let year = date.year.as_str();
    let digits = year.bytes().take_while(u8::is_ascii_digit).count();
    let mut letters = year[digits..].chars();
    if let (4, Some(letter @ 'a'..='z'), None) = (digits, letters.next(), letters.next()) {
        reference.year_letter = Some(letter);
        reference.set_text(Part::Year, &year[..digits]);
    } else {
        reference.set_text(Part::Year, year);
    }
}

/// Sets the edition, of which the first is not written: `2` → 2版, `2nd ed.`
pub(super) fn set_edition(reference: &mut Reference, edition: &str) {
    let text = match edition.parse::<u32>() {
        Ok(0 | 1) => String::new(),
        Ok(number) if reference.is_chinese() => format!("{number}版"),
        Ok(number) => {
            let ending = match (number % 10, number % 100) {
                (1, tens) if tens != 11 => "st",
                (2, tens) if tens != 12 => "nd",
                (3, tens) if tens != 13 => "rd",
                _ => "th",
            };
            format!("{number}{ending} ed.")
        }
        Err(_) => edition.to_owned(),
    };
    reference.set_text(Part::Edition, text);
}

/// Page numbers with a simple hyphen: `12--18`, 12–18 → `12-18`.
pub(super) fn pages(text: &str) -> String {
    let mut pages = String::with_capacity(text.len());
    for c in text.chars().map(narrow).filter(|c| !c.is_whitespace()) {
        match c {
            '-' | '–' | '—' | '−' if pages.ends_with('-') => {}
            '–' | '—' | '−' => pages.push('-'),
            _ => pages.push(c),
        }
    }
    pages
}

/// A DOI without the name or the resolver in front of it.
pub(super) fn doi(text: &str) -> &str {
    let text = text.trim();
    // Every DOI begins with the directory 10 and a prefix (ISO 26324).
    text.find("10.").map_or(text, |at| &text[at..])
}

/// Whether `text` begins like the number of a Chinese standard: GB/T 7714—2015, DB11/T 1.
pub(super) fn is_standard_number(text: &str) -> bool {
    let rest = ["GB", "DB", "ISO", "IEC"].into_iter().find_map(|body| text.trim_start().strip_prefix(body));
    rest.is_some_and(|rest| {
        let rest = rest.trim_start_matches(['/', 'T', 'Z', 'J', ' ']);
        rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_in_an_entry() {
        for (family, given, suffix, written) in [
            ("费", "孝通", "", "费孝通"),
            ("费", " 孝 通", "", "费孝通"),
            ("Einstein", "Albert", "", "EINSTEIN A"),
            ("von Neumann", "John", "", "VON NEUMANN J"),
            ("Watson", "J. D.", "", "WATSON J D"),
            ("Watson", "J.D.", "", "WATSON J D"),
            ("Watson", "JD", "", "WATSON J D"),
            ("Sartre", "Jean-Paul", "", "SARTRE J-P"),
            ("King", "Martin Luther", "Jr.", "KING M L Jr"),
            ("Müller", "ökonom", "", "MÜLLER Ö"),
            ("", "", "", ""),
        ] {
            assert_eq!(Person { family, given, suffix }.written(), written);
        }
    }

    #[test]
    fn dates_are_read_as_far_as_they_go() {
        for (text, written) in [
            ("2019", "2019"),
            ("2019-05", "2019-05"),
            ("2019-5-2", "2019-05-02"),
            ("2019/05/12", "2019-05-12"),
            ("2019年5月12日", "2019-05-12"),
            ("2019/2020", "2019"),
            ("2019-05-12/2019-06-01", "2019-05-12"),
            ("2019-13-12", "2019"),
            ("2019-05-32", "2019-05"),
            ("民国十八年", "民国十八年"),
            ("", ""),
        ] {
            assert_eq!(Date::read(text).written(), written, "{text}");
        }
    }

    #[test]
    fn years_may_have_a_letter() {
        let mut reference = Reference::default();
        set_date(&mut reference, &Date { year: "2019a".to_owned(), ..Date::default() });
        assert_eq!((reference.get(Part::Year), reference.year_letter), (Some("2019"), Some('a')));
    }

    #[test]
    fn only_what_is_dated_by_the_day_has_a_date() {
        for (kind, part) in [
            (Type::Newspaper, Part::Date),
            (Type::Web, Part::Date),
            (Type::Book, Part::Year),
            (Type::Journal, Part::Year),
        ] {
            let mut reference = Reference { kind: Some(kind), ..Reference::default() };
            set_date(&mut reference, &Date::read("2019-05-12"));
            assert!(reference.get(part).is_some(), "{kind}");
            assert_eq!(reference.year(), Some("2019"));
        }
    }

    #[test]
    fn editions_are_counted_from_the_second() {
        for (title, edition, expected) in [
            ("社会", "1", None),
            ("社会", "2", Some("2版")),
            ("Society", "2", Some("2nd ed.")),
            ("Society", "11", Some("11th ed.")),
            ("Society", "23", Some("23rd ed.")),
            ("社会", "修订版", Some("修订版")),
        ] {
            let mut reference = Reference::default();
            reference.set_text(Part::Title, title);
            set_edition(&mut reference, edition);
            assert_eq!(reference.get(Part::Edition), expected);
        }
    }

    #[test]
    fn numbers_and_identifiers_are_plain() {
        assert_eq!(pages("12--18"), "12-18");
        assert_eq!(pages("12 – 18, 20"), "12-18,20");
        assert_eq!(pages("e0123"), "e0123");
        assert_eq!(doi("https://doi.org/10.1000/x.10.2"), "10.1000/x.10.2");
        assert_eq!(doi("doi:10.1000/x"), "10.1000/x");
        assert_eq!(doi("x"), "x");
        for text in ["GB/T 7714—2015", "GB 3100-93", "DB11/T 1"] {
            assert!(is_standard_number(text), "{text}");
        }
        for text in ["GBK编码", "7714", "DBA", ""] {
            assert!(!is_standard_number(text), "{text}");
        }
    }
}
