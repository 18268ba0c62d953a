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

use super::cache::{self, CacheFolder, SUBJECT_LENGTH};
use super::lock::Lock;
use crate::output::Kept;
use crate::text::Digest;

/// The most that is kept of a project, in bytes: a site of some forty thousand pages.
const MOST: u64 = 1 << 30;

/// How much that nobody asked for may lie beside what is used: as much again, and this many bytes.
const SLACK: u64 = 4 << 20;

/// How long nothing was added before what was kept of a project makes room for that of others.
const LONGEST_IDLE: Duration = Duration::from_hours(30 * 24);

/// The name of all stores, and the endings of their files.
const NAME: &str = "site";
const PACK: &str = "pack";
const TABLE: &str = "table";
const LOCK: &str = "lock";
const NEW: &str = "new";

/// Bytes by key, each behind a digest of the program, the key and the bytes: none is taken for another one.
pub struct Store {
    files: Files,
    program: Digest,
    places: Mutex<HashMap<Digest, Place>>,
    pack: Mutex<Pack>,
    /// Only who holds it adds anything; it is `None` where another run does, or nothing is to be added.
    lock: Option<Lock>,
}

struct Files {
    pack: PathBuf,
    table: PathBuf,
    lock: PathBuf,
}

struct Pack {
    file: File,
    /// Where the next bytes go.
    end: u64,
    /// The last bytes before that place, while they wait to be written.
    waiting: Vec<u8>,
    /// Whether the table no longer tells what there is.
    is_changed: bool,
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
    program: Digest,
    /// Key, start and length.
    rows: Vec<(Digest, u64, u32)>,
}

/// How many bytes stand before each value.
const HEAD: usize = 16;

/// How many bytes are written at once, about: a site has two values for each page, and the system takes its time for each
/// write.
const AT_ONCE: usize = 1 << 20;

impl Pack {
    /// Adds bytes and gives the place where they begin; nothing where there is no room.
    fn add(&mut self, parts: &[&[u8]]) -> Option<u64> {
        let start = self.end;
        let end = start + parts.iter().map(|part| part.len() as u64).sum::<u64>();
        if end > MOST {
            // What waits has its place before the end that there is now.
            self.write();
            self.end = MOST;
            return None;
        }
        for part in parts {
            self.waiting.extend_from_slice(part);
        }
        self.end = end;
        self.is_changed = true;
        if self.waiting.len() >= AT_ONCE {
            self.write();
        }
        Some(start)
    }

    /// Writes what waits. A full disk is not asked again.
    fn write(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let start = self.end - self.waiting.len() as u64;
        let written = self.file.seek(SeekFrom::Start(start)).and_then(|_| self.file.write_all(&self.waiting));
        if written.is_err() {
            self.end = MOST;
        }
        self.waiting.clear();
    }
}

impl Store {
    /// What earlier runs kept of a project, to read it alone; nothing where they kept nothing.
    pub fn read(folder: &CacheFolder, project: &Path) -> Option<Self> {
        let files = Files::of(folder, project);
        let places = files.places(folder.program())?;
        let pack = Pack { file: File::open(&files.pack).ok()?, end: MOST, waiting: Vec::new(), is_changed: false };
        Some(Self::new(files, folder.program(), places, pack, None))
    }

    /// What earlier runs kept of a project, to add to it, unless another run does; nothing where the disk does not let us.
    pub fn open(folder: &CacheFolder, project: &Path) -> Option<Self> {
        let files = Files::of(folder, project);
        fs::create_dir_all(&folder.path).ok()?;
        let Ok(lock) = Lock::take(&files.lock, &files.pack) else { return Self::read(folder, project) };
        let known = files.places(folder.program());
        if known.is_none() {
            remove_idle(&folder.path);
        }
        let mut options = File::options();
        let file = options.read(true).write(true).create(true).truncate(known.is_none()).open(&files.pack).ok()?;
        let places = known.unwrap_or_default();
        // What a run has added that did not come to its end is written over.
        let end = places.values().map(|place| place.end()).max().unwrap_or(0);
        let pack = Pack { file, end, waiting: Vec::new(), is_changed: false };
        Some(Self::new(files, folder.program(), places, pack, Some(lock)))
    }

    fn new(files: Files, program: Digest, places: HashMap<Digest, Place>, pack: Pack, lock: Option<Lock>) -> Self {
        Self { files, program, places: Mutex::new(places), pack: Mutex::new(pack), lock }
    }

