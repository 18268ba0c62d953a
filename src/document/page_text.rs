//! Texts of a page that take no room of their own.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A text of a page: a stretch of its file, where it stands there as it is, or else a text by itself.
///
/// Trees stay in memory until the last page is made, but for those of large handbooks, and most of what they hold is such
/// text.
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
    /// Where the part does not lie in it, or begins or ends within a character.
    pub fn part(&self, range: Range<usize>) -> Self {
        assert!(self.get(range.clone()).is_some(), "a part lies in its text");
        let start = self.start as usize;
        Self::of_file(&self.whole, start + range.start..start + range.end)
    }

    /// The text that its last bytes are.
    ///
    /// # Panics
    ///
    /// Where there are fewer, or the first of them lies within a character.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn run(source: &str, parts: &[(&str, Range<usize>)]) -> (PageText, bool) {
        let file: Arc<str> = format!("---\n---\n{source}").into();
        let mut run = TextRun::default();
        for (text, range) in parts {
            run.push(source, text, range.clone());
        }
        let text = run.text(&file, file.len() - source.len());
        let is_stretch = Arc::ptr_eq(&text.whole, &file);
        (text, is_stretch)
    }

    #[test]
    fn what_stands_in_the_file_is_a_stretch_of_it_and_all_else_a_text_by_itself() {
        for (source, parts, expected, is_stretch) in [
            ("one two", vec![("one ", 0..4), ("two", 4..7)], "one two", true),
            // `a\*b`: the backslash is left out.
            ("a\\*b", vec![("a", 0..1), ("*b", 2..4)], "a*b", false),
            ("a &amp; b", vec![("a ", 0..2), ("&", 2..7), (" b", 7..9)], "a & b", false),
            // Code in a quotation: the marks of its lines are left out.
            ("> one\n> two\n", vec![("one\n", 2..6), ("two\n", 8..12)], "one\ntwo\n", false),
            // A tab that is indentation in part: the rest of it is spaces that stand nowhere.
            ("\tone", vec![("  ", 0..0), ("one", 1..4)], "  one", false),
            ("é — ü", vec![("é — ü", 0.."é — ü".len())], "é — ü", true),
            ("", vec![], "", true),
        ] {
            let (text, found) = run(source, &parts);
            assert_eq!((&*text, found), (expected, is_stretch), "{source:?}");
        }
    }

    #[test]
    fn a_part_is_a_part_of_its_text_alone() {
        let (text, _) = run("one two three", &[("two", 4..7)]);
        assert_eq!([&*text.part(0..1), &*text.part(3..3), &*text.tail(2)], ["t", "", "wo"]);
        assert!(std::panic::catch_unwind(|| text.part(0..4)).is_err());
    }
}
