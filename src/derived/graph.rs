//! How pages relate: typed edges, both ways, and how near two pages are.

use std::collections::{BTreeMap, BTreeSet};

use super::lines;
use super::lists::Lists;
use crate::data::Value;
use crate::handbook::{Handbook, Page, PageIx, Target};
use crate::schema::Kinds;
use crate::text::TextRange;

/// One page's relation to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge<'a> {
    /// What the relation is: `uses`, `serves`, `owned-by` …
    pub relation: &'a str,
    /// The page that says so.
    pub from: PageIx,
    /// The page that it names.
    pub to: PageIx,
    /// How much: the depth with which a role uses a tool.
    pub depth: Option<&'a str>,
}

/// The relation that a field of a kind states, where it has another name than the field.
///
/// The names are those of `graph.json`, which other tools read: they change with its version only.
const RELATIONS: [(&str, &str, &str); 18] = [
    ("role", "capabilities", "has"),
    ("role", "tools", "uses"),
    ("role", "comes_from", "comes-from"),
    ("role", "leads_to", "leads-to"),
    ("golden-path", "tools", "uses"),
    ("tool", "category", "in"),
    ("capability", "parent", "part-of"),
    ("comparison", "members", "compares"),
    ("comparison", "baseline", "baseline"),
    ("decision", "outcomes", "decides"),
    ("ladder", "of", "of"),
    ("hiring", "of", "of"),
    ("guide", "for_role", "for"),
    ("guide", "related", "related"),
    ("term", "see", "related"),
    ("*", "owner", "owned-by"),
    ("*", "replaced_by", "replaced-by"),
    ("golden-path", "meets", "meets"),
];

/// The relation that a field within the tables of a field states.
const INNER_RELATIONS: [(&str, &str, &str); 1] = [("scorecard", "groups.metrics.measures", "measures")];

/// The key of an entry that says how much.
const DEPTH: &str = "depth";

/// The relation of every link in the text.
pub const MENTIONS: &str = "mentions";

/// What the lists of a lifecycle state of pages of some kinds.
const IN_STAGES: [(&str, &str); 3] = [("role", "involves"), ("team", "involves"), ("golden-path", "follows")];

/// All relations of a handbook.
#[derive(Debug)]
pub struct Graph<'a> {
    /// Every edge, by page, in the order in which the pages name them.
    outgoing: Lists<Edge<'a>>,
    /// The same by the page that is named.
    incoming: Lists<Edge<'a>>,
    /// The edges to each page's traits, for nearness: in the order of those, none twice.
    traits: Lists<Edge<'a>>,
    /// The same by the trait.
    holders: Lists<Edge<'a>>,
    /// The pages of each kind that name their kind, in the order of their weight and title.
    by_kind: BTreeMap<&'a str, Vec<PageIx>>,
}

/// A page that has something in common with another.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// The other page.
    pub page: PageIx,
    /// What both have.
    pub shared: Vec<PageIx>,
    /// Shared ÷ all that either has, from 0 to 1 (the Jaccard index).
    pub share: f64,
    /// How rare the shared ones are, which settles ties.
    rarity: f64,
}

impl<'a> Graph<'a> {
    /// Collects the edges of all pages.
    pub fn new(handbook: &'a Handbook, kinds: &'a Kinds) -> Self {
        let stated = stated(kinds);
        let pages = || handbook.pages.each().map(|(ix, _)| ix);
        let count = pages().map(|ix| handbook.named(ix).count() + handbook.links(ix).len()).sum();
        let outgoing = Lists::new(pages(), count, |ix, edges| add_edges(handbook, &stated, ix, edges));
        let incoming = outgoing.regrouped(|edge| edge.to);
        let traits = Lists::new(pages(), outgoing.count(), |ix, edges| {
            edges.extend(traits_of(&handbook.page(ix).typed.kind, outgoing.of(ix)));
        });
        let holders = traits.regrouped(|edge| edge.to);
        Self { outgoing, incoming, traits, holders, by_kind: by_kind(handbook) }
    }

