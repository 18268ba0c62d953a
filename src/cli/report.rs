//! What is printed: faults, progress, one summary line.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Failure;
use crate::build::Stats;
use crate::config::Project;
use crate::diag::{self, Diagnostic, Severity, Style};
use crate::progress::{Part, Progress};
use crate::publish::Published;
use crate::source::Sources;

/// The most faults that are drawn; the total is always said.
const SHOWN: usize = 200;

/// Prints to standard output. A closed pipe is no fault: whoever reads has read enough.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Machine(format!("cannot write to standard output: {cause}")))
        }
        _ => Ok(()),
    }
}

/// Prints to standard error, colours only where it is a terminal that has them. There is nobody to tell if it fails.
pub(super) fn complain(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Says why a run could not be done.
pub(super) fn failure(message: &str) {
    let (bold_red, reset) = ("\u{1b}[1;31m", "\u{1b}[0m");
    complain(&format!("{bold_red}error{reset}: {message}"));
}

/// Says the same to a machine: an object like that of a build, without diagnostics, with the `error`.
pub(super) fn json_failure(message: &str) {
    let json = diag::render_json_failure(message);
    // There is nobody left to tell.
    let _ = print(&format!("{json}\n"));
}

/// The texts and paths that diagnostics are drawn with.
pub(super) struct Excerpts<'a> {
    pub(super) project: &'a Project,
    pub(super) sources: Option<&'a Sources>,
}

impl<'a> Excerpts<'a> {
    fn text(&self, path: &str) -> Option<&'a str> {
        let config = self.project.config_file.as_ref().filter(|file| file.path.as_str() == path);
        config.and_then(|file| file.text()).map(|text| text.get().as_ref()).or_else(|| self.sources?.text(path))
    }

    pub(super) fn shown(&self, path: &str) -> String {
        let root = self.project.root.as_path();
        let is_here = root == Path::new(".") || root == Path::new("");
        if is_here { path.to_owned() } else { root.join(path).display().to_string() }
    }

    /// Draws faults for people.
    pub(super) fn draw(&self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics.iter().take(SHOWN) {
            let drawn = diag::render_human(diagnostic, Style::Colour, |path| self.text(path), |path| self.shown(path));
            complain(&format!("{drawn}\n"));
        }
        if diagnostics.len() > SHOWN {
            complain(&format!("… and {} more", diagnostics.len() - SHOWN));
        }
    }

    /// Prints faults for machines, and what the parts of the build took where that was asked for.
    pub(super) fn json(
        &self,
        diagnostics: &[Diagnostic],
        pages: usize,
        timings: Option<serde_json::Value>,
    ) -> Result<(), Failure> {
        let about = diag::About { pages, timings };
        let json = diag::render_json(diagnostics, |path| self.text(path), |path| self.shown(path), about);
        print(&format!("{json}\n"))
    }
}

/// What the summary line says.
pub(super) struct Summary<'a> {
    pub(super) diagnostics: &'a [Diagnostic],
    pub(super) stats: Stats,
    pub(super) published: Option<Published>,
    pub(super) output: Option<&'a Path>,
    pub(super) is_strict: bool,
    pub(super) started: Instant,
}

impl Summary<'_> {
    /// The line: what was done, how long it took, what is wrong.
    pub(super) fn line(&self) -> String {
        let pages = count(self.stats.pages, "page");
        let found = match self.stats.drafts {
            0 => faults(self.diagnostics, self.is_strict),
            drafts => {
                format!("{}; {} left out", faults(self.diagnostics, self.is_strict), count(drafts, "draft"))
            }
        };
        let seconds = self.started.elapsed().as_secs_f64();
        match (self.published, self.output) {
            (Some(published), Some(output)) => {
                let changed = match (published.written, published.removed) {
                    (0, 0) => "nothing changed".to_owned(),
                    (written, 0) => format!("{written} written"),
                    (written, removed) => format!("{written} written, {removed} removed"),
                };
                let files = count(published.files, "file");
                format!("Built {pages} into {} in {seconds:.2} s: {files}, {changed}; {found}", output.display())
            }
            (None, Some(output)) => format!("Not built: {found}. Nothing was written to `{}`", output.display()),
            _ => format!("Checked {pages} in {seconds:.2} s: {found}"),
        }
    }
}

/// How many faults there are, by severity.
pub(super) fn faults(diagnostics: &[Diagnostic], is_strict: bool) -> String {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings, infos) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    let faults = match (errors, warnings) {
        (0, 0) => "no faults".to_owned(),
        (0, warnings) if is_strict => {
            format!("{}, which count as errors (strict)", count(warnings, "warning"))
        }
        (0, warnings) => count(warnings, "warning"),
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => format!("{} and {}", count(errors, "error"), count(warnings, "warning")),
    };
    if infos == 0 { faults } else { format!("{faults}; {}", count(infos, "info")) }
}

/// A number of things.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A stage shorter than this many steps is done before a bar could be seen.
const FEWEST_STEPS: usize = 200;

/// A bar on a terminal; nothing elsewhere.
#[derive(Default)]
pub(super) struct Bar {
    bar: Mutex<Option<ProgressBar>>,
}

impl Bar {
    /// Takes the bar off the screen.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.current().take() {
            bar.finish_and_clear();
        }
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Progress for Bar {
    fn begin(&self, part: Part, total: usize) {
        self.finish();
        if total < FEWEST_STEPS {
            return;
        }
        // indicatif draws nothing where standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(15));
        let style =
            ProgressStyle::with_template("{msg:>12} [{bar:30}] {pos}/{len}").expect("the template is a constant");
        bar.set_style(style.progress_chars("=> "));
        bar.set_message(part.name());
        bar.enable_steady_tick(Duration::from_millis(100));
        *self.current() = Some(bar);
    }

    fn advance(&self) {
        if let Some(bar) = self.current().as_ref() {
            bar.inc(1);
        }
    }
}
