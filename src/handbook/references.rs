//! Ids in front matter: which pages a page's fields name.

use super::ids::{Meaning, Names};
use super::{Notes, Page, PageIx, Pages, References};
use crate::data::{Map, Value};
use crate::diag::{Code, Diagnostic, Noted, Severity};
use crate::schema::{Kind, Kinds, Shape};
use crate::text::{SourcePath, Spanned, TextRange};

/// The pages that a page's fields name, by field; what is not there, or of the wrong kind, is noted.
pub(super) fn resolve(page: &Page, pages: &Pages, names: &Names, kinds: &Kinds) -> Noted<References> {
    match kinds.get(&page.typed.kind) {
        Some(kind) => fields(page, (kind, &page.typed.fields), pages, names),
        None => Noted::default(),
    }
}

/// The pages that some fields name which stand on a page: its own, or the options of a view on it.
pub(super) fn fields(page: &Page, (kind, fields): (&Kind, &Map), pages: &Pages, names: &Names) -> Noted<References> {
    let mut references = References::new();
    let mut notes = Notes::new();
    for (key, value) in &fields.entries {
        let Some(Shape::Id(of) | Shape::Ids(of)) = kind.field(&key.value).map(|field| &field.shape) else { continue };
        let lookup = Lookup { page, pages, names, of: of.as_deref() };
        let found: Vec<PageIx> =
            ids(value).into_iter().filter_map(|(id, range)| lookup.find(id, range, &mut notes)).collect();
        references.insert(key.value.clone(), found);
    }
    Noted::new(references, notes)
}

/// The ids of a field: of one, of a list, or of a list of tables.
fn ids(value: &Spanned<Value>) -> Vec<(&str, TextRange)> {
    match &value.value {
        Value::Text(id) => vec![(id.as_str(), value.range)],
        Value::List(items) => items.iter().flat_map(ids).collect(),
        Value::Map(map) => map.get("id").map(ids).unwrap_or_default(),
        _ => Vec::new(),
    }
}

struct Lookup<'a> {
    page: &'a Page,
    pages: &'a Pages,
    names: &'a Names,
    of: Option<&'a str>,
}

impl Lookup<'_> {
    fn find(&self, id: &str, range: TextRange, notes: &mut Notes) -> Option<PageIx> {
        match find((id, &self.page.document.path, range), self.of, self.pages, self.names) {
            Ok(found) => Some(found),
            Err(note) => {
                // A page without a kind may come from another tool, where an `owner` is a person's name.
                let is_explicit = self.page.typed.is_explicit;
                if is_explicit || self.names.has_kind(self.of) {
                    notes.push(note.severity(if is_explicit { Severity::Error } else { Severity::Warning }));
                }
                None
            }
        }
    }
}

/// The page of an id which stands at a place of a file, of a kind where one is asked for; or what is wrong with it.
pub(super) fn find(
    (id, path, range): (&str, &SourcePath, TextRange),
    of: Option<&str>,
    pages: &Pages,
    names: &Names,
) -> Result<PageIx, Diagnostic> {
    let note = |code, message: String| Diagnostic::new(code, path, range, message);
    match names.find(id) {
        Meaning::Page(found) => {
            let kind = &pages.get(found).typed.kind;
            match of {
                Some(of) if of != kind => Err(note(Code::UnknownId, format!("`{id}` is a {kind}, not a {of}"))),
                _ => Ok(found),
            }
        }
        Meaning::Ambiguous(several) => {
            let paths: Vec<String> =
                several.iter().map(|&page| format!("`{}`", pages.get(page).document.path)).collect();
            let message = format!("several pages answer to `{id}`: {}", paths.join(", "));
            Err(note(Code::AmbiguousId, message).help("give one of them an `id`"))
        }
        Meaning::Unknown => {
            let known = match of {
                None => names.all(),
                Some(of) => {
                    let is_wanted = |page: &&Page| page.typed.is_explicit && page.typed.kind == of;
                    pages.iter().filter(is_wanted).map(|page| page.id.as_str()).collect()
                }
            };
            let what = of.unwrap_or("page");
            Err(note(Code::UnknownId, format!("no {what} has the id `{id}`")).did_you_mean(id, known))
        }
    }
}
