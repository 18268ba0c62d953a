//! A comparison as a table: its members are the columns.

use super::{CellView, ColumnView, Layout, LineView, Maker, PartView, RowView, TableView};
use crate::derived::{Cell, Comparison, Nearest, Row};

pub(super) fn table(maker: Maker<'_>, comparison: &Comparison<'_>) -> TableView {
    let columns = comparison.members.iter().map(|&member| {
        let head = CellView::of(maker.pages(&[member]));
        ColumnView { is_baseline: comparison.baseline == Some(member), ..ColumnView::new(head) }
    });
    let rows = comparison.rows.iter().map(|row| self::row(maker, row));
    TableView {
        corner: maker.word("criterion").to_owned(),
        layout: Layout::Columns,
        columns: columns.collect(),
        rows: rows.collect(),
        ..TableView::default()
    }
}

fn row(maker: Maker<'_>, row: &Row<'_>) -> RowView {
    let cells = row.cells.iter().map(|cell| self::cell(maker, cell)).collect();
    RowView::new(CellView::text(&row.label), cells)
}

fn cell(maker: Maker<'_>, cell: &Cell<'_>) -> CellView {
    match cell {
        Cell::Empty => CellView::default(),
        Cell::Text(text) => CellView::text(text),
        Cell::Status(status) => CellView::state(status),
        Cell::Value(value) => CellView::value(value),
        Cell::Passages(passages) => CellView::of(passages.iter().map(|passage| maker.passage(passage)).collect()),
        Cell::Pages(pages) => CellView::of(maker.pages(pages)),
        Cell::Groups(groups) => {
            let line = |(group, pages): &(Option<_>, Vec<_>)| LineView {
                label: group.map(|group| maker.link(group)),
                parts: maker.in_line(pages),
            };
            CellView::of(groups.iter().map(line).collect())
        }
        Cell::Overlap(None) => CellView::text(maker.word("baseline")),
        Cell::Overlap(Some(nearest)) => overlap(maker, nearest),
    }
}

/// "5 shared: CI/CD, automation …": a number alone helps nobody.
fn overlap(maker: Maker<'_>, nearest: &Nearest) -> CellView {
    let count = nearest.shared.len();
    if count == 0 {
        return CellView::text(maker.word("nothing_shared"));
    }
    let words = format!("{count} {}: ", maker.word("shared"));
    let mut parts = vec![PartView { text: words, ..PartView::default() }];
    parts.extend(maker.in_line(&nearest.shared));
    CellView { sort: Some(count.to_string()), ..CellView::of(vec![LineView::of(parts)]) }
}
