//! Lifecycles: stages in order, and who delivers what in each of them.

use std::collections::BTreeSet;

use super::outline::Outline;
use super::{Ground, Passage, lines};
use crate::diag::{Code, Diagnostic, Noted};
use crate::document::{Heading, Inline, Item, Section, plain_text};
use crate::handbook::{Page, PageIx, Target};
use crate::text::TextRange;

/// The kinds of page that can act.
pub(super) const ACTORS: [&str; 2] = ["role", "team"];

/// How an entry is written, for help.
const DELIVERY_FORM: &str = "write it like `[[role]]: what it delivers`";

/// The same in a lifecycle that tells duties apart.
const DUTIES_FORM: &str = "write it like `Task: [[role]] A, [[other-role]] R`";

/// Stages that something goes through.
#[derive(Debug)]
pub struct Lifecycle<'a> {
    /// The stages, in order.
    pub stages: Vec<Stage<'a>>,
    /// Everybody who acts, in the order of their first entry.
    pub actors: Vec<PageIx>,
    /// Whether it says who is responsible, accountable, consulted and informed, instead of who delivers.
    pub is_raci: bool,
}

/// A stage.
#[derive(Debug)]
pub struct Stage<'a> {
    /// Its name.
    pub name: &'a str,
    /// The heading of its section, where it has one.
    pub heading: Option<&'a Heading>,
    /// What is done in it.
    pub tasks: Vec<Task>,
}

/// What is done or delivered in a stage.
#[derive(Debug)]
pub struct Task {
    /// Who has a part in it, each with their duties where the lifecycle tells them apart.
    pub actors: Vec<(PageIx, Vec<Duty>)>,
    words: Vec<Inline>,
    range: TextRange,
}

/// What somebody has to do with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Does it.
    Responsible,
    /// Answers for it: one alone.
    Accountable,
    /// Is asked before.
    Consulted,
    /// Is told after.
    Informed,
}

impl Duty {
    fn of_letter(letter: char) -> Option<Self> {
        match letter.to_ascii_uppercase() {
            'R' => Some(Self::Responsible),
            'A' => Some(Self::Accountable),
            'C' => Some(Self::Consulted),
            'I' => Some(Self::Informed),
            _ => None,
        }
    }
}

impl Task {
    /// Its words, as they stand on `page`.
    pub fn passage(&self, page: PageIx) -> Passage<'_> {
        Passage { page, content: &self.words }
    }

    /// The duties of an actor; `None` of one who has no part in it.
    pub fn duties(&self, actor: PageIx) -> Option<&[Duty]> {
        self.actors.iter().find(|(other, _)| *other == actor).map(|(_, duties)| duties.as_slice())
    }
}

