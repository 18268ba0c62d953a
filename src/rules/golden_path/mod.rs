//! Golden paths: what their steps promise to those who follow them, and to the program that tests them.

mod attributes;
mod variables;

use crate::data::{Date, duration, duration_seconds};
use crate::diag::{Code, Diagnostic, nearest};
use crate::document::{Block, Code as Fence, Section, each_block, plain_text};
use crate::handbook::Page;
use crate::schema::Kinds;
use crate::text::TextRange;

const KIND: &str = "golden-path";

/// What is wrong on a golden path, whose file has this text; nothing on any other page.
pub(super) fn check(page: &Page, kinds: &Kinds, text: &str, today: Date) -> Vec<Diagnostic> {
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
    check_cleanup(page, &steps, &mut notes);
    check_time(page, &steps, &mut notes);
    check_outputs(page, &mut notes);
    attributes::check(page, text, today, &mut notes);
    variables::check(page, text, &mut notes);
    notes
}

/// A section that a reader works through, with its fences.
struct Step<'a> {
    section: Section<'a>,
    title: String,
    /// Each fence with the heading of the third level that it stands below; empty above the first of them.
    fences: Vec<(&'a Fence, String)>,
}

/// The sections that are steps: all but those with known names.
fn steps<'a>(page: &'a Page, kinds: &Kinds) -> Vec<Step<'a>> {
    let known = kinds.get(KIND).map(|kind| kind.sections.as_slice()).unwrap_or_default();
    let is_step = |step: &Step| known.iter().all(|section| !section.answers_to(&step.title));
    page.document.sections().into_iter().map(Step::new).filter(is_step).collect()
}

impl<'a> Step<'a> {
    fn new(section: Section<'a>) -> Self {
        let mut fences = Vec::new();
        let mut part = String::new();
        for block in section.blocks {
            if let Block::Heading(heading) = block {
                if heading.level == section.heading.level + 1 {
                    part = title(&heading.content);
                }
            } else {
                each_block(std::slice::from_ref(block), &mut |block| {
                    if let Block::Code(fence) = block {
                        fences.push((fence, part.clone()));
                    }
                });
            }
        }
        Self { section, title: title(&section.heading.content), fences }
    }

    fn check_verify(&self, page: &Page, notes: &mut Vec<Diagnostic>) {
        let is_aside = |part: &str| ["Verify", "Roll back", "If it fails"].iter().any(|name| is_named(part, name));
        let runs = self.fences.iter().any(|(fence, part)| runs_by_itself(fence) && !is_aside(part));
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
            |env: &str| env.split(',').any(|env| ["prod", "production"].iter().any(|name| is_named(env, name)));
        if attributes.filter_map(|attributes| attributes.get("env")).any(is_production) && !self.has_part("Roll back") {
            let what = "changes production but has no `### Roll back`";
            notes.push(self.missing_part(page, (Code::MissingRollback, "Roll back"), what, "that says how to undo it"));
        }
    }

    fn missing_part(&self, page: &Page, (code, part): (Code, &str), what: &str, help: &str) -> Diagnostic {
        let message = format!("the step `{}` {what}", self.title);
        let titles: Vec<String> =
            self.section.sections().iter().map(|section| title(&section.heading.content)).collect();
        let help = match nearest(part, titles.iter().map(String::as_str)) {
            Some(near) => format!("write `### {part}` for `### {near}`"),
            None => format!("add `### {part}` {help}"),
        };
        Diagnostic::new(code, &page.document.path, self.section.heading.range, message).help(help)
    }

    fn has_part(&self, name: &str) -> bool {
        self.section.sections().iter().any(|section| is_named(&title(&section.heading.content), name))
    }

    /// How long it takes, in seconds.
    fn seconds(&self) -> Option<u64> {
        let (number, unit) = duration(self.section.heading.attributes.get("time")?)?;
        Some(duration_seconds(number, unit))
    }
}

fn title(content: &[crate::document::Inline]) -> String {
    plain_text(content).trim().to_owned()
}

fn is_named(written: &str, name: &str) -> bool {
    written.trim().to_lowercase() == name.to_lowercase()
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

fn check_cleanup(page: &Page, steps: &[Step<'_>], notes: &mut Vec<Diagnostic>) {
    let creates = steps.iter().find(|step| step.section.heading.attributes.get("creates").is_some());
    let has_cleanup =
        page.document.sections().iter().any(|section| is_named(&title(&section.heading.content), "Clean up"));
    if let Some(step) = creates.filter(|_| !has_cleanup) {
        let message = format!("the step `{}` creates something, but the path has no `## Clean up`", step.title);
        let note = Diagnostic::new(Code::MissingCleanup, &page.document.path, step.section.heading.range, message);
        notes.push(note.help("add `## Clean up` with what removes it again"));
    }
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
