//! Reads code from its beginning to its end, and gives each piece its class: all text comes out once, in order.

use super::super::classes::Spans;

/// A class of `classes.rs`, or none.
pub(super) type Class = Option<&'static str>;

/// Escapes in strings.
pub(super) const ESCAPE: Class = Some("e");
/// Names of functions and commands.
pub(super) const FUNCTION: Class = Some("f");
/// Keywords.
pub(super) const KEYWORD: Class = Some("k");
/// Comments.
pub(super) const COMMENT: Class = Some("c");
/// Names of keys and attributes.
pub(super) const KEY: Class = Some("a");
/// Numbers and constants.
pub(super) const NUMBER: Class = Some("n");
/// Operators.
pub(super) const OPERATOR: Class = Some("o");
/// Strings.
pub(super) const STRING: Class = Some("s");
/// Names of types.
pub(super) const TYPE: Class = Some("t");
/// Variables.
pub(super) const VARIABLE: Class = Some("v");
/// Text without a colour.
pub(super) const NONE: Class = None;

/// A place in some code, up to which its pieces have their classes.
///
/// Lengths are bytes. Every letter outside ASCII is part of a word, so words and runs end between letters; a length that
/// leads into a letter, or behind the end, is mended: whatever a lexer counts, it cannot cut text or lose any.
pub(super) struct Scanner<'c, 's> {
    code: &'c str,
    at: usize,
    spans: &'s mut Spans,
}

impl<'c, 's> Scanner<'c, 's> {
    pub(super) fn new(code: &'c str, spans: &'s mut Spans) -> Self {
        Self { code, at: 0, spans }
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.code.len()
    }

    /// The place that is reached, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The byte that stands some bytes ahead. The end of the code is the end of a line.
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.code.as_bytes().get(self.at + ahead).copied().unwrap_or(b'\n')
    }

    /// The byte before this place. The beginning of the code is the beginning of a line.
    pub(super) fn previous(&self) -> u8 {
        if self.at == 0 { b'\n' } else { self.code.as_bytes()[self.at - 1] }
    }

    /// Whether some text stands right before this place.
    pub(super) fn is_behind(&self, text: &str) -> bool {
        self.code.as_bytes()[..self.at].ends_with(text.as_bytes())
    }

    /// Whether nothing but blanks stands before this place in its line.
    pub(super) fn is_line_start(&self) -> bool {
        let before = &self.code.as_bytes()[..self.at];
        before.iter().rev().find(|byte| !is_blank(**byte)).is_none_or(|byte| *byte == b'\n')
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'c [u8] {
        &self.code.as_bytes()[self.at..]
    }

    /// What is not read yet of this line, without its end.
    pub(super) fn line(&self) -> &'c [u8] {
        let rest = self.rest();
        &rest[..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())]
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text.as_bytes())
    }

    /// How many bytes from some bytes ahead on are of a kind.
    pub(super) fn run(&self, ahead: usize, is_of_kind: impl Fn(u8) -> bool) -> usize {
        let rest = self.rest().get(ahead..).unwrap_or_default();
        rest.iter().position(|byte| !is_of_kind(*byte)).unwrap_or(rest.len())
    }

    /// How many bytes of blanks begin some bytes ahead, in this line.
    pub(super) fn blanks(&self, ahead: usize) -> usize {
        self.run(ahead, is_blank)
    }

    /// The word that begins here, in which nothing but ASCII letters, digits and `_` is ASCII; empty if none does.
    pub(super) fn word(&self) -> &'c [u8] {
        &self.rest()[..self.run(0, is_word)]
    }

    /// Whether a word may begin here: what stands before is no part of one.
    pub(super) fn is_word_start(&self) -> bool {
        !is_word(self.previous())
    }

    /// Gives the next bytes a class.
    pub(super) fn push(&mut self, length: usize, class: Class) {
        let mut end = (self.at + length).min(self.code.len());
        while !self.code.is_char_boundary(end) {
            end += 1;
        }
        self.spans.push(class, &self.code[self.at..end]);
        self.at = end;
    }

    /// Gives the rest of this line a class, with its end.
    pub(super) fn push_line(&mut self, class: Class) {
        self.push(self.line().len() + 1, class);
    }

    /// Gives all bytes of a kind a class.
    pub(super) fn push_run(&mut self, class: Class, is_of_kind: impl Fn(u8) -> bool) {
        self.push(self.run(0, is_of_kind), class);
    }

    /// Gives everything up to some text, and the text, a class; up to the end if it does not come.
    pub(super) fn push_through(&mut self, end: &str, class: Class) {
        let rest = self.rest();
        let found = rest.windows(end.len()).position(|window| window == end.as_bytes());
        self.push(found.map_or(rest.len(), |at| at + end.len()), class);
    }
}

/// A blank within a line.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A blank or the end of a line.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// A part of a word.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The first byte of a name.
pub(super) fn is_name_start(byte: u8) -> bool {
    is_word(byte) && !byte.is_ascii_digit()
}

/// The words of a text, which one blank parts.
pub(super) const fn words<const COUNT: usize>(text: &'static str) -> [&'static [u8]; COUNT] {
    let mut words: [&[u8]; COUNT] = [b""; COUNT];
    let mut rest = text.as_bytes();
    let mut count = 0;
    let mut length = 0;
    while length < rest.len() {
        if rest[length] == b' ' {
            let (word, behind) = rest.split_at(length);
            words[count] = word;
            count += 1;
            (_, rest) = behind.split_at(1);
            length = 0;
        } else {
            length += 1;
        }
    }
    words[count] = rest;
    assert!(count + 1 == COUNT, "the list has another length");
    words
}
