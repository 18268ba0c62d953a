//! Names the program by what it is made from, so that what one run keeps is read by the same program alone, wherever it was
//! built or copied to.
#![expect(clippy::disallowed_methods, reason = "a build script reads what the crate is made from")]

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;

/// What decides what the program does: its own files, and the versions of all others.
const MADE_FROM: [&str; 5] = ["Cargo.lock", "Cargo.toml", "build.rs", "src", "themes"];

fn main() {
    let mut hasher = DefaultHasher::new();
    for path in MADE_FROM {
        println!("cargo::rerun-if-changed={path}");
        add(Path::new(path), &mut hasher);
    }
    let compiler = env::var_os("RUSTC").and_then(|compiler| Command::new(compiler).arg("--version").output().ok());
    compiler.map(|said| said.stdout).hash(&mut hasher);
    env::var_os("TARGET").hash(&mut hasher);
    println!("cargo::rustc-env=ROADBOOK_PROGRAM={:016x}", hasher.finish());
}

/// Adds a file, or all files below a folder, by name and content.
fn add(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in &paths {
            add(path, hasher);
        }
    } else if let Ok(bytes) = fs::read(path) {
        // A separator of another system is the same name.
        path.components().collect::<Vec<_>>().hash(hasher);
        bytes.hash(hasher);
    }
}
