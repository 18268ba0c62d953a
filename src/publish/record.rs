//! The record of the last build: what it was made from and what it made, so that a build with nothing new ends after a
//! look at the files.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Published, cache};
use crate::build::Stats;
use crate::diag::Diagnostic;
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

/// Where a record lies: one for each project and output folder, of which the last build takes the place of the one before.
#[derive(Clone, Copy, Debug)]
pub struct RecordPlace<'a> {
    /// The folder of the cache.
    pub cache: &'a Path,
    /// Where the inputs lie.
    pub layout: &'a Layout,
    /// The output folder; `None` where nothing is published.
    pub target: Option<&'a Path>,
}

impl Record {
    /// The record of the last build, if a build of now would find and make the very same.
    pub fn recall(place: RecordPlace<'_>, settings: Digest) -> Result<Option<Self>, MachineError> {
        // Without the site all of it is to be written, whatever has changed.
        if place.target.is_some_and(|target| !target.join(MANIFEST).exists()) {
            return Ok(None);
        }
        let known = cache::load(&place.file()).and_then(|body| serde_json::from_slice::<Self>(&body).ok());
        let Some(known) = known.filter(|known| known.settings == settings) else { return Ok(None) };
        let Some(inputs) = known.inputs.renewed_inputs(place.layout)? else { return Ok(None) };
        let Some(outputs) = known.outputs.renewed(place.target.unwrap_or(Path::new(""))) else { return Ok(None) };
        let is_newer = inputs != known.inputs || outputs != known.outputs;
        let now = Self { inputs, outputs, ..known };
        if is_newer {
            now.keep(place);
        }
        Ok(Some(now))
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
        cache::place(self.cache, "build", &format!("{}\n{target}", cache::true_name(&self.layout.root)))
    }
}
