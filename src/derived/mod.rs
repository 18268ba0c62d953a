//! What follows from the pages of a handbook: how they relate, and the structures that some of them describe.
//!
//! Nothing here is written twice by anybody: a comparison, a ladder or a list of users is worked out from the pages
//! it is about. Values hold places of pages and pieces of their trees; addresses and words come later, in `view`.

mod comparison;
mod contexts;
mod data_file;
mod decision;
mod dimensions;
mod golden_path;
mod graph;
mod health;
mod ladder;
mod lifecycle;
mod lines;
mod lists;
mod outline;
mod passage;
mod requests;
mod scorecard;
mod table;
mod tags;
mod tally;
mod terms;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::data::Date;
use crate::diag::Noted;
use crate::handbook::{Handbook, PageIx};
use crate::schema::Kinds;
use crate::source::{AT_ONCE, RECORD, Sources};

pub use comparison::{Cell, Comparison, Row};
pub use contexts::Context;
pub use decision::{Answer, Decision, Question};
pub use golden_path::{
    AttributeTakes, Command, Declared, Expected, FENCE_ATTRIBUTES, GOLDEN_PATH, GoldenPath, HEADING_ATTRIBUTES,
    Interpreter, KnownAttribute, Matching, Mode, PanelKind, Place, Quoting, Record, Requirement, Step, Tested,
    Variable, VariableShape, Verdict, fill, follows_word, is_output, is_variable_name, must_declare, placeholders,
    shell_code,
};
pub use graph::{Graph, MENTIONS, Nearest, depth};
pub use health::{AGES, Health, Review, SOON, Test, due, wants_owner};
pub use ladder::{Change, Ladder};
pub use lifecycle::{Duty, Lifecycle, Stage, Task};
pub use passage::Passage;
pub use requests::Request;
pub use scorecard::{Amount, Better, Maturity, Measurement, Metric, MetricGroup, MetricState, Scorecard};
pub use table::{Column, ColumnShape, DataTable, Support, TableCell, Words};
pub use tags::{Tag, Tags};
pub use terms::Terms;
pub use views::{ViewName, kind_of, own_options};

/// Everything that follows from a handbook.
#[derive(Debug)]
pub struct Derived<'a> {
    /// How the pages relate.
    pub graph: Graph<'a>,
    /// What pages describe, by page.
    models: BTreeMap<PageIx, Model<'a>>,
    /// The views that each page asks for, in the order of [`Document::views`](crate::document::Document::views);
    /// `None` where the request was at fault.
    requests: Vec<Vec<Option<Request>>>,
    /// The words that pages are filed under.
    pub tags: Tags,
    /// How well the handbook is kept; `None` where no page says who owns it or when it was reviewed.
    pub health: Option<Health>,
    /// The contexts, by name.
    pub contexts: Vec<Context>,
    /// What is known of the last tests of golden paths.
    tested: BTreeMap<PageIx, Tested>,
    /// The terms of the glossary that each page's text uses and does not link to.
    terms: Vec<Vec<PageIx>>,
}

