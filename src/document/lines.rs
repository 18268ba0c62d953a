//! What a code block shows of its lines: numbers, and marks on some of them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::attributes::AttributeWord;

/// The numbers and marks of a block's lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeLines {
    /// The number beside the first line, where the lines have numbers.
    pub first_number: Option<usize>,
    /// The lines that have a mark, counted from 1 at the top of the block.
    pub marks: BTreeMap<usize, LineMark>,
}

/// How a line differs from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineMark {
    /// It is what the text speaks of.
    Marked,
    /// It is to be added.
    Inserted,
    /// It is to go, and is not copied.
    Removed,
}

/// What is wrong with a word behind a fence.
pub(super) struct LineFault<'a> {
    pub(super) word: AttributeWord<'a>,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Whether a word behind a fence names lines, as in `{2,4-6}`.
pub fn names_lines(word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | '.');
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(is_part)
}

/// Reads what the words behind a fence say of the lines of its code; `None` where they say nothing.
pub(super) fn read<'a>(words: &[AttributeWord<'a>], code: &str) -> (Option<Box<CodeLines>>, Vec<LineFault<'a>>) {
    let mut reader = Reader { count: code.lines().count(), lines: CodeLines::default(), faults: Vec::new() };
    for word in words {
        reader.word(*word);
    }
    let lines = (reader.lines != CodeLines::default()).then(|| Box::new(reader.lines));
    (lines, reader.faults)
}

struct Reader<'a> {
    /// How many lines the block has.
    count: usize,
    lines: CodeLines,
    faults: Vec<LineFault<'a>>,
}

impl<'a> Reader<'a> {
    /// `linenums` and `hl_lines` are the words of other generators, as is `showLineNumbers`.
    fn word(&mut self, word: AttributeWord<'a>) {
        let (key, value) = word.text.split_once('=').unwrap_or((word.text, ""));
        let value = value.trim_matches(['"', '{', '}']);
        match key.trim_end_matches(',') {
            "numbers" | "linenums" | "showLineNumbers" => self.numbers(word, value),
            "hl_lines" => self.mark(word, value, LineMark::Marked),
            "ins" => self.mark(word, value, LineMark::Inserted),
            "del" => self.mark(word, value, LineMark::Removed),
            lines if names_lines(lines) => self.mark(word, lines, LineMark::Marked),
            _ => {}
        }
    }

    fn numbers(&mut self, word: AttributeWord<'a>, first: &str) {
        let first = if first.is_empty() { Ok(1) } else { first.parse() };
        match first {
            Ok(first) => self.lines.first_number = Some(first),
            Err(_) => self.fault(word, format!("`{}` is no number", word.text), "write `numbers` or `numbers=10`"),
        }
    }

    fn mark(&mut self, word: AttributeWord<'a>, ranges: &str, mark: LineMark) {
        let ranges: Option<Vec<_>> = ranges.split([',', ' ']).filter(|range| !range.is_empty()).map(range).collect();
        let Some(ranges) = ranges.filter(|ranges| !ranges.is_empty()) else {
            let message = format!("`{}` does not say which lines", word.text);
            return self.fault(word, message, "write lines like `{2,4-6}`, `ins=3` or `del=4-5`");
        };
        for range in ranges {
            if *range.end() > self.count {
                let s = if self.count == 1 { "" } else { "s" };
                let message = format!("there is no line {} in this block of {} line{s}", range.end(), self.count);
                self.fault(word, message, "count the lines from 1 at the top of the block");
            }
            for line in *range.start()..=self.count.min(*range.end()) {
                if self.lines.marks.insert(line, mark).is_some_and(|before| before != mark) {
                    self.fault(word, format!("line {line} has another mark already"), "name each line once");
                }
            }
        }
    }

    fn fault(&mut self, word: AttributeWord<'a>, message: String, help: &'static str) {
        self.faults.push(LineFault { word, message, help });
    }
}

/// The lines of `4` or `4-6`; the first one is 1.
fn range(written: &str) -> Option<RangeInclusive<usize>> {
    let (first, last) = written.split_once('-').unwrap_or((written, written));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1 <= first && first <= last).then_some(first..=last)
}
