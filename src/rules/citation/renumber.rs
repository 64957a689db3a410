//! Renumbering: entries and citations by first appearance (GB/T 7714, numeric style).

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::numbers::{self, numbers_of};
use crate::document::{Region, Snapshot};
use crate::rules::Edit;
use crate::syntax::blocks::starts_entry;
use crate::syntax::chars::{circled, narrow};
use crate::syntax::citation::{Citation, Style, compress};
use crate::syntax::matter::{EntryForm, entry_label};

/// The edits that number all works by their first citation and put the list into that order, in the
/// order of the text; `None` where nothing changes or where the document does not allow it.
///
/// Citations keep their pages and the list its entries; entries that nothing cites go to the end in
/// their order, and citations without an entry go on pointing at nothing. Documents with several
/// numbered lists, with entries of several numbers or with a number used twice are left alone, for
/// what their citations mean cannot be told; so are lists with a line that may be an entry or not.
#[must_use]
pub fn renumber(snapshot: &Snapshot) -> Option<Vec<Edit>> {
    let slots = slots(snapshot)?;
    let notes = snapshot.index().entries[slots[0].entry].form == EntryForm::Circled;
    let defined: HashMap<u32, usize> = slots.iter().enumerate().map(|(i, slot)| (slot.number, i)).collect();
    let cited = citations(snapshot, notes)?;

    // New numbers: by first appearance in the text, then what is not cited, in the order of the list.
    let mut order: Vec<u32> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut undefined = BTreeSet::new();
    for number in cited.iter().filter(|c| !c.in_heading).flat_map(|c| &c.numbers) {
        if defined.contains_key(number) {
            if seen.insert(*number) {
                order.push(*number);
            }
        } else {
            undefined.insert(*number);
        }
    }
    order.extend(slots.iter().map(|slot| slot.number).filter(|number| !seen.contains(number)));
    let mut new: HashMap<u32, u32> = order.iter().zip(1..).map(|(&old, new)| (old, new)).collect();
    let total = order.len() as u32;
    let mut free = (total + 1..).filter(|number| !undefined.contains(number));
    for &number in &undefined {
        let beyond = if number > total { number } else { free.next()? };
        new.insert(number, beyond);
    }

    let mut edits = Vec::new();
    for citation in &cited {
        let text = rewritten(&citation.written, &citation.numbers, &new, notes)?;
        if text != citation.written {
            edits.push(Edit { range: citation.range.clone(), text });
        }
    }
    for (slot, old) in slots.iter().zip(&order) {
        let source = &slots[*defined.get(old)?];
        let label = rewritten(&source.label, &[source.number], &new, notes)?;
        let text = format!("{label}{}", source.rest);
        if text != format!("{}{}", slot.label, slot.rest) {
            edits.push(Edit { range: slot.range.clone(), text });
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    (!edits.is_empty()).then_some(edits)
}

/// An entry and its place in the list.
struct Slot {
    /// Index in the index's entries.
    entry: usize,
    number: u32,
    /// Label and text (bytes).
    range: Range<usize>,
    label: String,
    rest: String,
}

/// The entries of the one numbered list, each with the blocks that go on with it.
fn slots(snapshot: &Snapshot) -> Option<Vec<Slot>> {
    let index = snapshot.index();
    let entries = &index.entries;
    let runs: Vec<Vec<usize>> = numbers::runs(snapshot);
    let [run] = runs.as_slice() else { return None };
    let mut slots: Vec<Slot> = Vec::new();
    for (position, &entry) in run.iter().enumerate() {
        let found = &entries[entry];
        let &[number] = found.numbers.as_slice() else { return None };
        let next = run.get(position + 1).map(|&next| entries[next].block);
        if next == Some(found.block) || slots.iter().any(|slot| slot.number == number) {
            return None;
        }
        // Lines that go on with an entry belong to it.
        let end_of_list = found.list.map_or(found.block + 1, |list| index.lists[list].blocks.end);
        let last = (found.block..next.unwrap_or(end_of_list))
            .take_while(|&b| matches!(index.regions[b], Region::List | Region::Opaque))
            .filter(|&b| index.regions[b] == Region::List)
            .last()
            .unwrap_or(found.block);
        let start = snapshot.absolute(found.block, &found.label).start;
        let end = snapshot.absolute(last, &snapshot.blocks()[last].text).end;
        let label_end = snapshot.absolute(found.block, &found.label).end.min(end);
        let rest = snapshot.buffer().slice(label_end..end).into_owned();
        let label = snapshot.buffer().slice(start..label_end).into_owned();
        // So could a number in the text of an entry.
        let numbered = (found.block..=last).any(|b| {
            let inside = |c: &&Citation| b > found.block || c.marker.start >= found.label.end;
            snapshot.blocks()[b].citations.iter().filter(inside).any(|c| c.style.is_numbered())
        });
        if numbered {
            return None;
        }
        // In another place a line in the middle of an entry could become an entry, and an entry a line.
        let first = format!("{label}{}", rest.split(['\n', '\r']).next().unwrap_or(""));
        if !starts_entry(&first) || rest.split(['\n', '\r']).skip(1).any(|l| entry_label(l).is_some()) {
            return None;
        }
        slots.push(Slot { entry, number, range: start..end, label, rest });
    }
    (!slots.is_empty()).then_some(slots)
}

/// A citation that points at the list.
struct Cited {
    range: Range<usize>,
    written: String,
    numbers: Vec<u32>,
    in_heading: bool,
}

/// The citations that point at the list, in the order of the text; `None` if one cannot be rewritten.
fn citations(snapshot: &Snapshot, notes: bool) -> Option<Vec<Cited>> {
    let mut found = Vec::new();
    for &citing in &snapshot.index().citings {
        let citation = numbers::citation(snapshot, citing);
        let points = if notes { citation.style == Style::Circled } else { points_at_list(citation) };
        let numbers = numbers_of(citation);
        if !points || numbers.is_empty() {
            continue;
        }
        let inner_pages = citation
            .pages
            .as_ref()
            .is_some_and(|pages| pages.start < citation.marker.end && numbers.len() > 1);
        if inner_pages {
            return None;
        }
        let range = snapshot.absolute(citing.block, &citation.marker);
        let written = snapshot.buffer().slice(range.clone()).into_owned();
        found.push(Cited { range, written, numbers, in_heading: citing.in_heading });
    }
    Some(found)
}

fn points_at_list(citation: &Citation) -> bool {
    citation.style == Style::Numeric
}

/// `written` with its numbers replaced; `None` if they cannot be found in it.
pub(crate) fn rewritten(
    written: &str,
    numbers: &[u32],
    new: &HashMap<u32, u32>,
    notes: bool,
) -> Option<String> {
    let mapped: Vec<u32> = numbers.iter().map(|number| new.get(number).copied()).collect::<Option<_>>()?;
    if mapped == numbers {
        return Some(written.to_owned());
    }
    if notes {
        let [to] = mapped.as_slice() else { return None };
        let signs: Vec<char> = written.chars().filter(|&c| circled(c).is_some()).collect();
        let [sign] = signs.as_slice() else { return None };
        return Some(written.replacen(*sign, &encircled(*to)?.to_string(), 1));
    }
    if let [to] = mapped.as_slice() {
        let (start, end) = digits(written)?;
        return Some(format!("{}{to}{}", &written[..start], &written[end..]));
    }
    let mut chars = written.chars();
    let (open, close) = (chars.next()?, chars.next_back()?);
    let ranged = written.contains(['-', '–', '—', '－', '~', '～', '至']);
    let ascending = numbers.is_sorted();
    let inner = if ranged {
        compress(&mapped)
    } else {
        let mut mapped = mapped;
        if ascending {
            mapped.sort_unstable();
        }
        let separator = chars.as_str().chars().find(|c| matches!(c, ',' | '，' | '、' | ';' | '；'))?;
        let blank = if written.contains(&format!("{separator} ")) { " " } else { "" };
        let shown: Vec<String> = mapped.iter().map(u32::to_string).collect();
        shown.join(&format!("{separator}{blank}"))
    };
    Some(format!("{open}{inner}{close}"))
}

/// The first run of digits (bytes).
fn digits(written: &str) -> Option<(usize, usize)> {
    let is_digit = |c: char| narrow(c).is_ascii_digit();
    let start = written.find(is_digit)?;
    let length = written[start..].find(|c| !is_digit(c)).unwrap_or(written.len() - start);
    Some((start, start + length))
}

/// ①–⑳, ㉑–㉟, ㊱–㊿
fn encircled(number: u32) -> Option<char> {
    match number {
        1..=20 => char::from_u32('①' as u32 + number - 1),
        21..=35 => char::from_u32('㉑' as u32 + number - 21),
        36..=50 => char::from_u32('㊱' as u32 + number - 36),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    fn applied(text: &str) -> Option<String> {
        let edits = renumber(&Snapshot::of(text, Kind::Plain))?;
        let mut out = text.to_owned();
        for edit in edits.iter().rev() {
            out.replace_range(edit.range.clone(), &edit.text);
        }
        Some(out)
    }

    fn becomes(before: &str, after: &str) {
        assert_eq!(applied(before).as_deref(), Some(after), "{before}");
        assert_eq!(applied(after), None, "the second time changes nothing: {after}");
    }

    #[test]
    fn citations_labels_and_order() {
        becomes(
            "甲说[2]，乙说[1]36，甲又说[2]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n",
            "甲说[1]，乙说[2]36，甲又说[1]。\n\n参考文献\n[1] 李某. 题名[M]. 2018.\n[2] 王某. 题名[J]. 2019.\n",
        );
        // A gap is closed, what is not cited goes to the end.
        becomes(
            "甲说[4]，乙说[7]。\n\n参考文献\n[2] 王某. 题名[J]. 2019.\n[4] 李某. 题名[M]. 2018.\n[7] 赵某. 题名[M]. 2017.\n",
            "甲说[1]，乙说[2]。\n\n参考文献\n[1] 李某. 题名[M]. 2018.\n[2] 赵某. 题名[M]. 2017.\n[3] 王某. 题名[J]. 2019.\n",
        );
    }

    #[test]
    fn ranges_lists_and_brackets() {
        becomes(
            "甲说〔3〕，乙说〔1-3〕，丙说〔1，3〕（P45）。\n\n参考文献\n〔1〕 王某. 题名[J]. 2019.\n〔2〕 李某. 题名[M]. 2018.\n〔3〕 赵某. 题名[M]. 2017.\n",
            "甲说〔1〕，乙说〔1-3〕，丙说〔1，2〕（P45）。\n\n参考文献\n〔1〕 赵某. 题名[M]. 2017.\n〔2〕 王某. 题名[J]. 2019.\n〔3〕 李某. 题名[M]. 2018.\n",
        );
        becomes(
            "甲说[3, p. 12]。乙说[1]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n[3] 赵某. 题名[M]. 2017.\n",
            "甲说[1, p. 12]。乙说[2]。\n\n参考文献\n[1] 赵某. 题名[M]. 2017.\n[2] 王某. 题名[J]. 2019.\n[3] 李某. 题名[M]. 2018.\n",
        );
    }

    #[test]
    fn notes_and_blank_lines() {
        becomes(
            "甲说②，乙说①。\n\n注释\n\n①王某：《书》，2019年版。\n\n②李某：《书》，2018年版。\n",
            "甲说①，乙说②。\n\n注释\n\n①李某：《书》，2018年版。\n\n②王某：《书》，2019年版。\n",
        );
    }

    #[test]
    fn what_points_at_nothing_goes_on_doing_so() {
        becomes(
            "甲说[3]，乙说[2]，丙说[9]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n",
            "甲说[3]，乙说[1]，丙说[9]。\n\n参考文献\n[1] 李某. 题名[M]. 2018.\n[2] 王某. 题名[J]. 2019.\n",
        );
    }

    #[test]
    fn documents_that_are_left_alone() {
        for text in [
            // in order
            "甲说[1]，乙说[2]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n",
            // a number twice
            "甲说[2]，乙说[1]。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[1] 李某. 题名[M]. 2018.\n[2] 赵某. 题名[M]. 2018.\n",
            // two lists
            "甲说[2]，乙说[1]。\n\n注释\n[1] 这里指县。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n",
            // several numbers of one entry
            "甲说[2]，乙说[1]。\n\n注释\n[1][3] 王某：《书》。\n[2] 李某：《书》。\n",
            // no list
            "甲说[2]，乙说[1]。\n",
            "",
        ] {
            assert_eq!(applied(text), None, "{text}");
        }
    }
}
