//! The code blocks of a golden path: what runs, and what it must print.

use std::time::Duration;

use super::{Place, seconds};
use crate::data::Date;
use crate::document::{Block, Code, each_block};
use crate::text::TextRange;

/// A code block that is no output.
#[derive(Clone, Debug)]
pub struct Command<'a> {
    /// Its name, where it has one.
    pub id: Option<&'a str>,
    /// The language as written.
    pub language: Option<&'a str>,
    /// The code, variables not filled in.
    pub text: &'a str,
    /// Whether it runs.
    pub mode: Mode<'a>,
    /// How long it may take, where it says so.
    pub timeout: Option<Duration>,
    /// The operating system for which it is: `linux`, `macos` or `windows`.
    pub os: Option<&'a str>,
    /// The environment that it changes.
    pub env: Option<&'a str>,
    /// The tool for which it is, where readers choose among several.
    pub tool: Option<&'a str>,
    /// What it must print, and how it must end: each `output` behind it.
    pub expected: Vec<Expected<'a>>,
    /// Where on the path it stands.
    pub place: Place,
    /// The place of the block, fences included.
    pub range: TextRange,
}

/// Whether a block runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode<'a> {
    /// In its turn.
    Run,
    /// By hand alone.
    Manual,
    /// At the end, whatever happened before.
    CleanUp,
    /// Not for the time being.
    Skip {
        /// Why.
        reason: &'a str,
        /// The last day on which that holds.
        until: Option<Date>,
    },
    /// Never: it is there to be read.
    Shown,
}

/// What a command must print, or how it must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected<'a> {
    /// The text of the block.
    pub text: &'a str,
    /// How it is compared.
    pub how: Matching,
    /// The place of the block, fences included.
    pub range: TextRange,
}

/// How an output is compared with what was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matching {
    /// Line by line: `...` is any lines, `[..]` any text in a line.
    Elided,
    /// The whole is found by this regular expression.
    Regex,
    /// The text stands somewhere in it.
    Contains,
    /// It is the exit status; `None` where the text is no number from 0 to 255.
    Exit(Option<u8>),
}

/// What runs a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpreter {
    /// The shell of the path: `sh`.
    Sh,
    /// The same, which must be `bash`.
    Bash,
    /// A program that takes the name of a file.
    Program(&'static str),
}

/// The languages that can run.
const INTERPRETERS: [(&str, Interpreter); 10] = [
    ("sh", Interpreter::Sh),
    ("shell", Interpreter::Sh),
    ("bash", Interpreter::Bash),
    ("python", Interpreter::Program("python3")),
    ("python3", Interpreter::Program("python3")),
    ("py", Interpreter::Program("python3")),
    ("javascript", Interpreter::Program("node")),
    ("js", Interpreter::Program("node")),
    ("perl", Interpreter::Program("perl")),
    ("ruby", Interpreter::Program("ruby")),
];

impl Interpreter {
    /// What runs a language; `None` where nothing does.
    pub fn of(language: &str) -> Option<Self> {
        INTERPRETERS.iter().find(|(name, _)| language.eq_ignore_ascii_case(name)).map(|(_, interpreter)| *interpreter)
    }

    /// The languages that can run, as fences name them.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        INTERPRETERS.iter().map(|(name, _)| *name)
    }
}

impl Command<'_> {
    /// What runs it; `None` of a language that nothing runs.
    pub fn interpreter(&self) -> Option<Interpreter> {
        Interpreter::of(self.language?)
    }
}

impl Mode<'_> {
    /// Whether a block of this mode is run by the program now, or once it is no longer skipped.
    pub fn is_run(&self) -> bool {
        matches!(self, Self::Run | Self::CleanUp | Self::Skip { .. })
    }
}

impl Mode<'_> {
    /// Its name, as fences and machines have it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Manual => "manual",
            Self::CleanUp => "cleanup",
            Self::Skip { .. } => "skip",
            Self::Shown => "shown",
        }
    }
}

impl Matching {
    /// Its name, as fences have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elided => "lines",
            Self::Regex => "regex",
            Self::Contains => "contains",
            Self::Exit(_) => "exit",
        }
    }
}

/// Whether a block is what a command prints.
pub fn is_output(fence: &Code) -> bool {
    fence.language.as_deref().is_some_and(|language| language.eq_ignore_ascii_case("output"))
}

/// The commands of a page, each with the outputs behind it up to the next heading; `place` says where on the path the
/// block at a place of the list stands.
pub(super) fn read(blocks: &[Block], place: impl Fn(usize) -> Place) -> Vec<Command<'_>> {
    // Ten thousand paths have two or three each: room for no more than those is kept.
    let fences = blocks.iter().filter(|block| matches!(block, Block::Code(_)));
    let mut commands: Vec<Command<'_>> = Vec::with_capacity(fences.count());
    let mut has_command = false;
    for (at, outer) in blocks.iter().enumerate() {
        each_block(std::slice::from_ref(outer), &mut |block| match block {
            Block::Heading(_) => has_command = false,
            Block::Code(fence) if is_output(fence) => {
                if let Some(command) = commands.last_mut().filter(|_| has_command) {
                    command.expected.push(Expected::new(fence));
                }
            }
            Block::Code(fence) => {
                has_command = true;
                commands.push(Command::new(fence, place(at)));
            }
            _ => {}
        });
    }
    commands
}

impl<'a> Command<'a> {
    fn new(fence: &'a Code, place: Place) -> Self {
        let attribute = |name: &str| fence.attributes.get(name).filter(|value| !value.is_empty());
        Self {
            id: attribute("id").or_else(|| attribute("name")).or(fence.attributes.id.as_deref()),
            language: fence.language.as_deref(),
            text: &fence.text,
            mode: Mode::of(fence, place),
            timeout: attribute("timeout").and_then(seconds).map(Duration::from_secs),
            os: attribute("os"),
            env: attribute("env"),
            tool: attribute("tool"),
            expected: Vec::new(),
            place,
            range: fence.range,
        }
    }
}

impl<'a> Mode<'a> {
    fn of(fence: &'a Code, place: Place) -> Self {
        let mode = match fence.attributes.get("run") {
            Some("manual") => return Self::Manual,
            Some("cleanup") => Self::CleanUp,
            Some("" | "auto") if place == Place::CleanUp => Self::CleanUp,
            Some("" | "auto") => Self::Run,
            _ => return Self::Shown,
        };
        let Some(reason) = fence.attributes.get("skip") else { return mode };
        Self::Skip { reason, until: fence.attributes.get("until").and_then(|day| day.parse().ok()) }
    }
}

impl<'a> Expected<'a> {
    fn new(fence: &'a Code) -> Self {
        let how = match fence.attributes.get("match") {
            Some("regex") => Matching::Regex,
            Some("contains") => Matching::Contains,
            Some("exit") => Matching::Exit(fence.text.trim().parse().ok()),
            _ => Matching::Elided,
        };
        Self { text: &fence.text, how, range: fence.range }
    }
}
