//! What an essay is made of: blocks, headings, sentences, quotations, citations, reference list.
//!
//! Every function here looks at a line or a block by itself and returns offsets in bytes from its
//! start. Nothing here knows terms or rules.

pub mod address;
pub mod blocks;
pub mod chars;
pub mod citation;
pub mod directive;
pub mod heading;
pub mod mask;
pub mod matter;
pub mod metadata;
pub mod quotation;
pub mod sentence;
pub mod tex;
pub mod width;
