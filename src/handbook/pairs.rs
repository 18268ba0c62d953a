//! Pages that put two members of a comparison side by side, where it asks for them with `pairs: true`.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::Page;
use crate::data::{Map, Value};
use crate::document::Document;
use crate::schema::{Kinds, Typed};
use crate::text::{Digest, Spanned, UrlPath};

/// A page for each pair of members of each comparison that asks for them.
///
/// Two comparisons with a pair in common share its page, and a page of the same address that somebody wrote takes its
/// place. Members beyond those that a comparison can have were noted; pairs of them would be half a million for a
/// thousand.
pub(super) fn of_comparisons(pages: &[Arc<Page>], kinds: &Kinds) -> Vec<Page> {
    let most = kinds.get("comparison").and_then(|kind| kind.field("members")?.max).unwrap_or(usize::MAX);
    let wants = |page: &&Arc<Page>| page.typed.kind == "comparison" && page.typed.flag("pairs") == Some(true);
    let mut made: Vec<Page> = Vec::new();
    if !pages.iter().any(|page| wants(&page)) {
        return made;
    }
    let names = |page| Page::aliases(page).chain([page.id.as_str()]).map(move |name| (name, page));
    let by_name: HashMap<&str, &Page> = pages.iter().map(Arc::as_ref).flat_map(names).collect();
    let mut taken: HashSet<UrlPath> = pages.iter().map(|page| page.url.clone()).collect();
    for comparison in pages.iter().filter(wants) {
        let ids = comparison.typed.texts("members").take(most);
        let members: Vec<&Page> = ids.filter_map(|(id, _)| by_name.get(id).copied()).collect();
        for (place, &one) in members.iter().enumerate() {
            for &other in &members[place + 1..] {
                let page = pair(comparison, one, other);
                let is_new =
                    !taken.contains(&comparison.pair_url(&other.id, &one.id)) && taken.insert(page.url.clone());
                made.extend(is_new.then_some(page));
            }
        }
    }
    made
}

/// The comparison with two of its members alone.
fn pair(comparison: &Page, one: &Page, other: &Page) -> Page {
    let id = format!("{}-vs-{}", one.id, other.id);
    let path = comparison.document.path.clone();
    let digest = Digest::of_value(&(comparison.document.digest, &id));
    let folder = comparison.folder();
    let slash = if folder.is_empty() { "" } else { "/" };
    Page {
        document: Arc::new(Document::made(path, digest)),
        below: format!("{folder}{slash}{id}.md"),
        typed: Typed { fields: Arc::new(fields(comparison, one, other)), ..comparison.typed.clone() },
        url: comparison.pair_url(&one.id, &other.id),
        anchors: BTreeSet::new(),
        title: format!("{} vs {}", one.title, other.title),
        aliases: Vec::new(),
        declaration: None,
        weight: comparison.weight,
        id: id.into(),
        is_generated: true,
        is_index: false,
    }
}

/// What the comparison says, of these two members: their names, and their cells of each row.
fn fields(comparison: &Page, one: &Page, other: &Page) -> Map {
    let names: Vec<&str> = [one, other].into_iter().flat_map(|page| page.aliases().chain([page.id.as_str()])).collect();
    let is_named = |value: &Value| matches!(value, Value::Text(name) if names.contains(&name.as_str()));
    let mut fields = Map::default();
    for (key, value) in &comparison.typed.fields.entries {
        let mut value = value.clone();
        match (key.value.as_str(), &mut value.value) {
            ("id" | "title" | "tldr" | "aliases" | "pairs" | "order", _) => continue,
            ("members", Value::List(members)) => members.retain(|member| is_named(&member.value)),
            ("baseline", baseline) if !is_named(baseline) => *baseline = Value::Text(one.id.clone()),
            ("rows", Value::List(rows)) => rows.iter_mut().for_each(|row| keep_cells(row, &names)),
            _ => {}
        }
        fields.entries.push((key.clone(), value));
    }
    fields
}

fn keep_cells(row: &mut Spanned<Value>, names: &[&str]) {
    let Value::Map(row) = &mut row.value else { return };
    for (key, value) in &mut row.entries {
        if let (true, Value::Map(cells)) = (key.value == "cells", &mut value.value) {
            cells.entries.retain(|(id, _)| names.contains(&id.value.as_str()));
        }
    }
}
