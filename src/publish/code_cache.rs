//! Highlighted code on the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::cache;
use crate::highlight::{HighlightedCode, VERSION};
use crate::text::Digest;

/// What earlier runs highlighted of a project's code.
pub fn load(folder: &Path, project: &Path) -> HighlightedCode {
    let code = HighlightedCode::default();
    let entries: BTreeMap<Digest, String> =
        cache::load(&place(folder, project)).and_then(|body| serde_json::from_slice(&body).ok()).unwrap_or_default();
    for (key, html) in entries {
        code.insert(key, html.into());
    }
    code
}

/// Keeps highlighted code for the next run.
///
/// # Panics
///
/// Never: texts always serialise.
pub fn store(folder: &Path, project: &Path, code: &HighlightedCode) {
    let blocks = code.entries();
    let entries: BTreeMap<Digest, &str> = blocks.iter().map(|(key, html)| (*key, html.as_ref())).collect();
    cache::store(&place(folder, project), &serde_json::to_vec(&entries).expect("texts always serialise"));
}

/// One file for each project and version.
fn place(folder: &Path, project: &Path) -> PathBuf {
    cache::place(folder, &format!("code-{VERSION}"), &cache::true_name(project), "json")
}
