//! A panic in one page is one diagnostic, not the end of the build.

use std::panic::{self, AssertUnwindSafe};

use crate::diag::{Code, Diagnostic};
use crate::text::{SourcePath, TextRange};

/// Runs `work` for a page; a panic in it becomes a fault at the page.
///
/// Nothing that `work` changes is used after a panic: its result is dropped, and memos keep whole results alone.
pub(super) fn run<T>(path: &SourcePath, work: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let said =
            payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
        let message = format!("Roadbook failed on this page: {}", said.unwrap_or("it did not say why"));
        Diagnostic::new(Code::InternalError, path, TextRange::default(), message)
            .help("please report it together with this page")
    })
}

/// Runs `work`; `None` if it panics.
pub(super) fn attempt<T>(work: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(work)).ok()
}
