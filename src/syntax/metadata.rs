//! The metadata (YAML) at the head of a Markdown file, as far as it says where works are described.
//!
//! Two keys are looked at, at the start of a line; everything else of YAML is passed over.

/// What metadata say about works.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Works {
    /// Files that `bibliography:` names, as written.
    pub files: Vec<String>,
    /// Whether `references:` lists works in the metadata themselves.
    pub inline: bool,
}

/// Reads the lines of `text`, all or some of the metadata.
#[must_use]
pub fn works(text: &str) -> Works {
    let mut works = Works::default();
    let mut in_list = false;
    for line in text.lines().map(without_comment) {
        if in_list && let Some(item) = line.trim_start().strip_prefix("- ") {
            works.files.extend(scalar(item));
            continue;
        }
        in_list = false;
        if let Some(value) = line.strip_prefix("bibliography:") {
            let value = value.trim();
            in_list = value.is_empty();
            match value.strip_prefix('[').map(|list| list.trim_end_matches(']')) {
                Some(list) => works.files.extend(list.split(',').filter_map(scalar)),
                None => works.files.extend(scalar(value)),
            }
        } else if line.starts_with("references:") {
            works.inline = true;
        }
    }
    works
}

/// A value without its quotation marks; `None` where there is none.
fn scalar(text: &str) -> Option<String> {
    let text = text.trim();
    let quoted = ['"', '\''].into_iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark));
    let value = quoted.unwrap_or(text);
    (!value.is_empty()).then(|| value.to_owned())
}

/// `line` up to its comment: a `#` at its start or behind a space.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices('#').map(|(at, _)| at);
    let comment = comment.into_iter().find(|&at| at == 0 || line[..at].ends_with([' ', '\t']));
    line[..comment.unwrap_or(line.len())].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_in_every_form_of_yaml() {
        for (text, files) in [
            ("title: 论\nbibliography: refs.bib\nlang: zh", vec!["refs.bib"]),
            ("bibliography: \"文 献.bib\"  # 注", vec!["文 献.bib"]),
            ("bibliography: [a.bib, 'b.json']", vec!["a.bib", "b.json"]),
            ("bibliography:\n  - a.bib\n- ../b.bib\ncsl: x.csl\n- c.bib", vec!["a.bib", "../b.bib"]),
            ("bibliography:\r\n  - a.bib\r\n", vec!["a.bib"]),
            ("bibliography:", vec![]),
            ("# bibliography: a.bib\nmy-bibliography: b.bib\nnote: bibliography: c.bib", vec![]),
        ] {
            assert_eq!(
                works(text),
                Works { files: files.into_iter().map(str::to_owned).collect(), inline: false },
                "{text}"
            );
        }
    }

    #[test]
    fn works_may_stand_in_the_metadata() {
        assert!(works("references:\n- id: a\n").inline);
        assert!(!works("link-references: true").inline);
    }
}
