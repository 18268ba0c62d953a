//! Ladders: the levels of a role, what each asks for in some dimensions, and what changes from one to another.

use super::dimensions::Dimensions;
use super::outline::{Outline, title};
use super::{Ground, Passage, Request};
use crate::data::Map;
use crate::diag::{Code, Diagnostic, Noted};
use crate::document::{Block, Heading, Inline, Section, plain_text};
use crate::handbook::{Handbook, Page, PageIx};
use crate::text::TextRange;

/// What a cell holds that is empty on purpose; `--` becomes a dash where punctuation is typographic.
const NOTHING: [&str; 3] = ["—", "–", "--"];

/// The levels of a role.
#[derive(Debug)]
pub struct Ladder<'a> {
    /// The levels, from the lowest.
    pub levels: Vec<Level<'a>>,
    /// What each level is described by.
    pub dimensions: Vec<&'a str>,
    /// Whether a level includes the one below it.
    pub inherits: bool,
}

/// A level.
#[derive(Debug)]
pub struct Level<'a> {
    /// Its name in options.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// What it is about, in a few words.
    pub caption: Option<&'a str>,
    /// The heading of its section, where it has one.
    pub heading: Option<&'a Heading>,
    /// Its lines, by dimension.
    pub cells: Vec<Vec<Passage<'a>>>,
    /// Where its lists begin in the file.
    pub lists: Vec<u32>,
}

/// What changes in a dimension from one level to a higher one.
#[derive(Debug)]
pub struct Change<'a> {
    /// The dimension.
    pub dimension: &'a str,
    /// The lines that come.
    pub added: Vec<Passage<'a>>,
    /// The lines that go.
    pub dropped: Vec<Passage<'a>>,
}

impl<'a> Ladder<'a> {
    /// What changes from one level to a higher one, by their places; dimensions in which nothing does are left out.
    ///
    /// Where levels include those below them, all that stands above the lower one is new.
    pub fn changes(&self, handbook: &Handbook, from: usize, to: usize) -> Vec<Change<'a>> {
        let change = |(place, dimension): (usize, &&'a str)| {
            let lines = |level: usize| self.levels[level].cells[place].as_slice();
            let (added, dropped) = if self.inherits {
                ((from + 1..=to).flat_map(|level| lines(level).to_vec()).collect(), Vec::new())
            } else {
                (without(handbook, lines(to), lines(from)), without(handbook, lines(from), lines(to)))
            };
            Change { dimension, added, dropped }
        };
        let changes = self.dimensions.iter().enumerate().map(change);
        changes.filter(|change| !change.added.is_empty() || !change.dropped.is_empty()).collect()
    }

    /// The levels that a request names as `from` and `to`, by their places: the lowest and the highest unless it
    /// says otherwise.
    pub fn step(&self, request: &Request) -> Option<(usize, usize)> {
        let place = |name, otherwise| match request.text(name) {
            Some(id) => self.levels.iter().position(|level| level.id == id),
            None => Some(otherwise),
        };
        let (from, to) = (place("from", 0)?, place("to", self.levels.len().checked_sub(1)?)?);
        (from < to).then_some((from, to))
    }
}

