//! Words of a data file: `[[id]]` and `code` mean in a cell what they mean on a page.

use super::TableCell;
use crate::derived::Ground;
use crate::diag::{Code, Diagnostic};
use crate::handbook::{Handbook, PageIx};
use crate::text::{Scheme, SourcePath, Spanned, TextRange, scheme};

/// A stretch of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// Words.
    Plain(String),
    /// Code.
    Code(String),
    /// A page, or a heading on it.
    Page {
        /// The page.
        page: PageIx,
        /// The id of the heading.
        fragment: Option<String>,
        /// The words for it, where they are not its title.
        words: Option<String>,
    },
    /// Another site.
    External(String),
}

/// Reads the words of a cell; a cell that is an address becomes a link.
pub(super) fn read(
    ground: Ground<'_>,
    path: &SourcePath,
    cell: &Spanned<&str>,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Words> {
    let text = cell.value.trim();
    let is_address = ["https://", "http://"].iter().any(|start| text.starts_with(start));
    if is_address && !text.contains(char::is_whitespace) && scheme(text) == Scheme::Allowed {
        return vec![Words::External(text.to_owned())];
    }
    let mut words = Vec::new();
    let mut rest = cell.value;
    while let Some((before, mark, inner, behind)) = next_mark(rest) {
        push_plain(before, &mut words);
        if mark == "`" {
            words.push(Words::Code(inner.to_owned()));
        } else {
            // A cell with doubled quotes is longer in the file than its text is.
            let is_verbatim = cell.range.bytes().len() == cell.value.len();
            let start = cell.value.len() - rest.len() + before.len() + mark.len();
            let range = if is_verbatim {
                TextRange::new(start, start + inner.len()).shifted(cell.range.bytes().start)
            } else {
                cell.range
            };
            words.push(page(ground, (inner, path, range), notes));
        }
        rest = behind;
    }
    push_plain(rest, &mut words);
    words
}

/// The next code or link: what stands before it, how it begins, what is in it, and what stands behind it.
fn next_mark(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut marks = [("`", "`"), ("[[", "]]")].into_iter().filter_map(|(open, close)| {
        let start = text.find(open)?;
        let inner = start + open.len();
        let length = text[inner..].find(close).filter(|&length| length > 0)?;
        Some((start, (&text[..start], open, &text[inner..inner + length], &text[inner + length + close.len()..])))
    });
    let first = marks.next()?;
    Some(marks.fold(first, |first, other| if other.0 < first.0 { other } else { first }).1)
}

fn push_plain(text: &str, words: &mut Vec<Words>) {
    if !text.is_empty() {
        words.push(Words::Plain(text.to_owned()));
    }
}

/// What stands between `[[` and `]]`.
fn page(
    ground: Ground<'_>,
    (inner, path, range): (&str, &SourcePath, TextRange),
    notes: &mut Vec<Diagnostic>,
) -> Words {
    let (target, words) = inner.split_once('|').map_or((inner, None), |(target, words)| (target, Some(words)));
    let (id, fragment) = target.split_once('#').map_or((target, None), |(id, fragment)| (id, Some(fragment)));
    match ground.handbook.find_at((id.trim(), path, range), None, ground.kinds) {
        Ok(page) => {
            let to = ground.handbook.page(page);
            if let Some(fragment) = fragment.filter(|fragment| !to.has_anchor(fragment)) {
                let message = format!("`{}` has no heading `#{fragment}`", to.document.path);
                let note = Diagnostic::new(Code::BrokenAnchor, path, range, message);
                notes.push(match crate::diag::nearest(fragment, to.all_anchors()) {
                    Some(near) => note.help(format!("did you mean `#{near}`?")),
                    None => note,
                });
            }
            Words::Page {
                page,
                fragment: fragment.map(str::to_owned),
                words: words.map(|words| words.trim().to_owned()),
            }
        }
        Err(note) => {
            notes.push(note);
            Words::Plain(words.unwrap_or(id).to_owned())
        }
    }
}

/// What a cell says, for sorting.
pub(super) fn plain(handbook: &Handbook, cell: &TableCell) -> String {
    match cell {
        TableCell::Words(words) => words.iter().map(|words| plain_words(handbook, words)).collect(),
        TableCell::Pages(pages) => pages.iter().map(|&page| handbook.page(page).title.as_str()).collect(),
        TableCell::Value(crate::data::Value::Text(text)) => text.to_string(),
        _ => String::new(),
    }
}

fn plain_words<'a>(handbook: &'a Handbook, words: &'a Words) -> &'a str {
    match words {
        Words::Plain(text) | Words::Code(text) | Words::External(text) | Words::Page { words: Some(text), .. } => text,
        Words::Page { page, .. } => &handbook.page(*page).title,
    }
}
