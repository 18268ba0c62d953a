//! Where each link of each page leads.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::collect::Drafts;
use super::ids::{Meaning, Names};
use super::{Asset, AssetIx, Page, PageIx, Pages, Target};
use crate::diag::{Code, Diagnostic, Noted};
use crate::document::{Link, LinkForm};
use crate::source::AT_ONCE;
use crate::text::{ByName, Scheme, UrlPath, fold_path, nfc, relative_href, scheme};

/// Everything a link can lead to.
pub(super) struct Index<'a> {
    pub(super) places: Places<'a>,
    pub(super) names: &'a Names,
    pub(super) drafts: &'a Drafts,
}

/// What a link can lead to by a path or an address.
pub(super) struct Places<'a> {
    pages: &'a Pages,
    assets: &'a [Asset],
    /// Pages and files by their path below the content folder.
    paths: ByName<Cow<'a, str>, Place>,
    /// Pages by their address, without the `/` at its end.
    urls: ByName<&'a str, PageIx>,
}

/// What a "did you mean" can name.
struct Hints<'a> {
    /// How many more faults get one.
    left: usize,
    /// The paths as they are, by their folded form.
    folded: BTreeMap<String, &'a str>,
    /// The paths of each folded file name.
    by_name: HashMap<String, Vec<&'a str>>,
    /// Every id and alias.
    ids: BTreeSet<&'a str>,
}

/// The most faults that get a "did you mean" in one build: looking for what was meant goes over all names, and a
/// handbook that was pointed at the wrong folder has as many faults as links.
const HINTS: usize = 500;

#[derive(Clone, Copy)]
enum Place {
    Page(PageIx),
    Asset(AssetIx),
}

impl<'a> Places<'a> {
    pub(super) fn new(pages: &'a Pages, assets: &'a [Asset]) -> Self {
        let written = pages.each().filter(|(_, page)| !page.is_generated);
        let written = written.map(|(ix, page)| (nfc(&page.below), Place::Page(ix)));
        let files = (0..).map(AssetIx).zip(assets).map(|(ix, asset)| (nfc(&asset.below), Place::Asset(ix)));
        let paths = written.chain(files).collect();
        let urls = pages.each().map(|(ix, page)| (page.url.as_str().trim_end_matches('/'), ix)).collect();
        Self { pages, assets, paths, urls }
    }

    fn find(&self, path: &str) -> Option<Place> {
        let path = nfc(path);
        let by_url = || self.urls.get(path.trim_end_matches('/')).map(|&page| Place::Page(page));
        self.paths.get(path.as_ref()).copied().or_else(by_url)
    }
}

impl<'a> Index<'a> {
    fn hints(&self) -> Hints<'a> {
        let Places { pages, assets, .. } = &self.places;
        let written = pages.iter().filter(|page| !page.is_generated).map(|page| page.below.as_str());
        let paths = written.chain(assets.iter().map(|asset| asset.below.as_str()));
        let folded: BTreeMap<String, &str> = paths.map(|path| (fold_path(path).into_owned(), path)).collect();
        let mut by_name: HashMap<String, Vec<&str>> = HashMap::new();
        for (folded, path) in &folded {
            by_name.entry(name_of(folded).to_owned()).or_default().push(path);
        }
        Hints { left: HINTS, folded, by_name, ids: self.names.all() }
    }

    /// Where the links of all pages lead, in their order.
    ///
    /// What was probably meant is looked for page by page where a link is broken: who is among the first is told.
    pub(super) fn resolve_all(&self) -> Noted<Vec<Vec<Target>>> {
        let pages: Vec<&Page> = self.places.pages.iter().collect();
        let mut found: Vec<_> = pages.par_iter().with_max_len(AT_ONCE).map(|page| self.resolve(page, None)).collect();
        let mut hints = None;
        for (found, page) in found.iter_mut().zip(pages).filter(|(found, _)| !found.notes.is_empty()) {
            *found = self.resolve(page, Some(hints.get_or_insert_with(|| self.hints())));
        }
        let mut notes = Vec::new();
        Noted::new(found.into_iter().map(|found| found.take(&mut notes)).collect(), notes)
    }

    /// Where the links of a page lead, in their order.
    fn resolve(&self, page: &Page, hints: Option<&mut Hints<'a>>) -> Noted<Vec<Target>> {
        let mut resolver = Resolver { index: self, page, hints, notes: Vec::new() };
        let targets = page.document.links.iter().map(|link| resolver.link(link)).collect();
        Noted::new(targets, resolver.notes)
    }
}

