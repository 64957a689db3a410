//! BibTeX and BibLaTeX (with the fields of gbt7714 and biblatex-gb7714-2015).
//!
//! The file is cut at the lines on which entries begin and at their closing braces, and each piece is
//! parsed alone: the parser of the `biblatex` crate stops for good at the first error. Its raw form
//! is all that is used of it; abbreviations and LaTeX are resolved here, within bounds.

use std::collections::HashMap;
use std::ops::Range;

use biblatex::{Field, ParseErrorKind, RawBibliography, RawChunk, RawEntry, Token};

use super::bibfile::{Entry, Flaw, Problem, Scan};
use super::model::{Medium, Name, Part, Reference, Role, Type};
use super::record::{self, Date, Person};
use super::tex;

/// How far behind the start of the next entry the end of one is looked for, in bytes: a line of an
/// abstract may look like an entry, but an entry that was not closed must not be read again and
/// again to the end of the file.
const LOOK_BEYOND: usize = 4096;

/// Bytes of an abbreviation; more is nobody's journal, and names of names could grow without end.
const LONGEST_STRING: usize = 1 << 14;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Finds the entries of `text`.
pub(super) fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(head) = next_head(text, at) {
        let kind = text[head.name.clone()].to_ascii_lowercase();
        let end = closing(text, &head);
        if kind == "comment" {
            at = end.closed.unwrap_or(head.open + 1);
            continue;
        }
        let stop = end.next.or(end.closed).unwrap_or(text.len());
        // A line inside a value may look like an entry: then the whole is sound all the same.
        let whole = end.closed.filter(|&closed| closed == stop || is_sound(&text[head.start..closed]));
        at = whole.unwrap_or(stop);
        let range = head.start..at;
        match (kind.as_str(), whole) {
            ("preamble", Some(_)) => {}
            ("string", Some(_)) => {
                abbreviations(&with_braces(&text[range.clone()], &head), &mut scan.strings);
            }
            ("preamble" | "string", None) => {
                scan.problems.push(Problem { range: head.start..head.open + 1, flaw: Flaw::Unclosed });
            }
            _ => entry(text, &head, range, whole.is_some(), &mut scan),
        }
    }
    scan
}

/// Reads the entry of `range`, which is closed or not.
fn entry(text: &str, head: &Head, range: Range<usize>, closed: bool, scan: &mut Scan) {
    let opening = head.start..head.open + 1;
    let piece = with_braces(&text[range.clone()], head);
    let parsed = if closed { RawBibliography::parse(&piece) } else { Ok(EMPTY) };
    let problem = match &parsed {
        Ok(raw) => {
            if let Some(raw) = raw.entries.first().filter(|raw| !raw.v.key.v.is_empty()) {
                let at = range.start;
                let key_range = raw.v.key.span.start + at..raw.v.key.span.end + at;
                let mut entry = Entry::new(raw.v.key.v, key_range, range);
                entry.aliases = aliases(&raw.v);
                scan.entries.push(entry);
                return;
            }
            let flaw = if closed { Flaw::NoKey } else { Flaw::Unclosed };
            Problem { range: opening.clone(), flaw }
        }
        Err(error) => {
            let here = (range.start + error.span.start).min(range.end);
            let here = ends_of_char(text, here, range.end);
            let flaw = match &error.kind {
                ParseErrorKind::Expected(token) => expected(*token),
                ParseErrorKind::UnexpectedEof => Flaw::Unclosed,
                _ => Flaw::Malformed,
            };
            Problem { range: here, flaw }
        }
    };
    let Some(key_range) = key(text, head.open + 1, range.end) else {
        // An entry without any key is no citation's; one whose key cannot be told may be.
        let keyless = text[head.open + 1..range.end].trim_start().starts_with(',');
        scan.key_lost |= !keyless;
        let flaw = if keyless { Flaw::NoKey } else { problem.flaw };
        scan.problems.push(Problem { range: opening, flaw });
        return;
    };
    scan.entries.push(Entry::new(&text[key_range.clone()], key_range.clone(), range));
    let range = if problem.flaw == Flaw::Unclosed { key_range } else { problem.range };
    scan.problems.push(Problem { range, ..problem });
}

const EMPTY: RawBibliography<'static> =
    RawBibliography { preamble: String::new(), entries: Vec::new(), abbreviations: Vec::new() };

/// The character at `at`, or nothing at the end of the entry.
fn ends_of_char(text: &str, at: usize, end: usize) -> Range<usize> {
    let start = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let next = text[start..].chars().next().filter(|c| !matches!(c, '\n' | '\r'));
    start..(start + next.map_or(0, char::len_utf8)).min(end.max(start))
}

