//! The index: facts of the whole document, made from per-block facts after every change.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::syntax::blocks::{Shape, State};
use crate::syntax::citation::Style;
use crate::syntax::heading::Ordinal;
use crate::syntax::matter::{EntryForm, Label, numbers_after};

use super::block::Block;

/// The part of the essay that a block belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Region {
    /// Before the text: menus, authors, affiliations.
    Head,
    /// The title.
    Title,
    /// 摘要
    Abstract,
    /// 关键词
    Keywords,
    /// A section heading.
    Heading,
    /// Text of the essay.
    #[default]
    Body,
    /// The heading of a list.
    ListHeading,
    /// Entries of a reference list or of notes.
    List,
    /// Behind the text: author's notes, the page around the essay.
    Back,
    /// Code, metadata, comments, blank lines.
    Opaque,
}

/// A section of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Number of the block that is its heading.
    pub block: usize,
    /// Depth, from 1.
    pub level: u8,
    /// Form of the ordinal, if it has one.
    pub form: Option<Ordinal>,
    /// The ordinal's number; 0 without an ordinal.
    pub number: u32,
    /// The number that would be right here.
    pub expected: Option<u32>,
    /// Number of the section above it, in the list of sections.
    pub parent: Option<usize>,
}

/// A reference list or a list of notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Number of its heading's block, if it has one.
    pub heading: Option<usize>,
    /// Whether it is called notes rather than references.
    pub notes: bool,
    /// First block of the list (the heading if there is one) and the block behind its last.
    pub blocks: Range<usize>,
}

/// An entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Number of its block.
    pub block: usize,
    /// Its label (bytes in the block).
    pub label: Range<usize>,
    /// Its numbers.
    pub numbers: Vec<u32>,
    /// The key of a footnote definition or of a `\bibitem`.
    pub key: Option<String>,
    /// How the label is written.
    pub form: EntryForm,
    /// Which list it belongs to; footnote definitions stand outside of lists.
    pub list: Option<usize>,
}

/// A citation of the text, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citing {
    /// Number of the block.
    pub block: usize,
    /// Number of the citation in the block.
    pub citation: usize,
    /// Whether it stands in a heading.
    pub in_heading: bool,
}

/// Facts of the whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// Start of every block (bytes).
    pub starts: Vec<usize>,
    /// The part of the essay that every block belongs to.
    pub regions: Vec<Region>,
    /// Number of the title's block.
    pub title: Option<usize>,
    /// Sections in the order of the text.
    pub sections: Vec<Section>,
    /// Lists in the order of the text.
    pub lists: Vec<List>,
    /// Entries in the order of the text.
    pub entries: Vec<Entry>,
    /// Citations of text and headings in the order of the text.
    pub citings: Vec<Citing>,
    /// Keys that LaTeX lists without a citation; `*` stands for all.
    pub nocites: Vec<String>,
    /// Files of references that the text names, as written.
    pub bibliographies: Vec<String>,
    /// Whether the metadata describe works themselves.
    pub inline_references: bool,
    /// Whether the text is Chinese.
    pub is_chinese: bool,
}

/// Han characters from which on a sentence is text of the essay and ends the front matter.
const LONG_PROSE: u32 = 45;

/// Whether a ① stands in the text of a block, not at its beginning.
fn cites_note(block: &Block) -> bool {
    block.citations.iter().any(|c| c.style == Style::Circled && c.marker.start > block.text.start)
}

impl Index {
    /// Makes the index of `blocks`.
    #[must_use]
    pub fn new(blocks: &[Arc<Block>]) -> Self {
        let mut index = Self { regions: vec![Region::Body; blocks.len()], ..Self::default() };
        let mut start = 0;
        for block in blocks {
            index.starts.push(start);
            start += block.len;
        }
        index.nocites = blocks.iter().flat_map(|block| block.nocites.iter().cloned()).collect();
        index.bibliographies = blocks.iter().flat_map(|block| block.works.files.iter().cloned()).collect();
        index.inline_references = blocks.iter().any(|block| block.works.inline);
        index.is_chinese = is_chinese(blocks);
        if !index.is_chinese {
            return index;
        }
        let body = index.front(blocks);
        index.body(blocks, body);
        index.list_without_heading(blocks, body);
        index.notes_of_pages(blocks, body);
        index.number_sections(blocks);
        index.collect_entries(blocks);
        index.collect_citings(blocks);
        index
    }

