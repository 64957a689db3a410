//! Bytes of a file to text.

use std::borrow::Cow;

/// How the bytes of a file were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with a byte order mark, which the text does not contain.
    Utf8Bom,
    /// GB18030 (with GBK and GB 2312 inside it).
    Gb18030,
    /// UTF-16 with a byte order mark, either byte order.
    Utf16,
}

/// A text and how it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// The encoding that was recognised.
    pub encoding: Encoding,
    /// Whether some bytes fitted no encoding and stand as U+FFFD in the text.
    pub lossy: bool,
}

/// Reads `bytes` as UTF-8, UTF-16 with a byte order mark, or GB18030, in this order.
///
/// Bytes that fit none of them are read as UTF-8 with replacement characters.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text = String::from_utf8_lossy(rest);
        let lossy = matches!(text, Cow::Owned(_));
        return Decoded { text, encoding: Encoding::Utf8Bom, lossy };
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let (text, _, lossy) = if bytes[0] == 0xFF {
            encoding_rs::UTF_16LE.decode(bytes)
        } else {
            encoding_rs::UTF_16BE.decode(bytes)
        };
        return Decoded { text, encoding: Encoding::Utf16, lossy };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), encoding: Encoding::Utf8, lossy: false };
    }
    match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Decoded { text, encoding: Encoding::Gb18030, lossy: false },
        None => Decoded { text: String::from_utf8_lossy(bytes), encoding: Encoding::Utf8, lossy: true },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_the_encodings_of_essays() {
        let cases: [(&[u8], Encoding); 5] = [
            ("引证".as_bytes(), Encoding::Utf8),
            (b"\xEF\xBB\xBF\xE5\xBC\x95\xE8\xAF\x81", Encoding::Utf8Bom),
            (b"\xD2\xFD\xD6\xA4", Encoding::Gb18030),
            (b"\xFF\xFE\x15\x5F\xC1\x8B", Encoding::Utf16),
            (b"\xFE\xFF\x5F\x15\x8B\xC1", Encoding::Utf16),
        ];
        for (bytes, encoding) in cases {
            let decoded = decode(bytes);
            assert_eq!((decoded.text.as_ref(), decoded.encoding, decoded.lossy), ("引证", encoding, false));
        }
    }

    #[test]
    fn binary_junk_becomes_replacement_characters() {
        let decoded = decode(b"ab\xFF\x00\xFFcd");
        assert!(decoded.lossy);
        assert!(decoded.text.starts_with("ab") && decoded.text.ends_with("cd"));
    }
}
