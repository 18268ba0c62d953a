//! What a build puts out, and where it can go.

use std::path::PathBuf;
use std::sync::Arc;

use crate::source::MachineError;
use crate::text::Digest;

/// The page for addresses that do not exist, where hosts look for it.
pub const NOT_FOUND: &str = "404.html";

/// What crawlers may read.
pub const ROBOTS: &str = "robots.txt";

/// The addresses of all pages.
pub const SITEMAP: &str = "sitemap.xml";

/// The pages and how they relate, for other tools.
pub const GRAPH: &str = "graph.json";

/// The search page, as an address below the root; a page of the handbook at it takes its place.
pub const SEARCH: &str = "search/";

/// What the search dialog shows before anything is typed.
pub const SEARCH_START: &str = "search/start.js";

/// The files that every site gets; one of the same name in the content takes its place.
pub const GENERATED: [&str; 5] = [NOT_FOUND, ROBOTS, SITEMAP, GRAPH, SEARCH_START];

/// A file of the site.
#[derive(Clone, Debug)]
pub struct OutputFile {
    /// Its path below the output folder, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub content: Content,
    /// The digest of it.
    pub digest: Digest,
}

/// What a file of the site holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// What that file holds.
    CopyOf(PathBuf),
}

impl OutputFile {
    /// A file of these bytes.
    pub fn new(path: String, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path, digest: Digest::of(&bytes), content: Content::Bytes(bytes) }
    }
}

/// Where the files of a site go. Files come in any order, from several threads.
pub trait Sink: Sync {
    /// Takes a file.
    fn put(&self, file: OutputFile) -> Result<(), MachineError>;
}

/// Nowhere: a build that is only to find faults.
pub struct Discard;

impl Sink for Discard {
    fn put(&self, _: OutputFile) -> Result<(), MachineError> {
        Ok(())
    }
}
