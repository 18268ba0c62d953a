//! A build with nothing new ends after a look at the files, and never where anything is new.

use std::path::Path;

use crate::golden_paths::code;
use crate::support::{command, read, roadbook, stderr, stdout, write};

const PAGES: [(&str, &str); 4] = [
    ("roadbook.toml", "title = \"Handbook\"\n"),
    ("content/index.md", "---\nreviewed: 2026-01-01\n---\n# Home\n\n[Nowhere](nowhere.md), [a](a.md)\n"),
    ("content/a.md", "# A\n\n![Dot](dot.txt)\n\n[Nowhere](nowhere.md)\n"),
    ("content/dot.txt", "dot"),
];

/// What a run took.
fn timings(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let run = roadbook(folder, &[arguments, &["--timings", "--format", "json"]].concat());
    let mut report: serde_json::Value = serde_json::from_str(&stdout(&run)).unwrap();
    report["timings"].take()
}

/// The parts that a run went through.
fn parts(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let timings = timings(folder, arguments);
    let parts = timings["parts"].as_array().unwrap();
    parts.iter().map(|part| part["part"].as_str().unwrap().to_owned()).collect()
}

/// The report of a run without what differs from run to run.
fn report(folder: &Path, command: &str, options: &[&str]) -> (i32, String) {
    let run = roadbook(folder, &[&[command, "--format", "json"], options].concat());
    (code(&run), stdout(&run))
}

#[test]
fn a_build_with_nothing_new_says_the_same_and_reads_no_page() {
    for command in ["build", "check"] {
        for options in [&[][..], &["--strict"], &["--drafts"], &["--base-url", "https://handbook.example.test/"]] {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), &PAGES);
            let first = report(folder.path(), command, options);
            let site = read(&folder.path().join("site"));
            let arguments = [&[command], options].concat();
            let is_kept = !(command == "build" && first.0 != 0);
            assert_eq!(parts(folder.path(), &arguments) == ["recall"], is_kept, "{arguments:?}");
            assert_eq!(report(folder.path(), command, options), first, "{arguments:?}");
            assert!(read(&folder.path().join("site")) == site, "{arguments:?}");
        }
    }
}

#[test]
fn a_build_with_nothing_new_draws_faults_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &PAGES);
    let first = roadbook(folder.path(), &["build"]);
    let second = roadbook(folder.path(), &["build"]);
    assert!(stderr(&first).contains("content/a.md:5:"), "{}", stderr(&first));
    assert_eq!(stderr(&second), stderr(&first));
    assert!(stdout(&second).contains("nothing changed; 2 warnings"), "{}", stdout(&second));
    // What was a warning then is an error now.
    let strict = roadbook(folder.path(), &["build", "--strict"]);
    assert_eq!(code(&strict), 1);
    assert!(stdout(&strict).starts_with("Not built: 2 warnings, which count as errors"), "{}", stdout(&strict));
}

