//! What happens beside the handlers: analysis on threads for blocking work, one debounced runner
//! for each document whose diagnostics are pushed, and one queue to the client.
//!
//! Nothing here is awaited by a notification handler, and no answer of the client is awaited by
//! any handler: the library serves a limited number of handlers at once, and one that waited for
//! the client would take the place of the message that it waits for.

use std::any::Any;
use std::collections::{HashSet, VecDeque};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};
use tower_lsp::Client;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{
    ConfigurationItem, Diagnostic, DiagnosticSeverity, MessageType, NumberOrString, Range, Registration,
    SymbolInformation, Uri,
};

use super::capabilities::Features;
use super::documents::{Checked, Document, Documents, Oddity, lock};
use super::engine::Engine;
use super::ignore::Addition;
use super::proto::{self, Context, Report};
use super::settings::{Configuration, FileProblems, Origin};
use super::uri::{Key, Spelling, Spellings, respell};
use crate::config::{ConfigProblem, FOLDER_NAME, IGNORE_NAME, Settings, TERMS_NAME, is_bibliography, say};
use crate::ide;

/// How long a text rests before it is checked: longer than the pause between two strokes of a fast
/// typist would need, shorter than what is felt as a delay.
pub(super) const DEBOUNCE: Duration = Duration::from_millis(60);

/// Somebody who types without a pause still sees the findings change this often.
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// How long the client may take to answer before it is given up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many analyses run at once; more would only share the same cores.
const ANALYSES: usize = 4;

/// What all handlers and tasks share.
pub(super) struct Shared {
    pub(super) client: Client,
    pub(super) engine: Arc<dyn Engine>,
    pub(super) documents: Documents,
    pub(super) configuration: Configuration,
    pub(super) spellings: Spellings,
    pub(super) shut_down: AtomicBool,
    features: OnceLock<Features>,
    outbox: Outbox,
    permits: Arc<Semaphore>,
    debounce: Duration,
    /// The number of the last question for settings: only its answer counts.
    asked: AtomicU64,
    /// The complaint about the editor's settings that the user saw last.
    complaint: Mutex<Option<String>>,
    /// Documents that were changed without having been opened.
    strangers: Mutex<HashSet<Key>>,
}

impl Shared {
    pub(super) fn new(
        client: Client,
        engine: Arc<dyn Engine>,
        debounce: Duration,
        spellings: Spellings,
    ) -> Self {
        Self {
            client,
            engine,
            documents: Documents::default(),
            configuration: Configuration::default(),
            spellings,
            shut_down: AtomicBool::new(false),
            features: OnceLock::new(),
            outbox: Outbox::default(),
            permits: Arc::new(Semaphore::new(ANALYSES)),
            debounce,
            asked: AtomicU64::new(0),
            complaint: Mutex::default(),
            strangers: Mutex::default(),
        }
    }

    pub(super) fn features(&self) -> &Features {
        self.features.get_or_init(Features::default)
    }

    pub(super) fn set_features(&self, features: Features) {
        // A second `initialize` is refused by the library, so there is no second set.
        let _ = self.features.set(features);
    }

    /// Begins to send; what was put into the queue before waits for this.
    pub(super) fn start(self: &Arc<Self>) {
        if !self.outbox.started.swap(true, Ordering::SeqCst) {
            let shared = Arc::clone(self);
            tokio::spawn(async move { shared.outbox.run(&shared.client).await });
            tokio::spawn(Arc::clone(self).read_bibliographies());
            // The first hover would wait for it; whoever asks earlier shares the work.
            tokio::task::spawn_blocking(crate::glossary::prepare);
        }
    }

    /// Reads bibliography files whenever some are wanted, and shows everything anew where they changed.
    async fn read_bibliographies(self: Arc<Self>) {
        loop {
            self.configuration.bibliographies.wanted.notified().await;
            if self.outbox.stopped.load(Ordering::SeqCst) {
                return;
            }
            let reading = Arc::clone(&self);
            let read = tokio::task::spawn_blocking(move || {
                let mut problems = Vec::new();
                let configuration = &reading.configuration;
                let changed = configuration.bibliographies.load(configuration.lang(), &mut problems);
                reading.publish_problems(problems);
                changed
            });
            if read.await.is_ok_and(|changed| changed) {
                self.configuration.advance();
                self.refresh();
            }
        }
    }

