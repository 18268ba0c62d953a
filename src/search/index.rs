//! The index: every word of a handbook with the sections in which it counts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::contents::{Contents, Page};
use super::entry::{PageEntry, SectionEntry};
use super::ground::{Ground, Inbound};
use super::held::HeldEntry;
use super::language::Language;
use super::synonyms::{Meanings, Synonyms};
use super::vocabulary::{FoundWords, Vocabulary};
use super::weights;
use super::word_list::WordRun;
use crate::source::{AT_ONCE, MachineError};
use crate::text::Shelf;

/// How many sections of a class are gathered before those are chosen that count most.
const MOST_FOUND: usize = weights::MOST_SECTIONS + weights::MOST_SECTIONS / 4;

/// In how many parts the classes are gathered at once: each part looks at all that was found.
const PARTS: usize = 2;

/// How many bytes of text are read before what they say is put together, about: what waits for that takes ten times as many.
const TEXT_AT_ONCE: usize = 8 * 1024 * 1024;

/// All that is needed to answer a query.
#[derive(Default)]
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
    pub fn new(ground: &Ground, contents: Arc<Contents>) -> Result<Self, MachineError> {
        let language = Language::of(&ground.language);
        let mut census = Census::default();
        let runs = runs(&contents.pages);
        for some in &runs {
            let opened: Vec<Arc<PageEntry>> =
                ground.pages[some.clone()].par_iter().map(HeldEntry::get).collect::<Result<_, _>>()?;
            for entry in opened {
                census.add(&entry);
            }
        }
        let average = census.average();
        let vocabulary = Vocabulary::new(census.words, &language);
        let synonyms = Synonyms::new(census.meanings, &vocabulary.by_word);
        let builder = Builder { vocabulary: &vocabulary, synonyms: &synonyms, average };
        let (terms, classes) = rayon::join(|| vocabulary.terms(), || builder.classes(ground, &contents, &runs));
        Ok(Self {
            shards: shards(&terms),
            terms,
            classes: classes?,
            contents,
            endings: language.endings,
            stop_words: language.stop_words,
            synonyms: synonyms.spelled(),
        })
    }

    /// The file of the dictionary in which a word stands, if it stands in any.
    pub fn shard_of(&self, word: &str) -> usize {
        let is_before = |start: &usize| self.terms[*start].text.encode_utf16().le(word.encode_utf16());
        self.shards.partition_point(is_before).saturating_sub(1)
    }

    /// The words of a file of the dictionary; none behind the last.
    pub fn shard_range(&self, shard: usize) -> Range<usize> {
        let start = |shard: usize| self.shards.get(shard).copied().unwrap_or(self.terms.len());
        start(shard)..start(shard + 1)
    }

    /// The file in which a word would stand and its neighbours to both sides, while they have words with its first
    /// letter: at most as many as are asked for.
    pub fn shards_around(&self, word: &str, most: usize) -> Range<usize> {
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

/// Pages side by side that are read at once.
fn runs(pages: &[Page]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut size = TEXT_AT_ONCE;
    for (at, page) in pages.iter().enumerate() {
        if size >= TEXT_AT_ONCE {
            runs.push(at..at);
            size = 0;
        }
        size += (0..page.entry.section_count()).map(|section| page.entry.text_length(section)).sum::<usize>();
        runs.last_mut().expect("one was pushed before the first page").end = at + 1;
    }
    runs
}

/// What is asked of all pages before any is weighed.
#[derive(Default)]
struct Census {
    words: FoundWords,
    meanings: Meanings,
    sections: usize,
    /// The words of all sections.
    length: usize,
}

impl Census {
    fn add(&mut self, entry: &PageEntry) {
        self.words.add(entry);
        self.meanings.add(entry);
        self.sections += entry.sections.len();
        self.length += entry.sections.iter().map(SectionEntry::length).sum::<usize>();
    }

    /// How many words a section has.
    fn average(&self) -> f64 {
        (count(self.length) / count(self.sections.max(1))).max(1.0)
    }
}

/// A number of things, exactly: there are fewer than 2^52.
#[expect(clippy::cast_precision_loss, reason = "a handbook has fewer than 2^52 words")]
pub(super) fn count(number: usize) -> f64 {
    number as f64
}

/// A class in a section of a page.
struct Occurrence {
    class: u32,
    posting: Posting,
}

struct Builder<'a> {
    vocabulary: &'a Vocabulary,
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

/// A page with what is known of its words: each is asked of once, not wherever it stands.
struct Words<'a> {
    entry: &'a PageEntry,
    /// Their places in the vocabulary.
    places: &'a [u32],
    /// The class of each, and whether it says nothing.
    classes: Vec<(u32, bool)>,
    /// Whether some of them have another name.
    has_names: bool,
    inbound: &'a [Inbound],
    title: Vec<u32>,
    /// The headings of its sections.
    headings: Vec<Vec<u32>>,
}

