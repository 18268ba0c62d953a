//! Files that are worth keeping between two runs.
//!
//! Deleting the folder is always safe. A file that is not whole, or that another version wrote, is ignored; one that
//! cannot be written costs time, nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use super::target;
use crate::text::Digest;

/// Hexadecimal digits of a digest, which stands before what a file keeps.
const DIGEST_LENGTH: usize = 32;

/// The place of what this version of the program keeps of `subject` under a name that says what it is.
pub(super) fn place(folder: &Path, name: &str, subject: &str, extension: &str) -> PathBuf {
    let subject = Digest::of(subject.as_bytes()).short(16);
    folder.join(format!("{name}-{}-{subject}.{extension}", env!("CARGO_PKG_VERSION")))
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
