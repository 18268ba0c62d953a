//! Rows and columns from data files: CSV, or a list of tables in TOML, YAML and JSON.

use std::collections::BTreeMap;

use super::{Format, Map, SyntaxFault, Value, csv, json, yaml};
use crate::diag::{Code, Diagnostic, Noted};
use crate::text::{SourcePath, Spanned, TextRange};

/// Rows with named cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// The names of the columns, each with the place where it stands first.
    pub columns: Vec<Spanned<String>>,
    /// The rows.
    pub rows: Vec<Record>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its place.
    pub range: TextRange,
    /// Its cells, as many as there are columns; one without anything in it is [`Value::Null`].
    pub cells: Vec<Spanned<Value>>,
}

impl Records {
    /// The place of a column among the columns.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.value == name)
    }
}

/// Reads a data file, whose name says what it is written in; `None` where its text cannot be read.
pub fn read_records(path: &SourcePath, text: &str) -> Noted<Option<Records>> {
    if text.trim().is_empty() {
        let note = Diagnostic::new(Code::DataSyntax, path, TextRange::default(), "this file is empty");
        return Noted::new(None, vec![note.help("begin with a line that names the columns")]);
    }
    let whole = match path.extension().as_str() {
        "csv" => return of_lines(path, csv::read(text, csv::separator(text))),
        "tsv" => return of_lines(path, csv::read(text, '\t')),
        "toml" => match super::read(text, Format::Toml) {
            (map, faults) if faults.is_empty() => Ok(Spanned::new(Value::Map(map), TextRange::default())),
            (_, faults) => Err(faults),
        },
        "json" => json::check(text).and_then(|()| yaml::read_any(text)).map_err(|fault| vec![fault]),
        _ => yaml::read_any(text).map_err(|fault| vec![fault]),
    };
    match whole {
        Ok(mut whole) => {
            super::clean(&mut whole.value);
            of_whole(path, &whole)
        }
        Err(faults) => Noted::new(None, faults.into_iter().map(|fault| syntax_note(path, fault)).collect()),
    }
}

/// The first line names the columns. A column or row that is at fault is noted and left out.
fn of_lines(path: &SourcePath, csv::Lines { lines, faults }: csv::Lines) -> Noted<Option<Records>> {
    let mut notes: Vec<Diagnostic> = faults.into_iter().map(|fault| syntax_note(path, fault)).collect();
    let mut lines = lines.into_iter();
    let Some(header) = lines.next().filter(|_| notes.is_empty()) else { return Noted::new(None, notes) };
    let width = header.len();
    let kept = columns(path, &header, &mut notes);
    let row = |line: Vec<Spanned<String>>| {
        if line.len() != width {
            notes.push(width_note(path, &line, width));
            return None;
        }
        let range = TextRange { start: line[0].range.start, end: line[width - 1].range.end };
        let cells = line.into_iter().zip(&kept).filter(|(_, is_kept)| **is_kept).map(|(cell, _)| value_of(cell));
        Some(Record { range, cells: cells.collect() })
    };
    let rows = lines.filter_map(row).collect();
    let columns = header.into_iter().zip(&kept).filter(|(_, is_kept)| **is_kept).map(|(column, _)| column);
    Noted::new(Some(Records { columns: columns.collect(), rows }), notes)
}

/// Which columns have a name of their own.
fn columns(path: &SourcePath, header: &[Spanned<String>], notes: &mut Vec<Diagnostic>) -> Vec<bool> {
    let mut seen: BTreeMap<&str, TextRange> = BTreeMap::new();
    let mut kept = Vec::new();
    for column in header {
        let name = column.value.as_str();
        let first = seen.get(name).copied();
        seen.entry(name).or_insert(column.range);
        kept.push(!name.is_empty() && first.is_none());
        if name.is_empty() {
            let note = Diagnostic::new(Code::DataHeader, path, column.range, "this column has no name");
            notes.push(note.help("the first line names every column"));
        } else if let Some(first) = first {
            let message = format!("the column `{name}` stands here a second time");
            let note = Diagnostic::new(Code::DataHeader, path, column.range, message);
            notes.push(note.related(path, first, "the first one").help("give one of them another name"));
        }
    }
    kept
}

/// Points at the first cell that is too many, or at the end of a line with too few.
fn width_note(path: &SourcePath, line: &[Spanned<String>], width: usize) -> Diagnostic {
    let found = line.len();
    let s = if found == 1 { "" } else { "s" };
    let range = match line.get(width) {
        Some(first) => first.range,
        None => TextRange::at(line[found - 1].range.bytes().end),
    };
    let message = format!("this row has {found} cell{s}, the header has {width}");
    let note = Diagnostic::new(Code::DataRow, path, range, message);
    note.help("add or remove a cell; one with a separator in it stands in double quotes")
}

fn value_of(cell: Spanned<String>) -> Spanned<Value> {
    let mut value = if cell.value.trim().is_empty() { Value::Null } else { Value::Text(cell.value.into()) };
    super::clean(&mut value);
    Spanned::new(value, cell.range)
}

fn syntax_note(path: &SourcePath, fault: SyntaxFault) -> Diagnostic {
    let note = Diagnostic::new(Code::DataSyntax, path, fault.range, fault.message);
    match path.extension().as_str() {
        "csv" | "tsv" => note.help("a cell in quotes ends with its quote; within it, a quote is written twice: `\"\"`"),
        _ => note,
    }
}

/// A list of tables, or a table whose one entry is such a list, as TOML needs it.
fn of_whole(path: &SourcePath, whole: &Spanned<Value>) -> Noted<Option<Records>> {
    let list = match &whole.value {
        Value::List(items) => Some(items),
        Value::Map(map) => match map.entries.as_slice() {
            [(_, Spanned { value: Value::List(items), .. })] => Some(items),
            _ => None,
        },
        _ => None,
    };
    let Some(items) = list else {
        let note = Diagnostic::new(Code::DataSyntax, path, whole.range, "this file holds no list of tables");
        return Noted::new(
            None,
            vec![note.help("it is a list with an entry for each row, by itself or below one key")],
        );
    };
    records_of(path, items).map(Some)
}

/// The rows of a list of tables, which stands in the file `path`: every key is a column.
pub fn records_of(path: &SourcePath, items: &[Spanned<Value>]) -> Noted<Records> {
    let mut notes = Vec::new();
    let mut maps: Vec<(&Map, TextRange)> = Vec::new();
    for item in items {
        match item.value.map() {
            Ok(map) => maps.push((map, item.range)),
            Err(fault) => {
                let note = Diagnostic::new(Code::DataRow, path, item.range, fault);
                notes.push(note.help("write a row as `{ name: value }`"));
            }
        }
    }
    let mut columns: Vec<Spanned<String>> = Vec::new();
    for (key, _) in maps.iter().flat_map(|(map, _)| &map.entries) {
        if !columns.iter().any(|column| column.value == key.value) {
            columns.push(Spanned::new(key.value.to_string(), key.range));
        }
    }
    let row = |(map, range): (&Map, TextRange)| {
        let cell = |column: &Spanned<String>| {
            map.get(&column.value).cloned().unwrap_or_else(|| Spanned::new(Value::Null, range))
        };
        Record { range, cells: columns.iter().map(cell).collect() }
    };
    let rows = maps.into_iter().map(row).collect();
    Noted::new(Records { columns, rows }, notes)
}
