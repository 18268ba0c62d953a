//! Values that nobody may read: they are taken out of everything before it leaves the runner.

use std::collections::BTreeSet;

/// What stands in the place of a secret.
pub const MASK: &str = "•••";

/// Secret values.
#[derive(Clone, Default)]
pub struct Secrets(BTreeSet<Vec<u8>>);

impl Secrets {
    /// Adds a value; each line of it is a secret, too.
    pub fn insert(&mut self, value: &str) {
        let lines = value.lines().map(str::trim).chain([value]);
        self.0.extend(lines.filter(|line| !line.is_empty()).map(|line| line.as_bytes().to_vec()));
    }

    /// The length of the longest, in bytes.
    pub fn longest(&self) -> usize {
        self.0.iter().map(Vec::len).max().unwrap_or_default()
    }

    /// Bytes with the mask in the place of every secret; of two that begin at the same place, the longer one.
    pub fn hide(&self, bytes: &[u8]) -> Vec<u8> {
        let mut hidden = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while at < bytes.len() {
            let here = self.0.iter().filter(|secret| bytes[at..].starts_with(secret)).map(Vec::len).max();
            if let Some(length) = here {
                hidden.extend_from_slice(MASK.as_bytes());
                at += length;
            } else {
                hidden.push(bytes[at]);
                at += 1;
            }
        }
        hidden
    }

    /// The same for text.
    pub fn hide_text(&self, text: &str) -> String {
        // Whole secrets are replaced by text, and they are text themselves.
        String::from_utf8_lossy(&self.hide(text.as_bytes())).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_of_two_secrets_is_hidden_whole() {
        let mut secrets = Secrets::default();
        secrets.insert("token");
        secrets.insert("token-2");
        assert_eq!(secrets.hide_text("a token, token-2 and a tok"), "a •••, ••• and a tok");
    }
}