    /// Ends the tasks of the server.
    pub(super) fn stop(&self) {
        for document in self.documents.all() {
            self.documents.close(&document.uri);
        }
        self.outbox.stopped.store(true, Ordering::SeqCst);
        self.outbox.ready.notify_one();
        self.configuration.bibliographies.wanted.notify_one();
    }

    /// Runs `work` where it may take its time; `None` where it panicked.
    pub(super) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        document: &Arc<Document>,
        work: impl FnOnce(&Self, &Document) -> T + Send + 'static,
    ) -> Option<T> {
        // A cancelled request stops waiting here; work once begun keeps its permits to its end.
        let turn = Arc::clone(&document.turn).acquire_owned().await.ok()?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok()?;
        let (shared, document) = (Arc::clone(self), Arc::clone(document));
        let work = move || {
            let _permits = (turn, permit);
            catch_unwind(AssertUnwindSafe(|| work(&shared, &document)))
                .map_err(|panic| {
                    document.forget();
                    shared.log(MessageType::ERROR, &panicked(panic.as_ref(), &document.spelled));
                })
                .ok()
        };
        tokio::task::spawn_blocking(work).await.ok().flatten()
    }

    /// The settings for `document`; shows problems of configuration files that it reads for them.
    pub(super) fn settings(&self, document: &Document) -> Arc<Settings> {
        let state = document.state(self.engine.as_ref());
        let names = state.map(|state| state.snapshot.index().bibliographies.clone()).unwrap_or_default();
        let mut problems = Vec::new();
        let settings = self.configuration.settings(document, &names, &mut problems);
        self.publish_problems(problems);
        settings
    }

    /// Cards that `query` finds, as symbols: each at the first place of an open document that names it.
    pub(super) fn term_symbols(&self, query: &str) -> Vec<SymbolInformation> {
        /// Cards that are looked at, and symbols that are shown.
        const MOST: usize = 200;
        let mut found = Vec::new();
        if query.trim().is_empty() {
            return found;
        }
        for document in self.documents.all() {
            let Some(state) = document.state(self.engine.as_ref()) else { continue };
            let settings = self.settings(&document);
            let cards = ide::find_cards(query.trim(), &settings, MOST);
            let used = ide::used_terms(&state.snapshot, &settings);
            let context =
                Context { buffer: state.snapshot.buffer(), uri: &document.uri, features: self.features() };
            for (id, card) in cards {
                if let Some(term) = used.iter().find(|term| term.id == id) {
                    found.push(context.term_symbol(&card, &term.places[0], term.places.len()));
                }
            }
        }
        found.truncate(MOST);
        found
    }

    /// The card of `term` in Markdown; terms of the workspace are those of any open document.
    pub(super) fn card(&self, term: &str) -> Option<String> {
        let documents = self.documents.all();
        let own = documents.iter().find_map(|document| ide::card_of(term, &self.settings(document)));
        own.or_else(|| ide::card_of(term, &self.configuration.common()))
    }

    /// The findings in the newest text of `document`.
    pub(super) fn check(&self, document: &Document) -> Option<Arc<Checked>> {
        document.check(self.engine.as_ref(), &self.settings(document))
    }

    /// The diagnostics for the newest text of `document`.
    pub(super) fn report(&self, document: &Document) -> Option<(Arc<Checked>, Report)> {
        let checked = self.check(document)?;
        let buffer = checked.state.snapshot.buffer();
        let context = Context { buffer, uri: &document.uri, features: self.features() };
        let report = context.report(&checked.findings);
        if report.hidden > 0 && document.note(Oddity::TooMany) {
            let message = proto::too_many(report.hidden, &document.spelled, checked.settings.lang);
            self.log(MessageType::WARNING, &message);
        }
        Some((checked, report))
    }

    /// Keeps the pushed diagnostics of `document` up to its text until it is closed.
    pub(super) async fn run(self: Arc<Self>, document: Arc<Document>) {
        loop {
            self.publish(&document).await;
            document.changed.notified().await;
            self.settle(&document).await;
            if document.is_closed() {
                return;
            }
        }
    }

    /// Waits until the text rests.
    async fn settle(&self, document: &Document) {
        let latest = Instant::now() + LONGEST_WAIT;
        loop {
            let quiet = (Instant::now() + self.debounce).min(latest);
            if document.is_closed() || timeout_at(quiet, document.changed.notified()).await.is_err() {
                return;
            }
        }
    }

    async fn publish(self: &Arc<Self>, document: &Arc<Document>) {
        let outcome = self.blocking(document, Self::report).await;
        let Some(Some((checked, report))) = outcome else { return };
        // An edit in the meantime has woken the runner again, which will publish for the new text.
        document.if_current(checked.state.generation, || {
            let mut published = lock(&document.published);
            if *published != Some(report.fingerprint) {
                *published = Some(report.fingerprint);
                self.outbox.publish(document, Some(checked.state.version), report.diagnostics);
            }
        });
    }

    /// Takes the diagnostics of a closed document off the screen.
    pub(super) fn clear(&self, document: &Document) {
        if !self.features().pull && document.kind.is_some() {
            self.outbox.publish(document, None, Vec::new());
        }
    }

    /// Shows everything anew after a change of settings.
    pub(super) fn refresh(self: &Arc<Self>) {
        let documents = self.documents.all();
        if !documents.is_empty() {
            self.refresh_views();
        }
        if !self.features().pull {
            for document in documents {
                document.changed.notify_one();
            }
        } else if self.features().refresh_diagnostics && !documents.is_empty() {
            let shared = Arc::clone(self);
            tokio::spawn(async move {
                let _ = timeout(PATIENCE, shared.client.workspace_diagnostic_refresh()).await;
            });
        }
    }

    /// Asks the client to show lenses and hints anew, which depend on settings, too.
    fn refresh_views(self: &Arc<Self>) {
        let Features { refresh_lenses, refresh_inlays, .. } = *self.features();
        if refresh_lenses {
            let shared = Arc::clone(self);
            tokio::spawn(async move {
                let _ = timeout(PATIENCE, shared.client.code_lens_refresh()).await;
            });
        }
        if refresh_inlays {
            let shared = Arc::clone(self);
            tokio::spawn(async move {
                let _ = timeout(PATIENCE, shared.client.inlay_hint_refresh()).await;
            });
        }
    }

    /// Reads the configuration files anew.
    pub(super) fn reload(self: &Arc<Self>) {
        self.configuration.advance();
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            let reading = Arc::clone(&shared);
            let read = tokio::task::spawn_blocking(move || {
                let mut problems = Vec::new();
                reading.configuration.reload(&mut problems);
                reading.publish_problems(problems);
            });
            // Even if it failed, the documents read what they need themselves.
            let _ = read.await;
            shared.refresh();
            shared.configuration.bibliographies.wanted.notify_one();
        });
    }

    /// Adds a line to a file of `.yinzheng`; tells the user where that fails.
    pub(super) async fn add(self: &Arc<Self>, addition: Addition) {
        let shared = Arc::clone(self);
        let write = move || addition.write(&shared.features().roots, shared.configuration.lang());
        match tokio::task::spawn_blocking(write).await {
            Ok(Ok(())) => self.reload(),
            Ok(Err(message)) => self.outbox.put(Message::Show(MessageType::ERROR, message)),
            Err(error) => to_stderr(&error.to_string()),
        }
    }

    /// Asks the client for its settings.
    pub(super) fn ask_for_settings(self: &Arc<Self>) {
        if !self.features().configuration {
            return;
        }
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some("yinzheng".to_owned()) };
            let answer = timeout(PATIENCE, shared.client.configuration(vec![item])).await;
            if shared.asked.load(Ordering::SeqCst) != number {
                return;
            }
            match answer {
                Ok(Ok(values)) => {
                    let value = values.into_iter().next().unwrap_or_default();
                    if shared.take_settings(Origin::Pulled, &value) {
                        shared.refresh();
                    }
                }
                Ok(Err(error)) => to_stderr(&format!("workspace/configuration: {error}")),
                Err(_) => to_stderr("workspace/configuration: no answer"),
            }
        });
    }

    /// Takes settings of the editor and tells whether they changed anything; complains to the user
    /// about wrong ones, once.
    pub(super) fn take_settings(&self, origin: Origin, value: &Value) -> bool {
        match self.configuration.set_editor(origin, value) {
            Ok(changed) => {
                *lock(&self.complaint) = None;
                changed
            }
            Err(problems) => {
                let what = problems.iter().map(|it| it.message.as_str()).collect::<Vec<_>>().join("; ");
                let complaint = say!(
                    self.configuration.lang(),
                    "引证：设置有误，沿用原来的设置：{what}",
                    "yinzheng: the settings are wrong, the last good ones stay: {what}"
                );
                if lock(&self.complaint).replace(complaint.clone()).as_ref() != Some(&complaint) {
                    self.outbox.put(Message::Show(MessageType::WARNING, complaint));
                }
                false
            }
        }
    }

    /// Asks the client to tell of changed settings and configuration files.
    pub(super) fn register(self: &Arc<Self>) {
        let mut registrations = Vec::new();
        let mut add = |method: &str, options: Value| {
            registrations.push(Registration {
                id: format!("yinzheng {method}"),
                method: method.to_owned(),
                register_options: Some(options),
            });
        };
        if self.features().register_configuration {
            add("workspace/didChangeConfiguration", serde_json::json!({ "section": "yinzheng" }));
        }
        if self.features().register_watcher {
            let files = format!("**/{FOLDER_NAME}/{{{IGNORE_NAME},{TERMS_NAME}}}");
            // Where the folder goes as a whole, only that is told.
            let bibliographies = "**/*.{bib,csl.json}".to_owned();
            // The configuration, terms of the workspace, and files of terms under any name.
            let tables = "**/*.toml".to_owned();
            let watchers = [tables, format!("**/{FOLDER_NAME}"), files, bibliographies]
                .map(|pattern| serde_json::json!({ "globPattern": pattern }));
            add("workspace/didChangeWatchedFiles", serde_json::json!({ "watchers": watchers }));
        }
        if !registrations.is_empty() {
            let shared = Arc::clone(self);
            tokio::spawn(async move {
                let _ = timeout(PATIENCE, shared.client.register_capability(registrations)).await;
            });
        }
    }

    fn publish_problems(&self, files: Vec<FileProblems>) {
        for file in files {
            let Some(uri) = Uri::from_file_path(&file.path) else { continue };
            // Where the file is open, the client knows it by its own spelling.
            let spelled =
                self.documents.get(&uri).map_or_else(|| uri.as_str().to_owned(), |it| it.spelled.clone());
            let diagnostics = file.problems.iter().map(|problem| self.problem(&file, problem)).collect();
            self.outbox.put(Message::Publish(PublishParams {
                uri: spelled,
                version: None,
                diagnostics: Items::Typed(diagnostics),
            }));
            for problem in &file.problems {
                to_stderr(&format!("{}: {}", file.path.display(), problem.message));
            }
        }
    }

    fn problem(&self, file: &FileProblems, problem: &ConfigProblem) -> Diagnostic {
        let encoding = self.features().encoding;
        let range = problem.range.clone().unwrap_or_default();
        let position = |offset| proto::position(&file.text, offset, encoding);
        Diagnostic {
            range: Range { start: position(range.start), end: position(range.end) },
            severity: Some(DiagnosticSeverity::WARNING),
            code: Some(NumberOrString::String("config".to_owned())),
            source: Some(proto::SOURCE.to_owned()),
            message: problem.message.clone(),
            ..Diagnostic::default()
        }
    }

    /// Tells of what the client should not send, once for each document and kind.
    pub(super) fn tell(&self, document: &Document, oddities: &[Oddity]) {
        for &oddity in oddities.iter().filter(|&&oddity| document.note(oddity)) {
            let lang = self.configuration.lang();
            let what = match oddity {
                Oddity::StaleVersion => say!(
                    lang,
                    "版本号没有增大；修改照收到的次序应用",
                    "a version that is not higher than the last; edits apply in the order of arrival"
                ),
                Oddity::PositionOutside => say!(
                    lang,
                    "位置在文本之外或在一个字符之内；取最近的位置",
                    "a position outside the text or inside a character; the nearest is taken"
                ),
                Oddity::ReversedRange => {
                    say!(lang, "范围首尾颠倒；已对调", "a range whose end is before its start; it is swapped")
                }
                Oddity::OpenedTwice => {
                    say!(lang, "文档重复打开；以后一次的文本为准", "opened twice; the later text counts")
                }
                Oddity::TooMany => continue,
            };
            self.log(MessageType::WARNING, &format!("{}: {what}", document.spelled));
        }
    }

    /// Tells of an edit of a document that is not open, once for each document.
    pub(super) fn tell_stranger(&self, uri: &Uri) {
        /// A client that errs this often is told no more, and costs no more memory.
        const MOST: usize = 100;
        let mut strangers = lock(&self.strangers);
        if strangers.len() < MOST && strangers.insert(Key::of(uri)) {
            let what = say!(
                self.configuration.lang(),
                "文档尚未打开，修改无从应用",
                "an edit of a document that is not open cannot be applied"
            );
            self.log(MessageType::WARNING, &format!("{}: {what}", uri.as_str()));
        }
    }

    /// Writes a line into the editor's log and to stderr.
    pub(super) fn log(&self, level: MessageType, text: &str) {
        to_stderr(text);
        self.outbox.put(Message::Log(level, text.to_owned()));
    }
}

