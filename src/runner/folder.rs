//! The folder in which a path runs: fresh, nobody else's, gone at the end.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};

use crate::source::MachineError;

/// A folder with a `home`, a `tmp` and a `work` in it; it goes away with its value, unless it is kept.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    is_kept: bool,
}

impl Folder {
    /// Makes one below the folder for temporary files that nobody else can read.
    pub(super) fn make(below: &Path, name: &str, is_kept: bool) -> Result<Self, MachineError> {
        let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let root = below.join(format!("roadbook-{name}-{}", &random()[..12]));
        let folder = Self { root, is_kept };
        create(&folder.root).map_err(MachineError::on("create", &folder.root))?;
        folder.restore()?;
        Ok(folder)
    }

    /// Makes what is missing of it: a block may have removed it all.
    fn restore(&self) -> Result<(), MachineError> {
        for part in [self.root.clone(), self.home(), self.temporary(), self.work()] {
            if !part.is_dir() {
                create(&part).map_err(MachineError::on("create", &part))?;
            }
        }
        Ok(())
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    pub(super) fn temporary(&self) -> PathBuf {
        self.root.join("tmp")
    }

    pub(super) fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    /// Writes a block to a file of its own; returns where.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<PathBuf, MachineError> {
        self.restore()?;
        let path = self.root.join(name);
        fs::write(&path, text).map_err(MachineError::on("write", &path))?;
        Ok(path)
    }

    /// Removes the files of a block: where the folder is kept, no secret stays in it.
    pub(super) fn remove(&self, names: &[&str]) {
        for name in names {
            // A block may have removed them itself.
            let _ = fs::remove_file(self.root.join(name));
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed lies among the system's own temporary files, which go away some day.
            let _ = fs::remove_dir_all(&self.root).or_else(|_| fs::remove_file(&self.root));
        }
    }
}

#[cfg(unix)]
fn create(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().create(path)
}

/// 32 hexadecimal digits that nobody can guess: std's hashers are keyed by the system's randomness.
pub(super) fn random() -> String {
    let digits = || RandomState::new().hash_one(RandomState::new().hash_one(0));
    format!("{:016x}{:016x}", digits(), digits())
}
