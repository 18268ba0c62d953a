//! Writing: a new site is put together beside the old one and takes its place in one step.
//!
//! A build that fails or is killed at any point leaves the old site whole; readers see the old site or the new
//! one and never a mix. Files that did not change are hard links to the old ones and keep their time stamps.
#![expect(clippy::disallowed_methods, reason = "this is the module that writes the disk")]

mod cache;
mod code_cache;
mod lock;
mod manifest;
mod record;
mod scratch;
mod store;
mod swap;
mod target;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::thread;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::output::{Content, Kept as _, OutputFile, Sink};
use crate::source::{self, Inventory, MANIFEST, MachineError};
use crate::text::Digest;

pub use cache::CacheFolder;
pub use code_cache::{load as load_code, store as store_code};
pub use lock::Lock;
use manifest::Manifest;
pub use record::{Recalled, Record, RecordPlace};
pub use scratch::ScratchFile;
pub use store::Store;
pub use target::{Refusal, check as check_target};

/// How many threads remove the parts of a folder, and how few parts one of them takes.
const REMOVERS: usize = 4;
const LEAST_SHARE: usize = 16;

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError {
    /// The output folder is not one that may be written.
    Refused(Refusal),
    /// Another build is writing there.
    Locked {
        /// The output folder.
        target: PathBuf,
        /// The process that holds it, where it is known.
        holder: Option<u32>,
    },
    /// The machine's fault.
    Machine(MachineError),
}

impl From<MachineError> for PublishError {
    fn from(error: MachineError) -> Self {
        Self::Machine(error)
    }
}

/// What publishing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Files of the site.
    pub files: usize,
    /// Files that were written.
    pub written: usize,
    /// Files of the old site that are gone.
    pub removed: usize,
    /// Bytes of all files of the site.
    pub bytes: u64,
}

/// A new site beside the old one.
pub struct Staging {
    target: PathBuf,
    stage: PathBuf,
    old: Manifest,
    new: Mutex<BTreeMap<String, Staged>>,
    /// The folders of the new site that are there.
    folders: Mutex<HashSet<String>>,
    /// What keeps every file that is no copy.
    store: Option<Arc<Store>>,
    gate: Arc<Gate>,
}

/// What a build and the thread that may end it agree on.
#[derive(Default)]
struct Gate {
    /// Held for reading while something is written; who holds it for writing has the disk for itself.
    writing: RwLock<()>,
    /// Who takes it out ends the build, and gives the lock back when all of it is gone: what has its names after that
    /// belongs to the next build.
    lock: Mutex<Option<Lock>>,
}

impl Gate {
    fn pass(&self) -> RwLockReadGuard<'_, ()> {
        self.writing.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes what stands beside the output folder, and the lock last. The gate is passed or closed meanwhile.
    fn end(&self, stage: &Path) {
        if let Some(_lock) = self.lock.lock().unwrap_or_else(PoisonError::into_inner).take() {
            discard(stage);
        }
    }
}

/// Ends an unfinished build from another thread.
pub struct Interrupt {
    gate: Arc<Gate>,
    stage: PathBuf,
}

impl Interrupt {
    /// Waits for what is being written, lets nothing further be written, and removes what is unfinished. A new
    /// site that is just taking its place is finished first. The program is to end afterwards.
    pub fn stop(&self) {
        let closed = self.gate.writing.write().unwrap_or_else(PoisonError::into_inner);
        self.gate.end(&self.stage);
        // The gate stays closed until the program has ended.
        std::mem::forget(closed);
    }
}

#[derive(Clone, Copy)]
struct Staged {
    digest: Digest,
    bytes: u64,
    is_written: bool,
}

impl Staging {
    /// Locks an output folder and begins a new site beside it.
    pub fn open(target: &Path) -> Result<Self, PublishError> {
        let (parent, name) = target::split(target);
        fs::create_dir_all(&parent).map_err(MachineError::on("create", &parent))?;
        let lock = Lock::take(&parent.join(format!(".{name}.roadbook-lock")), target)?;
        let stage = parent.join(format!(".{name}.roadbook-new"));
        swap::recover(target, &stage)?;
        let old = Manifest::read(target)?;
        fs::create_dir(&stage).map_err(MachineError::on("create", &stage))?;
        let folders = Mutex::new(HashSet::from([String::new()]));
        let gate = Arc::new(Gate { writing: RwLock::default(), lock: Mutex::new(Some(lock)) });
        Ok(Self { target: target.to_owned(), stage, old, new: Mutex::default(), folders, store: None, gate })
    }

    /// The same, and a store gets every file that is no copy, for later runs.
    #[must_use]
    pub fn kept_in(mut self, store: Option<Arc<Store>>) -> Self {
        self.store = store;
        self
    }

