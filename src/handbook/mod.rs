//! The handbook as a whole: pages with URLs and ids, links resolved, navigation and redirects.
//!
//! It is made anew at every build: resolving ten thousand links takes some milliseconds.

mod collect;
mod ids;
mod links;
mod navigation;
mod references;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::Config;
use crate::data::Date;
use crate::diag::{Diagnostic, Noted};
use crate::document::Document;
use crate::schema::{Kinds, Typed};
use crate::source::Sources;
use crate::text::{Digest, SourcePath, UrlPath};

pub use navigation::{NavIx, NavNode, Navigation};

/// The place of a page in one [`Handbook`]; it means nothing in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageIx(u32);

/// The place of an asset in one [`Handbook`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetIx(u32);

/// What decides, besides the documents, what a handbook is.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// The settings of the project.
    pub config: &'a Config,
    /// The configuration file's path, for faults in its navigation.
    pub config_path: SourcePath,
    /// The name of a handbook that gives itself none.
    pub name: &'a str,
    /// The content folder below the root.
    pub content: &'a str,
    /// The kinds of page.
    pub kinds: &'a Kinds,
    /// The day of the build.
    pub today: Date,
    /// Whether drafts are pages.
    pub drafts: bool,
}

impl Settings<'_> {
    /// The title of a first page that has none.
    fn fallback_title(&self) -> String {
        self.config.title.clone().unwrap_or_else(|| self.name.to_owned())
    }
}

/// A resolved handbook.
#[derive(Debug)]
pub struct Handbook {
    /// Its name.
    pub title: String,
    /// The pages, in the order of their paths.
    pub pages: Vec<Page>,
    /// The other files of the content folder, in the order of their paths.
    pub assets: Vec<Asset>,
    /// The navigation.
    pub navigation: Navigation,
    /// Old URLs and the pages that took their place.
    pub redirects: Vec<Redirect>,
}

impl Handbook {
    /// A page by its place.
    pub fn page(&self, page: PageIx) -> &Page {
        &self.pages[page.0 as usize]
    }

    /// An asset by its place.
    pub fn asset(&self, asset: AssetIx) -> &Asset {
        &self.assets[asset.0 as usize]
    }

    /// Every page with its place.
    pub fn each_page(&self) -> impl Iterator<Item = (PageIx, &Page)> {
        (0..).map(PageIx).zip(&self.pages)
    }
}

/// A page of the handbook.
#[derive(Debug)]
pub struct Page {
    /// What was written.
    pub document: Arc<Document>,
    /// Its front matter, checked.
    pub typed: Typed,
    /// The id by which others link to it.
    pub id: String,
    /// Where it is published.
    pub url: UrlPath,
    /// Its title.
    pub title: String,
    /// Whether nobody wrote it: it lists what is in a folder without a page.
    pub is_generated: bool,
    /// Whether it is the page of its folder.
    pub is_index: bool,
    /// Where each of the document's links leads, in their order.
    pub links: Vec<Target>,
    /// The pages that its fields name, by field.
    pub references: BTreeMap<String, Vec<PageIx>>,
}

impl Page {
    /// Its place among its siblings: pages without one come last.
    pub fn weight(&self) -> i64 {
        self.typed.fields.get("weight").and_then(|weight| weight.value.integer().ok()).unwrap_or(i64::MAX)
    }
}

/// A file that is no page.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its path below the root.
    pub path: SourcePath,
    /// Where it is published.
    pub url: UrlPath,
    /// Where it lies.
    pub disk: PathBuf,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A page, or a heading on it.
    Page {
        /// The page.
        page: PageIx,
        /// The query, with its `?`; empty where there is none.
        query: String,
        /// The heading's id.
        fragment: Option<String>,
    },
    /// A file.
    Asset {
        /// The file.
        asset: AssetIx,
        /// The query and the fragment, with their `?` and `#`.
        suffix: String,
    },
    /// Another site.
    External(String),
    /// Nowhere: it was noted.
    Broken,
}

/// An old URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old URL.
    pub from: UrlPath,
    /// The page that took its place.
    pub to: PageIx,
}

/// Makes a handbook of documents and files.
pub fn resolve(documents: Vec<Arc<Document>>, sources: &Sources, settings: &Settings<'_>) -> Noted<Handbook> {
    let mut notes = Vec::new();
    let collected = collect::pages(documents, settings).take(&mut notes);
    let assets = collect::assets(sources, settings.content);
    let names = ids::Names::new(&collected.pages).take(&mut notes);
    let taken = collect::urls(&collected.pages, &assets, &mut notes);
    let redirects = collect::redirects(&collected.pages, taken, &mut notes);
    let navigation = navigation::build(&collected.pages, settings).take(&mut notes);
    let home = navigation.home.map(|PageIx(home)| collected.pages[home as usize].title.clone());
    let title = settings.config.title.clone().or(home).unwrap_or_else(|| settings.name.to_owned());
    let mut handbook = Handbook { title, pages: collected.pages, assets, navigation, redirects };

    let index = links::Index::new(&handbook, &names, settings.content, &collected.drafts);
    let resolved: Vec<_> = handbook.pages.iter().map(|page| index.resolve(page).take(&mut notes)).collect();
    let references: Vec<_> = handbook
        .pages
        .iter()
        .map(|page| references::resolve(page, &handbook, &names, settings.kinds, &mut notes))
        .collect();
    for (page, (links, references)) in handbook.pages.iter_mut().zip(resolved.into_iter().zip(references)) {
        page.links = links;
        page.references = references;
    }
    Noted::new(handbook, notes)
}

/// Pages by their folded URL, for look-ups alone.
type UrlIndex = HashMap<String, PageIx>;

/// The faults of one stage.
type Notes = Vec<Diagnostic>;
