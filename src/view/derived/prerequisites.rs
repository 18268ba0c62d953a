//! Which golden path comes before which: a drawing from left to right, and the same in the order in which to start.
//!
//! All measures are whole units of the drawing, which are pixels unless a style sheet scales it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::lanes::wrapped;
use super::layers::{Layers, Place, layers};
use super::{Maker, PartView};
use crate::data::{seconds, spell_seconds};
use crate::derived::Graph;
use crate::handbook::PageIx;

/// The relation that a path states of the paths before it.
const REQUIRES: &str = "requires";
/// The size of a stop.
const STOP: (usize, usize) = (160, 60);
/// The distance from one stop to the next one, sideways and downwards.
const PITCH: (usize, usize) = (208, 80);
/// What is left free round the drawing, for the line round a stop in focus.
const MARGIN: usize = 8;
/// How many characters of a name stand in a line of a stop.
const CHARACTERS: usize = 21;
/// The distance between two lines of a stop.
const LINE: usize = 16;
/// A drawing of more stops than this helps nobody.
const MOST_DRAWN: usize = 60;

/// The paths before one path and behind it, or all that stand in some order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct PrerequisitesView {
    /// The drawing, where it is not too large.
    pub drawing: Option<RouteMapView>,
    /// The paths in an order in which they can be followed; up to the path that the view is about, where it is about
    /// one.
    pub order: Vec<LegView>,
    /// What can be done behind that path.
    pub next: Vec<LegView>,
}

/// A drawing of paths.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct RouteMapView {
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// What leads from stop to stop, as the data of SVG paths.
    pub roads: Vec<String>,
    /// The paths.
    pub stops: Vec<StopView>,
}

/// A path in the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct StopView {
    /// The path, and how long it takes.
    pub leg: LegView,
    /// From the left.
    pub x: usize,
    /// From above.
    pub y: usize,
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// Its middle, from the left.
    pub middle: usize,
    /// Its name in one line or two.
    pub lines: Vec<StopLineView>,
    /// The foot of its time.
    pub time_y: usize,
}

/// A line of a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct StopLineView {
    /// Its words.
    pub text: String,
    /// From above, to the foot of the letters.
    pub y: usize,
}

/// A path in an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct LegView {
    /// The path.
    pub page: PartView,
    /// Whether the view is about it.
    pub is_here: bool,
    /// How long it takes, in words.
    pub time: Option<String>,
    /// How long it takes with all that comes before it, in words, where something does.
    pub total: Option<String>,
}

/// The paths around one; of any other page all that stand in some order. `None` where there is no order.
pub(super) fn view(maker: Maker<'_>, subject: PageIx) -> Option<PrerequisitesView> {
    let paths = Paths { maker, graph: &maker.views.derived.graph };
    let all = maker.of_kind("golden-path");
    let here = all.contains(&subject).then_some(subject);
    let members: Vec<PageIx> = if let Some(path) = here {
        let before = paths.all_before(path);
        all.iter().copied().filter(|page| before.contains(page) || *page == path).collect()
    } else {
        let is_linked = |page: &PageIx| paths.before(*page).next().is_some() || !paths.behind(*page).is_empty();
        all.iter().copied().filter(is_linked).collect()
    };
    let order = paths.start_order(&members);
    let next = here.map(|path| paths.behind(path)).unwrap_or_default();
    let drawn: Vec<PageIx> = order.iter().chain(&next).copied().collect();
    if drawn.len() < 2 {
        return None;
    }
    let leg = |page: &PageIx| paths.leg(*page, here);
    Some(PrerequisitesView {
        drawing: (drawn.len() <= MOST_DRAWN).then(|| paths.drawing(&drawn, here)),
        order: order.iter().map(leg).collect(),
        next: next.iter().map(leg).collect(),
    })
}

/// The golden paths of a handbook and how they follow each other.
struct Paths<'a> {
    maker: Maker<'a>,
    graph: &'a Graph<'a>,
}

