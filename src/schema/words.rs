//! Fields and sections in words, for people who write pages.

use super::{Field, Section, SectionShape, Shape};

impl Shape {
    /// What the field takes: "one of `adopt`, `trial`", "a list of ids of tools", "a date like `2026-10-02`".
    pub fn words(&self) -> String {
        let ids = |of: &Option<String>| of.as_ref().map_or("page".to_owned(), |of| format!("`{of}` page"));
        match self {
            Self::Text => "a text".to_owned(),
            Self::Texts => "a list of texts".to_owned(),
            Self::Choice(choices) => format!("one of `{}`", choices.join("`, `")),
            Self::Integer => "a whole number".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Scalar => "a text or a number".to_owned(),
            Self::Date => "a date like `2026-10-02`".to_owned(),
            Self::Duration => "a length of time like `15m` or `6 months`".to_owned(),
            Self::Id(of) => format!("the id of a {}", ids(of)),
            Self::Ids(of) => format!("a list of ids of {}s", ids(of)),
            Self::List => "a list".to_owned(),
            Self::Table => "a table".to_owned(),
            Self::Tables => "a list of tables".to_owned(),
            Self::Map => "names of your own, each with a table".to_owned(),
        }
    }
}

impl Field {
    /// What the field takes and within which limits: "a text of 80 characters at most".
    pub fn words(&self) -> String {
        let unit = match self.shape {
            Shape::Text => "characters",
            Shape::Integer | Shape::Number => "",
            _ => "entries",
        };
        let words = self.shape.words();
        match limits(self.min, self.max, unit) {
            Some(limits) if unit.is_empty() => format!("{words}, {limits}"),
            Some(limits) => format!("{words} of {limits}"),
            None => words,
        }
    }
}

impl Section {
    /// What stands in it, in words: "a list of 3 to 12 entries".
    pub fn content(&self) -> String {
        let words = match self.shape {
            SectionShape::List | SectionShape::List2 => "a list",
            SectionShape::Steps => "a list of steps",
            SectionShape::Pairs => "a list of terms and what they mean",
            SectionShape::Faq => "questions and answers",
            SectionShape::Prose => "some text",
        };
        match limits(self.min, self.max, "entries") {
            Some(limits) if self.shape == SectionShape::List || self.shape == SectionShape::List2 => {
                format!("{words} of {limits}")
            }
            Some(limits) => format!("{words}, {limits}"),
            None => words.to_owned(),
        }
    }
}

/// A kind's title within a sentence: "a golden path", "an incident".
pub(super) fn with_article(title: &str) -> String {
    let noun = title.to_lowercase();
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// Limits in words: "2 to 12 entries", "160 characters at most".
fn limits(min: Option<usize>, max: Option<usize>, unit: &str) -> Option<String> {
    let counted = |count: usize| match (count, unit) {
        (_, "") => count.to_string(),
        (1, "entries") => "1 entry".to_owned(),
        (1, "characters") => "1 character".to_owned(),
        _ => format!("{count} {unit}"),
    };
    match (min.filter(|&min| min > 0), max) {
        (Some(min), Some(max)) if min == max => Some(counted(min)),
        (Some(min), Some(max)) => Some(format!("{min} to {}", counted(max))),
        (Some(min), None) => Some(format!("{} at least", counted(min))),
        (None, Some(max)) => Some(format!("{} at most", counted(max))),
        (None, None) => None,
    }
}
