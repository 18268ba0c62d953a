//! What one run made, for the next: the files of the site and what they were made of, in one file on the disk.
//!
//! A file for each would take as long to write as the site itself. Damaged, cut off or gone, it costs time and nothing
//! else.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::cache;
use super::lock::Lock;
use crate::output::{Kept, PROGRAM};
use crate::text::Digest;

/// The most that is kept of a project, in bytes: a site of some forty thousand pages.
const MOST: u64 = 1 << 30;

/// How much that nobody asked for may lie beside what is used: as much again, and this many bytes.
const SLACK: u64 = 4 << 20;

/// How long nothing was built before what was kept of a project makes room for that of others.
const LONGEST_IDLE: Duration = Duration::from_hours(30 * 24);

/// The name of all stores.
const NAME: &str = "site";

/// Bytes by key, each behind the digest of them.
pub struct Store {
    files: Files,
    places: Mutex<HashMap<Digest, Place>>,
    pack: Mutex<Pack>,
    /// Only who holds it adds anything; it is `None` where another run does, or nothing is to be added.
    lock: Option<Lock>,
}

struct Files {
    pack: PathBuf,
    table: PathBuf,
}

struct Pack {
    file: File,
    /// Where the next bytes go.
    end: u64,
}

#[derive(Clone, Copy)]
struct Place {
    start: u64,
    length: u32,
    is_used: bool,
}

/// Where everything lies, as it is written.
#[derive(Serialize, Deserialize)]
struct Table {
    /// Who can read it.
    program: String,
    /// Key, start and length.
    rows: Vec<(Digest, u64, u32)>,
}

/// How many bytes stand before each value: its digest.
const HEAD: usize = 16;

impl Store {
    /// What earlier runs kept of a project, to read it alone; nothing where they kept nothing.
    pub fn read(folder: &Path, project: &Path) -> Option<Self> {
        let files = Files::of(folder, project);
        let places = files.places()?;
        let file = File::open(&files.pack).ok()?;
        Some(Self { files, places: Mutex::new(places), pack: Mutex::new(Pack { file, end: MOST }), lock: None })
    }

    /// What earlier runs kept of a project, to add to it, unless another run does; nothing where the disk does not let us.
    pub fn open(folder: &Path, project: &Path) -> Option<Self> {
        let files = Files::of(folder, project);
        fs::create_dir_all(folder).ok()?;
        let Ok(lock) = Lock::take(&cache::place(folder, NAME, &cache::true_name(project), "lock"), &files.pack) else {
            return Self::read(folder, project);
        };
        let known = files.places();
        if known.is_none() {
            remove_idle(folder);
        }
        let mut options = File::options();
        let file = options.read(true).write(true).create(true).truncate(known.is_none()).open(&files.pack).ok()?;
        let places = known.unwrap_or_default();
        // What a run has added that did not come to its end is written over.
        let end = places.values().map(|place| place.start + place.room()).max().unwrap_or(0);
        let (places, pack) = (Mutex::new(places), Mutex::new(Pack { file, end }));
        Some(Self { files, places, pack, lock: Some(lock) })
    }

    /// Whether there is something under a key.
    pub fn has(&self, key: Digest) -> bool {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&key)
    }

    /// Writes down where everything lies, for the next run, and is empty for this one; what was neither asked for nor
    /// added gives way where it takes more room than the rest.
    pub fn finish(&self) {
        if self.lock.is_none() {
            return;
        }
        let mut pack = self.pack.lock().unwrap_or_else(PoisonError::into_inner);
        let known = std::mem::take(&mut *self.places.lock().unwrap_or_else(PoisonError::into_inner));
        let mut places: Vec<(Digest, Place)> = known.into_iter().collect();
        places.sort_unstable_by_key(|(_, place)| place.start);
        let used: u64 = places.iter().filter(|(_, place)| place.is_used).map(|(_, place)| place.room()).sum();
        if pack.end > 2 * used + SLACK {
            places.retain(|(_, place)| place.is_used);
            if self.files.compact(&mut pack.file, &mut places).is_err() {
                return;
            }
        }
        let rows = places.into_iter().map(|(key, place)| (key, place.start, place.length)).collect();
        let table = Table { program: PROGRAM.to_owned(), rows };
        if let Ok(bytes) = postcard::to_stdvec(&table) {
            cache::store(&self.files.table, &bytes);
        }
    }
}

