//! Ids on a page that its front matter makes: what a view shows of it can be linked to.

use std::collections::BTreeSet;

use crate::data::{Map, Value};
use crate::document::Document;
use crate::schema::Typed;
use crate::text::{Spanned, slug};

/// What names an entry of a list.
#[derive(Clone, Copy)]
enum Name {
    /// Its `id`, as it is.
    Id,
    /// Its `title`, as a heading is named by its words.
    Title,
}

/// The lists of tables, by kind, whose entries stand on the page.
const ANCHORED: [(&str, &[&str], Name); 2] =
    [("scorecard", &["groups", "metrics"], Name::Id), ("scorecard", &["groups"], Name::Title)];

/// The ids; what a heading is called already belongs to the heading.
pub(super) fn of_front_matter(typed: &Typed, document: &Document) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, path, name) in ANCHORED.iter().filter(|(kind, ..)| typed.is_explicit && *kind == typed.kind) {
        collect(&typed.fields, path, *name, &mut anchors);
    }
    anchors.retain(|anchor| !anchor.is_empty() && !document.anchors.contains(anchor));
    anchors
}

fn collect(map: &Map, path: &[&str], name: Name, anchors: &mut BTreeSet<String>) {
    let text = |key| map.get(key).and_then(|value: &Spanned<Value>| value.value.text().ok());
    let Some((key, rest)) = path.split_first() else {
        anchors.extend(match name {
            Name::Id => text("id").map(str::to_owned),
            Name::Title => text("title").map(slug),
        });
        return;
    };
    let entries = map.get(key).and_then(|list| list.value.list().ok()).unwrap_or_default();
    for entry in entries.iter().filter_map(|entry| entry.value.map().ok()) {
        collect(entry, rest, name, anchors);
    }
}
