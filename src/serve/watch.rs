//! Hears from the system that something changed; where it cannot, the disk is looked at from time to time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config::CONFIG_FILE;
use crate::source::{self, Identity, Layout, RECORD, Walked};

/// How often the watched folders are checked for having been deleted and made again.
pub(super) const CHECK: Duration = Duration::from_millis(500);

/// Watches the inputs of a handbook.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    /// The watched folders, with what tells one folder from another of the same name.
    folders: BTreeMap<PathBuf, Option<Identity>>,
    /// Where inputs lie.
    inputs: Arc<Mutex<Vec<PathBuf>>>,
}

impl Watch {
    /// Begins to watch; `changed` is called from another thread at each sign of a change. With it comes why the system
    /// cannot watch, where it cannot.
    pub(super) fn new(changed: impl Fn() + Send + 'static) -> (Self, Option<String>) {
        let inputs: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
        let known = Arc::clone(&inputs);
        let heard = move |event: notify::Result<Event>| {
            let inputs = known.lock().unwrap_or_else(PoisonError::into_inner);
            // An error may mean that signs were lost, so it is one itself.
            if event.map_or(true, |event| is_sign(&event, &inputs)) {
                changed();
            }
        };
        let (watcher, reason) = match notify::recommended_watcher(heard) {
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(error.to_string())),
        };
        (Self { watcher, folders: BTreeMap::new(), inputs }, reason)
    }

    /// Whether the disk must be looked at from time to time.
    pub(super) fn is_polling(&self) -> bool {
        self.watcher.is_none()
    }

    /// Whether the folders that a layout names are those that are watched.
    pub(super) fn is_up_to_date(&self, layout: &Layout) -> bool {
        named(layout).all(|folder| {
            let identity = source::identity(&folder);
            self.folders.get(&folder) == Some(&identity)
        })
    }

    /// Watches the folders of a layout and those that a look at it led to, anew where one was exchanged for another of
    /// its name. Says whether anything is heard of that was not before, or why the system watches no longer.
    ///
    /// Each is watched without those in it: what no look leads to may be large, and a folder that is new makes a sign
    /// in the one that it is in.
    pub(super) fn follow(&mut self, layout: &Layout, walked: &Walked) -> Result<bool, String> {
        let Some(watcher) = &mut self.watcher else { return Ok(false) };
        let with_identity = |folder: PathBuf| {
            let identity = source::identity(&folder);
            (folder, identity)
        };
        let wanted: BTreeMap<_, _> = folders(layout, walked).into_iter().map(with_identity).collect();
        let inputs = inputs(layout, walked);
        let mut heard_of = self.inputs.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_moved = inputs.iter().any(|input| !heard_of.contains(input));
        *heard_of = inputs;
        drop(heard_of);
        // Before anything new is watched: the system has one watch for a folder, whatever names it has had.
        self.folders.retain(|folder, identity| {
            let stays = wanted.get(folder) == Some(identity);
            if !stays {
                // A folder that went away took its watch along.
                let _ = watcher.unwatch(folder);
            }
            stays
        });
        for (folder, identity) in wanted {
            if self.folders.contains_key(&folder) {
                continue;
            }
            let is_there = identity.is_some();
            let fault = if is_there { watcher.watch(&folder, RecursiveMode::NonRecursive).err() } else { None };
            if let Some(fault) = fault.filter(|_| source::identity(&folder).is_some()) {
                self.watcher = None;
                return Err(fault.to_string());
            }
            is_moved |= is_there;
            self.folders.insert(folder, identity);
        }
        Ok(is_moved)
    }
}

/// What to watch: the root, the folders with inputs, and where what links lead to lies.
fn folders(layout: &Layout, walked: &Walked) -> BTreeSet<PathBuf> {
    let around = walked.targets.iter().filter_map(|target| target.parent());
    named(layout).chain(around.map(Path::to_owned)).chain(walked.folders.iter().cloned()).collect()
}

/// The root and the folders that a layout names, by their true names.
fn named(layout: &Layout) -> impl Iterator<Item = PathBuf> {
    let root = root(layout);
    let folders: Vec<PathBuf> = named_folders(layout).map(|folder| root.join(folder)).collect();
    let true_name = |folder: PathBuf| source::canonical(&folder).unwrap_or(folder);
    folders.into_iter().map(true_name).chain([root])
}

/// Where inputs lie: what is beside them is no sign, be it a log that grows all the time.
fn inputs(layout: &Layout, walked: &Walked) -> Vec<PathBuf> {
    let root = root(layout);
    if layout.content.is_empty() {
        return vec![root];
    }
    let names = named_folders(layout).chain([CONFIG_FILE, RECORD]);
    names.map(|name| root.join(name)).chain(walked.targets.iter().cloned()).collect()
}

fn named_folders(layout: &Layout) -> impl Iterator<Item = &str> {
    let tables = [&layout.theme, &layout.kinds, &layout.contexts].map(Option::as_deref);
    [Some(layout.content.as_str())].into_iter().chain(tables).flatten().filter(|folder| !folder.is_empty())
}

/// The root as the system names it in its signs.
fn root(layout: &Layout) -> PathBuf {
    source::canonical(&layout.root).unwrap_or_else(|_| layout.root.clone())
}

/// Whether an event may mean another site: neither that a file was read, nor that a left-over of an editor changed.
fn is_sign(event: &Event, inputs: &[PathBuf]) -> bool {
    match event.kind {
        _ if event.need_rescan() || event.paths.is_empty() => return true,
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return false,
        _ => {}
    }
    let is_input = |path: &Path| {
        let is_above = inputs.iter().any(|input| input.starts_with(path));
        let is_below = inputs.iter().any(|input| path.starts_with(input));
        is_above || (is_below && !source::is_litter(path))
    };
    event.paths.iter().any(|path| is_input(path))
}
