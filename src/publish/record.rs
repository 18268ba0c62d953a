//! The record of the last build: what it was made from and what it made, so that a build with nothing new ends after a
//! look at the files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{CacheFolder, Published, Store, cache};
use crate::build::Stats;
use crate::diag::Diagnostic;
use crate::output::{Content, Kept as _, OutputFile, Sink};
use crate::source::{Inventory, Layout, MANIFEST, MachineError};
use crate::text::Digest;

/// What is kept of a build that found what it found and, unless it was a check, published a site.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// The digest of all that decides the build besides what files hold: options, settings, the day, the program.
    pub settings: Digest,
    /// The files that were read.
    pub inputs: Inventory,
    /// The files that were written.
    pub outputs: Inventory,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// What was built.
    pub stats: Stats,
    /// What was published; nothing by a check.
    pub published: Option<Published>,
}

/// A record whose build would be the same now.
#[derive(Debug)]
pub enum Recalled {
    /// Its site stands as it was left.
    Standing(Record),
    /// Its site is not there, or not as it was left.
    Gone(Record),
}

/// Where a record lies: one for each project and output folder, of which the last build takes the place of the one before.
#[derive(Clone, Copy, Debug)]
pub struct RecordPlace<'a> {
    /// The folder of the cache.
    pub cache: &'a CacheFolder,
    /// Where the inputs lie.
    pub layout: &'a Layout,
    /// The output folder; `None` where nothing is published.
    pub target: Option<&'a Path>,
}

impl Record {
    /// The record of the last build, if a build of now would find and make the very same.
    pub fn recall(place: RecordPlace<'_>, settings: Digest) -> Result<Option<Recalled>, MachineError> {
        let known = cache::load(&place.file()).and_then(|body| serde_json::from_slice::<Self>(&body).ok());
        let Some(known) = known.filter(|known| known.settings == settings) else { return Ok(None) };
        let Some(inputs) = known.inputs.renewed_inputs(place.layout)? else { return Ok(None) };
        let is_there = place.target.is_none_or(|target| target.join(MANIFEST).exists());
        let outputs = known.outputs.renewed(place.target.unwrap_or(Path::new(""))).filter(|_| is_there);
        let Some(outputs) = outputs else { return Ok(Some(Recalled::Gone(Self { inputs, ..known }))) };
        let is_newer = inputs != known.inputs || outputs != known.outputs;
        let now = Self { inputs, outputs, ..known };
        if is_newer {
            now.keep(place);
        }
        Ok(Some(Recalled::Standing(now)))
    }

    /// Puts all files of the site into a sink: those that a store has, and copies of inputs. Where one is nowhere any more,
    /// the answer is `false` and some of the others may have been put.
    pub fn restore(&self, layout: &Layout, store: &Store, sink: &impl Sink) -> Result<bool, MachineError> {
        let inputs: HashMap<Digest, &str> = self.inputs.digests().map(|(path, digest)| (digest, path)).collect();
        let files: Vec<_> = self.outputs.digests().filter(|(path, _)| *path != MANIFEST).collect();
        if !files.iter().all(|(_, digest)| store.has(*digest) || inputs.contains_key(digest)) {
            return Ok(false);
        }
        let restore = |&(path, digest): &(&str, Digest)| {
            let copy = || inputs.get(&digest).map(|path| Content::CopyOf(layout.root.join(path)));
            let content = store.get(digest).map(|bytes| Content::Bytes(bytes.into())).or_else(copy);
            let Some(content) = content else { return Ok(false) };
            sink.put(OutputFile { path: path.to_owned(), content, digest }).map(|()| true)
        };
        let restored: Vec<bool> = files.par_iter().map(restore).collect::<Result<_, MachineError>>()?;
        Ok(restored.into_iter().all(|is_put| is_put))
    }

    /// Keeps the record for the next build.
    ///
    /// # Panics
    ///
    /// Never: a record always serialises.
    pub fn keep(&self, place: RecordPlace<'_>) {
        cache::store(&place.file(), &serde_json::to_vec(self).expect("a record always serialises"));
    }
}

impl RecordPlace<'_> {
    fn file(self) -> PathBuf {
        let target = self.target.map(cache::true_name).unwrap_or_default();
        let subject = format!("{}\n{target}", cache::true_name(&self.layout.root));
        self.cache.place("build", &subject, "json")
    }
}
