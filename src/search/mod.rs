//! Search: what is known of each page, the index made from it, and answers from the index.
//!
//! The index goes two ways from here: into files that a reader's browser loads piece by piece, and straight to the
//! command in the terminal. What a query finds is the same both ways.

mod answer;
mod contents;
mod encode;
mod entry;
mod excerpt;
mod files;
mod ground;
mod held;
mod index;
mod language;
mod lexicon;
mod lookup;
mod pairs;
mod query;
mod rank;
mod scripts;
mod synonyms;
mod vocabulary;
mod weights;
mod word_list;
mod words;

pub use answer::{Answer, Limits, nearest, rank, search, section_excerpt};
pub use contents::{Contents, OpenSection};
pub use entry::PageEntry;
pub use excerpt::Piece;
pub use files::files;
pub use ground::Ground;
pub use held::{HeldEntry, Room};
pub use index::Index;
pub use words::words;

/// The folder of the site that holds the index.
pub const FOLDER: &str = "_search";
