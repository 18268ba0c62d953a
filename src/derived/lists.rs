//! A list for each page of a handbook, all of them in one.

use crate::handbook::PageIx;

/// The lists, in the order of the pages: thousands of short ones take no more room than their entries.
#[derive(Clone, Debug)]
pub(super) struct Lists<T> {
    entries: Vec<T>,
    /// Where each page's list ends.
    ends: Vec<usize>,
}

impl<T> Lists<T> {
    /// What `add` adds for each page in turn: about so many entries.
    pub(super) fn new(
        pages: impl Iterator<Item = PageIx>,
        count: usize,
        mut add: impl FnMut(PageIx, &mut Vec<T>),
    ) -> Self {
        let mut entries = Vec::with_capacity(count);
        let list = |page| {
            add(page, &mut entries);
            entries.len()
        };
        let ends = pages.map(list).collect();
        Self { entries, ends }
    }

    /// The list of a page.
    pub(super) fn of(&self, page: PageIx) -> &[T] {
        let start = page.index().checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.entries[start..self.ends[page.index()]]
    }

    /// Every entry, page by page.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.iter()
    }

    /// How many entries there are.
    pub(super) fn count(&self) -> usize {
        self.entries.len()
    }

    /// How many pages there are.
    fn pages(&self) -> usize {
        self.ends.len()
    }
}

impl<T: Copy> Lists<T> {
    /// The same entries by the page that `page` says, each list in the order in which they stand here.
    pub(super) fn regrouped(&self, page: impl Fn(&T) -> PageIx) -> Self {
        let mut ends = vec![0; self.pages()];
        for entry in &self.entries {
            ends[page(entry).index()] += 1;
        }
        let mut end = 0;
        for count in &mut ends {
            end += *count;
            *count = end;
        }
        // From the last entry to the first, each goes to the end of what is left of its list.
        let mut free = ends.clone();
        let mut order = vec![0; self.entries.len()];
        for (place, entry) in self.entries.iter().enumerate().rev() {
            let free = &mut free[page(entry).index()];
            *free -= 1;
            order[*free] = place;
        }
        Self { entries: order.into_iter().map(|place| self.entries[place]).collect(), ends }
    }
}
