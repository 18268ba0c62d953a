//! What search knows of a page, until the index is made: in memory as it is, or elsewhere where a handbook has many pages.

use std::hash::{Hash, Hasher};
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::entry::{PageEntry, SectionEntry};
use crate::output::Scratch;
use crate::source::MachineError;
use crate::text::{Digest, Packed};
use crate::view::SearchView;

/// What search knows of a page; a copy is cheap.
#[derive(Clone)]
pub struct HeldEntry(Held);

#[derive(Clone)]
enum Held {
    Whole(Arc<PageEntry>),
    Small(Arc<SmallEntry>),
}

/// An entry that is elsewhere, and what of it is asked for more than once.
struct SmallEntry {
    digest: Digest,
    search: SearchView,
    /// The length of each section's text in bytes.
    texts: Vec<u32>,
    place: Place,
}

/// Where the bytes of an entry are.
enum Place {
    Memory(Packed),
    Scratch { scratch: Arc<dyn Scratch>, start: u64, length: usize },
}

/// Where entries wait for the index.
#[derive(Clone)]
pub enum Room {
    /// In memory, as they are.
    Whole,
    /// Packed in memory.
    Packed,
    /// Outside memory; packed where there is no room.
    Scratch(Arc<dyn Scratch>),
}

impl HeldEntry {
    /// An entry in its room.
    ///
    /// # Panics
    ///
    /// Never: the texts of a page have fewer than 2^32 bytes.
    pub fn new(entry: PageEntry, room: &Room) -> Self {
        let scratch = match room {
            Room::Whole => return Self(Held::Whole(Arc::new(entry))),
            Room::Packed => None,
            Room::Scratch(scratch) => Some(scratch),
        };
        let bytes = to_bytes(&entry);
        let put = |scratch: &Arc<dyn Scratch>| {
            let start = scratch.put(&bytes)?;
            Some(Place::Scratch { scratch: Arc::clone(scratch), start, length: bytes.len() })
        };
        let place = scratch.and_then(put).unwrap_or_else(|| Place::Memory(Packed::new(&bytes)));
        let length = |section: &SectionEntry| u32::try_from(section.text.len()).expect("a section has less text");
        let texts = entry.sections.iter().map(length).collect();
        let digest = Digest::of_value(&entry);
        Self(Held::Small(Arc::new(SmallEntry { digest, search: entry.search, texts, place })))
    }

    /// The entry, in memory as long as somebody holds it.
    pub fn get(&self) -> Result<Arc<PageEntry>, MachineError> {
        let small = match &self.0 {
            Held::Whole(entry) => return Ok(Arc::clone(entry)),
            Held::Small(small) => small,
        };
        let damaged = || MachineError::on("read", Path::new("what was put aside"))(io::ErrorKind::InvalidData.into());
        from_bytes(&small.bytes()?).map(Arc::new).ok_or_else(damaged)
    }

    /// The entry as bytes, for this program alone.
    pub fn to_bytes(&self) -> Result<Vec<u8>, MachineError> {
        match &self.0 {
            Held::Whole(entry) => Ok(to_bytes(entry)),
            Held::Small(small) => small.bytes(),
        }
    }

    /// The entry of such bytes; `None` where they are none.
    pub fn from_bytes(bytes: &[u8], room: &Room) -> Option<Self> {
        Some(Self::new(from_bytes(bytes)?, room))
    }

    /// Facets, names and roles.
    pub fn search(&self) -> &SearchView {
        match &self.0 {
            Held::Whole(entry) => &entry.search,
            Held::Small(small) => &small.search,
        }
    }

    /// How many sections there are.
    pub fn section_count(&self) -> usize {
        match &self.0 {
            Held::Whole(entry) => entry.sections.len(),
            Held::Small(small) => small.texts.len(),
        }
    }

    /// The length of a section's text in bytes.
    pub fn text_length(&self, section: usize) -> usize {
        match &self.0 {
            Held::Whole(entry) => entry.sections[section].text.len(),
            Held::Small(small) => small.texts[section] as usize,
        }
    }
}

impl Hash for HeldEntry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Held::Whole(entry) => entry.hash(state),
            Held::Small(small) => small.digest.hash(state),
        }
    }
}

impl SmallEntry {
    fn bytes(&self) -> Result<Vec<u8>, MachineError> {
        match &self.place {
            Place::Memory(packed) => Ok(packed.open()),
            Place::Scratch { scratch, start, length } => scratch.get(*start, *length),
        }
    }
}

fn to_bytes(entry: &PageEntry) -> Vec<u8> {
    postcard::to_stdvec(entry).expect("an entry always serialises")
}

fn from_bytes(bytes: &[u8]) -> Option<PageEntry> {
    postcard::from_bytes(bytes).ok()
}
