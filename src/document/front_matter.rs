//! Front matter: where it ends, and what it says.

use std::sync::Arc;

use super::FrontMatter;
use crate::data::{self, Format};
use crate::diag::{Code, Diagnostic, Noted};
use crate::text::{SourcePath, TextRange};

/// The most bytes of front matter: identity and relations, not content.
const LIMIT: usize = 64 * 1024;

/// Reads the front matter, and says where the body begins.
pub(super) fn read(text: &str, path: &SourcePath) -> Noted<(FrontMatter, usize)> {
    let Some((format, fence)) = opening(text) else { return Noted::default() };
    let inner_start = first_line(text).len();
    let Some((inner_end, body_start)) = closing(text, inner_start, fence) else {
        return unclosed(text, inner_start, (format, fence), path);
    };
    let inner = &text[inner_start..inner_end];
    if format == Format::Yaml && !inner.contains(':') && !inner.trim().is_empty() {
        // Two thematic breaks with text between them.
        return Noted::default();
    }
    let range = TextRange::new(0, body_start);
    let mut notes = Vec::new();
    if body_start > LIMIT {
        let message = format!("this front matter has {body_start} bytes, the limit is {LIMIT}");
        notes.push(
            Diagnostic::new(Code::FrontMatterSyntax, path, TextRange::new(0, fence.len()), message)
                .help("move the content into the body"),
        );
        return Noted::new((unreadable(format, range), body_start), notes);
    }
    let (mut map, faults) = data::read(inner, format);
    map.shift(inner_start);
    for fault in faults {
        let range = fault.range.shifted(inner_start);
        notes.push(Diagnostic::new(Code::FrontMatterSyntax, path, range, fault.message));
    }
    let is_unreadable = !notes.is_empty() && map.entries.is_empty();
    Noted::new((FrontMatter { format: Some(format), map: Arc::new(map), range, is_unreadable }, body_start), notes)
}

fn unreadable(format: Format, range: TextRange) -> FrontMatter {
    FrontMatter { format: Some(format), range, is_unreadable: true, ..FrontMatter::default() }
}

fn opening(text: &str) -> Option<(Format, &'static str)> {
    match first_line(text).trim_end() {
        "---" => Some((Format::Yaml, "---")),
        "+++" => Some((Format::Toml, "+++")),
        _ => None,
    }
}

/// The first line with its line end.
fn first_line(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or_default()
}

/// Where the closing line begins, and where the next one does.
fn closing(text: &str, start: usize, fence: &str) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let word = line.trim_end();
        if word == fence || (fence == "---" && word == "...") {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// A page may open with a thematic break; it is front matter only if the next line looks like a key.
fn unclosed(
    text: &str,
    start: usize,
    (format, fence): (Format, &str),
    path: &SourcePath,
) -> Noted<(FrontMatter, usize)> {
    let next = first_line(&text[start..]);
    let key = next.split([':', '=']).next().unwrap_or_default().trim_end();
    let looks_like_key = key.len() < next.trim_end().len()
        && !key.is_empty()
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    if !looks_like_key {
        return Noted::default();
    }
    let message = format!("this front matter has no closing `{fence}`");
    let note = Diagnostic::new(Code::FrontMatterSyntax, path, TextRange::new(0, fence.len()), message)
        .help(format!("put a line `{fence}` behind the last key"));
    Noted::new((unreadable(format, TextRange::new(0, text.len())), text.len()), vec![note])
}
