//! The page of a handbook's health: what its owners have to do, at a glance and then in tables.
//!
//! No table of it grows without bound: each shows what needs somebody most, and says how much more there is.

use super::derived::{CellView, ColumnView, LineView, LinksView, Maker, PartView, RowView, TableView, ViewContent};
use super::facts::{FactValue, FactView};
use super::{DerivedView, PageView, Views};
use crate::derived::{AGES, Health, Review, SOON, Test};
use crate::handbook::PageIx;
use crate::output::HEALTH;
use crate::text::UrlPath;

/// The most rows of a table: who has more to do than this begins at the top.
const ROWS: usize = 100;

impl Views<'_> {
    /// The page of the handbook's health; none where nothing is known of it, or where the handbook has a page of its
    /// own at the address.
    pub fn health(&self) -> Option<PageView> {
        let health = self.derived.health.as_ref()?;
        let url = UrlPath::new(HEALTH);
        if self.is_taken(&url) {
            return None;
        }
        let root = url.to_root();
        let mut page = self.made(url, root, self.strings.get("health").to_owned(), "health");
        page.tldr = Some(self.strings.get("health_about").replace("{day}", &health.day.to_string()));
        page.breadcrumbs.extend(self.link_to_home(&page.url));
        page.views.after = Sheet { views: self, maker: Maker::new(self, &page.url), health }.sections();
        page.facts = self.figures(health, &page.views.after);
        page.toc = super::toc(&page.document, &page.views);
        Some(page)
    }

    /// The numbers at the top, each with the way to the section that has the pages.
    fn figures(&self, health: &Health, sections: &[DerivedView]) -> Vec<FactView> {
        let untested = health.paths.iter().filter(|(_, test)| !test.has_passed()).count();
        let mut figures = vec![
            ("pages", "health_pages", health.pages),
            ("overdue", "health_overdue", health.overdue.len()),
            ("soon", "health_due", health.due.len()),
            ("unowned", "health_unowned", health.unowned.len()),
        ];
        if !health.paths.is_empty() {
            figures.push(("tests", "health_untested", untested));
        }
        if health.drafts > 0 {
            figures.push(("drafts", "health_drafts", health.drafts));
        }
        let figure = |(name, label, number): (&str, &str, usize)| {
            let is_shown = sections.iter().any(|section| section.id.as_deref() == Some(name));
            let value =
                FactValue { text: number.to_string(), href: is_shown.then(|| format!("#{name}")), status: None };
            FactView { name: name.to_owned(), label: words(self, label), values: vec![value], is_links: false }
        };
        figures.into_iter().map(figure).collect()
    }
}

/// Fixed words of the interface, with the number of days in them where they have a place for it.
fn words(views: &Views<'_>, key: &str) -> String {
    views.strings.get(key).replace("{days}", &SOON.to_string())
}

/// The sections of the page.
struct Sheet<'a> {
    views: &'a Views<'a>,
    maker: Maker<'a>,
    health: &'a Health,
}

