//! What can be found: every section of a handbook, page by page.

use std::sync::Arc;

use super::entry::{PageEntry, SectionEntry};
use super::ground::Ground;
use super::held::HeldEntry;
use crate::text::{SourcePath, encode_path};

/// Every section of a handbook.
#[derive(Default)]
pub struct Contents {
    /// Every section, those of a page side by side, pages in reading order.
    pub sections: Vec<Section>,
    /// The pages.
    pub pages: Vec<Page>,
}

/// A part of a page that is a result of its own.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The place of its page.
    page: u32,
    /// The place of its entry in the page.
    entry: u32,
}

/// A page with sections.
#[derive(Clone)]
pub struct Page {
    /// What is known of it.
    pub entry: HeldEntry,
    /// The place of its first section.
    pub first: usize,
}

/// A section with all that is known of it.
#[derive(Clone, Debug)]
pub struct OpenSection {
    page: Arc<PageEntry>,
    entry: usize,
}

impl OpenSection {
    /// The title of its page.
    pub fn title(&self) -> &str {
        &self.page.title
    }

    /// What readers call the kind of the page; empty where it names none.
    pub fn kind(&self) -> &str {
        self.page.kind.as_deref().unwrap_or_default()
    }

    /// The file.
    pub fn path(&self) -> &SourcePath {
        &self.page.path
    }

    /// Whether somebody wrote the page.
    pub fn is_written(&self) -> bool {
        !self.page.is_generated
    }

    /// Its address below the site's root.
    pub fn url(&self) -> String {
        let page = self.page.url.encoded();
        let anchor = &self.entry().id;
        if anchor.is_empty() { page } else { format!("{page}#{}", encode_path(anchor)) }
    }

    /// The headings above it and its own, outermost first; none of what stands before the first heading.
    pub fn headings(&self) -> Vec<&str> {
        self.page.headings(self.entry)
    }

    /// What is known of it alone.
    pub fn entry(&self) -> &SectionEntry {
        &self.page.sections[self.entry]
    }
}

impl Contents {
    /// The sections of all pages.
    ///
    /// # Panics
    ///
    /// Never: there are fewer than 2^32 sections, each of which has some bytes of memory.
    pub fn new(ground: &Ground) -> Self {
        let narrow = |place| u32::try_from(place).expect("a section has some bytes of memory");
        let mut contents = Self::default();
        for (page, entry) in ground.pages.iter().enumerate() {
            contents.pages.push(Page { entry: entry.clone(), first: contents.sections.len() });
            let section = |entry| Section { page: narrow(page), entry: narrow(entry) };
            contents.sections.extend((0..entry.section_count()).map(section));
        }
        contents
    }

    /// The names of the facets.
    pub fn facet_names(&self) -> Vec<String> {
        let facets = self.pages.first().map(|page| page.entry.search().facets.as_slice()).unwrap_or_default();
        facets.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Whether the page of a section has a value of a facet.
    pub fn has_value(&self, section: usize, facet: &str, value: &str) -> bool {
        let facets = &self.pages[self.page_of(section)].entry.search().facets;
        let values = facets.iter().filter(|(name, _)| name == facet).flat_map(|(_, values)| values);
        values.into_iter().any(|own| own.value == value)
    }

    /// The place of a section's page.
    pub fn page_of(&self, section: usize) -> usize {
        self.sections[section].page as usize
    }

    /// A section, opened with its page.
    ///
    /// # Panics
    ///
    /// Where entries lie outside memory and cannot be read: only builds put them there, and builds ask nothing.
    pub fn open(&self, section: usize) -> OpenSection {
        let Section { page, entry } = self.sections[section];
        let page = self.pages[page as usize].entry.get().expect("who asks an index has its entries in memory");
        OpenSection { page, entry: entry as usize }
    }

    /// The length of a section's text in bytes.
    pub fn text_length(&self, section: usize) -> usize {
        let Section { page, entry } = self.sections[section];
        self.pages[page as usize].entry.text_length(entry as usize)
    }
}
