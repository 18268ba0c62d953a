//! One path after the other: its blocks, what it provides, and its clean-up once nobody needs it any more.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use super::folder::Folder;
use super::judge::{Deed, Judge};
use super::report::{BlockEnd, BlockReport, PathEnd, PathReport, Report};
use super::shell::{Ending, Ran, Rigour, Shell};
use super::{Given, Listener, Plan, Planned, RunSettings, Secrets, Stop, Values, is_installed};
use crate::derived::{Command, Interpreter, Matching, Mode, Place, fill};
use crate::diag::{Code, Diagnostic};
use crate::source::MachineError;
use crate::text::LineIndex;

/// A run of a plan.
pub(super) struct Runner<'r, 'a> {
    plan: &'r Plan<'a>,
    given: &'r Given<'r>,
    settings: &'r RunSettings,
    stop: &'r Stop,
    secrets: Secrets,
    /// What each path that has run provides.
    provided: Vec<Values>,
    report: Report,
    /// The paths that have run and are not cleaned up, by their place in the plan.
    open: Vec<(usize, Session)>,
}

/// Whether a path that nobody asked for runs.
enum Need {
    Needed,
    NotNeeded,
    Interrupted,
}

/// The shell of a path, and where it stands.
struct Session {
    folder: Folder,
    program: &'static str,
    values: Values,
    variables: Vec<(String, String)>,
    /// The folder in which the next shell begins, where this one is gone.
    here: PathBuf,
    shell: Option<Shell>,
}

impl<'r, 'a> Runner<'r, 'a> {
    pub(super) fn new(plan: &'r Plan<'a>, given: &'r Given<'r>, settings: &'r RunSettings, stop: &'r Stop) -> Self {
        let mut secrets = Secrets::default();
        for planned in &plan.paths {
            for variable in planned.path.variables.iter().filter(|variable| variable.is_secret) {
                planned.values.get(variable.name).into_iter().for_each(|value| secrets.insert(value));
            }
        }
        let (provided, report, open) = (Vec::new(), Report::default(), Vec::new());
        Self { plan, given, settings, stop, secrets, provided, report, open }
    }

    pub(super) fn run(mut self, listener: &mut impl Listener) -> Result<Report, MachineError> {
        let plan = self.plan;
        for (at, planned) in plan.paths.iter().enumerate() {
            listener.path(planned);
            let mut report = PathReport {
                id: planned.page.id.to_string(),
                title: planned.page.title.clone(),
                file: planned.page.document.path.clone(),
                end: PathEnd::Passed,
                fault: None,
                blocks: Vec::new(),
                folder: None,
            };
            self.provided.push(Values::new());
            report.end = self.path(at, &mut report, listener)?;
            self.report.is_interrupted |= report.end == PathEnd::Interrupted;
            self.report.paths.push(report);
            if self.report.is_interrupted {
                break;
            }
            self.clean_up(at + 1, listener)?;
        }
        self.clean_up(plan.paths.len(), listener)?;
        Ok(self.report)
    }

