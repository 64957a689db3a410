//! Which quotations have, lack or need no citation: the judgement of each block, seen in the
//! document.

use std::collections::HashMap;
use std::ops::Range;

use crate::config::{Lang, Sensitivity, Settings};
use crate::document::{Judgement, Reach, Region, Sign, Snapshot, Wording};
use crate::syntax::blocks::Shape;
use crate::syntax::chars::han_count;

/// Why a quotation needs no citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exemption {
    /// In the title, a heading, the abstract, a list, the page around the essay.
    NotText,
    /// In a block quotation, which is judged as a whole.
    InBlockQuotation,
    /// The same words, or words that hold them, are quoted before or with a citation.
    Repeated,
    /// Not closed in its paragraph.
    Open,
    /// A term of the glossary.
    Term,
    /// A term of the workspace.
    WorkspaceTerm,
    /// The law and its article are named in the text.
    ByArticle,
    /// The words of nobody in particular.
    Nobodys,
    /// A name, slogan or scare quotes.
    Name,
}

/// The decision about a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Covered by citation number … of its block.
    Cited(usize),
    /// It needs a citation and has none.
    Uncited,
    /// It needs none.
    Exempt(Exemption),
}

/// A quotation of the document and the decision about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Number of the block.
    pub block: usize,
    /// Number of the quotation in the block; `None` for a block quotation.
    pub quotation: Option<usize>,
    /// With its marks (bytes of the text).
    pub range: Range<usize>,
    /// Without its marks.
    pub inner: Range<usize>,
    /// The decision.
    pub status: Status,
    /// The law, document or meeting named as its source (bytes of the text).
    pub named: Option<Range<usize>>,
    /// How strongly it looks like a quotation that needs a source, 0 to 1.
    pub score: f64,
}

/// Han characters from which on an introduced block quotation needs a source.
const BLOCK_QUOTATION: u32 = 20;

/// The score from which on a quotation needs a source.
#[must_use]
pub const fn threshold(sensitivity: Sensitivity) -> f64 {
    match sensitivity {
        Sensitivity::Strict => 0.2,
        Sensitivity::Balanced => 0.4,
        Sensitivity::Lenient => 0.75,
    }
}

/// Decides about all quotations, in the order of the text.
#[must_use]
pub fn verdicts(snapshot: &Snapshot, settings: &Settings) -> Vec<Verdict> {
    let index = snapshot.index();
    let shares = shares_markers(snapshot, threshold(settings.sensitivity));
    let mut found = Vec::new();
    // The score of a quotation that the paragraph before left open.
    let mut open: Option<f64> = None;
    // The work that the paragraph before names and introduces with a colon.
    let mut introduced: Option<(usize, Range<usize>)> = None;
    for (number, block) in snapshot.blocks().iter().enumerate() {
        let region = index.regions.get(number).copied().unwrap_or_default();
        if region == Region::Body && block.shape == Shape::BlockQuotation {
            found.extend(block_quotation(snapshot, number));
        }
        if region == Region::Body && block.quotations.is_empty() {
            open = None;
        }
        for (position, judgement) in block.quotations.iter().enumerate() {
            let mut score = judgement.score;
            // A quotation of several paragraphs opens in each and closes in the last, where it is
            // judged by how it was introduced.
            if let Some(introduced) = open.take().filter(|_| position == 0 && judgement.opens_block) {
                score = score.max(introduced);
            }
            if region == Region::Body && !judgement.closed {
                open = Some(score);
            }
            let cover = judgement.cover.filter(|cover| shares || cover.reach != Reach::Shared);
            let status = match cover {
                Some(cover) => Status::Cited(cover.citation),
                None if region != Region::Body => Status::Exempt(Exemption::NotText),
                None if block.shape == Shape::BlockQuotation => Status::Exempt(Exemption::InBlockQuotation),
                None if !judgement.closed => Status::Exempt(Exemption::Open),
                None if judgement.by_article => Status::Exempt(Exemption::ByArticle),
                None if !settings.terms.is_empty()
                    && settings.terms.contains(&snapshot.text_in(number, &judgement.inner)) =>
                {
                    Status::Exempt(Exemption::WorkspaceTerm)
                }
                None if score >= threshold(settings.sensitivity) => Status::Uncited,
                None if judgement.features.signs.has(Sign::Term) => Status::Exempt(Exemption::Term),
                None if judgement.features.signs.has(Sign::Nobodys) => Status::Exempt(Exemption::Nobodys),
                None => Status::Exempt(Exemption::Name),
            };
            found.push(Verdict {
                block: number,
                quotation: Some(position),
                range: snapshot.absolute(number, &judgement.range),
                inner: snapshot.absolute(number, &judgement.inner),
                status,
                named: judgement.named.as_ref().map(|named| snapshot.absolute(number, named)).or_else(|| {
                    let (before, named) = introduced.as_ref().filter(|_| judgement.opens_block)?;
                    Some(snapshot.absolute(*before, named))
                }),
                score,
            });
        }
        if region != Region::Opaque {
            introduced = block.introduces.clone().map(|named| (number, named));
        }
    }
    for repeated in repeated(snapshot, &found) {
        found[repeated].status = Status::Exempt(Exemption::Repeated);
    }
    found
}

