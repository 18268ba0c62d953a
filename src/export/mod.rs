//! Golden paths for people who live in another tool: a shell script, plain Markdown, cells of Runme.

mod alternative;
mod markdown;
mod script;

use std::collections::BTreeMap;

use crate::derived::{GoldenPath, Interpreter, shell_code};
use crate::document::Link;
use crate::handbook::Page;

pub use markdown::{markdown, runme};
pub use script::script;

/// A path that is exported.
pub struct Exported<'a> {
    /// Its page.
    pub page: &'a Page,
    /// What it is.
    pub path: &'a GoldenPath<'a>,
    /// Values for its variables, by name, where there are some.
    pub values: &'a BTreeMap<String, String>,
    /// Where a link of the page leads, as an address that works elsewhere; `None` where there is none.
    pub address: &'a dyn Fn(&Link) -> Option<String>,
    /// The words of a link that has none of its own.
    pub words: &'a dyn Fn(&Link) -> String,
}

impl Exported<'_> {
    /// Whether `<NAME>` is one of its variables.
    fn declares(&self, name: &str) -> bool {
        self.path.variables.iter().any(|variable| variable.name == name)
    }

    /// Shell code with variables of the shell in the place of `<NAME>`.
    fn expanded(&self, code: &str) -> String {
        shell_code(code, |name| self.declares(name)).text
    }

    /// Whether a block needs `bash`.
    fn needs_bash(&self) -> bool {
        self.path.commands.iter().any(|command| command.interpreter() == Some(Interpreter::Bash))
    }
}

/// A text as one word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
