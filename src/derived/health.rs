//! How well a handbook is kept on a day: reviews that are due, pages that nobody owns, golden paths by their last test.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{GOLDEN_PATH, Tested, Verdict};
use crate::data::{self, Date};
use crate::handbook::{Handbook, Page, PageIx};

/// How many days before a review is due it is announced: time enough to put it into the plan of a month.
pub const SOON: i32 = 30;

/// How old a review is at most, in days, in each class of age but the last one: three months, six and twelve.
pub const AGES: [i32; 3] = [91, 182, 365];

/// The statuses of pages that are not there for readers yet, or not for long.
const PASSING: [&str; 4] = ["draft", "hold", "deprecated", "retired"];

/// What the owners of a handbook want to know.
#[derive(Debug)]
pub struct Health {
    /// The day on which it is so.
    pub day: Date,
    /// How many pages were written.
    pub pages: usize,
    /// How many drafts were left out.
    pub drafts: usize,
    /// The pages whose review is overdue, the longest first.
    pub overdue: Vec<Review>,
    /// Those whose review is due within [`SOON`] days, the first one first.
    pub due: Vec<Review>,
    /// The golden paths, those that need somebody most first.
    pub paths: Vec<(PageIx, Test)>,
    /// What each owner has, those with the most overdue reviews first.
    pub owners: Vec<Load>,
    /// The pages that should have an owner and have none.
    pub unowned: Vec<PageIx>,
    /// The pages that are drafts, on hold, deprecated or retired, each with its status.
    pub passing: Vec<(PageIx, String)>,
    /// How many pages were reviewed at most so long ago as [`AGES`] says, and longer ago.
    pub ages: [usize; AGES.len() + 1],
    /// How many pages that should have an owner were never reviewed.
    pub unreviewed: usize,
}

/// When a page was reviewed, and when it is to be reviewed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// The page.
    pub page: PageIx,
    /// The day of the last review.
    pub reviewed: Date,
    /// The day of the next one.
    pub due: Date,
    /// How many days are left; fewer than none where it is overdue.
    pub left: i32,
}

/// How the last test of a golden path ended; what needs somebody most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// It failed.
    Failed(Date),
    /// There was none.
    Never,
    /// The commands have changed since.
    Outdated(Date),
    /// It passed.
    Passed(Date),
}

/// What one owner has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// The owner.
    pub owner: PageIx,
    /// How many pages it owns.
    pub pages: usize,
    /// How many of them are overdue for review.
    pub overdue: usize,
    /// How many are due soon.
    pub due: usize,
    /// How many golden paths have not passed as they stand.
    pub untested: usize,
}

impl Test {
    fn of(tested: Option<Tested>) -> Self {
        match tested {
            None => Self::Never,
            Some(Tested { is_stale: true, day, .. }) => Self::Outdated(day),
            Some(Tested { verdict: Verdict::Passed, day, .. }) => Self::Passed(day),
            Some(Tested { verdict: Verdict::Failed, day, .. }) => Self::Failed(day),
        }
    }

    /// Whether the path works as it stands, as far as anybody knows.
    pub fn has_passed(self) -> bool {
        matches!(self, Self::Passed(_))
    }
}

/// Whether somebody should answer for a page: it names its kind, and is neither an owner itself nor the meaning of a word.
pub fn wants_owner(page: &Page) -> bool {
    page.typed.is_explicit && !page.is_generated && !matches!(page.typed.kind.as_str(), "team" | "term")
}

