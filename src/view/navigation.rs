//! Where a page stands among the others: a page carries its own branch, never the whole tree.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::handbook::{Handbook, NavIx, NavNode, PageIx};
use crate::text::{ByName, UrlPath, relative_href};

/// The most siblings that a page's navigation shows on either side of its own branch.
///
/// A folder of a thousand pages would otherwise put a thousand links into each of a thousand pages.
const SIBLINGS: usize = 30;

/// The most sections in the header of a page; the home page lists them all.
const SECTIONS: usize = 24;

/// The most entries of a section that a page's navigation shows whole, branches that readers can open included.
///
/// Of a larger one a page has its own branch alone: a whole tree in each page is quadratic in bytes.
const WHOLE: usize = 60;

/// The most levels of a branch that the navigation shows.
const DEEPEST: usize = 8;

/// A link with its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct LinkView {
    /// The words.
    pub title: String,
    /// The address, relative to the page.
    pub href: String,
    /// Whether it leads to the page itself, or to the branch that it is in.
    pub is_current: bool,
}

/// An entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct NavView {
    /// The words.
    pub title: String,
    /// The address, relative to the page; nothing of a heading.
    pub href: Option<String>,
    /// Whether it is the page itself.
    pub is_current: bool,
    /// Whether it is the page itself, or the page is below it.
    pub is_open: bool,
    /// What is below it, where it is open or the whole section is small: templates see it as HTML.
    #[serde(skip)]
    pub children: Vec<Arc<NavView>>,
    /// How many siblings on either side are not shown, on the last one that is.
    pub hidden: usize,
}

/// The pages above a page, the home page first; none on the home page.
pub(super) fn breadcrumbs(handbook: &Handbook, ix: PageIx) -> Vec<LinkView> {
    let page = handbook.page(ix);
    if handbook.navigation.home == Some(ix) {
        return Vec::new();
    }
    let navigation = &handbook.navigation;
    let mut above = navigation.of_page(ix).map(|node| navigation.above(node)).unwrap_or_default();
    if page.is_made_from_another() {
        above.extend(navigation.of_page(ix));
    }
    let pages = navigation.home.into_iter().chain(above.into_iter().filter_map(|node| navigation.node(node).page));
    let link = |other: PageIx| {
        let other = handbook.page(other);
        LinkView { title: other.title.clone(), href: relative_href(&page.url, &other.url), is_current: false }
    };
    pages.filter(|other| *other != ix).map(link).collect()
}

/// The sections of the handbook as a page's header shows them.
pub(super) fn sections(handbook: &Handbook, ix: PageIx, outlook: &mut Outlook) -> Arc<[LinkView]> {
    let from = &handbook.page(ix).url;
    let navigation = &handbook.navigation;
    let own = navigation.of_page(ix).map(|node| navigation.above(node).first().copied().unwrap_or(node));
    let see = || section_links(handbook, own, |url| relative_href(from, url));
    let leads_below = |node: &NavIx| section_page(handbook, *node).is_some_and(|page| is_below(handbook, page, from));
    if navigation.sections.iter().take(SECTIONS).any(leads_below) {
        return see();
    }
    outlook.turn_to(from);
    Arc::clone(outlook.sections.entry(own).or_insert_with(see))
}

/// The same from nowhere in particular, with every address below `root`.
pub(super) fn sections_from(handbook: &Handbook, root: &str) -> Arc<[LinkView]> {
    section_links(handbook, None, |url| format!("{root}{}", url.encoded()))
}

fn section_links(handbook: &Handbook, own: Option<NavIx>, to: impl Fn(&UrlPath) -> String) -> Arc<[LinkView]> {
    let link = |&node: &NavIx| {
        let title = handbook.navigation.node(node).title.clone();
        Some(LinkView { title, href: section_href(handbook, node, &to)?, is_current: own == Some(node) })
    };
    handbook.navigation.sections.iter().take(SECTIONS).filter_map(link).collect()
}

