//! Lists of pages: the pages of a kind as rows, with fields of theirs as columns.

use super::columns::{unknown_kind, written};
use super::{Asked, Column, ColumnShape, DataTable, Sort, Support, TableCell, Words};
use crate::data::{Map, Value, duration, duration_seconds, spell_duration};
use crate::derived::Graph;
use crate::diag::{Code, Diagnostic, Noted};
use crate::handbook::PageIx;
use crate::schema::{Field, Kind, Shape};
use crate::text::{Spanned, humanise};

/// The field that every page has, written or not.
const TITLE: &str = "title";

/// The field that is shown where a block names none; its words are in the strings file under its own name.
const TLDR: &str = "tldr";

/// Reads the list that a block describes; `None` where its kind or a column is at fault.
pub(in crate::derived) fn read(asked: Asked<'_>, graph: &Graph<'_>) -> Noted<Option<DataTable>> {
    let mut notes = Vec::new();
    let table = table(asked, graph, &mut notes);
    Noted::new(table, notes)
}

fn table(asked: Asked<'_>, graph: &Graph<'_>, notes: &mut Vec<Diagnostic>) -> Option<DataTable> {
    let name = asked.options.get("kind")?;
    notes.extend(unknown_kind(asked, name.value.text().ok()?, name.range));
    let kind = asked.ground.kinds.get(name.value.text().ok()?)?;
    let listing = Listing { asked, kind };
    let mut shown = vec![Shown::new(kind.field(TITLE)?, Some(&kind.title))];
    match written(asked, notes) {
        None => shown.extend(kind.field(TLDR).map(|field| Shown::new(field, None))),
        Some(columns) => {
            for column in columns {
                let Some(field) = listing.known(&column.field, notes) else { continue };
                if field.name == TITLE {
                    shown[0] = Shown::new(field, column.label.or(Some(&kind.title)));
                } else {
                    shown.push(Shown::new(field, column.label));
                }
            }
        }
    }
    let conditions = listing.conditions(notes);
    let sort = listing.sort(notes);
    let pages = graph.of_kind(&kind.name).iter().copied();
    let pages = pages.filter(|&page| conditions.iter().all(|condition| listing.holds(page, condition)));
    // The field that the rows are sorted by need not be shown.
    let row = |page: PageIx| {
        let cells = shown.iter().map(|column| listing.cell(page, column.field));
        cells.chain(sort.iter().map(|(field, _)| listing.cell(page, field))).collect()
    };
    let mut rows: Vec<Vec<TableCell>> = pages.map(row).collect();
    if let Some((_, is_descending)) = sort {
        Sort { column: shown.len(), is_descending }.apply(asked.ground.handbook, &mut rows, shown.len());
    }
    let columns = shown.into_iter().map(|column| {
        let word = column.field.label.as_deref().or_else(|| (column.field.name == TLDR).then_some(TLDR));
        let word = word.filter(|_| !column.is_named).map(str::to_owned);
        Column { label: column.label, word, shape: shape(&column.field.shape), unit: None }
    });
    Some(DataTable { columns: columns.collect(), rows, source: None })
}

/// A field that is shown.
struct Shown<'a> {
    field: &'a Field,
    label: String,
    /// Whether the label is the writer's own.
    is_named: bool,
}

impl<'a> Shown<'a> {
    fn new(field: &'a Field, label: Option<&str>) -> Self {
        let is_named = label.is_some();
        Self { field, label: label.map_or_else(|| humanise(&field.name), str::to_owned), is_named }
    }
}

/// What a page must say of itself: a field with one of some values.
struct Condition<'a> {
    field: &'a Field,
    values: Vec<&'a Value>,
    /// The pages that the values name.
    pages: Vec<PageIx>,
}

struct Listing<'a> {
    asked: Asked<'a>,
    kind: &'a Kind,
}

