//! What an editor asks about a document, in plain types; no LSP, no IO.

mod actions;
mod citations;
mod fold;
mod hover;
mod ignore;
mod outline;

pub use actions::{Action, ActionKind, actions};
pub use citations::{CitationInfo, QuotationInfo, QuotationStatus, citations};
pub use fold::{Fold, folds};
pub use hover::{Hover, hover};
pub use ignore::{List, Note, Silence, silences};
pub use outline::{Symbol, SymbolKind, outline};
