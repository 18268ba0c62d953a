//! Sections that the front matter announces by name: the levels of a ladder, the stages of a lifecycle.

use std::collections::{HashMap, HashSet};

use crate::diag::{Code, Diagnostic, nearest};
use crate::document::Section;
use crate::text::{SourcePath, TextRange};

/// Among how many names without a section the one that a heading means is looked for: each is compared with each.
const GUESSED: usize = 100;

/// Names that some sections of a page should have.
pub(super) struct Outline<'a> {
    /// The page.
    pub(super) path: &'a SourcePath,
    /// What each of them is: `stage`.
    pub(super) what: &'static str,
    /// The field that lists them.
    pub(super) field: &'static str,
    /// The names, each with its place in that field.
    pub(super) names: &'a [(&'a str, TextRange)],
}

/// The sections of an outline.
pub(super) struct Found<'a> {
    /// The section of each name, in the order of the names.
    pub(super) sections: Vec<Option<Section<'a>>>,
    /// The places of the names that have none and were not noted with the heading that was meant.
    pub(super) missing: Vec<usize>,
}

impl Outline<'_> {
    /// The sections of the names. One that has none of them is noted where it comes close to a name without a
    /// section, or where `belongs` says that it is no prose.
    pub(super) fn find<'d>(
        &self,
        sections: &[Section<'d>],
        belongs: impl Fn(&Section<'d>) -> bool,
        notes: &mut Vec<Diagnostic>,
    ) -> Found<'d> {
        let titles: Vec<String> = sections.iter().map(|section| title(section).to_lowercase()).collect();
        let mut by_title: HashMap<&str, Section<'d>> = HashMap::new();
        for (title, section) in titles.iter().zip(sections) {
            by_title.entry(title).or_insert(*section);
        }
        let names: Vec<String> = self.names.iter().map(|(name, _)| name.trim().to_lowercase()).collect();
        let found: Vec<Option<Section<'d>>> = names.iter().map(|name| by_title.get(name.as_str()).copied()).collect();
        let mut missing: Vec<usize> = (0..found.len()).filter(|place| found[*place].is_none()).collect();
        let known: HashSet<&String> = names.iter().collect();
        let strangers = titles.iter().zip(sections).filter(|(title, _)| !known.contains(title));
        let strangers: Vec<&Section<'d>> = strangers.map(|(_, section)| section).collect();
        let meant = |section: &Section<'_>, missing: &[usize]| {
            let near = nearest(title(section), missing.iter().take(GUESSED).map(|place| self.names[*place].0))?;
            missing.iter().position(|place| self.names[*place].0 == near)
        };
        let (near, far): (Vec<_>, Vec<_>) =
            strangers.into_iter().partition(|section| meant(section, &missing).is_some());
        for section in near {
            let place = meant(section, &missing).map(|at| missing.remove(at));
            notes.push(self.stranger(section, place));
        }
        for section in far.into_iter().filter(|section| belongs(section)) {
            // A name without a section and a section without a name: one of them was changed alone.
            let place = if missing.is_empty() { None } else { Some(missing.remove(0)) };
            notes.push(self.stranger(section, place));
        }
        Found { sections: found, missing }
    }

    /// The fault of a section whose name is not listed; `meant` is the place of a name that has none.
    fn stranger(&self, section: &Section<'_>, meant: Option<usize>) -> Diagnostic {
        let (title, Self { what, field, .. }) = (title(section), self);
        let message = format!("`{title}` is no {what}");
        let note = Diagnostic::new(Code::UnknownSection, self.path, section.heading.range, message);
        let Some(meant) = meant else {
            return note.help(format!("add it to `{field}`, or choose one of them"));
        };
        let (name, range) = self.names[meant];
        note.related(self.path, range, format!("the {what} `{name}` has no section"))
            .help("give both the same name")
            .did_you_mean(title, [name])
    }
}

/// The words of a section's heading.
pub(super) fn title<'a>(section: &Section<'a>) -> &'a str {
    &section.heading.words
}
