//! A build with what earlier builds made equals a build from nothing.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use roadbook::build::{Cache, build};
use roadbook::output::{Discard, Kept, Scratch};
use roadbook::progress::Quiet;
use roadbook::source::MachineError;
use roadbook::text::Digest;

use crate::support::{Handbook, Memory, options};

/// A small generator of numbers (xorshift, Marsaglia 2003): the same ones in every run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

const BODIES: [&str; 14] = [
    "Text.\n",
    "# A title\n\nSee [[b]] and [c](c.md#part).\n",
    "---\ntitle: Named\nweight: 3\n---\n## Part\n\n```sh\necho hi\n```\n",
    "---\nkind: term\ntitle: Word\ntldr: A word.\naliases: [b-word]\n---\nIts meaning. See [[b-word]].\n",
    "---\nkind: role\n---\nToo little.\n",
    "---\nkind: runbook\ntitle: Run\nalert: a\n---\n## First\n\n- One\n",
    "![gone](gone.png)\n\n| a | b |\n|---|---|\n| 1 |\n",
    "---\ntitle: [\n---\nBroken.\n",
    "<script>x</script> <kbd>K</kbd>\n",
    "---\nstatus: draft\n---\nNot yet.\n",
    "---\naliases: [/old/]\n---\n[a](a.md) [up](index.md)\n",
    "```table\ndata: /data.csv\n```\n\n```derive\nview: pages\nkind: term\n```\n",
    "---\ntitle: Filed\ntags: [One, two]\n---\nText.\n",
    "---\nkind: team\ntitle: Team\nchannel: \"#a\"\nactive: true\ntags: [one]\nowner: c\nreviewed: 2026-05-01\nreview_every: 6 months\n---\nText.\n",
];

const DATA: [&str; 4] = ["name,size\nx,1\n", "name,size\n[[b]],2\n", "name,name\nx\n", ""];

const CONFIGS: [&str; 5] = [
    "",
    "title = \"T\"\nbase_url = \"https://h.example/x/\"\n",
    "[markdown]\nhtml = \"text\"\nsmart_punctuation = true\n",
    "theme = \"theme\"\n",
    "[nav]\nitems = [\"a.md\", \"b.md\"]\n",
];

const TEMPLATES: [&str; 3] = ["<p>{{ page.title }}</p>{{ body | safe }}", "{{ nothing.here }}", "{% if %}"];

const KINDS: [&str; 4] = [
    "name = \"runbook\"\ntitle = \"Runbook\"\nplural = \"Runbooks\"\ndescription = \"D\"\n[fields.alert]\ntype = \"text\"\nlabel = \"Alert\"\n",
    "name = \"runbook\"\ntitle = \"Run\"\nplural = \"Runs\"\ndescription = \"D\"\n[sections.First]\nshape = \"pairs\"\n",
    "name = \"role\"\n[fields.grade]\ntype = \"integer\"\nrequired = true\n",
    "name = [\n",
];

pub(crate) fn change(handbook: &mut Handbook, numbers: &mut Numbers) {
    let names = ["index.md", "a.md", "b.md", "c.md", "d/e.md", "d/README.md", "d/pic.png"];
    let path = format!("content/{}", names[numbers.below(names.len())]);
    match numbers.below(12) {
        0 => drop(handbook.files.remove(&path)),
        1 => drop(handbook.files.insert("roadbook.toml".to_owned(), CONFIGS[numbers.below(CONFIGS.len())].to_owned())),
        2 => drop(
            handbook.files.insert("theme/page.html".to_owned(), TEMPLATES[numbers.below(TEMPLATES.len())].to_owned()),
        ),
        3 => drop(handbook.files.insert("kinds/runbook.toml".to_owned(), KINDS[numbers.below(KINDS.len())].to_owned())),
        4 => drop(handbook.files.remove("kinds/runbook.toml")),
        5 | 6 => drop(handbook.files.insert("content/data.csv".to_owned(), DATA[numbers.below(DATA.len())].to_owned())),
        _ => drop(handbook.files.insert(path, BODIES[numbers.below(BODIES.len())].to_owned())),
    }
}

