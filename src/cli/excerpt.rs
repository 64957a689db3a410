//! The part of a line around a place, to be shown with the place underlined.
//!
//! A paragraph of an essay is one line of a thousand characters, most of them two columns wide: so
//! a line is cropped around the place, and columns are counted as a terminal shows them.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::Buffer;

/// Columns of an excerpt, about.
const WIDTH: usize = 100;
/// Columns before the place in a line that is too long.
const BEFORE: usize = 30;
/// Columns of the place itself in a line that is too long.
const MARK: usize = 60;

/// A line, or what is shown of it: the text before, at and after the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Before the place; begins with `…` where more stands before it.
    pub before: String,
    /// The place, as far as it lies on this line.
    pub mark: String,
    /// After the place; ends with `…` where more follows.
    pub after: String,
}

impl Excerpt {
    /// The line at the start of `range`, cropped.
    pub fn of(buffer: &Buffer, range: &Range<usize>) -> Self {
        let line = buffer.line_of(range.start);
        let line_start = buffer.line_start(line);
        let line_end = content_end(buffer, line_start, buffer.line_start(line + 1));
        let start = range.start.min(line_end);
        let end = range.end.clamp(start, line_end);

        let whole = Self {
            before: visible(&near(buffer, line_start, start, Side::End)),
            mark: visible(&near(buffer, start, end, Side::Start)),
            after: visible(&near(buffer, end, line_end, Side::Start)),
        };
        if line_end - line_start <= SLICE && whole.width() <= WIDTH {
            return whole;
        }
        let mark = crop_end(&whole.mark, MARK, end - start > SLICE);
        let after_width = WIDTH.saturating_sub(whole.before.width().min(BEFORE) + mark.width());
        // After a cropped place comes more of the place, not what follows it.
        let after = if mark.ends_with('…') && mark != whole.mark {
            String::new()
        } else {
            crop_end(&whole.after, after_width, line_end - end > SLICE)
        };
        let before_width = WIDTH.saturating_sub(mark.width() + after.width());
        let before = crop_start(&whole.before, before_width.max(BEFORE), start - line_start > SLICE);
        Self { before, mark, after }
    }

    /// The spaces and carets that stand under the place.
    pub fn underline(&self) -> String {
        format!("{}{}", " ".repeat(self.before.width()), "^".repeat(self.mark.width().max(1)))
    }

    fn width(&self) -> usize {
        self.before.width() + self.mark.width() + self.after.width()
    }
}

/// `text` without anything that a terminal obeys instead of showing it.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            // Marks of direction would turn the rest of the line round.
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// `text` on one line and at most `width` columns wide, cropped at its end.
pub fn short(text: &str, width: usize) -> String {
    crop_end(&visible(text), width, false)
}

/// Bytes that are looked at on either side: more than [`WIDTH`] columns of any ordinary text.
const SLICE: usize = 8 * WIDTH;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// At most [`SLICE`] bytes of a range, at one side of it; a line may be megabytes long.
fn near(buffer: &Buffer, start: usize, end: usize, side: Side) -> String {
    let range = match side {
        Side::Start => start..end.min(start + SLICE),
        Side::End => start.max(end.saturating_sub(SLICE))..end,
    };
    buffer.slice(range).into_owned()
}

fn content_end(buffer: &Buffer, start: usize, end: usize) -> usize {
    let tail_start = end.saturating_sub(2).max(start);
    let tail = buffer.slice(tail_start..end);
    let kept = tail.trim_end_matches(['\r', '\n']);
    end - (tail.len() - kept.len())
}

fn crop_end(text: &str, width: usize, more: bool) -> String {
    if !more && text.width() <= width {
        return text.to_owned();
    }
    let mut columns = 1;
    let kept: String = text
        .chars()
        .take_while(|c| {
            columns += c.width().unwrap_or(0);
            columns <= width
        })
        .collect();
    format!("{kept}…")
}

fn crop_start(text: &str, width: usize, more: bool) -> String {
    if !more && text.width() <= width {
        return text.to_owned();
    }
    let mut columns = 1;
    let kept = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| {
            columns += c.width().unwrap_or(0);
            columns <= width
        })
        .last()
        .map_or(text.len(), |(at, _)| at);
    format!("…{}", &text[kept..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The excerpt around the part of `text` in ⟦⟧.
    fn excerpt(text: &str) -> Excerpt {
        let start = text.find('⟦').unwrap();
        let end = text.find('⟧').unwrap() - '⟦'.len_utf8();
        Excerpt::of(&Buffer::new(&text.replace(['⟦', '⟧'], "")), &(start..end))
    }

    #[test]
    fn a_short_line_is_whole_and_underlined_by_columns() {
        let excerpt = excerpt("上一行\r\n他说ab⟦引文c⟧。\r\n下一行");
        assert_eq!((&*excerpt.before, &*excerpt.mark, &*excerpt.after), ("他说ab", "引文c", "。"));
        assert_eq!(excerpt.underline(), "      ^^^^^");
    }

    #[test]
    fn a_long_line_is_cropped_around_the_place() {
        let long = "甲".repeat(1000);
        for text in [format!("{long}⟦引文⟧{long}"), format!("⟦引文⟧{long}"), format!("{long}⟦引文⟧")]
        {
            let excerpt = excerpt(&text);
            assert_eq!(excerpt.mark, "引文");
            assert!((90..=WIDTH).contains(&excerpt.width()), "{}", excerpt.width());
            assert_eq!(excerpt.before.starts_with('…'), text.starts_with('甲'));
            assert_eq!(excerpt.after.ends_with('…'), text.ends_with('甲'));
        }
    }

    #[test]
    fn a_long_place_is_cropped_itself() {
        let long = "乙".repeat(1000);
        let excerpt = excerpt(&format!("甲⟦{long}⟧丙"));
        assert_eq!(excerpt.before, "甲");
        assert!(excerpt.mark.ends_with("乙…") && excerpt.mark.width() <= MARK);
        assert_eq!(excerpt.after, "");
    }

    #[test]
    fn a_place_over_several_lines_is_marked_to_the_end_of_the_first() {
        let excerpt = excerpt("甲⟦乙\n丙⟧丁");
        assert_eq!((&*excerpt.before, &*excerpt.mark, &*excerpt.after), ("甲", "乙", ""));
    }

    #[test]
    fn an_empty_place_gets_one_caret() {
        assert_eq!(excerpt("甲⟦⟧乙").underline(), "  ^");
        assert_eq!(excerpt("甲\n⟦⟧").underline(), "^");
        assert_eq!(excerpt("⟦⟧").underline(), "^");
    }

    #[test]
    fn nothing_reaches_the_terminal_as_a_command() {
        assert_eq!(visible("a\u{1b}[2J\tb\u{202e}c\r\u{7}"), "a\u{fffd}[2J b\u{fffd}c\u{fffd}\u{fffd}");
        assert_eq!(visible("“引文”…—— ①\u{3000}𠀀"), "“引文”…—— ①\u{3000}𠀀");
    }
}
