//! Text, places in it, and names made from it: the words that every other module speaks.

mod digest;
pub mod escape;
mod line_index;
mod order;
mod packed;
mod shelf;
mod slug;
mod url;

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use bytes::Bytes;
pub use digest::Digest;
pub use line_index::{LineIndex, Position};
pub use order::sort_key;
pub use packed::{FileText, Packed, gzip};
pub use shelf::Shelf;
pub use slug::{Slugs, humanise, slug};
pub use url::{Scheme, UrlPath, encode_path, fold_path, nfc, relative_href, scheme};

/// How many bytes of a text are asked at once: a multiple of what processors compare at a time.
pub const BYTES_AT_ONCE: usize = 32;

/// Values by names and paths of a handbook, for look-ups alone: hundreds of thousands in a build.
pub type ByName<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// A text that is short as a rule: a key, an id, a word. Up to 23 bytes lie in the value itself; a copy is cheap.
pub type ShortText = smol_str::SmolStr;

/// The path of an input file: relative to the project's root, `/` between its parts on every system.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// A path from its text, which must be relative and use `/`.
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The whole path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds the file, without a trailing `/`; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The file name up to its last dot: `sre` of `roles/sre.md`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The text after the last dot of the file name, in lower case; empty where there is none.
    pub fn extension(&self) -> String {
        let name = self.file_name();
        name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_ascii_lowercase())
    }

    /// The rest of the path below `folder`, or `None` where the path is not below it.
    pub fn below(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for SourcePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SourcePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(<Arc<str>>::from(String::deserialize(deserializer)?)))
    }
}

/// A stretch of a file: byte offsets, start included, end excluded.
///
/// It carries no file, so that a parsed page stays valid while other files come and go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextRange {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl TextRange {
    /// The range of the bytes `start..end`.
    ///
    /// Offsets fit in 32 bits: files above 4 MiB are refused when they are read.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end) }
    }

    /// An empty range at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The same stretch of a text that lies `offset` bytes further on.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Self::new(self.start as usize + offset, self.end as usize + offset)
    }

    /// The offsets as `usize`, for slicing.
    pub fn bytes(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<std::ops::Range<usize>> for TextRange {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A value and where it stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub range: TextRange,
}

impl<T> Spanned<T> {
    /// A value with its place.
    pub fn new(value: T, range: TextRange) -> Self {
        Self { value, range }
    }
}
