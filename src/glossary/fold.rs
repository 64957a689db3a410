//! The form in which names and texts are compared. The build script includes this file, so it stands alone.

/// The form in which `c`, in half width, is compared; `None` for what is ignored: space, quotation and title
/// marks, commas and points between the members of a phrase. `simplified` holds, for the characters from U+4E00
/// to U+9FFF, the simplified form of a traditional one, or 0.
pub fn fold(c: char, simplified: &[u16]) -> Option<char> {
    match c {
        ' ' | '\t' | '\n' | '\r' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '"' | '\'' | '《'
        | '》' | '〈' | '〉' | '、' | ',' | '·' | '・' | '\u{1}' => None,
        '\u{4e00}'..='\u{9fff}' => {
            let simple = simplified.get(c as usize - 0x4e00).copied().filter(|&unit| unit != 0);
            Some(simple.and_then(|unit| char::from_u32(u32::from(unit))).unwrap_or(c))
        }
        _ => Some(c.to_ascii_lowercase()),
    }
}
