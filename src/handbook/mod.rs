//! The handbook as a whole: pages with URLs and ids, links resolved, navigation and redirects.
//!
//! What one file alone decides is a [`ReadPage`], which builds keep. The rest is made anew at every build: resolving
//! ten thousand links takes some milliseconds.

mod anchors;
mod collect;
mod files;
mod ids;
mod links;
mod navigation;
mod pairs;
mod references;

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::config::Config;
use crate::data::{Date, Map};
use crate::diag::{Diagnostic, Noted};
use crate::document::{self, Document, ParseOptions};
use crate::schema::{Kind, Kinds, Typed};
use crate::source::{AT_ONCE, PictureSize, SourceFile, Sources};
use crate::text::{Digest, FileText, ShortText, SourcePath, Spanned, TextRange, UrlPath};

use collect::Collected;

pub use collect::ReadPage;
pub use files::FileFault;
pub use navigation::{NavIx, NavNode, Navigation};
pub use references::References;

/// The place of a page in one [`Handbook`]; it means nothing in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageIx(u32);

impl PageIx {
    /// Its place in a list that has one entry for each page.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The place of an asset in one [`Handbook`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetIx(u32);

/// What decides, besides the files, what a handbook is.
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
    /// The path of what lies at a path below the content folder.
    fn path_of(&self, below: &str) -> String {
        if self.content.is_empty() { below.to_owned() } else { format!("{}/{below}", self.content) }
    }

    /// The digest of all that decides what the page of a file is, besides that file.
    pub fn digest(&self) -> Digest {
        Digest::of_value(&(self.parsing(), self.kinds.digest(), self.content, self.fallback_title(), self.today))
    }

    fn parsing(&self) -> ParseOptions {
        ParseOptions { smart_punctuation: self.config.smart_punctuation }
    }

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
    /// The pages.
    pub pages: Pages,
    /// The other files of the content folder, in the order of their paths.
    pub assets: Vec<Asset>,
    /// The navigation.
    pub navigation: Navigation,
    /// Old URLs and the pages that took their place.
    pub redirects: Vec<Redirect>,
    /// How many drafts were left out.
    pub drafts: usize,
    /// Where each link of each page leads.
    links: Vec<Vec<Target>>,
    /// The pages that each page's fields name.
    references: Vec<References>,
    /// What each id and alias means.
    names: ids::Names,
    /// The pages by their address, made when it is first asked for.
    by_url: OnceLock<HashMap<UrlPath, PageIx>>,
}

/// Every page of a handbook, in the order of their paths.
#[derive(Debug)]
pub struct Pages {
    list: Vec<Arc<Page>>,
    /// The rank of each.
    ranks: Vec<usize>,
}

impl Pages {
    /// Pages that somebody wrote, in the order of their paths, and those that were made for them. A page that was made
    /// from another one has the path of that, and stands behind it.
    fn new(written: Vec<Arc<Page>>, mut made: Vec<Page>) -> Self {
        made.sort_by(|a, b| a.document.path.cmp(&b.document.path));
        let mut list = Vec::with_capacity(written.len() + made.len());
        let mut written = written.into_iter();
        for page in made {
            let before = written.as_slice().partition_point(|other| other.document.path <= page.document.path);
            list.extend(written.by_ref().take(before));
            list.push(Arc::new(page));
        }
        list.extend(written);
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.par_sort_by_cached_key(|&page| (list[page].weight, list[page].title.to_lowercase()));
        let mut ranks = vec![0; list.len()];
        order.into_iter().enumerate().for_each(|(rank, page)| ranks[page] = rank);
        Self { list, ranks }
    }

    /// A page by its place.
    pub fn get(&self, page: PageIx) -> &Page {
        &self.list[page.index()]
    }

