//! The search page: every title and heading by kind and from A to Z, for readers without JavaScript.
//!
//! No page of it grows without bound. Where a handbook does not fit on one, each kind has pages of its own, as an
//! encyclopaedia has volumes, and the search page leads to them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{DerivedView, LinkView, PageView, ViewContent, Views};
use crate::handbook::{Page, PageIx};
use crate::output::SEARCH;
use crate::schema::Kind;
use crate::text::{UrlPath, encode_path, relative_href, sort_key};

/// About how many bytes of HTML the entries of one page take at most.
const LARGEST: usize = 160_000;

/// The most headings below one title; a longer page has its own table of contents.
const HEADINGS: usize = 40;

/// About how many bytes stand around a title or heading and its address.
const MARKUP: usize = 40;

/// The most characters of a title in the name of a volume.
const NAMED: usize = 24;

/// What a page of the index has of one kind: entries, or the way to the pages that have them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct IndexView {
    /// Pages, from A to Z.
    pub entries: Vec<IndexEntry>,
    /// The pages of the index that have them.
    pub volumes: Vec<LinkView>,
}

/// A page with its headings.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct IndexEntry {
    /// The page.
    pub page: LinkView,
    /// Its headings of the second and third level.
    pub headings: Vec<LinkView>,
}

/// The pages of a kind, from A to Z, each with about how many bytes its entry takes.
struct Group<'a> {
    kind: &'a Kind,
    pages: Vec<(PageIx, usize)>,
}

/// A page of the index that holds a part of one kind.
struct Volume<'a> {
    kind: &'a Kind,
    pages: &'a [(PageIx, usize)],
    url: UrlPath,
    /// The first and the last title, where the kind has several volumes.
    range: Option<String>,
}

