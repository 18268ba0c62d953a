//! Ids on a page that its front matter makes: what a view shows of it can be linked to.

use std::collections::BTreeSet;

use crate::data::Value;
use crate::schema::Typed;
use crate::text::Spanned;

/// The lists of tables, by kind, whose entries stand on the page under their `id`.
const ANCHORED: [(&str, &[&str]); 1] = [("scorecard", &["groups", "metrics"])];

pub(super) fn of_front_matter(typed: &Typed) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, path) in ANCHORED.iter().filter(|(kind, _)| typed.is_explicit && *kind == typed.kind) {
        if let Some((first, rest)) = path.split_first() {
            collect(typed.fields.get(first), rest, &mut anchors);
        }
    }
    anchors
}

fn collect(list: Option<&Spanned<Value>>, path: &[&str], anchors: &mut BTreeSet<String>) {
    let entries = list.and_then(|list| list.value.list().ok()).unwrap_or_default();
    for entry in entries.iter().filter_map(|entry| entry.value.map().ok()) {
        match path.split_first() {
            Some((key, rest)) => collect(entry.get(key), rest, anchors),
            None => anchors.extend(entry.get("id").and_then(|id| id.value.text().ok()).map(str::to_owned)),
        }
    }
}
