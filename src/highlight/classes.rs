//! From a grammar's scopes to a handful of classes, neighbours merged: few bytes, one style sheet.

use std::collections::HashMap;

use syntect::parsing::{Scope, ScopeStack};

use crate::text::escape;

/// Scope prefixes and their classes; the longest prefix that fits decides. An empty class ends the search:
/// what is interpolated into a string is no string.
const CLASSES: [(&str, &str); 38] = [
    ("comment", "c"),
    ("string", "s"),
    ("string.unquoted", ""),
    ("constant.character.escape", "e"),
    ("constant.numeric", "n"),
    ("constant.language", "n"),
    ("constant.other.color", "n"),
    ("support.constant", "n"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("keyword.operator.word", "k"),
    ("storage", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("meta.function-call.identifier", "f"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("entity.name.struct", "t"),
    ("entity.name.enum", "t"),
    ("entity.name.trait", "t"),
    ("entity.name.interface", "t"),
    ("entity.name.namespace", "t"),
    ("entity.other.inherited-class", "t"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("entity.name.tag", "a"),
    ("entity.name.section", "h"),
    ("entity.other.attribute-name", "a"),
    ("meta.mapping.key", "a"),
    ("support.type.property-name", "a"),
    ("variable.other.readwrite.shell", "v"),
    ("variable.language", "v"),
    ("meta.interpolation", ""),
    ("meta.group.expansion", "v"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.heading", "h"),
];

/// Finds classes of scope stacks, and remembers what single scopes gave.
pub(super) struct Classes {
    table: Vec<(Scope, u32, &'static str)>,
    seen: HashMap<Scope, Option<&'static str>>,
}

impl Default for Classes {
    fn default() -> Self {
        let row = |&(prefix, class): &(&'static str, &'static str)| {
            let scope = Scope::new(prefix).ok()?;
            Some((scope, scope.len(), class))
        };
        Self { table: CLASSES.iter().filter_map(row).collect(), seen: HashMap::new() }
    }
}

impl Classes {
    /// The class of the innermost scope that has one.
    pub(super) fn of(&mut self, stack: &ScopeStack) -> Option<&'static str> {
        let class = stack.as_slice().iter().rev().find_map(|scope| self.of_scope(*scope))?;
        (!class.is_empty()).then_some(class)
    }

    fn of_scope(&mut self, scope: Scope) -> Option<&'static str> {
        let table = &self.table;
        *self.seen.entry(scope).or_insert_with(|| {
            let fitting = table.iter().filter(|(prefix, _, _)| prefix.is_prefix_of(scope));
            fitting.max_by_key(|(_, length, _)| *length).map(|(_, _, class)| *class)
        })
    }
}

/// HTML in which neighbours of one class share a span.
#[derive(Default)]
pub(super) struct Spans {
    html: String,
    open: Option<&'static str>,
}

impl Spans {
    /// Room for the HTML of some code: classes take about as much as the code.
    pub(super) fn of(code: &str) -> Self {
        Self { html: String::with_capacity(2 * code.len()), open: None }
    }

    pub(super) fn push(&mut self, class: Option<&'static str>, text: &str) {
        if text.is_empty() {
            return;
        }
        // White space has no colour: it stays in the span that is open.
        let is_blank = text.chars().all(char::is_whitespace);
        if class != self.open && !(is_blank && self.open.is_some() && class.is_some()) {
            self.close();
            if let Some(class) = class {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.open = class;
        }
        escape::text(&mut self.html, text);
    }

    pub(super) fn finish(mut self) -> String {
        self.close();
        self.html
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }
}
