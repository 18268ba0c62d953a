//! The values of metrics over time, from a data file with a row for each: `metric,date,value`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amount, Measurement, Metric};
use crate::data::{Date, Record, Value};
use crate::derived::data_file::DataFile;
use crate::derived::table::number;
use crate::diag::{Code, Diagnostic};
use crate::text::{Spanned, TextRange};

/// The columns that the file must have.
const COLUMNS: [&str; 3] = ["metric", "date", "value"];

/// Gives each metric its values, which lie not behind today; what is wrong in the file is noted there.
///
/// A name that no metric has is a fault only where the metrics are whole.
pub(super) fn fill<'m, 'a: 'm>(
    (today, is_whole): (Date, bool),
    file: &DataFile,
    metrics: impl Iterator<Item = &'m mut Metric<'a>>,
    notes: &mut Vec<Diagnostic>,
) {
    let Some(columns) = columns(file, notes) else { return };
    let mut metrics: BTreeMap<&str, &mut Metric<'a>> = metrics.map(|metric| (metric.id.value, metric)).collect();
    let mut reader = Reader { file, today, columns, seen: BTreeMap::new(), notes };
    let mut unknown = BTreeSet::new();
    for record in &file.records.rows {
        let Some(name) = reader.metric(record) else { continue };
        let measurement = reader.measurement(record, name.value);
        if let Some(metric) = metrics.get_mut(name.value) {
            metric.series.extend(measurement);
        } else if is_whole && unknown.insert(name.value) {
            // A name that is wrong stands in every row of its metric.
            let message = format!("the scorecard has no metric `{}`", name.value);
            let note = Diagnostic::new(Code::UnknownMetric, &file.path, name.range, message);
            let note = note.help("add it to the page's `groups`, or remove its rows");
            reader.notes.push(note.did_you_mean(name.value, metrics.keys().copied()));
        }
    }
    for metric in metrics.into_values() {
        metric.series.sort_by_key(|measurement| measurement.date);
    }
}

/// The places of the three columns; `None` where one is missing.
fn columns(file: &DataFile, notes: &mut Vec<Diagnostic>) -> Option<[usize; 3]> {
    let found = COLUMNS.map(|name| file.records.column(name));
    let range = file.records.columns.first().map_or(TextRange::default(), |column| column.range);
    for (name, _) in COLUMNS.into_iter().zip(found).filter(|(_, found)| found.is_none()) {
        let known = file.records.columns.iter().map(|column| column.value.as_str());
        let near = crate::diag::nearest(name, known.filter(|known| !COLUMNS.contains(known)));
        let help = near.map_or_else(
            || "a scorecard reads the columns `metric`, `date` and `value`".to_owned(),
            |near| format!("rename `{near}`"),
        );
        let place = file.records.columns.iter().find(|column| Some(column.value.as_str()) == near);
        let range = place.map_or(range, |column| column.range);
        let message = format!("this file has no column `{name}`");
        notes.push(Diagnostic::new(Code::DataHeader, &file.path, range, message).help(help));
    }
    match found {
        [Some(metric), Some(date), Some(value)] => Some([metric, date, value]),
        _ => None,
    }
}

struct Reader<'f, 'n> {
    file: &'f DataFile,
    today: Date,
    columns: [usize; 3],
    /// Where each metric has its value of a day.
    seen: BTreeMap<(&'f str, Date), TextRange>,
    notes: &'n mut Vec<Diagnostic>,
}

impl<'f> Reader<'f, '_> {
    fn note(&mut self, code: Code, range: TextRange, message: String) -> &mut Diagnostic {
        self.notes.push(Diagnostic::new(code, &self.file.path, range, message));
        self.notes.last_mut().expect("it was pushed above")
    }

    fn metric(&mut self, record: &'f Record) -> Option<Spanned<&'f str>> {
        let cell = &record.cells[self.columns[0]];
        match cell.value.text() {
            Ok(name) => Some(Spanned::new(name.trim(), cell.range)),
            Err(fault) => {
                self.note(Code::DataCell, cell.range, format!("`metric`: {fault}")).help =
                    Some("name the metric by its `id`".to_owned());
                None
            }
        }
    }

    /// The value of a row; an empty one is a gap.
    fn measurement(&mut self, record: &'f Record, metric: &'f str) -> Option<Measurement> {
        let [_, date, value] = self.columns.map(|column| &record.cells[column]);
        let date = self.date(date, metric);
        if value.value == Value::Null {
            return None;
        }
        let Some((number, written)) = number(&value.value) else {
            let found = value.value.text().map_or_else(|_| value.value.noun().to_owned(), |text| format!("`{text}`"));
            self.note(Code::DataCell, value.range, format!("`value`: expected a number, found {found}")).help =
                Some("write digits alone: the unit stands on the page".to_owned());
            return None;
        };
        Some(Measurement { date: date?, amount: Amount { value: number, written } })
    }

    fn date(&mut self, cell: &Spanned<Value>, metric: &'f str) -> Option<Date> {
        let date = match cell.value.date() {
            Ok(date) => date,
            Err(fault) => {
                self.note(Code::DataCell, cell.range, format!("`date`: {fault}"));
                return None;
            }
        };
        if date > self.today {
            let message = format!("`date` is {date}, which is after today, {}", self.today);
            self.note(Code::ImpossibleDate, cell.range, message).help =
                Some("give the day that the value is of".to_owned());
            return None;
        }
        if let Some(&first) = self.seen.get(&(metric, date)) {
            let path = &self.file.path;
            let message = format!("`{metric}` has a value of {date} already");
            let note = Diagnostic::new(Code::DataRow, path, cell.range, message).related(path, first, "the first one");
            self.notes.push(note.help("remove one of the two rows"));
            return None;
        }
        self.seen.insert((metric, date), cell.range);
        Some(date)
    }
}
