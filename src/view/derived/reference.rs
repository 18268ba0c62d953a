//! The reference of kinds and views, from the files that describe them.

use super::{CellView, ColumnView, Layout, LineView, Maker, PartView, RowView, TableView};
use crate::derived::{Request, ViewName, own_options};
use crate::schema::{Field, Kind, Need, Section};

/// The fields of a kind, or the options of a view; those of every page are left out, unless they are asked for.
pub(super) fn fields(maker: Maker<'_>, request: &Request) -> Option<TableView> {
    let kinds = maker.views.kinds;
    let fields: Vec<&Field> = match (request.text("kind"), request.text("options")) {
        (Some("page"), _) => kinds.page().fields.iter().collect(),
        (Some(kind), _) => own_fields(kinds.get(kind)?, kinds.page()),
        (None, Some(view)) => own_options(ViewName::named(view)?).collect(),
        (None, None) => return None,
    };
    let mut rows = Vec::new();
    for field in fields {
        push_field(maker, field, "", &mut rows);
    }
    (!rows.is_empty()).then(|| table(maker, "key", rows))
}

/// Every kind; its name leads to the page `kind-<name>`, where the handbook has one.
pub(super) fn kinds(maker: Maker<'_>) -> TableView {
    let column = |key| ColumnView::new(CellView::text(maker.word(key)));
    let rows = maker.views.kinds.iter().map(|kind| {
        let page = maker.views.handbook.find(&format!("kind-{}", kind.name));
        let href = page.map(|page| maker.href(page));
        let part = PartView { text: kind.name.clone(), href, element: Some("code"), ..PartView::default() };
        let head = CellView::of(vec![LineView::of(vec![part])]);
        let wanted = kind.fields.iter().filter(|field| field.need == Need::Always);
        let keys: Vec<String> = wanted.map(|field| format!("`{}`", field.name)).collect();
        RowView::new(head, vec![cell(&kind.description), cell(&keys.join(", "))])
    });
    TableView {
        corner: maker.word("kind").to_owned(),
        layout: Layout::Rows,
        columns: ["what_it_is", "must_have"].into_iter().map(column).collect(),
        rows: rows.collect(),
        ..TableView::default()
    }
}

/// The sections that mean something on pages of a kind; `None` where there are none.
pub(super) fn sections(maker: Maker<'_>, request: &Request) -> Option<TableView> {
    let kind = maker.views.kinds.get(request.text("kind")?)?;
    let rows: Vec<RowView> = kind.sections.iter().map(|section| section_row(maker, section)).collect();
    (!rows.is_empty()).then(|| table(maker, "section", rows))
}

/// The fields that a kind has besides those of every page, and those that it describes anew.
fn own_fields<'a>(kind: &'a Kind, page: &Kind) -> Vec<&'a Field> {
    kind.fields.iter().filter(|field| page.field(&field.name) != Some(field)).collect()
}

fn table(maker: Maker<'_>, corner: &'static str, rows: Vec<RowView>) -> TableView {
    let column = |key| ColumnView::new(CellView::text(maker.word(key)));
    TableView {
        corner: maker.word(corner).to_owned(),
        layout: Layout::Rows,
        columns: ["takes", "required", "about"].into_iter().map(column).collect(),
        rows,
        ..TableView::default()
    }
}

/// A row for a field, and one for each field of the tables that it holds.
fn push_field(maker: Maker<'_>, field: &Field, outer: &str, rows: &mut Vec<RowView>) {
    let name = format!("{outer}{}", field.name);
    let head = cell(&format!("`{name}`"));
    rows.push(RowView::new(head, vec![cell(&field.words()), need(maker, &field.need), cell(&field.about)]));
    for inner in &field.fields {
        push_field(maker, inner, &format!("{name}."), rows);
    }
}

fn section_row(maker: Maker<'_>, section: &Section) -> RowView {
    let mut takes = section.content();
    if !section.aliases.is_empty() {
        takes.push_str(&format!("; {} {}", maker.word("also"), section.aliases.join(", ")));
    }
    let head = cell(&format!("`## {}`", section.name));
    RowView::new(head, vec![cell(&takes), need(maker, &section.need), cell(&section.about)])
}

fn need(maker: Maker<'_>, need: &Need) -> CellView {
    match need {
        Need::Never => CellView::default(),
        Need::Always => CellView::text(maker.word("always")),
        Need::When(condition) => cell(&format!("{} {}", maker.word("when"), condition.words())),
    }
}

/// A cell of words in which back-quotes mark code.
fn cell(words: &str) -> CellView {
    let part = |(place, text): (usize, &str)| PartView {
        text: text.to_owned(),
        element: (place % 2 == 1).then_some("code"),
        ..PartView::default()
    };
    let parts: Vec<PartView> = words.split('`').enumerate().filter(|(_, text)| !text.is_empty()).map(part).collect();
    CellView::of(vec![LineView::of(parts)])
}