fn expected(token: Token) -> Flaw {
    let (zh, en) = match token {
        Token::Identifier => ("字段名", "the name of a field"),
        Token::OpeningBrace => ("左括号“{”", "a “{”"),
        Token::ClosingBrace => ("右括号“}”", "a “}”"),
        Token::Comma => ("逗号", "a comma"),
        Token::QuotationMark => ("引号", "a quotation mark"),
        Token::Equals => ("等号", "an equals sign"),
        Token::DecimalPoint => return Flaw::Malformed,
    };
    Flaw::Expected(zh, en)
}

fn is_sound(piece: &str) -> bool {
    RawBibliography::parse(piece).is_ok_and(|raw| raw.entries.len() == 1)
}

/// How an entry begins.
struct Head {
    /// The `@`.
    start: usize,
    /// What it is: `article`.
    name: Range<usize>,
    /// The brace or parenthesis.
    open: usize,
}

/// The first entry that begins at `from` or behind it; what stands between entries is nobody's.
fn next_head(text: &str, from: usize) -> Option<Head> {
    memchr::memchr_iter(b'@', text.get(from..)?.as_bytes()).map(|at| from + at).find_map(|at| {
        let line = text[from..at].rfind('\n').map_or(from, |end| from + end + 1);
        let commented = text[line..at].contains('%');
        head(text, at).filter(|_| !commented)
    })
}

/// What begins with the `@` at `start`, if an entry does.
fn head(text: &str, start: usize) -> Option<Head> {
    let bytes = text.as_bytes();
    let spaces = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    };
    let from = start + 1;
    let mut end = from;
    while bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
        end += 1;
    }
    let named = bytes.get(from).is_some_and(u8::is_ascii_alphabetic);
    let open = spaces(end);
    (named && matches!(bytes.get(open), Some(b'{' | b'('))).then_some(Head { start, name: from..end, open })
}

/// Where an entry ends.
struct Closing {
    /// Behind its closing brace.
    closed: Option<usize>,
    /// The first line before that on which another entry seems to begin.
    next: Option<usize>,
}

fn closing(text: &str, head: &Head) -> Closing {
    let bytes = text.as_bytes();
    let round = bytes[head.open] == b'(';
    let mut depth = usize::from(!round);
    let mut at = head.open + 1;
    let mut next = None;
    while let Some(step) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|b| matches!(b, b'\\' | b'{' | b'}' | b')' | b'\n')))
    {
        at += step;
        if next.is_some_and(|next| at > next + LOOK_BEYOND) {
            return Closing { closed: None, next };
        }
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !round {
                    return Closing { closed: Some(at + 1), next };
                }
            }
            b')' if round && depth == 0 => return Closing { closed: Some(at + 1), next },
            b'\n' if next.is_none() => {
                let start = at + 1 + text[at + 1..].bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
                if bytes.get(start) == Some(&b'@') && self::head(text, start).is_some() {
                    next = Some(start);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Closing { closed: None, next }
}

/// `piece` with braces around its body: the parser knows no parentheses there. Offsets stay.
fn with_braces<'p>(piece: &'p str, head: &Head) -> std::borrow::Cow<'p, str> {
    let open = head.open - head.start;
    if piece.as_bytes().get(open) != Some(&b'(') || !piece.ends_with(')') {
        return piece.into();
    }
    format!("{}{{{}}}", &piece[..open], &piece[open + 1..piece.len() - 1]).into()
}

/// The key of an entry that cannot be read: what stands before the first comma, if it looks like one.
fn key(text: &str, from: usize, end: usize) -> Option<Range<usize>> {
    let body = text.get(from..end)?;
    let start = body.len() - body.trim_start().len();
    let stop = body
        .find([',', '=', '{', '}', '"', '\n'])
        .filter(|&stop| body[stop..].starts_with([',', '\n', '}']))?;
    let length = body.get(start..stop)?.trim_end().len();
    (length > 0).then_some(from + start..from + start + length)
}

