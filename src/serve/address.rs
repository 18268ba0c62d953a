//! Addresses of the site as browsers ask for them, and the files that they mean.

use percent_encoding::percent_decode_str;

use crate::output::INDEX;
use crate::text::encode_path;

/// The file of the site that an address names: `roles/sre/index.html` of `/roles/sre/`; `None` of what is no address.
///
/// The result is a key to look up, never a path on a disk.
pub(super) fn file_of_url(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next().unwrap_or_default().strip_prefix('/')?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    Some(if path.is_empty() || path.ends_with('/') { format!("{path}{INDEX}") } else { path.into_owned() })
}

/// What of an address comes before its query.
pub(super) fn path_of(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

/// The address of a file of the site: `/roles/sre/` of `roles/sre/index.html`.
pub(super) fn url_of_file(path: &str) -> String {
    let url = match path.strip_suffix(INDEX) {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    format!("/{}", encode_path(url))
}

/// The values of a field of an address's query, decoded: those of `page` in `?page=/a/&page=/b/`.
pub(super) fn query<'a>(url: &'a str, field: &'a str) -> impl Iterator<Item = String> + 'a {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter(move |(name, _)| *name == field)
        .filter_map(|(_, value)| Some(percent_decode_str(value).decode_utf8().ok()?.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_its_file_lead_to_each_other() {
        for (url, file) in [("/", "index.html"), ("/a/b/", "a/b/index.html"), ("/%C3%BC.png", "ü.png")] {
            assert_eq!(file_of_url(url).as_deref(), Some(file));
            assert_eq!(url_of_file(file), url);
        }
        assert_eq!(file_of_url("/a/?x=/b/#c").as_deref(), Some("a/index.html"));
        assert_eq!(file_of_url("a/"), None);
        assert_eq!(file_of_url("/%ff"), None);
    }

    #[test]
    fn a_field_can_stand_more_than_once() {
        assert_eq!(query("/e?page=%2Fa%2F&generation=3&page=/b/", "page").collect::<Vec<_>>(), ["/a/", "/b/"]);
    }
}
