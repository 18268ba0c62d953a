//! What a handbook says, for commands that make no site of it.

use super::{BuildOptions, Cache, read, settings};
use crate::config::Project;
use crate::derived::{self, Derived, Ground};
use crate::diag::{self, Diagnostic, Noted};
use crate::handbook;
use crate::progress::Quiet;
use crate::rules;
use crate::schema::Kinds;
use crate::source::Sources;

/// Reads a handbook and all that follows from it, as a build does, and hands both on with everything that is wrong.
pub fn with_model<T>(
    project: &Project,
    sources: &Noted<Sources>,
    options: BuildOptions,
    take: impl for<'a> FnOnce(Ground<'a>, &'a Derived<'a>, Vec<Diagnostic>) -> T,
) -> T {
    let mut notes = sources.notes.clone();
    let sources = &sources.value;
    let kinds = Kinds::of_handbook(sources, project.kinds_folder()).take(&mut notes);
    let settings = settings(project, &kinds, options);
    let pages = read(sources, &settings, (&Cache::of_one_build(), &Quiet));
    let handbook = handbook::resolve(&pages, sources, &settings).take(&mut notes);
    let contexts = project.contexts_folder();
    let ground = Ground { handbook: &handbook, kinds: &kinds, sources, contexts, today: options.today };
    let derived = derived::derive(ground).take(&mut notes);
    notes.extend(rules::check(ground, &derived));
    take(ground, &derived, diag::tidy(notes))
}
