//! The command line.
//!
//! Results go to stdout, everything else to stderr. Every command fills the session's output, and
//! only [`main`] writes it: so a command can neither mix its results with messages nor fail half-way
//! through printing them.
//!
//! Exit status: 0 nothing found, 1 something found, 2 usage, configuration or input error.

mod args;
mod bibliographies;
mod check;
mod citations;
mod define;
mod diff;
mod essay;
mod excerpt;
mod explain;
mod outline;
mod place;
mod progress;
mod project;
mod references;
mod repair;
mod report;
mod session;
mod source;
mod table;
mod terms;
mod walk;

use std::process::ExitCode;

use args::Command;
use session::{Failure, Session, Status};

/// Runs the command that the process's arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let args = match args::parse() {
        Ok(args) => args,
        Err(code) => return code,
    };
    if let Command::Server(_) = args.command {
        return serve(&args);
    }
    let mut session = Session::new(&args);
    let status = run(&args, &mut session).unwrap_or_else(|failure| {
        session.fail(&failure);
        Status::Failed
    });
    session.finish(status)
}

fn run(args: &args::Args, session: &mut Session) -> Result<Status, Failure> {
    match &args.command {
        Command::Check(args) => check::run(args, session),
        Command::Outline(args) => outline::run(args, session),
        Command::Define(args) => define::run(args, session),
        Command::Terms(args) => terms::run(args, session),
        Command::Glossary => {
            terms::statistics(session);
            Ok(Status::Clean)
        }
        Command::References(args) => references::run(args, session),
        Command::Citations(args) => citations::run(args, session),
        Command::Explain(args) => explain::run(args, session),
        Command::Schema => {
            session.print_json(&crate::config::schema());
            Ok(Status::Clean)
        }
        Command::Server(_) => Ok(Status::Clean),
    }
}

#[cfg(feature = "lsp")]
fn serve(_args: &args::Args) -> ExitCode {
    use std::process::Termination;

    crate::lsp::run().report()
}

#[cfg(not(feature = "lsp"))]
fn serve(args: &args::Args) -> ExitCode {
    let mut session = Session::new(args);
    let message = crate::config::say!(
        session.lang,
        "这个程序编译时没有包含语言服务器；请用默认特性重新编译：cargo install yinzheng",
        "this build has no language server; build it with the default features: cargo install yinzheng"
    );
    session.fail(&Failure::new(message));
    session.finish(Status::Failed)
}
