//! What is different between two sites, as far as open tabs must know.

use super::live::Files;
use crate::output::Content;
use crate::text::Digest;

/// What changed from one site to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Files that are new or have other content, with their digests, in the order of their paths.
    pub(super) changed: Vec<(String, Digest)>,
    /// Files that are gone.
    pub(super) removed: Vec<String>,
    /// Style sheets that have another address now: the old one and the new one.
    pub(super) styles: Vec<(String, String)>,
}

impl Difference {
    /// Compares two sites. Pages that differ in the addresses of style sheets alone count as the same: a tab
    /// exchanges the style sheet and keeps everything else.
    pub(super) fn between(old: &Files, new: &Files) -> Self {
        let mut difference = Self::default();
        for (path, file) in new {
            let is_same = old.get(path).is_some_and(|before| {
                before.digest == file.digest || is_same_but_styles(&before.content, &file.content)
            });
            if !is_same {
                difference.changed.push((path.clone(), file.digest));
            }
        }
        difference.removed.extend(old.keys().filter(|path| !new.contains_key(*path)).cloned());
        difference.match_styles();
        difference
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty() && self.styles.is_empty()
    }

    /// Makes pairs of the style sheets of the theme that went and those that came.
    fn match_styles(&mut self) {
        let came: Vec<String> =
            self.changed.iter().map(|(path, _)| path.clone()).filter(|path| is_style(path)).collect();
        for new in came {
            let Some(at) = self.removed.iter().position(|old| is_style(old) && unhashed(old) == unhashed(&new)) else {
                continue;
            };
            self.styles.push((self.removed.remove(at), new.clone()));
            self.changed.retain(|(path, _)| *path != new);
        }
    }
}

/// Digits of the digest in the name of a theme's file.
pub(super) const DIGITS: usize = 8;

const STYLE_END: &str = ".css";

fn is_style(path: &str) -> bool {
    path.starts_with("theme/") && unhashed(path).is_some()
}

/// The name of a theme's style sheet without the digest in it: `theme/style` of `theme/style.0123abcd.css`.
fn unhashed(path: &str) -> Option<&str> {
    let (name, digits) = path.strip_suffix(STYLE_END)?.rsplit_once('.')?;
    (digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(name)
}

/// Whether two pages are the same but for the digests in the addresses of style sheets.
pub(super) fn is_same_but_styles(old: &Content, new: &Content) -> bool {
    let (Content::Bytes(old), Content::Bytes(new)) = (old, new) else { return false };
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else { return false };
    // Inside an attribute: in running text the quote is escaped.
    let mut old = old.split(".css\"");
    let mut new = new.split(".css\"");
    loop {
        match (old.next(), new.next()) {
            (None, None) => return true,
            (Some(old), Some(new)) if old == new || is_same_link(old, new) => {}
            _ => return false,
        }
    }
}

/// Whether two stretches before `.css"` lead to two forms of one style sheet.
fn is_same_link(old: &str, new: &str) -> bool {
    let stem = |text: &'_ str| -> Option<usize> {
        let (before, digits) = text.rsplit_once('.')?;
        let is_digest = digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let (_, link) = before.rsplit_once('"')?;
        (is_digest && link.contains("theme/")).then_some(before.len())
    };
    match (stem(old), stem(new)) {
        (Some(old_end), Some(new_end)) => old[..old_end] == new[..new_end],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(old: &str, new: &str) -> bool {
        let content = |text: &str| Content::Bytes(text.to_owned().into());
        is_same_but_styles(&content(old), &content(new))
    }

    #[test]
    fn a_page_with_other_addresses_of_style_sheets_is_the_same() {
        let page = |digest: &str, text: &str| {
            format!("<link href=\"../theme/style.{digest}.css\"><link href=\"../theme/code.00000000.css\">{text}")
        };
        assert!(is_same(&page("0123abcd", "A"), &page("ffffffff", "A")));
        assert!(!is_same(&page("0123abcd", "A"), &page("ffffffff", "B")));
    }

    #[test]
    fn a_name_of_a_style_sheet_in_the_text_is_text() {
        assert!(!is_same("<p>theme/style.0123abcd.css</p>", "<p>theme/style.ffffffff.css</p>"));
        assert!(!is_same("<a href=\"my.0123abcd.css\">", "<a href=\"my.ffffffff.css\">"));
    }
}
