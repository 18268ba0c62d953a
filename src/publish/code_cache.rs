//! Highlighted code on the disk: the one thing that is worth keeping between two runs.
//!
//! Deleting the folder is always safe. A file that is not whole, or that another version wrote, is ignored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::highlight::{HighlightedCode, VERSION};
use crate::text::Digest;

/// What the cache of a project was, or why it is not used.
pub fn load(folder: &Path, project: &Path) -> HighlightedCode {
    let code = HighlightedCode::default();
    let Ok(bytes) = fs::read(file(folder, project)) else { return code };
    let Some((digest, body)) = bytes.split_at_checked(DIGEST_LENGTH) else { return code };
    if digest != Digest::of(body).to_string().as_bytes() {
        return code;
    }
    let entries: BTreeMap<String, String> = serde_json::from_slice(body).unwrap_or_default();
    for (key, html) in entries {
        if let Some(key) = Digest::parse(&key) {
            code.insert(key, html.into());
        }
    }
    code
}

/// Hexadecimal digits of a digest, which stands before the entries.
const DIGEST_LENGTH: usize = 32;

/// Keeps highlighted code for the next run. A cache that cannot be written costs time, nothing else.
///
/// # Panics
///
/// Never: texts always serialise.
pub fn store(folder: &Path, project: &Path, code: &HighlightedCode) {
    let blocks = code.entries();
    let entries: BTreeMap<String, &str> = blocks.iter().map(|(key, html)| (key.to_string(), html.as_ref())).collect();
    let body = serde_json::to_vec(&entries).expect("texts always serialise");
    let path = file(folder, project);
    let unfinished = path.with_extension(format!("{}.new", std::process::id()));
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(&unfinished, [Digest::of(&body).to_string().as_bytes(), &body].concat())?;
        fs::rename(&unfinished, &path)
    };
    if write().is_err() {
        let _ = fs::remove_file(&unfinished);
    }
}

/// One file for each project and version.
fn file(folder: &Path, project: &Path) -> PathBuf {
    let project = fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
    let name = Digest::of(project.to_string_lossy().as_bytes()).short(16);
    folder.join(format!("code-{}-{VERSION}-{name}.json", env!("CARGO_PKG_VERSION")))
}
