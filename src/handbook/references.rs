//! Ids in front matter: which pages a page's fields name.

use super::ids::{Meaning, Names};
use super::{Named, Notes, Page, PageIx, Pages, References};
use crate::data::{Map, Value};
use crate::diag::{Code, Diagnostic, Noted, Severity};
use crate::schema::{Kind, Kinds, Shape};
use crate::text::{Spanned, TextRange};

/// The pages that a page's fields name, by field; what is not there, or of the wrong kind, is noted.
pub(super) fn resolve(page: &Page, pages: &Pages, names: &Names, kinds: &Kinds) -> Noted<References> {
    match kinds.get(&page.typed.kind) {
        Some(kind) => fields((page, page.typed.is_explicit), (kind, &page.typed.fields), pages, names),
        None => Noted::default(),
    }
}

/// The pages that some fields name which stand on a page: its own, or the options of a view on it.
///
/// Unless they are meant for Roadbook for sure, they may come from another tool, where an `owner` is a person's name.
pub(super) fn fields(
    (page, is_meant): (&Page, bool),
    (kind, fields): (&Kind, &Map),
    pages: &Pages,
    names: &Names,
) -> Noted<References> {
    let mut references = References::new();
    let mut notes = Notes::new();
    for (key, value) in &fields.entries {
        let Some(Shape::Id(of) | Shape::Ids(of)) = kind.field(&key.value).map(|field| &field.shape) else { continue };
        let lookup = Lookup { page, is_meant, pages, names, of: of.as_deref() };
        let find = |(id, range)| lookup.find(id, range, &mut notes).map(|page| (page, range));
        let (pages, places) = ids(value).into_iter().filter_map(find).unzip();
        references.insert(key.value.clone(), Named { pages, places });
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
    /// Whether the ids are meant for Roadbook for sure.
    is_meant: bool,
    pages: &'a Pages,
    names: &'a Names,
    of: Option<&'a str>,
}

impl Lookup<'_> {
    fn find(&self, id: &str, range: TextRange, notes: &mut Notes) -> Option<PageIx> {
        match self.names.find(id) {
            Meaning::Page(found) => {
                let kind = &self.pages.get(found).typed.kind;
                match self.of {
                    Some(of) if of != kind => {
                        self.note(range, format!("`{id}` is a {kind}, not a {of}"), notes);
                        None
                    }
                    _ => Some(found),
                }
            }
            Meaning::Ambiguous(pages) => {
                let paths: Vec<String> =
                    pages.iter().map(|&page| format!("`{}`", self.pages.get(page).document.path)).collect();
                if let Some(note) =
                    self.note(range, format!("several pages answer to `{id}`: {}", paths.join(", ")), notes)
                {
                    note.code = Code::AmbiguousId;
                    note.help = Some("give one of them an `id`".to_owned());
                }
                None
            }
            Meaning::Unknown => {
                let what = self.of.unwrap_or("page");
                if let Some(note) = self.note(range, format!("no {what} has the id `{id}`"), notes) {
                    let ids = self.candidates();
                    *note = note.clone().did_you_mean(id, ids);
                }
                None
            }
        }
    }

    fn note<'n>(&self, range: TextRange, message: String, notes: &'n mut Notes) -> Option<&'n mut Diagnostic> {
        if !self.is_meant && !self.names.has_kind(self.of) {
            return None;
        }
        let severity = if self.is_meant { Severity::Error } else { Severity::Warning };
        notes.push(Diagnostic::new(Code::UnknownId, &self.page.document.path, range, message).severity(severity));
        notes.last_mut()
    }

    fn candidates(&self) -> Vec<&str> {
        let pages = self.pages.iter().filter(|page| page.typed.is_explicit);
        pages.filter(|page| self.of.is_none_or(|of| of == page.typed.kind)).map(|page| page.id.as_str()).collect()
    }
}
