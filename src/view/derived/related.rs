//! What other pages say of a page in their front matter: who uses a tool, what a team owns.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, PartView, scorecard};
use crate::handbook::PageIx;

/// Pages in groups.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct GroupsView {
    /// The groups.
    pub groups: Vec<GroupView>,
}

/// Pages that stand in the same relation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct GroupView {
    /// The relation in words.
    pub title: String,
    /// The pages; none where the lack of them is worth saying.
    pub entries: Vec<EntryView>,
    /// What is said where there are none.
    pub nothing: Option<String>,
}

/// A page in a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct EntryView {
    /// The page.
    pub page: PartView,
    /// A word beside it: the depth with which a role uses a tool.
    pub mark: Option<String>,
    /// What it is, in a sentence.
    pub about: Option<String>,
}

/// What is shown on pages of a kind: the kind, the way to the other pages, their kind, the key of the words, and
/// whether it is worth saying that there are none.
///
/// A way is a line of relations: `uses` leads to the pages that state it of this one, `>in` to those of which this one
/// states it, and `>in/in` goes on from there.
const RELATED: [(&str, &str, &str, &str, bool); 20] = [
    ("role", "serves", "golden-path", "related_serves", true),
    ("role", "of", "ladder", "related_ladder", false),
    ("role", "of", "hiring", "related_hiring", false),
    ("role", "compares", "comparison", "related_compares", false),
    ("role", "decides", "decision", "related_decides", false),
    ("role", "leads-to", "role", "related_comes_from", false),
    ("role", "comes-from", "role", "related_leads_to", false),
    ("tool", "uses", "role", "related_roles", true),
    ("tool", "uses", "golden-path", "related_paths", false),
    ("tool", ">in/in", "tool", "related_alternatives", false),
    ("tool", "replaced-by", "tool", "related_replaces", false),
    ("capability", "has", "role", "related_roles", true),
    ("capability", "in", "tool", "related_tools", true),
    ("capability", "in/uses", "golden-path", "related_paths", true),
    ("capability", "part-of", "capability", "related_parts", false),
    ("team", "owned-by", "golden-path", "related_paths", false),
    ("team", "owned-by", "*", "related_owned", true),
    ("golden-path", "measures", "scorecard", "related_measures", false),
    ("golden-path", "follows", "lifecycle", "related_follows", false),
    ("standard", "meets", "golden-path", "related_meets", true),
];

/// The groups of a page; `None` where there is nothing to say.
pub(super) fn groups(maker: Maker<'_>, subject: PageIx) -> Option<GroupsView> {
    let kind = maker.handbook_page(subject).typed.kind.as_str();
    let mut seen = BTreeSet::from([subject]);
    let mut groups = Vec::new();
    for (_, way, from, title, is_gap) in RELATED.iter().filter(|(of, ..)| *of == kind) {
        let pages: Vec<(PageIx, Option<&str>)> = along(maker, subject, way)
            .into_iter()
            .filter(|(page, _)| *from == "*" || maker.handbook_page(*page).typed.kind == *from)
            .filter(|(page, _)| seen.insert(*page))
            .collect();
        if pages.is_empty() && !is_gap {
            continue;
        }
        let entries = pages.iter().flat_map(|&(page, depth)| match *way {
            "measures" => scorecard::measured_by(maker, page, subject),
            _ => vec![EntryView { mark: depth.map(str::to_owned), ..maker.entry(page) }],
        });
        let nothing = pages.is_empty().then(|| maker.word("related_none").to_owned());
        groups.push(GroupView { title: maker.word(title).to_owned(), entries: entries.collect(), nothing });
    }
    (!groups.is_empty()).then_some(GroupsView { groups })
}

/// The pages at the end of a way, each with the depth of the last step.
fn along<'a>(maker: Maker<'a>, subject: PageIx, way: &str) -> Vec<(PageIx, Option<&'a str>)> {
    let graph = &maker.views.derived.graph;
    let mut pages: Vec<(PageIx, Option<&str>)> = vec![(subject, None)];
    for relation in way.split('/') {
        let step = |&(page, _): &(PageIx, Option<&str>)| -> Vec<(PageIx, Option<&str>)> {
            match relation.strip_prefix('>') {
                Some(relation) => graph.targets(page, relation).map(|edge| (edge.to, edge.depth)).collect(),
                None => graph.sources(page, relation).map(|edge| (edge.from, edge.depth)).collect(),
            }
        };
        pages = pages.iter().flat_map(step).collect();
    }
    pages
}

impl Maker<'_> {
    /// A page in a group, with what it is in a sentence.
    pub(super) fn entry(self, page: PageIx) -> EntryView {
        let about = self.handbook_page(page).typed.text("tldr").map(str::to_owned);
        EntryView { page: self.link(page), mark: None, about }
    }
}
