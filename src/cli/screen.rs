//! What `roadbook test` shows while paths run: a line for each block, and a sign of life on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::report::{Excerpts, complain, print};
use crate::runner::{BlockEnd, BlockReport, Line, Listener, PathEnd, PathReport, Planned};

/// How many lines that did not change are shown around those that did.
const AROUND: usize = 3;

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
        if let Some(fault) = &path.fault {
            self.excerpts.draw(std::slice::from_ref(fault));
        }
        match &path.end {
            PathEnd::Blocked(other) => say(&format!("{}: not run, since `{other}` did not pass", path.id)),
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
            let shown =
                if fault.difference.is_empty() { last_lines(&block.output) } else { difference(&fault.difference) };
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

/// A difference with some lines around each change, coloured where the terminal has colours.
fn difference(lines: &[Line]) -> String {
    let is_change = |line: &Line| matches!(line, Line::Missing(..) | Line::Surplus(_));
    let near = |at: usize| {
        let (start, end) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(lines.len()));
        lines[start..end].iter().any(is_change)
    };
    let mut drawn = String::from("  (- expected, + came)\n");
    let mut is_gap = false;
    for (at, line) in lines.iter().enumerate() {
        if !near(at) {
            if !is_gap {
                drawn.push_str("  ⋮\n");
            }
            is_gap = true;
            continue;
        }
        is_gap = false;
        let colour = match line {
            Line::Missing(..) => "\u{1b}[31m",
            Line::Surplus(_) => "\u{1b}[32m",
            Line::Same(..) | Line::Elided(..) => "",
        };
        let reset = if colour.is_empty() { "" } else { "\u{1b}[0m" };
        drawn.push_str(&format!("  {colour}{line}{reset}\n"));
    }
    drawn
}

/// What was printed last, where a fault says nothing of it.
fn last_lines(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let shown = &lines[lines.len().saturating_sub(LAST_LINES)..];
    if shown.is_empty() {
        return String::new();
    }
    let head = if shown.len() < lines.len() { "  (the last lines that it printed)\n" } else { "  (it printed)\n" };
    shown.iter().fold(head.to_owned(), |drawn, line| drawn + &format!("  | {line}\n"))
}
