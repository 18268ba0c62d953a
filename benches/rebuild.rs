//! How long a build takes after one of 10,000 pages was edited, everything else being kept from the build before.
//!
//! `cargo bench --bench rebuild` prints the median of several edits, stage by stage, beside the first build.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads the clock and prints")]

use std::path::PathBuf;
use std::time::Instant;

use roadbook::build::{BuildOptions, Cache, build};
use roadbook::config::{Config, Project};
use roadbook::data::Date;
use roadbook::diag::Noted;
use roadbook::output::Discard;
use roadbook::progress::{Report, Timings};
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
        let started = Instant::now();
        let timings = Timings::new(move || started.elapsed());
        let made = build(&project, sources, options, &cache, (&Discard, &timings)).expect("nothing is written");
        assert!(made.diagnostics.is_empty(), "{:?}", made.diagnostics.first());
        (timings.report(), made.stats.rendered)
    };
    let (first, _) = timed(&sources);
    let mut edited: Vec<Report> = (0..EDITS)
        .map(|edit| {
            sources.value.insert(page(SECTIONS / 2, PAGES_IN_SECTION / 2, &format!("Edited {edit} times.")));
            let (report, rendered) = timed(&sources);
            assert_eq!(rendered, 1, "only the edited page is rendered");
            report
        })
        .collect();
    edited.sort_by_key(|report| report.total);
    println!("{} pages, {EDITS} edits of one", SECTIONS * PAGES_IN_SECTION);
    println!("first build: {:.1?}", first.total);
    println!("rebuild: {:.1?}", edited[EDITS / 2].total);
    for time in &edited[EDITS / 2].parts {
        println!("  {}: {:.1?}", time.part.name(), time.wall);
    }
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
