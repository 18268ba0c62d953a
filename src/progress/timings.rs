//! What the parts of a build took, by a clock that is handed in.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Part, Piece};

/// The most pages and languages that a report names.
const MOST_NAMED: usize = 10;

/// Writes down when each part and each piece of work begins and ends.
pub struct Timings {
    clock: Box<dyn Fn() -> Duration + Send + Sync>,
    written: Mutex<Written>,
}

#[derive(Default)]
struct Written {
    begun: Vec<(Part, Duration)>,
    pieces: Vec<Done>,
}

/// A piece of work that was done.
struct Done {
    part: Part,
    page: String,
    language: String,
    since: Duration,
    until: Duration,
}

impl Done {
    fn took(&self) -> Duration {
        self.until.saturating_sub(self.since)
    }
}

impl Timings {
    /// `clock` gives the time since any moment; it must not go back.
    pub fn new(clock: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self { clock: Box::new(clock), written: Mutex::default() }
    }

    /// What the clock says.
    pub fn now(&self) -> Duration {
        (self.clock)()
    }

    /// A part begins, and with it ends the one before.
    pub fn begin(&self, part: Part) {
        let now = self.now();
        self.lock().begun.push((part, now));
    }

    /// A piece of work is done that was begun when the clock said `since`.
    pub fn done(&self, piece: Piece<'_>, since: Duration) {
        let until = self.now();
        let Piece { part, page, language } = piece;
        self.lock().pieces.push(Done { part, page: page.to_owned(), language: language.to_owned(), since, until });
    }

    /// What was written down until now.
    pub fn report(&self) -> Report {
        let now = self.now();
        let written = self.lock();
        let parts: Vec<PartTime> = Part::ALL.into_iter().filter_map(|part| written.part(part, now)).collect();
        let total = written.begun.first().map_or(Duration::ZERO, |(_, first)| now.saturating_sub(*first));
        Report { total, parts, pages: written.pages(), languages: written.languages() }
    }

    fn lock(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a build took.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    /// From the beginning of the first part until the report was asked for.
    pub total: Duration,
    /// Every part that began, in the order of [`Part::ALL`].
    pub parts: Vec<PartTime>,
    /// The pages that took the most work, the longest first.
    pub pages: Vec<PageTime>,
    /// The languages whose code took the most work to highlight, the longest first.
    pub languages: Vec<LanguageTime>,
}

impl Report {
    /// How long a part took; nothing where it did not begin.
    pub fn wall(&self, part: Part) -> Duration {
        self.parts.iter().find(|time| time.part == part).map_or(Duration::ZERO, |time| time.wall)
    }
}

/// What a part took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartTime {
    /// The part.
    pub part: Part,
    /// From its beginning until the next one began. For parts that run beside others: from the beginning of their
    /// first piece to the end of their last.
    pub wall: Duration,
    /// The time of all threads in its pieces; zero for a part that is not divided, and for those whose pieces use
    /// other threads themselves.
    pub work: Duration,
}

/// What a page took: the time of all threads in its pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageTime {
    /// Its path below the root.
    pub page: String,
    /// Making a tree of its Markdown.
    pub parse: Duration,
    /// Highlighting those of its blocks of code that no other page has shown before.
    pub highlight: Duration,
    /// Making HTML of it.
    pub render: Duration,
}

impl PageTime {
    /// All of it.
    pub fn total(&self) -> Duration {
        self.parse + self.highlight + self.render
    }
}

/// What highlighting a language took: the time of all threads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LanguageTime {
    /// Its name, as fences have it.
    pub language: String,
    /// Distinct blocks of it that were highlighted.
    pub blocks: usize,
    /// The time.
    pub work: Duration,
}

impl Written {
    /// What a part took until `now`, if it began.
    fn part(&self, part: Part, now: Duration) -> Option<PartTime> {
        let pieces = || self.pieces.iter().filter(|piece| piece.part == part);
        let wall = if part.within().is_some() {
            let first = pieces().map(|piece| piece.since).min()?;
            pieces().map(|piece| piece.until).max()?.saturating_sub(first)
        } else {
            let ends = self.begun.iter().skip(1).map(|(_, begun)| *begun).chain([now]);
            let spans = self.begun.iter().zip(ends).filter(|((begun, _), _)| *begun == part);
            spans.map(|((_, begun), end)| end.saturating_sub(*begun)).reduce(|all, span| all + span)?
        };
        let is_shared_out = matches!(part, Part::Parse | Part::Highlight | Part::Render | Part::Write | Part::Compress);
        let work = if is_shared_out { pieces().map(Done::took).sum() } else { Duration::ZERO };
        Some(PartTime { part, wall, work })
    }

