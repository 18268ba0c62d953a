//! Raw HTML in pages: what is kept, what is shown as text, and the sanitiser that has the last word.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use crate::diag::{Code, Diagnostic};
use crate::document::{ELEMENTS, HtmlPiece, HtmlTag};
use crate::text::{Digest, SourcePath, escape};
use crate::view::LinkTarget;

/// The attributes that every kept element may have.
const ATTRIBUTES: [&str; 7] = ["class", "dir", "id", "lang", "role", "title", "aria-label"];

/// The attributes of single elements.
const OWN_ATTRIBUTES: [(&str, &[&str]); 10] = [
    ("a", &["href", "hreflang"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("details", &["open", "name"]),
    ("img", &["alt", "height", "loading", "src", "width"]),
    ("ol", &["reversed", "start"]),
    ("source", &["height", "media", "src", "srcset", "type", "width"]),
    ("td", &["colspan", "headers", "rowspan"]),
    ("th", &["abbr", "colspan", "headers", "rowspan", "scope"]),
    ("li", &["value"]),
];

/// Marks the place of HTML that Roadbook made, while the sanitiser reads what is around it.
///
/// They are private-use characters, which are taken out of the page's own HTML first.
const MARK_START: char = '\u{e000}';
const MARK_END: char = '\u{e001}';

/// The sanitiser with our list.
pub(super) struct Sanitiser(Builder<'static>);

impl Sanitiser {
    pub(super) fn new() -> Self {
        let mut builder = Builder::empty();
        builder
            .tags(HashSet::from(ELEMENTS))
            .clean_content_tags(HashSet::from(["script", "style"]))
            .generic_attributes(HashSet::from(ATTRIBUTES))
            .tag_attributes(
                OWN_ATTRIBUTES
                    .into_iter()
                    .map(|(tag, names)| (tag, names.iter().copied().collect()))
                    .collect::<HashMap<_, _>>(),
            )
            .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
            .url_relative(UrlRelative::PassThrough)
            .link_rel(None)
            .strip_comments(true);
        Self(builder)
    }
}

/// HTML that is put together from a page's own and ours: only the page's own is sanitised.
#[derive(Default)]
pub(super) struct Mixed {
    skeleton: String,
    ours: Vec<String>,
    /// What only this page's marks hold: the sanitiser decodes character references, so a page could write marks.
    nonce: String,
    /// The elements of the page's own HTML that are open, outermost first.
    open: Vec<String>,
    /// How many elements are open in which no term becomes a link.
    naming: usize,
    /// Whether it was said that they nest too deep.
    is_deep: bool,
}

/// How deep the page's own HTML may nest.
const DEEPEST: usize = 100;

/// Elements in which no term becomes a link: links, which can hold no other, and what is code or a heading.
const NAMING: [&str; 13] = ["a", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "samp", "summary"];

/// Elements that have no end, or need not have one; those cannot nest without others between them.
const ENDLESS: [&str; 16] = [
    "br", "caption", "col", "colgroup", "dd", "dt", "hr", "img", "li", "source", "tbody", "td", "tfoot", "th", "thead",
    "tr",
];

impl Mixed {
    /// Begins an empty piece of HTML on a page with this digest.
    pub(super) fn new(page: Digest) -> Self {
        Self { nonce: page.to_string(), ..Self::default() }
    }

    /// Adds HTML of the page.
    fn push_raw(&mut self, html: &str) {
        self.skeleton.extend(html.chars().filter(|c| !matches!(*c, MARK_START | MARK_END)));
    }

    /// Adds a piece of the page's own HTML, so that what is open stays balanced and shallow: the parser behind the
    /// sanitiser takes quadratic time on deep trees, and repeats what was left open in all that follows.
    pub(super) fn push_piece(&mut self, piece: &HtmlPiece, writer: &RawWriter<'_>, notes: &mut Vec<Diagnostic>) {
        if let HtmlPiece::Tag(tag) = piece
            && NAMING.contains(&tag.name.as_str())
        {
            self.naming = if tag.closing { self.naming.saturating_sub(1) } else { self.naming + 1 };
        }
        if let HtmlPiece::Tag(tag) = piece
            && writer.is_safe
            && ELEMENTS.contains(&tag.name.as_str())
            && !ENDLESS.contains(&tag.name.as_str())
        {
            if tag.closing {
                return self.close(&tag.name);
            }
            if self.open.len() >= DEEPEST {
                let is_first = !std::mem::replace(&mut self.is_deep, true);
                return self.push_raw(&writer.too_deep(tag, is_first, notes));
            }
            self.open.push(tag.name.clone());
        }
        self.push_raw(&writer.piece(piece, notes));
    }

    /// Whether what stands here names something, or leads elsewhere: no term in it becomes a link.
    pub(super) fn is_naming(&self) -> bool {
        self.naming > 0
    }

    /// Closes an element and what is open in it; a closing tag that closes nothing is left out.
    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open == name) else { return };
        for open in self.open.split_off(at).iter().rev() {
            self.push_raw(&format!("</{}>", element(open)));
        }
    }

    /// Adds HTML that Roadbook made.
    pub(super) fn push_ours(&mut self, html: String) {
        self.skeleton.push(MARK_START);
        self.skeleton.push_str(&self.nonce);
        self.skeleton.push_str(&self.ours.len().to_string());
        self.skeleton.push(MARK_END);
        self.ours.push(html);
    }

    /// All of it: the page's own HTML balanced and harmless, ours as it is.
    pub(super) fn finish(self, sanitiser: &Sanitiser) -> String {
        let clean = sanitiser.0.clean(&self.skeleton).to_string();
        self.fill(&clean)
    }

    /// All of it as it is.
    pub(super) fn finish_trusted(self) -> String {
        self.fill(&self.skeleton)
    }

    fn fill(&self, skeleton: &str) -> String {
        let mut html = String::with_capacity(skeleton.len() + self.ours.iter().map(String::len).sum::<usize>());
        let start = format!("{MARK_START}{}", self.nonce);
        for (number, part) in skeleton.split(&start).enumerate() {
            match part.split_once(MARK_END) {
                Some((ours, rest)) if number > 0 => {
                    html.push_str(ours.parse().ok().and_then(|at: usize| self.ours.get(at)).map_or("", String::as_str));
                    html.push_str(rest);
                }
                _ => html.push_str(part),
            }
        }
        html
    }
}

/// A tag as its writer sees it in the source.
fn as_text(tag: &HtmlTag) -> String {
    let mut shown = String::new();
    escape::text(&mut shown, &tag.raw);
    shown
}

/// The element that is written in the place of one.
///
/// The page's title is its only `h1`. A `p` cannot hold the paragraphs that Markdown puts into it, as in
/// `<p align="center">` around a badge.
fn element(name: &str) -> &str {
    match name {
        "h1" => "h2",
        "p" => "div",
        name => name,
    }
}

/// What is done with a page's own HTML besides sanitising it.
pub(super) struct RawWriter<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) links: &'a [LinkTarget],
    /// Whether what is not on the list is shown as text.
    pub(super) is_safe: bool,
}

