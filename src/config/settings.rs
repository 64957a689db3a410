//! Resolved settings.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use super::ignores::Ignore;
use super::options::Options;
use super::terms::Terms;
use crate::glossary::OwnGlossary;
use crate::reference::Bibliography;
use crate::rules::{Level, Rule, Severity};

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How readily a quotation is said to need a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sensitivity {
    /// Reports more, with more false alarms.
    Strict,
    /// The default.
    #[default]
    Balanced,
    /// Reports only what is nearly certain.
    Lenient,
}

/// The rules by which the entries of an essay are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// What the entries show.
    #[default]
    Auto,
    /// GB/T 7714—2025.
    Gb2025,
    /// GB/T 7714—2015.
    Gb2015,
    /// Notes: 作者：《书名》，地：社，年，第x页。
    Note,
}

/// What the analysis and the messages depend on; the same settings give the same findings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Settings {
    /// Language of messages.
    pub lang: Lang,
    /// See [`Sensitivity`].
    pub sensitivity: Sensitivity,
    /// Whether the editor shows behind a marker which work it cites.
    pub inlay_citations: bool,
    /// Whether the editor can follow links from card to card; told by the client, not by a person.
    pub card_links: bool,
    /// See [`Profile`].
    pub profile: Profile,
    /// The bibliography files that the configuration names; `None` for those that lie beside the
    /// essay or that it names.
    pub bibliography_files: Option<Vec<PathBuf>>,
    /// What those files hold; added by who reads files.
    pub bibliography: Bibliography,
    /// Levels that differ from the rules' defaults.
    pub levels: BTreeMap<&'static str, Level>,
    /// Terms of the workspace, which need no citation.
    pub terms: Terms,
    /// Files of own terms that the configuration names, beside the workspace's.
    pub glossary_files: Vec<PathBuf>,
    /// Terms that the workspace or one of those files defines; added by who reads files.
    pub glossary: OwnGlossary,
    /// Findings of this text that the workspace ignores.
    pub ignores: Vec<Ignore>,
    /// Whether what is ignored, in the text or by the workspace, is reported all the same.
    pub show_ignored: bool,
    /// The year of today, behind which a year of publication is in the future; `None` for that of the clock.
    pub year: Option<u16>,
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
            if let Some(citations) = layer.inlay.citations {
                settings.inlay_citations = citations;
            }
            if let Some(profile) = layer.reference.edition {
                settings.profile = profile;
            }
            if let Some(files) = &layer.reference.bibliography {
                settings.bibliography_files = Some(files.clone());
            }
            if let Some(files) = &layer.glossary.files {
                settings.glossary_files.clone_from(files);
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
            None => Some(rule.severity).filter(|_| !rule.optional),
        }
    }

    /// A number that changes when the settings do: a key for what was computed under them.
    ///
    /// It is the same within one run of the process, and means nothing outside it.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// Options from every place that may set them, to be laid over each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layers {
    /// The weakest: the editor's settings, or the environment of the command line.
    pub base: Options,
    /// `yinzheng.toml`.
    pub file: Options,
    /// The strongest: flags of the command line.
    pub flags: Options,
}

impl Layers {
    /// The settings that follow.
    #[must_use]
    pub fn resolve(&self) -> Settings {
        Settings::resolve(&[&self.base, &self.file, &self.flags])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::reference::{BibliographyFile, Library};

    fn options(lang: Option<Lang>, sensitivity: Option<Sensitivity>) -> Options {
        let mut options = Options { lang, ..Options::default() };
        options.citation.sensitivity = sensitivity;
        options
    }

    #[test]
    fn a_stronger_layer_wins_and_an_unset_key_leaves_the_weaker_one() {
        let layers = Layers {
            base: options(Some(Lang::En), Some(Sensitivity::Strict)),
            file: options(Some(Lang::Zh), None),
            flags: options(None, None),
        };
        let settings = layers.resolve();
        assert_eq!((settings.lang, settings.sensitivity), (Lang::Zh, Sensitivity::Strict));
        let flags = options(Some(Lang::En), None);
        assert_eq!(Layers { flags, ..layers }.resolve().lang, Lang::En);
        assert_eq!(Layers::default().resolve(), Settings::default());
    }

    fn library(text: &str) -> Bibliography {
        let file = BibliographyFile::new("a.bib".into(), text.to_owned());
        Bibliography::new(Arc::new(Library::new(vec![Arc::new(file)], true)))
    }

    fn own(definition: &str) -> OwnGlossary {
        let text = format!("[[term]]\nterm = \"村账会\"\ndefinition = \"{definition}\"\n");
        OwnGlossary::parse(&text, Lang::Zh).0
    }

    #[test]
    fn the_fingerprint_follows_the_settings() {
        let plain = Settings::default();
        assert_eq!(plain.fingerprint(), Settings::default().fingerprint());
        let changed = [
            Settings { lang: Lang::En, ..plain.clone() },
            Settings { sensitivity: Sensitivity::Lenient, ..plain.clone() },
            Settings { inlay_citations: true, ..plain.clone() },
            Settings { profile: Profile::Gb2015, ..plain.clone() },
            Settings { bibliography_files: Some(Vec::new()), ..plain.clone() },
            Settings { bibliography_files: Some(vec!["a.bib".into()]), ..plain.clone() },
            Settings { bibliography: library("@book{a,}"), ..plain.clone() },
            Settings { bibliography: library("@book{b,}"), ..plain.clone() },
            Settings { levels: [("uncited-quote", Level::Off)].into(), ..plain.clone() },
            Settings { levels: [("uncited-quote", Level::Hint)].into(), ..plain.clone() },
            Settings { terms: Terms::parse("组织起来"), ..plain.clone() },
            Settings { glossary_files: vec!["a.toml".into()], ..plain.clone() },
            Settings { glossary: own("甲。"), ..plain.clone() },
            Settings { glossary: own("乙。"), ..plain.clone() },
            Settings { card_links: true, ..plain.clone() },
            Settings { ignores: vec![Ignore::new("uncited-quote", "组织起来")], ..plain.clone() },
            Settings { show_ignored: true, ..plain.clone() },
        ];
        let mut prints: Vec<u64> = changed.iter().map(Settings::fingerprint).collect();
        prints.push(plain.fingerprint());
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), 18);
    }
}