    /// Marks the front matter; returns the block at which the text begins.
    fn front(&mut self, blocks: &[Arc<Block>]) -> usize {
        let mut labelled = None;
        let mut end = blocks.len();
        for (i, block) in blocks.iter().enumerate() {
            if matches!(block.shape, Shape::Opaque | Shape::Blank) {
                self.regions[i] = Region::Opaque;
                continue;
            }
            if block.entry.as_ref().is_some_and(|e| e.form == EntryForm::Footnote) {
                self.regions[i] = Region::List;
                continue;
            }
            match block.label {
                Some((Label::Abstract, _)) => {
                    self.regions[i] = Region::Abstract;
                    labelled = is_bare_label(block).then_some(Region::Abstract);
                    continue;
                }
                Some((Label::Keywords, _)) => {
                    self.regions[i] = Region::Keywords;
                    labelled = is_bare_label(block).then_some(Region::Keywords);
                    continue;
                }
                Some((Label::Other, _)) => {
                    self.regions[i] = Region::Head;
                    labelled = None;
                    continue;
                }
                Some((Label::References | Label::Notes | Label::Noise, _)) => {
                    end = i;
                    break;
                }
                None => {}
            }
            if is_section(block) {
                end = i;
                break;
            }
            if let Some(region) = labelled.take() {
                self.regions[i] = region;
                continue;
            }
            if block.before == State::Line || (block.shape != Shape::Heading && block.begins_text) {
                end = i;
                break;
            }
            self.regions[i] = Region::Head;
        }
        let heads = || (0..end).filter(|&i| self.regions[i] == Region::Head);
        let hashed = |i: &usize| blocks[*i].heading.as_ref().is_some_and(|h| h.hashes > 0);
        let title = heads()
            .find(|i| hashed(i) && blocks[*i].title_like)
            .or_else(|| heads().find(|&i| blocks[i].title_like && blocks[i].han >= 5))
            .or_else(|| heads().find(|&i| blocks[i].title_like && blocks[i].han >= 2));
        // Without a title the first lines are text, so that a fragment is checked as well.
        if let Some(title) = title {
            self.regions[title] = Region::Title;
            self.title = Some(title);
        } else if !self.regions[..end].contains(&Region::Abstract) {
            for region in &mut self.regions[..end] {
                if *region == Region::Head {
                    *region = Region::Body;
                }
            }
        }
        end
    }

    /// Marks everything from the beginning of the text on.
    fn body(&mut self, blocks: &[Arc<Block>], from: usize) {
        let mut region = Region::Body;
        for (i, block) in blocks.iter().enumerate().skip(from) {
            if matches!(block.shape, Shape::Opaque | Shape::Blank) {
                self.regions[i] = Region::Opaque;
                continue;
            }
            let section = block.heading.is_some();
            match block.label {
                Some((label @ (Label::References | Label::Notes), _)) => {
                    region = Region::List;
                    self.regions[i] = if is_bare_label(block) { Region::ListHeading } else { Region::List };
                    self.lists.push(List {
                        heading: Some(i),
                        notes: label == Label::Notes,
                        blocks: i..i + 1,
                    });
                    continue;
                }
                Some((Label::Noise, _)) => {
                    region = Region::Back;
                    self.regions[i] = region;
                    continue;
                }
                Some((Label::Other | Label::Abstract | Label::Keywords, _)) => {
                    self.regions[i] = Region::Back;
                    continue;
                }
                None => {}
            }
            let heading = section
                && match region {
                    // Entries are numbered too; only the upper rungs of the ladder end a list.
                    Region::List => block.heading.as_ref().is_some_and(|h| {
                        h.hashes > 0
                            || h.ordinal
                                .as_ref()
                                .is_some_and(|o| o.form <= Ordinal::Paren && !block.reads_as_source)
                    }),
                    _ => true,
                };
            if heading {
                region = Region::Body;
                self.regions[i] = Region::Heading;
                continue;
            }
            if region == Region::Back && block.is_sentence && block.han >= 2 * LONG_PROSE {
                region = Region::Body;
            }
            self.regions[i] = if block.entry.as_ref().is_some_and(|e| e.form == EntryForm::Footnote) {
                Region::List
            } else {
                region
            };
            if region == Region::List
                && let Some(list) = self.lists.last_mut()
            {
                list.blocks.end = i + 1;
            }
        }
    }

