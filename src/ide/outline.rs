//! Outline: the tree of sections.

use std::ops::Range;

use crate::document::{Region, Snapshot};

/// What an outline entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// The title of the essay.
    Title,
    /// A section heading.
    Heading,
    /// 摘要
    Abstract,
    /// 关键词
    Keywords,
    /// 参考文献
    References,
    /// 注释
    Notes,
}

impl SymbolKind {
    /// The name in JSON output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Abstract => "abstract",
            Self::Keywords => "keywords",
            Self::References => "references",
            Self::Notes => "notes",
        }
    }
}

/// An entry of the outline with its sub-entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// The heading as written, without line ending and Markdown marks.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Depth among headings, from 1; 0 for the title and for matter that is no section.
    pub level: u8,
    /// The whole section (bytes), heading and text and sub-sections.
    pub range: Range<usize>,
    /// The heading's own text (bytes), inside `range`.
    pub selection: Range<usize>,
    /// Sub-sections in the order of the text; inside `range`, not overlapping.
    pub children: Vec<Symbol>,
}

/// The title, front matter, sections and lists of the essay, in the order of the text.
///
/// Sections nest; the title and matter that is no section stand beside the first level.
#[must_use]
pub fn outline(snapshot: &Snapshot) -> Vec<Symbol> {
    let index = snapshot.index();
    if !snapshot.is_chinese() {
        return Vec::new();
    }
    let mut symbols: Vec<Symbol> = Vec::new();
    let flat = |block: usize, kind: SymbolKind, end: usize, selection: Range<usize>| Symbol {
        // An environment of LaTeX has a heading in print only.
        name: match (kind, snapshot.buffer().slice(selection.clone()).trim_start().starts_with("\\begin")) {
            (SymbolKind::Abstract, true) => "摘要".to_owned(),
            (SymbolKind::Keywords, true) => "关键词".to_owned(),
            (SymbolKind::References, true) => "参考文献".to_owned(),
            _ => name_of(snapshot, &selection),
        },
        kind,
        level: 0,
        range: index.starts[block]..end.max(selection.end),
        selection,
        children: Vec::new(),
    };
    for (block, region) in index.regions.iter().enumerate() {
        let kind = match region {
            Region::Title => SymbolKind::Title,
            Region::Abstract if snapshot.blocks()[block].label.is_some() => SymbolKind::Abstract,
            Region::Keywords if snapshot.blocks()[block].label.is_some() => SymbolKind::Keywords,
            _ => continue,
        };
        let end = snapshot.absolute(block, &snapshot.blocks()[block].text).end;
        symbols.push(flat(block, kind, end, selection_of(snapshot, block)));
    }
    for list in &index.lists {
        let Some(heading) = list.heading else { continue };
        let kind = if list.notes { SymbolKind::Notes } else { SymbolKind::References };
        let end = snapshot.absolute(list.blocks.end - 1, &snapshot.blocks()[list.blocks.end - 1].text).end;
        symbols.push(flat(heading, kind, end, selection_of(snapshot, heading)));
    }
    // Sections are closed by the next section of their level or above, or by a list.
    let mut open: Vec<Symbol> = Vec::new();
    for section in &index.sections {
        let start = index.starts[section.block];
        close(snapshot, &mut open, &mut symbols, usize::from(section.level) - 1, start);
        let selection = selection_of(snapshot, section.block);
        open.push(Symbol {
            name: name_of(snapshot, &selection),
            kind: SymbolKind::Heading,
            level: section.level,
            range: start..start,
            selection,
            children: Vec::new(),
        });
    }
    close(snapshot, &mut open, &mut symbols, 0, usize::MAX);
    symbols.sort_by_key(|symbol| symbol.range.start);
    symbols
}

/// Ends the open sections deeper than `depth` before byte `limit`.
fn close(snapshot: &Snapshot, open: &mut Vec<Symbol>, symbols: &mut Vec<Symbol>, depth: usize, limit: usize) {
    while open.len() > depth {
        let Some(mut section) = open.pop() else { return };
        section.range.end = end_of(snapshot, section.range.start, limit).max(section.selection.end);
        match open.last_mut() {
            Some(parent) => parent.children.push(section),
            None => symbols.push(section),
        }
    }
}

/// The end of the text of a section that starts at `start`: before `limit`, a list, or the page
/// around the essay.
fn end_of(snapshot: &Snapshot, start: usize, limit: usize) -> usize {
    let index = snapshot.index();
    let first = index.starts.partition_point(|&s| s <= start);
    let mut end = start;
    for block in first - 1..snapshot.blocks().len() {
        if index.starts[block] >= limit {
            break;
        }
        match index.regions[block] {
            Region::Body | Region::Heading => {
                end = snapshot.absolute(block, &snapshot.blocks()[block].text).end;
            }
            Region::List | Region::ListHeading if index.lists.iter().any(|l| l.blocks.contains(&block)) => {
                break;
            }
            _ => {}
        }
    }
    end
}

/// The heading's own text, or the label of an abstract.
fn selection_of(snapshot: &Snapshot, block: usize) -> Range<usize> {
    let analysed = &snapshot.blocks()[block];
    if let Some(heading) = &analysed.heading {
        return snapshot.absolute(block, &heading.text);
    }
    let text = snapshot.absolute(block, &analysed.text);
    match analysed.label {
        Some((_, end)) if end > analysed.text.start => {
            let range = analysed.text.start..end.min(analysed.text.end);
            let label = snapshot.buffer().slice(snapshot.absolute(block, &range));
            let trimmed = label.trim_end_matches([':', '：', ' ', '\u{3000}']).len();
            text.start..text.start + trimmed.max(1)
        }
        _ => text,
    }
}

