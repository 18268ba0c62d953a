//! A page against its kind: every rule that one page alone can break.

use std::sync::Arc;

use super::values::{Checked, Owner};
use super::{Kind, Kinds, sections};
use crate::data::{Date, Map, Value};
use crate::diag::{self, Code, Diagnostic, Noted, Severity};
use crate::document::Document;
use crate::text::{ShortText, SourcePath, Spanned, TextRange};

/// A page's front matter after the check: what is left can be relied on.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// The name of the page's kind.
    pub kind: ShortText,
    /// Whether the page names its kind itself.
    pub is_explicit: bool,
    /// The fields that are known and right: the page's own front matter where all of them are.
    pub fields: Arc<Map>,
    /// What the page has besides.
    pub extra: Map,
}

impl Typed {
    /// The text of a field.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(|value| value.value.text().ok())
    }

    /// What a field that is `true` or `false` says.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.fields.get(name).and_then(|value| value.value.boolean().ok())
    }

    /// The texts of a list field, each with its place.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = (&str, TextRange)> {
        let items = self.fields.get(name).and_then(|value| value.value.list().ok()).unwrap_or_default();
        items.iter().filter_map(|item| item.value.text().ok().map(|text| (text, item.range)))
    }
}

/// The kind of a page that names none.
const DEFAULT_KIND: &str = "guide";

impl Default for Typed {
    /// What a page without front matter says of itself.
    fn default() -> Self {
        Self {
            kind: ShortText::new_static(DEFAULT_KIND),
            is_explicit: false,
            fields: Arc::default(),
            extra: Map::default(),
        }
    }
}