/// The navigation of the section that a page is in: whole where that is small, otherwise with the page's own branch
/// alone. On a page of the top level it is the top level itself.
pub(super) fn branch(handbook: &Handbook, ix: PageIx, outlook: &mut Outlook) -> Vec<Arc<NavView>> {
    let navigation = &handbook.navigation;
    outlook.turn_to(&handbook.page(ix).url);
    let Some(own) = navigation.of_page(ix) else {
        return Branch { handbook, ix, path: &[], is_whole: false, outlook }.entries(&navigation.top);
    };
    let mut path = navigation.above(own);
    path.push(own);
    let section = path[0];
    if navigation.node(section).children.is_empty() {
        return Branch { handbook, ix, path: &path, is_whole: false, outlook }.entries(&navigation.top);
    }
    let is_whole = is_small(handbook, section);
    // Of a very deep branch the innermost levels are shown; the breadcrumbs have the others.
    let from = path.len().saturating_sub(DEEPEST);
    Branch { handbook, ix, path: &path, is_whole, outlook }.entries(&[path[from]])
}

/// Whether a section is shown whole.
fn is_small(handbook: &Handbook, section: NavIx) -> bool {
    let mut rest = vec![section];
    let mut count = 0;
    while let Some(next) = rest.pop() {
        count += 1;
        rest.extend(&handbook.navigation.node(next).children);
        if count + rest.len() > WHOLE {
            return false;
        }
    }
    true
}

/// Where entries of the navigation lead.
pub(super) fn destinations(entries: &[Arc<NavView>]) -> Vec<LinkView> {
    let link = |entry: &Arc<NavView>| {
        Some(LinkView { title: entry.title.clone(), href: entry.href.clone()?, is_current: entry.is_current })
    };
    entries.iter().filter_map(link).collect()
}

/// What the pages of one folder see alike: sections, and entries with nothing below them, which neither are the page nor lie
/// below it.
#[derive(Default)]
pub struct Outlook {
    folder: String,
    /// The sections, by the one that is marked.
    sections: ByName<Option<NavIx>, Arc<[LinkView]>>,
    entries: ByName<NavIx, Arc<NavView>>,
}

impl Outlook {
    /// Forgets what was seen from another folder than that of a page.
    fn turn_to(&mut self, page: &UrlPath) {
        let path = page.as_str().trim_end_matches('/');
        let folder = &path[..path.rfind('/').map_or(0, |slash| slash + 1)];
        if self.folder != folder {
            *self = Self { folder: folder.to_owned(), ..Self::default() };
        }
    }
}

/// A part of the navigation as it is seen from a page.
struct Branch<'a> {
    handbook: &'a Handbook,
    ix: PageIx,
    /// What leads to the page's own entry, outermost first.
    path: &'a [NavIx],
    /// Whether branches that do not lead to the page are there, too.
    is_whole: bool,
    outlook: &'a mut Outlook,
}

impl Branch<'_> {
    fn entries(&mut self, siblings: &[NavIx]) -> Vec<Arc<NavView>> {
        let place = |node: &NavIx| self.handbook.navigation.node(*node).position;
        let own = self.path.iter().find(|node| siblings.get(place(node)) == Some(node)).map_or(0, place);
        let start = own.saturating_sub(SIBLINGS);
        let end = siblings.len().min(own + SIBLINGS + 1);
        let mut views: Vec<Arc<NavView>> = siblings[start..end].iter().map(|&node| self.entry(node)).collect();
        let hidden = siblings.len() - views.len();
        if let Some(last) = views.last_mut().filter(|_| hidden > 0) {
            Arc::make_mut(last).hidden = hidden;
        }
        views
    }

    /// An entry, where it can be as the page before has seen it.
    fn entry(&mut self, place: NavIx) -> Arc<NavView> {
        let node = self.handbook.navigation.node(place);
        let own = &self.handbook.page(self.ix).url;
        let is_elsewhere = |page| !is_below(self.handbook, page, own);
        // What is below the page has its address from the page, not from the folder.
        let is_seen_alike = node.children.is_empty() && node.page.is_some_and(is_elsewhere);
        if !is_seen_alike || self.path.contains(&place) {
            return Arc::new(self.own_entry(place));
        }
        if let Some(known) = self.outlook.entries.get(&place) {
            return Arc::clone(known);
        }
        let entry = Arc::new(self.own_entry(place));
        self.outlook.entries.insert(place, Arc::clone(&entry));
        entry
    }

    fn own_entry(&mut self, place: NavIx) -> NavView {
        let handbook = self.handbook;
        let from = &handbook.page(self.ix).url;
        let node = handbook.navigation.node(place);
        let is_open = self.path.contains(&place);
        let is_spread = is_open || self.is_whole;
        let to = |url: &UrlPath| relative_href(from, url);
        NavView {
            title: node.title.clone(),
            // A heading leads to the first page below it, where its entries are shown.
            href: if is_spread { href(handbook, node, to) } else { section_href(handbook, place, to) },
            is_current: node.page == Some(self.ix),
            is_open,
            children: if is_spread { self.entries(&node.children) } else { Vec::new() },
            hidden: 0,
        }
    }
}

