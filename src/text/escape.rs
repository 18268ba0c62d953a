//! Text that stands in HTML.

use super::BYTES_AT_ONCE;

/// Adds text to an element's content.
pub fn text(html: &mut String, text: &str) {
    push(html, text, false);
}

/// Adds text to an attribute's value in double quotes.
pub fn attribute(html: &mut String, text: &str) {
    push(html, text, true);
}

fn push(html: &mut String, text: &str, quotes: bool) {
    let mut rest = text;
    // What stays as it is is added in one piece.
    while let Some(at) = next_change(rest.as_bytes()) {
        let (before, found) = rest.split_at(at);
        html.push_str(before);
        let mut behind = found.chars();
        match behind.next() {
            Some('&') => html.push_str("&amp;"),
            Some('<') => html.push_str("&lt;"),
            Some('>') => html.push_str("&gt;"),
            Some('"') if quotes => html.push_str("&quot;"),
            // HTML allows no control characters but white space (HTML, "preprocessing the input stream").
            Some(c) if c.is_control() => html.push(char::REPLACEMENT_CHARACTER),
            Some(c) => html.push(c),
            None => {}
        }
        rest = behind.as_str();
    }
    html.push_str(rest);
}

/// Where the next character begins that may not stay as it is.
fn next_change(bytes: &[u8]) -> Option<usize> {
    let (runs, _) = bytes.as_chunks::<BYTES_AT_ONCE>();
    let is_plain = |run: &[u8; BYTES_AT_ONCE]| !run.iter().fold(false, |found, &byte| found | may_change(byte));
    let start = BYTES_AT_ONCE * runs.iter().take_while(|run| is_plain(run)).count();
    bytes[start..].iter().position(|&byte| MAY_CHANGE[usize::from(byte)]).map(|at| start + at)
}

/// Whether a character that begins so may not stay as it is: signs of HTML, and control characters of ASCII and of Latin-1,
/// whose first byte is 0xC2.
#[expect(clippy::needless_bitwise_bool, reason = "without branches many bytes are compared at once")]
const fn may_change(byte: u8) -> bool {
    let is_sign = (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == 0x7f) | (byte == 0xc2);
    is_sign | ((byte < b' ') & (byte != b'\n') & (byte != b'\t'))
}

/// The same for a byte by itself.
static MAY_CHANGE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = u8::MAX;
    while byte > 0 {
        table[byte as usize] = may_change(byte);
        byte -= 1;
    }
    table[0] = may_change(0);
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_control_characters_are_escaped_and_all_else_stays() {
        let written = "a<b> & \"é\u{a0}c\"\n\t\u{7}\u{7f}\u{85}";
        let escaped = |push: fn(&mut String, &str)| {
            let mut html = String::new();
            push(&mut html, written);
            html
        };
        assert_eq!(escaped(text), "a&lt;b&gt; &amp; \"é\u{a0}c\"\n\t\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(escaped(attribute), "a&lt;b&gt; &amp; &quot;é\u{a0}c&quot;\n\t\u{fffd}\u{fffd}\u{fffd}");
    }
}
