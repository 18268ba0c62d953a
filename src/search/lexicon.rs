//! Words that were read before: of a handbook's words few are new on a page.

use std::cell::RefCell;

use super::word_list::{WordIx, WordList, WordRun};
use super::words::each_word;
use crate::text::{ByName, ShortText};

/// How many stretches and words a thread remembers from page to page, some 10 MiB; when there are more, it forgets all.
const MOST: usize = 1 << 17;

/// The longest stretch that is remembered, in bytes: a longer one hardly comes again.
const LONGEST: usize = 48;

/// How many short stretches are looked up by their bytes alone: a power of two, 192 KiB a thread.
const RECENT: usize = 1 << 13;

/// Stretches of whatever pages, and what words they have.
pub struct Lexicon {
    /// What was read last in stretches of up to eight bytes: in each place one of those whose bytes lead there.
    recent: Vec<(u64, Read)>,
    stretches: ByName<ShortText, Read>,
    /// The words of one stretch of several after the other, by number.
    several: Vec<u32>,
    numbers: ByName<ShortText, u32>,
    words: Vec<Word>,
    /// The number of the page that is read.
    page: u32,
}

/// What was read in a stretch.
#[derive(Clone, Copy)]
enum Read {
    /// One word, by number, as in most.
    One(u32),
    /// Words from one place to another among `several`.
    Several(u32, u32),
}

struct Word {
    text: ShortText,
    /// The page on which it was found last, and its place in the list of that page.
    found: (u32, WordIx),
}

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            // No stretch has no bytes.
            recent: vec![(0, Read::One(0)); RECENT],
            stretches: ByName::default(),
            several: Vec::new(),
            numbers: ByName::default(),
            words: Vec::new(),
            page: 0,
        }
    }
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
        match self.look_up(stretch) {
            Read::One(number) => run.push(self.place(number, list)),
            Read::Several(start, end) => {
                for at in start..end {
                    run.push(self.place(self.several[at as usize], list));
                }
                if stretch.len() > LONGEST {
                    self.several.truncate(start as usize);
                }
            }
        }
    }

    fn look_up(&mut self, stretch: &str) -> Read {
        let Some(bytes) = short(stretch) else {
            return self.stretches.get(stretch).copied().unwrap_or_else(|| self.learn(stretch));
        };
        // The highest bits of a product depend on all bytes (Fibonacci hashing: 2^64 divided by the golden ratio).
        let place = bytes.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - RECENT.ilog2());
        let place = usize::try_from(place).expect("it is below `RECENT`");
        if self.recent[place].0 != bytes {
            let read = self.stretches.get(stretch).copied().unwrap_or_else(|| self.learn(stretch));
            self.recent[place] = (bytes, read);
        }
        self.recent[place].1
    }

    /// The place of a word in the list of the page.
    fn place(&mut self, number: u32, list: &mut WordList) -> WordIx {
        let word = &mut self.words[number as usize];
        if word.found.0 != self.page {
            word.found = (self.page, list.push(&word.text));
        }
        word.found.1
    }

    fn learn(&mut self, stretch: &str) -> Read {
        let start = self.several.len();
        each_word(stretch, |word| {
            let number = self.numbers.get(word).copied().unwrap_or_else(|| {
                let (number, text) = (narrow(self.words.len()), ShortText::from(word));
                self.numbers.insert(text.clone(), number);
                self.words.push(Word { text, found: (0, 0) });
                number
            });
            self.several.push(number);
        });
        let read = match self.several[start..] {
            [number] => {
                self.several.truncate(start);
                Read::One(number)
            }
            _ => Read::Several(narrow(start), narrow(self.several.len())),
        };
        if stretch.len() <= LONGEST {
            self.stretches.insert(stretch.into(), read);
        }
        read
    }
}

/// The bytes of a stretch of at most eight as a number; zero of none, since no stretch is empty or has a NUL.
fn short(stretch: &str) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes.get_mut(..stretch.len())?.copy_from_slice(stretch.as_bytes());
    Some(u64::from_le_bytes(bytes))
}

fn narrow(place: usize) -> u32 {
    u32::try_from(place).expect("all is forgotten before there are so many")
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
