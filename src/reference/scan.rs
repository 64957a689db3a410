//! An entry folded for reading: half width, dashes as hyphens, and still byte for byte in step with the
//! text, so that every place found in it is one of the text.

use std::ops::Range;

use super::model::Field;

/// Stands for the bytes by which a full-width sign is longer than its half-width form.
const FILLER: u8 = 1;

/// An entry in both forms.
pub(super) struct Entry<'t> {
    /// The text as written.
    pub(super) text: &'t str,
    /// The text folded; as long as the text.
    pub(super) folded: Vec<u8>,
    /// How many brackets, title or quotation marks are open at every byte, the marks themselves included.
    depth: Vec<u8>,
}

impl<'t> Entry<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut folded = Vec::with_capacity(text.len());
        for c in text.chars() {
            let sign = match c {
                '\n' | '\r' | '\t' | '\u{a0}' | '\u{3000}' | '\u{1}' | '\u{2002}'..='\u{200a}' => b' ',
                '\u{ff01}'..='\u{ff5e}' => (c as u32 - 0xfee0) as u8,
                '。' | '｡' => b'.',
                '〔' | '【' => b'[',
                '〕' | '】' => b']',
                '–' | '—' | '―' | '‐' | '‑' | '−' | '─' => b'-',
                '〜' => b'~',
                _ => {
                    let mut bytes = [0; 4];
                    folded.extend_from_slice(c.encode_utf8(&mut bytes).as_bytes());
                    continue;
                }
            };
            folded.push(sign);
            folded.extend(std::iter::repeat_n(FILLER, c.len_utf8() - 1));
        }
        let depth = depths(&folded);
        Self { text, folded, depth }
    }

    pub(super) const fn len(&self) -> usize {
        self.text.len()
    }

    /// The folded byte at `at`; 0 behind the end.
    pub(super) fn at(&self, at: usize) -> u8 {
        self.folded.get(at).copied().unwrap_or(0)
    }

    /// Whether nothing is open at `at`.
    pub(super) fn is_outside(&self, at: usize) -> bool {
        self.depth.get(at).is_none_or(|&depth| depth == 0)
    }

    /// Whether the bracket at `at` lies inside no other.
    pub(super) fn is_inside_one(&self, at: usize) -> bool {
        self.depth.get(at).is_none_or(|&depth| depth <= 1)
    }

    /// The first byte from `at` on that is not blank.
    pub(super) fn skip(&self, at: usize) -> usize {
        at + self.folded.get(at..).map_or(0, |rest| rest.iter().take_while(|&&b| is_blank(b)).count())
    }

    /// The first byte from `at` on that is neither blank nor one of `signs`.
    pub(super) fn skip_any(&self, at: usize, signs: &[u8]) -> usize {
        let rest = self.folded.get(at..).unwrap_or(&[]);
        at + rest.iter().take_while(|&&b| is_blank(b) || signs.contains(&b)).count()
    }

    /// `range` without the blanks and the `signs` at its ends.
    pub(super) fn trim(&self, range: Range<usize>, signs: &[u8]) -> Range<usize> {
        let drop = |b: u8| is_blank(b) || signs.contains(&b);
        let mut range = range.start..range.end.max(range.start).min(self.len());
        // A step of one byte behind a full-width letter ends inside of it.
        while range.end < self.len() && self.folded[range.end] == FILLER {
            range.end += 1;
        }
        while range.start < range.end && drop(self.folded[range.start]) {
            range.start += 1;
        }
        while range.start < range.end && drop(self.folded[range.end - 1]) {
            // A full-width sign goes with its filler; the sign decides.
            let mut sign = range.end - 1;
            while sign > range.start && self.folded[sign] == FILLER {
                sign -= 1;
            }
            if !drop(self.folded[sign]) {
                break;
            }
            range.end = sign;
        }
        range
    }

    /// The text of `range`.
    pub(super) fn slice(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or("")
    }

    /// The folded text of `range` without fillers.
    pub(super) fn plain(&self, range: &Range<usize>) -> String {
        let bytes = self.folded.get(range.clone()).unwrap_or(&[]);
        let bytes: Vec<u8> = bytes.iter().copied().filter(|&b| b != FILLER).collect();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// The field at `range`, trimmed, as written with line endings as one space.
    pub(super) fn field(&self, range: Range<usize>) -> Field {
        let range = self.trim(range, &[]);
        let text = self.slice(&range);
        let text = if text.contains(['\n', '\r']) {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            text.to_owned()
        };
        Field { text, range }
    }

    /// The field at `range`, trimmed, in half width with hyphens: for numbers, pages and dates.
    pub(super) fn folded_field(&self, range: Range<usize>) -> Field {
        let range = self.trim(range, &[]);
        Field { text: self.plain(&range), range }
    }

    /// Whether the folded text at `at` begins with `word`, an ASCII word, in either case.
    pub(super) fn has(&self, at: usize, word: &str) -> bool {
        self.folded.get(at..at + word.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(word.as_bytes()))
    }

    /// Whether the text at `at` begins with `word`.
    pub(super) fn starts(&self, at: usize, word: &str) -> bool {
        self.text.get(at..).is_some_and(|rest| rest.starts_with(word))
    }

    /// Reads digits from `at` on, at most `most`: their number and the byte behind them.
    pub(super) fn digits(&self, at: usize, most: usize) -> (usize, usize) {
        let (mut count, mut end, mut i) = (0, at, at);
        while count < most {
            match self.at(i) {
                b if b.is_ascii_digit() => {
                    count += 1;
                    i += 1;
                    end = i;
                }
                FILLER => i += 1,
                _ => break,
            }
        }
        while end < self.len() && self.folded[end] == FILLER {
            end += 1;
        }
        (count, end)
    }

    /// The closing bracket that belongs to the opening one at `open`, if it comes within `most` bytes.
    pub(super) fn close(&self, open: usize, most: usize) -> Option<usize> {
        let (opening, closing) = match self.at(open) {
            b'(' => (b'(', b')'),
            b'[' => (b'[', b']'),
            _ => return None,
        };
        let mut nested = 0usize;
        for at in open + 1..self.len().min(open + most) {
            match self.folded[at] {
                b if b == opening => nested += 1,
                b if b == closing && nested == 0 => return Some(at),
                b if b == closing => nested -= 1,
                _ => {}
            }
        }
        None
    }

    /// The byte behind the sign at `at`, with its filler.
    pub(super) fn behind(&self, at: usize) -> usize {
        let mut end = at + 1;
        while end < self.len() && self.folded[end] == FILLER {
            end += 1;
        }
        end
    }

    /// Whether the sign at `at` was written in full width.
    pub(super) fn is_wide(&self, at: usize) -> bool {
        self.at(at + 1) == FILLER
    }

    /// The character of the text that ends at `at`.
    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// The character of the text that begins at `at`.
    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }
}

