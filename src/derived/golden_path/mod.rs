//! Golden paths: steps that a reader follows and the program tests, read from the page's tree once for both.

mod attributes;
mod command;
mod placeholder;
mod shell_code;
mod tested;
mod variable;

use std::collections::BTreeSet;
use std::ops::Range;

use super::Ground;
use crate::data::{Value, duration, duration_seconds};
use crate::document::{Block, Heading};
use crate::handbook::{Page, PageIx};
use crate::schema::Kind;
use crate::text::{Digest, TextRange};

pub use attributes::{AttributeTakes, FENCE_ATTRIBUTES, HEADING_ATTRIBUTES, KnownAttribute};
pub use command::{Command, Expected, Interpreter, Matching, Mode, is_output};
pub use placeholder::{Declared, fill, follows_word, must_declare, placeholders};
pub use shell_code::{Quoting, shell_code};
pub use tested::{Record, Tested, Verdict};
pub use variable::{Variable, VariableShape, is_variable_name, provisions, variables_of};

/// The kind of the pages that are golden paths.
pub const GOLDEN_PATH: &str = "golden-path";

/// The section with what must be there before the first step.
const PREREQUISITES: &str = "Prerequisites";

/// The section that removes what the steps have made.
const CLEAN_UP: &str = "Clean up";

/// How many hexadecimal digits the mark of a step has: enough to tell the steps of a handbook apart.
const MARK_DIGITS: usize = 8;

/// A golden path.
#[derive(Debug)]
pub struct GoldenPath<'a> {
    /// What readers fill in, in the order in which the page declares it.
    pub variables: Vec<Variable<'a>>,
    /// What it leaves to the paths that require it, by name: variables of its shell at the end of the last step.
    pub provides: Vec<Variable<'a>>,
    /// The paths to finish first.
    pub requires: Vec<Requirement<'a>>,
    /// What must be there before the first step.
    pub prerequisites: Option<Passages<'a>>,
    /// What is done, in order.
    pub steps: Vec<Step<'a>>,
    /// How to take back what the steps have made.
    pub clean_up: Option<Passages<'a>>,
    /// How long it takes, in seconds, as the front matter has it.
    pub seconds: Option<u64>,
    /// Every code block of the body that is no output, in the order in which it is read.
    pub commands: Vec<Command<'a>>,
}

/// A path to finish first.
#[derive(Clone, Copy, Debug)]
pub struct Requirement<'a> {
    /// The path.
    pub path: PageIx,
    /// A shell check that succeeds where it need not be followed.
    pub unless: Option<&'a str>,
    /// Where the front matter names it.
    pub range: TextRange,
}

/// A section of the page: its heading, and the places of its blocks in [`Document::blocks`].
///
/// [`Document::blocks`]: crate::document::Tree::blocks
#[derive(Clone, Debug)]
pub struct Passages<'a> {
    /// The heading.
    pub heading: &'a Heading,
    /// What stands below it, panels included.
    pub blocks: Range<usize>,
}

/// A section that a reader works through.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The heading.
    pub heading: &'a Heading,
    /// How long it takes, in seconds, where it says so.
    pub seconds: Option<u64>,
    /// The places of its blocks in [`Document::blocks`](crate::document::Tree::blocks), panels included.
    pub blocks: Range<usize>,
    /// Its parts that are not what it does, in order.
    pub panels: Vec<Panel<'a>>,
    /// Stays as long as its commands: what a reader has ticked holds while this is the same.
    pub mark: String,
}

/// A part of a step below a heading of the third level that is not what the step does.
#[derive(Clone, Debug)]
pub struct Panel<'a> {
    /// What it is for.
    pub kind: PanelKind,
    /// Its heading.
    pub heading: &'a Heading,
    /// The places of its blocks, without the heading, in [`Document::blocks`](crate::document::Tree::blocks).
    pub blocks: Range<usize>,
}

/// What a panel is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PanelKind {
    /// Shows that the step worked.
    Verify,
    /// Undoes the step.
    RollBack,
    /// Helps where the step did not work.
    IfItFails,
}