    /// Runs a path up to its clean-up.
    fn path(
        &mut self,
        at: usize,
        report: &mut PathReport,
        listener: &mut impl Listener,
    ) -> Result<PathEnd, MachineError> {
        let planned = &self.plan.paths[at];
        let stands_in_the_way =
            |end: &PathEnd| matches!(end, PathEnd::Failed | PathEnd::Blocked(_) | PathEnd::Interrupted);
        let required = planned.requires.iter().map(|(other, _)| &self.report.paths[*other]);
        if let Some(other) = required.into_iter().find(|other| stands_in_the_way(&other.end)) {
            return Ok(PathEnd::Blocked(other.id.clone()));
        }
        if !planned.is_asked {
            match self.need(at)? {
                Need::Needed => {}
                Need::NotNeeded => return Ok(PathEnd::NotNeeded),
                Need::Interrupted => return Ok(PathEnd::Interrupted),
            }
        }
        if !planned.path.commands.iter().any(|command| command.mode.is_run()) {
            return Ok(PathEnd::Empty);
        }
        let values = match self.values(planned) {
            Ok(values) => values,
            Err(fault) => {
                report.fault = Some(fault);
                return Ok(PathEnd::Failed);
            }
        };
        let mut session = self.session(planned, values)?;
        report.folder = self.settings.keeps_folders.then(|| session.folder.root().to_owned());
        let mut end = PathEnd::Passed;
        for (number, command) in planned.path.commands.iter().enumerate() {
            if matches!(command.mode, Mode::CleanUp | Mode::Shown) {
                continue;
            }
            let block = if end == PathEnd::Passed {
                self.block(planned, (number, command), &mut session, listener)?
            } else {
                block_report(planned, command, BlockEnd::NotReached)
            };
            match block.end {
                BlockEnd::Failed(_) => end = PathEnd::Failed,
                BlockEnd::Interrupted => end = PathEnd::Interrupted,
                _ => {}
            }
            report.blocks.push(block);
        }
        if end == PathEnd::Passed {
            end = self.provide(at, &mut session, report)?;
        }
        self.open.push((at, session));
        Ok(end)
    }

    /// Whether a path that nobody asked for is needed: some path requires it whose check does not succeed.
    fn need(&self, at: usize) -> Result<Need, MachineError> {
        for planned in &self.plan.paths {
            for (_, required) in planned.requires.iter().filter(|(other, _)| *other == at) {
                let Some(check) = required.unless else { return Ok(Need::Needed) };
                let mut session = self.session(planned, planned.values.clone())?;
                let check = fill(check, |name| planned.values.get(name).map(|value| Cow::Borrowed(value.as_str())));
                let ran = session.run(&check, Rigour::Lenient, (self.settings.limit, self.stop))?;
                match ran.ending {
                    Ending::Status(0) | Ending::Left(0) => {}
                    Ending::Interrupted => return Ok(Need::Interrupted),
                    _ => return Ok(Need::Needed),
                }
            }
        }
        Ok(Need::NotNeeded)
    }

    /// The values of a path, with those that other paths provide.
    fn values(&self, planned: &Planned<'_>) -> Result<Values, Box<Diagnostic>> {
        let mut values = planned.values.clone();
        for variable in planned.path.variables.iter().filter(|variable| !self.given.is_given(variable.name)) {
            let provider = planned.requires.iter().find(|(_, required)| variable.provided_by == Some(required.path));
            let value = provider.and_then(|(other, _)| self.provided[*other].get(variable.name));
            let file = &planned.page.document.path;
            match value {
                Some(value) => {
                    if let Some(fault) = variable.fault(value) {
                        let message = format!("the provided value of `{}` {fault}", variable.name);
                        return Err(Box::new(Diagnostic::new(Code::RefusedValue, file, variable.range, message)));
                    }
                    values.insert(variable.name.to_owned(), value.clone());
                }
                None if values.contains_key(variable.name) => {}
                None => {
                    let message = format!("no path provided the value of `{}`", variable.name);
                    let note = Diagnostic::new(Code::MissingValue, file, variable.range, message);
                    return Err(Box::new(note.help(format!("give it one with `--set {}=…`", variable.name))));
                }
            }
        }
        Ok(values)
    }

    fn session(&self, planned: &Planned<'_>, values: Values) -> Result<Session, MachineError> {
        let settings = self.settings;
        let folder = Folder::make(&settings.temporary, &planned.page.id, settings.keeps_folders)?;
        let is_bash = |command: &Command<'_>| command.mode.is_run() && command.interpreter() == Some(Interpreter::Bash);
        let program = if planned.path.commands.iter().any(is_bash) { "bash" } else { "sh" };
        let path = |path: PathBuf| path.display().to_string();
        let mut variables = vec![
            ("PATH".to_owned(), settings.search_path.clone()),
            ("HOME".to_owned(), path(folder.home())),
            ("TMPDIR".to_owned(), path(folder.temporary())),
            ("LANG".to_owned(), "C.UTF-8".to_owned()),
            ("TERM".to_owned(), "dumb".to_owned()),
        ];
        variables.extend(values.iter().map(|(name, value)| (name.clone(), value.clone())));
        let here = folder.work();
        Ok(Session { folder, program, values, variables, here, shell: None })
    }

