//! Golden paths: what their steps promise to those who follow them, and to the program that tests them.

mod attributes;
mod variables;

use super::section;
use crate::data::{Date, duration, duration_seconds};
use crate::diag::{Code, Diagnostic, nearest};
use crate::document::{Block, Code as Fence, Heading, Section, each_block};
use crate::handbook::Page;
use crate::schema::Kinds;
use crate::text::TextRange;

const KIND: &str = "golden-path";

/// The section that removes what the steps have made.
const CLEANUP: &str = "Clean up";

/// The parts of a step that are not what it does.
const ASIDES: [&str; 3] = ["Verify", "Roll back", "If it fails"];

/// The names of the environment in which users are.
const PRODUCTION: [&str; 2] = ["prod", "production"];

/// What is wrong on a golden path; nothing on any other page.
pub(super) fn check(page: &Page, kinds: &Kinds, today: Date) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    if page.typed.kind != KIND || !page.typed.is_explicit {
        return notes;
    }
    let steps = steps(page, kinds);
    check_there_is_one(page, &steps, &mut notes);
    for step in &steps {
        step.check_verify(page, &mut notes);
        step.check_rollback(page, &mut notes);
    }
    check_cleanup(page, kinds, &steps, &mut notes);
    check_time(page, &steps, &mut notes);
    check_outputs(page, &mut notes);
    attributes::check(page, today, &mut notes);
    variables::check(page, &mut notes);
    notes
}

/// A section that a reader works through, with its fences.
struct Step<'a> {
    section: Section<'a>,
    /// Each fence with the heading of the third level that it stands below.
    fences: Vec<(&'a Fence, Option<&'a Heading>)>,
}

/// The sections that are steps: all but those which the kind knows.
fn steps<'a>(page: &'a Page, kinds: &Kinds) -> Vec<Step<'a>> {
    let kind = kinds.get(KIND);
    let is_step = |section: &Section<'_>| kind.is_none_or(|kind| kind.section(&section.heading.words).is_none());
    page.document.sections().filter(is_step).map(Step::new).collect()
}

impl<'a> Step<'a> {
    fn new(section: Section<'a>) -> Self {
        let mut fences = Vec::new();
        let mut part = None;
        each_block(section.blocks, &mut |block| match block {
            Block::Heading(heading) if heading.level == section.heading.level + 1 => part = Some(heading),
            Block::Code(fence) => fences.push((fence, part)),
            _ => {}
        });
        Self { section, fences }
    }

    fn check_verify(&self, page: &Page, notes: &mut Vec<Diagnostic>) {
        let is_aside = |part: &Heading| ASIDES.iter().any(|name| is_named(part, name));
        let runs = self.fences.iter().any(|(fence, part)| runs_by_itself(fence) && !part.is_some_and(is_aside));
        if runs && !self.has_part("Verify") {
            let what = "runs a command but has no `### Verify`";
            let help = "with a command that shows that it worked";
            notes.push(self.missing_part(page, (Code::MissingVerify, "Verify"), what, help));
        }
    }

    fn check_rollback(&self, page: &Page, notes: &mut Vec<Diagnostic>) {
        let attributes = std::iter::once(&self.section.heading.attributes)
            .chain(self.fences.iter().map(|(fence, _)| &fence.attributes));
        let is_production =
            |env: &str| env.split(',').any(|env| PRODUCTION.iter().any(|name| env.trim().eq_ignore_ascii_case(name)));
        if attributes.filter_map(|attributes| attributes.get("env")).any(is_production) && !self.has_part("Roll back") {
            let what = "changes production but has no `### Roll back`";
            notes.push(self.missing_part(page, (Code::MissingRollback, "Roll back"), what, "that says how to undo it"));
        }
    }

    fn missing_part(&self, page: &Page, (code, part): (Code, &str), what: &str, help: &str) -> Diagnostic {
        let message = format!("the step `{}` {what}", self.section.heading.words);
        let help = match nearest(part, self.section.sections().map(|part| part.heading.words.as_str())) {
            Some(near) => format!("write `### {part}` for `### {near}`"),
            None => format!("add `### {part}` {help}"),
        };
        Diagnostic::new(code, &page.document.path, self.section.heading.range, message).help(help)
    }

