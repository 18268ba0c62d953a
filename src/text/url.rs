//! URLs of the site: paths below its root, and links between them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

/// What is encoded in a path: all but RFC 3986's unreserved characters, sub-delimiters, `:`, `@` and `/`.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

/// A place below the site's root: decoded, without a leading `/`; a page's ends in `/`, the home page's is empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath {
    path: Arc<str>,
    /// Whether it has nothing that is encoded or could be read as a scheme: asked once, since a page is linked from many.
    is_plain: bool,
}

impl UrlPath {
    /// A URL path from its decoded text.
    pub fn new(path: &str) -> Self {
        Self { path: path.into(), is_plain: is_plain(path) }
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        &self.path
    }

    /// The file that a host serves under this URL.
    pub fn file(&self) -> String {
        if self.path.is_empty() || self.path.ends_with('/') {
            format!("{}index.html", self.path)
        } else {
            self.path.to_string()
        }
    }

    /// The path as it stands in a URL, encoded.
    pub fn encoded(&self) -> String {
        self.encoded_from(0).into_owned()
    }

    /// The same from one of its parts on.
    fn encoded_from(&self, start: usize) -> Cow<'_, str> {
        let rest = &self.path[start..];
        if self.is_plain { rest.into() } else { encode_path(rest) }
    }

    /// The way from this page back to the site's root: `../` for each folder, `./` at the root itself.
    pub fn to_root(&self) -> String {
        match self.path.matches('/').count() {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        }
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl fmt::Debug for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.path, f)
    }
}

impl Serialize for UrlPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encoded())
    }
}

impl<'de> Deserialize<'de> for UrlPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let encoded = <Cow<'de, str>>::deserialize(deserializer)?;
        let path = percent_decode_str(&encoded).decode_utf8().map_err(D::Error::custom)?;
        Ok(Self::new(&path))
    }
}

/// Percent-encodes a decoded path.
pub fn encode_path(path: &str) -> Cow<'_, str> {
    if is_plain(path) { path.into() } else { utf8_percent_encode(path, PATH).into() }
}

/// Whether a path has nothing that is encoded or could be read as a scheme, as most have.
fn is_plain(path: &str) -> bool {
    // `-`, `.` and `/` stand before the digits. All bytes are asked, many at once.
    let is_plain = |byte: u8| matches!(byte, b'-'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_');
    path.bytes().fold(true, |so_far, byte| so_far & is_plain(byte))
}

/// The composed form (NFC) of a name, so that a name typed on two systems is one name.
pub fn nfc(name: &str) -> Cow<'_, str> {
    if name.is_ascii() { name.into() } else { name.nfc().collect() }
}

/// The form in which two URLs are compared: NFC and lower case, since some file systems fold both.
pub fn fold_path(path: &str) -> Cow<'_, str> {
    if !path.is_ascii() {
        return path.nfc().flat_map(char::to_lowercase).collect();
    }
    if path.bytes().any(|byte| byte.is_ascii_uppercase()) { path.to_ascii_lowercase().into() } else { path.into() }
}

/// The shortest relative link from one page to another place of the site, encoded.
///
/// Relative links let the same output work at a host's root, in a folder of it and on a preview host.
pub fn relative_href(from: &UrlPath, to: &UrlPath) -> String {
    let (base, target) = (from.path.as_bytes(), to.path.as_bytes());
    let same = base.iter().zip(target).position(|(a, b)| a != b).unwrap_or(base.len().min(target.len()));
    let common = base[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    let up = from.path[common..].bytes().filter(|byte| *byte == b'/').count();
    let rest = to.encoded_from(common);
    // A first part with a colon would read as a scheme, an empty link as "this very file".
    let has_colon = || !to.is_plain && rest.bytes().take_while(|byte| *byte != b'/').any(|byte| byte == b':');
    let start = if up == 0 && (rest.is_empty() || has_colon()) { "./" } else { "" };
    let mut href = String::with_capacity(3 * up + start.len() + rest.len());
    (0..up).for_each(|_| href.push_str("../"));
    href.push_str(start);
    href.push_str(&rest);
    href
}

/// What the beginning of a written URL says about where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// No scheme and no host: a place of this site.
    Relative,
    /// `http:`, `https:`, `mailto:`, `tel:` or `//host`.
    Allowed,
    /// Any other scheme, for example `javascript:` or `data:`.
    Forbidden,
}

/// Reads the scheme of a URL as browsers do: they drop control characters, tabs and line ends first.
pub fn scheme(url: &str) -> Scheme {
    let url = url.trim_start_matches(|c: char| c <= ' ');
    let cleaned: Cow<'_, str> =
        if url.contains(char::is_control) { url.chars().filter(|c| !c.is_control()).collect() } else { url.into() };
    if cleaned.starts_with("//") || cleaned.starts_with("\\\\") || cleaned.starts_with("/\\") {
        return Scheme::Allowed;
    }
    let Some(colon) = cleaned.find(':') else { return Scheme::Relative };
    let name = &cleaned[..colon];
    let mut characters = name.chars();
    let is_scheme = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if !is_scheme {
        return Scheme::Relative;
    }
    match name.to_ascii_lowercase().as_str() {
        "http" | "https" | "mailto" | "tel" => Scheme::Allowed,
        _ => Scheme::Forbidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_pages_are_relative() {
        for (from, to, expected) in [
            ("", "", "./"),
            ("", "roles/sre/", "roles/sre/"),
            ("roles/sre/", "roles/sre/", "./"),
            ("roles/sre/", "roles/", "../"),
            ("roles/sre/", "roles/dev/", "../dev/"),
            ("roles/sre/", "", "../../"),
            ("a/b/", "a b/ü#.png", "../../a%20b/%C3%BC%23.png"),
            ("", "a:b/", "./a:b/"),
        ] {
            assert_eq!(relative_href(&UrlPath::new(from), &UrlPath::new(to)), expected, "{from} → {to}");
        }
    }

    #[test]
    fn only_harmless_schemes_are_allowed() {
        for url in [
            "javascript:alert(1)",
            "JaVa\tScRiPt:x",
            " \u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
        ] {
            assert_eq!(scheme(url), Scheme::Forbidden, "{url:?}");
        }
        for url in ["https://a.example", "//a.example", "mailto:a@b.example", "tel:+49"] {
            assert_eq!(scheme(url), Scheme::Allowed, "{url:?}");
        }
        for url in ["a.md", "../x#y", "#top", "1:2", "", "?q=a:b", "a/b:c"] {
            assert_eq!(scheme(url), Scheme::Relative, "{url:?}");
        }
    }
}
