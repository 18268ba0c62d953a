//! Saves as editors do them, replayed as calls of the system: one settled build each, and the final bytes shown.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

use super::program::Server;
#[cfg(unix)]
use crate::support::{command, write};

/// How an editor saves: what it does to a file in a folder for a new text.
type Save = fn(&Path, &str);

/// Writes over the file: `vim` with `backupcopy=yes`, VS Code, nano.
fn in_place(file: &Path, text: &str) {
    fs::copy(file, file.with_extension("md~")).unwrap();
    let mut open = OpenOptions::new().write(true).truncate(true).open(file).unwrap();
    open.write_all(text.as_bytes()).unwrap();
    open.sync_all().unwrap();
    fs::remove_file(file.with_extension("md~")).unwrap();
}

/// Moves the old file away and writes a new one: `vim` with `backupcopy=no`, emacs' first save.
fn moved_away(file: &Path, text: &str) {
    fs::rename(file, file.with_extension("md~")).unwrap();
    fs::write(file, text).unwrap();
    fs::remove_file(file.with_extension("md~")).unwrap();
}

/// The same after a look at whether files can be made here: `vim` with `backupcopy=auto`, which it comes with.
fn moved_away_where_possible(file: &Path, text: &str) {
    let probe = file.with_file_name("4913");
    File::create(&probe).unwrap();
    fs::remove_file(&probe).unwrap();
    moved_away(file, text);
}

/// `neovim` as it comes: the same, and the bytes are on the disk before the old file goes.
fn neovim(file: &Path, text: &str) {
    let probe = file.with_file_name("4913");
    File::create(&probe).unwrap();
    fs::remove_file(&probe).unwrap();
    fs::rename(file, file.with_extension("md~")).unwrap();
    let mut new = File::create_new(file).unwrap();
    new.write_all(text.as_bytes()).unwrap();
    new.sync_all().unwrap();
    fs::remove_file(file.with_extension("md~")).unwrap();
}

/// Writes a new file and moves it over the old one: `sed -i`, emacs with `file-precious-flag`, most scripts.
fn moved_over(file: &Path, text: &str) {
    let new = file.with_file_name("sedAbc123");
    fs::write(&new, text).unwrap();
    fs::rename(&new, file).unwrap();
}

/// The "safe write" of `JetBrains`: a new file beside it, the old one moved away, the new one in its place.
fn safe_write(file: &Path, text: &str) {
    let new = file.with_extension("md___jb_tmp___");
    let old = file.with_extension("md___jb_old___");
    fs::write(&new, text).unwrap();
    fs::rename(file, &old).unwrap();
    fs::rename(&new, file).unwrap();
    fs::remove_file(&old).unwrap();
}

/// A link that locks the file and a copy that is saved meanwhile: emacs.
fn with_lock(file: &Path, text: &str) {
    let lock = file.with_file_name(".#a.md");
    let auto = file.with_file_name("#a.md#");
    #[cfg(unix)]
    std::os::unix::fs::symlink("writer@host.1:2", &lock).unwrap();
    fs::write(&auto, text).unwrap();
    fs::write(file, text).unwrap();
    fs::remove_file(&auto).unwrap();
    let _ = fs::remove_file(&lock);
}

/// Deletes the file and makes it again: `git checkout`, some synchronisers.
fn made_again(file: &Path, text: &str) {
    fs::remove_file(file).unwrap();
    fs::write(file, text).unwrap();
}

/// Writes a hidden file beside it and moves that over: `rsync`, which writes in pieces.
fn synchronised(file: &Path, text: &str) {
    let new = file.with_file_name(".a.md.x7Kd2q");
    in_pieces(&new, text);
    fs::rename(&new, file).unwrap();
}

/// Empties the file and fills it piece by piece.
fn in_pieces(file: &Path, text: &str) {
    let mut open = File::create(file).unwrap();
    for piece in text.as_bytes().chunks(5) {
        open.write_all(piece).unwrap();
        open.flush().unwrap();
    }
}

const SAVES: [(&str, Save); 10] = [
    ("in place", in_place),
    ("moved away", moved_away),
    ("moved away where possible", moved_away_where_possible),
    ("neovim", neovim),
    ("moved over", moved_over),
    ("safe write", safe_write),
    ("with a lock", with_lock),
    ("made again", made_again),
    ("synchronised", synchronised),
    ("in pieces", in_pieces),
];