/// The lines that no other one says.
fn without<'a>(handbook: &Handbook, lines: &[Passage<'a>], others: &[Passage<'a>]) -> Vec<Passage<'a>> {
    let words = |line: &Passage<'_>| line.words(handbook).to_lowercase();
    let others: Vec<String> = others.iter().map(words).collect();
    lines.iter().filter(|line| !others.contains(&words(line))).copied().collect()
}

/// Notes levels that the options of a step name and its ladder does not have.
pub(super) fn check_step(page: &Page, ladder: &Page, options: &Map) -> Vec<Diagnostic> {
    let levels = levels(ladder);
    if levels.is_empty() {
        // What is wrong with them was noted.
        return Vec::new();
    }
    let ids: Vec<&str> = levels.iter().map(|level| level.id).collect();
    let mut notes = Vec::new();
    let mut places = Vec::new();
    for name in ["from", "to"] {
        let Some(value) = options.get(name) else { continue };
        let Ok(id) = value.value.text() else { continue };
        let place = ids.iter().position(|known| *known == id);
        places.push(place);
        if place.is_none() {
            let message = format!("`{}` has no level `{id}`", ladder.id);
            let note = Diagnostic::new(Code::UnknownId, &page.document.path, value.range, message);
            let help = format!("it is one of `{}`", ids.join("`, `"));
            notes.push(note.help(help).did_you_mean(id, ids.iter().copied()));
        } else if let [Some(from), Some(to)] = places[..]
            && from >= to
        {
            let message = format!("`{id}` is not above `{}`", ids[from]);
            let note = Diagnostic::new(Code::WrongValue, &page.document.path, value.range, message);
            notes.push(note.help("name the lower level in `from`, the higher one in `to`"));
        }
    }
    notes
}

/// A level as the front matter names it.
struct Named<'a> {
    id: &'a str,
    title: &'a str,
    caption: Option<(&'a str, TextRange)>,
    range: TextRange,
}

/// The levels of a page; none where one of them has no title, which was noted.
fn levels(page: &Page) -> Vec<Named<'_>> {
    let items = page.typed.fields.get("levels").and_then(|levels| levels.value.list().ok()).unwrap_or_default();
    let named = items.iter().map(|item| {
        let map = item.value.map().ok()?;
        let text = |key| map.get(key).and_then(|value| Some((value.value.text().ok()?, value.range)));
        let (title, range) = text("title")?;
        Some(Named { id: text("id").map_or(title, |(id, _)| id), title, caption: text("caption"), range })
    });
    named.collect::<Option<_>>().unwrap_or_default()
}

/// Reads the ladder that a page describes.
pub(super) fn read(ground: Ground<'_>, ix: PageIx) -> Noted<Ladder<'_>> {
    let page = ground.handbook.page(ix);
    let named = levels(page);
    let dimensions: Vec<(&str, TextRange)> = page.typed.texts("dimensions").collect();
    if named.is_empty() || dimensions.is_empty() {
        // That the front matter does not say what to look for was noted.
        return Noted::new(Ladder { levels: Vec::new(), dimensions: Vec::new(), inherits: false }, Vec::new());
    }
    let mut notes = Vec::new();
    check_captions(page, &named, &mut notes);
    let sections: Vec<Section<'_>> = page.document.tree().sections().collect();
    let titles: Vec<(&str, TextRange)> = named.iter().map(|level| (level.title, level.range)).collect();
    let is_level = |section: &Section<'_>| {
        let names_dimension = |inner: &Section<'_>| dimensions.iter().any(|(name, _)| *name == title(inner));
        section.sections().any(|inner| names_dimension(&inner))
    };
    let outline = Outline { path: &page.document.path, what: "level", field: "levels", names: &titles };
    let found = outline.find(&sections, is_level, &mut notes);
    for place in found.missing {
        let Named { title, range, .. } = named[place];
        let message = format!("the level `{title}` has no section");
        let help = format!("add `## {title}` with a list below `###` for each dimension");
        notes.push(Diagnostic::new(Code::MissingSection, &page.document.path, range, message).help(help));
    }
    let inner: Vec<Vec<Section<'_>>> =
        found.sections.iter().flatten().map(|level| level.sections().collect()).collect();
    let dimensions = Dimensions::new(dimensions, &inner, &page.document.path, &mut notes);
    let mut reader = Reader { ix, page, dimensions: &dimensions, notes };
    let levels = named.iter().zip(found.sections).map(|(named, section)| reader.level(named, section)).collect();
    let notes = reader.notes;
    let inherits = page.typed.fields.get("inherits").and_then(|inherits| inherits.value.boolean().ok());
    let dimensions = dimensions.listed.iter().map(|(dimension, _)| *dimension).collect();
    Noted::new(Ladder { levels, dimensions, inherits: inherits.unwrap_or(false) }, notes)
}