impl<'a> Listing<'a> {
    /// The field of a name; one that the kind has not is noted.
    fn known(&self, name: &Spanned<&str>, notes: &mut Vec<Diagnostic>) -> Option<&'a Field> {
        let found = self.kind.field(name.value);
        if found.is_none() {
            let message = format!("a {} has no key `{}`", self.kind.title.to_lowercase(), name.value);
            let note = Diagnostic::new(Code::UnknownKey, self.asked.path(), name.range, message);
            notes.push(note.did_you_mean(name.value, self.kind.fields.iter().map(|field| field.name.as_str())));
        }
        found
    }

    fn conditions(&self, notes: &mut Vec<Diagnostic>) -> Vec<Condition<'a>> {
        let wanted: Option<&'a Map> = self.asked.options.get("where").and_then(|wanted| wanted.value.map().ok());
        let mut conditions = Vec::new();
        for (name, value) in wanted.map(|wanted| wanted.entries.as_slice()).unwrap_or_default() {
            let name = Spanned::new(name.value.as_str(), name.range);
            let Some(field) = self.known(&name, notes) else { continue };
            let values: Vec<&Spanned<Value>> = match &value.value {
                Value::List(values) => values.iter().collect(),
                _ => vec![value],
            };
            let mut pages = Vec::new();
            for value in &values {
                match self.named_page(field, value) {
                    Ok(page) => pages.extend(page),
                    Err(note) => notes.push(note),
                }
            }
            conditions.push(Condition { field, values: values.into_iter().map(|value| &value.value).collect(), pages });
        }
        conditions
    }

    /// The page that a value of a condition names, where its field names pages; or what is wrong with the value.
    fn named_page(&self, field: &Field, value: &Spanned<Value>) -> Result<Option<PageIx>, Diagnostic> {
        let Ok(text) = value.value.text() else { return Ok(None) };
        let path = self.asked.path();
        match &field.shape {
            Shape::Id(of) | Shape::Ids(of) => self
                .asked
                .ground
                .handbook
                .find_at((text, path, value.range), of.as_deref(), self.asked.ground.kinds)
                .map(Some),
            Shape::Choice(choices) if !choices.iter().any(|choice| choice == text) => {
                let message = format!("`{}` cannot be `{text}`", field.name);
                let listed = choices.iter().map(String::as_str).collect::<Vec<_>>().join("`, `");
                let note = Diagnostic::new(Code::WrongValue, path, value.range, message);
                Err(note.help(format!("it is one of `{listed}`")))
            }
            _ => Ok(None),
        }
    }

    fn holds(&self, page: PageIx, condition: &Condition<'_>) -> bool {
        let handbook = self.asked.ground.handbook;
        if condition.field.shape.names_pages() {
            let named = handbook.references(page, &condition.field.name);
            return named.iter().any(|page| condition.pages.contains(page));
        }
        match handbook.page(page).typed.fields.get(&condition.field.name).map(|value| &value.value) {
            None => false,
            Some(Value::List(items)) => items.iter().any(|item| condition.values.contains(&&item.value)),
            Some(value) => condition.values.contains(&value),
        }
    }

    fn sort(&self, notes: &mut Vec<Diagnostic>) -> Option<(&'a Field, bool)> {
        let (name, is_descending) = Sort::written(self.asked)?;
        Some((self.known(&name, notes)?, is_descending))
    }

    fn cell(&self, page: PageIx, field: &Field) -> TableCell {
        let handbook = self.asked.ground.handbook;
        if field.name == TITLE {
            return TableCell::Pages(vec![page]);
        }
        if field.shape.names_pages() {
            let pages = handbook.references(page, &field.name);
            return if pages.is_empty() { TableCell::Empty } else { TableCell::Pages(pages.to_vec()) };
        }
        let typed = &handbook.page(page).typed;
        match typed.fields.get(&field.name) {
            None => TableCell::Empty,
            Some(value) => of_value(&field.shape, &value.value),
        }
    }
}

fn of_value(shape: &Shape, value: &Value) -> TableCell {
    match (shape, value) {
        (_, Value::Null) => TableCell::Empty,
        (_, Value::Boolean(boolean)) => TableCell::Support(if *boolean { Support::Yes } else { Support::No }),
        (Shape::Date, value) => value.date().map_or(TableCell::Empty, TableCell::Date),
        (Shape::Duration, Value::Text(text)) => match (seconds(text), spell_duration(text)) {
            (Some(value), Some(written)) => TableCell::Number { value, written },
            _ => TableCell::Empty,
        },
        (_, Value::Text(text)) => TableCell::Words(vec![Words::Plain(text.to_string())]),
        (_, value) => match super::cells::number(value) {
            Some((value, written)) => TableCell::Number { value, written },
            None => TableCell::Value(value.clone()),
        },
    }
}

/// A length of time, for sorting.
fn seconds(text: &str) -> Option<f64> {
    let (number, unit) = duration(text)?;
    // No length that somebody writes is beyond the whole numbers of a float.
    u32::try_from(duration_seconds(number, unit)).ok().map(f64::from)
}

/// What the cells of a column hold, by its field.
fn shape(shape: &Shape) -> ColumnShape {
    match shape {
        Shape::Integer | Shape::Duration => ColumnShape::Number,
        Shape::Boolean => ColumnShape::Support,
        Shape::Date => ColumnShape::Date,
        Shape::Id(_) | Shape::Ids(_) => ColumnShape::Id,
        _ => ColumnShape::Text,
    }
}
