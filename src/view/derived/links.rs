//! Lists of pages: what links to a page, and what is made from it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, PartView};
use crate::derived::MENTIONS;
use crate::handbook::PageIx;

/// The most pages that are listed: a page that thousands link to is not the place to list them.
const SHOWN: usize = 40;

/// Pages in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct LinksView {
    /// The pages, by title.
    pub pages: Vec<PartView>,
    /// How many more there are.
    pub more: usize,
}

/// The pages whose text links to a page, but for those above it, which list it anyway; `None` where there are none.
pub(super) fn backlinks(maker: Maker<'_>, subject: PageIx) -> Option<LinksView> {
    let graph = &maker.views.derived.graph;
    let handbook = maker.views.handbook;
    let own = &maker.handbook_page(subject).url;
    if own.as_str().is_empty() {
        // Everything leads to the first page.
        return None;
    }
    let mut pages: Vec<PageIx> = graph
        .sources(subject, MENTIONS)
        .map(|edge| edge.from)
        .filter(|&page| !own.as_str().starts_with(handbook.page(page).url.as_str()))
        .collect();
    pages.sort_by_cached_key(|&page| handbook.page(page).title.to_lowercase());
    let more = pages.len().saturating_sub(SHOWN);
    pages.truncate(SHOWN);
    let pages: Vec<PartView> = pages.into_iter().map(|page| maker.link(page)).collect();
    (!pages.is_empty()).then_some(LinksView { pages, more })
}

/// The pages that put each two members of a comparison side by side, one that somebody wrote in its place included;
/// `None` where it asks for none.
pub(super) fn pairs(maker: Maker<'_>, subject: PageIx) -> Option<LinksView> {
    let handbook = maker.views.handbook;
    let comparison = maker.handbook_page(subject);
    comparison.typed.flag("pairs").filter(|wanted| *wanted)?;
    let find = |one: PageIx, other: PageIx| {
        handbook.at(&comparison.pair_url(&handbook.page(one).id, &handbook.page(other).id))
    };
    let members = handbook.references(subject, "members");
    let pairs = members.iter().enumerate().flat_map(|(place, &one)| {
        members[place + 1..].iter().filter_map(move |&other| find(one, other).or_else(|| find(other, one)))
    });
    let pages: Vec<PartView> = pairs.map(|page| maker.link(page)).collect();
    (!pages.is_empty()).then_some(LinksView { pages, more: 0 })
}
