//! Names for headings and files, made from what people write.

use std::collections::HashMap;

/// The id that GitHub gives a heading: lower case, spaces as `-`, only letters, digits, `-` and `_` kept.
///
/// The rule is that of GitHub's `TableOfContentsFilter` (`html-pipeline`): what is no word character,
/// space or hyphen is dropped, then each space becomes a hyphen.
pub fn slug(text: &str) -> String {
    let text = text.trim();
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(c),
            _ if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if c.is_ascii() => {}
            _ => slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric() || is_mark(*c))),
        }
    }
    slug
}

/// Combining marks belong to the letter before them: Devanagari and decomposed accents need them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Gives each heading of a page an id of its own.
#[derive(Default)]
pub struct Slugs {
    seen: HashMap<String, usize>,
}

impl Slugs {
    /// Takes an id as it stands; `false` if the page has it already.
    pub fn reserve(&mut self, id: &str) -> bool {
        if self.seen.contains_key(id) {
            return false;
        }
        self.seen.insert(id.to_owned(), 0);
        true
    }

    /// An id for a heading's text: GitHub's, with `-1`, `-2` … behind it until it is free.
    ///
    /// A heading without any word character is called `section`.
    pub fn unique(&mut self, text: &str) -> String {
        let mut base = slug(text);
        if base.is_empty() {
            base.push_str("section");
        }
        if self.reserve(&base) {
            return base;
        }
        loop {
            let count = self.seen.entry(base.clone()).or_default();
            *count += 1;
            let candidate = format!("{base}-{count}");
            if !self.seen.contains_key(&candidate) {
                self.seen.insert(candidate.clone(), 0);
                return candidate;
            }
        }
    }
}

/// A title from a file or folder name: `roll-back_a_release` becomes `Roll back a release`.
pub fn humanise(name: &str) -> String {
    let is_space = |c: char| matches!(c, '-' | '_') || c.is_whitespace();
    let mut words = name.trim_matches(is_space).chars();
    let Some(first) = words.next() else { return name.to_owned() };
    let spaced = words.map(|c| if matches!(c, '-' | '_') { ' ' } else { c });
    first.to_uppercase().chain(spaced).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
        for (text, expected) in [
            ("Add a queue", "add-a-queue"),
            ("What's new in 2.0?", "whats-new-in-20"),
            ("CI/CD & you", "cicd--you"),
            ("snake_case stays", "snake_case-stays"),
            ("Über uns – 日本語", "über-uns--日本語"),
        ] {
            assert_eq!(slug(text), expected, "slug of {text:?}");
        }
    }

    #[test]
    fn equal_headings_get_numbers_and_never_meet() {
        let mut slugs = Slugs::default();
        let ids: Vec<_> = ["Step", "Step-1", "Step", "Step", "!"].map(|text| slugs.unique(text)).into();
        assert_eq!(ids, ["step", "step-1", "step-2", "step-3", "section"]);
    }
}
