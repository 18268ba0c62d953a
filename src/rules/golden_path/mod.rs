//! Golden paths: what their steps promise to those who follow them, and to the program that tests them.

mod attributes;
mod commands;
mod variables;

use crate::data::{Date, duration, duration_seconds};
use crate::derived::{GoldenPath, Mode, PanelKind, Place, Step, is_output};
use crate::diag::{Code, Diagnostic, nearest};
use crate::document::{Block, Section};
use crate::handbook::Page;
use crate::text::TextRange;

/// The names of the environment in which users are.
const PRODUCTION: [&str; 2] = ["prod", "production"];

/// The section that removes what the steps have made, as help names it.
const CLEAN_UP: &str = "Clean up";

/// Notes what is wrong on the page of a golden path.
pub(super) fn check(page: &Page, path: &GoldenPath<'_>, today: Date, notes: &mut Vec<Diagnostic>) {
    check_there_is_one(page, path, notes);
    for number in 0..path.steps.len() {
        check_verify(page, path, number, notes);
        check_rollback(page, path, number, notes);
    }
    if path.clean_up.is_none() {
        check_cleanup(page, &path.steps, notes);
    }
    check_time(page, path, notes);
    check_outputs(page, notes);
    attributes::check(page, today, notes);
    commands::check(page, path, notes);
    variables::check(page, path, notes);
}

fn check_verify(page: &Page, path: &GoldenPath<'_>, number: usize, notes: &mut Vec<Diagnostic>) {
    let runs = path.commands_of(number).any(|command| {
        command.place == Place::Step(number, None) && matches!(command.mode, Mode::Run | Mode::Skip { .. })
    });
    if runs && !path.steps[number].has(PanelKind::Verify) {
        let what = "runs a command but has no `### Verify`";
        let help = "with a command that shows that it worked";
        let code = Code::MissingVerify;
        notes.push(missing_panel(page, &path.steps[number], (code, PanelKind::Verify), what, help));
    }
}

fn check_rollback(page: &Page, path: &GoldenPath<'_>, number: usize, notes: &mut Vec<Diagnostic>) {
    let step = &path.steps[number];
    let is_production =
        |env: &str| env.split(',').any(|env| PRODUCTION.iter().any(|name| env.trim().eq_ignore_ascii_case(name)));
    let of_heading = step.heading.attributes.get("env");
    let mut envs = of_heading.into_iter().chain(path.commands_of(number).filter_map(|command| command.env));
    if envs.any(is_production) && !step.has(PanelKind::RollBack) {
        let what = "changes production but has no `### Roll back`";
        let code = Code::MissingRollback;
        notes.push(missing_panel(page, step, (code, PanelKind::RollBack), what, "that says how to undo it"));
    }
}

fn missing_panel(page: &Page, step: &Step<'_>, (code, panel): (Code, PanelKind), what: &str, help: &str) -> Diagnostic {
    let (message, title) = (format!("the step `{}` {what}", step.title()), panel.title());
    let section = Section { heading: step.heading, blocks: &page.document.tree().blocks[step.blocks.clone()] };
    let help = match nearest(title, section.sections().map(|part| part.heading.words.as_str())) {
        Some(near) => format!("write `### {title}` for `### {near}`"),
        None => format!("add `### {title}` {help}"),
    };
    Diagnostic::new(code, &page.document.path, step.heading.range, message).help(help)
}

fn check_there_is_one(page: &Page, path: &GoldenPath<'_>, notes: &mut Vec<Diagnostic>) {
    if path.steps.is_empty() {
        let at = page.document.front.map.key_range("kind").unwrap_or_default();
        let message = "this golden path has no step";
        let note = Diagnostic::new(Code::NoSteps, &page.document.path, at, message);
        notes.push(note.help("add a section `## …` for each thing to do"));
    }
}

/// What steps create is removed somewhere; for a path that has no place for it.
fn check_cleanup(page: &Page, steps: &[Step<'_>], notes: &mut Vec<Diagnostic>) {
    let Some(step) = steps.iter().find(|step| step.creates()) else { return };
    // A heading that is nearly the right one has been noted.
    if steps.iter().any(|step| nearest(step.title(), [CLEAN_UP]).is_some()) {
        return;
    }
    let message = format!("the step `{}` creates something, but the path has no `## Clean up`", step.title());
    let note = Diagnostic::new(Code::MissingCleanup, &page.document.path, step.heading.range, message);
    notes.push(note.help("add `## Clean up` with what removes it again"));
}

/// The path takes as long as its steps, where each of them says how long.
fn check_time(page: &Page, path: &GoldenPath<'_>, notes: &mut Vec<Diagnostic>) {
    let Some(time) = page.typed.fields.get("time") else { return };
    let Some((number, unit)) = time.value.text().ok().and_then(duration) else { return };
    let Some(sum) = path.sum_of_steps() else { return };
    if sum != duration_seconds(number, unit) {
        let (written, sum) = (time.value.text().unwrap_or_default(), short(sum));
        let message = format!("`time` is {written}, but the steps take {sum}");
        let note = Diagnostic::new(Code::TimeMismatch, &page.document.path, time.range, message);
        notes.push(note.help(format!("set it to `{sum}`, or mend the times of the steps")));
    }
}

/// A length of time as front matter has it.
fn short(seconds: u64) -> String {
    match seconds {
        seconds if seconds % 3600 == 0 => format!("{}h", seconds / 3600),
        seconds if seconds % 60 == 0 => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

/// Every output has a command before it, below the same heading.
fn check_outputs(page: &Page, notes: &mut Vec<Diagnostic>) {
    let mut has_command = false;
    page.document.tree().each_block(|block| match block {
        Block::Heading(_) => has_command = false,
        Block::Code(fence) if !is_output(fence) => has_command = true,
        Block::Code(fence) if !has_command => {
            let message = "this output belongs to no command";
            let note = Diagnostic::new(Code::OutputWithoutCommand, &page.document.path, fence.range, message);
            notes.push(note.help("put the command before it, below the same heading"));
        }
        _ => {}
    });
}

/// The line at which a stretch of a file begins, and where it begins.
fn line_at(text: &str, range: TextRange) -> (&str, usize) {
    let start = range.start as usize;
    (text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default(), start)
}
