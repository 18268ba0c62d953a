//! A page as a template sees it: everything resolved, nothing to look up.
//!
//! A [`PageView`] is the whole world of its page: what is not in it cannot change the page's bytes, and its
//! digest is therefore the key under which the rendered page is kept.

mod derived;
mod facts;
mod health;
mod index;
mod navigation;
mod search;
mod tags;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::{BaseUrl, Config, HtmlMode};
use crate::derived::Derived;
use crate::document::{self, Document};
use crate::handbook::{Handbook, Page, PageIx, Target};
use crate::output::NOT_FOUND;
use crate::schema::{Kind, Kinds};
use crate::source::PictureSize;
use crate::text::{Shelf, UrlPath, encode_path, relative_href, slug};
use crate::theme::Strings;

pub use derived::{DerivedView, ListView, PageViews, PathView, StepOfPath, ViewContent};
pub use facts::FactView;
pub use index::IndexView;
pub use navigation::{LinkView, NavView, Outlook};
pub use search::SearchView;

/// The handbook as a template sees it: the same for every page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct SiteView {
    /// The handbook's name.
    pub title: String,
    /// What it is.
    pub description: Option<String>,
    /// The language of the pages.
    pub language: String,
    /// Style sheets of the user's theme that replace no built-in one, as addresses below the root.
    pub extra_styles: Vec<String>,
    /// Scripts of the user's theme that replace no built-in one, as addresses below the root.
    pub extra_scripts: Vec<String>,
    /// The search page, as an address below the root.
    pub search: &'static str,
    /// Whether readers can search it with a script; without that the search page only lists what there is.
    pub has_search: bool,
    /// The index of all tags, as an address below the root, where pages have some.
    pub tags: Option<&'static str>,
    /// What the owners of pages have to do, as an address below the root, where that is known.
    pub health: Option<&'static str>,
    /// The feed of what was reviewed last, as an address below the root, where there is one.
    pub feed: Option<&'static str>,
    /// Whether there are roles, one of which may be the reader's own.
    pub has_roles: bool,
}

/// A page as its template sees it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PageView {
    /// The address below the site's root, empty for the home page.
    #[schemars(with = "String")]
    pub url: UrlPath,
    /// The way back to the site's root, to be put before every address below it.
    pub root: String,
    /// The title.
    pub title: String,
    /// The title in tabs and search results: with the handbook's name behind it, where there is room.
    pub full_title: String,
    /// The page in one sentence, as its writer put it.
    pub tldr: Option<String>,
    /// The page in a sentence or two for search engines: what the writer put, or the beginning of the text.
    pub description: Option<String>,
    /// The name of the kind: `golden-path`.
    pub kind: String,
    /// The kind as readers see it, where the page names one.
    pub kind_title: Option<String>,
    /// The page's status, where it says one.
    pub status: Option<String>,
    /// Whether this is the home page.
    pub is_home: bool,
    /// Whether nobody wrote the page and it lists what is in its folder.
    pub is_generated: bool,
    /// The full address, where the handbook says where it is published.
    pub canonical: Option<String>,
    /// Where the page can be edited.
    pub edit_url: Option<String>,
    /// The pages above it, outermost first, the home page included.
    pub breadcrumbs: Vec<LinkView>,
    /// Where readers can go from a page that is no destination by itself: the home page, and the one for unknown addresses.
    pub destinations: Vec<LinkView>,
    /// The sections of the handbook: templates see them as HTML.
    #[serde(skip)]
    pub sections: Arc<[LinkView]>,
    /// The navigation of the page's own section, its own branch open: templates see it as HTML.
    #[serde(skip)]
    pub navigation: Vec<Arc<NavView>>,
    /// The headings of the second and third level.
    pub toc: Vec<TocEntry>,
    /// The page before it in reading order.
    pub previous: Option<LinkView>,
    /// The page behind it in reading order.
    pub next: Option<LinkView>,
    /// What is in its folder, on pages that nobody wrote.
    pub children: Vec<CardView>,
    /// What its front matter says of it, for the strip below the title.
    pub facts: Vec<FactView>,
    /// The fields of the front matter that are plain text, by key.
    pub fields: BTreeMap<String, String>,
    /// What it shows besides its text, where it is a golden path.
    pub path: Option<PathView>,
    /// The words that it is filed under, each with the page of that tag.
    pub tags: Vec<LinkView>,
    /// The id of the page's title, where it has a heading of its own.
    pub title_id: Option<String>,
    /// The sections that mean something on a page of its kind: their names as slugs, by the id of the heading.
    #[serde(skip)]
    pub named_sections: BTreeMap<String, String>,
    /// What was written.
    #[serde(skip)]
    pub document: Arc<Document>,
    /// The terms of the glossary that become links where the text uses them first.
    #[serde(skip)]
    pub terms: Vec<TermLink>,
    /// What is derived from the handbook for it.
    #[serde(skip)]
    pub views: PageViews,
    /// Where each of the document's links leads.
    #[serde(skip)]
    pub links: Vec<LinkTarget>,
    /// What becomes of raw HTML.
    #[serde(skip)]
    pub html: HtmlMode,
    /// By what else than its text the page is found.
    #[serde(skip)]
    pub search: SearchView,
}

