//! Reading an essay's file and writing it back as it was stored.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::session::Failure;
use crate::config::{Lang, say};
use crate::document::Kind;
use crate::text::{Decoded, Encoding, decode};

/// Endings of formats that hold prose but are no text: checking their bytes would only mislead.
const UNREADABLE: [&str; 11] =
    ["doc", "docx", "wps", "odt", "rtf", "pdf", "html", "htm", "epub", "zip", "caj"];

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Standard input, with the file name given for it.
    Stdin(Option<PathBuf>),
    /// A file.
    File(PathBuf),
}

/// A file's bytes and what is known about them before they are looked at.
#[derive(Debug)]
pub struct Source {
    /// Its name in output.
    pub name: String,
    /// What it is written in.
    pub kind: Kind,
    bytes: Vec<u8>,
}

impl Place {
    /// The place that an argument names.
    pub fn of(path: &Path, stdin_filename: Option<&Path>) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdin(stdin_filename.map(Path::to_owned))
        } else {
            Self::File(path.to_owned())
        }
    }

    /// The path that decides its configuration.
    pub fn anchor(&self) -> &Path {
        match self {
            Self::Stdin(None) => Path::new("."),
            Self::Stdin(Some(path)) | Self::File(path) => path,
        }
    }

    /// Its name in output.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin(None) => "-".to_owned(),
            Self::Stdin(Some(path)) | Self::File(path) => shown(path),
        }
    }

    /// Reads it.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or its name says that it is no text.
    pub fn read(&self, lang: Lang) -> Result<Source, Failure> {
        let name = self.name();
        let kind = kind_of(self.anchor()).map_err(|ending| {
            Failure::new(say!(
                lang,
                "{name}：不支持 .{ending} 文件；请另存为 .txt 或 .md",
                "{name}: .{ending} files are not supported; save it as .txt or .md"
            ))
        })?;
        let bytes = match self {
            Self::File(path) => fs::read(path),
            Self::Stdin(_) => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
        };
        match bytes {
            Ok(bytes) => Ok(Source { name, kind, bytes }),
            Err(error) => {
                let why = io_reason(&error, lang);
                Err(Failure::new(say!(lang, "{name}：无法读取：{why}", "{name}: cannot read: {why}")))
            }
        }
    }
}

impl Source {
    /// The text.
    ///
    /// # Errors
    ///
    /// The bytes are no text: a NUL in them is the mark of a binary file, or of UTF-16 without a
    /// byte order mark, and a check of either would find nothing but nonsense.
    pub fn decode(&self, lang: Lang) -> Result<Decoded<'_>, Failure> {
        let decoded = decode(&self.bytes);
        if decoded.text.contains('\0') {
            let name = &self.name;
            return Err(Failure::new(say!(
                lang,
                "{name}：不是文本文件（含有 NUL 字符）；请另存为 UTF-8 文本",
                "{name}: not a text file (it holds NUL characters); save it as UTF-8 text"
            )));
        }
        Ok(decoded)
    }

    /// Bytes by which offsets in the file lie behind offsets in `decoded`: those of the mark.
    pub const fn shift(decoded: &Decoded<'_>) -> usize {
        match decoded.encoding {
            Encoding::Utf8Bom => 3,
            Encoding::Utf8 | Encoding::Gb18030 | Encoding::Utf16 => 0,
        }
    }

    /// What the reader of the results should know about how the file was read.
    pub fn note(&self, decoded: &Decoded<'_>, lang: Lang) -> Option<String> {
        let name = &self.name;
        match decoded.encoding {
            _ if decoded.lossy => Some(say!(
                lang,
                "{name}：有些字节不合任何编码，按“\u{fffd}”读取；建议另存为 UTF-8",
                "{name}: some bytes fit no encoding and are read as “\u{fffd}”; save it as UTF-8"
            )),
            Encoding::Gb18030 => Some(say!(lang, "{name}：按 GB18030 编码读取", "{name}: read as GB18030")),
            Encoding::Utf16 => Some(say!(lang, "{name}：按 UTF-16 编码读取", "{name}: read as UTF-16")),
            Encoding::Utf8 | Encoding::Utf8Bom => None,
        }
    }

    /// `text` in the encoding in which `decoded` was stored.
    ///
    /// # Errors
    ///
    /// The bytes around the change would not stay as they are.
    pub fn encode(&self, decoded: &Decoded<'_>, text: &str, lang: Lang) -> Result<Vec<u8>, Failure> {
        let encode = |text| encode(text, decoded.encoding, self.bytes.first() == Some(&0xFF));
        if !decoded.lossy
            && let Some(bytes) = encode(text)
            && (decoded.encoding == Encoding::Utf8 || encode(&decoded.text).as_ref() == Some(&self.bytes))
        {
            return Ok(bytes);
        }
        let name = &self.name;
        Err(Failure::new(say!(
            lang,
            "{name}：没有修复，因为按原编码写回会改动别处的字节；请先另存为 UTF-8",
            "{name}: not repaired, since writing its encoding would change other bytes; save it as UTF-8 first"
        )))
    }
}

