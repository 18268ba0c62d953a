//! Whom a hiring guide looks for.

use super::{CellView, ColumnView, Layout, LineView, Maker, RowView, TableView};
use crate::data::Map;
use crate::handbook::PageIx;

/// A row for each profile of a hiring guide; `None` where it has none.
pub(super) fn table(maker: Maker<'_>, subject: PageIx) -> Option<TableView> {
    let profiles = maker.handbook_page(subject).typed.fields.get("profiles")?.value.list().ok()?;
    let rows = profiles.iter().filter_map(|profile| row(maker, profile.value.map().ok()?));
    let rows: Vec<RowView> = rows.collect();
    let column = |key| ColumnView::new(CellView::text(maker.word(key)));
    (!rows.is_empty()).then(|| TableView {
        corner: maker.word("profile").to_owned(),
        layout: Layout::Rows,
        columns: ["skills", "signal", "tools"].into_iter().map(column).collect(),
        rows,
        ..TableView::default()
    })
}

fn row(maker: Maker<'_>, profile: &Map) -> Option<RowView> {
    let texts = |key: &str| {
        let items = profile.get(key).and_then(|value| value.value.list().ok()).unwrap_or_default();
        items.iter().filter_map(|item| item.value.text().ok())
    };
    let tools: Vec<PageIx> = texts("tools").filter_map(|id| maker.views.handbook.find(id)).collect();
    let signal = profile.get("signal").and_then(|signal| signal.value.text().ok()).unwrap_or_default();
    let cells = vec![
        CellView::of(texts("skills").map(LineView::text).collect()),
        CellView::text(signal),
        CellView::of(maker.pages(&tools)),
    ];
    Some(RowView::new(CellView::text(profile.get("name")?.value.text().ok()?), cells))
}
