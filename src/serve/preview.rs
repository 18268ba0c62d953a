//! A handbook that is built again whenever its files change.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::difference::Difference;
use super::events::{Built, Faults, News};
use super::faults::Report;
use super::live::{Live, Served};
use crate::build::{self, Build, BuildOptions, Cache, Stats};
use crate::config::{Project, ProjectError};
use crate::data::Date;
use crate::diag::{self, Diagnostic, Noted, Severity};
use crate::output::OutputFile;
use crate::progress::Quiet;
use crate::publish::{self, CacheFolder};
use crate::source::{self, Layout, MachineError, Sources, Walked};
use crate::text::SourcePath;

/// How many builds in a row may be abandoned since the sources changed again.
///
/// The next one goes to its end, or a file that changes all the time would keep the site from ever being whole.
const MOST_ABANDONED: usize = 8;

/// What is shown, and how.
#[derive(Clone, Debug)]
pub struct PreviewOptions {
    /// The project, or a folder of Markdown.
    pub folder: PathBuf,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The day, asked for at each build: a preview may run over midnight.
    pub today: fn() -> Date,
    /// Where highlighted code is kept between two runs.
    pub code_cache: Option<CacheFolder>,
}

/// What the builder and those who answer readers share.
pub(super) struct Shared {
    /// The site.
    pub(super) live: Live,
    /// What was found when the handbook was last built.
    pub(super) report: RwLock<Option<Arc<Report>>>,
    news: Sender<News>,
}

/// A handbook that is built again whenever its files change.
pub struct Preview {
    options: PreviewOptions,
    /// The handbook with the last settings that were right.
    project: Arc<Project>,
    /// The files of the last look.
    sources: Arc<Noted<Sources>>,
    /// What there is to do even where nothing has changed.
    due: Due,
    today: Option<Date>,
    /// Files that changed since the last build that went to its end.
    unbuilt: Vec<SourcePath>,
    /// How many builds in a row were abandoned.
    abandoned: usize,
    /// A look that was taken before anybody knew whether more would change.
    early: Option<Result<Look, String>>,
    /// Where the last look led that went to its end.
    walked: Walked,
    /// Whether the last look did not.
    is_blind: bool,
    cache: Cache,
    has_new_code: bool,
    shared: Arc<Shared>,
}

/// What there is to do even where nothing has changed since the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// A build of these files, settings and day went to its end.
    Nothing,
    /// None did.
    Build,
    /// Somebody asked for a build, and is to hear how it went.
    Answer,
}

/// What came of a look at the handbook.
#[derive(Debug)]
pub enum Round {
    /// Nothing is different from the last look, and nobody asked.
    Same,
    /// A file is gone or empty that was not: whoever writes it may not be done. Nothing was built.
    Unfinished,
    /// The sources changed again while they were built.
    Abandoned,
    /// It was built, or found to be wrong.
    Built(Outcome),
}

/// Whether the files are as somebody means them to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// One that is suddenly gone or empty may be about to come back: some editors save in such steps.
    Doubt,
    /// They have not changed for long enough.
    Settled,
}

/// How a build ended.
#[derive(Debug)]
pub struct Outcome {
    /// The files that changed since the last look.
    pub changed: Vec<SourcePath>,
    /// Every fault, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Why there was no build, where the machine or the arguments are the cause.
    pub failure: Option<String>,
    /// Whether the site is that of these sources.
    pub is_right: bool,
    /// Whether readers see anything that they did not see before.
    pub is_news: bool,
    /// Whether there is a site to show, be it an earlier one.
    pub has_site: bool,
    /// The handbook with these settings, right or not.
    pub project: Arc<Project>,
    /// What was done.
    pub stats: Stats,
    /// How long it took.
    pub took: Duration,
}

impl Preview {
    /// Opens the handbook of a folder for somebody who looks at the site alone.
    pub fn new(options: PreviewOptions) -> Result<Self, ProjectError> {
        let (news, _) = std::sync::mpsc::channel();
        Self::open(options, 0, news)
    }

