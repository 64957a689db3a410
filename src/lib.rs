//! 引证 (yinzheng): checks citations in Chinese policy essays while they are written.
//!
//! The way of the data is one way: [`text`] → [`syntax`] → [`document`] → [`rules`] → findings,
//! with [`glossary`] as knowledge beside it and [`ide`] for what an editor asks. The `lsp` and
//! [`cli`] modules only convert. Analysis does no IO, never panics on any text and returns
//! findings, not errors.

pub mod cli;
pub mod config;
pub mod document;
pub mod glossary;
pub mod ide;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod reference;
pub mod rules;
pub mod syntax;
pub mod text;