/// A line on stderr; that nobody reads it must not matter.
fn to_stderr(text: &str) {
    let _ = writeln!(std::io::stderr(), "yinzheng: {text}");
}

fn panicked(panic: &(dyn Any + Send), spelled: &str) -> String {
    let what = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown");
    format!("{spelled}: the analysis panicked ({what}); it starts afresh with the next edit or request")
}

/// Whether a change of the file behind `uri` is one of the configuration.
pub(super) fn concerns_settings(uri: &Uri) -> bool {
    super::uri::file_path(uri).as_deref().is_some_and(is_config_file)
}

fn is_config_file(path: &Path) -> bool {
    let gathered = || path.parent().and_then(Path::file_name).is_some_and(|folder| folder == FOLDER_NAME);
    path.file_name().is_some_and(|name| {
        name == FOLDER_NAME || [IGNORE_NAME, TERMS_NAME].iter().any(|known| name == *known) && gathered()
    }) || path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
        || is_bibliography(path)
}

/// Messages on their way to the client: in order, and for each document only the newest
/// diagnostics, however slowly the client reads.
#[derive(Debug, Default)]
struct Outbox {
    queue: Mutex<VecDeque<Message>>,
    ready: Notify,
    started: AtomicBool,
    stopped: AtomicBool,
}

