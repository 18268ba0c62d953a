//! One space of names: ids and aliases of all pages.

use std::collections::BTreeSet;

use super::collect::id_of;
use super::{PageIx, Pages};
use crate::diag::{Code, Diagnostic, Noted};
use crate::text::{ByName, ShortText, TextRange};

/// What a name means.
pub(super) enum Meaning {
    /// One page.
    Page(PageIx),
    /// Several pages that never claimed the name for themselves.
    Ambiguous(Vec<PageIx>),
    /// None.
    Unknown,
}

/// The names of all pages.
///
/// A name is *declared* where a page says `id`, `aliases` or `kind`; the file name of any other page is *implied*.
/// Declared names are unique and win over implied ones: people bring folders in which every second file is
/// called `template.md`, and that is no fault until somebody links to `[[template]]`.
#[derive(Debug)]
pub(super) struct Names {
    declared: ByName<ShortText, (PageIx, TextRange)>,
    implied: ByName<ShortText, Vec<PageIx>>,
    /// The kinds that pages name themselves.
    kinds: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(pages: &Pages) -> Noted<Self> {
        let kinds: BTreeSet<&str> =
            pages.iter().filter(|page| page.typed.is_explicit).map(|page| page.typed.kind.as_str()).collect();
        let kinds = kinds.into_iter().map(str::to_owned).collect();
        let mut names = Self { declared: ByName::default(), implied: ByName::default(), kinds };
        names.declared.reserve(pages.count());
        let mut notes = Vec::new();
        for (ix, page) in pages.each() {
            match page.declaration {
                Some(range) => names.declare(&page.id, (ix, range), pages, &mut notes),
                None => names.implied.entry(page.id.clone()).or_default().push(ix),
            }
        }
        for (ix, page) in pages.each() {
            for alias in page.aliases.iter().filter(|alias| !alias.value.starts_with('/')) {
                names.declare(&alias.value.as_str().into(), (ix, alias.range), pages, &mut notes);
            }
        }
        Noted::new(names, notes)
    }

    fn declare(
        &mut self,
        name: &ShortText,
        (ix, range): (PageIx, TextRange),
        pages: &Pages,
        notes: &mut Vec<Diagnostic>,
    ) {
        let Some(&(first, place)) = self.declared.get(name) else {
            self.declared.insert(name.clone(), (ix, range));
            return;
        };
        if first == ix {
            return;
        }
        let page = pages.get(ix);
        // Whoever links to the file of either means that page, whatever the two call themselves.
        for (ix, page) in [(first, pages.get(first)), (ix, page)] {
            self.implied.entry(id_of(&page.below, page.is_index).into()).or_insert_with(|| vec![ix]);
        }
        let first = pages.get(first);
        let message = format!("the name `{name}` belongs to `{}`", first.document.path);
        notes.push(
            Diagnostic::new(Code::DuplicateId, &page.document.path, range, message)
                .related(&first.document.path, place, "it says so here")
                .help("give this page another file name, `id` or alias"),
        );
    }

    pub(super) fn find(&self, name: &str) -> Meaning {
        if let Some(&(page, _)) = self.declared.get(name) {
            return Meaning::Page(page);
        }
        match self.implied.get(name).map(Vec::as_slice) {
            None => Meaning::Unknown,
            Some([page]) => Meaning::Page(*page),
            Some(pages) => Meaning::Ambiguous(pages.to_vec()),
        }
    }

    /// Whether any page is of a kind, or names a kind at all.
    pub(super) fn has_kind(&self, kind: Option<&str>) -> bool {
        kind.map_or(!self.kinds.is_empty(), |kind| self.kinds.contains(kind))
    }

    /// Every name, in order.
    pub(super) fn all(&self) -> BTreeSet<&str> {
        self.declared.keys().chain(self.implied.keys()).map(ShortText::as_str).collect()
    }
}