/// What is done between two builds, to the files or to the second command.
type Change = (&'static str, fn(&Path), &'static [&'static str]);

const CHANGES: [Change; 14] = [
    (
        "a page of the same length, and as old as before",
        |folder| {
            let page = folder.join("content/a.md");
            let modified = std::fs::metadata(&page).unwrap().modified().unwrap();
            std::fs::write(&page, "# B\n\n![Dot](dot.txt)\n\n[Nowhere](nowhere.md)\n").unwrap();
            std::fs::File::options().write(true).open(&page).unwrap().set_modified(modified).unwrap();
        },
        &[],
    ),
    ("a new page", |folder| write(folder, &[("content/b.md", "# B\n")]), &[]),
    ("a page that is gone", |folder| std::fs::remove_file(folder.join("content/a.md")).unwrap(), &[]),
    (
        "a page with another name",
        |folder| {
            std::fs::rename(folder.join("content/a.md"), folder.join("content/b.md")).unwrap();
        },
        &[],
    ),
    ("an asset", |folder| write(folder, &[("content/dot.txt", "tod")]), &[]),
    ("the configuration", |folder| write(folder, &[("roadbook.toml", "title = \"Hndbook\"\n")]), &[]),
    (
        "a kind",
        |folder| {
            write(
                folder,
                &[(
                    "kinds/runbook.toml",
                    "name = \"runbook\"\ntitle = \"Runbook\"\nplural = \"Runbooks\"\ndescription = \"What to do.\"\n",
                )],
            );
        },
        &[],
    ),
    ("a file of the site", |folder| write(folder, &[("site/index.html", "<p>")]), &[]),
    ("a file of the site that is gone", |folder| std::fs::remove_file(folder.join("site/a/index.html")).unwrap(), &[]),
    ("the whole site", |folder| std::fs::remove_dir_all(folder.join("site")).unwrap(), &[]),
    (
        "the list of the site",
        |folder| write(folder, &[("site/.roadbook.json", "{\"roadbook\": 1, \"files\": {}}")]),
        &[],
    ),
    ("the address of the site", |_| {}, &["--base-url", "https://handbook.example.test/"]),
    ("drafts", |_| {}, &["--drafts"]),
    (
        "the record itself",
        |folder| {
            for entry in std::fs::read_dir(folder.join(".cache-of-the-test")).unwrap() {
                let path = entry.unwrap().path();
                let mut bytes = std::fs::read(&path).unwrap();
                let last = bytes.len() - 1;
                bytes[last] ^= 0x20;
                std::fs::write(path, bytes).unwrap();
            }
        },
        &[],
    ),
];

#[test]
fn whatever_is_new_is_built() {
    for (change, make, options) in CHANGES {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &PAGES);
        write(folder.path(), &[("content/draft.md", "---\ndraft: true\n---\n# Draft\n")]);
        assert_eq!(code(&roadbook(folder.path(), &["build"])), 0);
        make(folder.path());
        let is_foreign = change == "the list of the site";
        let second = roadbook(folder.path(), &[&["build"], options].concat());
        let clean = roadbook(folder.path(), &[&["build", "--no-cache", "--output", "clean"], options].concat());
        assert_eq!(code(&clean), 0, "{change}: {}", stderr(&clean));
        if is_foreign {
            // The site is nobody's now, and its files are in the way.
            assert_eq!(code(&second), 2, "{change}");
            continue;
        }
        assert_eq!((code(&second), stderr(&second)), (0, stderr(&clean)), "{change}");
        assert!(read(&folder.path().join("site")) == read(&folder.path().join("clean")), "{change}");
        assert_eq!(parts(folder.path(), &[&["build"], options].concat()), ["recall"], "{change}");
    }
}

#[test]
fn another_day_builds_anew() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &PAGES);
    assert_eq!(code(&roadbook(folder.path(), &["build"])), 0);
    let tomorrow = command(folder.path(), &["build", "--timings"]).env("SOURCE_DATE_EPOCH", "1795305600").output();
    assert!(stdout(&tomorrow.unwrap()).contains("\nrender"));
}

#[test]
fn a_copy_of_the_program_is_the_same_program() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &PAGES);
    assert_eq!(code(&roadbook(folder.path(), &["build"])), 0);
    let copy = folder.path().join("roadbook-installed");
    // Another process writes it: none may run that this one has open to write, which a child of it may still have.
    let copied = std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_roadbook")).arg(&copy).status().unwrap();
    assert!(copied.success());
    let mut command = std::process::Command::new(copy);
    command.current_dir(folder.path()).args(["build", "--timings"]).env_clear();
    command.env("SOURCE_DATE_EPOCH", "1795219200").env("ROADBOOK_CACHE", folder.path().join(".cache-of-the-test"));
    assert!(!stdout(&command.output().unwrap()).contains("\nrender"));
}

/// A handbook with a script of its own theme that has the line ends of Windows, and the same file to download.
fn write_with_theme(folder: &Path) {
    write(folder, &PAGES);
    write(folder, &[("roadbook.toml", "title = \"Handbook\"\ntheme = \"theme\"\n")]);
    write(folder, &[("theme/own.js", "let one;\r\nlet two;\r\n"), ("content/own.js", "let one;\r\nlet two;\r\n")]);
}

