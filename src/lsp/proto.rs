//! Conversions between the plain types of the analysis and the types of the protocol, both ways.
//!
//! Only what is sent is converted, and always with the text that it was computed from.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use serde_json::json;
use tower_lsp::ls_types as lsp;

use super::capabilities::{FIX_ALL, Features, SHOW_REFERENCES};
use super::documents::Checked;
use super::uri;
use crate::config::{Lang, say};
use crate::glossary::Card;
use crate::ide::{
    self, Action, ActionKind, Completion, Completions, Fold, Hover, Inlay, Lens, Link, Mention, Symbol,
    SymbolKind, WebLink,
};
use crate::rules::{Edit, Finding, Fix, Severity, together};
use crate::text::{Buffer, Point, PositionEncoding};

/// The `source` of every diagnostic.
pub(super) const SOURCE: &str = "yinzheng";

/// No client shows more diagnostics of one document in a useful way, and each costs time.
pub(super) const MAX_DIAGNOSTICS: usize = 1_000;

/// The text and the client that positions and URIs are converted for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) buffer: &'a Buffer,
    pub(super) uri: &'a lsp::Uri,
    pub(super) features: &'a Features,
}

/// Diagnostics of a document, with what tells them from others.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) diagnostics: Vec<lsp::Diagnostic>,
    /// Equal for equal diagnostics.
    pub(super) fingerprint: u64,
    /// How many findings were left out.
    pub(super) hidden: usize,
}

