//! The theme: templates, styles, scripts and words, the user's own files before the built-in ones.

mod strings;
mod templates;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::diag::{Code, Diagnostic, Noted};
use crate::source::{Body, SourceFile, Sources};
use crate::text::{Digest, SourcePath, UrlPath, relative_href};

pub use strings::Strings;
pub use templates::{Shared, TemplateFault, Templates};

/// The built-in theme, as it lies in `themes/default`.
static BUILTIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The folder of the site that holds the theme's files.
const FOLDER: &str = "theme";

/// How many hexadecimal digits of the digest a file name gets.
const HASH_DIGITS: usize = 8;

/// Everything that decides how a page looks.
#[derive(Debug)]
pub struct Theme {
    /// The templates.
    pub templates: Templates,
    /// The fixed words of the interface.
    pub strings: Strings,
    /// The styles, scripts and pictures, by their name below the theme folder.
    pub files: BTreeMap<String, ThemeFile>,
    /// The digest of all of it: pages made with another theme are other pages.
    pub digest: Digest,
}

/// A style, script or picture of the theme.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Where it is published: its digest is in the name.
    pub url: UrlPath,
    /// What it holds.
    pub content: ThemeContent,
    /// The digest of it.
    pub digest: Digest,
    /// Whether it comes from the user's own theme folder and replaces nothing.
    pub is_extra: bool,
}

/// What a file of the theme holds.
#[derive(Clone, Debug)]
pub enum ThemeContent {
    /// Bytes of the program.
    Builtin(&'static [u8]),
    /// Text of the user's theme folder.
    Text(Arc<str>),
    /// A file of the user's theme folder that stays on the disk.
    Disk(PathBuf),
}

/// Puts a theme together from the built-in files and those of the user's theme folder.
pub fn load(sources: &Sources, folder: Option<&str>) -> Noted<Theme> {
    let mut notes = Vec::new();
    let own: BTreeMap<&str, &Arc<SourceFile>> = folder
        .map(|folder| sources.below(folder).filter_map(|file| Some((file.path.below(folder)?, file))).collect())
        .unwrap_or_default();
    let Parts { mut texts, mut files, own_strings } = parts(&own);
    name_files_in_styles(&mut files);
    let builtin_strings = texts.remove(strings::FILE).map(|(_, text)| text).unwrap_or_default();
    let strings = strings::read(&builtin_strings, own_strings).take(&mut notes);
    let digest = digest(&texts, &files, &strings);
    let paths: BTreeMap<String, SourcePath> =
        texts.iter().map(|(name, (path, _))| (name.clone(), path.clone())).collect();
    let urls = files.iter().map(|(name, file)| (name.clone(), file.url.encoded())).collect();
    let templates = Templates::new(&texts, &strings, urls).unwrap_or_else(|fault| {
        let folder = folder.unwrap_or("themes/default");
        let path =
            paths.get(&fault.template).cloned().unwrap_or_else(|| SourcePath::new(&format!("{folder}/page.html")));
        notes.push(Diagnostic::new(Code::TemplateError, &path, fault.range, fault.message));
        Templates::default()
    });
    Noted::new(Theme { templates, strings, files, digest }, notes)
}

/// The files of a theme, by what is done with them.
struct Parts {
    /// Those that Roadbook reads, with where they lie.
    texts: BTreeMap<String, (SourcePath, Arc<str>)>,
    /// Those that are published.
    files: BTreeMap<String, ThemeFile>,
    /// The user's own words.
    own_strings: Option<(SourcePath, Arc<str>)>,
}

/// The built-in files and the user's own, which take the place of the built-in ones.
fn parts(own: &BTreeMap<&str, &Arc<SourceFile>>) -> Parts {
    let mut parts = Parts { texts: BTreeMap::new(), files: BTreeMap::new(), own_strings: None };
    let builtin: BTreeMap<String, &[u8]> = builtin_files().into_iter().collect();
    for (name, &bytes) in builtin.iter().filter(|(name, bytes)| !is_replaced(name, bytes, own)) {
        match str::from_utf8(bytes) {
            Ok(text) if is_read(name) => {
                parts.texts.insert(name.clone(), (SourcePath::new(&format!("themes/default/{name}")), text.into()));
            }
            _ => {
                parts.files.insert(name.clone(), builtin_file(name, bytes));
            }
        }
    }
    for (&name, file) in own {
        match &file.body {
            Body::Text(text) if name == strings::FILE => {
                parts.own_strings = Some((file.path.clone(), Arc::clone(text.get())));
            }
            Body::Text(text) if is_read(name) => {
                parts.texts.insert(name.to_owned(), (file.path.clone(), Arc::clone(text.get())));
            }
            _ if crate::source::is_page_name(name) || parts.files.contains_key(name) => {}
            body => {
                // A text may have other line ends than its file.
                let (content, digest) = match body {
                    Body::Text(text) => (ThemeContent::Text(Arc::clone(text.get())), Digest::of(text.get().as_bytes())),
                    Body::Asset { disk, .. } | Body::Data { disk, .. } => {
                        (ThemeContent::Disk(disk.clone()), file.digest)
                    }
                };
                let is_extra = !builtin.contains_key(name);
                parts.files.insert(name.to_owned(), theme_file(name, content, digest, is_extra));
            }
        }
    }
    parts
}

fn builtin_file(name: &str, bytes: &'static [u8]) -> ThemeFile {
    let text = str::from_utf8(bytes).ok();
    let published = match name.rsplit_once('.') {
        Some((_, "js")) => text.map(without_comments),
        Some((_, "css")) => text.map(without_remarks),
        _ => None,
    };
    match published {
        Some(text) => {
            let digest = Digest::of(text.as_bytes());
            theme_file(name, ThemeContent::Text(text), digest, false)
        }
        None => theme_file(name, ThemeContent::Builtin(bytes), Digest::of(bytes), false),
    }
}

/// A script as it is published: without lines of comment and without indentation, which are a sixth of its bytes even
/// when compressed. No text of ours goes over several lines, which `tests/suite/tidy.rs` holds.
fn without_comments(script: &str) -> Arc<str> {
    let is_comment = |line: &&str| line.starts_with("//") || (line.starts_with("/**") && line.ends_with("*/"));
    let lines: Vec<&str> = script.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line)).collect();
    lines.join("\n").into()
}

