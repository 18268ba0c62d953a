//! What the reader of a page fills in: the variables that its front matter declares.

use regex::Regex;

use crate::data::{Map, Value};
use crate::handbook::{Page, PageIx};
use crate::text::{ShortText, Spanned, TextRange};

/// A variable.
#[derive(Clone, Debug)]
pub struct Variable<'a> {
    /// Its name: `SERVICE`.
    pub name: &'a str,
    /// What readers see; the name where the page gives no label.
    pub label: &'a str,
    /// What it takes.
    pub shape: VariableShape,
    /// The regular expression that the whole value must fit.
    pub pattern: Option<&'a str>,
    /// The values of a choice.
    pub choices: Vec<String>,
    /// The value that stands there at first.
    pub default: Option<String>,
    /// A value to show where the reader has given none.
    pub example: Option<String>,
    /// Whether the value is never stored or shown.
    pub is_secret: bool,
    /// The required path that gives it a value.
    pub provided_by: Option<PageIx>,
    /// Where the front matter declares it.
    pub range: TextRange,
}

/// What a variable takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum VariableShape {
    /// A text.
    #[default]
    Text,
    /// One of some words.
    Choice,
    /// A whole number.
    Integer,
}

/// The variables that a page declares, in order.
pub fn variables_of(page: &Page) -> Vec<Variable<'_>> {
    declared(page, "vars")
}

/// What a page gives to the paths that require it.
pub fn provisions(page: &Page) -> Vec<Variable<'_>> {
    declared(page, "provides")
}

fn declared<'a>(page: &'a Page, field: &str) -> Vec<Variable<'a>> {
    let map = page.typed.fields.get(field).and_then(|vars| vars.value.map().ok());
    let entries = map.into_iter().flat_map(|map| &map.entries);
    entries.filter_map(|(name, value)| Some(Variable::new(name, value.value.map().ok()?))).collect()
}

impl<'a> Variable<'a> {
    fn new(name: &'a Spanned<ShortText>, fields: &'a Map) -> Self {
        let text = |field: &str| fields.get(field).and_then(|value| value.value.text().ok());
        let scalar = |field: &str| fields.get(field).and_then(|value| value.value.written());
        let choices = fields.get("choices").and_then(|choices| choices.value.list().ok()).unwrap_or_default();
        let is_marked = fields.get("secret").is_some_and(|secret| secret.value == Value::Boolean(true));
        Self {
            name: &name.value,
            label: text("label").unwrap_or(&name.value),
            shape: match text("type") {
                Some("choice") => VariableShape::Choice,
                Some("int") => VariableShape::Integer,
                _ => VariableShape::Text,
            },
            pattern: text("pattern"),
            choices: choices.iter().filter_map(|choice| choice.value.written()).collect(),
            default: scalar("default"),
            example: scalar("example"),
            is_secret: is_marked || text("type") == Some("secret"),
            provided_by: None,
            range: name.range,
        }
    }

    /// What is wrong with a value, as the rest of a sentence that begins with it; the value itself is not in it.
    pub fn fault(&self, value: &str) -> Option<String> {
        if value.contains(['\n', '\0']) {
            return Some("has more than one line".to_owned());
        }
        match self.shape {
            VariableShape::Integer if value.parse::<i64>().is_err() => return Some("is no whole number".to_owned()),
            VariableShape::Choice if !self.choices.iter().any(|choice| choice == value) => {
                return Some(format!("is none of `{}`", self.choices.join("`, `")));
            }
            _ => {}
        }
        let pattern = self.pattern?;
        let is_fit = whole(pattern).is_ok_and(|pattern| pattern.is_match(value));
        (!is_fit).then(|| format!("does not fit the pattern `{pattern}`"))
    }

    /// Whether its pattern can be read; `true` where it has none.
    pub fn has_readable_pattern(&self) -> bool {
        self.pattern.is_none_or(|pattern| Regex::new(pattern).is_ok())
    }
}

/// A pattern for the whole value, as `pattern` of an HTML form has it.
fn whole(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}

/// Whether a shell takes this as the name of a variable.
pub fn is_variable_name(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(is_part)
}
