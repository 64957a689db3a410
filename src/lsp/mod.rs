//! The language server on stdio.

/// Runs the server until the client ends it.
///
/// # Errors
///
/// The protocol's streams cannot be used.
pub fn run() -> std::io::Result<()> {
    Ok(())
}
