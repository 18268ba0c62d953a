//! Ids in front matter: which pages a page's fields name.

use std::ops::Range;
use std::sync::Arc;

use super::ids::{Meaning, Names};
use super::{Notes, Page, PageIx, Pages};
use crate::data::{Map, Value};
use crate::diag::{Code, Diagnostic, Noted, Severity};
use crate::schema::{Field, Fields, Kinds, Shape};
use crate::text::{SourcePath, Spanned, TextRange};

/// The pages that some fields name, and where they name each of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct References {
    /// The fields by name, each with the end of its part of both lists.
    fields: Vec<(Arc<str>, usize)>,
    pages: Vec<PageIx>,
    places: Vec<TextRange>,
}

impl References {
    /// The pages that a field names, in the order of the front matter; one within a table has the names of all that
    /// hold it before its own: `profiles.tools`.
    pub fn of(&self, field: &str) -> &[PageIx] {
        &self.pages[self.part(field)]
    }

    /// The same, each with the place of its name.
    pub fn placed(&self, field: &str) -> impl Iterator<Item = (PageIx, TextRange)> {
        let part = self.part(field);
        self.pages[part.clone()].iter().copied().zip(self.places[part].iter().copied())
    }

    /// All of them: the field, the page, and the place of its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, PageIx, TextRange)> {
        self.parts().flat_map(|(field, part)| {
            let named = self.pages[part.clone()].iter().zip(&self.places[part]);
            named.map(move |(&page, &place)| (field, page, place))
        })
    }

    fn parts(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let starts = std::iter::once(0).chain(self.fields.iter().map(|(_, end)| *end));
        self.fields.iter().zip(starts).map(|((field, end), start)| (&**field, start..*end))
    }

    fn part(&self, field: &str) -> Range<usize> {
        self.parts().find(|(name, _)| *name == field).map_or(0..0, |(_, part)| part)
    }

    /// Adds a page that a field names; the pages of one field come one after the other.
    fn push(&mut self, field: &Arc<str>, page: PageIx, place: TextRange) {
        if self.fields.last().is_none_or(|(last, _)| last != field) {
            self.fields.push((Arc::clone(field), 0));
        }
        self.pages.push(page);
        self.places.push(place);
        self.fields.last_mut().expect("one was pushed above, if there was none").1 = self.pages.len();
    }
}

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
    pub(super) fn fields(&self, (page, is_meant): (&Page, bool), fields: &Fields, values: &Map) -> Noted<References> {
        let mut references = References::default();
        let mut notes = Notes::new();
        let mut found = Vec::new();
        for field in fields.naming() {
            if let Some(value) = values.get(&field.name) {
                collect((field, value), value.range, &mut found);
            }
        }
        // In the order of the front matter; what the tables of a list name in one field is found table by table.
        found.sort_by(|a, b| (a.at, &a.field.path).cmp(&(b.at, &b.field.path)));
        for Naming { field, of, value, .. } in found {
            let lookup = Lookup { page, is_meant, index: *self, of };
            each_id(value, &mut |id, range| {
                if let Some(found) = lookup.find(id, range, &mut notes) {
                    references.push(&field.path, found, range);
                }
            });
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

/// A field that names pages, and what stands in it.
struct Naming<'a> {
    field: &'a Field,
    /// The kind of the pages that it takes.
    of: Option<&'a str>,
    value: &'a Spanned<Value>,
    /// The place of the outermost value that holds it.
    at: TextRange,
}

/// Finds what names pages in the value of a field, and in the tables within it.
fn collect<'a>((field, value): (&'a Field, &'a Spanned<Value>), at: TextRange, found: &mut Vec<Naming<'a>>) {
    if let Shape::Id(of) | Shape::Ids(of) = &field.shape {
        found.push(Naming { field, of: of.as_deref(), value, at });
    }
    // The id of an entry is the entry itself, which is found above.
    let is_entry = |inner: &Field| matches!(field.shape, Shape::Ids(_)) && inner.name == "id";
    for inner in field.fields.naming().filter(|inner| !is_entry(inner)) {
        each_table(&field.shape, &value.value, &mut |table| {
            if let Some(value) = table.get(&inner.name) {
                collect((inner, value), at, found);
            }
        });
    }
}

/// Calls `visit` with each table that a value of a shape holds.
fn each_table<'a>(shape: &Shape, value: &'a Value, visit: &mut impl FnMut(&'a Map)) {
    match (shape, value) {
        (Shape::Table, Value::Map(map)) => visit(map),
        (Shape::Map, Value::Map(map)) => map.entries.iter().filter_map(|(_, value)| table(value)).for_each(visit),
        (_, Value::List(items)) => items.iter().filter_map(table).for_each(visit),
        _ => {}
    }
}

fn table(value: &Spanned<Value>) -> Option<&Map> {
    if let Value::Map(map) = &value.value { Some(map) } else { None }
}

/// Calls `visit` with the ids of a field: of one, of a list, or of a list of tables.
fn each_id<'a>(value: &'a Spanned<Value>, visit: &mut impl FnMut(&'a str, TextRange)) {
    match &value.value {
        Value::Text(id) => visit(id, value.range),
        Value::List(items) => items.iter().for_each(|item| each_id(item, visit)),
        Value::Map(map) => map.get("id").into_iter().for_each(|id| each_id(id, visit)),
        _ => {}
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
