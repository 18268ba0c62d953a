//! The rules of the repository, as tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::root;

/// The layers of `src`, lowest first: a module may import those of a lower row, and those before it in its own.
const LAYERS: [&[&str]; 15] = [
    &["text"],
    &["diag", "data"],
    &["source", "progress", "output"],
    &["config"],
    &["document"],
    &["schema"],
    &["handbook"],
    &["derived", "rules"],
    &["theme", "highlight"],
    &["view"],
    &["render", "search"],
    &["extras", "export"],
    &["build", "publish", "runner"],
    &["serve"],
    &["cli"],
];

/// A file longer than this holds two.
const LONGEST_FILE: usize = 600;

#[test]
fn modules_import_downwards_only() {
    let rank: BTreeMap<&str, (usize, usize)> = LAYERS
        .iter()
        .enumerate()
        .flat_map(|(row, modules)| modules.iter().enumerate().map(move |(column, module)| (*module, (row, column))))
        .collect();
    let mut upward = Vec::new();
    for (path, text) in rust_files() {
        let Some(module) = module_of(&path) else { continue };
        let own = rank.get(module.as_str()).unwrap_or_else(|| panic!("`{module}` has no layer"));
        for used in used_modules(&text) {
            let other = rank.get(used.as_str()).unwrap_or_else(|| panic!("`{used}` has no layer ({})", path.display()));
            let is_below = other.0 < own.0 || (other.0 == own.0 && other.1 < own.1);
            if used != module && !is_below {
                upward.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(upward.is_empty(), "imports that lead upward: {upward:#?}");
}

#[test]
fn each_crate_is_named_by_its_owners_alone() {
    let owners = owners();
    let mut strays = Vec::new();
    for (path, text) in rust_files() {
        let Some(module) = module_of(&path) else { continue };
        for (name, owners) in &owners {
            let is_named = [format!("{name}::"), format!("use {name};")].iter().any(|named| text.contains(named));
            if is_named && !owners.contains(&module) {
                strays.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn no_text_of_a_script_goes_over_several_lines() {
    // Published scripts lose their comments and their indentation, line by line.
    for entry in std::fs::read_dir(root().join("themes/default")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "js") {
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                assert!(
                    line.matches('`').count().is_multiple_of(2) && !line.ends_with('\\'),
                    "{}: {line}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn no_text_of_a_style_sheet_holds_the_sign_of_a_comment() {
    // Published style sheets lose their comments.
    for entry in std::fs::read_dir(root().join("themes/default")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "css") {
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                let before = line.split("/*").next().unwrap();
                let is_in_text = before.len() < line.len() && !before.matches('"').count().is_multiple_of(2);
                assert!(!is_in_text, "{}: {line}", path.display());
            }
        }
    }
}

/// Each crate of `Cargo.toml` with the modules before the colon of the sentence above it: whom it serves and what
/// it spares us.
fn owners() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let dependencies = text.split("[dependencies]").nth(1).unwrap().split("[dev-dependencies]").next().unwrap();
    let mut owners = BTreeMap::new();
    let mut sentence = None;
    for line in dependencies.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            sentence = sentence.or(Some(comment));
        } else if let Some((name, _)) = line.split_once(" = ") {
            let (modules, _) = sentence
                .take()
                .and_then(|said| said.split_once(": "))
                .unwrap_or_else(|| panic!("no sentence before `{line}`"));
            owners.insert(name.replace('-', "_"), modules.split(", ").map(str::to_owned).collect());
        }
    }
    owners
}

#[test]
fn every_file_says_what_it_is_for_and_is_one_file() {
    for (path, text) in rust_files() {
        assert!(text.starts_with("//! "), "{} does not open with what it is for", path.display());
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", path.display());
    }
}

#[test]
fn pages_run_no_code_but_their_own() {
    for (path, text) in theme_files() {
        for forbidden in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " style=\"", " onclick="]
        {
            assert!(!text.contains(forbidden), "{} has `{forbidden}`", path.display());
        }
    }
}

fn module_of(path: &Path) -> Option<String> {
    let below = path.strip_prefix(root().join("src")).ok()?;
    let first = below.components().next()?.as_os_str().to_str()?;
    Path::new(first).extension().is_none_or(|extension| extension != "rs").then(|| first.to_owned())
}

/// The modules that a file names behind `crate::`, in braces too.
fn used_modules(text: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(list) => list[..list.find('}').unwrap()].split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        for name in names {
            let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !name.is_empty() {
                used.push(name);
            }
        }
    }
    used
}

fn rust_files() -> Vec<(PathBuf, String)> {
    files(&root().join("src"), &["rs"])
}

fn theme_files() -> Vec<(PathBuf, String)> {
    files(&root().join("themes"), &["html", "js"])
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            found.extend(files(&path, extensions));
        } else if extensions.contains(&extension.as_str()) {
            found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}
