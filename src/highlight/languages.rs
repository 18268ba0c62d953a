//! What people write behind a fence, and the grammar that it means.

use syntect::parsing::SyntaxSet;

use super::lexer;

/// What a fence's language means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Language {
    /// A grammar, by its name.
    Known(String),
    /// A terminal session with prompts.
    Console,
    /// No colours, on purpose.
    Plain,
    /// Nobody knows it.
    Unknown {
        /// The known name that is nearest.
        suggestion: Option<String>,
    },
}

impl Language {
    /// Whether its code is read by a grammar, which takes so long that what was made of it is worth keeping; a lexer is
    /// done before it could be looked up.
    pub fn is_dear(&self) -> bool {
        matches!(self, Self::Known(grammar) if lexer::of_grammar(grammar).is_none())
    }
}

/// Names that grammars do not list, and what they mean there.
const ALIASES: [(&str, &str); 44] = [
    ("ansible", "yaml"),
    ("asp.net", "html"),
    ("azurecli", "sh"),
    ("batch", "bat"),
    ("c#", "cs"),
    ("c++", "cpp"),
    ("csharp", "cs"),
    ("dockerfile", "Dockerfile"),
    ("docker", "Dockerfile"),
    ("containerfile", "Dockerfile"),
    ("f#", "fs"),
    ("fsharp", "fs"),
    ("golang", "go"),
    ("hcl", "tf"),
    ("terraform", "tf"),
    ("opentofu", "tf"),
    ("tofu", "tf"),
    ("helm", "yaml"),
    ("ipynb", "json"),
    ("javascript", "js"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("kotlin", "kt"),
    ("kusto", "sql"),
    ("make", "Makefile"),
    ("mysql", "sql"),
    ("node", "js"),
    ("objectivec", "m"),
    ("posh", "ps1"),
    ("powershell", "ps1"),
    ("postgresql", "sql"),
    ("protobuf", "proto"),
    ("pwsh", "ps1"),
    ("ps", "ps1"),
    ("py3", "py"),
    ("mdx", "md"),
    ("shell", "sh"),
    ("starlark", "py"),
    ("systemd", "ini"),
    ("text/x-sh", "sh"),
    ("tfvars", "tf"),
    ("tsql", "sql"),
    ("typescript", "ts"),
];

/// Names of terminal sessions.
const CONSOLES: [&str; 5] = ["console", "shell-session", "shellsession", "sh-session", "terminal"];

/// Names of what has no grammar on purpose: output, diagrams, and plain text.
const PLAIN: [&str; 26] = [
    "bicep",
    "caddy",
    "cron",
    "crontab",
    "cue",
    "logql",
    "promql",
    "text",
    "txt",
    "plain",
    "plaintext",
    "none",
    "output",
    "log",
    "csv",
    "tsv",
    "ascii",
    "mermaid",
    "plantuml",
    "puml",
    "math",
    "tree",
    "gherkin",
    "feature",
    "kql",
    "bnf",
];

/// What a written name means. The grammars are asked for what has no lexer alone: loading them takes a while.
pub(super) fn find<'s>(written: &str, grammars: impl FnOnce() -> &'s SyntaxSet) -> Language {
    let name = written.to_lowercase();
    if PLAIN.contains(&name.as_str()) {
        return Language::Plain;
    }
    if CONSOLES.contains(&name.as_str()) {
        return Language::Console;
    }
    let token = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, token)| token);
    if let Some(lexer) = lexer::of_token(token) {
        return Language::Known(lexer.grammar.to_owned());
    }
    let set = grammars();
    if let Some(syntax) = set.find_syntax_by_token(token) {
        return if syntax.name == "Plain Text" { Language::Plain } else { Language::Known(syntax.name.clone()) };
    }
    let known = set.syntaxes().iter().flat_map(|syntax| std::iter::once(&syntax.name).chain(&syntax.file_extensions));
    let known: Vec<String> = known.map(|name| name.to_lowercase()).collect();
    let known = known.iter().map(String::as_str).chain(ALIASES.iter().map(|(alias, _)| *alias));
    let suggestion = crate::diag::nearest(&name, known.chain(PLAIN)).map(str::to_owned);
    Language::Unknown { suggestion }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_platform_teams_write_is_known() {
        let set = two_face::syntax::extra_newlines();
        for written in [
            "sh",
            "bash",
            "shell",
            "zsh",
            "yaml",
            "yml",
            "toml",
            "json",
            "ts",
            "typescript",
            "tsx",
            "csharp",
            "C#",
            "tf",
            "hcl",
            "terraform",
            "dockerfile",
            "Dockerfile",
            "docker",
            "powershell",
            "kotlin",
            "kt",
            "go",
            "rust",
            "python",
            "py",
            "java",
            "sql",
            "diff",
            "ini",
            "make",
            "groovy",
            "xml",
            "html",
            "css",
            "js",
            "graphql",
            "proto",
            "nginx",
            "cpp",
        ] {
            assert!(matches!(find(written, || &set), Language::Known(_)), "{written}: {:?}", find(written, || &set));
        }
    }

    #[test]
    fn what_has_a_lexer_is_known_without_its_grammar() {
        for written in [
            "sh",
            "bash",
            "zsh",
            "yaml",
            "yml",
            "json",
            "go",
            "golang",
            "py",
            "python",
            "rs",
            "rust",
            "Rust",
            "hcl",
            "terraform",
            "toml",
            "Dockerfile",
            "docker",
        ] {
            find(written, || panic!("`{written}` asks for the grammars"));
        }
    }

    #[test]
    fn every_alias_leads_to_a_grammar() {
        let set = two_face::syntax::extra_newlines();
        for (alias, token) in ALIASES {
            assert!(set.find_syntax_by_token(token).is_some(), "{alias} → {token}");
        }
    }

    #[test]
    fn a_typo_gets_a_suggestion() {
        let set = two_face::syntax::extra_newlines();
        assert_eq!(find("pyhton", || &set), Language::Unknown { suggestion: Some("python".to_owned()) });
    }
}
