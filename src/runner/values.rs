//! The values with which a path runs, and what is wrong with them before anything does.

use std::collections::BTreeMap;

use crate::derived::{Context, GoldenPath, Variable, is_variable_name};
use crate::diag::{Code, Diagnostic, Noted};
use crate::handbook::PageIx;
use crate::text::SourcePath;

/// Values that the user gives, in the order in which they count.
pub struct Given<'a> {
    /// From the command line.
    pub set: BTreeMap<String, String>,
    /// From an environment file.
    pub file: BTreeMap<String, String>,
    /// From a file of the handbook.
    pub context: Option<&'a Context>,
    /// The environment of the program, which is asked for secrets alone.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
}

/// Values by the names of variables.
pub type Values = BTreeMap<String, String>;

impl Given<'_> {
    /// The values of a path's variables. One that a path of `provided` gives may have none yet.
    pub fn values(&self, file: &SourcePath, path: &GoldenPath<'_>, provided: impl Fn(PageIx) -> bool) -> Noted<Values> {
        let mut values = Values::new();
        let mut notes = Vec::new();
        for variable in &path.variables {
            match self.value(variable) {
                Some((value, origin)) => {
                    if let Some(fault) = variable.fault(&value) {
                        let message = format!("the value of `{}` from {origin} {fault}", variable.name);
                        let note = Diagnostic::new(Code::RefusedValue, file, variable.range, message);
                        notes.push(note.help("give it a value that readers may give, too"));
                    }
                    values.insert(variable.name.to_owned(), value);
                }
                None if variable.provided_by.is_some_and(&provided) => {}
                None => {
                    let message = format!("the variable `{}` has no value", variable.name);
                    let note = Diagnostic::new(Code::MissingValue, file, variable.range, message);
                    notes.push(note.help(how_to_give(variable)));
                }
            }
        }
        Noted::new(values, notes)
    }

    /// Whether the user gave a variable its value, which then no other path gives it.
    pub fn is_given(&self, variable: &str) -> bool {
        self.set.contains_key(variable) || self.file.contains_key(variable)
    }

    /// The value of a variable, and where it comes from.
    fn value(&self, variable: &Variable<'_>) -> Option<(String, String)> {
        let of_map = |map: &BTreeMap<String, String>, origin: &str| {
            map.get(variable.name).map(|value| (value.clone(), origin.to_owned()))
        };
        let of_context = || {
            let context = self.context?;
            Some((context.value(variable.name)?.to_owned(), format!("the context `{}`", context.name)))
        };
        let of_environment = || {
            let value = (self.environment)(variable.name).filter(|value| variable.is_secret && !value.is_empty())?;
            Some((value, "the environment".to_owned()))
        };
        let of_page = |value: &Option<String>, origin: &str| value.clone().map(|value| (value, origin.to_owned()));
        of_map(&self.set, "`--set`")
            .or_else(|| of_map(&self.file, "the environment file"))
            .or_else(of_context)
            .or_else(of_environment)
            .or_else(|| of_page(&variable.default, "its `default`"))
            .or_else(|| of_page(&variable.example, "its `example`"))
    }
}

fn how_to_give(variable: &Variable<'_>) -> String {
    let name = variable.name;
    if variable.is_secret {
        format!("set `{name}` in the environment, or in a file that `--env-file` names")
    } else {
        format!("give it one with `--set {name}=…`, or declare a `default` or an `example`")
    }
}

/// Reads a file of lines like `NAME=value`; empty lines, comments and `export ` before a name mean nothing, and quotes
/// around a value are none of it.
///
/// # Errors
///
/// The number of the first line that is none of these.
pub fn read_environment_file(text: &str) -> Result<BTreeMap<String, String>, usize> {
    let mut values = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=').ok_or(at + 1)?;
        let name = name.trim();
        if !is_variable_name(name) {
            return Err(at + 1);
        }
        values.insert(name.to_owned(), unquoted(value).to_owned());
    }
    Ok(values)
}

/// A value without its quotes and without a comment behind it, which begins with white space.
fn unquoted(value: &str) -> &str {
    let bare = || {
        let mut comments = value.match_indices('#').filter(|(at, _)| value[..*at].ends_with(char::is_whitespace));
        value[..comments.next().map_or(value.len(), |(at, _)| at)].trim()
    };
    let is_comment =
        |rest: &str| rest.trim().is_empty() || rest.starts_with(char::is_whitespace) && rest.trim().starts_with('#');
    let within = |quote: char| {
        let rest = value.trim_start().strip_prefix(quote)?;
        let end = rest.match_indices(quote).find(|(at, _)| is_comment(&rest[at + 1..]))?.0;
        Some(&rest[..end])
    };
    within('"').or_else(|| within('\'')).unwrap_or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_file_is_read_as_shells_read_it() {
        let values =
            read_environment_file("# ours\nA=1\nexport B = \"two words\"\n\nC='it''s'\nD=a=b\nE=zz # ours\nF=#a#b\nG='# is it' # not\nH= # empty\n")
                .unwrap();
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "it''s"),
            ("D", "a=b"),
            ("E", "zz"),
            ("F", "#a#b"),
            ("G", "# is it"),
            ("H", ""),
        ];
        assert_eq!(values, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        assert_eq!(read_environment_file("A=1\nno value\n"), Err(2));
    }
}
