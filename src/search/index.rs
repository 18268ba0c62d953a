//! The index: every word of a handbook with the sections in which it counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::contents::{Contents, Page};
use super::entry::{PageEntry, SectionEntry};
use super::ground::{Ground, Inbound};
use super::language::Language;
use super::synonyms::Synonyms;
use super::weights;
use super::word_list::WordRun;
use crate::text::ByName;

/// All that is needed to answer a query.
#[derive(Debug, Default)]
pub struct Index {
    /// Every word, in the order of its UTF-16 units, which is the order of strings in a browser.
    pub terms: Vec<Term>,
    /// Where each file of the dictionary begins among the words.
    pub shards: Vec<usize>,
    /// Words with the same stem, in the order of their first words.
    pub classes: Vec<Class>,
    /// What can be found.
    pub contents: Arc<Contents>,
    /// Words that say nothing.
    pub stop_words: BTreeSet<String>,
    /// Endings of words and what stands in their place in other forms.
    pub endings: &'static [(&'static str, &'static str)],
    /// Short names and the words they stand for, for marks in results.
    pub synonyms: BTreeMap<String, Vec<String>>,
}

/// A word as it is written, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub text: String,
    /// The place of its class.
    pub class: u32,
    /// How many sections have it, as the place of the highest bit: of two words the more common one is likelier meant.
    pub level: u8,
}

/// The forms of one word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Class {
    /// How rare it is: `log2(1 + (N − n + ½) / (n + ½))` for n of N sections, in steps of
    /// [`RARENESS_STEPS`](weights::RARENESS_STEPS).
    pub rareness: u8,
    /// The sections that count most for it, in order.
    pub postings: Vec<Posting>,
}

/// A word in a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The section.
    pub section: u32,
    /// How much the section is about the word, from 1 to 31.
    pub impact: u8,
    /// How many words the heading has in which it stands; 0 where it does not stand there.
    pub heading: u8,
    /// The same of the page's title.
    pub title: u8,
}

impl Index {
    /// Puts together what is known of each page.
    pub fn new(ground: &Ground, contents: Arc<Contents>) -> Self {
        let language = Language::of(&ground.language);
        let entries: Vec<&PageEntry> = ground.pages.iter().map(Arc::as_ref).collect();
        let vocabulary = Vocabulary::new(&entries, &language);
        let synonyms = Synonyms::new(&entries, &vocabulary.by_word);
        let builder = Builder { vocabulary: &vocabulary, synonyms: &synonyms, average: average(&entries) };
        let occurrences: Vec<Vec<Occurrence>> = contents
            .pages
            .par_iter()
            .zip(&ground.inbound)
            .enumerate()
            .map_init(
                || Tallies::new(&builder),
                |tallies, (at, (page, inbound))| builder.page((at, page), inbound, tallies),
            )
            .collect();
        let classes = classes(occurrences, vocabulary.class_count, contents.sections.len());
        let terms = terms(&vocabulary);
        Self {
            shards: shards(&terms),
            terms,
            classes,
            contents,
            endings: language.endings,
            stop_words: language.stop_words,
            synonyms: synonyms.spelled(),
        }
    }

    /// The file of the dictionary in which a word stands, if it stands in any.
    pub fn shard_of(&self, word: &str) -> usize {
        let is_before = |start: &usize| self.terms[*start].text.encode_utf16().le(word.encode_utf16());
        self.shards.partition_point(is_before).saturating_sub(1)
    }

    /// The words of a file of the dictionary; none behind the last.
    pub fn shard_range(&self, shard: usize) -> std::ops::Range<usize> {
        let start = |shard: usize| self.shards.get(shard).copied().unwrap_or(self.terms.len());
        start(shard)..start(shard + 1)
    }

    /// The file in which a word would stand and its neighbours to both sides, while they have words with its first
    /// letter: at most as many as are asked for.
    pub fn shards_around(&self, word: &str, most: usize) -> std::ops::Range<usize> {
        let letter = word.chars().next();
        let begins_so =
            |shard: usize| self.shards.get(shard).is_some_and(|start| self.terms[*start].text.chars().next() == letter);
        let mut low = self.shard_of(word);
        let mut high = low + 1;
        loop {
            let before = (low, high);
            if high - low < most && begins_so(high) {
                high += 1;
            }
            if high - low < most && low > 0 && begins_so(low) {
                low -= 1;
            }
            if before == (low, high) {
                return low..high;
            }
        }
    }
}