/// A style sheet as it is published: without comments and indentation, a tenth of its compressed bytes. No text of ours
/// holds the sign of a comment, which `tests/suite/tidy.rs` holds.
fn without_remarks(style: &str) -> Arc<str> {
    let mut kept = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
    }
    kept.push_str(rest);
    let lines: Vec<&str> = kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n").into()
}

/// Puts the published names of fonts and pictures into the `url(…)`s of style sheets.
///
/// A style sheet names files by where they lie in the theme folder; published, they have their digest in the name.
fn name_files_in_styles(files: &mut BTreeMap<String, ThemeFile>) {
    let (mut styles, others): (Vec<_>, Vec<_>) = files.iter_mut().partition(|(name, _)| name.ends_with(".css"));
    for (style, file) in &mut styles {
        let ThemeContent::Text(text) = &file.content else { continue };
        let from = UrlPath::new(style);
        let published = |written: &str| {
            let (_, named) = others.iter().find(|(name, _)| relative_href(&from, &UrlPath::new(name)) == written)?;
            Some(relative_href(&file.url, &named.url))
        };
        let Some(changed) = with_names(text, published) else { continue };
        let digest = Digest::of(changed.as_bytes());
        **file = theme_file(style, ThemeContent::Text(changed.into()), digest, file.is_extra);
    }
}

/// A style sheet with other addresses in its `url(…)`s; `None` where it has none that has another.
fn with_names(style: &str, other: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut changed = String::new();
    let mut done = 0;
    for (at, sign) in style.match_indices("url(") {
        if at < done {
            continue;
        }
        let behind = &style[at + sign.len()..];
        let quote = behind.get(..1).filter(|quote| matches!(*quote, "\"" | "'")).unwrap_or_default();
        let end = format!("{quote})");
        let address = behind[quote.len()..].split_once(&end).map(|(address, _)| address);
        if let Some((address, other)) = address.and_then(|address| Some((address, other(address)?))) {
            changed.push_str(&style[done..at]);
            changed.push_str(&format!("url(\"{other}\")"));
            done = at + sign.len() + quote.len() + address.len() + end.len();
        }
    }
    (done > 0).then(|| changed + &style[done..])
}

