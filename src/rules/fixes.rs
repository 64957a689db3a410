//! Which fixes can be applied together.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Edit, Fix};

/// The edits of as many of `fixes` as do not touch each other, the earlier before the later, in the
/// order of the text; and how many fixes they are. A fix is taken whole or not at all.
#[must_use]
pub fn together<'f>(fixes: impl IntoIterator<Item = &'f Fix>) -> (Vec<&'f Edit>, usize) {
    let mut taken: BTreeMap<usize, &Edit> = BTreeMap::new();
    let mut count = 0;
    for fix in fixes {
        if fix.edits.iter().all(|edit| is_free(&edit.range, &taken)) {
            taken.extend(fix.edits.iter().map(|edit| (edit.range.start, edit)));
            count += 1;
        }
    }
    let mut end = 0;
    let mut edits: Vec<&Edit> = taken.into_values().collect();
    // Edits of one fix that overlap each other are a mistake of the rule: the first one counts.
    edits.retain(|edit| {
        let sound = edit.range.start >= end;
        end = if sound { edit.range.end } else { end };
        sound
    });
    (edits, count)
}

/// Whether `range` touches no edit in `taken`, which are keyed by their start.
///
/// Two edits at one start are never free of each other: the result would depend on their order.
fn is_free(range: &Range<usize>, taken: &BTreeMap<usize, &Edit>) -> bool {
    let before = taken.range(..range.start).next_back();
    let after = taken.range(range.start..).next();
    before.is_none_or(|(_, edit)| edit.range.end <= range.start)
        && after.is_none_or(|(&start, _)| start >= range.end && start != range.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edits: &[(Range<usize>, &str)]) -> Fix {
        let edits = edits.iter().map(|(range, text)| Edit { range: range.clone(), text: (*text).to_owned() });
        Fix { title: String::new(), safe: true, edits: edits.collect() }
    }

    #[test]
    fn fixes_that_touch_are_not_applied_together() {
        let fixes = [
            fix(&[(6..9, "丙"), (0..3, "甲")]),
            fix(&[(3..7, "乙"), (12..15, "丁")]),
            fix(&[(9..12, "")]),
            fix(&[(9..9, "戊")]),
        ];
        let (edits, count) = together(&fixes);
        let starts: Vec<_> = edits.iter().map(|edit| edit.range.clone()).collect();
        assert_eq!((starts.as_slice(), count), ([0..3, 6..9, 9..12].as_slice(), 2));
    }

    #[test]
    fn of_edits_of_one_fix_that_overlap_the_first_counts() {
        let fixes = [fix(&[(2..6, "乙"), (0..3, "甲")])];
        let (edits, count) = together(&fixes);
        assert_eq!((edits.len(), edits[0].range.clone(), count), (1, 0..3, 1));
    }
}
