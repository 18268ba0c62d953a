//! Code blocks.

use std::borrow::Cow;

use super::html::Writer;
use super::lines::with_lines;
use super::words::with_words;
use crate::diag::{Code as FaultCode, Diagnostic};
use crate::document::{Code, CodeLines};
use crate::highlight::{HighlightedCode, Language, is_within_budget};
use crate::text::escape;

/// How the code of a block begins and ends. The region scrolls sideways, so the keyboard must be able to reach it.
pub(super) const BEGINNING: &str = "<pre tabindex=\"0\"><code";
pub(super) const END: &str = "</code></pre>";

impl Writer<'_, '_> {
    pub(super) fn code(&mut self, code: &Code) {
        let language = code.language.as_deref().unwrap_or_default();
        let marked = self.declared.mark(&code.text);
        let html = self.highlighted(code, &marked, language);
        let html = if self.declared.are_whole(&html, &marked) { html } else { escaped(&marked) };
        let html = match &code.lines {
            Some(lines) => with_lines(&self.with_marked_words(&html, code, &marked, lines), lines),
            None => html,
        };
        let commands = self.view.path.as_ref().map(|path| &path.parts.commands);
        let command = commands.and_then(|commands| commands.get(&code.range.start));
        let html = self.with_variables(&html, command.map_or(&[], |command| &command.quotings));
        let is_output = language.eq_ignore_ascii_case("output");
        let strings = &self.renderer.theme.strings;
        let title = code.attributes.get("title").filter(|title| !title.is_empty());
        let title = title.or_else(|| is_output.then(|| strings.get("output")));
        self.out.push_str("<div class=\"code");
        self.out.push_str(if code.lines.is_some() { " lines" } else { "" });
        self.out.push_str(if is_output { " output" } else { "" });
        self.out.push('"');
        if let Some(command) = command {
            self.attribute("data-run", command.who);
            if let Some(program) = command.program {
                self.attribute("data-program", program);
            }
        }
        self.out.push('>');
        if let Some((reason, until)) = command.and_then(|command| command.skipped.as_ref()) {
            self.skipped(reason, until.as_deref());
        }
        if let Some(title) = title {
            self.out.push_str("<p class=\"code-title\">");
            escape::text(&mut self.out, title);
            self.out.push_str("</p>");
        }
        self.out.push_str(BEGINNING);
        if !language.is_empty() && is_class(language) {
            self.out.push_str(" class=\"language-");
            escape::attribute(&mut self.out, &language.to_lowercase());
            self.out.push('"');
        }
        self.out.push('>');
        self.out.push_str(&html);
        self.push(&[END, "</div>\n"]);
    }

    /// The HTML of a block with elements around the words that have marks; `text` is its code with marked variables.
    fn with_marked_words<'h>(&self, html: &'h str, code: &Code, text: &str, lines: &CodeLines) -> Cow<'h, str> {
        if lines.words.is_empty() {
            return Cow::Borrowed(html);
        }
        let places = lines.words.iter().map(|(start, words)| *start..words.end);
        let places = self.declared.places_in_marked(&code.text, places);
        let marks = lines.words.values().map(|words| words.mark);
        Cow::Owned(with_words(html, text, places.zip(marks)))
    }

    /// The HTML of a block's text, in which variables are marked.
    fn highlighted(&mut self, code: &Code, text: &str, written: &str) -> String {
        if written.is_empty() {
            return escaped(text);
        }
        let language = self.renderer.highlighter.language(written);
        if let Language::Unknown { suggestion } = &language {
            let shown: String = written.chars().take(40).collect();
            let message = format!("nobody knows the code language `{}`", shown.escape_debug());
            let help = match suggestion {
                Some(near) => format!("did you mean `{near}`?"),
                None => "use `text` for code without colours".to_owned(),
            };
            self.notes.push(
                Diagnostic::new(FaultCode::UnknownLanguage, &self.view.document.path, code.range, message).help(help),
            );
            return escaped(text);
        }
        if !is_within_budget(&code.text) {
            let message = "this code is too long to be highlighted";
            let note = Diagnostic::new(FaultCode::LongCode, &self.view.document.path, code.range, message);
            self.notes.push(note.help("break lines of more than 8 KiB, or offer the file as a download"));
            return escaped(text);
        }
        let make = || self.renderer.highlighter.highlight(&language, text);
        if !language.is_dear() {
            return make();
        }
        self.renderer.code.get_or_make(HighlightedCode::key(written, text), make).to_string()
    }
}

/// Code without colours.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape::text(&mut html, text);
    html
}

/// A language that can stand in a class: others (ten kilobytes, spaces, markup) are nobody's.
fn is_class(language: &str) -> bool {
    language.len() <= 40
        && !language.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\''))
}