    /// The pages of a kind that name their kind, in the order of their weight and title.
    pub fn of_kind(&self, kind: &str) -> &[PageIx] {
        self.by_kind.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether it can be told how near pages of a kind are.
    pub fn ranks(kind: &str) -> bool {
        TRAITS.iter().any(|(of, _)| *of == kind)
    }

    /// Every edge, by the page that states it.
    pub fn edges(&self) -> impl Iterator<Item = &Edge<'a>> {
        self.outgoing.iter()
    }

    /// What a page states of others.
    pub fn from(&self, page: PageIx) -> &[Edge<'a>] {
        self.outgoing.of(page)
    }

    /// What other pages state of a page.
    pub fn into(&self, page: PageIx) -> &[Edge<'a>] {
        self.incoming.of(page)
    }

    /// The pages that a page names in a relation.
    pub fn targets<'s>(&'s self, page: PageIx, relation: &'s str) -> impl Iterator<Item = &'s Edge<'a>> {
        self.from(page).iter().filter(move |edge| edge.relation == relation)
    }

    /// The edges by which other pages name a page in a relation.
    pub fn sources<'s>(&'s self, page: PageIx, relation: &'s str) -> impl Iterator<Item = &'s Edge<'a>> {
        self.into(page).iter().filter(move |edge| edge.relation == relation)
    }

    /// What two pages have in common.
    pub fn nearness(&self, page: PageIx, other: PageIx) -> Nearest {
        let (own, others) = (self.traits.of(page), self.traits.of(other));
        let is_shared = |to: &PageIx| others.binary_search_by_key(to, |edge| edge.to).is_ok();
        let shared: Vec<PageIx> = own.iter().map(|edge| edge.to).filter(is_shared).collect();
        let all = own.len() + others.len() - shared.len();
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        let share = if all == 0 { 0.0 } else { count(shared.len()) / count(all) };
        let rarity = shared.iter().map(|page| 1.0 / count(self.holders.of(*page).len())).sum();
        Nearest { page: other, shared, share, rarity }
    }

    /// The pages that have something in common with a page, nearest first.
    pub fn nearest(&self, page: PageIx) -> Vec<Nearest> {
        let holders = self.traits.of(page).iter().flat_map(|edge| self.holders.of(edge.to));
        let others: BTreeSet<PageIx> = holders.map(|edge| edge.from).collect();
        self.ranked(page, others)
    }

    /// Other pages by how much they have in common with a page, nearest first.
    pub fn ranked(&self, page: PageIx, others: impl IntoIterator<Item = PageIx>) -> Vec<Nearest> {
        let others = others.into_iter().filter(|other| *other != page);
        let mut ranked: Vec<Nearest> = others.map(|other| self.nearness(page, other)).collect();
        ranked
            .sort_by(|a, b| b.share.total_cmp(&a.share).then(b.rarity.total_cmp(&a.rarity)).then(a.page.cmp(&b.page)));
        ranked
    }
}

fn by_kind(handbook: &Handbook) -> BTreeMap<&str, Vec<PageIx>> {
    let mut by_kind: BTreeMap<&str, Vec<PageIx>> = BTreeMap::new();
    for (ix, page) in handbook.pages.each().filter(|(_, page)| page.typed.is_explicit && !page.is_made_from_another()) {
        by_kind.entry(&page.typed.kind).or_default().push(ix);
    }
    for pages in by_kind.values_mut() {
        pages.sort_by_key(|&ix| handbook.pages.rank(ix));
    }
    by_kind
}

/// What a page of a kind is told by: a role by what it can do, a golden path by what it uses.
const TRAITS: [(&str, &str); 3] = [("role", "has"), ("golden-path", "uses"), ("tool", "in")];

/// The edges of a page to its traits, in the order of those, none twice.
fn traits_of<'a>(kind: &str, of_page: &[Edge<'a>]) -> Vec<Edge<'a>> {
    let Some((_, relation)) = TRAITS.iter().find(|(of, _)| *of == kind) else { return Vec::new() };
    let mut traits: Vec<Edge<'a>> = of_page.iter().filter(|edge| edge.relation == *relation).copied().collect();
    traits.sort_by_key(|edge| edge.to);
    traits.dedup_by_key(|edge| edge.to);
    traits
}

