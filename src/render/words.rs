//! Words of code in elements of their own, where they have marks.

use std::fmt::Write as _;
use std::ops::Range;

use super::lines::{END, element_of_mark};
use crate::document::CodeMark;

/// Highlighted code with an element around each place that has a mark.
///
/// Places are those of `text`, of which the HTML was made, in their order; none go over the end of a line. A token that
/// goes over the end of a place is closed there, and opened again behind it.
pub(super) fn with_words(html: &str, text: &str, places: impl Iterator<Item = (Range<usize>, CodeMark)>) -> String {
    let mut copy =
        Copy { html, text: text.chars(), done: 0, open: None, written: String::with_capacity(2 * html.len()) };
    for (place, mark) in places {
        // What begins within a variable that is marked already has nothing left of it.
        if place.end <= copy.done {
            continue;
        }
        let element = element_of_mark(mark);
        copy.up_to(place.start);
        copy.between_tokens(|written| {
            let _ = write!(written, "<{element} class=\"words\">");
        });
        copy.up_to(place.end);
        copy.between_tokens(|written| {
            let _ = write!(written, "</{element}>");
        });
    }
    copy.written.push_str(copy.html);
    copy.written
}

/// A copy of HTML that is made piece by piece.
struct Copy<'h> {
    /// What is to be copied.
    html: &'h str,
    /// The text of what is to be copied.
    text: std::str::Chars<'h>,
    /// How many bytes of the text were copied.
    done: usize,
    /// The tag of the token that is open.
    open: Option<&'h str>,
    written: String,
}

impl Copy<'_> {
    /// Copies up to a place of the text, and the end of the token that ends there.
    fn up_to(&mut self, place: usize) {
        while self.done < place || self.html.starts_with(END) {
            let is_tag = self.html.starts_with('<');
            let Some(length) = self.next_length() else { return };
            let (piece, rest) = self.html.split_at(length);
            self.written.push_str(piece);
            self.html = rest;
            if is_tag {
                self.open = (piece != END).then_some(piece);
            } else {
                self.done += self.text.next().map_or(0, char::len_utf8);
            }
        }
    }

    /// The length of the next tag or character.
    fn next_length(&self) -> Option<usize> {
        let next = self.html.chars().next()?;
        let end = match next {
            '<' => self.html.find('>'),
            '&' => self.html.find(';'),
            _ => None,
        };
        Some(end.map_or(next.len_utf8(), |end| end + 1))
    }

    /// Writes where no token is open.
    fn between_tokens(&mut self, write: impl FnOnce(&mut String)) {
        let Some(tag) = self.open else { return write(&mut self.written) };
        // Between two places that touch nothing of the token is left.
        match self.written.strip_suffix(tag).map(str::len) {
            Some(length) => self.written.truncate(length),
            None => self.written.push_str(END),
        }
        write(&mut self.written);
        self.written.push_str(tag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_behind_characters_that_html_writes_otherwise() {
        let places = [(4..5, CodeMark::Marked), (5..7, CodeMark::Removed)];
        let html = with_words("&lt;\u{FFFD}<span>é</span>x&amp;<span>yz</span>", "<\u{7}éx&yz", places.into_iter());
        let before = "&lt;\u{FFFD}<span>é</span><mark class=\"words\">x</mark>";
        let expected = format!("{before}<del class=\"words\">&amp;<span>y</span></del><span>z</span>");
        assert_eq!(html, expected);
    }
}
