//! The language server: the only place that names LSP types, and no logic of its own.
//!
//! A message comes in through `frames` (sound frames only) and `uri` (any spelling of a URI) to
//! the handlers of `server`. They change `documents` at once and leave the rest to `worker`, which
//! runs the analysis on threads where it may take its time and sends diagnostics. `proto`
//! converts, `capabilities` and `settings` know what client and user want. stdout belongs to the
//! protocol; logs go to stderr and into the editor's log.

mod bibliographies;
mod capabilities;
mod documents;
mod engine;
mod frames;
mod ignore;
mod proto;
mod server;
mod settings;
mod uri;
mod worker;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, BufReader};
use tower_lsp::LspService;

pub use engine::{Engine, Real};

use server::Server;
use uri::{Gate, Spellings};
use worker::Shared;

/// As many messages are handled at once; `$/cancelRequest` waits behind no fewer slow requests.
const CONCURRENCY: usize = 64;

/// How much of the input waits for the handlers before reading pauses.
const PIPE: usize = 64 << 10;

/// What a caller of [`serve_with`] may choose.
pub struct ServeOptions {
    /// The analysis.
    pub engine: Arc<dyn Engine>,
    /// How long a text rests before its diagnostics are pushed.
    pub debounce: Duration,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self { engine: Arc::new(Real), debounce: worker::DEBOUNCE }
    }
}

/// Runs the language server over stdin and stdout until the client ends it.
///
/// The exit code is 0 if the client asked for the shutdown before, as the protocol has it, else 1.
#[must_use]
pub fn run() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build();
    let Ok(runtime) = runtime else { return ExitCode::FAILURE };
    let orderly = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout()));
    // A read of stdin may be waiting for ever, and an analysis may be under way: neither is waited for.
    runtime.shutdown_background();
    if orderly { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the language server over a pair of streams until the client ends it; tells whether the
/// client asked for the shutdown before.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite) -> bool {
    serve_with(input, output, ServeOptions::default()).await
}

/// [`serve`] with an analysis of the caller's choice.
pub async fn serve_with(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite,
    options: ServeOptions,
) -> bool {
    let spellings = Spellings::default();
    let (service, socket) = LspService::new(|client| {
        let shared = Shared::new(client, options.engine, options.debounce, spellings.clone());
        Server { shared: Arc::new(shared) }
    });
    let shared = Arc::clone(&service.inner().shared);
    let (sifted, pipe) = tokio::io::duplex(PIPE);
    let reading = async {
        // Whether the input ends or fails, the server learns it from the end of the pipe.
        let _ = frames::sift(BufReader::with_capacity(PIPE, input), sifted).await;
        std::future::pending::<()>().await;
    };
    let serving = tower_lsp::Server::new(pipe, output, socket)
        .concurrency_level(CONCURRENCY)
        .serve(Gate::new(service, spellings));
    tokio::select! {
        () = serving => {}
        () = reading => {}
    }
    shared.stop();
    shared.shut_down.load(Ordering::SeqCst)
}