/// Whether a page has an address below that of another one, or is that one.
fn is_below(handbook: &Handbook, page: PageIx, other: &UrlPath) -> bool {
    handbook.page(page).url.as_str().starts_with(other.as_str())
}

fn href(handbook: &Handbook, node: &NavNode, of_page: impl Fn(&UrlPath) -> String) -> Option<String> {
    node.page.map(|page| of_page(&handbook.page(page).url)).or_else(|| node.url.clone())
}

/// Where an entry of the header leads; a heading leads to the first page below it.
fn section_href(handbook: &Handbook, node: NavIx, of_page: impl Fn(&UrlPath) -> String) -> Option<String> {
    first_from(handbook, node, &|node| href(handbook, node, &of_page))
}

/// The first page at or below an entry of the header: where the entry leads, if it leads to a page.
fn section_page(handbook: &Handbook, node: NavIx) -> Option<PageIx> {
    first_from(handbook, node, &|node| node.page)
}

/// What an entry has, or the first below it that has it.
fn first_from<T>(handbook: &Handbook, node: NavIx, find: &impl Fn(&NavNode) -> Option<T>) -> Option<T> {
    let node = handbook.navigation.node(node);
    find(node).or_else(|| node.children.iter().find_map(|child| first_from(handbook, *child, find)))
}

/// The words for a page: those of the navigation, where they differ from its title.
pub(super) fn words(handbook: &Handbook, page: PageIx) -> String {
    let own = handbook.navigation.of_page(page).filter(|_| !handbook.page(page).is_made_from_another());
    match own {
        Some(node) => handbook.navigation.node(node).title.clone(),
        None => handbook.page(page).title.clone(),
    }
}

/// The pages directly below a page; below a heading of the navigation, those that it heads.
pub(super) fn below(handbook: &Handbook, ix: PageIx) -> Vec<PageIx> {
    let navigation = &handbook.navigation;
    let mut rest: Vec<NavIx> = match navigation.of_page(ix) {
        Some(node) => navigation.node(node).children.clone(),
        None if navigation.home == Some(ix) => navigation.top.clone(),
        None => return in_folder(handbook, ix),
    };
    rest.reverse();
    let mut pages = Vec::new();
    while let Some(next) = rest.pop() {
        match navigation.node(next).page {
            Some(page) => pages.push(page),
            None => rest.extend(navigation.node(next).children.iter().rev()),
        }
    }
    pages
}

/// The pages of a folder that the navigation does not list.
fn in_folder(handbook: &Handbook, ix: PageIx) -> Vec<PageIx> {
    let folder = &handbook.page(ix).url;
    let is_in_it = |url: &UrlPath| {
        let rest = url.as_str().strip_prefix(folder.as_str()).unwrap_or_default();
        rest.find('/').is_some_and(|slash| slash + 1 == rest.len())
    };
    handbook.pages.each().filter(|(_, page)| is_in_it(&page.url)).map(|(ix, _)| ix).collect()
}
