//! `roadbook build` and `roadbook check`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::args::{Format, Options};
use super::last::Last;
use super::report::{Excerpts, Summary};
use super::timings::{self, Amounts};
use super::watch::Watch;
use super::{Failure, Outcome, environment, interrupt, report};
use crate::build::{self, Build, BuildOptions, Cache, Stats};
use crate::config::{BaseUrl, Project};
use crate::diag::{self, Diagnostic, Noted, Severity};
use crate::output::{Discard, Kept, Sink};
use crate::progress::{Part, Progress, Timings};
use crate::publish::{self, CacheFolder, Published, Staging, Store};
use crate::source::{self, Inventory, Layout, Sources};

/// Builds a handbook and publishes it.
pub(super) fn build(arguments: &Options) -> Result<Outcome, Failure> {
    let run = Run::open(arguments)?;
    let output = run.output();
    let content = run.project.root.join(&run.project.content);
    publish::check_target(&output, &run.project.root, &content, environment::home().as_deref())
        .map_err(|refusal| Failure::Usage(refusal.to_string()))?;
    let layout = run.layout(&output);
    let last = Last::of(&run, &layout, Some(&output));
    let known = last.recall()?;
    if let Some(known) = known.as_ref().filter(|known| known.stands()) {
        return run.report(&known.sources, &known.built, known.published, Some(&output));
    }
    let staging = Staging::open(&output)?;
    interrupt::end_on_signals(staging.interrupt());
    let store = run.cache.as_ref().and_then(|folder| Store::open(folder, &run.project.root)).map(Arc::new);
    let staging = staging.kept_in(store.clone());
    let publish = |staging: Staging, inputs: Inventory, built: &Build| -> Result<Option<Published>, Failure> {
        run.watch.begin(Part::Exchange, 0);
        let (published, outputs) = staging.commit()?;
        last.keep(inputs, built, outputs, Some(published));
        Ok(Some(published))
    };
    if let (Some(known), Some(store)) = (&known, &store) {
        run.watch.begin(Part::Publish, 0);
        let restored = known.restore(&layout, store, &staging);
        run.watch.finish();
        if let Some(inputs) = restored? {
            let published = publish(staging, inputs, &known.built)?;
            return run.report(&known.sources, &known.built, published, Some(&output));
        }
        staging.restart()?;
    }
    let sources = run.read(&layout)?;
    let mut cache = Cache::of_one_build();
    cache.kept = store.clone().map(|store| store as Arc<dyn Kept>);
    cache.scratch = Some(Arc::new(staging.scratch()));
    let built = run.build(&sources, cache, &staging)?;
    run.watch.begin(Part::Keep, 0);
    if let Some(store) = &store {
        store.finish();
    }
    if !run.is_publishable(&built.diagnostics) {
        return run.report(&sources.value, &built, None, Some(&output));
    }
    let published = publish(staging, Inventory::of_sources(&sources.value), &built)?;
    run.report(&sources.value, &built, published, Some(&output))
}

/// Does all that a build does, but writes nothing.
pub(super) fn check(arguments: &Options) -> Result<Outcome, Failure> {
    let run = Run::open(arguments)?;
    let layout = run.layout(&run.output());
    let last = Last::of(&run, &layout, None);
    if let Some(known) = last.recall()? {
        return run.report(&known.sources, &known.built, None, None);
    }
    let sources = run.read(&layout)?;
    let store = run.cache.as_ref().and_then(|folder| Store::read(folder, &run.project.root));
    let mut cache = Cache::of_one_build();
    cache.kept = store.map(|store| Arc::new(store) as Arc<dyn Kept>);
    let built = run.build(&sources, cache, &Discard)?;
    last.keep(Inventory::of_sources(&sources.value), &built, Inventory::default(), None);
    run.report(&sources.value, &built, None, None)
}

/// Shows what is wrong with the configuration of a project, which therefore cannot be used.
pub(super) fn refused(project: &Project, notes: Vec<Diagnostic>, format: Format) -> Result<Failure, Failure> {
    let notes = diag::tidy(notes);
    let excerpts = Excerpts { project, sources: None };
    match format {
        Format::Human => excerpts.draw(&notes),
        Format::Json => excerpts.json(&notes, 0, None)?,
    }
    let file = project.root.join(crate::config::CONFIG_FILE);
    Ok(Failure::Configuration(format!("`{}` cannot be used", file.display())))
}

