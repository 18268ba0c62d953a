//! Views of the handbook as a template sees them: what `derived` found, with addresses and words.

mod cards;
mod comparison;
mod coverage;
mod data_table;
mod decision;
mod entry;
mod glossary;
mod golden_path;
mod impact;
mod ladder;
mod lanes;
mod layers;
mod lifecycle;
mod links;
mod matrix;
mod parts;
mod prerequisites;
mod profiles;
mod radar;
mod ranking;
mod reference;
mod related;
mod scorecard;
mod spark;
mod table;
mod tools;
mod words;

use std::collections::BTreeMap;

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use super::{IndexView, Views};
use crate::derived::{Model, Request, Scorecard, ViewName};
use crate::document::Heading;
use crate::handbook::{Page, PageIx};
use crate::text::{Slugs, UrlPath, encode_path, relative_href};

pub use cards::CardsView;
pub(super) use cards::card;
pub use decision::{DecisionView, QuestionView};
pub use entry::EntryPointView;
pub use glossary::GlossaryView;
pub use golden_path::{PathView, StepOfPath};
pub use ladder::{LevelView, StepView};
pub use lanes::LanesView;
pub use links::LinksView;
pub use parts::{CellView, LineView, PartView};
pub use prerequisites::PrerequisitesView;
pub use radar::RadarView;
pub use ranking::RankingView;
pub use related::{EntryView, GroupsView};
pub use scorecard::ScorecardView;
pub use spark::SparkView;
pub use table::{ColumnView, Layout, RowView, TableView};

/// A view of the handbook on a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DerivedView {
    /// Its name, for style sheets.
    pub name: &'static str,
    /// What it shows, in words: its title, or the name of its kind.
    pub label: String,
    /// The id of its heading, where it is a section of the page.
    pub id: Option<String>,
    /// The title that a block gives it.
    pub title: Option<String>,
    /// What it holds.
    pub content: ViewContent,
}

