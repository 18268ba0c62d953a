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

use std::cell::OnceCell;
use std::sync::Arc;

use rayon::prelude::*;

use crate::derived::{Derived, Ground};
use crate::diag::{Diagnostic, Severity};
use crate::document::{Document, Section};
use crate::handbook::{Page, PageIx};
use crate::schema::{self, Kinds};
use crate::source::AT_ONCE;

use spelling::Spellings;
use tables::Subjects;

/// Everything in a handbook that breaks a rule; what follows from its pages was worked out before.
pub fn check(ground: Ground<'_>, derived: &Derived<'_>) -> Vec<Diagnostic> {
    let Ground { handbook, kinds, today, .. } = ground;
    let spellings = Spellings::new(handbook);
    let subjects = Subjects::new(handbook);
    let of_page = |ix: PageIx| {
        let page = handbook.page(ix);
        // Read again at most once, whatever asks for it.
        let opened = OnceCell::new();
        let open = || Arc::clone(opened.get_or_init(|| page.document.opened()));
        let mut notes = spellings.check(page, &open);
        notes.extend(tables::check(handbook, (ix, &open), &subjects));
        if let Some(path) = derived.golden_path(ix) {
            golden_path::check(page, path, today, &mut notes);
        }
        notes.extend(hiring::check(page, &open, kinds));
        notes.extend(tags::check(page, &derived.tags));
        notes
    };
    let pages: Vec<PageIx> = handbook.pages.each().map(|(ix, _)| ix).collect();
    let mut notes: Vec<Diagnostic> = pages.par_iter().with_max_len(AT_ONCE).flat_map_iter(|ix| of_page(*ix)).collect();
    notes.extend(cycles::check(handbook));
    notes.extend(metrics::check(handbook, kinds));
    notes.extend(owners::check(handbook));
    notes.extend(retired::check(handbook, kinds, today));
    notes
}

/// The section of a page that its kind knows by this name.
fn section<'d>((page, document): (&Page, &'d Document), kinds: &Kinds, name: &str) -> Option<Section<'d>> {
    schema::section(document, kinds.get(&page.typed.kind)?, name)
}

/// How bad a fault is on this page: one that names no kind promised nothing, so nothing there is an error.
fn severity_on(page: &Page, severity: Severity) -> Severity {
    if page.typed.is_explicit { severity } else { severity.min(Severity::Warning) }
}
