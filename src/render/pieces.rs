//! Pieces of HTML that many pages have in common: the list of sections, entries of the navigation.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::{PIECE, Renderer};
use crate::diag::Diagnostic;
use crate::text::ByName;
use crate::view::{LinkView, NavView};

/// How many entries are remembered for later pages, some 10 MiB for each page that is made at once; when there are more, all
/// are forgotten.
const MOST: usize = 1 << 15;

/// Pieces by what they show.
#[derive(Default)]
pub(super) struct Pieces {
    sections: ByName<Arc<[LinkView]>, Arc<str>>,
    /// Entries that cannot be folded, and those that could be.
    entries: [ByName<Arc<NavView>, Arc<str>>; 2],
}

impl Pieces {
    /// Forgets all where there are too many.
    pub(super) fn limit(&mut self) {
        if self.entries.iter().map(ByName::len).sum::<usize>() > MOST {
            *self = Self::default();
        }
    }
}

/// What the template of the list of sections sees.
#[derive(JsonSchema, Serialize)]
pub(super) struct SectionsContext<'a> {
    /// The sections of the handbook, their addresses relative to the page.
    sections: &'a [LinkView],
}

/// What the template of an entry of the navigation sees.
#[derive(JsonSchema, Serialize)]
pub(super) struct EntryContext<'a> {
    /// The entry.
    entry: &'a NavView,
    /// What is below it as HTML: items of a list, to be written with `| safe`; empty where nothing is.
    below: String,
    /// Whether what is below it can be folded: it stands below the head of a section.
    is_folded: bool,
}

impl Renderer<'_> {
    /// The sections as items of a list: the same on most pages of a folder.
    pub(super) fn sections(&self, sections: &Arc<[LinkView]>, pieces: &mut Pieces) -> Result<Arc<str>, Diagnostic> {
        if sections.is_empty() {
            return Ok(Arc::default());
        }
        if let Some(known) = pieces.sections.get(sections) {
            return Ok(Arc::clone(known));
        }
        let html: Arc<str> = self.piece("partials/sections.html", &SectionsContext { sections }, PIECE)?.into();
        pieces.sections.insert(Arc::clone(sections), Arc::clone(&html));
        Ok(html)
    }

    /// Entries of the navigation as items of a list: those with nothing below are the same on all pages of a folder, but
    /// for the page's own.
    pub(super) fn entries(
        &self,
        entries: &[Arc<NavView>],
        is_folded: bool,
        pieces: &mut Pieces,
    ) -> Result<String, Diagnostic> {
        let mut html = String::new();
        for entry in entries {
            let is_common = entry.children.is_empty() && !entry.is_current;
            if is_common && let Some(known) = pieces.entries[usize::from(is_folded)].get(entry) {
                html.push_str(known);
                continue;
            }
            let below = self.entries(&entry.children, true, pieces)?;
            let room = PIECE + below.len();
            let own = self.piece("partials/entry.html", &EntryContext { entry, below, is_folded }, room)?;
            html.push_str(&own);
            if is_common {
                pieces.entries[usize::from(is_folded)].insert(Arc::clone(entry), own.into());
            }
        }
        Ok(html)
    }
}
