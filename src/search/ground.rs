//! What an index is made from: pages in reading order, and which link of which page leads to which section.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::held::HeldEntry;
use super::word_list::WordRun;
use crate::handbook::{Handbook, PageIx, Target};
use crate::source::MachineError;

/// Everything that an index is made from; it borrows nothing, so that the index can be made later.
#[derive(Clone, Hash)]
pub struct Ground {
    /// The pages that can be found, in reading order; those that the navigation leaves out come last.
    pub(super) pages: Vec<HeldEntry>,
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
    pub fn new(
        handbook: &Handbook,
        mut entries: Vec<(PageIx, HeldEntry)>,
        language: &str,
    ) -> Result<Self, MachineError> {
        entries.retain(|(_, entry)| entry.section_count() > 0);
        entries.sort_by_key(|(ix, _)| (handbook.navigation.rank(*ix).unwrap_or(usize::MAX), *ix));
        let inbound = inbound(handbook, &entries)?;
        let pages = entries.into_iter().map(|(_, entry)| entry).collect();
        Ok(Self { pages, inbound, language: language.to_owned() })
    }
}

/// A link as the page has it on which it stands.
struct Outbound<'a> {
    /// The page to which it leads.
    to: usize,
    /// The id on that page, where it names one.
    fragment: Option<&'a str>,
    words: WordRun,
}

/// The links between pages, by the page to which they lead; each page is opened by itself.
fn inbound(handbook: &Handbook, entries: &[(PageIx, HeldEntry)]) -> Result<Vec<Vec<Inbound>>, MachineError> {
    let places: HashMap<PageIx, usize> = entries.iter().enumerate().map(|(place, (ix, _))| (*ix, place)).collect();
    let outbound = |(ix, entry): &(PageIx, HeldEntry)| outbound(*ix, handbook.links(*ix), (entry, &places));
    let outbound: Vec<Vec<Outbound<'_>>> = entries.par_iter().map(outbound).collect::<Result<_, MachineError>>()?;
    let mut inbound: Vec<Vec<(usize, Outbound<'_>)>> = entries.iter().map(|_| Vec::new()).collect();
    for (page, outbound) in outbound.into_iter().enumerate() {
        for link in outbound {
            inbound[link.to].push((page, link));
        }
    }
    entries.par_iter().zip(inbound).map(|((_, entry), links)| led_to(entry, links)).collect()
}

fn outbound<'a>(
    ix: PageIx,
    targets: &'a [Target],
    (entry, places): (&HeldEntry, &HashMap<PageIx, usize>),
) -> Result<Vec<Outbound<'a>>, MachineError> {
    let link = |(link, words): &(u32, WordRun)| match targets.get(*link as usize)? {
        Target::Page { page, fragment, .. } if *page != ix => {
            Some(Outbound { to: *places.get(page)?, fragment: fragment.as_deref(), words: words.clone() })
        }
        _ => None,
    };
    Ok(entry.get()?.sections.iter().flat_map(|section| &section.links).filter_map(link).collect())
}

/// The links that lead to a page, each with the section that it names.
fn led_to(entry: &HeldEntry, links: Vec<(usize, Outbound<'_>)>) -> Result<Vec<Inbound>, MachineError> {
    let has_fragments = links.iter().any(|(_, link)| link.fragment.is_some());
    let named = if has_fragments { Some(entry.get()?) } else { None };
    let section = |id: &str| named.as_ref()?.sections.iter().position(|section| section.id == id);
    // A page that says the same of a section twice says it once.
    let mut seen: HashSet<(usize, usize, WordRun)> = HashSet::new();
    let link = |(page, Outbound { fragment, words, .. })| {
        let section = fragment.and_then(section).unwrap_or(0);
        seen.insert((page, section, WordRun::clone(&words))).then_some(Inbound { section, page, words })
    };
    Ok(links.into_iter().filter_map(link).collect())
}