/// The other keys of an entry.
fn aliases(raw: &RawEntry<'_>) -> Vec<String> {
    let ids = raw.fields.iter().find(|field| field.key.v.eq_ignore_ascii_case("ids"));
    let text = ids.map(|field| joined(&field.value.v, &HashMap::new())).unwrap_or_default();
    text.split(',').map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

/// Adds what a `@string` defines.
fn abbreviations(piece: &str, strings: &mut HashMap<String, String>) {
    let Ok(raw) = RawBibliography::parse(piece) else { return };
    for pair in &raw.abbreviations {
        let mut text = joined(&pair.value.v, strings);
        let end = (0..=LONGEST_STRING.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
        text.truncate(end.unwrap_or(0));
        strings.insert(pair.key.v.to_lowercase(), text);
    }
}

/// The value of a field with its abbreviations written out; one that nobody defined stands for itself.
fn joined(field: &Field<'_>, strings: &HashMap<String, String>) -> String {
    let mut joined = String::new();
    for chunk in field {
        match chunk.v {
            RawChunk::Normal(text) => joined.push_str(text),
            RawChunk::Abbreviation(name) => {
                let folded = name.to_lowercase();
                let month = || MONTHS.iter().position(|month| folded.starts_with(month));
                match strings.get(&folded) {
                    Some(text) => joined.push_str(text),
                    None => match month() {
                        Some(month) => joined.push_str(&(month + 1).to_string()),
                        None => joined.push_str(name),
                    },
                }
            }
        }
    }
    joined
}

/// The fields of an entry, names in lower case, values in LaTeX.
struct Record {
    kind: String,
    fields: Vec<(String, String)>,
}

impl Record {
    /// Reads an entry; of a broken one nothing is known.
    fn read(entry: &str, strings: &HashMap<String, String>) -> Option<Self> {
        let head = head(entry, 0)?;
        let piece = with_braces(entry, &head);
        let raw = RawBibliography::parse(&piece).ok()?;
        let raw = &raw.entries.first()?.v;
        let fields =
            raw.fields.iter().map(|pair| (pair.key.v.to_lowercase(), joined(&pair.value.v, strings)));
        Some(Self { kind: raw.kind.v.to_lowercase(), fields: fields.collect() })
    }

    /// The value of the first of `names` that has one.
    fn raw(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let (_, value) = self.fields.iter().find(|(known, _)| known == name)?;
            Some(value.trim()).filter(|value| !value.is_empty())
        })
    }

    fn text(&self, names: &[&str]) -> String {
        self.raw(names).map(tex::plain).unwrap_or_default()
    }

    /// A title with its subtitle.
    fn titled(&self, title: &[&str], subtitle: &str) -> String {
        let (title, subtitle) = (self.text(title), self.text(&[subtitle]));
        if title.is_empty() || subtitle.is_empty() { title } else { format!("{title}: {subtitle}") }
    }

    /// Takes over what this entry does not say from the one that its `crossref` names.
    fn inherit(&mut self, parent: Self) {
        for (name, value) in parent.fields {
            // The title of the host is the container of the part (BibLaTeX, appendix B).
            let name = match name.as_str() {
                "title" => "booktitle".to_owned(),
                "subtitle" => "booksubtitle".to_owned(),
                "crossref" | "xref" | "ids" => continue,
                _ => name,
            };
            if self.raw(&[&name]).is_none() {
                self.fields.push((name, value));
            }
        }
    }
}

/// What `entry` says; `sibling` gives the text of another entry of the file by its key.
pub(super) fn reference<'t>(
    entry: &str,
    strings: &HashMap<String, String>,
    sibling: impl FnOnce(&str) -> Option<&'t str>,
) -> Reference {
    let Some(mut record) = Record::read(entry, strings) else { return Reference::default() };
    if let Some(parent) = record.raw(&["crossref"])
        && let Some(parent) = sibling(parent)
        && let Some(parent) = Record::read(parent, strings)
    {
        record.inherit(parent);
    }
    let mut reference = Reference::default();
    let (kind, medium) = kind(&record);
    reference.kind = Some(kind);
    reference.medium = medium;
    let hosted = matches!(
        record.kind.as_str(),
        "incollection"
            | "inbook"
            | "inproceedings"
            | "conference"
            | "suppbook"
            | "suppcollection"
            | "inreference"
    );
    let booktitle = record.titled(&["booktitle"], "booksubtitle");
    reference.analytic = (hosted || kind == Type::Proceedings) && !booktitle.is_empty();

    reference.set_text(Part::Title, record.titled(&["title"], "subtitle"));
    let journal = record.titled(&["journaltitle", "journal", "newspaper"], "journalsubtitle");
    let container = if reference.analytic || journal.is_empty() { booktitle } else { journal };
    reference.set_text(Part::Container, container);
    let number = record.text(&["number"]);
    match kind {
        Type::Journal | Type::Newspaper => {
            let issue = record.text(&["issue"]);
            reference.set_text(Part::Issue, if number.is_empty() { issue } else { number });
        }
        Type::Standard | Type::Patent | Type::Report | Type::Archive => {
            reference.set_text(Part::Number, number);
        }
        _ => {}
    }
    reference.set_text(Part::Volume, record.text(&["volume"]));
    record::set_edition(&mut reference, &record.text(&["edition"]));
    reference.set_text(Part::Place, record.text(&["location", "address"]));
    let publisher = ["publisher", "institution", "school", "organization"];
    reference.set_text(Part::Publisher, record.text(&publisher));
    record::set_date(&mut reference, &date(&record, ["date", "year", "month", "day"]));
    reference.set_text(Part::Pages, record::pages(&record.text(&["pages", "eid"])));
    let accessed = date(&record, ["urldate", "urlyear", "urlmonth", "urlday"]);
    reference.set_text(Part::Accessed, accessed.written());
    let doi = record.raw(&["doi"]).map(tex::verbatim).unwrap_or_default();
    reference.set_text(Part::Pid, record::doi(&doi));
    if let Some(url) = address(&record) {
        reference.medium = reference.medium.or(Some(Medium::Online));
        reference.set_text(Part::Url, url);
    }
    people(&record, &mut reference);
    reference
}

