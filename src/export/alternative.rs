//! Code that is for some systems, or for one of several tools: it runs where the tester would run it.

use super::quoted;
use crate::derived::{Command, GoldenPath};

/// What `uname -s` says on the systems that blocks name.
const SYSTEMS: [(&str, &str); 3] = [("linux", "Linux"), ("macos", "Darwin"), ("windows", "MINGW*|MSYS*|CYGWIN*")];

/// The shell code of a command, within what asks for its system and its tool where it names them.
pub(super) fn guarded(path: &GoldenPath<'_>, command: &Command<'_>, code: String) -> String {
    let of_tool = match command.tool.map(|tool| (tool, path.tools_beside(command))) {
        Some((tool, tools)) if tools.len() > 1 => {
            within(&first_installed(&tools), &format!("{0}|*/{0}", word(tool)), &code)
        }
        _ => code,
    };
    match command.os {
        Some(systems) => within("$(uname -s)", &names(systems), &of_tool),
        None => of_tool,
    }
}

/// Whether a command does not run everywhere.
pub(super) fn is_one_of_several(path: &GoldenPath<'_>, command: &Command<'_>) -> bool {
    command.os.is_some() || path.tools_beside(command).len() > 1
}

fn within(what: &str, patterns: &str, code: &str) -> String {
    format!("case {what} in {patterns})\n{code};;\nesac\n")
}

/// The place of the first of some tools that is installed, or else the name of the first.
fn first_installed(tools: &[&str]) -> String {
    let asked: Vec<String> = tools.iter().map(|tool| format!("command -v {}", word(tool))).collect();
    format!("$({} || echo {})", asked.join(" || "), word(tools[0]))
}

fn names(systems: &str) -> String {
    let name = |system: &str| {
        let known = SYSTEMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(system.trim()));
        // Nothing runs on a system that nobody knows.
        known.map_or("''", |(_, name)| name)
    };
    systems.split(',').map(name).collect::<Vec<_>>().join("|")
}

/// A tool's name as one word of the shell, in quotes where it needs some.
fn word(tool: &str) -> String {
    let is_plain = tool.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+'));
    if is_plain { tool.to_owned() } else { quoted(tool) }
}
