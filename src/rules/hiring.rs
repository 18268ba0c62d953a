//! Hiring guides: what they say of each place to look for people.

use std::sync::Arc;

use super::section;
use crate::diag::{Code, Diagnostic};
use crate::document::{Block, Document, each_block, plain_text};
use crate::handbook::Page;
use crate::schema::Kinds;
use crate::text::TextRange;

/// Entries under "Where to find" that lack one of their halves; nothing on a page of another kind.
pub(super) fn check(page: &Page, open: &impl Fn() -> Arc<Document>, kinds: &Kinds) -> Vec<Diagnostic> {
    if page.typed.kind != "hiring" || !page.typed.is_explicit {
        return Vec::new();
    }
    let document = open();
    let blocks = section((page, &document), kinds, "Where to find").map(|section| section.blocks).unwrap_or_default();
    blocks.iter().flat_map(entries).filter_map(|(parts, range)| note(page, &parts, range)).collect()
}

/// The entries of a block: each with what it says, part by part, and its place.
fn entries(block: &Block) -> Vec<(Vec<String>, TextRange)> {
    match block {
        Block::Definitions(entries) => entries
            .iter()
            .map(|entry| (entry.details.iter().map(|blocks| words(blocks)).collect(), entry.range))
            .collect(),
        Block::List { items, .. } => {
            // An entry without a colon is no pair, which is noted where the section's shape is checked.
            let entries = items.iter().map(|item| (vec![words(&item.blocks)], item.range));
            entries.filter(|(parts, _)| parts.iter().any(|part| part.contains(':'))).collect()
        }
        _ => Vec::new(),
    }
}

fn words(blocks: &[Block]) -> String {
    let mut words = String::new();
    each_block(blocks, &mut |block| {
        for line in block.lines() {
            words.push_str(&plain_text(line).to_lowercase());
            words.push(' ');
        }
    });
    words
}

fn note(page: &Page, parts: &[String], range: TextRange) -> Option<Diagnostic> {
    let says = |half: &str| parts.iter().any(|part| part.contains(half));
    let message = match (says("why"), says("watch out")) {
        // Two parts are the two halves, whatever they are called.
        _ if parts.len() > 1 => return None,
        (true, true) => return None,
        (true, false) => "this says why, but not what to watch out for",
        (false, true) => "this says what to watch out for, but not why",
        (false, false) => "this says neither why nor what to watch out for",
    };
    let note = Diagnostic::new(Code::MissingHalf, &page.document.path, range, message);
    Some(note.help("write two lines below the name: `: **Why:** …` and `: **Watch out:** …`"))
}