/// Reads the lifecycle that a page describes.
pub(super) fn read(ground: Ground<'_>, ix: PageIx) -> Noted<Lifecycle<'_>> {
    let page = ground.handbook.page(ix);
    let is_raci = page.typed.text("variant") == Some("raci");
    let named: Vec<(&str, TextRange)> = page.typed.texts("stages").collect();
    if named.is_empty() {
        // That the front matter does not say what to look for was noted.
        return Noted::new(Lifecycle { stages: Vec::new(), actors: Vec::new(), is_raci }, Vec::new());
    }
    let mut reader = Reader { ground, ix, page, is_raci, notes: Vec::new() };
    let outline = Outline { path: &page.document.path, what: "stage", field: "stages", names: &named };
    let is_stage = |section: &Section<'_>| section.items().any(|item| reader.is_entry(item));
    let mut notes = Vec::new();
    let found = outline.find(&page.document.tree().sections().collect::<Vec<_>>(), is_stage, &mut notes);
    reader.notes = notes;
    for place in found.missing {
        let (name, range) = named[place];
        let help = format!("add `## {name}` with a list of who delivers what");
        reader.note(Code::MissingSection, range, format!("the stage `{name}` has no section"), help);
    }
    let stages: Vec<Stage<'_>> =
        named.iter().zip(found.sections).map(|((name, _), section)| reader.stage(name, section)).collect();
    let mut seen = BTreeSet::new();
    let everybody = stages.iter().flat_map(|stage| &stage.tasks).flat_map(|task| &task.actors);
    let actors = everybody.map(|(actor, _)| *actor).filter(|actor| seen.insert(*actor)).collect();
    Noted::new(Lifecycle { stages, actors, is_raci }, reader.notes)
}

struct Reader<'a> {
    ground: Ground<'a>,
    ix: PageIx,
    page: &'a Page,
    is_raci: bool,
    notes: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn note(&mut self, code: Code, range: TextRange, message: impl Into<String>, help: impl Into<String>) {
        self.notes.push(Diagnostic::new(code, &self.page.document.path, range, message).help(help));
    }

    /// Whether an entry of a list says what an actor does.
    fn is_entry(&self, item: &Item) -> bool {
        let is_actor = |link: usize| match &self.ground.handbook.links(self.ix)[link] {
            Target::Page { page, .. } => ACTORS.contains(&self.ground.handbook.page(*page).typed.kind.as_str()),
            _ => false,
        };
        let Some(content) = item.line() else { return false };
        if self.is_raci {
            return lines::links(content).iter().any(|(link, _)| is_actor(*link));
        }
        content.first().and_then(lines::link).is_some_and(is_actor)
    }

    fn stage(&mut self, name: &'a str, section: Option<Section<'a>>) -> Stage<'a> {
        let Some(section) = section else { return Stage { name, heading: None, tasks: Vec::new() } };
        let before = self.notes.len();
        let read = |item| if self.is_raci { self.duties(item) } else { self.delivery(item) };
        let tasks: Vec<Task> = section.items().filter_map(read).collect();
        if tasks.is_empty() && self.notes.len() == before {
            let help = if self.is_raci { DUTIES_FORM } else { DELIVERY_FORM };
            let message = format!("nobody acts in the stage `{name}`");
            self.note(Code::StageWithoutActor, section.heading.range, message, format!("add a list; {help}"));
        }
        Stage { name, heading: Some(section.heading), tasks }
    }

    /// An entry like `[[role]]: what it delivers`; several actors may stand before the colon.
    fn delivery(&mut self, item: &Item) -> Option<Task> {
        let content = item.line().unwrap_or_default();
        if content.first().and_then(lines::link).is_none() {
            self.note(Code::MissingActor, item.range, "this entry does not begin with who delivers it", DELIVERY_FORM);
            return None;
        }
        let mut actors: Vec<(PageIx, Vec<Duty>)> = Vec::new();
        for (at, inline) in content.iter().enumerate() {
            if let Some(link) = lines::link(inline) {
                if let Some(actor) = self.actor(link) {
                    actors.push((actor, Vec::new()));
                }
                continue;
            }
            let Inline::Text(text) = inline else { break };
            if let Some(rest) = text.trim_start().strip_prefix(':') {
                let mut words = vec![Inline::Text(text.tail(rest.trim_start().len()))];
                words.extend_from_slice(&content[at + 1..]);
                if plain_text(&words).trim().is_empty() {
                    break;
                }
                return Some(Task { actors, words, range: item.range });
            }
            if !matches!(text.trim(), "," | "and" | "&" | "/" | ", and") {
                break;
            }
        }
        self.note(Code::WrongDelivery, item.range, "this entry does not say what is delivered", DELIVERY_FORM);
        None
    }

    /// The role or team that a link names; anything else is noted, here or where links are.
    fn actor(&mut self, link: usize) -> Option<PageIx> {
        let handbook = self.ground.handbook;
        let written = &self.page.document.links[link];
        let message = match &handbook.links(self.ix)[link] {
            Target::Broken => return None,
            Target::Page { page, .. } => {
                let Page { id, typed, .. } = handbook.page(*page);
                if ACTORS.contains(&typed.kind.as_str()) {
                    return Some(*page);
                }
                format!("`{id}` is a {}, not a role or team", typed.kind)
            }
            Target::Asset { .. } | Target::External(_) => format!("`{}` is no role or team", written.target),
        };
        let help = if self.is_raci { DUTIES_FORM } else { DELIVERY_FORM };
        self.note(Code::MissingActor, written.range, message, help);
        None
    }

    /// An entry like `Task: [[role]] A, [[other-role]] R`.
    fn duties(&mut self, item: &Item) -> Option<Task> {
        let content = item.line().unwrap_or_default();
        let Some(first) = content.iter().position(|inline| lines::link(inline).is_some()) else {
            self.note(Code::MissingActor, item.range, "this task names nobody", DUTIES_FORM);
            return None;
        };
        let mut words = content[..first].to_vec();
        let is_named = match words.last_mut() {
            Some(Inline::Text(text)) => match text.trim_end().strip_suffix(':') {
                Some(task) => {
                    *text = text.part(0..task.trim_end().len());
                    true
                }
                None => false,
            },
            _ => false,
        };
        if !is_named || plain_text(&words).trim().is_empty() {
            self.note(Code::WrongDelivery, item.range, "this entry does not name its task", DUTIES_FORM);
            return None;
        }
        let mut actors: Vec<(PageIx, Vec<Duty>)> = Vec::new();
        let mut is_whole = true;
        for (link, behind) in lines::links(&content[first..]) {
            let found = (self.actor(link), self.letters(link, &behind, item.range.end));
            let (Some(actor), Some(duties)) = found else {
                is_whole = false;
                continue;
            };
            match actors.iter_mut().find(|(other, _)| *other == actor) {
                Some((_, known)) => known.extend(duties),
                None => actors.push((actor, duties)),
            }
        }
        let task = Task { actors, words, range: item.range };
        if is_whole {
            self.check_accountable(&task);
        }
        Some(task)
    }

    /// The duties behind a link: `A`, or `A/R` of one who both answers for a task and does it.
    fn letters(&mut self, link: usize, behind: &str, end: u32) -> Option<Vec<Duty>> {
        let written = &self.page.document.links[link];
        let letters = behind.trim().trim_end_matches(',').trim_end();
        let duties: Option<Vec<Duty>> = letters.split('/').map(single).collect();
        if let Some(duties) = duties {
            return Some(duties);
        }
        let help = "write `R` (responsible), `A` (accountable), `C` (consulted) or `I` (informed) behind it";
        if letters.is_empty() {
            self.note(Code::WrongDelivery, written.range, format!("`{}` has no duty", written.target), help);
        } else {
            let text = &self.page.document.tree().text;
            let range = lines::place_behind(text, written.range, letters, end);
            self.note(Code::WrongDelivery, range, format!("`{letters}` is no duty"), help);
        }
        None
    }

    fn check_accountable(&mut self, task: &Task) {
        let accountable = task.actors.iter().filter(|(_, duties)| duties.contains(&Duty::Accountable));
        let ids: Vec<&str> = accountable.map(|(actor, _)| self.ground.handbook.page(*actor).id.as_str()).collect();
        let words = plain_text(&task.words);
        let message = match ids.as_slice() {
            [_] => return,
            [] => format!("nobody is accountable for `{}`", words.trim()),
            several => format!("`{}` are accountable for `{}`", several.join("` and `"), words.trim()),
        };
        self.note(Code::RaciAccountable, task.range, message, "give an `A` to exactly one of them");
    }
}

fn single(letter: &str) -> Option<Duty> {
    let mut letters = letter.trim().chars();
    let duty = Duty::of_letter(letters.next()?)?;
    letters.next().is_none().then_some(duty)
}