    /// Finds entries at the end of a text whose list has no heading.
    fn list_without_heading(&mut self, blocks: &[Arc<Block>], from: usize) {
        if !self.lists.is_empty() {
            return;
        }
        let mut start = None;
        let mut end = None;
        let mut sources = 0;
        for i in (from..blocks.len()).rev() {
            let block = &blocks[i];
            let entry =
                block.entry.as_ref().filter(|e| matches!(e.form, EntryForm::Bracket | EntryForm::Circled));
            match self.regions[i] {
                Region::Back | Region::Opaque => {}
                Region::Body | Region::Heading if entry.is_some() && block.reads_as_source => {
                    sources += 1;
                    start = Some(i);
                    end = end.or(Some(i + 1));
                }
                // An explanatory note between sources, or the end of the text.
                Region::Body if entry.is_some() && start.is_some() => {}
                // 责任编辑 and the like behind the list.
                Region::Body if start.is_none() && block.han < LONG_PROSE => {}
                _ => break,
            }
        }
        let (Some(start), Some(end)) = (start, end) else { return };
        let first = blocks[start].entry.as_ref().and_then(|e| e.numbers.first().copied());
        if sources < 2 || first != Some(1) {
            return;
        }
        for i in start..blocks.len() {
            if matches!(self.regions[i], Region::Body | Region::Heading) {
                self.regions[i] = if i < end { Region::List } else { Region::Back };
            }
        }
        self.lists.push(List { heading: None, notes: false, blocks: start..end });
    }

    /// Marks notes ① that stand at the foot of every page or section, without a heading and with the
    /// numbers beginning again. One group alone may be an enumeration; so may one without ① in the
    /// text before it.
    fn notes_of_pages(&mut self, blocks: &[Arc<Block>], from: usize) {
        let circled = |i: usize| blocks[i].entry.as_ref().filter(|e| e.form == EntryForm::Circled);
        let known = |list: &List| {
            list.blocks.clone().find_map(circled).is_some_and(|entry| entry.numbers.first() == Some(&1))
        };
        let mut groups: Vec<Range<usize>> = Vec::new();
        let mut cited = false;
        let mut i = from;
        while i < blocks.len() {
            let number = circled(i).and_then(|entry| entry.numbers.first().copied());
            if self.regions[i] != Region::Body || number != Some(1) || !cited {
                cited |= self.regions[i] == Region::Body && cites_note(&blocks[i]);
                i += 1;
                continue;
            }
            let (mut end, mut next, mut sources) = (i, 1, 0);
            for (at, block) in blocks.iter().enumerate().skip(i) {
                match (self.regions[at], circled(at).and_then(|entry| entry.numbers.first().copied())) {
                    (Region::Opaque, _) => {}
                    (Region::Body, Some(number)) if number == next => {
                        sources += usize::from(block.reads_as_source);
                        next += 1;
                        end = at + 1;
                    }
                    _ => break,
                }
            }
            if sources * 2 >= (next as usize - 1) && sources > 0 {
                groups.push(i..end);
                cited = false;
            }
            i = end;
        }
        if groups.len() + self.lists.iter().filter(|list| known(list)).count() < 2 {
            return;
        }
        for blocks in groups {
            for region in self.regions[blocks.clone()].iter_mut().filter(|region| **region == Region::Body) {
                *region = Region::List;
            }
            self.lists.push(List { heading: None, notes: true, blocks });
        }
        self.lists.sort_by_key(|list| list.blocks.start);
    }

