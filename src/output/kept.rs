//! What one run leaves for a later one.

use crate::text::Digest;

/// Where results of earlier runs of this program lie, each by the digest of what it was made from or of what it is.
///
/// Whatever is there is right, and anything may be gone.
pub trait Kept: Send + Sync {
    /// What was put under a key.
    fn get(&self, key: Digest) -> Option<Vec<u8>>;

    /// Keeps something under a key, for this run and later ones.
    fn put(&self, key: Digest, value: &[u8]);
}
