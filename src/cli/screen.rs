//! What `roadbook test` shows while paths run: a line for each block, and a sign of life on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::report::{Excerpts, complain, print};
use crate::runner::{
    BlockEnd, BlockReport, Change, Fault, Listener, PathEnd, PathReport, Planned, excerpt, last_lines,
};

/// How many of the last lines of an output are shown with a fault that says nothing of it.
const LAST_LINES: usize = 20;

/// Shows a run to people, or nothing to machines.
pub(super) struct Screen<'a> {
    excerpts: &'a Excerpts<'a>,
    is_shown: bool,
    spinner: Option<ProgressBar>,
}

impl<'a> Screen<'a> {
    pub(super) fn new(excerpts: &'a Excerpts<'a>, is_shown: bool) -> Self {
        Self { excerpts, is_shown, spinner: None }
    }

    /// Says what the blocks of a path do not.
    pub(super) fn path_ended(&self, path: &PathReport) {
        if !self.is_shown {
            return;
        }
        self.excerpts.draw(&path.faults);
        if let Some(obstacle) = path.obstacle() {
            say(&format!("{}: {obstacle}", path.id));
        }
        match &path.end {
            PathEnd::Skipped => say(&format!("{}: skipped, since nothing on it runs here or now", path.id)),
            PathEnd::NotNeeded => say(&format!("{}: not needed, as its check says", path.id)),
            _ => {}
        }
        if let Some(folder) = &path.folder {
            say(&format!("{}: kept in {}", path.id, folder.display()));
        }
    }

    fn quieten(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
    }
}

impl Listener for Screen<'_> {
    fn path(&mut self, path: &Planned<'_>) {
        if self.is_shown {
            say(&format!("{} ({})", path.page.title, self.excerpts.shown(path.page.document.path.as_str())));
        }
    }

    fn begin(&mut self, step: &str) {
        if !self.is_shown {
            return;
        }
        // indicatif draws nothing where standard error is no terminal.
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(15));
        let style = ProgressStyle::with_template("  {spinner} {msg} {elapsed}").expect("the template is a constant");
        spinner.set_style(style);
        spinner.set_message(step.to_owned());
        spinner.enable_steady_tick(Duration::from_millis(100));
        self.spinner = Some(spinner);
    }

    fn end(&mut self, file: &str, block: &BlockReport) {
        self.quieten();
        if !self.is_shown {
            return;
        }
        let took = match &block.end {
            BlockEnd::Passed | BlockEnd::Failed(_) | BlockEnd::Interrupted => {
                format!("  {} ms", block.took.as_millis())
            }
            BlockEnd::Skipped(why) => format!("  {why}"),
            BlockEnd::Manual | BlockEnd::NotReached => String::new(),
        };
        let id = block.id.as_ref().map(|id| format!(" › {id}")).unwrap_or_default();
        let (mark, step, line) = (mark(&block.end), &block.step, block.line);
        say(&format!("  {mark:8} {step}{id}  {}:{line}{took}", self.excerpts.shown(file)));
        if let Some(fault) = block.end.fault() {
            self.excerpts.draw(std::slice::from_ref(&fault.diagnostic));
            let shown = if fault.difference.is_empty() { printed(&block.output) } else { difference(fault) };
            if !shown.is_empty() {
                complain(&shown);
            }
        }
        if !block.updates.is_empty() {
            say("           its expected output is written anew");
        }
    }
}

/// Prints a line; whoever closed the pipe wants no more.
fn say(line: &str) {
    let _ = print(&format!("{line}\n"));
}

fn mark(end: &BlockEnd) -> &'static str {
    match end {
        BlockEnd::Passed => "ok",
        BlockEnd::Failed(_) => "FAILED",
        BlockEnd::Manual => "by hand",
        BlockEnd::Skipped(_) => "skipped",
        BlockEnd::NotReached => "not run",
        BlockEnd::Interrupted => "ended",
    }
}

/// A difference, coloured where the terminal has colours.
fn difference(fault: &Fault) -> String {
    let mut drawn = String::from("  (- expected, + came)\n");
    for (change, line) in excerpt(&fault.difference) {
        let (colour, reset) = match change {
            Change::Missing => ("\u{1b}[31m", "\u{1b}[0m"),
            Change::Surplus => ("\u{1b}[32m", "\u{1b}[0m"),
            Change::None => ("", ""),
        };
        drawn.push_str(&format!("  {colour}{line}{reset}\n"));
    }
    drawn
}

/// What was printed last, where a fault says nothing of it.
fn printed(output: &str) -> String {
    let (lines, has_more) = last_lines(output, LAST_LINES);
    if lines.is_empty() {
        return String::new();
    }
    let head = if has_more { "  (the last lines that it printed)\n" } else { "  (it printed)\n" };
    lines.iter().fold(head.to_owned(), |drawn, line| drawn + &format!("  | {line}\n"))
}