    fn number_sections(&mut self, blocks: &[Arc<Block>]) {
        let found: Vec<usize> = (0..blocks.len()).filter(|&i| self.regions[i] == Region::Heading).collect();
        let hashes = |i: usize| blocks[i].heading.as_ref().map_or(0, |h| h.hashes);
        let mut depths: Vec<u8> = found.iter().map(|&i| hashes(i)).filter(|&h| h > 0).collect();
        depths.sort_unstable();
        depths.dedup();
        // Where `#` are all alike (as converters write them) the ordinals tell the depth.
        let by_hashes = depths.len() > 1;
        let mut stack: Vec<(u32, usize)> = Vec::new();
        for &block in &found {
            let Some(heading) = &blocks[block].heading else { continue };
            let ordinal = heading.ordinal.as_ref();
            let rank = if by_hashes && heading.hashes > 0 {
                u32::from(heading.hashes) * 100
            } else {
                match ordinal.map(|o| o.form) {
                    None => 0,
                    Some(Ordinal::Part) => 1,
                    Some(Ordinal::Chapter) => 2,
                    Some(Ordinal::Section) => 3,
                    Some(Ordinal::Comma) => 4,
                    Some(Ordinal::Paren) => 5,
                    Some(Ordinal::Decimal(depth)) => 5 + u32::from(depth),
                    Some(Ordinal::Dot) => 11,
                    Some(Ordinal::ArabicParen) => 12,
                    Some(Ordinal::Circled) => 13,
                }
            };
            // Plain ordinals below the last `#` stand under it.
            let rank = if by_hashes && heading.hashes == 0 { 900 + rank } else { rank };
            while stack.last().is_some_and(|&(top, _)| top >= rank) {
                stack.pop();
            }
            let parent = stack.last().map(|&(_, section)| section);
            stack.push((rank, self.sections.len()));
            self.sections.push(Section {
                block,
                level: stack.len().min(9) as u8,
                form: ordinal.map(|o| o.form),
                number: ordinal.map_or(0, |o| o.number),
                expected: None,
                parent,
            });
        }
        self.expect_numbers(blocks);
    }