#[test]
fn a_warm_build_equals_a_cold_one_after_any_change() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut warm = Handbook::new([("content/index.md", "Home.\n")]);
    for step in 0..400 {
        change(&mut warm, &mut numbers);
        let warm_build = warm.build();
        let mut cold = Handbook { files: warm.files.clone(), ..Handbook::default() };
        let cold_build = cold.build();
        assert_eq!(warm_build.diagnostics, cold_build.diagnostics, "diagnostics after step {step}: {:#?}", warm.files);
        assert!(warm_build.files == cold_build.files, "files after step {step}: {:#?}", warm.files);
    }
}

/// Room outside memory, which soon is full.
#[derive(Default)]
struct Drawer(Mutex<Vec<u8>>);

impl Scratch for Drawer {
    fn put(&self, bytes: &[u8]) -> Option<u64> {
        let mut all = self.0.lock().unwrap();
        let start = all.len();
        all.extend(bytes);
        (start < 2000).then_some(start as u64)
    }

    fn get(&self, start: u64, length: usize) -> Result<Vec<u8>, MachineError> {
        let start = usize::try_from(start).unwrap();
        Ok(self.0.lock().unwrap()[start..start + length].to_vec())
    }
}

/// Room outside memory from which nothing comes back.
struct Hole;

impl Scratch for Hole {
    fn put(&self, _: &[u8]) -> Option<u64> {
        Some(0)
    }

    fn get(&self, _: u64, _: usize) -> Result<Vec<u8>, MachineError> {
        Err(MachineError::on("read", Path::new("hole"))(io::ErrorKind::UnexpectedEof.into()))
    }
}

#[test]
fn a_disk_that_loses_what_was_put_aside_is_a_fault_of_the_machine() {
    let handbook = Handbook::new([("content/index.md", "Home. See [[a]].\n"), ("content/a.md", "Text.\n")]).large();
    let (project, sources) = handbook.sources();
    let mut cache = Cache::of_one_build();
    cache.scratch = Some(Arc::new(Hole));
    let built = build(&project, &sources, options(), &cache, (&Memory::default(), &Quiet));
    assert!(built.unwrap_err().to_string().starts_with("cannot read `hole`"));
}

#[test]
fn a_large_handbook_is_built_like_any_other_after_any_change() {
    let mut numbers = Numbers(0x6a09_e667_f3bc_c908);
    let mut changed = Handbook::new([("content/index.md", "Home.\n")]);
    let mut warm = changed.large();
    for step in 0..200 {
        change(&mut changed, &mut numbers);
        warm.files.clone_from(&changed.files);
        let mut cold = changed.large();
        cold.cache.scratch = Some(Arc::new(Drawer::default()));
        let small = Handbook { files: changed.files.clone(), ..Handbook::default() }.build();
        for (name, large) in [("kept in memory", &mut warm), ("put aside", &mut cold)] {
            assert!(large.build().is_same(&small), "{name}, after step {step}: {:#?}", changed.files);
        }
    }
}

/// What runs keep, in memory.
#[derive(Default)]
struct Shelf(Mutex<BTreeMap<Digest, Vec<u8>>>);

impl Kept for Shelf {
    fn get(&self, key: Digest) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(&key).cloned()
    }

    fn put(&self, key: Digest, value: &[u8]) {
        self.0.lock().unwrap().insert(key, value.to_vec());
    }
}

impl Shelf {
    /// Loses something.
    fn lose(&self, numbers: &mut Numbers) {
        let mut values = self.0.lock().unwrap();
        let key = *values.keys().nth(numbers.below(values.len())).unwrap();
        values.remove(&key);
    }
}

