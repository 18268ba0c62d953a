//! Golden paths, run: each in a shell of its own, in a fresh folder, with nothing but its variables around it.
//!
//! It is the one module that runs other programs, and only `roadbook test` calls it: nothing on a page is executed by
//! a build, a check or a server.
#![expect(clippy::disallowed_methods, reason = "this is the module that runs other programs")]

mod capture;
mod excerpt;
mod folder;
mod json;
mod judge;
mod junit;
mod matching;
mod path;
mod plan;
mod report;
mod secrets;
mod shell;
mod update;
mod values;

use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use excerpt::{Change, excerpt, last_lines};
pub use json::json;
pub use junit::junit;
pub use plan::{Plan, Planned, plan};
pub use report::{BlockEnd, BlockReport, Fault, PathEnd, PathReport, Report};
use secrets::Secrets;
pub use update::rewrite;
pub use values::{Given, Values, read_environment_file};

use path::Runner;

/// How paths run.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// The folder for temporary files.
    pub temporary: PathBuf,
    /// Where programs are looked for: the `PATH` of every shell.
    pub search_path: String,
    /// How long a block may take that does not say.
    pub limit: Duration,
    /// Whether the folders of the paths stay.
    pub keeps_folders: bool,
    /// Whether an expected output that is no longer right is replaced, and no failure.
    pub updates: bool,
}

/// Hears how far a run is.
pub trait Listener {
    /// A path begins.
    fn path(&mut self, path: &Planned<'_>);
    /// A block begins: the title of its step.
    fn begin(&mut self, step: &str);
    /// A block of a file has ended.
    fn end(&mut self, file: &str, block: &BlockReport);
}

/// Tells a run to end: a pipe into which each signal writes a byte.
#[derive(Debug)]
pub struct Stop(UnixStream);

impl Stop {
    /// Hears at this end of a pair of sockets, which must not block.
    pub fn new(stream: UnixStream) -> Self {
        Self(stream)
    }

    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }

    /// Whether somebody asked since the last call.
    fn take(&self) -> bool {
        (&self.0).read(&mut [0; 64]).is_ok_and(|length| length > 0)
    }
}

/// Runs a plan. What is wrong with a path is in the report, faults of the machine included.
pub fn run(
    plan: &Plan<'_>,
    given: &Given<'_>,
    settings: &RunSettings,
    (listener, stop): (&mut impl Listener, &Stop),
) -> Report {
    Runner::new(plan, given, settings, stop).run(listener)
}

/// A program that the shell finds, for groups of blocks of which one suits.
fn is_installed(program: &str, search_path: &str) -> bool {
    search_path.split(':').any(|folder| Path::new(folder).join(program).is_file())
}
