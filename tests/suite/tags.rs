//! Tags of large handbooks: no page of one holds all of its pages.

use crate::support::Handbook;

/// The most bytes of a page that lists others.
const LARGEST: usize = 200_000;

fn handbook(count: usize, tags: impl Fn(usize) -> String) -> Handbook {
    let mut handbook = Handbook::new([("content/index.md", "Home.\n")]);
    for number in 0..count {
        let tldr = "A sentence of the length that is allowed at most. ".repeat(3);
        let page =
            format!("---\ntitle: Page {number:04}\ntldr: {}\ntags: [{}]\n---\nText.\n", tldr.trim(), tags(number));
        handbook.files.insert(format!("content/{number:04}.md"), page);
    }
    handbook
}

/// What stands between each `start` and the next quote.
fn links<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_tag_of_many_pages_goes_on_on_further_ones() {
    let built = handbook(450, |_| "all".to_owned()).build();
    let parts = ["tags/all/", "tags/all/2/", "tags/all/3/"].map(|folder| built.text(&format!("{folder}index.html")));
    let mut listed = Vec::new();
    for part in &parts {
        assert!(part.len() < LARGEST, "{} bytes", part.len());
        let cards = part.split("<ul class=\"cards\">").nth(1).unwrap().split("</ul>").next().unwrap();
        listed.extend(links(cards, "<a href=\"").into_iter().map(|href| href.trim_start_matches("../").to_owned()));
    }
    let expected: Vec<String> = (0..450).map(|number| format!("{number:04}/")).collect();
    assert_eq!(listed, expected);
    assert!(parts[1].contains("<h1>all (2)</h1>"));
    assert!(parts[1].contains("rel=\"prev\" href=\"../\""));
    assert!(parts[1].contains("rel=\"next\" href=\"../3/\""));
    assert!(!built.files.contains_key("tags/all/4/index.html"));
}

#[test]
fn a_list_of_many_tags_goes_on_on_further_pages_that_are_no_tags() {
    let built = handbook(600, |number| format!("'{number}'")).build();
    let rows = |folder: &str| {
        let text = built.text(&format!("{folder}index.html"));
        assert!(text.len() < LARGEST, "{} bytes", text.len());
        links(&text, "<th scope=\"row\" data-label=\"").len()
    };
    assert_eq!((rows("tags/"), rows("tags/_/2/")), (500, 100));
    assert!(built.text("tags/2/index.html").contains("<h1>2</h1>"));
    assert!(built.text("tags/_/2/index.html").contains("<h1>Tags (2)</h1>"));
}

#[test]
fn a_handbook_without_tags_has_no_page_for_them() {
    let built =
        Handbook::new([("content/index.md", "Home.\n"), ("content/a.md", "---\ntags: []\n---\nText.\n")]).build();
    assert!(built.files.keys().all(|path| !path.starts_with("tags/")));
    assert!(!built.text("a/index.html").contains("tags"));
}
