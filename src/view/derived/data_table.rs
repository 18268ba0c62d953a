//! Tables from data files and lists of pages.

use super::{CellView, ColumnView, Layout, LineView, Maker, PartView, RowView, TableView};
use crate::derived::{Column, ColumnShape, DataTable, Support, TableCell, Words};
use crate::text::{encode_path, relative_href};

/// What a cell can say of support, the better first.
const SUPPORT: [(Support, &str); 3] = [(Support::Yes, "yes"), (Support::Partial, "partial"), (Support::No, "no")];

/// The table; `None` of one without columns.
pub(super) fn table(maker: Maker<'_>, table: &DataTable) -> Option<TableView> {
    let (head, columns) = table.columns.split_first()?;
    let rows = table.rows.iter().filter_map(|cells| {
        let (head, cells) = cells.split_first()?;
        let head = match head {
            TableCell::Empty => CellView::text(maker.word("nothing")),
            head => cell(maker, head),
        };
        let cells = cells.iter().map(|cell| self::cell(maker, cell)).collect();
        // Cells side by side are of different things: that two are equal says nothing.
        Some(RowView { is_same: false, ..RowView::new(head, cells) })
    });
    let cells = || table.rows.iter().flatten();
    let legend = SUPPORT.iter().filter(|(support, _)| cells().any(|cell| *cell == TableCell::Support(*support)));
    let columns = columns.iter().map(|column| ColumnView {
        order: order(column.shape),
        ..ColumnView::new(CellView::text(&self::head(maker, column)))
    });
    Some(TableView {
        corner: self::head(maker, head),
        layout: Layout::Rows,
        columns: columns.collect(),
        rows: rows.collect(),
        legend: legend.map(|(_, mark)| *mark).collect(),
        more: 0,
        source: table.source.map(|asset| relative_href(maker.from, &maker.views.handbook.asset(asset).url)),
    })
}

/// The words above a column, the unit in brackets: so a cell holds nothing but its number.
fn head(maker: Maker<'_>, column: &Column) -> String {
    let word = column.word.as_deref().and_then(|word| maker.views.strings.find(word));
    let label = word.unwrap_or(&column.label);
    match &column.unit {
        Some(unit) => format!("{label} ({unit})"),
        None => label.to_owned(),
    }
}

fn order(shape: ColumnShape) -> &'static str {
    match shape {
        ColumnShape::Text | ColumnShape::Id => "text",
        ColumnShape::Support => "state",
        ColumnShape::Number => "number",
        ColumnShape::Date => "date",
    }
}

fn cell(maker: Maker<'_>, cell: &TableCell) -> CellView {
    let sorted = |sort: String, cell: CellView| CellView { sort: Some(sort), ..cell };
    match cell {
        TableCell::Empty => CellView::default(),
        TableCell::Words(words) => {
            let parts = words.iter().map(|words| part(maker, words)).collect();
            CellView::of(vec![LineView::of(parts)])
        }
        TableCell::Support(support) => {
            let rank = SUPPORT.iter().position(|(other, _)| other == support).unwrap_or_default();
            sorted(rank.to_string(), CellView::state(SUPPORT[rank].1))
        }
        TableCell::Number { value, written } => sorted(value.to_string(), CellView::text(written)),
        TableCell::Date(date) => sorted(date.to_string(), CellView::text(&date.to_string())),
        TableCell::Pages(pages) => CellView::of(maker.pages(pages)),
        TableCell::Value(value) => CellView::value(value),
    }
}

fn part(maker: Maker<'_>, words: &Words) -> PartView {
    match words {
        Words::Plain(text) => PartView { text: text.clone(), ..PartView::default() },
        Words::Code(text) => PartView { text: text.clone(), element: Some("code"), ..PartView::default() },
        Words::External(address) => {
            PartView { text: address.clone(), href: Some(address.clone()), ..PartView::default() }
        }
        Words::Page { page, fragment, words } => {
            let link = maker.link(*page);
            let fragment = fragment.as_ref().map(|fragment| format!("#{}", encode_path(fragment)));
            PartView {
                href: link.href.map(|href| href + fragment.as_deref().unwrap_or_default()),
                text: words.clone().unwrap_or(link.text),
                ..link
            }
        }
    }
}