impl Hash for PageView {
    /// Every field; the document by its digest.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.url, &self.root, &self.title, &self.full_title, &self.tldr, &self.description).hash(state);
        (&self.kind, &self.kind_title, &self.status, self.is_home, self.is_generated, &self.canonical).hash(state);
        (&self.edit_url, &self.breadcrumbs, &self.destinations, &self.sections, &self.navigation, &self.toc)
            .hash(state);
        (&self.previous, &self.next, &self.children, &self.facts, &self.title_id, &self.fields).hash(state);
        (&self.document.digest, &self.document.path, &self.links, &self.terms, &self.views, self.html).hash(state);
        (&self.named_sections, &self.search, &self.path, &self.tags).hash(state);
    }
}

/// An entry of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct TocEntry {
    /// The heading's id.
    pub id: String,
    /// Its words.
    pub title: String,
    /// The headings of the next level below it.
    pub children: Vec<TocEntry>,
}

/// A page in a list of pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct CardView {
    /// The link.
    pub link: LinkView,
    /// The page in one sentence.
    pub tldr: Option<String>,
    /// The marks of its steps, where it is a golden path.
    pub steps: Option<String>,
}

/// Where a link of the text leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LinkTarget {
    /// What stands in `href` or `src`; `None` of a broken link.
    pub href: Option<String>,
    /// The name of what it leads to, for links that have no words of their own.
    pub label: String,
    /// What the term means that it leads to.
    pub tip: Option<String>,
    /// The status of what it leads to, where that is gone or on its way out.
    pub status: Option<String>,
    /// The marks of the steps of what it leads to, where that is a golden path.
    pub steps: Option<String>,
    /// How large it is, where it is a picture that says so.
    pub size: Option<PictureSize>,
}

/// A term of the glossary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TermLink {
    /// What it is called.
    pub names: Vec<String>,
    /// Its page.
    pub href: String,
    /// What it means.
    pub tip: String,
}

/// What all views of one build are made from.
pub struct Views<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The settings.
    pub config: &'a Config,
    /// The kinds of page.
    pub kinds: &'a Kinds,
    /// What follows from the pages.
    pub derived: &'a Derived<'a>,
    /// The fixed words of the interface.
    pub strings: &'a Strings,
    /// What pages before have seen of the navigation.
    pub outlooks: Shelf<Outlook>,
}

