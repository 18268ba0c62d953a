//! Maturity models: aspects of a thing, and what each is like on every level.

use super::{tables, text};
use crate::data::Value;
use crate::diag::{Code, Diagnostic};
use crate::handbook::Page;
use crate::text::{Spanned, TextRange};

/// A maturity model.
#[derive(Debug)]
pub struct Maturity<'a> {
    /// The levels, from the lowest.
    pub levels: Vec<&'a str>,
    /// The aspects.
    pub aspects: Vec<Aspect<'a>>,
}

/// What is looked at.
#[derive(Debug)]
pub struct Aspect<'a> {
    /// Its name.
    pub title: &'a str,
    /// What it is like on each level.
    pub cells: Vec<&'a str>,
}

/// Reads the maturity model of a page; `None` where it has none.
pub(super) fn read<'a>(page: &'a Page, notes: &mut Vec<Diagnostic>) -> Option<Maturity<'a>> {
    let levels: Vec<&str> = page.typed.texts("levels").map(|(level, _)| level).collect();
    // Levels and cells that are no text were noted, and are not among those that are left.
    let has_levels = length(page.document.front.map.get("levels")) == Some(levels.len());
    let mut aspects = Vec::new();
    for (aspect, _) in tables(page.typed.fields.get("aspects")) {
        let (Some(title), Some(cells)) = (text(aspect, "title"), aspect.get("cells")) else { continue };
        let items = cells.value.list().unwrap_or_default();
        let texts: Vec<&str> = items.iter().filter_map(|cell| cell.value.text().ok()).collect();
        if has_levels && written(page, cells.range) == Some(texts.len()) {
            notes.extend(width_note(page, title, &levels, (texts.len(), cells.range)));
        }
        aspects.push(Aspect { title, cells: texts });
    }
    (!aspects.is_empty() && !levels.is_empty()).then_some(Maturity { levels, aspects })
}

/// How many cells the list at a place was written with.
fn written(page: &Page, range: TextRange) -> Option<usize> {
    let mut aspects = tables(page.document.front.map.get("aspects"));
    aspects.find_map(|(aspect, _)| length(aspect.get("cells").filter(|cells| cells.range == range)))
}

fn length(list: Option<&Spanned<Value>>) -> Option<usize> {
    list?.value.list().ok().map(<[_]>::len)
}

fn width_note(page: &Page, title: &str, levels: &[&str], (found, range): (usize, TextRange)) -> Option<Diagnostic> {
    let path = &page.document.path;
    if let Some(missing) = levels.get(found..).filter(|missing| !missing.is_empty()) {
        let message = format!("the aspect `{title}` has no cell for `{}`", missing.join("` and `"));
        let note = Diagnostic::new(Code::MissingCell, path, range, message);
        return Some(note.help("say what it is like on each level, from the lowest"));
    }
    (found > levels.len()).then(|| {
        let message = format!("the aspect `{title}` has {found} cells, there are {} levels", levels.len());
        Diagnostic::new(Code::WrongValue, path, range, message).help("write one cell for each of the `levels`")
    })
}
