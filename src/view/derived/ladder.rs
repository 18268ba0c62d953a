//! A ladder: the grid of its levels, and what changes from one level to another.

use schemars::JsonSchema;
use serde::Serialize;

use super::{CellView, ColumnView, DerivedView, Layout, LineView, Maker, PartView, RowView, TableView, ViewContent};
use crate::derived::{Change, Ladder, Passage};
use crate::handbook::PageIx;

/// What stands below the heading of a level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct LevelView {
    /// What the level is about.
    pub caption: Option<String>,
    /// The level that it includes.
    pub includes: Option<PartView>,
    /// What changes from the level below it, where it does not include that one.
    pub step: Option<StepView>,
}

/// What changes from one level to a higher one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct StepView {
    /// The lower level.
    pub from: PartView,
    /// The higher level.
    pub to: PartView,
    /// How many lines come.
    pub added: usize,
    /// How many lines go.
    pub dropped: usize,
    /// Both, by dimension.
    pub changes: Vec<ChangeView>,
}

/// What changes in a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct ChangeView {
    /// The dimension.
    pub dimension: String,
    /// The lines that come.
    pub added: Vec<LineView>,
    /// The lines that go.
    pub dropped: Vec<LineView>,
}

/// The grid: dimensions by levels.
pub(super) fn table(maker: Maker<'_>, ix: PageIx, ladder: &Ladder<'_>) -> TableView {
    let column = |place: usize| ColumnView {
        label: ladder.levels[place].title.to_owned(),
        ..ColumnView::new(head(maker, ix, ladder, place))
    };
    let row = |(place, dimension): (usize, &&str)| {
        let cell = |lines: &[Passage<'_>]| CellView::of(lines.iter().map(|line| maker.passage(line)).collect());
        let cells = ladder.levels.iter().map(|level| cell(&level.cells[place])).collect();
        RowView::new(CellView::text(dimension), cells)
    };
    TableView {
        corner: maker.word("dimension").to_owned(),
        layout: Layout::Columns,
        columns: (0..ladder.levels.len()).map(column).collect(),
        rows: ladder.dimensions.iter().enumerate().map(row).collect(),
        ..TableView::default()
    }
}

/// A level with its caption and, where its column lists only what is new, the level that it includes.
fn head(maker: Maker<'_>, ix: PageIx, ladder: &Ladder<'_>, place: usize) -> CellView {
    let small = |text: String| PartView { text, element: Some("small"), ..PartView::default() };
    let space = || PartView { text: " ".to_owned(), ..PartView::default() };
    let mut parts = vec![level(maker, ix, ladder, place)];
    if let Some(caption) = ladder.levels[place].caption {
        parts.extend([space(), small(caption.to_owned())]);
    }
    if ladder.inherits && place > 0 {
        let includes = format!("{} {}", maker.word("includes_all_of"), ladder.levels[place - 1].title);
        parts.extend([space(), small(includes)]);
    }
    CellView::of(vec![LineView::of(parts)])
}

/// A level by its title, leading to its section.
fn level(maker: Maker<'_>, ix: PageIx, ladder: &Ladder<'_>, place: usize) -> PartView {
    let level = &ladder.levels[place];
    let href = level.heading.map(|heading| maker.heading_href(ix, heading));
    PartView { text: level.title.to_owned(), href, ..PartView::default() }
}

/// The change from one level to another, by their places.
pub(super) fn step(maker: Maker<'_>, ix: PageIx, ladder: &Ladder<'_>, (from, to): (usize, usize)) -> StepView {
    let changes = ladder.changes(maker.views.handbook, from, to);
    let lines = |lines: &[Passage<'_>]| lines.iter().map(|line| maker.passage(line)).collect();
    let change = |change: &Change<'_>| ChangeView {
        dimension: change.dimension.to_owned(),
        added: lines(&change.added),
        dropped: lines(&change.dropped),
    };
    StepView {
        from: level(maker, ix, ladder, from),
        to: level(maker, ix, ladder, to),
        added: changes.iter().map(|change| change.added.len()).sum(),
        dropped: changes.iter().map(|change| change.dropped.len()).sum(),
        changes: changes.iter().map(change).collect(),
    }
}

/// What stands below the headings of the levels on the ladder's own page, by the id of the heading.
pub(super) fn headings(maker: Maker<'_>, ix: PageIx, ladder: &Ladder<'_>) -> Vec<(String, DerivedView)> {
    let of_level = |place: usize| {
        let below = place.checked_sub(1);
        let view = LevelView {
            caption: ladder.levels[place].caption.map(str::to_owned),
            includes: below.filter(|_| ladder.inherits).map(|below| level(maker, ix, ladder, below)),
            step: below.filter(|_| !ladder.inherits).map(|below| step(maker, ix, ladder, (below, place))),
        };
        if view == LevelView::default() {
            return None;
        }
        let label = ladder.levels[place].title.to_owned();
        let content = ViewContent::Level(view);
        let view = DerivedView { name: "level", label, id: None, title: None, content };
        Some((ladder.levels[place].heading?.id.clone(), view))
    };
    (0..ladder.levels.len()).filter_map(of_level).collect()
}
