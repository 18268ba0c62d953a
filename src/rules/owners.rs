//! Pages whose owner has gone.

use super::severity_on;
use crate::diag::{Code, Diagnostic};
use crate::handbook::Handbook;

/// Pages that belong to a team which is no longer active.
pub(super) fn check(handbook: &Handbook) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    for (ix, page) in handbook.pages.each() {
        for (owner, place) in handbook.named_in(ix, "owner").filter(|(owner, _)| *owner != ix) {
            let team = handbook.page(owner);
            let active = team.typed.fields.get("active").and_then(|active| active.value.boolean().ok());
            if active == Some(false) {
                let message = format!("the team `{}` is no longer active", team.id);
                let note = Diagnostic::new(Code::InactiveOwner, &page.document.path, place, message);
                let severity = severity_on(page, note.severity);
                notes.push(note.severity(severity).help("give the page to a team that is"));
            }
        }
    }
    notes
}