pub(super) const fn is_blank(b: u8) -> bool {
    b == b' ' || b == FILLER
}

/// How deep every byte lies inside brackets, 《》 and quotation marks that are closed.
fn depths(folded: &[u8]) -> Vec<u8> {
    let mut change = vec![0i16; folded.len() + 1];
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        // 《 E3 80 8A, 》 8B; “ E2 80 9C, ” 9D. Each pair is known by a letter of its own.
        let (kind, opens, length) = match folded[at..] {
            [b'(', ..] => (b'(', true, 1),
            [b')', ..] => (b'(', false, 1),
            [b'[', ..] => (b'[', true, 1),
            [b']', ..] => (b'[', false, 1),
            [0xe3, 0x80, 0x8a, ..] => (b'<', true, 3),
            [0xe3, 0x80, 0x8b, ..] => (b'<', false, 3),
            [0xe2, 0x80, 0x9c, ..] => (b'"', true, 3),
            [0xe2, 0x80, 0x9d, ..] => (b'"', false, 3),
            _ => {
                at += 1;
                continue;
            }
        };
        if opens {
            open.push((kind, at));
        } else if let Some(found) = open.iter().rposition(|&(other, _)| other == kind) {
            change[open[found].1] += 1;
            change[at + length] -= 1;
            open.truncate(found);
        }
        at += length;
    }
    let mut level = 0i16;
    change[..folded.len()]
        .iter()
        .map(|step| {
            level += step;
            u8::try_from(level.clamp(0, 255)).unwrap_or(u8::MAX)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_every_place() {
        let text = "王某．题名［Ｊ］．某刊，２０１９（３）：１—９。";
        let entry = Entry::new(text);
        assert_eq!(entry.folded.len(), text.len());
        assert_eq!(entry.plain(&(0..text.len())), "王某.题名[J].某刊,2019(3):1-9.");
        let at = text.find("２０").expect("the year");
        assert_eq!(entry.digits(at, 4), (4, at + 12));
        let field = entry.field(at - 3..at);
        assert_eq!((field.text.as_str(), field.range), ("，", at - 3..at));
        assert_eq!(entry.trim(at - 3..at + 12, b","), at..at + 12);
    }

    #[test]
    fn what_never_closes_is_not_open() {
        let entry = Entry::new("甲(乙. 丙《丁. 戊》");
        let dots: Vec<bool> =
            (0..entry.len()).filter(|&at| entry.at(at) == b'.').map(|at| entry.is_outside(at)).collect();
        assert_eq!(dots, [true, false]);
    }
}