    /// The files that are shown, in the order of their paths.
    pub fn site(&self) -> Vec<OutputFile> {
        let (site, _) = self.shared.live.site();
        let file = |(path, served): (&String, &Served)| OutputFile {
            path: path.clone(),
            content: served.content.clone(),
            digest: served.digest,
        };
        let mut files: Vec<OutputFile> = site.all().map(file).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// Opens the handbook of a folder; its first generation is the one after `generation`.
    pub(super) fn open(options: PreviewOptions, generation: u64, news: Sender<News>) -> Result<Self, ProjectError> {
        let project = Project::open(&options.folder)?.value;
        let mut cache = Cache::default();
        if let Some(folder) = &options.code_cache {
            cache.code = publish::load_code(folder, &project.root);
        }
        let shared = Shared { live: Live::new(generation, news.clone()), report: RwLock::default(), news };
        Ok(Self {
            options,
            project: Arc::new(project),
            sources: Arc::default(),
            due: Due::Build,
            today: None,
            unbuilt: Vec::new(),
            abandoned: 0,
            early: None,
            walked: Walked::default(),
            is_blind: false,
            cache,
            has_new_code: false,
            shared: Arc::new(shared),
        })
    }

    pub(super) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// The files of the last look.
    pub fn sources(&self) -> &Sources {
        &self.sources.value
    }

    /// Keeps highlighted code for the next run, where there is any that is not kept.
    pub fn keep_code(&mut self) {
        if let Some(folder) = self.options.code_cache.as_ref().filter(|_| self.has_new_code) {
            publish::store_code(folder, &self.project.root, &self.cache.code);
        }
        self.has_new_code = false;
    }

    /// Where the inputs lie.
    pub(super) fn layout(&self) -> Layout {
        layout_of(&self.project)
    }

    /// Where the last look led that went to its end.
    pub(super) fn walked(&self) -> &Walked {
        &self.walked
    }

    /// Whether the last look did not go to its end, so that nobody knows where the inputs are.
    pub(super) fn is_blind(&self) -> bool {
        self.is_blind
    }

    /// Looks at the files while it is not yet clear whether more is to change: the next refresh need not.
    pub(super) fn look_early(&mut self) {
        self.early = Some(self.look());
    }

    /// Forgets the look that was taken early: something has changed since.
    pub(super) fn forget_early_look(&mut self) {
        self.early = None;
    }

    /// Forgets the last look: the next one builds.
    pub fn forget(&mut self) {
        self.due = Due::Answer;
    }

    /// Looks at the files and builds where something changed.
    pub fn refresh(&mut self, trust: Trust) -> Round {
        let started = now();
        self.shared.live.begin();
        if self.abandoned >= MOST_ABANDONED {
            self.shared.live.insist();
        }
        let looked = self.early.take().unwrap_or_else(|| self.look());
        self.is_blind = looked.is_err();
        let (project, sources) = match looked {
            Ok(Look::Handbook(project, sources)) => (project, sources),
            Ok(Look::Misconfigured(project, notes)) => return self.misconfigured(project, notes, started),
            Err(failure) => return self.failed(failure, started),
        };
        let today = (self.options.today)();
        let mut changed = changed_files(&self.sources.value, &sources.value);
        changed.extend(changed_settings(&self.project, &project));
        let is_same = changed.is_empty() && project.content == self.project.content && self.today == Some(today);
        if is_same && self.due == Due::Nothing {
            let (site, generation) = self.shared.live.site();
            self.shared.live.show(site, generation);
            return Round::Same;
        }
        if trust == Trust::Doubt && is_unfinished(&changed, &self.sources.value, &sources.value) {
            return Round::Unfinished;
        }
        self.project = Arc::new(project);
        self.sources = Arc::new(sources);
        self.today = Some(today);
        if self.due == Due::Nothing {
            self.due = Due::Build;
        }
        changed.append(&mut self.unbuilt);
        let options = BuildOptions { today, drafts: self.options.drafts };
        let live = &self.shared.live;
        let built = match build::build(&self.project, &self.sources, options, &self.cache, (live, &Quiet)) {
            Ok(built) if !built.is_whole => {
                self.unbuilt = changed;
                self.abandoned += 1;
                return Round::Abandoned;
            }
            Ok(built) => built,
            Err(error) => return self.failed(error.to_string(), started),
        };
        self.due = Due::Nothing;
        self.abandoned = 0;
        self.has_new_code |= built.stats.highlighted > 0;
        let is_right = !built.has_errors();
        let Build { diagnostics, stats, .. } = built;
        changed.sort();
        changed.dedup();
        let none = Outcome::none(Arc::clone(&self.project), started.elapsed());
        Round::Built(self.end(Outcome { changed, diagnostics, is_right, stats, ..none }))
    }

    /// One look at the disk.
    fn look(&mut self) -> Result<Look, String> {
        let Noted { value: project, notes } = Project::open(&self.options.folder).map_err(|error| error.to_string())?;
        if !notes.is_empty() {
            return Ok(Look::Misconfigured(project, notes));
        }
        let layout = layout_of(&project);
        // Files are read for what their folder is, so what was read for other folders says nothing.
        let before = Some(&self.sources.value).filter(|_| layout == layout_of(&self.project));
        let looked = snapshot(&layout, before.unwrap_or(&Sources::default()));
        let mut sources = looked.map_err(|error| error.to_string())?;
        // Even where it leads to no build, a folder that is new must be watched.
        self.walked = std::mem::take(&mut sources.value.walked);
        if sources.notes.is_empty() && !sources.value.has_pages() {
            let folder = project.root.join(&project.content);
            return Err(format!("there is no Markdown in `{}`", folder.display()));
        }
        Ok(Look::Handbook(project, sources))
    }

    fn misconfigured(&mut self, project: Project, notes: Vec<Diagnostic>, started: Instant) -> Round {
        let changed: Vec<SourcePath> = project.config_file.iter().map(|file| file.path.clone()).collect();
        for path in &changed {
            // When they are mended they have changed again, be it to what they were.
            if !self.unbuilt.contains(path) {
                self.unbuilt.push(path.clone());
            }
        }
        let none = Outcome::none(Arc::new(project), started.elapsed());
        self.without_build(Outcome { changed, diagnostics: diag::tidy(notes), ..none })
    }

    fn failed(&mut self, failure: String, started: Instant) -> Round {
        let none = Outcome::none(Arc::clone(&self.project), started.elapsed());
        self.without_build(Outcome { failure: Some(failure), ..none })
    }

    /// Ends a round in which nothing could be built.
    fn without_build(&mut self, outcome: Outcome) -> Round {
        let outcome = self.end(outcome);
        let is_asked = std::mem::replace(&mut self.due, Due::Build) == Due::Answer;
        if outcome.is_news || is_asked { Round::Built(outcome) } else { Round::Same }
    }

    /// Shows what came of a build, and tells open tabs where it is news to them.
    fn end(&self, mut outcome: Outcome) -> Outcome {
        let live = &self.shared.live;
        let (old, before) = live.site();
        let new = if outcome.is_right { Arc::new(live.take_site()) } else { Arc::clone(&old) };
        let difference = Difference::between(&old.files, &new.files);
        let last = self.shared.report.read().unwrap_or_else(PoisonError::into_inner).clone();
        let is_known = last.is_some_and(|last| {
            last.diagnostics == outcome.diagnostics
                && last.failure == outcome.failure
                && last.is_right == outcome.is_right
        });
        outcome.has_site = !new.files.is_empty();
        outcome.is_news = !difference.is_empty() || !is_known;
        let generation = before + u64::from(outcome.is_news);
        live.show(new, generation);
        if !outcome.is_news {
            return outcome;
        }
        let count = |severity| outcome.diagnostics.iter().filter(|note| note.severity == severity).count();
        let errors = count(Severity::Error) + usize::from(outcome.failure.is_some());
        let built = Built {
            generation,
            is_right: outcome.is_right,
            difference,
            faults: Faults { errors, warnings: count(Severity::Warning) },
            took: u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX),
        };
        let project = Arc::clone(&outcome.project);
        let report = Report {
            generation,
            is_right: outcome.is_right,
            diagnostics: outcome.diagnostics.clone(),
            failure: outcome.failure.clone(),
            root: source::canonical(&project.root).unwrap_or_else(|_| project.root.clone()),
            project,
            sources: Arc::clone(&self.sources),
        };
        *self.shared.report.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(report));
        // Nobody listens any more when the program ends.
        let _ = self.shared.news.send(News::Built(built));
        outcome
    }
}

