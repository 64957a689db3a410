//! Outline: the tree of sections.

use std::ops::Range;

use crate::document::Snapshot;

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

/// The sections of the essay.
#[must_use]
pub fn outline(_snapshot: &Snapshot) -> Vec<Symbol> {
    Vec::new()
}
