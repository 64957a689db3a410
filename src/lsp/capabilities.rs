//! What the client can do, read once at `initialize`, and what the server offers in return.
//!
//! Nothing is offered that does nothing, and diagnostics go one way only: a client that can pull
//! them is not pushed to, because VS Code and Neovim show both and so every finding twice.

use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions,
    ExecuteCommandOptions, FoldingRangeProviderCapability, HoverProviderCapability, InitializeParams,
    MarkupKind, OneOf, PositionEncodingKind, SaveOptions, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkDoneProgressOptions,
};

use std::path::PathBuf;

use super::server::CARD_COMMAND;
use super::{ignore, uri};
use crate::config::Lang;
use crate::ide::TRIGGERS;
use crate::text::PositionEncoding;

/// The code action that applies all safe fixes.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.yinzheng");

/// The command of the client that shows the places of a lens; arguments are
/// `{ uri, position, locations }`.
pub(super) const SHOW_REFERENCES: &str = "yinzheng.showReferences";

/// The client's command that shows the card of a term; links in cards run it.
pub(super) const SHOW_CARD: &str = "yinzheng.showCard";

/// The client's abilities, as far as they matter here.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one capability of the protocol")]
pub(super) struct Features {
    pub(super) encoding: PositionEncoding,
    /// Diagnostics are pulled by the client; otherwise they are pushed.
    pub(super) pull: bool,
    pub(super) refresh_diagnostics: bool,
    pub(super) related_information: bool,
    pub(super) diagnostic_data: bool,
    pub(super) hover_markdown: bool,
    pub(super) nested_symbols: bool,
    pub(super) fold_limit: Option<usize>,
    /// Knows where a link begins, not only where it leads.
    pub(super) definition_links: bool,
    pub(super) link_tooltips: bool,
    pub(super) label_details: bool,
    pub(super) lenses: bool,
    pub(super) refresh_lenses: bool,
    pub(super) inlays: bool,
    pub(super) refresh_inlays: bool,
    /// Has the command [`SHOW_REFERENCES`], as it says in `experimental.commands.commands`.
    pub(super) shows_references: bool,
    /// Has the command [`SHOW_CARD`], so that cards can link to each other.
    pub(super) shows_cards: bool,
    pub(super) code_action_literals: bool,
    /// Asks for the command of a code action when the action is chosen.
    pub(super) resolves_commands: bool,
    pub(super) preferred_actions: bool,
    pub(super) document_changes: bool,
    pub(super) configuration: bool,
    pub(super) register_configuration: bool,
    pub(super) register_watcher: bool,
    /// The language of the client's user interface.
    pub(super) locale: Option<Lang>,
    /// The folders of the workspace; none where single files are edited.
    pub(super) roots: Vec<PathBuf>,
}

impl Features {
    pub(super) fn of(params: &InitializeParams) -> Self {
        let ClientCapabilities { workspace, text_document, general, experimental, .. } = &params.capabilities;
        let workspace = workspace.clone().unwrap_or_default();
        let text = text_document.clone().unwrap_or_default();
        let publish = text.publish_diagnostics.unwrap_or_default();
        let pulled = text.diagnostic.clone().unwrap_or_default();
        let action = text.code_action.unwrap_or_default();
        let yes = |flag: Option<bool>| flag == Some(true);
        let has_command = |name: &str| {
            let commands = experimental.as_ref().and_then(|it| it.pointer("/commands/commands")?.as_array());
            commands.is_some_and(|commands| commands.iter().any(|command| command == name))
        };
        Self {
            encoding: general
                .as_ref()
                .and_then(|general| general.position_encodings.as_deref())
                .map_or_else(PositionEncoding::default, |offered| {
                    offered.iter().find_map(encoding).unwrap_or_default()
                }),
            pull: text.diagnostic.is_some(),
            refresh_diagnostics: yes(workspace.diagnostics.and_then(|it| it.refresh_support)),
            related_information: yes(publish.related_information) || yes(pulled.related_information),
            diagnostic_data: yes(publish.data_support) || yes(pulled.data_support),
            hover_markdown: text
                .hover
                .and_then(|hover| hover.content_format)
                .is_some_and(|formats| formats.first() == Some(&MarkupKind::Markdown)),
            nested_symbols: yes(text
                .document_symbol
                .and_then(|symbol| symbol.hierarchical_document_symbol_support)),
            fold_limit: text.folding_range.and_then(|fold| fold.range_limit).map(|limit| limit as usize),
            definition_links: yes(text.definition.and_then(|definition| definition.link_support)),
            link_tooltips: yes(text.document_link.and_then(|link| link.tooltip_support)),
            label_details: yes(text
                .completion
                .and_then(|completion| completion.completion_item)
                .and_then(|item| item.label_details_support)),
            lenses: text.code_lens.is_some(),
            refresh_lenses: yes(workspace.code_lens.and_then(|it| it.refresh_support)),
            inlays: text.inlay_hint.is_some(),
            refresh_inlays: yes(workspace.inlay_hint.and_then(|it| it.refresh_support)),
            shows_references: has_command(SHOW_REFERENCES),
            shows_cards: has_command(SHOW_CARD),
            code_action_literals: action.code_action_literal_support.is_some(),
            resolves_commands: action
                .resolve_support
                .is_some_and(|it| it.properties.iter().any(|it| it == "command")),
            preferred_actions: yes(action.is_preferred_support),
            document_changes: yes(workspace.workspace_edit.and_then(|edit| edit.document_changes)),
            configuration: yes(workspace.configuration),
            register_configuration: yes(workspace
                .did_change_configuration
                .and_then(|it| it.dynamic_registration)),
            register_watcher: yes(workspace.did_change_watched_files.and_then(|it| it.dynamic_registration)),
            locale: params.locale.as_deref().map(language),
            roots: roots(params),
        }
    }

