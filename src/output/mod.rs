//! What a build puts out, and where it can go.

mod kept;
mod scratch;

use std::path::PathBuf;
use std::sync::Arc;

use crate::progress::{Part, Piece, Progress, piece};
use crate::source::MachineError;
use crate::text::{Bytes, Digest};

pub use kept::Kept;
pub use scratch::Scratch;

/// The file of a folder's page.
pub const INDEX: &str = "index.html";

/// The page for addresses that do not exist, where hosts look for it.
pub const NOT_FOUND: &str = "404.html";

/// What crawlers may read.
pub const ROBOTS: &str = "robots.txt";

/// The addresses of all pages.
pub const SITEMAP: &str = "sitemap.xml";

/// What was reviewed last, for readers of feeds.
pub const FEED: &str = "feed.xml";

/// The pages and how they relate, for other tools.
pub const GRAPH: &str = "graph.json";

/// The search page, as an address below the root; a page of the handbook at it takes its place.
pub const SEARCH: &str = "search/";

/// The index of all tags, as an address below the root; a page of the handbook at it takes its place.
pub const TAGS: &str = "tags/";

/// What the owners of pages have to do, as an address below the root; a page of the handbook at it takes its place.
pub const HEALTH: &str = "health/";

/// What the search dialog shows before anything is typed.
pub const SEARCH_START: &str = "search/start.js";

/// The files that every site gets; one of the same name in the content takes its place.
pub const GENERATED: [&str; 6] = [NOT_FOUND, ROBOTS, SITEMAP, FEED, GRAPH, SEARCH_START];

/// The address below the root at which hosts serve a file of the site: that of its folder where it is the folder's
/// page.
pub fn address_of(file: &str) -> &str {
    match file.strip_suffix(INDEX) {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => file,
    }
}

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path below the output folder, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub content: Content,
    /// The digest of it.
    pub digest: Digest,
}

/// What a file of the site holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Bytes),
    /// What that file holds.
    CopyOf(PathBuf),
}

impl OutputFile {
    /// A file of these bytes.
    pub fn new(path: String, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { path, digest: Digest::of(&bytes), content: Content::Bytes(bytes) }
    }
}

/// Makes files, the same ones each time, gives each away as soon as it is made, and lets somebody know what its parts take.
pub type MakeFiles = dyn Fn(&TakeFile<'_>, &dyn Progress) -> Result<(), MachineError> + Send + Sync;

/// Takes files that are made, from several threads.
pub type TakeFile<'a> = dyn Fn(OutputFile) -> Result<(), MachineError> + Sync + 'a;

/// Where the files of a site go. Files come in any order, from several threads.
///
/// Who takes a site for readers that are there already may say while it is made which files are wanted first, and
/// that none is wanted any more.
pub trait Sink: Sync {
    /// Takes a file of a site that is whole and has no errors.
    fn put(&self, file: OutputFile) -> Result<(), MachineError>;

    /// Takes all files of a folder, which are dear to make; a sink may make them when somebody asks for one.
    fn put_group(&self, folder: &str, make: Arc<MakeFiles>, progress: &dyn Progress) -> Result<(), MachineError> {
        let _ = folder;
        make(&|file| piece(progress, Piece::of_all(Part::Write), || self.put(file)), progress)
    }

    /// Whether it takes groups at all: what they are made from need not be put together where it does not.
    fn takes_groups(&self) -> bool {
        true
    }

    /// The path of a file that somebody waits for; each is named once in a build.
    fn wanted(&self) -> Option<String> {
        None
    }

    /// Takes a file that was wanted, before the rest of the site is made; nothing where no page, asset or file of the
    /// theme has this path.
    fn put_first(&self, _path: String, _file: Option<OutputFile>) {}

    /// Whether the site is outdated before it is whole, so that the build may end here.
    fn is_abandoned(&self) -> bool {
        false
    }
}

/// Nowhere: a build that is only to find faults.
pub struct Discard;

impl Sink for Discard {
    fn put(&self, _: OutputFile) -> Result<(), MachineError> {
        Ok(())
    }

    fn takes_groups(&self) -> bool {
        false
    }
}
