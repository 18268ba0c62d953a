//! Kinds of page as data: their fields, their sections, and the check of a page against them.

mod condition;
mod fields;
mod json;
mod load;
mod read;
mod sections;
mod validate;
mod values;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::Noted;
use crate::source::Sources;
use crate::text::Digest;

pub use condition::{Condition, Need};
pub use fields::Fields;
pub use json::json_schema;
pub use load::standalone;
pub use sections::section;
pub use validate::{Typed, validate, validate_options};

/// A kind of page.
#[derive(Clone, Debug, Default, PartialEq)]
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
    pub fields: Fields,
    /// Fields of which a page has exactly one; empty where there is no such choice.
    pub one_of: Vec<String>,
    /// The headings that mean something on it.
    pub sections: Vec<Section>,
    /// What its other sections are, where they are something.
    pub free_sections: Option<FreeSections>,
}

impl Kind {
    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.named(name)
    }

    /// The section that a heading begins, by its name or an alias.
    pub fn section(&self, heading: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.answers_to(heading))
    }
}

/// A key of the front matter, or of a table in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// The key.
    pub name: String,
    /// The key behind those of all that hold it: `groups.metrics.measures`.
    pub path: Arc<str>,
    /// What it takes.
    pub shape: Shape,
    /// Whether it must be there.
    pub need: Need,
    /// The fewest characters of a text or items of a list, or the least number.
    pub min: Option<usize>,
    /// The most characters of a text or items of a list, or the greatest number.
    pub max: Option<usize>,
    /// Whether no value stands twice: among the items of a list, or in this key among the tables of a list.
    pub unique: bool,
    /// Whether the text is a whole sentence, which cannot end in the middle.
    pub sentence: bool,
    /// What a date has to do with the day of the build.
    pub day: Option<Day>,
    /// The keys of its tables; empty where they are the writer's own.
    pub fields: Fields,
    /// Keys of which each of its tables has exactly one.
    pub one_of: Vec<String>,
    /// The key of its label in the strings file or the label itself, where the page's header shows it.
    pub label: Option<String>,
    /// What it is for.
    pub about: String,
}

/// What a field takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// One line of text.
    #[default]
    Text,
    /// A list of texts.
    Texts,
    /// One of some words.
    Choice(Vec<String>),
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A text, a number, `true` or `false`.
    Scalar,
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
    /// Names of the writer's own, each with a table.
    Map,
}

/// What a date has to do with the day of the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Something was done on it: it does not lie in the future.
    Past,
    /// From it on a claim is not to be believed.
    EndOfClaim,
    /// It is the last day of support.
    EndOfSupport,
    /// It is the last day of an exception.
    EndOfException,
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
    /// Other headings that mean the same.
    pub aliases: Vec<String>,
    /// Whether it must be there.
    pub need: Need,
    /// How its content is read.
    pub shape: SectionShape,
    /// The fewest entries.
    pub min: Option<usize>,
    /// The most entries.
    pub max: Option<usize>,
    /// What it is for.
    pub about: String,
}

/// How the content of a section is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionShape {
    /// A list.
    List,
    /// A list whose items may have lists of their own.
    List2,
    /// A numbered list, or a list in the order in which things are done.
    Steps,
    /// Terms with what they mean: a definition list, or items like `term: meaning`.
    Pairs,
    /// Questions as headings with their answers below, or pairs.
    Faq,
    /// Anything.
    Prose,
}

/// The sections of a page that its kind does not name, where each of them is something: a question, a step.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeSections {
    /// What one of them is: "question".
    pub noun: String,
    /// The most of them that hold a list.
    pub max: Option<usize>,
}

/// Every kind that a handbook knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinds {
    known: BTreeMap<String, Kind>,
    /// What every page has.
    page: Kind,
    /// The names of kinds whose files have faults: their pages are not judged.
    broken: BTreeSet<String>,
    /// The digest of the files that they were read from.
    digest: Digest,
}

impl Kinds {
    /// The kinds that come with Roadbook, and what the files of the handbook's own folder add to them.
    pub fn of_handbook(sources: &Sources, folder: Option<&str>) -> Noted<Self> {
        load::of_handbook(sources, folder)
    }

    /// The digest of the handbook's own files that they were read from.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The kind of a name.
    pub fn get(&self, name: &str) -> Option<&Kind> {
        self.known.get(name)
    }

    /// What every page has, in the form of a kind.
    pub fn page(&self) -> &Kind {
        &self.page
    }

    /// All kinds, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.known.values()
    }

    /// Whether pages of a kind are held to it: the kind is there, and its file has no fault.
    pub fn is_judged(&self, name: &str) -> bool {
        self.known.contains_key(name) && !self.broken.contains(name)
    }

    /// The names of all kinds, those whose files have faults included.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().chain(&self.broken).map(String::as_str)
    }
}
