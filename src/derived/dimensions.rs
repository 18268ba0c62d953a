//! The dimensions of a ladder, by the headings that its levels have for them.

use std::collections::{HashMap, HashSet};

use super::outline::title;
use crate::diag::{Code, Diagnostic, nearest};
use crate::document::Section;
use crate::text::{SourcePath, TextRange};

/// What the levels of a ladder are described by.
pub(super) struct Dimensions<'a> {
    /// The dimensions as the front matter lists them, each with its place.
    pub(super) listed: Vec<(&'a str, TextRange)>,
    /// The heading of each within a level; `None` of one that no level has, which was noted.
    headings: Vec<Option<String>>,
    /// Headings of several levels that are no dimension, which were noted once.
    ignored: Vec<String>,
}

impl<'a> Dimensions<'a> {
    /// The dimensions, with one fault for each name that all levels and the front matter do not agree on: it is
    /// one mistake, however many levels there are.
    pub(super) fn new(
        listed: Vec<(&'a str, TextRange)>,
        levels: &[Vec<Section<'_>>],
        path: &SourcePath,
        notes: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut strangers = strangers(&listed, levels);
        let titles: HashSet<String> = levels.iter().flatten().map(|section| key(title(section))).collect();
        let headings = listed.iter().map(|&(name, range)| {
            if levels.len() < 2 || titles.contains(&key(name)) {
                return Some(name.to_owned());
            }
            if strangers.is_empty() {
                let message = format!("no level says anything of `{name}`");
                let note = Diagnostic::new(Code::MissingCell, path, range, message);
                notes.push(note.help(format!("add `### {name}` with a list to each level")));
                return None;
            }
            let near = nearest(name, strangers.iter().map(|(title, _)| title.as_str()));
            let at = near.and_then(|near| strangers.iter().position(|(title, _)| title == near)).unwrap_or(0);
            let (heading, first) = strangers.remove(at);
            let message = format!("no level has a heading `{name}`");
            let note = Diagnostic::new(Code::UnknownSection, path, range, message);
            let note =
                note.related(path, first, format!("`{heading}` is no dimension")).help("give both the same name");
            notes.push(note.did_you_mean(name, [heading.as_str()]));
            Some(heading)
        });
        let headings = headings.collect();
        for (title, first) in &strangers {
            let note = Diagnostic::new(Code::UnknownSection, path, *first, format!("`{title}` is no dimension"));
            notes.push(note.help("add it to `dimensions`, or choose one of them"));
        }
        let ignored = strangers.into_iter().map(|(title, _)| title).collect();
        Self { listed, headings, ignored }
    }

    /// The headings that a level should have: the place of each dimension with its name there.
    pub(super) fn expected(&self) -> (Vec<usize>, Vec<(&str, TextRange)>) {
        let headings = self.headings.iter().zip(&self.listed).enumerate();
        headings.filter_map(|(place, (heading, (_, range)))| Some((place, (heading.as_deref()?, *range)))).unzip()
    }

    /// Those of a level's sections that nothing was said of yet.
    pub(super) fn relevant<'s>(&self, level: Vec<Section<'s>>) -> Vec<Section<'s>> {
        let ignored: HashSet<String> = self.ignored.iter().map(|ignored| key(ignored)).collect();
        let is_ignored = |section: &Section<'_>| ignored.contains(&key(title(section)));
        level.into_iter().filter(|section| !is_ignored(section)).collect()
    }
}

/// The headings of several levels that are no dimension, each with its first place.
fn strangers(listed: &[(&str, TextRange)], levels: &[Vec<Section<'_>>]) -> Vec<(String, TextRange)> {
    let known: HashSet<String> = listed.iter().map(|(name, _)| key(name)).collect();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<(String, TextRange, usize)> = Vec::new();
    for section in levels.iter().flatten() {
        let title = title(section);
        let key = key(title);
        if known.contains(&key) {
            continue;
        }
        if let Some(place) = places.get(&key) {
            found[*place].2 += 1;
        } else {
            places.insert(key, found.len());
            found.push((title.to_owned(), section.heading.range, 1));
        }
    }
    let several = found.into_iter().filter(|(.., count)| *count > 1);
    several.map(|(title, first, _)| (title, first)).collect()
}

/// A name as it is compared with others.
fn key(name: &str) -> String {
    name.trim().to_lowercase()
}