/// The address of the work; of a preprint of arXiv the one that its number gives.
fn address(record: &Record) -> Option<String> {
    let howpublished = record.raw(&["howpublished"]).filter(|text| text.contains("://"));
    if let Some(url) = record.raw(&["url"]).or(howpublished) {
        return Some(tex::verbatim(url));
    }
    let archive = record.raw(&["archiveprefix", "eprinttype"])?;
    let eprint = record.raw(&["eprint"]).filter(|_| archive.eq_ignore_ascii_case("arxiv"))?;
    Some(format!("https://arxiv.org/abs/{}", tex::verbatim(eprint)))
}

fn date(record: &Record, [date, year, month, day]: [&str; 4]) -> Date {
    let whole = Date::read(&record.text(&[date]));
    if !whole.year.is_empty() {
        return whole;
    }
    let number = |name: &str| {
        let text = record.text(&[name]).to_lowercase();
        let named = MONTHS.iter().position(|month| text.starts_with(month)).map(|month| month as u32 + 1);
        let digits = text.trim_end_matches(['月', '日', '.']).parse().ok();
        named.or(digits).filter(|&number| number > 0)
    };
    let month = number(month).filter(|&month| month <= 12);
    let day = number(day).filter(|&day| month.is_some() && day <= 31);
    Date { year: record.text(&[year]), month, day }
}

/// The type and medium: those that a field names, else those of the entry's type.
fn kind(record: &Record) -> (Type, Option<Medium>) {
    let marks = [("mark", false), ("usera", false), ("note", true)];
    let mark = marks.iter().find_map(|(field, bracketed)| mark(&record.text(&[field]), *bracketed));
    let medium = mark.and_then(|(_, medium)| medium);
    let medium = medium.or_else(|| Medium::of_code(&record.text(&["medium"]).to_uppercase()));
    (mark.map_or_else(|| shown_kind(record), |(kind, _)| kind), medium)
}

/// Reads `N`, `[N]` or `J/OL`.
fn mark(text: &str, bracketed: bool) -> Option<(Type, Option<Medium>)> {
    let inner = text.trim().strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let inner = inner.or((!bracketed).then_some(text))?.trim().to_uppercase();
    let (kind, medium) = inner.split_once('/').unwrap_or((&inner, ""));
    Some((Type::of_code(kind)?, Medium::of_code(medium)))
}

/// The type that the entry's own type and fields show.
fn shown_kind(record: &Record) -> Type {
    let subtype = record.text(&["entrysubtype", "note"]).to_lowercase();
    let preprint = || record.raw(&["eprint"]).is_some() && record.raw(&["journal", "journaltitle"]).is_none();
    let standard =
        || ["number", "title"].iter().any(|field| record::is_standard_number(&record.text(&[field])));
    match record.kind.as_str() {
        _ if matches!(subtype.as_str(), "news" | "newspaper") => Type::Newspaper,
        _ if subtype == "standard" => Type::Standard,
        "article" | "misc" | "online" | "unpublished" if preprint() => Type::Preprint,
        "article" | "periodical" | "suppperiodical" | "review" => Type::Journal,
        "newspaper" | "news" => Type::Newspaper,
        "book" | "mvbook" | "manual" | "booklet" | "bookinbook" | "reference" | "mvreference" | "inbook"
        | "incollection" | "suppbook" | "suppcollection" | "inreference" => Type::Book,
        "collection" | "mvcollection" => Type::Collection,
        "inproceedings" | "conference" | "proceedings" | "mvproceedings" => Type::Proceedings,
        "phdthesis" | "mastersthesis" | "thesis" => Type::Thesis,
        "techreport" | "report" => Type::Report,
        "standard" => Type::Standard,
        "patent" => Type::Patent,
        "database" => Type::Database,
        "dataset" => Type::Dataset,
        "software" => Type::Program,
        "map" => Type::Map,
        "archive" => Type::Archive,
        "preprint" => Type::Preprint,
        "online" | "electronic" | "www" | "webpage" => Type::Web,
        _ if standard() => Type::Standard,
        _ if address(record).is_some() => Type::Web,
        _ => Type::Other,
    }
}

