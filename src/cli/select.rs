//! What the arguments of `test` and `export` mean: paths, contexts and values by name.

use std::collections::BTreeMap;
use std::path::Path;

use super::Failure;
use crate::config::Project;
use crate::derived::{Context, Derived, GoldenPath, Ground, is_variable_name};
use crate::handbook::PageIx;
use crate::source;

/// What declares the variables that `--set` sets.
pub(super) const DECLARES: &str = "`vars` in the front matter of a path declares its variables";

/// The one golden path of an id or a file.
pub(super) fn path(
    project: &Project,
    ground: Ground<'_>,
    derived: &Derived<'_>,
    asked: &str,
) -> Result<PageIx, Failure> {
    match paths(project, ground, derived, asked)?.as_slice() {
        [path] => Ok(*path),
        _ => Err(Failure::Usage(format!("there is more than one golden path in `{asked}`\nhelp: name one of them"))),
    }
}

/// The golden paths of an id, a file or a folder: below the folder in which the user is, or below the project's.
pub(super) fn paths(
    project: &Project,
    ground: Ground<'_>,
    derived: &Derived<'_>,
    asked: &str,
) -> Result<Vec<PageIx>, Failure> {
    let paths = || ground.handbook.pages.each().filter(|(ix, _)| derived.golden_path(*ix).is_some());
    if let Some(ix) = ground.handbook.find(asked).filter(|ix| derived.golden_path(*ix).is_some()) {
        return Ok(vec![ix]);
    }
    let places = [Path::new(asked).to_owned(), project.root.join(asked)];
    for place in places.iter().filter_map(|place| source::canonical(place).ok()) {
        let is_there =
            |path: &str| source::canonical(&project.root.join(path)).is_ok_and(|file| file.starts_with(&place));
        let found: Vec<PageIx> =
            paths().filter(|(_, page)| is_there(page.document.path.as_str())).map(|(ix, _)| ix).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let known = paths().map(|(_, page)| page.id.as_str());
    let otherwise = "name it by its id, or by the file of a page of the kind `golden-path`";
    Err(Failure::unknown("there is no golden path", asked, known, otherwise))
}

/// The context of a name.
pub(super) fn context<'c>(contexts: &'c [Context], name: &str) -> Result<&'c Context, Failure> {
    contexts.iter().find(|context| context.name == name).ok_or_else(|| {
        let known = contexts.iter().map(|context| context.name.as_str());
        Failure::unknown("there is no context", name, known, "a context is a file like `contexts/staging.toml`")
    })
}

/// Whether each value of `--set` fits a variable of a path, and is for no secret.
pub(super) fn check_set(set: &BTreeMap<String, String>, path: &GoldenPath<'_>) -> Result<(), Failure> {
    for (name, value) in set {
        let Some(variable) = path.variables.iter().find(|variable| variable.name == name) else {
            let known = path.variables.iter().map(|variable| variable.name);
            return Err(Failure::unknown("the path has no variable", name, known, DECLARES));
        };
        if variable.is_secret {
            let help = "what is exported asks for it where it runs";
            return Err(Failure::Usage(format!("`{name}` is a secret, which is never written\nhelp: {help}")));
        }
        if let Some(fault) = variable.fault(value) {
            let help = "give it a value that readers may give, too";
            return Err(Failure::Usage(format!("the value of `{name}` from `--set` {fault}\nhelp: {help}")));
        }
    }
    Ok(())
}

/// The values of `--set`.
pub(super) fn set(written: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let pair = |written: &String| match written.split_once('=') {
        Some((name, value)) if is_variable_name(name) => Ok((name.to_owned(), value.to_owned())),
        // What was written may hold a secret.
        _ => Err(Failure::Usage("`--set` takes a name and a value\nhelp: write `--set NAME=value`".to_owned())),
    };
    written.iter().map(pair).collect()
}
