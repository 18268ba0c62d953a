//! The health page of large handbooks, and of those that say nothing of owners and reviews.

use crate::support::Handbook;

#[test]
fn a_large_handbook_has_a_small_page_that_begins_with_the_worst() {
    let mut handbook = Handbook::new([("content/index.md", "Home.\n")]);
    for number in 0..1000 {
        let (day, month) = (number % 28 + 1, number % 5 + 1);
        let page = format!(
            "---\ntitle: Page {number:03}\nreviewed: 2025-{month:02}-{day:02}\nreview_every: 3 months\n---\nText.\n"
        );
        handbook.files.insert(format!("content/{number:03}.md"), page);
    }
    let text = handbook.build().text("health/index.html");
    assert!(text.len() < 100_000, "{} bytes", text.len());
    assert!(text.contains("<dt>Overdue for review</dt><dd><a href=\"#overdue\">1000</a></dd>"));
    assert!(text.contains("and more: 900"));
    let first = text.split("<tbody>").nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(first.contains("2025-01-01"), "{first}");
}

#[test]
fn a_handbook_without_owners_and_reviews_has_none() {
    let built = Handbook::new([("content/index.md", "Home.\n"), ("content/a.md", "Text.\n")]).build();
    assert!(!built.files.contains_key("health/index.html"));
    assert!(!built.text("a/index.html").contains("health"));
}