/// Cuts the dictionary into files of about the same size.
fn shards(terms: &[Term]) -> Vec<usize> {
    let mut shards = Vec::new();
    let mut size = weights::SHARD;
    for (at, term) in terms.iter().enumerate() {
        if size >= weights::SHARD {
            shards.push(at);
            size = 0;
        }
        size += term.text.len();
    }
    shards
}

fn average(entries: &[&PageEntry]) -> f64 {
    let sections = || entries.iter().flat_map(|entry| &entry.sections);
    let words: usize = sections().map(SectionEntry::length).sum();
    (count(words) / count(sections().count().max(1))).max(1.0)
}

/// A number of things, exactly: there are fewer than 2^52.
#[expect(clippy::cast_precision_loss, reason = "a handbook has fewer than 2^52 words")]
pub(super) fn count(number: usize) -> f64 {
    number as f64
}

/// Every word of all pages.
struct Vocabulary<'a> {
    words: Vec<&'a str>,
    by_word: ByName<&'a str, u32>,
    /// The class of each word.
    class: Vec<u32>,
    class_count: usize,
    is_stop: Vec<bool>,
    /// The places of each page's words.
    of_page: Vec<Vec<u32>>,
}

impl<'a> Vocabulary<'a> {
    fn new(entries: &[&'a PageEntry], language: &Language) -> Self {
        // Each word of a page is looked up once: as they are found, and then by what place each has when all are in order.
        let mut by_word: ByName<&str, u32> = ByName::default();
        let mut words: Vec<&str> = Vec::new();
        let mut found = |word: &'a str| {
            *by_word.entry(word).or_insert_with(|| {
                words.push(word);
                u32::try_from(words.len() - 1).expect("a word has some bytes of memory")
            })
        };
        let mut of_page: Vec<Vec<u32>> =
            entries.iter().map(|entry| entry.words.iter().map(&mut found).collect()).collect();
        let mut order: Vec<u32> = by_word.values().copied().collect();
        order.par_sort_unstable_by(|a, b| words[*a as usize].encode_utf16().cmp(words[*b as usize].encode_utf16()));
        let mut places = vec![0; words.len()];
        for (place, found) in (0..).zip(&order) {
            places[*found as usize] = place;
        }
        #[expect(clippy::iter_over_hash_type, reason = "each place is changed by itself")]
        for place in by_word.values_mut() {
            *place = places[*place as usize];
        }
        of_page.par_iter_mut().flatten().for_each(|place| *place = places[*place as usize]);
        let words: Vec<&str> = order.into_iter().map(|found| words[found as usize]).collect();
        let stems: Vec<String> = words.par_iter().map(|word| language.stem(word)).collect();
        let mut by_stem: ByName<&str, u32> = ByName::default();
        let class = stems
            .iter()
            .map(|stem| {
                let next = u32::try_from(by_stem.len()).expect("there are no more classes than words");
                *by_stem.entry(stem).or_insert(next)
            })
            .collect();
        let is_stop = words.iter().map(|word| language.stop_words.contains(*word)).collect();
        let class_count = by_stem.len();
        Self { words, by_word, class, class_count, is_stop, of_page }
    }
}

/// A class in a section of a page.
struct Occurrence {
    class: u32,
    posting: Posting,
}

struct Builder<'a> {
    vocabulary: &'a Vocabulary<'a>,
    synonyms: &'a Synonyms,
    average: f64,
}

/// What one section says of one class.
#[derive(Clone, Copy, Default)]
struct Tally {
    weight: f64,
    in_heading: bool,
    in_title: bool,
}

/// A page with the places of its words in the vocabulary.
struct Words<'a> {
    entry: &'a PageEntry,
    places: &'a [u32],
    inbound: &'a [Inbound],
}

impl Words<'_> {
    fn of(&self, words: &WordRun) -> Vec<u32> {
        words.iter().map(|word| self.places[word as usize]).collect()
    }
}

/// What one section says of one class, apart from the others of its page.
struct Weighed {
    class: u32,
    /// From 0 to 1.
    impact: f64,
    tally: Tally,
}

