//! `<NAME>` in code: where readers and the tester put the value of a variable.

use std::borrow::Cow;

use super::is_output;
use crate::document::Code;

/// Languages in which `<NAME>` is a variable; in others it may be a type, a tag or a pattern.
const LANGUAGES: [&str; 14] =
    ["bash", "console", "env", "hcl", "ini", "json", "sh", "shell", "terraform", "tf", "toml", "yaml", "yml", "zsh"];

/// Whether `<NAME>` stands for a value in a code block.
pub fn has_placeholders(fence: &Code) -> bool {
    let is_known = |language: &str| LANGUAGES.iter().any(|known| language.eq_ignore_ascii_case(known));
    fence.attributes.get("run").is_some() || is_output(fence) || fence.language.as_deref().is_some_and(is_known)
}

/// The names in `<…>` of some code, each with the place of its `<`.
///
/// `<<EOF>file` is none.
pub fn placeholders(code: &str) -> impl Iterator<Item = (&str, usize)> {
    code.match_indices('<').filter_map(|(at, _)| {
        let rest = &code[at + 1..];
        let length = rest.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))?;
        let is_name = rest.starts_with(|c: char| c.is_ascii_uppercase()) && rest[length..].starts_with('>');
        (is_name && !code[..at].ends_with('<')).then_some((&rest[..length], at))
    })
}

/// Whether the `<` at a place of some code stands behind a word: `Vec<STRING>` is a type unless `STRING` is declared.
pub fn follows_word(code: &str, at: usize) -> bool {
    code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Code with values in the place of the names that have one.
pub fn fill<'v>(code: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut filled = String::with_capacity(code.len());
    let mut done = 0;
    for (name, at) in placeholders(code) {
        if let Some(value) = value(name) {
            filled.push_str(&code[done..at]);
            filled.push_str(&value);
            done = at + name.len() + 2;
        }
    }
    filled.push_str(&code[done..]);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_have_a_value_are_replaced() {
        let value = |name: &str| (name == "REGION").then_some(Cow::Borrowed("eu"));
        let code = "make <REGION> one_<REGION> <<REGION>file <OTHER> <region>";
        assert_eq!(fill(code, value), "make eu one_eu <<REGION>file <OTHER> <region>");
    }
}
