//! What an index is made from: pages in reading order, and which link of which page leads to which section.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::entry::PageEntry;
use super::word_list::WordRun;
use crate::handbook::{Handbook, PageIx, Target};

/// Everything that an index is made from; it borrows nothing, so that the index can be made later.
#[derive(Clone, Debug, Hash)]
pub struct Ground {
    /// The pages that can be found, in reading order; those that the navigation leaves out come last.
    pub(super) pages: Vec<Arc<PageEntry>>,
    /// The links between them, by the page to which they lead.
    pub(super) inbound: Vec<Vec<Inbound>>,
    /// The language of the handbook, as BCP 47 has it.
    pub(super) language: String,
}

/// A link from another page.
#[derive(Clone, Debug, Hash)]
pub(super) struct Inbound {
    /// The section to which it leads.
    pub(super) section: usize,
    /// The page on which it stands.
    pub(super) page: usize,
    /// Its words, by their places on that page.
    pub(super) words: WordRun,
}

impl Ground {
    /// Brings pages in order.
    pub fn new(handbook: &Handbook, mut entries: Vec<(PageIx, Arc<PageEntry>)>, language: &str) -> Self {
        entries.retain(|(_, entry)| !entry.sections.is_empty());
        entries.sort_by_key(|(ix, _)| (handbook.navigation.rank(*ix).unwrap_or(usize::MAX), *ix));
        let inbound = inbound(handbook, &entries);
        let pages = entries.into_iter().map(|(_, entry)| entry).collect();
        Self { pages, inbound, language: language.to_owned() }
    }
}

fn inbound(handbook: &Handbook, entries: &[(PageIx, Arc<PageEntry>)]) -> Vec<Vec<Inbound>> {
    let places: HashMap<PageIx, usize> = entries.iter().enumerate().map(|(place, (ix, _))| (*ix, place)).collect();
    let mut inbound: Vec<Vec<Inbound>> = vec![Vec::new(); entries.len()];
    for (page, (ix, entry)) in entries.iter().enumerate() {
        let targets = handbook.links(*ix);
        // A page that says the same of a section twice says it once.
        let mut seen: HashSet<(usize, usize, &WordRun)> = HashSet::new();
        for (link, words) in entry.sections.iter().flat_map(|section| &section.links) {
            let Some(Target::Page { page: to, fragment, .. }) = targets.get(*link as usize) else { continue };
            let Some(&place) = places.get(to).filter(|_| to != ix) else { continue };
            let sections = &entries[place].1.sections;
            let named = fragment.as_ref().and_then(|id| sections.iter().position(|section| section.id == *id));
            let section = named.unwrap_or(0);
            if seen.insert((place, section, words)) {
                inbound[place].push(Inbound { section, page, words: words.clone() });
            }
        }
    }
    inbound
}
