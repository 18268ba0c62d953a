//! Scorecards: what is measured, how it went, and how mature the whole is.

mod maturity;
mod series;

use super::table::number;
use super::{Ground, data_file};
use crate::data::{Date, Map, Value};
use crate::diag::{Code, Diagnostic, Noted};
use crate::handbook::{AssetIx, Page, PageIx};
use crate::text::{Spanned, TextRange};

pub use maturity::Maturity;

/// How far on the wrong side of its target a value still counts as near: a tenth of the target.
///
/// A tenth is about what one good or bad month moves a metric; who is further away has something to do.
const NEAR: f64 = 0.1;

/// What a scorecard page describes.
#[derive(Debug)]
pub struct Scorecard<'a> {
    /// The metrics in groups.
    pub groups: Vec<MetricGroup<'a>>,
    /// The file that holds their values.
    pub source: Option<AssetIx>,
    /// The other form: a maturity model.
    pub maturity: Option<Maturity<'a>>,
}

/// Metrics that belong together.
#[derive(Debug)]
pub struct MetricGroup<'a> {
    /// What they have in common.
    pub title: &'a str,
    /// The metrics.
    pub metrics: Vec<Metric<'a>>,
}

/// What is measured.
#[derive(Debug)]
pub struct Metric<'a> {
    /// Its name in links and in the data file.
    pub id: Spanned<&'a str>,
    /// The question that it answers.
    pub question: &'a str,
    /// What is counted.
    pub unit: &'a str,
    /// Which way is better.
    pub better: Better,
    /// What counts as good; `None` where the lack of it was noted.
    pub target: Option<Amount>,
    /// Where the values come from.
    pub source: Option<&'a str>,
    /// The pages whose success it shows.
    pub measures: Vec<PageIx>,
    /// Its values, the oldest first.
    pub series: Vec<Measurement>,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More.
    Up,
    /// Less.
    Down,
}

/// A number, and how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The number.
    pub value: f64,
    /// Its digits.
    pub written: String,
}

/// A value of a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// The day that it is of.
    pub date: Date,
    /// The value.
    pub amount: Amount,
}

/// How a metric stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MetricState {
    /// It reaches it.
    Met,
    /// It misses it by a tenth of it at most.
    Near,
    /// It misses it.
    Missed,
    /// There is no value.
    Unknown,
}

impl Metric<'_> {
    /// How the latest value stands to the target.
    pub fn state(&self) -> MetricState {
        let (Some(target), Some(latest)) = (&self.target, self.series.last()) else { return MetricState::Unknown };
        let lacking = match self.better {
            Better::Up => target.value - latest.amount.value,
            Better::Down => latest.amount.value - target.value,
        };
        if lacking <= 0.0 {
            MetricState::Met
        } else if lacking <= target.value.abs() * NEAR {
            MetricState::Near
        } else {
            MetricState::Missed
        }
    }
}

/// Reads the scorecard that a page describes.
pub(super) fn read<'a>(ground: Ground<'a>, ix: PageIx) -> Noted<Scorecard<'a>> {
    let page = ground.handbook.page(ix);
    let mut notes = Vec::new();
    let mut groups: Vec<MetricGroup<'a>> =
        tables(page.typed.fields.get("groups")).map(|(group, _)| self::group(ground, group)).collect();
    // A metric that lost its name to a fault is no reason to miss it in the file.
    let written = tables(page.document.front.map.get("groups")).map(|(group, _)| tables(group.get("metrics")).count());
    let is_whole = written.sum::<usize>() == groups.iter().map(|group| group.metrics.len()).sum::<usize>();
    check_ids(page, &groups, &mut notes);
    let data = page.typed.fields.get("data").and_then(|data| Some(Spanned::new(data.value.text().ok()?, data.range)));
    let file = data.and_then(|data| data_file::read(ground, ix, &data, &mut notes));
    let source = file.as_ref().map(|file| file.asset);
    if let Some(file) = file {
        let metrics = groups.iter_mut().flat_map(|group| &mut group.metrics);
        series::fill((ground.today, is_whole), &file, metrics, &mut notes);
    }
    let maturity = maturity::read(page, &mut notes);
    Noted::new(Scorecard { groups, source, maturity }, notes)
}

/// The tables of a list, each with its place.
fn tables(list: Option<&Spanned<Value>>) -> impl Iterator<Item = (&Map, TextRange)> {
    let items = list.and_then(|list| list.value.list().ok()).unwrap_or_default();
    items.iter().filter_map(|item| Some((item.value.map().ok()?, item.range)))
}

fn text<'a>(map: &'a Map, key: &str) -> Option<&'a str> {
    map.get(key).and_then(|value| value.value.text().ok())
}

fn group<'a>(ground: Ground<'a>, group: &'a Map) -> MetricGroup<'a> {
    let metrics = tables(group.get("metrics")).filter_map(|(metric, _)| self::metric(ground, metric)).collect();
    MetricGroup { title: text(group, "title").unwrap_or_default(), metrics }
}

/// A metric, where it has a name; what else it lacks was noted when the page was checked against its kind.
fn metric<'a>(ground: Ground<'a>, metric: &'a Map) -> Option<Metric<'a>> {
    let target = metric.get("target").and_then(|target| number(&target.value));
    let measures = metric.get("measures").and_then(|measures| measures.value.list().ok()).unwrap_or_default();
    Some(Metric {
        id: Spanned::new(text(metric, "id")?, metric.get("id")?.range),
        question: text(metric, "question").unwrap_or_default(),
        unit: text(metric, "unit").unwrap_or_default(),
        better: if text(metric, "better") == Some("down") { Better::Down } else { Better::Up },
        target: target.map(|(value, written)| Amount { value, written }),
        source: text(metric, "source"),
        measures: measures.iter().filter_map(|id| ground.handbook.find(id.value.text().ok()?)).collect(),
        series: Vec::new(),
    })
}

/// Ids of metrics are places on the page: no two are equal, and none is that of a heading.
fn check_ids(page: &Page, groups: &[MetricGroup<'_>], notes: &mut Vec<Diagnostic>) {
    let path = &page.document.path;
    let metrics =
        || groups.iter().enumerate().flat_map(|(at, group)| group.metrics.iter().map(move |metric| (at, metric)));
    for (number, (at, metric)) in metrics().enumerate() {
        let id = &metric.id;
        let twin = metrics().take(number).find(|(_, other)| other.id.value == id.value);
        // Two of one group were noted when the page was checked against its kind.
        if let Some((_, twin)) = twin.filter(|(other, _)| *other != at) {
            let message = format!("the metric `{}` is in another group already", id.value);
            let note =
                Diagnostic::new(Code::WrongValue, path, id.range, message).related(path, twin.id.range, "this one");
            notes.push(note.help("remove one of the two, or rename it"));
        } else if twin.is_none() && page.document.anchors.contains(id.value) {
            let message = format!("a heading of this page has the id `{}`, too", id.value);
            let note = Diagnostic::new(Code::DuplicateAnchor, path, id.range, message);
            notes.push(note.help("links lead to the heading: rename the metric, or give the heading a `{#name}`"));
        }
    }
}