impl Outcome {
    /// That of a round in which nothing was done.
    fn none(project: Arc<Project>, took: Duration) -> Self {
        Self {
            changed: Vec::new(),
            diagnostics: Vec::new(),
            failure: None,
            is_right: false,
            is_news: false,
            has_site: false,
            project,
            stats: Stats::default(),
            took,
        }
    }
}

enum Look {
    Handbook(Project, Noted<Sources>),
    Misconfigured(Project, Vec<Diagnostic>),
}

/// How often a look is taken again since a file went away between its name and its text.
const LOOKS: usize = 5;

fn snapshot(layout: &Layout, before: &Sources) -> Result<Noted<Sources>, MachineError> {
    for _ in 1..LOOKS {
        match source::snapshot(layout, before) {
            Err(error) if error.cause.kind() == ErrorKind::NotFound => {}
            looked => return looked,
        }
    }
    source::snapshot(layout, before)
}

fn layout_of(project: &Project) -> Layout {
    let output = project.output();
    project.layout(&source::canonical(&output).unwrap_or(output))
}

/// The files that are new, gone or different.
fn changed_files(before: &Sources, after: &Sources) -> Vec<SourcePath> {
    let mut changed = Vec::new();
    let mut old = before.files.values().peekable();
    for file in after.files.values() {
        while let Some(gone) = old.next_if(|old| old.path < file.path) {
            changed.push(gone.path.clone());
        }
        let known = old.next_if(|old| old.path == file.path);
        if known.is_none_or(|known| known.digest != file.digest) {
            changed.push(file.path.clone());
        }
    }
    changed.extend(old.map(|gone| gone.path.clone()));
    changed
}

/// The configuration file, where it is new, gone or different.
fn changed_settings(before: &Project, after: &Project) -> impl Iterator<Item = SourcePath> {
    let settings = |project: &Project| project.config_file.as_ref().map(|file| (file.path.clone(), file.digest));
    let (before, after) = (settings(before), settings(after));
    let changed = if before == after { None } else { after.or(before) };
    changed.into_iter().map(|(path, _)| path)
}

/// Whether one of the texts that changed is gone or empty and was not before: some editors save in such steps.
fn is_unfinished(changed: &[SourcePath], before: &Sources, after: &Sources) -> bool {
    changed.iter().any(|path| {
        let is_empty = |sources: &Sources| sources.text(path.as_str()).is_none_or(str::is_empty);
        is_empty(after) && !is_empty(before)
    })
}

#[expect(clippy::disallowed_methods, reason = "the length of a build is measured by the clock")]
fn now() -> Instant {
    Instant::now()
}
