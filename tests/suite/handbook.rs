//! What can be in a content folder besides pages: everything that a file system has.

use crate::support::{read, roadbook, stderr, write};

#[test]
fn what_nobody_means_to_publish_is_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let canary = "canary-5d1c";
    let hidden = [
        "docs/.env",
        "docs/.git/config",
        "docs/page.md~",
        "docs/#page.md#",
        "docs/.page.md.swp",
        "docs/page.swp",
        "docs/id_rsa",
        "docs/server.pem",
        "docs/node_modules/x/readme.md",
        "docs/Thumbs.db",
        "docs/notes.bak",
        "docs/draft.md",
    ];
    let draft = format!("---\nstatus: draft\n---\n{canary}\n");
    for path in hidden {
        write(folder.path(), &[(path, if path.ends_with("draft.md") { &draft } else { canary })]);
    }
    write(folder.path(), &[("docs/index.md", "# Home\n\nText.\n"), ("docs/id_rsa.pub", "public")]);
    let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for (path, bytes) in read(&folder.path().join("out")) {
        assert!(!String::from_utf8_lossy(&bytes).contains(canary), "{path} holds the canary");
    }
    assert!(folder.path().join("out/id_rsa.pub").is_file());
    for key in ["id_rsa", "server.pem"] {
        assert!(stderr(&output).contains(&format!("docs/{key}:1:1")), "{}", stderr(&output));
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_named_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("docs")).unwrap();
    std::fs::write(folder.path().join("docs/index.md"), b"\xef\xbb\xbf# Home\r\n\r\nCaf\xe9 time\r\n").unwrap();
    std::fs::write(folder.path().join("docs/wide.md"), b"\xff\xfe#\0 \0H\0").unwrap();
    let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("error[not-utf8]: the byte 0xe9 is not UTF-8\n --> docs/index.md:3:4"), "{said}");
    assert!(said.contains("error[not-utf8]: this file looks like UTF-16\n --> docs/wide.md:1:1"), "{said}");
}

#[test]
fn data_files_are_read_as_programs_write_them_and_published_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Home\n\n```table\ndata: data.csv\n```\n\n[Old](old.csv)\n";
    let data = "\u{feff}name,size\r\nfirst,1\r\n";
    write(folder.path(), &[("docs/index.md", page), ("docs/data.csv", data)]);
    std::fs::write(folder.path().join("docs/old.csv"), b"caf\xe9\n").unwrap();
    let arguments = ["build", "--source", "docs", "--output", "out"];
    let output = roadbook(folder.path(), &arguments);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "nobody reads `old.csv`");
    let site = read(&folder.path().join("out"));
    assert!(site["data.csv"] == data.as_bytes() && site["old.csv"] == b"caf\xe9\n");
    assert!(String::from_utf8_lossy(&site["index.html"]).contains(">first</th>"));

    std::fs::write(folder.path().join("docs/data.csv"), b"\xef\xbb\xbfname,size\r\ncaf\xe9,1\r\n").unwrap();
    let large = format!("name\n{}", "x\n".repeat(2 * 1024 * 1024));
    write(
        folder.path(),
        &[("docs/large.md", "# Large\n\n```table\ndata: large.csv\n```\n"), ("docs/large.csv", &large)],
    );
    let output = roadbook(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("error[not-utf8]: the byte 0xe9 is not UTF-8\n --> docs/data.csv:2:4"), "{said}");
    let too_large =
        "error[file-too-large]: `large.csv` has 4194309 bytes, the limit is 4194304\n --> docs/large.md:4:7";
    assert!(said.contains(too_large), "{said}");
}

#[test]
fn line_ends_and_marks_change_nothing() {
    let text = "---\ntitle: Home\n---\n## Part\n\n```sh\nls\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    let site = |bytes: &str| {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &[("docs/index.md", bytes)]);
        let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        read(&folder.path().join("out"))
    };
    let plain = site(text);
    assert!(site(&text.replace('\n', "\r\n")) == plain, "CRLF");
    assert!(site(&text.replace('\n', "\r")) == plain, "CR");
    assert!(site(&format!("\u{feff}{text}")) == plain, "byte order mark");
}

