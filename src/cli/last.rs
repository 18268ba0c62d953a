//! The last build of a project, and whether the one that is asked for would be the same.

use std::collections::BTreeSet;
use std::path::Path;

use super::Failure;
use super::build::Run;
use crate::build::{Build, Stats};
use crate::config::CONFIG_FILE;
use crate::diag::Diagnostic;
use crate::output::Sink;
use crate::progress::{Part, Progress};
use crate::publish::{CacheFolder, Published, Recalled, Record, RecordPlace, Store};
use crate::source::{self, Inventory, Layout, MachineError, SourceFile, Sources};
use crate::text::Digest;

/// The place of the last build, and what decides whether it is the same as this one.
pub(super) struct Last<'a> {
    run: &'a Run<'a>,
    layout: &'a Layout,
    target: Option<&'a Path>,
}

/// A build that need not be done.
pub(super) struct Known {
    /// The files that its faults lie in.
    pub(super) sources: Sources,
    /// What it would find.
    pub(super) built: Build,
    /// What stands in the output folder, if that is what it would publish.
    pub(super) published: Option<Published>,
    /// The record of it, where the site is not there any more, or not as it was left.
    gone: Option<Record>,
}

impl Known {
    /// Whether what it would publish stands in the output folder, or it would publish nothing.
    pub(super) fn stands(&self) -> bool {
        self.gone.is_none()
    }

    /// Puts the site together from what a store has, and copies of inputs; the inputs, if all of it is put.
    pub(super) fn restore(
        &self,
        layout: &Layout,
        store: &Store,
        sink: &impl Sink,
    ) -> Result<Option<Inventory>, MachineError> {
        let Some(record) = &self.gone else { return Ok(None) };
        Ok(record.restore(layout, store, sink)?.then(|| record.inputs.clone()))
    }
}

impl<'a> Last<'a> {
    /// The last build into `target`, or the last check where there is none.
    pub(super) fn of(run: &'a Run<'a>, layout: &'a Layout, target: Option<&'a Path>) -> Self {
        Self { run, layout, target }
    }

    /// The last build, if all that decides this one is as it was then.
    pub(super) fn recall(&self) -> Result<Option<Known>, Failure> {
        let Some(place) = self.place() else { return Ok(None) };
        self.run.watch.begin(Part::Recall, 0);
        let Some(recalled) = Record::recall(place, self.settings())? else { return Ok(None) };
        let (mut record, is_gone) = match recalled {
            Recalled::Standing(record) => (record, false),
            Recalled::Gone(record) => (record, true),
        };
        let Some(sources) = self.sources(&record.diagnostics) else { return Ok(None) };
        let is_publishable = self.run.is_publishable(&record.diagnostics);
        let published = record.published.filter(|_| is_publishable);
        let published = published.map(|published| Published { written: 0, removed: 0, ..published });
        let stats = Stats { rendered: 0, highlighted: 0, ..record.stats };
        let diagnostics = std::mem::take(&mut record.diagnostics);
        let built = Build { diagnostics, stats, is_whole: true };
        Ok(Some(Known { sources, built, published, gone: Some(record).filter(|_| is_gone && is_publishable) }))
    }

    /// Keeps what was built, and the files that it was built from and has written.
    pub(super) fn keep(&self, inputs: Inventory, built: &Build, outputs: Inventory, published: Option<Published>) {
        self.run.watch.begin(Part::Keep, 0);
        let Some(place) = self.place() else { return };
        let record = Record {
            settings: self.settings(),
            inputs,
            outputs,
            diagnostics: built.diagnostics.clone(),
            stats: built.stats,
            published,
        };
        record.keep(place);
    }

    /// Where its record lies; nowhere without a cache.
    fn place(&self) -> Option<RecordPlace<'_>> {
        Some(RecordPlace { cache: self.run.cache.as_ref()?, layout: self.layout, target: self.target })
    }

    /// The digest of all that decides a build besides what its inputs hold.
    fn settings(&self) -> Digest {
        let project = &self.run.project;
        let file = project.config_file.as_ref().map(|file| file.digest);
        let project = (&project.name, &project.content, file, &project.config.base_url);
        Digest::of_value(&(project, self.run.options(), self.run.cache.as_ref().map(CacheFolder::program)))
    }

    /// The files that faults are shown in; `None` where one cannot be shown.
    fn sources(&self, diagnostics: &[Diagnostic]) -> Option<Sources> {
        let related = diagnostics.iter().flat_map(|fault| &fault.related).map(|(at, _)| at);
        let paths: BTreeSet<&str> =
            diagnostics.iter().map(|fault| &fault.at).chain(related).map(|at| at.path.as_str()).collect();
        let mut sources = Sources::default();
        for path in paths.into_iter().filter(|path| *path != CONFIG_FILE) {
            let text = source::read_raw(&self.layout.root.join(path)).ok()??;
            sources.insert(SourceFile::from_text(path, &text));
        }
        Some(sources)
    }
}
