//! Code with classes on its tokens: one style sheet colours them in every scheme.

mod classes;
mod languages;
mod lexer;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

use crate::text::Digest;
use classes::{Classes, Spans};
pub use languages::Language;

/// The longest line that is highlighted, in bytes. Grammars take a second for a line of 120 kB.
const LINE_LIMIT: usize = 8 * 1024;

/// The longest block that is highlighted, in bytes.
const BLOCK_LIMIT: usize = 512 * 1024;

/// Turns code into HTML. Loading the grammars takes some ten milliseconds, so it waits for the first code that has no
/// lexer.
#[derive(Default)]
pub struct Highlighter {
    syntaxes: OnceLock<SyntaxSet>,
    languages: RwLock<HashMap<String, Language>>,
}

impl Highlighter {
    fn syntaxes(&self) -> &SyntaxSet {
        self.syntaxes.get_or_init(two_face::syntax::extra_newlines)
    }

    /// What a fence's language means.
    pub fn language(&self, written: &str) -> Language {
        if let Some(language) = self.languages.read().unwrap_or_else(PoisonError::into_inner).get(written) {
            return language.clone();
        }
        let language = languages::find(written, || self.syntaxes());
        self.languages.write().unwrap_or_else(PoisonError::into_inner).insert(written.to_owned(), language.clone());
        language
    }

    /// The code as HTML: text with `<span class="…">` around its tokens.
    pub fn highlight(&self, language: &Language, code: &str) -> String {
        let mut spans = Spans::of(code);
        match language {
            Language::Known(grammar) => match lexer::of_grammar(grammar) {
                Some(lexer) => lexer.read(code, &mut spans),
                None => read_by_grammar(self.syntaxes(), grammar, code, &mut spans),
            },
            Language::Console => read_session(code, &mut spans),
            Language::Plain | Language::Unknown { .. } => spans.push(None, code),
        }
        spans.finish()
    }
}

/// Whether code is short enough to be highlighted.
pub fn is_within_budget(code: &str) -> bool {
    code.len() <= BLOCK_LIMIT && code.lines().all(|line| line.len() <= LINE_LIMIT)
}

/// Code as the grammar of that name has it. Syntect stays the engine for whatever has no lexer.
fn read_by_grammar(set: &SyntaxSet, grammar: &str, code: &str, spans: &mut Spans) {
    let Some(syntax) = set.find_syntax_by_name(grammar) else { return spans.push(None, code) };
    let mut line = LineParser::new(set, syntax);
    for text in code.split_inclusive('\n') {
        line.parse(text, spans);
    }
}

/// A terminal session: what follows a prompt is a command, all else is what it printed.
fn read_session(code: &str, spans: &mut Spans) {
    for line in code.split_inclusive('\n') {
        let prompt = ["$ ", "# ", "> "].into_iter().find(|prompt| line.starts_with(prompt));
        if let Some(prompt) = prompt {
            spans.push(Some("q"), prompt);
            lexer::SHELL.read(&line[prompt.len()..], spans);
        } else {
            spans.push(None, line);
        }
    }
}

struct LineParser<'a> {
    set: &'a SyntaxSet,
    state: ParseState,
    stack: ScopeStack,
    classes: Classes,
}

impl<'a> LineParser<'a> {
    fn new(set: &'a SyntaxSet, syntax: &SyntaxReference) -> Self {
        Self { set, state: ParseState::new(syntax), stack: ScopeStack::new(), classes: Classes::default() }
    }

    fn parse(&mut self, line: &str, spans: &mut Spans) {
        // A grammar that fails leaves the rest of its line without colours.
        let operations = self.state.parse_line(line, self.set).unwrap_or_default();
        let mut done = 0;
        for (at, operation) in operations {
            if at > done {
                spans.push(self.classes.of(&self.stack), &line[done..at]);
                done = at;
            }
            if self.stack.apply(&operation).is_err() {
                self.stack = ScopeStack::new();
            }
        }
        spans.push(self.classes.of(&self.stack), &line[done..]);
    }
}

/// Code that was highlighted, by language and text: each distinct block once. Threads share it.
#[derive(Debug, Default)]
pub struct HighlightedCode {
    blocks: RwLock<HashMap<Digest, Arc<str>>>,
    made: AtomicUsize,
}

impl HighlightedCode {
    /// The key of a block.
    pub fn key(language: &str, code: &str) -> Digest {
        Digest::of_value(&(language, code))
    }

    /// Adds a block's HTML.
    pub fn insert(&self, key: Digest, html: Arc<str>) {
        self.blocks.write().unwrap_or_else(PoisonError::into_inner).insert(key, html);
    }

    /// The HTML of a block.
    pub fn get(&self, key: Digest) -> Option<Arc<str>> {
        self.blocks.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
    }

    /// The HTML of a block, made where it is not there.
    pub fn get_or_make(&self, key: Digest, make: impl FnOnce() -> String) -> Arc<str> {
        if let Some(html) = self.get(key) {
            return html;
        }
        // Made outside the lock: other threads go on.
        let html: Arc<str> = make().into();
        self.insert(key, Arc::clone(&html));
        self.made.fetch_add(1, Ordering::Relaxed);
        html
    }

    /// Drops every block but these.
    pub fn keep(&self, keys: &HashSet<Digest>) {
        self.blocks.write().unwrap_or_else(PoisonError::into_inner).retain(|key, _| keys.contains(key));
    }

    /// How many blocks were made since this was last asked.
    pub fn take_made(&self) -> usize {
        self.made.swap(0, Ordering::Relaxed)
    }

    /// The HTML of every block, in the order of the keys.
    pub fn entries(&self) -> Vec<(Digest, Arc<str>)> {
        let blocks = self.blocks.read().unwrap_or_else(PoisonError::into_inner);
        let mut entries: Vec<_> = blocks.iter().map(|(key, html)| (*key, Arc::clone(html))).collect();
        entries.sort_by_key(|(key, _)| *key);
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(language: &str, code: &str) -> String {
        let highlighter = Highlighter::default();
        highlighter.highlight(&highlighter.language(language), code)
    }

    #[test]
    fn tokens_get_classes_and_text_is_escaped() {
        assert_eq!(
            html("sh", "echo \"<a>\" # say it\n"),
            "<span class=\"f\">echo</span> <span class=\"s\">\"&lt;a&gt;\"</span> <span class=\"c\"># say it</span>\n"
        );
    }

    #[test]
    fn a_session_has_prompts_commands_and_output() {
        assert_eq!(
            html("console", "$ ls\nREADME.md\n"),
            "<span class=\"q\">$ </span><span class=\"f\">ls</span>\nREADME.md\n"
        );
    }

    #[test]
    fn a_huge_line_is_out_of_budget() {
        assert!(!is_within_budget(&"x".repeat(LINE_LIMIT + 1)));
        assert!(is_within_budget("short\n"));
    }
}
