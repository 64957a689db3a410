//! The handlers. Each is thin: a notification changes the state as its first act and hands over,
//! a request hands its work to a thread where it may take its time.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::Value;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem,
    CompletionParams, CompletionResponse, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, DocumentHighlight, DocumentHighlightParams, DocumentLink,
    DocumentLinkParams, DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams, FoldingRange,
    FoldingRangeParams, FullDocumentDiagnosticReport, GotoDefinitionParams, GotoDefinitionResponse, Hover,
    HoverParams, InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams, Location,
    ReferenceParams, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    ServerInfo, UnchangedDocumentDiagnosticReport, Uri, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use super::capabilities::Features;
use super::documents::{Document, Oddity, State};
use super::ignore::{self, Addition};
use super::proto::{self, Context, Report};
use super::settings::Origin;
use super::worker::{Shared, concerns_settings};
use crate::config::Settings;
use crate::ide;

/// The command that answers with the card of a term, in Markdown.
pub(super) const CARD_COMMAND: &str = "yinzheng.card";

/// How often a pull is answered anew because the text changed under it.
const RETRIES: usize = 3;

/// The language server.
pub(super) struct Server {
    pub(super) shared: Arc<Shared>,
}

impl Server {
    /// Runs `work` on the newest state of a document; nothing for documents that are not open or
    /// not checked.
    async fn ask<T: Send + 'static>(
        &self,
        uri: &Uri,
        work: impl FnOnce(&Shared, &Document, &State, Context<'_>) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(document) = self.shared.documents.get(uri) else { return Ok(None) };
        // Answers name the document as this request does.
        let uri = uri.clone();
        let answer = self.shared.blocking(&document, move |shared, document| {
            let state = document.state(shared.engine.as_ref())?;
            let context = Context { buffer: state.snapshot.buffer(), uri: &uri, features: shared.features() };
            work(shared, document, &state, context)
        });
        answer.await.ok_or_else(Error::internal_error)
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let features = Features::of(&params);
        let capabilities = features.offer();
        self.shared.configuration.set_locale(features.locale);
        self.shared.configuration.set_roots(features.roots.clone());
        self.shared.configuration.set_card_links(features.shows_cards);
        self.shared.set_features(features);
        if let Some(options) = &params.initialization_options {
            self.shared.take_settings(Origin::Initial, options);
        }
        Ok(InitializeResult {
            capabilities,
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.shared.start();
        self.shared.register();
        self.shared.ask_for_settings();
    }

    async fn shutdown(&self) -> Result<()> {
        self.shared.shut_down.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let spelled = self.shared.spellings.take(&params.text_document.uri);
        let document = Arc::new(Document::new(params.text_document, spelled));
        let old = self.shared.documents.open(Arc::clone(&document));
        if let Some(old) = old {
            self.shared.tell(&document, &[Oddity::OpenedTwice]);
            self.shared.clear(&old);
        }
        self.shared.start();
        if document.kind.is_some() && !self.shared.features().pull {
            tokio::spawn(Arc::clone(&self.shared).run(document));
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let uri = &params.text_document.uri;
        let Some(document) = self.shared.documents.get(uri) else { return self.shared.tell_stranger(uri) };
        let encoding = self.shared.features().encoding;
        let oddities = document.change(params.text_document.version, &params.content_changes, encoding);
        self.shared.tell(&document, &oddities);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        if concerns_settings(&params.text_document.uri) {
            self.shared.reload();
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        if let Some(document) = self.shared.documents.close(&params.text_document.uri) {
            self.shared.clear(&document);
        }
    }

    async fn did_change_configuration(&self, _: DidChangeConfigurationParams) {
        // Its parameters differ from client to client; the answer to a question does not.
        self.shared.ask_for_settings();
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        if params.changes.iter().any(|change| concerns_settings(&change.uri)) {
            self.shared.reload();
        }
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let params = params.text_document_position_params;
        self.ask(&params.text_document.uri, move |shared, document, state, context| {
            let offset = context.offset(params.position);
            let card = shared.engine.hover(&state.snapshot, offset, &shared.settings(document))?;
            Some(context.hover(card))
        })
        .await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let params = params.text_document_position_params;
        self.ask(&params.text_document.uri, move |shared, _, state, context| {
            let links = shared.engine.definition(&state.snapshot, context.offset(params.position));
            context.definition(&links)
        })
        .await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let entries = params.context.include_declaration;
        let params = params.text_document_position;
        self.ask(&params.text_document.uri, move |shared, document, state, context| {
            let offset = context.offset(params.position);
            let settings = shared.settings(document);
            let mentions = shared.engine.references(&state.snapshot, offset, entries, &settings);
            Some(mentions.iter().map(|mention| context.location(&mention.range)).collect())
        })
        .await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let params = params.text_document_position_params;
        self.ask(&params.text_document.uri, move |shared, document, state, context| {
            let settings = shared.settings(document);
            let offset = context.offset(params.position);
            let mentions = shared.engine.highlights(&state.snapshot, offset, &settings);
            Some(mentions.iter().map(|mention| context.highlight(mention)).collect())
        })
        .await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let params = params.text_document_position;
        self.ask(&params.text_document.uri, move |shared, document, state, context| {
            let offset = context.offset(params.position);
            let found = shared.engine.completions(&state.snapshot, offset, &shared.settings(document));
            (found.is_incomplete || !found.items.is_empty()).then(|| context.completions(found))
        })
        .await
    }

    async fn completion_resolve(&self, mut item: CompletionItem) -> Result<CompletionItem> {
        let Some(data) = item.data.clone() else { return Ok(item) };
        let uri = data["uri"].as_str().and_then(super::uri::read);
        let (Some(uri), Some(term)) = (uri, data["term"].as_str().map(str::to_owned)) else {
            return Ok(item);
        };
        let card = self.ask(&uri, move |shared, document, _, _| {
            let settings = shared.settings(document);
            Some(proto::card(ide::card_of(&term, &settings)?))
        });
        item.documentation = card.await?;
        Ok(item)
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.ask(&params.text_document.uri, |shared, document, state, context| {
            let links = shared.engine.web_links(&state.snapshot, &shared.settings(document));
            Some(context.web_links(links))
        })
        .await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.ask(&params.text_document.uri, |shared, document, state, context| {
            let lenses = shared.engine.lenses(&state.snapshot, &shared.settings(document));
            Some(lenses.into_iter().map(|lens| context.lens(lens)).collect())
        })
        .await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.ask(&params.text_document.uri, move |shared, document, state, context| {
            let range = context.offset(params.range.start)..context.offset(params.range.end);
            let inlays = shared.engine.inlays(&state.snapshot, &range, &shared.settings(document));
            Some(inlays.into_iter().map(|inlay| context.inlay(inlay)).collect())
        })
        .await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(&params.text_document.uri, |shared, _, state, context| {
            Some(context.symbols(&shared.engine.outline(&state.snapshot)))
        })
        .await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let shared = Arc::clone(&self.shared);
        let found = tokio::task::spawn_blocking(move || shared.term_symbols(&params.query)).await;
        Ok(found.ok().map(WorkspaceSymbolResponse::Flat))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.ask(&params.text_document.uri, |shared, _, state, context| {
            Some(context.folds(&shared.engine.folds(&state.snapshot)))
        })
        .await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        self.ask(&uri, move |shared, document, _, context| {
            let checked = shared.check(document)?;
            // An edit may have come between the two states: positions go with their text.
            let context = Context { buffer: checked.state.snapshot.buffer(), ..context };
            let mut actions = context.actions(&checked, &params);
            actions.extend(ignore::actions(&context, &checked, &params));
            actions.extend(ignore::definition(&context, &checked, &params));
            Some(actions)
        })
        .await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        Ok(ignore::resolved(action))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        if params.command == CARD_COMMAND {
            let term = params.arguments.first().and_then(Value::as_str).unwrap_or_default().to_owned();
            let shared = Arc::clone(&self.shared);
            let card = tokio::task::spawn_blocking(move || shared.card(&term)).await;
            return Ok(card.ok().flatten().map(Value::String));
        }
        if params.command != ignore::COMMAND {
            return Err(Error::invalid_params(format!("unknown command {}", params.command)));
        }
        let Some(addition) = Addition::of(params.arguments) else {
            return Err(Error::invalid_params("one argument: { uri, list, line }"));
        };
        self.shared.add(addition).await;
        Ok(None)
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let Some(document) = self.shared.documents.get(&params.text_document.uri) else {
            return Ok(full(None, Report::default()));
        };
        for retry in 0.. {
            let answer = self.shared.blocking(&document, Shared::report).await;
            let Some((checked, report)) = answer.ok_or_else(Error::internal_error)? else { break };
            if document.generation() != checked.state.generation && retry < RETRIES {
                continue;
            }
            let id = result_id(&report, &checked.settings);
            if params.previous_result_id.as_ref() == Some(&id) {
                return Ok(unchanged(id));
            }
            return Ok(full(Some(id), report));
        }
        Ok(full(None, Report::default()))
    }
}

fn result_id(report: &Report, settings: &Settings) -> String {
    let mut hasher = DefaultHasher::new();
    (report.fingerprint, settings).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn full(result_id: Option<String>, report: Report) -> DocumentDiagnosticReportResult {
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport {
            result_id,
            items: report.diagnostics,
        },
    })
    .into()
}

fn unchanged(result_id: String) -> DocumentDiagnosticReportResult {
    DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
        related_documents: None,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
    })
    .into()
}
