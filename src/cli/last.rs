//! The last build of a project, and whether the one that is asked for would be the same.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::build::Run;
use super::{Failure, environment};
use crate::build::{Build, Stats};
use crate::config::CONFIG_FILE;
use crate::diag::{Diagnostic, Noted};
use crate::progress::{Part, Progress};
use crate::publish::{Published, Record, RecordPlace};
use crate::source::{self, Inventory, Layout, SourceFile, Sources, Stamp};
use crate::text::Digest;

/// The place of the last build, and what decides whether it is the same as this one.
pub(super) struct Last<'a> {
    run: &'a Run<'a>,
    layout: &'a Layout,
    target: Option<&'a Path>,
    cache: Option<PathBuf>,
    program: Option<Stamp>,
}

/// A build that need not be done.
pub(super) struct Known {
    /// The files that its faults lie in.
    pub(super) sources: Sources,
    /// What it would find.
    pub(super) built: Build,
    /// What stands in the output folder, if that is what it would publish.
    pub(super) published: Option<Published>,
}

impl<'a> Last<'a> {
    /// The last build into `target`, or the last check where there is none.
    pub(super) fn of(run: &'a Run<'a>, layout: &'a Layout, target: Option<&'a Path>) -> Self {
        Self {
            run,
            layout,
            target,
            cache: run.cache_folder(),
            program: environment::program().and_then(|program| source::stamp_of_program(&program)),
        }
    }

    /// The last build, if all that decides this one is as it was then, and so is its site.
    pub(super) fn recall(&self) -> Result<Option<Known>, Failure> {
        let Some(place) = self.place() else { return Ok(None) };
        self.run.watch.begin(Part::Recall, 0);
        let Some(record) = Record::recall(place, self.settings())? else { return Ok(None) };
        let Some(sources) = self.sources(&record.diagnostics) else { return Ok(None) };
        let published = record.published.filter(|_| self.run.is_publishable(&record.diagnostics));
        let published = published.map(|published| Published { written: 0, removed: 0, ..published });
        let stats = Stats { rendered: 0, highlighted: 0, ..record.stats };
        let built = Build { diagnostics: record.diagnostics, stats, is_whole: true };
        Ok(Some(Known { sources, built, published }))
    }

    /// Keeps what was built, and the files that it was built from and has written.
    pub(super) fn keep(
        &self,
        sources: &Noted<Sources>,
        built: &Build,
        outputs: Inventory,
        published: Option<Published>,
    ) {
        self.run.watch.begin(Part::Keep, 0);
        let Some(place) = self.place() else { return };
        let record = Record {
            settings: self.settings(),
            inputs: Inventory::of_sources(&sources.value),
            outputs,
            diagnostics: built.diagnostics.clone(),
            stats: built.stats,
            published,
        };
        record.keep(place);
    }

    /// Where its record lies; nowhere without a cache, or where the program cannot be told from another one.
    fn place(&self) -> Option<RecordPlace<'_>> {
        self.program.as_ref()?;
        Some(RecordPlace { cache: self.cache.as_deref()?, layout: self.layout, target: self.target })
    }

    /// The digest of all that decides a build besides what its inputs hold. Another copy of the same program counts as
    /// another one: what a program holds takes longer to read than a look at a thousand pages.
    fn settings(&self) -> Digest {
        let project = &self.run.project;
        let file = project.config_file.as_ref().map(|file| file.digest);
        let project = (&project.name, &project.content, file, &project.config.base_url);
        Digest::of_value(&(project, self.run.options(), env!("CARGO_PKG_VERSION"), &self.program))
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
