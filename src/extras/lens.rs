//! `_lens/`: which pages serve which role, for readers who say what theirs is.

use std::collections::BTreeMap;

use crate::derived::Graph;
use crate::handbook::{Handbook, PageIx};
use crate::output::OutputFile;
use crate::view::SearchView;

/// The folder of the site that holds the files.
const LENS: &str = "_lens";

/// The roles as a script, and for each of them a script with the pages that serve it; none where there are no roles.
///
/// `pages` has what search knows of each page. A role's file begins with its own page; the others are in the order of
/// `pages`. The files are classic scripts, so that they can be read from a disk.
pub fn lens<'a>(
    handbook: &Handbook,
    graph: &Graph<'_>,
    pages: impl Iterator<Item = (PageIx, &'a SearchView)>,
) -> Vec<OutputFile> {
    let mut served: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let roles: Vec<(&str, &str, String)> = graph
        .of_kind("role")
        .iter()
        .map(|&role| handbook.page(role))
        .map(|role| (role.id.as_ref(), role.title.as_str(), role.url.encoded()))
        .collect();
    for (ix, search) in pages {
        let url = handbook.page(ix).url.encoded();
        for role in &search.serves {
            served.entry(role).or_default().push(url.clone());
        }
    }
    let of_role = |(place, (id, _, own)): (usize, &(&str, &str, String))| {
        let others = served.get(id).into_iter().flatten().filter(|url| *url != own);
        let urls: Vec<&String> = [own].into_iter().chain(others).collect();
        script(&format!("{place}.js"), "served", &(id, urls))
    };
    let mut files: Vec<OutputFile> = roles.iter().enumerate().map(of_role).collect();
    if !files.is_empty() {
        let named: Vec<(&str, &str)> = roles.iter().map(|(id, title, _)| (*id, *title)).collect();
        files.push(script("roles.js", "roles", &named));
    }
    files
}

fn script(file: &str, name: &str, value: &impl serde::Serialize) -> OutputFile {
    let json = serde_json::to_string(value).expect("texts and lists are JSON");
    OutputFile::new(format!("{LENS}/{file}"), format!("roadbook.{name}={json};\n").into_bytes())
}
