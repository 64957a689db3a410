//! The analysis of one block; all offsets are bytes from its start.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::Said;
use super::memo::Memo;
use crate::reference::{Form, Reference};
use crate::syntax::blocks::{Shape, Span, State, content, width};
use crate::syntax::chars::{self, is_han};
use crate::syntax::citation::{Citation, Style, Target, citations};
use crate::syntax::directive::{self, Directive, directives};
use crate::syntax::heading::{Heading, Ordinal, markdown_heading, ordinal, plain_heading};
use crate::syntax::mask::mask;
use crate::syntax::matter::{self, EntryForm, EntryLabel, Label};
use crate::syntax::metadata::{self, Works};
use crate::syntax::quotation::quotations;
use crate::syntax::sentence::sentences;
use crate::syntax::tex;

use super::Kind;
use super::claims::{Claim, claims};
use super::judgement::{self, Judgement};

/// A block and everything that can be known from it alone.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Block {
    /// Length in bytes, with line endings and the blank lines behind it.
    pub len: usize,
    /// State at its start, see [`State`].
    pub before: State,
    /// State at its end.
    pub after: State,
    /// What its first line is.
    pub shape: Shape,
    /// The block without surrounding white space.
    pub text: Range<usize>,
    /// The heading that its first line is, or may be.
    pub heading: Option<Heading>,
    /// The ordinal of a paragraph that begins like a heading and goes on as a sentence.
    pub run_in: Option<(Ordinal, u32)>,
    /// The label at its start and where the text behind the label begins.
    pub label: Option<(Label, usize)>,
    /// The label that it has if it is an entry of a list.
    pub entry: Option<EntryLabel>,
    /// Where the text of a paragraph without a label begins, behind a bullet, if it reads as a source
    /// (bytes in the block).
    pub source: Option<usize>,
    /// Whether, as an entry, it reads as a source.
    pub reads_as_source: bool,
    /// Whether it may be the title: short, not a sentence, not page noise.
    pub title_like: bool,
    /// Whether the text of the essay may begin with it: a sentence, and no affiliation or date.
    pub begins_text: bool,
    /// Whether it ends as a sentence does.
    pub is_sentence: bool,
    /// Number of Han characters.
    pub han: u32,
    /// Number of kana.
    pub kana: u32,
    /// Number of letters of all scripts, Han included.
    pub letters: u32,
    /// Columns of its lines of 40 columns and more, for the layout.
    pub widths: Vec<u16>,
    /// Its citations in the order of the text.
    pub citations: Vec<Citation>,
    /// Labels of further entries in it: 注：①《甲》。②《乙》。
    pub inner_labels: Vec<InnerLabel>,
    /// Its outermost quotations, judged.
    pub quotations: Vec<Judgement>,
    /// The work named in its last sentence where it ends with a colon: what it introduces stands in
    /// the next block (bytes in the block).
    pub introduces: Option<Range<usize>>,
    /// Claims that rest on a source.
    pub claims: Vec<Claim>,
    /// Its comments that speak to the checker.
    pub directives: Vec<Directive>,
    /// Keys that LaTeX lists without a citation: `\nocite{key}`.
    pub nocites: Vec<String>,
    /// What it says about works that are described elsewhere than in a list of the text.
    pub works: Works,
    /// What its entry says, once somebody has asked.
    pub reference: OnceLock<Read>,
    /// The names of the glossary in it, once somebody has asked.
    pub terms: Memo,
    /// What the glossary can judge in it, once somebody has asked.
    pub said: OnceLock<Said>,
}

/// An entry of a block, read.
#[derive(Debug, Clone)]
pub struct Read {
    /// From the end of its label to the next label or the end of the text (bytes in the block).
    pub place: Range<usize>,
    /// Where its text begins (bytes in the block).
    pub start: usize,
    /// Length of its text (bytes).
    pub length: usize,
    /// What it says.
    pub reference: Arc<Reference>,
    /// How it is written.
    pub form: Form,
    /// What was derived from it.
    pub memo: Arc<Memo>,
}

/// The longest paragraph that may be an entry without a label (bytes).
const LONGEST_ENTRY: usize = 1_200;

/// Numbers in a paragraph of a list that may be the labels of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InnerLabel {
    /// The markers in a row (bytes in the block).
    pub range: Range<usize>,
    /// Their numbers.
    pub numbers: Vec<u32>,
    /// Circled signs as written ([`EntryLabel::runs`]).
    pub runs: Vec<Vec<u32>>,
    /// How they are written.
    pub form: EntryForm,
    /// Whether a sentence ends before them and a source stands behind them.
    pub opens: bool,
}