/// Replaces the file `path` by `bytes` in one step, so that no reader ever sees half of it.
///
/// # Errors
///
/// The file is read-only, or its folder cannot be written to.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A symbolic link stays a link: what it points at is replaced.
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    let (mut file, temporary) = create_beside(folder)?;
    let result = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::set_permissions(&temporary, permissions))
        .and_then(|()| fs::rename(&temporary, &path));
    if result.is_err() {
        // The failure to be told is the first one.
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// A new file in `folder` under a name that nobody uses.
fn create_beside(folder: &Path) -> io::Result<(fs::File, PathBuf)> {
    let process = std::process::id();
    let mut number = 0_u32;
    loop {
        let path = folder.join(format!(".yinzheng-{process}-{number}.tmp"));
        match fs::File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            result => return result.map(|file| (file, path)),
        }
    }
}

/// `path` as it is printed: without a leading `./`, with `/` on every system.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text: Cow<str> = if cfg!(windows) { text.replace('\\', "/").into() } else { text };
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text.into_owned(),
    }
}

/// Whether a file of this name is checked when a folder is.
pub fn is_essay(path: &Path) -> bool {
    ending(path).is_some_and(|ending| matches!(&*ending, "txt" | "md" | "markdown" | "tex"))
}

/// Why reading or writing failed.
pub fn io_reason(error: &io::Error, lang: Lang) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => say!(lang, "没有这个文件", "no such file"),
        io::ErrorKind::PermissionDenied => say!(lang, "没有权限", "permission denied"),
        io::ErrorKind::IsADirectory => say!(lang, "这是一个文件夹", "it is a folder"),
        _ => error.to_string(),
    }
}

/// The kind that a file's name tells; a name that tells nothing is plain text.
fn kind_of(path: &Path) -> Result<Kind, String> {
    match ending(path) {
        Some(ending) if UNREADABLE.contains(&&*ending) => Err(ending),
        Some(ending) if matches!(&*ending, "md" | "markdown") => Ok(Kind::Markdown),
        Some(ending) if ending == "tex" => Ok(Kind::Tex),
        _ => Ok(Kind::Plain),
    }
}

fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

fn encode(text: &str, encoding: Encoding, little_endian: bool) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Utf8 => Some(text.as_bytes().to_vec()),
        Encoding::Utf8Bom => Some([b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        Encoding::Gb18030 => {
            let (bytes, _, unmappable) = encoding_rs::GB18030.encode(text);
            (!unmappable).then(|| bytes.into_owned())
        }
        Encoding::Utf16 => {
            let units = std::iter::once(0xFEFF_u16).chain(text.encode_utf16());
            Some(if little_endian {
                units.flat_map(u16::to_le_bytes).collect()
            } else {
                units.flat_map(u16::to_be_bytes).collect()
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(bytes: &[u8]) -> Source {
        Source { name: "a.txt".to_owned(), kind: Kind::Plain, bytes: bytes.to_vec() }
    }

    #[test]
    fn a_text_is_written_back_as_it_was_stored() {
        let stored: [&[u8]; 5] = [
            "引证\r\n".as_bytes(),
            b"\xEF\xBB\xBF\xE5\xBC\x95\xE8\xAF\x81",
            b"\xD2\xFD\xD6\xA4",
            b"\xFF\xFE\x15\x5F\xC1\x8B",
            b"\xFE\xFF\x5F\x15\x8B\xC1",
        ];
        for bytes in stored {
            let source = source(bytes);
            let decoded = source.decode(Lang::En).unwrap();
            assert_eq!(source.encode(&decoded, &decoded.text, Lang::En).unwrap(), bytes);
        }
    }

    #[test]
    fn bytes_that_would_change_are_not_written() {
        // 0x80 is read as the euro sign, which GB18030 writes in two bytes.
        for bytes in [&b"\xD2\xFD\x80\xD6\xA4"[..], b"ab\xFF\xFFcd"] {
            let source = source(bytes);
            let decoded = source.decode(Lang::En).unwrap();
            assert!(source.encode(&decoded, "x", Lang::En).is_err());
        }
    }

    #[test]
    fn binary_files_are_no_essays() {
        for bytes in [&b"PK\x03\x04\x00\x00"[..], b"\x00", b"ab\xFF\x00\xFFcd", b"a\x00b\x00"] {
            assert!(source(bytes).decode(Lang::Zh).is_err());
        }
    }

    #[test]
    fn names_tell_the_kind() {
        for (name, kind) in [
            ("a.txt", Ok(Kind::Plain)),
            ("a.MD", Ok(Kind::Markdown)),
            ("a.markdown", Ok(Kind::Markdown)),
            ("a.tex", Ok(Kind::Tex)),
            ("甲", Ok(Kind::Plain)),
            ("a.md.txt", Ok(Kind::Plain)),
            (".md", Ok(Kind::Plain)),
            ("a.Docx", Err("docx".to_owned())),
        ] {
            assert_eq!(kind_of(Path::new(name)), kind, "{name}");
        }
        assert!(
            is_essay(Path::new("a.TXT")) && !is_essay(Path::new("a.text")) && !is_essay(Path::new("txt"))
        );
    }
}
