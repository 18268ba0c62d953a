//! How pages relate: typed edges, both ways, and how near two pages are.

use std::collections::{BTreeMap, BTreeSet};

use super::lines;
use crate::data::Value;
use crate::handbook::{Handbook, PageIx, Target};
use crate::schema::Kinds;
use crate::text::{Spanned, TextRange};

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

/// The relation of every link in the text.
pub const MENTIONS: &str = "mentions";

/// What the lists of a lifecycle state of pages of some kinds.
const IN_STAGES: [(&str, &str); 3] = [("role", "involves"), ("team", "involves"), ("golden-path", "follows")];

/// All relations of a handbook.
#[derive(Debug)]
pub struct Graph<'a> {
    /// Every edge, by page, in the order in which the pages name them.
    outgoing: Vec<Vec<Edge<'a>>>,
    /// The same by the page that is named.
    incoming: Vec<Vec<Edge<'a>>>,
    /// The members of each page's trait set, for nearness.
    traits: Vec<BTreeSet<PageIx>>,
    /// The pages that have each trait.
    holders: Vec<Vec<PageIx>>,
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
        let outgoing: Vec<Vec<Edge<'a>>> = handbook.pages.each().map(|(ix, _)| edges(handbook, kinds, ix)).collect();
        let mut incoming: Vec<Vec<Edge<'a>>> = vec![Vec::new(); outgoing.len()];
        for edge in outgoing.iter().flatten() {
            incoming[edge.to.index()].push(*edge);
        }
        let traits: Vec<BTreeSet<PageIx>> =
            handbook.pages.each().map(|(ix, page)| traits(&page.typed.kind, &outgoing[ix.index()])).collect();
        let mut holders: Vec<Vec<PageIx>> = vec![Vec::new(); outgoing.len()];
        for (ix, _) in handbook.pages.each() {
            for page in &traits[ix.index()] {
                holders[page.index()].push(ix);
            }
        }
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
        self.outgoing.iter().flatten()
    }

    /// What a page states of others.
    pub fn from(&self, page: PageIx) -> &[Edge<'a>] {
        &self.outgoing[page.index()]
    }

    /// What other pages state of a page.
    pub fn into(&self, page: PageIx) -> &[Edge<'a>] {
        &self.incoming[page.index()]
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
        let (own, others) = (&self.traits[page.index()], &self.traits[other.index()]);
        let shared: Vec<PageIx> = own.intersection(others).copied().collect();
        let all = own.union(others).count();
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        let share = if all == 0 { 0.0 } else { count(shared.len()) / count(all) };
        let rarity = shared.iter().map(|page| 1.0 / count(self.holders[page.index()].len())).sum();
        Nearest { page: other, shared, share, rarity }
    }

    /// The pages that have something in common with a page, nearest first.
    pub fn nearest(&self, page: PageIx) -> Vec<Nearest> {
        let traits = self.traits[page.index()].iter();
        let others: BTreeSet<PageIx> = traits.flat_map(|own| &self.holders[own.index()]).copied().collect();
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
        pages.sort_by_cached_key(|&ix| (handbook.page(ix).weight(), handbook.page(ix).title.to_lowercase()));
    }
    by_kind
}

/// What a page of a kind is told by: a role by what it can do, a golden path by what it uses.
const TRAITS: [(&str, &str); 3] = [("role", "has"), ("golden-path", "uses"), ("tool", "in")];

fn traits(kind: &str, edges: &[Edge<'_>]) -> BTreeSet<PageIx> {
    let is_trait = |edge: &&Edge<'_>| TRAITS.contains(&(kind, edge.relation));
    edges.iter().filter(is_trait).map(|edge| edge.to).collect()
}

fn edges<'a>(handbook: &'a Handbook, kinds: &'a Kinds, ix: PageIx) -> Vec<Edge<'a>> {
    let page = handbook.page(ix);
    let mut edges = Vec::new();
    if page.is_made_from_another() {
        // The page that it is made from says the same.
        return edges;
    }
    let kind = kinds.get(&page.typed.kind).filter(|_| page.typed.is_explicit);
    for (key, value) in &page.typed.fields.entries {
        let Some(field) = kind.and_then(|kind| kind.field(&key.value)) else { continue };
        if !field.shape.names_pages() {
            continue;
        }
        let relation = relation(&page.typed.kind, &field.name);
        // Both are in the order of the front matter; an id that means no page stands in the first alone.
        let mut named = handbook.named_in(ix, &field.name).peekable();
        for (place, depth) in ids(value) {
            let found = named.next_if(|(_, named)| *named == place);
            edges.extend(found.map(|(to, _)| Edge { relation, from: ix, to, depth }));
        }
    }
    if kind.is_some_and(|kind| kind.name == "lifecycle") {
        edges.extend(stage_edges(handbook, ix));
    }
    for (_, field, relation) in INNER_RELATIONS.iter().filter(|(of, ..)| *of == page.typed.kind) {
        let named: BTreeSet<PageIx> = handbook.references(ix, field).iter().copied().collect();
        edges.extend(named.into_iter().map(|to| Edge { relation, from: ix, to, depth: None }));
    }
    let mentioned: BTreeSet<PageIx> = handbook
        .links(ix)
        .iter()
        .filter_map(|target| match target {
            Target::Page { page, .. } if *page != ix => Some(*page),
            _ => None,
        })
        .collect();
    edges.extend(mentioned.into_iter().map(|to| Edge { relation: MENTIONS, from: ix, to, depth: None }));
    edges
}

/// Who acts in the stages of a lifecycle, and the golden paths that its entries name.
fn stage_edges<'a>(handbook: &Handbook, ix: PageIx) -> Vec<Edge<'a>> {
    let sections = handbook.page(ix).document.sections();
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

/// The places of a field's ids with their depths: of one, of a list, or of a list of tables.
fn ids(value: &Spanned<Value>) -> Vec<(TextRange, Option<&str>)> {
    match &value.value {
        Value::Text(_) => vec![(value.range, None)],
        Value::List(items) => items.iter().flat_map(ids).collect(),
        Value::Map(map) => {
            let depth = map.get("depth").and_then(|depth| depth.value.text().ok());
            map.get("id").map(|id| (id.range, depth)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
