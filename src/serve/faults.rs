//! What is wrong in the handbook, for the browser: the diagnostics of the terminal as JSON, with excerpts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::Editor;
use crate::config::Project;
use crate::diag::{Diagnostic, Location, Noted};
use crate::source::Sources;
use crate::text::LineIndex;

/// The most faults that are shown; the total is always said.
const SHOWN: usize = 200;

/// The longest line of an excerpt, in bytes; a longer one explains nothing.
const LONGEST_LINE: usize = 1024;

/// What stands in a failure between what is wrong and what to do.
const HELP: &str = "\nhelp: ";

/// What was found when the handbook was last built, and what is needed to show it.
pub(super) struct Report {
    /// The generation of the site that is shown since then.
    pub(super) generation: u64,
    /// Whether that site is of these sources.
    pub(super) is_right: bool,
    /// Every fault.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Why there was no build, where the machine or the arguments are the cause.
    pub(super) failure: Option<String>,
    /// The handbook as it was.
    pub(super) project: Arc<Project>,
    /// Its files.
    pub(super) sources: Arc<Noted<Sources>>,
    /// The root folder by its one true name, for editors.
    pub(super) root: PathBuf,
}

#[derive(Serialize)]
struct Shown<'a> {
    generation: u64,
    ok: bool,
    total: usize,
    faults: Vec<Fault<'a>>,
}

#[derive(Default, Serialize)]
struct Fault<'a> {
    severity: &'a str,
    code: Option<&'a str>,
    title: Option<&'a str>,
    explanation: Option<&'a str>,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Where something is wrong; empty where it has no place.
#[derive(Default, Serialize)]
struct Place<'a> {
    path: Option<&'a str>,
    line: usize,
    column: usize,
    excerpt: Vec<Line<'a>>,
    open: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    number: usize,
    text: &'a str,
    /// The marked stretch of the text, counted in UTF-16 as JavaScript does.
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<[usize; 2]>,
}

impl Report {
    /// The report as JSON, with links that open an editor.
    pub(super) fn json(&self, editor: &Editor) -> String {
        let texts = Texts { report: self, editor, indexes: BTreeMap::new() }.with_indexes();
        let failure = self.failure.iter().map(|failure| {
            let mut parts = failure.splitn(2, HELP);
            let message = parts.next().unwrap_or_default();
            Fault { severity: "error", message, help: parts.next(), ..Fault::default() }
        });
        let faults = self.diagnostics.iter().take(SHOWN).map(|diagnostic| texts.fault(diagnostic));
        let shown = Shown {
            generation: self.generation,
            ok: self.is_right,
            total: self.diagnostics.len() + usize::from(self.failure.is_some()),
            faults: failure.chain(faults).collect(),
        };
        serde_json::to_string(&shown).expect("texts and numbers always serialise")
    }

    fn text(&self, path: &str) -> Option<&str> {
        let config = self.project.config_file.as_ref().filter(|file| file.path.as_str() == path);
        config.and_then(|file| file.text()).map(|text| text.get().as_ref()).or_else(|| self.sources.value.text(path))
    }
}

struct Texts<'a> {
    report: &'a Report,
    editor: &'a Editor,
    indexes: BTreeMap<&'a str, LineIndex<'a>>,
}

impl<'a> Texts<'a> {
    fn with_indexes(mut self) -> Self {
        for diagnostic in self.report.diagnostics.iter().take(SHOWN) {
            let related = diagnostic.related.iter().map(|(location, _)| location);
            for location in std::iter::once(&diagnostic.at).chain(related) {
                let path = location.path.as_str();
                let text = self.report.text(path).unwrap_or_default();
                self.indexes.entry(path).or_insert_with(|| LineIndex::new(text));
            }
        }
        self
    }

    fn fault(&self, diagnostic: &'a Diagnostic) -> Fault<'a> {
        let info = diagnostic.code.info();
        let related = |(location, message): &'a (Location, String)| Related { message, place: self.place(location) };
        Fault {
            severity: diagnostic.severity.name(),
            code: Some(info.name),
            title: Some(info.title),
            explanation: Some(info.explanation),
            message: &diagnostic.message,
            place: self.place(&diagnostic.at),
            help: diagnostic.help.as_deref(),
            related: diagnostic.related.iter().map(related).collect(),
        }
    }

    fn place(&self, location: &'a Location) -> Place<'a> {
        let path = location.path.as_str();
        let text = self.report.text(path);
        let position = self.indexes[path].position(location.range.start);
        let excerpt = text.map(|text| excerpt(text, location, position.line)).unwrap_or_default();
        // What is not on the disk, like a template of the program, cannot be opened.
        let open = text.and_then(|_| self.editor.link(&self.report.root.join(path), position.line, position.column));
        Place { path: Some(path), line: position.line, column: position.column, excerpt, open }
    }
}

/// The line of a place with one line before and after it.
fn excerpt<'a>(text: &'a str, location: &Location, line: usize) -> Vec<Line<'a>> {
    let range = location.range.bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    for (number, line_text) in (1..).zip(text.split('\n')) {
        let end = start + line_text.len();
        if number > line + 1 {
            break;
        }
        if number + 1 >= line && line_text.len() <= LONGEST_LINE {
            let mark = (number == line).then(|| {
                let units = |at: usize| {
                    let before = line_text.get(..at.clamp(start, end) - start).unwrap_or(line_text);
                    before.encode_utf16().count()
                };
                [units(range.start), units(range.end.min(end))]
            });
            lines.push(Line { number, text: line_text, mark });
        }
        start = end + 1;
    }
    lines
}

impl Editor {
    /// The link that opens a file at a line and column, both from 1.
    fn link(&self, file: &Path, line: usize, column: usize) -> Option<String> {
        let Self(Some(pattern)) = self else { return None };
        let path = file.to_string_lossy().replace('\\', "/");
        let path = crate::text::encode_path(&path);
        // A drive is a part of the path like any other.
        let path = if path.starts_with('/') { path } else { format!("/{path}").into() };
        let filled = pattern.replace("{path}", &path).replace("{line}", &line.to_string());
        Some(filled.replace("{column}", &column.to_string()))
    }
}
