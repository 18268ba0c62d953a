//! Rules over the whole handbook: what needs more than the front matter of one page.

mod cycles;
mod golden_path;
mod hiring;
mod metrics;
mod owners;
mod retired;
mod spelling;
mod tables;
mod tags;

use rayon::prelude::*;

use crate::derived::{Derived, Ground};
use crate::diag::{Diagnostic, Severity};
use crate::document::Section;
use crate::handbook::{Page, PageIx};
use crate::schema::{self, Kinds};

use spelling::Spellings;
use tables::Subjects;

/// Everything in a handbook that breaks a rule; what follows from its pages was worked out before.
pub fn check(ground: Ground<'_>, derived: &Derived<'_>) -> Vec<Diagnostic> {
    let Ground { handbook, kinds, today, .. } = ground;
    let spellings = Spellings::new(handbook);
    let subjects = Subjects::new(handbook);
    let of_page = |ix: PageIx| {
        let page = handbook.page(ix);
        let mut notes = spellings.check(page);
        notes.extend(tables::check(handbook, ix, &subjects));
        if let Some(path) = derived.golden_path(ix) {
            golden_path::check(page, path, today, &mut notes);
        }
        notes.extend(hiring::check(page, kinds));
        notes.extend(tags::check(page, &derived.tags));
        notes
    };
    let pages: Vec<PageIx> = handbook.pages.each().map(|(ix, _)| ix).collect();
    let mut notes: Vec<Diagnostic> = pages.par_iter().flat_map_iter(|ix| of_page(*ix)).collect();
    notes.extend(cycles::check(handbook));
    notes.extend(metrics::check(handbook, kinds));
    notes.extend(owners::check(handbook));
    notes.extend(retired::check(handbook, kinds, today));
    notes
}

/// The section of a page that its kind knows by this name.
fn section<'a>(page: &'a Page, kinds: &Kinds, name: &str) -> Option<Section<'a>> {
    schema::section(&page.document, kinds.get(&page.typed.kind)?, name)
}

/// How bad a fault is on this page: one that names no kind promised nothing, so nothing there is an error.
fn severity_on(page: &Page, severity: Severity) -> Severity {
    if page.typed.is_explicit { severity } else { severity.min(Severity::Warning) }
}
