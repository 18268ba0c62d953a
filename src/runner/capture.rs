//! What a block printed, within bounds.

use std::collections::VecDeque;

/// How many bytes of the beginning, and how many of the end, are kept.
///
/// Both together are more than anybody reads, and little enough to keep for every block.
const KEPT: usize = 512 * 1024;

/// The beginning and the end of a stream of bytes.
#[derive(Debug, Default)]
pub(super) struct Capture {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    /// How many bytes between both were dropped.
    dropped: u64,
}

impl Capture {
    /// Takes what was printed next.
    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        let room = KEPT - self.head.len();
        let (first, rest) = bytes.split_at(room.min(bytes.len()));
        self.head.extend_from_slice(first);
        bytes = rest;
        if bytes.len() > KEPT {
            self.dropped += (bytes.len() - KEPT) as u64;
            bytes = &bytes[bytes.len() - KEPT..];
        }
        let surplus = (self.tail.len() + bytes.len()).saturating_sub(KEPT);
        self.tail.drain(..surplus);
        self.dropped += surplus as u64;
        self.tail.extend(bytes);
    }

    /// Whether nothing was dropped.
    pub(super) fn is_whole(&self) -> bool {
        self.dropped == 0
    }

    /// The text, with a line that says how much is left out where something is.
    ///
    /// Lines are left out whole, since no part of a secret is known as one.
    pub(super) fn text(&self) -> String {
        let tail: Vec<u8> = self.tail.iter().copied().collect();
        if self.is_whole() {
            return printable(&[self.head.as_slice(), &tail].concat());
        }
        let is_end = |byte: &u8| *byte == b'\n';
        let head = &self.head[..self.head.iter().rposition(is_end).map_or(0, |at| at + 1)];
        let rest = &tail[tail.iter().position(is_end).map_or(tail.len(), |at| at + 1)..];
        let left_out = self.dropped + (self.head.len() - head.len() + tail.len() - rest.len()) as u64;
        format!("{}… {left_out} bytes are left out …\n{}", printable(head), printable(rest))
    }
}

/// Bytes as text that a terminal, JSON and XML take: what is no text becomes U+FFFD.
pub(super) fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    // XML has no place for the two that are no characters (XML 1.0, "Char").
    let is_none = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.replace(is_none, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_long_output_is_dropped() {
        let mut capture = Capture::default();
        capture.push(b"first\n");
        (0..200).for_each(|_| capture.push(&[b'x'; 16 * 1024]));
        capture.push(b"\nlast\n");
        assert_eq!(capture.text(), "first\n… 3276801 bytes are left out …\nlast\n");
    }

    #[test]
    fn what_is_no_text_is_shown_as_such() {
        let mut capture = Capture::default();
        capture.push(b"a\xff\0b\x1b[0m\r\n\xef\xbf\xbf");
        assert_eq!(capture.text(), "a\u{fffd}\u{fffd}b\u{fffd}[0m\n\u{fffd}");
    }
}
