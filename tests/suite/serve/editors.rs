//! Saves as editors do them, replayed as calls of the system: one settled build each, and the final bytes shown.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::program::Server;

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
    let probe = file.with_file_name("4913");
    File::create(&probe).unwrap();
    fs::remove_file(&probe).unwrap();
    fs::rename(file, file.with_extension("md~")).unwrap();
    fs::write(file, text).unwrap();
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

const SAVES: [(&str, Save); 8] = [
    ("in place", in_place),
    ("moved away", moved_away),
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
