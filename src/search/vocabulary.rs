//! Every word of a handbook, in the order in which browsers sort.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::entry::PageEntry;
use super::index::Term;
use super::language::Language;
use crate::text::{ByName, ShortText};

/// The words of some pages, by what place each was found at first.
#[derive(Default)]
pub(super) struct FoundWords {
    words: Vec<ShortText>,
    by_word: ByName<ShortText, u32>,
    of_page: Vec<Vec<u32>>,
}

impl FoundWords {
    /// Adds the words of a page.
    pub(super) fn add(&mut self, entry: &PageEntry) {
        // Each word of a page is looked up once: as they are found, and then by what place each has when all are in order.
        let found = |word: &str| {
            self.by_word.get(word).copied().unwrap_or_else(|| {
                let next = u32::try_from(self.words.len()).expect("a word has some bytes of memory");
                let word = ShortText::from(word);
                self.words.push(word.clone());
                self.by_word.insert(word, next);
                next
            })
        };
        let places = entry.words.iter().map(found).collect();
        self.of_page.push(places);
    }
}

/// Every word of all pages.
pub(super) struct Vocabulary {
    words: Vec<ShortText>,
    /// The place of each word.
    pub(super) by_word: ByName<ShortText, u32>,
    /// The class of each word.
    pub(super) class: Vec<u32>,
    /// How many classes there are.
    pub(super) class_count: usize,
    /// Whether each word says nothing.
    pub(super) is_stop: Vec<bool>,
    /// The places of each page's words.
    pub(super) of_page: Vec<Vec<u32>>,
}

impl Vocabulary {
    /// Brings words in order.
    pub(super) fn new(found: FoundWords, language: &Language) -> Self {
        let FoundWords { words, mut by_word, mut of_page } = found;
        let mut order: Vec<u32> = by_word.values().copied().collect();
        order.par_sort_unstable_by(|a, b| as_browsers_sort(&words[*a as usize], &words[*b as usize]));
        let mut places = vec![0; words.len()];
        for (place, found) in (0..).zip(&order) {
            places[*found as usize] = place;
        }
        #[expect(clippy::iter_over_hash_type, reason = "each place is changed by itself")]
        for place in by_word.values_mut() {
            *place = places[*place as usize];
        }
        of_page.par_iter_mut().flatten().for_each(|place| *place = places[*place as usize]);
        let words: Vec<ShortText> = order.into_iter().map(|found| words[found as usize].clone()).collect();
        let stems: Vec<String> = words.par_iter().map(|word| language.stem(word)).collect();
        let mut by_stem: ByName<&str, u32> = ByName::default();
        let class = stems
            .iter()
            .map(|stem| {
                let next = u32::try_from(by_stem.len()).expect("there are no more classes than words");
                *by_stem.entry(stem).or_insert(next)
            })
            .collect();
        let is_stop = words.iter().map(|word| language.stop_words.contains(word.as_str())).collect();
        let class_count = by_stem.len();
        Self { words, by_word, class, class_count, is_stop, of_page }
    }

    /// The words as the index has them.
    pub(super) fn terms(&self) -> Vec<Term> {
        let mut found = vec![0_u32; self.words.len()];
        for place in self.of_page.iter().flatten() {
            found[*place as usize] += 1;
        }
        let words = self.words.iter().zip(&self.class).zip(found);
        let term = |((word, &class), found): ((&ShortText, &u32), u32)| Term {
            text: word.to_string(),
            class,
            level: u8::try_from(found.max(1).ilog2()).expect("32 bits have 32 places"),
        };
        words.map(term).collect()
    }
}

/// The order of two texts by their UTF-16 units, told from UTF-8: of all characters only those from U+E000 to U+FFFF, whose
/// first byte is 0xEE or 0xEF, stand elsewhere there, behind those beyond U+FFFF.
fn as_browsers_sort(one: &str, other: &str) -> Ordering {
    let place = |byte: u8| if matches!(byte, 0xee | 0xef) { byte + 0x10 } else { byte };
    one.bytes().map(place).cmp(other.bytes().map(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_the_order_of_their_utf_16_units() {
        let pieces = ["", "a", "z", "é", "힣", "\u{e000}", "ﬁ", "𝒳", "𠀋", "\u{10ffff}"];
        let words: Vec<String> = pieces.iter().flat_map(|a| pieces.iter().map(move |b| format!("{a}{b}"))).collect();
        for one in &words {
            for other in &words {
                let expected = one.encode_utf16().cmp(other.encode_utf16());
                assert_eq!(as_browsers_sort(one, other), expected, "{one:?} and {other:?}");
            }
        }
    }
}
