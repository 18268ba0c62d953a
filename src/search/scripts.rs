//! Files of the index as scripts, made anew only where no earlier run has made the same one.

use super::encode::call;
use crate::output::Kept;
use crate::text::{Bytes, Digest};

/// Makes scripts, or finds those of earlier runs: most of an index stays as it is when a page changes.
#[derive(Clone, Copy)]
pub(super) struct Scripts<'a>(pub(super) Option<&'a dyn Kept>);

impl Scripts<'_> {
    /// The script that brings `bytes` to the page under a name.
    pub(super) fn call(self, name: &str, bytes: &[u8]) -> Bytes {
        let Some(kept) = self.0 else { return call(name, bytes).into() };
        let key = Digest::of_value(&("script", name, bytes));
        let known = kept.get(key).and_then(|digest| kept.get(Digest::from_bytes(digest.try_into().ok()?)));
        let make = || {
            let script = Bytes::from(call(name, bytes));
            // The script itself is kept where it is put.
            kept.put(key, &Digest::of(&script).to_bytes());
            script
        };
        known.map_or_else(make, Bytes::from)
    }
}