    /// Begins the new site once more.
    pub fn restart(&self) -> Result<(), MachineError> {
        let _pass = self.gate.pass();
        discard(&self.stage);
        fs::create_dir(&self.stage).map_err(MachineError::on("create", &self.stage))?;
        *self.folders.lock().unwrap_or_else(PoisonError::into_inner) = HashSet::from([String::new()]);
        self.new.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// What ends this build when the program is told to end.
    pub fn interrupt(&self) -> Interrupt {
        Interrupt { gate: Arc::clone(&self.gate), stage: self.stage.clone() }
    }

    /// Puts the new site in the place of the old one; what was done, and the files that stand there now.
    pub fn commit(self) -> Result<(Published, Inventory), PublishError> {
        let _pass = self.gate.pass();
        let staged = std::mem::take(&mut *self.new.lock().unwrap_or_else(PoisonError::into_inner));
        let written = staged.values().filter(|file| file.is_written).count();
        let removed = self.old.files.keys().filter(|path| !staged.contains_key(*path)).count();
        let files = staged.len();
        let bytes = staged.values().map(|file| file.bytes).sum();
        let published = Published { files, written, removed, bytes };
        let manifest = Manifest { files: staged.iter().map(|(path, file)| (path.clone(), file.digest)).collect() };
        let list = manifest.text();
        let listed = (MANIFEST.to_owned(), Digest::of(list.as_bytes()));
        let inventory = || Inventory::of_written(manifest.files.clone().into_iter().chain([listed]).collect());
        if written == 0 && removed == 0 && self.target.is_dir() && manifest == self.old {
            return Ok((published, inventory()));
        }
        let kept: Vec<&String> = staged.iter().filter(|(_, file)| !file.is_written).map(|(path, _)| path).collect();
        if let Some(fault) = kept.into_par_iter().find_map_first(|path| self.keep(path).err()) {
            return Err(fault.into());
        }
        self.keep_foreign(&manifest)?;
        let place = self.stage.join(MANIFEST);
        fs::write(&place, list).map_err(MachineError::on("write", &place))?;
        swap::exchange(&self.stage, &self.target)?;
        // What stands there now is the old site.
        discard(&self.stage);
        Ok((published, inventory()))
    }

    /// Room for the build of this site, on the disk that has room for the site.
    pub fn scratch(&self) -> ScratchFile {
        ScratchFile::new(self.stage.clone(), Arc::clone(&self.gate))
    }

    /// The path of a file in the new site; its folder is there.
    fn place(&self, path: &str) -> Result<PathBuf, MachineError> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_new = !self.folders.lock().unwrap_or_else(PoisonError::into_inner).contains(folder);
        if is_new {
            let place = self.stage.join(folder);
            fs::create_dir_all(&place).map_err(MachineError::on("create", &place))?;
            self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        }
        Ok(self.stage.join(path))
    }

    /// Takes a file of the old site over, with its time stamp.
    fn keep(&self, path: &str) -> Result<(), MachineError> {
        let (old, new) = (self.target.join(path), self.place(path)?);
        if fs::hard_link(&old, &new).is_ok() {
            return Ok(());
        }
        // Some file systems have no hard links.
        let copy = || -> io::Result<()> {
            fs::copy(&old, &new)?;
            let modified = fs::metadata(&old)?.modified()?;
            fs::OpenOptions::new().write(true).open(&new)?.set_modified(modified)
        };
        copy().map_err(MachineError::on("copy", &old))
    }

    /// Takes over what somebody else put into the output folder.
    fn keep_foreign(&self, manifest: &Manifest) -> Result<(), PublishError> {
        for path in target::files(&self.target)? {
            if self.old.files.contains_key(&path) || path == MANIFEST {
                continue;
            }
            if let Some(folder) = path.strip_suffix('/') {
                self.keep_folder(folder, manifest)?;
                continue;
            }
            if manifest.files.contains_key(&path) {
                return Err(PublishError::Refused(Refusal::Overwrites(self.target.join(path))));
            }
            self.keep(&path)?;
        }
        Ok(())
    }

    /// An empty folder means something to some: `.git` is none without its empty ones.
    fn keep_folder(&self, folder: &str, manifest: &Manifest) -> Result<(), MachineError> {
        let below = format!("{folder}/");
        let was_ours = self.old.files.keys().chain(manifest.files.keys()).any(|path| path.starts_with(&below));
        if was_ours {
            return Ok(());
        }
        let place = self.stage.join(folder);
        fs::create_dir_all(&place).map_err(MachineError::on("create", &place))
    }

    fn is_unchanged(&self, file: &OutputFile) -> bool {
        // Only what an earlier build wrote is ours to take over: a foreign file of the same name is not.
        let Some(old) = self.old.files.get(&file.path) else { return false };
        let place = self.target.join(&file.path);
        match &file.content {
            Content::Bytes(bytes) => fs::read(place).is_ok_and(|old| old == bytes.as_ref()),
            Content::CopyOf(disk) => {
                let length = |path: &Path| fs::metadata(path).ok().map(|metadata| metadata.len());
                *old == file.digest && length(&place).is_some() && length(&place) == length(disk)
            }
        }
    }
}