impl Kept for Store {
    fn get(&self, key: Digest) -> Option<Vec<u8>> {
        let place = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            let place = places.get_mut(&key)?;
            place.is_used = true;
            *place
        };
        let mut bytes = vec![0; HEAD + place.length as usize];
        {
            let mut pack = self.pack.lock().unwrap_or_else(PoisonError::into_inner);
            pack.file.seek(SeekFrom::Start(place.start)).ok()?;
            pack.file.read_exact(&mut bytes).ok()?;
        }
        let value = bytes.split_off(HEAD);
        if bytes == head(&value) {
            return Some(value);
        }
        self.places.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        None
    }

    fn put(&self, key: Digest, value: &[u8]) {
        if self.lock.is_none() {
            return;
        }
        if let Some(place) = self.places.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key) {
            place.is_used = true;
            return;
        }
        let Ok(length) = u32::try_from(value.len()) else { return };
        let bytes = [&head(value)[..], value].concat();
        let start = {
            let mut pack = self.pack.lock().unwrap_or_else(PoisonError::into_inner);
            let start = pack.end;
            let end = start + bytes.len() as u64;
            let write = |file: &mut File| file.seek(SeekFrom::Start(start)).and_then(|_| file.write_all(&bytes));
            // A full disk is not asked again.
            pack.end = if end <= MOST && write(&mut pack.file).is_ok() { end } else { MOST };
            if pack.end != end {
                return;
            }
            start
        };
        let place = Place { start, length, is_used: true };
        self.places.lock().unwrap_or_else(PoisonError::into_inner).insert(key, place);
    }
}

impl Place {
    fn room(self) -> u64 {
        (HEAD + self.length as usize) as u64
    }
}

impl Files {
    fn of(folder: &Path, project: &Path) -> Self {
        let subject = cache::true_name(project);
        let place = |extension: &str| cache::place(folder, NAME, &subject, extension);
        Self { pack: place("pack"), table: place("table") }
    }

    fn places(&self) -> Option<HashMap<Digest, Place>> {
        let table: Table = postcard::from_bytes(&cache::load(&self.table)?).ok()?;
        let rows = Some(table.rows).filter(|_| table.program == PROGRAM)?.into_iter();
        Some(rows.map(|(key, start, length)| (key, Place { start, length, is_used: false })).collect())
    }

    /// Brings values together in a new file, in the place of the old one.
    fn compact(&self, from: &mut File, places: &mut [(Digest, Place)]) -> io::Result<()> {
        let new = self.pack.with_extension("new");
        let copy = || -> io::Result<()> {
            let mut to = io::BufWriter::new(File::create(&new)?);
            let mut end = 0;
            for (_, place) in places {
                from.seek(SeekFrom::Start(place.start))?;
                io::copy(&mut from.take(place.room()), &mut to)?;
                place.start = end;
                end += place.room();
            }
            to.flush()?;
            fs::rename(&new, &self.pack)
        };
        copy().inspect_err(|_| {
            let _ = fs::remove_file(&new);
        })
    }
}

fn head(value: &[u8]) -> [u8; HEAD] {
    Digest::of_value(&value).to_bytes()
}

