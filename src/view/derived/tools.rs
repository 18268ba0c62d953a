//! The tools of a role or a golden path, by what they are for.

use super::Maker;
use super::related::{EntryView, GroupView, GroupsView};
use crate::handbook::PageIx;

/// The tools in groups, in the order in which the page names them; `None` where it names none.
pub(super) fn groups(maker: Maker<'_>, subject: PageIx) -> Option<GroupsView> {
    let handbook = maker.views.handbook;
    let mut groups: Vec<(Option<PageIx>, GroupView)> = Vec::new();
    for edge in maker.views.derived.graph.targets(subject, "uses") {
        let category = handbook.references(edge.to, "category").first().copied();
        // The status of a tool comes with its link.
        let entry = EntryView { page: maker.link(edge.to), mark: edge.depth.map(str::to_owned), about: None };
        if let Some((_, group)) = groups.iter_mut().find(|(other, _)| *other == category) {
            group.entries.push(entry);
        } else {
            let title = category.map_or(maker.word("tools"), |category| &maker.handbook_page(category).title);
            groups.push((category, GroupView { title: title.to_owned(), entries: vec![entry], nothing: None }));
        }
    }
    let groups: Vec<GroupView> = groups.into_iter().map(|(_, group)| group).collect();
    (!groups.is_empty()).then_some(GroupsView { groups })
}
