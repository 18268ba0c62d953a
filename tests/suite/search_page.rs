//! The pages of the static index.

use std::collections::BTreeSet;

use crate::support::Handbook;

/// More than any page of the index takes: what its entries take at most, and the frame around them.
const LARGEST: usize = 200_000;

#[test]
fn a_large_handbook_has_an_index_of_several_pages_each_of_them_small() {
    let mut handbook = Handbook::new([("content/index.md", "Home.\n")]);
    for page in 0..200 {
        let headings = "## A heading of more words than are good for it, or for its page\n\n".repeat(60);
        handbook.files.insert(format!("content/page-{page}.md"), format!("---\ntitle: Page {page}\n---\n{headings}"));
    }
    let built = handbook.build();
    let index: Vec<&String> =
        built.files.keys().filter(|path| path.starts_with("search/") && path.ends_with(".html")).collect();
    assert!(index.len() > 3, "{index:?}");
    let mut listed = BTreeSet::new();
    let mut led_to = BTreeSet::new();
    for path in index {
        let html = built.text(path);
        assert!(html.len() < LARGEST, "{path} has {} bytes", html.len());
        let hrefs = html.split("<main").nth(1).unwrap().split(" href=\"").skip(1);
        for href in hrefs.filter_map(|rest| rest.split('"').next()) {
            if let Some(page) =
                href.split('#').next().unwrap().rsplit("../").next().filter(|it| it.starts_with("page-"))
            {
                listed.insert(page.to_owned());
            }
            if path == "search/index.html" && href.starts_with("guide/") {
                led_to.insert(format!("search/{href}index.html"));
            }
        }
    }
    assert_eq!(listed.len(), 200, "every page is listed");
    let volumes: BTreeSet<String> =
        built.files.keys().filter(|path| path.starts_with("search/guide/")).cloned().collect();
    assert_eq!(led_to, volumes, "the search page leads to each of its volumes");
}
