//! `roadbook test`: runs golden paths, says how it went, and records it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use super::args::{Format, TestOptions};
use super::report::{Excerpts, count, print};
use super::screen::Screen;
use super::{Failure, Outcome, build, environment, interrupt, select};
use crate::build::{BuildOptions, with_model};
use crate::config::Project;
use crate::derived::{Context, Derived, Ground, Record};
use crate::diag::{self, Code, Diagnostic, Noted};
use crate::document::Document;
use crate::handbook::PageIx;
use crate::publish;
use crate::runner::{self, BlockEnd, Given, PathEnd, PathReport, Plan, Report, RunSettings};
use crate::source::{self, RECORD, Sources};
use crate::text::TextRange;

/// Runs golden paths and those that they require.
pub(super) fn test(options: &TestOptions) -> Result<Outcome, Failure> {
    let folder = options.source.as_deref().unwrap_or(Path::new("."));
    let Noted { value: project, notes } = Project::open(folder)?;
    if !notes.is_empty() {
        return Err(build::refused(&project, notes, options.format)?);
    }
    let output = project.root.join(&project.config.output);
    let sources =
        source::snapshot(&project.layout(&source::canonical(&output).unwrap_or(output)), &Sources::default())?;
    let run = Run { options, project: &project, sources: &sources.value };
    let build_options = BuildOptions { today: environment::today(), drafts: true };
    with_model(&project, &sources, build_options, |ground, derived, notes| run.test(ground, derived, notes))
}

/// One run over a project.
struct Run<'r> {
    options: &'r TestOptions,
    project: &'r Project,
    sources: &'r Sources,
}

