//! The pages of tags: one that lists them all, and for each of them the pages that are filed under it.
//!
//! Nobody writes them, so a page of the handbook at the address of one takes its place. None grows without bound: what
//! does not fit on one goes on on the next.

use std::sync::Arc;

use super::derived::{
    CardsView, CellView, ColumnView, LineView, Maker, PartView, RowView, TableView, ViewContent, card,
};
use super::{DerivedView, LinkView, NavView, PageView, Views, absolute};
use crate::derived::Tag;
use crate::handbook::PageIx;
use crate::output::TAGS;
use crate::text::{UrlPath, relative_href, sort_key};

/// The most cards on one page of a tag: with a sentence each, some 100 KB of HTML.
const CARDS: usize = 200;

/// The most tags on one page of the index: some 150 KB of HTML.
const ROWS: usize = 500;

/// The most tags that the navigation of a tag's page shows on either side of it.
const SIBLINGS: usize = 30;

/// The further pages of the index are below this, which is no tag's slug.
const FURTHER: &str = "_";

/// A tag with its slug and its pages in the order in which they are shown.
struct Listed<'a> {
    slug: &'a str,
    name: &'a str,
    pages: Vec<PageIx>,
    /// How many pages there are of each kind, the kinds in the order of their names.
    kinds: Vec<(&'a str, usize)>,
}

impl Listed<'_> {
    fn url(&self) -> UrlPath {
        UrlPath::new(&format!("{TAGS}{}/", self.slug))
    }
}

