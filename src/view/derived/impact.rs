//! What still names a page that is, or will be, gone.

use super::{CellView, ColumnView, Layout, LineView, Maker, PartView, RowView, TableView};
use crate::derived::MENTIONS;
use crate::handbook::PageIx;

/// The statuses that call for a change wherever the page is used.
const LEAVING: [&str; 3] = ["hold", "deprecated", "retired"];

/// A row for each page that is on hold, deprecated or retired; `None` where there is none.
pub(super) fn table(maker: Maker<'_>) -> Option<TableView> {
    let handbook = maker.views.handbook;
    let status = |ix: PageIx| handbook.page(ix).typed.text("status").filter(|status| LEAVING.contains(status));
    let mut leaving: Vec<(PageIx, &str)> =
        handbook.pages.each().filter_map(|(ix, _)| Some((ix, status(ix)?))).collect();
    leaving.sort_by_key(|(ix, status)| (LEAVING.iter().rev().position(|other| other == status), *ix));
    let rows: Vec<RowView> = leaving.into_iter().map(|(ix, status)| row(maker, ix, status)).collect();
    let column = |key| ColumnView::new(CellView::text(maker.word(key)));
    (!rows.is_empty()).then(|| TableView {
        corner: maker.word("page").to_owned(),
        layout: Layout::Rows,
        columns: ["status", "since", "replaced_by", "named_by", "mentioned_by"].into_iter().map(column).collect(),
        rows,
        ..TableView::default()
    })
}

fn row(maker: Maker<'_>, ix: PageIx, status: &str) -> RowView {
    let page = maker.handbook_page(ix);
    let graph = &maker.views.derived.graph;
    let since = page.typed.fields.get("retired").map(|date| CellView::value(&date.value)).unwrap_or_default();
    let replacement = maker.views.handbook.references(ix, "replaced_by");
    let sources = |is_mention: bool| {
        let edges = graph.into(ix).iter().filter(|edge| (edge.relation == MENTIONS) == is_mention);
        let mut pages: Vec<PageIx> = edges.map(|edge| edge.from).collect();
        pages.dedup();
        pages
    };
    let named = sources(false);
    let mentioned: Vec<PageIx> = sources(true).into_iter().filter(|page| !named.contains(page)).collect();
    let cells = vec![
        CellView::state(status),
        since,
        CellView::of(maker.pages(replacement)),
        CellView::of(maker.pages(&named)),
        CellView::of(maker.pages(&mentioned)),
    ];
    let head = PartView { status: None, ..maker.link(ix) };
    RowView::new(CellView::of(vec![LineView::of(vec![head])]), cells)
}