impl<'a> Words<'a> {
    fn new(entry: &'a PageEntry, places: &'a [u32], inbound: &'a [Inbound], builder: &Builder<'_>) -> Self {
        let Builder { vocabulary, synonyms, .. } = builder;
        let class = |&word: &u32| (vocabulary.class[word as usize], vocabulary.is_stop[word as usize]);
        Self {
            entry,
            places,
            classes: places.iter().map(class).collect(),
            has_names: places.iter().any(|word| synonyms.is_named(*word)),
            inbound,
            title: in_vocabulary(&entry.title_words, places),
            headings: entry.sections.iter().map(|section| in_vocabulary(&section.heading, places)).collect(),
        }
    }

    /// The words of a run, by their places in the vocabulary.
    fn of(&self, words: &WordRun) -> Vec<u32> {
        in_vocabulary(words, self.places)
    }
}

/// The words of a run, by their places in the vocabulary; `places` has those of the page's words.
fn in_vocabulary(words: &WordRun, places: &[u32]) -> Vec<u32> {
    let mut found = Vec::with_capacity(words.len());
    found.extend(words.iter().map(|word| places[word as usize]));
    found
}

/// What one section says of one class, apart from the others of its page.
struct Weighed {
    class: u32,
    /// From 0 to 1.
    impact: f64,
    tally: Tally,
}

