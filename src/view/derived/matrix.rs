//! Pages of one kind against pages of another.

use std::collections::{BTreeMap, BTreeSet};

use super::{CellView, ColumnView, Layout, Maker, RowView, TableView};
use crate::derived::{MENTIONS, Request};
use crate::handbook::PageIx;

/// What a mark can say, the strongest first.
const MARKS: [&str; 4] = ["core", "common", "aware", "yes"];

/// The table; `None` where one of the kinds has no pages. Columns that no row has anything in are left out.
pub(super) fn table(maker: Maker<'_>, request: &Request) -> Option<TableView> {
    let rows = maker.of_kind(request.text("rows")?);
    let columns = maker.of_kind(request.text("columns")?);
    let is_column: BTreeSet<PageIx> = columns.iter().copied().collect();
    let graph = &maker.views.derived.graph;
    let mut marks: BTreeMap<(PageIx, PageIx), &str> = BTreeMap::new();
    for &row in rows {
        let stated = graph.from(row).iter().map(|edge| (edge, edge.to));
        let named = graph.into(row).iter().map(|edge| (edge, edge.from));
        for (edge, other) in stated.chain(named).filter(|(edge, _)| edge.relation != MENTIONS) {
            if is_column.contains(&other) {
                marks.entry((row, other)).or_insert(edge.depth.unwrap_or("yes"));
            }
        }
    }
    let is_used = |column: &PageIx| rows.iter().any(|row| marks.contains_key(&(*row, *column)));
    let columns: Vec<PageIx> = columns.iter().copied().filter(is_used).collect();
    if columns.is_empty() {
        return None;
    }
    let cell =
        |row: PageIx, column: PageIx| marks.get(&(row, column)).map(|mark| CellView::state(mark)).unwrap_or_default();
    let views = rows.iter().map(|&row| {
        let cells = columns.iter().map(|&column| cell(row, column)).collect();
        RowView::new(CellView::of(maker.pages(&[row])), cells)
    });
    let legend = MARKS.into_iter().filter(|mark| marks.values().any(|found| found == mark));
    Some(TableView {
        corner: kind_title(maker, request.text("rows")?),
        layout: Layout::Matrix,
        columns: columns
            .iter()
            .map(|&column| ColumnView { order: "state", ..ColumnView::new(CellView::of(maker.pages(&[column]))) })
            .collect(),
        rows: views.collect(),
        legend: legend.collect(),
        ..TableView::default()
    })
}

fn kind_title(maker: Maker<'_>, kind: &str) -> String {
    maker.views.kinds.get(kind).map_or_else(|| kind.to_owned(), |kind| kind.title.clone())
}