/// Notes captions that name another level: four captions above three levels are how ladders drift.
fn check_captions(page: &Page, levels: &[Named<'_>], notes: &mut Vec<Diagnostic>) {
    for level in levels {
        let Some((caption, range)) = level.caption else { continue };
        let mut others = levels.iter().filter(|other| !has_words(level.title, other.title));
        if let Some(other) = others.find(|other| has_words(caption, other.title)) {
            let message = format!("the caption of `{}` names `{}`", level.title, other.title);
            let note = Diagnostic::new(Code::CaptionLevel, &page.document.path, range, message);
            notes.push(note.help("say what this level is about, or move the caption to the level that it is about"));
        }
    }
}

struct Reader<'a, 'd> {
    ix: PageIx,
    page: &'a Page,
    dimensions: &'d Dimensions<'a>,
    notes: Vec<Diagnostic>,
}

impl<'a> Reader<'a, '_> {
    fn note(&mut self, code: Code, range: TextRange, message: String, help: impl Into<String>) {
        self.notes.push(Diagnostic::new(code, &self.page.document.path, range, message).help(help));
    }

    fn level(&mut self, named: &Named<'a>, section: Option<Section<'a>>) -> Level<'a> {
        let mut level = Level {
            id: named.id,
            title: named.title,
            caption: named.caption.map(|(caption, _)| caption),
            heading: section.map(|section| section.heading),
            cells: vec![Vec::new(); self.dimensions.listed.len()],
            lists: Vec::new(),
        };
        let Some(section) = section else { return level };
        let (places, headings) = self.dimensions.expected();
        let outline =
            Outline { path: &self.page.document.path, what: "dimension", field: "dimensions", names: &headings };
        let sections = self.dimensions.relevant(section.sections().collect());
        let found = outline.find(&sections, |_| true, &mut self.notes);
        for place in found.missing {
            let (dimension, _) = headings[place];
            let message = format!("the level `{}` says nothing of `{dimension}`", named.title);
            let help = format!("add `### {dimension}` with a list, or with `—` where there is nothing to say");
            self.note(Code::MissingCell, section.heading.range, message, help);
        }
        for (place, cell) in places.into_iter().zip(&found.sections) {
            let Some(cell) = cell else { continue };
            level.cells[place] = self.cell(named, cell);
            level.lists.extend(cell.blocks.iter().filter_map(list));
        }
        level
    }

    /// The lines of a cell: the entries of its lists, or else its paragraphs.
    fn cell(&mut self, level: &Named<'_>, section: &Section<'a>) -> Vec<Passage<'a>> {
        let listed: Vec<Passage<'a>> = section.items().filter_map(|item| Passage::of_item(self.ix, item)).collect();
        if !listed.is_empty() {
            return listed;
        }
        let paragraphs: Vec<&'a [Inline]> = section.blocks.iter().filter_map(paragraph).collect();
        if let [only] = paragraphs[..]
            && NOTHING.contains(&plain_text(only).trim())
        {
            return Vec::new();
        }
        if paragraphs.is_empty() {
            let message = format!("the level `{}` says nothing of `{}`", level.title, title(section));
            let help = "add a list, or `—` where there is nothing to say";
            self.note(Code::MissingCell, section.heading.range, message, help);
        }
        paragraphs.into_iter().map(|content| Passage { page: self.ix, content }).collect()
    }
}

fn paragraph(block: &Block) -> Option<&[Inline]> {
    match block {
        Block::Paragraph(content) => Some(content),
        _ => None,
    }
}

/// Where a list begins in the file.
fn list(block: &Block) -> Option<u32> {
    match block {
        Block::List { items, .. } => items.first().map(|item| item.range.start),
        _ => None,
    }
}

/// Whether a text has some words, one behind the other; "mid-size" has no "mid".
fn has_words(text: &str, words: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|part| !part.is_empty());
        parts.map(str::to_lowercase).collect()
    };
    let (text, words) = (split(text), split(words));
    !words.is_empty() && text.windows(words.len()).any(|window| window == words)
}
