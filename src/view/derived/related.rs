//! What other pages say of a page in their front matter: who uses a tool, what a team owns.

use serde::Serialize;

use super::{Maker, PartView};
use crate::handbook::PageIx;

/// Pages in groups.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct GroupsView {
    /// The groups.
    pub groups: Vec<GroupView>,
}

/// Pages that stand in the same relation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct GroupView {
    /// The relation in words.
    pub title: String,
    /// The pages; none where the lack of them is worth saying.
    pub entries: Vec<EntryView>,
    /// What is said where there are none.
    pub nothing: Option<String>,
}

/// A page in a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct EntryView {
    /// The page.
    pub page: PartView,
    /// A word beside it: the depth with which a role uses a tool.
    pub mark: Option<String>,
    /// What it is, in a sentence.
    pub about: Option<String>,
}

/// What is said of pages of a kind: the kind, the relation, the kind of the page that says it, and the key of the
/// words. The last tells whether the lack of it is worth saying.
const RELATED: [(&str, &str, &str, &str, bool); 15] = [
    ("role", "serves", "golden-path", "related_serves", true),
    ("role", "compares", "comparison", "related_compares", false),
    ("role", "of", "ladder", "related_ladder", false),
    ("role", "of", "hiring", "related_hiring", false),
    ("role", "decides", "decision", "related_decides", false),
    ("tool", "uses", "role", "related_roles", false),
    ("tool", "uses", "golden-path", "related_paths", false),
    ("tool", "replaced-by", "tool", "related_replaces", false),
    ("capability", "has", "role", "related_has", true),
    ("capability", "in", "tool", "related_tools", true),
    ("capability", "part-of", "capability", "related_parts", false),
    ("team", "owned-by", "golden-path", "related_owned_paths", false),
    ("team", "owned-by", "*", "related_owned", false),
    ("golden-path", "follows", "lifecycle", "related_follows", false),
    ("standard", "meets", "golden-path", "related_meets", true),
];

/// The groups of a page; `None` where there is nothing to say.
pub(super) fn groups(maker: Maker<'_>, subject: PageIx) -> Option<GroupsView> {
    let kind = maker.handbook_page(subject).typed.kind.as_str();
    let graph = &maker.views.derived.graph;
    let mut seen: Vec<PageIx> = Vec::new();
    let mut groups = Vec::new();
    for (_, relation, from, title, is_gap) in RELATED.iter().filter(|(of, ..)| *of == kind) {
        let edges = graph.sources(subject, relation).filter(|edge| {
            let page = maker.handbook_page(edge.from);
            (*from == "*" || page.typed.kind == *from) && !seen.contains(&edge.from)
        });
        let mut pages: Vec<(PageIx, Option<&str>)> = edges.map(|edge| (edge.from, edge.depth)).collect();
        pages.dedup();
        seen.extend(pages.iter().map(|(page, _)| *page));
        if pages.is_empty() && !is_gap {
            continue;
        }
        let entry = |&(page, depth): &(PageIx, Option<&str>)| EntryView {
            page: maker.link(page),
            mark: depth.map(str::to_owned),
            about: maker.handbook_page(page).typed.text("tldr").map(str::to_owned),
        };
        let nothing = pages.is_empty().then(|| maker.word("related_none").to_owned());
        groups.push(GroupView {
            title: maker.word(title).to_owned(),
            entries: pages.iter().map(entry).collect(),
            nothing,
        });
    }
    (!groups.is_empty()).then_some(GroupsView { groups })
}
