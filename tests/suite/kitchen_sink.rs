//! The kitchen sink, a page of the sample handbook: whatever a theme has to draw stands on it, as it is written.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::root;

const PAGE: &str = "content/writing/kitchen-sink.md";

#[test]
fn what_is_shown_as_source_is_what_follows_it() {
    let page = page();
    let examples = examples(&page);
    assert!(examples.len() > 50, "there are {} examples", examples.len());
    for (source, rest) in examples {
        assert!(rest.starts_with(source), "behind this source stands something else:\n{source}");
    }
}

#[test]
fn each_view_stands_on_it() {
    let views = root().join("src/derived/views");
    let names = std::fs::read_dir(views).unwrap().map(|entry| stem(&entry.unwrap().path()));
    let names: BTreeSet<String> = names.filter(|name| name != "common").collect();
    let page = page();
    let shown = examples(&page).into_iter().filter_map(|(source, _)| {
        let view = source.lines().find_map(|line| line.strip_prefix("view: "));
        view.or_else(|| source.starts_with("```table").then_some("table"))
    });
    assert_eq!(shown.map(str::to_owned).collect::<BTreeSet<_>>(), names);
}

/// Each source on the page, with what stands behind it.
fn examples(page: &str) -> Vec<(&str, &str)> {
    let mut examples = Vec::new();
    let mut rest = page;
    while let Some((_, begun)) = rest.split_once("```markdown\n") {
        // A source that holds fences has a longer one around it.
        let before = &page[..page.len() - begun.len() - "```markdown\n".len()];
        let fence = before.len() - before.trim_end_matches('`').len() + "```".len();
        let end = format!("\n{}\n\n", "`".repeat(fence));
        let (source, behind) = begun.split_once(&end).unwrap_or_else(|| panic!("not closed: {begun:.40}"));
        examples.push((source, behind));
        rest = behind;
    }
    examples
}

fn page() -> String {
    std::fs::read_to_string(root().join(PAGE)).unwrap()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}
