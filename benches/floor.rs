//! The bare limit of a build: read the files, parse them, write the bytes of a site that is there already.
//!
//! `cargo bench --bench floor -- CONTENT SITE OUTPUT` prints, as a line of JSON, the seconds that it takes to read all
//! Markdown below CONTENT, to run the parser over it and to write the files of SITE into the new folder OUTPUT, on all cores.
//! SITE is read before the clock starts. No generator that writes this site can be faster without leaving files as they
//! are. `tests/bench/run` compares it with Roadbook in the same run.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads the clock and prints")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop where it is")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Cargo adds an argument of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [content, site, output] = arguments.as_slice() else {
        println!("floor: name the folders: CONTENT SITE OUTPUT");
        return;
    };
    let site = Path::new(site);
    let files: Vec<(PathBuf, Vec<u8>)> = files(site)
        .into_iter()
        .map(|path| (Path::new(output).join(path.strip_prefix(site).unwrap()), fs::read(&path).unwrap()))
        .collect();

    let started = Instant::now();
    let texts: Vec<String> =
        pages(Path::new(content)).par_iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let read = started.elapsed();
    let events: usize = texts.par_iter().map(|text| Parser::new_ext(text, Options::all()).count()).sum();
    let parsed = started.elapsed();
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.par_iter().for_each(|folder| fs::create_dir_all(folder).unwrap());
    files.par_iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    let written = started.elapsed();

    println!(
        "{{\"wall\":{:.6},\"read\":{:.6},\"parse\":{:.6},\"write\":{:.6},\"events\":{events},\"files\":{}}}",
        written.as_secs_f64(),
        read.as_secs_f64(),
        parsed.saturating_sub(read).as_secs_f64(),
        written.saturating_sub(parsed).as_secs_f64(),
        files.len()
    );
}

/// The Markdown below a folder.
fn pages(folder: &Path) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}