    /// Runs a block in its turn, or says why not.
    fn block(
        &self,
        planned: &Planned<'_>,
        (number, command): (usize, &Command<'_>),
        session: &mut Session,
        listener: &mut impl Listener,
    ) -> Result<BlockReport, MachineError> {
        let reason = match command.mode {
            Mode::Manual => Some(BlockEnd::Manual),
            Mode::Skip { reason, .. } => Some(BlockEnd::Skipped(reason.to_owned())),
            _ => self.unsuited(planned, number).map(BlockEnd::Skipped),
        };
        if let Some(end) = reason {
            let block = block_report(planned, command, end);
            listener.end(planned.page.document.path.as_str(), &block);
            return Ok(block);
        }
        let mut block = block_report(planned, command, BlockEnd::Passed);
        listener.begin(&block.step);
        let fails = command.expected.iter().any(|expected| matches!(expected.how, Matching::Exit(_)));
        let rigour = if fails || command.mode == Mode::CleanUp { Rigour::Lenient } else { Rigour::Strict };
        let limit = command.timeout.unwrap_or(self.settings.limit);
        let text = session.program_of(command)?;
        let ran = session.run(&text, rigour, (limit, self.stop))?;
        block.took = ran.took;
        let is_whole = ran.output.is_whole();
        let longest = self.secrets.longest();
        let output = ran.output.text(longest, <[u8]>::to_vec);
        block.output = ran.output.text(longest, |bytes| self.secrets.hide(bytes));
        let judge = Judge {
            file: &planned.page.document.path,
            text: &planned.page.document.text,
            values: &session.values,
            secrets: &self.secrets,
            updates: self.settings.updates,
        };
        let deed = Deed { command, ending: ran.ending, output: &output, is_whole, limit: spelt(limit) };
        (block.end, block.updates) = judge.block(&deed);
        listener.end(planned.page.document.path.as_str(), &block);
        Ok(block)
    }

    /// Why a block is for another system, or another tool, than the one at hand.
    fn unsuited(&self, planned: &Planned<'_>, number: usize) -> Option<String> {
        let commands = &planned.path.commands;
        let command = &commands[number];
        let system = std::env::consts::OS;
        if let Some(os) = command.os.filter(|os| os.split(',').all(|os| !os.trim().eq_ignore_ascii_case(system))) {
            return Some(format!("it is for {os}"));
        }
        let tool = command.tool?;
        // Blocks for tools that stand together are one step done in several ways.
        let stands_together = |other: &&Command<'_>| other.tool.is_some() && other.place == command.place;
        let before = commands[..number].iter().rev().take_while(stands_together).count();
        let group: Vec<&str> =
            commands[number - before..].iter().take_while(stands_together).filter_map(|other| other.tool).collect();
        let chosen = group.iter().find(|tool| is_installed(tool, &self.settings.search_path));
        let chosen = *chosen.or(group.first())?;
        (chosen != tool).then(|| format!("{chosen} is used"))
    }

    /// Takes what a path provides out of its shell.
    fn provide(&mut self, at: usize, session: &mut Session, report: &mut PathReport) -> Result<PathEnd, MachineError> {
        let planned = &self.plan.paths[at];
        for provision in &planned.path.provides {
            let name = provision.name;
            let block = format!("printf '%s\\n' \"${{{name}-}}\"");
            let ran = session.run(&block, Rigour::Lenient, (self.settings.limit, self.stop))?;
            if ran.ending == Ending::Interrupted {
                return Ok(PathEnd::Interrupted);
            }
            let value = ran.output.text(0, <[u8]>::to_vec).trim_end_matches('\n').to_owned();
            if value.is_empty() {
                let message = format!("the path provides `{name}`, but its shell holds no such value at the end");
                let file = &planned.page.document.path;
                let note = Diagnostic::new(Code::CommandFailed, file, provision.range, message);
                report.fault = Some(Box::new(note.help(format!("set it in a command that runs: `{name}=…`"))));
                return Ok(PathEnd::Failed);
            }
            if provision.is_secret {
                self.secrets.insert(&value);
            }
            self.provided[at].insert(name.to_owned(), value);
        }
        Ok(PathEnd::Passed)
    }

    /// Cleans up the paths that no path needs any more, where those from `next` on are still to come.
    fn clean_up(&mut self, next: usize, listener: &mut impl Listener) -> Result<(), MachineError> {
        for place in (0..self.open.len()).rev() {
            let at = self.open[place].0;
            let plan = self.plan;
            let needs = |other: usize| plan.paths[other].requires.iter().any(|(required, _)| *required == at);
            let is_needed = (next..plan.paths.len()).any(needs) || self.open.iter().any(|(other, _)| needs(*other));
            if is_needed {
                continue;
            }
            let (_, mut session) = self.open.remove(place);
            let planned = &plan.paths[at];
            for (number, command) in planned.path.commands.iter().enumerate() {
                if command.mode != Mode::CleanUp {
                    continue;
                }
                let block = self.block(planned, (number, command), &mut session, listener)?;
                let report = &mut self.report.paths[at];
                match block.end {
                    BlockEnd::Failed(_) if report.end == PathEnd::Passed => report.end = PathEnd::Failed,
                    BlockEnd::Interrupted => self.report.is_interrupted = true,
                    _ => {}
                }
                report.blocks.push(block);
            }
        }
        Ok(())
    }
}

impl Session {
    /// Runs a block, in a new shell where the old one is gone.
    fn run(&mut self, block: &str, rigour: Rigour, (limit, stop): (Duration, &Stop)) -> Result<Ran, MachineError> {
        if self.shell.as_ref().is_none_or(Shell::is_over) {
            let here = if self.here.is_dir() { self.here.clone() } else { self.folder.work() };
            let shell = Shell::start(self.program, &here, &self.variables);
            self.shell = Some(shell.map_err(MachineError::on("start", self.program.as_ref()))?);
        }
        let shell = self.shell.as_mut().expect("it was started above");
        let ran = shell.run(block, rigour, limit, stop).map_err(MachineError::on("run", self.program.as_ref()))?;
        if let Some(folder) = &ran.folder {
            self.here.clone_from(folder);
        }
        Ok(ran)
    }