impl Builder<'_> {
    fn page(&self, (at, page): (usize, &Page), inbound: &[Inbound], tallies: &mut Tallies<'_, '_>) -> Vec<Occurrence> {
        let entry = page.entry.as_ref();
        let words = Words { entry, places: &self.vocabulary.of_page[at], inbound };
        let sections: Vec<Vec<Weighed>> =
            (0..entry.sections.len()).map(|at| self.section(&words, at, tallies)).collect();
        for found in sections.iter().flatten() {
            tallies.on_page[found.class as usize] += found.impact;
        }
        let mut occurrences = Vec::new();
        for (at, (section, found)) in entry.sections.iter().zip(sections).enumerate() {
            let lengths = (self.length(&words.of(&section.heading)), self.length(&words.of(&entry.title_words)));
            let place = u32::try_from(page.first + at).expect("a section has some bytes of memory");
            let listed = weights::LISTED * share_of_lists(section);
            let share = if at == 0 { weights::ON_PAGE_LEAD } else { weights::ON_PAGE };
            occurrences.extend(found.into_iter().map(|Weighed { class, impact, tally }| {
                let own = if tally.in_heading || tally.in_title { impact } else { impact * (1.0 - listed) };
                let all = tallies.on_page[class as usize];
                let impact = own + share * (all / (all + weights::ON_PAGE_SATURATION));
                Occurrence { class, posting: posting(place, impact, tally, lengths) }
            }));
        }
        for found in &occurrences {
            tallies.on_page[found.class as usize] = 0.0;
        }
        occurrences
    }

    fn section(&self, words: &Words<'_>, at: usize, tally: &mut Tallies<'_, '_>) -> Vec<Weighed> {
        let Words { entry, inbound, .. } = words;
        let section = &entry.sections[at];
        let is_lead = at == 0;
        tally.field(&words.of(&section.heading), weights::HEADING, |tally| tally.in_heading = true);
        let title_weight = if is_lead { weights::TITLE } else { weights::TITLE_BELOW };
        tally.field(&words.of(&entry.title_words), title_weight, |tally| tally.in_title = true);
        for above in entry.above(at) {
            tally.field(&words.of(&entry.sections[above].heading), weights::ABOVE, |_| {});
        }
        if is_lead {
            tally.field(&words.of(&entry.name_words), weights::NAME, |_| {});
            tally.field(&words.of(&entry.url_words), weights::URL, |_| {});
        }
        for link in inbound.iter().filter(|link| link.section == at) {
            let places = &self.vocabulary.of_page[link.page];
            let own: Vec<u32> = link.words.iter().map(|word| places[word as usize]).collect();
            tally.field(&own, weights::INBOUND, |_| {});
        }
        tally.text(&words.of(&section.body), weights::BODY);
        tally.text(&words.of(&section.code), weights::CODE);
        let length = 1.0 - weights::LENGTH + weights::LENGTH * count(section.length()) / self.average;
        let share = if entry.is_generated { weights::GENERATED } else { 1.0 };
        let weighed = |(class, tally): (u32, Tally)| {
            let weight = tally.weight * share;
            Weighed { class, impact: weight / (weight + weights::SATURATION * length), tally }
        };
        tally.take().map(weighed).collect()
    }

    /// How many classes that say something are in a heading; at most what half a byte holds.
    fn length(&self, words: &[u32]) -> u8 {
        let vocabulary = self.vocabulary;
        let classes: BTreeSet<u32> = words
            .iter()
            .filter(|&&word| !vocabulary.is_stop[word as usize])
            .map(|&word| vocabulary.class[word as usize])
            .collect();
        u8::try_from(classes.len().clamp(1, 15)).expect("15 is a byte")
    }
}

/// How much of a section is a list of short items, from 0 to 1.
fn share_of_lists(section: &SectionEntry) -> f64 {
    let listed = count(section.items) * weights::LISTED_WORDS;
    listed / count(section.length()).max(listed).max(1.0)
}

/// A word as it is kept; `impact` goes from 0 to 1 and what the rest of a page adds.
fn posting(section: u32, impact: f64, tally: Tally, (heading, title): (u8, u8)) -> Posting {
    let share = (impact / (1.0 + weights::ON_PAGE)).min(1.0);
    Posting {
        section,
        impact: steps(share, f64::from(weights::HIGHEST_IMPACT)).max(1),
        heading: if tally.in_heading { heading } else { 0 },
        title: if tally.in_title { title } else { 0 },
    }
}

/// A share in steps, rounded.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to a byte")]
fn steps(share: f64, steps: f64) -> u8 {
    (share * steps + 0.5).clamp(0.0, 255.0) as u8
}

/// What one section says of all classes; one after the other is told of in the same room.
struct Tallies<'b, 'a> {
    builder: &'b Builder<'a>,
    of_class: Vec<Option<Tally>>,
    /// The classes of which it says something.
    found: Vec<u32>,
    /// How much all sections of a page are about each class; zero between two pages.
    on_page: Vec<f64>,
}

