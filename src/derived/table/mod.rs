//! Tables from data files, from rows in a block, and from pages: columns with types, and cells that are of them.

mod cells;
mod columns;
mod listing;
mod words;

use std::cmp::Ordering;

use super::{Ground, data_file};
use crate::data::{Date, Map, Record, Records, Value, records_of};
use crate::diag::{Code, Diagnostic, Noted};
use crate::handbook::{AssetIx, Handbook, PageIx};
use crate::text::{SourcePath, Spanned, TextRange};

pub use words::Words;

pub(super) use cells::number;
pub(super) use listing::read as read_listing;

/// A table whose rows are the things that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct DataTable {
    /// The columns; the first one heads the rows.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<TableCell>>,
    /// The file that it was made from.
    pub source: Option<AssetIx>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The words above it.
    pub label: String,
    /// The key of other words in the strings file, which say it better where they are there.
    pub word: Option<String>,
    /// What its cells hold.
    pub shape: ColumnShape,
    /// The unit of its numbers.
    pub unit: Option<String>,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnShape {
    /// Words.
    Text,
    /// Whether something is there, and how far.
    Support,
    /// Numbers.
    Number,
    /// Days.
    Date,
    /// Pages.
    Id,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    /// Nothing.
    Empty,
    /// Words with their links.
    Words(Vec<Words>),
    /// Whether something is there.
    Support(Support),
    /// A number.
    Number {
        /// Its value.
        value: f64,
        /// Its digits, as they were written.
        written: String,
    },
    /// A day.
    Date(Date),
    /// Pages.
    Pages(Vec<PageIx>),
    /// Any other value of the front matter.
    Value(Value),
}

/// Whether something is there; the better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Support {
    /// It is.
    Yes,
    /// In part.
    Partial,
    /// It is not.
    No,
}

/// A block that asks for a table: the page that it stands on, its options and its place.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) page: PageIx,
    pub(super) options: &'a Map,
    pub(super) range: TextRange,
}

impl<'a> Asked<'a> {
    /// The file that the block stands in.
    fn path(&self) -> &'a SourcePath {
        &self.ground.handbook.page(self.page).document.path
    }
}

/// Where the cells of a table stand, and what is in them.
struct Rows {
    path: SourcePath,
    records: Records,
    source: Option<AssetIx>,
}

/// Reads the table that a block describes; `None` where nothing can be shown.
pub(super) fn read(asked: Asked<'_>) -> Noted<Option<DataTable>> {
    let mut notes = Vec::new();
    let Some(Rows { path, records, source }) = rows(asked, &mut notes) else { return Noted::new(None, notes) };
    let Some(mut specs) = columns::of_records(asked, &records, &mut notes) else { return Noted::new(None, notes) };
    let shown = specs.len();
    let sort = Sort::written(asked).and_then(|(name, is_descending)| {
        let column = columns::to_sort_by(asked, &name, &mut specs, &records, &mut notes)?;
        Some(Sort { column, is_descending })
    });
    let reader = cells::Reader { ground: asked.ground, path: &path };
    let mut read = |row: &Record| specs.iter().map(|spec| reader.cell(spec, &row.cells[spec.at], &mut notes)).collect();
    let mut rows: Vec<Vec<TableCell>> = records.rows.iter().map(&mut read).collect();
    if let Some(sort) = sort {
        sort.apply(asked.ground.handbook, &mut rows, shown);
    }
    let columns = specs.into_iter().take(shown).map(|spec| spec.column).collect();
    Noted::new(Some(DataTable { columns, rows, source }), notes)
}

fn rows(asked: Asked<'_>, notes: &mut Vec<Diagnostic>) -> Option<Rows> {
    match (asked.options.get("data"), asked.options.get("rows")) {
        (Some(data), None) => {
            let written = Spanned::new(data.value.text().ok()?, data.range);
            let file = data_file::read(asked.ground, asked.page, &written, notes)?;
            Some(Rows { path: file.path, records: file.records, source: Some(file.asset) })
        }
        (None, Some(rows)) => {
            let records = records_of(asked.path(), rows.value.list().ok()?).take(notes);
            Some(Rows { path: asked.path().clone(), records, source: None })
        }
        (Some(_), Some(rows)) => {
            let message = "this table has both `data` and `rows`";
            notes
                .push(Diagnostic::new(Code::WrongValue, asked.path(), rows.range, message).help("keep one of the two"));
            None
        }
        (None, None) => {
            // A value of the wrong type was noted and is not among the options.
            let note = Diagnostic::new(Code::MissingField, asked.path(), asked.range, "this table has no `data`");
            notes.push(note.help("name a file: `data: environments.csv`, or write the `rows` here"));
            None
        }
    }
}

/// What the rows are sorted by.
struct Sort {
    column: usize,
    is_descending: bool,
}

impl Sort {
    /// What the option `sort` names, and whether it goes backwards.
    fn written(asked: Asked<'_>) -> Option<(Spanned<&str>, bool)> {
        let sort = asked.options.get("sort")?;
        let written = sort.value.text().ok()?;
        let (name, is_descending) = written.strip_prefix('-').map_or((written, false), |name| (name, true));
        Some((Spanned::new(name, sort.range), is_descending))
    }

    /// Sorts rows, and cuts off the cells behind those that are `shown`: what rows are sorted by need not be.
    ///
    /// Empty cells come last either way, and equal rows stay in their order.
    fn apply(&self, handbook: &Handbook, rows: &mut [Vec<TableCell>], shown: usize) {
        rows.sort_by(|a, b| {
            let (a, b) = (&a[self.column], &b[self.column]);
            let is_empty = |cell: &TableCell| *cell == TableCell::Empty;
            is_empty(a).cmp(&is_empty(b)).then_with(|| {
                let order = compare(handbook, a, b);
                if self.is_descending { order.reverse() } else { order }
            })
        });
        for row in rows {
            row.truncate(shown);
        }
    }
}

/// The order of two cells of one column.
///
/// A key may hold numbers on some pages and words on others: each form stands by itself, since there is no order of a
/// number and a word.
fn compare(handbook: &Handbook, a: &TableCell, b: &TableCell) -> Ordering {
    match (a, b) {
        (TableCell::Number { value: a, .. }, TableCell::Number { value: b, .. }) => a.total_cmp(b),
        (TableCell::Date(a), TableCell::Date(b)) => a.cmp(b),
        (TableCell::Support(a), TableCell::Support(b)) => a.cmp(b),
        _ => form(a)
            .cmp(&form(b))
            .then_with(|| words::plain(handbook, a).to_lowercase().cmp(&words::plain(handbook, b).to_lowercase())),
    }
}

/// Which cells stand together, by their order.
fn form(cell: &TableCell) -> u8 {
    match cell {
        TableCell::Number { .. } => 0,
        TableCell::Date(_) => 1,
        TableCell::Support(_) => 2,
        TableCell::Empty | TableCell::Words(_) | TableCell::Pages(_) | TableCell::Value(_) => 3,
    }
}
