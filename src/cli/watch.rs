//! Who hears how far a build is: a bar on the terminal, a stopwatch, both or nobody.

use std::time::{Duration, Instant};

use super::args::{Format, Options};
use super::report::Bar;
use crate::progress::{Part, Piece, Progress, Timings};

/// Those who want to hear.
pub(super) struct Watch {
    bar: Option<Bar>,
    timings: Option<Timings>,
}

impl Watch {
    /// As the user asked for; the stopwatch counts from `started`.
    pub(super) fn new(arguments: &Options, started: Instant) -> Self {
        let is_quiet = arguments.quiet || arguments.format == Format::Json;
        Self {
            bar: (!is_quiet).then(Bar::default),
            timings: arguments.timings.then(|| Timings::new(move || started.elapsed())),
        }
    }

    /// Takes the bar off the screen.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish();
        }
    }

    /// The stopwatch, where somebody asked for it.
    pub(super) fn timings(&self) -> Option<&Timings> {
        self.timings.as_ref()
    }
}

impl Progress for Watch {
    fn begin(&self, part: Part, total: usize) {
        if let Some(timings) = &self.timings {
            timings.begin(part);
        }
        if let Some(bar) = &self.bar {
            bar.begin(part, total);
        }
    }

    fn advance(&self) {
        if let Some(bar) = &self.bar {
            bar.advance();
        }
    }

    fn now(&self) -> Option<Duration> {
        self.timings.as_ref().map(Timings::now)
    }

    fn done(&self, piece: Piece<'_>, since: Duration) {
        if let Some(timings) = &self.timings {
            timings.done(piece, since);
        }
    }
}
