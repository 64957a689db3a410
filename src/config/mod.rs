//! Settings: from the wire form in which every key may be missing ([`Options`]) to resolved,
//! validated [`Settings`].
//!
//! Reading is strict: an unknown key or a wrong value is a [`ConfigProblem`] with the nearest right
//! name, never silently ignored. Only [`find_file`], [`find_folder`] and
//! [`bibliography_files`] look at the file system, and none of them reads a file.

mod choice;
mod file;
mod ignores;
mod nearest;
mod options;
mod schema;
mod settings;
mod terms;
mod workspace;

pub(crate) use choice::Choice;
pub use file::{
    FILE_NAME, FOLDER_NAME, GLOSSARY_NAME, GlossaryFile, IGNORE_NAME, TERMS_NAME, bibliography_files,
    find_file, find_folder, glossary_files, is_bibliography,
};
pub(crate) use ignores::unknown_rule;
pub use ignores::{Flagged, Ignore, IgnoreLine};
pub(crate) use nearest::{Nearest, nearest};
pub use options::{CitationOptions, ConfigProblem, InlayOptions, Options, ReferenceOptions};
pub(crate) use schema::rule_title;
pub use schema::schema;
pub use settings::{Lang, Layers, Profile, Sensitivity, Settings};
pub use terms::Terms;
pub use workspace::{Workspace, relative};

/// A message in the language asked for: `say!(lang, "中文 {x}", "English {x}")`.
macro_rules! say {
    ($lang:expr, $zh:literal, $en:literal $(, $name:ident = $value:expr)* $(,)?) => {
        match $lang {
            $crate::config::Lang::Zh => format!($zh $(, $name = $value)*),
            $crate::config::Lang::En => format!($en $(, $name = $value)*),
        }
    };
}
pub(crate) use say;
