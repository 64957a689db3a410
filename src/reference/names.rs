//! The people and bodies of an entry: where their list ends, and who is in it.

use std::ops::Range;

use super::model::{Name, Role};
use super::scan::Entry;
use crate::syntax::chars::is_han;

/// What stands behind a name and says what the person did, the longer before the shorter.
const ROLES: [(&str, Role); 33] = [
    ("总主编", Role::Editor),
    ("编辑委员会编", Role::Editor),
    ("主编", Role::Editor),
    ("编著", Role::Author),
    ("编纂", Role::Editor),
    ("编译", Role::Translator),
    ("译注", Role::Translator),
    ("译校", Role::Translator),
    ("合译", Role::Translator),
    ("翻译", Role::Translator),
    ("选编", Role::Editor),
    ("选译", Role::Translator),
    ("选注", Role::Other),
    ("校注", Role::Other),
    ("校点", Role::Other),
    ("点校", Role::Other),
    ("校订", Role::Other),
    ("校译", Role::Other),
    ("整理", Role::Other),
    ("标点", Role::Other),
    ("辑录", Role::Other),
    ("口述", Role::Other),
    ("合著", Role::Author),
    ("译", Role::Translator),
    ("编", Role::Editor),
    ("著", Role::Author),
    ("撰", Role::Author),
    ("校", Role::Other),
    ("注", Role::Other),
    ("辑", Role::Other),
    ("疏", Role::Other),
    ("主持", Role::Other),
    ("绘", Role::Other),
];

/// Latin words that say what a person did.
const LATIN_ROLES: [(&str, Role); 12] = [
    ("translators", Role::Translator),
    ("translator", Role::Translator),
    ("trans.", Role::Translator),
    ("trans", Role::Translator),
    ("tr.", Role::Translator),
    ("editors", Role::Editor),
    ("editor", Role::Editor),
    ("eds.", Role::Editor),
    ("eds", Role::Editor),
    ("ed.", Role::Editor),
    ("ed", Role::Editor),
    ("tr", Role::Translator),
];

/// What belongs to the name before the comma.
const SUFFIXES: [&str; 12] =
    ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "Inc", "Inc.", "Ltd", "Ltd.", "LLC", "Co."];

/// Words of the names of bodies, in lower case: there “and” joins no two names.
const BODIES: [&str; 23] = [
    " of ",
    " for ",
    " on ",
    " the ",
    "universit",
    "institut",
    "commission",
    "academy",
    "association",
    "society",
    "department",
    "center",
    "centre",
    "council",
    "bureau",
    "office",
    "agency",
    "ministry",
    "committee",
    "organization",
    "library",
    "museum",
    "company",
];

/// A list of names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) names: Vec<Name>,
    /// 等 or et al.
    pub(super) and_others: Option<Range<usize>>,
}

/// The role that `text` ends with and the length of the word (bytes), where the word is really a role: a
/// lone one, or one behind a name.
pub(super) fn role_behind(text: &str) -> Option<(Role, usize)> {
    let text = text.trim_end();
    if let Some((word, role)) = ROLES.iter().find(|(word, _)| text.ends_with(word)) {
        return Some((*role, word.len()));
    }
    let lower = text.to_ascii_lowercase();
    let (word, role) = LATIN_ROLES.iter().find(|(word, _)| lower.ends_with(word))?;
    // IEEE Trans. is a journal; SMITH A, trans. is not.
    let before = text[..text.len() - word.len()].trim_end().chars().next_back();
    before.is_none_or(|c| matches!(c, ',' | '，' | '(' | '（')).then_some((*role, word.len()))
}

/// The names in `range`, a list with commas.
pub(super) fn names(entry: &Entry<'_>, range: Range<usize>) -> Names {
    let mut found = Names::default();
    let range = entry.trim(range, b",;");
    // International Federation of Libraries and Institutions is one body.
    let text = entry.slice(&range).to_lowercase();
    let body = BODIES.iter().any(|word| text.contains(word));
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut start = range.start;
    let mut at = range.start;
    while at < range.end {
        let length = if body && entry.at(at) == b' ' { 0 } else { separator(entry, at, range.end) };
        if length > 0 && entry.is_outside(at) {
            pieces.push(start..at);
            start = at + length;
            at = start;
        } else {
            at += 1;
        }
    }
    pieces.push(start..range.end);
    for piece in pieces {
        add(entry, piece, &mut found);
    }
    found
}

