//! What a code block shows of its lines: numbers, and marks on some of them and on words in them.

use std::collections::{BTreeMap, HashSet};
use std::ops::{Range, RangeInclusive};

use super::attributes::{AttributeWord, quoted};
use crate::diag::nearest;

/// The numbers and marks of a block's lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeLines {
    /// The number beside the first line, where the lines have numbers.
    pub first_number: Option<usize>,
    /// The lines that have a mark, counted from 1 at the top of the block.
    pub marks: BTreeMap<usize, CodeMark>,
    /// The words that have a mark, by the byte of the code at which they begin; none go over the end of a line, and
    /// none stand in others.
    pub words: BTreeMap<usize, MarkedWords>,
}

/// Words within a line that have a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkedWords {
    /// The byte of the code behind them.
    pub end: usize,
    /// Their mark.
    pub mark: CodeMark,
}

/// How a line, or words in one, differ from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeMark {
    /// It is what the text speaks of.
    Marked,
    /// It is to be added.
    Inserted,
    /// It is to go, and is not copied.
    Removed,
}

/// What is wrong with a word behind a fence.
pub(super) struct FenceFault<'a> {
    pub(super) word: AttributeWord<'a>,
    pub(super) message: String,
    pub(super) help: String,
}

/// Whether a word behind a fence names lines, as in `{2,4-6}`.
pub fn names_lines(word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | '.');
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(is_part)
}

/// Reads what the words behind a fence say of the lines of its code; `None` where they say nothing.
pub(super) fn read<'a>(words: &[AttributeWord<'a>], code: &str) -> (Option<Box<CodeLines>>, Vec<FenceFault<'a>>) {
    let mut reader = Reader {
        code,
        count: code.lines().count(),
        seen: HashSet::new(),
        guessed: 0,
        lines: CodeLines::default(),
        faults: Vec::new(),
    };
    for word in words {
        reader.word(*word);
    }
    let lines = (reader.lines != CodeLines::default()).then(|| Box::new(reader.lines));
    (lines, reader.faults)
}

/// How many bytes of code are looked at for what the words behind a fence meant, and how long such a text may be: the time
/// goes with both.
const MOST_GUESSED: usize = 64 * 1024;
const LONGEST_GUESSED: usize = 64;

/// How many characters of a text are shown in a message.
const MOST_SHOWN: usize = 40;

struct Reader<'a, 'c> {
    code: &'c str,
    /// How many lines the block has.
    count: usize,
    /// The texts that were marked, each with its mark.
    seen: HashSet<(&'a str, CodeMark)>,
    /// How many bytes were looked at for what was meant.
    guessed: usize,
    lines: CodeLines,
    faults: Vec<FenceFault<'a>>,
}

impl<'a> Reader<'a, '_> {
    /// What stands in quotes is text of the code, anything else lines of it. `linenums` and `hl_lines`, whose lines
    /// have quotes, are the words of other generators, as is `showLineNumbers`.
    fn word(&mut self, word: AttributeWord<'a>) {
        let written = word.text.trim_end_matches(',');
        if let Some(text) = quoted(written) {
            return self.mark_text(word, text, CodeMark::Marked);
        }
        let (key, value) = written.split_once('=').unwrap_or((written, ""));
        let ranges = value.trim_matches(['"', '\'', '{', '}']);
        let mark = match key {
            "mark" => CodeMark::Marked,
            "ins" => CodeMark::Inserted,
            "del" => CodeMark::Removed,
            "numbers" | "linenums" | "showLineNumbers" => return self.numbers(word, ranges),
            "hl_lines" => return self.mark_lines(word, ranges, CodeMark::Marked),
            lines if names_lines(lines) => return self.mark_lines(word, lines, CodeMark::Marked),
            _ => return,
        };
        match quoted(value) {
            Some(text) => self.mark_text(word, text, mark),
            None => self.mark_lines(word, ranges, mark),
        }
    }

    fn numbers(&mut self, word: AttributeWord<'a>, first: &str) {
        let first = if first.is_empty() { Ok(1) } else { first.parse() };
        match first {
            Ok(first) => self.lines.first_number = Some(first),
            Err(_) => self.fault(word, format!("`{}` is no number", word.text), "write `numbers` or `numbers=10`"),
        }
    }