    /// The page that somebody wrote in the file at a path.
    fn written_at(&self, path: &str) -> Option<PageIx> {
        let first = self.list.partition_point(|page| page.document.path.as_str() < path);
        let mut at_path = self.each().skip(first).take_while(|(_, page)| page.document.path.as_str() == path);
        at_path.find(|(_, page)| !page.is_generated).map(|(ix, _)| ix)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// The pages alone.
    pub fn iter(&self) -> impl Iterator<Item = &Page> {
        self.list.iter().map(Arc::as_ref)
    }

    /// Every page with its place.
    pub fn each(&self) -> impl Iterator<Item = (PageIx, &Page)> {
        (0..).map(PageIx).zip(self.iter())
    }

    /// Where a page stands in lists: by weight, then by title, then by path.
    pub fn rank(&self, page: PageIx) -> usize {
        self.ranks[page.index()]
    }
}

impl Handbook {
    /// A page by its place.
    pub fn page(&self, page: PageIx) -> &Page {
        self.pages.get(page)
    }

    /// Where the links of a page lead, in the order of its document.
    pub fn links(&self, PageIx(page): PageIx) -> &[Target] {
        &self.links[page as usize]
    }

    /// The pages that a field of a page names; one within a table has the names of all that hold it before its own:
    /// `profiles.tools`.
    pub fn references(&self, PageIx(page): PageIx, field: &str) -> &[PageIx] {
        self.references[page as usize].of(field)
    }

    /// The pages that a field of a page names, each with the place of its name.
    pub fn named_in(&self, PageIx(page): PageIx, field: &str) -> impl Iterator<Item = (PageIx, TextRange)> {
        self.references[page as usize].placed(field)
    }

    /// Every page that the front matter of a page names: the field, the page, and the place of the name.
    pub fn named(&self, PageIx(page): PageIx) -> impl Iterator<Item = (&str, PageIx, TextRange)> {
        self.references[page as usize].iter()
    }

    /// The page at an address.
    pub fn at(&self, url: &UrlPath) -> Option<PageIx> {
        let by_url = || self.pages.each().map(|(ix, page)| (page.url.clone(), ix)).collect();
        self.by_url.get_or_init(by_url).get(url).copied()
    }

    /// The page of an id or alias; `None` where no page, or more than one, answers to it.
    pub fn find(&self, id: &str) -> Option<PageIx> {
        match self.names.find(id) {
            ids::Meaning::Page(page) => Some(page),
            ids::Meaning::Ambiguous(_) | ids::Meaning::Unknown => None,
        }
    }

    /// The pages that the options of a view name which stands on a page.
    pub fn resolve_options(&self, page: PageIx, (view, options): (&Kind, &Map), kinds: &Kinds) -> Noted<References> {
        let index = references::Index { pages: &self.pages, names: &self.names, kinds };
        index.fields((self.page(page), true), &view.fields, options)
    }

    /// The page of an id which stands at a place of a file, of a kind where one is asked for; or what is wrong with it.
    pub fn find_at(
        &self,
        written: (&str, &SourcePath, TextRange),
        of: Option<&str>,
        kinds: &Kinds,
    ) -> Result<PageIx, Diagnostic> {
        references::Index { pages: &self.pages, names: &self.names, kinds }.find(written, of)
    }