impl Views<'_> {
    /// The pages of all tags: the index first, then each tag from A to Z. None where no page has a tag, and none whose
    /// address the handbook has itself.
    pub fn tags(&self) -> Vec<PageView> {
        if self.derived.tags.is_empty() {
            return Vec::new();
        }
        let mut tags: Vec<Listed<'_>> = self.derived.tags.iter().map(|(slug, tag)| self.listed(slug, tag)).collect();
        tags.sort_by_cached_key(|tag| (sort_key(tag.name), tag.slug));
        let mut pages = self.tag_index(&tags);
        pages.extend((0..tags.len()).flat_map(|at| self.tag_pages(&tags, at)));
        pages.retain(|page| !self.is_taken(&page.url));
        pages
    }

    /// The tags of a page with the way to their pages, in the order in which it names them.
    pub(super) fn tags_of(&self, ix: PageIx) -> Vec<LinkView> {
        let page = self.handbook.page(ix);
        let mut links: Vec<LinkView> = Vec::new();
        for (written, _) in page.typed.texts("tags").filter(|_| !page.is_generated) {
            let Some((slug, tag)) = self.derived.tags.find(written) else { continue };
            let href = relative_href(&page.url, &UrlPath::new(&format!("{TAGS}{slug}/")));
            if links.iter().all(|link| link.href != href) {
                links.push(LinkView { title: tag.name.clone(), href, is_current: false });
            }
        }
        links
    }

    fn listed<'a>(&'a self, slug: &'a str, tag: &'a Tag) -> Listed<'a> {
        let kind = |ix: PageIx| self.handbook.page(ix).typed.kind.as_str();
        let mut pages: Vec<PageIx> = tag.pages.iter().copied().collect();
        pages.sort_by_cached_key(|&ix| (sort_key(self.plural(kind(ix))), kind(ix), self.handbook.pages.rank(ix)));
        let mut kinds: Vec<(&str, usize)> = Vec::new();
        for &page in &pages {
            match kinds.last_mut() {
                Some((last, count)) if *last == kind(page) => *count += 1,
                _ => kinds.push((kind(page), 1)),
            }
        }
        Listed { slug, name: &tag.name, pages, kinds }
    }

    fn plural<'a>(&'a self, kind: &'a str) -> &'a str {
        self.kinds.get(kind).map_or(kind, |kind| &kind.plural)
    }

    /// The index: a table of all tags, on as many pages as it takes.
    fn tag_index(&self, tags: &[Listed<'_>]) -> Vec<PageView> {
        let url = |at: usize| UrlPath::new(&address(&format!("{TAGS}{FURTHER}/"), at, TAGS));
        let parts: Vec<(UrlPath, &[Listed<'_>])> =
            tags.chunks(ROWS).enumerate().map(|(at, part)| (url(at), part)).collect();
        let page = |(url, part): &(UrlPath, &[Listed<'_>])| {
            let mut page = self.tag_page("tags", url.clone(), self.strings.get("tags").to_owned());
            page.tldr = Some(self.strings.get("tags_about").to_owned());
            let table = self.table_of_tags(url, part);
            page.views.after = vec![DerivedView {
                name: "tags",
                label: page.title.clone(),
                id: None,
                title: None,
                content: ViewContent::Table(table),
            }];
            page
        };
        self.in_line(parts.iter().map(page).collect())
    }

    fn table_of_tags(&self, from: &UrlPath, tags: &[Listed<'_>]) -> TableView {
        let column = |key| ColumnView::new(CellView::text(self.strings.get(key)));
        let row = |tag: &Listed<'_>| {
            let href = relative_href(from, &tag.url());
            let link = PartView { text: tag.name.to_owned(), href: Some(href), ..PartView::default() };
            let count = |(kind, count): &(&str, usize)| match self.kinds.get(kind) {
                Some(known) if *count == 1 => format!("1 {}", known.title),
                _ => format!("{count} {}", self.plural(kind)),
            };
            let kinds = tag.kinds.iter().map(count).collect::<Vec<_>>().join(" · ");
            let cells = vec![CellView::text(&tag.pages.len().to_string()), CellView::text(&kinds)];
            RowView::new(CellView::of(vec![LineView::of(vec![link])]), cells)
        };
        TableView {
            corner: self.strings.get("tag").to_owned(),
            columns: vec![ColumnView { order: "number", ..column("tag_pages") }, column("tag_kinds")],
            rows: tags.iter().map(row).collect(),
            ..TableView::default()
        }
    }

    /// The pages of one tag: cards by kind, on as many pages as it takes.
    fn tag_pages(&self, tags: &[Listed<'_>], at: usize) -> Vec<PageView> {
        let tag = &tags[at];
        let own = tag.url();
        let count = tag.pages.len();
        let about = if count == 1 { "tag_about_one" } else { "tag_about" };
        let about = self.strings.get(about).replace("{count}", &count.to_string());
        let page = |(part, pages): (usize, &[PageIx])| {
            let url = UrlPath::new(&address(own.as_str(), part, own.as_str()));
            let mut page = self.tag_page("tag", url, tag.name.to_owned());
            page.kind_title = Some(self.strings.get("tag").to_owned());
            page.tldr = Some(about.clone());
            page.breadcrumbs.push(self.link_to_index(&page.url));
            page.navigation = vec![Arc::new(self.navigation_of_tags(&page.url, tags, at))];
            page.views.after = self.cards_by_kind(&page.url, pages);
            page.toc = super::toc(&page.document, &page.views);
            page
        };
        self.in_line(tag.pages.chunks(CARDS).enumerate().map(page).collect())
    }

    fn cards_by_kind(&self, from: &UrlPath, pages: &[PageIx]) -> Vec<DerivedView> {
        let maker = Maker::new(self, from);
        let kind = |ix: PageIx| self.handbook.page(ix).typed.kind.as_str();
        let section = |pages: &[PageIx]| {
            let kind = kind(pages[0]);
            let cards = pages.iter().map(|&page| card(maker, page, false)).collect();
            DerivedView {
                name: "cards",
                label: self.plural(kind).to_owned(),
                id: Some(kind.to_owned()),
                title: None,
                content: ViewContent::Cards(CardsView { cards, is_latest: false }),
            }
        };
        pages.chunk_by(|&one, &next| kind(one) == kind(next)).map(section).collect()
    }

    fn navigation_of_tags(&self, from: &UrlPath, tags: &[Listed<'_>], at: usize) -> NavView {
        let range = at.saturating_sub(SIBLINGS)..tags.len().min(at + SIBLINGS + 1);
        let entry = |(place, tag): (usize, &Listed<'_>)| NavView {
            title: tag.name.to_owned(),
            href: Some(relative_href(from, &tag.url())),
            is_current: place == at,
            is_open: place == at,
            children: Vec::new(),
            hidden: if place + 1 == range.end { tags.len() - range.len() } else { 0 },
        };
        let LinkView { title, href, .. } = self.link_to_index(from);
        let children = tags.iter().enumerate().take(range.end).skip(range.start).map(entry).map(Arc::new).collect();
        NavView { title, href: Some(href), is_current: false, is_open: true, children, hidden: 0 }
    }

    fn link_to_index(&self, from: &UrlPath) -> LinkView {
        let title = self.strings.get("tags").to_owned();
        LinkView { title, href: relative_href(from, &UrlPath::new(TAGS)), is_current: false }
    }

    /// A page at this address, the first page of the handbook above it.
    fn tag_page(&self, kind: &str, url: UrlPath, title: String) -> PageView {
        let root = url.to_root();
        let mut page = self.made(url, root, title, kind);
        page.canonical = self.config.base_url.as_ref().map(|base| absolute(base, &page.url));
        page.breadcrumbs.extend(self.link_to_home(&page.url));
        page
    }

    /// Pages that go on on the next one: each says so, and the further ones say their number.
    fn in_line(&self, mut pages: Vec<PageView>) -> Vec<PageView> {
        for at in 0..pages.len() {
            if at > 0 {
                let title = format!("{} ({})", pages[at].title, at + 1);
                pages[at].full_title = super::full_title(&title, &self.handbook.title);
                pages[at].title = title;
                pages[at].previous = Some(link(&pages[at], &pages[at - 1]));
            }
        }
        for at in 1..pages.len() {
            pages[at - 1].next = Some(link(&pages[at - 1], &pages[at]));
        }
        pages
    }
}

fn link(from: &PageView, to: &PageView) -> LinkView {
    LinkView { title: to.title.clone(), href: relative_href(&from.url, &to.url), is_current: false }
}

/// The address of the first page of a line, or of a further one below a folder.
fn address(folder: &str, at: usize, first: &str) -> String {
    if at == 0 { first.to_owned() } else { format!("{folder}{}/", at + 1) }
}
