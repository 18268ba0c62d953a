//! The words of a page in little room: ten thousand pages wait in memory for the index.

use serde::{Deserialize, Serialize};

use super::encode::{push_number, read_numbers};

/// The place of a word in a [`WordList`].
pub type WordIx = u32;

/// Words side by side in one text.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub struct WordList {
    text: String,
    /// How many bytes each word has.
    lengths: Vec<u8>,
}

impl WordList {
    /// Every word, by place.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut rest = self.text.as_str();
        self.lengths.iter().map(move |&length| {
            let (word, behind) = rest.split_at(usize::from(length));
            rest = behind;
            word
        })
    }

    /// Adds a word and gives its place.
    pub fn push(&mut self, word: &str) -> WordIx {
        self.text.push_str(word);
        self.lengths.push(u8::try_from(word.len()).expect("a word has at most 40 characters"));
        u32::try_from(self.lengths.len() - 1).expect("a page of 4 MiB has fewer words")
    }

    /// Gives back the room that was kept for more.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.lengths.shrink_to_fit();
    }
}

/// Words in order, by their places in a list: a byte for most, since those that a page has often come first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WordRun {
    bytes: Vec<u8>,
    length: u32,
}

impl WordRun {
    /// Every word, in order.
    pub fn iter(&self) -> impl Iterator<Item = WordIx> {
        read_numbers(&self.bytes)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds a word.
    pub fn push(&mut self, word: WordIx) {
        push_number(&mut self.bytes, word);
        self.length += 1;
    }

    /// The words that were added, in no more room than they take; the room that they were added in stays.
    pub fn take(&mut self) -> Self {
        let taken = self.clone();
        self.bytes.clear();
        self.length = 0;
        taken
    }
}