#[derive(Debug)]
enum Message {
    Publish(PublishParams),
    Log(MessageType, String),
    Show(MessageType, String),
}

impl Outbox {
    fn publish(&self, document: &Document, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let mut items = Items::Typed(diagnostics);
        if document.spelled != document.uri.as_str() {
            items = items.spelled(document);
        }
        let uri = document.spelled.clone();
        self.put(Message::Publish(PublishParams { uri, version, diagnostics: items }));
    }

    fn put(&self, message: Message) {
        let mut queue = lock(&self.queue);
        if let Message::Publish(new) = &message {
            // What was not sent yet is out of date.
            queue.retain(|waiting| !matches!(waiting, Message::Publish(old) if old.uri == new.uri));
        }
        queue.push_back(message);
        self.ready.notify_one();
    }

    async fn run(&self, client: &Client) {
        while !self.stopped.load(Ordering::SeqCst) {
            let next = lock(&self.queue).pop_front();
            match next {
                Some(Message::Publish(params)) => client.send_notification::<Publish>(params).await,
                Some(Message::Log(level, text)) => client.log_message(level, text).await,
                Some(Message::Show(level, text)) => client.show_message(level, text).await,
                None => self.ready.notified().await,
            }
        }
    }
}

/// `textDocument/publishDiagnostics` with the URI as the client spelled it, which the protocol
/// types cannot hold.
enum Publish {}

impl Notification for Publish {
    type Params = PublishParams;
    const METHOD: &'static str = "textDocument/publishDiagnostics";
}

#[derive(Debug, Serialize, Deserialize)]
struct PublishParams {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
    diagnostics: Items,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Items {
    Typed(Vec<Diagnostic>),
    Spelled(Value),
}

impl Items {
    /// With the client's spelling of the URI in related information, too.
    fn spelled(self, document: &Document) -> Self {
        let Ok(mut value) = serde_json::to_value(&self) else { return self };
        let spelling = Spelling::from([(document.uri.as_str().to_owned(), document.spelled.clone())]);
        respell(&mut value, &spelling);
        Self::Spelled(value)
    }
}