    /// What the shell is told to do for a block: the block itself, or the program that runs it.
    fn program_of(&self, command: &Command<'_>) -> Result<String, MachineError> {
        let text = fill(command.text, |name| self.values.get(name).map(|value| Cow::Borrowed(value.as_str())));
        let Some(Interpreter::Program(program)) = command.interpreter() else { return Ok(text) };
        let file = self.folder.program(&text)?;
        Ok(format!("{program} '{}'", file.display().to_string().replace('\'', "'\\''")))
    }
}

fn block_report(planned: &Planned<'_>, command: &Command<'_>, end: BlockEnd) -> BlockReport {
    let step = match command.place {
        Place::Step(number, _) => planned.path.steps[number].title().to_owned(),
        Place::CleanUp => planned.path.clean_up.as_ref().map_or("", |section| &section.heading.words).to_owned(),
        Place::Elsewhere => planned.page.title.clone(),
    };
    BlockReport {
        id: command.id.map(str::to_owned),
        step,
        place: command.place,
        line: LineIndex::new(&planned.page.document.text).position(command.range.start).line,
        end,
        took: Duration::ZERO,
        output: String::new(),
        updates: Vec::new(),
    }
}

/// A length of time in words.
fn spelt(limit: Duration) -> String {
    if limit.subsec_millis() == 0 { format!("{} s", limit.as_secs()) } else { format!("{} ms", limit.as_millis()) }
}
