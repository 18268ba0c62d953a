//! Fences that ask for a view of the handbook instead of showing code.

use crate::data::{self, Format, Map};
use crate::diag::{Code, Diagnostic, Noted};
use crate::text::{SourcePath, TextRange};

/// The words behind such a fence.
pub(super) const FENCES: [&str; 2] = ["derive", "table"];

/// Where a fence stands.
pub(super) struct Fence<'a> {
    /// The text that was parsed.
    pub(super) text: &'a str,
    /// The fence in it.
    pub(super) range: &'a std::ops::Range<usize>,
    /// Where that text begins in the file.
    pub(super) start: usize,
}

/// Reads the options of a view, with places of the file; `None` where they do not parse, which is noted.
pub(super) fn options(written: &str, fence: &Fence<'_>, path: &SourcePath) -> Noted<Option<Map>> {
    let (mut map, faults) = data::read(written, Format::Yaml);
    let lines = lines(written, fence);
    let whole = TextRange::from(fence.range.clone()).shifted(fence.start);
    let place = |range: TextRange| lines.as_ref().map_or(whole, |lines| place(lines, range));
    map.move_places(&place);
    let note = |fault: data::SyntaxFault| {
        Diagnostic::new(Code::ViewSyntax, path, place(fault.range), fault.message)
            .help("write options like `view: matrix`, one a line")
    };
    let notes: Vec<Diagnostic> = faults.into_iter().map(note).collect();
    Noted::new(notes.is_empty().then_some(map), notes)
}

/// Where a line begins in the options, and where in the file.
struct Line {
    written: usize,
    file: usize,
}

/// The lines of the options: in a list or a quotation there are spaces and marks before them in the file. `None` where
/// the file has something else, such as tabs that became spaces.
fn lines(written: &str, fence: &Fence<'_>) -> Option<Vec<Line>> {
    let block = &fence.text[fence.range.clone()];
    let first = block.find('\n').map_or(block.len(), |end| end + 1);
    let mut line = Line { written: 0, file: fence.start + fence.range.start + first };
    let mut lines = Vec::new();
    let mut in_file = block[first..].split_inclusive('\n');
    for option in written.split_inclusive('\n') {
        let found = in_file.next()?;
        let marks = found.trim_end_matches('\n').strip_suffix(option.trim_end_matches('\n'))?;
        lines.push(Line { written: line.written, file: line.file + marks.len() });
        line = Line { written: line.written + option.len(), file: line.file + found.len() };
    }
    lines.push(line);
    Some(lines)
}

fn place(lines: &[Line], range: TextRange) -> TextRange {
    let move_on = |at| {
        let line = lines.iter().rfind(|line| line.written <= at);
        line.map_or(at, |line| line.file + at - line.written)
    };
    let range = range.bytes();
    TextRange::new(move_on(range.start), move_on(range.end))
}
