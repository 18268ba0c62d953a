//! `<NAME>` in code: where readers and the tester put the value of a variable.

use std::borrow::Cow;
use std::ops::Range;

use super::{GOLDEN_PATH, is_output, variables_of};
use crate::document::Code;
use crate::handbook::Page;

/// Languages in which `<NAME>` is a variable whether it is declared or not; in others it may be a type, a tag or a pattern.
const LANGUAGES: [&str; 14] =
    ["bash", "console", "env", "hcl", "ini", "json", "sh", "shell", "terraform", "tf", "toml", "yaml", "yml", "zsh"];

/// Whether every `<NAME>` in a code block has to be declared. One that is declared stands for its value anywhere.
pub fn must_declare(fence: &Code) -> bool {
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

/// What stands on both sides of a name in marked code. Names have no small letters.
const MARK: &str = "roadbook";

/// The names of the variables that a page declares, where `<NAME>` stands for one: on a golden path.
#[derive(Debug, Default)]
pub struct Declared<'a> {
    names: Vec<&'a str>,
}

impl<'a> Declared<'a> {
    /// The names of a page.
    pub fn of_page(page: &'a Page) -> Self {
        let is_path = page.typed.kind == GOLDEN_PATH && page.typed.is_explicit;
        let names =
            if is_path { variables_of(page).iter().map(|variable| variable.name).collect() } else { Vec::new() };
        Self { names }
    }

    /// The names of some variables.
    pub fn of_names(names: Vec<&'a str>) -> Self {
        Self { names }
    }

    /// Code with a word in the place of each variable, which no grammar takes apart as it would take `<NAME>`.
    pub fn mark<'c>(&self, code: &'c str) -> Cow<'c, str> {
        let is_declared = |name: &str| self.names.contains(&name);
        if self.names.is_empty() || !placeholders(code).any(|(name, _)| is_declared(name)) {
            return Cow::Borrowed(code);
        }
        Cow::Owned(fill(code, |name| is_declared(name).then(|| Cow::Owned(format!("{MARK}{name}{MARK}")))))
    }

    /// Where places of some code stand in it when it is marked; one that has a part of a variable has all of it.
    ///
    /// Places come in their order, and none overlaps another; those in the same variable do afterwards.
    pub fn places_in_marked(
        &self,
        code: &str,
        places: impl Iterator<Item = Range<usize>>,
    ) -> impl Iterator<Item = Range<usize>> {
        /// How much longer a marked variable is: `<` and `>` give way to two marks.
        const GROWTH: usize = 2 * (MARK.len() - 1);
        let variables = placeholders(code).filter(|(name, _)| self.names.contains(name));
        let mut variables = variables.map(|(name, at)| at..at + name.len() + 2).peekable();
        let mut grown = 0;
        places.map(move |place| {
            while variables.next_if(|variable| variable.end <= place.start).is_some() {
                grown += GROWTH;
            }
            let first = variables.peek().filter(|variable| variable.start < place.start);
            let start = first.map_or(place.start, |variable| variable.start) + grown;
            while variables.next_if(|variable| variable.end <= place.end).is_some() {
                grown += GROWTH;
            }
            let last = variables.peek().filter(|variable| variable.start < place.end);
            start..last.map_or(place.end, |variable| variable.end + GROWTH) + grown
        })
    }

    /// Whether HTML has every mark of the code that it was made of: no grammar has taken one apart.
    pub fn are_whole(&self, html: &str, marked: &str) -> bool {
        let count = |text: &str| {
            let mut count = 0;
            self.unmark(text, |_, _| count += 1);
            count
        };
        self.names.is_empty() || count(html) == count(marked)
    }

    /// Marked code, or HTML that was made of it, with what `write` puts in the place of each variable.
    pub fn unmark<'m>(&self, marked: &'m str, mut write: impl FnMut(&mut String, &str)) -> Cow<'m, str> {
        if self.names.is_empty() {
            return Cow::Borrowed(marked);
        }
        let mut written = String::with_capacity(marked.len());
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once(MARK) {
            written.push_str(before);
            let name = after.split_once(MARK).map(|(name, _)| name).filter(|name| self.names.contains(name));
            if let Some(name) = name {
                write(&mut written, name);
            } else {
                written.push_str(MARK);
            }
            rest = &after[name.map_or(0, |name| name.len() + MARK.len())..];
        }
        written.push_str(rest);
        Cow::Owned(written)
    }
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

    #[test]
    fn what_was_marked_is_found_again() {
        let declared = Declared::of_names(vec!["REGION"]);
        let marked = declared.mark("roadbook <REGION>-<OTHER> <REGION>");
        assert!(!marked.contains("<REGION>"), "{marked}");
        let found = declared.unmark(&marked, |out, name| out.push_str(&name.to_lowercase()));
        assert_eq!(found, "roadbook region-<OTHER> region");
    }

    #[test]
    fn a_place_has_all_of_a_variable_that_it_has_a_part_of() {
        let declared = Declared::of_names(vec!["REGION"]);
        let code = "make <REGION> in <REGION>, <OTHER>";
        let marked = declared.mark(code);
        let parts = ["ma", "<REG", "ION> in", " <REGION", ">, <OTH"];
        let starts = [0, 5, 9, 16, 24];
        let places = starts.into_iter().zip(parts).map(|(start, part)| start..start + part.len());
        let found: Vec<&str> = declared.places_in_marked(code, places).map(|place| &marked[place]).collect();
        let name = "roadbookREGIONroadbook";
        assert_eq!(found, ["ma", name, &format!("{name} in"), &format!(" {name}"), &format!("{name}, <OTH")]);
    }
}
