//! What files were, without what they hold: enough to say later that nothing changed.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::snapshot::{self, digest_of_file};
use super::{Layout, MachineError, Sources, Stamp};
use crate::text::Digest;

/// Files below a folder, by their paths with `/` between the parts.
///
/// Good for the program that made it alone, since no other reads its stamps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory(BTreeMap<String, Entry>);

/// The digest of a file's bytes, and that of its [`Stamp`] where it had one.
type Entry = (Digest, Option<Digest>);

impl Inventory {
    /// The files of a snapshot.
    pub fn of_sources(sources: &Sources) -> Self {
        let entry = |stamp: &Option<Stamp>| stamp.as_ref().map(Digest::of_value);
        let files = sources.files.iter();
        Self(files.map(|(path, file)| (path.as_str().to_owned(), (file.digest, entry(&file.stamp)))).collect())
    }

    /// Files that have just been written, with their digests. Whether they still are what they were is read from their
    /// bytes the first time.
    pub fn of_written(files: BTreeMap<String, Digest>) -> Self {
        Self(files.into_iter().map(|(path, digest)| (path, (digest, None))).collect())
    }

    /// Each file with the digest of its bytes.
    pub fn digests(&self) -> impl Iterator<Item = (&str, Digest)> {
        self.0.iter().map(|(path, (digest, _))| (path.as_str(), *digest))
    }

    /// The files below `folder` with the stamps of now, if each is what it was; `None` where one is not.
    ///
    /// A file is read only where its stamp does not tell.
    pub fn renewed(&self, folder: &Path) -> Option<Self> {
        let renew = |(path, entry): (&String, &Entry)| Some((path.clone(), renewed(&folder.join(path), *entry)?));
        self.0.par_iter().map(renew).collect::<Option<_>>().map(Self)
    }

    /// The inputs of a project with the stamps of now, if they are those files and each is what it was.
    pub fn renewed_inputs(&self, layout: &Layout) -> Result<Option<Self>, MachineError> {
        let Some(paths) = snapshot::paths(layout)? else { return Ok(None) };
        let is_same = paths.len() == self.0.len() && paths.iter().all(|path| self.0.contains_key(path.as_str()));
        Ok(if is_same { self.renewed(&layout.root) } else { None })
    }
}

fn renewed(disk: &Path, (digest, stamp): Entry) -> Option<Entry> {
    let metadata = std::fs::metadata(disk).ok().filter(std::fs::Metadata::is_file)?;
    let now = Stamp::of(&metadata).as_ref().map(Digest::of_value);
    if now.is_some() && now == stamp {
        return Some((digest, stamp));
    }
    (digest_of_file(disk).ok()? == digest).then_some((digest, now))
}