fn people(record: &Record, reference: &mut Reference) {
    let (mut authors, mut others) = names(record.raw(&["author"]), Role::Author);
    let (editors, more_editors) = names(record.raw(&["editor"]), Role::Editor);
    let (host, _) = names(record.raw(&["bookauthor"]), Role::Author);
    let (holders, _) = names(record.raw(&["holder"]), Role::Author);
    reference.host_authors = host;
    if reference.analytic {
        reference.host_authors.extend(editors);
    } else if authors.is_empty() {
        (authors, others) = (editors, more_editors);
    } else {
        reference.others = editors;
    }
    if authors.is_empty() {
        authors = holders;
    }
    reference.authors = authors;
    reference.and_others = others.then_some(0..0);
    reference.others.extend(names(record.raw(&["translator"]), Role::Translator).0);
}

/// The people in a list, and whether others follow them.
fn names(list: Option<&str>, role: Role) -> (Vec<Name>, bool) {
    let mut others = false;
    let mut names = Vec::new();
    for part in split(list.unwrap_or_default(), Separator::And) {
        let plain = tex::plain(part);
        if plain.eq_ignore_ascii_case("others") {
            others = true;
        } else if !plain.is_empty() {
            names.push(record::name(written(part), role));
        }
    }
    (names, others)
}

/// A name of a list as an entry writes it.
fn written(part: &str) -> String {
    let part = part.trim();
    if is_group(part) {
        // A body, or a name that must stay as it is.
        return tex::plain(part);
    }
    let pieces: Vec<&str> = split(part, Separator::Comma);
    // `family=Mann, given=Thomas` (BibLaTeX, 3.4).
    let named = |name: &str| {
        pieces.iter().find_map(|piece| {
            let (known, value) = piece.split_once('=')?;
            known.trim().eq_ignore_ascii_case(name).then(|| tex::plain(value.trim().trim_matches('"')))
        })
    };
    if let Some(family) = named("family") {
        let prefix = named("prefix").unwrap_or_default();
        let family = format!("{prefix} {family}");
        let (given, suffix) = (named("given").unwrap_or_default(), named("suffix").unwrap_or_default());
        return Person { family: family.trim(), given: &given, suffix: &suffix }.written();
    }
    let plain: Vec<String> = pieces.iter().map(|piece| tex::plain(piece)).collect();
    match plain.as_slice() {
        [family, given] => Person { family, given, suffix: "" }.written(),
        [family, suffix, given, ..] => Person { family, given, suffix }.written(),
        _ => unsorted(part).written(),
    }
}

/// A name without a comma: `First von Last`.
fn unsorted(part: &str) -> OwnedPerson {
    let words: Vec<String> = split(part, Separator::Space).into_iter().map(tex::plain).collect();
    let particle = words.iter().position(|word| word.chars().next().is_some_and(char::is_lowercase));
    let last = words.len().saturating_sub(1);
    let start = particle.map_or(last, |at| at.min(last));
    // Chinese names have the family name in front, whatever stands between its characters.
    OwnedPerson { family: words[start..].join(" "), given: words[..start].join(" ") }
}

struct OwnedPerson {
    family: String,
    given: String,
}

impl OwnedPerson {
    fn written(&self) -> String {
        let han = |text: &str| text.chars().any(crate::syntax::chars::is_han);
        let (family, given) = if han(&self.given) || han(&self.family) {
            (&self.given, &self.family)
        } else {
            (&self.family, &self.given)
        };
        Person { family, given, suffix: "" }.written()
    }
}

/// Whether one pair of braces holds all of `part`.
fn is_group(part: &str) -> bool {
    let Some(inner) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return false };
    let mut depth = 0_i64;
    inner.bytes().all(|b| {
        depth += i64::from(b == b'{') - i64::from(b == b'}');
        depth >= 0
    })
}

/// What divides a value outside of braces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// The word `and` between people.
    And,
    /// A comma between the parts of a name.
    Comma,
    /// White space between words.
    Space,
}

