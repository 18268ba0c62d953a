//! Pages as cards: the pages of a kind, or what was reviewed lately.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, PartView};
use crate::data::spell_duration;
use crate::derived::Request;
use crate::handbook::{Page, PageIx};

/// How many of the latest pages are shown: a row on a wide screen.
const LATEST: usize = 4;

/// Pages as cards.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct CardsView {
    /// The cards.
    pub cards: Vec<PageCard>,
    /// Whether the order says something: these are the latest pages, and the first of them is the newest.
    pub is_latest: bool,
}

/// A page as a card.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct PageCard {
    /// The page.
    pub page: PartView,
    /// What it is, in a sentence.
    pub about: Option<String>,
    /// The name of its kind, where the cards are of several.
    pub kind: Option<String>,
    /// How long it takes, in words.
    pub time: Option<String>,
    /// The name of its owner, where that tells golden paths apart.
    pub owner: Option<String>,
    /// The day on which it was reviewed, on one of the latest pages.
    pub reviewed: Option<String>,
}

/// The cards; `None` where there are none.
pub(super) fn cards(maker: Maker<'_>, request: &Request) -> Option<CardsView> {
    let limit = request.options.get("limit").and_then(|limit| limit.value.integer().ok());
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    let (pages, is_latest) = match request.text("kind") {
        Some(kind) => (maker.of_kind(kind).to_vec(), false),
        None => (latest(maker), true),
    };
    let limit = limit.unwrap_or(if is_latest { LATEST } else { pages.len() });
    let cards: Vec<PageCard> = pages.into_iter().take(limit).map(|page| card(maker, page, is_latest)).collect();
    (!cards.is_empty()).then_some(CardsView { cards, is_latest })
}

/// The pages that say when they were reviewed, the latest first, in the order of the navigation where that is one day.
fn latest(maker: Maker<'_>) -> Vec<PageIx> {
    let handbook = maker.views.handbook;
    let dated =
        |(ix, page): (PageIx, &'_ Page)| Some((Reverse(reviewed(page)?.to_owned()), handbook.pages.rank(ix), ix));
    let mut pages: Vec<_> = handbook.pages.each().filter_map(dated).collect();
    pages.sort_unstable();
    pages.into_iter().map(|(_, _, ix)| ix).collect()
}

fn reviewed(page: &Page) -> Option<&str> {
    page.typed.text("reviewed")
}

/// A page as a card.
pub(in crate::view) fn card(maker: Maker<'_>, ix: PageIx, is_latest: bool) -> PageCard {
    let page = maker.handbook_page(ix);
    let owner = || maker.views.handbook.references(ix, "owner").first().map(|&owner| maker.handbook_page(owner));
    let kind = maker.views.kinds.get(&page.typed.kind);
    let time = page.typed.text("time").and_then(spell_duration);
    PageCard {
        page: maker.link(ix),
        about: page.typed.text("tldr").map(str::to_owned),
        kind: kind.filter(|_| is_latest && page.typed.is_explicit).map(|kind| kind.title.clone()),
        owner: owner().filter(|_| time.is_some() && !is_latest).map(|owner| owner.title.clone()),
        time,
        reviewed: reviewed(page).filter(|_| is_latest).map(str::to_owned),
    }
}