    fn has_part(&self, name: &str) -> bool {
        self.section.sections().any(|section| is_named(section.heading, name))
    }

    /// How long it takes, in seconds.
    fn seconds(&self) -> Option<u64> {
        let (number, unit) = duration(self.section.heading.attributes.get("time")?)?;
        Some(duration_seconds(number, unit))
    }
}

fn is_named(heading: &Heading, name: &str) -> bool {
    heading.words.eq_ignore_ascii_case(name)
}

fn runs_by_itself(fence: &Fence) -> bool {
    !is_output(fence) && matches!(fence.attributes.get("run"), Some("" | "auto"))
}

fn check_there_is_one(page: &Page, steps: &[Step<'_>], notes: &mut Vec<Diagnostic>) {
    if steps.is_empty() {
        let at = page.document.front.map.key_range("kind").unwrap_or_default();
        let message = "this golden path has no step";
        let note = Diagnostic::new(Code::NoSteps, &page.document.path, at, message);
        notes.push(note.help("add a section `## …` for each thing to do"));
    }
}

/// What steps create is removed somewhere; for a path that has no place for it.
fn check_cleanup(page: &Page, kinds: &Kinds, steps: &[Step<'_>], notes: &mut Vec<Diagnostic>) {
    let creates = |step: &&Step<'_>| step.section.heading.attributes.get("creates").is_some();
    let Some(step) = steps.iter().find(creates) else { return };
    // A heading that is nearly the right one has been noted.
    if section(page, kinds, CLEANUP).is_some()
        || steps.iter().any(|step| nearest(&step.section.heading.words, [CLEANUP]).is_some())
    {
        return;
    }
    let message =
        format!("the step `{}` creates something, but the path has no `## Clean up`", step.section.heading.words);
    let note = Diagnostic::new(Code::MissingCleanup, &page.document.path, step.section.heading.range, message);
    notes.push(note.help("add `## Clean up` with what removes it again"));
}

/// The path takes as long as its steps, where each of them says how long.
fn check_time(page: &Page, steps: &[Step<'_>], notes: &mut Vec<Diagnostic>) {
    let Some(time) = page.typed.fields.get("time") else { return };
    let Some((number, unit)) = time.value.text().ok().and_then(duration) else { return };
    let Some(sum) = steps.iter().map(Step::seconds).sum::<Option<u64>>().filter(|_| !steps.is_empty()) else { return };
    if sum != duration_seconds(number, unit) {
        let (written, sum) = (time.value.text().unwrap_or_default(), short(sum));
        let message = format!("`time` is {written}, but the steps take {sum}");
        let note = Diagnostic::new(Code::TimeMismatch, &page.document.path, time.range, message);
        notes.push(note.help(format!("set it to `{sum}`, or mend the times of the steps")));
    }
}

/// A length of time as front matter has it.
fn short(seconds: u64) -> String {
    match seconds {
        seconds if seconds % 3600 == 0 => format!("{}h", seconds / 3600),
        seconds if seconds % 60 == 0 => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

/// Every output has a command before it, below the same heading.
fn check_outputs(page: &Page, notes: &mut Vec<Diagnostic>) {
    let mut has_command = false;
    page.document.each_block(|block| match block {
        Block::Heading(_) => has_command = false,
        Block::Code(fence) if !is_output(fence) => has_command = true,
        Block::Code(fence) if !has_command => {
            let message = "this output belongs to no command";
            let note = Diagnostic::new(Code::OutputWithoutCommand, &page.document.path, fence.range, message);
            notes.push(note.help("put the command before it, below the same heading"));
        }
        _ => {}
    });
}

fn is_output(fence: &Fence) -> bool {
    fence.language.as_deref().is_some_and(|language| language.eq_ignore_ascii_case("output"))
}

/// The line at which a stretch of a file begins, and where it begins.
fn line_at(text: &str, range: TextRange) -> (&str, usize) {
    let start = range.start as usize;
    (text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default(), start)
}
