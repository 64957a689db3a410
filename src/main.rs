//! The command `yinzheng`.
fn main() -> std::process::ExitCode {
    yinzheng::lsp::run()
}
