//! What is answered to a request: a file of the site, or one of the preview's own.

use std::fs::File;
use std::io::{Cursor, Read};
use std::sync::PoisonError;

use super::Editor;
use super::address::{file_of_url, path_of};
use super::difference::DIGITS;
use super::live::Served;
use super::preview::Shared;
use crate::output::{Content, INDEX, NOT_FOUND};
use crate::text::{Digest, encode_path};

/// The folder of the preview's own addresses; no page of a handbook can be in it, since slugs have no `_` before them.
pub(super) const OWN: &str = "/_roadbook/";

/// Where open tabs hear what changes.
pub(super) const EVENTS: &str = "/_roadbook/events";

/// What open tabs run.
const CLIENT: [(&str, &str); 6] = [
    ("live.js", include_str!("client/live.js")),
    ("nothing.css", include_str!("client/nothing.css")),
    ("overlay.css", include_str!("client/overlay.css")),
    ("overlay.js", include_str!("client/overlay.js")),
    ("patch.js", include_str!("client/patch.js")),
    ("stream.js", include_str!("client/stream.js")),
];

/// The policy under which the published site works, too. What comes of itself, over the same host.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     media-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'";

/// An answer before it is written.
pub(super) struct Answer {
    /// The status code of HTTP.
    pub(super) status: u16,
    /// The fields of its head, without those of the connection.
    pub(super) fields: Vec<(&'static str, String)>,
    /// What follows the head.
    pub(super) body: Box<dyn Read + Send>,
    /// How many bytes that is.
    pub(super) length: usize,
}

impl Answer {
    /// An answer of these bytes.
    pub(super) fn new(status: u16, kind: &str, bytes: Vec<u8>) -> Self {
        let fields = vec![
            ("Content-Type", kind.to_owned()),
            ("Content-Security-Policy", POLICY.to_owned()),
            ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Referrer-Policy", "no-referrer".to_owned()),
        ];
        Self { status, fields, length: bytes.len(), body: Box::new(Cursor::new(bytes)) }
    }

    /// The same answer with another field.
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }
}

/// Answers for an address; `known` is what the reader has in its cache.
pub(super) fn answer(shared: &Shared, editor: &Editor, url: &str, known: Option<&str>) -> Answer {
    if let Some(own) = path_of(url).strip_prefix(OWN) {
        return own_file(shared, editor, own);
    }
    let Some(path) = file_of_url(url) else { return not_found(shared) };
    let (file, generation) = shared.live.file(&path);
    if file.is_none()
        && let Some(below) = below_base(shared, &path)
        && let (Some(file), generation) = shared.live.file(&below)
    {
        return of_file(&below, &file, generation, known);
    }
    match file {
        Some(file) => of_file(&path, &file, generation, known),
        None if shared.live.file(&format!("{path}/{INDEX}")).0.is_some() => {
            // Below this host whatever the address was: two slashes at its beginning would be another host.
            let folder = encode_path(path.trim_start_matches('/'));
            let query = &url[path_of(url).len()..];
            Answer::new(302, "text/plain; charset=utf-8", Vec::new()).with("Location", format!("/{folder}/{query}"))
        }
        None => not_found(shared),
    }
}

/// The file of an address that begins with the folder of the published site, as those in `404.html` do.
fn below_base(shared: &Shared, path: &str) -> Option<String> {
    let report = shared.report.read().unwrap_or_else(PoisonError::into_inner).clone()?;
    let base = report.project.config.base_url.as_ref()?.path();
    let below = path.strip_prefix(base.strip_prefix('/')?)?;
    (below.len() < path.len()).then(|| below.to_owned())
}

