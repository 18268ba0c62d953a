//! Ids of headings, and what is wrong with the outline.

use std::collections::HashMap;

use super::markdown::Body;
use super::{Block, Heading, Inline, attributes};
use crate::diag::{Code, Diagnostic};
use crate::text::{ShortText, Slugs, SourcePath, TextRange, slug};

/// Takes a trailing `{…}` off a heading's text and makes it the heading's attributes.
///
/// Words in braces alone stay text: `## Using {braces}` is no attribute.
pub(super) fn take_attributes(content: &mut Vec<Inline>) -> attributes::Attributes {
    let Some(Inline::Text(last)) = content.last_mut() else { return attributes::Attributes::default() };
    let Some((text, found)) = attributes::split_trailing(last) else { return attributes::Attributes::default() };
    if found.is_only_flags() {
        return attributes::Attributes::default();
    }
    let length = text.trim_end().len();
    if length == 0 {
        content.pop();
    } else {
        *last = last.part(0..length);
    }
    found
}

/// Gives every heading its id: fixed ones first, so that no other heading takes them.
pub(super) fn assign_ids(body: &mut Body, path: &SourcePath, notes: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut headings: Vec<&mut Heading> = body.title.iter_mut().collect();
    collect(&mut body.blocks, &mut headings);
    for footnote in &mut body.footnotes {
        collect(&mut footnote.blocks, &mut headings);
    }
    let mut slugs = Slugs::default();
    // Ids of raw HTML are fixed, too: `<a id="setup"></a>` often stands before `## Setup`.
    for id in &body.anchors {
        slugs.reserve(id);
    }
    let mut fixed: HashMap<ShortText, TextRange> = HashMap::new();
    for heading in &mut headings {
        let Some(id) = heading.attributes.id.clone() else { continue };
        if let Some(&first) = fixed.get(&id) {
            notes.push(
                Diagnostic::new(Code::DuplicateAnchor, path, heading.range, format!("the id `{id}` is taken"))
                    .related(path, first, "it belongs to this heading")
                    .help("give one of them another id"),
            );
            continue;
        }
        slugs.reserve(&id);
        fixed.insert(id.clone(), heading.range);
        heading.id = id.to_string();
    }
    for heading in &mut headings {
        if heading.id.is_empty() {
            let base = heading.attributes.id.clone().unwrap_or_else(|| heading.words.clone());
            heading.id = slugs.unique(&base);
        }
    }
    headings.into_iter().map(|heading| heading.id.clone()).collect()
}

fn collect<'a>(blocks: &'a mut [Block], headings: &mut Vec<&'a mut Heading>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => headings.push(heading),
            Block::Quote { blocks, .. } => collect(blocks, headings),
            Block::List { items, .. } => items.iter_mut().for_each(|item| collect(&mut item.blocks, headings)),
            Block::Definitions(entries) => {
                let details = entries.iter_mut().flat_map(|entry| &mut entry.details);
                details.for_each(|blocks| collect(blocks, headings));
            }
            _ => {}
        }
    }
}

/// Notes second titles, skipped levels, and equal headings side by side.
pub(super) fn check_outline(
    title: Option<&Heading>,
    headings: &[&Heading],
    path: &SourcePath,
    notes: &mut Vec<Diagnostic>,
) {
    let mut level = 1;
    let mut has_title = title.is_some();
    // The headings that are open at this point, outermost first, and the texts seen below each.
    let mut open: Vec<(u8, HashMap<String, TextRange>)> = vec![(0, HashMap::new())];
    for heading in headings {
        if heading.level == 1 {
            if has_title {
                let note =
                    Diagnostic::new(Code::SeveralTitles, path, heading.range, "this is a second top-level heading");
                notes.push(note.help("use `##` for the sections of a page"));
            }
            has_title = true;
        } else if heading.level > level + 1 {
            let message = format!("this heading of level {} follows one of level {level}", heading.level);
            let help = format!("use `{}`", "#".repeat(usize::from(level) + 1));
            notes.push(Diagnostic::new(Code::HeadingLevel, path, heading.range, message).help(help));
        }
        level = heading.level;
        while open.last().is_some_and(|(outer, _)| *outer >= heading.level) {
            open.pop();
        }
        check_twin(heading, open.last_mut().map(|(_, seen)| seen), path, notes);
        open.push((heading.level, HashMap::new()));
    }
}

fn check_twin(
    heading: &Heading,
    siblings: Option<&mut HashMap<String, TextRange>>,
    path: &SourcePath,
    notes: &mut Vec<Diagnostic>,
) {
    let Some(siblings) = siblings else { return };
    if heading.attributes.id.is_some() {
        return;
    }
    let slug = slug(&heading.words);
    if let Some(&first) = siblings.get(&slug) {
        let message = format!("the heading `{}` stands here a second time", heading.words);
        notes.push(
            Diagnostic::new(Code::DuplicateHeading, path, heading.range, message)
                .related(path, first, "the first one")
                .help(format!("say what makes it different, or fix its id: `{{#{}}}`", heading.id)),
        );
    } else {
        siblings.insert(slug, heading.range);
    }
}
