//! The text of a document: a rope buffer, positions in the encodings of LSP, edits.
//!
//! Nothing here knows Chinese or LSP types. Offsets are UTF-8 bytes. Lines end at LF, CRLF or
//! CR, as LSP has it, and nowhere else.

mod buffer;
mod decode;
mod position;

pub use buffer::{Buffer, Dirty};
pub use decode::{Decoded, Encoding, decode};
pub use position::{Point, PositionEncoding};
