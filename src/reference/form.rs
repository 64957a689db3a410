//! How an entry is written: what tells the form of a whole list, read off once with the entry.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::format::{is_cstr, needs_access_date, surname_end};
use super::{Grammar, Medium, Order, Part, Reference, Type, Width};
use crate::syntax::chars::{is_han, narrow};

/// How an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Form {
    /// How many signs of GB/T 7714—2015 it bears: surnames in capitals, dates of access of articles …
    pub old: u8,
    /// How many signs of GB/T 7714—2025.
    pub new: u8,
    /// Where the year belongs: behind the authors in lists without labels.
    pub order: Order,
    /// The width of the signs between its parts; `None` where they are mixed or none.
    pub width: Option<Width>,
    /// Whether it ends with a full stop; `None` where it ends with an address or identifier.
    pub stopped: Option<bool>,
    /// The signs of its label without the number: `[` and `]`, or nothing of ①.
    pub label: [char; 2],
    /// What tells the work from others, hashed; `None` where that cannot be told.
    pub work: Option<u64>,
}

impl Form {
    /// The form of the entry `text` with `label` before it, read as `reference`.
    #[must_use]
    pub fn of(reference: &Reference, text: &str, label: &str) -> Self {
        let (old, new) = signs(reference);
        let addressed = reference.get(Part::Url).is_some() || reference.get(Part::Pid).is_some();
        let mut signs =
            label.chars().filter(|c| !c.is_whitespace() && !c.is_numeric() && !matches!(c, ',' | '，' | '-'));
        let mut sign = || signs.next().unwrap_or_default();
        Self {
            old,
            new,
            order: if label.is_empty() { Order::AuthorYear } else { Order::Numeric },
            width: width(reference, text),
            stopped: (!addressed).then(|| text.ends_with(['.', '．', '。'])),
            label: [sign(), sign()],
            work: work(reference),
        }
    }
}

/// The width in which most Chinese entries of a list are written; full where it cannot be told, as the
/// standard is printed.
#[must_use]
pub fn usual_width<'f>(forms: impl Iterator<Item = &'f Form>) -> Width {
    let widths: Vec<Width> = forms.filter_map(|form| form.width).collect();
    let half = widths.iter().filter(|width| **width == Width::Half).count();
    if half * 2 > widths.len() { Width::Half } else { Width::Full }
}

/// How many signs of 2015 and of 2025 an entry bears.
fn signs(reference: &Reference) -> (u8, u8) {
    let (mut old, mut new) = (0, 0);
    if reference.grammar != Grammar::Gb || reference.mark.is_none() {
        return (0, 0);
    }
    let surname = reference.people().find_map(|name| surname_end(&name.text).map(|end| &name.text[..end]));
    match surname.map(is_capitals) {
        Some(true) => old += 1,
        Some(false) => new += 1,
        None => {}
    }
    let Some(kind) = reference.kind else { return (old, new) };
    if reference.medium == Some(Medium::Online) && !needs_access_date(kind) {
        if reference.get(Part::Accessed).is_some() {
            old += 1;
        } else if reference.get(Part::Url).is_some() {
            new += 1;
        }
    }
    if kind == Type::Standard && !reference.analytic {
        if !reference.authors.is_empty() || reference.get(Part::Publisher).is_some() {
            old += 1;
        } else if number_first(reference) {
            new += 1;
        }
    }
    let cstr = reference.get(Part::Pid).is_some_and(is_cstr);
    new += u8::from(kind == Type::Preprint)
        + u8::from(reference.medium == Some(Medium::Microform))
        + u8::from(cstr);
    (old, new)
}

/// Whether the number of a standard stands before its name.
#[must_use]
pub fn number_first(reference: &Reference) -> bool {
    match (reference.field(Part::Number), reference.field(Part::Title)) {
        (Some(number), Some(title)) => number.range.start < title.range.start,
        _ => false,
    }
}

/// Whether a surname is written in capitals as 2015 wants it: some word of it, for `van der` stays small.
#[must_use]
pub fn is_capitals(surname: &str) -> bool {
    surname.split([' ', '-', '\'', '’']).any(|word| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1 && word.chars().all(|c| !c.is_lowercase())
    })
}