impl Run<'_> {
    fn test<'a>(
        &self,
        ground: Ground<'a>,
        derived: &'a Derived<'a>,
        notes: Vec<Diagnostic>,
    ) -> Result<Outcome, Failure> {
        let asked = self.asked(ground, derived)?;
        let given = self.given(&derived.contexts)?;
        let plan = runner::plan(ground, derived, (&asked, &given), &diag::tidy(notes));
        check_given(&plan, &given)?;
        if self.options.list {
            print(&list(&plan))?;
            return Ok(Outcome::Done);
        }
        let started = Instant::now();
        let (report, signal) = self.run(&plan, &given)?;
        let written = self.write(ground, derived, &plan, &report);
        match self.options.format {
            Format::Json => {
                let json = runner::json(&report, |path| self.sources.text(path), |path| self.excerpts().shown(path));
                print(&format!("{json}\n"))?;
            }
            Format::Human => print(&format!("{}\n", summary(&report, started)))?,
        }
        written?;
        Ok(match signal {
            Some(signal) if report.is_interrupted => Outcome::Interrupted(signal),
            _ if report.has_failed() => Outcome::Faults,
            _ => Outcome::Done,
        })
    }

    fn excerpts(&self) -> Excerpts<'_> {
        Excerpts { project: self.project, sources: Some(self.sources) }
    }

    /// The paths that are asked for, by id, file or folder; all that something runs on where none is named.
    fn asked(&self, ground: Ground<'_>, derived: &Derived<'_>) -> Result<Vec<PageIx>, Failure> {
        let paths = || ground.handbook.pages.each().filter(|(ix, _)| derived.golden_path(*ix).is_some());
        if self.options.paths.is_empty() {
            let runs = |ix: &PageIx| {
                let commands = derived.golden_path(*ix).map(|path| path.commands.as_slice()).unwrap_or_default();
                commands.iter().any(|command| command.mode.is_run())
            };
            return Ok(paths().map(|(ix, _)| ix).filter(runs).collect());
        }
        let mut found = Vec::new();
        for asked in &self.options.paths {
            found.extend(select::paths(self.project, ground, derived, asked)?);
        }
        Ok(found)
    }

    fn given<'c>(&self, contexts: &'c [Context]) -> Result<Given<'c>, Failure> {
        let context = self.options.context.as_ref().map(|name| select::context(contexts, name)).transpose()?;
        let file = self.options.env_file.as_deref().map(environment_file).transpose()?.unwrap_or_default();
        Ok(Given { set: select::set(&self.options.set)?, file, context, environment: &environment::variable })
    }

    fn run(&self, plan: &Plan<'_>, given: &Given<'_>) -> Result<(Report, Option<i32>), Failure> {
        let settings = RunSettings {
            temporary: environment::temporary_folder(),
            search_path: environment::search_path(),
            limit: self.options.timeout,
            keeps_folders: self.options.keep,
            updates: self.options.update,
        };
        let (stop, signal) = interrupt::stop_on_signals()
            .map_err(|cause| Failure::Machine(format!("cannot listen for signals: {cause}")))?;
        let excerpts = self.excerpts();
        let mut screen = Screen::new(&excerpts, self.options.format == Format::Human);
        let mut report = runner::run(plan, given, &settings, (&mut screen, &stop));
        self.rewrite(plan, &mut report);
        for path in &report.paths {
            screen.path_ended(path);
        }
        let signal = signal.load(std::sync::atomic::Ordering::SeqCst);
        Ok((report, i32::try_from(signal).ok().filter(|signal| *signal > 0)))
    }

    /// Writes new outputs into their pages.
    fn rewrite(&self, plan: &Plan<'_>, report: &mut Report) {
        for (planned, path) in plan.paths.iter().zip(&mut report.paths) {
            let updates: Vec<_> = path.blocks.iter().flat_map(|block| block.updates.iter().cloned()).collect();
            if updates.is_empty() {
                continue;
            }
            if let Err(why) = self.rewrite_page(&planned.page.document, &updates) {
                let fault = Diagnostic::new(Code::CommandFailed, &path.file, TextRange::new(0, 0), why);
                path.faults.push(fault.help("run `roadbook test --update` again"));
                path.end = PathEnd::Failed;
            }
        }
    }

    fn rewrite_page(&self, page: &Document, updates: &[(TextRange, Vec<String>)]) -> Result<(), String> {
        let file = self.project.root.join(page.path.as_str());
        let raw = source::read_raw(&file).map_err(|error| error.to_string())?.unwrap_or_default();
        // Its path may have run for long, and its writer went on.
        if source::normalise(&raw) != *page.tree().text {
            return Err("this page was changed while its path ran, so no output is written into it".to_owned());
        }
        publish::replace(&file, runner::rewrite(&raw, &page.tree().text, updates)).map_err(|error| error.to_string())
    }

    /// Writes what is to be written: the record, the report for CI.
    fn write(
        &self,
        ground: Ground<'_>,
        derived: &Derived<'_>,
        plan: &Plan<'_>,
        report: &Report,
    ) -> Result<(), Failure> {
        if let Some(file) = &self.options.junit {
            publish::replace(file, runner::junit(report, |path| self.excerpts().shown(path)))?;
        }
        if self.options.no_record {
            return Ok(());
        }
        let today = environment::today();
        publish::update(&self.project.root.join(RECORD), |before| {
            let before = Record::read(before).value;
            let mut record = before.clone();
            for (planned, path) in plan.paths.iter().zip(&report.paths).filter(|(_, path)| path.has_run()) {
                let has_updates = path.blocks.iter().any(|block| !block.updates.is_empty());
                // What was expected has changed with the file: the next run records it.
                if let Some(verdict) = path.end.verdict().filter(|_| !has_updates) {
                    record.insert(&path.id, planned.path, (today, verdict));
                }
            }
            record.retain(|id| ground.handbook.find(id).is_some_and(|ix| derived.golden_path(ix).is_some()));
            (record != before).then(|| record.to_string())
        })?;
        Ok(())
    }
}

