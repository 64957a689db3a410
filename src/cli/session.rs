//! One run of a command: its language, its configuration, its output and its messages.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::args::{Args, Command, environment_lang};
use super::project::Project;
use crate::config::{Lang, Layers, Options, say};

/// How a command ended; the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing found.
    Clean = 0,
    /// Something found, or what was asked for is not there.
    Found = 1,
    /// Usage, configuration or input error.
    Failed = 2,
}

/// Why a command could not do its work: messages that say which file and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// One message a line.
    pub messages: Vec<String>,
}

impl Failure {
    /// A failure with one message.
    pub fn new(message: String) -> Self {
        Self { messages: vec![message] }
    }
}

/// What every command needs.
#[derive(Debug)]
pub struct Session {
    /// Language of messages that belong to no file, and of those about reading files.
    pub lang: Lang,
    /// Settings of files.
    pub project: Project,
    /// Colours on stdout.
    pub colour: bool,
    out: Vec<u8>,
    failed: bool,
}

impl Session {
    /// A session for `args`.
    pub fn new(args: &Args) -> Self {
        let environment = environment_lang();
        let layers = Layers {
            base: Options { lang: Some(environment), ..Options::default() },
            flags: Options { lang: args.lang, ..Options::default() },
            file: Options::default(),
        };
        let mut project = Project::new(args.config.clone(), layers, args.lang.unwrap_or(environment));
        // A broken configuration is reported by the command that works under it.
        let lang = args
            .lang
            .or_else(|| project.settings(anchor(&args.command)).ok().map(|settings| settings.lang))
            .unwrap_or(environment);
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let colour = !plain && std::io::stdout().is_terminal();
        Self { lang, project, colour, out: Vec::new(), failed: false }
    }

    /// Adds to the results.
    pub fn print(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Adds to the results what need not be UTF-8.
    pub fn print_bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Adds a JSON document to the results.
    pub fn print_json(&mut self, value: &impl Serialize) {
        match serde_json::to_vec_pretty(value) {
            Ok(bytes) => {
                self.out.extend_from_slice(&bytes);
                self.out.push(b'\n');
            }
            Err(error) => self.fail(&Failure::new(error.to_string())),
        }
    }

    /// Tells something that is no result and no failure.
    pub fn note(&self, message: &str) {
        let mark = say!(self.lang, "注意：", "note: ");
        Self::tell(&format!("{mark}{message}\n"));
    }

    /// Tells a failure; the exit status will be 2.
    pub fn fail(&mut self, failure: &Failure) {
        self.failed = true;
        let mark = say!(self.lang, "错误：", "error: ");
        for message in &failure.messages {
            Self::tell(&format!("{mark}{message}\n"));
        }
    }

    /// Writes `text` to stderr; a stderr that is closed is no reason to stop.
    pub fn tell(text: &str) {
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// Writes the results; a reader who has seen enough (`| head`) ends the writing quietly.
    pub fn finish(mut self, status: Status) -> ExitCode {
        let mut stdout = std::io::stdout().lock();
        let written = stdout.write_all(&self.out).and_then(|()| stdout.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let message = say!(self.lang, "无法写标准输出：{error}", "cannot write to stdout: {error}");
                self.fail(&Failure::new(message));
            }
            _ => {}
        }
        let status = if self.failed { Status::Failed } else { status };
        ExitCode::from(status as u8)
    }
}

/// The path whose configuration decides the language of the run.
fn anchor(command: &Command) -> &Path {
    let path = match command {
        Command::Check(args) => match args.paths.first() {
            Some(path) if path.as_os_str() == "-" => args.stdin_filename.as_deref(),
            path => path.map(std::path::PathBuf::as_path),
        },
        Command::Outline(args) | Command::Citations(args) if args.file.as_os_str() == "-" => {
            args.stdin_filename.as_deref()
        }
        Command::References(args) if args.file.as_os_str() == "-" => args.stdin_filename.as_deref(),
        Command::Terms(args) if args.file.as_os_str() == "-" => args.stdin_filename.as_deref(),
        Command::Outline(args) | Command::Citations(args) => Some(args.file.as_path()),
        Command::References(args) => Some(args.file.as_path()),
        Command::Terms(args) => Some(args.file.as_path()),
        Command::Define(_)
        | Command::Explain(_)
        | Command::Glossary
        | Command::Server(_)
        | Command::Schema => None,
    };
    path.unwrap_or(Path::new("."))
}
