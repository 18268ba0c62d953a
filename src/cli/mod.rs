//! The command line: arguments, the terminal, the environment and the clock.
#![expect(clippy::disallowed_methods, reason = "this is the module that knows the environment and the clock")]

mod args;
mod build;
mod describe;
mod environment;
mod explain;
mod export;
mod init;
mod interrupt;
mod keys;
mod last;
mod report;
mod schema;
#[cfg(unix)]
mod screen;
mod search;
mod select;
mod serve;
#[cfg(unix)]
mod test;
mod theme;
mod timings;
mod watch;

use std::any::Any;
use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::Parser;

use crate::config::ProjectError;
use crate::diag;
use crate::publish::PublishError;
use crate::source::MachineError;
use args::{Arguments, Command};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// What was asked for is done.
    Done,
    /// The content has faults; nothing was published.
    Faults,
    /// A signal of this number ended it.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has signals"))]
    Interrupted(i32),
}

/// Why a run could not be done.
#[derive(Debug)]
enum Failure {
    /// What was asked for cannot be asked for: the arguments, the output folder.
    Usage(String),
    /// The configuration has faults, which were shown.
    Configuration(String),
    /// The machine did not do what it should.
    Machine(String),
}

impl Failure {
    /// What is said of a name that nothing has, with the one of `known` that may be meant, or else other help.
    fn unknown<'k>(said: &str, name: &str, known: impl IntoIterator<Item = &'k str>, otherwise: &str) -> Self {
        let near = diag::nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        Self::Usage(format!("{said} `{name}`\nhelp: {}", near.as_deref().unwrap_or(otherwise)))
    }

    /// A fault of Roadbook itself, outside of any page.
    fn of_panic(panic: &(dyn Any + Send)) -> Self {
        let said = crate::build::words_of(panic);
        Self::Machine(format!("Roadbook failed: {said}\nhelp: please report it; `RUST_BACKTRACE=1` shows where"))
    }
}

impl From<MachineError> for Failure {
    fn from(error: MachineError) -> Self {
        Self::Machine(error.to_string())
    }
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Self {
        match error {
            ProjectError::NoFolder(_) | ProjectError::NoContent { .. } => Self::Usage(error.to_string()),
            ProjectError::Machine(error) => error.into(),
        }
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Refused(refusal) => Self::Usage(refusal.to_string()),
            PublishError::Locked { target, holder } => {
                let holder = holder.map(|holder| format!(" (process {holder})")).unwrap_or_default();
                let target = target.display();
                Self::Machine(format!("another build{holder} is writing to `{target}`\nhelp: wait until it has ended"))
            }
            PublishError::Machine(error) => error.into(),
        }
    }
}

/// Runs one command. Returns 0 when it is done, 1 for faults in the content, 2 for usage and configuration, 3 for
/// the machine.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let is_for_machine = arguments.iter().any(|argument| argument == "json" || argument == "--format=json");
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            if is_for_machine && error.use_stderr() {
                report::json_failure(error.to_string().trim());
            }
            // Help and version are not errors; clap knows where each belongs.
            let code = if error.use_stderr() { 2 } else { 0 };
            return if error.print().is_ok() || code != 0 { ExitCode::from(code) } else { ExitCode::from(3) };
        }
    };
    environment::quiet_panics();
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| match &arguments.command {
        Command::Build(options) => build::build(options),
        Command::Check(options) => build::check(options),
        Command::Init(options) => init::init(options),
        Command::Explain(options) => explain::explain(options),
        Command::Schema(options) => schema::schema(options),
        Command::Theme(options) => theme::theme(options),
        Command::Export(options) => export::export(options),
        #[cfg(unix)]
        Command::Test(options) => test::test(options),
        #[cfg(not(unix))]
        Command::Test(_) => Err(Failure::Usage("golden paths run in a shell of Unix\nhelp: use WSL".to_owned())),
        Command::Serve(options) => serve::serve(options),
        Command::Search(options) => search::search(options),
    }));
    match outcome.unwrap_or_else(|panic| Err(Failure::of_panic(panic.as_ref()))) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Faults) => ExitCode::from(1),
        Ok(Outcome::Interrupted(signal)) => ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX)),
        Err(failure) => {
            let (code, message) = match &failure {
                Failure::Usage(message) | Failure::Configuration(message) => (2, message),
                Failure::Machine(message) => (3, message),
            };
            report::failure(message);
            if arguments.wants_json() && !matches!(failure, Failure::Configuration(_)) {
                report::json_failure(message);
            }
            ExitCode::from(code)
        }
    }
}