fn environment_file(file: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let shown = file.display();
    let text = source::read_text(file)?
        .ok_or_else(|| Failure::Usage(format!("there is no environment file `{shown}`\nhelp: check its name")))?;
    runner::read_environment_file(&text).map_err(|line| {
        let help = "each line is `NAME=value`, a comment or empty";
        Failure::Usage(format!("`{shown}`, line {line}, sets no variable\nhelp: {help}"))
    })
}

/// Whether each value of the command line is for some variable, and for no secret.
fn check_given(plan: &Plan<'_>, given: &Given<'_>) -> Result<(), Failure> {
    let declared = || plan.paths.iter().flat_map(|planned| &planned.path.variables);
    for name in given.set.keys() {
        if declared().all(|variable| variable.name != name) {
            let known = declared().map(|variable| variable.name);
            return Err(Failure::unknown("none of these paths has a variable", name, known, select::DECLARES));
        }
        if plan.paths.iter().any(|planned| planned.secrets.contains(name.as_str())) {
            let help = format!("set `{name}` in the environment, or in a file that `--env-file` names");
            let why = "is a secret: everybody on this machine can read the arguments of a program";
            return Err(Failure::Usage(format!("`{name}` {why}\nhelp: {help}")));
        }
    }
    Ok(())
}

/// The paths of a plan in the order in which they run, a line for each.
fn list(plan: &Plan<'_>) -> String {
    let width = plan.paths.iter().map(|planned| planned.page.id.chars().count()).max().unwrap_or_default();
    let line = |planned: &runner::Planned<'_>| {
        let of = |mode: &str| planned.path.commands.iter().filter(|command| command.mode.name() == mode).count();
        let (id, title) = (&planned.page.id, &planned.page.title);
        let (run, manual, clean_up, skip) = (of("run"), of("manual"), of("cleanup"), of("skip"));
        let mut counts = format!("{run} run, {manual} by hand, {clean_up} to clean up");
        if skip > 0 {
            counts.push_str(&format!(", {skip} skipped"));
        }
        format!("{id:width$}  {title} ({counts})\n")
    };
    plan.paths.iter().map(line).collect()
}

/// The last line: what was tested, how long it took, how it went.
fn summary(report: &Report, started: Instant) -> String {
    let of = |is: fn(&PathEnd) -> bool| report.paths.iter().filter(|path| is(&path.end)).count();
    let (passed, failed) = (of(|end| *end == PathEnd::Passed), of(|end| *end == PathEnd::Failed));
    let blocked = of(|end| matches!(end, PathEnd::Blocked(_)));
    let blocks = report.paths.iter().flat_map(|path| &path.blocks);
    let run = blocks.clone().filter(|block| matches!(block.end, BlockEnd::Passed | BlockEnd::Failed(_))).count();
    let manual = blocks.filter(|block| matches!(block.end, BlockEnd::Manual)).count();
    let skipped = of(|end| *end == PathEnd::Skipped);
    let mut parts = vec![format!("{passed} passed")];
    for (number, what) in [(failed, "failed"), (blocked, "blocked"), (skipped, "skipped")] {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    let (paths, blocks) = (count(passed + failed + blocked + skipped, "path"), count(run, "block"));
    let mut end = if report.is_interrupted { "; the run was ended" } else { "" }.to_owned();
    let is_missing = |path: &&PathReport| {
        let should_run = matches!(path.end, PathEnd::Failed | PathEnd::Blocked(_) | PathEnd::Interrupted);
        should_run && !path.has_run()
    };
    let missing: Vec<&str> = report.paths.iter().filter(is_missing).map(|path| path.id.as_str()).collect();
    if !missing.is_empty() {
        end.push_str(&format!("; not run: `{}`", missing.join("`, `")));
    }
    let seconds = started.elapsed().as_secs_f64();
    format!("Tested {paths} in {seconds:.1} s: {}; {blocks} run, {manual} left to people{end}", parts.join(", "))
}
