//! From a resolved handbook to the files of its site.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Cache, Progress, guard};
use crate::config::Project;
use crate::derived::{Declared, Derived};
use crate::diag::{Diagnostic, Noted, Severity};
use crate::extras;
use crate::handbook::{Asset, Handbook, PageIx};
use crate::highlight::{HighlightedCode, is_within_budget};
use crate::output::{Content, OutputFile, SEARCH, Sink, address_of};
use crate::render::{RenderedPage, Renderer};
use crate::schema::Kinds;
use crate::search::{self, PageEntry};
use crate::source::MachineError;
use crate::text::{Digest, UrlPath, relative_href};
use crate::theme::{Theme, ThemeContent, ThemeFile};
use crate::view::{PageView, SiteView, Views, absolute};

impl MadePage {
    /// A page that search knows nothing of.
    fn alone(rendered: RenderedPage) -> Self {
        let entry = Arc::new(PageEntry::unlisted(rendered.url.clone()));
        Self { rendered, entry }
    }

    /// What stands in the place of a page that cannot be made.
    fn empty(url: UrlPath, fault: Diagnostic) -> Noted<Self> {
        Noted::new(Self::alone(RenderedPage::new(url, String::new())), vec![fault])
    }
}

/// A code block that some page shows, with its variables marked.
struct Wanted<'a> {
    language: &'a str,
    text: Cow<'a, str>,
}

/// What a site is made from.
pub(super) struct Stage<'a> {
    pub(super) project: &'a Project,
    pub(super) handbook: &'a Handbook,
    pub(super) theme: &'a Theme,
    pub(super) kinds: &'a Kinds,
    pub(super) derived: &'a Derived<'a>,
}

/// A page as it is published, and what search knows of it: both follow from its view alone.
pub(super) struct MadePage {
    pub(super) rendered: RenderedPage,
    pub(super) entry: Arc<PageEntry>,
}

pub(super) struct Rendered {
    pub(super) pages: Vec<Arc<Noted<MadePage>>>,
    /// What search knows of each page of the handbook.
    pub(super) entries: Vec<(PageIx, Arc<PageEntry>)>,
    pub(super) anew: usize,
}

