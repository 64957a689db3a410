//! What a repair changes, as a unified diff.

use similar::TextDiff;

/// The unified diff between two states of the file `name`; empty if they are equal.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    // `patch` knows no other end of a line than LF, so neither may the diff.
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    diff.unified_diff().context_radius(3).header(name, name).to_string()
}

/// `diff` with the colours of a terminal.
pub fn coloured(diff: &str) -> String {
    let mut out = String::with_capacity(diff.len() * 2);
    for line in diff.split_inclusive('\n') {
        let colour = match line.as_bytes().first() {
            Some(b'+') => "\x1b[32m",
            Some(b'-') => "\x1b[31m",
            Some(b'@') => "\x1b[36m",
            _ => {
                out.push_str(line);
                continue;
            }
        };
        let content = line.strip_suffix('\n').unwrap_or(line);
        out.push_str(colour);
        out.push_str(content);
        out.push_str("\x1b[0m\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(unified("a.txt", "甲\n", "甲\n"), "");
    }

    #[test]
    fn lines_end_at_line_feeds_only() {
        assert_eq!(
            unified("a.txt", "甲\r乙\r\n丙\n", "甲\r丁\r\n丙\n"),
            "--- a.txt\n+++ a.txt\n@@ -1,2 +1,2 @@\n-甲\r乙\r\n+甲\r丁\r\n 丙\n"
        );
    }

    #[test]
    fn a_missing_last_line_feed_is_told() {
        assert_eq!(
            unified("a.txt", "甲", "乙"),
            "--- a.txt\n+++ a.txt\n@@ -1 +1 @@\n-甲\n\\ No newline at end of file\n+乙\n\\ No newline at end of file\n"
        );
    }
}
