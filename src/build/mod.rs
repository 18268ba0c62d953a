//! The one way from sources to a site: `build`, `check` and `serve` differ in where the files go.

mod guard;
mod memo;
mod model;
mod pages;
mod search;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Project;
use crate::data::Date;
use crate::derived::{self, Ground};
use crate::diag::{self, Diagnostic, Noted, Severity};
use crate::document::{self, Document, ParseOptions};
use crate::handbook::{self, Settings};
use crate::highlight::{HighlightedCode, Highlighter};
use crate::output::Sink;
use crate::progress::{Part, Piece, Progress, piece};
use crate::rules;
use crate::schema::Kinds;
use crate::source::{MachineError, Sources};
use crate::text::{Digest, SourcePath, UrlPath};
use crate::theme::{self, Theme};

pub use guard::words_of;
pub use memo::{Latest, Memo};
pub use model::with_model;
pub use search::search_index;

/// What decides the bytes of a site besides its sources and settings.
#[derive(Clone, Copy, Debug)]
pub struct BuildOptions {
    /// The day of the build.
    pub today: Date,
    /// Whether drafts are published.
    pub drafts: bool,
}

/// What earlier builds made. Dropping it changes how fast the next build is, never what it makes.
#[derive(Default)]
pub struct Cache {
    documents: Memo<SourcePath, Noted<Arc<Document>>>,
    pages: Memo<UrlPath, Noted<pages::MadePage>>,
    theme: Latest<Noted<Theme>>,
    kinds: Latest<Noted<Kinds>>,
    /// Code that was highlighted, in this run or an earlier one.
    pub code: HighlightedCode,
    highlighter: Highlighter,
}

/// What a build made.
#[derive(Debug)]
pub struct Build {
    /// Everything that is wrong, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What was done.
    pub stats: Stats,
    /// Whether it went to its end; one that its sink abandoned did not, and says nothing about faults.
    pub is_whole: bool,
}

impl Build {
    /// Whether something cannot be rendered right.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// What a build did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Pages that somebody wrote.
    pub pages: usize,
    /// Drafts that were left out.
    pub drafts: usize,
    /// Pages that were rendered anew.
    pub rendered: usize,
    /// Code blocks that were highlighted anew.
    pub highlighted: usize,
}

/// Builds a handbook and puts its files into `sink`; with an error in the content, no further file is put.
///
/// The faults that were found while the sources were read are among those of the build.
pub fn build(
    project: &Project,
    sources: &Noted<Sources>,
    options: BuildOptions,
    cache: &Cache,
    (sink, progress): (&impl Sink, &impl Progress),
) -> Result<Build, MachineError> {
    let Noted { value: sources, notes: found } = sources;
    let mut notes = Vec::new();
    let documents = parse(project, sources, cache, progress, &mut notes);
    let theme_folder = project.config.theme.as_ref().map(|theme| theme.value.as_str());
    let theme = cache.theme.get(digest_of_folder(sources, theme_folder), || theme::load(sources, theme_folder));
    let kinds_folder = project.kinds_folder();
    let kinds = cache.kinds.get(digest_of_folder(sources, kinds_folder), || Kinds::of_handbook(sources, kinds_folder));
    notes.extend(theme.notes.iter().chain(&kinds.notes).cloned());
    let (theme, kinds) = (&theme.value, &kinds.value);

    let settings = settings(project, kinds, options);
    progress.begin(Part::Resolve, 0);
    let handbook = handbook::resolve(documents, sources, &settings).take(&mut notes);
    let contexts = project.contexts_folder();
    let ground = Ground { handbook: &handbook, kinds, sources, contexts, today: options.today };
    progress.begin(Part::Check, 0);
    let derived = derived::derive(ground).take(&mut notes);
    notes.extend(rules::check(ground, &derived));

    let stage = pages::Stage { project, handbook: &handbook, theme, kinds, derived: &derived };
    let site = stage.site();
    let press = pages::Press::new(&stage, &site, cache);
    // Nothing of a site that has errors is shown.
    let may_serve = found.iter().chain(&notes).all(|note| note.severity < Severity::Error);
    if may_serve {
        press.serve(sink);
    }
    press.highlight(progress, sink, may_serve);
    let rendered = press.render(progress, sink, may_serve);
    notes.extend(rendered.pages.iter().flat_map(|page| page.notes.iter().cloned()));
    let stats = Stats {
        pages: handbook.pages.iter().filter(|page| !page.is_generated).count(),
        drafts: handbook.drafts,
        rendered: rendered.anew,
        highlighted: cache.code.take_made(),
    };
    if sink.is_abandoned() {
        return Ok(Build { diagnostics: Vec::new(), stats, is_whole: false });
    }
    // What cannot be read is one fault: whatever else is wrong with its text follows from it.
    let unreadable: BTreeSet<&SourcePath> =
        found.iter().filter(|fault| fault.severity == Severity::Error).map(|fault| &fault.at.path).collect();
    notes.retain(|note| !unreadable.contains(&note.at.path));
    notes.extend(found.iter().cloned());
    let build = Build { diagnostics: diag::tidy(notes), stats, is_whole: true };
    if !build.has_errors() {
        progress.begin(Part::Publish, 0);
        stage.put_all(&rendered, sink, progress)?;
    }
    cache.documents.sweep();
    cache.pages.sweep();
    Ok(build)
}

/// The digest of all that lies in a folder.
fn digest_of_folder(sources: &Sources, folder: Option<&str>) -> Digest {
    let files = folder.into_iter().flat_map(|folder| sources.below(folder));
    let files: Vec<(&SourcePath, Digest)> = files.map(|file| (&file.path, file.digest)).collect();
    Digest::of_value(&(folder, files))
}

fn settings<'a>(project: &'a Project, kinds: &'a Kinds, options: BuildOptions) -> Settings<'a> {
    Settings {
        config: &project.config,
        config_path: SourcePath::new(crate::config::CONFIG_FILE),
        name: &project.name,
        content: &project.content,
        kinds,
        today: options.today,
        drafts: options.drafts,
    }
}

fn parse(
    project: &Project,
    sources: &Sources,
    cache: &Cache,
    progress: &impl Progress,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Arc<Document>> {
    let options = ParseOptions { smart_punctuation: project.config.smart_punctuation };
    let files: Vec<_> =
        sources.below(&project.content).filter(|file| file.is_page() && file.text().is_some()).collect();
    progress.begin(Part::Parse, files.len());
    let parsed: Vec<Arc<Noted<Arc<Document>>>> = files
        .par_iter()
        .map(|file| {
            let input = Digest::of_value(&(file.digest, options));
            let read = || {
                let Noted { value, notes } = document::parse(file, options);
                Noted::new(Arc::new(value), notes)
            };
            let made = piece(progress, Piece::of_page(Part::Parse, file.path.as_str()), || {
                cache.documents.get(&file.path, input, || guard::run(&file.path, read))
            });
            progress.advance();
            made.unwrap_or_else(|fault| {
                let empty = Arc::new(Document::empty(file.path.clone()));
                Arc::new(Noted::new(empty, vec![fault]))
            })
        })
        .collect();
    parsed
        .into_iter()
        .map(|noted| {
            notes.extend(noted.notes.iter().cloned());
            Arc::clone(&noted.value)
        })
        .collect()
}
