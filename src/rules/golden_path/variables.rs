//! Variables in code: `<NAME>`, which `vars` declares and readers fill in.

use std::collections::{BTreeMap, BTreeSet};

use crate::derived::{GoldenPath, follows_word, is_output, must_declare, placeholders};
use crate::diag::{Code, Diagnostic, nearest};
use crate::document::Code as Fence;
use crate::handbook::Page;
use crate::text::TextRange;

/// The variables that every shell of a path needs as they are.
const RESERVED: [&str; 6] = ["PATH", "HOME", "TMPDIR", "LANG", "TERM", "IFS"];

/// Notes variables that are used and not declared, declared and not used, or reserved, and prompts in commands.
pub(super) fn check(page: &Page, path: &GoldenPath<'_>, notes: &mut Vec<Diagnostic>) {
    let text = &page.document.tree().text;
    page.document.tree().each_code(|fence| notes.extend(prompt(page, text, fence)));
    for variable in path.variables.iter().chain(&path.provides).filter(|variable| is_reserved(variable.name)) {
        let message = format!("the variable `{}` has a meaning of its own to shells", variable.name);
        let note = Diagnostic::new(Code::ReservedVariable, &page.document.path, variable.range, message);
        notes.push(note.help("give it another name, such as `SERVICE_PATH`"));
    }
    let declared = page.typed.fields.get("vars").and_then(|vars| vars.value.map().ok());
    if declared.is_none() && page.document.front.map.get("vars").is_some() {
        // What is wrong with it was noted; which variables it means is not known.
        return;
    }
    let declared: Vec<(&str, TextRange)> = declared
        .into_iter()
        .flat_map(|vars| &vars.entries)
        .map(|(name, _)| (name.value.as_str(), name.range))
        .collect();
    let names = || declared.iter().map(|(name, _)| *name);
    let mut meant = BTreeSet::new();
    for (name, range) in undeclared(page, text, &names().collect()) {
        let near = nearest(name, names());
        meant.extend(near);
        let help = match near {
            Some(near) => format!("did you mean `<{near}>`?"),
            None => format!("declare `{name}` in `vars`, with a `label` and an `example`"),
        };
        let message = format!("the variable `<{name}>` is not declared");
        notes.push(Diagnostic::new(Code::UndeclaredVariable, &page.document.path, range, message).help(help));
    }
    for (name, range) in declared.iter().filter(|(name, _)| !meant.contains(name) && !is_used(name, text)) {
        let message = format!("nothing uses the variable `{name}`");
        let help = format!("use it as `<{name}>`, or remove it");
        notes.push(Diagnostic::new(Code::UnusedVariable, &page.document.path, *range, message).help(help));
    }
}

/// Whether a shell, or `roadbook test`, sets a variable itself.
fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || name.to_ascii_lowercase().starts_with("roadbook_")
}

/// Whether a page uses a variable, by itself or as the tester exports it.
fn is_used(name: &str, text: &str) -> bool {
    let is_there = |before: &str, after: &str| text.contains(&format!("{before}{name}{after}"));
    is_there("<", ">") || is_there("$", "") || is_there("${", "")
}

/// The first use of each variable that is not declared.
fn undeclared<'a>(page: &'a Page, text: &'a str, declared: &BTreeSet<&str>) -> BTreeMap<&'a str, TextRange> {
    let mut found = BTreeMap::new();
    page.document.tree().each_code(|fence| {
        if !fence.text.contains('<') || !must_declare(fence) {
            return;
        }
        for (line, start) in lines(fence, text).filter(|(line, _)| !is_printed(fence, line)) {
            for (name, at) in placeholders(line) {
                // A closing tag of the same name makes it markup.
                let is_markup = || fence.text.contains(&format!("</{name}>"));
                // What a command prints may hold anything: only what looks like a typo is one.
                let is_literal = || is_output(fence) && nearest(name, declared.iter().copied()).is_none();
                let is_free = !declared.contains(name) && !follows_word(line, at);
                if is_free && !found.contains_key(name) && !is_markup() && !is_literal() {
                    let place =
                        start.map_or(fence.range, |start| TextRange::new(start + at, start + at + name.len() + 2));
                    found.insert(name, place);
                }
            }
        }
    });
    found
}

/// Whether a line of a session was printed, and not typed.
fn is_printed(fence: &Fence, line: &str) -> bool {
    let is_session = fence.language.as_deref().is_some_and(|language| language.eq_ignore_ascii_case("console"));
    is_session && !["$ ", "# ", "% ", "> "].iter().any(|prompt| line.trim_start().starts_with(prompt))
}

/// The lines of a fence, each with the place of the file at which it begins, where that can be told.
fn lines<'a>(fence: &'a Fence, text: &'a str) -> impl Iterator<Item = (&'a str, Option<usize>)> {
    let written = text.get(fence.range.bytes()).unwrap_or_default().split_inclusive('\n');
    let placed = written.scan(fence.range.start as usize, |next, line| {
        let start = *next;
        *next += line.len();
        Some((line.trim_end_matches('\n'), start))
    });
    // The first line is the fence itself. In a list or a quotation the file has spaces and marks before the code.
    fence.text.lines().zip(placed.skip(1)).map(|(line, (written, start))| {
        let before = written.strip_suffix(line).map(str::len);
        (line, before.map(|before| start + before))
    })
}

/// A prompt in a command that readers copy; in a document within the command it is text.
fn prompt(page: &Page, text: &str, fence: &Fence) -> Option<Diagnostic> {
    let language = fence.language.as_deref().filter(|_| fence.text.contains("$ "))?;
    if !["sh", "bash"].iter().any(|known| language.eq_ignore_ascii_case(known)) {
        return None;
    }
    let mut typed = lines(fence, text).take_while(|(line, _)| !line.contains("<<"));
    let (line, start) = typed.find(|(line, _)| line.trim_start().starts_with("$ "))?;
    let at = line.len() - line.trim_start().len();
    let place = start.map_or(fence.range, |start| TextRange::new(start + at, start + at + 1));
    let note = Diagnostic::new(Code::PromptInCommand, &page.document.path, place, "this prompt is copied, too");
    Some(note.help("remove it, or use `console` with what the command prints"))
}
