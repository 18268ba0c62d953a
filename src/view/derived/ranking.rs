//! Pages by how much they have in common with another.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, PartView};
use crate::derived::Request;

/// How many pages a ranking shows unless it is told otherwise.
const SHOWN: usize = 5;

/// Pages by nearness, nearest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct RankingView {
    /// The pages.
    pub entries: Vec<RankedView>,
}

/// A page with what it shares.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct RankedView {
    /// The page.
    pub page: PartView,
    /// Shared ÷ all that either has, in percent.
    pub percent: u32,
    /// How many are shared.
    pub count: usize,
    /// What is shared.
    pub shared: Vec<PartView>,
}

/// The pages of the same kind that have something in common with a page; `None` where there are none.
pub(super) fn nearest(maker: Maker<'_>, request: &Request) -> Option<RankingView> {
    let subject = maker.handbook_page(request.subject);
    let limit = request.options.get("limit").and_then(|limit| limit.value.integer().ok());
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(SHOWN);
    let nearest = maker.views.derived.graph.nearest(request.subject);
    let entries: Vec<RankedView> = nearest
        .into_iter()
        .filter(|nearest| maker.handbook_page(nearest.page).typed.kind == subject.typed.kind)
        .take(limit)
        .map(|nearest| RankedView {
            page: maker.link(nearest.page),
            percent: percent(nearest.share),
            count: nearest.shared.len(),
            shared: maker.in_line(&nearest.shared),
        })
        .collect();
    (!entries.is_empty()).then_some(RankingView { entries })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies between 0 and 1")]
fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}
