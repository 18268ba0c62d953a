//! Kinds of page as data: their fields, their sections, and the check of a page against them.

mod load;
mod validate;

use std::collections::BTreeMap;

use crate::document::{self, Document, plain_text};

pub use load::read as read_kind;
pub use validate::{Typed, validate, validate_options};

/// A kind of page.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// The name that front matter uses: `golden-path`.
    pub name: String,
    /// The name that readers see: "Golden path".
    pub title: String,
    /// The same for several: "Golden paths".
    pub plural: String,
    /// What it is for.
    pub description: String,
    /// Its fields, those of every page behind its own.
    pub fields: Vec<Field>,
    /// The headings that mean something on it.
    pub sections: Vec<Section>,
}

impl Kind {
    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The section of a name, in upper or lower case.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name.to_lowercase() == name.to_lowercase())
    }
}

/// A key of the front matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key.
    pub name: String,
    /// What it takes.
    pub shape: Shape,
    /// Whether a page of the kind must have it.
    pub required: bool,
    /// The fewest items of a list.
    pub min: Option<usize>,
    /// The most characters of a text, or items of a list.
    pub max: Option<usize>,
    /// The key of its label in the strings file, where the page's header shows it.
    pub label: Option<String>,
    /// What it is for.
    pub about: String,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line of text.
    Text,
    /// A list of texts.
    Texts,
    /// One of some words.
    Choice(Vec<String>),
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A day.
    Date,
    /// A length of time.
    Duration,
    /// The id of a page, of a kind where one is named.
    Id(Option<String>),
    /// A list of ids; an entry may be a table with an `id` among its keys.
    Ids(Option<String>),
    /// A list of anything.
    List,
    /// Keys and values.
    Table,
    /// A list of tables.
    Tables,
}

impl Shape {
    /// Whether the field names other pages.
    pub fn names_pages(&self) -> bool {
        matches!(self, Self::Id(_) | Self::Ids(_))
    }
}

/// A heading that means something on a page of a kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The heading's text; upper and lower case are the same.
    pub name: String,
    /// Whether a page of the kind must have it.
    pub required: bool,
    /// How its content is read: list, list2, steps, pairs, faq or prose.
    pub shape: String,
}

impl Section {
    /// The section of this name on a page.
    pub fn find<'a>(&self, document: &'a Document) -> Option<document::Section<'a>> {
        let wanted = self.name.to_lowercase();
        let is_wanted =
            |section: &document::Section<'_>| plain_text(&section.heading.content).trim().to_lowercase() == wanted;
        document.sections().into_iter().find(is_wanted)
    }

    /// What stands in it, in words.
    pub fn content(&self) -> &'static str {
        match self.shape.as_str() {
            "list" | "list2" | "steps" => "a list",
            "pairs" => "a list of terms and what they mean",
            "faq" => "questions and answers",
            _ => "some text",
        }
    }
}

/// Every kind that a handbook knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinds {
    kinds: BTreeMap<String, Kind>,
}

impl Kinds {
    /// The kinds that come with Roadbook.
    pub fn builtin() -> Self {
        load::builtin()
    }

    /// The kind of a name.
    pub fn get(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// All kinds, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.values()
    }
}