/// The rows of numbers in `text` from `from` on (bytes); `citations` are those of the text.
fn inner_labels(text: &str, from: usize, citations: &[Citation]) -> Vec<InnerLabel> {
    let mut found: Vec<InnerLabel> = Vec::new();
    for citation in citations.iter().filter(|c| c.marker.start >= from) {
        let form = match citation.style {
            Style::Numeric => EntryForm::Bracket,
            Style::Circled => EntryForm::Circled,
            _ => continue,
        };
        let numbers = citation.targets.iter().filter_map(|target| match target {
            Target::Number(number) => Some(*number),
            Target::Key(_) => None,
        });
        match found.last_mut() {
            Some(last) if text[last.range.end..citation.marker.start].trim().is_empty() => {
                last.numbers.extend(numbers);
                last.range.end = citation.marker.end;
            }
            _ => {
                let numbers = numbers.collect();
                let range = citation.marker.clone();
                found.push(InnerLabel { range, numbers, runs: Vec::new(), form, opens: false });
            }
        }
    }
    for i in 0..found.len() {
        let end = found.get(i + 1).map_or(text.len(), |next| next.range.start);
        let label = &mut found[i];
        if let Some(read) = matter::entry_label(&text[label.range.clone()]) {
            label.numbers = read.numbers;
            label.runs = read.runs;
        }
        let before = text[..label.range.start].trim_end();
        let behind = text[label.range.end..end].trim_start();
        label.opens = before.ends_with(['。', '.', '．', ';', '；', '！', '？', '”'])
            && behind.chars().count() >= 6
            && matter::reads_as_source(behind);
    }
    found
}

