//! Settings: from the wire form in which every key may be missing ([`Options`]) to resolved,
//! validated [`Settings`].

mod options;
mod settings;

pub use options::{ConfigProblem, Options};
pub use settings::{Lang, Sensitivity, Settings};