fn split(text: &str, separator: Separator) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let mut step = 1;
        match bytes[at] {
            b'\\' => step = 2,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 && separator == Separator::Comma => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            b if depth == 0 && separator != Separator::Comma && b.is_ascii_whitespace() => {
                let word = &bytes[at + 1..];
                let and =
                    word.len() > 3 && word[..3].eq_ignore_ascii_case(b"and") && word[3].is_ascii_whitespace();
                if separator == Separator::Space || and {
                    parts.push(&text[start..at]);
                    step = if and && separator == Separator::And { 4 } else { 1 };
                    start = at + step;
                }
            }
            _ => {}
        }
        at += step;
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts.retain(|part| separator == Separator::Comma || !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reference::BibliographyFile;

    fn file(text: &str) -> BibliographyFile {
        BibliographyFile::new("refs.bib".into(), text.to_owned())
    }

    fn keys(file: &BibliographyFile) -> Vec<&str> {
        file.entries().iter().map(|entry| &*entry.key).collect()
    }

    /// The problems as (place, flaw).
    fn problems(file: &BibliographyFile) -> Vec<(&str, Flaw)> {
        let problem = |it: &Problem| (&file.text()[it.range.clone()], it.flaw.clone());
        file.problems().iter().map(problem).collect()
    }

    fn read(entry: &str) -> Reference {
        let file = file(entry);
        assert_eq!(problems(&file), [], "{entry}");
        (**file.reference(0)).clone()
    }

    /// The people of `author = {…}`.
    fn authors(list: &str) -> (Vec<String>, bool) {
        let reference = read(&format!("@book{{a, author = {{{list}}}}}"));
        (reference.authors.into_iter().map(|name| name.text).collect(), reference.and_others.is_some())
    }

    /// The mark of an entry of `kind` with these fields.
    fn marked(kind: &str, fields: &str) -> String {
        read(&format!("@{kind}{{a, title = {{题}}, {fields}}}")).type_mark().unwrap()
    }

    #[test]
    fn an_article_is_read() {
        let reference = read(
            "@article{wang2019,\n  author = {王某 and Smith, John and others},\n  title = {{村务}公开与信任},\n  \
             journal = \"某某学刊\",\n  year = 2019, volume = 3, number = {2},\n  pages = {12--18},\n  \
             doi = {https://doi.org/10.1000/a\\_b},\n  url = {https://example.org/a\\_b}, urldate = {2020-01-02},\n}",
        );
        assert_eq!(reference.type_mark().as_deref(), Some("[J/OL]"));
        let names: Vec<&str> = reference.authors.iter().map(|name| name.text.as_str()).collect();
        assert_eq!((names, reference.and_others.is_some()), (vec!["王某", "SMITH J"], true));
        for (part, text) in [
            (Part::Title, "村务公开与信任"),
            (Part::Container, "某某学刊"),
            (Part::Year, "2019"),
            (Part::Volume, "3"),
            (Part::Issue, "2"),
            (Part::Pages, "12-18"),
            (Part::Pid, "10.1000/a_b"),
            (Part::Url, "https://example.org/a_b"),
            (Part::Accessed, "2020-01-02"),
        ] {
            assert_eq!(reference.get(part), Some(text), "{part:?}");
        }
        assert!(!reference.analytic && reference.get(Part::Date).is_none());
    }

    #[test]
    fn a_part_of_a_book_has_a_host() {
        let reference = read(
            "@incollection{a, author = {李某}, title = {信任}, booktitle = {村庄}, booksubtitle = {十讲}, \
             editor = {赵某}, translator = {钱某}, location = {北京}, publisher = {某某出版社}, edition = 2, date = {2018-03}}",
        );
        assert_eq!((reference.kind, reference.analytic), (Some(Type::Book), true));
        assert_eq!(reference.get(Part::Container), Some("村庄: 十讲"));
        assert_eq!(reference.host_authors, [record::name("赵某".to_owned(), Role::Editor)]);
        assert_eq!(reference.others, [record::name("钱某".to_owned(), Role::Translator)]);
        assert_eq!((reference.get(Part::Edition), reference.get(Part::Year)), (Some("2版"), Some("2018")));
        assert_eq!(
            (reference.get(Part::Place), reference.get(Part::Publisher)),
            (Some("北京"), Some("某某出版社"))
        );
    }

    #[test]
    fn editors_stand_for_missing_authors() {
        let reference = read("@proceedings{a, title = {会议}, editor = {赵某 and others}}");
        assert_eq!(reference.authors, [record::name("赵某".to_owned(), Role::Editor)]);
        assert!(reference.and_others.is_some() && reference.others.is_empty());
        let reference =
            read("@patent{a, title = {装置}, holder = {某某公司}, number = {CN 1}, date = {2019-05-12}}");
        assert_eq!(reference.authors[0].text, "某某公司");
        assert_eq!(
            (reference.get(Part::Number), reference.get(Part::Date)),
            (Some("CN 1"), Some("2019-05-12"))
        );
    }

    #[test]
    fn types_follow_the_entry() {
        for (kind, fields, mark) in [
            ("ARTICLE", "", "[J]"),
            ("book", "", "[M]"),
            ("manual", "", "[M]"),
            ("inbook", "booktitle = {书}", "[M]"),
            ("collection", "", "[G]"),
            ("inproceedings", "booktitle = {会}", "[C]"),
            ("proceedings", "", "[C]"),
            ("phdthesis", "", "[D]"),
            ("thesis", "", "[D]"),
            ("techreport", "", "[R]"),
            ("online", "url = {https://example.org}", "[EB/OL]"),
            ("misc", "url = {https://example.org}", "[EB/OL]"),
            ("misc", "howpublished = {\\url{https://example.org}}", "[EB/OL]"),
            ("misc", "howpublished = {内部资料}", "[Z]"),
            ("misc", "number = {GB/T 7714—2015}", "[S]"),
            ("standard", "", "[S]"),
            ("patent", "", "[P]"),
            ("newspaper", "", "[N]"),
            ("article", "entrysubtype = {news}", "[N]"),
            ("article", "note = {newspaper}", "[N]"),
            ("dataset", "", "[DS]"),
            ("software", "", "[CP]"),
            ("map", "", "[CM]"),
            ("archive", "", "[A]"),
            ("preprint", "", "[PP]"),
            ("misc", "eprint = {1234.5678}", "[PP]"),
            ("article", "eprint = {1234.5678}, archivePrefix = {arXiv}", "[PP/OL]"),
            ("article", "eprint = {1234.5678}, journal = {刊}", "[J]"),
            ("book", "mark = {G}, medium = {CD}", "[G/CD]"),
            ("misc", "usera = {DB/OL}", "[DB/OL]"),
            ("article", "note = {[N]}", "[N]"),
            // A remark is no mark.
            ("article", "note = {M}", "[J]"),
            ("article", "note = {[在线]}", "[J]"),
            ("unknowable", "", "[Z]"),
        ] {
            assert_eq!(marked(kind, fields), mark, "{kind} {fields}");
        }
    }

    #[test]
    fn names_are_read_in_every_form() {
        for (list, expected, others) in [
            ("费孝通", vec!["费孝通"], false),
            ("费, 孝通 and 费 孝通", vec!["费孝通", "费孝通"], false),
            ("{World Health Organization}", vec!["World Health Organization"], false),
            ("{Barnes and Noble} and Wang, Wu", vec!["Barnes and Noble", "WANG W"], false),
            ("Ludwig van Beethoven", vec!["VAN BEETHOVEN L"], false),
            ("van Beethoven, Ludwig", vec!["VAN BEETHOVEN L"], false),
            ("King, Jr., Martin Luther", vec!["KING M L Jr"], false),
            ("family=Beethoven, given=Ludwig, prefix=van", vec!["VAN BEETHOVEN L"], false),
            ("Kurt G{\\\"o}del\n  and others", vec!["GÖDEL K"], true),
            ("阿尔文·某某 AND 王某", vec!["阿尔文·某某", "王某"], false),
            ("Anderson, Alexandra", vec!["ANDERSON A"], false),
            ("", vec![], false),
        ] {
            assert_eq!(authors(list), (expected.into_iter().map(str::to_owned).collect(), others), "{list}");
        }
    }

    #[test]
    fn months_and_days_make_a_date() {
        for (fields, date) in [
            ("year = 2019, month = may, day = 2", Some("2019-05-02")),
            ("year = 2019, month = {5月}, day = {12}", Some("2019-05-12")),
            ("year = {2019}, month = 13, day = 1", None),
            ("date = {2019-05-12}, year = {1999}", Some("2019-05-12")),
        ] {
            let reference = read(&format!("@newspaper{{a, title = {{题}}, {fields}}}"));
            assert_eq!(reference.get(Part::Date), date, "{fields}");
            assert_eq!(reference.year(), Some("2019"), "{fields}");
        }
    }

    #[test]
    fn abbreviations_and_hosts_are_looked_up() {
        let text = "@string{xk = \"某某\" # {学刊}}\n@STRING(long = xk # {（社会版）})\n\
                    @article{a, title = {甲}, journal = xk}\n@article{b, title = {乙}, journal = LONG}\n\
                    @article{c, title = {丙}, journal = unknown}\n\
                    @inproceedings{d, title = {丁}, crossref = {e}}\n@proceedings{e, title = {大会}, year = 2018}\n\
                    @inbook{f, title = {戊}, crossref = {nowhere}}\n@inbook{g, title = {己}, crossref = {g}}\n";
        let file = file(text);
        assert_eq!(problems(&file), []);
        let container = |number: usize| file.reference(number).get(Part::Container).map(str::to_owned);
        let containers: Vec<Option<String>> = (0..4).map(container).collect();
        let expected =
            ["某某学刊", "某某学刊（社会版）", "unknown", "大会"].map(|text| Some(text.to_owned()));
        assert_eq!(containers, expected);
        assert_eq!((file.reference(3).year(), file.reference(3).analytic), (Some("2018"), true));
        assert_eq!(container(5), None);
    }

    #[test]
    fn abbreviations_that_name_themselves_end() {
        let mut text = "@string{a = a}\n@string{b = {xxxxxxxxxxxxxxxx}}\n".to_owned();
        (0..64).for_each(|_| text.push_str("@string{b = b # b}\n"));
        text.push_str("@book{k, title = a # b}");
        let file = file(&text);
        assert!(file.reference(0).get(Part::Title).unwrap().len() <= LONGEST_STRING + 1);
    }

    #[test]
    fn what_is_no_entry_is_passed_over() {
        let text = "来自 a@b.org 的条目 @ 甲\n% @book{no, title = {旧}}\n@comment{@book{no2, title={x}}}\n@preamble{\"x\"}\n\
                    @Comment{jabref-meta: a;}\n  @book{甲:2019, title = {问 a@b.org 与\n@misc{不是条目}}}}\n\
                    联系 c@d.org\n@book(乙, title = {圆（括号）(x)}) @book{丙, title = {同一行}}";
        let file = file(text);
        assert_eq!(problems(&file), []);
        assert_eq!(keys(&file), ["甲:2019", "乙", "丙"]);
        assert_eq!(file.reference(1).get(Part::Title), Some("圆（括号）(x)"));
        for entry in file.entries() {
            assert_eq!(&text[entry.key_range.clone()], &*entry.key);
            assert!(
                text[entry.range.clone()].starts_with('@') && text[entry.range.clone()].ends_with(['}', ')'])
            );
        }
    }

    #[test]
    fn a_broken_entry_hides_no_other_and_keeps_its_key() {
        let sound = "\n@book{last, title = {末}}\n";
        for (broken, key, place, flaw) in [
            ("@book{a, title = {甲}", "a", "a", Flaw::Unclosed),
            ("@book{a, title = {甲, year = 2019\n}", "a", "a", Flaw::Unclosed),
            ("@book{a, title = {甲} year = 2019}", "a", "y", Flaw::Expected("逗号", "a comma")),
            ("@book{a, title {甲}}", "a", "{", Flaw::Expected("等号", "an equals sign")),
            ("@book{a b, title = {甲}}", "a b", "b", Flaw::Expected("逗号", "a comma")),
        ] {
            let file = file(&format!("@book{{first, title = {{首}}}}\n{broken}{sound}"));
            assert_eq!(keys(&file), ["first", key, "last"], "{broken}");
            assert_eq!(problems(&file), [(place, flaw)], "{broken}");
            assert!(file.is_complete(), "{broken}");
            assert_eq!(file.reference(1).get(Part::Title), None);
            assert_eq!(file.reference(2).get(Part::Title), Some("末"));
        }
        let nameless = file(&format!("@book{{, title = {{甲}}}}{sound}"));
        assert_eq!((keys(&nameless), problems(&nameless)), (vec!["last"], vec![("@book{", Flaw::NoKey)]));
        assert!(nameless.is_complete());
        let lost = file(&format!("@book{{title = {{甲}}}}{sound}"));
        assert_eq!(keys(&lost), ["last"]);
        assert!(!lost.is_complete(), "the key may be any");
    }

    #[test]
    fn a_key_twice_is_told() {
        let file = file("@book{a, title = {甲}}\n@book{a, title = {乙}}");
        assert_eq!(problems(&file), [("a", Flaw::Duplicate("a".to_owned()))]);
        assert_eq!(file.problems()[0].range, 30..31);
    }

    #[test]
    fn thousands_of_open_entries_are_read_in_time() {
        let file = file(&"@book{a, title = {甲\n".repeat(20_000));
        assert_eq!(file.entries().len(), 20_000);
    }

    /// Sound text with pieces that break it strewn in.
    fn broken_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("@book{a, title = {甲 \\\"o}, year = 2019}\n".to_owned()),
            Just("@string{s = \"刊\" # t}\n".to_owned()),
            Just("@article(b, author = {王某 and Li, X}, journal = s, crossref = {a})\n".to_owned()),
            "[@{}()\",=#%\\\\~ \n甲a1-]{0,12}",
            ".{0,8}",
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in broken_text()) {
            let file = file(&text);
            for (number, entry) in file.entries().iter().enumerate() {
                prop_assert!(text.get(entry.range.clone()).is_some());
                prop_assert!(text.get(entry.key_range.clone()).is_some());
                file.reference(number);
            }
            for problem in file.problems() {
                prop_assert!(text.get(problem.range.clone()).is_some());
            }
        }

        #[test]
        fn what_is_broken_hides_nothing_behind_it(text in broken_text()) {
            // Deeper than any nesting before it: a whole entry at the start of a line, far behind.
            let text = format!("{text}\n{}\n@book{{sentinel, title = {{末}}}}\n", "x".repeat(LOOK_BEYOND));
            let file = file(&text);
            prop_assert!(keys(&file).contains(&"sentinel"), "{text}");
        }
    }
}
