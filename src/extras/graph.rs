//! `graph.json`: the pages and how they relate, for other tools.
//!
//! The handbook's page on the graph describes every key; what is there keeps its meaning while [`VERSION`] stays.

use std::borrow::Cow;

use serde::Serialize;

use crate::derived::Graph;
use crate::handbook::{Handbook, Page, PageIx};
use crate::output::{GRAPH, OutputFile};
use crate::text::encode_path;

/// The version of the file's form: raised when a key or a relation goes away or means something else, not when one is
/// added.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct GraphFile<'a> {
    version: u32,
    handbook: &'a str,
    pages: Vec<PageEntry<'a>>,
    edges: Vec<EdgeEntry<'a>>,
}

#[derive(Serialize)]
struct PageEntry<'a> {
    /// The address below the site's root, by which edges name the page.
    url: Cow<'a, str>,
    id: &'a str,
    kind: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    /// The file; none of a page that nobody wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct EdgeEntry<'a> {
    from: Cow<'a, str>,
    relation: &'a str,
    to: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    depth: Option<&'a str>,
}

/// The file: pages in the order of their paths, edges in that of the pages that state them.
pub fn graph(handbook: &Handbook, graph: &Graph<'_>) -> OutputFile {
    let url = |page: PageIx| encode_path(handbook.page(page).url.as_str());
    let file = GraphFile {
        version: VERSION,
        handbook: &handbook.title,
        pages: handbook.pages.iter().map(entry).collect(),
        edges: graph
            .edges()
            .map(|edge| EdgeEntry {
                from: url(edge.from),
                relation: edge.relation,
                to: url(edge.to),
                depth: edge.depth,
            })
            .collect(),
    };
    let json = serde_json::to_vec(&file).expect("text, numbers and lists are JSON");
    OutputFile::new(GRAPH.to_owned(), json)
}

fn entry(page: &Page) -> PageEntry<'_> {
    PageEntry {
        url: encode_path(page.url.as_str()),
        id: &page.id,
        kind: &page.typed.kind,
        title: &page.title,
        summary: page.typed.text("tldr"),
        status: page.typed.text("status"),
        aliases: page.aliases().collect(),
        source: (!page.is_generated).then(|| page.document.path.as_str()),
    }
}
