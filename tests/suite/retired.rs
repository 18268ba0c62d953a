//! A tool that is retired in the sample handbook: one page is changed, and every page that uses the tool follows.

use std::collections::BTreeSet;

use roadbook::diag::Code;

use crate::support::Handbook;

const TOOL: &str = "content/tools/argo-cd.md";

#[test]
fn a_retired_tool_is_told_once_at_each_use() {
    let mut handbook = Handbook::sample();
    retire(&mut handbook, "2026-10-01");
    let built = handbook.build();
    let at = built.diagnostics.iter().map(|note| (note.at.path.as_str(), note.at.range.start as usize));
    let found: BTreeSet<(&str, usize)> = at.collect();
    let expected: BTreeSet<(&str, usize)> = handbook.files.iter().flat_map(|(path, text)| uses(path, text)).collect();
    assert!(expected.len() > 10, "the tool is much used");
    assert_eq!(found, expected, "{}", built.diagnostics());
    assert_eq!(built.diagnostics.len(), expected.len(), "{}", built.diagnostics());
    assert!(built.diagnostics.iter().all(|note| note.code == Code::RetiredTool), "{}", built.diagnostics());
}

/// The day lies ahead and nobody has the tool at their core, so that the site is built.
#[test]
fn a_tool_that_will_be_retired_changes_each_page_that_uses_it() {
    let mut handbook = Handbook::sample();
    for text in handbook.files.values_mut() {
        *text = text.replace("{ id: argo-cd, depth: core }", "{ id: argo-cd, depth: common }");
    }
    let before = handbook.build();
    assert_eq!(before.diagnostics(), "");
    retire(&mut handbook, "2026-12-01");
    let after = handbook.build();
    let pages: BTreeSet<&str> =
        handbook.files.iter().flat_map(|(path, text)| uses(path, text)).map(|(path, _)| path).collect();
    let same: Vec<&str> =
        pages.into_iter().filter(|page| before.text(&url_of(page)) == after.text(&url_of(page))).collect();
    assert!(same.is_empty(), "these pages use the tool and are as they were: {same:?}");
}

/// Changes the page of the tool, and nothing else.
fn retire(handbook: &mut Handbook, day: &str) {
    let page = handbook.files.get_mut(TOOL).expect("the handbook has this tool");
    let retired = format!("status: retired\nretired: {day}\nreplaced_by: crossplane\n");
    *page = page.replacen("status: adopt\n", &retired, 1);
    assert!(page.contains(&retired));
}

/// Where a page uses the tool: ids in its front matter, and links in its text. The list of the tools, which cannot
/// but name it, and its own page use nothing.
fn uses<'a>(path: &'a str, text: &'a str) -> Vec<(&'a str, usize)> {
    if path == TOOL || path == "content/tools/index.md" || !path.ends_with(".md") {
        return Vec::new();
    }
    let body = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |end| end + "---\n".len());
    let ids = text[..body].match_indices("argo-cd");
    let links = text[body..].match_indices("[[argo-cd").map(|(at, word)| (body + at, word));
    ids.chain(links).map(|(at, _)| (path, at)).collect()
}

fn url_of(path: &str) -> String {
    let below = path.strip_prefix("content/").unwrap_or(path);
    match below.strip_suffix("index.md") {
        Some(folder) => format!("{folder}index.html"),
        None => format!("{}/index.html", below.trim_end_matches(".md")),
    }
}
