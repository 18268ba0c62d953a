//! Metrics that several roles call their success.

use std::collections::BTreeMap;

use super::section;
use crate::diag::{Code, Diagnostic};
use crate::document::{each_block, links_of};
use crate::handbook::{Handbook, Page, PageIx, Target};
use crate::schema::Kinds;
use crate::text::TextRange;

/// The section of a role that links to metrics.
const SECTION: &str = "Success looks like";

/// One note for each metric that more than one role links to, at the second of them.
pub(super) fn check(handbook: &Handbook, kinds: &Kinds) -> Vec<Diagnostic> {
    let mut claims: BTreeMap<(PageIx, &str), Vec<(PageIx, TextRange)>> = BTreeMap::new();
    for (ix, page) in handbook.pages.each().filter(|(_, page)| page.typed.is_explicit && page.typed.kind == "role") {
        if !handbook.links(ix).iter().any(|target| matches!(target, Target::Page { fragment: Some(_), .. })) {
            continue;
        }
        for link in success_links(page, kinds) {
            let Target::Page { page: scorecard, fragment: Some(metric), .. } = &handbook.links(ix)[link] else {
                continue;
            };
            let roles = claims.entry((*scorecard, metric)).or_default();
            let is_metric = handbook.page(*scorecard).typed.kind == "scorecard";
            if is_metric && roles.iter().all(|(role, _)| *role != ix) {
                roles.push((ix, page.document.links[link].range));
            }
        }
    }
    claims.iter().filter_map(|((_, metric), roles)| note(handbook, metric, roles)).collect()
}

fn success_links(page: &Page, kinds: &Kinds) -> Vec<usize> {
    let mut links = Vec::new();
    let document = page.document.opened();
    let blocks = section((page, &document), kinds, SECTION).map(|section| section.blocks).unwrap_or_default();
    each_block(blocks, &mut |block| links.extend(block.lines().into_iter().flat_map(links_of)));
    links
}

fn note(handbook: &Handbook, metric: &str, roles: &[(PageIx, TextRange)]) -> Option<Diagnostic> {
    let (first, rest) = roles.split_first()?;
    let (second, others) = rest.split_first()?;
    let id = |ix: PageIx| &handbook.page(ix).id;
    let path = |ix: PageIx| &handbook.page(ix).document.path;
    let message = format!("the metric `{metric}` is the success of `{}` as well", id(first.0));
    let note = Diagnostic::new(Code::SharedMetric, path(second.0), second.1, message)
        .help("say who acts when it falls, or give each role a measure of its own");
    let claims = std::iter::once(first).chain(others);
    Some(
        claims.fold(note, |note, (role, range)| {
            note.related(path(*role), *range, format!("the success of `{}`", id(*role)))
        }),
    )
}
