//! Typographic punctuation, as SmartyPants made it known: curly quotes, dashes, ellipses.
//!
//! It is applied when links and attributes have been taken out of the text, so that `[[a--b]]` stays an id.

use super::Inline;

/// Refines the texts among some parts of a line; `is_first` says that nothing stands before them.
pub(super) fn refine(parts: &mut [Inline], is_first: bool) {
    // What stands before the text decides whether a quote opens or closes; behind other content it closes.
    let mut before = if is_first { ' ' } else { 'x' };
    for part in parts {
        if let Inline::Text(text) = part {
            *text = refined(text, before);
            before = text.chars().next_back().unwrap_or(before);
        } else {
            before = 'x';
        }
    }
}

fn refined(text: &str, mut before: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let opens = before.is_whitespace() || matches!(before, '(' | '[' | '{' | '“' | '‘' | '–' | '—' | '/');
        let (shown, length) = match c {
            '"' => (if opens { '“' } else { '”' }, 1),
            '\'' => (if opens { '‘' } else { '’' }, 1),
            '-' if rest.starts_with("---") => ('—', 3),
            '-' if rest.starts_with("--") => ('–', 2),
            '.' if rest.starts_with("...") => ('…', 3),
            c => (c, c.len_utf8()),
        };
        out.push(shown);
        before = shown;
        rest = &rest[length..];
    }
    out
}