    fn mark_lines(&mut self, word: AttributeWord<'a>, ranges: &str, mark: CodeMark) {
        let Some(ranges) = read_ranges(ranges) else {
            let message = format!("`{}` does not say which lines", word.text);
            return self.fault(word, message, "write lines like `{2,4-6}`, `ins=3` or `del=4-5`, or a text in quotes");
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

    /// Marks a text wherever it stands.
    fn mark_text(&mut self, word: AttributeWord<'a>, text: &'a str, mark: CodeMark) {
        if !self.seen.insert((text, mark)) {
            return;
        }
        if text.trim().is_empty() {
            let message = format!("`{}` does not say which text", word.text);
            return self.fault(word, message, "write a text of the code in the quotes");
        }
        let (mut is_there, mut is_taken) = (false, false);
        for (start, _) in self.code.match_indices(text) {
            is_there = true;
            is_taken |= !add(&mut self.lines.words, start..start + text.len(), mark);
        }
        let shown: String = text.chars().take(MOST_SHOWN).collect();
        if is_taken {
            self.fault(word, format!("a part of `{shown}` has another mark already"), "mark each part once");
        }
        if !is_there {
            let help = self.meant(word, text);
            self.fault(word, format!("there is no `{shown}` in this block"), help);
        }
    }

    /// What to do about a text that the block does not have.
    fn meant(&mut self, word: AttributeWord<'a>, text: &str) -> String {
        if read_ranges(text).is_some() {
            let lines: Vec<&str> = text.split([',', ' ']).filter(|range| !range.is_empty()).collect();
            let lines = lines.join(",");
            return match word.split() {
                (key, Some(_)) => format!("write lines without quotes, like `{key}={lines}`"),
                _ => format!("write lines without quotes, like `{lines}`"),
            };
        }
        self.guessed += self.code.len();
        let may_guess = self.guessed <= MOST_GUESSED && text.len() <= LONGEST_GUESSED;
        match may_guess.then(|| nearest(text, pieces_like(text, self.code))).flatten() {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write it as it stands in one line of the code".to_owned(),
        }
    }

    fn fault(&mut self, word: AttributeWord<'a>, message: String, help: impl Into<String>) {
        self.faults.push(FenceFault { word, message, help: help.into() });
    }
}

/// Adds the place of some words, which become one with those that they overlap or touch; `false` where they overlap
/// some with another mark.
fn add(words: &mut BTreeMap<usize, MarkedWords>, place: Range<usize>, mark: CodeMark) -> bool {
    let mut joined = place.clone();
    let mut near = Vec::new();
    for (start, other) in words.range(..=place.end).rev().take_while(|(_, other)| place.start <= other.end) {
        if other.mark == mark {
            joined = joined.start.min(*start)..joined.end.max(other.end);
            near.push(*start);
        } else if *start < place.end && place.start < other.end {
            return false;
        }
    }
    for start in near {
        words.remove(&start);
    }
    words.insert(joined.start, MarkedWords { end: joined.end, mark });
    true
}

/// The pieces of lines that have as many names and signs as a text.
fn pieces_like<'c>(text: &str, code: &'c str) -> impl Iterator<Item = &'c str> {
    let count = names_and_signs(text).len().max(1);
    code.lines().flat_map(move |line| {
        let parts = names_and_signs(line);
        let pieces: Vec<&str> = parts.windows(count).map(|parts| &line[parts[0].start..parts[count - 1].end]).collect();
        pieces
    })
}

/// The places of names, and of the signs between them, in a line.
fn names_and_signs(line: &str) -> Vec<Range<usize>> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut is_in_name = false;
    for (at, c) in line.char_indices() {
        let end = at + c.len_utf8();
        match parts.last_mut().filter(|_| is_in_name && is_of_name(c)) {
            Some(name) => name.end = end,
            None if !c.is_whitespace() => parts.push(at..end),
            None => {}
        }
        is_in_name = is_of_name(c);
    }
    parts
}

/// The lines of `2,4-6`; `None` where something else is written, or nothing.
fn read_ranges(written: &str) -> Option<Vec<RangeInclusive<usize>>> {
    let ranges: Option<Vec<_>> = written.split([',', ' ']).filter(|range| !range.is_empty()).map(range).collect();
    ranges.filter(|ranges| !ranges.is_empty())
}

/// The lines of `4` or `4-6`; the first one is 1.
fn range(written: &str) -> Option<RangeInclusive<usize>> {
    let (first, last) = written.split_once('-').unwrap_or((written, written));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1 <= first && first <= last).then_some(first..=last)
}
