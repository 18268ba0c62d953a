//! A golden path as its page shows it: what readers fill in, and what they tick.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, PartView};
use crate::data::spell_seconds;
use crate::derived::{
    Command, Context, Declared, GoldenPath, Interpreter, Mode, Model, PanelKind, Quoting, Variable, VariableShape,
    shell_code,
};
use crate::handbook::PageIx;

/// A golden path besides its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct PathView {
    /// The page's id, by which a script keeps what the reader has ticked.
    pub id: String,
    /// What is true at the end.
    pub goal: String,
    /// How long it takes, in words.
    pub time: Option<String>,
    /// Who helps with it.
    pub support: SupportView,
    /// The paths to finish first.
    pub requires: Vec<PartView>,
    /// What readers fill in.
    pub variables: Vec<VariableView>,
    /// What fills in several variables at once.
    pub contexts: Vec<ContextView>,
    /// What it leaves to the paths that require it.
    pub provides: Vec<VariableView>,
    /// How many steps it has.
    pub steps: usize,
    /// The page's parts, which the text is divided by.
    #[serde(skip)]
    pub parts: PathParts,
}

/// Which parts of the text mean something on a golden path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PathParts {
    /// The steps, by the id of their heading.
    pub steps: BTreeMap<String, StepOfPath>,
    /// What the panels are for, by the id of their heading.
    pub panels: BTreeMap<String, PanelKind>,
    /// The code blocks that are run, by their place in the file.
    pub commands: BTreeMap<u32, CommandOfPath>,
}

/// A code block that is run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommandOfPath {
    /// Who runs it: `auto`, `manual`, `cleanup` or `skip`.
    pub who: &'static str,
    /// What it needs where that is not any shell: `bash`, or a program that reads it.
    pub program: Option<&'static str>,
    /// Why it is not run for the time being, and the last day of that.
    pub skipped: Option<(String, Option<String>)>,
    /// What a value needs at each place of the code where one stands; nothing is known where it is no shell code.
    pub quotings: Vec<Quoting>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StepOfPath {
    /// Stays while the step's commands stay: a tick holds as long as what was ticked.
    pub mark: String,
    /// How long it takes, in seconds.
    pub seconds: Option<u64>,
    /// How long it takes until it begins, as a clock has it: `0:10`.
    pub begins: Option<String>,
    /// How long the path takes until the end, where this is its last step.
    pub arrival: Option<Arrival>,
}

/// The end of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Arrival {
    /// How long it takes, as a clock has it.
    pub time: Option<String>,
}

/// Who helps with a path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct SupportView {
    /// How much help there is: `supported`, `beta`, `community` or `deprecated`.
    pub level: Option<String>,
    /// Where to ask.
    pub channel: Option<String>,
    /// The last day of it.
    pub until: Option<String>,
}

/// Values for some of a path's variables.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct ContextView {
    /// What readers see.
    pub title: String,
    /// Each variable with its value: `ENV=staging`.
    pub values: Vec<String>,
}

/// A variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct VariableView {
    /// Its name: `SERVICE`.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// What it takes: `text`, `choice`, `integer` or `secret`.
    pub shape: &'static str,
    /// The regular expression that the whole value must fit.
    pub pattern: Option<String>,
    /// The values of a choice.
    pub choices: Vec<String>,
    /// The value that stands there at first.
    pub initial: Option<String>,
    /// A value to show where the reader has given none.
    pub example: Option<String>,
    /// The path that gives it a value.
    pub provided_by: Option<PartView>,
}

impl PathView {
    /// The names that stand for values in the page's code.
    pub fn declared(&self) -> Declared<'_> {
        Declared::of_names(self.variables.iter().map(|variable| variable.name.as_str()).collect())
    }

    /// The variable of a name.
    pub fn variable(&self, name: &str) -> Option<&VariableView> {
        self.variables.iter().find(|variable| variable.name == name)
    }
}

