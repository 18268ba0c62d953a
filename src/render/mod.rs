//! From a page's view to its HTML.
//!
//! A page is a pure function of its view, the theme and the highlighted code: it sees no other page.

mod code;
mod describe;
mod features;
mod html;
mod lines;
mod path;
mod pieces;
mod raw;
mod table;
mod tabs;
mod views;
mod words;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::{Code, Diagnostic, Noted};
use crate::highlight::{HighlightedCode, Highlighter};
use crate::text::{Bytes, Digest, Shelf, UrlPath};
use crate::theme::{Shared, TemplateFault, Theme};
use crate::view::{PageView, SiteView};

pub use describe::{describe, described};
use features::{Feature, features};
use html::Writer;
use pieces::Pieces;
use raw::Sanitiser;

/// What a page has around its text and lists, in bytes, about.
const FRAME: usize = 6 * 1024;

/// Which part of a page's room may stay empty while a preview keeps the page: an eighth.
const SPARE: usize = 8;

/// The bytes of most pieces of a page, at most.
const PIECE: usize = 512;

/// Everything that pages are rendered with.
pub struct Renderer<'a> {
    site: Shared,
    theme: &'a Theme,
    highlighter: &'a Highlighter,
    code: &'a HighlightedCode,
    sanitiser: Sanitiser,
    pieces: Shelf<Pieces>,
}

/// A page as it is published.
#[derive(Clone, Debug)]
pub struct RenderedPage {
    /// Its address.
    pub url: UrlPath,
    /// The whole document.
    pub html: Bytes,
    /// The digest of it.
    pub digest: Digest,
}

impl RenderedPage {
    /// A page of this text.
    pub fn new(url: UrlPath, html: impl Into<Bytes>) -> Self {
        let html = html.into();
        Self { url, digest: Digest::of(&html), html }
    }
}

/// What the template of a page sees, and all that it includes.
#[derive(JsonSchema, Serialize)]
struct Context<'a> {
    /// The page.
    page: &'a PageView,
    /// The sections of the handbook as HTML, made by `partials/sections.html`: items of a list, to be written with `| safe`.
    sections: &'a str,
    /// The navigation of the page's own section as HTML, its own branch open: items of a list, each made by
    /// `partials/entry.html`, to be written with `| safe`.
    navigation: String,
    /// The title as HTML, to be written with `| safe`.
    heading: String,
    /// The text as HTML, footnotes included, to be written with `| safe`.
    body: String,
    /// What the text, or the list of the pages below, has that needs a style or a script of its own. Marks of the HTML
    /// show it, so whoever writes such HTML gets them, too.
    features: BTreeSet<Feature>,
}

/// What the template of an old address sees, from where readers are led to the new one.
#[derive(JsonSchema, Serialize)]
struct RedirectContext<'a> {
    /// The new address, relative to the old one.
    target: &'a str,
    /// The full new address, where the handbook says where it is published.
    canonical: Option<&'a str>,
    /// The title of the page at the new address.
    title: &'a str,
}

impl<'a> Renderer<'a> {
    /// Gets everything ready that all pages share.
    pub fn new(site: &SiteView, theme: &'a Theme, highlighter: &'a Highlighter, code: &'a HighlightedCode) -> Self {
        let site = Shared::new("site", site);
        Self { site, theme, highlighter, code, sanitiser: Sanitiser::new(), pieces: Shelf::default() }
    }

    /// Renders a page with the template of its kind, or with `page.html`.
    pub fn page(&self, view: &PageView) -> Noted<RenderedPage> {
        let mut notes = Vec::new();
        let mut writer = Writer::new(view, self, &mut notes);
        let heading = writer.heading_line();
        let body = writer.body();
        let mut features = features(&body);
        features.extend(view.children.iter().any(|card| card.steps.is_some()).then_some(Feature::Steps));
        let (sections, navigation) = self.pieces.lend(Pieces::default, |pieces| {
            pieces.limit();
            (self.sections(&view.sections, pieces), self.entries(&view.navigation, false, pieces))
        });
        let sections = or_note(sections, &mut notes);
        let navigation = or_note(navigation, &mut notes);
        let room = FRAME + sections.len() + navigation.len() + body.len();
        let context = Context { page: view, sections: &sections, navigation, heading, body, features };
        let own = format!("kinds/{}.html", view.kind);
        let template = self.theme.templates.first(&[&own, "page.html"]).unwrap_or("page.html");
        let html = or_note(self.fill(template, &context, room), &mut notes);
        let is_tight = html.capacity() - html.len() <= html.capacity() / SPARE;
        let html = if is_tight { html.into() } else { Bytes::copy_from_slice(&html) };
        Noted::new(RenderedPage::new(view.url.clone(), html), notes)
    }

    /// Renders the page that stands at an old address and leads to the new one.
    pub fn redirect(&self, from: &UrlPath, target: &str, canonical: Option<&str>, title: &str) -> Noted<RenderedPage> {
        let mut notes = Vec::new();
        let context = RedirectContext { target, canonical, title };
        let html = self.template("redirect.html", &context, &mut notes);
        Noted::new(RenderedPage::new(from.clone(), html), notes)
    }

    /// What the template of a piece makes of `context`; nothing, and a note, where it cannot be rendered.
    fn template(&self, name: &str, context: &impl Serialize, notes: &mut Vec<Diagnostic>) -> String {
        or_note(self.piece(name, context, PIECE), notes)
    }

    /// What the template of a piece makes of `context`, about `room` bytes.
    ///
    /// # Panics
    ///
    /// Never: templates and values are text.
    fn piece(&self, name: &str, context: &impl Serialize, room: usize) -> Result<String, Diagnostic> {
        self.fill(name, context, room).map(|html| String::from_utf8(html).expect("templates and values are text"))
    }

    /// What a template makes of `context`, about `room` bytes of UTF-8.
    fn fill(&self, name: &str, context: &impl Serialize, room: usize) -> Result<Vec<u8>, Diagnostic> {
        let templates = &self.theme.templates;
        templates.render(name, context, &self.site, room).map_err(|TemplateFault { template, range, message }| {
            let path = templates.path(if template.is_empty() { name } else { &template });
            Diagnostic::new(Code::TemplateError, &path, range, message)
        })
    }
}

/// What was made, or nothing and a note.
fn or_note<T: Default>(made: Result<T, Diagnostic>, notes: &mut Vec<Diagnostic>) -> T {
    made.unwrap_or_else(|note| {
        notes.push(note);
        T::default()
    })
}
