//! Kinds from their files: those that come with Roadbook, and those of the handbook's own folder.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use super::read::{self, KindFile};
use super::{Field, Kind, Kinds};
use crate::diag::{Code, Diagnostic, Noted};
use crate::source::Sources;
use crate::text::{Digest, SourcePath, Spanned, TextRange};

/// The kinds that come with Roadbook, and what every page has.
const BUILTIN: [&str; 15] = [
    include_str!("builtin/page.toml"),
    include_str!("builtin/guide.toml"),
    include_str!("builtin/role.toml"),
    include_str!("builtin/tool.toml"),
    include_str!("builtin/capability.toml"),
    include_str!("builtin/comparison.toml"),
    include_str!("builtin/golden-path.toml"),
    include_str!("builtin/decision.toml"),
    include_str!("builtin/term.toml"),
    include_str!("builtin/team.toml"),
    include_str!("builtin/ladder.toml"),
    include_str!("builtin/lifecycle.toml"),
    include_str!("builtin/scorecard.toml"),
    include_str!("builtin/hiring.toml"),
    include_str!("builtin/standard.toml"),
];

/// The name of what every page has, which is no kind.
const PAGE: &str = "page";

/// Names that mean something else in the program and in the theme.
const RESERVED: [&str; 2] = [PAGE, "not-found"];

fn builtin() -> Kinds {
    let mut kinds = BTreeMap::new();
    for text in BUILTIN {
        let file = read::read(text, &SourcePath::new("builtin")).value;
        let kind = extended(None, file);
        kinds.insert(kind.name.clone(), kind);
    }
    let page = kinds.remove(PAGE).expect("it is the first of the files above");
    Kinds { known: kinds, page, broken: BTreeSet::new(), digest: Digest::default() }
}

impl Kinds {
    /// Gives every kind what every page has, behind its own fields, and every field its path.
    fn inherit(mut self) -> Self {
        for kind in self.known.values_mut() {
            let common = self.page.fields.iter().filter(|field| kind.field(&field.name).is_none());
            let common: Vec<Field> = common.cloned().collect();
            kind.fields.extend(common);
            kind.fields.set_paths("");
        }
        self.page.fields.set_paths("");
        self
    }
}

/// Reads the description of something that has fields as a kind has them; `None` where it is at fault.
pub fn standalone(text: &str) -> Option<Kind> {
    let Noted { value: file, notes } = read::read(text, &SourcePath::new("builtin"));
    notes.is_empty().then(|| {
        let mut kind = extended(None, file);
        kind.fields.set_paths("");
        kind
    })
}

pub(super) fn of_handbook(sources: &Sources, folder: Option<&str>) -> Noted<Kinds> {
    let kinds = Kinds { digest: sources.digest_of(folder), ..builtin() };
    let mut loader = Loader { kinds, own: BTreeMap::new(), named: Vec::new(), notes: Vec::new() };
    for file in folder.into_iter().flat_map(|folder| sources.below(folder)) {
        if let Some(text) = file.text() {
            loader.add(&file.path, text.get());
        }
    }
    loader.check_named_kinds();
    Noted::new(loader.kinds.inherit(), loader.notes)
}

struct Loader {
    kinds: Kinds,
    /// The kinds that the handbook's own files are about, and where they say so.
    own: BTreeMap<String, (SourcePath, TextRange)>,
    /// The kinds that fields name, each with the kind and the file that does so.
    named: Vec<(String, SourcePath, Spanned<String>)>,
    notes: Vec<Diagnostic>,
}

impl Loader {
    fn add(&mut self, path: &SourcePath, text: &str) {
        let Noted { value: mut file, mut notes } = read::read(text, path);
        let name = file.name.clone().unwrap_or_else(|| Spanned::new(path.stem().to_owned(), TextRange::default()));
        let is_named = file.name.is_some() && notes.iter().all(|note| note.at.range != name.range);
        if is_named {
            notes.extend(self.faults(path, &name, &file));
        }
        self.own.entry(name.value.clone()).or_insert_with(|| (path.clone(), name.range));
        let named = std::mem::take(&mut file.kinds);
        self.named.extend(named.into_iter().map(|named| (name.value.clone(), path.clone(), named)));
        if notes.is_empty() {
            let kind = extended(self.kinds.known.remove(&name.value), file);
            self.kinds.known.insert(name.value, kind);
        } else {
            self.kinds.broken.insert(name.value);
            self.notes.append(&mut notes);
        }
    }

