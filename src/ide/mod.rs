//! What an editor asks about a document, in plain types; no LSP, no IO.

mod actions;
mod citations;
mod cited;
mod completion;
mod fold;
mod hover;
mod ignore;
mod inlay;
mod lens;
mod links;
mod navigate;
mod outline;
mod terms;

pub use actions::{Action, ActionKind, actions};
pub use citations::{CitationInfo, QuotationInfo, QuotationStatus, citations};
pub use completion::{Completion, Completions, TRIGGERS, completions};
pub use fold::{Fold, folds};
pub use hover::{Hover, hover};
pub use ignore::{List, Note, Silence, silences};
pub use inlay::{Inlay, inlays};
pub use lens::{Lens, lenses};
pub use links::{WebLink, web_links};
pub use navigate::{Link, Mention, definition, highlights, references};
pub use outline::{Symbol, SymbolKind, outline};
pub use terms::{UsedTerm, appendix, card_of, definable, find_cards, used_terms};