impl Context<'_> {
    fn position(&self, offset: usize) -> lsp::Position {
        position(self.buffer, offset, self.features.encoding)
    }

    pub(super) fn range(&self, range: &Range<usize>) -> lsp::Range {
        lsp::Range { start: self.position(range.start), end: self.position(range.end) }
    }

    pub(super) fn offset(&self, position: lsp::Position) -> usize {
        let point = Point { line: position.line, column: position.character };
        self.buffer.offset(point, self.features.encoding)
    }

    /// The findings as diagnostics: the most serious first where there are too many.
    pub(super) fn report(&self, findings: &[Finding]) -> Report {
        let mut hasher = DefaultHasher::new();
        let diagnostics: Vec<_> =
            shown(findings).into_iter().map(|finding| self.diagnostic(finding, &mut hasher)).collect();
        let hidden = findings.len() - diagnostics.len();
        Report { diagnostics, fingerprint: hasher.finish(), hidden }
    }

    /// The diagnostic of `finding`; what it consists of goes into `hasher`, in positions as the
    /// client sees them, so that an edit elsewhere does not make it another.
    fn diagnostic(&self, finding: &Finding, hasher: &mut DefaultHasher) -> lsp::Diagnostic {
        let range = self.range(&finding.range);
        (finding.rule, finding.severity, &finding.message).hash(hasher);
        hash_range(range, hasher);
        let related = self.features.related_information && !finding.related.is_empty();
        let related_information = related.then(|| {
            let related = finding.related.iter().map(|related| {
                let range = self.range(&related.range);
                related.message.hash(hasher);
                hash_range(range, hasher);
                lsp::DiagnosticRelatedInformation {
                    location: lsp::Location { uri: self.uri.clone(), range },
                    message: related.message.clone(),
                }
            });
            related.collect()
        });
        let data = finding.fix.as_ref().filter(|_| self.features.diagnostic_data).map(|fix| {
            (&fix.title, fix.safe).hash(hasher);
            json!({ "fix": { "title": fix.title, "safe": fix.safe } })
        });
        lsp::Diagnostic {
            range,
            severity: Some(severity(finding.severity)),
            code: Some(lsp::NumberOrString::String(finding.rule.to_owned())),
            source: Some(SOURCE.to_owned()),
            message: finding.message.clone(),
            related_information,
            data,
            ..lsp::Diagnostic::default()
        }
    }

    pub(super) fn hover(&self, hover: Hover) -> lsp::Hover {
        let (kind, value) = if self.features.hover_markdown {
            (lsp::MarkupKind::Markdown, hover.markdown)
        } else {
            (lsp::MarkupKind::PlainText, hover.plain)
        };
        lsp::Hover {
            contents: lsp::HoverContents::Markup(lsp::MarkupContent { kind, value }),
            range: Some(self.range(&hover.range)),
        }
    }

    pub(super) fn location(&self, range: &Range<usize>) -> lsp::Location {
        lsp::Location { uri: self.uri.clone(), range: self.range(range) }
    }

    pub(super) fn definition(&self, links: &[Link]) -> Option<lsp::GotoDefinitionResponse> {
        if links.is_empty() {
            return None;
        }
        if !self.features.definition_links {
            let locations = links.iter().map(|link| self.location(&link.selection)).collect();
            return Some(lsp::GotoDefinitionResponse::Array(locations));
        }
        let links = links.iter().map(|link| lsp::LocationLink {
            origin_selection_range: Some(self.range(&link.origin)),
            target_uri: self.uri.clone(),
            target_range: self.range(&link.target),
            target_selection_range: self.range(&link.selection),
        });
        Some(lsp::GotoDefinitionResponse::Link(links.collect()))
    }

    pub(super) fn highlight(&self, mention: &Mention) -> lsp::DocumentHighlight {
        let kind = if mention.is_entry {
            lsp::DocumentHighlightKind::WRITE
        } else {
            lsp::DocumentHighlightKind::READ
        };
        lsp::DocumentHighlight { range: self.range(&mention.range), kind: Some(kind) }
    }

    /// A term with its card's category as the container; `count` is how often the text names it.
    pub(super) fn term_symbol(
        &self,
        card: &Card,
        place: &Range<usize>,
        count: usize,
    ) -> lsp::SymbolInformation {
        #[expect(deprecated, reason = "the field has no successor in this type")]
        lsp::SymbolInformation {
            name: card.term().to_owned(),
            kind: lsp::SymbolKind::KEY,
            tags: None,
            deprecated: None,
            location: self.location(place),
            container_name: Some(format!("{} ×{count}", card.category_name(crate::config::Lang::Zh))),
        }
    }

    /// The items in the order of `found`, which clients keep among what fits equally well.
    pub(super) fn completions(&self, found: Completions) -> lsp::CompletionResponse {
        let item = |(position, found): (usize, Completion)| lsp::CompletionItem {
            label_details: self.features.label_details.then(|| lsp::CompletionItemLabelDetails {
                detail: None,
                description: Some(found.detail.clone()),
            }),
            label: found.label,
            kind: Some(match found.term {
                Some(_) => lsp::CompletionItemKind::KEYWORD,
                None => lsp::CompletionItemKind::REFERENCE,
            }),
            detail: (!found.detail.is_empty()).then_some(found.detail),
            documentation: (!found.documentation.is_empty())
                .then_some(lsp::Documentation::String(found.documentation)),
            data: found.term.map(|term| serde_json::json!({ "term": term, "uri": self.uri })),
            sort_text: Some(format!("{position:06}")),
            filter_text: Some(found.filter),
            text_edit: Some(lsp::CompletionTextEdit::Edit(self.text_edit(&found.edit))),
            additional_text_edits: found.also.map(|edit| vec![self.text_edit(&edit)]),
            ..lsp::CompletionItem::default()
        };
        lsp::CompletionResponse::List(lsp::CompletionList {
            is_incomplete: found.is_incomplete,
            items: found.items.into_iter().enumerate().map(item).collect(),
        })
    }

    pub(super) fn web_links(&self, links: Vec<WebLink>) -> Vec<lsp::DocumentLink> {
        let link = |link: WebLink| {
            Some(lsp::DocumentLink {
                range: self.range(&link.range),
                target: Some(uri::read(&link.target)?),
                tooltip: self.features.link_tooltips.then_some(link.tooltip),
                data: None,
            })
        };
        links.into_iter().filter_map(link).collect()
    }

    /// A lens; where the client has no command that shows its places it only says how many there are.
    pub(super) fn lens(&self, lens: Lens) -> lsp::CodeLens {
        let range = self.range(&lens.range);
        let shows = self.features.shows_references && !lens.places.is_empty();
        let arguments = shows.then(|| {
            let locations: Vec<_> = lens.places.iter().map(|place| self.location(place)).collect();
            vec![json!({ "uri": self.uri, "position": range.start, "locations": locations })]
        });
        let command = if shows { SHOW_REFERENCES.to_owned() } else { String::new() };
        lsp::CodeLens {
            range,
            command: Some(lsp::Command { title: lens.title, command, arguments }),
            data: None,
        }
    }

    pub(super) fn inlay(&self, inlay: Inlay) -> lsp::InlayHint {
        lsp::InlayHint {
            position: self.position(inlay.offset),
            label: lsp::InlayHintLabel::String(inlay.label),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        }
    }

    fn text_edit(&self, edit: &Edit) -> lsp::TextEdit {
        lsp::TextEdit { range: self.range(&edit.range), new_text: edit.text.clone() }
    }

    pub(super) fn symbols(&self, symbols: &[Symbol]) -> lsp::DocumentSymbolResponse {
        if self.features.nested_symbols {
            let nested = symbols.iter().map(|symbol| self.nested(symbol)).collect();
            lsp::DocumentSymbolResponse::Nested(nested)
        } else {
            let mut flat = Vec::new();
            self.flatten(symbols, None, &mut flat);
            lsp::DocumentSymbolResponse::Flat(flat)
        }
    }

    fn nested(&self, symbol: &Symbol) -> lsp::DocumentSymbol {
        // VS Code rejects a whole outline in which one selection is outside its range.
        let start = symbol.selection.start.clamp(symbol.range.start, symbol.range.end);
        let end = symbol.selection.end.clamp(start, symbol.range.end);
        let children: Vec<_> = symbol.children.iter().map(|child| self.nested(child)).collect();
        #[expect(deprecated, reason = "the field has to be named")]
        lsp::DocumentSymbol {
            name: symbol_name(symbol),
            detail: None,
            kind: symbol_kind(symbol.kind),
            tags: None,
            deprecated: None,
            range: self.range(&symbol.range),
            selection_range: self.range(&(start..end)),
            children: (!children.is_empty()).then_some(children),
        }
    }

    fn flatten(&self, symbols: &[Symbol], parent: Option<&str>, flat: &mut Vec<lsp::SymbolInformation>) {
        for symbol in symbols {
            let name = symbol_name(symbol);
            #[expect(deprecated, reason = "the field has to be named")]
            flat.push(lsp::SymbolInformation {
                name: name.clone(),
                kind: symbol_kind(symbol.kind),
                tags: None,
                deprecated: None,
                location: lsp::Location { uri: self.uri.clone(), range: self.range(&symbol.range) },
                container_name: parent.map(str::to_owned),
            });
            self.flatten(&symbol.children, Some(&name), flat);
        }
    }

    pub(super) fn folds(&self, folds: &[Fold]) -> Vec<lsp::FoldingRange> {
        let limit = self.features.fold_limit.unwrap_or(usize::MAX);
        let folds = folds.iter().filter(|fold| fold.end_line > fold.start_line).take(limit);
        folds
            .map(|fold| lsp::FoldingRange {
                start_line: fold.start_line,
                end_line: fold.end_line,
                ..lsp::FoldingRange::default()
            })
            .collect()
    }

    /// The actions that `params` asks for.
    pub(super) fn actions(
        &self,
        checked: &Checked,
        params: &lsp::CodeActionParams,
    ) -> Vec<lsp::CodeActionOrCommand> {
        let only = params.context.only.as_deref();
        let mut actions = Vec::new();
        if asks_for(only, &lsp::CodeActionKind::QUICKFIX) {
            let here = self
                .findings_in(checked, &params.range)
                .filter_map(|finding| Some((finding, finding.fix.as_ref()?)));
            actions.extend(here.map(|(finding, fix)| self.quick_fix(finding, fix, checked.state.version)));
        }
        let quick = asks_for(only, &lsp::CodeActionKind::QUICKFIX);
        let rewrite = asks_for(only, &lsp::CodeActionKind::REFACTOR_REWRITE);
        if quick || rewrite {
            let (a, b) = (self.offset(params.range.start), self.offset(params.range.end));
            let range = a.min(b)..a.max(b);
            let offered = ide::actions(&checked.state.snapshot, &checked.settings, &checked.findings, &range);
            for action in offered {
                let wanted = match action.kind {
                    ActionKind::QuickFix => quick,
                    ActionKind::Rewrite => rewrite && actions.iter().all(|other| other.title != action.title),
                };
                if wanted {
                    actions.push(self.action(checked, &action));
                }
            }
        }
        // Asked for nothing in particular, the menu offers it only where there is something to fix.
        if only.map_or(!actions.is_empty(), |_| asks_for(only, &FIX_ALL)) {
            let fixes = checked.findings.iter().filter_map(|finding| finding.fix.as_ref());
            let (edits, _) = together(fixes.filter(|fix| fix.safe));
            if !edits.is_empty() {
                let title = say!(checked.settings.lang, "应用全部安全修正", "Apply all safe fixes");
                actions.push(lsp::CodeAction {
                    title,
                    kind: Some(FIX_ALL),
                    edit: Some(self.workspace_edit(edits, checked.state.version)),
                    ..lsp::CodeAction::default()
                });
            }
        }
        actions.into_iter().map(lsp::CodeActionOrCommand::CodeAction).collect()
    }

    fn action(&self, checked: &Checked, action: &Action) -> lsp::CodeAction {
        let finding = action.answers.as_ref().and_then(|(rule, range)| {
            checked.findings.iter().find(|finding| finding.rule == *rule && finding.range == *range)
        });
        lsp::CodeAction {
            title: action.title.clone(),
            kind: Some(match action.kind {
                ActionKind::QuickFix => lsp::CodeActionKind::QUICKFIX,
                ActionKind::Rewrite => lsp::CodeActionKind::REFACTOR_REWRITE,
            }),
            diagnostics: finding.map(|finding| vec![self.plain_diagnostic(finding)]),
            edit: Some(self.workspace_edit(action.edits.iter(), checked.state.version)),
            ..lsp::CodeAction::default()
        }
    }

    /// The findings that touch `range`.
    pub(super) fn findings_in<'c>(
        &self,
        checked: &'c Checked,
        range: &lsp::Range,
    ) -> impl Iterator<Item = &'c Finding> + use<'c> {
        let (a, b) = (self.offset(range.start), self.offset(range.end));
        let (start, end) = (a.min(b), a.max(b));
        checked
            .findings
            .iter()
            .filter(move |finding| finding.range.start <= end && start <= finding.range.end)
    }

    /// The diagnostic of `finding` alone.
    pub(super) fn plain_diagnostic(&self, finding: &Finding) -> lsp::Diagnostic {
        self.diagnostic(finding, &mut DefaultHasher::new())
    }

    fn quick_fix(&self, finding: &Finding, fix: &Fix, version: i32) -> lsp::CodeAction {
        lsp::CodeAction {
            title: fix.title.clone(),
            kind: Some(lsp::CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.plain_diagnostic(finding)]),
            edit: Some(self.workspace_edit(fix.edits.iter(), version)),
            is_preferred: self.features.preferred_actions.then_some(fix.safe),
            ..lsp::CodeAction::default()
        }
    }

    pub(super) fn workspace_edit<'e>(
        &self,
        edits: impl IntoIterator<Item = &'e Edit>,
        version: i32,
    ) -> lsp::WorkspaceEdit {
        let edits = edits.into_iter().map(|edit| self.text_edit(edit));
        if self.features.document_changes {
            let edits = lsp::TextDocumentEdit {
                text_document: lsp::OptionalVersionedTextDocumentIdentifier {
                    uri: self.uri.clone(),
                    version: Some(version),
                },
                edits: edits.map(lsp::OneOf::Left).collect(),
            };
            let document_changes = Some(lsp::DocumentChanges::Edits(vec![edits]));
            lsp::WorkspaceEdit { document_changes, ..lsp::WorkspaceEdit::default() }
        } else {
            let changes = Some(HashMap::from([(self.uri.clone(), edits.collect())]));
            lsp::WorkspaceEdit { changes, ..lsp::WorkspaceEdit::default() }
        }
    }
}

