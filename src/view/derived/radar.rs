//! The tool radar: every tool by whether to take it up, try it, leave it alone, or move off it.

use std::f64::consts::TAU;

use schemars::JsonSchema;
use serde::Serialize;

use super::{EntryView, Maker};

/// The statuses of tools, from the middle of the radar outwards.
const RINGS: [&str; 4] = ["adopt", "trial", "hold", "retired"];

/// The distance between the middles of two blips: they are 22 units wide.
const PITCH: f64 = 26.0;

/// The length that a ring's name takes from its outermost row.
const NAME: f64 = 64.0;

/// What is left free round the drawing: the line of the outermost ring, and the one round a blip in focus.
const MARGIN: f64 = 4.0;

/// The tools by status, each with its place in the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct RadarView {
    /// Half the width of the drawing, whose middle is at 0, 0.
    pub reach: i32,
    /// The rings that have tools, from the middle outwards.
    pub rings: Vec<RingView>,
}

/// The tools of one status.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
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
    let mut reach = PITCH / 2.0;
    let mut rings = Vec::new();
    for status in RINGS {
        let own: Vec<_> =
            tools.iter().filter(|(_, ix)| handbook.page(*ix).typed.text("status") == Some(status)).collect();
        if own.is_empty() {
            continue;
        }
        let rows = rows(reach, own.len());
        reach = rows.last().map_or(reach, |row| row.radius) + PITCH / 2.0;
        let mut blips = Vec::new();
        for ((category, ix), (x, y)) in own.into_iter().zip(places(&rows)) {
            number += 1;
            blips.push(BlipView { number, x, y, tool: maker.entry(*ix), category: category.clone() });
        }
        rings.push(RingView { status, radius: rounded(reach), label_y: rounded(-reach + 14.0), blips });
    }
    (!rings.is_empty()).then_some(RadarView { reach: rounded(reach + MARGIN), rings })
}

/// Blips round the middle.
struct Row {
    radius: f64,
    blips: usize,
    /// The angle that is left free at the top.
    gap: f64,
}

/// As many rows as some blips need, from a radius outwards. Each row holds its share, the last leaves room for the name.
fn rows(inner: f64, blips: usize) -> Vec<Row> {
    let room = |count: usize| -> Vec<f64> {
        let radius = |row: usize| inner + PITCH * (narrow(row) + 0.5);
        (0..count).map(|row| TAU * radius(row) - if row + 1 == count { NAME } else { 0.0 }).collect()
    };
    let fits = |count: &usize| room(*count).iter().map(|length| (length / PITCH).floor()).sum::<f64>() >= narrow(blips);
    let count = (1..=blips).find(fits).unwrap_or(blips);
    let (mut left, mut length_left) = (blips, room(count).iter().sum::<f64>());
    let row = |(row, length): (usize, f64)| {
        let radius = inner + PITCH * (narrow(row) + 0.5);
        let most = (length / PITCH).floor().max(1.0);
        let share = (narrow(left) * length / length_left).round().clamp(0.0, most);
        let blips = if row + 1 == count { left } else { whole(share).min(left) };
        left -= blips;
        length_left -= length;
        Row { radius, blips, gap: if row + 1 == count { NAME / radius } else { 0.0 } }
    };
    room(count).into_iter().enumerate().map(row).collect()
}

/// The places of the blips of some rows: evenly round each, from the top and clockwise.
fn places(rows: &[Row]) -> impl Iterator<Item = (i32, i32)> {
    rows.iter().flat_map(|row| {
        (0..row.blips).map(|place| {
            let turn = (narrow(place) + 0.5) / narrow(row.blips);
            let angle = row.gap / 2.0 + (TAU - row.gap) * turn - TAU / 4.0;
            (rounded(row.radius * angle.cos()), rounded(row.radius * angle.sin()))
        })
    })
}

fn narrow(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[expect(clippy::cast_possible_truncation, reason = "the drawing is some hundred units wide")]
fn rounded(length: f64) -> i32 {
    length.round() as i32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a row is a small number")]
fn whole(share: f64) -> usize {
    share as usize
}
