//! Golden paths: steps with their panels, and the values that readers fill in.

use std::borrow::Cow;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::code::escaped;
use super::html::{Writer, divided, stands_alone};
use crate::derived::{PanelKind, Quoting};
use crate::document::{Block, Heading};
use crate::text::escape;
use crate::view::{PathView, StepOfPath};

/// What the template of a path's end sees.
#[derive(JsonSchema, Serialize)]
pub(super) struct ProvidesContext<'a> {
    /// The golden path.
    path: &'a PathView,
}

impl<'a> Writer<'a, '_> {
    /// Writes a step: what is done, then its panels, and behind the last one where the path has led.
    pub(super) fn step(&mut self, step: &StepOfPath, heading: &'a Heading, blocks: &'a [Block]) {
        self.out.push_str("<section class=\"step\"");
        self.attribute("aria-labelledby", &heading.id);
        self.attribute("data-mark", &step.mark);
        if let Some(seconds) = step.seconds {
            self.attribute("data-seconds", &seconds.to_string());
        }
        self.out.push_str(">\n");
        self.heading(heading);
        if let Some(begins) = &step.begins {
            self.clock("step_begins", begins);
        }
        let parts = divided(blocks, |block| matches!(block, Block::Heading(heading) if heading.level == 3));
        if parts.iter().all(|part| stands_alone(part)) {
            for part in parts {
                self.part(part);
            }
        } else {
            self.blocks(blocks);
        }
        self.out.push_str("</section>\n");
        if let Some(arrival) = &step.arrival {
            self.arrival(arrival.time.as_deref());
        }
    }

    /// Writes a panel in an element of its own, and anything else as it is.
    fn part(&mut self, blocks: &'a [Block]) {
        let panels = self.view.path.as_ref().map(|path| &path.parts.panels);
        let kind = match blocks.first() {
            Some(Block::Heading(heading)) => panels.and_then(|panels| panels.get(&heading.id)),
            _ => None,
        };
        let Some(kind) = kind else { return self.blocks(blocks) };
        let name = match kind {
            PanelKind::Verify => "verify",
            PanelKind::RollBack => "roll-back",
            PanelKind::IfItFails => "if-it-fails",
        };
        self.out.push_str(&format!("<section class=\"panel {name}\">\n"));
        self.blocks(blocks);
        self.out.push_str("</section>\n");
    }

    /// Writes where the path has led, and what it leaves to others.
    fn arrival(&mut self, time: Option<&str>) {
        let view = self.view;
        let Some(path) = &view.path else { return };
        let strings = &self.renderer.theme.strings;
        self.out.push_str("<div class=\"arrival\"><p class=\"arrival-title\">");
        escape::text(&mut self.out, strings.get("arrival"));
        self.out.push_str("</p>\n");
        if let Some(time) = time {
            self.clock("path_ends", time);
        }
        self.out.push_str("<p>");
        escape::text(&mut self.out, &path.goal);
        self.out.push_str("</p>\n");
        if !path.provides.is_empty() {
            let context = ProvidesContext { path };
            let html = self.renderer.template("partials/provides.html", &context, self.notes);
            self.out.push_str(&html);
        }
        self.out.push_str("</div>\n");
    }

    /// Writes a time beside the route, with what it means for those who do not see the route.
    fn clock(&mut self, words: &str, time: &str) {
        self.out.push_str("<p class=\"clock\"><span>");
        let words = self.renderer.theme.strings.get(words).to_owned();
        escape::text(&mut self.out, &words);
        self.out.push_str("</span> ");
        escape::text(&mut self.out, time);
        self.out.push_str("</p>\n");
    }

    /// Writes code of a line.
    pub(super) fn code_in_line(&mut self, code: &str) {
        match self.declared.mark(code) {
            Cow::Borrowed(code) => escape::text(&mut self.out, code),
            Cow::Owned(marked) => {
                let html = escaped(&marked);
                let html = self.with_variables(&html, &[]);
                self.out.push_str(&html);
            }
        }
    }

    /// Writes why a block is not run for the time being.
    pub(super) fn skipped(&mut self, reason: &str, until: Option<&str>) {
        let strings = &self.renderer.theme.strings;
        let words = match until {
            Some(day) => strings.get("skipped_until").replace("{day}", day),
            None => strings.get("skipped").to_owned(),
        };
        self.out.push_str("<p class=\"code-title skipped\">");
        escape::text(&mut self.out, &words.replace("{reason}", reason));
        self.out.push_str("</p>");
    }

    /// HTML of marked code with the variables in their places, each showing its value or an example; a script that
    /// puts values there sees what they need.
    pub(super) fn with_variables<'h>(&self, html: &'h str, quotings: &[Quoting]) -> Cow<'h, str> {
        let path = self.view.path.as_ref();
        let mut quotings = quotings.iter();
        self.declared.unmark(html, |out, name| {
            let variable = path.and_then(|path| path.variable(name));
            let initial = variable.and_then(|variable| variable.initial.as_deref());
            let shown = initial.or_else(|| variable.and_then(|variable| variable.example.as_deref()));
            let class = if initial.is_none() { " class=\"unfilled\"" } else { "" };
            let quoting = quotings.next().and_then(|quoting| quoting.name());
            let quoting = quoting.map(|quoting| format!(" data-quoting=\"{quoting}\"")).unwrap_or_default();
            let _ = write!(out, "<var{class} data-name=\"{name}\"{quoting}>");
            match shown {
                Some(shown) => escape::text(out, shown),
                None => escape::text(out, &format!("<{name}>")),
            }
            out.push_str("</var>");
        })
    }
}
