//! A panic in one page is one diagnostic, not the end of the build.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use crate::diag::{Code, Diagnostic};
use crate::text::{SourcePath, TextRange};

/// Runs `work` for a page; a panic in it becomes a fault at the page.
///
/// Nothing that `work` changes is used after a panic: its result is dropped, and memos keep whole results alone.
pub(super) fn run<T>(path: &SourcePath, work: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = format!("Roadbook failed on this page: {}", words_of(panic.as_ref()));
        Diagnostic::new(Code::InternalError, path, TextRange::default(), message)
            .help("please report it together with this page")
    })
}

/// What a panic said.
pub fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it did not say why")
}

/// Runs `work`; `None` if it panics.
pub(super) fn attempt<T>(work: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(work)).ok()
}
