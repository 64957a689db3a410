//! `citation-out-of-order`: first citations that do not follow the numbers.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::numbers::entries;
use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::citation::Style;

/// In the numeric style the numbers follow the first citation of each work (GB/T 7714: the list is
/// ordered by appearance). The fewest possible numbers are reported.
pub static RULE: Rule = Rule {
    id: "citation-out-of-order",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/citation-out-of-order.zh.md"),
    page_en: include_str!("../../../docs/rules/citation-out-of-order.en.md"),
    check: Scope::Document(check),
};

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let entries = entries(snapshot);
    // Notes ①②③ may begin again on every page, so only the numbers of one list count.
    let mut firsts: Vec<(u32, Range<usize>)> = Vec::new();
    let mut seen = HashSet::new();
    for (citing, citation, numbers) in check.numbered().iter() {
        if citing.in_heading || citation.style == Style::Circled {
            continue;
        }
        // Numbers inside one bracket need no order: [570,83].
        let mut new: Vec<u32> = numbers.iter().copied().filter(|&n| seen.insert(n)).collect();
        new.sort_unstable();
        for number in new {
            if entries.is_empty() || entries.contains_key(&number) {
                firsts.push((number, snapshot.absolute(citing.block, &citation.range)));
            }
        }
    }
    let kept = longest_increasing(&firsts.iter().map(|f| f.0).collect::<Vec<_>>());
    if kept.iter().all(|kept| *kept) {
        return;
    }
    let places: HashMap<u32, Range<usize>> = firsts.iter().cloned().collect();
    for (position, (number, range)) in firsts.iter().enumerate() {
        if kept[position] {
            continue;
        }
        // The neighbour that shows the disorder: a larger number before, or a smaller one behind.
        let before = firsts[..position].iter().filter(|f| f.0 > *number).map(|f| f.0).min();
        let behind = firsts[position..].iter().filter(|f| f.0 < *number).map(|f| f.0).min();
        let Some(other) = before.or(behind) else { continue };
        let message = match (check.zh(), before.is_some()) {
            (true, true) => {
                format!("[{number}]首次出现在[{other}]之后。顺序编码制按首次出现的先后编号，请调整编号。")
            }
            (true, false) => {
                format!("[{number}]首次出现在[{other}]之前。顺序编码制按首次出现的先后编号，请调整编号。")
            }
            (false, true) => format!(
                "[{number}] is first cited after [{other}]. In the numeric style numbers follow the first citation; renumber."
            ),
            (false, false) => format!(
                "[{number}] is first cited before [{other}]. In the numeric style numbers follow the first citation; renumber."
            ),
        };
        let related = if check.zh() {
            format!("[{other}]首次出现于此")
        } else {
            format!("[{other}] is first cited here")
        };
        let fix = check.renumbering();
        if let Some(finding) = check.report(&RULE, range.clone(), message) {
            finding.fix = fix;
            if let Some(place) = places.get(&other) {
                finding.relate(place.clone(), related);
            }
        }
    }
}

/// Positions of a longest increasing subsequence.
fn longest_increasing(values: &[u32]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (i, &value) in values.iter().enumerate() {
        let at = tails.partition_point(|&t| values[t] < value);
        previous.push(at.checked_sub(1).map(|p| tails[p]));
        if at < tails.len() {
            tails[at] = i;
        } else {
            tails.push(i);
        }
    }
    let mut kept = vec![false; values.len()];
    let mut at = tails.last().copied();
    while let Some(i) = at {
        kept[i] = true;
        at = previous[i];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, fixed, found};

    #[test]
    fn the_fewest_numbers_are_reported() {
        found(&RULE, "甲的观点[1]与乙的观点[2]，丙的观点⟦[4]⟧与丁的观点[3]，还有戊的观点[5]。");
        found(&RULE, "甲的观点⟦[9]⟧，乙的观点[1]，丙的观点[2]，丁的观点[3]。");
        found(&RULE, "甲的观点[2]，乙的观点[3]，丙的观点⟦[1]⟧，丁的观点[4]。");
    }

    #[test]
    fn the_fix_renumbers_everything() {
        fixed(
            &RULE,
            "甲说[2]，乙说[1]36。\n\n参考文献\n[1] 王某. 题名甲[J]. 2019.\n[2] 李某. 题名乙[M]. 2018.\n",
            "甲说[1]，乙说[2]36。\n\n参考文献\n[1] 李某. 题名乙[M]. 2018.\n[2] 王某. 题名甲[J]. 2019.\n",
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "甲的观点[1]36，又见[1]20，乙的观点[2]，再看甲[1]64，丙的观点[3]。",
                "甲的观点[1,3]，乙的观点[2]，这一段文字很短。".replace("[1,3]", "[3,1,2]").as_str(),
                "甲的观点[1-3]，乙的观点[4]，丙又说[2]。",
                "页下注①每页重新编号，第二页又从头开始②。下一页的观点①，也是如此。",
                "文献表里没有的编号[9]另报，甲的观点[1]不受影响。\n\n参考文献\n[1] 王某. 题名[J]. 2019.\n[2] 李某. 题名[M]. 2018.\n",
            ],
        );
    }
}