impl Sink for Staging {
    fn put(&self, file: OutputFile) -> Result<(), MachineError> {
        let _pass = self.gate.pass();
        let is_written = !self.is_unchanged(&file);
        if is_written {
            let place = self.place(&file.path)?;
            match &file.content {
                Content::Bytes(bytes) => fs::write(&place, bytes).map_err(MachineError::on("write", &place))?,
                Content::CopyOf(disk) => copy(disk, &place)?,
            }
        }
        if let (Content::Bytes(bytes), Some(store)) = (&file.content, &self.store) {
            store.put(file.digest, bytes);
        }
        let bytes = match &file.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::CopyOf(disk) => fs::metadata(disk).map_or(0, |metadata| metadata.len()),
        };
        let staged = Staged { digest: file.digest, bytes, is_written };
        self.new.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path, staged);
        Ok(())
    }
}

/// Copies the bytes, not the permissions: a read-only source makes no read-only site.
fn copy(from: &Path, to: &Path) -> Result<(), MachineError> {
    let mut source = fs::File::open(from).map_err(MachineError::on("read", from))?;
    let mut target = fs::File::create(to).map_err(MachineError::on("write", to))?;
    io::copy(&mut source, &mut target).map_err(MachineError::on("write", to))?;
    Ok(())
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _pass = self.gate.pass();
        self.gate.end(&self.stage);
    }
}

/// Removes a folder beside the output folder, where it has many parts some at once: a system may let each removal wait for
/// the disk. The threads are its own, since those of a build that is told to end wait for its gate.
fn discard(temporary: &Path) {
    let parts: Vec<fs::DirEntry> = fs::read_dir(temporary).into_iter().flatten().flatten().collect();
    let remove = |part: &fs::DirEntry| {
        let is_folder = part.file_type().is_ok_and(|kind| kind.is_dir());
        // There is nobody to tell; the next build removes what is left here.
        let _ = if is_folder { fs::remove_dir_all(part.path()) } else { fs::remove_file(part.path()) };
    };
    let mut shares = parts.chunks(parts.len().div_ceil(REMOVERS).max(LEAST_SHARE));
    let own = shares.next().unwrap_or_default();
    thread::scope(|scope| {
        for share in shares {
            let spawned = thread::Builder::new().spawn_scoped(scope, move || share.iter().for_each(remove));
            if spawned.is_err() {
                share.iter().for_each(remove);
            }
        }
        own.iter().for_each(remove);
    });
    let _ = fs::remove_dir(temporary);
}

/// Changes a text file, which is empty where there is none; of all who change it so at once, each sees what the one
/// before has written. `None` leaves it as it is.
pub fn update(path: &Path, change: impl FnOnce(&str) -> Option<String>) -> Result<(), MachineError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let _lock = Lock::wait(&path.with_file_name(format!(".{name}.roadbook-lock")))?;
    let before = source::read_text(path)?.unwrap_or_default();
    change(&before).map_or(Ok(()), |text| replace(path, &text))
}

/// Puts bytes in the place of a file in one step: readers see the old ones or the new ones. The folder of the file is made
/// where there is none.
pub fn replace(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), MachineError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(MachineError::on("create", folder))?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    fs::write(&new, bytes).and_then(|()| fs::rename(&new, path)).map_err(|cause| {
        // What cannot be put in its place is in nobody's way.
        let _ = fs::remove_file(&new);
        MachineError::on("write", path)(cause)
    })
}

/// Writes the files of a new handbook; refuses a folder that has anything in it.
pub fn create(folder: &Path, files: &[(&str, String)]) -> Result<(), PublishError> {
    if folder.exists() && target::files(folder)?.iter().any(|path| !path.starts_with('.')) {
        return Err(PublishError::Refused(Refusal::NotEmpty(folder.to_owned())));
    }
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(MachineError::on("create", parent))?;
        fs::write(&path, text).map_err(MachineError::on("write", &path))?;
    }
    Ok(())
}

/// Writes files into a folder, and makes it where there is none. Nothing is written where one of them is there already.
pub fn add(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), PublishError> {
    let paths = || files.iter().map(|(name, bytes)| (folder.join(name), bytes));
    if let Some((path, _)) = paths().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(PublishError::Refused(Refusal::IsThere(path)));
    }
    for (path, bytes) in paths() {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(MachineError::on("create", parent))?;
        let file = fs::File::create_new(&path).map_err(MachineError::on("create", &path));
        file?.write_all(bytes).map_err(MachineError::on("write", &path))?;
    }
    Ok(())
}
