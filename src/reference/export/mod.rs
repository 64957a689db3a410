//! References for other programs: BibTeX and CSL-JSON.
//!
//! Every field is as written; what a format asks for in its own form (dates, numbers, names) is given in
//! that form only where the text says it beyond doubt.

mod bibtex;
mod csl;

use std::collections::{HashMap, HashSet};

pub use bibtex::to_bibtex;
pub use csl::to_csl;

use super::{Part, Person, Reference};
use crate::syntax::chars::{chinese, narrow};

/// The keys of `entries`, each with the label that it has in the list: as [`citation_key`] says, with
/// `a`, `b` … behind those that would be alike.
#[must_use]
pub fn citation_keys(entries: &[(&str, &Reference)]) -> Vec<String> {
    let bases: Vec<String> =
        entries.iter().map(|(label, reference)| citation_key(reference, label)).collect();
    let mut number: HashMap<&str, usize> = HashMap::new();
    for base in &bases {
        *number.entry(base).or_default() += 1;
    }
    let mut taken: HashSet<String> =
        bases.iter().filter(|base| number[base.as_str()] == 1).cloned().collect();
    let mut next: HashMap<&str, usize> = HashMap::new();
    let mut lettered = |base| loop {
        let at = next.entry(base).or_default();
        let key = format!("{base}{}", letters(*at));
        *at += 1;
        if taken.insert(key.clone()) {
            return key;
        }
    };
    bases.iter().map(|base| if number[base.as_str()] == 1 { base.clone() } else { lettered(base) }).collect()
}

/// The key of a reference in ASCII: family name of the first author and year, `einstein1936`; where the
/// name is not in Latin letters or is that of a body, the label of the entry: `ref12`.
#[must_use]
pub fn citation_key(reference: &Reference, label: &str) -> String {
    let family = reference.authors.first().and_then(|name| match Person::of(name) {
        Person::Individual { family, .. } => ascii(&family),
        Person::Body(_) => None,
    });
    if let Some(family) = family {
        let letter = reference.year_letter.map(String::from).unwrap_or_default();
        format!("{family}{}{letter}", reference.year().unwrap_or_default())
    } else {
        let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("ref{label}")
    }
}

/// `a` … `z`, `aa` …
fn letters(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.insert(0, char::from(b'a' + (at % 26) as u8));
        if at < 26 {
            return letters.into_iter().collect();
        }
        at = at / 26 - 1;
    }
}

/// The letters of `name` in lower case without accents; `None` if one has no form in ASCII.
fn ascii(name: &str) -> Option<String> {
    let mut ascii = String::new();
    for c in name.chars().filter(|c| c.is_alphabetic()) {
        match c.to_lowercase().next().unwrap_or(c) {
            c @ 'a'..='z' => ascii.push(c),
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' => ascii.push('a'),
            'ä' | 'æ' => ascii.push_str("ae"),
            'ç' | 'ć' | 'č' => ascii.push('c'),
            'ď' | 'đ' | 'ð' => ascii.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => ascii.push('e'),
            'ğ' => ascii.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' | 'ǐ' => ascii.push('i'),
            'ł' => ascii.push('l'),
            'ñ' | 'ń' | 'ň' => ascii.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' | 'ǒ' => ascii.push('o'),
            'ö' | 'ø' | 'œ' => ascii.push_str("oe"),
            'ř' => ascii.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => ascii.push('s'),
            'ß' => ascii.push_str("ss"),
            'ť' | 'ţ' | 'ț' => ascii.push('t'),
            'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ǔ' => ascii.push('u'),
            'ü' => ascii.push_str("ue"),
            'ý' | 'ÿ' => ascii.push('y'),
            'ź' | 'ž' | 'ż' => ascii.push('z'),
            _ => return None,
        }
    }
    (!ascii.is_empty()).then_some(ascii)
}

/// Year, month and day as far as `text` gives them: `2019-05-01`, `[2019-05]`, 2019年5月1日.
fn date(text: &str) -> Option<Vec<u32>> {
    let text: String = text.chars().map(narrow).collect();
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let mut parts = vec![numbers.next().filter(|year| year.len() == 4)?.parse().ok()?];
    for most in [12, 31] {
        let number = numbers.next().filter(|digits| digits.len() <= 2).and_then(|digits| digits.parse().ok());
        match number {
            Some(number @ 1..) if number <= most => parts.push(number),
            _ => break,
        }
    }
    Some(parts)
}

/// The day, month or year of publication.
fn issued(reference: &Reference) -> Option<Vec<u32>> {
    [Part::Date, Part::Year].into_iter().find_map(|part| date(reference.get(part)?)).or_else(|| {
        let year = reference.year()?;
        Some(vec![year.parse().ok()?])
    })
}

