//! How long 1,000 roles and 10,000 golden paths take to be resolved and checked, on one core.
//!
//! `cargo bench --bench resolve` prints the median of several runs beside the limit that the project set itself.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads the clock and prints")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use roadbook::build::{BuildOptions, Cache, build};
use roadbook::config::{Config, Project};
use roadbook::data::Date;
use roadbook::diag::Noted;
use roadbook::output::Discard;
use roadbook::progress::{Part, Timings};
use roadbook::source::{SourceFile, Sources};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROLES: usize = 1_000;
const PATHS: usize = 10_000;
const CAPABILITIES: usize = 200;
const TOOLS: usize = 200;

/// What both together may take.
const LIMIT: Duration = Duration::from_millis(100);

/// How often it is measured; the middle one counts.
const RUNS: usize = 5;

fn main() {
    // One core, as the limit has it. The number of threads is read when the first build begins.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("no other pool was built");
    let sources = Noted::new(handbook(), Vec::new());
    let project = Project {
        root: PathBuf::from("."),
        name: "Bench".to_owned(),
        config: Config::default(),
        config_file: None,
        content: "content".to_owned(),
    };
    let options = BuildOptions { today: Date::constant(2026, 11, 21), drafts: false };
    let cache = Cache::default();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let timings = Timings::new(move || started.elapsed());
            let made = build(&project, &sources, options, &cache, (&Discard, &timings)).expect("nothing is written");
            assert!(made.diagnostics.is_empty(), "{:?}", made.diagnostics.first());
            let report = timings.report();
            report.wall(Part::Resolve) + report.wall(Part::Check)
        })
        .collect();
    times.sort();
    let median = times[RUNS / 2];
    let ratio = median.as_secs_f64() / LIMIT.as_secs_f64();
    println!("{ROLES} roles and {PATHS} golden paths, one core, {RUNS} runs");
    println!("resolve and check: {median:.1?} (limit {LIMIT:?}, ratio {ratio:.2})");
}

fn handbook() -> Sources {
    let mut sources = Sources::default();
    let mut page =
        |path: String, text: String| sources.insert(SourceFile::from_text(&format!("content/{path}.md"), &text));
    page(
        "teams/platform".to_owned(),
        "---\nkind: team\nchannel: \"#platform\"\nactive: true\n---\nWe help.\n".to_owned(),
    );
    for i in 0..CAPABILITIES {
        page(format!("capabilities/capability-{i}"), "---\nkind: capability\n---\nDo it well.\n".to_owned());
    }
    for i in 0..TOOLS {
        let category = i % CAPABILITIES;
        let front = format!("kind: tool\ncategory: capability-{category}\nstatus: adopt\nowner: platform");
        page(format!("tools/tool-{i}"), format!("---\n{front}\n---\nUse it.\n"));
    }
    for i in 0..ROLES {
        let capabilities = ids("capability", i, 7, CAPABILITIES);
        let tools = ids("tool", i * 3, 5, TOOLS);
        let front = format!(
            "kind: role\ntldr: The role {i}.\nfocus: Its focus\ncapabilities: [{capabilities}]\ntools: [{tools}]\nowner: platform"
        );
        let list = "- This\n- That\n- And [[platform]]\n";
        page(
            format!("roles/role-{i}"),
            format!(
                "---\n{front}\n---\n## Responsibilities\n{list}\n## Success looks like\n{list}\n## Core skills\n{list}"
            ),
        );
    }
    for i in 0..PATHS {
        let front = format!(
            "kind: golden-path\ngoal: It is done.\nserves: [{}]\ntools: [{}]\ntime: 5m\nsupport: {{ level: community, channel: \"#help\" }}\nowner: platform",
            ids("role", i, 2, ROLES),
            ids("tool", i, 3, TOOLS),
        );
        let requires = if i % 10 == 0 { String::new() } else { format!("\nrequires: [path-{}]", i - 1) };
        let before = if i % 10 == 0 { String::new() } else { format!("## Prerequisites\n- [[path-{}]]\n\n", i - 1) };
        let body =
            format!("{before}## Do it {{time=5m}}\n```sh {{run}}\ntrue\n```\n### Verify\n```sh {{run}}\ntrue\n```\n");
        page(format!("paths/path-{i}"), format!("---\n{front}{requires}\n---\n{body}"));
    }
    sources
}

/// Some ids, spread over all of a kind.
fn ids(kind: &str, from: usize, count: usize, of: usize) -> String {
    (0..count).map(|step| format!("{kind}-{}", (from + step * 13) % of)).collect::<Vec<_>>().join(", ")
}
