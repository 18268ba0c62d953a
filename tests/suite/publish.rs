//! Publishing: the old site or the new one, never a mix, and nothing that is not ours is touched.

use std::path::Path;
use std::process::Stdio;

use crate::support::{command, read, roadbook, stderr, stdout, write};

fn build(folder: &Path) -> (i32, String) {
    let output = roadbook(folder, &["build", "--source", "docs", "--output", "out"]);
    (output.status.code().unwrap(), stderr(&output))
}

fn modified(path: &Path) -> std::time::SystemTime {
    std::fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn unchanged_files_keep_their_time_stamps() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("docs/index.md", "# Home\n\nText.\n"), ("docs/a.md", "# A\n\nText.\n"), ("docs/x.txt", "x")],
    );
    assert_eq!(build(folder.path()).0, 0);
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    for name in ["index.html", "a/index.html", "x.txt"] {
        std::fs::OpenOptions::new()
            .write(true)
            .open(folder.path().join("out").join(name))
            .unwrap()
            .set_modified(old)
            .unwrap();
    }
    write(folder.path(), &[("docs/a.md", "# A\n\nOther text.\n")]);
    assert_eq!(build(folder.path()).0, 0);
    let kept =
        ["index.html", "a/index.html", "x.txt"].map(|name| modified(&folder.path().join("out").join(name)) == old);
    assert_eq!(kept, [true, false, true]);
}

#[test]
fn stale_files_go_and_foreign_ones_stay() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/index.md", "# Home\n\nText.\n"), ("docs/a/b.md", "# B\n\nText.\n")]);
    assert_eq!(build(folder.path()).0, 0);
    write(folder.path(), &[("out/CNAME", "docs.example.com\n"), ("out/deep/down/kept.txt", "kept")]);
    std::fs::create_dir_all(folder.path().join("out/.git/refs/tags")).unwrap();
    std::fs::remove_dir_all(folder.path().join("docs/a")).unwrap();
    assert_eq!(build(folder.path()).0, 0);
    let files = read(&folder.path().join("out"));
    assert!(!files.keys().any(|path| path.starts_with("a/")), "{:?}", files.keys());
    assert!(!folder.path().join("out/a").exists());
    assert!(folder.path().join("out/.git/refs/tags").is_dir(), "a repository is none without its empty folders");
    assert_eq!(
        (files["CNAME"].as_slice(), files["deep/down/kept.txt"].as_slice()),
        (&b"docs.example.com\n"[..], &b"kept"[..])
    );
}

#[test]
fn a_foreign_file_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/index.md", "# Home\n\nText.\n")]);
    assert_eq!(build(folder.path()).0, 0);
    write(folder.path(), &[("out/new/index.html", "somebody's"), ("docs/new.md", "# New\n\nText.\n")]);
    let before = read(&folder.path().join("out"));
    let (code, said) = build(folder.path());
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("was put there by somebody else"), "{said}");
    assert!(read(&folder.path().join("out")) == before);
}

#[test]
fn an_older_site_inside_the_content_is_no_content() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "# Home\n\nText.\n")]);
    for output in ["first", "second"] {
        let ran = roadbook(folder.path(), &["build", "--output", output]);
        assert_eq!(ran.status.code(), Some(0), "{}", stderr(&ran));
    }
    assert!(!folder.path().join("second/first").exists());
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/index.md", "# Home\n\nText.\n"), ("out/thesis.txt", "years of work")]);
    let (code, said) = build(folder.path());
    assert_eq!(code, 2);
    assert!(said.contains("is not empty, and no build of Roadbook made it"), "{said}");
    let files = read(folder.path()).into_keys().filter(|path| !path.starts_with(".cache-of-the-test/"));
    assert_eq!(files.collect::<Vec<_>>(), ["docs/index.md", "out/thesis.txt"]);
}

#[test]
fn folders_that_would_be_a_disaster_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/deep/index.md", "# Home\n\nText.\n")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("docs", folder.path().join("link")).unwrap();
    for output in ["docs", ".", "/", "docs/deep", "docs/deep/site", "..", "link"] {
        let ran = roadbook(folder.path(), &["build", "--source", "docs", "--output", output]);
        assert_eq!(ran.status.code(), Some(2), "{output}: {}", stderr(&ran));
    }
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    let ran =
        command(folder.path(), &["build", "--source", "docs", "--output", "home"]).env("HOME", &home).output().unwrap();
    assert_eq!(ran.status.code(), Some(2), "{}", stderr(&ran));
}

#[test]
fn an_error_in_the_content_leaves_the_old_site_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/index.md", "# Home\n\nText.\n")]);
    assert_eq!(build(folder.path()).0, 0);
    let before = read(&folder.path().join("out"));
    write(folder.path(), &[("docs/index.md", "# Home\n\n[[nobody]]\n"), ("docs/new.md", "# New\n\nText.\n")]);
    let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "Not built: 1 error. Nothing was written to `out`\n");
    assert!(read(&folder.path().join("out")) == before);
    assert!(strays(folder.path()).is_empty());
}

