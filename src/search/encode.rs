//! The bytes of the index: numbers in few bytes, words that share their beginnings, gzip in scripts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::index::{Class, Term};
use crate::text::gzip;

/// The function of the page that takes what a file brings.
const TAKER: &str = "__roadbookSearch";

/// Writes a number in as few bytes as it needs: seven bits in each, the lowest first, the eighth set while more follow.
#[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
pub fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The numbers that [`push_number`] has written.
pub fn read_numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let mut bytes = bytes.iter();
    std::iter::from_fn(move || {
        let mut number = 0;
        for (place, byte) in (&mut bytes).enumerate() {
            number |= u32::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    })
}

/// Words of the dictionary: how many, the class of each against the one before, how common each is, then a line for each
/// with the length that it shares with the one before and the rest of it.
///
/// Lengths are in UTF-16 units and are written as characters from the space on, so that a browser reads all lines as
/// one string.
pub fn dictionary(terms: &[Term]) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_number(&mut bytes, u32::try_from(terms.len()).expect("a file holds some thousand words"));
    let mut class = 0;
    for term in terms {
        let step = i64::from(term.class) - i64::from(class);
        // Zigzag: 0, -1, 1, -2 … become 0, 1, 2, 3 …
        push_number(&mut bytes, u32::try_from((step << 1) ^ (step >> 63)).expect("classes have 31 bits"));
        class = term.class;
    }
    bytes.extend(terms.iter().map(|term| term.level));
    let mut before = "";
    for term in terms {
        let shared: usize =
            before.chars().zip(term.text.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        let units = u32::try_from(term.text[..shared].encode_utf16().count()).expect("words are short");
        bytes.extend(char::from_u32(units + 32).expect("words are short").to_string().bytes());
        bytes.extend(term.text[shared..].bytes());
        bytes.push(b'\n');
        before = &term.text;
    }
    bytes
}

/// The sections of some classes: of each how rare it is, how many sections it has, the steps from section to section,
/// the impacts, and the lengths of the headings and titles in which it stands.
pub fn postings(classes: &[Class]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for Class { rareness, postings } in classes {
        bytes.push(*rareness);
        push_number(&mut bytes, u32::try_from(postings.len()).expect("they are limited"));
        let mut before = 0;
        for posting in postings {
            push_number(&mut bytes, posting.section - before);
            before = posting.section;
        }
        let flags = |heading: u8, title: u8| u8::from(heading > 0) << 5 | u8::from(title > 0) << 6;
        bytes.extend(postings.iter().map(|posting| posting.impact | flags(posting.heading, posting.title)));
        let named = postings.iter().filter(|posting| posting.heading > 0 || posting.title > 0);
        bytes.extend(named.map(|posting| posting.heading << 4 | posting.title));
    }
    bytes
}

/// Some bytes as a call that brings them under a name; it works in a classic script, where `file://` allows no other.
pub fn call(name: &str, bytes: &[u8]) -> String {
    let mut script = format!("{TAKER}(\"{name}\",\"");
    STANDARD.encode_string(gzip(bytes), &mut script);
    script.push_str("\")\n");
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_as_many_bytes_as_they_need() {
        let written = |number| {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            bytes
        };
        assert_eq!(
            [written(0), written(127), written(128), written(300)],
            [vec![0], vec![127], vec![128, 1], vec![172, 2]]
        );
    }

    #[test]
    fn numbers_that_were_written_are_read() {
        let numbers = [0, 127, 128, 300, u32::MAX, 1];
        let mut bytes = Vec::new();
        for number in numbers {
            push_number(&mut bytes, number);
        }
        assert!(read_numbers(&bytes).eq(numbers));
    }

    #[test]
    fn words_are_written_by_what_is_new_in_them() {
        let term = |text: &str, class| Term { text: text.to_owned(), class, level: 1 };
        let bytes = dictionary(&[term("deploy", 4), term("deployed", 4), term("depth", 3)]);
        assert_eq!(bytes, b"\x03\x08\x00\x01\x01\x01\x01 deploy\n&ed\n#th\n");
    }
}
