//! Entries of lists that mean something: the links in a line, and what stands behind each of them.

use crate::document::{Inline, plain_text};
use crate::text::TextRange;

/// The links of a line in order, each with the words up to the next one.
pub(super) fn links(content: &[Inline]) -> Vec<(usize, String)> {
    let mut links: Vec<(usize, String)> = Vec::new();
    for inline in content {
        match (link(inline), links.last_mut()) {
            (Some(link), _) => links.push((link, String::new())),
            (None, Some((_, behind))) => behind.push_str(&plain_text(std::slice::from_ref(inline))),
            (None, None) => {}
        }
    }
    links
}

/// The link that a part of a line is, also in bold or italics.
pub(super) fn link(inline: &Inline) -> Option<usize> {
    match inline {
        Inline::Link { link, .. } => Some(*link),
        Inline::Strong(content) | Inline::Emphasis(content) => match content.as_slice() {
            [only] => link(only),
            _ => None,
        },
        _ => None,
    }
}

/// Where words stand behind a link in the text of a file, at `end` at the latest; the place of the link where they
/// are written otherwise.
pub(super) fn place_behind(text: &str, link: TextRange, words: &str, end: u32) -> TextRange {
    let rest = text.get(link.end as usize..end as usize).unwrap_or_default();
    rest.find(words).map_or(link, |at| TextRange::new(at, at + words.len()).shifted(link.end as usize))
}
