//! The command `yinzheng`.

use std::process::ExitCode;

fn main() -> ExitCode {
    yinzheng::cli::main()
}
