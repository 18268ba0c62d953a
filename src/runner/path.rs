//! One path after the other: its blocks, what it provides, and its clean-up once nobody needs it any more.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use super::folder::Folder;
use super::judge::{Deed, Judge};
use super::report::{BlockEnd, BlockReport, PathEnd, PathReport, Report};
use super::shell::{self, Ending, Ran, Rigour, Shell};
use super::{Given, Listener, Plan, Planned, RunSettings, Secrets, Stop, Values, is_installed};
use crate::derived::{Command, Interpreter, Matching, Mode, Place, fill};
use crate::diag::{Code, Diagnostic};
use crate::source::MachineError;
use crate::text::{LineIndex, TextRange};

/// The file of the folder in which a block is handed to the shell.
const BLOCK: &str = "block";

/// The file of the folder that a block for another interpreter is.
const PROGRAM: &str = "program";

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

/// Why a path does not begin.
enum Unbegun {
    /// It need not, or cannot: its end.
    Ended(PathEnd),
    /// Something is wrong.
    Faulty(Box<Diagnostic>),
}

/// The shell of a path, and where it stands.
struct Session {
    folder: Folder,
    program: &'static str,
    /// Whether a shell can have a session of its own.
    has_setsid: bool,
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
            planned.secrets.iter().filter_map(|name| planned.values.get(*name)).for_each(|value| secrets.insert(value));
        }
        let (provided, report, open) = (Vec::new(), Report::default(), Vec::new());
        Self { plan, given, settings, stop, secrets, provided, report, open }
    }

    pub(super) fn run(mut self, listener: &mut impl Listener) -> Report {
        shell::adopt_orphans();
        let plan = self.plan;
        for (at, planned) in plan.paths.iter().enumerate() {
            let mut report = PathReport {
                id: planned.page.id.to_string(),
                title: planned.page.title.clone(),
                file: planned.page.document.path.clone(),
                end: PathEnd::Interrupted,
                faults: Vec::new(),
                blocks: Vec::new(),
                folder: None,
            };
            if self.report.is_interrupted {
                self.report.paths.push(report);
                continue;
            }
            listener.path(planned);
            self.provided.push(Values::new());
            report.end = self.path(at, &mut report, listener);
            self.report.is_interrupted |= report.end == PathEnd::Interrupted;
            self.report.paths.push(report);
            if !self.report.is_interrupted {
                self.clean_up(at + 1, listener);
            }
        }
        self.clean_up(plan.paths.len(), listener);
        // A path may provide what another one printed before.
        self.report.paths.iter_mut().for_each(|path| path.hide(&self.secrets));
        self.report
    }

    /// Runs a path up to its clean-up.
    fn path(&mut self, at: usize, report: &mut PathReport, listener: &mut impl Listener) -> PathEnd {
        let planned = &self.plan.paths[at];
        let stands_in_the_way =
            |end: &PathEnd| matches!(end, PathEnd::Failed | PathEnd::Blocked(_) | PathEnd::Interrupted);
        let required = planned.requires.iter().map(|(other, _)| &self.report.paths[*other]);
        if let Some(other) = required.into_iter().find(|other| stands_in_the_way(&other.end)) {
            return PathEnd::Blocked(other.id.clone());
        }
        report.faults.clone_from(&planned.faults);
        if !report.faults.is_empty() {
            return PathEnd::Failed;
        }
        let mut session = match self.begin(at) {
            Ok(session) => session,
            Err(Unbegun::Ended(end)) => return end,
            Err(Unbegun::Faulty(fault)) => {
                report.faults.push(*fault);
                return PathEnd::Failed;
            }
        };
        report.folder = self.settings.keeps_folders.then(|| session.folder.root().to_owned());
        let mut end = PathEnd::Passed;
        for (number, command) in planned.path.commands.iter().enumerate() {
            if matches!(command.mode, Mode::CleanUp | Mode::Shown) {
                continue;
            }
            let block = if end == PathEnd::Passed {
                self.block(planned, (number, command), &mut session, listener)
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
        if end == PathEnd::Passed && !report.has_run() {
            return PathEnd::Skipped;
        }
        if end == PathEnd::Passed {
            end = self.provide(at, &mut session, report);
        }
        self.open.push((at, session));
        end
    }

    /// Begins a path, or says why not.
    fn begin(&self, at: usize) -> Result<Session, Unbegun> {
        let planned = &self.plan.paths[at];
        let machine = |error| Unbegun::Faulty(Box::new(machine_fault(planned, &error)));
        if !planned.is_asked {
            match self.need(at).map_err(machine)? {
                Need::Needed => {}
                Need::NotNeeded => return Err(Unbegun::Ended(PathEnd::NotNeeded)),
                Need::Interrupted => return Err(Unbegun::Ended(PathEnd::Interrupted)),
            }
        }
        if !planned.path.commands.iter().any(|command| command.mode.is_run()) {
            return Err(Unbegun::Ended(PathEnd::Empty));
        }
        let values = self.values(planned).map_err(Unbegun::Faulty)?;
        self.session(planned, values).map_err(machine)
    }

    /// Whether a path that nobody asked for is needed: some path requires it whose check does not succeed.
    fn need(&self, at: usize) -> Result<Need, MachineError> {
        for planned in self.plan.paths.iter().filter(|planned| planned.faults.is_empty()) {
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
        let has_setsid = is_installed("setsid", &settings.search_path);
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
        Ok(Session { folder, program, has_setsid, values, variables, here, shell: None })
    }

    /// Runs a block in its turn, or says why not.
    fn block(
        &mut self,
        planned: &Planned<'_>,
        (number, command): (usize, &Command<'_>),
        session: &mut Session,
        listener: &mut impl Listener,
    ) -> BlockReport {
        let reason = match command.mode {
            Mode::Manual => Some(BlockEnd::Manual),
            Mode::Skip { reason, .. } => Some(BlockEnd::Skipped(reason.to_owned())),
            _ => self.unsuited(planned, number).map(BlockEnd::Skipped),
        };
        let mut block = block_report(planned, command, BlockEnd::Passed);
        if let Some(end) = reason {
            block.end = end;
        } else {
            listener.begin(&block.step);
            self.run_block(planned, command, session, &mut block);
            block.hide(&self.secrets);
        }
        listener.end(planned.page.document.path.as_str(), &block);
        block
    }

    /// Runs a block and judges it.
    fn run_block(
        &mut self,
        planned: &Planned<'_>,
        command: &Command<'_>,
        session: &mut Session,
        block: &mut BlockReport,
    ) {
        let fails = command.expected.iter().any(|expected| matches!(expected.how, Matching::Exit(_)));
        let rigour = if fails || command.mode == Mode::CleanUp { Rigour::Lenient } else { Rigour::Strict };
        let limit = command.timeout.unwrap_or(self.settings.limit);
        let ran = session.run_command(command, rigour, (limit, self.stop));
        let hidden = self.learn(planned, session);
        let judge = Judge {
            file: &planned.page.document.path,
            text: &planned.page.document.tree().text,
            values: &session.values,
            secrets: &self.secrets,
            folder: session.folder.root(),
            updates: self.settings.updates,
        };
        match ran {
            Ok(ran) => {
                block.took = ran.took;
                block.output = hidden.unwrap_or_else(|| session.printed(&ran));
                let (output, is_whole) = (block.output.as_str(), ran.output.is_whole());
                let deed = Deed { command, ending: ran.ending, output, is_whole, limit: spelt(limit) };
                (block.end, block.updates) = judge.block(&deed);
            }
            Err(error) => block.end = judge.machine(command, &error),
        }
    }

    /// Learns the secrets that a path provides as soon as its shell holds them, since what a block printed may name
    /// them. Where the shell is gone nobody knows them: what is then shown instead of the output.
    fn learn(&mut self, planned: &Planned<'_>, session: &mut Session) -> Option<String> {
        let provided = planned.path.provides.iter().map(|provision| provision.name);
        for name in provided.filter(|name| planned.secrets.contains(name)) {
            let is_there = session.shell.as_ref().is_some_and(|shell| !shell.is_over());
            let asked = is_there.then(|| session.value(name, (self.settings.limit, self.stop)));
            if let Some(Ok((Ending::Status(_), value))) = asked {
                self.secrets.insert(&value);
                continue;
            }
            self.report.is_interrupted |= matches!(asked, Some(Ok((Ending::Interrupted, _))));
            return Some(format!("(not shown: it may hold the secret `{name}`)\n"));
        }
        None
    }

    /// Why a block is for another system, or another tool, than the one at hand.
    fn unsuited(&self, planned: &Planned<'_>, number: usize) -> Option<String> {
        let command = &planned.path.commands[number];
        let system = std::env::consts::OS;
        if let Some(os) = command.os.filter(|os| os.split(',').all(|os| !os.trim().eq_ignore_ascii_case(system))) {
            return Some(format!("it is for {os}"));
        }
        let tool = command.tool?;
        let group = planned.path.tools_beside(command);
        let chosen = group.iter().find(|tool| is_installed(tool, &self.settings.search_path));
        let chosen = *chosen.or(group.first())?;
        (chosen != tool).then(|| format!("{chosen} is used"))
    }

    /// Takes what a path provides out of its shell.
    fn provide(&mut self, at: usize, session: &mut Session, report: &mut PathReport) -> PathEnd {
        let planned = &self.plan.paths[at];
        for provision in &planned.path.provides {
            let name = provision.name;
            let value = match session.value(name, (self.settings.limit, self.stop)) {
                Ok((Ending::Interrupted, _)) => return PathEnd::Interrupted,
                Ok((_, value)) => value,
                Err(error) => {
                    report.faults.push(machine_fault(planned, &error));
                    return PathEnd::Failed;
                }
            };
            if value.is_empty() {
                let message = format!("the path provides `{name}`, but its shell holds no such value at the end");
                let file = &planned.page.document.path;
                let note = Diagnostic::new(Code::CommandFailed, file, provision.range, message);
                report.faults.push(note.help(format!("set it in a command that runs: `{name}=…`")));
                return PathEnd::Failed;
            }
            self.provided[at].insert(name.to_owned(), value);
        }
        PathEnd::Passed
    }

    /// Cleans up the paths that no path needs any more, where those from `next` on are still to come.
    fn clean_up(&mut self, next: usize, listener: &mut impl Listener) {
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
                let block = self.block(planned, (number, command), &mut session, listener);
                let report = &mut self.report.paths[at];
                match block.end {
                    BlockEnd::Failed(_) if report.end == PathEnd::Passed => report.end = PathEnd::Failed,
                    BlockEnd::Interrupted => self.report.is_interrupted = true,
                    _ => {}
                }
                report.blocks.push(block);
            }
            self.report.is_interrupted |= session.finish((self.settings.limit, self.stop)) == Ending::Interrupted;
        }
    }
}

impl Session {
    /// Runs a block, in a new shell where the old one is gone.
    fn run(&mut self, block: &str, rigour: Rigour, (limit, stop): (Duration, &Stop)) -> Result<Ran, MachineError> {
        let file = self.folder.write(BLOCK, block)?;
        if self.shell.as_ref().is_none_or(Shell::is_over) {
            let here = if self.here.is_dir() { self.here.clone() } else { self.folder.work() };
            let shell = Shell::start(self.program, &here, &self.variables, self.has_setsid);
            self.shell = Some(shell.map_err(MachineError::on("start", self.program.as_ref()))?);
        }
        let shell = self.shell.as_mut().expect("it was started above");
        let ran = shell.run(&file, rigour, limit, stop).map_err(MachineError::on("run", self.program.as_ref()));
        self.folder.remove(&[BLOCK, PROGRAM]);
        if let Some(folder) = ran.as_ref().ok().and_then(|ran| ran.folder.as_ref()) {
            self.here.clone_from(folder);
        }
        ran
    }

    /// Runs a command of a page: the block itself, or the program that runs it.
    fn run_command(
        &mut self,
        command: &Command<'_>,
        rigour: Rigour,
        limits: (Duration, &Stop),
    ) -> Result<Ran, MachineError> {
        let text = fill(command.text, |name| self.values.get(name).map(|value| Cow::Borrowed(value.as_str())));
        let Some(Interpreter::Program(program)) = command.interpreter() else { return self.run(&text, rigour, limits) };
        let file = self.folder.write(PROGRAM, &text)?;
        self.run(&format!("{program} '{}'", file.display().to_string().replace('\'', "'\\''")), rigour, limits)
    }

    /// What a block printed; in what its interpreter says of it, its file has the same name in every run.
    fn printed(&self, ran: &Ran) -> String {
        let short = |text: String, name: &str| text.replace(&self.folder.root().join(name).display().to_string(), name);
        [BLOCK, PROGRAM].into_iter().fold(ran.output.text(), short)
    }

    /// What a variable of the shell holds.
    fn value(&mut self, name: &str, limits: (Duration, &Stop)) -> Result<(Ending, String), MachineError> {
        let ran = self.run(&format!("printf '%s\\n' \"${{{name}-}}\""), Rigour::Lenient, limits)?;
        Ok((ran.ending, ran.output.text().trim_end_matches('\n').to_owned()))
    }

    /// Lets the shell end.
    fn finish(&mut self, (limit, stop): (Duration, &Stop)) -> Ending {
        let shell = self.shell.as_mut().filter(|shell| !shell.is_over());
        shell.map_or(Ending::Left(0), |shell| shell.finish(limit, stop))
    }
}

/// The fault of a path that the machine did not let begin.
fn machine_fault(planned: &Planned<'_>, error: &MachineError) -> Diagnostic {
    let file = &planned.page.document.path;
    Diagnostic::new(Code::CommandFailed, file, TextRange::new(0, 0), error.to_string())
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
        line: LineIndex::new(&planned.page.document.tree().text).position(command.range.start).line,
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