/// How well a handbook is kept on `day`; `None` of one that says of no page who owns it or when it was reviewed.
pub(super) fn of_handbook(handbook: &Handbook, tested: &BTreeMap<PageIx, Tested>, day: Date) -> Option<Health> {
    let written = || handbook.pages.each().filter(|(_, page)| !page.is_generated);
    let is_kept = |(ix, page): (PageIx, &Page)| reviewed(page).is_some() || owner(handbook, ix).is_some();
    if !written().any(is_kept) {
        return None;
    }
    // A retired page is kept for those who look for it: nobody brings it up to date.
    let current = || written().filter(|(_, page)| page.typed.text("status") != Some("retired"));
    let mut reviews: Vec<Review> = current().filter_map(|(ix, page)| review(ix, page, day)).collect();
    reviews.sort_by_key(|review| (review.left, handbook.pages.rank(review.page)));
    let overdue: Vec<Review> = reviews.iter().copied().filter(|review| review.left < 0).collect();
    let due: Vec<Review> = reviews.into_iter().filter(|review| (0..=SOON).contains(&review.left)).collect();
    let is_path = |page: &Page| page.typed.is_explicit && page.typed.kind == GOLDEN_PATH;
    let test = |ix: PageIx| (ix, Test::of(tested.get(&ix).copied()));
    let mut paths: Vec<(PageIx, Test)> = current().filter(|(_, page)| is_path(page)).map(|(ix, _)| test(ix)).collect();
    paths.sort_by_key(|&(page, test)| (test, handbook.pages.rank(page)));
    let unowned = current().filter(|(ix, page)| wants_owner(page) && owner(handbook, *ix).is_none());
    let mut ages = [0; AGES.len() + 1];
    for reviewed in current().filter_map(|(_, page)| reviewed(page)) {
        let age = data::days_between(reviewed, day);
        ages[AGES.iter().position(|most| age <= *most).unwrap_or(AGES.len())] += 1;
    }
    Some(Health {
        day,
        pages: written().count(),
        drafts: handbook.drafts,
        owners: owners(handbook, current().map(|(ix, _)| ix), (&overdue, &due, &paths)),
        overdue,
        due,
        paths,
        unowned: unowned.map(|(ix, _)| ix).collect(),
        passing: passing(handbook),
        ages,
        unreviewed: current().filter(|(_, page)| wants_owner(page) && reviewed(page).is_none()).count(),
    })
}

fn reviewed(page: &Page) -> Option<Date> {
    page.typed.text("reviewed")?.parse().ok()
}

fn owner(handbook: &Handbook, page: PageIx) -> Option<PageIx> {
    handbook.references(page, "owner").first().copied()
}

/// The day on which a page is to be reviewed again: so long after the last review as its front matter says that one
/// holds.
pub fn due(page: &Page) -> Option<Date> {
    data::day_after(reviewed(page)?, page.typed.text("review_every")?)
}

fn review(ix: PageIx, page: &Page, day: Date) -> Option<Review> {
    let due = due(page)?;
    Some(Review { page: ix, reviewed: reviewed(page)?, due, left: data::days_between(day, due) })
}

fn owners(
    handbook: &Handbook,
    pages: impl Iterator<Item = PageIx>,
    (overdue, due, paths): (&[Review], &[Review], &[(PageIx, Test)]),
) -> Vec<Load> {
    let mut loads: BTreeMap<PageIx, Load> = BTreeMap::new();
    let mut count = |page: PageIx, add: fn(&mut Load)| {
        if let Some(owner) = owner(handbook, page) {
            let none = Load { owner, pages: 0, overdue: 0, due: 0, untested: 0 };
            add(loads.entry(owner).or_insert(none));
        }
    };
    for page in pages {
        count(page, |load| load.pages += 1);
    }
    for review in overdue {
        count(review.page, |load| load.overdue += 1);
    }
    for review in due {
        count(review.page, |load| load.due += 1);
    }
    for (page, _) in paths.iter().filter(|(_, test)| !test.has_passed()) {
        count(*page, |load| load.untested += 1);
    }
    let mut loads: Vec<Load> = loads.into_values().collect();
    loads.sort_by_key(|load| (Reverse((load.overdue, load.untested, load.due)), handbook.pages.rank(load.owner)));
    loads
}

fn passing(handbook: &Handbook) -> Vec<(PageIx, String)> {
    let status = |page: &Page| page.typed.text("status").filter(|status| PASSING.contains(status)).map(str::to_owned);
    let mut pages: Vec<(PageIx, String)> = handbook
        .pages
        .each()
        .filter(|(_, page)| !page.is_generated)
        .filter_map(|(ix, page)| Some((ix, status(page)?)))
        .collect();
    pages.sort_by_key(|(ix, status)| (PASSING.iter().position(|other| other == status), handbook.pages.rank(*ix)));
    pages
}