pub(super) fn position(buffer: &Buffer, offset: usize, encoding: PositionEncoding) -> lsp::Position {
    let point = buffer.point(offset, encoding);
    lsp::Position { line: point.line, character: point.column }
}

/// The language in which VS Code writes the log is the user's, so log lines are in it, too.
pub(super) fn too_many(hidden: usize, spelled: &str, lang: Lang) -> String {
    say!(
        lang,
        "{spelled}：只显示最严重的 {MAX_DIAGNOSTICS} 条，另有 {hidden} 条未显示",
        "{spelled}: only the {MAX_DIAGNOSTICS} most serious findings are shown, {hidden} more are not"
    )
}

/// At most [`MAX_DIAGNOSTICS`] findings, the most serious and then the first, in their order.
fn shown(findings: &[Finding]) -> Vec<&Finding> {
    if findings.len() <= MAX_DIAGNOSTICS {
        return findings.iter().collect();
    }
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(findings[at].severity));
    order.truncate(MAX_DIAGNOSTICS);
    order.sort_unstable();
    order.into_iter().map(|at| &findings[at]).collect()
}

/// Whether a client that asked for `only` these kinds wants `kind`.
pub(super) fn asks_for(only: Option<&[lsp::CodeActionKind]>, kind: &lsp::CodeActionKind) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|wanted| {
            let rest = kind.as_str().strip_prefix(wanted.as_str());
            wanted.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

const fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::ERROR,
        Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        Severity::Information => lsp::DiagnosticSeverity::INFORMATION,
        Severity::Hint => lsp::DiagnosticSeverity::HINT,
    }
}

