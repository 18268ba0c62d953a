//! Words that were read before: of a handbook's words few are new on a page.

use std::cell::RefCell;
use std::ops::Range;

use super::word_list::{WordIx, WordList, WordRun};
use super::words::each_word;
use crate::text::{ByName, ShortText};

/// How many stretches and words a thread remembers from page to page, some 10 MiB; when there are more, it forgets all.
const MOST: usize = 1 << 17;

/// The longest stretch that is remembered, in bytes: a longer one hardly comes again.
const LONGEST: usize = 48;

/// Stretches of whatever pages, and what words they have.
#[derive(Default)]
pub struct Lexicon {
    /// Where the words of each stretch stand among `read`.
    stretches: ByName<ShortText, Range<usize>>,
    /// The words of one stretch after the other, by number.
    read: Vec<usize>,
    numbers: ByName<ShortText, usize>,
    words: Vec<Word>,
    /// The number of the page that is read.
    page: usize,
}

struct Word {
    text: ShortText,
    /// The page on which it was found last, and its place in the list of that page.
    found: (usize, WordIx),
}

impl Lexicon {
    /// Reads one page with what this thread has read before; what comes of it is the same without.
    pub fn with<R>(read: impl FnOnce(&mut Self) -> R) -> R {
        thread_local! {
            static LEXICON: RefCell<Lexicon> = RefCell::default();
        }
        LEXICON.with_borrow_mut(|lexicon| {
            lexicon.page += 1;
            let result = read(lexicon);
            if lexicon.stretches.len() + lexicon.words.len() > MOST {
                *lexicon = Self::default();
            }
            result
        })
    }

    /// Adds the words of a stretch to a run; those that the page has not had come into its list.
    pub fn read(&mut self, stretch: &str, list: &mut WordList, run: &mut WordRun) {
        let known = self.stretches.get(stretch).cloned();
        let words = known.unwrap_or_else(|| self.learn(stretch));
        for at in words.clone() {
            let word = &mut self.words[self.read[at]];
            if word.found.0 != self.page {
                word.found = (self.page, list.push(&word.text));
            }
            run.push(word.found.1);
        }
        if stretch.len() > LONGEST {
            self.read.truncate(words.start);
        }
    }

    fn learn(&mut self, stretch: &str) -> Range<usize> {
        let start = self.read.len();
        each_word(stretch, |word| {
            let number = self.numbers.get(word).copied().unwrap_or_else(|| {
                let (number, text) = (self.words.len(), ShortText::from(word));
                self.numbers.insert(text.clone(), number);
                self.words.push(Word { text, found: (0, 0) });
                number
            });
            self.read.push(number);
        });
        let read = start..self.read.len();
        if stretch.len() <= LONGEST {
            self.stretches.insert(stretch.into(), read.clone());
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::words;

    #[test]
    fn a_page_has_the_words_that_it_would_have_without_what_was_read_before() {
        let long = "getEveryNameOfEverybodyWhoEverWroteAnything-InThisHandbook";
        let mut lexicon = Lexicon::default();
        for stretches in [["CI/CD", long, "deploy"], ["deploy", "Deploy", "CI/CD"], [long, "kube-apiserver", long]] {
            lexicon.page += 1;
            let (mut list, mut run) = (WordList::default(), WordRun::default());
            for stretch in stretches {
                lexicon.read(stretch, &mut list, &mut run);
            }
            let list: Vec<&str> = list.iter().collect();
            let read: Vec<&str> = run.iter().map(|word| list[word as usize]).collect();
            assert_eq!(read, words(&stretches.join(" ")));
        }
    }
}
