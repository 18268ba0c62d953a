//! Texts of a page that take no room of their own.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A text of a page: a stretch of its file, where it stands there as it is, or else a text by itself.
///
/// Trees stay in memory until the last page is made, and most of what they hold is such text.
#[derive(Clone)]
pub struct PageText {
    whole: Arc<str>,
    start: u32,
    end: u32,
}

impl PageText {
    /// A stretch of a file.
    pub(super) fn of_file(file: &Arc<str>, range: Range<usize>) -> Self {
        let narrow = |place| u32::try_from(place).expect("a page has at most 4 MiB");
        Self { whole: Arc::clone(file), start: narrow(range.start), end: narrow(range.end) }
    }

    /// A part of it, by its place in it in bytes.
    ///
    /// # Panics
    ///
    /// Where the part does not lie in it, or within a character, once it is read.
    pub fn part(&self, range: Range<usize>) -> Self {
        let start = self.start as usize;
        Self::of_file(&self.whole, start + range.start..start + range.end)
    }

    /// The last bytes of it, which are a text that was cut off its end.
    pub fn tail(&self, length: usize) -> Self {
        self.part(self.len() - length..self.len())
    }
}

impl Deref for PageText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.whole[self.start as usize..self.end as usize]
    }
}

impl From<String> for PageText {
    fn from(text: String) -> Self {
        let length = text.len();
        Self::of_file(&text.into(), 0..length)
    }
}

impl fmt::Debug for PageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// Text that the parser gives in several events.
#[derive(Default)]
pub(super) struct TextRun {
    /// The place of all of it.
    pub(super) range: Range<usize>,
    /// The text, where it is not what stands at its place.
    other: Option<String>,
}

impl TextRun {
    /// Adds what the parser made of a range of `source`.
    pub(super) fn push(&mut self, source: &str, text: &str, range: Range<usize>) {
        if self.range.is_empty() {
            self.range = range.start..range.start;
        }
        let is_next = self.other.is_none() && self.range.end == range.start;
        if !is_next || source.get(range.clone()) != Some(text) {
            self.other.get_or_insert_with(|| source[self.range.clone()].to_owned()).push_str(text);
        }
        self.range.end = range.end;
    }

    /// The text; the source begins at `start` in the file.
    pub(super) fn text(self, file: &Arc<str>, start: usize) -> PageText {
        let of_file = || PageText::of_file(file, start + self.range.start..start + self.range.end);
        self.other.map_or_else(of_file, PageText::from)
    }
}
