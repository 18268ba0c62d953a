//! Views of the handbook within a page.

use schemars::JsonSchema;
use serde::Serialize;

use super::html::Writer;
use crate::text::escape;
use crate::view::{DerivedView, ViewContent};

/// What the template of a view sees.
#[derive(JsonSchema, Serialize)]
pub(super) struct ViewContext<'a> {
    /// What the view holds.
    #[schemars(with = "()")]
    view: &'a ViewContent,
    /// The view's name.
    name: &'a str,
    /// What it shows, in words.
    label: &'a str,
    /// Its number on the page, for ids within it.
    number: usize,
    /// The level of the headings within it.
    level: u8,
}

impl Writer<'_, '_> {
    /// Writes a view: a section with a heading where it has an id, or else what stands in the place of a block.
    pub(super) fn derived(&mut self, view: &DerivedView) {
        self.views += 1;
        let context = ViewContext {
            view: &view.content,
            name: view.name,
            label: &view.label,
            number: self.views,
            level: if view.id.is_some() { 3 } else { (self.level + 1).min(6) },
        };
        let html = self.renderer.template(view.content.template(), &context, self.notes);
        let element = if view.id.is_some() { "section" } else { "div" };
        self.out.push_str(&format!("<{element} class=\"view view-{}\"", view.name));
        if let Some(id) = &view.id {
            // A heading is enough to find it: a landmark for each would hide the page's own.
            self.out.push_str("><h2");
            self.attribute("id", id);
            self.out.push('>');
            escape::text(&mut self.out, &view.label);
            self.anchor(id);
            self.out.push_str("</h2>\n");
        } else {
            self.out.push('>');
            if let Some(title) = &view.title {
                self.out.push_str("<p class=\"view-title\">");
                escape::text(&mut self.out, title);
                self.out.push_str("</p>\n");
            }
        }
        self.out.push_str(&html);
        self.out.push_str(&format!("</{element}>\n"));
    }
}
