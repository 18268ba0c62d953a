//! From files to pages with URLs, and what stands in whose way.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{Asset, Notes, Page, Pages, Redirect, Settings, anchors, pairs};
use crate::data::Value;
use crate::diag::{Code, Diagnostic, Noted};
use crate::document::Document;
use crate::output::{GENERATED, INDEX, address_of};
use crate::schema;
use crate::source::{Body, Sources, is_page_name};
use crate::text::{ByName, Digest, ShortText, SourcePath, Spanned, TextRange, UrlPath, fold_path, humanise, nfc};

/// Stems under which a file is the page of its folder, in any case.
const INDEX_STEMS: [&str; 3] = ["index", "readme", "_index"];

/// Assets that pages load by themselves: with the digest in their name, hosts may let browsers keep them for ever.
/// Other files are downloads, whose names and addresses people keep.
const HASHED: [&str; 15] =
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "bmp", "mp4", "webm", "mp3", "ogg", "woff2", "woff"];

/// The longest file name, in bytes, that common file systems take.
const LONGEST_NAME: usize = 255;

/// How many hexadecimal digits of the digest a file name gets: 32 bits for the versions of one name are plenty.
const HASH_DIGITS: usize = 8;

/// The weight of a page that gives itself none.
const LAST: i64 = i64::MAX;

pub(super) struct Collected {
    pub(super) pages: Pages,
    pub(super) drafts: Drafts,
}

