//! Values that nobody may read: they are taken out of everything before it leaves the runner.

use std::collections::BTreeSet;

use super::capture::printable;

/// What stands in the place of a secret.
pub const MASK: &str = "•••";

/// Secret values.
#[derive(Clone, Default)]
pub struct Secrets(BTreeSet<String>);

impl Secrets {
    /// Adds a value; each line of it is a secret, too, as it is and as it is shown.
    pub fn insert(&mut self, value: &str) {
        let lines = value.lines().map(str::trim).chain([value]).filter(|line| !line.is_empty());
        self.0.extend(lines.flat_map(|line| [line.to_owned(), printable(line.as_bytes())]));
    }

    /// Text with the mask in the place of every secret.
    pub fn hide(&self, text: &str) -> String {
        self.replace(text, MASK)
    }

    /// Text with other text in the place of every secret; of two that begin at the same place, the longer one.
    pub fn replace(&self, text: &str, with: &str) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            let here = self.0.iter().filter(|secret| rest.starts_with(secret.as_str())).map(String::len).max();
            replaced.push_str(if here.is_some() { with } else { &rest[..next.len_utf8()] });
            rest = &rest[here.unwrap_or(next.len_utf8())..];
        }
        replaced
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
        assert_eq!(secrets.hide("a token, token-2 and a tok"), "a •••, ••• and a tok");
    }

    #[test]
    fn a_secret_is_hidden_as_it_is_shown() {
        let mut secrets = Secrets::default();
        secrets.insert("CAN\u{1b}ARY");
        assert_eq!(secrets.hide(&printable(b"it is CAN\x1bARY")), "it is •••");
    }
}
