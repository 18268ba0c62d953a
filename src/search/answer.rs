//! From a query to pages with the sections that answer it.

use std::collections::{BTreeMap, BTreeSet};

use super::excerpt::{Piece, excerpt};
use super::index::Index;
use super::lookup::{self, Unit};
use super::query::Query;
use super::rank::{self, Ranked};
use super::words;

/// What share of the score of a page's best section another must reach to stand below it.
const NEAR_BEST: f64 = 0.4;
/// How many sections are read for a phrase, the best of those that have all its words: some at once, until enough have it.
const READ_AT_ONCE: usize = 20;
const MOST_READ: usize = 200;
const ENOUGH: usize = 10;

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// How many pages have something.
    pub total: usize,
    /// The best of them, in order.
    pub pages: Vec<FoundPage>,
    /// A word that was misspelled, and what was taken in its place.
    pub corrected: Option<(String, String)>,
    /// The words of the index that were found.
    pub words: BTreeSet<String>,
}

/// A page with sections that answer.
#[derive(Clone, Debug)]
pub struct FoundPage {
    /// Its sections, the best first.
    pub hits: Vec<Ranked>,
}

/// How much of an answer is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most pages.
    pub pages: usize,
    /// The most sections of a page.
    pub hits: usize,
}

/// Answers a query.
pub fn search(index: &Index, text: &str, limits: Limits) -> Answer {
    let (units, ranked) = ranked(index, text);
    let mut pages: Vec<FoundPage> = Vec::new();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for hit in ranked {
        let page = index.contents.page_of(hit.section);
        let place = *places.entry(page).or_insert(pages.len());
        match pages.get_mut(place) {
            None => pages.push(FoundPage { hits: vec![hit] }),
            Some(found) if found.hits.len() < limits.hits && hit.score >= NEAR_BEST * found.hits[0].score => {
                found.hits.push(hit);
            }
            Some(_) => {}
        }
    }
    let total = pages.len();
    pages.truncate(limits.pages);
    let corrected = units.iter().find_map(|unit| Some((unit.word.clone(), unit.corrected.clone()?)));
    Answer { total, pages, corrected, words: found_words(index, &units) }
}

/// The sections that answer a query, the best first, whatever their pages.
pub fn rank(index: &Index, text: &str, limit: usize) -> Vec<usize> {
    ranked(index, text).1.into_iter().take(limit).map(|hit| hit.section).collect()
}

/// The words nearest to those of a query that found nothing.
pub fn nearest(index: &Index, text: &str) -> Vec<String> {
    let query = Query::parse(text, &[]);
    let units = lookup::units(index, &query);
    let unknown = units.iter().filter(|unit| unit.classes.is_empty());
    unknown.flat_map(|unit| lookup::nearest(index, &unit.word)).collect()
}

/// An excerpt of a section with the words that were found.
pub fn section_excerpt(index: &Index, section: usize, words: &BTreeSet<String>) -> Vec<Piece> {
    excerpt(&index.contents.open(section).entry().text, words)
}

fn ranked(index: &Index, text: &str) -> (Vec<Unit>, Vec<Ranked>) {
    let query = Query::parse(text, &index.contents.facet_names());
    let units = lookup::units(index, &query);
    let mut ranked =
        if units.is_empty() && !query.facets.is_empty() { leads(index) } else { rank::rank(index, &units) };
    if !query.phrases.is_empty() {
        ranked = reading(index, ranked, &units, &query.phrases);
    }
    // Two values of one facet are a choice; two facets must both fit.
    for (facet, _) in &query.facets {
        let chosen = query.facets.iter().filter(|(name, _)| name == facet);
        let values: Vec<&str> = chosen.map(|(_, value)| value.as_str()).collect();
        ranked.retain(|hit| values.iter().any(|value| index.contents.has_value(hit.section, facet, value)));
    }
    (units, ranked)
}

/// What stands at the beginning of each page: the answer to facets alone.
fn leads(index: &Index) -> Vec<Ranked> {
    index.contents.pages.iter().map(|page| Ranked { section: page.first, score: 0.0, matched: 0 }).collect()
}

/// Of the sections that have all words in quotes, those that have them in their order.
fn reading(index: &Index, mut ranked: Vec<Ranked>, units: &[Unit], phrases: &[Vec<String>]) -> Vec<Ranked> {
    let quoted = units.iter().enumerate().filter(|(_, unit)| unit.is_quoted);
    let wanted = quoted.fold(0_u32, |bits, (bit, _)| bits | 1 << bit);
    ranked.retain(|hit| hit.matched & wanted == wanted);
    let mut found = Vec::new();
    for some in ranked[..ranked.len().min(MOST_READ)].chunks(READ_AT_ONCE) {
        let holds = |hit: &&Ranked| phrases.iter().all(|phrase| holds(index, hit.section, phrase));
        found.extend(some.iter().filter(holds));
        if found.len() >= ENOUGH {
            break;
        }
    }
    // Where not all could be read, sections with the words tell more than none.
    if found.is_empty() && ranked.len() > MOST_READ { ranked } else { found }
}

/// Whether a section has some words in their order, in its heading or its text.
fn holds(index: &Index, section: usize, phrase: &[String]) -> bool {
    let section = index.contents.open(section);
    let entry = section.entry();
    let heading = if entry.level == 0 { section.title() } else { &entry.title };
    [heading, &entry.text].into_iter().any(|text| {
        let words: Vec<String> = words::compounds(text).into_iter().flat_map(|compound| compound.parts).collect();
        words.windows(phrase.len()).any(|window| window == phrase)
    })
}

/// The words that are marked: those that were typed, those that were found for them, and all their forms nearby.
fn found_words(index: &Index, units: &[Unit]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for unit in units {
        words.insert(unit.word.clone());
        words.extend(index.synonyms.get(&unit.word).into_iter().flatten().cloned());
        for found in &unit.found {
            let terms = &index.terms[index.shard_range(index.shard_of(found))];
            let class = terms.iter().find(|term| term.text == *found).map(|term| term.class);
            words.extend(terms.iter().filter(|term| Some(term.class) == class).map(|term| term.text.clone()));
        }
    }
    words
}
