//! Which columns a table has, and what their cells hold.

use std::sync::OnceLock;

use super::{Asked, Column, ColumnShape, cells};
use crate::data::{Map, Record, Records, Value};
use crate::diag::{Code, Diagnostic};
use crate::schema::{self, Kind};
use crate::text::{Spanned, TextRange, humanise};

/// A column, and where its cells come from.
pub(super) struct Spec {
    /// Its place among the columns of the data.
    pub(super) at: usize,
    /// Its name in the data.
    pub(super) name: String,
    /// The kind of the pages that it names.
    pub(super) of: Option<String>,
    pub(super) column: Column,
}

/// A column as a block describes it.
pub(super) struct Written<'a> {
    pub(super) field: Spanned<&'a str>,
    pub(super) label: Option<&'a str>,
    pub(super) options: Map,
}

/// What can be said of a column.
fn description() -> &'static Kind {
    static KIND: OnceLock<Kind> = OnceLock::new();
    KIND.get_or_init(|| {
        schema::standalone(include_str!("../parts/column.toml")).expect("the file is read by every table's test")
    })
}

/// The columns that a block lists; `None` where it lists none.
pub(super) fn written<'a>(asked: Asked<'a>, notes: &mut Vec<Diagnostic>) -> Option<Vec<Written<'a>>> {
    let entries = asked.options.get("columns")?.value.list().ok()?;
    let read = |entry: &'a Spanned<Value>| match &entry.value {
        Value::Map(map) => {
            let options = schema::validate_options(description(), map, (asked.path(), entry.range), asked.ground.today);
            let options = options.take(notes);
            let text = |key| map.get(key).and_then(|value| Some(Spanned::new(value.value.text().ok()?, value.range)));
            Some(Written { field: text("field")?, label: text("label").map(|label| label.value), options })
        }
        value => match value.text() {
            Ok(name) => Some(Written { field: Spanned::new(name, entry.range), label: None, options: Map::default() }),
            Err(fault) => {
                let note = Diagnostic::new(Code::WrongValue, asked.path(), entry.range, format!("`columns`: {fault}"));
                notes.push(note.help("write a name, or `{ field: name, label: Name }`"));
                None
            }
        },
    };
    Some(entries.iter().filter_map(read).collect())
}

/// The columns of a table of records; `None` where there is none.
pub(super) fn of_records(asked: Asked<'_>, records: &Records, notes: &mut Vec<Diagnostic>) -> Option<Vec<Spec>> {
    let Some(written) = written(asked, notes) else {
        let all = records.columns.iter().enumerate();
        let specs: Vec<Spec> = all.map(|(at, column)| spec(at, &column.value, None, records)).collect();
        return (!specs.is_empty()).then_some(specs);
    };
    let mut specs = Vec::new();
    for column in written {
        let Some(at) = records.column(column.field.value) else {
            notes.push(unknown(asked, &column.field, records));
            continue;
        };
        note_unknown_kind(asked, &column, notes);
        specs.push(spec(at, column.field.value, Some(&column), records));
    }
    (!specs.is_empty()).then_some(specs)
}

fn spec(at: usize, name: &str, written: Option<&Written<'_>>, records: &Records) -> Spec {
    let text = |key: &str| {
        let value = written.and_then(|written| written.options.get(key))?;
        value.value.text().ok().map(str::to_owned)
    };
    let shape = match text("type").as_deref() {
        Some("text") => ColumnShape::Text,
        Some("support") => ColumnShape::Support,
        Some("number") => ColumnShape::Number,
        Some("date") => ColumnShape::Date,
        Some(_) => ColumnShape::Id,
        // A type that there is not was noted: its cells are no second fault.
        None if written.is_some_and(|written| written.options.get("of").is_some()) => ColumnShape::Id,
        None => guessed(at, &records.rows),
    };
    let label = text("label").unwrap_or_else(|| humanise(name));
    let column = Column { label, word: None, shape, unit: text("unit") };
    Spec { at, name: name.to_owned(), of: text("of"), column }
}

/// What all cells of a column look like, the empty ones aside.
fn guessed(at: usize, rows: &[Record]) -> ColumnShape {
    let values: Vec<&Value> =
        rows.iter().map(|row| &row.cells[at].value).filter(|value| **value != Value::Null).collect();
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    if all(|value| cells::support(value).is_some()) {
        ColumnShape::Support
    } else if all(|value| cells::number(value).is_some()) {
        ColumnShape::Number
    } else if all(|value| value.date().is_ok()) {
        ColumnShape::Date
    } else {
        ColumnShape::Text
    }
}

fn note_unknown_kind(asked: Asked<'_>, column: &Written<'_>, notes: &mut Vec<Diagnostic>) {
    let Some((Ok(of), range)) = column.options.get("of").map(|of| (of.value.text(), of.range)) else { return };
    notes.extend(unknown_kind(asked, of, range));
}

/// What is wrong where a block names a kind that there is not.
pub(super) fn unknown_kind(asked: Asked<'_>, name: &str, range: TextRange) -> Option<Diagnostic> {
    let kinds = asked.ground.kinds;
    if kinds.get(name).is_some() {
        return None;
    }
    let note = Diagnostic::new(Code::UnknownKind, asked.path(), range, format!("there is no kind `{name}`"));
    Some(note.did_you_mean(name, kinds.iter().map(|kind| kind.name.as_str())))
}

/// The place of the column to sort by among `specs`, behind which it is put where it is not among them.
pub(super) fn to_sort_by(
    asked: Asked<'_>,
    name: &Spanned<&str>,
    specs: &mut Vec<Spec>,
    records: &Records,
    notes: &mut Vec<Diagnostic>,
) -> Option<usize> {
    if let Some(shown) = specs.iter().position(|spec| spec.name == name.value) {
        return Some(shown);
    }
    let Some(at) = records.column(name.value) else {
        notes.push(unknown(asked, name, records));
        return None;
    };
    specs.push(spec(at, name.value, None, records));
    Some(specs.len() - 1)
}

/// A column that the data has not.
fn unknown(asked: Asked<'_>, wanted: &Spanned<&str>, records: &Records) -> Diagnostic {
    let known = || records.columns.iter().map(|column| column.value.as_str());
    let message = format!("there is no column `{}`", wanted.value);
    let note = Diagnostic::new(Code::UnknownColumn, asked.path(), wanted.range, message);
    let listed = known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    note.help(format!("the columns are {listed}")).did_you_mean(wanted.value, known())
}
