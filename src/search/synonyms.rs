//! Words that mean the same: from pages of terms, and from texts that say what a short name stands for.
//!
//! They are written into the index, so that a query finds either name and loads no more for it.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::PageEntry;
use super::words;
use crate::text::{ByName, ShortText};

/// A short name that a handbook gives to more long ones says too little of any.
const MOST_MEANINGS: usize = 3;

/// Other names by the words of the text.
#[derive(Debug, Default)]
pub struct Synonyms {
    /// By the first word of a long name: the other words of it, and its short name.
    long: ByName<u32, Vec<(Vec<u32>, u32)>>,
    /// The words that a short name stands for.
    short: ByName<u32, Vec<u32>>,
    /// Whether a word is either a short name or the first word of a long one: few are.
    is_named: Vec<bool>,
    spelled: BTreeMap<String, Vec<String>>,
}

/// A word that is meant where another stands.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The word.
    pub word: u32,
    /// Whether it is the short name of a long one that stands there in full.
    pub is_short: bool,
    /// Whether the long name stands right before its short one.
    pub is_definition: bool,
}

/// What short names stand for, by short name.
#[derive(Debug, Default)]
pub struct Meanings(BTreeMap<String, BTreeSet<Vec<String>>>);

impl Meanings {
    /// Adds what a page says.
    pub fn add(&mut self, entry: &PageEntry) {
        for pair in &entry.pairs {
            self.0.entry(pair.short.clone()).or_default().insert(pair.long.clone());
        }
        if entry.search.is_term {
            let names: Vec<Vec<String>> =
                [&entry.title].into_iter().chain(&entry.search.names).map(|name| words::words(name)).collect();
            for short in names.iter().filter(|name| name.len() == 1) {
                let others = names.iter().filter(|name| *name != short && !name.is_empty()).cloned();
                self.0.entry(short[0].clone()).or_default().extend(others);
            }
        }
    }
}

impl Synonyms {
    /// The other names of all pages; words are told by their places.
    pub fn new(Meanings(meanings): Meanings, by_word: &ByName<ShortText, u32>) -> Self {
        let mut synonyms = Self { is_named: vec![false; by_word.len()], ..Self::default() };
        for (short, longs) in meanings.into_iter().filter(|(_, longs)| longs.len() <= MOST_MEANINGS) {
            let Some(&word) = by_word.get(short.as_str()) else { continue };
            let places = |long: &Vec<String>| long.iter().map(|word| by_word.get(word.as_str()).copied()).collect();
            for long in &longs {
                let Some(places): Option<Vec<u32>> = places(long) else { continue };
                synonyms.is_named[word as usize] = true;
                synonyms.is_named[places[0] as usize] = true;
                synonyms.long.entry(places[0]).or_default().push((places[1..].to_vec(), word));
                if longs.len() == 1 {
                    synonyms.short.insert(word, places);
                }
                synonyms.spelled.entry(short.clone()).or_default().extend(long.iter().cloned());
            }
        }
        synonyms
    }

    /// Whether a word is a short name, or the first word of a long one.
    pub fn is_named(&self, word: u32) -> bool {
        self.is_named[word as usize]
    }

    /// Calls `visit` for every word that is meant in a text besides those that stand there.
    pub fn each(&self, words: &[u32], mut visit: impl FnMut(Found)) {
        for (at, word) in words.iter().enumerate().filter(|(_, word)| self.is_named(**word)) {
            for (rest, short) in self.long.get(word).into_iter().flatten() {
                let behind = &words[at + 1..];
                if behind.starts_with(rest) {
                    let is_definition = behind.get(rest.len()) == Some(short);
                    visit(Found { word: *short, is_short: true, is_definition });
                }
            }
            for &word in self.short.get(word).into_iter().flatten() {
                visit(Found { word, is_short: false, is_definition: false });
            }
        }
    }

    /// Short names with the words that they stand for.
    pub fn spelled(&self) -> BTreeMap<String, Vec<String>> {
        self.spelled.clone()
    }
}