    fn pages(&self) -> Vec<PageTime> {
        let mut pages: BTreeMap<&str, PageTime> = BTreeMap::new();
        for piece in self.pieces.iter().filter(|piece| !piece.page.is_empty()) {
            let time = pages.entry(&piece.page).or_default();
            match piece.part {
                Part::Parse => time.parse += piece.took(),
                Part::Highlight => time.highlight += piece.took(),
                _ => time.render += piece.took(),
            }
        }
        let named = pages.into_iter().map(|(page, time)| PageTime { page: page.to_owned(), ..time });
        most(named.collect(), PageTime::total)
    }

    fn languages(&self) -> Vec<LanguageTime> {
        let mut languages: BTreeMap<&str, LanguageTime> = BTreeMap::new();
        for piece in self.pieces.iter().filter(|piece| !piece.language.is_empty()) {
            let time = languages.entry(&piece.language).or_default();
            time.blocks += 1;
            time.work += piece.took();
        }
        let named =
            languages.into_iter().map(|(language, time)| LanguageTime { language: language.to_owned(), ..time });
        most(named.collect(), |time| time.work)
    }
}

/// Those that took the most, the longest first; equals stay in order.
fn most<T>(mut times: Vec<T>, took: impl Fn(&T) -> Duration) -> Vec<T> {
    times.sort_by_key(|time| Reverse(took(time)));
    times.truncate(MOST_NAMED);
    times
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// A clock that ticks whenever somebody looks at it.
    fn ticking() -> Timings {
        let ticks = AtomicU64::new(0);
        Timings::new(move || Duration::from_millis(ticks.fetch_add(1, Ordering::SeqCst)))
    }

    fn piece(timings: &Timings, piece: Piece<'_>) {
        let since = timings.now();
        timings.done(piece, since);
    }

    #[test]
    fn a_part_lasts_until_the_next_one_begins() {
        let timings = ticking();
        timings.begin(Part::Read);
        timings.begin(Part::Parse);
        piece(&timings, Piece::of_page(Part::Parse, "a.md"));
        piece(&timings, Piece::of_page(Part::Parse, "b.md"));
        let report = timings.report();
        let ms = Duration::from_millis;
        assert_eq!(report.total, ms(6));
        assert_eq!(
            report.parts,
            [
                PartTime { part: Part::Read, wall: ms(1), work: ms(0) },
                PartTime { part: Part::Parse, wall: ms(5), work: ms(2) },
            ]
        );
    }

    #[test]
    fn parts_that_run_beside_others_last_from_their_first_piece_to_their_last() {
        let timings = ticking();
        timings.begin(Part::Publish);
        piece(&timings, Piece::of_all(Part::Write));
        piece(&timings, Piece::of_all(Part::Index));
        piece(&timings, Piece::of_all(Part::Write));
        let report = timings.report();
        let ms = Duration::from_millis;
        assert_eq!(
            report.parts,
            [
                PartTime { part: Part::Write, wall: ms(5), work: ms(2) },
                PartTime { part: Part::Publish, wall: ms(7), work: ms(0) },
                PartTime { part: Part::Index, wall: ms(1), work: ms(0) },
            ]
        );
    }

    #[test]
    fn pages_and_languages_are_named_with_what_they_took() {
        let timings = ticking();
        timings.begin(Part::Highlight);
        for page in ["a.md", "b.md", "b.md"] {
            piece(&timings, Piece { part: Part::Highlight, page, language: "yaml" });
        }
        let report = timings.report();
        let ms = Duration::from_millis;
        let pages: Vec<(&str, Duration)> = report.pages.iter().map(|time| (time.page.as_str(), time.total())).collect();
        assert_eq!(pages, [("b.md", ms(2)), ("a.md", ms(1))]);
        assert_eq!(report.languages, [LanguageTime { language: "yaml".to_owned(), blocks: 3, work: ms(3) }]);
    }
}