    /// What the server offers to this client.
    pub(super) fn offer(&self) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(match self.encoding {
                PositionEncoding::Utf8 => PositionEncodingKind::UTF8,
                PositionEncoding::Utf16 => PositionEncodingKind::UTF16,
                PositionEncoding::Utf32 => PositionEncodingKind::UTF32,
            }),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                    include_text: Some(false),
                })),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            document_link_provider: Some(DocumentLinkOptions {
                resolve_provider: None,
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
                resolve_provider: Some(true),
                ..CompletionOptions::default()
            }),
            code_lens_provider: self.lenses.then_some(CodeLensOptions { resolve_provider: None }),
            inlay_hint_provider: self.inlays.then_some(OneOf::Left(true)),
            // A client without literals takes commands only, and most actions are edits.
            code_action_provider: self.code_action_literals.then(|| {
                CodeActionProviderCapability::Options(CodeActionOptions {
                    code_action_kinds: Some(vec![
                        CodeActionKind::QUICKFIX,
                        CodeActionKind::REFACTOR,
                        CodeActionKind::REFACTOR_REWRITE,
                        FIX_ALL,
                    ]),
                    resolve_provider: self.resolves_commands.then_some(true),
                    ..CodeActionOptions::default()
                })
            }),
            execute_command_provider: self.code_action_literals.then(|| ExecuteCommandOptions {
                commands: vec![ignore::COMMAND.to_owned(), CARD_COMMAND.to_owned()],
                ..ExecuteCommandOptions::default()
            }),
            diagnostic_provider: self.pull.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("yinzheng".to_owned()),
                    inter_file_dependencies: false,
                    workspace_diagnostics: false,
                    ..DiagnosticOptions::default()
                })
            }),
            ..ServerCapabilities::default()
        }
    }
}

/// The folders of the workspace, or the one folder of clients that know no more.
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    let roots: Vec<PathBuf> = folders.filter_map(|folder| uri::file_path(&folder.uri)).collect();
    #[expect(deprecated, reason = "Neovim 0.10 and ALE send it")]
    let root = params.root_uri.as_ref().and_then(uri::file_path);
    if roots.is_empty() { root.into_iter().collect() } else { roots }
}

fn encoding(kind: &PositionEncodingKind) -> Option<PositionEncoding> {
    match kind.as_str() {
        "utf-8" => Some(PositionEncoding::Utf8),
        "utf-16" => Some(PositionEncoding::Utf16),
        "utf-32" => Some(PositionEncoding::Utf32),
        _ => None,
    }
}

/// The message language for a locale such as `zh-cn`, `zh_CN.UTF-8` or `en`.
fn language(locale: &str) -> Lang {
    let zh = locale.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh"));
    if zh { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn features(params: serde_json::Value) -> Features {
        Features::of(&serde_json::from_value(params).unwrap())
    }

    #[test]
    fn the_first_known_encoding_of_the_client_counts() {
        let cases = [
            (json!(["utf-8", "utf-16"]), PositionEncoding::Utf8),
            (json!(["utf-32", "utf-8"]), PositionEncoding::Utf32),
            (json!(["utf-7", "utf-16", "utf-8"]), PositionEncoding::Utf16),
            (json!([]), PositionEncoding::Utf16),
            (json!(null), PositionEncoding::Utf16),
        ];
        for (offered, expected) in cases {
            let params = json!({ "capabilities": { "general": { "positionEncodings": offered } } });
            assert_eq!(features(params).encoding, expected);
        }
    }

    #[test]
    fn diagnostics_go_one_way() {
        let push = features(json!({ "capabilities": {} }));
        assert!(!push.pull && push.offer().diagnostic_provider.is_none());
        let pull = features(json!({ "capabilities": { "textDocument": { "diagnostic": {} } } }));
        assert!(pull.pull && pull.offer().diagnostic_provider.is_some());
    }

    #[test]
    fn the_locale_names_the_language() {
        let locale = |name: &str| features(json!({ "capabilities": {}, "locale": name })).locale;
        for name in ["zh-cn", "zh_CN.UTF-8", "ZH", "zh-Hant-TW"] {
            assert_eq!(locale(name), Some(Lang::Zh), "{name}");
        }
        assert_eq!(locale("en-US"), Some(Lang::En));
        assert_eq!(features(json!({ "capabilities": {} })).locale, None);
    }
}
