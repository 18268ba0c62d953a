//! Characters that make a text look other than it is.

use crate::diag::{Code, Diagnostic};
use crate::text::{SourcePath, TextRange};

/// Control characters, and the overrides behind "Trojan Source" (CVE-2021-42574).
pub(super) fn note(text: &str, start: usize, path: &SourcePath, notes: &mut Vec<Diagnostic>) {
    let is_invisible = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut noted_until = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| is_invisible(*c)) {
        // Once a line: a binary file by the name of a page has thousands.
        if at < noted_until {
            continue;
        }
        noted_until = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let range = TextRange::new(start + at, start + at + c.len_utf8());
        let message = format!("the invisible character U+{:04X} stands here", u32::from(c));
        notes.push(Diagnostic::new(Code::ControlCharacter, path, range, message).help("remove it"));
    }
}
