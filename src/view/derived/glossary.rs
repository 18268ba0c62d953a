//! Every term from A to Z.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, PartView};

/// Terms by their first letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct GlossaryView {
    /// The letters, in order.
    pub letters: Vec<LetterView>,
}

/// The terms of one letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct LetterView {
    /// The letter.
    pub letter: String,
    /// Its terms.
    pub terms: Vec<TermView>,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct TermView {
    /// Its page.
    pub page: PartView,
    /// The words behind an acronym.
    pub expands: Option<String>,
    /// What it means.
    pub about: String,
    /// What else it is called.
    pub aliases: Vec<String>,
}

/// All terms; `None` where the handbook has none.
pub(super) fn glossary(maker: Maker<'_>) -> Option<GlossaryView> {
    let mut terms: Vec<_> = maker.of_kind("term").iter().map(|&ix| (ix, maker.handbook_page(ix))).collect();
    terms.sort_by_key(|(_, page)| page.title.to_lowercase());
    let mut letters: Vec<LetterView> = Vec::new();
    for (ix, page) in terms {
        let letter: String = page.title.chars().take(1).flat_map(char::to_uppercase).collect();
        let term = TermView {
            page: maker.link(ix),
            expands: page.typed.text("expands").map(str::to_owned),
            about: page.typed.text("tldr").unwrap_or_default().to_owned(),
            aliases: page.aliases().map(str::to_owned).collect(),
        };
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.terms.push(term),
            None => letters.push(LetterView { letter, terms: vec![term] }),
        }
    }
    (!letters.is_empty()).then_some(GlossaryView { letters })
}