macro_rules! forms {
    ($($(#[$about:meta])* $form:ident($view:ty) $template:literal,)*) => {
        /// What a view holds; each form has a template of its own.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(untagged)]
        pub enum ViewContent {
            $($(#[$about])* $form($view),)*
        }

        impl ViewContent {
            /// The template of each form, with what makes the schema of what it shows.
            pub const FORMS: &'static [(&'static str, fn(&mut SchemaGenerator) -> Schema)] =
                &[$(($template, SchemaGenerator::subschema_for::<$view>)),*];

            /// The template that renders it.
            pub fn template(&self) -> &'static str {
                match self {
                    $(Self::$form(_) => $template,)*
                }
            }
        }
    };
}

forms! {
    /// Rows and columns.
    Table(TableView) "views/table.html",
    /// Pages by nearness.
    Ranking(RankingView) "views/ranking.html",
    /// Pages in groups.
    Groups(GroupsView) "views/groups.html",
    /// Pages in a list.
    Links(LinksView) "views/links.html",
    /// Pages as cards.
    Cards(CardsView) "views/cards.html",
    /// Terms from A to Z.
    Glossary(GlossaryView) "views/glossary.html",
    /// Tools by status.
    Radar(RadarView) "views/radar.html",
    /// Golden paths by role.
    Entry(EntryPointView) "views/entry.html",
    /// Metrics in groups.
    Scorecard(ScorecardView) "views/scorecard.html",
    /// The outcomes of a decision.
    Decision(DecisionView) "views/decision.html",
    /// A question of a decision.
    Question(QuestionView) "views/question.html",
    /// The lanes of a lifecycle.
    Lanes(LanesView) "views/lanes.html",
    /// What stands below the heading of a ladder's level.
    Level(LevelView) "views/level.html",
    /// Which golden path comes before which.
    Prerequisites(PrerequisitesView) "views/prerequisites.html",
    /// What changes from one level of a ladder to another.
    Step(StepView) "views/step.html",
    /// Titles and headings from A to Z.
    Index(IndexView) "views/index.html",
}

impl ViewContent {
    /// The headings within it that have an id, with their words.
    pub fn headings(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Scorecard(view) => {
                view.groups.iter().filter_map(|group| Some((group.id.as_deref()?, group.title.as_str()))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The views that a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PageViews {
    /// Those that its kind shows before its first section.
    pub before: Vec<DerivedView>,
    /// Those that its kind shows as sections at its end.
    pub after: Vec<DerivedView>,
    /// Those that its blocks ask for, by the block; `None` where the request was at fault.
    pub blocks: Vec<Option<DerivedView>>,
    /// What becomes of lists of the text, by the offset at which a list begins in the file.
    pub lists: BTreeMap<u32, ListView>,
    /// Those that stand right below a heading, by its id.
    pub headings: BTreeMap<String, DerivedView>,
}

/// What becomes of a list of the text that means something on a page of its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ListView {
    /// It stays, with a class for style sheets and scripts.
    Marked(&'static str),
    /// A view takes its place.
    Replaced(Box<DerivedView>),
}

/// What a kind of page shows by itself: before its first section, and at its end.
fn shown_by(kind: &str) -> (&'static [ViewName], &'static [ViewName]) {
    match kind {
        "role" => (&[], &[ViewName::Tools, ViewName::Part, ViewName::Nearest, ViewName::Related, ViewName::Backlinks]),
        "scorecard" => (&[ViewName::Scorecard], &[ViewName::Backlinks]),
        "hiring" => (&[ViewName::Profiles], &[ViewName::Backlinks]),
        "comparison" => (&[ViewName::Comparison], &[ViewName::Pairs, ViewName::Backlinks]),
        "decision" => (&[ViewName::Decision], &[ViewName::Backlinks]),
        "ladder" => (&[ViewName::Ladder], &[ViewName::Backlinks]),
        "lifecycle" => (&[ViewName::Lanes, ViewName::Lifecycle], &[ViewName::Backlinks]),
        "team" => (&[], &[ViewName::Part, ViewName::Related, ViewName::Backlinks]),
        "golden-path" => (&[], &[ViewName::Prerequisites, ViewName::Related, ViewName::Backlinks]),
        "tool" | "capability" | "standard" => (&[], &[ViewName::Related, ViewName::Backlinks]),
        _ => (&[], &[ViewName::Backlinks]),
    }
}

/// The views of a page.
pub(super) fn of_page(views: &Views<'_>, ix: PageIx) -> PageViews {
    let page = views.handbook.page(ix);
    let maker = Maker::new(views, &page.url);
    let requests = views.derived.requests(ix);
    let is_placed =
        |view: ViewName| requests.iter().flatten().any(|request| request.view == view && request.subject == ix);
    let (before, after) = shown_by(if page.typed.is_explicit { &page.typed.kind } else { "" });
    let own = |names: &[ViewName]| -> Vec<DerivedView> {
        let names = names.iter().filter(|view| !is_placed(**view));
        names.filter_map(|view| maker.view(&Request::of(*view, ix))).collect()
    };
    let mut after = own(after);
    let mut ids = Slugs::default();
    for id in page.all_anchors() {
        ids.reserve(id);
    }
    for view in &mut after {
        view.id = Some(ids.unique(&view.label));
    }
    let mut blocks: Vec<Option<DerivedView>> = requests.iter().map(|request| maker.view(request.as_ref()?)).collect();
    let scorecards = blocks.iter_mut().flatten().filter_map(|view| match &mut view.content {
        ViewContent::Scorecard(view) => Some(view),
        _ => None,
    });
    // The first one on the page is the one that links lead to.
    scorecards.skip(1).for_each(ScorecardView::drop_ids);
    PageViews { before: own(before), after, blocks, lists: maker.lists(ix), headings: maker.headings(ix) }
}

/// What the page of a golden path shows besides its text; `None` of any other page.
pub(super) fn path_of_page(views: &Views<'_>, ix: PageIx) -> Option<PathView> {
    golden_path::path(Maker::new(views, &views.handbook.page(ix).url), ix)
}

/// The marks of a golden path's steps, by which a script finds what a reader has ticked; `None` of any other page.
pub(super) fn marks_of_page(views: &Views<'_>, ix: PageIx) -> Option<String> {
    golden_path::marks(Maker::new(views, &views.handbook.page(ix).url), ix)
}

/// Makes views as they are seen from one address.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    views: &'a Views<'a>,
    from: &'a UrlPath,
}

impl<'a> Maker<'a> {
    /// Makes views as they are seen from the page at an address, be it one that the handbook has or one made for it.
    pub(super) fn new(views: &'a Views<'a>, from: &'a UrlPath) -> Self {
        Self { views, from }
    }

    /// Whether the views are those of this page.
    fn is_on(self, page: PageIx) -> bool {
        self.handbook_page(page).url == *self.from
    }

    /// A view; `None` where there is nothing to show.
    fn view(self, request: &Request) -> Option<DerivedView> {
        let content = match request.view {
            ViewName::Backlinks => ViewContent::Links(links::backlinks(self, request.subject)?),
            ViewName::Cards => ViewContent::Cards(cards::cards(self, request)?),
            ViewName::Coverage => ViewContent::Groups(coverage::groups(self)),
            ViewName::Entry => ViewContent::Entry(entry::entry_point(self)?),
            ViewName::Fields => ViewContent::Table(reference::fields(self, request)?),
            ViewName::Kinds => ViewContent::Table(reference::kinds(self)),
            ViewName::Sections => ViewContent::Table(reference::sections(self, request)?),
            ViewName::Glossary => ViewContent::Glossary(glossary::glossary(self)?),
            ViewName::Impact => ViewContent::Table(impact::table(self)?),
            ViewName::Comparison
            | ViewName::Decision
            | ViewName::Ladder
            | ViewName::LadderStep
            | ViewName::Lanes
            | ViewName::Lifecycle
            | ViewName::Scorecard => self.model(request)?,
            ViewName::Matrix => ViewContent::Table(matrix::table(self, request)?),
            ViewName::Nearest => ViewContent::Ranking(ranking::nearest(self, request)?),
            ViewName::Part => ViewContent::Table(lifecycle::part(self, request.subject)?),
            ViewName::Pairs => ViewContent::Links(links::pairs(self, request.subject)?),
            ViewName::Prerequisites => ViewContent::Prerequisites(prerequisites::view(self, request.subject)?),
            ViewName::Profiles => ViewContent::Table(profiles::table(self, request.subject)?),
            ViewName::Radar => ViewContent::Radar(radar::radar(self)?),
            ViewName::Related => ViewContent::Groups(related::groups(self, request.subject)?),
            ViewName::Pages | ViewName::Table => ViewContent::Table(data_table::table(self, request.table.as_ref()?)?),
            ViewName::Tools => ViewContent::Groups(tools::groups(self, request.subject)?),
        };
        let title = request.text("title").map(str::to_owned);
        let label = title.clone().unwrap_or_else(|| self.label(request, &content));
        Some(DerivedView { name: request.view.name(), label, id: None, title, content })
    }

    /// The view of the structure that a page describes.
    fn model(self, request: &Request) -> Option<ViewContent> {
        let ix = request.subject;
        Some(match (request.view, self.views.derived.model(ix)?) {
            (ViewName::Comparison, Model::Comparison(model)) => ViewContent::Table(comparison::table(self, model)),
            (ViewName::Decision, Model::Decision(model)) => ViewContent::Decision(decision::decision(self, ix, model)),
            (ViewName::Ladder, Model::Ladder(model)) => ViewContent::Table(ladder::table(self, ix, model)),
            (ViewName::LadderStep, Model::Ladder(model)) => {
                ViewContent::Step(ladder::step(self, ix, model, model.step(request)?))
            }
            (ViewName::Lanes, Model::Lifecycle(model)) => ViewContent::Lanes(lanes::lanes(self, ix, model)?),
            (ViewName::Lifecycle, Model::Lifecycle(model)) => ViewContent::Table(lifecycle::table(self, ix, model)?),
            (ViewName::Scorecard, Model::Scorecard(model)) => self.scorecard(ix, model)?,
            _ => return None,
        })
    }

    /// What becomes of lists in the text of the page itself.
    fn lists(self, ix: PageIx) -> BTreeMap<u32, ListView> {
        let replaced = |(list, view)| (list, ListView::Replaced(Box::new(view)));
        match self.views.derived.model(ix) {
            Some(Model::Decision(model)) => decision::lists(self, ix, model).into_iter().map(replaced).collect(),
            Some(Model::Ladder(model)) => {
                let lists = model.levels.iter().flat_map(|level| &level.lists);
                lists.map(|list| (*list, ListView::Marked("expectations"))).collect()
            }
            _ => BTreeMap::new(),
        }
    }

    /// What stands below headings in the text of the page itself.
    fn headings(self, ix: PageIx) -> BTreeMap<String, DerivedView> {
        match self.views.derived.model(ix) {
            Some(Model::Ladder(model)) => ladder::headings(self, ix, model).into_iter().collect(),
            _ => BTreeMap::new(),
        }
    }

    /// The metrics of a scorecard, or its maturity model.
    fn scorecard(self, subject: PageIx, model: &Scorecard<'_>) -> Option<ViewContent> {
        if let Some(maturity) = &model.maturity {
            return Some(ViewContent::Table(scorecard::maturity(self, maturity)));
        }
        let mut view = scorecard::view(self, subject, model)?;
        if !self.is_on(subject) {
            view.drop_ids();
        }
        Some(ViewContent::Scorecard(view))
    }

    fn label(self, request: &Request, content: &ViewContent) -> String {
        if request.view == ViewName::Scorecard {
            return self.handbook_page(request.subject).title.clone();
        }
        if let (ViewName::Pages | ViewName::Table, ViewContent::Table(table)) = (request.view, content) {
            let kind = request.text("kind").and_then(|kind| self.views.kinds.get(kind));
            return kind.map_or(&table.corner, |kind| &kind.plural).clone();
        }
        let kind = &self.handbook_page(request.subject).typed.kind;
        let own = format!("view_{}_{kind}", request.view.name());
        let general = format!("view_{}", request.view.name());
        let strings = self.views.strings;
        strings.find(&own).or_else(|| strings.find(&general)).unwrap_or(request.view.name()).to_owned()
    }

    fn handbook_page(self, ix: PageIx) -> &'a Page {
        self.views.handbook.page(ix)
    }

    /// Fixed words of the interface.
    fn word(self, key: &'a str) -> &'a str {
        self.views.strings.get(key)
    }

    fn href(self, to: PageIx) -> String {
        relative_href(self.from, &self.handbook_page(to).url)
    }

    /// A heading of a page.
    fn heading_href(self, to: PageIx, heading: &Heading) -> String {
        let page = if self.is_on(to) { String::new() } else { self.href(to) };
        format!("{page}#{}", encode_path(&heading.id))
    }

    /// A page by its title.
    pub(super) fn link(self, to: PageIx) -> PartView {
        let page = self.handbook_page(to);
        let status = page.typed.text("status").map(str::to_owned);
        let steps = golden_path::marks(self, to);
        PartView { text: page.title.clone(), href: Some(self.href(to)), status, steps, ..PartView::default() }
    }

    /// The pages of a kind, in the order of their weight and title.
    fn of_kind(self, kind: &str) -> &'a [PageIx] {
        self.views.derived.graph.of_kind(kind)
    }
}