impl PanelKind {
    /// Every kind of panel.
    pub const ALL: [Self; 3] = [Self::Verify, Self::RollBack, Self::IfItFails];

    /// The heading that begins it; upper and lower case are the same.
    pub fn title(self) -> &'static str {
        match self {
            Self::Verify => "Verify",
            Self::RollBack => "Roll back",
            Self::IfItFails => "If it fails",
        }
    }

    fn of(heading: &Heading) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| heading.words.eq_ignore_ascii_case(kind.title()))
    }
}

/// Where on a path a code block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the step of this number, from 0, and in which of its panels.
    Step(usize, Option<PanelKind>),
    /// In the section that cleans up.
    CleanUp,
    /// Before the first step, or in a section that is none.
    Elsewhere,
}

impl<'a> GoldenPath<'a> {
    /// The path that a page of the kind describes, without what it takes from other pages: `requires` is empty, and no
    /// variable is provided.
    fn of_page(page: &'a Page, kind: Option<&Kind>) -> Self {
        let mut path = Self {
            variables: variables_of(page),
            provides: provisions(page),
            requires: Vec::new(),
            prerequisites: None,
            steps: Vec::new(),
            clean_up: None,
            seconds: page.typed.text("time").and_then(seconds),
            commands: Vec::new(),
        };
        let blocks = &page.document.tree().blocks;
        for section in sections(blocks, 0..blocks.len(), 2) {
            path.add(section, blocks, kind);
        }
        path.commands = command::read(blocks, |at| path.place(at));
        path
    }

    fn add(&mut self, section: Passages<'a>, blocks: &'a [Block], kind: Option<&Kind>) {
        let known = kind.and_then(|kind| kind.section(&section.heading.words));
        match known.map(|known| known.name.as_str()) {
            None => self.steps.push(Step::new(section, blocks)),
            Some(CLEAN_UP) if self.clean_up.is_none() => self.clean_up = Some(section),
            Some(PREREQUISITES) if self.prerequisites.is_none() => self.prerequisites = Some(section),
            Some(_) => {}
        }
    }

    /// Where the block at a place of the document stands.
    fn place(&self, at: usize) -> Place {
        if self.clean_up.as_ref().is_some_and(|section| section.blocks.contains(&at)) {
            return Place::CleanUp;
        }
        let Some(number) = self.steps.iter().position(|step| step.blocks.contains(&at)) else {
            return Place::Elsewhere;
        };
        let panel = self.steps[number].panels.iter().find(|panel| panel.blocks.contains(&at));
        Place::Step(number, panel.map(|panel| panel.kind))
    }

    /// The commands of a step, of all its panels.
    pub fn commands_of(&self, step: usize) -> impl Iterator<Item = &Command<'a>> {
        self.commands.iter().filter(move |command| matches!(command.place, Place::Step(at, _) if at == step))
    }

    /// The command that a code block of the page is.
    pub fn command_at(&self, range: TextRange) -> Option<&Command<'a>> {
        self.commands.iter().find(|command| command.range == range)
    }

    /// The tools of the blocks that stand together with one, each once and in order: blocks for tools that stand together
    /// are one step done in several ways, of which the first that can be done is meant.
    pub fn tools_beside(&self, command: &Command<'_>) -> Vec<&'a str> {
        let mut groups = self.commands.split(|other| other.tool.is_none() || other.place != command.place);
        let group = groups.find(|group| group.iter().any(|other| other.range == command.range));
        let mut seen = BTreeSet::new();
        group.unwrap_or_default().iter().filter_map(|other| other.tool).filter(|tool| seen.insert(*tool)).collect()
    }

    /// The digest of all that a test of it runs and expects, good for files.
    pub fn digest(&self) -> Digest {
        let mut parts: Vec<&str> = Vec::new();
        for command in self.commands.iter().filter(|command| command.mode.is_run()) {
            parts.extend([command.language.unwrap_or_default(), command.mode.name(), command.text]);
            parts.extend(command.expected.iter().flat_map(|expected| [expected.how.name(), expected.text]));
        }
        Digest::of(parts.join("\0").as_bytes())
    }

    /// What its steps take together, in seconds; `None` where one of them does not say.
    pub fn sum_of_steps(&self) -> Option<u64> {
        self.steps.iter().map(|step| step.seconds).sum::<Option<u64>>().filter(|_| !self.steps.is_empty())
    }
}

