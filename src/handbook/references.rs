//! Ids in front matter: which pages a page's fields name.

use super::ids::{Meaning, Names};
use super::{Named, Notes, Page, PageIx, Pages, References};
use crate::data::{Map, Value};
use crate::diag::{Code, Diagnostic, Noted, Severity};
use crate::schema::{Field, Kinds, Shape};
use crate::text::{SourcePath, Spanned, TextRange};

/// Everything that an id can mean.
#[derive(Clone, Copy)]
pub(super) struct Index<'a> {
    pub(super) pages: &'a Pages,
    pub(super) names: &'a Names,
    pub(super) kinds: &'a Kinds,
}

impl Index<'_> {
    /// The pages that a page's front matter names.
    pub(super) fn resolve(&self, page: &Page) -> Noted<References> {
        let judged = self.kinds.get(&page.typed.kind).filter(|kind| self.kinds.is_judged(&kind.name));
        judged.map_or_else(Noted::default, |kind| {
            self.fields((page, page.typed.is_explicit), &kind.fields, &page.typed.fields)
        })
    }

    /// The pages that some values name which stand on a page: its front matter, or the options of a view on it. What
    /// is not there, or of the wrong kind, is noted.
    ///
    /// Unless they are meant for Roadbook for sure, they may come from another tool, where an `owner` is a person's
    /// name. A field within a table has the names of all that hold it before its own: `groups.metrics.measures`.
    pub(super) fn fields(&self, (page, is_meant): (&Page, bool), fields: &[Field], values: &Map) -> Noted<References> {
        let mut references = References::new();
        let mut notes = Notes::new();
        let mut found = Vec::new();
        collect(fields, values, "", &mut found);
        for Naming { field, of, ids } in found {
            let lookup = Lookup { page, is_meant, index: *self, of };
            let named: &mut Named = references.entry(field).or_default();
            for (id, range) in ids {
                if let Some(found) = lookup.find(id, range, &mut notes) {
                    named.pages.push(found);
                    named.places.push(range);
                }
            }
        }
        Noted::new(references, notes)
    }

    /// The page of an id which stands at a place of a file, of a kind where one is asked for; or what is wrong with it.
    pub(super) fn find(
        &self,
        (id, path, range): (&str, &SourcePath, TextRange),
        of: Option<&str>,
    ) -> Result<PageIx, Diagnostic> {
        let note = |code, message: String| Diagnostic::new(code, path, range, message);
        match self.names.find(id) {
            Meaning::Page(found) => {
                let kind = &self.pages.get(found).typed.kind;
                match of {
                    // What a kind with a fault is called is the page's only fault.
                    Some(of) if of != kind && self.kinds.is_judged(kind) => {
                        Err(note(Code::UnknownId, format!("`{id}` is a {kind}, not a {of}")))
                    }
                    _ => Ok(found),
                }
            }
            Meaning::Ambiguous(pages) => {
                let paths: Vec<String> =
                    pages.iter().map(|&page| format!("`{}`", self.pages.get(page).document.path)).collect();
                let message = format!("several pages answer to `{id}`: {}", paths.join(", "));
                Err(note(Code::AmbiguousId, message).help("give one of them an `id`"))
            }
            Meaning::Unknown => {
                let known = match of {
                    None => self.names.all(),
                    Some(of) => {
                        let is_wanted = |page: &&Page| page.typed.is_explicit && page.typed.kind == of;
                        self.pages.iter().filter(is_wanted).map(|page| page.id.as_str()).collect()
                    }
                };
                let what = of.unwrap_or("page");
                Err(note(Code::UnknownId, format!("no {what} has the id `{id}`")).did_you_mean(id, known))
            }
        }
    }
}

/// What one field of a page names.
struct Naming<'a> {
    /// The field, with the names of those that hold it.
    field: String,
    /// The kind of the pages that it takes.
    of: Option<&'a str>,
    ids: Vec<(&'a str, TextRange)>,
}

/// Finds the fields of a table that name pages, and those of the tables within it.
fn collect<'a>(fields: &'a [Field], map: &'a Map, outer: &str, found: &mut Vec<Naming<'a>>) {
    for (key, value) in &map.entries {
        let Some(field) = fields.iter().find(|field| field.name == key.value) else { continue };
        let name = if outer.is_empty() { field.name.clone() } else { format!("{outer}.{}", field.name) };
        if let Shape::Id(of) | Shape::Ids(of) = &field.shape {
            found.push(Naming { field: name.clone(), of: of.as_deref(), ids: ids(value) });
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
    /// Whether the ids are meant for Roadbook for sure.
    is_meant: bool,
    index: Index<'a>,
    of: Option<&'a str>,
}

impl Lookup<'_> {
    fn find(&self, id: &str, range: TextRange, notes: &mut Notes) -> Option<PageIx> {
        match self.index.find((id, &self.page.document.path, range), self.of) {
            Ok(found) => Some(found),
            Err(note) => {
                if self.is_meant || self.index.names.has_kind(self.of) {
                    notes.push(note.severity(if self.is_meant { Severity::Error } else { Severity::Warning }));
                }
                None
            }
        }
    }
}
