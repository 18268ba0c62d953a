//! What is shown equals what a build from nothing makes, whatever changed before.

use std::path::Path;
use std::sync::Mutex;

use roadbook::build::{BuildOptions, Cache, build};
use roadbook::config::Project;
use roadbook::data::Date;
use roadbook::diag::Diagnostic;
use roadbook::output::{OutputFile, Sink};
use roadbook::progress::Quiet;
use roadbook::serve::{Outcome, Preview, PreviewOptions, Round, Trust};
use roadbook::source::{self, MachineError, Sources};

use crate::incremental::{Numbers, change};
use crate::support::{Handbook, TODAY, write};

fn preview(folder: &Path) -> Preview {
    let today = || TODAY.parse::<Date>().unwrap();
    Preview::new(PreviewOptions { folder: folder.to_owned(), drafts: false, today, code_cache: None }).unwrap()
}

fn refreshed(preview: &mut Preview) -> Option<Outcome> {
    match preview.refresh(Trust::Settled) {
        Round::Built(outcome) => Some(outcome),
        Round::Same => None,
        round @ (Round::Unfinished | Round::Abandoned) => panic!("{round:?}"),
    }
}

/// A site as files, in any order.
#[derive(Default)]
struct Files(Mutex<Vec<OutputFile>>);

impl Sink for Files {
    fn put(&self, file: OutputFile) -> Result<(), MachineError> {
        self.0.lock().unwrap().push(file);
        Ok(())
    }
}

/// What `roadbook build` finds in a folder, and the site that it makes of it unless there are errors.
fn built(folder: &Path) -> (Vec<Diagnostic>, Option<Vec<OutputFile>>) {
    let project = Project::open(folder).unwrap().value;
    let sources = source::snapshot(&project.layout(&project.output()), &Sources::default()).unwrap();
    let options = BuildOptions { today: TODAY.parse().unwrap(), drafts: false };
    let files = Files::default();
    let built = build(&project, &sources, options, &Cache::default(), (&files, &Quiet)).unwrap();
    let has_errors = built.has_errors();
    let mut files = files.0.into_inner().unwrap();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (built.diagnostics, (!has_errors).then_some(files))
}

#[test]
fn what_is_shown_equals_a_build_from_nothing_after_any_change() {
    let folder = tempfile::tempdir().unwrap();
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let mut handbook = Handbook::new([("content/index.md", "Home.\n")]);
    // A page that no change removes: without any there is no build.
    let kept = [("roadbook.toml", ""), ("content/index.md", "Home.\n"), ("content/kept.md", "Kept.\n")];
    write(folder.path(), &kept);
    write(folder.path(), &[("theme/page.css", "")]);
    let mut warm = preview(folder.path());
    refreshed(&mut warm);
    let mut last_right = warm.site();
    let mut wrong = 0;
    for step in 0..300 {
        let before = handbook.files.clone();
        change(&mut handbook, &mut numbers);
        for path in before.keys().filter(|path| !handbook.files.contains_key(*path)) {
            std::fs::remove_file(folder.path().join(path)).unwrap();
        }
        for (path, text) in handbook.files.iter().filter(|(path, text)| before.get(*path) != Some(text)) {
            write(folder.path(), &[(path, text)]);
        }
        let (diagnostics, site) = built(folder.path());
        if let Some(found) = refreshed(&mut warm) {
            assert_eq!(found.diagnostics, diagnostics, "step {step}: {:#?}", handbook.files);
            assert_eq!((found.is_right, found.failure), (site.is_some(), None), "step {step}: {:#?}", handbook.files);
        }
        wrong += usize::from(site.is_none());
        last_right = site.unwrap_or(last_right);
        assert!(warm.site() == last_right, "step {step}: {:#?}", handbook.files);
    }
    assert!((30..270).contains(&wrong), "{wrong} of the handbooks have errors");
}

#[test]
fn a_look_without_a_change_builds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "Home.\n"), ("a.md", "A.\n")]);
    let mut preview = preview(folder.path());
    let first = refreshed(&mut preview).unwrap().stats.rendered;
    assert_eq!(first, 4, "two pages, the search page and the one for unknown addresses");
    assert!(refreshed(&mut preview).is_none());
    preview.forget();
    let again = refreshed(&mut preview).unwrap();
    assert_eq!((again.stats.rendered, again.is_news), (0, false));
}

#[test]
fn a_failure_is_told_once_unless_somebody_asks() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "Home.\n")]);
    let mut preview = preview(folder.path());
    refreshed(&mut preview);
    std::fs::remove_file(folder.path().join("index.md")).unwrap();
    assert!(refreshed(&mut preview).unwrap().failure.is_some());
    assert!(refreshed(&mut preview).is_none());
    preview.forget();
    assert!(refreshed(&mut preview).unwrap().failure.is_some());
    write(folder.path(), &[("index.md", "Home.\n")]);
    assert!(refreshed(&mut preview).unwrap().is_right);
}

#[test]
fn a_file_that_is_suddenly_gone_or_empty_is_doubted_once() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "Home.\n"), ("a.md", "A.\n")]);
    let mut preview = preview(folder.path());
    refreshed(&mut preview);
    std::fs::remove_file(folder.path().join("a.md")).unwrap();
    assert!(matches!(preview.refresh(Trust::Doubt), Round::Unfinished));
    assert!(refreshed(&mut preview).unwrap().is_news);
}

/// A sink that wants one file first and then gives up.
#[derive(Default)]
struct Impatient {
    wanted: Mutex<Vec<String>>,
    first: Mutex<Vec<(String, bool)>>,
    put: Mutex<usize>,
    gives_up: bool,
}

impl Sink for Impatient {
    fn put(&self, _: OutputFile) -> Result<(), MachineError> {
        *self.put.lock().unwrap() += 1;
        Ok(())
    }

    fn wanted(&self) -> Option<String> {
        self.wanted.lock().unwrap().pop()
    }

    fn put_first(&self, path: String, file: Option<OutputFile>) {
        assert_eq!(*self.put.lock().unwrap(), 0, "everything else comes later");
        self.first.lock().unwrap().push((path, file.is_some()));
    }

    fn is_abandoned(&self) -> bool {
        self.gives_up && !self.first.lock().unwrap().is_empty()
    }
}

#[test]
fn what_is_wanted_is_made_before_everything_else() {
    let handbook = Handbook::new([("content/index.md", "Home.\n"), ("content/a.md", "```sh\nls\n```\n")]);
    let (project, sources) = handbook.sources();
    let options = BuildOptions { today: TODAY.parse().unwrap(), drafts: false };
    let wanted = || Mutex::new(["nowhere/index.html", "a/index.html"].map(str::to_owned).to_vec());
    let patient = Impatient { wanted: wanted(), ..Impatient::default() };
    let built = build(&project, &sources, options, &Cache::default(), (&patient, &Quiet)).unwrap();
    assert!(built.is_whole);
    assert_eq!(
        *patient.first.lock().unwrap(),
        [("a/index.html".to_owned(), true), ("nowhere/index.html".to_owned(), false)]
    );
    let impatient = Impatient { wanted: wanted(), gives_up: true, ..Impatient::default() };
    let built = build(&project, &sources, options, &Cache::default(), (&impatient, &Quiet)).unwrap();
    assert_eq!((built.is_whole, *impatient.put.lock().unwrap()), (false, 0));
}
