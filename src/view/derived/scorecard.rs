//! Scorecards: a table for each group of metrics, or one of a maturity model.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{CellView, ColumnView, EntryView, Layout, LineView, Maker, PartView, RowView, TableView, spark};
use crate::derived::{Better, Maturity, Metric, MetricGroup, MetricState, Model, Scorecard};
use crate::handbook::PageIx;
use crate::text::{relative_href, slug};

/// The metrics of a scorecard.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct ScorecardView {
    /// The groups.
    pub groups: Vec<MetricGroupView>,
    /// The states that a metric can be in, keys of the strings file: what each means is under `KEY_means`.
    pub states: Vec<&'static str>,
    /// The file that the values are from.
    pub source: Option<String>,
}

/// Metrics that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct MetricGroupView {
    /// What they have in common.
    pub title: String,
    /// The id of the heading, where links lead to it.
    pub id: Option<String>,
    /// The metrics.
    pub table: TableView,
}

/// The states from the best to the worst, with their keys in the strings file.
const STATES: [(MetricState, &str); 4] = [
    (MetricState::Met, "met"),
    (MetricState::Near, "near"),
    (MetricState::Missed, "missed"),
    (MetricState::Unknown, "unknown"),
];

impl ScorecardView {
    /// Takes the ids away: no two elements of a page have the same.
    pub(super) fn drop_ids(&mut self) {
        for group in &mut self.groups {
            group.id = None;
            group.table.rows.iter_mut().for_each(|row| row.id = None);
        }
    }
}

/// The groups of the scorecard on a page, to which links lead; `None` where it has none.
pub(super) fn view(maker: Maker<'_>, subject: PageIx, scorecard: &Scorecard<'_>) -> Option<ScorecardView> {
    let anchors = &maker.handbook_page(subject).anchors;
    let groups: Vec<MetricGroupView> =
        scorecard.groups.iter().map(|group| self::group(maker, anchors, group)).collect();
    let asset = scorecard.source.map(|asset| maker.views.handbook.asset(asset));
    (!groups.is_empty()).then(|| ScorecardView {
        groups,
        states: STATES.map(|(_, key)| key).to_vec(),
        source: asset.map(|asset| relative_href(maker.from, &asset.url)),
    })
}

fn group(maker: Maker<'_>, anchors: &BTreeSet<String>, group: &MetricGroup<'_>) -> MetricGroupView {
    let has_sources = group.metrics.iter().any(|metric| metric.source.is_some());
    let has_pages = group.metrics.iter().any(|metric| !metric.measures.is_empty());
    let columns = [
        ("state", "state", true),
        ("latest", "text", true),
        ("target", "text", true),
        ("trend", "text", true),
        ("source", "text", has_sources),
        ("measures", "text", has_pages),
    ];
    let columns = columns.into_iter().filter(|(.., is_shown)| *is_shown);
    let columns: Vec<(&str, &str)> = columns.map(|(name, order, _)| (name, order)).collect();
    let row = |metric: &Metric<'_>| {
        let cells = columns.iter().map(|(name, _)| cell(maker, metric, name)).collect();
        let id = Some(metric.id.value).filter(|id| anchors.contains(*id)).map(str::to_owned);
        RowView { id, is_same: false, ..RowView::new(CellView::text(metric.question), cells) }
    };
    let head = |(name, order): &(&'static str, &'static str)| ColumnView {
        order,
        ..ColumnView::new(CellView::text(maker.views.strings.get(&format!("metric_{name}"))))
    };
    MetricGroupView {
        title: group.title.to_owned(),
        id: Some(slug(group.title)).filter(|id| anchors.contains(id)),
        table: TableView {
            corner: maker.word("metric_question").to_owned(),
            layout: Layout::Rows,
            columns: columns.iter().map(head).collect(),
            rows: group.metrics.iter().map(row).collect(),
            ..TableView::default()
        },
    }
}

