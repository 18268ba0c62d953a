//! Readers of the commonest languages, written by hand: some hundred times as fast as their grammars.
//!
//! Each gives its code the classes that its grammar would give it; `tests` holds them to it.

mod around;
mod dockerfile;
mod go;
mod json;
mod python;
mod rust;
mod scanner;
mod shell;
mod terraform;
mod toml_lexer;
mod yaml;

#[cfg(test)]
mod tests;

use super::classes::Spans;
use scanner::Scanner;

/// A language that is read without its grammar.
pub(super) struct Lexer {
    /// The name of the grammar that it stands for.
    pub grammar: &'static str,
    /// What it is found by besides.
    pub tokens: &'static [&'static str],
    lex: fn(&mut Scanner),
}

/// Commands, as they stand in a terminal session, too.
pub(super) const SHELL: Lexer =
    Lexer { grammar: "Bourne Again Shell (bash)", tokens: &["sh", "bash", "zsh", "ash"], lex: shell::lex };

/// All of them.
pub(super) const LEXERS: [Lexer; 9] = [
    SHELL,
    Lexer { grammar: "Dockerfile", tokens: &[], lex: dockerfile::lex },
    Lexer { grammar: "Go", tokens: &[], lex: go::lex },
    Lexer { grammar: "JSON", tokens: &[], lex: json::lex },
    Lexer { grammar: "Python", tokens: &["py"], lex: python::lex },
    Lexer { grammar: "Rust", tokens: &["rs"], lex: rust::lex },
    Lexer { grammar: "Terraform", tokens: &["tf", "tfvars", "hcl"], lex: terraform::lex },
    Lexer { grammar: "TOML", tokens: &["tml"], lex: toml_lexer::lex },
    Lexer { grammar: "YAML", tokens: &["yml"], lex: yaml::lex },
];

/// The reader that stands for a grammar.
pub(super) fn of_grammar(name: &str) -> Option<&'static Lexer> {
    LEXERS.iter().find(|lexer| lexer.grammar == name)
}

/// The reader that a name of a language means, which may be that of its grammar.
pub(super) fn of_token(token: &str) -> Option<&'static Lexer> {
    let is_meant = |known: &str| known.eq_ignore_ascii_case(token);
    LEXERS.iter().find(|lexer| is_meant(lexer.grammar) || lexer.tokens.iter().any(|known| is_meant(known)))
}

impl Lexer {
    /// Gives each piece of some code its class.
    pub fn read(&self, code: &str, spans: &mut Spans) {
        (self.lex)(&mut Scanner::new(code, spans));
    }
}
