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

/// Reads the options of a view, with places of the file.
pub(super) fn options(written: &str, fence: &Fence<'_>, path: &SourcePath) -> Noted<Map> {
    let (mut map, faults) = data::read(written, Format::Yaml);
    let Fence { text, range, start } = fence;
    let first = range.start + text[(*range).clone()].find('\n').map_or(0, |end| end + 1);
    let whole = TextRange::from((*range).clone()).shifted(*start);
    // In a quotation or a list the file has marks and spaces that the options have not.
    let is_verbatim = text[first..].starts_with(written);
    let note = |fault: data::SyntaxFault| {
        let place = if is_verbatim { fault.range.shifted(start + first) } else { whole };
        Diagnostic::new(Code::ViewSyntax, path, place, fault.message)
            .help("write options like `view: matrix`, one a line")
    };
    let notes = faults.into_iter().map(note).collect();
    if is_verbatim {
        map.shift(start + first);
    } else {
        map.set_range(whole);
    }
    Noted::new(map, notes)
}
