//! Commands that nothing could run, assertions that nothing could check, and variables without a right value.

use std::collections::BTreeSet;

use regex::Regex;

use super::line_at;
use crate::derived::{Command, Expected, GoldenPath, Interpreter, Matching, Mode, PanelKind, Place, Variable};
use crate::diag::{Code, Diagnostic};
use crate::handbook::Page;
use crate::text::TextRange;

/// Notes what a test of a path would come to nothing at.
pub(super) fn check(page: &Page, path: &GoldenPath<'_>, notes: &mut Vec<Diagnostic>) {
    let check = Check { page };
    let mut ids = BTreeSet::new();
    for command in &path.commands {
        notes.extend(check.command(command));
        notes.extend(check.statuses(command));
        if let Some(id) = command.id.filter(|id| !ids.insert(*id)) {
            let message = format!("another block has the name `{id}`");
            notes.push(check.note(command.range, message, "give each block a name of its own, or none"));
        }
        notes.extend(command.expected.iter().filter_map(|expected| check.expected(command, expected)));
    }
    for variable in path.variables.iter().chain(&path.provides) {
        notes.extend(check.variable(variable));
    }
}

struct Check<'a> {
    page: &'a Page,
}

impl Check<'_> {
    /// A fault of a fence, at its first line.
    fn note(&self, fence: TextRange, message: String, help: impl Into<String>) -> Diagnostic {
        let (line, start) = line_at(&self.page.document.tree().text, fence);
        let range = TextRange::new(start, start + line.trim_end().len());
        Diagnostic::new(Code::WrongAttribute, &self.page.document.path, range, message).help(help)
    }

    fn command(&self, command: &Command<'_>) -> Option<Diagnostic> {
        if command.mode.is_run() && command.interpreter().is_none() {
            let message = match command.language {
                Some(language) => format!("nothing runs `{language}`"),
                None => "nothing runs a fence without a language".to_owned(),
            };
            let languages: Vec<&str> = Interpreter::languages().collect();
            let help = format!("name one of `{}`, or write `run=manual`", languages.join("`, `"));
            return Some(self.note(command.range, message, help));
        }
        let undoes = matches!(command.place, Place::Step(_, Some(PanelKind::RollBack | PanelKind::IfItFails)));
        (undoes && command.mode == Mode::Run).then(|| {
            let message = "this would run on the way, and take back what the next step needs".to_owned();
            self.note(command.range, message, "write `run=manual`, or `run=cleanup` for the end")
        })
    }

    /// A command ends once.
    fn statuses(&self, command: &Command<'_>) -> Option<Diagnostic> {
        let mut statuses = command.expected.iter().filter(|expected| matches!(expected.how, Matching::Exit(_)));
        let second = statuses.nth(1)?;
        let message = "the exit status of this command was given before".to_owned();
        Some(self.note(second.range, message, "keep one of them"))
    }

    fn expected(&self, command: &Command<'_>, expected: &Expected<'_>) -> Option<Diagnostic> {
        if expected.how != Matching::Elided && !command.mode.is_run() {
            let help = "add `run` to the command, or remove `match`";
            return Some(self.note(expected.range, "the command of this output never runs".to_owned(), help));
        }
        match expected.how {
            Matching::Exit(None) => {
                let message = format!("`{}` is no exit status", expected.text.trim());
                Some(self.note(expected.range, message, "write a number from 0 to 255 into the fence"))
            }
            Matching::Regex => Regex::new(expected.text.trim_end()).err().map(|_| {
                let message = "this regular expression cannot be read".to_owned();
                self.note(expected.range, message, "a sign that means itself has a `\\` before it: `\\(`, `\\[`, `\\.`")
            }),
            _ => None,
        }
    }

    fn variable(&self, variable: &Variable<'_>) -> Option<Diagnostic> {
        let note = |message: String, help: &str| {
            Some(Diagnostic::new(Code::WrongValue, &self.page.document.path, variable.range, message).help(help))
        };
        let name = variable.name;
        if !variable.has_readable_pattern() {
            return note(format!("the `pattern` of `{name}` cannot be read"), "it is a regular expression");
        }
        let declared = || self.page.typed.fields.get("vars")?.value.map().ok()?.get(name)?.value.map().ok();
        if variable.is_secret && declared().is_some_and(|fields| fields.get("default").is_some()) {
            let help = "remove it; readers fill it in, and `roadbook test` takes it from the environment";
            return note(format!("the secret `{name}` has a `default`, which everybody would read"), help);
        }
        let values = [("default", &variable.default), ("example", &variable.example)];
        values.into_iter().find_map(|(field, value)| {
            let fault = variable.fault(value.as_deref()?)?;
            note(format!("the `{field}` of `{name}` {fault}"), "give a value that readers may give, too")
        })
    }
}