#[cfg(unix)]
#[test]
fn links_of_the_file_system_stay_inside() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("docs/index.md", "# Home\n\nText.\n"), ("docs/real/a.md", "# A\n\nText.\n"), ("secret.md", "secret")],
    );
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, folder.path().join(at)).unwrap();
    link("real", "docs/alias");
    // The lock of emacs leads to nobody.
    link("writer@host.1:2", "docs/.#index.md");
    let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert!(folder.path().join("out/alias/a/index.html").is_file(), "a link inside is followed");

    link("../secret.md", "docs/leak.md");
    link("nothing", "docs/dangling.md");
    link("..", "docs/real/loop");
    let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    let target = folder.path().join("secret.md").canonicalize().unwrap();
    assert!(said.contains(&format!("this link leads out of the handbook, to `{}`", target.display())), "{said}");
    for place in ["docs/leak.md:1:1", "docs/dangling.md:1:1", "docs/real/loop:1:1"] {
        assert!(said.contains(place), "{place} in {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_and_files_that_do_not_work_everywhere_are_faults() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("docs/index.md", "# Home\n\nText.\n"), ("docs/what?.md", "# W\n\nText.\n"), ("docs/a\nb.md", "# A\n")],
    );
    std::fs::write(folder.path().join("docs").join(OsStr::from_bytes(b"\xff.md")), "# X\n").unwrap();
    let fifo = std::process::Command::new("mkfifo").arg(folder.path().join("docs/pipe.md")).status().unwrap();
    assert!(fifo.success());
    let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    for expected in [
        "the name `what?.md` does not work everywhere",
        "the name `a\\nb.md`",
        "is not UTF-8",
        "this is no ordinary file",
    ] {
        assert!(said.contains(expected), "{expected:?} in {said}");
    }
}

#[test]
fn a_folder_of_a_project_means_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let config = "title = \"The title\"\nsource = \"text\"\noutput = \"public\"\n";
    write(
        folder.path(),
        &[("book/roadbook.toml", config), ("book/text/index.md", "Text.\n"), ("book/README.md", "no page")],
    );
    for source in ["book", "book/text"] {
        let output = roadbook(folder.path(), &["build", "--source", source]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let home = std::fs::read_to_string(folder.path().join("book/public/index.html")).unwrap();
        assert!(home.contains("<title>The title</title>"));
        std::fs::remove_dir_all(folder.path().join("book/public")).unwrap();
    }
}

#[test]
fn kinds_of_ones_own_are_read_and_not_published() {
    let kind = "name = \"runbook\"\ntitle = \"Runbook\"\nplural = \"Runbooks\"\ndescription = \"D\"\n";
    for (config, pages) in [("", "content/"), ("source = \".\"\n", "")] {
        let folder = tempfile::tempdir().unwrap();
        let (index, page) = (format!("{pages}index.md"), format!("{pages}disk.md"));
        write(
            folder.path(),
            &[
                ("roadbook.toml", config),
                ("kinds/runbook.toml", kind),
                ("kinds/README.md", "# Our kinds\n\nNot for readers.\n"),
                (&index, "# Home\n\nText.\n"),
                (&page, "---\nkind: runbook\ntitle: Disk\n---\nText.\n"),
            ],
        );
        let output = roadbook(folder.path(), &["build", "--strict"]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        let site = read(&folder.path().join("site"));
        assert!(site.contains_key("disk/index.html"));
        assert!(!site.keys().any(|path| path.starts_with("kinds")), "{:?}", site.keys());
    }
}

#[test]
fn a_fault_in_a_kind_is_shown_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let files =
        [("roadbook.toml", ""), ("kinds/a.toml", "name = \"a\"\ntitel = \"A\"\n"), ("content/index.md", "Text.\n")];
    write(folder.path(), &files);
    let output = roadbook(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("--> kinds/a.toml:2:1\n  |\n2 | titel"), "{}", stderr(&output));
}

#[test]
fn a_section_may_be_called_kinds() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/index.md", "# Home\n\nText.\n"), ("docs/kinds/a.md", "# A\n\nText.\n")]);
    write(folder.path(), &[("docs/kinds/data.toml", "anything = 1\n")]);
    let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let site = read(&folder.path().join("out"));
    assert!(site.contains_key("kinds/a/index.html") && site.contains_key("kinds/data.toml"), "{:?}", site.keys());
}

#[test]
fn a_section_may_be_called_content() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/index.md", "# Home\n\nText.\n"), ("docs/content/a.md", "# A\n\nText.\n")]);
    let output = roadbook(folder.path(), &["build", "--source", "docs", "--output", "out"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert!(folder.path().join("out/content/a/index.html").is_file());
}

#[test]
fn a_theme_is_not_the_content() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("roadbook.toml", "theme = \"content\"\n"), ("content/index.md", "# Home\n\nText.\n")]);
    let output = roadbook(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("the theme folder cannot be the content folder"), "{}", stderr(&output));
}