/// The number of an edition (2, 第2版, 第二版, 2nd ed.), else the text: 修订版.
fn edition(text: &str) -> String {
    let folded: String = text.chars().map(narrow).collect::<String>().to_lowercase();
    let core = folded.trim().trim_start_matches('第').trim_end_matches('版');
    let core =
        ["edition", "edn.", "edn", "ed.", "ed"].iter().find_map(|end| core.strip_suffix(end)).unwrap_or(core);
    let core = core.trim();
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| core.strip_suffix(end)).unwrap_or(core);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    match chinese(core) {
        Some((number, length)) if length == core.len() => number.to_string(),
        _ => text.trim().to_owned(),
    }
}

/// The parts of a range of pages, `-` between them whatever dash the text has.
fn pages(text: &str, dash: &str) -> String {
    let text: String = text.chars().map(narrow).collect();
    let parts = text.split(['-', '–', '—', '~', '\u{2012}', '～', '－']);
    parts.map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(dash)
}

/// The identifier if it is a DOI, without an address in front of it.
fn doi(reference: &Reference) -> Option<&str> {
    reference.get(Part::Pid).map(str::trim).filter(|pid| pid.starts_with("10.") && pid.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Name;

    fn work(author: &str, year: &str) -> Reference {
        let name = Name { text: author.to_owned(), ..Name::default() };
        let mut reference = Reference { authors: vec![name], ..Reference::default() };
        reference.set_text(Part::Year, year);
        reference
    }

    #[test]
    fn keys_are_name_and_year_or_the_label() {
        for (author, year, key) in [
            ("EINSTEIN A", "1936", "einstein1936"),
            ("VAN DER VEEN P H", "2001", "vanderveen2001"),
            ("Müller K", "1999", "mueller1999"),
            ("O’Brien P", "", "obrien"),
            ("张三", "2019", "ref12"),
            ("World Health Organization", "2019", "ref12"),
            ("Достоевский Ф", "1866", "ref12"),
        ] {
            assert_eq!(citation_key(&work(author, year), "12"), key, "{author}");
        }
        assert_eq!(citation_key(&Reference::default(), "某-n_1"), "refn1");
    }

    #[test]
    fn keys_that_are_alike_get_letters() {
        let mut lettered = work("Einstein A", "1936");
        lettered.year_letter = Some('a');
        let works = [
            work("Einstein A", "1936"),
            work("Einstein A", "1936"),
            work("Bohr N", "1936"),
            work("张三", "2019"),
            work("李四", "2019"),
            lettered,
        ];
        let labels = ["1", "2", "3", "1", "1", "6"];
        let entries: Vec<_> = labels.into_iter().zip(&works).collect();
        assert_eq!(
            citation_keys(&entries),
            ["einstein1936b", "einstein1936c", "bohr1936", "ref1a", "ref1b", "einstein1936a"]
        );
        let many: Vec<_> = (0..60).map(|_| ("1", &works[3])).collect();
        let keys = citation_keys(&many);
        assert_eq!((&*keys[25], &*keys[26], &*keys[52]), ("ref1z", "ref1aa", "ref1ba"));
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), 60);
    }

    #[test]
    fn dates_have_the_parts_that_the_text_gives() {
        for (text, parts) in [
            ("2019-05-01", Some(vec![2019, 5, 1])),
            ("[2019-05-01]", Some(vec![2019, 5, 1])),
            ("2019年5月", Some(vec![2019, 5])),
            ("２０１９", Some(vec![2019])),
            ("2019-13-01", Some(vec![2019])),
            ("2019-05-41", Some(vec![2019, 5])),
            ("2019-2020", Some(vec![2019])),
            ("民国三十六年", None),
            ("99-05-01", None),
            ("", None),
        ] {
            assert_eq!(date(text), parts, "{text}");
        }
    }

    #[test]
    fn editions_are_numbers_where_they_count() {
        for (text, number) in [
            ("2", "2"),
            ("第2版", "2"),
            ("第二版", "2"),
            ("３版", "3"),
            ("2nd ed.", "2"),
            ("5th edition", "5"),
            ("修订版", "修订版"),
            ("2009年修订版", "2009年修订版"),
            ("Rev. ed.", "Rev. ed."),
            ("版", "版"),
        ] {
            assert_eq!(edition(text), number, "{text}");
        }
    }

    #[test]
    fn page_ranges_have_one_dash() {
        assert_eq!(pages("12—18", "--"), "12--18");
        assert_eq!(pages("12 - 18, 20–21", "-"), "12-18, 20-21");
        assert_eq!(pages("e2041", "-"), "e2041");
    }
}
