//! Tags: the words that pages are filed under, each of them one thing in whatever way it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::handbook::{Handbook, PageIx};
use crate::text::{nfc, slug};

/// The tags of a handbook, by their slugs.
#[derive(Debug, Default)]
pub struct Tags(BTreeMap<String, Tag>);

/// A tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// The spelling that most pages use; of two as common the one that comes first.
    pub name: String,
    /// The pages that have it, in the order of the handbook.
    pub pages: BTreeSet<PageIx>,
}

impl Tags {
    /// The tags of all pages that somebody wrote. A word without any letter or digit is no tag.
    pub(super) fn of_handbook(handbook: &Handbook) -> Self {
        let mut found: BTreeMap<String, (BTreeMap<&str, usize>, BTreeSet<PageIx>)> = BTreeMap::new();
        for (ix, page) in handbook.pages.each().filter(|(_, page)| !page.is_generated) {
            for (written, _) in page.typed.texts("tags") {
                let (spellings, pages) = found.entry(tag_slug(written)).or_default();
                *spellings.entry(written).or_default() += 1;
                pages.insert(ix);
            }
        }
        found.remove("");
        let tag = |(slug, (spellings, pages)): (String, (BTreeMap<&str, usize>, BTreeSet<PageIx>))| {
            let most = spellings.iter().rev().max_by_key(|(_, count)| **count);
            let name = most.map(|(spelling, _)| (*spelling).to_owned()).unwrap_or_default();
            (slug, Tag { name, pages })
        };
        Self(found.into_iter().map(tag).collect())
    }

    /// Whether no page has one.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tag that is meant by a spelling, with its slug.
    pub fn find(&self, written: &str) -> Option<(&str, &Tag)> {
        self.0.get_key_value(&tag_slug(written)).map(|(slug, tag)| (slug.as_str(), tag))
    }

    /// Every tag with its slug, in the order of those.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tag)> {
        self.0.iter().map(|(slug, tag)| (slug.as_str(), tag))
    }
}

/// The form that all spellings of a tag share, for its address: letters and digits in lower case with single hyphens
/// between its words, so that it begins with no hyphen and holds no `_`.
///
/// `C`, `C++` and `C#` are three languages: the signs count as words.
fn tag_slug(tag: &str) -> String {
    let words =
        nfc(tag.trim_start_matches('#')).replace('+', " plus ").replace('#', " sharp ").replace(['/', '_', '&'], " ");
    slug(&words).split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::tag_slug;

    #[test]
    fn spellings_of_one_tag_share_a_slug_and_languages_keep_theirs() {
        for (tag, expected) in [
            ("Kubernetes", "kubernetes"),
            ("CI/CD", "ci-cd"),
            ("ci_cd", "ci-cd"),
            ("#on call", "on-call"),
            ("Node.js", "nodejs"),
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("U\u{308}ber", "über"),
            ("!", ""),
        ] {
            assert_eq!(tag_slug(tag), expected, "slug of {tag:?}");
        }
    }
}
