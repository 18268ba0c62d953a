//! Diagnostics for people: message, place, excerpt with caret, hint.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};

/// How the terminal wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With colours.
    Colour,
    /// Text alone, for pipes, files and tests.
    Plain,
}

/// The longest line that is shown as an excerpt, in bytes; a longer one is named by its place alone.
///
/// A minified file in a code block would otherwise fill the screen.
const LONGEST_EXCERPT: usize = 8 * 1024;

/// Draws one diagnostic; the result has no final line end.
///
/// `text` gives the text of a file, `shown` its path as the user sees it.
pub fn render<'t>(
    diagnostic: &Diagnostic,
    style: Style,
    text: impl Fn(&str) -> Option<&'t str>,
    shown: impl Fn(&str) -> String,
) -> String {
    let level = match diagnostic.severity {
        Severity::Info => Level::INFO,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.info().name);
    let mut report = Vec::new();
    let mut group = Group::with_title(title);
    let places = std::iter::once((&diagnostic.at, None, AnnotationKind::Primary)).chain(
        diagnostic.related.iter().map(|(location, what)| (location, Some(what.as_str()), AnnotationKind::Context)),
    );
    for (location, label, kind) in places {
        let source = text(location.path.as_str()).unwrap_or_default();
        let range = clamp(source, location.range.bytes());
        let path = shown(location.path.as_str());
        let line = line_around(source, range.start);
        if source.is_empty() || line.len() > LONGEST_EXCERPT {
            let at = crate::text::LineIndex::new(source).position(location.range.start);
            let origin = annotate_snippets::Origin::path(path).line(at.line).char_column(at.column);
            group = group.element(origin);
            continue;
        }
        // Only the first line of a long range is marked: the rest of a paragraph explains nothing.
        let first_line_end = line.end.max(range.start);
        let end = range.end.min(first_line_end).max(range.start);
        let mut annotation = kind.span(range.start..end);
        if let Some(label) = label {
            annotation = annotation.label(label);
        }
        group = group.element(Snippet::source(source).path(path).annotation(annotation));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    report.push(group);
    let renderer = match style {
        Style::Colour => Renderer::styled(),
        Style::Plain => Renderer::plain(),
    };
    renderer.decor_style(DecorStyle::Ascii).render(&report)
}

fn clamp(source: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(range.start);
    start..floor(range.end).max(start)
}

fn line_around(source: &str, at: usize) -> std::ops::Range<usize> {
    let start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = source[at..].find('\n').map_or(source.len(), |newline| at + newline);
    start..end
}
