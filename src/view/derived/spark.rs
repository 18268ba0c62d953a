//! Sparklines: a row of values as a line no larger than a word.

use schemars::JsonSchema;
use serde::Serialize;

use super::Maker;
use crate::data::Date;
use crate::derived::{Amount, Measurement, Metric};

/// The size of the drawing, in its own units; a theme scales it.
const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 32.0;

/// The space around the line, so that its ends and their dot are not cut off.
const MARGIN: f64 = 4.0;

/// A line over time, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct SparkView {
    /// Its width and height.
    pub size: (String, String),
    /// The points of the line, as an SVG polyline has them.
    pub points: String,
    /// Where the line ends.
    pub end: (String, String),
    /// The height of the target.
    pub target: Option<String>,
    /// What it shows, in words.
    pub label: String,
}

/// The sparkline of a metric; `None` where it has fewer than two values.
pub(super) fn spark(maker: Maker<'_>, metric: &Metric<'_>) -> Option<SparkView> {
    let [first, .., last] = metric.series.as_slice() else { return None };
    let target = metric.target.as_ref();
    let values = || metric.series.iter().map(|measurement| measurement.amount.value);
    let all = || values().chain(target.map(|target| target.value));
    let scale = Scale {
        from: first.date,
        days: days(first.date, last.date),
        low: all().fold(f64::INFINITY, f64::min),
        high: all().fold(f64::NEG_INFINITY, f64::max),
    };
    let points: Vec<String> = metric.series.iter().map(|measurement| scale.point(measurement).join(",")).collect();
    let [x, y] = scale.point(last);
    Some(SparkView {
        size: (WIDTH.to_string(), HEIGHT.to_string()),
        points: points.join(" "),
        end: (x, y),
        target: target.map(|target| written(scale.y(target.value))),
        label: label(maker, metric, (&first.amount, &last.amount)),
    })
}

struct Scale {
    from: Date,
    days: f64,
    low: f64,
    high: f64,
}

impl Scale {
    fn point(&self, measurement: &Measurement) -> [String; 2] {
        let x = MARGIN + days(self.from, measurement.date) / self.days * (WIDTH - 2.0 * MARGIN);
        [written(x), written(self.y(measurement.amount.value))]
    }

    /// The height of a value: larger ones are further up; a line that never changes lies in the middle.
    fn y(&self, value: f64) -> f64 {
        let range = self.high - self.low;
        let share = if range > 0.0 { (value - self.low) / range } else { 0.5 };
        HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN)
    }
}

/// No two values are of one day, so from the first to the last there is one at least.
fn days(from: Date, to: Date) -> f64 {
    f64::from(crate::data::days_between(from, to))
}

fn written(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}

fn label(maker: Maker<'_>, metric: &Metric<'_>, (first, last): (&Amount, &Amount)) -> String {
    let amounts = || metric.series.iter().map(|measurement| &measurement.amount);
    let by_value = |a: &&Amount, b: &&Amount| a.value.total_cmp(&b.value);
    let lowest = amounts().min_by(by_value).unwrap_or(first);
    let highest = amounts().max_by(by_value).unwrap_or(last);
    let mut parts = vec![
        format!("{} {}", maker.word("spark_first"), first.written),
        format!("{} {}", maker.word("spark_last"), last.written),
        format!("{} {}", maker.word("spark_lowest"), lowest.written),
        format!("{} {}", maker.word("spark_highest"), highest.written),
    ];
    parts.extend(metric.target.as_ref().map(|target| format!("{} {}", maker.word("spark_target"), target.written)));
    parts.join(", ")
}
