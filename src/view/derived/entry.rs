//! "I am a …, I want to …": the golden paths by the role that asks and the words that it asks in.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, PartView};
use crate::handbook::PageIx;

/// What each role may want.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct EntryPointView {
    /// The roles that a golden path serves.
    pub roles: Vec<RoleWants>,
}

/// What one role may want.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct RoleWants {
    /// The role.
    pub role: PartView,
    /// Its id, by which a script remembers the reader's choice.
    pub id: String,
    /// What it may want.
    pub wants: Vec<WantView>,
}

/// A golden path in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct WantView {
    /// The path.
    pub path: PartView,
    /// What a reader would ask for, beside the path's title.
    pub intents: Vec<String>,
    /// How long it takes, in words.
    pub time: Option<String>,
}

/// The roles with their paths; `None` where no path serves any role.
pub(super) fn entry_point(maker: Maker<'_>) -> Option<EntryPointView> {
    let handbook = maker.views.handbook;
    let graph = &maker.views.derived.graph;
    let roles = maker.of_kind("role").iter().filter_map(|&role| {
        let mut paths: Vec<PageIx> = graph.sources(role, "serves").map(|edge| edge.from).collect();
        paths.sort_by_key(|&path| handbook.pages.rank(path));
        let wants: Vec<WantView> = paths
            .into_iter()
            .map(|path| {
                let typed = &handbook.page(path).typed;
                WantView {
                    path: maker.link(path),
                    intents: typed.texts("intent").map(|(intent, _)| intent.to_owned()).collect(),
                    time: typed.text("time").and_then(crate::data::spell_duration),
                }
            })
            .collect();
        let id = handbook.page(role).id.to_string();
        (!wants.is_empty()).then(|| RoleWants { role: maker.link(role), id, wants })
    });
    let roles: Vec<RoleWants> = roles.collect();
    (!roles.is_empty()).then_some(EntryPointView { roles })
}
