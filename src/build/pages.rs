//! From a resolved handbook to the files of its site.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::{Cache, guard, kept};
use crate::config::Project;
use crate::derived::{Declared, Derived};
use crate::diag::{Diagnostic, Noted, Severity};
use crate::extras;
use crate::handbook::{Asset, Handbook, Page, PageIx, Redirect};
use crate::highlight::{HighlightedCode, is_within_budget};
use crate::output::{Content, FEED, HEALTH, Kept, OutputFile, SEARCH, Sink, TAGS, TakeFile, address_of};
use crate::progress::{Part, Piece, Progress, piece};
use crate::render::{RenderedPage, Renderer};
use crate::schema::Kinds;
use crate::search::{self, HeldEntry, PageEntry, Room};
use crate::source::{AT_ONCE, MachineError};
use crate::text::{Bytes, Digest, Shelf, ShortText, SourcePath, UrlPath, relative_href};
use crate::theme::{Theme, ThemeContent, ThemeFile};
use crate::view::{PageView, SiteView, Views, absolute};

impl MadePage {
    /// A page that search knows nothing of.
    fn alone(rendered: RenderedPage) -> Self {
        let entry = HeldEntry::new(PageEntry::unlisted(rendered.url.clone()), &Room::Whole);
        Self { rendered, entry }
    }

    /// What stands in the place of a page that cannot be made.
    fn empty(url: UrlPath, fault: Diagnostic) -> Noted<Self> {
        Noted::new(Self::alone(RenderedPage::new(url, String::new())), vec![fault])
    }
}

/// A code block that some page shows, with its variables marked.
struct Wanted<'a> {
    /// One of the pages that show it.
    page: &'a SourcePath,
    language: ShortText,
    text: String,
}

/// What a site is made from.
pub(super) struct Stage<'a> {
    project: &'a Project,
    handbook: &'a Handbook,
    theme: &'a Theme,
    kinds: &'a Kinds,
    derived: &'a Derived<'a>,
    /// Where the words of a page wait for those of the last one; none where nobody makes an index of them.
    room: Option<Room>,
    /// The paths of the handbook's own files in the site.
    own: HashSet<&'a str>,
}

/// A page as it is published, and what search knows of it: both follow from its view alone.
pub(super) struct MadePage {
    pub(super) rendered: RenderedPage,
    pub(super) entry: HeldEntry,
}

/// What is left of pages that were printed.
#[derive(Default)]
pub(super) struct Rendered {
    /// What search knows of each page of the handbook.
    pub(super) entries: Vec<(PageIx, HeldEntry)>,
    /// What is wrong with them.
    pub(super) notes: Vec<Diagnostic>,
    /// The full addresses of pages that are none of the handbook's, for crawlers.
    pub(super) further: Vec<String>,
}

impl<'a> Stage<'a> {
    pub(super) fn new(
        (project, handbook): (&'a Project, &'a Handbook),
        (theme, kinds): (&'a Theme, &'a Kinds),
        (derived, room): (&'a Derived<'a>, Option<Room>),
    ) -> Self {
        let own = handbook.assets.iter().map(|asset| asset.url.as_str()).collect();
        let room = room.filter(|_| project.config.search.enabled);
        Self { project, handbook, theme, kinds, derived, room, own }
    }

    /// What search knows of a page.
    fn entry(&self, view: &PageView) -> HeldEntry {
        match &self.room {
            Some(room) => HeldEntry::new(PageEntry::of(view), room),
            None => HeldEntry::new(PageEntry::without_words(view), &Room::Whole),
        }
    }

    /// The same of a page that was kept, from the bytes of what was known of it.
    fn kept_entry(&self, view: &PageView, bytes: &[u8]) -> Option<HeldEntry> {
        self.room.as_ref().map_or_else(|| Some(self.entry(view)), |room| HeldEntry::from_bytes(bytes, room))
    }

    pub(super) fn site(&self) -> SiteView {
        let extra = |extensions: &[&str]| {
            let is_meant = |name: &str| extensions.iter().any(|extension| name.ends_with(extension));
            let files = self.theme.files.iter().filter(|(name, file)| file.is_extra && is_meant(name));
            files.map(|(_, file)| file.url.encoded()).collect()
        };
        let has_feed = self.project.config.base_url.is_some() && extras::has_feed(self.handbook);
        SiteView {
            title: self.handbook.title.clone(),
            description: self.project.config.description.clone(),
            language: self.project.config.language.clone(),
            extra_styles: extra(&[".css"]),
            extra_scripts: extra(&[".js", ".mjs"]),
            search: SEARCH,
            has_search: self.project.config.search.enabled,
            tags: (!self.derived.tags.is_empty()).then_some(TAGS),
            health: self.derived.health.is_some().then_some(HEALTH),
            feed: has_feed.then_some(FEED),
            has_roles: !self.derived.graph.of_kind("role").is_empty(),
        }
    }