/// The name of a symbol: its text in one line, without Markdown marks around it.
fn name_of(snapshot: &Snapshot, selection: &Range<usize>) -> String {
    let text = snapshot.buffer().slice(selection.clone());
    let line = text.lines().next().unwrap_or("").trim().trim_matches(['#', '*', '【', '】', '[', ']', ' ']);
    // Editors reject symbols without a name.
    if line.is_empty() { "……" } else { line }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    /// One line a symbol: indentation, kind, name, the first and last words of its range.
    fn tree(symbols: &[Symbol], text: &str, depth: usize, out: &mut Vec<String>) {
        for symbol in symbols {
            assert!(
                symbol.range.start <= symbol.selection.start && symbol.selection.end <= symbol.range.end,
                "{symbol:?}"
            );
            let tail: String = text[symbol.range.clone()]
                .chars()
                .rev()
                .take(3)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            out.push(format!("{}{} {} …{tail}", "  ".repeat(depth), symbol.kind.name(), symbol.name));
            for child in &symbol.children {
                assert!(symbol.range.start <= child.range.start && child.range.end <= symbol.range.end);
            }
            tree(&symbol.children, text, depth + 1, out);
        }
    }

    fn lines(text: &str, kind: Kind) -> Vec<String> {
        let mut out = Vec::new();
        tree(&outline(&Snapshot::of(text, kind)), text, 0, &mut out);
        out
    }

    const PLAIN: &str = "APP下载\n\n治理视域下的乡村秩序研究\n\n2020-03-02王某某\n\n某某学刊 2020年6期\n关键词:秩序\n\n乡村是国家的基石，也是秩序的根本所在。\n\n一、秩序的由来\n\n(一)历史的由来\n\n正文第一段，说明历史的由来。\n\n(二)制度的由来\n\n正文第二段，说明制度的由来。\n\n二、秩序的走向\n\n正文第三段，说明秩序的走向。一是这样，二是那样。\n\n参考文献\n\n[1]王某.题名[J].刊名,2019.\n\n猜你喜欢\n\n别的文章\n";

    #[test]
    fn plain_text_with_page_noise() {
        assert_eq!(
            lines(PLAIN, Kind::Plain),
            [
                "title 治理视域下的乡村秩序研究 …序研究",
                "keywords 关键词 …:秩序",
                "heading 一、秩序的由来 …由来。",
                "  heading (一)历史的由来 …由来。",
                "  heading (二)制度的由来 …由来。",
                "heading 二、秩序的走向 …那样。",
                "references 参考文献 …19.",
            ]
        );
    }

    #[test]
    fn markdown_levels() {
        let text = "# 题目在这里\n\n摘要：一句话。\n\n## 一、甲\n\n正文。\n\n### （一）其一\n\n#### 1. 小节\n\n## 二、乙\n\n正文。\n\n## 参考文献\n\n[1] 王某. 题名[M]. 2019.\n";
        assert_eq!(
            lines(text, Kind::Markdown),
            [
                "title 题目在这里 …在这里",
                "abstract 摘要 …句话。",
                "heading 一、甲 … 小节",
                "  heading （一）其一 … 小节",
                "    heading 1. 小节 … 小节",
                "heading 二、乙 …正文。",
                "references 参考文献 …19."
            ]
        );
    }

    #[test]
    fn latex_levels() {
        let text = "\\documentclass{ctexart}\n\\begin{document}\n\\title{题目在这里}\n\\maketitle\n\\begin{abstract}\n一句话的摘要在这里。\n\\end{abstract}\n\\section{甲}\\label{a}\n正文。\n\\subsection*{（一）其一}\n正文。\n\\section{二、乙}\n正文。\n\\begin{thebibliography}{9}\n\\bibitem{a} 王某. 题名[M]. 2019.\n\\end{thebibliography}\n\\end{document}\n";
        assert_eq!(
            lines(text, Kind::Tex),
            [
                "title 题目在这里 …这里}",
                "abstract 摘要 …ct}",
                "heading 甲 …正文。",
                "  heading （一）其一 …正文。",
                "heading 二、乙 …正文。",
                "references 参考文献 …19.",
            ]
        );
    }

    #[test]
    fn converters_write_every_heading_with_one_mark() {
        let text =
            "# 题目在这里的文章\n\n# 1 引言部分\n\n正文。\n\n# 1.1 背景\n\n正文。\n\n# 2 方法\n\n正文。\n";
        assert_eq!(
            lines(text, Kind::Markdown)[1..],
            ["heading 1 引言部分 …正文。", "  heading 1.1 背景 …正文。", "heading 2 方法 …正文。"]
        );
    }

    #[test]
    fn other_languages_have_no_outline() {
        assert_eq!(lines("# Title\n\n## 1. Introduction\n\nText.\n", Kind::Markdown), Vec::<String>::new());
        assert_eq!(
            lines(
                "# 題名\n\nこれは日本語の文章です。ひらがなが多いので中国語ではありません。\n",
                Kind::Markdown
            ),
            Vec::<String>::new()
        );
    }
}