impl RawWriter<'_> {
    /// The HTML of a piece, with its links resolved.
    fn piece<'p>(&self, piece: &'p HtmlPiece, notes: &mut Vec<Diagnostic>) -> Cow<'p, str> {
        match piece {
            // A `<` that begins no whole tag would take what follows into an attribute: it is text.
            HtmlPiece::Text(text) if self.is_safe => Cow::Owned(text.replace('<', "&lt;")),
            HtmlPiece::Text(text) => Cow::Borrowed(text),
            HtmlPiece::Tag(tag) if self.is_safe && !ELEMENTS.contains(&tag.name.as_str()) => {
                if !tag.closing {
                    notes.push(self.shown_as_text(tag));
                }
                Cow::Owned(as_text(tag))
            }
            HtmlPiece::Tag(tag) if tag.closing => Cow::Owned(format!("</{}>", element(&tag.name))),
            HtmlPiece::Tag(tag) => Cow::Owned(self.tag(tag, notes)),
        }
    }

    fn shown_as_text(&self, tag: &HtmlTag) -> Diagnostic {
        let placeholder = tag.placeholder();
        let shown = placeholder.map_or_else(|| format!("<{}>", tag.name), str::to_owned);
        let help = match placeholder {
            Some(name) => format!("put it in back-quotes: `` `{name}` ``"),
            None => "write it in Markdown, or set `[markdown] html = \"trusted\"`".to_owned(),
        };
        Diagnostic::new(Code::RawHtml, self.path, tag.range, format!("`{shown}` is shown as text")).help(help)
    }

    /// A tag that nests too deep, shown as text; `is_first` says that nobody has been told yet.
    fn too_deep(&self, tag: &HtmlTag, is_first: bool, notes: &mut Vec<Diagnostic>) -> String {
        if is_first {
            let message = format!("HTML nested deeper than {DEEPEST} levels is shown as text");
            notes.push(Diagnostic::new(Code::RawHtml, self.path, tag.range, message).help("close what was opened"));
        }
        as_text(tag)
    }

    fn tag(&self, tag: &HtmlTag, notes: &mut Vec<Diagnostic>) -> String {
        let mut html = format!("<{}", element(&tag.name));
        for attribute in &tag.attributes {
            if self.is_safe && attribute.name.starts_with("on") {
                let message = format!("the attribute `{}` is left out", attribute.name);
                let note = Diagnostic::new(Code::RawHtml, self.path, tag.range, message);
                notes.push(note.help("a handbook's pages run no code of their own"));
                continue;
            }
            // `name` on a link is how HTML 3 named a place; today that is an `id`.
            let name = if tag.name == "a" && attribute.name == "name" { "id" } else { &attribute.name };
            let value = match attribute.link.and_then(|link| self.links.get(link)) {
                Some(LinkTarget { href: Some(href), .. }) => href,
                Some(LinkTarget { href: None, .. }) if tag.name == "a" || attribute.name == "srcset" => continue,
                // A list of pictures has addresses that nobody has looked at.
                None if self.is_safe && attribute.name == "srcset" => continue,
                _ => &attribute.value,
            };
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            if attribute.link.is_some() {
                escape::attribute(&mut html, value);
            } else {
                // As written: its character references are the reader's to decode.
                html.push_str(&value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"));
            }
            html.push('"');
        }
        if tag.name == "img" && !tag.attributes.iter().any(|attribute| attribute.name == "alt") {
            html.push_str(" alt=\"\"");
        }
        html.push('>');
        html
    }
}
