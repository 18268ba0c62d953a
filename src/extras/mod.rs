//! The files of a site that are no pages: what crawlers and other tools read.

mod feed;
mod graph;
mod lens;
mod search;

use crate::config::BaseUrl;
use crate::handbook::Handbook;
use crate::output::{OutputFile, ROBOTS, SITEMAP};
use crate::view::absolute;

pub use feed::{feed, has_feed};
pub use graph::graph;
pub use lens::lens;
pub use search::search_start;

/// The sitemap (sitemaps.org, protocol 0.9): the full address of each page of the handbook and of each further one, in
/// order.
pub fn sitemap(handbook: &Handbook, base: &BaseUrl, further: &[String]) -> OutputFile {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let mut addresses: Vec<String> = handbook.pages.iter().map(|page| absolute(base, &page.url)).collect();
    addresses.extend_from_slice(further);
    addresses.sort();
    for address in addresses {
        let address = address.replace('&', "&amp;").replace('\'', "&apos;");
        xml.push_str(&format!("<url><loc>{address}</loc></url>\n"));
    }
    xml.push_str("</urlset>\n");
    OutputFile::new(SITEMAP.to_owned(), xml.into_bytes())
}

/// `robots.txt` (RFC 9309): everything may be read, and the sitemap is here.
pub fn robots(base: Option<&BaseUrl>) -> OutputFile {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if let Some(base) = base {
        text.push_str(&format!("Sitemap: {}{SITEMAP}\n", base.as_str()));
    }
    OutputFile::new(ROBOTS.to_owned(), text.into_bytes())
}
