//! Which golden paths were tested, when and how it ended: a small file in the handbook's root.
//!
//! `roadbook test` writes it, a build reads it. It holds days and no times, sorted by id, so that the same results
//! are the same bytes and two people's results merge line by line.

use std::collections::BTreeMap;
use std::fmt;

use super::GoldenPath;
use crate::data::{self, Date, Format, Map};
use crate::diag::{Code, Diagnostic, Noted};
use crate::source::RECORD;
use crate::text::{Digest, SourcePath};

/// What is known of the tests of all paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    paths: BTreeMap<String, Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    day: Date,
    commands: Digest,
    verdict: Verdict,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Everything was as it should be.
    Passed,
    /// Something was not.
    Failed,
}

/// The last test of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tested {
    /// The day.
    pub day: Date,
    /// How it ended.
    pub verdict: Verdict,
    /// Whether the commands have changed since.
    pub is_stale: bool,
}

/// What stands at the top of the file.
const HEAD: &str = "# Which golden paths were tested, when and how it ended. `roadbook test` writes this file; commit it, or\n# keep it between the runs of CI, so that pages can say it.\n";

impl Verdict {
    /// Its name, as files have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

impl Record {
    /// Reads the file; what is no result is noted, and not there.
    pub fn read(text: &str) -> Noted<Self> {
        let path = SourcePath::new(RECORD);
        let (map, faults) = data::read(text, Format::Toml);
        let mut notes: Vec<Diagnostic> = faults
            .into_iter()
            .map(|fault| Diagnostic::new(Code::TestRecord, &path, fault.range, fault.message).help(HELP))
            .collect();
        let mut record = Self::default();
        for (id, value) in &map.entries {
            if let Some(entry) = value.value.map().ok().and_then(Entry::read) {
                record.paths.insert(id.value.to_string(), entry);
            } else {
                let message = format!("`{}` is no result of a test", id.value);
                notes.push(Diagnostic::new(Code::TestRecord, &path, id.range, message).help(HELP));
            }
        }
        Noted::new(record, notes)
    }

    /// Notes how a test of a path ended.
    pub fn insert(&mut self, id: &str, path: &GoldenPath<'_>, (day, verdict): (Date, Verdict)) {
        self.paths.insert(id.to_owned(), Entry { day, commands: path.digest(), verdict });
    }

    /// Forgets the paths that are none any more.
    pub fn retain(&mut self, is_path: impl Fn(&str) -> bool) {
        self.paths.retain(|id, _| is_path(id));
    }

    /// The last test of a path.
    pub(crate) fn of(&self, id: &str, path: &GoldenPath<'_>) -> Option<Tested> {
        let entry = self.paths.get(id)?;
        Some(Tested { day: entry.day, verdict: entry.verdict, is_stale: entry.commands != path.digest() })
    }
}

/// What to do about a file that cannot be read.
const HELP: &str = "run `roadbook test`, which writes the file anew";

impl Entry {
    fn read(map: &Map) -> Option<Self> {
        let text = |key: &str| map.get(key)?.value.text().ok();
        let verdict =
            [Verdict::Passed, Verdict::Failed].into_iter().find(|known| text("verdict") == Some(known.name()))?;
        Some(Self { day: text("day")?.parse().ok()?, commands: Digest::parse(text("commands")?)?, verdict })
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        for (id, entry) in &self.paths {
            let (day, verdict, commands) = (entry.day, entry.verdict.name(), entry.commands);
            // An id may hold dots, which a bare key of TOML may not.
            write!(f, "\n[{id:?}]\nday = {day}\nverdict = \"{verdict}\"\ncommands = \"{commands}\"\n")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let entry = Entry { day: "2026-11-21".parse().unwrap(), commands: Digest::of(b"ls"), verdict: Verdict::Passed };
        let record = Record { paths: [("add.a-queue".to_owned(), entry)].into() };
        assert_eq!(Record::read(&record.to_string()).value, record);
    }
}
