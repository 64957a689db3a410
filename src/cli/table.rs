//! Rows of cells whose columns are aligned as a terminal shows them.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

/// Adds a line for each row to `out`; empty columns take no room.
pub fn table(out: &mut String, rows: impl Iterator<Item = Vec<String>>) {
    let rows: Vec<Vec<String>> = rows.collect();
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> =
        (0..columns).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
            let _ = write!(line, "  {cell}{}", " ".repeat(width - cell.width()));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_width() {
        let mut out = String::new();
        let rows = [["甲", "b", ""], ["ccc", "丁", ""]];
        table(&mut out, rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()));
        assert_eq!(out, "  甲   b\n  ccc  丁\n");
    }
}
