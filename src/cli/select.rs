//! What the arguments of `test` and `export` mean: paths, contexts and values by name.

use std::collections::BTreeMap;
use std::path::Path;

use super::Failure;
use crate::config::Project;
use crate::derived::{Context, Derived, GoldenPath, Ground, is_variable_name};
use crate::diag;
use crate::handbook::PageIx;
use crate::source;

/// The golden path of an id or a file.
pub(super) fn path(
    project: &Project,
    ground: Ground<'_>,
    derived: &Derived<'_>,
    asked: &str,
) -> Result<PageIx, Failure> {
    let paths = || ground.handbook.pages.each().filter(|(ix, _)| derived.golden_path(*ix).is_some());
    let file = source::canonical(Path::new(asked)).ok();
    let is_file = |path: &str| file.is_some() && source::canonical(&project.root.join(path)).ok() == file;
    let of_file = || paths().find(|(_, page)| is_file(page.document.path.as_str())).map(|(ix, _)| ix);
    let found = ground.handbook.find(asked).or_else(of_file);
    found.filter(|ix| derived.golden_path(*ix).is_some()).ok_or_else(|| {
        let near = diag::nearest(asked, paths().map(|(_, page)| page.id.as_str()));
        let help = near.map_or_else(
            || "name it by its id, or by the file of a page of the kind `golden-path`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::Usage(format!("there is no golden path `{asked}`\nhelp: {help}"))
    })
}

/// The context of a name.
pub(super) fn context<'c>(contexts: &'c [Context], name: &str) -> Result<&'c Context, Failure> {
    contexts.iter().find(|context| context.name == name).ok_or_else(|| {
        let near = diag::nearest(name, contexts.iter().map(|context| context.name.as_str()));
        let help = near.map_or_else(
            || "a context is a file like `contexts/staging.toml`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::Usage(format!("there is no context `{name}`\nhelp: {help}"))
    })
}

/// Whether each value of `--set` fits a variable of a path, and is for no secret.
pub(super) fn check_set(set: &BTreeMap<String, String>, path: &GoldenPath<'_>) -> Result<(), Failure> {
    for (name, value) in set {
        let Some(variable) = path.variables.iter().find(|variable| variable.name == name) else {
            let near = diag::nearest(name, path.variables.iter().map(|variable| variable.name));
            let help = near.map_or_else(
                || "`vars` in the front matter of a path declares its variables".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Failure::Usage(format!("the path has no variable `{name}`\nhelp: {help}")));
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
