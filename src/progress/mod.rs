//! Who hears how far a build is, and what its parts take.

mod timings;

use std::time::Duration;

pub use timings::{LanguageTime, PageTime, PartTime, Report, Timings};

/// A part of a build. They come one after another, but for those that run [within](Part::within) another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Files are read from the disk.
    Read,
    /// Code that was highlighted in earlier runs is read from the disk.
    Recall,
    /// Markdown becomes trees.
    Parse,
    /// Pages get their ids and addresses, links their targets.
    Resolve,
    /// What follows from the pages is found, and what is wrong with them.
    Check,
    /// Code gets its classes.
    Highlight,
    /// Pages become HTML.
    Render,
    /// Files are written, or compared with what is there: each page as soon as it is rendered.
    Write,
    /// The files of the site that are no pages are made: the next two parts.
    Publish,
    /// The words of all pages become an index.
    Index,
    /// The files of the index are made and compressed.
    Compress,
    /// Highlighted code is written for the next run.
    Keep,
    /// The new site takes the place of the old one.
    Exchange,
}

impl Part {
    /// All parts, in the order in which they begin.
    pub const ALL: [Self; 13] = [
        Self::Read,
        Self::Recall,
        Self::Parse,
        Self::Resolve,
        Self::Check,
        Self::Highlight,
        Self::Render,
        Self::Write,
        Self::Publish,
        Self::Index,
        Self::Compress,
        Self::Keep,
        Self::Exchange,
    ];

    /// Its name, one word in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Recall => "recall",
            Self::Parse => "parse",
            Self::Resolve => "resolve",
            Self::Check => "check",
            Self::Highlight => "highlight",
            Self::Render => "render",
            Self::Write => "write",
            Self::Publish => "publish",
            Self::Index => "index",
            Self::Compress => "compress",
            Self::Keep => "keep",
            Self::Exchange => "exchange",
        }
    }

    /// The part within which it runs beside others.
    pub fn within(self) -> Option<Self> {
        match self {
            Self::Write => Some(Self::Render),
            Self::Index | Self::Compress => Some(Self::Publish),
            _ => None,
        }
    }
}

/// A piece of work: what one thread does for a part in one go.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The part it belongs to.
    pub part: Part,
    /// The page that it is done for, by its path below the root; empty where it is for all.
    pub page: &'a str,
    /// The language of the code that it is about; empty where it is about none.
    pub language: &'a str,
}

impl<'a> Piece<'a> {
    /// A piece of work for one page.
    pub fn of_page(part: Part, page: &'a str) -> Self {
        Self { part, page, language: "" }
    }

    /// A piece of work for all.
    pub fn of_all(part: Part) -> Self {
        Self::of_page(part, "")
    }
}

/// Hears how far a build is.
pub trait Progress: Sync {
    /// A part begins that has `total` steps, and with it ends the one before.
    fn begin(&self, part: Part, total: usize);

    /// One step is done.
    fn advance(&self);

    /// The time on a clock that begins anywhere; nothing where nobody wants to know what a piece takes.
    fn now(&self) -> Option<Duration> {
        None
    }

    /// A piece is done that was begun when the clock said `since`.
    fn done(&self, _piece: Piece<'_>, _since: Duration) {}
}

/// Does a piece of work and lets `progress` know what it took.
pub fn piece<T>(progress: &(impl Progress + ?Sized), piece: Piece<'_>, work: impl FnOnce() -> T) -> T {
    let since = progress.now();
    let made = work();
    if let Some(since) = since {
        progress.done(piece, since);
    }
    made
}

/// Hears nothing.
pub struct Quiet;

impl Progress for Quiet {
    fn begin(&self, _: Part, _: usize) {}
    fn advance(&self) {}
}

/// A stopwatch alone.
impl Progress for Timings {
    fn begin(&self, part: Part, _: usize) {
        Self::begin(self, part);
    }

    fn advance(&self) {}

    fn now(&self) -> Option<Duration> {
        Some(Self::now(self))
    }

    fn done(&self, piece: Piece<'_>, since: Duration) {
        Self::done(self, piece, since);
    }
}
