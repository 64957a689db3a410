//! The wire form of settings: `yinzheng.toml` and the editor's `yinzheng.*`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::settings::{Lang, Sensitivity};
use crate::rules::Level;

/// Settings as written by a person; what is missing is left to the layer below.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Language of messages.
    pub lang: Option<Lang>,
    /// `[citation]`
    pub citation: CitationOptions,
    /// `[rules]`: rule id → level.
    pub rules: BTreeMap<String, Level>,
}

/// The `[citation]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CitationOptions {
    /// How readily a quotation is said to need a citation.
    pub sensitivity: Option<Sensitivity>,
}

/// Something wrong in a configuration, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// What is wrong and what to do, in the language asked for.
    pub message: String,
    /// Where in the configuration file (bytes), if known.
    pub range: Option<Range<usize>>,
}
