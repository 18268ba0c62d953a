//! What can be found: every section of a handbook, page by page.

use std::sync::Arc;

use super::entry::{PageEntry, SectionEntry};
use super::ground::Ground;
use crate::text::{SourcePath, UrlPath, encode_path};

/// Every section of a handbook.
#[derive(Debug, Default)]
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
    pub page: usize,
    /// The place of its entry in the page.
    pub entry: usize,
}

/// A page with sections.
#[derive(Clone, Debug)]
pub struct Page {
    /// What is known of it.
    pub entry: Arc<PageEntry>,
    /// The place of its first section.
    pub first: usize,
}

/// Where a section is found.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The title of its page.
    pub title: &'a str,
    /// What readers call the kind of the page; empty where it names none.
    pub kind: &'a str,
    /// The address of its page below the site's root.
    pub page: &'a UrlPath,
    /// Its id; empty of what stands before the first heading.
    pub anchor: &'a str,
    /// The file.
    pub path: &'a SourcePath,
    /// Where it begins there, in bytes.
    pub start: u32,
    /// Whether somebody wrote the page.
    pub is_written: bool,
}

impl Place<'_> {
    /// Its address below the site's root.
    pub fn url(&self) -> String {
        let page = self.page.encoded();
        if self.anchor.is_empty() { page } else { format!("{page}#{}", encode_path(self.anchor)) }
    }
}

impl Contents {
    /// The sections of all pages.
    pub fn new(ground: &Ground) -> Self {
        let mut contents = Self::default();
        for (page, entry) in ground.pages.iter().enumerate() {
            contents.pages.push(Page { entry: Arc::clone(entry), first: contents.sections.len() });
            contents.sections.extend((0..entry.sections.len()).map(|entry| Section { page, entry }));
        }
        contents
    }

    /// The names of the facets.
    pub fn facet_names(&self) -> Vec<String> {
        let facets = self.pages.first().map(|page| page.entry.search.facets.as_slice()).unwrap_or_default();
        facets.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Whether the page of a section has a value of a facet.
    pub fn has_value(&self, section: usize, facet: &str, value: &str) -> bool {
        let facets = &self.pages[self.sections[section].page].entry.search.facets;
        let values = facets.iter().filter(|(name, _)| name == facet).flat_map(|(_, values)| values);
        values.into_iter().any(|own| own.value == value)
    }

    /// Where a section is found.
    pub fn place(&self, section: usize) -> Place<'_> {
        let page = self.pages[self.sections[section].page].entry.as_ref();
        let entry = self.section(section);
        Place {
            title: &page.title,
            kind: page.kind.as_deref().unwrap_or_default(),
            page: &page.url,
            anchor: &entry.id,
            path: &page.path,
            start: entry.start,
            is_written: !page.is_generated,
        }
    }

    /// The headings above a section and its own, outermost first; none of what stands before the first heading.
    pub fn headings(&self, section: usize) -> Vec<&str> {
        let Section { page, entry } = self.sections[section];
        self.pages[page].entry.headings(entry)
    }

    /// What is known of a section.
    pub fn section(&self, section: usize) -> &SectionEntry {
        let place = &self.sections[section];
        &self.pages[place.page].entry.sections[place.entry]
    }
}
