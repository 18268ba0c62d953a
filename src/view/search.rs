//! By what else than its text a page is found: other names, facets, and the roles that it serves.

use serde::{Deserialize, Serialize};

use super::Views;
use crate::data::Value;
use crate::derived::MENTIONS;
use crate::handbook::{Page, PageIx};

/// What search knows of a page besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SearchView {
    /// Whether the page can be found at all.
    pub is_listed: bool,
    /// Other names: aliases, and what a term stands for.
    pub names: Vec<String>,
    /// Whether the names mean the same as the title wherever they stand: on the page of a term.
    pub is_term: bool,
    /// Words that it is filed under.
    pub tags: Vec<String>,
    /// By what it can be filtered: the name of each facet, in the order of the settings, with the page's values.
    pub facets: Vec<(String, Vec<FacetValue>)>,
    /// The ids of the roles that it serves.
    pub serves: Vec<String>,
}

/// A value by which pages can be filtered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FacetValue {
    /// What is typed: `role` of `kind:role`.
    pub value: String,
    /// What readers see.
    pub label: String,
}

/// The facets of every handbook.
const FACETS: [&str; 4] = ["kind", "owner", "audience", "tags"];

pub(super) fn of_page(views: &Views<'_>, ix: PageIx) -> SearchView {
    let page = views.handbook.page(ix);
    let own = views.config.search.facets.iter().map(String::as_str);
    let facets = FACETS.into_iter().chain(own.filter(|name| !FACETS.contains(name)));
    SearchView {
        is_listed: page.typed.flag("search") != Some(false),
        names: page.aliases().chain(page.typed.text("expands")).map(str::to_owned).collect(),
        is_term: page.typed.kind == "term",
        tags: page.typed.texts("tags").map(|(tag, _)| tag.to_owned()).collect(),
        facets: facets.map(|name| (name.to_owned(), values(views, ix, name))).collect(),
        serves: serves(views, ix),
    }
}

fn values(views: &Views<'_>, ix: PageIx, name: &str) -> Vec<FacetValue> {
    let page = views.handbook.page(ix);
    if name == "kind" {
        let name = page.typed.kind.as_str();
        let label = views.kinds.get(name).map_or(name, |kind| &kind.title).to_owned();
        return vec![FacetValue { value: name.to_owned(), label }];
    }
    let named = views.handbook.references(ix, name);
    if !named.is_empty() {
        let value = |other: &Page| FacetValue { value: other.id.to_string(), label: other.title.clone() };
        return named.iter().map(|&other| value(views.handbook.page(other))).collect();
    }
    let title = |id: &str| views.handbook.find(id).map_or(id, |other| &views.handbook.page(other).title).to_owned();
    let value = |text: &str| FacetValue { value: text.to_owned(), label: title(text) };
    match page.typed.fields.get(name).map(|field| &field.value) {
        Some(Value::Text(text)) => vec![value(text)],
        Some(Value::List(items)) => items.iter().filter_map(|item| Some(value(item.value.text().ok()?))).collect(),
        _ => Vec::new(),
    }
}

/// The role itself, those that the page names in its front matter or for its audience, and those that name the page.
fn serves(views: &Views<'_>, ix: PageIx) -> Vec<String> {
    let handbook = views.handbook;
    let graph = &views.derived.graph;
    let stated = graph.from(ix).iter().filter(|edge| edge.relation != MENTIONS).map(|edge| edge.to);
    let naming = graph.into(ix).iter().filter(|edge| edge.relation != MENTIONS).map(|edge| edge.from);
    let audience = handbook.page(ix).typed.texts("audience").filter_map(|(id, _)| handbook.find(id));
    let pages = [ix].into_iter().chain(stated).chain(naming).chain(audience).map(|page| handbook.page(page));
    let mut roles: Vec<String> =
        pages.filter(|page| page.typed.kind == "role").map(|page| page.id.to_string()).collect();
    roles.sort();
    roles.dedup();
    roles
}