/// The length of what separates two names at `at`; 0 for none.
fn separator(entry: &Entry<'_>, at: usize, end: usize) -> usize {
    match entry.at(at) {
        b',' | b';' => entry.behind(at) - at,
        b'&' => 1,
        b' ' if entry.has(at, " and ") && at + 5 < end => 5,
        _ if entry.starts(at, "、") => "、".len(),
        _ => 0,
    }
}

fn add(entry: &Entry<'_>, piece: Range<usize>, found: &mut Names) {
    let mut piece = entry.trim(piece, b",;&");
    if piece.is_empty() {
        return;
    }
    let text = entry.slice(&piece);
    if let Some(length) = others(text).filter(|&length| length == text.len()) {
        found.and_others = Some(piece.start..piece.start + length);
        return;
    }
    // Smith, J. et al.: the initials are told from a name without it.
    if let Some(length) = others(text) {
        found.and_others = Some(piece.end - length..piece.end);
        return add(entry, piece.start..piece.end - length, found);
    }
    // A word alone says what all before it did: 张三, 李四, 主编.
    if let Some((role, length)) = role_behind(text) {
        let (name, word) = text.trim_end().split_at(text.trim_end().len() - length);
        if name.is_empty() || ends_in_role(name, length) {
            piece.end = entry.trim(piece.start..piece.start + name.len(), b",([").end;
            push(entry, piece, found);
            for name in found.names.iter_mut().filter(|name| name.word.is_empty()) {
                name.role = role;
                word.clone_into(&mut name.word);
            }
            return;
        }
    }
    if SUFFIXES.contains(&text)
        && let Some(last) = found.names.last_mut()
    {
        last.range.end = piece.end;
        entry.slice(&last.range).clone_into(&mut last.text);
        return;
    }
    // SMITH, J. R.: initials behind a comma belong to the surname before it.
    if let Some(last) = found.names.last_mut()
        && is_initials(text)
        && !last.text.is_empty()
        && last.text.chars().all(|c| c.is_alphabetic() && !is_han(c) || matches!(c, '-' | '’' | '\'' | ' '))
        && last.text.split(' ').all(|word| word.chars().count() > 1)
    {
        last.range.end = piece.end;
        entry.slice(&last.range).clone_into(&mut last.text);
        return;
    }
    // University of California, Berkeley
    if let Some(last) = found.names.last_mut()
        && last.text.contains("University")
        && text.chars().all(|c| c.is_alphabetic() || c == ' ')
        && text.chars().any(char::is_lowercase)
        && text.chars().filter(|&c| c == ' ').count() <= 1
        && text.split(' ').all(|word| word.chars().count() > 2)
    {
        last.range.end = piece.end;
        entry.slice(&last.range).clone_into(&mut last.text);
        return;
    }
    push(entry, piece, found);
}

/// Whether `text` is nothing but initials: J. R., C B, M-J.
fn is_initials(text: &str) -> bool {
    let mut words = text.split([' ', '.', '-', '．']).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| word.chars().count() == 1 && word.chars().all(|c| c.is_uppercase() && !is_han(c)))
}

/// Whether `name` is long enough to be one without the word for the role behind it: 张三译, but not 王编.
fn ends_in_role(name: &str, length: usize) -> bool {
    let name = name.trim_end_matches([' ', ',', '，', '(', '（', '[']);
    let han = name.chars().filter(|&c| is_han(c)).count();
    let latin = name.chars().any(|c| c.is_ascii_alphabetic());
    // Of words of one sign only 译 and 编 are safe behind a name.
    latin || han >= 2 || length > 3 && han >= 1 || name.contains('等')
}

fn push(entry: &Entry<'_>, piece: Range<usize>, found: &mut Names) {
    let mut piece = piece;
    // 李文林等, 译; SMITH J et al
    let text = entry.slice(&piece);
    if let Some(length) = others(text).filter(|&length| length < text.len()) {
        let at = piece.end - length;
        found.and_others = Some(at..piece.end);
        piece = entry.trim(piece.start..at, b",");
    }
    let piece = without_nationality(entry, piece);
    if !piece.is_empty() {
        let text = entry.field(piece.clone()).text;
        found.names.push(Name { text, range: piece, ..Name::default() });
    }
}

/// The length of 等 or et al. at the end of `text`.
fn others(text: &str) -> Option<usize> {
    const WORDS: [&str; 10] =
        ["等人", "等", "et al.", "et al", "et al．", "ET AL.", "et. al.", "and others", "ほか", "et  al."];
    let word = WORDS.iter().find(|word| text.ends_with(**word))?;
    let before = text[..text.len() - word.len()].chars().next_back();
    (!word.is_ascii() || before.is_none_or(|c| !c.is_alphanumeric())).then_some(word.len())
}