    pub(super) fn views(&self) -> Views<'_> {
        Views {
            handbook: self.handbook,
            config: &self.project.config,
            kinds: self.kinds,
            derived: self.derived,
            strings: &self.theme.strings,
            outlooks: Shelf::default(),
        }
    }
}

/// A stage with everything that its pages are printed with.
pub(super) struct Press<'a> {
    stage: &'a Stage<'a>,
    renderer: Renderer<'a>,
    views: Views<'a>,
    /// The digest of what all pages share.
    shared: Digest,
    cache: &'a Cache,
}

impl<'a> Press<'a> {
    pub(super) fn new(stage: &'a Stage<'a>, site: &'a SiteView, cache: &'a Cache) -> Self {
        let renderer = Renderer::new(site, stage.theme, &cache.highlighter, &cache.code);
        Self { stage, renderer, views: stage.views(), shared: Digest::of_value(&(stage.theme.digest, site)), cache }
    }

    fn print(&self, view: &PageView) -> Result<Arc<Noted<MadePage>>, Diagnostic> {
        let key = || Digest::of_value(&(self.shared, view));
        let has_words = self.stage.room.is_some();
        let input = |key| Digest::of_value(&(key, has_words));
        let make = || {
            let entry = self.stage.entry(view);
            self.renderer.page(view).map(|rendered| MadePage { rendered, entry })
        };
        let Some(kept) = self.cache.kept.as_deref() else {
            return self.cache.pages.get(&view.url, || input(key()), || guard::run(&view.document.path, make));
        };
        let key = key();
        if let Some(page) = kept::page(kept, key, &view.url, |bytes| self.stage.kept_entry(view, bytes)) {
            return Ok(Arc::new(page));
        }
        let page = self.cache.pages.get(&view.url, || input(key), || guard::run(&view.document.path, make))?;
        // The key of a page says whether its site has an index, not whether this build makes one.
        if has_words || !self.stage.project.config.search.enabled {
            kept::keep_page(kept, key, &page);
        }
        Ok(page)
    }

    fn page(&self, ix: PageIx) -> Arc<Noted<MadePage>> {
        let page = self.stage.handbook.page(ix);
        let outcome = guard::run(&page.document.path, || self.print(&self.views.page(ix))).flatten();
        outcome.unwrap_or_else(|fault| Arc::new(MadePage::empty(page.url.clone(), fault)))
    }

    /// Makes the files that somebody waits for.
    pub(super) fn serve(&self, sink: &impl Sink) {
        if self.stage.theme.templates.is_empty() {
            return;
        }
        while let Some(path) = sink.wanted() {
            let file = self.file(&path);
            sink.put_first(path, file);
        }
    }

    /// A page, an asset or a file of the theme by its path.
    fn file(&self, path: &str) -> Option<OutputFile> {
        let Stage { handbook, theme, .. } = self.stage;
        if let Some(ix) = handbook.at(&UrlPath::new(address_of(path))) {
            let page = self.page(ix);
            let is_right = page.notes.iter().all(|note| note.severity < Severity::Error);
            return is_right.then(|| file_of(&page.value.rendered));
        }
        let asset = handbook.assets.iter().find(|asset| asset.url.as_str() == path).map(file_of_asset);
        asset.or_else(|| theme.files.values().find(|file| file.url.as_str() == path).map(file_of_theme))
    }

