//! Characters that make a text look other than it is.

use crate::diag::{Code, Diagnostic};
use crate::text::{SourcePath, TextRange};

/// Control characters, and the overrides behind "Trojan Source" (CVE-2021-42574).
pub(super) fn note(text: &str, start: usize, path: &SourcePath, notes: &mut Vec<Diagnostic>) {
    let is_invisible = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !may_hide(text) {
        return;
    }
    let mut at = start;
    for line in text.split_inclusive('\n') {
        // Once a line: a binary file by the name of a page has thousands.
        let found = if may_hide(line) { line.char_indices().find(|(_, c)| is_invisible(*c)) } else { None };
        if let Some((place, c)) = found {
            let range = TextRange::new(at + place, at + place + c.len_utf8());
            let message = format!("the invisible character U+{:04X} stands here", u32::from(c));
            notes.push(Diagnostic::new(Code::ControlCharacter, path, range, message).help("remove it"));
        }
        at += line.len();
    }
}

/// Whether a look at each character is worth it: most texts have none but the printed ones of ASCII, and so have most lines
/// of the others. All bytes are asked, many at once, since few have one.
fn may_hide(text: &str) -> bool {
    let is_printed = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    text.bytes().fold(false, |found, byte| found | !is_printed(byte))
}
