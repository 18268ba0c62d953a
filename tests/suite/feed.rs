//! The feed of what was reviewed last, as a reader of feeds sees it.

use roxmltree::{Document, Node};

use crate::support::Handbook;

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// The children of an element that have a name.
fn children<'a>(node: Node<'a, 'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.has_tag_name((ATOM, name)))
}

fn text<'a>(node: Node<'a, 'a>, name: &'a str) -> &'a str {
    children(node, name).next().and_then(|child| child.text()).unwrap_or_default()
}

fn page(day: &str, more: &str) -> String {
    format!("---\nreviewed: {day}\n{more}---\nWhat it says.\n")
}

#[test]
fn the_newest_pages_come_first_with_all_that_atom_asks_for() {
    let mut handbook = Handbook::new([
        (
            "roadbook.toml",
            "title = \"R & D <handbook>\"\nbase_url = \"https://example.org/book/\"\nlanguage = \"en-GB\"\n",
        ),
        ("content/index.md", "Home.\n"),
        ("content/old.md", &page("2026-01-02", "title: Old\n")),
        ("content/new.md", &page("2026-11-02", "title: \"<New> & \\\"shiny\\\"\"\ntldr: In short.\ntags: [a & b]\n")),
        ("content/foreign.md", "---\ntitle: From elsewhere\ndate: 2026-03-04\n---\nWhat it says.\n"),
    ]);
    let built = handbook.build();
    let xml = built.text("feed.xml");
    let document = Document::parse(&xml).expect("the feed is XML");
    let feed = document.root_element();
    assert!(feed.has_tag_name((ATOM, "feed")));
    assert_eq!(feed.attribute(("http://www.w3.org/XML/1998/namespace", "lang")), Some("en-GB"));
    assert_eq!(text(feed, "id"), "https://example.org/book/");
    assert_eq!(text(feed, "title"), "R & D <handbook>");
    assert_eq!(text(feed, "updated"), "2026-11-02T00:00:00Z");
    assert_eq!(text(children(feed, "author").next().unwrap(), "name"), "R & D <handbook>");
    let itself = children(feed, "link").find(|link| link.attribute("rel") == Some("self"));
    assert_eq!(itself.unwrap().attribute("href"), Some("https://example.org/book/feed.xml"));
    let entries: Vec<(&str, &str, &str, &str)> = children(feed, "entry")
        .map(|entry| (text(entry, "id"), text(entry, "title"), text(entry, "updated"), text(entry, "summary")))
        .collect();
    assert_eq!(
        entries,
        [
            ("https://example.org/book/new/", "<New> & \"shiny\"", "2026-11-02T00:00:00Z", "In short."),
            ("https://example.org/book/foreign/", "From elsewhere", "2026-03-04T00:00:00Z", "What it says."),
            ("https://example.org/book/old/", "Old", "2026-01-02T00:00:00Z", "What it says."),
        ]
    );
    let first = children(feed, "entry").next().unwrap();
    assert_eq!(children(first, "category").next().unwrap().attribute("term"), Some("a & b"));
    let link = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"R &amp; D &lt;handbook&gt;\" href=\"../feed.xml\">";
    assert!(built.text("old/index.html").contains(link));
}

#[test]
fn at_most_fifty_pages_are_told() {
    let mut handbook = Handbook::new([("roadbook.toml", "base_url = \"https://example.org/\"\n")]);
    for number in 0..60 {
        handbook.files.insert(format!("content/{number:02}.md"), page("2026-11-02", ""));
    }
    let built = handbook.build();
    let xml = built.text("feed.xml");
    let document = Document::parse(&xml).expect("the feed is XML");
    let ids: Vec<&str> = children(document.root_element(), "entry").map(|entry| text(entry, "id")).collect();
    assert_eq!(ids.len(), 50);
    assert_eq!((ids[0], ids[49]), ("https://example.org/00/", "https://example.org/49/"));
}

#[test]
fn there_is_no_feed_without_an_address_or_a_day() {
    for (config, body) in
        [("", page("2026-11-02", "")), ("base_url = \"https://example.org/\"\n", "Text.\n".to_owned())]
    {
        let built = Handbook::new([("roadbook.toml", config), ("content/index.md", &body)]).build();
        assert!(!built.files.contains_key("feed.xml"));
        assert!(!built.text("index.html").contains("feed.xml"));
    }
}
