//! The language server on stdio.