    /// An asset by its place.
    pub fn asset(&self, asset: AssetIx) -> &Asset {
        &self.assets[asset.0 as usize]
    }
}

/// A page of the handbook.
#[derive(Debug)]
pub struct Page {
    /// What was written.
    pub document: Arc<Document>,
    /// Its path below the content folder.
    pub below: String,
    /// Its front matter, checked.
    pub typed: Typed,
    /// The id by which others link to it.
    pub id: ShortText,
    /// Where it is published.
    pub url: UrlPath,
    /// The ids on it that its front matter makes, besides those of its text: of the metrics of a scorecard.
    pub anchors: BTreeSet<String>,
    /// Its title.
    pub title: String,
    /// The other names that it answers to; those that begin with `/` are old URLs.
    pub aliases: Vec<Spanned<String>>,
    /// Where it says that its id is its own: at `id`, or at `kind`.
    declaration: Option<TextRange>,
    /// Its place among its siblings: pages without one come last.
    pub weight: i64,
    /// Whether nobody wrote it: it lists what is in a folder without a page, or is made from another page.
    pub is_generated: bool,
    /// Whether it is the page of its folder.
    pub is_index: bool,
}

impl Page {
    /// The folder that it lies in, below the content folder.
    fn folder(&self) -> &str {
        self.below.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether a link can lead to this id on the page.
    pub fn has_anchor(&self, id: &str) -> bool {
        self.document.anchors.contains(id) || self.anchors.contains(id)
    }

    /// Every id that a link can lead to.
    pub fn all_anchors(&self) -> impl Iterator<Item = &str> {
        self.document.anchors.union(&self.anchors).map(String::as_str)
    }

    /// The address of the page that puts two members of this comparison side by side: beside its own.
    pub fn pair_url(&self, one: &str, other: &str) -> UrlPath {
        let folder = self.url.as_str().trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
        let slash = if folder.is_empty() { "" } else { "/" };
        UrlPath::new(&format!("{folder}{slash}{one}-vs-{other}/"))
    }

    /// Whether it is made from the page at the same path: two members of a comparison side by side.
    pub fn is_made_from_another(&self) -> bool {
        self.is_generated && !self.is_index
    }

    /// The other names that it answers to, without old URLs.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.iter().map(|alias| alias.value.as_str()).filter(|alias| !alias.starts_with('/'))
    }
}

/// A file that is no page.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its path below the root.
    pub path: SourcePath,
    /// Its path below the content folder.
    pub below: String,
    /// Where it is published.
    pub url: UrlPath,
    /// Where it lies.
    pub disk: PathBuf,
    /// The digest of its bytes.
    pub digest: Digest,
    /// How large it is shown, where it is a picture that says so.
    pub size: Option<PictureSize>,
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

/// Reads the page of a file.
pub fn read(file: &Arc<SourceFile>, settings: &Settings<'_>) -> ReadPage {
    let keep = |document: Document| {
        let is_packed = file.text().is_some_and(FileText::is_packed);
        if is_packed { document.closed(file, settings.parsing()) } else { document }
    };
    collect::page(document::parse(file, settings.parsing()), keep, settings)
}

/// Makes a handbook of pages, in the order of their paths, and of files.
pub fn resolve(pages: &[Arc<ReadPage>], sources: &Sources, settings: &Settings<'_>) -> Noted<Handbook> {
    let mut notes = Vec::new();
    let Collected { pages, drafts } = collect::pages(pages, settings).take(&mut notes);
    let assets = collect::assets(sources, settings.content);
    let find_names = || {
        let mut notes = Vec::new();
        let names = ids::Names::new(&pages).take(&mut notes);
        let taken = collect::urls(&pages, &assets, &mut notes);
        let redirects = collect::redirects(&pages, taken, &mut notes);
        Noted::new((names, redirects), notes)
    };
    let find_places = || (navigation::build(&pages, settings), links::Places::new(&pages, &assets));
    let (names, (navigation, places)) = rayon::join(find_names, find_places);
    let (names, redirects) = names.take(&mut notes);
    let navigation = navigation.take(&mut notes);
    let home = navigation.home.map(|home| pages.get(home).title.clone());
    let title = settings.config.title.clone().or(home).unwrap_or_else(|| settings.name.to_owned());

    let links = links::Index { places, names: &names, drafts: &drafts }.resolve_all().take(&mut notes);
    let index = references::Index { pages: &pages, names: &names, kinds: settings.kinds };
    let references: Vec<Noted<References>> =
        pages.list.par_iter().with_max_len(AT_ONCE).map(|page| index.resolve(page)).collect();
    let references = references.into_iter().map(|named| named.take(&mut notes)).collect();
    let drafts = drafts.count;
    Noted::new(
        Handbook {
            title,
            pages,
            assets,
            navigation,
            redirects,
            drafts,
            links,
            references,
            names,
            by_url: OnceLock::new(),
        },
        notes,
    )
}

/// The faults of one stage.
type Notes = Vec<Diagnostic>;
