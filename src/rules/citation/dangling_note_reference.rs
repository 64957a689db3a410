//! `dangling-note-reference`: 同上 or 同前注② that refers to no earlier note.

use super::numbers::{entry_label, entry_text, shown};
use crate::rules::{Check, Rule, Scope, Severity};
use crate::syntax::chars::{circled, narrow, note_number};
use crate::syntax::matter::EntryForm;

/// A note that refers to an earlier one (同上, 同②, 同前注③, 见注〔4〕) needs that note before it.
pub static RULE: Rule = Rule {
    id: "dangling-note-reference",
    group: "citation",
    severity: Severity::Warning,
    optional: false,
    page_zh: include_str!("../../../docs/rules/dangling-note-reference.zh.md"),
    page_en: include_str!("../../../docs/rules/dangling-note-reference.en.md"),
    check: Scope::Document(check),
};

/// What a note refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reference {
    /// 同上: the note before.
    Before,
    /// 同②, 同前注〔2〕: the note with the number.
    Number(u32),
}

fn check(check: &mut Check<'_>) {
    let snapshot = check.snapshot;
    let entries = &snapshot.index().entries;
    for run in check.runs().iter() {
        let begins = entries[run[0]].numbers.first() == Some(&1);
        for (position, &index) in run.iter().enumerate() {
            let text = entry_text(snapshot, index);
            let Some(reference) = reference(&text) else { continue };
            let own = entries[index].numbers.first().copied().unwrap_or(0);
            let circled = entries[index].form == EntryForm::Circled;
            let label = entry_label(snapshot, index);
            let message = match (reference, check.zh()) {
                // A list that lost its first notes says nothing about 同上.
                (Reference::Before, zh) if position == 0 && begins => {
                    if zh {
                        format!("{label}写着“同上”，而它是第一条，前面没有注释。请写出完整的出处。")
                    } else {
                        format!(
                            "{label} says 同上 (as above), but it is the first note. Give the whole source."
                        )
                    }
                }
                (Reference::Number(number), zh) if number >= own => {
                    let other = shown(number, circled);
                    if zh {
                        format!(
                            "{label}指向注{other}，而{other}不在它之前。请改成前面的注释的编号，或写出完整的出处。"
                        )
                    } else {
                        format!(
                            "{label} refers to note {other}, which is not before it. Refer to an earlier note, or give the whole source."
                        )
                    }
                }
                (Reference::Number(number), zh)
                    if !run[..position].iter().any(|&i| entries[i].numbers.contains(&number)) =>
                {
                    let other = shown(number, circled);
                    if zh {
                        format!("{label}指向注{other}，而前面没有这一条注释。请改正编号，或写出完整的出处。")
                    } else {
                        format!(
                            "{label} refers to note {other}, and there is no such note before it. Correct the number, or give the whole source."
                        )
                    }
                }
                _ => continue,
            };
            let range = snapshot.absolute(entries[index].block, &entries[index].label);
            check.report(&RULE, range, message);
        }
    }
}

/// What a note refers to, if it does nothing else.
fn reference(text: &str) -> Option<Reference> {
    let text = text.trim_start_matches(|c: char| narrow(c) == ' ');
    let rest = ["同前注", "同注", "前引注", "前注", "见前注", "同前引注", "见注", "参见注", "同"]
        .iter()
        .find_map(|lead| text.strip_prefix(lead))?;
    if rest.starts_with('上') {
        return Some(Reference::Before);
    }
    let rest = rest.trim_start_matches(['〔', '[', '［', '（', '(', '注', ' ']);
    let first = rest.chars().next()?;
    if let Some(number) = circled(first) {
        // ①② may be 12 or two notes.
        let single = rest.chars().nth(1).and_then(circled).is_none();
        return single.then_some(Reference::Number(number));
    }
    let (number, length) = note_number(rest)?;
    let closed =
        rest[length..].starts_with(['〕', ']', '］', '）', ')', '，', ',', '。']) || rest.len() == length;
    // 同2019年 and the like are text.
    ((1..1000).contains(&number) && closed).then_some(Reference::Number(number))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{clean, found};

    #[test]
    fn notes_that_refer_to_nothing() {
        found(&RULE, "甲说①，乙说②。\n\n注释\n⟦①⟧同上，第12页。\n②王某：《村治的逻辑》，2019年版。\n");
        found(
            &RULE,
            "甲说①，乙说②，丙说③。\n\n注释\n①王某：《村治的逻辑》，2019年版。\n⟦②⟧同前注③，第12页。\n③李某：《村庄里的信任》，2018年版。\n",
        );
        found(
            &RULE,
            "甲说〔1〕，乙说〔2〕，丙说〔4〕。\n\n注释\n〔1〕王某：《村治的逻辑》，2019年版。\n〔2〕李某：《村庄里的信任》，2018年版。\n⟦〔4〕⟧同注〔3〕，第12页。\n",
        );
    }

    #[test]
    fn silent_cases() {
        clean(
            &RULE,
            &[
                "甲说①，乙说②，丙说③。\n\n注释\n①王某：《村治的逻辑》，2019年版。\n②同上，第12页。\n③同①，第15页。\n",
                "甲说〔1〕，乙说〔2〕，丙说〔3〕。\n\n注释\n〔1〕王某：《村治的逻辑》，2019年版。\n〔2〕同上书，第8页。\n〔3〕同前注〔1〕，第12页。\n",
                // the first notes were lost
                "乙说②，丙说③。\n\n注释\n②同上，第12页。\n③李某：《村庄里的信任》，2018年版。\n",
                // page by page
                "甲说①，乙说①。\n\n注释\n①王某：《村治的逻辑》，2019年版。\n②同①。\n①李某：《村庄里的信任》，2018年版。\n②同①，第3页。\n",
                // titles that begin so
                "甲说①，乙说②。\n\n注释\n①同济大学课题组：《同心协力》，2019年版。\n②同治十二年修《某县志》，卷三。\n",
            ],
        );
    }
}