fn cell(maker: Maker<'_>, metric: &Metric<'_>, column: &str) -> CellView {
    match column {
        "target" => target(maker, metric).map(|words| CellView::text(&words)).unwrap_or_default(),
        "latest" => latest(metric).map(|(amount, day)| dated(amount, day)).unwrap_or_default(),
        "state" => {
            let rank = STATES.iter().position(|(state, _)| *state == metric.state()).unwrap_or_default();
            CellView { sort: Some(rank.to_string()), ..CellView::state(STATES[rank].1) }
        }
        "trend" => CellView { spark: spark::spark(maker, metric), ..CellView::default() },
        "source" => metric.source.map(CellView::text).unwrap_or_default(),
        _ => CellView::of(maker.pages(&metric.measures)),
    }
}

/// "at least 80 %": the direction in words, since an arrow says nothing to a screen reader.
fn target(maker: Maker<'_>, metric: &Metric<'_>) -> Option<String> {
    let target = metric.target.as_ref()?;
    let direction = maker.word(if metric.better == Better::Up { "at_least" } else { "at_most" });
    Some(format!("{direction} {}", with_unit(&target.written, metric.unit)))
}

/// The latest value, and its day. A unit of several words stands at the target; here it would only be said again.
fn latest(metric: &Metric<'_>) -> Option<(String, String)> {
    let latest = metric.series.last()?;
    let unit = if metric.unit.starts_with('%') { "%" } else { "" };
    Some((with_unit(&latest.amount.written, unit), latest.date.to_string()))
}

fn dated(amount: String, day: String) -> CellView {
    let amount = PartView { text: amount + " ", ..PartView::default() };
    let day = PartView { text: day, element: Some("small"), ..PartView::default() };
    CellView::of(vec![LineView::of(vec![amount, day])])
}

fn with_unit(number: &str, unit: &str) -> String {
    // A number does not stand at the end of a line without its unit.
    if unit.is_empty() { number.to_owned() } else { format!("{number}\u{a0}{unit}") }
}

/// The metrics of a scorecard that show the success of a page, for that page.
pub(super) fn measured_by(maker: Maker<'_>, scorecard: PageIx, subject: PageIx) -> Vec<EntryView> {
    let Some(Model::Scorecard(model)) = maker.views.derived.model(scorecard) else { return Vec::new() };
    let href = maker.href(scorecard);
    let to = maker.handbook_page(scorecard);
    let entry = |metric: &Metric<'_>| {
        let state = STATES.iter().find(|(state, _)| *state == metric.state()).map(|(_, key)| (*key).to_owned());
        let fragment =
            if to.anchors.contains(metric.id.value) { format!("#{}", metric.id.value) } else { String::new() };
        let latest = latest(metric).map(|(amount, day)| format!("{amount} ({day})"));
        let about: Vec<String> = latest.into_iter().chain(target(maker, metric)).collect();
        EntryView {
            page: PartView {
                text: metric.question.to_owned(),
                href: Some(href.clone() + &fragment),
                ..PartView::default()
            },
            mark: state,
            about: Some(about.join(", ")).filter(|about| !about.is_empty()),
        }
    };
    let metrics = model.groups.iter().flat_map(|group| &group.metrics);
    metrics.filter(|metric| metric.measures.contains(&subject)).map(entry).collect()
}

/// A maturity model: aspects against levels.
pub(super) fn maturity(maker: Maker<'_>, maturity: &Maturity<'_>) -> TableView {
    let columns = maturity.levels.iter().map(|level| ColumnView::new(CellView::text(level)));
    let rows = maturity.aspects.iter().map(|aspect| {
        let cells = (0..maturity.levels.len()).map(|level| aspect.cells.get(level).copied());
        let cells = cells.map(|cell| cell.map(CellView::text).unwrap_or_default()).collect();
        RowView { is_same: false, ..RowView::new(CellView::text(aspect.title), cells) }
    });
    TableView {
        corner: maker.word("aspect").to_owned(),
        layout: Layout::Columns,
        columns: columns.collect(),
        rows: rows.collect(),
        ..TableView::default()
    }
}