/// What is not published yet, so that a link to it can say so.
#[derive(Default)]
pub(super) struct Drafts {
    pub(super) count: usize,
    /// The paths below the content folder, and the URLs.
    places: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Drafts {
    fn add(&mut self, page: &Page) {
        self.count += 1;
        self.places.insert(page.below.clone());
        self.places.insert(page.url.as_str().trim_end_matches('/').to_owned());
        self.names.insert(page.id.to_string());
        self.names.extend(page.aliases.iter().map(|alias| alias.value.clone()));
    }

    /// Whether a draft lies at this path below the content folder, or will have this URL.
    pub(super) fn has_place(&self, path: &str) -> bool {
        self.places.contains(path.trim_end_matches('/'))
    }

    /// Whether a draft answers to this id.
    pub(super) fn has_name(&self, id: &str) -> bool {
        self.names.contains(id)
    }
}

/// What one file alone decides, under the settings and kinds of its handbook.
pub struct ReadPage {
    page: Arc<Page>,
    is_draft: bool,
    /// What is wrong with its text.
    text: Notes,
    /// What it lacks. An unfinished page may lack what its kind needs.
    lacks: Notes,
}

impl ReadPage {
    /// What stands in the place of a page that cannot be read.
    pub fn unread(path: &SourcePath, fault: Diagnostic, settings: &Settings<'_>) -> Self {
        page(Noted::new(Document::empty(path.clone()), vec![fault]), |document| document, settings)
    }
}

/// Every page, those of folders without one included, in the order of their paths, which `read` has.
pub(super) fn pages(read: &[Arc<ReadPage>], settings: &Settings<'_>) -> Noted<Collected> {
    let mut notes = Vec::new();
    let mut pages = Vec::with_capacity(read.len());
    let mut drafts = Drafts::default();
    for read in read {
        notes.extend(read.text.iter().cloned());
        if read.is_draft && !settings.drafts {
            drafts.add(&read.page);
        } else {
            notes.extend(read.lacks.iter().cloned());
            pages.push(Arc::clone(&read.page));
        }
    }
    let mut made = pairs::of_comparisons(&pages, settings.kinds);
    made.extend(folder_pages(&pages, settings));
    Noted::new(Collected { pages: Pages::new(pages, made), drafts }, notes)
}

/// The page of a document, which no other page has a part in; `keep` says what of the document stays in memory.
pub(super) fn page(
    document: Noted<Document>,
    keep: impl FnOnce(Document) -> Document,
    settings: &Settings<'_>,
) -> ReadPage {
    let Noted { value: document, notes: text } = document;
    let Noted { value: typed, mut notes } = schema::validate(&document, settings.kinds, settings.today);
    let below = document.path.below(settings.content).unwrap_or(document.path.as_str()).to_owned();
    let (url, is_index) = url_of(&below);
    let is_home = is_index && !below.contains('/');
    let fallback = || if is_home { settings.fallback_title() } else { humanise(&id_of(&below, is_index)) };
    let title = title_of(&document, &typed, fallback, &mut notes);
    note_empty(&document, &mut notes);
    let id = typed.text("id").map_or_else(|| id_of(&below, is_index).into(), ShortText::from);
    let anchors = anchors::of_front_matter(&typed, &document);
    let of_kind = document.front.map.key_range("kind").filter(|_| typed.is_explicit && !is_index);
    let page = Page {
        declaration: typed.fields.get("id").map(|id| id.range).or(of_kind),
        aliases: typed.texts("aliases").map(|(alias, range)| Spanned::new(alias.to_owned(), range)).collect(),
        weight: typed.fields.get("weight").and_then(|weight| weight.value.integer().ok()).unwrap_or(LAST),
        document: Arc::new(keep(document)),
        below,
        typed,
        id,
        url,
        anchors,
        title,
        is_generated: false,
        is_index,
    };
    ReadPage { is_draft: is_draft(&page), page: Arc::new(page), text, lacks: notes }
}

fn is_draft(page: &Page) -> bool {
    // What cannot be read as `false` may well mean a draft: it is not published by mistake.
    let is_withheld = |(key, value): &(Spanned<ShortText>, Spanned<Value>)| {
        key.value.eq_ignore_ascii_case("draft") && value.value != Value::Boolean(false)
    };
    page.typed.text("status") == Some("draft") || page.document.front.map.entries.iter().any(is_withheld)
}

/// The URL of a page by its path below the content folder, and whether it is the page of its folder.
fn url_of(below: &str) -> (UrlPath, bool) {
    let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_index = INDEX_STEMS.iter().any(|index| stem.eq_ignore_ascii_case(index));
    let mut path = String::with_capacity(below.len());
    for part in [folder, if is_index { "" } else { stem }].into_iter().filter(|part| !part.is_empty()) {
        path.push_str(&nfc(part));
        path.push('/');
    }
    if path.contains(' ') {
        path = path.replace(' ', "-");
    }
    (UrlPath::new(&path), is_index)
}

/// The id of a page by its path below the content folder.
pub(super) fn id_of(below: &str, is_index: bool) -> String {
    let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if is_index && !folder.is_empty() {
        return folder.rsplit_once('/').map_or(folder, |(_, last)| last).to_owned();
    }
    stem.to_owned()
}

/// The title that a page gives itself, in its front matter or its first heading, or else `fallback`.
fn title_of(
    document: &Document,
    typed: &schema::Typed,
    fallback: impl FnOnce() -> String,
    notes: &mut Notes,
) -> String {
    let heading =
        document.tree().title.as_ref().or_else(|| document.tree().headings().find(|heading| heading.level == 1));
    let words = heading.map(|heading| heading.words.as_str()).filter(|words| !words.is_empty());
    match (typed.text("title"), words) {
        (Some(title), Some(words)) => {
            let range = heading.map(|heading| heading.range).unwrap_or_default();
            if typed.is_explicit && title != words {
                let message = format!("the title is `{title}`, this heading says `{words}`");
                let note = Diagnostic::new(Code::TitleDiffers, &document.path, range, message);
                notes.push(note.help("remove one of the two"));
            }
            title.to_owned()
        }
        (Some(title), None) => title.to_owned(),
        (None, Some(words)) => words.to_owned(),
        (None, None) => fallback(),
    }
}

fn note_empty(document: &Document, notes: &mut Notes) {
    let tree = document.tree();
    let is_empty = tree.blocks.is_empty() && tree.title.is_none() && document.front.format.is_none();
    if is_empty {
        let note =
            Diagnostic::new(Code::EmptyPage, &document.path, TextRange::default(), "this page has nothing on it");
        notes.push(note.help("write it, or remove the file"));
    }
}

/// A folder with pages but without one of its own gets a page that lists them, so that every URL above a page is one.
fn folder_pages(pages: &[Arc<Page>], settings: &Settings<'_>) -> Vec<Page> {
    let mut have = BTreeSet::new();
    let mut want = BTreeSet::from([""]);
    for page in pages {
        let mut folder = page.folder();
        if page.is_index {
            have.insert(folder);
        }
        while want.insert(folder) {
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }
    want.difference(&have).map(|folder| folder_page(folder, settings)).collect()
}

fn folder_page(folder: &str, settings: &Settings<'_>) -> Page {
    let below = if folder.is_empty() { "index.md".to_owned() } else { format!("{folder}/index.md") };
    let path = settings.path_of(&below);
    let name = folder.rsplit_once('/').map_or(folder, |(_, last)| last);
    let title = if folder.is_empty() { settings.fallback_title() } else { humanise(name) };
    Page {
        document: Arc::new(Document::empty(SourcePath::new(&path))),
        typed: schema::Typed::default(),
        id: id_of(&below, true).into(),
        url: url_of(&below).0,
        anchors: BTreeSet::new(),
        title,
        aliases: Vec::new(),
        declaration: None,
        weight: LAST,
        below,
        is_generated: true,
        is_index: true,
    }
}

/// Every file of the content folder that is no page.
pub(super) fn assets(sources: &Sources, content: &str) -> Vec<Asset> {
    let asset = |file: &Arc<crate::source::SourceFile>| match &file.body {
        Body::Asset { disk, .. } | Body::Data { disk, .. } if !is_page_name(file.path.as_str()) => {
            let size = if let Body::Asset { size, .. } = &file.body { *size } else { None };
            let below = file.path.below(content)?;
            let url = asset_url(below, file.digest);
            Some(Asset {
                path: file.path.clone(),
                below: below.to_owned(),
                url,
                disk: disk.clone(),
                digest: file.digest,
                size,
            })
        }
        _ => None,
    };
    sources.below(content).filter_map(asset).collect()
}

/// Where a file is published: beside the pages of its folder.
fn asset_url(below: &str, digest: Digest) -> UrlPath {
    let (stem, extension) = below.rsplit_once('.').unwrap_or((below, ""));
    let name = below.rsplit_once('/').map_or(below, |(_, name)| name);
    let has_room = name.len() + 1 + HASH_DIGITS <= LONGEST_NAME;
    if has_room && HASHED.contains(&extension.to_ascii_lowercase().as_str()) {
        return UrlPath::new(&format!("{stem}.{}.{extension}", digest.short(HASH_DIGITS)));
    }
    UrlPath::new(below)
}

/// The files that pages and assets take; two sources for one URL are noted.
pub(super) fn urls<'a>(pages: &'a Pages, assets: &'a [Asset], notes: &mut Notes) -> TakenFiles<'a> {
    let mut files = TakenFiles::default();
    files.reserve(pages.count() + assets.len());
    for page in pages.iter() {
        let path = &page.document.path;
        match files.entry(folded_address(page.url.as_str())) {
            Entry::Occupied(first) => {
                let first = *first.get();
                let message = format!("this page and `{first}` have the same URL, `/{}`", page.url);
                let note = Diagnostic::new(Code::DuplicateUrl, path, TextRange::default(), message);
                let note = note.related(first, TextRange::default(), "the other one");
                notes.push(note.help("rename one of the files"));
            }
            Entry::Vacant(place) => {
                place.insert(path);
            }
        }
    }
    for asset in assets {
        if let Some(first) = files.insert(folded_address(asset.url.as_str()), &asset.path) {
            let message = format!("this file and `{first}` are published as `/{}`", asset.url);
            let note = Diagnostic::new(Code::DuplicateUrl, &asset.path, TextRange::default(), message);
            notes.push(note.help("rename one of the files"));
        }
    }
    note_files_that_are_folders(&files, notes);
    files
}

/// `Makefile` and the page `Makefile.md` cannot both be published: one is a file, the other a folder of that name.
fn note_files_that_are_folders(files: &TakenFiles<'_>, notes: &mut Notes) {
    let alone = files.iter().filter(|(address, _)| !address.ends_with('/'));
    let alone: ByName<&str, &SourcePath> = alone.map(|(address, path)| (address.as_ref(), *path)).collect();
    let file = |folder: &str| {
        let page = || files.get(address_of(folder));
        if folder.ends_with(INDEX) { page() } else { alone.get(folder) }
    };
    let in_files = files.iter().filter_map(|(address, path)| Some((address, *path, *folders(address).find_map(file)?)));
    let mut in_files: Vec<(&Cow<'_, str>, &SourcePath, &SourcePath)> = in_files.collect();
    in_files.sort();
    for (_, path, other) in in_files {
        let message = format!("this is published in a folder that has the name of the file `{other}`");
        let note = Diagnostic::new(Code::DuplicateUrl, path, TextRange::default(), message);
        notes.push(note.related(other, TextRange::default(), "the file").help("rename one of them"));
    }
}

/// The published files by their folded addresses, each with where it comes from.
type TakenFiles<'a> = ByName<Cow<'a, str>, &'a SourcePath>;

/// The form of the address of a file in which it is compared with others.
fn folded_address(file: &str) -> Cow<'_, str> {
    match fold_path(file) {
        Cow::Borrowed(folded) => address_of(folded).into(),
        Cow::Owned(folded) => address_of(&folded).to_owned().into(),
    }
}

/// The folders above an address, outermost first.
fn folders(address: &str) -> impl Iterator<Item = &str> {
    let slashes = address.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    slashes.map(|(slash, _)| &address[..slash])
}

/// Aliases that begin with `/` are old URLs.
pub(super) fn redirects(pages: &Pages, taken: TakenFiles<'_>, notes: &mut Notes) -> Vec<Redirect> {
    let mut taken = taken;
    let generated = GENERATED.map(|name| (name, SourcePath::new(name)));
    for (name, path) in &generated {
        taken.entry((*name).into()).or_insert(path);
    }
    let mut redirects = Vec::new();
    for (ix, page) in pages.each() {
        for Spanned { value: alias, range } in page.aliases.iter().filter(|alias| alias.value.starts_with('/')) {
            let (path, range) = (&page.document.path, *range);
            let from = alias.trim_matches('/');
            let is_clean = !from.is_empty() && from.split('/').all(is_clean_part);
            if !is_clean {
                let note = Diagnostic::new(Code::WrongValue, path, range, format!("`{alias}` is no URL of this site"));
                notes.push(note.help("write the path of the old page, like `/guides/old-name/`"));
                continue;
            }
            let url = UrlPath::new(&if from.ends_with(".html") { from.to_owned() } else { format!("{from}/") });
            // A file of the name of one of its folders would stand in the way.
            let address = folded_address(url.as_str()).into_owned();
            let wanted = || [address.as_str()].into_iter().chain(folders(&address).map(address_of));
            let other = wanted().find_map(|address| taken.get(address));
            if let Some(other) = other {
                let message = format!("the alias `{alias}` is the URL of `{other}`");
                notes.push(Diagnostic::new(Code::DuplicateUrl, path, range, message).help("remove the alias"));
                continue;
            }
            taken.insert(address.into(), path);
            redirects.push(Redirect { from: url, to: ix });
        }
    }
    redirects.sort_by(|a, b| a.from.cmp(&b.from));
    redirects
}

/// A part of a path that stays below the folder it stands in, on every system.
fn is_clean_part(part: &str) -> bool {
    let is_unsafe = |c: char| c.is_control() || r#"\:?#%<>"|*"#.contains(c);
    let has_clean_ends = !part.starts_with('.') && !part.ends_with(['.', ' ']);
    !part.is_empty() && has_clean_ends && part.len() <= LONGEST_NAME && !part.contains(is_unsafe)
}
