//! Entries of the reference list: their parts, marks and form by GB/T 7714.
//!
//! A rule reads the parsed reference; it never looks for parts in the text again. Entries in the form of
//! notes have no prescribed parts and are left alone.

use std::ops::Range;

use super::{Check, Edit};
use crate::document::Listed;
use crate::reference::{Grammar, Reference};

pub mod inconsistent_reference_form;
pub mod malformed_reference_field;
pub mod malformed_type_mark;
pub mod missing_access_date;
pub mod missing_reference_field;
pub(crate) mod profile;
pub mod repeated_identifier;
pub mod standard_entry_form;
pub mod superfluous_access_date;
pub mod surname_case;
pub mod too_many_authors;
pub mod unknown_type_mark;
pub mod wrong_type_mark;

/// The entries of lists that are written by GB/T 7714, with their numbers in the index.
fn gb_entries(check: &Check<'_>) -> Vec<(usize, Listed)> {
    if check.written() == profile::Written::Note {
        return Vec::new();
    }
    let all = check.listed().iter().enumerate();
    all.filter(|(_, listed)| listed.reference.grammar == Grammar::Gb)
        .map(|(index, listed)| (index, listed.clone()))
        .collect()
}

/// The place that a finding about the entry as a whole points at: its type mark, else its beginning.
fn hinge(listed: &Listed) -> Range<usize> {
    match &listed.reference.mark {
        Some(mark) => listed.absolute(&mark.range),
        None => listed.reference.spans().first().map_or(listed.range.clone(), |span| listed.absolute(span)),
    }
}

/// The edit that puts `text` in the place of `range` of the entry.
fn edit(listed: &Listed, range: &Range<usize>, text: impl Into<String>) -> Edit {
    Edit { range: listed.absolute(range), text: text.into() }
}

/// Whether the work is found on the network: by its mark or its address.
fn is_online(reference: &Reference) -> bool {
    reference.medium == Some(crate::reference::Medium::Online)
}
