//! References (著录): one model of a work, read from entries in the two forms of Chinese journals and from
//! bibliography files, written by GB/T 7714—2025 and 2015.
//!
//! Reading never fails: what an entry says that is not understood is in [`Reference::rest`].

mod bibfile;
mod bibtex;
mod csl;
pub mod export;
mod form;
mod format;
mod gb;
pub(crate) mod initials;
mod library;
mod model;
mod names;
mod note;
mod person;
mod record;
mod scan;
mod search;
mod tex;

pub use bibfile::{BibliographyFile, Problem};
pub use form::{Form, is_capitals, number_first, usual_width};
pub(crate) use format::repeats_pid;
pub use format::{
    Order, Style, Width, format, is_cstr, iso_date, needs_access_date, rewrite, surname_case, surname_end,
};
pub use library::{Bibliography, Item, Library, filter_text};
pub use model::{Edition, Field, Grammar, Mark, Medium, Name, Part, Reference, Role, Type};
pub use person::Person;

/// Reads `entry`, an entry without its label; ranges are bytes in it.
#[must_use]
pub fn parse(entry: &str) -> Reference {
    gb::parse(entry)
}