/// Removes what was kept of projects that nobody has built for a long time.
fn remove_idle(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(&format!("{NAME}-"));
        let changed = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        let is_idle = changed.and_then(|changed| changed.elapsed().ok()).is_some_and(|idle| idle > LONGEST_IDLE);
        if is_ours && is_idle {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Digest {
        Digest::of(name.as_bytes())
    }

    /// Adds values in a run of its own.
    fn add(folder: &Path, values: &[(&str, &[u8])]) {
        let store = Store::open(folder, folder).expect("the disk lets us");
        for (name, value) in values {
            store.put(key(name), value);
        }
        store.finish();
    }

    fn get(folder: &Path, name: &str) -> Option<Vec<u8>> {
        Store::read(folder, folder)?.get(key(name))
    }

    #[test]
    fn a_later_run_finds_what_was_put() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(get(folder.path(), "a"), None);
        add(folder.path(), &[("a", b"one"), ("b", b""), ("a", b"one")]);
        add(folder.path(), &[("c", b"three")]);
        let found = ["a", "b", "c", "d"].map(|name| get(folder.path(), name));
        assert_eq!(found, [Some(b"one".to_vec()), Some(Vec::new()), Some(b"three".to_vec()), None]);
    }

    #[test]
    fn a_run_that_does_not_end_leaves_no_more_than_the_next_one_needs() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("a", b"one")]);
        let length = || fs::metadata(Files::of(folder.path(), folder.path()).pack).expect("a pack").len();
        let before = length();
        Store::open(folder.path(), folder.path()).expect("the disk lets us").put(key("lost"), b"123456");
        assert!(length() > before);
        add(folder.path(), &[("b", b"654321")]);
        assert_eq!(length(), before + 6 + HEAD as u64);
        let found = ["a", "lost", "b"].map(|name| get(folder.path(), name));
        assert_eq!(found, [Some(b"one".to_vec()), None, Some(b"654321".to_vec())]);
    }

    #[test]
    fn of_runs_at_once_one_adds_and_all_read() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("a", b"one")]);
        let [first, second] = [(); 2].map(|()| Store::open(folder.path(), folder.path()).expect("the disk lets us"));
        first.put(key("b"), b"of the first");
        second.put(key("c"), b"of the second");
        assert_eq!([first.get(key("a")), second.get(key("a"))], [Some(b"one".to_vec()), Some(b"one".to_vec())]);
        second.finish();
        first.finish();
        let found = ["a", "b", "c"].map(|name| get(folder.path(), name));
        assert_eq!(found, [Some(b"one".to_vec()), Some(b"of the first".to_vec()), None]);
    }

    #[test]
    fn what_nobody_asks_for_goes_when_it_takes_more_room_than_the_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        let large = vec![7; usize::try_from(SLACK).expect("it is small")];
        add(folder.path(), &[("old", &large)]);
        add(folder.path(), &[("a", b"one")]);
        assert!(get(folder.path(), "old").is_some(), "it takes no more than the slack");
        add(folder.path(), &[("a", b"one"), ("b", &large[1..])]);
        add(folder.path(), &[("a", b"one"), ("c", b"three")]);
        let found = ["old", "a", "b", "c"].map(|name| get(folder.path(), name).map(|value| value.len()));
        assert_eq!(found, [None, Some(3), None, Some(5)]);
        let length = fs::metadata(Files::of(folder.path(), folder.path()).pack).expect("a pack").len();
        assert_eq!(length, 8 + 2 * HEAD as u64);
    }

    #[test]
    fn another_program_finds_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("a", b"one")]);
        let table = Table { program: "another".to_owned(), rows: vec![(key("a"), 0, 3)] };
        let files = Files::of(folder.path(), folder.path());
        cache::store(&files.table, &postcard::to_stdvec(&table).expect("it serialises"));
        assert_eq!(get(folder.path(), "a"), None);
    }

    #[test]
    fn what_was_kept_of_projects_that_nobody_builds_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        for name in ["site-0.1.0-idle.pack", "site-0.1.0-used.pack", "code-0.1.0-idle.json"] {
            fs::write(place(name), "x").expect("the disk lets us");
        }
        for name in ["site-0.1.0-idle.pack", "code-0.1.0-idle.json"] {
            let long_ago = std::time::SystemTime::now() - LONGEST_IDLE - Duration::from_hours(1);
            let file = File::options().write(true).open(place(name)).expect("it is there");
            file.set_modified(long_ago).expect("the disk lets us");
        }
        add(folder.path(), &[("a", b"one")]);
        let found =
            ["site-0.1.0-idle.pack", "site-0.1.0-used.pack", "code-0.1.0-idle.json"].map(|name| place(name).exists());
        assert_eq!(found, [false, true, true]);
    }
}
