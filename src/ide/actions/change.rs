//! Changes of a text as edits.

use similar::{DiffTag, TextDiff};

use crate::rules::Edit;

/// The edits that turn `old` into `new`, as small as whole lines and their equal ends allow.
pub fn edits_between(old: &str, new: &str) -> Vec<Edit> {
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let starts = |lines: &[&str]| {
        let mut at = 0;
        let mut starts = vec![0];
        for line in lines {
            at += line.len();
            starts.push(at);
        }
        starts
    };
    let (old_starts, new_starts) = (starts(&old_lines), starts(&new_lines));
    let diff = TextDiff::configure().diff_slices(&old_lines, &new_lines);
    diff.ops()
        .iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .map(|op| {
            let range = old_starts[op.old_range().start]..old_starts[op.old_range().end];
            let text = &new[new_starts[op.new_range().start]..new_starts[op.new_range().end]];
            trimmed(old, range, text)
        })
        .collect()
}

/// The edit without what both sides begin and end with.
fn trimmed(old: &str, range: std::ops::Range<usize>, text: &str) -> Edit {
    let before = &old[range.clone()];
    let head: usize =
        before.chars().zip(text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let tail: usize = before[head..]
        .chars()
        .rev()
        .zip(text[head..].chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    Edit { range: range.start + head..range.end - tail, text: text[head..text.len() - tail].to_owned() }
}

/// `text` after `edits`, which are in its order.
pub fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_lead_from_one_text_to_the_other() {
        for (old, new) in [
            ("甲\n乙\n丙\n", "甲\n乙丁\n丙\n"),
            ("甲\n乙\n", "乙\n"),
            ("", "甲\n"),
            ("甲说[1]。\r\n乙说[2]。\r\n", "甲说[2]。\r\n乙说[1]。\r\n"),
            ("aaa\n", "aa\n"),
        ] {
            let edits = edits_between(old, new);
            assert_eq!(applied(old, &edits), new);
            assert!(edits.iter().all(|e| old.get(e.range.clone()) != Some(&e.text)));
        }
        let edits = edits_between("甲说[1]。\n", "甲说[2]。\n");
        assert_eq!(edits, [Edit { range: 7..8, text: "2".to_owned() }]);
        assert_eq!(edits_between("甲\n", "甲\n"), []);
    }
}
