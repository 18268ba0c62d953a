//! What a page brings along, as a host sends it: readers on a slow line wait for all of it.

use std::collections::BTreeMap;
use std::io::Write;

use crate::support::Handbook;

/// The most that the style sheets of a page have when compressed, and the most that its scripts have.
const LIMIT: usize = 15 * 1024;

/// Pages that show every view there is, as no other page does.
const EVERYTHING: [&str; 2] = ["writing/views/index.html", "writing/kitchen-sink/index.html"];

#[test]
fn the_style_and_the_scripts_of_a_page_have_at_most_fifteen_kibibytes_each() {
    let built = Handbook::sample().build();
    let sizes: BTreeMap<&str, usize> = built
        .files
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("theme/")?, compressed(bytes))))
        .collect();
    let mut heavy = Vec::new();
    let pages = built.files.keys().filter(|path| path.ends_with(".html") && !EVERYTHING.contains(&path.as_str()));
    for page in pages {
        for (what, start) in [("style", "rel=\"stylesheet\" href=\""), ("scripts", " src=\"")] {
            let text = built.text(page);
            let head = text.split("</head>").next().unwrap();
            let named = head.split(start).skip(1).filter_map(|rest| rest.split('"').next()?.split("theme/").nth(1));
            let size: usize = named.map(|name| sizes[name]).sum();
            if size > LIMIT {
                heavy.push(format!("{page}: {what} of {size} bytes"));
            }
        }
    }
    assert!(heavy.is_empty(), "{heavy:#?}");
}

#[test]
fn the_navigation_of_a_large_section_has_the_readers_own_branch_alone() {
    let mut files = BTreeMap::from([("content/one/deep/below.md".to_owned(), "# Below\n\nText.\n".to_owned())]);
    // With the section itself, the folder and the page in that: one more than the sixty of a small section.
    for at in 0..58 {
        files.insert(format!("content/one/page-{at}.md"), format!("# Page {at}\n\nText.\n"));
    }
    let built = Handbook { files, ..Handbook::default() }.build();
    assert!(!built.text("one/page-30/index.html").contains("deep/below/"));
    assert!(built.text("one/deep/below/index.html").contains("<details open>"));
}

fn compressed(bytes: &[u8]) -> usize {
    let mut sent = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    sent.write_all(bytes).unwrap();
    sent.finish().unwrap().len()
}
