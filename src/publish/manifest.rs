//! What in an output folder is ours: the list that stands in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::PublishError;
use super::target::{self, Refusal};
use crate::source::{MANIFEST, MachineError};
use crate::text::Digest;

/// The form of the list; another number is a list that this program does not know.
const VERSION: u32 = 1;

/// The files that a build wrote, with their digests.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<String, Digest>,
}

#[derive(Serialize, Deserialize)]
struct Written<F> {
    roadbook: u32,
    files: F,
}

impl Manifest {
    /// Reads the list of an output folder; a folder without one must be empty but for dotfiles.
    pub(super) fn read(folder: &Path) -> Result<Self, PublishError> {
        if !folder.exists() {
            return Ok(Self::default());
        }
        let foreign = || PublishError::Refused(Refusal::NotOurs(folder.to_owned()));
        let path = folder.join(MANIFEST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                let is_empty = target::files(folder)?.iter().all(|path| path.starts_with('.'));
                return if is_empty { Ok(Self::default()) } else { Err(foreign()) };
            }
            Err(cause) if cause.kind() == ErrorKind::InvalidData => return Err(foreign()),
            Err(cause) => return Err(MachineError::on("read", &path)(cause).into()),
        };
        let written: Written<BTreeMap<String, String>> = serde_json::from_str(&text).map_err(|_| foreign())?;
        if written.roadbook != VERSION {
            return Err(foreign());
        }
        let files = written.files.into_iter().filter(|(path, _)| target::is_below(path));
        let files = files.map(|(path, digest)| (path, Digest::parse(&digest).unwrap_or_default()));
        Ok(Self { files: files.collect() })
    }

    /// The list as it is written.
    pub(super) fn text(&self) -> String {
        let written = Written { roadbook: VERSION, files: &self.files };
        serde_json::to_string_pretty(&written).expect("texts always serialise") + "\n"
    }
}
