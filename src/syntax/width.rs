//! Full and half width. The build script includes this file, so it stands alone.

/// The half-width form of full-width ASCII and of the ideographic space; other characters as they are.
#[must_use]
pub const fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(c) => c,
            None => c,
        },
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}