impl<'b, 'a> Tallies<'b, 'a> {
    fn new(builder: &'b Builder<'a>) -> Self {
        let classes = builder.vocabulary.class_count;
        Self { builder, of_class: vec![None; classes], found: Vec::new(), on_page: vec![0.0; classes] }
    }

    fn add(&mut self, word: u32, weight: f64) -> &mut Tally {
        let class = self.builder.vocabulary.class[word as usize];
        let found = &mut self.found;
        let tally = self.of_class[class as usize].get_or_insert_with(|| {
            found.push(class);
            Tally::default()
        });
        tally.weight += weight;
        tally
    }

    /// What was told, each class once.
    fn take(&mut self) -> impl Iterator<Item = (u32, Tally)> {
        self.found.drain(..).filter_map(|class| Some((class, self.of_class[class as usize].take()?)))
    }

    /// Words that somebody chose, as a heading: stop words count, too, since all of it may be some.
    fn field(&mut self, words: &[u32], weight: f64, mark: impl Fn(&mut Tally)) {
        for &word in words {
            mark(self.add(word, weight));
        }
        let synonyms = self.builder.synonyms;
        synonyms.each(words, |found| {
            let tally = self.add(found.word, weight * weights::SYNONYM);
            if found.is_short {
                mark(tally);
            }
        });
    }

    /// Running text: what says nothing is left out.
    fn text(&mut self, words: &[u32], weight: f64) {
        let builder = self.builder;
        for &word in words.iter().filter(|&&word| !builder.vocabulary.is_stop[word as usize]) {
            self.add(word, weight);
        }
        builder.synonyms.each(words, |found| {
            let share = if found.is_definition { weights::DEFINITION } else { weights::SYNONYM };
            self.add(found.word, weight * share);
        });
    }
}

fn classes(occurrences: Vec<Vec<Occurrence>>, class_count: usize, sections: usize) -> Vec<Class> {
    // Counted first: a list that grows takes up to three times what it holds in the end, and this is all of a handbook.
    let mut found = vec![0; class_count];
    for occurrence in occurrences.iter().flatten() {
        found[occurrence.class as usize] += 1;
    }
    let with_room = |found| Class { rareness: 0, postings: Vec::with_capacity(found) };
    let mut classes: Vec<Class> = found.into_iter().map(with_room).collect();
    for occurrence in occurrences.into_iter().flatten() {
        classes[occurrence.class as usize].postings.push(occurrence.posting);
    }
    classes.par_iter_mut().for_each(|class| {
        class.rareness = rareness(class.postings.len(), sections);
        if class.postings.len() > weights::MOST_SECTIONS {
            class.postings.sort_by_key(|posting| (std::cmp::Reverse(posting.impact), posting.section));
            class.postings.truncate(weights::MOST_SECTIONS);
            class.postings.sort_by_key(|posting| posting.section);
        }
    });
    classes
}

fn rareness(found: usize, sections: usize) -> u8 {
    let (found, sections) = (count(found), count(sections));
    let ratio = 1.0 + (sections - found + 0.5) / (found + 0.5);
    steps(binary_logarithm(ratio.max(1.0)), weights::RARENESS_STEPS).max(1)
}

/// The binary logarithm of a number from 1, by halving and squaring: the same bits on every machine, which the
/// mathematical library of the system does not promise.
fn binary_logarithm(mut number: f64) -> f64 {
    let mut logarithm = 0.0;
    while number >= 2.0 {
        number /= 2.0;
        logarithm += 1.0;
    }
    let mut digit = 0.5;
    for _ in 0..12 {
        number *= number;
        if number >= 2.0 {
            number /= 2.0;
            logarithm += digit;
        }
        digit /= 2.0;
    }
    logarithm
}

fn terms(vocabulary: &Vocabulary<'_>) -> Vec<Term> {
    let mut found = vec![0_u32; vocabulary.words.len()];
    for place in vocabulary.of_page.iter().flatten() {
        found[*place as usize] += 1;
    }
    let words = vocabulary.words.iter().zip(&vocabulary.class).zip(found);
    let term = |((word, &class), found): ((&&str, &u32), u32)| Term {
        text: (*word).to_owned(),
        class,
        level: u8::try_from(found.max(1).ilog2()).expect("32 bits have 32 places"),
    };
    words.map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_stands_in_one_section_of_a_thousand_weighs_thrice_one_that_stands_in_a_hundred() {
        assert_eq!([1, 100].map(|found| rareness(found, 1000)), [113, 40]);
    }

    #[test]
    fn a_logarithm_is_exact_to_a_thousandth() {
        assert!((binary_logarithm(10.0) - std::f64::consts::LOG2_10).abs() < 0.001);
    }
}
