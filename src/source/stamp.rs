//! What the system says about a file, so that one that did not change need not be read again.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// How old a change must be before a stamp can tell it from the next one.
///
/// Some file systems count whole seconds (FAT: two): a second change within one leaves the time as it is.
const COARSEST: Duration = Duration::from_secs(2);

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
        if age < COARSEST {
            return None;
        }
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        };
        Some(Self {
            length: metadata.len(),
            modified,
            #[cfg(unix)]
            identity,
        })
    }
}
