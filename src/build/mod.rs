//! The one way from sources to a site: `build`, `check` and `serve` differ in where the files go.

mod guard;
mod kept;
mod memo;
mod model;
mod pages;
mod search;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Project;
use crate::data::Date;
use crate::derived::{self, Ground};
use crate::diag::{self, Diagnostic, Noted, Severity};
use crate::handbook::{self, ReadPage, Settings};
use crate::highlight::{HighlightedCode, Highlighter};
use crate::output::{Kept, Scratch, Sink};
use crate::progress::{Part, Piece, Progress, piece};
use crate::rules;
use crate::schema::Kinds;
use crate::search::Room;
use crate::source::{AT_ONCE, MachineError, SourceFile, Sources};
use crate::text::{Digest, SourcePath, UrlPath};
use crate::theme::{self, Theme};

pub use guard::words_of;
pub use memo::{Latest, Memo};
pub use model::with_model;
pub use search::search_index;

/// What decides the bytes of a site besides its sources and settings.
#[derive(Clone, Copy, Debug, Hash)]
pub struct BuildOptions {
    /// The day of the build.
    pub today: Date,
    /// Whether drafts are published.
    pub drafts: bool,
}

/// What earlier builds made. Dropping it changes how fast the next build is, never what it makes.
#[derive(Default)]
pub struct Cache {
    read: Memo<SourcePath, ReadPage>,
    pages: Memo<UrlPath, Noted<pages::MadePage>>,
    theme: Latest<Noted<Theme>>,
    kinds: Latest<Noted<Kinds>>,
    /// What earlier runs made, and later ones shall have.
    pub kept: Option<Arc<dyn Kept>>,
    /// Room outside memory, for a cache that lasts no longer than the build.
    pub scratch: Option<Arc<dyn Scratch>>,
    /// Code that was highlighted, in this run or an earlier one.
    pub code: HighlightedCode,
    highlighter: Highlighter,
}

impl Cache {
    /// What one build alone needs: of what it makes, code that was highlighted is kept.
    pub fn of_one_build() -> Self {
        Self { read: Memo::forgetful(), pages: Memo::forgetful(), ..Self::default() }
    }

    /// Where what search knows of a page waits.
    fn room(&self, sources: &Sources) -> Room {
        match &self.scratch {
            _ if !sources.is_large => Room::Whole,
            Some(scratch) => Room::Scratch(Arc::clone(scratch)),
            None => Room::Packed,
        }
    }

    fn theme_of(&self, project: &Project, sources: &Sources) -> Arc<Noted<Theme>> {
        let folder = project.config.theme.as_ref().map(|theme| theme.value.as_str());
        self.theme.get(sources.digest_of(folder), || theme::load(sources, folder))
    }

    fn kinds_of(&self, project: &Project, sources: &Sources) -> Arc<Noted<Kinds>> {
        let folder = project.kinds_folder();
        self.kinds.get(sources.digest_of(folder), || Kinds::of_handbook(sources, folder))
    }
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Pages that somebody wrote.
    pub pages: usize,
    /// Drafts that were left out.
    pub drafts: usize,
    /// Pages that were rendered anew.
    pub rendered: usize,
    /// Code blocks that their grammars read anew.
    pub highlighted: usize,
}

/// Builds a handbook and puts its files into `sink`, each page as soon as it is made; with an error in the content, no
/// further file is put.
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
    let kinds = cache.kinds_of(project, sources);
    let settings = settings(project, &kinds.value, options);
    // No page needs the theme before it is rendered.
    let read_pages = || read(sources, &settings, (cache, progress));
    let (theme, pages) = rayon::join(|| cache.theme_of(project, sources), read_pages);
    notes.extend(theme.notes.iter().chain(&kinds.notes).cloned());
    let (theme, kinds) = (&theme.value, &kinds.value);
    progress.begin(Part::Resolve, 0);
    let handbook = handbook::resolve(&pages, sources, &settings).take(&mut notes);
    let contexts = project.contexts_folder();
    let ground = Ground { handbook: &handbook, kinds, sources, contexts, today: options.today };
    progress.begin(Part::Check, 0);
    let derived = derived::derive(ground).take(&mut notes);
    notes.extend(rules::check(ground, &derived));

    let room = sink.takes_groups().then(|| cache.room(sources));
    let stage = pages::Stage::new((project, &handbook), (theme, kinds), (&derived, room));
    let site = stage.site();
    let press = pages::Press::new(&stage, &site, cache);
    // Nothing of a site that has errors is shown.
    let may_serve = found.iter().chain(&notes).all(|note| note.severity < Severity::Error);
    if may_serve {
        press.serve(sink);
    }
    press.highlight(progress, sink, may_serve);
    let mut rendered = press.render(progress, sink, may_serve)?;
    notes.append(&mut rendered.notes);
    if sink.is_abandoned() {
        // What it made is counted with the build that goes to its end.
        return Ok(Build { diagnostics: Vec::new(), stats: Stats::default(), is_whole: false });
    }
    let stats = Stats {
        pages: handbook.pages.iter().filter(|page| !page.is_generated).count(),
        drafts: handbook.drafts,
        rendered: cache.pages.take_made(),
        highlighted: cache.code.take_made(),
    };
    // What cannot be read is one fault: whatever else is wrong with its text follows from it.
    let unreadable: BTreeSet<&SourcePath> =
        found.iter().filter(|fault| fault.severity == Severity::Error).map(|fault| &fault.at.path).collect();
    notes.retain(|note| !unreadable.contains(&note.at.path));
    notes.extend(found.iter().cloned());
    let build = Build { diagnostics: diag::tidy(notes), stats, is_whole: true };
    if !build.has_errors() {
        progress.begin(Part::Publish, 0);
        let put_rest = || stage.put_rest(&rendered, (sink, progress));
        let (rest, ground) = rayon::join(put_rest, || stage.ground(rendered.entries.clone()));
        rest?;
        let ground = ground?;
        drop(press);
        drop(stage);
        drop(derived);
        // What only pages are made from makes room for the index, in the gaps in which that is made by one core.
        let make_room = move || {
            drop(handbook);
            pages.into_par_iter().for_each(drop);
        };
        let put_index = |ground| pages::put_index(ground, cache.kept.clone(), (sink, progress));
        // A thread that is alone makes room first.
        rayon::join(make_room, || ground.map_or(Ok(()), put_index)).1?;
    }
    cache.read.sweep();
    cache.pages.sweep();
    Ok(build)
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