struct Resolver<'i, 'a> {
    index: &'i Index<'a>,
    page: &'i Page,
    /// `None` where it is enough to know which pages have faults.
    hints: Option<&'i mut Hints<'a>>,
    notes: Vec<Diagnostic>,
}

impl<'a> Resolver<'_, 'a> {
    /// What can be named in a "did you mean" that takes a search, as long as there may be another one.
    fn searched(&mut self) -> Option<&Hints<'a>> {
        let hints = self.hints.as_deref_mut().filter(|hints| hints.left > 0)?;
        hints.left -= 1;
        Some(hints)
    }

    fn note(&mut self, code: Code, link: &Link, message: String) -> &mut Diagnostic {
        self.notes.push(Diagnostic::new(code, &self.page.document.path, link.range, message));
        self.notes.last_mut().expect("it was pushed above")
    }

    fn link(&mut self, link: &Link) -> Target {
        if matches!(link.form, LinkForm::Wiki | LinkForm::BareWiki) {
            return self.wiki(link);
        }
        match scheme(&link.target) {
            Scheme::Allowed => Target::External(link.target.clone()),
            Scheme::Forbidden => {
                let name = link.target.split(':').next().unwrap_or_default().trim().escape_debug().to_string();
                self.note(Code::ForbiddenUrl, link, format!("links with `{name}:` are not published")).help =
                    Some("only `http`, `https`, `mailto`, `tel` and places of the handbook are".to_owned());
                Target::Broken
            }
            Scheme::Relative => self.relative(link),
        }
    }

    fn wiki(&mut self, link: &Link) -> Target {
        let (id, fragment) = match link.target.split_once('#') {
            Some((id, fragment)) => (id.trim(), Some(fragment.trim())),
            None => (link.target.as_str(), None),
        };
        if id.is_empty() {
            return self.on_this_page(link, fragment);
        }
        match self.index.names.find(id) {
            Meaning::Page(page) => self.page_target(link, page, String::new(), fragment),
            Meaning::Unknown if self.index.drafts.has_name(id) => {
                self.note(Code::BrokenLink, link, format!("`{id}` is a draft, which is not published")).help =
                    Some("publish the draft with this page, or remove the link".to_owned());
                Target::Broken
            }
            Meaning::Unknown => {
                let near = self.searched().and_then(|hints| crate::diag::nearest(id, hints.ids.iter().copied()));
                let help = near.map(|near| format!("did you mean `[[{near}]]`?"));
                self.note(Code::UnknownId, link, format!("no page has the id `{id}`")).help = help;
                Target::Broken
            }
            Meaning::Ambiguous(pages) => {
                let paths: Vec<_> = pages
                    .iter()
                    .map(|&page| format!("`{}`", self.index.places.pages.get(page).document.path))
                    .collect();
                self.note(Code::AmbiguousId, link, format!("several pages answer to `{id}`: {}", paths.join(", ")))
                    .help = Some("link to the file, or give one of them an `id`".to_owned());
                Target::Broken
            }
        }
    }

    fn relative(&mut self, link: &Link) -> Target {
        let (rest, fragment) = match link.target.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (link.target.as_str(), None),
        };
        let (path, query) = rest.find('?').map_or((rest, ""), |at| rest.split_at(at));
        let path = decode(path);
        if path.is_empty() {
            return self.on_this_page(link, fragment);
        }
        let Some(below) = below_content(self.page, &path) else {
            let message = format!("`{}` leads out of the handbook", link.target);
            self.note(missing(link), link, message).help = Some("use the full address of what lies outside".to_owned());
            return Target::Broken;
        };
        match self.index.places.find(&below) {
            Some(Place::Page(page)) => self.page_target(link, page, query.to_owned(), fragment),
            Some(Place::Asset(asset)) => {
                let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                Target::Asset { asset, suffix: format!("{query}{fragment}") }
            }
            None => {
                self.note_missing(link, &below);
                Target::Broken
            }
        }
    }

    fn on_this_page(&mut self, link: &Link, fragment: Option<&str>) -> Target {
        let here = self.index.places.urls.get(self.page.url.as_str().trim_end_matches('/')).copied();
        if let (Some(fragment), Some(here)) = (fragment, here) {
            self.page_target(link, here, String::new(), Some(fragment))
        } else {
            self.note(missing(link), link, "this link leads nowhere".to_owned()).help =
                Some("write a path or an address between the parentheses".to_owned());
            Target::Broken
        }
    }

    fn page_target(&mut self, link: &Link, page: PageIx, query: String, fragment: Option<&str>) -> Target {
        // An empty fragment and `top` are the top of the page (HTML, "indicated part of the document").
        let Some(fragment) = fragment.map(decode).filter(|fragment| !fragment.is_empty()) else {
            return Target::Page { page, query, fragment: None };
        };
        let to = self.index.places.pages.get(page);
        if !to.has_anchor(&fragment) && fragment != "top" {
            let slug = crate::text::slug(&fragment);
            let same_slug = to.has_anchor(&slug).then_some(slug.as_str());
            let help = same_slug
                .or_else(|| self.searched().and_then(|_| crate::diag::nearest(&fragment, to.all_anchors())))
                .map(|near| format!("did you mean `#{near}`?"));
            let path = &to.document.path;
            let message = if *path == self.page.document.path {
                format!("this page has no heading `#{fragment}`")
            } else {
                format!("`{path}` has no heading `#{fragment}`")
            };
            self.note(Code::BrokenAnchor, link, message).help = help;
        }
        Target::Page { page, query, fragment: Some(fragment) }
    }

    fn note_missing(&mut self, link: &Link, below: &str) {
        let what = if link.form == LinkForm::Image { "image" } else { "file" };
        let index = self.index;
        if index.drafts.has_place(below) {
            self.note(missing(link), link, format!("`{}` is a draft, which is not published", link.target)).help =
                Some("publish the draft with this page, or remove the link".to_owned());
            return;
        }
        let suggestion =
            self.suggestion(below).map(|near| relative_href(&UrlPath::new(&self.page.below), &UrlPath::new(near)));
        let message = format!("there is no {what} `{}`", link.target);
        self.note(missing(link), link, message).help = suggestion.map(|near| format!("did you mean `{near}`?"));
    }

    /// A path that was probably meant: the same in another case, the same name elsewhere, or nearly the same.
    fn suggestion(&mut self, below: &str) -> Option<&'a str> {
        let hints = self.hints.as_deref()?;
        let folded = fold_path(below).into_owned();
        for candidate in [folded.clone(), format!("{folded}.md"), folded.replace(".html", ".md")] {
            if let Some(path) = hints.folded.get(&candidate) {
                return Some(path);
            }
        }
        if let Some([path]) = hints.by_name.get(name_of(&folded)).map(Vec::as_slice) {
            return Some(path);
        }
        let mut known = self.searched()?.folded.iter();
        known.find(|(known, _)| is_typo(&folded, known)).map(|(_, path)| *path)
    }
}

/// The path below the content folder that a path means which stands on a page; `None` where it leads out.
pub(super) fn below_content(page: &Page, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => page.folder().split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether two paths differ in one part alone, and there by no more than a typo.
fn is_typo(written: &str, known: &str) -> bool {
    let mut different = written.split('/').zip(known.split('/')).filter(|(a, b)| a != b);
    match (different.next(), different.next()) {
        (Some((a, b)), None) => {
            let depth = |path: &str| path.matches('/').count();
            depth(written) == depth(known) && crate::diag::nearest(a, [b]).is_some()
        }
        _ => false,
    }
}

/// The code of a link that leads to nothing.
fn missing(link: &Link) -> Code {
    if link.form == LinkForm::Image { Code::BrokenImage } else { Code::BrokenLink }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}