/// The width of the signs between the parts of a Chinese entry.
fn width(reference: &Reference, text: &str) -> Option<Width> {
    if !reference.is_chinese() {
        return None;
    }
    let title = reference.field(Part::Title).map_or(0..0, |field| field.range.clone());
    let url = reference.field(Part::Url).map_or(text.len()..text.len(), |field| field.range.clone());
    let (mut full, mut half) = (0, 0);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if title.contains(&at) || at >= url.start {
            continue;
        }
        match c {
            '，' | '：' | '（' | '）' => full += 1,
            // Commas and colons beside Western words are half-width in either form.
            ',' | ':' if is_han(before) || before.is_ascii_digit() || before == ')' => half += 1,
            _ => {}
        }
        before = c;
    }
    match (full, half) {
        (0, 0) => None,
        (_, 0) => Some(Width::Full),
        (0, _) => Some(Width::Half),
        _ => None,
    }
}

/// What tells a work from others, in half width, without punctuation, case and space; `None` where it cannot
/// be told.
///
/// Authors and title, where it appeared and when; another volume, edition or issue is another work, other
/// pages are not.
fn work(reference: &Reference) -> Option<u64> {
    /// Letters from which on the author, title and year of an entry can be told from others.
    const SHORTEST: usize = 8;
    let letters = |text: &str| -> String {
        text.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let kind = reference.mark.as_ref()?.kind?;
    let mut title: String = reference.authors.iter().take(3).map(|name| letters(&name.text)).collect();
    title += &letters(reference.get(Part::Title)?);
    if title.chars().count() < SHORTEST || reference.year().is_none() {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    (kind, title).hash(&mut hasher);
    for part in [
        Part::Number,
        Part::Container,
        Part::Edition,
        Part::Publisher,
        Part::Year,
        Part::Date,
        Part::Volume,
        Part::Issue,
    ] {
        reference.get(part).map_or(String::new(), letters).hash(&mut hasher);
    }
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::parse;

    fn form(text: &str) -> Form {
        Form::of(&parse(text), text, "[1] ")
    }

    #[test]
    fn widths_stops_and_labels() {
        let form_of = form("王某. 论甲：兼论乙[J]. 某刊, 2018(2): 8-15.");
        assert_eq!(
            (form_of.width, form_of.stopped, form_of.label),
            (Some(Width::Half), Some(true), ['[', ']'])
        );
        assert_eq!(form("王某. 题名[J]. 某刊，2018（2）：8-15").width, Some(Width::Full));
        assert_eq!(form("王某. 题名[J]. 某刊，2018(2): 8-15").width, None);
        assert_eq!(form("Smith A. A title[J]. Some Review, 2018(2): 8-15.").width, None);
        assert_eq!(form("某部. 题名[EB/OL]. https://example.org/a.").stopped, None);
    }

    #[test]
    fn one_work_in_two_forms() {
        let a = form("王某. 一个县的村治逻辑[M]. 北京: 某社, 2018: 36.").work;
        assert!(a.is_some());
        assert_eq!(a, form("王某．一个县的村治逻辑［M］．北京：某社，2018：71").work);
        assert_ne!(a, form("王某. 一个县的村治逻辑[M]. 北京: 某社, 2019.").work);
        assert_eq!(form("王某. 序[M]. 北京: 某社, 2018.").work, None, "too short to be told from others");
    }

    #[test]
    fn most_entries_tell_the_width() {
        let forms = [
            "甲. 题名[M]. 北京: 某社, 2018.",
            "乙. 题名[M]. 北京: 某社, 2018.",
            "丙. 题名[M]. 北京：某社，2018.",
        ]
        .map(form);
        assert_eq!(usual_width(forms.iter()), Width::Half);
        assert_eq!(usual_width(forms[1..].iter()), Width::Full, "a tie is as the standard is printed");
        assert_eq!(usual_width([].iter()), Width::Full);
    }
}
