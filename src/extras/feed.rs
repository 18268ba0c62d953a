//! `feed.xml`: what was reviewed or changed last, as an Atom feed (RFC 4287).

use std::cmp::Reverse;

use crate::config::BaseUrl;
use crate::data::Date;
use crate::document;
use crate::handbook::{Handbook, Page, PageIx};
use crate::output::{FEED, OutputFile};
use crate::text::escape;
use crate::view::absolute;

/// The most entries: readers of feeds ask for the file every hour, and nobody scrolls further.
const ENTRIES: usize = 50;

/// The keys by which other generators say when a page was written or changed.
const CHANGED: [&str; 3] = ["date", "updated", "lastmod"];

/// Whether there is anything to tell: an Atom feed has a day, and so has each of its entries.
pub fn has_feed(handbook: &Handbook) -> bool {
    handbook.pages.iter().any(|page| changed(page).is_some())
}

/// The file: the newest pages first, those of one day in the order of lists; `None` where no page says a day.
///
/// Days are told as their first moment in UTC. The address of a page is its name for readers of feeds, so a page that was
/// reviewed again is the same entry with a new day.
pub fn feed(handbook: &Handbook, base: &BaseUrl, language: &str) -> Option<OutputFile> {
    let dated = |(ix, page): (PageIx, &Page)| Some((Reverse(changed(page)?), handbook.pages.rank(ix), ix));
    let mut pages: Vec<(Reverse<Date>, usize, PageIx)> = handbook.pages.each().filter_map(dated).collect();
    pages.sort_unstable();
    pages.truncate(ENTRIES);
    let (Reverse(newest), ..) = *pages.first()?;
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    attribute(&mut xml, "xml:lang", language);
    xml.push_str(">\n");
    element(&mut xml, "id", base.as_str());
    element(&mut xml, "title", &handbook.title);
    element(&mut xml, "updated", &moment(newest));
    link(&mut xml, "self", "application/atom+xml", &format!("{}{FEED}", base.as_str()));
    link(&mut xml, "alternate", "text/html", base.as_str());
    // Each entry of a feed has an author, be it that of the whole feed.
    author(&mut xml, &handbook.title);
    for (Reverse(day), _, ix) in pages {
        entry(&mut xml, handbook, (ix, day), base);
    }
    xml.push_str("</feed>\n");
    Some(OutputFile::new(FEED.to_owned(), xml.into_bytes()))
}

/// The last day on which somebody wrote, changed or reviewed a page, as far as it says.
fn changed(page: &Page) -> Option<Date> {
    if page.is_generated {
        return None;
    }
    let reviewed = page.typed.fields.get("reviewed");
    let others = CHANGED.iter().filter_map(|key| page.typed.extra.get(key));
    reviewed.into_iter().chain(others).filter_map(|value| value.value.date().ok()).max()
}

fn entry(xml: &mut String, handbook: &Handbook, (ix, day): (PageIx, Date), base: &BaseUrl) {
    let page = handbook.page(ix);
    let address = absolute(base, &page.url);
    xml.push_str("<entry>\n");
    element(xml, "id", &address);
    element(xml, "title", &page.title);
    element(xml, "updated", &moment(day));
    link(xml, "alternate", "text/html", &address);
    if let Some(owner) = handbook.references(ix, "owner").first() {
        author(xml, &handbook.page(*owner).title);
    }
    let summary =
        page.typed.text("tldr").map(str::to_owned).or_else(|| document::summary(&page.document.opened().tree().blocks));
    if let Some(summary) = summary {
        element(xml, "summary", &summary);
    }
    for (tag, _) in page.typed.texts("tags") {
        xml.push_str("<category");
        attribute(xml, "term", tag);
        xml.push_str("/>\n");
    }
    xml.push_str("</entry>\n");
}

fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

fn author(xml: &mut String, name: &str) {
    xml.push_str("<author>");
    element(xml, "name", name);
    xml.push_str("</author>\n");
}

fn link(xml: &mut String, relation: &str, form: &str, address: &str) {
    xml.push_str("<link");
    attribute(xml, "rel", relation);
    attribute(xml, "type", form);
    attribute(xml, "href", address);
    xml.push_str("/>\n");
}

fn element(xml: &mut String, name: &str, text: &str) {
    xml.push_str(&format!("<{name}>"));
    escape::text(xml, &allowed(text));
    xml.push_str(&format!("</{name}>\n"));
}

fn attribute(xml: &mut String, name: &str, value: &str) {
    xml.push_str(&format!(" {name}=\""));
    escape::attribute(xml, &allowed(value));
    xml.push('"');
}

/// Text without the two characters that HTML knows and XML 1.0 does not.
fn allowed(text: &str) -> String {
    text.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}