impl Views<'_> {
    /// The view of a page.
    pub fn page(&self, ix: PageIx) -> PageView {
        let page = self.handbook.page(ix);
        let document = page.document.opened();
        let kind = self.kinds.get(&page.typed.kind);
        let tldr = page.typed.text("tldr").map(str::to_owned);
        let is_home = page.url.as_str().is_empty();
        let views = derived::of_page(self, ix);
        let (sections, navigation) = self.outlooks.lend(Outlook::default, |outlook| {
            (navigation::sections(self.handbook, ix, outlook), navigation::branch(self.handbook, ix, outlook))
        });
        PageView {
            root: page.url.to_root(),
            title: page.title.clone(),
            full_title: full_title(&page.title, &self.handbook.title),
            description: tldr.clone().or_else(|| self.description((page, &document))),
            tldr,
            kind: page.typed.kind.to_string(),
            kind_title: kind.filter(|_| page.typed.is_explicit).map(|kind| kind.title.clone()),
            status: page.typed.text("status").map(str::to_owned),
            is_home,
            is_generated: page.is_generated,
            canonical: self.config.base_url.as_ref().map(|base| absolute(base, &page.url)),
            edit_url: self.edit_url(page),
            breadcrumbs: navigation::breadcrumbs(self.handbook, ix),
            destinations: if is_home { navigation::destinations(&navigation) } else { Vec::new() },
            sections,
            navigation,
            toc: toc(&document, &views),
            views,
            previous: self.handbook.navigation.previous(ix).map(|other| self.link(page, other)),
            next: self.handbook.navigation.next(ix).map(|other| self.link(page, other)),
            children: if page.is_generated && page.is_index { self.children(ix) } else { Vec::new() },
            facts: self.facts(ix, kind),
            fields: facts::plain_fields(page),
            path: derived::path_of_page(self, ix),
            tags: self.tags_of(ix),
            title_id: document.tree().title.as_ref().map(|title| title.id.clone()),
            named_sections: kind
                .filter(|_| page.typed.is_explicit)
                .map(|kind| named(kind, &document))
                .unwrap_or_default(),
            links: self.targets(ix),
            terms: self.terms(ix),
            html: self.config.html,
            search: search::of_page(self, ix),
            url: page.url.clone(),
            document,
        }
    }

    /// The page that a host shows for addresses that do not exist: it stands at no one place, so all its links
    /// begin at the folder where the site is published.
    pub fn not_found(&self, title: &str) -> PageView {
        let root = self.config.base_url.as_ref().map_or("/", BaseUrl::path).to_owned();
        let page = self.made(UrlPath::new(NOT_FOUND), root, title.to_owned(), "not-found");
        PageView { destinations: page.sections.to_vec(), ..page }
    }

    /// A page that is none of the handbook's: it has no text of its own, and the sections in its header.
    fn made(&self, url: UrlPath, root: String, title: String, kind: &str) -> PageView {
        let document = Arc::new(Document::empty(crate::text::SourcePath::new(&url.file())));
        PageView {
            full_title: full_title(&title, &self.handbook.title),
            title,
            tldr: None,
            description: None,
            kind: kind.to_owned(),
            kind_title: None,
            status: None,
            is_home: false,
            is_generated: true,
            canonical: None,
            edit_url: None,
            breadcrumbs: Vec::new(),
            destinations: Vec::new(),
            sections: navigation::sections_from(self.handbook, &root),
            navigation: Vec::new(),
            toc: Vec::new(),
            previous: None,
            next: None,
            children: Vec::new(),
            facts: Vec::new(),
            fields: BTreeMap::new(),
            path: None,
            tags: Vec::new(),
            title_id: None,
            named_sections: BTreeMap::new(),
            views: PageViews::default(),
            terms: Vec::new(),
            links: Vec::new(),
            html: self.config.html,
            url,
            search: SearchView::default(),
            root,
            document,
        }
    }

    /// What the front matter says, what follows from it, and what the tests say.
    fn facts(&self, ix: PageIx, kind: Option<&Kind>) -> Vec<FactView> {
        let tested = self.derived.tested(ix).map(|tested| facts::tested(tested, self.strings));
        let due = facts::due(self.handbook.page(ix));
        facts::facts(self.handbook, ix, kind).into_iter().chain(due).chain(tested).collect()
    }

    /// The way to the first page, for the breadcrumbs of a page that is none of the handbook's.
    fn link_to_home(&self, from: &UrlPath) -> Option<LinkView> {
        let home = self.handbook.page(self.handbook.navigation.home?);
        Some(LinkView { title: home.title.clone(), href: relative_href(from, &home.url), is_current: false })
    }

    fn link(&self, from: &Page, to: PageIx) -> LinkView {
        let title = navigation::words(self.handbook, to);
        LinkView { title, href: relative_href(&from.url, &self.handbook.page(to).url), is_current: false }
    }

    /// What other generators call `description`, the handbook's own on its first page, or the beginning of the text.
    fn description(&self, (page, document): (&Page, &Document)) -> Option<String> {
        let given = page.typed.extra.get("description").and_then(|value| value.value.text().ok()).map(str::to_owned);
        let of_handbook = || self.config.description.clone().filter(|_| page.url.as_str().is_empty());
        given.or_else(of_handbook).or_else(|| document::summary(&document.tree().blocks))
    }

    fn edit_url(&self, page: &Page) -> Option<String> {
        let template = self.config.edit_url.as_ref().filter(|_| !page.is_generated)?;
        Some(template.replace("{path}", &encode_path(page.document.path.as_str())))
    }

    fn children(&self, ix: PageIx) -> Vec<CardView> {
        let page = self.handbook.page(ix);
        let card = |child: PageIx| {
            let tldr = self.handbook.page(child).typed.text("tldr").map(str::to_owned);
            CardView { link: self.link(page, child), tldr, steps: derived::marks_of_page(self, child) }
        };
        navigation::below(self.handbook, ix).into_iter().map(card).collect()
    }

    fn terms(&self, ix: PageIx) -> Vec<TermLink> {
        let page = self.handbook.page(ix);
        let link = |&term: &PageIx| {
            let term = self.handbook.page(term);
            let names = term.aliases().chain([term.title.as_str()]).chain(term.typed.text("expands"));
            TermLink {
                names: names.map(str::to_owned).collect(),
                href: relative_href(&page.url, &term.url),
                tip: term.typed.text("tldr").unwrap_or_default().to_owned(),
            }
        };
        self.derived.terms(ix).iter().map(link).collect()
    }

    fn targets(&self, ix: PageIx) -> Vec<LinkTarget> {
        let page = self.handbook.page(ix);
        let links = self.handbook.links(ix).iter().zip(&page.document.links);
        links.map(|(target, link)| self.target(&page.url, target, &link.target)).collect()
    }

    fn target(&self, from: &UrlPath, target: &Target, written: &str) -> LinkTarget {
        match target {
            Target::Page { page: to, query, fragment } => {
                let steps = derived::marks_of_page(self, *to).filter(|_| fragment.is_none());
                let to = self.handbook.page(*to);
                let is_here = to.url == *from && fragment.is_some() && query.is_empty();
                let mut href = if is_here { String::new() } else { relative_href(from, &to.url) };
                href.push_str(query);
                if let Some(fragment) = fragment {
                    href.push('#');
                    href.push_str(&encode_path(fragment));
                }
                let tip = to.typed.text("tldr").filter(|_| to.typed.kind == "term" && !is_here).map(str::to_owned);
                let is_going = |status: &&str| ["deprecated", "retired"].contains(status);
                let status = to.typed.text("status").filter(is_going).map(str::to_owned);
                LinkTarget { href: Some(href), label: to.title.clone(), tip, status, steps, size: None }
            }
            Target::Asset { asset, suffix } => {
                let asset = self.handbook.asset(*asset);
                let href = format!("{}{}", relative_href(from, &asset.url), encode_spaces(suffix));
                LinkTarget {
                    href: Some(href),
                    label: asset.path.file_name().to_owned(),
                    size: asset.size,
                    ..LinkTarget::default()
                }
            }
            Target::External(url) => {
                LinkTarget { href: Some(encode_spaces(url)), label: url.clone(), ..LinkTarget::default() }
            }
            Target::Broken => LinkTarget { label: written.to_owned(), ..LinkTarget::default() },
        }
    }
}

