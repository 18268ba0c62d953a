//! How a run went: what became of each path and of each of its blocks.

use std::path::PathBuf;
use std::time::Duration;

use super::Secrets;
use super::matching::{ANY_TEXT, Line};
use crate::derived::{Place, Verdict};
use crate::diag::Diagnostic;
use crate::text::{SourcePath, TextRange};

/// What became of all paths.
#[derive(Debug, Default)]
pub struct Report {
    /// The paths, in the order in which they ran.
    pub paths: Vec<PathReport>,
    /// Whether somebody ended the run.
    pub is_interrupted: bool,
}

/// What became of a path.
#[derive(Debug)]
pub struct PathReport {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: SourcePath,
    /// How it ended.
    pub end: PathEnd,
    /// What kept it from being run, or its result from being used: faults of its page, values that it lacks.
    pub faults: Vec<Diagnostic>,
    /// Its blocks, in the order in which they ran; clean-up last.
    pub blocks: Vec<BlockReport>,
    /// Its folder, where that was to be kept.
    pub folder: Option<PathBuf>,
}

/// How a path ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathEnd {
    /// All that ran did what it should.
    Passed,
    /// Something did not.
    Failed,
    /// Nothing on it runs by itself.
    Empty,
    /// Nothing on it runs here or now: its blocks are skipped, or for other systems.
    Skipped,
    /// A check said that it is not needed.
    NotNeeded,
    /// A path that it requires, of this id, did not pass.
    Blocked(String),
    /// Somebody ended the run.
    Interrupted,
}

impl PathReport {
    /// Whether something on it was run.
    pub fn has_run(&self) -> bool {
        self.blocks.iter().any(|block| block.end.is_run())
    }

    /// Why nothing of it was run although it should have been, besides its faults.
    pub fn obstacle(&self) -> Option<String> {
        match &self.end {
            PathEnd::Blocked(other) => Some(format!("not run, since `{other}` did not pass")),
            PathEnd::Interrupted if !self.has_run() => Some("not run, since the run was ended".to_owned()),
            _ => None,
        }
    }

    /// Takes secrets out of it; those are known best when all has run.
    pub(super) fn hide(&mut self, secrets: &Secrets) {
        self.faults.iter_mut().for_each(|fault| fault.message = secrets.hide(&fault.message));
        for block in &mut self.blocks {
            block.hide(secrets);
        }
    }
}

impl PathEnd {
    /// Its name, for machines and people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Empty => "empty",
            Self::Skipped => "skipped",
            Self::NotNeeded => "not needed",
            Self::Blocked(_) => "blocked",
            Self::Interrupted => "interrupted",
        }
    }

    /// What is recorded of it; `None` where it was not tested.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Passed => Some(Verdict::Passed),
            Self::Failed => Some(Verdict::Failed),
            Self::Empty | Self::Skipped | Self::NotNeeded | Self::Blocked(_) | Self::Interrupted => None,
        }
    }
}

/// What became of a block.
#[derive(Debug)]
pub struct BlockReport {
    /// Its name, where it has one.
    pub id: Option<String>,
    /// The title of the step, or of the section, in which it stands.
    pub step: String,
    /// Where on the path it stands.
    pub place: Place,
    /// Its line in the file.
    pub line: usize,
    /// How it ended.
    pub end: BlockEnd,
    /// How long it took.
    pub took: Duration,
    /// What it printed, without secrets.
    pub output: String,
    /// Expected outputs that are no longer right, each with the lines that take their place.
    pub updates: Vec<(TextRange, Vec<String>)>,
}

/// How a block ended.
#[derive(Debug)]
pub enum BlockEnd {
    /// As it should.
    Passed,
    /// Not so.
    Failed(Box<Fault>),
    /// It is there to be done by hand.
    Manual,
    /// It does not run here or now: why.
    Skipped(String),
    /// Something before it failed.
    NotReached,
    /// Somebody ended the run.
    Interrupted,
}

impl BlockReport {
    pub(super) fn hide(&mut self, secrets: &Secrets) {
        self.output = secrets.hide(&self.output);
        if let BlockEnd::Failed(fault) = &mut self.end {
            fault.diagnostic.message = secrets.hide(&fault.diagnostic.message);
            fault.difference.iter_mut().for_each(|line| line.hide(secrets));
        }
        for line in self.updates.iter_mut().flat_map(|(_, lines)| lines) {
            *line = secrets.replace(line, ANY_TEXT);
        }
    }
}

impl BlockEnd {
    /// Whether the block was run.
    pub fn is_run(&self) -> bool {
        matches!(self, Self::Passed | Self::Failed(_) | Self::Interrupted)
    }

    /// Its name, for machines and people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Manual => "manual",
            Self::Skipped(_) => "skipped",
            Self::NotReached => "not reached",
            Self::Interrupted => "interrupted",
        }
    }

    /// What is wrong with it.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Failed(fault) => Some(fault),
            _ => None,
        }
    }
}

/// What a block did wrong; no secret stands in it.
#[derive(Debug)]
pub struct Fault {
    /// What, and where.
    pub diagnostic: Diagnostic,
    /// What was expected beside what came, where that is what differs.
    pub difference: Vec<Line>,
}

impl Report {
    /// Whether something did not do what it should.
    pub fn has_failed(&self) -> bool {
        self.paths.iter().any(|path| matches!(path.end, PathEnd::Failed | PathEnd::Blocked(_)))
    }
}
