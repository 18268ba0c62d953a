//! How long a build takes after one of 10,000 pages was edited, everything else being kept from the build before.
//!
//! `cargo bench --bench rebuild` prints the median of several edits, stage by stage, beside the first build.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads the clock and prints")]

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use roadbook::build::{BuildOptions, Cache, Progress, build};
use roadbook::config::{Config, Project};
use roadbook::data::Date;
use roadbook::diag::Noted;
use roadbook::output::Discard;
use roadbook::source::{SourceFile, Sources};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SECTIONS: usize = 100;
const PAGES_IN_SECTION: usize = 100;

/// How often a page is edited; the middle build counts.
const EDITS: usize = 5;

fn main() {
    let mut sources = Noted::new(handbook(), Vec::new());
    let project = Project {
        root: PathBuf::from("."),
        name: "Bench".to_owned(),
        config: Config::default(),
        config_file: None,
        content: "content".to_owned(),
    };
    let options = BuildOptions { today: Date::constant(2026, 11, 21), drafts: false };
    let cache = Cache::default();
    let timed = |sources: &Noted<Sources>| {
        let clock = Clock::default();
        clock.begin("Start", 0);
        let made = build(&project, sources, options, &cache, (&Discard, &clock)).expect("nothing is written");
        assert!(made.diagnostics.is_empty(), "{:?}", made.diagnostics.first());
        clock.begin("End", 0);
        (clock.stages(), made.stats.rendered)
    };
    let (first, _) = timed(&sources);
    let mut edited: Vec<Vec<(&str, Duration)>> = (0..EDITS)
        .map(|edit| {
            sources.value.insert(page(SECTIONS / 2, PAGES_IN_SECTION / 2, &format!("Edited {edit} times.")));
            let (stages, rendered) = timed(&sources);
            assert_eq!(rendered, 1, "only the edited page is rendered");
            stages
        })
        .collect();
    edited.sort_by_key(|stages| total(stages));
    println!("{} pages, {EDITS} edits of one", SECTIONS * PAGES_IN_SECTION);
    println!("first build: {:.1?}", total(&first));
    println!("rebuild: {:.1?}", total(&edited[EDITS / 2]));
    for (stage, time) in &edited[EDITS / 2] {
        println!("  {stage}: {time:.1?}");
    }
}

fn total(stages: &[(&str, Duration)]) -> Duration {
    stages.iter().map(|(_, time)| *time).sum()
}

/// Writes down when each stage begins.
#[derive(Default)]
struct Clock(Mutex<Vec<(&'static str, Instant)>>);

impl Clock {
    /// Each stage with the time until the next one began.
    fn stages(&self) -> Vec<(&'static str, Duration)> {
        let begun = self.0.lock().expect("no thread ends with it");
        begun.windows(2).map(|pair| (pair[0].0, pair[1].1 - pair[0].1)).collect()
    }
}

impl Progress for Clock {
    fn begin(&self, stage: &'static str, _: usize) {
        self.0.lock().expect("no thread ends with it").push((stage, Instant::now()));
    }

    fn advance(&self) {}
}

fn handbook() -> Sources {
    let mut sources = Sources::default();
    for section in 0..SECTIONS {
        let text = format!("---\ntitle: Area {section}\n---\nAll about it.\n");
        sources.insert(SourceFile::from_text(&format!("content/area-{section}/index.md"), &text));
        for place in 0..PAGES_IN_SECTION - 1 {
            sources.insert(page(section, place, "As it was."));
        }
    }
    sources
}

/// A page without a kind that links to others, as people bring them from elsewhere.
fn page(section: usize, place: usize, sentence: &str) -> SourceFile {
    let (other, next) = ((section + 7) % SECTIONS, (place + 13) % (PAGES_IN_SECTION - 1));
    let text = format!(
        "---\ntitle: Page {place} of {section}\nweight: {place}\ndescription: What page {place} says\n---\n\
         ## When to use this\n\nStart from [the next one](page-{next}.md). {sentence}\n\n\
         ## How it works\n\n- See [its area](index.md)\n- See [another](../area-{other}/page-{place}.md#how-it-works)\n\n\
         ```sh\nmake page-{place}\n```\n\n### Limits\n\n| Limit | Value |\n| --- | --- |\n| pages | {place} |\n"
    );
    SourceFile::from_text(&format!("content/area-{section}/page-{place}.md"), &text)
}
