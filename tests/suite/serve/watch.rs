//! Which files the preview watches: all that it reads, wherever they lie, and nothing else.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use super::program::Server;

/// Whether a build says that a page has changed.
fn is_changed(build: &Value, url: &str) -> bool {
    build["changed"].as_array().unwrap().iter().any(|page| page["url"] == url)
}

#[test]
fn what_links_lead_to_is_watched() {
    let server = Server::start(&[
        ("roadbook.toml", "title = \"T\"\n"),
        ("content/index.md", "# Home\n"),
        ("GUIDE.md", "First.\n"),
        ("notes/x.md", "First note.\n"),
    ]);
    let root = server.folder.path();
    let mut events = server.open("/");
    events.next("build");
    symlink("../GUIDE.md", root.join("content/guide.md")).unwrap();
    assert!(is_changed(&events.next("build"), "/guide/"));
    server.write("GUIDE.md", "Second.\n");
    assert!(is_changed(&events.next("build"), "/guide/"));
    assert!(server.get("/guide/").2.contains("Second."));
    symlink("../notes", root.join("content/notes")).unwrap();
    events.next("build");
    server.write("notes/x.md", "Second note.\n");
    assert!(is_changed(&events.next("build"), "/notes/x/"));
    assert!(server.get("/notes/x/").2.contains("Second note."));
    fs::remove_file(root.join("GUIDE.md")).unwrap();
    assert_eq!(events.next("build")["ok"], false);
    server.write("GUIDE.md", "Third.\n");
    assert_eq!(events.next("build")["ok"], true);
    assert!(server.get("/guide/").2.contains("Third."));
}

#[test]
fn folders_that_come_and_move_are_watched() {
    let server = Server::start(&[("index.md", "# Home\n"), ("mark.md", "0\n")]);
    let root = server.folder.path();
    let mut events = server.open("/");
    events.next("build");
    fs::create_dir_all(root.join("new/deep")).unwrap();
    server.write("mark.md", "1\n");
    events.next("build");
    server.write("new/deep/page.md", "First.\n");
    events.next("build");
    assert!(server.get("/new/deep/page/").2.contains("First."));
    fs::rename(root.join("new"), root.join("newer")).unwrap();
    events.next("build");
    server.write("newer/deep/page.md", "Second.\n");
    events.next("build");
    assert!(server.get("/newer/deep/page/").2.contains("Second."));
    fs::remove_dir_all(root.join("newer")).unwrap();
    server.write("newer/deep/page.md", "Third.\n");
    events.next("build");
    server.write("newer/deep/page.md", "Fourth.\n");
    while !server.get("/newer/deep/page/").2.contains("Fourth.") {
        events.next("build");
    }
}

/// Each watched folder is one line of `/proc/PID/fdinfo/N`.
#[cfg(target_os = "linux")]
#[test]
fn folders_that_are_no_input_are_not_watched() {
    let modules: Vec<String> = (0..200).map(|at| format!("node_modules/module-{at}/package.json")).collect();
    let files = modules.iter().map(|path| (path.as_str(), "{}\n"));
    let server = Server::start(&files.chain([("index.md", "# Home\n"), ("a/b.md", "B.\n")]).collect::<Vec<_>>());
    let mut events = server.open("/");
    events.next("build");
    // What is watched was so before the second of these was seen.
    for text in ["One.\n", "Two.\n"] {
        server.write("a/b.md", text);
        events.next("build");
    }
    let watched = fs::read_dir(format!("/proc/{}/fdinfo", server.id())).unwrap();
    let watched = watched.filter_map(|file| fs::read_to_string(file.unwrap().path()).ok());
    assert_eq!(watched.map(|text| text.matches("inotify wd:").count()).sum::<usize>(), 2);
}
