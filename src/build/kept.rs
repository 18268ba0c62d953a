//! Pages and indexes of earlier runs.

use std::collections::BTreeMap;

use super::pages::MadePage;
use crate::diag::{Diagnostic, Noted};
use crate::output::{Content, Kept, OutputFile};
use crate::render::RenderedPage;
use crate::search::HeldEntry;
use crate::text::{Digest, UrlPath};

/// The page that an earlier run made under a key; `read` makes of bytes what search knows of it.
pub(super) fn page(
    kept: &dyn Kept,
    key: Digest,
    url: &UrlPath,
    read: impl FnOnce(&[u8]) -> Option<HeldEntry>,
) -> Option<Noted<MadePage>> {
    let value = kept.get(key)?;
    let ((digest, notes), entry): ((Digest, Vec<Diagnostic>), _) = postcard::take_from_bytes(&value).ok()?;
    let html = kept.get(digest)?.into();
    let entry = read(entry)?;
    let rendered = RenderedPage { url: url.clone(), html, digest };
    Some(Noted::new(MadePage { rendered, entry }, notes))
}

/// Keeps a page under a key.
///
/// # Panics
///
/// Never: a page always serialises.
pub(super) fn keep_page(kept: &dyn Kept, key: Digest, Noted { value: page, notes }: &Noted<MadePage>) {
    // What cannot be read back is told where the index is made.
    let Ok(entry) = page.entry.to_bytes() else { return };
    kept.put(page.rendered.digest, &page.rendered.html);
    let mut value = postcard::to_stdvec(&(page.rendered.digest, notes)).expect("a page always serialises");
    value.extend(entry);
    kept.put(key, &value);
}

/// The files that an earlier run made under a key.
pub(super) fn files(kept: &dyn Kept, key: Digest) -> Option<Vec<OutputFile>> {
    let names: BTreeMap<String, Digest> = postcard::from_bytes(&kept.get(key)?).ok()?;
    let file = |(path, digest)| Some(OutputFile { path, digest, content: Content::Bytes(kept.get(digest)?.into()) });
    names.into_iter().map(file).collect()
}

/// Keeps the names of files under a key, each with its digest; what they hold is kept where they are put.
///
/// # Panics
///
/// Never: names always serialise.
pub(super) fn keep_files(kept: &dyn Kept, key: Digest, names: &BTreeMap<String, Digest>) {
    kept.put(key, &postcard::to_stdvec(names).expect("names always serialise"));
}
