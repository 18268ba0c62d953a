//! Hears from the system that something changed; where it cannot, the disk is looked at from time to time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config::CONFIG_FILE;
use crate::source::{self, Layout};

/// How often the watched folders are checked for having been deleted and made again.
pub(super) const CHECK: Duration = Duration::from_millis(500);

/// Watches the inputs of a handbook.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    /// The watched folders, with what tells one folder from another of the same name.
    folders: BTreeMap<PathBuf, Option<u64>>,
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

    /// Whether the folders of a layout are those that are watched.
    pub(super) fn is_up_to_date(&self, layout: &Layout) -> bool {
        folders(layout).keys().all(|folder| self.folders.get(folder) == Some(&source::identity(folder)))
    }

    /// Watches the folders of a layout, anew where one was exchanged for another of its name. Says whether anything is
    /// watched that was not before, or why the system watches no longer.
    pub(super) fn follow(&mut self, layout: &Layout) -> Result<bool, String> {
        let Some(watcher) = &mut self.watcher else { return Ok(false) };
        let wanted = folders(layout);
        *self.inputs.lock().unwrap_or_else(PoisonError::into_inner) = inputs(layout);
        self.folders.retain(|folder, _| {
            let is_wanted = wanted.contains_key(folder);
            if !is_wanted {
                let _ = watcher.unwatch(folder);
            }
            is_wanted
        });
        let mut is_moved = false;
        for (folder, mode) in wanted {
            let identity = source::identity(&folder);
            if self.folders.get(&folder) == Some(&identity) {
                continue;
            }
            // A folder that went away took its watch along.
            let _ = watcher.unwatch(&folder);
            let fault = if identity.is_some() { watcher.watch(&folder, mode).err() } else { None };
            if let Some(fault) = fault.filter(|_| source::identity(&folder).is_some()) {
                self.watcher = None;
                return Err(fault.to_string());
            }
            is_moved |= identity.is_some();
            self.folders.insert(folder, identity);
        }
        Ok(is_moved)
    }
}

/// What to watch: the root alone, and all that lies below the folders with inputs.
fn folders(layout: &Layout) -> BTreeMap<PathBuf, RecursiveMode> {
    let root = root(layout);
    let mut folders = BTreeMap::from([(root.clone(), RecursiveMode::NonRecursive)]);
    folders.extend(named_folders(layout).map(|folder| (root.join(folder), RecursiveMode::Recursive)));
    if layout.content.is_empty() {
        folders.insert(root, RecursiveMode::Recursive);
    }
    folders
}

/// Where inputs lie: what is beside them is no sign, be it a log that grows all the time.
fn inputs(layout: &Layout) -> Vec<PathBuf> {
    let root = root(layout);
    if layout.content.is_empty() {
        return vec![root];
    }
    named_folders(layout).chain([CONFIG_FILE]).map(|name| root.join(name)).collect()
}

fn named_folders(layout: &Layout) -> impl Iterator<Item = &str> {
    let folders = [Some(layout.content.as_str()), layout.theme.as_deref(), layout.kinds.as_deref()];
    folders.into_iter().flatten().filter(|folder| !folder.is_empty())
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
