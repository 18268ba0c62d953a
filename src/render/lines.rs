//! Lines of code in elements of their own, where they have numbers or marks.

use std::fmt::Write as _;

use crate::document::{CodeLines, CodeMark};

/// The end of a token.
pub(super) const END: &str = "</span>";

/// Highlighted code with an element around each line that has a number or a mark.
///
/// A token that goes on behind the end of such a line is closed there, and opened again in the next one.
pub(super) fn with_lines(html: &str, lines: &CodeLines) -> String {
    let pieces = pieces(html);
    let last = lines.first_number.unwrap_or_default().saturating_add(pieces.len().saturating_sub(1));
    let width = last.to_string().len();
    let mut written = String::with_capacity(html.len() + 32 * pieces.len());
    let mut open: Option<&str> = None;
    for (at, piece) in pieces.into_iter().enumerate() {
        let before = open;
        open = open_behind(piece, before);
        let number = lines.first_number.map(|first| first.saturating_add(at));
        let Some(element) = element(lines.marks.get(&(at + 1)).copied(), number.is_some()) else {
            written.push_str(piece);
            continue;
        };
        written.push_str(before.map_or("", |_| END));
        written.push('<');
        written.push_str(element);
        if let Some(number) = number {
            let _ = write!(written, " data-line=\"{number:>width$}\"");
        }
        written.push('>');
        written.push_str(before.unwrap_or_default());
        written.push_str(piece);
        written.push_str(open.map_or("", |_| END));
        let _ = write!(written, "</{element}>");
        written.push_str(open.unwrap_or_default());
    }
    written
}

fn element(mark: Option<CodeMark>, has_number: bool) -> Option<&'static str> {
    mark.map(element_of_mark).or_else(|| has_number.then_some("span"))
}

/// The element of what has a mark.
pub(super) fn element_of_mark(mark: CodeMark) -> &'static str {
    match mark {
        CodeMark::Marked => "mark",
        CodeMark::Inserted => "ins",
        CodeMark::Removed => "del",
    }
}

/// The lines of some HTML, each with the ends of the tokens that end with it.
fn pieces(html: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(end) = rest.find('\n') {
        let behind = &rest[end + 1..];
        let closed = behind.len() - behind.trim_start_matches(END).len();
        let (piece, next) = rest.split_at(end + 1 + closed);
        pieces.push(piece);
        rest = next;
    }
    pieces.extend((!rest.is_empty()).then_some(rest));
    pieces
}

/// The tag of the token that is open behind a line, where `open` was before it. Tokens do not stand within others.
fn open_behind<'h>(line: &'h str, open: Option<&'h str>) -> Option<&'h str> {
    let Some(at) = line.rfind('<') else { return open };
    let tag = &line[at..];
    let end = tag.find('>').map_or(tag.len(), |end| end + 1);
    (!tag.starts_with("</")).then_some(&tag[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_over_a_line_end_stands_in_both_lines() {
        let lines = CodeLines { marks: [(2, CodeMark::Inserted)].into(), ..CodeLines::default() };
        let html = with_lines("<span class=\"c\">/* a\n b\n c */</span>\nd\n", &lines);
        let expected = "<span class=\"c\">/* a\n</span><ins><span class=\"c\"> b\n</span></ins><span class=\"c\"> c */</span>\nd\n";
        assert_eq!(html, expected);
    }
}