/// The sections of a page that its kind knows; whatever its writer calls them, a style sheet knows them by one name.
fn named(kind: &Kind, document: &Document) -> BTreeMap<String, String> {
    let named = |found: document::Section<'_>| {
        let section = kind.section(&found.heading.words)?;
        Some((found.heading.id.clone(), slug(&section.name)))
    };
    document.tree().sections().filter_map(named).collect()
}

/// The full address of a page.
pub fn absolute(base: &BaseUrl, url: &UrlPath) -> String {
    format!("{}{}", base.as_str(), url.encoded())
}

/// How many characters of a title are shown by search engines and checked by HTML linters.
const LONGEST_TITLE: usize = 70;

/// A page's title with the handbook's behind it, where there is room for it.
fn full_title(title: &str, handbook: &str) -> String {
    let full = format!("{title} · {handbook}");
    if title == handbook || full.chars().count() > LONGEST_TITLE { title.to_owned() } else { full }
}

/// Other sites' URLs stay as they are, but for what cannot stand in an attribute of valid HTML.
fn encode_spaces(url: &str) -> String {
    url.trim().chars().fold(String::with_capacity(url.len()), |mut encoded, c| {
        match c {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                encoded.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_control() => {}
            c => encoded.push(c),
        }
        encoded
    })
}

/// The headings that the table of contents shows; a further title counts as a section.
fn toc(document: &Document, views: &PageViews) -> Vec<TocEntry> {
    let entry =
        |(id, title): (&str, &str)| TocEntry { id: id.to_owned(), title: title.to_owned(), children: Vec::new() };
    let mut toc: Vec<TocEntry> = views.before.iter().flat_map(|view| view.content.headings()).map(entry).collect();
    for (level, id, words) in document.headings().filter(|(level, ..)| *level <= 3) {
        let entry = entry((id, words));
        match toc.last_mut() {
            Some(section) if level == 3 => section.children.push(entry),
            _ => toc.push(entry),
        }
    }
    let derived = views.after.iter().filter_map(|view| Some((view.id.clone()?, view.label.clone())));
    toc.extend(derived.map(|(id, title)| TocEntry { id, title, children: Vec::new() }));
    toc
}