    /// Whether there is something under a key.
    pub fn has(&self, key: Digest) -> bool {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&key)
    }

    /// Writes down where everything lies, for the next run, and is empty for this one. Where something was added, what was
    /// neither asked for nor added gives way if it takes more room than the rest.
    pub fn finish(&self) {
        let mut pack = self.pack.lock().unwrap_or_else(PoisonError::into_inner);
        if self.lock.is_none() || !pack.is_changed {
            return;
        }
        pack.write();
        let known = std::mem::take(&mut *self.places.lock().unwrap_or_else(PoisonError::into_inner));
        let mut places: Vec<(Digest, Place)> = known.into_iter().collect();
        places.sort_unstable_by_key(|(_, place)| place.start);
        // What was cut off, or found no room on the disk, is not there.
        let length = pack.file.metadata().map_or(0, |metadata| metadata.len());
        places.retain(|(_, place)| place.end() <= length);
        let used: u64 = places.iter().filter(|(_, place)| place.is_used).map(|(_, place)| place.room()).sum();
        if pack.end > 2 * used + SLACK {
            places.retain(|(_, place)| place.is_used);
            if self.files.compact(&mut pack.file, &mut places).is_err() {
                return;
            }
        }
        let rows = places.into_iter().map(|(key, place)| (key, place.start, place.length)).collect();
        let table = Table { program: self.program, rows };
        if let Ok(bytes) = postcard::to_stdvec(&table) {
            cache::store(&self.files.table, &bytes);
        }
    }

    /// What stands before a value.
    fn head(&self, key: Digest, value: &[u8]) -> [u8; HEAD] {
        Digest::of_value(&(self.program, key, value)).to_bytes()
    }

    /// The value at a place, if it is whole and that of the key.
    fn value(&self, key: Digest, place: Place) -> Option<Vec<u8>> {
        let mut bytes = vec![0; HEAD + place.length as usize];
        let mut pack = self.pack.lock().unwrap_or_else(PoisonError::into_inner);
        pack.write();
        pack.file.seek(SeekFrom::Start(place.start)).and_then(|_| pack.file.read_exact(&mut bytes)).ok()?;
        drop(pack);
        let value = bytes.split_off(HEAD);
        (bytes == self.head(key, &value)).then_some(value)
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
        let value = self.value(key, place);
        if value.is_none() {
            // What is put under this key is kept again.
            self.places.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        }
        value
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
        let head = self.head(key, value);
        let added = self.pack.lock().unwrap_or_else(PoisonError::into_inner).add(&[&head, value]);
        let Some(start) = added else { return };
        let place = Place { start, length, is_used: true };
        self.places.lock().unwrap_or_else(PoisonError::into_inner).insert(key, place);
    }
}

impl Place {
    fn room(self) -> u64 {
        (HEAD + self.length as usize) as u64
    }

    fn end(self) -> u64 {
        self.start + self.room()
    }
}

impl Files {
    fn of(folder: &CacheFolder, project: &Path) -> Self {
        let subject = cache::true_name(project);
        let place = |extension: &str| folder.place(NAME, &subject, extension);
        Self { pack: place(PACK), table: place(TABLE), lock: place(LOCK) }
    }

    fn places(&self, program: Digest) -> Option<HashMap<Digest, Place>> {
        let table: Table = postcard::from_bytes(&cache::load(&self.table)?).ok()?;
        let rows = Some(table.rows).filter(|_| table.program == program)?.into_iter();
        Some(rows.map(|(key, start, length)| (key, Place { start, length, is_used: false })).collect())
    }

