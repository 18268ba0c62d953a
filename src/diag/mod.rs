//! Diagnostics: what is wrong in the content, where, and what to do about it.

mod codes;
mod human;
mod json;
mod suggest;

use serde::{Deserialize, Serialize};

use crate::text::{SourcePath, TextRange};

pub use codes::{Code, CodeInfo};
pub use human::{Style, render as render_human};
pub use json::{About, failure as render_json_failure, render as render_json};
pub use suggest::nearest;

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// A hint: nothing is wrong, but something could be better or is worth knowing. `--strict` does not count it.
    Info,
    /// It renders, but it is wrong: the site is built, and `--strict` counts it as an error.
    Warning,
    /// It cannot be rendered right: nothing is published.
    Error,
}

impl Severity {
    /// The word that every output format uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A stretch of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The file.
    pub path: SourcePath,
    /// The stretch of it.
    pub range: TextRange,
}

/// One fault, written for the person who can mend it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The stable code, which `roadbook explain` knows.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: one line, lower case, no full stop, names in back-quotes.
    pub message: String,
    /// Where; every fault of the content has a place.
    pub at: Location,
    /// Other places that belong to the fault, each with what it is.
    pub related: Vec<(Location, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A fault of the code's usual severity.
    pub fn new(code: Code, path: &SourcePath, range: TextRange, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.info().severity,
            message: message.into(),
            at: Location { path: path.clone(), range },
            related: Vec::new(),
            help: None,
        }
    }

    /// The same fault with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same fault with an instruction.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault with a "did you mean", where one of `known` comes close to `written`.
    #[must_use]
    pub fn did_you_mean<'a>(self, written: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(written, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// The same fault with a second place.
    #[must_use]
    pub fn related(mut self, path: &SourcePath, range: TextRange, what: impl Into<String>) -> Self {
        self.related.push((Location { path: path.clone(), range }, what.into()));
        self
    }
}

/// A value that exists even where the content is wrong, and what is wrong.
#[derive(Clone, Debug, Default)]
pub struct Noted<T> {
    /// The value: as good as the content allows.
    pub value: T,
    /// The faults, in the order in which they were found.
    pub notes: Vec<Diagnostic>,
}

impl<T> Noted<T> {
    /// A value with its faults.
    pub fn new(value: T, notes: Vec<Diagnostic>) -> Self {
        Self { value, notes }
    }

    /// Another value with the same faults.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Noted<U> {
        Noted { value: change(self.value), notes: self.notes }
    }

    /// The value alone; its faults go to `notes`.
    pub fn take(self, notes: &mut Vec<Diagnostic>) -> T {
        notes.extend(self.notes);
        self.value
    }
}

/// Sorts by place and drops what was said twice.
pub fn tidy(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| (&a.at, a.code, &a.message).cmp(&(&b.at, b.code, &b.message)));
    diagnostics.dedup();
    diagnostics
}