/// What a page says of its kind.
enum Named<'a> {
    /// Nothing.
    Nothing(&'a Kind),
    /// Nothing, but it has a key that looks like `kind`.
    Misspelt(&'a Spanned<ShortText>),
    /// A kind that is there.
    Known(&'a Kind),
    /// A kind whose file has faults.
    Broken(&'a str),
    /// Something, but it cannot be read.
    Unreadable,
    /// Something that is no kind.
    Unknown(&'a Spanned<Value>),
}

/// Checks a page against its kind. `today` is the day that reviews cannot lie behind.
pub fn validate(document: &Document, kinds: &Kinds, today: Date) -> Noted<Typed> {
    let map = &document.front.map;
    let mut check = Check { path: &document.path, today, notes: Vec::new(), is_explicit: false };
    let named = if document.front.is_unreadable { Named::Unreadable } else { named(map, kinds) };
    match named {
        // The name of no kind: pages that take this one for what it is are not at fault.
        Named::Unreadable => Noted::new(check.unjudged("", kinds, map), Vec::new()),
        Named::Nothing(kind) => {
            let Checked { known, extra, .. } = check.table(&Owner::Page(kind), map);
            Noted::new(typed(&kind.name, false, (map, known), extra), check.notes)
        }
        Named::Known(kind) => {
            check.is_explicit = true;
            let typed = check.page(kind, document);
            Noted::new(typed, check.notes)
        }
        Named::Misspelt(key) => {
            let named = map.get(&key.value).and_then(|value| value.value.text().ok());
            let named = named.filter(|name| kinds.get(name).is_some()).unwrap_or(DEFAULT_KIND);
            let typed = check.unjudged(named, kinds, map);
            check.notes.clear();
            check.misspelt_key(key, "kind");
            Noted::new(typed, check.notes)
        }
        Named::Broken(kind) => Noted::new(check.unjudged(kind, kinds, map), Vec::new()),
        Named::Unknown(value) => {
            let name = value.value.text().unwrap_or(DEFAULT_KIND);
            let note = match value.value.text() {
                Ok(name) => {
                    let message = format!("there is no kind `{name}`");
                    let note = Diagnostic::new(Code::UnknownKind, &document.path, value.range, message);
                    note.did_you_mean(name, kinds.names())
                }
                Err(fault) => {
                    let message = format!("`kind`: {fault}");
                    Diagnostic::new(Code::WrongValue, &document.path, value.range, message).severity(Severity::Warning)
                }
            };
            Noted::new(check.unjudged(name, kinds, map), vec![note])
        }
    }
}

fn named<'a>(map: &'a Map, kinds: &'a Kinds) -> Named<'a> {
    let Some(value) = map.get("kind").filter(|value| value.value != Value::Null) else {
        let names = || kinds.page.fields.iter().map(|field| field.name.as_str());
        let mut keys = map.entries.iter().map(|(key, _)| key);
        let is_misspelt = |key: &&Spanned<ShortText>| {
            // Most keys are far from `kind`, and need not be compared with every other name.
            diag::nearest(&key.value, ["kind"]).is_some() && diag::nearest(&key.value, names()) == Some("kind")
        };
        return match keys.find(is_misspelt) {
            Some(key) => Named::Misspelt(key),
            None => kinds.get(DEFAULT_KIND).map_or(Named::Broken(DEFAULT_KIND), Named::Nothing),
        };
    };
    match value.value.text() {
        Ok(name) if kinds.broken.contains(name) => Named::Broken(name),
        Ok(name) => kinds.get(name).map_or(Named::Unknown(value), Named::Known),
        Err(_) => Named::Unknown(value),
    }
}

/// What a page is: its front matter shared as it is where all of it is `known`.
fn typed(kind: &str, is_explicit: bool, (written, known): (&Arc<Map>, Option<Map>), extra: Map) -> Typed {
    let fields = known.map_or_else(|| Arc::clone(written), Arc::new);
    Typed { kind: kind.into(), is_explicit, fields, extra }
}

/// Checks the options of a view, which stands at `at` on the page `path`; what is left can be relied on.
pub fn validate_options(view: &Kind, options: &Map, (path, at): (&SourcePath, TextRange), today: Date) -> Noted<Map> {
    let mut check = Check { path, today, notes: Vec::new(), is_explicit: true };
    let owner = Owner::Page(view);
    let checked = check.table(&owner, options);
    check.required(&owner, options, &checked.meant, at);
    Noted::new(checked.known.unwrap_or_else(|| options.clone()), check.notes)
}

pub(super) struct Check<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) today: Date,
    pub(super) notes: Vec<Diagnostic>,
    pub(super) is_explicit: bool,
}

impl Check<'_> {
    pub(super) fn note(&mut self, code: Code, range: TextRange, message: String) -> &mut Diagnostic {
        // On a page without a kind the key may belong to another tool.
        let severity = if self.is_explicit { code.info().severity } else { Severity::Warning };
        self.notes.push(Diagnostic::new(code, self.path, range, message).severity(severity));
        self.notes.last_mut().expect("it was pushed above")
    }

    fn page(&mut self, kind: &Kind, document: &Document) -> Typed {
        let map = &document.front.map;
        let at = map.key_range("kind").unwrap_or(document.front.range);
        let owner = Owner::Page(kind);
        let Checked { known, extra, meant } = self.table(&owner, map);
        self.required(&owner, map, &meant, at);
        sections::check(self, kind, document, at);
        for label in &document.tree().labels {
            let message = format!("the label `{}` has nothing behind it", label.value);
            self.note(Code::EmptyLabel, label.range, message).help = Some("say it, or remove the label".to_owned());
        }
        typed(&kind.name, true, (map, known), extra)
    }

    /// What a page says of itself whose kind is not known, or not to be relied on. It is taken for what it probably
    /// means to be: the wrong name is its only fault, and pages that speak of it have none.
    fn unjudged(&mut self, name: &str, kinds: &Kinds, map: &Arc<Map>) -> Typed {
        let near = || kinds.get(diag::nearest(name, kinds.names())?);
        let meant = kinds.get(name).or_else(near);
        let Checked { known, extra, .. } = self.table(&Owner::Page(meant.unwrap_or(&kinds.page)), map);
        typed(meant.map_or(name, |kind| &kind.name), false, (map, known), extra)
    }
}
