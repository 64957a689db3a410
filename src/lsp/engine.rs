//! What the server asks of the analysis.

use std::ops::Range;

use crate::config::Settings;
use crate::document::{Analysis, Kind, Snapshot};
use crate::ide::{self, Completions, Fold, Hover, Inlay, Lens, Link, Mention, Symbol, WebLink};
use crate::rules::{self, Finding};
use crate::text::{Buffer, Dirty};

/// The analysis as the server sees it: every method is the real thing unless a test replaces it,
/// for example by one that panics or blocks.
///
/// Every call happens on a thread where it may take its time, and a panic in it costs the answer,
/// not the server.
pub trait Engine: Send + Sync + 'static {
    /// The analysis of `buffer`, from `old` where one is left and `dirty` tells what changed since.
    fn analyse(&self, old: Option<Analysis>, buffer: &Buffer, dirty: Option<Dirty>, kind: Kind) -> Analysis {
        match (old, dirty) {
            (Some(mut analysis), Some(dirty)) => {
                analysis.update(buffer, dirty);
                analysis
            }
            (Some(analysis), None) => analysis,
            (None, _) => Analysis::new(buffer, kind),
        }
    }

    /// See [`rules::check`].
    fn check(&self, snapshot: &Snapshot, settings: &Settings) -> Vec<Finding> {
        rules::check(snapshot, settings)
    }

    /// See [`ide::hover`].
    fn hover(&self, snapshot: &Snapshot, offset: usize, settings: &Settings) -> Option<Hover> {
        ide::hover(snapshot, offset, settings)
    }

    /// See [`ide::outline`].
    fn outline(&self, snapshot: &Snapshot) -> Vec<Symbol> {
        ide::outline(snapshot)
    }

    /// See [`ide::folds`].
    fn folds(&self, snapshot: &Snapshot) -> Vec<Fold> {
        ide::folds(snapshot)
    }

    /// See [`ide::definition`].
    fn definition(&self, snapshot: &Snapshot, offset: usize) -> Vec<Link> {
        ide::definition(snapshot, offset)
    }

    /// See [`ide::references`].
    fn references(
        &self,
        snapshot: &Snapshot,
        offset: usize,
        entries: bool,
        settings: &Settings,
    ) -> Vec<Mention> {
        ide::references(snapshot, offset, entries, settings)
    }

    /// See [`ide::highlights`].
    fn highlights(&self, snapshot: &Snapshot, offset: usize, settings: &Settings) -> Vec<Mention> {
        ide::highlights(snapshot, offset, settings)
    }

    /// See [`ide::completions`].
    fn completions(&self, snapshot: &Snapshot, offset: usize, settings: &Settings) -> Completions {
        ide::completions(snapshot, offset, settings)
    }

    /// See [`ide::web_links`].
    fn web_links(&self, snapshot: &Snapshot, settings: &Settings) -> Vec<WebLink> {
        ide::web_links(snapshot, settings)
    }

    /// See [`ide::lenses`].
    fn lenses(&self, snapshot: &Snapshot, settings: &Settings) -> Vec<Lens> {
        ide::lenses(snapshot, settings)
    }

    /// See [`ide::inlays`].
    fn inlays(&self, snapshot: &Snapshot, range: &Range<usize>, settings: &Settings) -> Vec<Inlay> {
        ide::inlays(snapshot, range, settings)
    }
}

/// The real analysis.
#[derive(Debug, Clone, Copy, Default)]
pub struct Real;

impl Engine for Real {}
