//! From a resolved handbook to the files of its site.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Cache, Progress, guard};
use crate::config::Project;
use crate::derived::{Declared, Derived};
use crate::diag::{Diagnostic, Noted};
use crate::extras;
use crate::handbook::{Handbook, PageIx};
use crate::highlight::{HighlightedCode, Language, is_within_budget};
use crate::output::{Content, OutputFile, SEARCH, Sink};
use crate::render::{RenderedPage, Renderer};
use crate::schema::Kinds;
use crate::source::MachineError;
use crate::text::{Digest, relative_href};
use crate::theme::{Theme, ThemeContent};
use crate::view::{PageView, SiteView, Views, absolute};

/// A code block that some page shows.
struct Wanted<'a> {
    language: &'a str,
    text: Cow<'a, str>,
}

/// Highlights each distinct code block once, the longest first, so that no core waits for it at the end.
///
/// What no page uses any more is dropped. Returns how many blocks were highlighted anew.
pub(super) fn highlight(handbook: &Handbook, cache: &mut Cache, progress: &impl Progress) -> usize {
    let mut wanted: HashMap<Digest, Wanted<'_>> = HashMap::new();
    for page in handbook.pages.iter() {
        let declared = Declared::of_page(page);
        page.document.each_code(|code| {
            if let Some(language) = code.language.as_deref().filter(|_| is_within_budget(&code.text)) {
                let text = declared.mark_fence(code);
                wanted.insert(HighlightedCode::key(language, &text), Wanted { language, text });
            }
        });
    }
    let mut code = HighlightedCode::default();
    let mut missing = Vec::new();
    let mut wanted: Vec<(Digest, Wanted<'_>)> = wanted.into_iter().collect();
    wanted.sort_by_key(|(key, code)| (std::cmp::Reverse(code.text.len()), *key));
    for (key, block) in wanted {
        match cache.code.get(key) {
            Some(html) => code.insert(key, Arc::clone(html)),
            None => missing.push((key, block)),
        }
    }
    progress.begin("Highlighting", missing.len());
    let highlighter = &cache.highlighter;
    let coloured = |block: &Wanted<'_>| {
        let language = highlighter.language(block.language);
        let has_colours = matches!(language, Language::Known(_) | Language::Console);
        has_colours.then(|| highlighter.highlight(&language, &block.text))
    };
    let made: Vec<(Digest, Arc<str>)> = missing
        .par_iter()
        .with_max_len(1)
        .filter_map(|(key, block)| {
            // Code that fails here is tried again on its page, where the fault has a place.
            let html = guard::attempt(|| coloured(block)).flatten();
            progress.advance();
            Some((*key, html?.into()))
        })
        .collect();
    let count = made.len();
    for (key, html) in made {
        code.insert(key, html);
    }
    cache.code = code;
    count
}

pub(super) struct Stage<'a> {
    pub(super) project: &'a Project,
    pub(super) handbook: &'a Handbook,
    pub(super) theme: &'a Theme,
    pub(super) kinds: &'a Kinds,
    pub(super) derived: &'a Derived<'a>,
}

pub(super) struct Rendered {
    pub(super) pages: Vec<Arc<Noted<RenderedPage>>>,
    pub(super) anew: usize,
}

impl Stage<'_> {
    fn site(&self) -> SiteView {
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
        }
    }

    /// Renders every page, the one for unknown addresses and those of old addresses.
    pub(super) fn render(&self, cache: &Cache, progress: &impl Progress, notes: &mut Vec<Diagnostic>) -> Rendered {
        if self.theme.templates.is_empty() {
            return Rendered { pages: Vec::new(), anew: 0 };
        }
        let site = self.site();
        let renderer = Renderer::new(&site, self.theme, &cache.highlighter, &cache.code);
        let views = Views {
            handbook: self.handbook,
            config: &self.project.config,
            kinds: self.kinds,
            derived: self.derived,
            strings: &self.theme.strings,
        };
        let shared = Digest::of_value(&(self.theme.digest, &site));
        let make = |view: &PageView| {
            let input = Digest::of_value(&(shared, view));
            cache.pages.get(&view.url, input, || guard::run(&view.document.path, || renderer.page(view)))
        };
        let page = |ix: PageIx| {
            let page = self.handbook.page(ix);
            let outcome = guard::run(&page.document.path, || make(&views.page(ix))).flatten();
            progress.advance();
            outcome.unwrap_or_else(|fault| {
                Arc::new(Noted::new(RenderedPage { url: page.url.clone(), html: String::new() }, vec![fault]))
            })
        };
        let places: Vec<PageIx> = self.handbook.pages.each().map(|(ix, _)| ix).collect();
        progress.begin("Rendering", places.len());
        let mut pages: Vec<_> = places.par_iter().map(|&ix| page(ix)).collect();
        let mut unwritten = views.search();
        unwritten.push(views.not_found(self.theme.strings.get("not_found")));
        for page in unwritten.par_iter().map(make).collect::<Vec<_>>() {
            match page {
                Ok(page) => pages.push(page),
                Err(fault) => notes.push(fault),
            }
        }
        let anew = cache.pages.take_made();
        pages.extend(self.handbook.redirects.iter().map(|redirect| {
            let to = self.handbook.page(redirect.to);
            let canonical = self.project.config.base_url.as_ref().map(|base| absolute(base, &to.url));
            let target = relative_href(&redirect.from, &to.url);
            Arc::new(renderer.redirect(&redirect.from, &target, canonical.as_deref(), &to.title))
        }));
        notes.extend(pages.iter().flat_map(|page| page.notes.iter().cloned()));
        Rendered { pages, anew }
    }

    /// Puts all files of the site.
    pub(super) fn put_all(&self, pages: &[Arc<Noted<RenderedPage>>], sink: &impl Sink) -> Result<(), MachineError> {
        let own: HashSet<&str> = self.handbook.assets.iter().map(|asset| asset.url.as_str()).collect();
        let put_generated = |file: OutputFile| if own.contains(file.path.as_str()) { Ok(()) } else { sink.put(file) };
        pages.par_iter().try_for_each(|page| {
            let page = &page.value;
            put_generated(OutputFile::new(page.url.file(), page.html.as_bytes()))
        })?;
        self.handbook.assets.par_iter().try_for_each(|asset| {
            let content = Content::CopyOf(asset.disk.clone());
            sink.put(OutputFile { path: asset.url.as_str().to_owned(), content, digest: asset.digest })
        })?;
        for file in self.theme.files.values() {
            let path = file.url.as_str().to_owned();
            let content = match &file.content {
                ThemeContent::Builtin(bytes) => Content::Bytes((*bytes).into()),
                ThemeContent::Text(text) => Content::Bytes(text.as_bytes().into()),
                ThemeContent::Disk(disk) => Content::CopyOf(disk.clone()),
            };
            sink.put(OutputFile { path, content, digest: file.digest })?;
        }
        let base = self.project.config.base_url.as_ref();
        if let Some(base) = base {
            put_generated(extras::sitemap(self.handbook, base))?;
        }
        put_generated(extras::graph(self.handbook, &self.derived.graph))?;
        put_generated(extras::search_start(self.handbook, &self.derived.graph, (self.kinds, &self.theme.strings)))?;
        put_generated(extras::robots(base))
    }
}