impl Sheet<'_> {
    /// All that have something to say.
    fn sections(&self) -> Vec<DerivedView> {
        let health = self.health;
        let reviews = |reviews: &[Review], days| {
            self.table("page", &["owner", "reviewed", "due", days], reviews, |review| self.review(review))
        };
        let unowned = LinksView {
            pages: health.unowned.iter().take(ROWS).map(|&page| self.maker.link(page)).collect(),
            more: health.unowned.len().saturating_sub(ROWS),
        };
        let tests = self.table("page", &["owner", "tested", "result"], &health.paths, |path| self.path(path));
        let counts = ["health_pages", "overdue", "health_due", "health_untested"];
        let owners = self.table("owner", &counts, &health.owners, |load| {
            (load.owner, [load.pages, load.overdue, load.due, load.untested].map(number).to_vec())
        });
        let passing = |page: &_| self.passing(page);
        let sections = [
            ("overdue", "health_overdue", reviews(&health.overdue, "health_days_over")),
            ("soon", "health_due", reviews(&health.due, "health_days_left")),
            ("tests", "health_tests", tests),
            ("owners", "health_owners", owners),
            ("unowned", "health_unowned", (!health.unowned.is_empty()).then_some(ViewContent::Links(unowned))),
            (
                "passing",
                "health_passing",
                self.table("page", &["owner", "status", "replaced_by"], &health.passing, passing),
            ),
            ("ages", "health_ages", self.ages()),
        ];
        let section = |(id, title, content): (&str, &str, Option<ViewContent>)| {
            let label = self.word(title);
            Some(DerivedView { name: "health", label, id: Some(id.to_owned()), title: None, content: content? })
        };
        sections.into_iter().filter_map(section).collect()
    }

    /// A table of pages; `None` where there are none.
    fn table<T>(
        &self,
        corner: &str,
        columns: &[&str],
        items: &[T],
        row: impl Fn(&T) -> (PageIx, Vec<CellView>),
    ) -> Option<ViewContent> {
        let row = |item: &T| {
            let (page, cells) = row(item);
            // Cells side by side are of different things: that they are equal says nothing.
            let head = LineView::of(vec![PartView { status: None, ..self.maker.link(page) }]);
            RowView { is_same: false, ..RowView::new(CellView::of(vec![head]), cells) }
        };
        let table = TableView {
            corner: self.word(corner),
            columns: columns.iter().map(|key| self.column(key)).collect(),
            rows: items.iter().take(ROWS).map(row).collect(),
            more: items.len().saturating_sub(ROWS),
            ..TableView::default()
        };
        (!items.is_empty()).then_some(ViewContent::Table(table))
    }

    fn review(&self, review: &Review) -> (PageIx, Vec<CellView>) {
        let days = usize::try_from(review.left.unsigned_abs()).unwrap_or_default();
        let day = |day: crate::data::Date| CellView::text(&day.to_string());
        (review.page, vec![self.owner(review.page), day(review.reviewed), day(review.due), number(days)])
    }

    fn path(&self, &(page, test): &(PageIx, Test)) -> (PageIx, Vec<CellView>) {
        let (day, state) = match test {
            Test::Failed(day) => (Some(day), "failed"),
            Test::Never => (None, "untested"),
            Test::Outdated(day) => (Some(day), "outdated"),
            Test::Passed(day) => (Some(day), "passed"),
        };
        let day = day.map(|day| CellView::text(&day.to_string())).unwrap_or_default();
        (page, vec![self.owner(page), day, CellView::state(state)])
    }

    fn passing(&self, (page, status): &(PageIx, String)) -> (PageIx, Vec<CellView>) {
        let replacement = self.views.handbook.references(*page, "replaced_by");
        (*page, vec![self.owner(*page), CellView::state(status), CellView::of(self.maker.pages(replacement))])
    }

    /// How many pages were reviewed how long ago.
    fn ages(&self) -> Option<ViewContent> {
        let named = |at: usize| match AGES.get(at) {
            Some(_) => self.word(["health_age_3", "health_age_6", "health_age_12"][at]),
            None => self.word("health_age_more"),
        };
        let mut ages: Vec<(String, usize)> =
            self.health.ages.iter().enumerate().map(|(at, count)| (named(at), *count)).collect();
        ages.push((self.word("health_age_never"), self.health.unreviewed));
        let all: usize = ages.iter().map(|(_, count)| count).sum();
        let row = |(age, count): &(String, usize)| {
            let share = format!("{} %", (count * 200 + all) / (2 * all));
            RowView::new(CellView::text(age), vec![number(*count), CellView::text(&share)])
        };
        let table = TableView {
            corner: self.word("reviewed"),
            columns: ["health_pages", "health_share"].iter().map(|key| self.column(key)).collect(),
            rows: ages.iter().map(row).collect(),
            ..TableView::default()
        };
        (all > 0).then_some(ViewContent::Table(table))
    }

    fn owner(&self, page: PageIx) -> CellView {
        CellView::of(self.maker.pages(self.views.handbook.references(page, "owner")))
    }

    fn column(&self, key: &str) -> ColumnView {
        let order = match key {
            "reviewed" | "due" | "tested" => "date",
            key if key == "overdue" || key.starts_with("health_") => "number",
            _ => "text",
        };
        ColumnView { order, ..ColumnView::new(CellView::text(&self.word(key))) }
    }

    fn word(&self, key: &str) -> String {
        words(self.views, key)
    }
}

fn number(number: usize) -> CellView {
    CellView::text(&number.to_string())
}
