//! A document: its text and the analysis of its blocks, redone only where the text changed.
//!
//! [`Analysis`] keeps the blocks between edits; [`Snapshot`] is one state of text, blocks and
//! document-wide index, immutable and cheap to clone. A [`Block`] knows only offsets relative to its
//! own start, so a block that moves keeps its analysis. Whatever sequence of edits led to a text,
//! the blocks are those of a fresh analysis of that text.

mod block;
mod claims;
mod dated;
mod index;
mod judgement;
mod memo;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use block::{Block, Read};
pub use claims::{Claim, Ground};
pub use dated::{Act, Dated};
pub use index::{Citing, Entry, Index, List, Region, Section};
pub use judgement::{Cover, Features, Judgement, Reach, Sign, Signs, Stop, Wording};
pub use memo::Memo;

use crate::glossary::{self, Match, OwnGlossary};
use crate::reference::{self, Form, Reference};
use crate::syntax::blocks::{self, Layout, Shape, State};
use crate::text::{Buffer, Dirty};

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// Plain text.
    #[default]
    Plain,
    /// Markdown (CommonMark with footnotes and Pandoc citations).
    Markdown,
    /// LaTeX.
    Tex,
}

/// The analysis of a text, kept between edits.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    kind: Kind,
    layout: Layout,
    /// How many lines have how many columns; decides the layout.
    widths: BTreeMap<u16, u32>,
    blocks: Arc<Vec<Arc<Block>>>,
    index: Arc<Index>,
}

/// One state of a document: its text and its analysis, immutable and cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    buffer: Buffer,
    kind: Kind,
    blocks: Arc<Vec<Arc<Block>>>,
    index: Arc<Index>,
}

/// The names that stand in a block.
#[derive(Debug)]
pub struct Terms {
    own: OwnGlossary,
    /// From left to right (bytes in the block).
    pub found: Vec<Match>,
}

/// What a block says in words that the glossary can judge.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Wrong forms of terms.
    pub misforms: Vec<Match>,
    /// Dates of laws, documents and meetings.
    pub dated: Vec<Dated>,
}

/// An entry of a list, read.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The entry without its label (bytes).
    pub range: Range<usize>,
    /// What it says; ranges are bytes from the start of `range`.
    pub reference: Arc<Reference>,
    /// How it is written.
    pub form: Form,
    /// What was derived from it.
    pub memo: Arc<Memo>,
}

impl Listed {
    /// A range of the reference as a range of the text.
    #[must_use]
    pub const fn absolute(&self, range: &Range<usize>) -> Range<usize> {
        self.range.start + range.start..self.range.start + range.end
    }
}

impl Analysis {
    /// Analyses the whole of `buffer`.
    #[must_use]
    pub fn new(buffer: &Buffer, kind: Kind) -> Self {
        let mut analysis = Self { kind, ..Self::default() };
        analysis.start_over(buffer);
        analysis.index = Arc::new(Index::new(&analysis.blocks));
        analysis
    }

    /// Brings the analysis up to `buffer`, which differs from the text of the last call by `dirty`.
    ///
    /// Costs the blocks that the change touches, and a pass over the facts of all blocks.
    pub fn update(&mut self, buffer: &Buffer, dirty: Dirty) {
        self.replace_blocks(buffer, dirty);
        if layout_of(&self.widths) != self.layout {
            self.start_over(buffer);
        }
        self.index = Arc::new(Index::new(&self.blocks));
    }

    /// The state for rules and editor features; `buffer` is the one last analysed.
    #[must_use]
    pub fn snapshot(&self, buffer: &Buffer) -> Snapshot {
        Snapshot {
            buffer: buffer.clone(),
            kind: self.kind,
            blocks: Arc::clone(&self.blocks),
            index: Arc::clone(&self.index),
        }
    }

    fn start_over(&mut self, buffer: &Buffer) {
        // The layout is a fact of the lines, not of the blocks, so a second pass settles it.
        for _ in 0..2 {
            let (blocks, _) = self.cut(buffer, 0, State::Normal, |_, _| false);
            self.widths = BTreeMap::new();
            for block in &blocks {
                count(&mut self.widths, block, 1);
            }
            self.blocks = Arc::new(blocks);
            let layout = layout_of(&self.widths);
            if layout == self.layout {
                break;
            }
            self.layout = layout;
        }
    }