/// One run of a command over a project.
pub(super) struct Run<'a> {
    arguments: &'a Options,
    pub(super) project: Project,
    /// Where things are kept between runs, unless nothing is to be kept.
    pub(super) cache: Option<CacheFolder>,
    started: Instant,
    pub(super) watch: Watch,
}

impl<'a> Run<'a> {
    fn open(arguments: &'a Options) -> Result<Self, Failure> {
        let started = Instant::now();
        let folder = arguments.source.as_deref().unwrap_or(Path::new("."));
        let Noted { value: mut project, notes } = Project::open(folder)?;
        if let Some(url) = &arguments.base_url {
            let url = BaseUrl::new(url).map_err(|fault| Failure::Usage(format!("`--base-url {url}`: {fault}")))?;
            project.config.base_url = Some(url);
        }
        let watch = Watch::new(arguments, started);
        let cache = if arguments.no_cache { None } else { environment::cache_folder() };
        let run = Self { arguments, project, cache, started, watch };
        if notes.is_empty() {
            return Ok(run);
        }
        Err(refused(&run.project, notes, arguments.format)?)
    }

    /// The output folder: as asked for, or as configured, or `site` where the user is.
    fn output(&self) -> PathBuf {
        self.arguments.output.clone().unwrap_or_else(|| self.project.output())
    }

    /// Where the inputs lie: the output is none.
    fn layout(&self, output: &Path) -> Layout {
        self.project.layout(&source::canonical(output).unwrap_or_else(|_| output.to_owned()))
    }

    pub(super) fn options(&self) -> BuildOptions {
        BuildOptions { today: environment::today(), drafts: self.arguments.drafts }
    }

    fn read(&self, layout: &Layout) -> Result<Noted<Sources>, Failure> {
        self.watch.begin(Part::Read, 0);
        let mut sources = source::snapshot(layout, &Sources::default())?;
        sources.value.pack_if_large();
        if sources.notes.is_empty() && !sources.value.has_pages() {
            let folder = self.project.root.join(&self.project.content);
            let folder = folder.display();
            let message = format!(
                "there is no Markdown in `{folder}`\nhelp: name the folder that holds your pages with `--source`"
            );
            return Err(Failure::Usage(message));
        }
        Ok(sources)
    }

    fn build(&self, sources: &Noted<Sources>, mut cache: Cache, sink: &impl Sink) -> Result<Build, Failure> {
        let folder = self.cache.as_ref();
        if let Some(folder) = folder {
            self.watch.begin(Part::Recall, 0);
            cache.code = publish::load_code(folder, &self.project.root);
        }
        let built = build::build(&self.project, sources, self.options(), &cache, (sink, &self.watch));
        self.watch.finish();
        let built = built?;
        if let Some(folder) = folder.filter(|_| built.stats.highlighted > 0) {
            self.watch.begin(Part::Keep, 0);
            publish::store_code(folder, &self.project.root, &cache.code);
        }
        Ok(built)
    }

    fn is_strict(&self) -> bool {
        self.arguments.strict || self.project.config.strict
    }

    /// Whether a site with these faults may be published.
    pub(super) fn is_publishable(&self, diagnostics: &[Diagnostic]) -> bool {
        let worst = if self.is_strict() { Severity::Info } else { Severity::Warning };
        diagnostics.iter().all(|diagnostic| diagnostic.severity <= worst)
    }

    fn report(
        &self,
        sources: &Sources,
        built: &Build,
        published: Option<Published>,
        output: Option<&Path>,
    ) -> Result<Outcome, Failure> {
        let excerpts = Excerpts { project: &self.project, sources: Some(sources) };
        let timings = self.watch.timings().map(Timings::report);
        let Published { files, bytes, .. } = published.unwrap_or_default();
        let Stats { pages, rendered, .. } = built.stats;
        let amounts = Amounts { pages, rendered, files, bytes };
        match self.arguments.format {
            Format::Json => {
                let timings = timings.map(|report| timings::json(&report, amounts, sources));
                excerpts.json(&built.diagnostics, built.stats.pages, timings)?;
            }
            Format::Human => {
                excerpts.draw(&built.diagnostics);
                let summary = Summary {
                    diagnostics: &built.diagnostics,
                    stats: built.stats,
                    published,
                    output,
                    is_strict: self.is_strict(),
                    started: self.started,
                };
                if !self.arguments.quiet {
                    report::print(&format!("{}\n", summary.line()))?;
                }
                if let Some(report) = timings {
                    report::print(&timings::tables(&report, amounts, sources))?;
                }
            }
        }
        Ok(if self.is_publishable(&built.diagnostics) { Outcome::Done } else { Outcome::Faults })
    }
}
