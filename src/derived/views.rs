//! The views of a handbook: their names and the options that each of them takes.

use std::sync::OnceLock;

use crate::schema::{self, Field, Fields, Kind};

macro_rules! views {
    ($($variant:ident $name:literal)*) => {
        /// A view of the handbook, which a `derive` block or a kind of page asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ViewName {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl ViewName {
            /// Every view, by name.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name that a block uses.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }

        /// What each view is and takes, in the order of [`ViewName::ALL`].
        const TEXTS: &[&str] = &[$(include_str!(concat!("views/", $name, ".toml"))),*];
    };
}

views! {
    Backlinks "backlinks"
    Cards "cards"
    Comparison "comparison"
    Coverage "coverage"
    Decision "decision"
    Entry "entry"
    Fields "fields"
    Glossary "glossary"
    Impact "impact"
    Kinds "kinds"
    Ladder "ladder"
    LadderStep "ladder-step"
    Lanes "lanes"
    Lifecycle "lifecycle"
    Matrix "matrix"
    Nearest "nearest"
    Pages "pages"
    Pairs "pairs"
    Part "part"
    Prerequisites "prerequisites"
    Profiles "profiles"
    Radar "radar"
    Related "related"
    Scorecard "scorecard"
    Sections "sections"
    Table "table"
    Tools "tools"
}

impl ViewName {
    /// The view of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|view| view.name() == name)
    }

    /// All names in a sentence.
    pub fn listed() -> String {
        Self::ALL.iter().map(|view| format!("`{}`", view.name())).collect::<Vec<_>>().join(", ")
    }
}

/// What every view takes.
const COMMON: &str = include_str!("views/common.toml");

/// What a view is, and the options that it takes, in the form in which kinds of page are described.
pub fn kind_of(view: ViewName) -> &'static Kind {
    static KINDS: OnceLock<Vec<Kind>> = OnceLock::new();
    let read = |text: &&str| schema::standalone(text).expect("the views that come with Roadbook are read by a test");
    let whole = |text: &&str| {
        let mut kind = read(text);
        kind.fields.extend(read(&COMMON).fields.iter().cloned());
        kind
    };
    &KINDS.get_or_init(|| TEXTS.iter().map(whole).collect())[view as usize]
}

/// The options of a view besides those that every view takes.
pub fn own_options(view: ViewName) -> impl Iterator<Item = &'static Field> {
    static COMMON_FIELDS: OnceLock<Fields> = OnceLock::new();
    let common = COMMON_FIELDS
        .get_or_init(|| schema::standalone(COMMON).expect("what every view takes is read by a test").fields);
    kind_of(view).fields.iter().filter(move |field| common.named(&field.name) != Some(field))
}

#[cfg(test)]
mod tests {
    use super::{ViewName, kind_of, own_options};

    #[test]
    fn every_view_says_what_it_is_and_takes_its_name() {
        for view in ViewName::ALL {
            let kind = kind_of(*view);
            assert_eq!(kind.name, view.name());
            assert!(kind.field("view").is_some(), "{}", view.name());
            assert!(own_options(*view).all(|field| field.name != "view"), "{}", view.name());
        }
    }
}