#[test]
fn a_build_equals_one_from_nothing_after_a_check_that_made_no_index() {
    let pages = [("content/a.md", "# A\n\nThe first page.\n"), ("content/b.md", "# B\n\nSee [[a]].\n")];
    let fresh = Handbook::new(pages).build();
    for is_kept in [false, true] {
        let mut handbook = Handbook::new(pages);
        handbook.cache.kept = is_kept.then(|| Arc::new(Shelf::default()) as Arc<dyn Kept>);
        // The second check takes what the build has kept.
        for _ in 0..2 {
            let (project, sources) = handbook.sources();
            let check = build(&project, &sources, options(), &handbook.cache, (&Discard, &Quiet)).unwrap();
            assert_eq!(check.diagnostics, fresh.diagnostics);
            assert!(handbook.build().is_same(&fresh), "kept: {is_kept}");
            // What other runs keep is all that is left of this one.
            let kept = handbook.cache.kept.take();
            handbook.cache = Cache::default();
            handbook.cache.kept = kept;
        }
    }
}

#[test]
fn a_build_with_what_other_runs_kept_equals_one_without_after_any_change() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let shelf = Arc::new(Shelf::default());
    let mut changed = Handbook::new([("content/index.md", "Home.\n")]);
    let (mut rendered, mut all) = (0, 0);
    for step in 0..400 {
        change(&mut changed, &mut numbers);
        let build = |kept: Option<Arc<dyn Kept>>, is_large: bool| {
            let mut handbook = Handbook { files: changed.files.clone(), is_large, ..Handbook::default() };
            handbook.cache.kept = kept;
            handbook.cache.scratch = Some(Arc::new(Drawer::default()));
            handbook.build()
        };
        let (with, without) = (build(Some(shelf.clone()), step % 2 == 1), build(None, false));
        assert_eq!(with.diagnostics, without.diagnostics, "diagnostics after step {step}: {:#?}", changed.files);
        assert!(with.files == without.files, "files after step {step}: {:#?}", changed.files);
        with.files.values().for_each(|bytes| shelf.put(Digest::of(bytes), bytes));
        shelf.lose(&mut numbers);
        rendered += with.rendered;
        all += without.rendered;
    }
    assert!(rendered < all, "{rendered} of {all} pages were rendered");
}

#[test]
fn a_build_without_a_change_renders_nothing() {
    let mut handbook =
        Handbook::new([("content/index.md", "Home. See [[a]].\n"), ("content/a.md", "```sh\nls\n```\n")]);
    assert_eq!(handbook.build().rendered, 4, "two pages, the search page and the one for unknown addresses");
    assert_eq!(handbook.build().rendered, 0);
}

#[test]
fn a_changed_title_renders_the_pages_that_show_it() {
    let page = |title: &str| format!("---\ntitle: {title}\n---\nText.\n");
    let mut handbook = Handbook::new([("content/index.md", "Home.\n")]);
    for path in ["content/x/a.md", "content/x/b.md", "content/y/c.md", "content/y/d.md"] {
        handbook.files.insert(path.to_owned(), page(path));
    }
    handbook.build();
    handbook.files.insert("content/x/b.md".to_owned(), page("Other"));
    // The page itself, its sibling and their section; in the other section the page that follows in reading order; and
    // the search page, which lists all titles.
    assert_eq!(handbook.build().rendered, 5);
}

#[test]
fn a_changed_label_of_a_kind_renders_its_pages() {
    let kind = |label: &str| {
        format!(
            "name = \"runbook\"\ntitle = \"Runbook\"\nplural = \"Runbooks\"\ndescription = \"What to do.\"\n\n[fields.alert]\ntype = \"text\"\nlabel = \"{label}\"\nabout = \"What went off.\"\n"
        )
    };
    let mut handbook = Handbook::new([
        ("content/index.md", "Home.\n"),
        ("content/full-disk.md", "---\nkind: runbook\ntitle: Full disk\nalert: DiskFull\n---\nDelete something.\n"),
    ]);
    handbook.files.insert("kinds/runbook.toml".to_owned(), kind("Alert"));
    assert!(handbook.build().text("full-disk/index.html").contains("<dt>Alert</dt>"));
    handbook.files.insert("kinds/runbook.toml".to_owned(), kind("Goes off as"));
    let built = handbook.build();
    assert!(built.text("full-disk/index.html").contains("<dt>Goes off as</dt>"));
    assert_eq!(built.rendered, 1);
}