/// What a field that names pages states.
struct Stated<'a> {
    field: &'a str,
    relation: &'a str,
    /// Whether its entries can say how much.
    has_depth: bool,
}

/// What the fields of each kind state.
fn stated(kinds: &Kinds) -> BTreeMap<&str, Vec<Stated<'_>>> {
    let of_kind = kinds.iter().map(|kind| {
        let fields = kind.fields.iter().filter(|field| field.shape.names_pages());
        let stated = fields.map(|field| Stated {
            field: &field.name,
            relation: relation(&kind.name, &field.name),
            has_depth: field.fields.named(DEPTH).is_some(),
        });
        (kind.name.as_str(), stated.collect())
    });
    of_kind.collect()
}

fn add_edges<'a>(
    handbook: &'a Handbook,
    stated: &BTreeMap<&str, Vec<Stated<'a>>>,
    ix: PageIx,
    edges: &mut Vec<Edge<'a>>,
) {
    let page = handbook.page(ix);
    if page.is_made_from_another() {
        // The page that it is made from says the same.
        return;
    }
    let stated = stated.get(page.typed.kind.as_str()).filter(|_| page.typed.is_explicit);
    let stated = stated.map(Vec::as_slice).unwrap_or_default();
    for (field, to, place) in handbook.named(ix) {
        if let Some(stated) = stated.iter().find(|stated| stated.field == field) {
            let depth = if stated.has_depth { depth(page, field, place) } else { None };
            edges.push(Edge { relation: stated.relation, from: ix, to, depth });
        }
    }
    if page.typed.is_explicit && page.typed.kind == "lifecycle" {
        edges.extend(stage_edges(handbook, ix));
    }
    let of_kind = |(kind, ..): &&(&str, &str, &str)| *kind == page.typed.kind;
    for (_, field, relation) in INNER_RELATIONS.iter().filter(of_kind) {
        let named = handbook.references(ix, field).to_vec();
        edges.extend(distinct(named).map(|to| Edge { relation, from: ix, to, depth: None }));
    }
    let mentioned = handbook.links(ix).iter().filter_map(|target| match target {
        Target::Page { page, .. } if *page != ix => Some(*page),
        _ => None,
    });
    edges.extend(distinct(mentioned.collect()).map(|to| Edge { relation: MENTIONS, from: ix, to, depth: None }));
}

/// Pages in their order, none twice.
fn distinct(mut pages: Vec<PageIx>) -> impl Iterator<Item = PageIx> {
    pages.sort_unstable();
    pages.dedup();
    pages.into_iter()
}

/// Who acts in the stages of a lifecycle, and the golden paths that its entries name.
fn stage_edges<'a>(handbook: &Handbook, ix: PageIx) -> Vec<Edge<'a>> {
    let sections = handbook.page(ix).document.tree().sections();
    let links = sections.flat_map(|section| section.items()).filter_map(|item| item.line()).flat_map(lines::links);
    let mut seen = BTreeSet::new();
    let mut edges = Vec::new();
    for (link, _) in links {
        let Target::Page { page: to, .. } = handbook.links(ix)[link] else { continue };
        let stated = IN_STAGES.iter().find(|(kind, _)| *kind == handbook.page(to).typed.kind);
        let Some((_, relation)) = stated else { continue };
        if seen.insert(to) {
            edges.push(Edge { relation, from: ix, to, depth: None });
        }
    }
    edges
}

fn relation<'a>(kind: &str, field: &'a str) -> &'a str {
    let named = RELATIONS.iter().find(|(of, name, _)| (*of == kind || *of == "*") && *name == field);
    named.map_or(field, |(_, _, relation)| relation)
}

/// How much the entry of a field says that names a page at this place: how well a role must know a tool.
pub fn depth<'a>(page: &'a Page, field: &str, place: TextRange) -> Option<&'a str> {
    let items = page.typed.fields.get(field)?.value.list().ok()?;
    items.iter().find_map(|item| match &item.value {
        Value::Map(entry) if entry.get("id")?.range == place => entry.get(DEPTH)?.value.text().ok(),
        _ => None,
    })
}
