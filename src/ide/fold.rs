//! Folding: sections, the reference list.

use super::outline::{Symbol, outline};
use crate::document::Snapshot;

/// Lines that can be folded under the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// First line, counted from 0; it stays visible.
    pub start_line: u32,
    /// Last line that is hidden.
    pub end_line: u32,
}

/// What can be folded, in the order of the text.
#[must_use]
pub fn folds(snapshot: &Snapshot) -> Vec<Fold> {
    let mut found = Vec::new();
    collect(snapshot, &outline(snapshot), &mut found);
    found.sort_by_key(|fold| (fold.start_line, fold.end_line));
    found
}

fn collect(snapshot: &Snapshot, symbols: &[Symbol], found: &mut Vec<Fold>) {
    for symbol in symbols {
        let start_line = snapshot.buffer().line_of(symbol.selection.start) as u32;
        let end_line = snapshot.buffer().line_of(symbol.range.end) as u32;
        if end_line > start_line {
            found.push(Fold { start_line, end_line });
        }
        collect(snapshot, &symbol.children, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    #[test]
    fn sections_and_lists_fold_under_their_headings() {
        let text = "# 题目在这里\n\n## 一、甲\n\n正文。\n\n### （一）其一\n\n正文。\n\n## 参考文献\n\n[1] 王某. 题名[M]. 2019.\n";
        let folds: Vec<_> =
            folds(&Snapshot::of(text, Kind::Markdown)).iter().map(|f| (f.start_line, f.end_line)).collect();
        assert_eq!(folds, [(2, 8), (6, 8), (10, 12)]);
    }
}
