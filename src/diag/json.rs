//! Diagnostics for machines: one JSON object with all of them and the totals.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{Diagnostic, Severity};
use crate::text::LineIndex;

#[derive(Default, Serialize)]
struct Report<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    diagnostics: Vec<Entry<'a>>,
    totals: Totals,
    #[serde(skip_serializing_if = "Option::is_none")]
    timings: Option<Value>,
}

/// What a report says besides diagnostics.
#[derive(Debug, Default)]
pub struct About {
    /// The number of pages read.
    pub pages: usize,
    /// What the parts of the build took, where that was asked for.
    pub timings: Option<Value>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    path: String,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    path: String,
    line: usize,
    column: usize,
}

#[derive(Default, Serialize)]
struct Totals {
    errors: usize,
    warnings: usize,
    infos: usize,
    pages: usize,
}

/// The report as pretty JSON without a final line end.
///
/// `text` gives the text of a file, `shown` its path as the user sees it.
///
/// # Panics
///
/// Never: texts and numbers always serialise.
pub fn render<'t>(
    diagnostics: &[Diagnostic],
    text: impl Fn(&str) -> Option<&'t str>,
    shown: impl Fn(&str) -> String,
    about: About,
) -> String {
    let paths =
        diagnostics.iter().flat_map(|fault| std::iter::once(&fault.at).chain(fault.related.iter().map(|(at, _)| at)));
    let paths: BTreeSet<&str> = paths.map(|at| at.path.as_str()).collect();
    let indexes: BTreeMap<&str, LineIndex<'_>> =
        paths.into_iter().map(|path| (path, LineIndex::new(text(path).unwrap_or_default()))).collect();
    let place = |location: &super::Location| {
        let position = indexes[location.path.as_str()].position(location.range.start);
        (shown(location.path.as_str()), position.line, position.column)
    };
    let entries = diagnostics.iter().map(|diagnostic| {
        let (path, line, column) = place(&diagnostic.at);
        let related = diagnostic.related.iter().map(|(location, message)| {
            let (path, line, column) = place(location);
            Related { message, path, line, column }
        });
        Entry {
            code: diagnostic.code.info().name,
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            path,
            line,
            column,
            help: diagnostic.help.as_deref(),
            related: related.collect(),
        }
    });
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let totals = Totals {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
        pages: about.pages,
    };
    let report = Report { error: None, diagnostics: entries.collect(), totals, timings: about.timings };
    pretty(&report)
}

/// The report of a run that found nothing, since it could not be done.
pub fn failure(message: &str) -> String {
    pretty(&Report { error: Some(message), ..Report::default() })
}

fn pretty(report: &Report<'_>) -> String {
    serde_json::to_string_pretty(report).expect("strings and numbers always serialise")
}