/// Reads the pages of all files, in the order of their paths.
fn read(sources: &Sources, settings: &Settings<'_>, (cache, progress): (&Cache, &impl Progress)) -> Vec<Arc<ReadPage>> {
    let shared = settings.digest();
    let files: Vec<_> =
        sources.below(settings.content).filter(|file| file.is_page() && file.text().is_some()).collect();
    progress.begin(Part::Parse, files.len());
    let read = |file: &&Arc<SourceFile>| {
        let make = || guard::run(&file.path, || handbook::read(file, settings));
        let page = piece(progress, Piece::of_page(Part::Parse, file.path.as_str()), || {
            cache.read.get(&file.path, || Digest::of_value(&(file.digest, shared)), make)
        });
        progress.advance();
        page.unwrap_or_else(|fault| Arc::new(ReadPage::unread(&file.path, fault, settings)))
    };
    files.par_iter().with_max_len(AT_ONCE).map(read).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::output::Discard;
    use crate::progress::Quiet;

    const PAGES: [(&str, &str); 10] = [
        (
            "a.md",
            "---\nkind: comparison\nof: role\nmembers: [sre, dev]\nrows:\n  - { section: Responsibilities }\n---\n",
        ),
        ("dev.md", "---\nkind: role\ntldr: A dev.\nreviewed: 2026-01-01\n---\nText.\n"),
        ("which.md", "---\nkind: decision\n---\n## A question?\n\n- An answer → [[sre]] +1\n"),
        ("index.md", "# Home\n\nSee [[sre]] and ![a picture](none.png).\n\n```rust\nfn main() {}\n```\n"),
        ("terraform.md", "---\nkind: tool\nstatus: retired\nretired: 2020-01-01\ntldr: T.\n---\n## A\n"),
        (
            "sre.md",
            "---\nkind: role\ntldr: An SRE.\ntools: [terraform]\n---\n## Success looks like\n\n[x](index.md#home)\n",
        ),
        ("toil.md", "---\nkind: term\ntldr: Work.\n---\nWork.\n"),
        ("hiring.md", "---\nkind: hiring\nrole: sre\n---\n## Where to find\n\n- Here\n"),
        ("text.md", "Toil in terraForm, see [[terraform]].\n\n| Tool |\n| --- |\n| [[terraform]] |\n| [[sre]] |\n"),
        ("path.md", "---\nkind: golden-path\n---\n## 1. A step\n\n```sh\nls\n```\n"),
    ];

    #[test]
    fn of_a_large_handbook_only_trees_that_others_borrow_from_stay_in_memory() {
        let mut sources = Sources::default();
        for (path, text) in PAGES {
            sources.insert(SourceFile::from_text(&format!("content/{path}"), text));
        }
        sources.pack();
        let project = Project::from_config(PathBuf::from("Handbook"), "base_url = \"https://h.example/\"\n").value;
        let kinds = Kinds::of_handbook(&sources, None).value;
        let options = BuildOptions { today: "2026-11-22".parse().expect("a day"), drafts: false };
        let settings = settings(&project, &kinds, options);
        let cache = Cache::of_one_build();
        let pages = read(&sources, &settings, (&cache, &Quiet));
        let handbook = handbook::resolve(&pages, &sources, &settings).value;
        let ground =
            Ground { handbook: &handbook, kinds: &kinds, sources: &sources, contexts: None, today: options.today };
        let derived = derived::derive(ground).value;
        let notes = rules::check(ground, &derived);
        let theme = theme::load(&sources, None).value;
        let stage = pages::Stage::new((&project, &handbook), (&theme, &kinds), (&derived, Some(Room::Packed)));
        let site = stage.site();
        let press = pages::Press::new(&stage, &site, &cache);
        press.highlight(&Quiet, &Discard, true);
        let rendered = press.render(&Quiet, &Discard, true).expect("nothing is written");
        stage.put_rest(&rendered, (&Discard, &Quiet)).expect("nothing is written");

        assert!(!notes.is_empty(), "rules have looked at the pages");
        let written = handbook.pages.iter().filter(|page| !page.is_generated);
        let open: Vec<&str> =
            written.filter(|page| page.document.is_open()).map(|page| page.document.path.as_str()).collect();
        // Models borrow from these: the sections that a comparison shows, a decision, a golden path.
        assert_eq!(open, ["content/dev.md", "content/path.md", "content/sre.md", "content/which.md"]);
    }
}
