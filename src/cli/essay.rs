//! The essay that a command is about.

use std::path::Path;
use std::sync::Arc;

use super::place::Places;
use super::session::{Failure, Session};
use super::source::{Place, Source};
use crate::config::Settings;
use crate::document::Snapshot;

/// An essay that was read from a file or from standard input, with what concerns it.
#[derive(Debug)]
pub struct Essay {
    /// The file as messages name it.
    pub name: String,
    /// The settings in force for the file.
    pub settings: Arc<Settings>,
    /// What was read.
    pub snapshot: Snapshot,
    /// Bytes of the file before the text.
    shift: usize,
}

impl Essay {
    /// Reads `file`, or standard input for `-`, under the name `stdin_filename`. What had to be guessed to read it is
    /// noted in `session`.
    ///
    /// # Errors
    ///
    /// The file or its configuration cannot be read.
    pub fn read(file: &Path, stdin_filename: Option<&Path>, session: &mut Session) -> Result<Self, Failure> {
        let place = Place::of(file, stdin_filename);
        let settings = session.project.settings(place.anchor())?;
        let source = place.read(settings.lang)?;
        let decoded = source.decode(settings.lang)?;
        if let Some(note) = source.note(&decoded, settings.lang) {
            session.note(&note);
        }
        let snapshot = Snapshot::of(&decoded.text, source.kind);
        let shift = Source::shift(&decoded);
        Ok(Self { name: source.name, settings, snapshot, shift })
    }

    /// Where things of the essay stand in its file.
    pub fn places(&self) -> Places<'_> {
        Places { buffer: self.snapshot.buffer(), shift: self.shift }
    }
}
