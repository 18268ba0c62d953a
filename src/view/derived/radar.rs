//! The tool radar: every tool by whether to take it up, try it, leave it alone, or move off it.

use std::f64::consts::TAU;

use serde::Serialize;

use super::{EntryView, Maker};

/// The statuses of tools, from the middle of the radar outwards.
const RINGS: [&str; 4] = ["adopt", "trial", "hold", "retired"];

/// The radius of the drawing without its margin, in its own units.
const RADIUS: f64 = 200.0;

/// The tools by status, each with its place in the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RadarView {
    /// The rings that have tools, from the middle outwards.
    pub rings: Vec<RingView>,
}

/// The tools of one status.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RingView {
    /// The status, a key of the strings file.
    pub status: &'static str,
    /// The outer radius.
    pub radius: i32,
    /// Where its name stands.
    pub label_y: i32,
    /// The tools.
    pub blips: Vec<BlipView>,
}

/// A tool on the radar.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct BlipView {
    /// Its number in the drawing and the list.
    pub number: usize,
    /// Its place.
    pub x: i32,
    /// Its place, downwards.
    pub y: i32,
    /// Its page.
    pub tool: EntryView,
    /// The capability that it serves.
    pub category: Option<String>,
}

/// The radar; `None` where the handbook has no tools.
///
/// A ring's tools stand side by side in the order of their capabilities, so that tools for one purpose are neighbours.
pub(super) fn radar(maker: Maker<'_>) -> Option<RadarView> {
    let handbook = maker.views.handbook;
    let category =
        |ix| handbook.references(ix, "category").first().map(|&category| handbook.page(category).title.clone());
    let mut tools: Vec<_> = maker.of_kind("tool").iter().map(|&ix| (category(ix), ix)).collect();
    tools.sort_by_key(|(category, ix)| (category.clone(), handbook.page(*ix).title.to_lowercase()));
    let mut number = 0;
    let mut rings = Vec::new();
    let is_in = |ix, status: &str| handbook.page(ix).typed.text("status") == Some(status);
    let used: Vec<&str> = RINGS.into_iter().filter(|status| tools.iter().any(|(_, ix)| is_in(*ix, status))).collect();
    for (ring, status) in used.iter().enumerate() {
        let own: Vec<_> = tools.iter().filter(|(_, ix)| is_in(*ix, status)).collect();
        let (inner, outer) = (radius_of(ring, used.len()), radius_of(ring + 1, used.len()));
        let mut blips = Vec::new();
        for (place, (category, ix)) in own.iter().enumerate() {
            number += 1;
            let (x, y) = place_of(place, own.len(), (inner, outer));
            blips.push(BlipView { number, x, y, tool: maker.entry(*ix), category: category.clone() });
        }
        rings.push(RingView { status, radius: rounded(outer), label_y: rounded(-outer + 14.0), blips });
    }
    (!rings.is_empty()).then_some(RadarView { rings })
}

/// The radii of the rings: all rings have the same area, so that full ones are not crowded.
fn radius_of(ring: usize, rings: usize) -> f64 {
    RADIUS * (narrow(ring) / narrow(rings)).sqrt()
}

/// A place in a ring: evenly round it, in two rows so that neighbours do not touch. The top is left to the label.
fn place_of(place: usize, of: usize, (inner, outer): (f64, f64)) -> (i32, i32) {
    let angle = TAU * (0.04 + 0.92 * (narrow(place) + 0.5) / narrow(of)) - TAU / 4.0;
    let row = if of > 8 && place % 2 == 1 { 0.3 } else { 0.7 };
    let radius = inner + (outer - inner) * row;
    (rounded(radius * angle.cos()), rounded(radius * angle.sin()))
}

fn narrow(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[expect(clippy::cast_possible_truncation, reason = "the drawing is some hundred units wide")]
fn rounded(length: f64) -> i32 {
    length.round() as i32
}
