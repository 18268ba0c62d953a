//! What the preview says at the terminal and in the browser: neither more nor less than what is so.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::program::Server;
use crate::support::{command, write};

#[test]
fn a_fault_of_the_settings_is_shown_with_the_line_as_it_is_now() {
    let server = Server::start(&[("roadbook.toml", "title = \"One\"\n"), ("content/index.md", "# Home\n")]);
    let mut events = server.open("/");
    events.next("build");
    server.write("roadbook.toml", "titel = \"Two\"\n");
    assert_eq!(events.next("build")["ok"], false);
    let said = server.said("| titel");
    assert!(said.contains("| titel = \"Two\"") && !said.contains("| title = \"One\""), "{said}");
}

#[test]
fn changed_settings_are_named() {
    let server = Server::start(&[("roadbook.toml", "title = \"One\"\n"), ("content/index.md", "# Home\n")]);
    let mut events = server.open("/");
    events.next("build");
    // In one step: an empty file in between would be a state of its own, with pages of its own.
    server.write("roadbook.toml.new", "title = \"Two\"\n");
    let folder = server.folder.path();
    fs::rename(folder.join("roadbook.toml.new"), folder.join("roadbook.toml")).unwrap();
    events.next("build");
    let said = server.said("\nroadbook.toml: ");
    assert!(said.contains("\nroadbook.toml: 3 pages rendered"), "{said}");
}

#[test]
fn a_failure_is_said_without_a_summary_and_with_its_help_apart() {
    let server = Server::start(&[("roadbook.toml", "title = \"T\"\n"), ("content/index.md", "# Home\n")]);
    let mut events = server.open("/");
    events.next("build");
    fs::remove_dir_all(server.folder.path().join("content")).unwrap();
    let mut build = events.next("build");
    let faults = || serde_json::from_str::<Value>(&server.get("/_roadbook/faults").2).unwrap();
    while faults()["faults"][0]["help"].is_null() {
        build = events.next("build");
    }
    assert_eq!(build["ok"], false);
    assert!(!faults()["faults"][0]["message"].as_str().unwrap().contains("help"));
    let said = server.said("there is no content folder");
    assert!(said.contains("there is no content folder") && !said.contains("nothing changed"), "{said}");
}

#[test]
fn no_good_pages_stay_where_there_never_were_any() {
    let server = Server::start(&[("index.md", "See [[nowhere]].\n")]);
    let mut events = server.open("/");
    assert_eq!(events.next("build")["ok"], false);
    let (status, _, page) = server.get("/");
    assert!(status == 503 && page.contains("href=\"/_roadbook/nothing.css\"") && page.contains("corner"), "{page}");
    let (status, head, style) = server.get("/_roadbook/nothing.css");
    assert!(status == 200 && head.contains("text/css") && style.contains("color-scheme: light dark"), "{head}");
    let said = server.said("1 error; there");
    assert!(said.contains("1 error; there is no page yet") && !said.contains("last good pages"), "{said}");
}

#[test]
fn a_query_outlives_the_way_to_the_folder() {
    let server = Server::start(&[("index.md", "# Home\n"), ("a.md", "A.\n")]);
    let (status, head, _) = server.get("/a?x=1&y=/b");
    assert!(status == 302 && head.contains("Location: /a/?x=1&y=/b\r\n"), "{head}");
}

#[test]
fn a_file_of_the_content_is_not_kept_for_ever_whatever_its_folder_is_called() {
    let server = Server::start(&[
        ("index.md", "# Home\n"),
        ("theme/notes.txt", "Old.\n"),
        ("theme/notes.0123abcd.txt", "Old.\n"),
    ]);
    for path in ["/theme/notes.txt", "/theme/notes.0123abcd.txt"] {
        let (status, head, _) = server.get(path);
        assert!(status == 200 && head.contains("Cache-Control: no-cache\r\n"), "{head}");
    }
}

#[test]
fn where_others_can_look_it_says_how() {
    let server = Server::start_with(&[("index.md", "# Home\n")], |folder| {
        command(folder, &["serve", "--host", "0.0.0.0", "--port", "0"])
    });
    server.open("/").next("build");
    let port = server.port;
    let said = server.said("others reach");
    assert!(said.contains("others reach it at http://") && said.contains(&format!(":{port}/")), "{said}");
}

/// `strace`, beside the program and not before it, refuses the first socket its port.
#[cfg(target_os = "linux")]
#[test]
fn a_port_that_is_not_allowed_is_not_called_in_use() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "# Home\n")]);
    let served = command(folder.path(), &["serve", "--port", "41010"]);
    let mut traced = Command::new("strace");
    traced.current_dir(folder.path()).args(["-D", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=bind"]);
    traced.args(["-e", "inject=bind:error=EACCES:when=1"]).arg(served.get_program()).args(served.get_args());
    let mut child = traced.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    if !url.is_empty() {
        child.kill().unwrap();
    }
    let ended = child.wait().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((url.as_str(), ended.code()), ("", Some(3)), "{said}");
    assert!(said.contains("cannot listen at port 41010: Permission denied"), "{said}");
}