impl Builder<'_> {
    /// The sections of every class, run by run of pages.
    fn classes(&self, ground: &Ground, contents: &Contents, runs: &[Range<usize>]) -> Result<Vec<Class>, MachineError> {
        let mut found = Found::new(self.vocabulary.class_count);
        // As large as the vocabulary: made once for each thread, not for each run.
        let tallies = Shelf::default();
        for some in runs {
            let read = |at: usize| {
                let page = |tallies: &mut _| self.page((at, &contents.pages[at]), &ground.inbound[at], tallies);
                tallies.lend(|| Tallies::new(self), page)
            };
            found.add(&some.clone().into_par_iter().with_max_len(AT_ONCE).map(read).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found.classes(contents.sections.len()))
    }

    fn page(
        &self,
        (at, page): (usize, &Page),
        inbound: &[Inbound],
        tallies: &mut Tallies<'_, '_>,
    ) -> Result<Vec<Occurrence>, MachineError> {
        let entry = page.entry.get()?;
        let words = Words::new(&entry, &self.vocabulary.of_page[at], inbound, self);
        let sections: Vec<Vec<Weighed>> =
            (0..entry.sections.len()).map(|at| self.section(&words, at, tallies)).collect();
        for found in sections.iter().flatten() {
            tallies.on_page[found.class as usize] += found.impact;
        }
        let title = self.length(&words.title);
        let mut occurrences = Vec::with_capacity(sections.iter().map(Vec::len).sum());
        for (at, (section, found)) in entry.sections.iter().zip(sections).enumerate() {
            let lengths = (self.length(&words.headings[at]), title);
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
        Ok(occurrences)
    }

    fn section(&self, words: &Words<'_>, at: usize, tally: &mut Tallies<'_, '_>) -> Vec<Weighed> {
        let Words { entry, inbound, .. } = words;
        let section = &entry.sections[at];
        let is_lead = at == 0;
        tally.field(&words.headings[at], weights::HEADING, |tally| tally.in_heading = true);
        let title_weight = if is_lead { weights::TITLE } else { weights::TITLE_BELOW };
        tally.field(&words.title, title_weight, |tally| tally.in_title = true);
        for above in entry.above(at) {
            tally.field(&words.headings[above], weights::ABOVE, |_| {});
        }
        if is_lead {
            tally.field(&words.of(&entry.name_words), weights::NAME, |_| {});
            tally.field(&words.of(&entry.url_words), weights::URL, |_| {});
        }
        for link in inbound.iter().filter(|link| link.section == at) {
            let own = in_vocabulary(&link.words, &self.vocabulary.of_page[link.page]);
            tally.field(&own, weights::INBOUND, |_| {});
        }
        tally.text(words, &section.body, weights::BODY);
        tally.text(words, &section.code, weights::CODE);
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
        let telling = words.iter().filter(|&&word| !vocabulary.is_stop[word as usize]);
        let mut classes: Vec<u32> = telling.map(|&word| vocabulary.class[word as usize]).collect();
        classes.sort_unstable();
        classes.dedup();
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
        self.add_class(self.builder.vocabulary.class[word as usize], weight)
    }

    fn add_class(&mut self, class: u32, weight: f64) -> &mut Tally {
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
    fn text(&mut self, words: &Words<'_>, run: &WordRun, weight: f64) {
        for word in run.iter() {
            let (class, is_stop) = words.classes[word as usize];
            if !is_stop {
                self.add_class(class, weight);
            }
        }
        if words.has_names {
            self.builder.synonyms.each(&words.of(run), |found| {
                let share = if found.is_definition { weights::DEFINITION } else { weights::SYNONYM };
                self.add(found.word, weight * share);
            });
        }
    }
}

/// The sections in which each class was found: of those that have it, the ones that count most.
struct Found {
    classes: Vec<FoundClass>,
}

#[derive(Clone, Default)]
struct FoundClass {
    /// How many sections have it.
    sections: usize,
    /// The best of them, and some that came later.
    postings: Vec<Posting>,
}

impl Found {
    fn new(class_count: usize) -> Self {
        Self { classes: vec![FoundClass::default(); class_count] }
    }

    /// Adds what some pages say, which stand behind those before.
    fn add(&mut self, pages: &[Vec<Occurrence>]) {
        // Each part of the classes by itself, in the order of the pages.
        let size = self.classes.len().div_ceil(PARTS).max(1);
        self.classes.par_chunks_mut(size).enumerate().for_each(|(part, classes)| {
            let first = part * size;
            let own = |occurrence: &Occurrence| (occurrence.class as usize).checked_sub(first).filter(|at| *at < size);
            // Counted first: a list that grows takes up to three times what it holds in the end, and this is all of a
            // handbook.
            let mut more = vec![0; classes.len()];
            for at in pages.iter().flatten().filter_map(own) {
                more[at] += 1;
            }
            for (class, more) in classes.iter_mut().zip(more) {
                class.postings.reserve_exact(more.min(MOST_FOUND - class.postings.len()));
            }
            for occurrence in pages.iter().flatten() {
                if let Some(at) = own(occurrence) {
                    classes[at].push(occurrence.posting);
                }
            }
        });
    }

    fn classes(self, sections: usize) -> Vec<Class> {
        let class = |mut found: FoundClass| {
            found.shorten();
            found.postings.sort_unstable_by_key(|posting| posting.section);
            Class { rareness: rareness(found.sections, sections), postings: found.postings }
        };
        self.classes.into_par_iter().map(class).collect()
    }
}

impl FoundClass {
    fn push(&mut self, posting: Posting) {
        if self.postings.len() == MOST_FOUND {
            self.shorten();
        }
        self.sections += 1;
        self.postings.push(posting);
    }

    /// Leaves the sections that count most, in any order.
    fn shorten(&mut self) {
        if self.postings.len() > weights::MOST_SECTIONS {
            let rank = |posting: &Posting| (std::cmp::Reverse(posting.impact), posting.section);
            self.postings.select_nth_unstable_by_key(weights::MOST_SECTIONS, rank);
            self.postings.truncate(weights::MOST_SECTIONS);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_stands_in_one_section_of_a_thousand_weighs_thrice_one_that_stands_in_a_hundred() {
        assert_eq!([1, 100].map(|found| rareness(found, 1000)), [113, 40]);
    }

    #[test]
    fn of_a_word_that_stands_in_many_sections_those_are_kept_that_count_most() {
        let sections = u32::try_from(3 * MOST_FOUND).expect("some thousand");
        // Impacts in no order, many of them the same.
        let occurrence = |section: u32| {
            let impact = u8::try_from(section.wrapping_mul(2_654_435_761) >> 28).expect("four bits");
            Occurrence { class: 0, posting: Posting { section, impact, heading: 0, title: 0 } }
        };
        let mut wanted: Vec<Posting> = (0..sections).map(|section| occurrence(section).posting).collect();
        wanted.sort_by_key(|posting| (std::cmp::Reverse(posting.impact), posting.section));
        wanted.truncate(weights::MOST_SECTIONS);
        wanted.sort_by_key(|posting| posting.section);

        let mut found = Found::new(1);
        for run in (0..sections).collect::<Vec<_>>().chunks(1000) {
            found.add(&run.chunks(10).map(|page| page.iter().copied().map(occurrence).collect()).collect::<Vec<_>>());
        }
        let classes = found.classes(sections as usize);
        assert!(classes[0].postings == wanted);
        assert_eq!(classes[0].rareness, rareness(sections as usize, sections as usize), "all sections are counted");
    }

    #[test]
    fn a_logarithm_is_exact_to_a_thousandth() {
        assert!((binary_logarithm(10.0) - std::f64::consts::LOG2_10).abs() < 0.001);
    }
}
