//! The smallest parts of a view: words, links and marks in a cell.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, SparkView, golden_path};
use crate::data::Value;
use crate::derived::Passage;
use crate::document::{Inline, LinkForm, plain_text};
use crate::handbook::{PageIx, Target};
use crate::view::facts;

/// A stretch of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct PartView {
    /// The words.
    pub text: String,
    /// Where they lead.
    pub href: Option<String>,
    /// The status of the page that they lead to.
    pub status: Option<String>,
    /// The element that they stand in, where it is not plain text: `code`, `em`, `strong`, `del` or `small`.
    pub element: Option<&'static str>,
    /// The marks of its steps, where it leads to a golden path: what a reader has ticked is found by them.
    pub steps: Option<String>,
}

/// A line of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct LineView {
    /// What the line is about: the category of some tools.
    pub label: Option<PartView>,
    /// Its content.
    pub parts: Vec<PartView>,
}

impl LineView {
    /// A line of some parts.
    pub fn of(parts: Vec<PartView>) -> Self {
        Self { label: None, parts }
    }

    /// A line of plain words.
    pub fn text(text: &str) -> Self {
        Self::of(vec![PartView { text: text.to_owned(), ..PartView::default() }])
    }
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct CellView {
    /// Its lines; none of an empty cell.
    pub lines: Vec<LineView>,
    /// The mark that it shows, a key of the strings file: `core`, `yes`, `met` …
    pub state: Option<String>,
    /// What it is sorted by, where that is not its text.
    pub sort: Option<String>,
    /// A small drawing of how it went.
    pub spark: Option<SparkView>,
}

impl CellView {
    /// A cell of plain words.
    pub fn text(text: &str) -> Self {
        Self::of(vec![LineView::text(text)])
    }

    /// A cell of some lines.
    pub fn of(lines: Vec<LineView>) -> Self {
        Self { lines, ..Self::default() }
    }

    /// A cell of a value from the front matter.
    pub(super) fn value(value: &Value) -> Self {
        match value {
            Value::Boolean(value) => Self::state(if *value { "yes" } else { "no" }),
            value => facts::plain(value).map(|text| Self::text(&text)).unwrap_or_default(),
        }
    }

    /// A cell with a mark.
    pub fn state(state: &str) -> Self {
        Self { state: Some(state.to_owned()), ..Self::default() }
    }
}

impl Maker<'_> {
    /// Pages, one a line.
    pub(in crate::view) fn pages(self, pages: &[PageIx]) -> Vec<LineView> {
        pages.iter().map(|&page| LineView::of(vec![self.link(page)])).collect()
    }

    /// Pages in one line, with commas between them.
    pub(super) fn in_line(self, pages: &[PageIx]) -> Vec<PartView> {
        let mut parts = Vec::new();
        for &page in pages {
            if !parts.is_empty() {
                parts.push(PartView { text: ", ".to_owned(), ..PartView::default() });
            }
            parts.push(self.link(page));
        }
        parts
    }

    /// Words of another page, its links leading where they lead there.
    pub(super) fn passage(self, passage: &Passage<'_>) -> LineView {
        let mut parts = Vec::new();
        self.push(passage.page, passage.content, None, &mut parts);
        LineView::of(parts)
    }

    fn push(self, page: PageIx, content: &[Inline], element: Option<&'static str>, parts: &mut Vec<PartView>) {
        for inline in content {
            match inline {
                Inline::Text(part) | Inline::Image { alt: part, .. } => push_text(part, element, parts),
                Inline::Code(part) => push_text(part, Some("code"), parts),
                Inline::SoftBreak | Inline::HardBreak => push_text(" ", element, parts),
                Inline::Emphasis(content) => self.push(page, content, Some("em"), parts),
                Inline::Strong(content) => self.push(page, content, Some("strong"), parts),
                Inline::Strikethrough(content) => self.push(page, content, Some("del"), parts),
                Inline::Link { link, content } => parts.push(self.written_link(page, *link, content, element)),
                Inline::Html(_) | Inline::FootnoteReference(_) => {}
            }
        }
    }

    fn written_link(self, page: PageIx, link: usize, content: &[Inline], element: Option<&'static str>) -> PartView {
        let written = &self.handbook_page(page).document.links[link];
        let found = &self.views.handbook.links(page)[link];
        let target = self.views.target(self.from, found, &written.target);
        let text = if written.form == LinkForm::BareWiki { target.label } else { plain_text(content) };
        let (status, steps) = match found {
            Target::Page { page, .. } => {
                (self.handbook_page(*page).typed.text("status").map(str::to_owned), golden_path::marks(self, *page))
            }
            _ => (None, None),
        };
        PartView { text, href: target.href, status, element, steps }
    }
}

/// Adds words to those before them, where they stand in the same element.
fn push_text(text: &str, element: Option<&'static str>, parts: &mut Vec<PartView>) {
    match parts.last_mut() {
        Some(last) if last.href.is_none() && last.element == element => last.text.push_str(text),
        _ => parts.push(PartView { text: text.to_owned(), element, ..PartView::default() }),
    }
}
