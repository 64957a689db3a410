//! Values that are chosen from a fixed list of names.

use super::settings::{Lang, Profile, Sensitivity};
use crate::rules::{Level, Severity};

/// A type whose values are written as one of a few names; messages, the schema and the command
/// line all take the names from here, so that they cannot disagree.
pub(crate) trait Choice: Copy + Eq + 'static {
    /// Every value with its name, in the order in which people should read them.
    const ALL: &'static [(&'static str, Self)];

    /// The value with this name.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The name of this value.
    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
    }

    /// All names.
    fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(name, _)| *name)
    }
}

impl Choice for Lang {
    const ALL: &'static [(&'static str, Self)] = &[("zh", Self::Zh), ("en", Self::En)];
}

impl Choice for Sensitivity {
    const ALL: &'static [(&'static str, Self)] =
        &[("strict", Self::Strict), ("balanced", Self::Balanced), ("lenient", Self::Lenient)];
}

impl Choice for Profile {
    const ALL: &'static [(&'static str, Self)] =
        &[("auto", Self::Auto), ("gb-2025", Self::Gb2025), ("gb-2015", Self::Gb2015), ("note", Self::Note)];
}

impl Choice for Level {
    const ALL: &'static [(&'static str, Self)] = &[
        ("off", Self::Off),
        ("hint", Self::Hint),
        ("information", Self::Information),
        ("warning", Self::Warning),
        ("error", Self::Error),
    ];
}

impl Choice for Severity {
    const ALL: &'static [(&'static str, Self)] = &[
        ("error", Self::Error),
        ("warning", Self::Warning),
        ("information", Self::Information),
        ("hint", Self::Hint),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_serialised_form() {
        for (name, severity) in Severity::ALL {
            assert_eq!(serde_json::to_value(severity).unwrap(), *name);
        }
        for (name, level) in Level::ALL {
            assert_eq!(serde_json::to_value(level).unwrap(), *name);
        }
        assert_eq!(Lang::named("en"), Some(Lang::En));
        assert_eq!(Lang::named("EN"), None);
        assert_eq!(Sensitivity::Lenient.name(), "lenient");
    }
}
