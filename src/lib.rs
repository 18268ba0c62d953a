//! Roadbook turns a folder of Markdown into a documentation site.
//!
//! The library is a line of stages, each a plain value made from the one before it:
//!
//! ```text
//! disk ─ source::snapshot → Sources ─ document::parse → Document… ─ handbook::resolve → Handbook
//!      ─ derived::derive → Derived ─ view → PageView… ─ render → RenderedPage… ─ build → output::Sink ─ publish → disk
//! ```
//!
//! Content can be wrong, but it is never an error: each stage gives its value together with what is wrong
//! ([`diag::Noted`]). `Result` is for faults of the machine. Only `source`, `publish`, `runner`, `serve` and `cli` touch
//! it.

pub mod build;
pub mod cli;
pub mod config;
pub mod data;
mod derived;
pub mod diag;
mod document;
mod export;
mod extras;
mod handbook;
pub mod highlight;
pub mod output;
pub mod progress;
mod publish;
mod render;
mod rules;
#[cfg(unix)]
mod runner;
mod schema;
pub mod search;
pub mod serve;
pub mod source;
pub mod text;
mod theme;
mod view;