    /// Finds headings whose number does not follow, among siblings of one form.
    ///
    /// A number is also taken by a paragraph that begins with it: （二）……。 between the headings （一）
    /// and （三）.
    fn expect_numbers(&mut self, blocks: &[Arc<Block>]) {
        type Siblings<'a> = (Option<usize>, Ordinal, &'a [u32]);
        let mut groups: BTreeMap<Siblings<'_>, Vec<usize>> = BTreeMap::new();
        for (i, section) in self.sections.iter().enumerate() {
            let Some(ordinal) = blocks[section.block].heading.as_ref().and_then(|h| h.ordinal.as_ref())
            else {
                continue;
            };
            groups.entry((section.parent, ordinal.form, &ordinal.prefix)).or_default().push(i);
        }
        // （一）…（三）, 二、（四）… is one sequence through the whole essay, not an error.
        let mut ends: BTreeMap<Ordinal, u32> = BTreeMap::new();
        for ((parent, form, _), members) in groups {
            let first = &self.sections[members[0]];
            let number = first.number;
            let bare = blocks[first.block]
                .heading
                .as_ref()
                .is_some_and(|h| h.ordinal.as_ref().is_some_and(|o| o.end >= h.text.end));
            let continued = ends.get(&form).is_some_and(|&last| number == last + 1);
            // 0 引言 begins at nought; an essay divided by bare numbers may leave out the first.
            let begins =
                number == 0 && matches!(form, Ordinal::Decimal(_)) || bare && number == 2 || continued;
            let low =
                matches!(form, Ordinal::Dot | Ordinal::ArabicParen | Ordinal::Circled | Ordinal::Decimal(_));
            let mut last = if begins { number } else { 0 };
            let mut from = parent.map_or(0, |p| self.sections[p].block);
            for (position, &member) in members.iter().enumerate() {
                let Section { number, block, .. } = self.sections[member];
                let filled = blocks[from..block]
                    .iter()
                    .rev()
                    .filter_map(|b| b.run_in)
                    .find(|r| r.0 == form)
                    .map(|r| r.1);
                from = block;
                if number == last + 1 || position == 0 && begins || filled.is_some_and(|n| n + 1 == number) {
                    last = number;
                    continue;
                }
                // A lone 3. between paragraphs is part of the text rather than a wrong heading.
                if low && members.len() < 2 {
                    break;
                }
                self.sections[member].expected = Some(last + 1);
                let next = members.get(position + 1).map(|&m| self.sections[m].number);
                last = if next.is_none_or(|n| n == number + 1) { number } else { last + 1 };
            }
            ends.insert(form, self.sections[*members.last().unwrap_or(&0)].number);
        }
    }

    fn collect_entries(&mut self, blocks: &[Arc<Block>]) {
        let mut list = 0;
        let unlabelled: Vec<bool> = self.lists.iter().map(|list| unlabelled(list, blocks)).collect();
        // Labels inside of a paragraph that are none if another entry of the list has their number.
        let mut doubtful = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            if self.regions[i] != Region::List {
                continue;
            }
            while self.lists.get(list).is_some_and(|l| l.blocks.end <= i) {
                list += 1;
            }
            let inside = self.lists.get(list).is_some_and(|l| l.blocks.contains(&i)).then_some(list);
            // 张三. 2019. 题名: lists by author and year have no labels.
            if block.entry.is_none()
                && let Some(source) = block.source
                && inside.is_some_and(|list| unlabelled[list])
                && block.shape == Shape::Prose
            {
                self.entries.push(Entry {
                    block: i,
                    label: source..source,
                    numbers: Vec::new(),
                    key: None,
                    form: EntryForm::Unlabelled,
                    list: inside,
                });
            }
            if let Some(label) = &block.entry {
                let before = self
                    .entries
                    .last()
                    .filter(|e| e.list == inside && e.form == label.form)
                    .and_then(|e| e.numbers.first().copied())
                    .unwrap_or(0);
                self.entries.push(Entry {
                    block: i,
                    label: label.range.clone(),
                    numbers: label.numbers_after(before),
                    key: label.key.clone(),
                    form: label.form,
                    list: inside,
                });
            }
            // Several entries in one paragraph: 注：①《…》 ②《…》.
            for label in &block.inner_labels {
                let last = self.entries.last().and_then(|e| e.numbers.first().copied()).unwrap_or(0);
                let numbers = numbers_after(&label.numbers, &label.runs, last);
                let next = matches!(*numbers, [number] if number == last + 1);
                if next || label.opens {
                    if !next {
                        doubtful.push(self.entries.len());
                    }
                    self.entries.push(Entry {
                        block: i,
                        label: label.range.clone(),
                        numbers,
                        key: None,
                        form: label.form,
                        list: inside,
                    });
                }
            }
        }
        let certain = self.entries.iter().enumerate().filter(|(i, _)| doubtful.binary_search(i).is_err());
        let defined: HashSet<(Option<usize>, u32)> =
            certain.flat_map(|(_, e)| e.numbers.iter().map(|&number| (e.list, number))).collect();
        let twice = |i: usize, e: &Entry| {
            doubtful.binary_search(&i).is_ok() && e.numbers.iter().any(|&n| defined.contains(&(e.list, n)))
        };
        let mut at = 0..;
        self.entries.retain(|e| at.next().is_none_or(|i| !twice(i, e)));
    }

    fn collect_citings(&mut self, blocks: &[Arc<Block>]) {
        for (i, block) in blocks.iter().enumerate() {
            let in_heading = matches!(self.regions[i], Region::Heading | Region::Title);
            if !in_heading && self.regions[i] != Region::Body {
                continue;
            }
            for (number, citation) in block.citations.iter().enumerate() {
                // A marker at the head of a paragraph labels what follows.
                let labels = block.entry.as_ref().is_some_and(|e| e.range.start == citation.marker.start);
                if !labels && citation.certain {
                    self.citings.push(Citing { block: i, citation: number, in_heading });
                }
            }
        }
    }
}

/// Whether no entry of a list of references has a label.
fn unlabelled(list: &List, blocks: &[Arc<Block>]) -> bool {
    list.heading.is_some()
        && !list.notes
        && blocks[list.blocks.clone()].iter().all(|block| block.entry.is_none())
}

fn is_bare_label(block: &Block) -> bool {
    block.label.is_some_and(|(_, text)| text >= block.text.end)
}

/// Whether the block heads a section even at the head of the text, where a lone `# 题目` is the
/// title.
fn is_section(block: &Block) -> bool {
    block
        .heading
        .as_ref()
        .is_some_and(|heading| heading.ordinal.is_some() || heading.hashes > 1 || heading.standard)
}

fn is_chinese(blocks: &[Arc<Block>]) -> bool {
    let (mut han, mut kana, mut letters) = (0u64, 0u64, 0u64);
    for block in blocks {
        han += u64::from(block.han);
        kana += u64::from(block.kana);
        letters += u64::from(block.letters);
    }
    han >= 10 && han * 5 >= letters && kana * 10 < han
}