/// The golden path of a page; `None` of any other page.
pub(super) fn path(maker: Maker<'_>, ix: PageIx) -> Option<PathView> {
    let Some(Model::GoldenPath(path)) = maker.views.derived.model(ix) else { return None };
    let page = maker.handbook_page(ix);
    let support = |field: &str| {
        let map = page.typed.fields.get("support")?.value.map().ok()?;
        map.get(field)?.value.text().ok().map(str::to_owned)
    };
    Some(PathView {
        id: page.id.to_string(),
        goal: page.typed.text("goal").unwrap_or_default().to_owned(),
        time: path.seconds.map(spell_seconds),
        support: SupportView { level: support("level"), channel: support("channel"), until: support("until") },
        requires: path.requires.iter().map(|required| maker.link(required.path)).collect(),
        variables: path.variables.iter().map(|variable| self::variable(maker, variable)).collect(),
        contexts: maker.views.derived.contexts.iter().filter_map(|context| self::context(context, path)).collect(),
        provides: path.provides.iter().map(|variable| self::variable(maker, variable)).collect(),
        steps: path.steps.len(),
        parts: parts(path),
    })
}

/// What a context fills in on a path; `None` where that is nothing.
fn context(context: &Context, path: &GoldenPath<'_>) -> Option<ContextView> {
    let is_meant = |name: &str| path.variables.iter().any(|variable| variable.name == name && !variable.is_secret);
    let values = context.values.iter().filter(|(name, _)| is_meant(name));
    let values: Vec<String> = values.map(|(name, value)| format!("{name}={value}")).collect();
    (!values.is_empty()).then(|| ContextView { title: context.title.clone(), values })
}

fn variable(maker: Maker<'_>, variable: &Variable<'_>) -> VariableView {
    let shape = match variable.shape {
        _ if variable.is_secret => "secret",
        VariableShape::Text => "text",
        VariableShape::Choice => "choice",
        VariableShape::Integer => "integer",
    };
    VariableView {
        name: variable.name.to_owned(),
        label: variable.label.to_owned(),
        shape,
        pattern: variable.pattern.map(str::to_owned),
        choices: variable.choices.clone(),
        initial: variable.default.clone(),
        example: variable.example.clone(),
        provided_by: variable.provided_by.map(|path| maker.link(path)),
    }
}

fn parts(path: &GoldenPath<'_>) -> PathParts {
    let mut steps = BTreeMap::new();
    let mut begins = Some(0);
    for (number, step) in path.steps.iter().enumerate() {
        let ends = begins.zip(step.seconds).map(|(begins, seconds)| begins + seconds);
        let is_last = number + 1 == path.steps.len();
        let view = StepOfPath {
            mark: step.mark.clone(),
            seconds: step.seconds,
            begins: begins.map(clock),
            arrival: is_last.then(|| Arrival { time: ends.map(clock) }),
        };
        steps.insert(step.heading.id.clone(), view);
        begins = ends;
    }
    let panels = path.steps.iter().flat_map(|step| &step.panels);
    let commands =
        path.commands.iter().filter_map(|command| Some((command.range.start, self::command(path, command)?)));
    PathParts {
        steps,
        panels: panels.map(|panel| (panel.heading.id.clone(), panel.kind)).collect(),
        commands: commands.collect(),
    }
}

fn command(path: &GoldenPath<'_>, command: &Command<'_>) -> Option<CommandOfPath> {
    let (who, skipped) = match command.mode {
        Mode::Run => ("auto", None),
        Mode::Manual => ("manual", None),
        Mode::CleanUp => ("cleanup", None),
        Mode::Skip { reason, until } => ("skip", Some((reason.to_owned(), until.map(|day| day.to_string())))),
        Mode::Shown => return None,
    };
    let is_declared = |name: &str| path.variables.iter().any(|variable| variable.name == name);
    let (program, quotings) = match command.interpreter() {
        Some(Interpreter::Program(program)) => (Some(program), Vec::new()),
        Some(Interpreter::Bash) => (Some("bash"), shell_code(command.text, is_declared).quotings),
        Some(Interpreter::Sh) => (None, shell_code(command.text, is_declared).quotings),
        None => (None, Vec::new()),
    };
    // Others are copied as they are shown.
    let quotings = if who == "auto" { quotings } else { Vec::new() };
    Some(CommandOfPath { who, program, skipped, quotings })
}

/// The marks of all steps of a page that is a golden path, with spaces between them.
pub(super) fn marks(maker: Maker<'_>, ix: PageIx) -> Option<String> {
    let Some(Model::GoldenPath(path)) = maker.views.derived.model(ix) else { return None };
    let marks: Vec<&str> = path.steps.iter().map(|step| step.mark.as_str()).collect();
    (!marks.is_empty()).then(|| marks.join(" "))
}

/// Hours and minutes as a clock has them.
fn clock(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 3600, seconds / 60 % 60)
}
