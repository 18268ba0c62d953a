//! `search/start.js`: what the search dialog shows before anything is typed, as a script.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::derived::Graph;
use crate::handbook::{Handbook, PageIx};
use crate::output::{OutputFile, SEARCH, SEARCH_START};
use crate::schema::Kinds;
use crate::theme::Strings;

/// The keys of the dialog's words begin with it.
const WORDS: &str = "search_";

/// The kinds of page that people come for first.
const KINDS: [&str; 2] = ["role", "golden-path"];

/// The most pages of a kind: what fits below each other without scrolling.
const SHORTCUTS: usize = 8;

#[derive(Serialize)]
struct Start<'a> {
    /// The words of the dialog, by their keys without what they begin with.
    words: BTreeMap<&'a str, &'a str>,
    /// The search page.
    search: &'a str,
    shortcuts: Vec<Shortcuts<'a>>,
}

#[derive(Serialize)]
struct Shortcuts<'a> {
    title: &'a str,
    pages: Vec<Shortcut<'a>>,
}

#[derive(Serialize)]
struct Shortcut<'a> {
    title: &'a str,
    /// The address below the site's root.
    url: String,
}

/// The file: a classic script, so that it can be read from a disk.
pub fn search_start(handbook: &Handbook, graph: &Graph<'_>, (kinds, words): (&Kinds, &Strings)) -> OutputFile {
    let shortcut = |&page: &PageIx| {
        let page = handbook.page(page);
        Shortcut { title: &page.title, url: page.url.encoded() }
    };
    let of_kind = |name| {
        let pages: Vec<Shortcut<'_>> = graph.of_kind(name).iter().take(SHORTCUTS).map(shortcut).collect();
        let title = &kinds.get(name)?.plural;
        (!pages.is_empty()).then_some(Shortcuts { title, pages })
    };
    let start = Start {
        words: words.below(WORDS).collect(),
        search: SEARCH,
        shortcuts: KINDS.into_iter().filter_map(of_kind).collect(),
    };
    let json = serde_json::to_string(&start).expect("texts and lists are JSON");
    OutputFile::new(SEARCH_START.to_owned(), format!("roadbook.start={json};\n").into_bytes())
}
