//! Highlighted code on the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::cache::{self, CacheFolder};
use crate::highlight::HighlightedCode;
use crate::text::Digest;

/// What earlier runs of the program highlighted of a project's code.
pub fn load(folder: &CacheFolder, project: &Path) -> HighlightedCode {
    let code = HighlightedCode::default();
    let known = cache::load(&place(folder, project)).and_then(|body| serde_json::from_slice(&body).ok());
    let (program, entries): (Digest, BTreeMap<Digest, String>) = known.unwrap_or_default();
    if program == folder.program() {
        for (key, html) in entries {
            code.insert(key, html.into());
        }
    }
    code
}

/// Keeps highlighted code for the next run.
///
/// # Panics
///
/// Never: texts always serialise.
pub fn store(folder: &CacheFolder, project: &Path, code: &HighlightedCode) {
    let blocks = code.entries();
    let entries: BTreeMap<Digest, &str> = blocks.iter().map(|(key, html)| (*key, html.as_ref())).collect();
    let body = serde_json::to_vec(&(folder.program(), entries)).expect("texts always serialise");
    cache::store(&place(folder, project), &body);
}

/// One file for each project.
fn place(folder: &CacheFolder, project: &Path) -> PathBuf {
    folder.place("code", &cache::true_name(project), "json")
}