/// Only kinds of the protocol's first version: a client need not know the later ones.
const fn symbol_kind(kind: SymbolKind) -> lsp::SymbolKind {
    match kind {
        SymbolKind::Title => lsp::SymbolKind::FILE,
        SymbolKind::Heading => lsp::SymbolKind::STRING,
        SymbolKind::Abstract | SymbolKind::Keywords => lsp::SymbolKind::PROPERTY,
        SymbolKind::References | SymbolKind::Notes => lsp::SymbolKind::ARRAY,
    }
}

/// VS Code rejects a whole outline in which one name is empty.
fn symbol_name(symbol: &Symbol) -> String {
    if symbol.name.trim().is_empty() { "…".to_owned() } else { symbol.name.clone() }
}

fn hash_range(range: lsp::Range, hasher: &mut DefaultHasher) {
    (range.start.line, range.start.character, range.end.line, range.end.character).hash(hasher);
}

/// A card as the documentation of a completion.
pub(super) fn card(markdown: String) -> lsp::Documentation {
    lsp::Documentation::MarkupContent(lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(severity: Severity, range: Range<usize>, edits: &[(Range<usize>, &str)]) -> Finding {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(range, text)| Edit { range: range.clone(), text: (*text).to_owned() })
            .collect();
        let fix = (!edits.is_empty()).then(|| Fix { title: "修正".to_owned(), safe: true, edits });
        Finding { rule: "some-rule", severity, range, message: "有误".to_owned(), related: Vec::new(), fix }
    }

    #[test]
    fn the_most_serious_and_then_the_first_are_shown_in_order() {
        let severities = [Severity::Hint, Severity::Warning, Severity::Error];
        let findings: Vec<_> = (0..1_500).map(|at| finding(severities[at % 3], at..at + 1, &[])).collect();
        let shown = shown(&findings);
        assert_eq!(shown.len(), MAX_DIAGNOSTICS);
        assert!(shown.iter().all(|finding| finding.severity != Severity::Hint));
        assert!(shown.is_sorted_by_key(|finding| finding.range.start));
    }

    #[test]
    fn kinds_are_asked_for_by_prefix() {
        let asks = |only: &'static str| asks_for(Some(&[lsp::CodeActionKind::new(only)]), &FIX_ALL);
        assert!(asks("source") && asks("source.fixAll") && asks("source.fixAll.yinzheng") && asks(""));
        assert!(!asks("quickfix") && !asks("source.fix") && !asks("source.fixAll.yinzheng.x"));
        assert!(asks_for(None, &FIX_ALL));
    }

    #[test]
    fn an_edit_elsewhere_leaves_the_fingerprint() {
        let uri: lsp::Uri = "file:///a.txt".parse().unwrap();
        let features = Features::default();
        let report = |text: &str, range: Range<usize>| {
            let buffer = Buffer::new(text);
            let context = Context { buffer: &buffer, uri: &uri, features: &features };
            context.report(&[finding(Severity::Warning, range, &[])]).fingerprint
        };
        assert_eq!(report("一\n二", 4..7), report("一一\n二", 7..10));
        assert_ne!(report("一\n二", 4..7), report("一a二", 4..7));
    }
}
