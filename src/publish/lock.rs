//! One build at a time for each output folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::PublishError;
use crate::source::MachineError;

/// A lock that the system takes back when the process ends, however it ends.
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock on `target`, or says who holds it.
    pub(super) fn take(path: &Path, target: &Path) -> Result<Self, PublishError> {
        loop {
            let mut file = open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    // Without the number the message is still true.
                    let _ = file.read_to_string(&mut holder);
                    return Err(PublishError::Locked { target: target.to_owned(), holder: holder.trim().parse().ok() });
                }
                Err(TryLockError::Error(cause)) => return Err(MachineError::on("lock", path)(cause).into()),
            }
            // The holder before us may have removed the file between our opening and our locking it.
            if is_at(&file, path) {
                file.set_len(0).map_err(MachineError::on("write", path))?;
                writeln!(file, "{}", std::process::id()).map_err(MachineError::on("write", path))?;
                return Ok(Self { path: path.to_owned(), _file: file });
            }
        }
    }

    /// Takes the lock as soon as nobody else holds it.
    pub(super) fn wait(path: &Path) -> Result<Self, MachineError> {
        loop {
            let file = open(path)?;
            file.lock().map_err(MachineError::on("lock", path))?;
            if is_at(&file, path) {
                return Ok(Self { path: path.to_owned(), _file: file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is still locked, so that nobody else can have taken it.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn open(path: &Path) -> Result<File, MachineError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).map_err(MachineError::on("create", path))
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let ours = file.metadata().map(|metadata| (metadata.dev(), metadata.ino()));
    let theirs = std::fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino()));
    matches!((ours, theirs), (Ok(ours), Ok(theirs)) if ours == theirs)
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    // An open file cannot be removed here.
    path.exists()
}
