//! What somebody typed, taken apart: words, phrases in quotes, and facets (`kind:role`).

use super::words::{Compound, compounds};

/// The most characters of a query that are read, and the most words: more is a page pasted into the field.
const MOST_CHARACTERS: usize = 1000;
const MOST_WORDS: usize = 24;

/// A query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, each once.
    pub words: Vec<Wanted>,
    /// What stands in quotes, as words in their order.
    pub phrases: Vec<Vec<String>>,
    /// Facets with the value that is asked for.
    pub facets: Vec<(String, String)>,
}

/// A word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The word, folded.
    pub word: String,
    /// The longer word of which it is written as a part.
    pub whole: Option<String>,
    /// Whether it may go on: it is the last one, and no space stands behind it.
    pub is_open: bool,
    /// Whether it stands in quotes.
    pub is_quoted: bool,
}

impl Query {
    /// Reads a query; `facets` are the names that can stand before a colon.
    pub fn parse(text: &str, facets: &[String]) -> Self {
        let text: String = text.chars().take(MOST_CHARACTERS).map(plain_quote).collect();
        let mut query = Self::default();
        let mut parts = Parts { rest: &text };
        let mut is_open = false;
        while let Some(part) = parts.next(facets) {
            is_open = false;
            match part {
                Part::Facet(name, value) => query.facets.push((name.to_owned(), value.to_owned())),
                Part::Quoted(text) => {
                    let found = compounds(text);
                    let words: Vec<String> = found.iter().flat_map(|compound| compound.parts.clone()).collect();
                    query.add(found, true);
                    if !words.is_empty() {
                        query.phrases.push(words);
                    }
                }
                Part::Text(text) => {
                    let found = compounds(text);
                    is_open = found.last().is_some_and(|last| last.end == text.len());
                    query.add(found, false);
                }
            }
        }
        if let Some(last) = query.words.last_mut() {
            last.is_open = is_open;
        }
        query
    }

    fn add(&mut self, found: Vec<Compound>, is_quoted: bool) {
        for compound in found {
            for word in compound.parts {
                let before = self.words.iter().position(|wanted| wanted.word == word);
                // The last one is the open one, wherever the word stood before.
                let before = before.map(|at| self.words.remove(at));
                let is_quoted = is_quoted || before.is_some_and(|wanted| wanted.is_quoted);
                if self.words.len() < MOST_WORDS {
                    self.words.push(Wanted { word, whole: compound.whole.clone(), is_open: false, is_quoted });
                }
            }
        }
    }
}

fn plain_quote(c: char) -> char {
    if matches!(c, '“' | '”' | '„' | '«' | '»') { '"' } else { c }
}

enum Part<'a> {
    Text(&'a str),
    Quoted(&'a str),
    Facet(&'a str, &'a str),
}

struct Parts<'a> {
    rest: &'a str,
}

impl<'a> Parts<'a> {
    /// The next part: what stands in quotes, a facet, or everything up to the space behind the next word.
    fn next(&mut self, facets: &[String]) -> Option<Part<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        if let Some(rest) = self.rest.strip_prefix('"') {
            return Some(Part::Quoted(self.take(rest, '"')));
        }
        if let Some((name, rest)) = self.rest.split_once(':')
            && facets.iter().any(|facet| facet == name)
        {
            let value = match rest.strip_prefix('"') {
                Some(rest) => self.take(rest, '"'),
                None => self.take(rest, ' '),
            };
            return Some(Part::Facet(name, value));
        }
        let space = self.rest.find(' ').map_or(self.rest.len(), |at| at + 1);
        let end = self.rest[..space].find('"').unwrap_or(space);
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Part::Text(text))
    }

    /// What stands before a sign, or everything; the rest begins behind the sign.
    fn take(&mut self, text: &'a str, sign: char) -> &'a str {
        let (taken, rest) = text.split_once(sign).unwrap_or((text, ""));
        self.rest = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_phrases_and_words_stand_in_any_order() {
        let query = Query::parse("kind:role \"error budget\" on-ca", &["kind".to_owned()]);
        let words: Vec<(&str, bool)> = query.words.iter().map(|word| (word.word.as_str(), word.is_open)).collect();
        assert_eq!(words, [("error", false), ("budget", false), ("on", false), ("ca", true)]);
        assert_eq!(query.phrases, [["error", "budget"]]);
        assert_eq!(query.facets, [("kind".to_owned(), "role".to_owned())]);
    }

    #[test]
    fn a_word_with_a_space_behind_it_is_whole() {
        assert!(!Query::parse("deploy ", &[]).words[0].is_open);
    }
}