/// `piece` without `[美]`, `(德)`, `〔英〕` or `[清]` before the name.
fn without_nationality(entry: &Entry<'_>, piece: Range<usize>) -> Range<usize> {
    let mut piece = piece;
    while matches!(entry.at(piece.start), b'(' | b'[')
        && let Some(close) = entry.close(piece.start, 24)
        && entry
            .slice(&(entry.behind(piece.start)..close))
            .chars()
            .all(|c| is_han(c) || c.is_ascii_alphabetic())
        && close < piece.end
    {
        let rest = entry.trim(entry.behind(close)..piece.end, b",.");
        if rest.is_empty() {
            break;
        }
        piece = rest;
    }
    piece
}

/// Whether `text` is one Western name with its initials behind: SMITH A B.
pub(super) fn is_western(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let surname = words.next().is_some_and(|word| {
        word.chars().count() > 1 && word.chars().all(|c| c.is_alphabetic() && !is_han(c) || c == '-')
    });
    let rest: Vec<&str> = words.collect();
    surname && !rest.is_empty() && rest.iter().all(|word| is_initials(word))
}

/// Whether a Chinese name of two or three characters begins with a usual surname.
pub(super) fn has_surname(name: &str) -> bool {
    /// The surnames of nine Chinese in ten.
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤费俞温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦祝左柳甘";
    name.chars().next().is_some_and(|first| SURNAMES.contains(first))
}

/// Whether `range`, which stands before a full stop, can be a list of authors rather than the beginning of
/// a title.
pub(super) fn plausible(entry: &Entry<'_>, range: &Range<usize>) -> bool {
    let text = entry.slice(range);
    if text.trim().is_empty() {
        return false;
    }
    let outside = |sign: u8| range.clone().any(|at| entry.at(at) == sign && entry.is_outside(at));
    if outside(b':') || outside(b'?') || outside(b'!') || text.contains("//") {
        return false;
    }
    let bodies = ["组", "部", "会", "编", "室", "编写组", "课题组"];
    if text.starts_with('《') && !bodies.iter().any(|body| text.trim_end().ends_with(body)) {
        return false;
    }
    text.split([',', '，', '、', ';', '；']).all(|piece| {
        let han = piece.chars().filter(|&c| is_han(c)).count();
        han <= 45 && piece.split_whitespace().count() <= 16
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, Role)>, bool) {
        let entry = Entry::new(text);
        let found = names(&entry, 0..text.len());
        (found.names.into_iter().map(|name| (name.text, name.role)).collect(), found.and_others.is_some())
    }

    fn authors(text: &str) -> Vec<String> {
        read(text).0.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn lists_in_all_their_forms() {
        assert_eq!(authors("王某,李某"), ["王某", "李某"]);
        assert_eq!(authors("王某，李某，张某"), ["王某", "李某", "张某"]);
        assert_eq!(authors("王某、李某"), ["王某", "李某"]);
        assert_eq!(authors("SMITH A B, JONES C"), ["SMITH A B", "JONES C"]);
        assert_eq!(authors("Smith A and Jones C"), ["Smith A", "Jones C"]);
        assert_eq!(authors("SMITH A, Jr., JONES C"), ["SMITH A, Jr.", "JONES C"]);
        assert_eq!(authors("Sample Library Center, Inc"), ["Sample Library Center, Inc"]);
        assert_eq!(authors("University of Somewhere, Springfield"), ["University of Somewhere, Springfield"]);
        assert_eq!(authors("[美] 约翰·某, 〔德〕某某"), ["约翰·某", "某某"]);
        assert_eq!(authors("（清）某某"), ["某某"]);
    }

    #[test]
    fn others_and_roles() {
        assert!(read("王某，李某，等").1);
        assert_eq!(authors("王某，李某等"), ["王某", "李某"]);
        assert!(read("SMITH A, et al").1);
        assert_eq!(
            read("王某, 李某, 译").0,
            [("王某".to_owned(), Role::Translator), ("李某".to_owned(), Role::Translator)]
        );
        assert_eq!(read("王某等，译"), (vec![("王某".to_owned(), Role::Translator)], true));
        assert_eq!(read("王某主编").0, [("王某".to_owned(), Role::Editor)]);
        assert_eq!(read("SMITH A, ed.").0, [("SMITH A".to_owned(), Role::Editor)]);
        // 编 in a name of two characters is part of the name.
        assert_eq!(read("王编").0, [("王编".to_owned(), Role::Author)]);
    }
}
