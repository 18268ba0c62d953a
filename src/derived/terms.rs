//! Terms of the glossary in running text: where a page uses one for the first time.

use std::collections::{BTreeSet, HashMap};

use crate::document::{Block, Inline, Tree};
use crate::handbook::{Handbook, PageIx};

/// The names of some terms, to be found in text.
#[derive(Debug, Default)]
pub struct Terms<T> {
    /// The names by their first word in lower case, longer names first.
    by_first_word: HashMap<String, Vec<Name<T>>>,
}

#[derive(Debug)]
struct Name<T> {
    text: String,
    term: T,
}

/// A name found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// Where it begins.
    pub start: usize,
    /// Where it ends, a plural `s` included.
    pub end: usize,
    /// Whose name it is.
    pub term: T,
}

impl<T: Copy> Terms<T> {
    /// Names with what they stand for.
    pub fn new<'a>(names: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let mut by_first_word: HashMap<String, Vec<Name<T>>> = HashMap::new();
        let mut names: Vec<(&str, T)> = names.into_iter().collect();
        names.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        for (text, term) in names {
            let first = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
            if let Some(first) = first.filter(|first| text.starts_with(first)) {
                by_first_word.entry(first.to_lowercase()).or_default().push(Name { text: text.to_owned(), term });
            }
        }
        Self { by_first_word }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_first_word.is_empty()
    }

    /// The first name at or behind `from`, where no word goes on, whose term `is_wanted`.
    pub fn find(&self, text: &str, from: usize, is_wanted: impl Fn(T) -> bool) -> Option<Found<T>> {
        if self.is_empty() {
            return None;
        }
        for (start, word) in words(&text[from..]).map(|(start, word)| (from + start, word)) {
            let plural = word.strip_suffix('s').unwrap_or(word);
            for word in [word, plural] {
                let names = self.by_first_word.get(&word.to_lowercase()).map(Vec::as_slice).unwrap_or_default();
                let found = names.iter().find_map(|name| Some((name, name_end(&text[start..], &name.text)?)));
                if let Some((name, length)) = found.filter(|(name, _)| is_wanted(name.term)) {
                    return Some(Found { start, end: start + length, term: name.term });
                }
            }
        }
        None
    }
}

/// The words of a text, each with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphanumeric()).filter_map(move |word| {
        let start = at;
        at += word.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

/// How long a name is at the beginning of a text, with a plural `s`; `None` where it does not stand there.
///
/// Acronyms count in capitals only: "it" is no "IT".
fn name_end(text: &str, name: &str) -> Option<usize> {
    let is_acronym = name.chars().all(|c| !c.is_lowercase());
    let mut rest = text.chars();
    for wanted in name.chars() {
        let found = rest.next()?;
        let is_same = found == wanted || (!is_acronym && found.to_lowercase().eq(wanted.to_lowercase()));
        if !is_same {
            return None;
        }
    }
    let after = rest.as_str();
    let after = after.strip_prefix('s').filter(|_| name.ends_with(char::is_alphanumeric)).unwrap_or(after);
    (!after.starts_with(char::is_alphanumeric)).then(|| text.len() - after.len())
}

/// The names of all terms of a handbook: titles, aliases and the words behind acronyms.
pub(super) fn of_handbook(handbook: &Handbook) -> Terms<PageIx> {
    let terms = handbook.pages.each().filter(|(_, page)| page.typed.is_explicit && page.typed.kind == "term");
    Terms::new(terms.flat_map(|(ix, page)| {
        let names = page.aliases().chain([page.title.as_str()]).chain(page.typed.text("expands"));
        names.map(move |name| (name, ix))
    }))
}

/// The terms that a page's text uses, but for those that `is_left_out`.
pub(super) fn used(terms: &Terms<PageIx>, tree: &Tree, is_left_out: impl Fn(PageIx) -> bool) -> Vec<PageIx> {
    let mut used = BTreeSet::new();
    each_text(&tree.blocks, &mut |text| {
        let mut from = 0;
        while let Some(found) = terms.find(text, from, |term| !is_left_out(term)) {
            used.insert(found.term);
            from = found.end;
        }
    });
    used.into_iter().collect()
}

/// Calls `visit` with each text in which a term can become a link.
fn each_text(blocks: &[Block], visit: &mut impl FnMut(&str)) {
    for block in blocks {
        match block {
            Block::Paragraph(content) | Block::Plain(content) => each_inline(content, visit),
            Block::Quote { blocks, .. } => each_text(blocks, visit),
            Block::List { items, .. } => items.iter().for_each(|item| each_text(&item.blocks, visit)),
            Block::Definitions(entries) => {
                entries.iter().flat_map(|entry| &entry.details).for_each(|blocks| each_text(blocks, visit));
            }
            Block::Table(table) => {
                table.rows.iter().flatten().for_each(|cell| each_inline(cell, visit));
            }
            Block::Heading(_) | Block::Code(_) | Block::Html(_) | Block::View(_) | Block::Rule => {}
        }
    }
}

fn each_inline(content: &[Inline], visit: &mut impl FnMut(&str)) {
    for inline in content {
        match inline {
            Inline::Text(text) => visit(text),
            Inline::Emphasis(content) | Inline::Strong(content) => each_inline(content, visit),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Terms;

    fn found(names: &[&str], text: &str) -> Option<String> {
        let terms = Terms::new(names.iter().map(|name| (*name, ())));
        terms.find(text, 0, |()| true).map(|found| text[found.start..found.end].to_owned())
    }

    #[test]
    fn a_name_is_found_as_a_whole_word_in_any_case_and_in_the_plural() {
        assert_eq!(found(&["golden path"], "Two Golden Paths lead there").as_deref(), Some("Golden Paths"));
        assert_eq!(found(&["toil"], "toilet, then toil.").as_deref(), Some("toil"));
        assert_eq!(found(&["SLO"], "slo, SLOs").as_deref(), Some("SLOs"));
        assert_eq!(found(&["path", "path of paths"], "a path of paths").as_deref(), Some("path of paths"));
        assert_eq!(found(&["ÜBUNG"], "die Übung"), None);
        assert_eq!(found(&["Übung"], "die übung, ja").as_deref(), Some("übung"));
    }
}
