//! Headings are fields: the sections of a page against those of its kind.

use super::validate::Check;
use super::words::with_article;
use super::{Kind, Section, SectionShape};
use crate::diag::{self, Code, Severity};
use crate::document::{self, Block, Document, Inline, Item, plain_text};
use crate::text::{TextRange, slug};

/// The shortest heading that can be a typo: `Text` is a word of its own, though `Next` is near.
const SHORTEST_TYPO: usize = 5;

/// The section of a page by the name that its kind gives it, whichever alias the page uses.
pub fn section<'d>(document: &'d Document, kind: &Kind, name: &str) -> Option<document::Section<'d>> {
    let section = kind.section(name)?;
    document.tree().sections().find(|found| section.answers_to(&found.heading.words))
}

impl Section {
    /// Whether a heading begins this section.
    pub fn answers_to(&self, heading: &str) -> bool {
        let heading = heading.trim().trim_end_matches(':');
        // Most headings have nothing to fold, and this is asked of every heading of a handbook.
        if heading.is_ascii() {
            return self.names().any(|name| heading.eq_ignore_ascii_case(name));
        }
        let folded = heading.to_lowercase();
        self.names().any(|name| name.to_lowercase() == folded)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }
}

/// A section of a page, and what it is to the page's kind.
struct Found<'k, 'd> {
    section: document::Section<'d>,
    known: Option<&'k Section>,
}

impl<'d> Found<'_, 'd> {
    fn words(&self) -> &'d str {
        &self.section.heading.words
    }
}

/// Checks the sections of a page of a kind, which is named `at`.
pub(super) fn check(check: &mut Check<'_>, kind: &Kind, document: &Document, at: TextRange) {
    let found =
        document.tree().sections().map(|section| Found { known: kind.section(&section.heading.words), section });
    let found: Vec<Found<'_, '_>> = found.collect();
    let is_of = |found: &Found<'_, '_>, section: &Section| found.known.is_some_and(|known| known.name == section.name);
    let lacking: Vec<&Section> =
        kind.sections.iter().filter(|section| !found.iter().any(|found| is_of(found, section))).collect();
    let meant = check.misspelt(kind, document, &lacking, &found);
    for section in &kind.sections {
        let mut here = found.iter().filter(|found| is_of(found, section));
        match here.next() {
            Some(first) => {
                check.content(section, first.section);
                here.for_each(|second| check.second(section, first, second));
            }
            None if meant.contains(&section.name.as_str()) => {}
            None => check.missing(kind, section, document, at),
        }
    }
    check.free_sections(kind, &found);
}

