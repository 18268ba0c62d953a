//! How fast code gets its classes: in languages that have a lexer, beside syntect with the grammar that it stands for.
//!
//! `cargo bench --bench highlight` reads the blocks of `tests/lexers` and prints megabytes a second, on one core.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads the clock and prints")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop where it is")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use roadbook::highlight::Highlighter;
use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often the blocks of a language are read; the fastest time counts.
const RUNS: usize = 5;

fn main() {
    let samples = include_str!("../tests/lexers/samples.md");
    let grammars = two_face::syntax::extra_newlines();
    let highlighter = Highlighter::default();
    println!("| Language | Bytes | Lexer, MB/s | Syntect, MB/s | Times |");
    println!("|---|--:|--:|--:|--:|");
    for (name, blocks) in blocks(samples) {
        let language = highlighter.language(&name);
        let syntax = grammars.find_syntax_by_token(&name).unwrap();
        let bytes: usize = blocks.iter().map(String::len).sum();
        let own = fastest(|| blocks.iter().map(|block| highlighter.highlight(&language, block).len()).sum());
        let other = fastest(|| blocks.iter().map(|block| by_syntect(&grammars, syntax, block)).sum());
        let [fast, slow] = [own, other].map(|time| rate(bytes, time));
        println!("| {name} | {bytes} | {fast:.1} | {slow:.2} | {:.0} |", fast / slow);
    }
}

/// The code blocks of a page, by language.
fn blocks(page: &str) -> BTreeMap<String, Vec<String>> {
    let mut blocks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let language = line.trim_start_matches('`');
        let fence = &line[..line.len() - language.len()];
        if fence.len() >= 3 && !language.is_empty() {
            let body = lines.by_ref().take_while(|line| *line != fence).flat_map(|line| [line, "\n"]).collect();
            blocks.entry(language.to_owned()).or_default().push(body);
        }
    }
    blocks
}

/// What a grammar takes without making HTML of what it finds: how deep the scopes were.
fn by_syntect(grammars: &SyntaxSet, syntax: &SyntaxReference, code: &str) -> usize {
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    let mut depth = 0;
    for line in code.split_inclusive('\n') {
        for (_, operation) in state.parse_line(line, grammars).unwrap() {
            stack.apply(&operation).unwrap();
            depth += stack.len();
        }
    }
    depth
}

fn fastest(read: impl Fn() -> usize) -> Duration {
    let time = |_| {
        let started = Instant::now();
        black_box(read());
        started.elapsed()
    };
    (0..RUNS).map(time).min().unwrap()
}

/// Megabytes a second.
#[expect(clippy::cast_precision_loss, reason = "there are fewer bytes than 2^52")]
fn rate(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / time.as_secs_f64() / 1e6
}