impl<'a> Step<'a> {
    fn new(section: Passages<'a>, blocks: &'a [Block]) -> Self {
        let parts = sections(blocks, section.blocks.clone(), section.heading.level + 1);
        let panel = |part: Passages<'a>| {
            let kind = PanelKind::of(part.heading)?;
            Some(Panel { kind, heading: part.heading, blocks: part.blocks })
        };
        Self {
            heading: section.heading,
            seconds: section.heading.attributes.get("time").and_then(seconds),
            blocks: section.blocks,
            panels: parts.into_iter().filter_map(panel).collect(),
            mark: String::new(),
        }
    }

    /// Its title in words.
    pub fn title(&self) -> &'a str {
        &self.heading.words
    }

    /// Whether it makes something that has to be removed again.
    pub fn creates(&self) -> bool {
        self.heading.attributes.get("creates").is_some()
    }

    /// Whether it has a panel of a kind.
    pub fn has(&self, kind: PanelKind) -> bool {
        self.panels.iter().any(|panel| panel.kind == kind)
    }
}

/// The path of a page of the kind, with what it takes from others.
pub(super) fn read<'a>(ground: Ground<'a>, ix: PageIx) -> GoldenPath<'a> {
    let page = ground.handbook.page(ix);
    let mut path = GoldenPath::of_page(page, ground.kinds.get(GOLDEN_PATH));
    let entries = page.typed.fields.get("requires").and_then(|requires| requires.value.list().ok()).unwrap_or_default();
    let unless = |place: TextRange| {
        let map = entries.iter().find_map(|entry| match &entry.value {
            Value::Map(map) if map.get("id")?.range == place => Some(map),
            _ => None,
        });
        map?.get("unless")?.value.text().ok()
    };
    path.requires = ground
        .handbook
        .named_in(ix, "requires")
        .map(|(path, range)| Requirement { path, unless: unless(range), range })
        .collect();
    let marks: Vec<String> = (0..path.steps.len()).map(|number| mark(&path, &page.id, number)).collect();
    for (step, mark) in path.steps.iter_mut().zip(marks) {
        step.mark = mark;
    }
    if path.variables.is_empty() {
        return path;
    }
    let provided: Vec<(PageIx, Vec<Variable<'a>>)> =
        path.requires.iter().map(|required| (required.path, provisions(ground.handbook.page(required.path)))).collect();
    for variable in &mut path.variables {
        let gives = |given: &[Variable<'_>]| given.iter().any(|given| given.name == variable.name);
        variable.provided_by = provided.iter().find(|(_, given)| gives(given)).map(|(path, _)| *path);
    }
    path
}

/// The mark of a step: the digest of its path's id, its heading's id and its commands.
fn mark(path: &GoldenPath<'_>, id: &str, number: usize) -> String {
    // Browsers keep it: it must be the same in every version of the program.
    let mut text = format!("{id}\0{}", path.steps[number].heading.id);
    for command in path.commands_of(number) {
        text.push('\0');
        text.push_str(command.language.unwrap_or_default());
        text.push('\0');
        text.push_str(command.text);
    }
    Digest::of(text.as_bytes()).short(MARK_DIGITS)
}

/// The sections of some blocks that begin with a heading of a level; one of a higher level ends the last of them.
fn sections(blocks: &[Block], within: Range<usize>, level: u8) -> Vec<Passages<'_>> {
    let mut sections: Vec<Passages<'_>> = Vec::new();
    let mut is_open = false;
    for at in within.clone() {
        let Block::Heading(heading) = &blocks[at] else { continue };
        if heading.level > level {
            continue;
        }
        if let Some(last) = sections.last_mut().filter(|_| is_open) {
            last.blocks.end = at;
        }
        is_open = heading.level == level;
        if is_open {
            sections.push(Passages { heading, blocks: at + 1..within.end });
        }
    }
    sections
}

fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = duration(text)?;
    Some(duration_seconds(number, unit))
}