/// The uncited quotations whose words stand in a quotation before them, or in one that is cited.
fn repeated(snapshot: &Snapshot, verdicts: &[Verdict]) -> Vec<usize> {
    let wording = |verdict: &Verdict| -> Option<&Wording> { Some(&verdict.judgement(snapshot)?.wording) };
    let mut wanted: HashMap<u32, Vec<(usize, &Wording)>> = HashMap::new();
    // Most hashes of a long text are no beginning of an uncited quotation: asked before the map.
    let mut filter = [false; 1 << 12];
    let bit = |hash: u32| hash as usize % (1 << 12);
    for (number, verdict) in verdicts.iter().enumerate().filter(|(_, v)| v.status == Status::Uncited) {
        if let Some((wording, &first)) = wording(verdict).and_then(|w| Some((w, w.hashes().first()?))) {
            filter[bit(first)] = true;
            wanted.entry(first).or_default().push((number, wording));
        }
    }
    let mut found = Vec::new();
    for (number, verdict) in verdicts.iter().enumerate() {
        let body = snapshot.index().regions.get(verdict.block) == Some(&Region::Body);
        let Some(whole) = wording(verdict).filter(|_| body && !wanted.is_empty()) else { continue };
        for (at, hash) in whole.hashes().iter().enumerate().filter(|&(_, &hash)| filter[bit(hash)]) {
            for &(part, words) in wanted.get(hash).into_iter().flatten() {
                let other = number < part || number > part && matches!(verdict.status, Status::Cited(_));
                if other && words.repeats(whole, at) {
                    found.push(part);
                }
            }
        }
    }
    found
}

/// Quotations with a marker of their own from which on a document shows that each has one.
const HABIT: usize = 6;

/// Whether one marker may serve several quotations: not where the document gives each its own.
fn shares_markers(snapshot: &Snapshot, threshold: f64) -> bool {
    let (mut own, mut shared) = (0, 0);
    for (block, region) in snapshot.blocks().iter().zip(&snapshot.index().regions) {
        if *region != Region::Body {
            continue;
        }
        for judgement in block.quotations.iter().filter(|j| j.score >= threshold) {
            match judgement.cover.map(|cover| cover.reach) {
                Some(Reach::Own) => own += 1,
                Some(Reach::Shared) => shared += 1,
                _ => {}
            }
        }
    }
    own < HABIT || shared * 30 > own.max(30)
}

/// A Markdown block quotation that the paragraph before introduces with a colon.
fn block_quotation(snapshot: &Snapshot, number: usize) -> Option<Verdict> {
    let block = &snapshot.blocks()[number];
    let regions = &snapshot.index().regions;
    let before =
        (0..number).rev().find(|&i| regions[i] != Region::Opaque).filter(|&i| regions[i] == Region::Body)?;
    let introduced = snapshot.text_in(before, &snapshot.blocks()[before].text).ends_with(['：', ':']);
    if !introduced || block.han < BLOCK_QUOTATION {
        return None;
    }
    let text = snapshot.text_in(number, &block.text);
    let signed = text.contains("——") || text.contains("--");
    let on_attribution = snapshot.blocks()[before].citations.last().is_some_and(|c| {
        snapshot.text_in(before, &(c.range.end..snapshot.blocks()[before].text.end)).chars().count() <= 12
    });
    let status = if block.citations.is_empty() && !signed && !on_attribution {
        Status::Uncited
    } else {
        Status::Cited(0)
    };
    let range = snapshot.absolute(number, &block.text);
    Some(Verdict {
        block: number,
        quotation: None,
        inner: range.clone(),
        range,
        status,
        named: None,
        score: 0.9,
    })
}

impl Verdict {
    /// The judgement behind the verdict; block quotations have none.
    #[must_use]
    pub fn judgement<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Judgement> {
        snapshot.blocks()[self.block].quotations.get(self.quotation?)
    }

