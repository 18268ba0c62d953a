//! The navigation: made from the folders, or as the configuration lists it.

use std::collections::{BTreeMap, HashMap};

use super::{Notes, Page, PageIx, Pages, Settings};
use crate::config::{NavEntry, NavTarget};
use crate::diag::{Code, Diagnostic, Noted};
use crate::text::{SourcePath, Spanned, TextRange};

/// The place of an entry in a [`Navigation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NavIx(usize);

/// An entry of the navigation.
#[derive(Clone, Debug)]
pub struct NavNode {
    /// The words.
    pub title: String,
    /// The page that it leads to.
    pub page: Option<PageIx>,
    /// The other site that it leads to.
    pub url: Option<String>,
    /// The entry above it; `None` at the top.
    pub parent: Option<NavIx>,
    /// The entries below it, in order.
    pub children: Vec<NavIx>,
    /// Its place among its siblings.
    pub position: usize,
}

/// The tree of all entries.
#[derive(Clone, Debug, Default)]
pub struct Navigation {
    nodes: Vec<NavNode>,
    /// The entries of the top level, in order; the home page is not among them unless the configuration says so.
    pub top: Vec<NavIx>,
    /// Those of the top level that have something below them, or lead to another site.
    pub sections: Vec<NavIx>,
    /// The page of the site's root.
    pub home: Option<PageIx>,
    /// The entry of each page.
    by_page: Vec<Option<NavIx>>,
    /// The pages in reading order, the home page first.
    order: Vec<PageIx>,
    /// The place of each page in that order.
    rank: Vec<Option<usize>>,
}

impl Navigation {
    /// An entry by its place.
    pub fn node(&self, ix: NavIx) -> &NavNode {
        &self.nodes[ix.0]
    }

    /// The entry of a page.
    pub fn of_page(&self, page: PageIx) -> Option<NavIx> {
        self.by_page[page.index()]
    }

    /// The entries above an entry, outermost first.
    pub fn above(&self, ix: NavIx) -> Vec<NavIx> {
        let mut above: Vec<NavIx> = std::iter::successors(self.node(ix).parent, |&ix| self.node(ix).parent).collect();
        above.reverse();
        above
    }

    /// The page before a page in reading order.
    pub fn previous(&self, page: PageIx) -> Option<PageIx> {
        self.rank(page)?.checked_sub(1).map(|rank| self.order[rank])
    }

    /// The page behind a page in reading order.
    pub fn next(&self, page: PageIx) -> Option<PageIx> {
        self.order.get(self.rank(page)? + 1).copied()
    }

    /// The place of a page in reading order; `None` of one that the navigation leaves out.
    pub fn rank(&self, page: PageIx) -> Option<usize> {
        self.rank[page.index()]
    }

    fn add(&mut self, mut node: NavNode) -> NavIx {
        let ix = NavIx(self.nodes.len());
        node.position = node.parent.map_or(self.top.len(), |NavIx(parent)| self.nodes[parent].children.len());
        if let Some(page) = node.page {
            self.by_page[page.index()] = Some(ix);
        }
        match node.parent {
            Some(NavIx(parent)) => self.nodes[parent].children.push(ix),
            None => self.top.push(ix),
        }
        self.nodes.push(node);
        ix
    }

    fn add_page(&mut self, page: PageIx, title: String, parent: Option<NavIx>) -> NavIx {
        self.add(NavNode { title, page: Some(page), url: None, parent, children: Vec::new(), position: 0 })
    }

    /// Lets the pages that were made from another one stand in its place.
    fn adopt(&mut self, pages: &Pages) {
        let made: Vec<PageIx> =
            pages.each().filter(|(_, page)| page.is_made_from_another()).map(|(ix, _)| ix).collect();
        if made.is_empty() {
            return;
        }
        let written: HashMap<&SourcePath, PageIx> =
            pages.each().filter(|(_, page)| !page.is_generated).map(|(ix, page)| (&page.document.path, ix)).collect();
        for ix in made {
            let parent = written.get(&pages.get(ix).document.path);
            self.by_page[ix.index()] = parent.and_then(|parent| self.of_page(*parent));
        }
    }

    /// Writes down the reading order: the home page, then every entry before those below it.
    fn finish(&mut self, home: Option<PageIx>) {
        self.home = home;
        let is_section = |ix: &NavIx| !self.node(*ix).children.is_empty() || self.node(*ix).url.is_some();
        self.sections = self.top.iter().copied().filter(is_section).collect();
        let mut order: Vec<PageIx> = home.into_iter().collect();
        let mut rest: Vec<NavIx> = self.top.iter().rev().copied().collect();
        while let Some(ix) = rest.pop() {
            let node = self.node(ix);
            order.extend(node.page.filter(|page| Some(*page) != home));
            rest.extend(node.children.iter().rev());
        }
        self.rank = vec![None; self.by_page.len()];
        order.iter().enumerate().for_each(|(rank, page)| self.rank[page.index()] = Some(rank));
        self.order = order;
    }
}

pub(super) fn build(pages: &Pages, settings: &Settings<'_>) -> Noted<Navigation> {
    let folders = Folders::new(pages);
    let home = folders.index("");
    let navigation = Navigation { by_page: vec![None; pages.count()], ..Navigation::default() };
    let mut builder = Builder { pages, folders, settings, navigation, notes: Vec::new() };
    match &settings.config.navigation {
        Some(entries) => {
            builder.entries(entries, None);
            builder.note_unlisted(home);
        }
        None => builder.folder("", None),
    }
    builder.navigation.adopt(pages);
    builder.navigation.finish(home);
    Noted::new(builder.navigation, builder.notes)
}

