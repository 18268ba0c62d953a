//! The stretch of a text that shows best why it was found.

use std::collections::BTreeSet;

use super::words;

/// How many characters an excerpt has, about: two lines of a list.
const LENGTH: usize = 160;
/// How many characters stand before the first word that was found.
const BEFORE: usize = 40;

/// A piece of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it was looked for.
    pub is_marked: bool,
}

/// The stretch of a text with the most of the words that were found, in pieces.
pub fn excerpt(text: &str, found: &BTreeSet<String>) -> Vec<Piece> {
    let marks = marks(text, found);
    let start = start(text, &marks);
    let end = floor_of_word(text, start + LENGTH);
    let mut pieces = Vec::new();
    if start > 0 {
        pieces.push(Piece { text: "… ".to_owned(), is_marked: false });
    }
    let mut at = start;
    for mark in marks.iter().filter(|mark| mark.start >= start && mark.end <= end) {
        push(&mut pieces, &text[at..mark.start], false);
        push(&mut pieces, &text[mark.start..mark.end], true);
        at = mark.end;
    }
    push(&mut pieces, &text[at..end], false);
    if end < text.len() {
        push(&mut pieces, " …", false);
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, text: &str, is_marked: bool) {
    match pieces.last_mut() {
        Some(last) if last.is_marked == is_marked => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece { text: text.to_owned(), is_marked }),
    }
}

struct Mark {
    start: usize,
    end: usize,
    word: String,
}

fn marks(text: &str, found: &BTreeSet<String>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for compound in words::compounds(text) {
        let Some(word) = compound.words().find(|word| found.contains(*word)).map(str::to_owned) else { continue };
        match marks.last_mut() {
            // Pairs of a script without spaces overlap.
            Some(last) if last.end >= compound.start => last.end = compound.end,
            _ => marks.push(Mark { start: compound.start, end: compound.end, word }),
        }
    }
    marks
}

/// Where the excerpt begins: before the mark from which on the most different words are near.
fn start(text: &str, marks: &[Mark]) -> usize {
    let reach = LENGTH - BEFORE;
    let worth = |at: usize| {
        let near = marks[at..].iter().take_while(|mark| mark.end <= marks[at].start + reach);
        near.map(|mark| mark.word.as_str()).collect::<BTreeSet<_>>().len()
    };
    let mut best = None;
    for at in 0..marks.len() {
        if best.is_none_or(|best: usize| worth(at) > worth(best)) {
            best = Some(at);
        }
    }
    let first = best.map_or(0, |at| marks[at].start);
    if first <= BEFORE { 0 } else { behind_space(text, first - BEFORE, first) }
}

/// The first place behind a space from `at` on, no further than `end`.
fn behind_space(text: &str, at: usize, end: usize) -> usize {
    let at = text.ceil_char_boundary(at);
    text[at..end].find(' ').map_or(at, |space| at + space + 1)
}

/// The last end of a word up to `at`.
fn floor_of_word(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    let at = text.floor_char_boundary(at);
    text[..at].rfind(' ').filter(|space| at - space < BEFORE).unwrap_or(at)
}