    /// The citation that covers the quotation (bytes of the text).
    #[must_use]
    pub fn citation(&self, snapshot: &Snapshot) -> Option<Range<usize>> {
        let Status::Cited(citation) = self.status else { return None };
        let citation = snapshot.blocks()[self.block].citations.get(citation)?;
        Some(snapshot.absolute(self.block, &citation.range))
    }

    /// Why it was decided so, in one sentence without a full stop.
    #[must_use]
    pub fn reason(&self, snapshot: &Snapshot, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self.status {
            Status::Cited(_) => if zh { "已有引文标注" } else { "a citation covers it" }.to_owned(),
            Status::Exempt(exemption) => match exemption {
                Exemption::NotText => {
                    if zh {
                        "不在正文之内（题目、标题、摘要、文献表等）"
                    } else {
                        "not in the text proper (title, heading, abstract, list)"
                    }
                }
                Exemption::InBlockQuotation => {
                    if zh {
                        "在块引文之内，随块引文判断"
                    } else {
                        "inside a block quotation, judged with it"
                    }
                }
                Exemption::Repeated => {
                    if zh {
                        "文中另一处已经引过这段文字"
                    } else {
                        "the same words are quoted elsewhere in the text"
                    }
                }
                Exemption::Open => {
                    if zh {
                        "本段之内没有后引号"
                    } else {
                        "not closed in its paragraph"
                    }
                }
                Exemption::Term => {
                    if zh {
                        "是术语，不是引语"
                    } else {
                        "a term, not somebody's words"
                    }
                }
                Exemption::WorkspaceTerm => {
                    if zh {
                        "工作区词表中的术语"
                    } else {
                        "a term of the workspace's list"
                    }
                }
                Exemption::ByArticle => {
                    if zh {
                        "文中已写明法律和条款"
                    } else {
                        "the text names the law and the article"
                    }
                }
                Exemption::Nobodys => {
                    if zh {
                        "是设问、俗语或标语，没有作者可注"
                    } else {
                        "an imagined objection, a proverb or a slogan, which has no author to cite"
                    }
                }
                Exemption::Name => return self.why_name(snapshot, zh),
            }
            .to_owned(),
            Status::Uncited => self.why_uncited(snapshot, zh),
        }
    }

    fn why_uncited(&self, snapshot: &Snapshot, zh: bool) -> String {
        let Some(judgement) = self.judgement(snapshot) else {
            return if zh {
                "上一段以冒号引出这段块引文"
            } else {
                "the paragraph before introduces it with a colon"
            }
            .to_owned();
        };
        let features = judgement.features;
        let mut signs = Vec::new();
        if let Some(verb) = features.verb {
            signs.push(if zh {
                format!("由“{verb}”引出")
            } else {
                format!("introduced by “{verb}”")
            });
        }
        let mut others: Vec<Sign> = features
            .signs
            .iter()
            .filter(|&sign| sign.weight() > 0.0 && !matches!(sign, Sign::VerbDirect | Sign::VerbNear))
            .collect();
        others.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
        signs.extend(others.into_iter().take(2).map(|sign| said(sign, zh)));
        let length = han_count(&snapshot.buffer().slice(self.inner.clone()));
        signs.push(if zh { format!("长{length}字") } else { format!("{length} characters") });
        signs.join(if zh { "，" } else { ", " })
    }

    fn why_name(&self, snapshot: &Snapshot, zh: bool) -> String {
        let decided = if zh {
            "像名称、口号或强调，不像引语"
        } else {
            "looks like a name, slogan or emphasis rather than somebody's words"
        };
        let mut against: Vec<Sign> = self
            .judgement(snapshot)
            .into_iter()
            .flat_map(|judgement| judgement.features.signs.iter())
            .filter(|sign| sign.weight() < 0.0)
            .collect();
        against.sort_by(|a, b| a.weight().total_cmp(&b.weight()));
        let mut signs: Vec<String> = against.into_iter().take(2).map(|sign| said(sign, zh)).collect();
        let length = han_count(&snapshot.buffer().slice(self.inner.clone()));
        signs.push(if zh { format!("长{length}字") } else { format!("{length} characters") });
        let (colon, comma) = if zh { ("：", "，") } else { (": ", ", ") };
        format!("{decided}{colon}{}", signs.join(comma))
    }
}

fn said(sign: Sign, zh: bool) -> String {
    if zh { sign.zh() } else { sign.en() }.to_owned()
}