impl Block {
    /// Analyses `text`, the block that `span` describes.
    #[must_use]
    pub fn new(text: &str, span: Span, kind: Kind) -> Self {
        let start = text.len() - text.trim_start().len();
        let end = text.trim_end().len().max(start);
        let body = &text[start..end];
        let mut block = Self {
            len: text.len(),
            before: span.before,
            after: span.after,
            shape: span.shape,
            text: start..end,
            heading: None,
            run_in: None,
            label: None,
            entry: None,
            source: None,
            reads_as_source: false,
            title_like: false,
            begins_text: false,
            is_sentence: false,
            han: 0,
            kana: 0,
            letters: 0,
            widths: Vec::new(),
            citations: Vec::new(),
            inner_labels: Vec::new(),
            quotations: Vec::new(),
            introduces: None,
            claims: Vec::new(),
            directives: Vec::new(),
            nocites: Vec::new(),
            works: Works::default(),
            reference: OnceLock::new(),
            terms: Memo::default(),
            said: OnceLock::new(),
        };
        if span.before != State::Line {
            block.widths = text
                .split_inclusive(['\n', '\r'])
                .map(width)
                .filter(|&w| w >= 40)
                .map(|w| w as u16)
                .collect();
        }
        block.directives = match (span.before, span.shape) {
            (State::Comment, _) => directive::inside_comment(text).into_iter().collect(),
            // Code and metadata hold no comments.
            (State::Normal | State::Line, Shape::Opaque)
                if !body.starts_with(if kind == Kind::Tex { "%" } else { "<!--" }) =>
            {
                Vec::new()
            }
            (State::Normal | State::Line, shape) => directives(text, kind, shape == Shape::Opaque),
            (State::Fence(..) | State::Metadata | State::Outside | State::Environment(_), _) => Vec::new(),
        };
        if kind == Kind::Tex && !matches!(span.before, State::Environment(_)) {
            block.nocites = tex::nocites(text);
            block.works.files = tex::bibliographies(text);
        }
        if span.before == State::Metadata {
            block.works = metadata::works(text);
        }
        if matches!(span.shape, Shape::Blank | Shape::Opaque) {
            return block;
        }
        let masked = mask(text, kind);
        let prose = masked.as_ref();
        // In LaTeX the letters of commands are none of the essay.
        for c in if kind == Kind::Tex { prose } else { body }.chars() {
            block.han += u32::from(is_han(c));
            block.kana += u32::from(chars::is_kana(c));
            block.letters += u32::from(c.is_alphabetic());
        }
        let first = content(text.split_inclusive(['\n', '\r']).next().unwrap_or(""));
        if span.before == State::Normal {
            if span.shape == Shape::Heading {
                let marked = match kind {
                    Kind::Plain => None,
                    Kind::Markdown => markdown_heading(first),
                    Kind::Tex => tex::heading(first),
                };
                block.heading = marked.or_else(|| plain_heading(first));
            }
            if block.heading.is_none() {
                block.run_in = ordinal(first.trim_start()).map(|mark| (mark.form, mark.number));
            }
            let tex = kind == Kind::Tex;
            block.label = tex.then(|| tex::label(first)).flatten().or_else(|| matter::label(first));
            block.entry =
                tex.then(|| tex::entry_label(first)).flatten().or_else(|| matter::entry_label(first));
            if let Some((Label::References | Label::Notes, at)) = block.label
                && let Some(mut entry) = first.get(at..).and_then(matter::entry_label)
                && !matches!(entry.form, EntryForm::Plain)
            {
                entry.range = entry.range.start + at..entry.range.end + at;
                entry.text += at;
                block.entry = Some(entry);
            }
            if block.entry.is_none() && block.label.is_none() && end - block.text.start <= LONGEST_ENTRY {
                let bullet = first.trim_start();
                let bullet =
                    first.len() - bullet.trim_start_matches(['-', '*', '+', '•', '·', ' ', '\u{3000}']).len();
                let source = block.text.start.max(bullet.min(end));
                block.source = matter::reads_as_source(&text[source..end]).then_some(source);
            }
            block.reads_as_source = block
                .entry
                .as_ref()
                .is_some_and(|entry| matter::reads_as_source(&text[entry.text.min(end)..end]));
        }
        block.citations = citations(prose);
        if block.entry.is_some() {
            // 同前注③ in a note refers to another note; it neither cites nor begins an entry.
            block
                .citations
                .retain(|c| !prose[..c.range.start].trim_end().ends_with(['注', '同', '见', '引']));
        }
        if let Some(entry) = &block.entry {
            block.inner_labels = inner_labels(&text[..end], entry.range.end, &block.citations);
        }
        let last = if kind == Kind::Tex {
            let end = prose.trim_end_matches(|c: char| c == '\u{1}' || c.is_whitespace()).len();
            before_markers(prose, end, &block.citations)
        } else {
            before_markers(text, before_comments(text, end, kind), &block.citations)
        };
        let last = last.trim_end_matches(|c| chars::is_closer(c) || c.is_whitespace()).chars().next_back();
        block.is_sentence = last
            .is_some_and(|c| chars::ends_sentence(c) || matches!(c, '：' | ':' | '；' | ';' | '，' | ','));
        block.title_like = span.before == State::Normal
            && !block.is_sentence
            && block.label.is_none()
            && body.lines().count() == 1
            && body.chars().count() <= 60
            && !matter::is_head_noise(body)
            && !body.contains(['“', '「', '。'])
            && block.entry.is_none();
        let numbered = block.entry.as_ref().is_some_and(|e| e.form != EntryForm::Plain || block.han < 40);
        block.begins_text = block.is_sentence && block.han >= 8 && !numbered && !matter::is_head_noise(body);
        let notes;
        let prose = if kind == Kind::Tex {
            notes = without_notes(prose, &block.citations);
            notes.as_ref()
        } else {
            prose
        };
        let mut found = quotations(prose);
        if kind == Kind::Tex {
            for quotation in &mut found {
                quotation.range = tex::with_marks(text, &quotation.range);
            }
        }
        if span.shape != Shape::Heading || block.is_sentence {
            let sentences = sentences(prose, &found, &block.citations);
            if !found.is_empty() {
                block.quotations = judgement::judge(prose, &found, &sentences, &block.citations);
            }
            if matches!(last, Some('：' | ':')) {
                block.introduces = sentences.last().and_then(|last| judgement::last_title(prose, last));
            }
            block.claims = claims(prose, &sentences, &found, &block.citations);
        }
        block
    }
}

/// `prose` with the inside of notes masked: what they say and quote is no part of the sentence.
fn without_notes<'t>(prose: &'t str, citations: &[Citation]) -> Cow<'t, str> {
    let note = |c: &&Citation| c.style == Style::InlineNote && prose[c.range.clone()].starts_with('\\');
    let mut masked = String::new();
    for citation in citations.iter().filter(note) {
        masked.push_str(&prose[masked.len()..citation.range.start]);
        masked.push_str(&"\u{1}".repeat(citation.range.len()));
    }
    if masked.is_empty() {
        return Cow::Borrowed(prose);
    }
    masked.push_str(&prose[masked.len()..]);
    Cow::Owned(masked)
}

/// The end of the text up to byte `end` without the comments at its end.
fn before_comments(text: &str, mut end: usize, kind: Kind) -> usize {
    while kind == Kind::Markdown
        && text[..end].ends_with("-->")
        && let Some(start) = text[..end].rfind("<!--")
    {
        end = text[..start].trim_end().len();
    }
    end
}

/// The text up to byte `end` without the citations at its end.
fn before_markers<'t>(text: &'t str, end: usize, citations: &[Citation]) -> &'t str {
    let mut end = end;
    for citation in citations.iter().rev() {
        if citation.range.end != end {
            break;
        }
        end = text[..citation.range.start].trim_end().len();
    }
    &text[..end]
}