    /// Brings values together in a new file, in the place of the old one.
    fn compact(&self, from: &mut File, places: &mut [(Digest, Place)]) -> io::Result<()> {
        let new = self.pack.with_extension(NEW);
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

/// Removes what was kept of projects that nobody has changed for a long time.
fn remove_idle(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let changed = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        let is_idle = changed.and_then(|changed| changed.elapsed().ok()).is_some_and(|idle| idle > LONGEST_IDLE);
        if is_idle && entry.file_name().to_str().is_some_and(is_of_store) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file of the cache's folder has a name that only we give: the folder may hold other things.
fn is_of_store(name: &str) -> bool {
    let parts = name.split_once('.').and_then(|(stem, extension)| Some((stem.split_once('-')?, extension)));
    parts.is_some_and(|((name, subject), extension)| {
        let is_subject = subject.len() == SUBJECT_LENGTH && subject.bytes().all(|byte| byte.is_ascii_hexdigit());
        name == NAME && is_subject && [PACK, TABLE, LOCK, NEW].contains(&extension)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Digest {
        Digest::of(name.as_bytes())
    }

    fn cache_of(program: &str, folder: &Path) -> CacheFolder {
        CacheFolder { path: folder.to_owned(), program: key(program) }
    }

    /// The store of the folder itself, for a program.
    fn store_of(program: &str, folder: &Path) -> Store {
        Store::open(&cache_of(program, folder), folder).expect("the disk lets us")
    }

    /// Adds values in a run of its own.
    fn add(folder: &Path, values: &[(&str, &[u8])]) {
        let store = store_of("this", folder);
        for (name, value) in values {
            store.put(key(name), value);
        }
        store.finish();
    }

    fn get(folder: &Path, name: &str) -> Option<Vec<u8>> {
        Store::read(&cache_of("this", folder), folder)?.get(key(name))
    }

    fn files(folder: &Path) -> Files {
        Files::of(&cache_of("this", folder), folder)
    }

    fn length_of_pack(folder: &Path) -> u64 {
        fs::metadata(files(folder).pack).expect("a pack").len()
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
        let before = length_of_pack(folder.path());
        let lost = store_of("this", folder.path());
        lost.put(key("lost"), b"123456");
        // What is asked for is written first.
        assert_eq!(lost.get(key("lost")), Some(b"123456".to_vec()));
        drop(lost);
        assert!(length_of_pack(folder.path()) > before);
        add(folder.path(), &[("b", b"654321")]);
        assert_eq!(length_of_pack(folder.path()), before + 6 + HEAD as u64);
        let found = ["a", "lost", "b"].map(|name| get(folder.path(), name));
        assert_eq!(found, [Some(b"one".to_vec()), None, Some(b"654321".to_vec())]);
    }

    #[test]
    fn values_are_found_while_they_wait_and_when_they_are_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store_of("this", folder.path());
        let values = [b'a', b'b', b'c'].map(|letter| vec![letter; AT_ONCE / 2]);
        let names = ["a", "b", "c"];
        for (name, value) in names.into_iter().zip(&values) {
            store.put(key(name), value);
        }
        // The last one waits, the others have been written as there was enough of them.
        assert_eq!(length_of_pack(folder.path()), 2 * (HEAD + AT_ONCE / 2) as u64);
        assert_eq!(names.map(|name| store.get(key(name))), values.clone().map(Some));
        store.finish();
        drop(store);
        assert_eq!(names.map(|name| get(folder.path(), name)), values.map(Some));
    }

    #[test]
    fn what_waits_where_no_room_is_left_is_written_to_its_place() {
        let file = tempfile::tempfile().expect("a file");
        let mut pack = Pack { file, end: MOST - 4, waiting: Vec::new(), is_changed: false };
        assert_eq!(pack.add(&[b"one"]), Some(MOST - 4));
        assert_eq!(pack.add(&[b"two"]), None);
        pack.write();
        let mut found = String::new();
        pack.file.seek(SeekFrom::Start(MOST - 4)).expect("a place in the file");
        pack.file.read_to_string(&mut found).expect("text");
        assert_eq!(found, "one");
    }

    #[test]
    fn of_runs_at_once_one_adds_and_all_read() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("a", b"one")]);
        let [first, second] = [(); 2].map(|()| store_of("this", folder.path()));
        first.put(key("b"), b"of the first");
        second.put(key("c"), b"of the second");
        assert_eq!([first.get(key("a")), second.get(key("a"))], [Some(b"one".to_vec()), Some(b"one".to_vec())]);
        second.finish();
        first.finish();
        let found = ["a", "b", "c"].map(|name| get(folder.path(), name));
        assert_eq!(found, [Some(b"one".to_vec()), Some(b"of the first".to_vec()), None]);
    }

    /// As many bytes as may lie beside what is used.
    fn slack() -> Vec<u8> {
        vec![7; usize::try_from(SLACK).expect("it is small")]
    }

    #[test]
    fn what_nobody_asks_for_goes_when_it_takes_more_room_than_the_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("old", &slack())]);
        add(folder.path(), &[("a", b"one")]);
        assert!(get(folder.path(), "old").is_some(), "it takes no more than the slack");
        add(folder.path(), &[("a", b"one"), ("b", &slack()[1..])]);
        add(folder.path(), &[("a", b"one")]);
        assert!(get(folder.path(), "old").is_some(), "nothing was added");
        add(folder.path(), &[("a", b"one"), ("c", b"three")]);
        let found = ["old", "a", "b", "c"].map(|name| get(folder.path(), name).map(|value| value.len()));
        assert_eq!(found, [None, Some(3), None, Some(5)]);
        assert_eq!(length_of_pack(folder.path()), 8 + 2 * HEAD as u64);
    }

    #[test]
    fn what_was_cut_off_takes_nothing_else_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("old", &slack()), ("a", b"one"), ("cut", b"off")]);
        let pack = File::options().write(true).open(files(folder.path()).pack).expect("a pack");
        pack.set_len(length_of_pack(folder.path()) - 1).expect("the disk lets us");
        assert_eq!(get(folder.path(), "cut"), None);
        add(folder.path(), &[("a", b"one"), ("cut", b"off"), ("b", b"two")]);
        add(folder.path(), &[("a", b"one"), ("c", b"three")]);
        let found = ["old", "a", "c"].map(|name| get(folder.path(), name).map(|value| value.len()));
        assert_eq!(found, [None, Some(3), Some(5)]);
    }

    #[test]
    fn what_is_damaged_is_kept_again_as_soon_as_it_is_missed() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("a", b"one"), ("cut", b"off")]);
        let pack = File::options().write(true).open(files(folder.path()).pack).expect("a pack");
        pack.set_len(length_of_pack(folder.path()) - 1).expect("the disk lets us");
        let store = store_of("this", folder.path());
        assert_eq!(store.get(key("cut")), None);
        store.put(key("cut"), b"off");
        store.finish();
        drop(store);
        assert_eq!(["a", "cut"].map(|name| get(folder.path(), name)), [Some(b"one".to_vec()), Some(b"off".to_vec())]);
    }

    #[test]
    fn a_value_is_never_taken_for_another_one() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("a", b"one"), ("b", b"two")]);
        // A table that says the one of the other, as an old one does beside a pack that was put together anew.
        let row = |name: &str, place: u64| (key(name), place * (HEAD as u64 + 3), 3);
        let table = Table { program: key("this"), rows: vec![row("a", 1), row("b", 0), row("c", 0)] };
        cache::store(&files(folder.path()).table, &postcard::to_stdvec(&table).expect("it serialises"));
        assert_eq!(["a", "b", "c"].map(|name| get(folder.path(), name)), [None, None, None]);
    }

    #[test]
    fn another_program_finds_nothing_and_its_values_are_not_ours() {
        let folder = tempfile::tempdir().expect("a folder");
        add(folder.path(), &[("a", b"one")]);
        let other = store_of("another", folder.path());
        assert_eq!(other.get(key("a")), None);
        other.put(key("a"), b"two");
        // It ends before it writes its table.
        drop(other);
        assert_eq!(get(folder.path(), "a"), None);
    }

    #[test]
    fn what_was_kept_of_projects_that_nobody_builds_goes_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let subject = "0123456789abcdef";
        let names = |endings: &[&str]| -> Vec<String> {
            let theirs = ["site-backup.tar.gz", "site-2023.table", "code-0123456789abcdef.json"].map(str::to_owned);
            endings.iter().map(|ending| format!("site-{subject}.{ending}")).chain(theirs).collect()
        };
        for name in names(&["pack", "table"]) {
            let path = folder.path().join(name);
            fs::write(&path, "x").expect("the disk lets us");
            let long_ago = std::time::SystemTime::now() - LONGEST_IDLE - Duration::from_hours(1);
            let file = File::options().write(true).open(path).expect("it is there");
            file.set_modified(long_ago).expect("the disk lets us");
        }
        let used = folder.path().join("site-fedcba9876543210.pack");
        fs::write(&used, "x").expect("the disk lets us");
        add(folder.path(), &[("a", b"one")]);
        let is_there = |name: &String| folder.path().join(name).exists();
        assert!(names(&[]).iter().all(is_there) && used.exists());
        assert!(!names(&["pack", "table"])[..2].iter().any(is_there));
    }
}
