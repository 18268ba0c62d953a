//! Files that are worth keeping between two runs.
//!
//! Deleting the folder is always safe. A file that is not whole, or that another program wrote, is ignored; one that
//! cannot be written costs time, nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use super::target;
use crate::source;
use crate::text::Digest;

/// Hexadecimal digits of a digest, which stands before what a file keeps.
const DIGEST_LENGTH: usize = 32;

/// How many digits of a digest stand in the name of a file.
pub(super) const SUBJECT_LENGTH: usize = 16;

/// A folder for what one run leaves to the next, and the program whose runs they are.
#[derive(Clone, Debug)]
pub struct CacheFolder {
    pub(super) path: PathBuf,
    pub(super) program: Digest,
}

impl CacheFolder {
    /// A folder for the runs of the program in a file; `None` where the program cannot be told from another one.
    ///
    /// A program is known by its bytes, so that a copy of it is the same one. They are read once for each copy.
    pub fn of_program(path: PathBuf, file: &Path) -> Option<Self> {
        let place = place(&path, "program", &true_name(file), "json");
        let known = load(&place).and_then(|body| serde_json::from_slice(&body).ok());
        let found = source::program(file, known)?;
        if known != Some(found) {
            store(&place, &serde_json::to_vec(&found).expect("digests always serialise"));
        }
        Some(Self { path, program: found.digest })
    }

    /// The program.
    pub fn program(&self) -> Digest {
        self.program
    }

    /// The place of what is kept of `subject` under a name that says what it is.
    pub(super) fn place(&self, name: &str, subject: &str, extension: &str) -> PathBuf {
        place(&self.path, name, subject, extension)
    }
}

fn place(folder: &Path, name: &str, subject: &str, extension: &str) -> PathBuf {
    let subject = Digest::of(subject.as_bytes()).short(SUBJECT_LENGTH);
    folder.join(format!("{name}-{subject}.{extension}"))
}

/// A folder as part of a subject, by its one true name, which it has before it is made.
pub(super) fn true_name(folder: &Path) -> String {
    let to_be = || {
        let (parent, name) = target::split(folder);
        fs::canonicalize(parent).map(|parent| parent.join(name))
    };
    let name = fs::canonicalize(folder).or_else(|_| to_be());
    name.unwrap_or_else(|_| folder.to_owned()).to_string_lossy().into_owned()
}

/// What a file keeps, if it is whole.
pub(super) fn load(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = fs::read(path).ok()?;
    let body = if bytes.len() < DIGEST_LENGTH { return None } else { bytes.split_off(DIGEST_LENGTH) };
    (Digest::of(&body).to_string().as_bytes() == bytes).then_some(body)
}

/// Keeps something, in one step.
pub(super) fn store(path: &Path, body: &[u8]) {
    let _ = super::replace(path, [Digest::of(body).to_string().as_bytes(), body].concat());
}