impl Paths<'_> {
    /// The paths that a path names as its prerequisites.
    fn before(&self, path: PageIx) -> impl Iterator<Item = PageIx> {
        self.graph.targets(path, REQUIRES).map(|edge| edge.to).filter(move |other| *other != path)
    }

    /// The paths that name it.
    fn behind(&self, path: PageIx) -> Vec<PageIx> {
        let naming: BTreeSet<PageIx> = self.graph.sources(path, REQUIRES).map(|edge| edge.from).collect();
        self.maker
            .of_kind("golden-path")
            .iter()
            .copied()
            .filter(|page| naming.contains(page) && *page != path)
            .collect()
    }

    /// All that comes before a path, at any distance. A circle, which is a fault of its own, ends where it began.
    fn all_before(&self, path: PageIx) -> BTreeSet<PageIx> {
        let mut found = BTreeSet::new();
        let mut open = vec![path];
        while let Some(page) = open.pop() {
            open.extend(self.before(page).filter(|before| found.insert(*before)));
        }
        found.remove(&path);
        found
    }

    /// Some paths in an order in which each stands behind those that it requires; what is level stays as it was.
    fn start_order(&self, paths: &[PageIx]) -> Vec<PageIx> {
        let places: BTreeMap<PageIx, usize> = paths.iter().enumerate().map(|(place, page)| (*page, place)).collect();
        let before = |page: PageIx| -> BTreeSet<usize> {
            self.before(page).filter_map(|before| places.get(&before).copied()).collect()
        };
        let mut missing: Vec<BTreeSet<usize>> = paths.iter().map(|page| before(*page)).collect();
        let mut open: BTreeSet<usize> = (0..paths.len()).collect();
        let mut ready: BTreeSet<usize> = open.iter().copied().filter(|place| missing[*place].is_empty()).collect();
        let mut order = Vec::new();
        // In a circle nothing is ready: it is broken at its first path.
        while let Some(place) = ready.pop_first().or_else(|| open.first().copied()) {
            open.remove(&place);
            order.push(paths[place]);
            for behind in self.behind(paths[place]).iter().filter_map(|page| places.get(page)) {
                missing[*behind].remove(&place);
                if missing[*behind].is_empty() && open.contains(behind) {
                    ready.insert(*behind);
                }
            }
        }
        order
    }

    /// How long a path takes, in seconds.
    fn seconds(&self, path: PageIx) -> Option<u64> {
        seconds(self.maker.handbook_page(path).typed.text("time")?)
    }

    fn leg(&self, path: PageIx, here: Option<PageIx>) -> LegView {
        let before = self.all_before(path);
        let total = before.iter().copied().chain([path]).map(|page| self.seconds(page)).sum::<Option<u64>>();
        LegView {
            page: self.maker.link(path),
            is_here: here == Some(path),
            time: self.seconds(path).map(spell_seconds),
            total: total.filter(|_| !before.is_empty()).map(spell_seconds),
        }
    }

    /// Paths as stops from left to right, in the order in which they can be followed.
    fn drawing(&self, paths: &[PageIx], here: Option<PageIx>) -> RouteMapView {
        let place = |page: &PageIx| paths.iter().position(|path| path == page);
        let edges: Vec<(usize, usize)> = paths
            .iter()
            .enumerate()
            .flat_map(|(to, path)| self.before(*path).filter_map(move |before| Some((place(&before)?, to))))
            .collect();
        let Layers { columns, rows, places, ways } = layers(paths.len(), &edges);
        let stop = |(path, place): (&PageIx, &Place)| stop(self.leg(*path, here), *place);
        RouteMapView {
            width: PITCH.0 * (columns - 1) + STOP.0 + 2 * MARGIN,
            height: PITCH.1 * (rows - 1) + STOP.1 + 2 * MARGIN,
            roads: ways.iter().map(|way| road(way)).collect(),
            stops: paths.iter().zip(&places).map(stop).collect(),
        }
    }
}

/// The upper left corner of a stop.
fn corner(place: Place) -> (usize, usize) {
    (MARGIN + PITCH.0 * place.column, MARGIN + PITCH.1 * place.half_row / 2)
}

fn stop(leg: LegView, place: Place) -> StopView {
    let (x, y) = corner(place);
    let words = wrapped(&leg.page.text, CHARACTERS);
    // The lines and the time below them stand in the middle.
    let first = y + (STOP.1 + LINE - LINE * (words.len() + 1)) / 2 + 4;
    let time_y = first + LINE * words.len();
    let placed = |(at, text)| StopLineView { text, y: first + LINE * at };
    let lines = words.into_iter().enumerate().map(placed).collect();
    StopView { leg, x, y, width: STOP.0, height: STOP.1, middle: x + STOP.0 / 2, lines, time_y }
}

/// A curve from stop to stop; between two of them it passes at the height of a stop that is not there.
fn road(way: &[Place]) -> String {
    let middle = |place: &Place| {
        let (x, y) = corner(*place);
        (x, y + STOP.1 / 2)
    };
    let (x, y) = middle(&way[0]);
    let mut data = format!("M{} {y}", x + STOP.0);
    let mut height = y;
    for (at, place) in way.iter().enumerate().skip(1) {
        let (x, y) = middle(place);
        let bend = x - (PITCH.0 - STOP.0) / 2;
        data.push_str(&format!("C{bend} {height} {bend} {y} {x} {y}"));
        if at + 1 < way.len() {
            data.push_str(&format!("H{}", x + STOP.0));
        }
        height = y;
    }
    data
}
