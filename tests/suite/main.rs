//! The test suite: one binary. `README.md` beside this file says how to write a case.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
#![expect(clippy::disallowed_methods, reason = "tests make and read files of their own")]

mod cases;
mod cli;
mod determinism;
mod examples;
mod feed;
mod golden_path_mishaps;
mod golden_paths;
mod handbook;
mod health;
mod incremental;
mod kitchen_sink;
mod publish;
mod retired;
mod search;
mod search_page;
mod serve;
mod snapshots;
mod support;
mod tags;
mod theme;
mod tidy;
mod unchanged;
mod weight;
