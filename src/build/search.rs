//! The index of a handbook without its site, for a search in the terminal.

use std::sync::Arc;

use rayon::prelude::*;

use super::{BuildOptions, Cache, guard, pages, read, settings};
use crate::config::Project;
use crate::derived::{self, Ground};
use crate::handbook;
use crate::progress::Quiet;
use crate::schema::Kinds;
use crate::search::{Contents, Ground as SearchGround, HeldEntry, Index, PageEntry};
use crate::source::{MachineError, Sources};
use crate::theme;

/// Makes the index of a handbook; what is wrong with its pages hides nothing else and is not told.
pub fn search_index(project: &Project, sources: &Sources, options: BuildOptions) -> Result<Index, MachineError> {
    let cache = Cache::of_one_build();
    let room = cache.room(sources);
    let theme = theme::load(sources, project.config.theme.as_ref().map(|theme| theme.value.as_str())).value;
    let kinds = Kinds::of_handbook(sources, project.kinds_folder()).value;
    let settings = settings(project, &kinds, options);
    let pages = read(sources, &settings, (&cache, &Quiet));
    let handbook = handbook::resolve(&pages, sources, &settings).value;
    let contexts = project.contexts_folder();
    let ground = Ground { handbook: &handbook, kinds: &kinds, sources, contexts, today: options.today };
    let derived = derived::derive(ground).value;
    let stage = pages::Stage::new((project, &handbook), (&theme, &kinds), (&derived, None));
    let views = stage.views();
    let pages: Vec<_> = handbook.pages.each().collect();
    let entries = pages
        .into_par_iter()
        .filter_map(|(ix, page)| {
            let entry = guard::run(&page.document.path, || PageEntry::of(&views.page(ix))).ok()?;
            Some((ix, HeldEntry::new(entry, &room)))
        })
        .collect();
    let ground = SearchGround::new(&handbook, entries, &project.config.language)?;
    Index::new(&ground, Arc::new(Contents::new(&ground)))
}
