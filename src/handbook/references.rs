//! Ids in front matter: which pages a page's fields name.

use super::ids::{Meaning, Names};
use super::{Notes, Page, PageIx, Pages, References};
use crate::data::{Map, Value};
use crate::diag::{Code, Diagnostic, Noted, Severity};
use crate::schema::{Field, Kind, Kinds, Shape, Typed};
use crate::text::{SourcePath, Spanned, TextRange};

/// The pages that a page's fields name, by field; what is not there, or of the wrong kind, is noted.
///
/// A field within a table has the names of all that hold it before its own: `groups.metrics.measures`.
pub(super) fn resolve(page: &Page, pages: &Pages, names: &Names, kinds: &Kinds) -> Noted<References> {
    match kinds.get(&page.typed.kind).filter(|_| page.typed.is_judged) {
        Some(kind) => fields(page, (kind, &page.typed.fields), pages, names),
        None => Noted::default(),
    }
}

/// The pages that some fields name which stand on a page: its own, or the options of a view on it.
pub(super) fn fields(page: &Page, (kind, fields): (&Kind, &Map), pages: &Pages, names: &Names) -> Noted<References> {
    let mut references = References::new();
    let mut notes = Notes::new();
    let mut found = Vec::new();
    collect(&kind.fields, fields, "", &mut found);
    for Named { field, of, ids } in found {
        let lookup = Lookup { page, pages, names, of };
        let known = ids.into_iter().filter_map(|(id, range)| lookup.find(id, range, &mut notes));
        references.entry(field).or_default().extend(known);
    }
    Noted::new(references, notes)
}

/// What one field of a page names.
struct Named<'a> {
    /// The field, with the names of those that hold it.
    field: String,
    /// The kind of the pages that it takes.
    of: Option<&'a str>,
    ids: Vec<(&'a str, TextRange)>,
}

/// Finds the fields of a table that name pages, and those of the tables within it.
fn collect<'a>(fields: &'a [Field], map: &'a Map, outer: &str, found: &mut Vec<Named<'a>>) {
    for (key, value) in &map.entries {
        let Some(field) = fields.iter().find(|field| field.name == key.value) else { continue };
        let name = if outer.is_empty() { field.name.clone() } else { format!("{outer}.{}", field.name) };
        if let Shape::Id(of) | Shape::Ids(of) = &field.shape {
            found.push(Named { field: name.clone(), of: of.as_deref(), ids: ids(value) });
        }
        // The id of an entry is the entry itself, which is found above.
        let inner = if matches!(field.shape, Shape::Ids(_)) { field.fields.get(1..) } else { Some(&field.fields[..]) };
        let inner = inner.unwrap_or_default();
        for table in tables(&field.shape, &value.value).filter(|_| !inner.is_empty()) {
            collect(inner, table, &name, found);
        }
    }
}

/// The tables that a value of a shape holds.
fn tables<'a>(shape: &Shape, value: &'a Value) -> Box<dyn Iterator<Item = &'a Map> + 'a> {
    match (shape, value) {
        (Shape::Table, Value::Map(map)) => Box::new(std::iter::once(map)),
        (Shape::Map, Value::Map(map)) => Box::new(map.entries.iter().filter_map(|(_, value)| value.value.map().ok())),
        (_, Value::List(items)) => Box::new(items.iter().filter_map(|item| item.value.map().ok())),
        _ => Box::new(std::iter::empty()),
    }
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
            let Typed { kind, is_judged, .. } = &pages.get(found).typed;
            match of {
                // What a kind with a fault is called is the page's only fault.
                Some(of) if of != kind && *is_judged => {
                    Err(note(Code::UnknownId, format!("`{id}` is a {kind}, not a {of}")))
                }
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