/// Whether the user's theme takes the place of a built-in file.
///
/// A copy that nobody has changed takes nobody's place, so that copying a file changes nothing: published scripts lose
/// their comments, and what users write is published as it is.
fn is_replaced(name: &str, bytes: &[u8], own: &BTreeMap<&str, &Arc<SourceFile>>) -> bool {
    let is_kind_of_other_page = name.starts_with("kinds/")
        && own.get("page.html").and_then(|page| page.text()).is_some_and(|page| !has_blocks_of(page.get(), bytes));
    let is_copy = |file: &Arc<SourceFile>| !is_read(name) && file.digest == Digest::of(bytes);
    name != strings::FILE && (is_kind_of_other_page || own.get(name).is_some_and(|file| !is_copy(file)))
}

/// Whether a `page.html` of one's own has each block that a built-in template of a kind fills. One that has not is the
/// template of that kind, too: what would stand in the block would be lost.
fn has_blocks_of(page: &str, kind: &[u8]) -> bool {
    let kind = str::from_utf8(kind).unwrap_or_default();
    blocks(kind).is_subset(&blocks(page))
}

/// The names of the blocks of a template: `lead` of `{% block lead %}`.
fn blocks(template: &str) -> BTreeSet<&str> {
    let tags = template.split("{%").skip(1).map(|tag| tag.trim_start_matches('-').trim_start());
    let names = tags.filter_map(|tag| tag.strip_prefix("block ")?.split(['%', '-', ' ']).find(|word| !word.is_empty()));
    names.collect()
}

/// Whether a file is read by Roadbook itself instead of being published.
fn is_read(name: &str) -> bool {
    name.ends_with(".html") || name.ends_with(".toml")
}

/// The files of the default theme by name, each with its bytes, in the order of their names.
pub fn builtin_files() -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    collect(&BUILTIN, &mut files);
    files.sort_unstable();
    files
}

fn collect(folder: &'static Dir<'static>, files: &mut Vec<(String, &'static [u8])>) {
    let named =
        |file: &'static include_dir::File<'static>| (file.path().to_string_lossy().replace('\\', "/"), file.contents());
    files.extend(folder.files().map(named));
    folder.dirs().for_each(|folder| collect(folder, files));
}

fn theme_file(name: &str, content: ThemeContent, digest: Digest, is_extra: bool) -> ThemeFile {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let url = UrlPath::new(&format!("{FOLDER}/{stem}.{}.{extension}", digest.short(HASH_DIGITS)));
    ThemeFile { url, content, digest, is_extra }
}

fn digest(
    texts: &BTreeMap<String, (SourcePath, Arc<str>)>,
    files: &BTreeMap<String, ThemeFile>,
    strings: &Strings,
) -> Digest {
    // The path, too: faults of a template are kept with the page, and they name it.
    let texts: Vec<(&String, &SourcePath, &str)> =
        texts.iter().map(|(name, (path, text))| (name, path, text.as_ref())).collect();
    let files: Vec<(&String, Digest)> = files.iter().map(|(name, file)| (name, file.digest)).collect();
    Digest::of_value(&(texts, files, strings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_styles_are_replaced_however_they_are_quoted() {
        let other = |written: &str| matches!(written, "a.png" | "url(a.png).png").then(|| format!("new-{written}"));
        for (style, expected) in [
            ("b { mask: url(a.png) url('a.png') }", Some(r#"b { mask: url("new-a.png") url("new-a.png") }"#)),
            (r#"url("url(a.png).png"), url("a.png")"#, Some(r#"url("new-url(a.png).png"), url("new-a.png")"#)),
            (r#"url("data:a)b"), url(b.png), url("#, None),
            (r#"url("é") url( a.png ) url(""#, None),
        ] {
            assert_eq!(with_names(style, other).as_deref(), expected, "{style}");
        }
    }
}