    /// Highlights each distinct code block that is dear once, the longest first, so that no core waits for it at the end.
    ///
    /// What no page uses any more is dropped. Between two blocks whoever waits for a file is served.
    pub(super) fn highlight(&self, progress: &impl Progress, sink: &impl Sink, may_serve: bool) {
        let highlighter = &self.cache.highlighter;
        let pages: Vec<&Page> = self.stage.handbook.pages.iter().collect();
        let codes = pages.par_iter().fold(HashMap::new, |mut wanted, page| {
            let is_dear = |language: &str| highlighter.language(language).is_dear();
            if !page.document.may_have_code(is_dear) {
                return wanted;
            }
            let declared = Declared::of_page(page);
            page.document.opened().tree().each_code(|code| {
                let language = code.language.as_ref().filter(|language| is_dear(language));
                if let Some(language) = language.filter(|_| is_within_budget(&code.text)) {
                    let text = declared.mark(&code.text);
                    let key = HighlightedCode::key(language, &text);
                    wanted.entry(key).or_insert_with(|| {
                        let is_missing = self.cache.code.get(key).is_none();
                        let make = || Wanted {
                            page: &page.document.path,
                            language: language.clone(),
                            text: text.into_owned(),
                        };
                        is_missing.then(make)
                    });
                }
            });
            wanted
        });
        // The first page that has a block stands for it, whichever thread came upon it.
        let wanted: HashMap<Digest, Option<Wanted<'_>>> = codes.reduce(HashMap::new, |all, mut some| {
            some.extend(all);
            some
        });
        self.cache.code.keep(&wanted.keys().copied().collect());
        let mut missing: Vec<(Digest, Wanted<'_>)> =
            wanted.into_iter().filter_map(|(key, block)| Some((key, block?))).collect();
        missing.sort_by_key(|(key, block)| (Reverse(block.text.len()), *key));
        progress.begin(Part::Highlight, missing.len());
        missing.par_iter().with_max_len(1).for_each(|(key, block)| {
            if sink.is_abandoned() {
                return;
            }
            if may_serve {
                self.serve(sink);
            }
            // Code that fails here is tried again on its page, where the fault has a place.
            let make = || {
                let language = highlighter.language(&block.language);
                self.cache.code.get_or_make(*key, || highlighter.highlight(&language, &block.text));
            };
            let highlight = Piece { part: Part::Highlight, page: block.page.as_str(), language: &block.language };
            piece(progress, highlight, || guard::attempt(make));
            progress.advance();
        });
    }

    /// Prints every page, the one for unknown addresses and those of old addresses, and puts each as it is made unless
    /// something is wrong already: none is held longer than it takes.
    pub(super) fn render(
        &self,
        progress: &impl Progress,
        sink: &impl Sink,
        is_right: bool,
    ) -> Result<Rendered, MachineError> {
        let Stage { handbook, theme, .. } = self.stage;
        if theme.templates.is_empty() {
            return Ok(Rendered::default());
        }
        let places: Vec<PageIx> = handbook.pages.each().map(|(ix, _)| ix).collect();
        progress.begin(Part::Render, places.len());
        let put = |page: &Noted<MadePage>| {
            if !is_right || sink.is_abandoned() {
                return Ok(());
            }
            self.stage.put_generated(file_of(&page.value.rendered), (sink, progress))
        };
        let print = |ix: &PageIx| {
            if is_right {
                self.serve(sink);
            }
            if sink.is_abandoned() {
                return Ok(None);
            }
            let render = Piece::of_page(Part::Render, handbook.page(*ix).document.path.as_str());
            let page = piece(progress, render, || self.page(*ix));
            progress.advance();
            put(&page)?;
            Ok(Some(((*ix, page.value.entry.clone()), page.notes.clone())))
        };
        let print_written = || {
            places
                .par_iter()
                .with_max_len(AT_ONCE)
                .filter_map(|ix| print(ix).transpose())
                .collect::<Result<Vec<_>, MachineError>>()
        };
        let print_unwritten = || {
            let mut unwritten = self.views.search();
            unwritten.push(self.views.not_found(theme.strings.get("not_found")));
            unwritten.extend(self.views.tags());
            unwritten.extend(self.views.health());
            let print = |view: &PageView| {
                let page = self.print(view);
                let page = page.unwrap_or_else(|fault| Arc::new(MadePage::empty(view.url.clone(), fault)));
                put(&page).map(|()| (view.canonical.clone(), page.notes.clone()))
            };
            unwritten.par_iter().map(print).collect::<Result<Vec<_>, MachineError>>()
        };
        let (written, unwritten) = rayon::join(print_written, print_unwritten);
        let (entries, notes): (Vec<_>, Vec<_>) = written?.into_iter().unzip();
        let (further, others): (Vec<_>, Vec<_>) = unwritten?.into_iter().unzip();
        let further = further.into_iter().flatten().collect();
        let mut notes: Vec<Diagnostic> = notes.into_iter().chain(others).flatten().collect();
        for redirect in &handbook.redirects {
            let page = self.redirect(redirect);
            put(&page)?;
            notes.extend(page.notes);
        }
        Ok(Rendered { entries, notes, further })
    }

    /// The page of an old address.
    fn redirect(&self, redirect: &Redirect) -> Noted<MadePage> {
        let Stage { handbook, project, .. } = self.stage;
        let to = handbook.page(redirect.to);
        let canonical = project.config.base_url.as_ref().map(|base| absolute(base, &to.url));
        let target = relative_href(&redirect.from, &to.url);
        self.renderer.redirect(&redirect.from, &target, canonical.as_deref(), &to.title).map(MadePage::alone)
    }
}

fn file_of(page: &RenderedPage) -> OutputFile {
    let content = Content::Bytes(page.html.clone());
    OutputFile { path: page.url.file(), content, digest: page.digest }
}