    fn replace_blocks(&mut self, buffer: &Buffer, dirty: Dirty) {
        let old = &self.blocks;
        // The block before the one that is touched looks ahead into it.
        let mut first = 0;
        let mut start = 0;
        let mut end = 0;
        for (i, block) in old.iter().enumerate() {
            if end + block.len > dirty.start {
                break;
            }
            (first, start) = (i, end);
            end += block.len;
        }
        // A block that only looks ahead over the very end of the text is touched as well.
        let (first, start) = if first > 0 { (first - 1, start - old[first - 1].len) } else { (first, start) };
        let start = if first == 0 { 0 } else { start };
        let state = old.get(first).map_or(State::Normal, |block| block.before);
        // Old boundaries behind the edit: where they lie now, and the index of the block there.
        let mut boundary = first;
        let mut old_end = start;
        let mut resume = old.len();
        let (blocks, _) = self.cut(buffer, start, state, |at, after| {
            if at < dirty.new_end {
                return false;
            }
            let target = at - dirty.new_end + dirty.old_end;
            while boundary < old.len() && old_end < target {
                old_end += old[boundary].len;
                boundary += 1;
            }
            let meets = old_end == target
                && boundary > first
                && old.get(boundary).is_some_and(|block| block.before == after);
            if meets {
                resume = boundary;
            }
            meets
        });
        let kept = resume.max(first);
        let mut widths = std::mem::take(&mut self.widths);
        for block in &self.blocks[first..kept] {
            count(&mut widths, block, -1);
        }
        for block in &blocks {
            count(&mut widths, block, 1);
        }
        self.widths = widths;
        Arc::make_mut(&mut self.blocks).splice(first..kept, blocks);
    }

    /// Cuts and analyses from `start` on, until `stop` holds for a boundary and its state.
    fn cut(
        &self,
        buffer: &Buffer,
        start: usize,
        state: State,
        mut stop: impl FnMut(usize, State) -> bool,
    ) -> (Vec<Arc<Block>>, usize) {
        let mut blocks = Vec::new();
        let (mut at, mut state) = (start, state);
        while at < buffer.len() {
            let span = blocks::next(buffer, at, state, self.kind, self.layout);
            let text = buffer.slice(span.start..span.end);
            blocks.push(Arc::new(Block::new(&text, span, self.kind)));
            (at, state) = (span.end, span.after);
            if stop(at, state) {
                break;
            }
        }
        (blocks, at)
    }
}

fn count(widths: &mut BTreeMap<u16, u32>, block: &Block, sign: i64) {
    for &width in &block.widths {
        let entry = widths.entry(width).or_default();
        *entry = u32::try_from(i64::from(*entry) + sign).unwrap_or(0);
        if *entry == 0 {
            widths.remove(&width);
        }
    }
}

/// The layout that the lines of a text show: wrapped where most long lines end at nearly the same
/// column and hardly any goes beyond.
fn layout_of(widths: &BTreeMap<u16, u32>) -> Layout {
    let total: u32 = widths.values().sum();
    if total < 6 {
        return Layout::default();
    }
    let mut beyond = total / 20;
    let mut widest = 0;
    for (&width, &lines) in widths.iter().rev() {
        if lines > beyond {
            widest = width;
            break;
        }
        beyond -= lines;
    }
    let full: u32 = widths.range(widest.saturating_sub(6)..=widest).map(|(_, lines)| lines).sum();
    Layout { wrap: (widest <= 120 && full * 2 >= total).then_some(widest) }
}

impl Snapshot {
    /// Analyses `text` at once: what the command line and tests need.
    #[must_use]
    pub fn of(text: &str, kind: Kind) -> Self {
        let buffer = Buffer::new(text);
        Analysis::new(&buffer, kind).snapshot(&buffer)
    }

    /// The text.
    #[must_use]
    pub const fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// What the text is written in.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The blocks in the order of the text.
    #[must_use]
    pub fn blocks(&self) -> &[Arc<Block>] {
        &self.blocks
    }