impl Views<'_> {
    /// The search page, and the further pages that its index needs; none where the handbook has a page of its own
    /// at one of their addresses.
    pub fn search(&self) -> Vec<PageView> {
        let groups = self.groups();
        let size: usize = groups.iter().flat_map(|group| &group.pages).map(|(_, size)| size).sum();
        let volumes: Vec<Volume<'_>> =
            if size <= LARGEST { Vec::new() } else { groups.iter().flat_map(|group| self.volumes(group)).collect() };
        let search = UrlPath::new(SEARCH);
        let mut after: Vec<DerivedView> = Vec::new();
        for group in &groups {
            let mut index = IndexView { entries: Vec::new(), volumes: Vec::new() };
            if volumes.is_empty() {
                index.entries = self.entries(&search, &group.pages);
            } else {
                let own = volumes.iter().filter(|volume| std::ptr::eq(volume.kind, group.kind));
                index.volumes = own.map(|volume| volume.link(&search)).collect();
            }
            after.push(section(group.kind, index));
        }
        let mut pages = vec![self.index_page(search, self.strings.get("search").to_owned(), after)];
        pages.extend(volumes.iter().enumerate().map(|(at, volume)| self.volume_page(volume, at, &volumes)));
        if pages.iter().any(|page| self.is_taken(&page.url)) { Vec::new() } else { pages }
    }

    /// Whether the handbook has something of its own at an address.
    pub(super) fn is_taken(&self, url: &UrlPath) -> bool {
        self.handbook.at(url).is_some() || self.handbook.redirects.iter().any(|redirect| redirect.from == *url)
    }

    fn groups(&self) -> Vec<Group<'_>> {
        let mut by_kind: BTreeMap<&str, Vec<(String, PageIx, usize)>> = BTreeMap::new();
        for (ix, page) in self.handbook.pages.each() {
            let entry = (sort_key(&page.title), ix, size(page));
            by_kind.entry(&page.typed.kind).or_default().push(entry);
        }
        let group = |(kind, mut pages): (&str, Vec<(String, PageIx, usize)>)| {
            pages.sort_by(|a, b| (&a.0, a.1.index()).cmp(&(&b.0, b.1.index())));
            let pages = pages.into_iter().map(|(_, ix, size)| (ix, size)).collect();
            Some(Group { kind: self.kinds.get(kind)?, pages })
        };
        let mut groups: Vec<Group<'_>> = by_kind.into_iter().filter_map(group).collect();
        groups.sort_by_key(|group| sort_key(&group.kind.plural));
        groups
    }

    fn volumes<'a>(&self, group: &'a Group<'_>) -> Vec<Volume<'a>> {
        let mut parts: Vec<&[(PageIx, usize)]> = Vec::new();
        let (mut start, mut sum) = (0, 0);
        for (at, (_, size)) in group.pages.iter().enumerate() {
            if sum + size > LARGEST && at > start {
                parts.push(&group.pages[start..at]);
                (start, sum) = (at, 0);
            }
            sum += size;
        }
        parts.push(&group.pages[start..]);
        let is_split = parts.len() > 1;
        let folder = format!("{SEARCH}{}/", group.kind.name);
        let volume = |(at, pages): (usize, &'a [(PageIx, usize)])| Volume {
            kind: group.kind,
            pages,
            url: UrlPath::new(&if at == 0 { folder.clone() } else { format!("{folder}{}/", at + 1) }),
            range: is_split.then(|| self.range(pages)),
        };
        parts.into_iter().enumerate().map(volume).collect()
    }

    fn range(&self, pages: &[(PageIx, usize)]) -> String {
        let title = |place: Option<&(PageIx, usize)>| {
            let title = place.map_or("", |(ix, _)| &self.handbook.page(*ix).title);
            if title.chars().count() <= NAMED {
                return title.to_owned();
            }
            let start: String = title.chars().take(NAMED - 1).collect();
            format!("{}…", start.trim_end())
        };
        format!("{} – {}", title(pages.first()), title(pages.last()))
    }

    fn entries(&self, from: &UrlPath, pages: &[(PageIx, usize)]) -> Vec<IndexEntry> {
        let entry = |&(ix, _): &(PageIx, usize)| {
            let page = self.handbook.page(ix);
            let href = relative_href(from, &page.url);
            let heading = |(id, words): (&str, &str)| {
                let href = format!("{href}#{}", encode_path(id));
                LinkView { title: words.to_owned(), href, is_current: false }
            };
            let headings = headings(page).map(heading).filter(|heading| !heading.title.is_empty()).collect();
            IndexEntry { page: LinkView { title: page.title.clone(), href, is_current: false }, headings }
        };
        pages.iter().map(entry).collect()
    }

    fn volume_page(&self, volume: &Volume<'_>, at: usize, volumes: &[Volume<'_>]) -> PageView {
        let index = IndexView { entries: self.entries(&volume.url, volume.pages), volumes: Vec::new() };
        let title = volume.title();
        let mut page = self.index_page(volume.url.clone(), title, vec![section(volume.kind, index)]);
        let search = self.strings.get("search").to_owned();
        let href = relative_href(&volume.url, &UrlPath::new(SEARCH));
        page.breadcrumbs = vec![LinkView { title: search, href, is_current: false }];
        page.previous = at.checked_sub(1).map(|at| volumes[at].link(&volume.url));
        page.next = volumes.get(at + 1).map(|next| next.link(&volume.url));
        page
    }

    fn index_page(&self, url: UrlPath, title: String, after: Vec<DerivedView>) -> PageView {
        let root = url.to_root();
        let mut page = self.made(url, root, title, "search");
        page.views.after = after;
        page.toc = super::toc(&page.document, &page.views);
        page
    }
}

impl Volume<'_> {
    fn title(&self) -> String {
        match &self.range {
            Some(range) => format!("{}: {range}", self.kind.plural),
            None => self.kind.plural.clone(),
        }
    }

    fn link(&self, from: &UrlPath) -> LinkView {
        LinkView { title: self.title(), href: relative_href(from, &self.url), is_current: false }
    }
}

fn section(kind: &Kind, index: IndexView) -> DerivedView {
    DerivedView {
        name: "index",
        label: kind.plural.clone(),
        id: Some(kind.name.clone()),
        title: None,
        content: ViewContent::Index(index),
    }
}

/// The id and the words of each heading that is listed.
fn headings(page: &Page) -> impl Iterator<Item = (&str, &str)> {
    let listed = page.document.headings().filter(|(level, ..)| *level <= 3).take(HEADINGS);
    listed.map(|(_, id, words)| (id, words))
}

/// About how many bytes of HTML the entry of a page takes.
fn size(page: &Page) -> usize {
    let url = page.url.as_str().len() + MARKUP;
    let heading = |(id, words): (&str, &str)| url + id.len() + words.len();
    url + page.title.len() + headings(page).map(heading).sum::<usize>()
}
