//! Typographic punctuation, as `SmartyPants` made it known: curly quotes, dashes, ellipses.
//!
//! It is applied when links and attributes have been taken out of the text, so that `[[a--b]]` stays an id.

use super::Inline;

/// Refines the texts of a line.
pub(super) fn refine(content: &mut [Inline]) {
    within(content, ' ');
}

/// Refines the texts of some content; `before` is the character before it, which decides whether a quote opens or
/// closes. Returns the last character.
fn within(content: &mut [Inline], mut before: char) -> char {
    for inline in content {
        before = match inline {
            Inline::Text(text) => {
                if let Some(refined) = refined(text, before) {
                    *text = refined.into();
                }
                text.chars().next_back().unwrap_or(before)
            }
            Inline::Link { content, .. } if is_address(content) => 'x',
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link { content, .. } => within(content, before),
            Inline::SoftBreak | Inline::HardBreak => ' ',
            _ => 'x',
        };
    }
    before
}

/// A bare address is shown as it is.
fn is_address(content: &[Inline]) -> bool {
    matches!(content, [Inline::Text(text)] if ["://", "www.", "@"].iter().any(|sign| text.contains(sign)))
}

/// A text as it is set; nothing where it has no sign of which there is another form.
fn refined(text: &str, mut before: char) -> Option<String> {
    if !text.contains(['"', '\'', '-', '.']) {
        return None;
    }
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
    (out != text).then_some(out)
}