/// The pages and folders in each folder of the content, by its path.
struct Folders<'a> {
    by_path: BTreeMap<&'a str, Folder<'a>>,
}

#[derive(Default)]
struct Folder<'a> {
    index: Option<PageIx>,
    pages: Vec<PageIx>,
    folders: Vec<&'a str>,
}

impl<'a> Folders<'a> {
    fn new(pages: &'a Pages) -> Self {
        let mut by_path: BTreeMap<&str, Folder<'_>> = BTreeMap::new();
        for (ix, page) in pages.each().filter(|(_, page)| !page.is_made_from_another()) {
            let entry = by_path.entry(page.folder()).or_default();
            if page.is_index {
                entry.index.get_or_insert(ix);
            } else {
                entry.pages.push(ix);
            }
        }
        // Every folder above a page has a page, written or generated, and is therefore here.
        let paths: Vec<&str> = by_path.keys().copied().filter(|path| !path.is_empty()).collect();
        for path in paths {
            let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
            by_path.entry(parent).or_default().folders.push(path);
        }
        Self { by_path }
    }

    fn index(&self, path: &str) -> Option<PageIx> {
        self.by_path.get(path)?.index
    }
}

struct Builder<'a> {
    pages: &'a Pages,
    folders: Folders<'a>,
    settings: &'a Settings<'a>,
    navigation: Navigation,
    notes: Notes,
}

impl Builder<'_> {
    fn page(&self, ix: PageIx) -> &Page {
        self.pages.get(ix)
    }

    /// Adds what is in a folder: by weight, then by title, then by path.
    fn folder(&mut self, path: &str, parent: Option<NavIx>) {
        let Some(folder) = self.folders.by_path.get(path) else { return };
        let pages = folder.pages.iter().map(|&ix| (ix, None));
        let folders = folder.folders.iter().filter_map(|path| Some((self.folders.index(path)?, Some(*path))));
        let mut children: Vec<(PageIx, Option<&str>)> = pages.chain(folders).collect();
        children.sort_by_key(|&(ix, _)| self.pages.rank(ix));
        let children: Vec<(PageIx, Option<String>)> =
            children.into_iter().map(|(ix, folder)| (ix, folder.map(str::to_owned))).collect();
        for (ix, folder) in children {
            // An explicit entry has put it elsewhere.
            if self.navigation.of_page(ix).is_some() {
                continue;
            }
            let title = self.page(ix).title.clone();
            let node = self.navigation.add_page(ix, title, parent);
            if let Some(folder) = folder {
                self.folder(&folder, Some(node));
            }
        }
    }

    fn entries(&mut self, entries: &[NavEntry], parent: Option<NavIx>) {
        for entry in entries {
            match &entry.target {
                NavTarget::Path(path) => self.path_entry(entry, path, parent),
                NavTarget::Url(url) => {
                    let title = entry.title.clone().unwrap_or_else(|| url.clone());
                    let node = NavNode {
                        title,
                        page: None,
                        url: Some(url.clone()),
                        parent,
                        children: Vec::new(),
                        position: 0,
                    };
                    let node = self.navigation.add(node);
                    self.entries(&entry.items, Some(node));
                }
                NavTarget::Heading => {
                    let title = entry.title.clone().unwrap_or_default();
                    let node = self.navigation.add(NavNode {
                        title,
                        page: None,
                        url: None,
                        parent,
                        children: Vec::new(),
                        position: 0,
                    });
                    self.entries(&entry.items, Some(node));
                }
            }
        }
    }

    fn path_entry(&mut self, entry: &NavEntry, path: &Spanned<String>, parent: Option<NavIx>) {
        let wanted = path.value.trim_matches('/');
        let folder = self.folders.index(wanted).filter(|_| !wanted.is_empty());
        let Some(ix) = folder.or_else(|| self.pages.written_at(&self.settings.path_of(wanted))) else {
            let written = self.pages.iter().filter(|page| !page.is_generated);
            let known = written.map(|page| page.below.as_str());
            let message = format!("there is no page `{}` in the content folder", path.value);
            let note = Diagnostic::new(Code::NavPage, &self.settings.config_path, path.range, message);
            self.notes.push(note.did_you_mean(wanted, known));
            return;
        };
        if self.navigation.of_page(ix).is_some() {
            let message = format!("`{}` is listed twice", path.value);
            let note = Diagnostic::new(Code::NavTwice, &self.settings.config_path, path.range, message);
            self.notes.push(note.help("remove one of the entries"));
            return;
        }
        let title = entry.title.clone().unwrap_or_else(|| self.page(ix).title.clone());
        let node = self.navigation.add_page(ix, title, parent);
        if entry.items.is_empty() && folder.is_some() {
            self.folder(wanted, Some(node));
        } else {
            self.entries(&entry.items, Some(node));
        }
    }

    fn note_unlisted(&mut self, home: Option<PageIx>) {
        for (ix, page) in self.pages.each() {
            let is_listed = self.navigation.of_page(ix).is_some() || Some(ix) == home || page.is_generated;
            if !is_listed {
                let message = "the navigation of `roadbook.toml` does not list this page";
                let note = Diagnostic::new(Code::NotInNav, &page.document.path, TextRange::default(), message);
                self.notes.push(note.help("add it to `items` below `[nav]`"));
            }
        }
    }
}