impl Stage<'_> {
    pub(super) fn site(&self) -> SiteView {
        let extra = |extensions: &[&str]| {
            let is_meant = |name: &str| extensions.iter().any(|extension| name.ends_with(extension));
            let files = self.theme.files.iter().filter(|(name, file)| file.is_extra && is_meant(name));
            files.map(|(_, file)| file.url.encoded()).collect()
        };
        SiteView {
            title: self.handbook.title.clone(),
            description: self.project.config.description.clone(),
            language: self.project.config.language.clone(),
            extra_styles: extra(&[".css"]),
            extra_scripts: extra(&[".js", ".mjs"]),
            search: SEARCH,
            has_search: self.project.config.search.enabled,
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
        let input = Digest::of_value(&(self.shared, view));
        let make = || {
            let entry = Arc::new(PageEntry::of(view));
            self.renderer.page(view).map(|rendered| MadePage { rendered, entry })
        };
        self.cache.pages.get(&view.url, input, || guard::run(&view.document.path, make))
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

    /// Highlights each distinct code block once, the longest first, so that no core waits for it at the end.
    ///
    /// What no page uses any more is dropped. Between two blocks whoever waits for a file is served.
    pub(super) fn highlight(&self, progress: &impl Progress, sink: &impl Sink, may_serve: bool) {
        let mut wanted: HashMap<Digest, Wanted<'_>> = HashMap::new();
        for page in self.stage.handbook.pages.iter() {
            let declared = Declared::of_page(page);
            page.document.each_code(|code| {
                if let Some(language) = code.language.as_deref().filter(|_| is_within_budget(&code.text)) {
                    let text = declared.mark(&code.text);
                    wanted.insert(HighlightedCode::key(language, &text), Wanted { language, text });
                }
            });
        }
        self.cache.code.keep(&wanted.keys().copied().collect());
        let mut missing: Vec<(Digest, Wanted<'_>)> =
            wanted.into_iter().filter(|(key, _)| self.cache.code.get(*key).is_none()).collect();
        missing.sort_by_key(|(key, block)| (Reverse(block.text.len()), *key));
        progress.begin("Highlighting", missing.len());
        missing.par_iter().with_max_len(1).for_each(|(key, block)| {
            if sink.is_abandoned() {
                return;
            }
            if may_serve {
                self.serve(sink);
            }
            let highlighter = &self.cache.highlighter;
            // Code that fails here is tried again on its page, where the fault has a place.
            guard::attempt(|| {
                let language = highlighter.language(block.language);
                if language.has_colours() {
                    self.cache.code.get_or_make(*key, || highlighter.highlight(&language, &block.text));
                }
            });
            progress.advance();
        });
    }

    /// Renders every page, the one for unknown addresses and those of old addresses.
    pub(super) fn render(&self, progress: &impl Progress, sink: &impl Sink, may_serve: bool) -> Rendered {
        let Stage { handbook, theme, project, .. } = self.stage;
        if theme.templates.is_empty() {
            return Rendered { pages: Vec::new(), entries: Vec::new(), anew: 0 };
        }
        let places: Vec<PageIx> = handbook.pages.each().map(|(ix, _)| ix).collect();
        progress.begin("Rendering", places.len());
        let next = |ix: &PageIx| {
            if may_serve {
                self.serve(sink);
            }
            let page = (!sink.is_abandoned()).then(|| (*ix, self.page(*ix)));
            progress.advance();
            page
        };
        let made: Vec<(PageIx, Arc<Noted<MadePage>>)> = places.par_iter().filter_map(next).collect();
        let entries = made.iter().map(|(ix, page)| (*ix, Arc::clone(&page.value.entry))).collect();
        let mut pages: Vec<_> = made.into_iter().map(|(_, page)| page).collect();
        let mut unwritten = self.views.search();
        unwritten.push(self.views.not_found(theme.strings.get("not_found")));
        let print = |view: &PageView| {
            self.print(view).unwrap_or_else(|fault| Arc::new(MadePage::empty(view.url.clone(), fault)))
        };
        pages.par_extend(unwritten.par_iter().map(print));
        let anew = self.cache.pages.take_made();
        pages.extend(handbook.redirects.iter().map(|redirect| {
            let to = handbook.page(redirect.to);
            let canonical = project.config.base_url.as_ref().map(|base| absolute(base, &to.url));
            let target = relative_href(&redirect.from, &to.url);
            let page = self.renderer.redirect(&redirect.from, &target, canonical.as_deref(), &to.title);
            Arc::new(page.map(MadePage::alone))
        }));
        Rendered { pages, entries, anew }
    }
}

fn file_of(page: &RenderedPage) -> OutputFile {
    let content = Content::Bytes(Arc::clone(&page.html).into());
    OutputFile { path: page.url.file(), content, digest: page.digest }
}

fn file_of_asset(asset: &Asset) -> OutputFile {
    let content = Content::CopyOf(asset.disk.clone());
    OutputFile { path: asset.url.as_str().to_owned(), content, digest: asset.digest }
}

fn file_of_theme(file: &ThemeFile) -> OutputFile {
    let content = match &file.content {
        ThemeContent::Builtin(bytes) => Content::Bytes((*bytes).into()),
        ThemeContent::Text(text) => Content::Bytes(text.as_bytes().into()),
        ThemeContent::Disk(disk) => Content::CopyOf(disk.clone()),
    };
    OutputFile { path: file.url.as_str().to_owned(), content, digest: file.digest }
}

impl Stage<'_> {
    /// Puts all files of the site.
    pub(super) fn put_all(&self, rendered: &Rendered, sink: &impl Sink) -> Result<(), MachineError> {
        let own: HashSet<&str> = self.handbook.assets.iter().map(|asset| asset.url.as_str()).collect();
        let put_generated = |file: OutputFile| if own.contains(file.path.as_str()) { Ok(()) } else { sink.put(file) };
        let put_pages = || {
            rendered.pages.par_iter().try_for_each(|page| put_generated(file_of(&page.value.rendered)))?;
            self.handbook.assets.par_iter().try_for_each(|asset| sink.put(file_of_asset(asset)))
        };
        // What the system takes to write the files of the index, which lie in one folder, is hidden behind the rest.
        let (index, pages) = rayon::join(|| self.put_index(rendered, &own, sink), put_pages);
        index.and(pages)?;
        for file in self.theme.files.values() {
            sink.put(file_of_theme(file))?;
        }
        self.lens(rendered).into_iter().try_for_each(put_generated)?;
        let base = self.project.config.base_url.as_ref();
        if let Some(base) = base {
            put_generated(extras::sitemap(self.handbook, base))?;
        }
        put_generated(extras::graph(self.handbook, &self.derived.graph))?;
        put_generated(extras::search_start(self.handbook, &self.derived.graph, (self.kinds, &self.theme.strings)))?;
        put_generated(extras::robots(base))
    }

    /// Which pages serve which role.
    fn lens(&self, rendered: &Rendered) -> Vec<OutputFile> {
        let pages = rendered.entries.iter().map(|(ix, entry)| (*ix, &entry.search));
        extras::lens(self.handbook, &self.derived.graph, pages)
    }

    /// Puts the files of search, unless the handbook has a folder of their name.
    fn put_index(&self, rendered: &Rendered, own: &HashSet<&str>, sink: &impl Sink) -> Result<(), MachineError> {
        let is_taken = own.iter().any(|path| path.split('/').next() == Some(search::FOLDER));
        if !self.project.config.search.enabled || is_taken {
            return Ok(());
        }
        let language = &self.project.config.language;
        let ground = search::Ground::new(self.handbook, rendered.entries.clone(), language);
        sink.put_group(search::FOLDER, Arc::new(move || search::files(&search::Index::new(&ground))))
    }
}