#[test]
fn of_builds_at_once_each_publishes_whole_or_says_who_is_at_it() {
    let folder = tempfile::tempdir().unwrap();
    let pages: Vec<(String, String)> =
        (0..40).map(|number| (format!("docs/p{number}.md"), format!("# Page {number}\n\nText.\n"))).collect();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    write(folder.path(), &pages);
    let children: Vec<_> = (0..8)
        .map(|_| {
            let mut command = command(folder.path(), &["build", "--no-cache", "--source", "docs", "--output", "out"]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let codes: Vec<i32> = children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            let code = output.status.code().unwrap();
            assert!(
                code == 0 || (code == 3 && stderr(&output).contains("another build")),
                "{code}: {}",
                stderr(&output)
            );
            code
        })
        .collect();
    assert!(codes.contains(&0));
    let site = read(&folder.path().join("out"));
    assert_eq!(build(folder.path()).0, 0);
    assert!(read(&folder.path().join("out")) == site);
    assert!(strays(folder.path()).is_empty());
}

/// The calls by which a build changes the disk.
#[cfg(target_os = "linux")]
const CALLS: [&str; 12] = [
    "openat",
    "write",
    "link",
    "linkat",
    "rename",
    "renameat2",
    "mkdir",
    "unlink",
    "unlinkat",
    "rmdir",
    "copy_file_range",
    "ftruncate",
];

/// Ends a build at each of the calls that change the disk, or lets the call fail, and looks at what is there.
#[cfg(target_os = "linux")]
#[test]
fn a_build_that_is_killed_anywhere_leaves_the_old_site_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let changed = [("docs/index.md", "# Home\n\nNew.\n"), ("docs/b.md", "# B\n\nText.\n"), ("docs/x.txt", "x")];
    write(
        folder.path(),
        &[("docs/index.md", "# Home\n\nOld.\n"), ("docs/a.md", "# A\n\nText.\n"), ("docs/x.txt", "x")],
    );
    assert_eq!(build(folder.path()).0, 0);
    let old = read(&folder.path().join("out"));
    std::fs::remove_file(folder.path().join("docs/a.md")).unwrap();
    write(folder.path(), &changed);
    assert_eq!(build(folder.path()).0, 0);
    let new = read(&folder.path().join("out"));
    assert!(old != new);
    let mut runs = 0;
    for fault in ["signal=KILL", "signal=TERM", "error=ENOSPC"] {
        for call in CALLS {
            for number in 1.. {
                restore(folder.path(), &old);
                let (was_hit, code) = strace(folder.path(), call, &format!("{fault}:when={number}"));
                let found = read(&folder.path().join("out"));
                let is_honest = match code {
                    Some(0) => found == new,
                    Some(143) => fault == "signal=TERM" && strays(folder.path()).is_empty(),
                    Some(code) => code == 3,
                    // A signal that comes before there is anything to clean up ends the program at once.
                    None => fault.starts_with("signal="),
                };
                assert!(is_honest, "{call}:{fault}:when={number} ended with {code:?}");
                let is_whole = found == old || found == new || recovers(folder.path(), &old);
                assert!(is_whole, "{call}:{fault}:when={number}: {:?}", found.keys());
                if !was_hit {
                    break;
                }
                runs += 1;
                assert!(runs < 2000, "the sweep does not end");
            }
        }
    }
    assert!(runs > 100, "the sweep reached {runs} calls only");
    assert_eq!(build(folder.path()).0, 0);
    assert!(read(&folder.path().join("out")) == new);
    assert!(strays(folder.path()).is_empty(), "{:?}", strays(folder.path()));
}

/// Between the two renames of a system that cannot exchange names, the old site stands beside its place.
#[cfg(target_os = "linux")]
fn recovers(folder: &Path, old: &std::collections::BTreeMap<String, Vec<u8>>) -> bool {
    read(&folder.join(".out.roadbook-old")) == *old && !folder.join("out").exists()
}

#[cfg(target_os = "linux")]
fn restore(folder: &Path, files: &std::collections::BTreeMap<String, Vec<u8>>) {
    let _ = std::fs::remove_dir_all(folder.join("out"));
    for (path, bytes) in files {
        let path = folder.join("out").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// Runs a build in which a call fails, or ends the program: whether the call was reached, and the exit code.
#[cfg(target_os = "linux")]
fn strace(folder: &Path, call: &str, fault: &str) -> (bool, Option<i32>) {
    let log = folder.join("strace.log");
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:{fault}"));
    let mut command = std::process::Command::new("strace");
    command.current_dir(folder).args(["-f", "-o"]).arg(&log).args(["-e", &trace, "-e", &inject]);
    command.args([
        env!("CARGO_BIN_EXE_roadbook"),
        "build",
        "--quiet",
        "--no-cache",
        "--source",
        "docs",
        "--output",
        "out",
    ]);
    command.env("RAYON_NUM_THREADS", "1").env("SOURCE_DATE_EPOCH", "1795219200");
    let status =
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("strace is installed by tests/run");
    let log = std::fs::read_to_string(&log).unwrap();
    (log.contains("INJECTED") || log.contains("killed by SIGKILL"), status.code())
}

/// What unfinished builds left.
fn strays(folder: &Path) -> Vec<String> {
    let names =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains("roadbook-")).collect()
}
