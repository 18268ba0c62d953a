//! Raw HTML in a page, split into tags and the text between them.
//!
//! This decides what is shown, linked and warned about; what is *safe* is decided by the sanitiser, which
//! parses the rendered page again.

use super::{Link, LinkForm};
use crate::text::TextRange;

/// The elements that are kept. None of them runs code, loads from elsewhere by itself, or leaves the text.
pub const ELEMENTS: [&str; 57] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
];

/// A part of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum HtmlPiece {
    /// What stands between tags, with its character references as written.
    Text(String),
    /// A tag.
    Tag(Box<HtmlTag>),
}

/// An opening or closing tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HtmlTag {
    /// The element, in lower case.
    pub name: String,
    /// Whether this is `</name>`.
    pub closing: bool,
    /// The attributes, in order.
    pub attributes: Vec<HtmlAttribute>,
    /// The tag as written.
    pub raw: String,
    /// Its place.
    pub range: TextRange,
}

/// An attribute of a tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HtmlAttribute {
    /// The name, in lower case.
    pub name: String,
    /// The value as written.
    pub value: String,
    /// The place in the page's links, where the value is one.
    pub link: Option<usize>,
}

impl HtmlTag {
    /// The tag as written, where it is a name in capitals that readers fill in (`<SERVICE>`), and no element.
    pub fn placeholder(&self) -> Option<&str> {
        let is_name =
            self.raw[1..].bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'>');
        (is_name && !ELEMENTS.contains(&self.name.as_str())).then_some(&self.raw)
    }
}

/// Splits HTML into pieces; comments are dropped.
///
/// `place` gives the range in the file of a range of `html`.
pub(super) fn pieces(html: &str, place: impl Fn(std::ops::Range<usize>) -> TextRange) -> Vec<HtmlPiece> {
    let mut pieces = Vec::new();
    let mut text_start = 0;
    let mut at = 0;
    // Behind the last `>` no tag ends: looking for one at each `<` would take quadratic time.
    let last_end = html.rfind('>').unwrap_or(0);
    let last_comment_end = html.rfind("-->").unwrap_or(0);
    while let Some(offset) = html[at..].find('<').filter(|offset| at + offset < last_end) {
        let open = at + offset;
        let (piece, end) = if html[open..].starts_with("<!--") {
            // Without an end it is no comment: nothing that was written is lost.
            let end = if open + 4 <= last_comment_end { html[open + 4..].find("-->") } else { None };
            let Some(end) = end else {
                at = open + 4;
                continue;
            };
            (None, open + 4 + end + 3)
        } else if let Some((mut tag, end)) = tag(html, open) {
            tag.range = place(open..end);
            (Some(HtmlPiece::Tag(Box::new(tag))), end)
        } else {
            at = open + 1;
            continue;
        };
        push_text(&mut pieces, &html[text_start..open]);
        pieces.extend(piece);
        at = end;
        text_start = end;
    }
    push_text(&mut pieces, &html[text_start..]);
    pieces
}

fn push_text(pieces: &mut Vec<HtmlPiece>, text: &str) {
    if !text.is_empty() {
        pieces.push(HtmlPiece::Text(text.to_owned()));
    }
}

/// The tag that begins at `open`, and where it ends.
fn tag(html: &str, open: usize) -> Option<(HtmlTag, usize)> {
    let mut scan = Scan { html, at: open + 1 };
    let closing = scan.take("/");
    let name = scan.run(|c| c.is_ascii_alphanumeric() || c == '-').to_ascii_lowercase();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut attributes = Vec::new();
    loop {
        scan.run(|c| c.is_whitespace() || c == '/');
        if scan.take(">") {
            break;
        }
        let attribute = scan.run(|c| !c.is_whitespace() && !matches!(c, '/' | '>' | '=' | '<'));
        if html[scan.at..].starts_with('<') {
            return None;
        }
        let attribute = attribute.to_ascii_lowercase();
        scan.run(char::is_whitespace);
        let value = if scan.take("=") { scan.value()? } else { "" };
        if attribute.is_empty() && value.is_empty() {
            return None;
        }
        attributes.push(HtmlAttribute { name: attribute, value: value.to_owned(), link: None });
    }
    let raw = html[open..scan.at].to_owned();
    Some((HtmlTag { name, closing, attributes, raw, range: TextRange::default() }, scan.at))
}

struct Scan<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn take(&mut self, token: &str) -> bool {
        let found = self.html[self.at..].starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.html[self.at..];
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn value(&mut self) -> Option<&'a str> {
        self.run(char::is_whitespace);
        let quote = self.html[self.at..].chars().next()?;
        if !matches!(quote, '"' | '\'') {
            let value = self.run(|c| !c.is_whitespace() && !matches!(c, '>' | '<'));
            return (!self.html[self.at..].starts_with('<')).then_some(value);
        }
        self.at += 1;
        let value = self.run(|c| c != quote);
        self.html[self.at..].starts_with(quote).then(|| {
            self.at += 1;
            value
        })
    }
}

/// The five character references of XML: what tools write into URLs.
fn decode(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// How many links are open behind some pieces, where `open` were open before them.
pub(super) fn links_open_after(pieces: &[HtmlPiece], open: usize) -> usize {
    pieces.iter().fold(open, |open, piece| match piece {
        HtmlPiece::Tag(tag) if tag.name == "a" && tag.closing => open.saturating_sub(1),
        HtmlPiece::Tag(tag) if tag.name == "a" => open + 1,
        _ => open,
    })
}

/// Enters the URLs of some pieces into the page's links.
pub(super) fn register_links(pieces: &mut [HtmlPiece], links: &mut Vec<Link>) {
    for piece in pieces {
        let HtmlPiece::Tag(tag) = piece else { continue };
        let title = tag.attributes.iter().find(|attribute| attribute.name == "title");
        let title = title.map(|title| decode(&title.value)).unwrap_or_default();
        for attribute in &mut tag.attributes {
            let form = match (tag.name.as_str(), attribute.name.as_str()) {
                ("a" | "area", "href") => LinkForm::Link,
                ("img" | "source" | "video" | "audio", "src") => LinkForm::Image,
                // One picture without a density; a list of several would need a reader of its own.
                ("img" | "source", "srcset") if !attribute.value.contains([',', ' ']) => LinkForm::Image,
                _ => continue,
            };
            attribute.link = Some(links.len());
            let target = decode(attribute.value.trim());
            links.push(Link { form, target, title: title.clone(), range: tag.range });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<String> {
        let shown = |piece: HtmlPiece| match piece {
            HtmlPiece::Text(text) => format!("{text:?}"),
            HtmlPiece::Tag(tag) => format!("{}{}", if tag.closing { "/" } else { "" }, tag.name),
        };
        pieces(html, TextRange::from).into_iter().map(shown).collect()
    }

    #[test]
    fn tags_texts_and_comments_are_told_apart() {
        assert_eq!(names("<P class=a>x &lt; y<br/><!-- no --></p>"), ["p", "\"x &lt; y\"", "br", "/p"]);
        assert_eq!(names("a < b and <3"), ["\"a < b and <3\""]);
        assert_eq!(names("<a title='>' href=\"x"), ["\"<a title='>' href=\\\"x\""]);
    }
}
