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

/// A stretch of at most 16 bytes as two numbers, the second of what stands behind the first eight; `EMPTY` of a longer one.
type Short = [u64; 2];
const EMPTY: Short = [0; 2];

/// Stretches of whatever pages, and what words they have.
pub struct Lexicon {
    /// The words of short stretches that were read last, by number: in each place one of those whose bytes lead there. Stretches
    /// of several words are not among them.
    recent: Vec<(Short, u32)>,
    stretches: ByName<ShortText, Read>,
    /// The words of one stretch of several after the other, by number.
    several: Vec<u32>,
    numbers: ByName<ShortText, u32>,
    words: Vec<ShortText>,
    /// Of each word the page on which it was found last, and its place in the list of that page.
    found: Vec<(u32, WordIx)>,
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

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            recent: vec![(EMPTY, 0); RECENT],
            stretches: ByName::default(),
            several: Vec::new(),
            numbers: ByName::default(),
            words: Vec::new(),
            found: Vec::new(),
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
        let short = Some(short(stretch.as_bytes())).filter(|short| *short != EMPTY);
        let recent = short.map(|short| (short, place_of(short)));
        if let Some((short, place)) = recent
            && let (known, number) = self.recent[place]
            && known == short
        {
            return run.push(self.place(number, list));
        }
        match self.stretches.get(stretch).copied().unwrap_or_else(|| self.learn(stretch)) {
            Read::One(number) => {
                if let Some((short, place)) = recent {
                    self.recent[place] = (short, number);
                }
                run.push(self.place(number, list));
            }
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

    /// The place of a word in the list of the page.
    fn place(&mut self, number: u32, list: &mut WordList) -> WordIx {
        let found = &mut self.found[number as usize];
        if found.0 != self.page {
            *found = (self.page, list.push(&self.words[number as usize]));
        }
        found.1
    }

    fn learn(&mut self, stretch: &str) -> Read {
        let start = self.several.len();
        each_word(stretch, |word| {
            let number = self.numbers.get(word).copied().unwrap_or_else(|| {
                let (number, text) = (narrow(self.words.len()), ShortText::from(word));
                self.numbers.insert(text.clone(), number);
                self.words.push(text);
                self.found.push((0, 0));
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

/// The bytes of a stretch as numbers if they are at most 16, else `EMPTY`: two looks that may overlap instead of one for each
/// byte. No stretch has a NUL, so no two have the same numbers.
fn short(stretch: &[u8]) -> Short {
    match stretch {
        [_, _, _, _, _, _, _, _, rest @ ..] if (1..=8).contains(&rest.len()) => {
            let first = u64::from_le_bytes(*stretch.first_chunk().expect("there are nine"));
            let last = u64::from_le_bytes(*stretch.last_chunk().expect("there are nine"));
            [first, last >> (8 * (8 - rest.len()))]
        }
        [_, _, _, _, rest @ ..] if rest.len() <= 4 => {
            let first = u32::from_le_bytes(*stretch.first_chunk().expect("there are four"));
            let last = u32::from_le_bytes(*stretch.last_chunk().expect("there are four"));
            [u64::from(first) | u64::from(last) << (8 * rest.len()), 0]
        }
        [_, _, _, _, ..] => EMPTY,
        few => [few.iter().rfold(0, |number, byte| number << 8 | u64::from(*byte)), 0],
    }
}

/// Where a short stretch stands among the recent ones.
fn place_of([first, rest]: Short) -> usize {
    // The highest bits of a product depend on all bytes (Fibonacci hashing: 2^64 divided by the golden ratio).
    let mixed = (first ^ rest.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> (64 - RECENT.ilog2())).expect("it is below `RECENT`")
}

fn narrow(place: usize) -> u32 {
    u32::try_from(place).expect("all is forgotten before there are so many")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::words;

    #[test]
    fn a_short_stretch_is_known_by_its_bytes() {
        let bytes = b"kubernetes-1.2.3.4";
        for length in 0..=16 {
            let [first, rest] = short(&bytes[..length]);
            let number = u128::from(first) | u128::from(rest) << 64;
            assert_eq!(number.to_le_bytes()[..length], bytes[..length]);
            assert!(number.to_le_bytes()[length..].iter().all(|byte| *byte == 0), "nothing stands behind {length}");
        }
        assert_eq!(short(&bytes[..17]), EMPTY);
    }

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