impl Check<'_> {
    /// Notes headings that are nearly one of the sections which the page lacks; returns those sections.
    fn misspelt<'k>(
        &mut self,
        kind: &Kind,
        document: &Document,
        lacking: &[&'k Section],
        found: &[Found<'_, '_>],
    ) -> Vec<&'k str> {
        let mut meant = Vec::new();
        for Found { section: free, .. } in found.iter().filter(|found| found.known.is_none()) {
            let words = &free.heading.words;
            let open = || lacking.iter().filter(|section| !meant.contains(&section.name.as_str()));
            let near = |section: &&&'k Section| near_name(words, section).is_some();
            let Some(section) = open().find(near) else { continue };
            let Some(name) = near_name(words, section) else { continue };
            let message = format!("`{words}` is no section of {}", with_article(&kind.title));
            let note = self.note(Code::SectionName, free.heading.range, message);
            note.help = Some(format!("did you mean `{name}`?"));
            if section.need.asked_by(&document.front.map).is_none() {
                note.severity = Severity::Warning;
            }
            meant.push(section.name.as_str());
        }
        meant
    }

    /// A heading with the same words is noted where the page is read; this is about two names of one section.
    fn second(&mut self, section: &Section, first: &Found<'_, '_>, second: &Found<'_, '_>) {
        let has_id = second.section.heading.attributes.id.is_some();
        if !has_id && slug(first.words()) == slug(second.words()) {
            return;
        }
        let message = format!("the section `{}` stands here a second time", section.name);
        let path = self.path;
        let note = self.note(Code::DuplicateSection, second.section.heading.range, message);
        let place = first.section.heading.range;
        *note = note.clone().related(path, place, "the first one").help("put both under one heading");
    }

    fn missing(&mut self, kind: &Kind, section: &Section, document: &Document, at: TextRange) {
        let Some(reason) = section.need.asked_by(&document.front.map) else { return };
        let mut before = 1;
        for heading in document.tree().headings() {
            if section.answers_to(&heading.words) {
                // A level that is skipped is noted where the page is read.
                if heading.level <= before + 1 {
                    let message = format!("the section `{}` has a heading of level {}", section.name, heading.level);
                    self.note(Code::SectionName, heading.range, message).help =
                        Some(format!("write `## {}`", section.name));
                }
                return;
            }
            before = heading.level;
        }
        let title = kind.title.to_lowercase();
        let message = format!("this {title} has no section `{}`{}", section.name, reason.words);
        self.note(Code::MissingSection, reason.range.unwrap_or(at), message).help =
            Some(format!("add `## {}` with {}", section.name, section.content()));
    }

    fn content(&mut self, section: &Section, found: document::Section<'_>) {
        let at = found.heading.range;
        if !has_content(found.blocks) {
            let message = format!("the section `{}` is empty", section.name);
            self.note(Code::EmptySection, at, message).help =
                Some(format!("fill it with {}, or remove the heading", section.content()));
            return;
        }
        // What a view shows is not written here.
        if section.shape == SectionShape::Prose || found.blocks.iter().any(|block| matches!(block, Block::View(_))) {
            return;
        }
        let entries = match section.shape {
            SectionShape::Faq if found.sections().next().is_some() => self.questions(found),
            SectionShape::Faq | SectionShape::Pairs => self.pairs(found.blocks),
            _ => found.items().count(),
        };
        if entries == 0 {
            let message =
                format!("expected {} under `{}`, found {}", section.content(), section.name, noun(found.blocks));
            self.note(Code::SectionShape, at, message).help = Some(section.shape.example().to_owned());
            return;
        }
        let unit = if entries == 1 { "entry" } else { "entries" };
        for (bound, limit, is_beyond) in [
            ("least", section.min, section.min.is_some_and(|min| entries < min)),
            ("most", section.max, section.max.is_some_and(|max| entries > max)),
        ] {
            if let Some(limit) = limit.filter(|_| is_beyond) {
                let message = format!("`{}` has {entries} {unit}, the {bound} is {limit}", section.name);
                self.note(Code::SectionLength, at, message);
            }
        }
    }

    /// How many questions a section has; one without an answer is noted.
    fn questions(&mut self, section: document::Section<'_>) -> usize {
        for question in section.sections().filter(|question| !has_content(question.blocks)) {
            let message = format!("the question `{}` has no answer", question.heading.words);
            self.note(Code::EmptySection, question.heading.range, message).help =
                Some("write the answer below it, or remove the heading".to_owned());
        }
        section.sections().count()
    }

    /// How many pairs there are; where some items are pairs, one that is none is noted.
    fn pairs(&mut self, blocks: &[Block]) -> usize {
        let of_terms = |block: &Block| if let Block::Definitions(entries) = block { entries.len() } else { 0 };
        let terms: usize = blocks.iter().map(of_terms).sum();
        let (pairs, others): (Vec<&Item>, Vec<&Item>) = document::items(blocks).partition(|item| is_pair(item));
        if terms + pairs.len() == 0 {
            return 0;
        }
        for item in &others {
            let message = "expected a term with what it means, found an item without a colon".to_owned();
            self.note(Code::SectionShape, item.range, message).help = Some(SectionShape::Pairs.example().to_owned());
        }
        terms + pairs.len() + others.len()
    }

    fn free_sections(&mut self, kind: &Kind, found: &[Found<'_, '_>]) {
        let Some(sections) = &kind.free_sections else { return };
        let free = found.iter().filter(|found| found.known.is_none()).map(|found| found.section);
        let mut counted = free.filter(|section| section.items().next().is_some());
        let count = counted.clone().count();
        if let Some((max, beyond)) = sections.max.and_then(|max| Some((max, counted.nth(max)?))) {
            let (title, noun) = (kind.title.to_lowercase(), &sections.noun);
            let message = format!("this {title} has {count} {noun}s, the most is {max}");
            self.note(Code::SectionLength, beyond.heading.range, message).help =
                Some(format!("keep the {max} that decide most"));
        }
    }
}

impl SectionShape {
    /// How to write it.
    fn example(self) -> &'static str {
        match self {
            Self::List | Self::List2 => "begin each entry with `- `",
            Self::Steps => "begin each step with its number: `1. `",
            Self::Pairs => "write each as `- term: what it means`",
            Self::Faq => "write each question as `### Question?` with its answer below",
            Self::Prose => "write some text",
        }
    }
}

/// The name of a section that a heading was probably meant to be. Whoever mistypes a word begins it right.
fn near_name<'s>(heading: &str, section: &'s Section) -> Option<&'s str> {
    let first = |text: &str| text.chars().next().map(|c| c.to_ascii_lowercase());
    let mut names = section.names().filter(|name| first(name) == first(heading)).peekable();
    names.peek()?;
    diag::nearest(heading, names).filter(|_| heading.chars().count() >= SHORTEST_TYPO)
}

fn has_content(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| !matches!(block, Block::Heading(_) | Block::Rule))
}

/// Whether an item says a term and, behind a colon, what it means.
fn is_pair(item: &Item) -> bool {
    let Some(Block::Plain(content) | Block::Paragraph(content)) = item.blocks.first() else { return false };
    let text = plain_text(content);
    let has_more = item.blocks.len() > 1;
    text.split_once(':').is_some_and(|(term, rest)| !term.trim().is_empty() && (has_more || !rest.trim().is_empty()))
}

/// What stands in a section, in words.
fn noun(blocks: &[Block]) -> &'static str {
    let only_image = |content: &[Inline]| matches!(content, [Inline::Image { .. }]);
    match blocks.iter().find(|block| !matches!(block, Block::Heading(_) | Block::Rule)) {
        Some(Block::Paragraph(content)) if only_image(content) => "an image",
        Some(Block::Table(_)) => "a table",
        Some(Block::Code(_)) => "code",
        Some(Block::Quote { .. }) => "a quotation",
        Some(Block::Definitions(_)) => "terms with what they mean",
        Some(Block::List { .. }) => "a plain list",
        Some(Block::Html(_)) => "HTML",
        _ => "text",
    }
}