#[test]
fn each_save_is_one_build_with_the_final_bytes() {
    let server = Server::start(&[("index.md", "# Home\n"), ("a.md", "Old.\n"), ("mark.md", "0\n")]);
    let mut events = server.open("/a/");
    let mut generation = events.next("build")["generation"].as_u64().unwrap();
    let file = server.folder.path().join("a.md");
    for (round, (name, save)) in SAVES.into_iter().cycle().take(100).enumerate() {
        let text = format!("Saved {name} in round {round}, whole to the end.\n");
        save(&file, &text);
        let build = events.next("build");
        assert!(server.get("/a/").2.contains(text.trim()), "{name}");
        // Whatever the save still had to say came before the next build.
        server.write("mark.md", &text);
        let mark = events.next("build");
        assert_eq!(build["changed"][0]["url"], "/a/", "{name}");
        assert_eq!(mark["changed"][0]["url"], "/mark/", "{name}");
        assert_eq!(mark["generation"].as_u64().unwrap(), generation + 2, "{name}");
        generation += 2;
    }
}

#[test]
fn a_checkout_of_many_files_ends_with_all_of_them() {
    let server = Server::start(&[("index.md", "# Home\n")]);
    let mut events = server.open("/");
    events.next("build");
    for number in 0..500 {
        server.write(&format!("folder-{}/page-{number}.md", number % 7), &format!("Text {number}.\n"));
    }
    let mut builds = 0;
    while server.get("/folder-2/page-499/").0 != 200 {
        events.next("build");
        builds += 1;
    }
    assert!(builds <= 20, "{builds} builds");
    for number in 0..500 {
        assert_eq!(server.get(&format!("/folder-{}/page-{number}/", number % 7)).0, 200);
    }
}

#[test]
fn a_file_that_is_written_slowly_is_shown_at_each_rest_and_whole_in_the_end() {
    let server = Server::start(&[("index.md", "# Home\n"), ("a.md", "Old.\n")]);
    let mut events = server.open("/a/");
    events.next("build");
    let mut file = File::create(server.folder.path().join("a.md")).unwrap();
    let mut written = String::new();
    for piece in ["First piece", ", second piece", ", third piece."] {
        file.write_all(piece.as_bytes()).unwrap();
        file.flush().unwrap();
        written.push_str(piece);
        // The writer rests until what there is has been shown.
        while !server.get("/a/").2.contains(&written) {
            events.next("build");
        }
    }
}

/// The preview is stopped meanwhile: whatever a checkout takes, what it did is one change.
#[cfg(unix)]
#[test]
fn a_checkout_by_git_is_one_build() {
    let git = |folder: &Path, arguments: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(folder).args(["-c", "user.name=Writer", "-c", "user.email=writer@example.org"]).args(arguments);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        let output = git.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let page = |number: usize| format!("folder-{}/page-{number}.md", number % 7);
    let server = Server::start_with(&[("index.md", "# Home\n")], |folder| {
        for (branch, text) in [("old", "Old"), ("new", "New")] {
            for number in 0..500 {
                write(folder, &[(&page(number), &format!("{text} text of {number}.\n"))]);
            }
            if branch == "old" {
                git(folder, &["init", "-q", "-b", "old"]);
            } else {
                git(folder, &["checkout", "-q", "-b", "new"]);
            }
            git(folder, &["add", "-A"]);
            git(folder, &["commit", "-q", "-m", text]);
        }
        git(folder, &["checkout", "-q", "old"]);
        command(folder, &["serve", "--port", "0"])
    });
    let mut events = server.open("/");
    events.next("build");
    // What is watched was so before the second of these was seen.
    for mark in ["1", "2"] {
        server.write("mark.md", mark);
        events.next("build");
    }
    server.signal("STOP");
    git(server.folder.path(), &["checkout", "-q", "new"]);
    server.signal("CONT");
    let build = events.next("build");
    server.write("mark.md", "3");
    assert_eq!(events.next("build")["generation"].as_u64(), build["generation"].as_u64().map(|one| one + 1));
    for number in 0..500 {
        let (_, _, text) = server.get(&format!("/{}/", page(number).trim_end_matches(".md")));
        assert!(text.contains(&format!("New text of {number}.")), "{number}");
    }
}