fn own_file(shared: &Shared, editor: &Editor, name: &str) -> Answer {
    let client = CLIENT.iter().find(|(file, _)| *file == name);
    let answer = match client {
        Some((_, text)) => Answer::new(200, kind_of(name), text.as_bytes().to_vec()),
        None if name == "faults" => {
            let report = shared.report.read().unwrap_or_else(PoisonError::into_inner).clone();
            let json = report.map_or_else(|| "{\"faults\":[]}".to_owned(), |report| report.json(editor));
            Answer::new(200, "application/json", json.into_bytes())
        }
        None => Answer::new(404, "text/plain; charset=utf-8", b"not found\n".to_vec()),
    };
    answer.with("Cache-Control", "no-store")
}

fn of_file(path: &str, file: &Served, generation: u64, known: Option<&str>) -> Answer {
    let kind = kind_of(path);
    // What is under a name with its own digest never changes.
    let cache = if is_hashed(path, file.digest) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = format!("\"{}\"", file.digest);
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let answer = if is_known {
        Answer::new(304, kind, Vec::new())
    } else {
        match &file.content {
            Content::Bytes(bytes) if kind == HTML => {
                Answer::new(200, kind, with_script(bytes, generation, Some(file.digest)))
            }
            Content::Bytes(bytes) => Answer::new(200, kind, bytes.to_vec()),
            Content::CopyOf(disk) => match open(disk) {
                Ok((body, length)) => Answer { body: Box::new(body), length, ..Answer::new(200, kind, Vec::new()) },
                // It went away since it was looked at; the next look will say so.
                Err(_) => return Answer::new(404, "text/plain; charset=utf-8", b"not found\n".to_vec()),
            },
        }
    };
    answer.with("ETag", tag).with("Cache-Control", cache)
}

/// Whether a file is one of the theme, which have the beginning of their digest in their names: `theme/style.0123abcd.css`.
fn is_hashed(path: &str, digest: Digest) -> bool {
    path.starts_with("theme/") && path.split('.').rev().nth(1) == Some(digest.short(DIGITS).as_str())
}

#[expect(clippy::disallowed_methods, reason = "a preview hands out assets from where they lie")]
fn open(disk: &std::path::Path) -> std::io::Result<(File, usize)> {
    let file = File::open(disk)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    Ok((file, length))
}

fn not_found(shared: &Shared) -> Answer {
    let (page, generation) = shared.live.file(NOT_FOUND);
    let answer = match page {
        Some(Served { content: Content::Bytes(bytes), .. }) => {
            Answer::new(404, HTML, with_script(&bytes, generation, None))
        }
        _ => Answer::new(503, HTML, with_script(NOTHING.as_bytes(), generation, None)),
    };
    answer.with("Cache-Control", "no-store")
}

/// What is shown while there is no site: the script shows the faults.
const NOTHING: &str = include_str!("client/nothing.html");

/// A page with the script of open tabs in its head, before all others: it keeps the page as it was sent.
fn with_script(page: &[u8], generation: u64, digest: Option<Digest>) -> Vec<u8> {
    let digest = digest.map(|digest| digest.to_string()).unwrap_or_default();
    let script = format!(
        "<script type=\"module\" src=\"{OWN}live.js\" data-generation=\"{generation}\" data-digest=\"{digest}\"></script>"
    );
    let head = b"<head>";
    let start = page.windows(head.len()).position(|window| window == head);
    let at = start.map_or(page.len(), |start| start + head.len());
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

const HTML: &str = "text/html; charset=utf-8";

/// Media types by extension (IANA).
const KINDS: [(&str, &str); 30] = [
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("gif", "image/gif"),
    ("html", HTML),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("toml", "text/plain; charset=utf-8"),
    ("tsv", "text/plain; charset=utf-8"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
    ("yaml", "text/plain; charset=utf-8"),
    ("yml", "text/plain; charset=utf-8"),
];

fn kind_of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let known = KINDS.binary_search_by_key(&extension.as_str(), |(extension, _)| *extension);
    known.map_or("application/octet-stream", |at| KINDS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_kinds_is_in_order() {
        assert!(KINDS.is_sorted_by_key(|(extension, _)| *extension));
        assert_eq!(kind_of("a/b.PNG"), "image/png");
    }
}
