//! `yinzheng outline`.

use std::fmt::Write;

use serde::Serialize;

use super::args::{FileArgs, PlainFormat};
use super::essay::Essay;
use super::excerpt::visible;
use super::place::{Places, PositionRange};
use super::session::{Failure, Session, Status};
use crate::config::{Lang, say};
use crate::ide::{self, Symbol, SymbolKind};

/// Shows the section tree of an essay.
///
/// # Errors
///
/// The file or its configuration cannot be read.
pub fn run(args: &FileArgs, session: &mut Session) -> Result<Status, Failure> {
    let essay = Essay::read(&args.file, args.stdin_filename.as_deref(), session)?;
    let symbols = ide::outline(&essay.snapshot);
    let places = essay.places();
    match args.format {
        PlainFormat::Json => {
            let entries: Vec<Entry> = symbols.iter().map(|symbol| Entry::of(symbol, places)).collect();
            session.print_json(&entries);
        }
        PlainFormat::Text if symbols.is_empty() => {
            let name = &essay.name;
            session.note(&say!(session.lang, "{name}：没有找到标题", "{name}: no headings found"));
        }
        PlainFormat::Text => {
            let digits = places.buffer.lines().to_string().len();
            let mut out = String::new();
            for symbol in &symbols {
                tree(&mut out, symbol, places, session.lang, digits, 0);
            }
            session.print(&out);
        }
    }
    Ok(Status::Clean)
}

/// A line for `symbol` and one for each below it: line number, indented name, what it is.
fn tree(out: &mut String, symbol: &Symbol, places: Places<'_>, lang: Lang, digits: usize, depth: usize) {
    let line = places.span(&symbol.selection).line();
    let indent = "  ".repeat(depth);
    let name = visible(&symbol.name);
    let kind = match (symbol.kind, lang) {
        (SymbolKind::Title, Lang::Zh) => " [题名]",
        (SymbolKind::Abstract, Lang::Zh) => " [摘要]",
        (SymbolKind::Keywords, Lang::Zh) => " [关键词]",
        (SymbolKind::References, Lang::Zh) => " [参考文献]",
        (SymbolKind::Notes, Lang::Zh) => " [注释]",
        (SymbolKind::Heading, _) => "",
        (kind, Lang::En) => &format!(" [{}]", kind.name()),
    };
    let _ = writeln!(out, "{line:>digits$}  {indent}{name}{kind}");
    for child in &symbol.children {
        tree(out, child, places, lang, digits, depth + 1);
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    name: &'a str,
    level: u8,
    kind: &'static str,
    range: PositionRange,
    selection_range: PositionRange,
    children: Vec<Self>,
}

impl<'a> Entry<'a> {
    fn of(symbol: &'a Symbol, places: Places<'_>) -> Self {
        Self {
            name: &symbol.name,
            level: symbol.level,
            kind: symbol.kind.name(),
            range: places.span(&symbol.range).range,
            selection_range: places.span(&symbol.selection).range,
            children: symbol.children.iter().map(|child| Entry::of(child, places)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Buffer;

    fn sample() -> (Buffer, Symbol) {
        let buffer = Buffer::new("题目\n一、𠀀\n正文\n摘要\n");
        let leaf = |name: &str, kind, level, range: std::ops::Range<usize>| Symbol {
            name: name.to_owned(),
            kind,
            level,
            selection: range.start..range.start + name.len(),
            range,
            children: Vec::new(),
        };
        let mut title = leaf("题目", SymbolKind::Title, 0, 0..32);
        title.children.push(leaf("一、𠀀", SymbolKind::Heading, 1, 7..25));
        title.children.push(leaf("摘要", SymbolKind::Abstract, 0, 25..32));
        (buffer, title)
    }

    #[test]
    fn the_tree_is_indented_and_numbered_by_line() {
        let (buffer, title) = sample();
        let mut out = String::new();
        tree(&mut out, &title, Places { buffer: &buffer, shift: 0 }, Lang::Zh, 2, 0);
        assert_eq!(out, " 1  题目 [题名]\n 2    一、𠀀\n 4    摘要 [摘要]\n");
    }

    #[test]
    fn the_entry_is_the_one_of_the_contract() {
        let (buffer, title) = sample();
        let entry = Entry::of(&title.children[0], Places { buffer: &buffer, shift: 0 });
        assert_eq!(
            serde_json::to_string(&entry).unwrap(),
            concat!(
                r#"{"name":"一、𠀀","level":1,"kind":"heading","#,
                r#""range":{"start":{"line":1,"character":0},"end":{"line":3,"character":0}},"#,
                r#""selectionRange":{"start":{"line":1,"character":0},"end":{"line":1,"character":4}},"children":[]}"#,
            )
        );
    }
}
