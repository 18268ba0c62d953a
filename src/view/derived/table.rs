//! Tables: one form for comparisons, matrices, data and everything else that has rows and columns.

use schemars::JsonSchema;
use serde::Serialize;

use super::CellView;

/// Rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct TableView {
    /// What stands above the row heads.
    pub corner: String,
    /// Whether the things that the table is about are its rows or its columns.
    pub layout: Layout,
    /// The columns behind that of the row heads.
    pub columns: Vec<ColumnView>,
    /// The rows.
    pub rows: Vec<RowView>,
    /// How many more rows there are that are not shown.
    pub more: usize,
    /// The marks that its cells show, in the order of the legend: keys of the strings file.
    pub legend: Vec<&'static str>,
    /// The file that the table was made from, for readers who want the data.
    pub source: Option<String>,
}

/// Which way the things lie that a table is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// A thing is a row: a list with details.
    #[default]
    Rows,
    /// A thing is a column: a comparison.
    Columns,
    /// Each cell says how a row and a column relate.
    Matrix,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct ColumnView {
    /// Its head.
    pub head: CellView,
    /// Its head as plain words, for cards and exports.
    pub label: String,
    /// How it is sorted: `text`, `number`, `date` or `state`.
    pub order: &'static str,
    /// Whether the others are measured against it.
    pub is_baseline: bool,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct RowView {
    /// Its id, where links lead to it.
    pub id: Option<String>,
    /// Its head.
    pub head: CellView,
    /// Its head as plain words.
    pub label: String,
    /// Its cells, in the order of the columns.
    pub cells: Vec<CellView>,
    /// Whether all its cells say the same.
    pub is_same: bool,
}

impl ColumnView {
    /// A column of words.
    pub fn new(head: CellView) -> Self {
        Self { label: head.words(), head, order: "text", is_baseline: false }
    }
}

impl RowView {
    /// A row with its head.
    pub fn new(head: CellView, cells: Vec<CellView>) -> Self {
        let is_same = cells.windows(2).all(|pair| pair[0] == pair[1]);
        Self { id: None, label: head.words(), head, cells, is_same }
    }
}

impl CellView {
    /// What the cell says, in plain words.
    pub fn words(&self) -> String {
        let line = |line: &super::LineView| line.parts.iter().map(|part| part.text.as_str()).collect::<String>();
        self.lines.iter().map(line).collect::<Vec<_>>().join(", ")
    }
}
