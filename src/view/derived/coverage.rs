//! What a handbook lacks: roles without a path, capabilities without a tool, pages that nothing leads to.

use super::Maker;
use super::related::{GroupView, GroupsView};
use crate::derived::wants_owner;
use crate::handbook::PageIx;

/// What is looked for: the kind, the relation that some page should state of it, the kind of that page, and the key of
/// the words for the lack of it.
const WANTED: [(&str, &str, &str, &str); 6] = [
    ("role", "serves", "golden-path", "gap_role_path"),
    ("role", "of", "ladder", "gap_role_ladder"),
    ("capability", "has", "role", "gap_capability_role"),
    ("capability", "in", "tool", "gap_capability_tool"),
    ("tool", "uses", "role", "gap_tool_role"),
    ("team", "owned-by", "*", "gap_team_pages"),
];

/// A group for each lack; a group without pages says that nothing is missing.
pub(super) fn groups(maker: Maker<'_>) -> GroupsView {
    let handbook = maker.views.handbook;
    let graph = &maker.views.derived.graph;
    let group = |title: &str, pages: Vec<PageIx>| GroupView {
        title: maker.views.strings.get(title).to_owned(),
        entries: pages.iter().map(|&page| maker.entry(page)).collect(),
        nothing: pages.is_empty().then(|| maker.word("gap_none").to_owned()),
    };
    let mut groups = Vec::new();
    for (kind, relation, from, title) in WANTED {
        let is_wanted = |page: &PageIx| {
            !graph.sources(*page, relation).any(|edge| from == "*" || handbook.page(edge.from).typed.kind == from)
        };
        let pages = maker.of_kind(kind);
        if !pages.is_empty() {
            groups.push(group(title, pages.iter().copied().filter(is_wanted).collect()));
        }
    }
    let written = || handbook.pages.each().filter(|(_, page)| !page.is_generated);
    let is_orphan = |ix: &PageIx| graph.into(*ix).is_empty();
    let orphans = written().filter(|(_, page)| !page.is_index).map(|(ix, _)| ix).filter(is_orphan);
    groups.push(group("gap_orphan", orphans.collect()));
    let unowned = written().filter(|(ix, page)| wants_owner(page) && handbook.references(*ix, "owner").is_empty());
    groups.push(group("gap_owner", unowned.map(|(ix, _)| ix).collect()));
    GroupsView { groups }
}
