//! Links that stand in running text without Markdown's brackets and parentheses: `[[id]]` and bare addresses.

use linkify::{LinkFinder, LinkKind};

use super::{Inline, Link, LinkForm, PageText};
use crate::text::TextRange;

/// Splits a run of text at the links in it and enters them into `links`.
///
/// `source` is the stretch of the file that the text came from, at `range`. The two differ where characters
/// are escaped or decoded; an escaped `\[[id]]` is no link, so a link must stand in both.
pub(super) fn split(text: PageText, source: &str, range: TextRange, links: &mut Vec<Link>) -> Vec<Inline> {
    if !may_have_link(&text) {
        return vec![Inline::Text(text)];
    }
    let mut found = wiki_links(&text);
    found.extend(addresses(&text));
    found.sort_by_key(|link| link.start);

    let mut parts = Vec::new();
    let mut done = 0;
    let mut source_done = 0;
    for link in found {
        let written = &text[link.start..link.end];
        // In a table the bar before the words is escaped.
        let escaped = written.replace('|', "\\|");
        let found =
            [written, &escaped].into_iter().find_map(|form| Some((source[source_done..].find(form)?, form.len())));
        let Some((place, length)) = found.map(|(at, length)| (source_done + at, length)) else { continue };
        // What overlaps a link is no other one.
        if link.start < done {
            continue;
        }
        source_done = place + length;
        // `\[[id]]` is escaped: it stays text.
        if source[..place].ends_with('\\') {
            continue;
        }
        push_text(&mut parts, text.part(done..link.start));
        let start = range.start as usize + place;
        parts.push(Inline::Link { link: links.len(), content: link.content });
        let range = TextRange::new(start, start + length);
        links.push(Link { form: link.form, target: link.target, title: String::new(), range });
        done = link.end;
    }
    push_text(&mut parts, text.part(done..text.len()));
    parts
}

/// Whether a look for links is worth it: `[[`, `://`, `www.` or an `@` with something behind it may stand in the text. All
/// pairs of neighbours are asked, many at once, since few are any of these.
fn may_have_link(text: &str) -> bool {
    let bytes = text.as_bytes();
    let neighbours = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let is_sign = |pair| matches!(pair, (b'[', b'[') | (b':', b'/') | (b'w', b'w') | (b'@', _));
    neighbours.fold(false, |found, (&one, &next)| found | is_sign((one, next)))
}

struct Found {
    start: usize,
    end: usize,
    form: LinkForm,
    target: String,
    content: Vec<Inline>,
}

fn wiki_links(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("[[").map(|open| at + open) {
        let Some(end) = text[start..].find("]]").map(|close| start + close + 2) else { break };
        let inner = &text[start + 2..end - 2];
        at = end;
        if let Some(inside) = inner.rfind('[') {
            // The pair that is closed is the innermost one.
            at = start + 1 + inside;
            continue;
        }
        if inner.trim().is_empty() {
            continue;
        }
        let (target, label) = inner.split_once('|').unwrap_or((inner, ""));
        let target = target.trim().to_owned();
        // Without words of its own a link is named by what it leads to; until that is known, by its id.
        let (form, words) = match label.trim() {
            "" => (LinkForm::BareWiki, target.clone()),
            label => (LinkForm::Wiki, label.to_owned()),
        };
        found.push(Found { start, end, form, target, content: vec![Inline::Text(words.into())] });
    }
    found
}

/// GFM's extended autolinks: `http://`, `https://`, `www.` and e-mail addresses.
fn addresses(text: &str) -> Vec<Found> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let address = |link: linkify::Link<'_>| {
        let written = link.as_str();
        let target = match link.kind() {
            LinkKind::Email => format!("mailto:{written}"),
            _ if written.starts_with("http://") || written.starts_with("https://") => written.to_owned(),
            _ if written.starts_with("www.") => format!("http://{written}"),
            _ => return None,
        };
        let content = vec![Inline::Text(written.to_owned().into())];
        Some(Found { start: link.start(), end: link.end(), form: LinkForm::Address, target, content })
    };
    finder.links(text).filter_map(address).collect()
}

fn push_text(parts: &mut Vec<Inline>, text: PageText) {
    if !text.is_empty() {
        parts.push(Inline::Text(text));
    }
}