    /// What is wrong with a file beside the kinds that are there.
    fn faults(&self, path: &SourcePath, name: &Spanned<String>, file: &KindFile) -> Vec<Diagnostic> {
        let fault = |range, message: String| Diagnostic::new(Code::KindValue, path, range, message);
        if RESERVED.contains(&name.value.as_str()) {
            let note = fault(name.range, format!("the name `{}` is Roadbook's own", name.value));
            return vec![note.help("give the kind another name")];
        }
        if let Some((first, place)) = self.own.get(&name.value) {
            let note = fault(name.range, format!("the kind `{}` has a file already", name.value));
            return vec![note.related(first, *place, "here").help("put all of it into one file")];
        }
        let old = self.kinds.known.get(&name.value);
        let mut notes = Vec::new();
        if let (None, Some(first)) = (old, file.missing.first()) {
            let message = format!("the new kind `{}` has no `{}`", name.value, file.missing.join("`, no `"));
            let known = self.kinds.known.keys().map(String::as_str);
            notes.push(
                fault(name.range, message).help(format!("add `{first} = \"…\"`")).did_you_mean(&name.value, known),
            );
        }
        // What reads a field relies on its type.
        for field in &file.fields {
            let fields = old.into_iter().flat_map(|kind| &kind.fields).chain(&self.kinds.page.fields);
            let known = fields.clone().find(|known| known.name == field.value.name);
            if known.is_some_and(|known| discriminant(&known.shape) != discriminant(&field.value.shape)) {
                let message = format!("there is a field `{}`, which takes something else", field.value.name);
                notes.push(fault(field.range, message).help("give the field another name"));
            }
        }
        let own = file.fields.iter().map(|field| &field.value);
        let fields = own.chain(old.into_iter().flat_map(|kind| &kind.fields)).chain(&self.kinds.page.fields);
        let fields: Vec<Field> = fields.cloned().collect();
        notes.extend(file.mentions.iter().filter_map(|name| read::unknown_field(name, &fields, path)));
        notes
    }

    /// Fields take ids of kinds that are there; a kind that is not makes its file a broken one.
    fn check_named_kinds(&mut self) {
        for (kind, path, named) in &self.named {
            if self.kinds.names().any(|name| name == named.value) {
                continue;
            }
            let message = format!("there is no kind `{}`", named.value);
            let note = Diagnostic::new(Code::KindValue, path, named.range, message);
            self.notes.push(note.did_you_mean(&named.value, self.kinds.known.keys().map(String::as_str)));
            self.kinds.broken.insert(kind.clone());
        }
    }
}

/// A kind as its file has it, or what a file makes of one that is there.
fn extended(old: Option<Kind>, file: KindFile) -> Kind {
    let name = file.name.map(|name| name.value).unwrap_or_default();
    let mut kind = old.unwrap_or_else(|| Kind { name, ..Kind::default() });
    kind.title = file.title.unwrap_or(kind.title);
    kind.plural = file.plural.unwrap_or(kind.plural);
    kind.description = file.description.unwrap_or(kind.description);
    for field in file.fields {
        kind.fields.replace(field.value);
    }
    for section in file.sections {
        match kind.sections.iter_mut().find(|old| old.name.eq_ignore_ascii_case(&section.name)) {
            Some(old) => *old = section,
            None => kind.sections.push(section),
        }
    }
    if !file.one_of.is_empty() {
        kind.one_of = file.one_of;
    }
    kind.free_sections = file.free_sections.or(kind.free_sections);
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_kind_is_read_without_a_fault_and_says_what_each_field_is_for() {
        for text in BUILTIN {
            let Noted { value: file, notes } = read::read(text, &SourcePath::new("builtin"));
            assert!(notes.is_empty(), "{notes:?}");
            for field in &file.fields {
                assert!(!field.value.about.is_empty(), "{}", field.value.name);
            }
        }
    }

    #[test]
    fn every_builtin_kind_has_what_every_page_has() {
        let kinds = builtin().inherit();
        assert_eq!(kinds.iter().count(), BUILTIN.len() - 1);
        for kind in kinds.iter() {
            assert!(kind.field("owner").is_some(), "{} has an owner", kind.name);
            assert!(!kind.title.is_empty() && !kind.plural.is_empty() && !kind.description.is_empty());
        }
    }

    #[test]
    fn builtin_kinds_name_fields_and_kinds_that_are_there() {
        let kinds = builtin().inherit();
        for text in BUILTIN {
            let path = SourcePath::new("builtin");
            let file = read::read(text, &path).value;
            let name = file.name.expect("a name").value;
            let fields = kinds.get(&name).map_or(&kinds.page.fields, |kind| &kind.fields);
            for mention in &file.mentions {
                assert_eq!(read::unknown_field(mention, fields, &path), None);
            }
            for named in &file.kinds {
                assert!(kinds.get(&named.value).is_some(), "{}", named.value);
            }
        }
    }
}
