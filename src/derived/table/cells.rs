//! Cells of data files, held to the types of their columns.

use super::columns::Spec;
use super::{ColumnShape, Support, TableCell, words};
use crate::data::Value;
use crate::derived::Ground;
use crate::diag::{Code, Diagnostic};
use crate::text::{SourcePath, Spanned};

pub(super) struct Reader<'a> {
    pub(super) ground: Ground<'a>,
    /// The file that the cells stand in.
    pub(super) path: &'a SourcePath,
}

impl Reader<'_> {
    /// A cell of a column; what is not of the column's type is noted and shown as words.
    pub(super) fn cell(&self, spec: &Spec, cell: &Spanned<Value>, notes: &mut Vec<Diagnostic>) -> TableCell {
        if cell.value == Value::Null {
            return TableCell::Empty;
        }
        let read = match spec.column.shape {
            ColumnShape::Text => self.words(cell, notes),
            ColumnShape::Id => return self.page(spec, cell, notes),
            ColumnShape::Support => {
                support(&cell.value).map(TableCell::Support).ok_or_else(|| expected("`yes`, `no` or `partial`", cell))
            }
            ColumnShape::Number => number(&cell.value)
                .map(|(value, written)| TableCell::Number { value, written })
                .ok_or_else(|| expected("a number", cell)),
            ColumnShape::Date => cell.value.date().map(TableCell::Date),
        };
        read.unwrap_or_else(|fault| {
            let message = format!("`{}`: {fault}", spec.name);
            let note = Diagnostic::new(Code::DataCell, self.path, cell.range, message);
            notes.push(match spec.column.shape {
                ColumnShape::Number => note.help("write digits alone, and the `unit` once for the column"),
                ColumnShape::Text => note,
                _ => note.help("correct it, leave it empty, or give the column another `type`"),
            });
            TableCell::Empty
        })
    }

    fn words(&self, cell: &Spanned<Value>, notes: &mut Vec<Diagnostic>) -> Result<TableCell, String> {
        let text = match &cell.value {
            Value::Text(text) => text.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.clone(),
            Value::Boolean(boolean) => boolean.to_string(),
            _ => return Err(expected("text", cell)),
        };
        let cell = Spanned::new(text.as_str(), cell.range);
        Ok(TableCell::Words(words::read(self.ground, self.path, &cell, notes)))
    }

    fn page(&self, spec: &Spec, cell: &Spanned<Value>, notes: &mut Vec<Diagnostic>) -> TableCell {
        let found = match cell.value.text() {
            Ok(id) => {
                self.ground.handbook.find_at((id.trim(), self.path, cell.range), spec.of.as_deref(), self.ground.kinds)
            }
            Err(fault) => {
                Err(Diagnostic::new(Code::DataCell, self.path, cell.range, format!("`{}`: {fault}", spec.name)))
            }
        };
        match found {
            Ok(page) => TableCell::Pages(vec![page]),
            Err(note) => {
                notes.push(note);
                TableCell::Empty
            }
        }
    }
}

fn expected(what: &str, cell: &Spanned<Value>) -> String {
    match &cell.value {
        Value::Text(text) => format!("expected {what}, found `{text}`"),
        other => format!("expected {what}, found {}", other.noun()),
    }
}

/// Whether something is there.
pub(super) fn support(value: &Value) -> Option<Support> {
    match value {
        Value::Boolean(true) => Some(Support::Yes),
        Value::Boolean(false) => Some(Support::No),
        Value::Text(text) => match text.trim().to_lowercase().as_str() {
            "yes" => Some(Support::Yes),
            "partial" => Some(Support::Partial),
            "no" => Some(Support::No),
            _ => None,
        },
        _ => None,
    }
}

/// A number, and its digits as they were written.
pub(in crate::derived) fn number(value: &Value) -> Option<(f64, String)> {
    let written = match value {
        Value::Integer(number) => number.to_string(),
        Value::Float(text) => text.clone(),
        Value::Text(text) => text.trim().to_owned(),
        _ => return None,
    };
    // Rust reads `inf` and `nan`, which nobody means.
    let is_plain = written.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E'));
    let number = written.parse::<f64>().ok().filter(|number| is_plain && number.is_finite())?;
    Some((number, written))
}