/// What is done to a site that a build with nothing new finds.
type Loss = (&'static str, fn(&Path));

const LOSSES: [Loss; 4] = [
    ("the whole site is gone, as in a fresh checkout", |folder| std::fs::remove_dir_all(folder.join("site")).unwrap()),
    ("a page is gone", |folder| std::fs::remove_file(folder.join("site/a/index.html")).unwrap()),
    ("a page was changed", |folder| write(folder, &[("site/index.html", "<p>")])),
    ("a picture is gone", |folder| std::fs::remove_file(folder.join("site/dot.txt")).unwrap()),
];

#[test]
fn a_site_that_is_gone_is_put_together_from_what_was_kept() {
    for (loss, lose) in LOSSES {
        let folder = tempfile::tempdir().unwrap();
        write_with_theme(folder.path());
        assert_eq!(code(&roadbook(folder.path(), &["build"])), 0);
        let site = read(&folder.path().join("site"));
        lose(folder.path());
        assert_eq!(parts(folder.path(), &["build"]), ["recall", "publish", "keep", "exchange"], "{loss}");
        assert!(read(&folder.path().join("site")) == site, "{loss}");
        assert_eq!(parts(folder.path(), &["build"]), ["recall"], "{loss}");
    }
}

#[test]
fn a_page_is_made_once_for_all_runs_and_folders() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &PAGES);
    let rendered = |arguments: &[&str]| timings(folder.path(), arguments)["rendered"].as_u64().unwrap();
    let with_errors = "[no place](<javascript:x>)\n\n[[nobody]]\n";
    write(folder.path(), &[("content/b.md", with_errors)]);
    assert_eq!(rendered(&["build"]), 6, "three pages, search, health, and the page for unknown addresses");
    // What was made beside an error is made.
    write(folder.path(), &[("content/b.md", "# B\n\nOld.\n")]);
    assert!(rendered(&["build"]) < 6);
    write(folder.path(), &[("content/b.md", "# B\n\nNew.\n")]);
    assert_eq!(rendered(&["build", "--output", "elsewhere"]), 1);
    assert_eq!(rendered(&["check"]), 0);
    assert_eq!(rendered(&["build", "--output", "clean", "--no-cache"]), 6);
    assert!(read(&folder.path().join("elsewhere")) == read(&folder.path().join("clean")));
}

#[test]
fn whatever_happens_to_what_was_kept_the_site_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    write_with_theme(folder.path());
    assert_eq!(code(&roadbook(folder.path(), &["build"])), 0);
    let old = cache(folder.path());
    write(folder.path(), &[("content/b.md", "# B\n\nSomething new.\n")]);
    assert_eq!(code(&roadbook(folder.path(), &["build"])), 0);
    let (now, site) = (cache(folder.path()), read(&folder.path().join("site")));
    write(folder.path(), &[("content/b.md", "# B\n\nSomething else.\n")]);
    assert_eq!(code(&roadbook(folder.path(), &["build", "--no-cache", "--output", "edited"])), 0);
    let edited = read(&folder.path().join("edited"));
    let mut tries = 0;
    for (name, bytes) in &now {
        let mut damaged = Vec::new();
        for number in 0..8 {
            let at = (bytes.len() - 1) * number / 7;
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x20;
            damaged.extend([flipped, bytes[..at].to_vec()]);
        }
        // A run that ended between writing one file and another.
        damaged.extend(old.get(name).cloned());
        for bytes in damaged {
            for (text, expected) in [("Something new.", &site), ("Something else.", &edited)] {
                for (name, bytes) in &now {
                    std::fs::write(folder.path().join(".cache-of-the-test").join(name), bytes).unwrap();
                }
                std::fs::write(folder.path().join(".cache-of-the-test").join(name), &bytes).unwrap();
                std::fs::remove_dir_all(folder.path().join("site")).unwrap();
                write(folder.path(), &[("content/b.md", &format!("# B\n\n{text}\n"))]);
                assert_eq!(code(&roadbook(folder.path(), &["build"])), 0);
                assert!(read(&folder.path().join("site")) == *expected, "{name}: {text}");
                tries += 1;
            }
        }
    }
    assert!(tries > 100, "{:?} are fewer files than expected", now.keys());
}

/// The files of the cache.
fn cache(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    read(&folder.join(".cache-of-the-test"))
}
