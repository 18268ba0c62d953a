//! Rules over the whole handbook: what needs more than the front matter of one page.

mod cycles;
mod owners;
mod retired;

use crate::data::Date;
use crate::diag::{Diagnostic, Severity};
use crate::handbook::{Handbook, Page};
use crate::schema::Kinds;
use crate::source::Sources;

/// Everything in a handbook that breaks a rule. `today` is the day by which promises are kept or not.
pub fn check(handbook: &Handbook, kinds: &Kinds, _sources: &Sources, today: Date) -> Vec<Diagnostic> {
    let mut notes = cycles::check(handbook);
    notes.extend(owners::check(handbook));
    notes.extend(retired::check(handbook, kinds, today));
    notes
}

/// How bad a fault is on this page: one that names no kind promised nothing, so nothing there is an error.
fn severity_on(page: &Page, severity: Severity) -> Severity {
    if page.typed.is_explicit { severity } else { severity.min(Severity::Warning) }
}