    /// The facts of the whole document.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Whether the text is Chinese prose at all; other texts get no findings and no outline.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        self.index.is_chinese
    }

    /// The text of `range` (bytes) inside block number `block`, white space at its ends left out.
    #[must_use]
    pub fn text_in(&self, block: usize, range: &Range<usize>) -> String {
        let start = self.index.starts[block];
        self.buffer.slice(start + range.start..start + range.end).trim().to_owned()
    }

    /// A range in block number `block` as a range of the text.
    #[must_use]
    pub fn absolute(&self, block: usize, range: &Range<usize>) -> Range<usize> {
        let start = self.index.starts[block];
        start + range.start..start + range.end
    }

    /// The text of entry number `entry` of the index, behind its label and up to the next entry of its
    /// block, white space at its ends left out (bytes).
    #[must_use]
    pub fn entry_range(&self, entry: usize) -> Range<usize> {
        let entries = &self.index.entries;
        let Entry { block, label, .. } = &entries[entry];
        let next = entries.get(entry + 1).filter(|next| next.block == *block);
        let end = self.blocks[*block].text.end;
        let end = next.map_or(end, |next| next.label.start).max(label.end);
        let range = self.absolute(*block, &(label.end..end));
        let text = self.buffer.slice(range.clone());
        let start = range.start + (text.len() - text.trim_start().len());
        let mut text = text.trim();
        // A comment behind the entry speaks to the checker.
        while self.kind == Kind::Markdown
            && text.ends_with("-->")
            && let Some(comment) = text.rfind("<!--")
        {
            text = text[..comment].trim_end();
        }
        start..start + text.len()
    }

    /// What entry number `entry` of the index says; its ranges are bytes from the start of
    /// [`Self::entry_range`]. It is read once for as long as its block does not change.
    #[must_use]
    pub fn reference(&self, entry: usize) -> Arc<Reference> {
        self.listed(entry).reference
    }

    /// [`Self::reference`] with the start of its text.
    #[must_use]
    pub fn listed(&self, entry: usize) -> Listed {
        let Entry { block, label, .. } = &self.index.entries[entry];
        let next = self.index.entries.get(entry + 1).filter(|next| next.block == *block);
        let end = self.blocks[*block].text.end;
        let place = label.end..next.map_or(end, |next| next.label.start).max(label.end);
        let start = self.index.starts[*block];
        let read = || {
            let range = self.entry_range(entry);
            let text = self.buffer.slice(range.clone());
            let reference = reference::parse(&text);
            let form = Form::of(&reference, &text, &self.text_in(*block, label));
            Read {
                place: place.clone(),
                start: range.start - start,
                length: range.len(),
                reference: Arc::new(reference),
                form,
                memo: Arc::default(),
            }
        };
        let known = self.blocks[*block].reference.get_or_init(read);
        // Of several entries in one paragraph only the one that was asked for first is kept.
        let fresh;
        let read = if known.place == place {
            known
        } else {
            fresh = read();
            &fresh
        };
        let at = start + read.start;
        Listed {
            range: at..at + read.length,
            reference: Arc::clone(&read.reference),
            form: read.form,
            memo: Arc::clone(&read.memo),
        }
    }

    /// The names of the glossary and of `own` that stand in block number `block` (bytes in the block). They are
    /// looked for once for as long as the block does not change.
    #[must_use]
    pub fn terms(&self, block: usize, own: &OwnGlossary) -> Arc<Terms> {
        let analysed = &self.blocks[block];
        analysed.terms.get(
            |terms: &Terms| terms.own == *own,
            || {
                let start = self.index.starts[block];
                let opaque = matches!(analysed.shape, Shape::Opaque | Shape::Blank);
                let found = if opaque {
                    Vec::new()
                } else {
                    glossary::matches_in(&self.buffer.slice(start..start + analysed.len), own)
                };
                Terms { own: own.clone(), found }
            },
        )
    }

    /// The wrong forms of terms in block number `block`, and the dates that it gives for what the glossary
    /// knows (bytes in the block).
    #[must_use]
    pub fn wording(&self, block: usize) -> &Said {
        let analysed = &self.blocks[block];
        analysed.said.get_or_init(|| {
            let start = self.index.starts[block];
            let text = self.buffer.slice(start..start + analysed.len);
            Said { misforms: glossary::misforms_in(&text), dated: dated::dated(&text) }
        })
    }

    /// The number of the block that holds byte `offset`.
    #[must_use]
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        let after = self.index.starts.partition_point(|&start| start <= offset);
        after.checked_sub(1).filter(|&block| block < self.blocks.len())
    }
}
