//! Resolved settings.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::options::Options;
use crate::rules::{Level, Rule, Severity};

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How readily a quotation is said to need a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sensitivity {
    /// Reports more, with more false alarms.
    Strict,
    /// The default.
    #[default]
    Balanced,
    /// Reports only what is nearly certain.
    Lenient,
}

/// What the analysis and the messages depend on; the same settings give the same findings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Settings {
    /// Language of messages.
    pub lang: Lang,
    /// See [`Sensitivity`].
    pub sensitivity: Sensitivity,
    /// Levels that differ from the rules' defaults.
    pub levels: BTreeMap<&'static str, Level>,
}

impl Settings {
    /// Lays `layers` over the defaults, the later over the earlier.
    #[must_use]
    pub fn resolve(layers: &[&Options]) -> Self {
        let mut settings = Self::default();
        for layer in layers {
            if let Some(lang) = layer.lang {
                settings.lang = lang;
            }
            if let Some(sensitivity) = layer.citation.sensitivity {
                settings.sensitivity = sensitivity;
            }
            for (id, level) in &layer.rules {
                if let Some(rule) = crate::rules::find(id) {
                    settings.levels.insert(rule.id, *level);
                }
            }
        }
        settings
    }

    /// The severity at which `rule` reports, or `None` where it is off.
    #[must_use]
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.levels.get(rule.id) {
            Some(level) => level.severity(),
            None => Some(rule.severity),
        }
    }
}