/// A structure that a page of some kind describes.
#[derive(Debug)]
pub enum Model<'a> {
    /// Pages side by side.
    Comparison(Comparison<'a>),
    /// Metrics and how they went.
    Scorecard(Scorecard<'a>),
    /// Questions that lead to one of several pages.
    Decision(Decision<'a>),
    /// The levels of a role.
    Ladder(Ladder<'a>),
    /// Stages that something goes through.
    Lifecycle(Lifecycle<'a>),
    /// Steps to follow.
    GoldenPath(GoldenPath<'a>),
}

/// What everything is derived from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The pages.
    pub handbook: &'a Handbook,
    /// The kinds.
    pub kinds: &'a Kinds,
    /// The files, for data.
    pub sources: &'a Sources,
    /// The folder below the root that may hold contexts.
    pub contexts: Option<&'a str>,
    /// The day of the build.
    pub today: Date,
}

/// Works out what follows from a handbook, and notes what its structures lack.
pub fn derive(ground: Ground<'_>) -> Noted<Derived<'_>> {
    let graph = Graph::new(ground.handbook, ground.kinds);
    let glossary = terms::of_handbook(ground.handbook);
    let places: Vec<PageIx> = ground.handbook.pages.each().map(|(ix, _)| ix).collect();
    let of_page = |&ix: &PageIx| {
        let mut notes = Vec::new();
        let model = model(ground, &graph, ix).take(&mut notes);
        let requests = requests::of_page(ground, &graph, ix).take(&mut notes);
        Noted::new((model, requests, terms_of(ground, &graph, &glossary, ix)), notes)
    };
    let mut notes = Vec::new();
    let found: Vec<_> = places.par_iter().with_max_len(AT_ONCE).map(of_page).collect();
    let contexts = contexts::read(ground).take(&mut notes);
    let record = Record::read(ground.sources.text(RECORD).unwrap_or_default()).take(&mut notes);
    let (models, requests, terms) = (BTreeMap::new(), Vec::new(), Vec::new());
    let tags = Tags::of_handbook(ground.handbook);
    let mut derived = Derived { graph, models, requests, tags, health: None, contexts, tested: BTreeMap::new(), terms };
    for (ix, noted) in places.into_iter().zip(found) {
        let (model, requests, terms) = noted.take(&mut notes);
        if let Some(Model::GoldenPath(path)) = &model {
            derived.tested.extend(record.of(&ground.handbook.page(ix).id, path).map(|tested| (ix, tested)));
        }
        derived.models.extend(model.map(|model| (ix, model)));
        derived.requests.push(requests);
        derived.terms.push(terms);
    }
    derived.health = health::of_handbook(ground.handbook, &derived.tested, ground.today);
    Noted::new(derived, notes)
}

/// The terms that a page uses and does not link to; none where the page wants no tooltips.
fn terms_of(ground: Ground<'_>, graph: &Graph<'_>, glossary: &Terms<PageIx>, ix: PageIx) -> Vec<PageIx> {
    let page = ground.handbook.page(ix);
    if glossary.is_empty() || page.typed.flag("glossary") == Some(false) {
        return Vec::new();
    }
    let linked: BTreeSet<PageIx> = graph.targets(ix, MENTIONS).map(|edge| edge.to).collect();
    terms::used(glossary, page.document.opened().tree(), |term| term == ix || linked.contains(&term))
}

fn model<'a>(ground: Ground<'a>, graph: &Graph<'a>, ix: PageIx) -> Noted<Option<Model<'a>>> {
    let page = ground.handbook.page(ix);
    if !page.typed.is_explicit {
        return Noted::default();
    }
    match page.typed.kind.as_str() {
        "comparison" => comparison::read(ground, graph, ix).map(|read| Some(Model::Comparison(read))),
        "scorecard" => scorecard::read(ground, ix).map(|read| Some(Model::Scorecard(read))),
        "decision" => decision::read(ground, ix).map(|read| Some(Model::Decision(read))),
        "ladder" => ladder::read(ground, ix).map(|read| Some(Model::Ladder(read))),
        GOLDEN_PATH => Noted::new(Some(Model::GoldenPath(golden_path::read(ground, ix))), Vec::new()),
        "lifecycle" => lifecycle::read(ground, ix).map(|read| Some(Model::Lifecycle(read))),
        _ => Noted::default(),
    }
}

impl<'a> Derived<'a> {
    /// What a page describes.
    pub fn model(&self, page: PageIx) -> Option<&Model<'a>> {
        self.models.get(&page)
    }

    /// The golden path that a page is.
    pub fn golden_path(&self, page: PageIx) -> Option<&GoldenPath<'a>> {
        match self.model(page) {
            Some(Model::GoldenPath(path)) => Some(path),
            _ => None,
        }
    }

    /// How the last test of a page ended; `None` where there was none.
    pub fn tested(&self, page: PageIx) -> Option<Tested> {
        self.tested.get(&page).copied()
    }

    /// The terms of the glossary that a page's text uses and does not link to.
    pub fn terms(&self, page: PageIx) -> &[PageIx] {
        &self.terms[page.index()]
    }

    /// The views that a page asks for.
    pub fn requests(&self, page: PageIx) -> &[Option<Request>] {
        &self.requests[page.index()]
    }
}
