//! What the system says about a file, so that one that did not change need not be read again.

use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::text::Digest;

/// How old a change must be before a stamp can tell it from the next one.
///
/// Some file systems count whole seconds (FAT: two): a second change within one leaves the time as it is.
const COARSEST: Duration = Duration::from_secs(2);

/// How many bytes of a program one core reads at a time.
const PIECE: u64 = 1 << 20;

/// Length, times and identity of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    length: u64,
    modified: SystemTime,
    /// When anything about the file changed, and which file it is: a copy with the old time is told apart, too.
    #[cfg(unix)]
    identity: (u64, u64, i64, i64),
}

impl Stamp {
    /// The stamp of a file; `None` where it changed so recently that it may change again unnoticed.
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        let age = SystemTime::now().duration_since(modified).ok()?;
        (age >= COARSEST).then(|| Self::at(metadata, modified))
    }

    /// The stamp of a program that runs, however new it is: nothing writes into it, and another one in its place is
    /// another file.
    pub(super) fn of_program(metadata: &Metadata) -> Option<Self> {
        Some(Self::at(metadata, metadata.modified().ok()?))
    }

    fn at(metadata: &Metadata, modified: SystemTime) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        };
        Self {
            length: metadata.len(),
            modified,
            #[cfg(unix)]
            identity,
        }
    }
}

/// A program, and the stamp by which it is known again without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The digest of its bytes, piece by piece.
    pub digest: Digest,
    stamp: Digest,
}

/// The program in a file, which is read unless it has the stamp of the one that is known; `None` where it cannot be.
pub fn program(disk: &Path, known: Option<Program>) -> Option<Program> {
    let metadata = std::fs::metadata(disk).ok()?;
    let (length, stamp) = (metadata.len(), Digest::of_value(&Stamp::of_program(&metadata)?));
    known.filter(|known| known.stamp == stamp).or_else(|| Some(Program { digest: read(disk, length)?, stamp }))
}

/// The digest of a file of so many bytes, read on all cores.
fn read(disk: &Path, length: u64) -> Option<Digest> {
    let piece = |at: u64| {
        let mut file = File::open(disk).ok()?;
        file.seek(SeekFrom::Start(at * PIECE)).ok()?;
        Digest::of_reader(file.take(PIECE)).ok()
    };
    let pieces = (0..length.div_ceil(PIECE)).into_par_iter().map(piece);
    Some(Digest::of_value(&pieces.collect::<Option<Vec<_>>>()?))
}