fn file_of_asset(asset: &Asset) -> OutputFile {
    let content = Content::CopyOf(asset.disk.clone());
    OutputFile { path: asset.url.as_str().to_owned(), content, digest: asset.digest }
}

fn file_of_theme(file: &ThemeFile) -> OutputFile {
    let content = match &file.content {
        ThemeContent::Builtin(bytes) => Content::Bytes(Bytes::from_static(bytes)),
        ThemeContent::Text(text) => Content::Bytes(Bytes::copy_from_slice(text.as_bytes())),
        ThemeContent::Disk(disk) => Content::CopyOf(disk.clone()),
    };
    OutputFile { path: file.url.as_str().to_owned(), content, digest: file.digest }
}

impl Stage<'_> {
    /// Puts a file unless the handbook has one of its own in its place.
    fn put_generated(
        &self,
        file: OutputFile,
        (sink, progress): (&impl Sink, &impl Progress),
    ) -> Result<(), MachineError> {
        if self.own.contains(file.path.as_str()) { Ok(()) } else { put(file, sink, progress) }
    }

    /// Puts all files of the site but its pages and the index.
    pub(super) fn put_rest(
        &self,
        Rendered { entries, further, .. }: &Rendered,
        (sink, progress): (&impl Sink, &impl Progress),
    ) -> Result<(), MachineError> {
        for file in self.lens(entries) {
            self.put_generated(file, (sink, progress))?;
        }
        let put_asset = |asset| put(file_of_asset(asset), sink, progress);
        let put_assets = || self.handbook.assets.par_iter().try_for_each(put_asset);
        let put_graph = || self.put_generated(extras::graph(self.handbook, &self.derived.graph), (sink, progress));
        let put_files = || put_assets().and_then(|()| self.put_single(further, (sink, progress)));
        let (graph, files) = rayon::join(put_graph, put_files);
        graph.and(files)
    }

    /// What the index of the site is made from; nothing where it has none, or a folder in its place.
    pub(super) fn ground(&self, entries: Vec<(PageIx, HeldEntry)>) -> Result<Option<search::Ground>, MachineError> {
        let is_taken = self.own.iter().any(|path| path.split('/').next() == Some(search::FOLDER));
        let language = &self.project.config.language;
        (self.room.is_some() && !is_taken).then(|| search::Ground::new(self.handbook, entries, language)).transpose()
    }

    /// Puts the files of which a site has one: those of the theme, and those for other programs.
    fn put_single(
        &self,
        further: &[String],
        (sink, progress): (&impl Sink, &impl Progress),
    ) -> Result<(), MachineError> {
        for file in self.theme.files.values() {
            put(file_of_theme(file), sink, progress)?;
        }
        let base = self.project.config.base_url.as_ref();
        if let Some(base) = base {
            self.put_generated(extras::sitemap(self.handbook, base, further), (sink, progress))?;
            if let Some(feed) = extras::feed(self.handbook, base, &self.project.config.language) {
                self.put_generated(feed, (sink, progress))?;
            }
        }
        let start = extras::search_start(self.handbook, &self.derived.graph, (self.kinds, &self.theme.strings));
        self.put_generated(start, (sink, progress))?;
        self.put_generated(extras::robots(base), (sink, progress))
    }

    /// Which pages serve which role.
    fn lens(&self, entries: &[(PageIx, HeldEntry)]) -> Vec<OutputFile> {
        let pages = entries.iter().map(|(ix, entry)| (*ix, entry.search()));
        extras::lens(self.handbook, &self.derived.graph, pages)
    }
}

/// Puts the files of search.
pub(super) fn put_index(
    ground: search::Ground,
    kept: Option<Arc<dyn Kept>>,
    (sink, progress): (&impl Sink, &impl Progress),
) -> Result<(), MachineError> {
    let make = move |take: &TakeFile<'_>, progress: &dyn Progress| {
        let Some(kept) = kept.as_deref() else { return search::files(&ground, None, take, progress) };
        let key = Digest::of_value(&ground);
        if let Some(files) = kept::files(kept, key) {
            return files.into_par_iter().try_for_each(take);
        }
        let names = Mutex::new(BTreeMap::new());
        let note = |file: OutputFile| {
            names.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path.clone(), file.digest);
            take(file)
        };
        search::files(&ground, Some(kept), &note, progress)?;
        kept::keep_files(kept, key, &names.into_inner().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    };
    sink.put_group(search::FOLDER, Arc::new(make), progress)
}

fn put(file: OutputFile, sink: &impl Sink, progress: &impl Progress) -> Result<(), MachineError> {
    piece(progress, Piece::of_all(Part::Write), || sink.put(file))
}
