//! A file without a name: it is gone with the process, however that ends.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::Gate;
use crate::output::Scratch;
use crate::source::MachineError;

/// A file in a folder, made when something is put there.
pub struct ScratchFile {
    folder: PathBuf,
    gate: Arc<Gate>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    file: Option<File>,
    end: u64,
    /// Whether there is no room: nothing more is tried.
    is_full: bool,
}

impl State {
    fn put(&mut self, bytes: &[u8], open: impl FnOnce() -> io::Result<File>) -> io::Result<u64> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(open()?),
        };
        let start = self.end;
        file.seek(SeekFrom::Start(start))?;
        file.write_all(bytes)?;
        self.end += bytes.len() as u64;
        Ok(start)
    }

    fn get(&mut self, start: u64, length: usize) -> io::Result<Vec<u8>> {
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = vec![0; length];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl ScratchFile {
    /// A file in a folder that is there, as long as the gate is open.
    pub(super) fn new(folder: PathBuf, gate: Arc<Gate>) -> Self {
        Self { folder, gate, state: Mutex::default() }
    }
}

impl Scratch for ScratchFile {
    fn put(&self, bytes: &[u8]) -> Option<u64> {
        let _pass = self.gate.pass();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_full {
            return None;
        }
        let start = state.put(bytes, || tempfile::tempfile_in(&self.folder)).ok();
        state.is_full = start.is_none();
        start
    }

    fn get(&self, start: u64, length: usize) -> Result<Vec<u8>, MachineError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.get(start, length).map_err(MachineError::on("read a file without a name in", &self.folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_got_from_a_folder_in_which_nothing_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let scratch = ScratchFile::new(folder.path().to_owned(), Arc::default());
        let places: Vec<Option<u64>> = ["one", "", "three"].map(|text| scratch.put(text.as_bytes())).to_vec();
        assert_eq!(places, [Some(0), Some(3), Some(3)]);
        assert_eq!(scratch.get(3, 5).expect("it is there"), b"three");
        assert_eq!(scratch.get(0, 3).expect("it is there"), b"one");
        assert_eq!(scratch.put(b"more"), Some(8));
        assert!(scratch.get(8, 5).is_err(), "nobody put five bytes there");
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
    }

    #[test]
    fn a_folder_that_takes_nothing_is_said_once_and_for_all() {
        let scratch = ScratchFile::new(PathBuf::from("/nowhere/at/all"), Arc::default());
        assert_eq!([scratch.put(b"one"), scratch.put(b"two")], [None, None]);
        assert!(scratch.get(0, 3).is_err());
    }
}
