//! The program as users run it.

use crate::support::{command, read, roadbook, root, sample_handbook, stderr, stdout, write};

fn code(output: &std::process::Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn the_sample_handbook_builds_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &sample_handbook().into_iter().collect::<Vec<_>>());
    let output = roadbook(folder.path(), &["build"]);
    let found = stderr(&output);
    let is_clean = ["warning[", "error["].iter().all(|fault| !found.contains(fault));
    assert!(code(&output) == 0 && is_clean, "{found}");
    assert!(stdout(&output).contains("; no faults"), "{}", stdout(&output));
}

#[test]
fn a_new_handbook_builds_strictly_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let made = roadbook(folder.path(), &["init", "handbook"]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    let project = folder.path().join("handbook");
    let built = roadbook(&project, &["build", "--strict"]);
    assert_eq!((code(&built), stderr(&built).as_str()), (0, ""));
    assert!(project.join("site/roles/sre/index.html").is_file());
    let again = roadbook(folder.path(), &["init", "handbook"]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("is not empty"), "{}", stderr(&again));
}

/// The page of `peers.md`: eight defects, of which no other generator finds more than three in one run.
#[test]
fn the_planted_defects_are_all_found_in_one_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(root().join("tests/handbooks/defects/page.md"), folder.path().join("page.md")).unwrap();
    let output = roadbook(folder.path(), &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let found: Vec<String> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| format!("{}:{} {}", fault["line"], fault["column"], fault["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            "3:1 unknown-key",
            "4:11 impossible-date",
            "9:28 broken-link",
            "11:30 broken-anchor",
            "13:25 broken-image",
            "19:1 duplicate-heading",
            "24:1 ragged-row",
            "26:1 unknown-language",
        ]
    );
    assert_eq!(report["totals"], serde_json::json!({ "errors": 0, "warnings": 8, "infos": 0, "pages": 1 }));
}

#[test]
fn warnings_publish_and_strict_ones_do_not() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "[gone](gone.md)\n")]);
    assert_eq!(code(&roadbook(folder.path(), &["build", "--strict"])), 1);
    assert!(!folder.path().join("site").exists());
    assert_eq!(code(&roadbook(folder.path(), &["build"])), 0);
    assert!(folder.path().join("site/index.html").is_file());
}

#[test]
fn an_info_never_stands_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let table = "# Home\n\n| Tool | Does |\n|---|---|\n| [[git]] | Versions |\n| [[helm]] | Charts |\n";
    let tool = "---\nkind: tool\ntitle: Tool\ncategory: automation\nstatus: adopt\n---\nText.\n";
    let capability = "---\nkind: capability\ntitle: Automation\n---\nText.\n";
    let files = [("index.md", table), ("git.md", tool), ("helm.md", tool), ("automation.md", capability)];
    write(folder.path(), &files);
    let output = roadbook(folder.path(), &["check", "--strict"]);
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).starts_with("info[table-could-be-derived]: "), "{}", stderr(&output));
    assert!(stdout(&output).ends_with(": no faults; 1 info\n"), "{}", stdout(&output));
}

#[test]
fn a_draft_that_is_left_out_is_said() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "# Home\n\nText.\n"), ("soon.md", "---\ndraft: yes\n---\nNot yet.\n")]);
    let output = roadbook(folder.path(), &["check"]);
    assert!(stdout(&output).ends_with("no faults; 1 draft left out\n"), "{}", stdout(&output));
}

#[test]
fn a_diagnostic_shows_place_excerpt_and_help() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "# Home\n\nSee [roles](rolse.md).\n"), ("roles.md", "# Roles\n\nText.\n")]);
    let output = roadbook(folder.path(), &["check"]);
    let expected = "\
warning[broken-link]: there is no file `rolse.md`
 --> index.md:3:13
  |
3 | See [roles](rolse.md).
  |             ^^^^^^^^
  |
  = help: did you mean `roles.md`?

";
    assert_eq!(stderr(&output), expected);
    assert!(stdout(&output).starts_with("Checked 2 pages in "), "{}", stdout(&output));
}

#[test]
fn check_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "# Home\n\nText.\n")]);
    let cache = tempfile::tempdir().unwrap();
    let checked = command(folder.path(), &["check"]).env("ROADBOOK_CACHE", cache.path()).output().unwrap();
    assert_eq!(code(&checked), 0);
    assert_eq!(read(folder.path()).into_keys().collect::<Vec<_>>(), ["index.md"]);
}

#[test]
fn the_exit_code_says_whose_fault_it_is() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("broken/index.md", "[[nobody]]\n"), ("config/roadbook.toml", "titel = \"T\"\n"), ("file", "")],
    );
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    write(folder.path(), &[("themed/roadbook.toml", "theme = \"gone\"\n"), ("themed/content/index.md", "Text.\n")]);
    let cases: [(&[&str], i32, &str); 10] = [
        (&["build", "--source", "empty"], 2, "there is no Markdown in `empty/`"),
        (&["build", "--source", "themed"], 2, "there is no theme folder `gone`\n --> themed/roadbook.toml:1:9"),
        (&["build", "--source", "broken"], 1, "no page has the id `nobody`"),
        (&["build", "--source", "config"], 2, "did you mean `title`?"),
        (&["build", "--source", "nowhere"], 2, "there is no folder `nowhere`"),
        (&["build", "--nonsense"], 2, "unexpected argument"),
        (&["build", "--source", "broken", "--base-url", "example.com"], 2, "begins with `https://`"),
        (
            &["build", "--source", "broken", "--output", "broken/site/deeper"],
            2,
            "cannot be the content, hold it, or lie in it",
        ),
        (&["explain", "broken-lnk"], 2, "did you mean `broken-link`?"),
        (&["build", "--source", "broken", "--output", "file/site"], 3, "cannot create `file`"),
    ];
    for (arguments, expected, said) in cases {
        let output = roadbook(folder.path(), arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(said), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn a_machine_always_gets_one_object() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("config/roadbook.toml", "titel = \"T\"\n"), ("docs/index.md", "[[nobody]]\n")]);
    for (source, errors, has_error) in [("nowhere", 0, true), ("config", 1, false), ("docs", 1, false)] {
        let output = roadbook(folder.path(), &["check", "--format", "json", "--source", source]);
        let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(
            (&report["totals"]["errors"], report["error"].is_string()),
            (&serde_json::json!(errors), has_error),
            "{source}"
        );
    }
}

#[test]
fn explain_knows_every_code() {
    let folder = tempfile::tempdir().unwrap();
    let listed = stdout(&roadbook(folder.path(), &["explain"]));
    for line in listed.lines() {
        let name = line.split_whitespace().next().unwrap();
        let output = roadbook(folder.path(), &["explain", name]);
        assert!(stdout(&output).contains(&format!("[{name}]: ")), "{name}");
    }
    assert_eq!(listed.lines().count(), roadbook::diag::Code::ALL.len());
}

#[test]
fn schema_lists_every_kind_and_describes_one_for_editors() {
    let folder = tempfile::tempdir().unwrap();
    let listed = stdout(&roadbook(folder.path(), &["schema"]));
    assert!(listed.contains("golden-path  The supported way to get something done, step by step.\n"), "{listed}");
    for line in listed.lines() {
        let name = line.split_whitespace().next().unwrap();
        let output = roadbook(folder.path(), &["schema", name]);
        let schema: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(schema["properties"]["kind"]["const"], name);
        assert_eq!(schema["additionalProperties"], false);
    }
    let role: serde_json::Value = serde_json::from_str(&stdout(&roadbook(folder.path(), &["schema", "role"]))).unwrap();
    assert_eq!(role["required"], serde_json::json!(["kind", "tldr", "focus", "capabilities", "tools"]));
    assert_eq!(
        role["properties"]["focus"],
        serde_json::json!({
            "type": "string",
            "minLength": 1,
            "maxLength": 80,
            "description": "What the role attends to, short enough for a table cell. A text of 80 characters at most.",
        })
    );
    let depth = &role["properties"]["tools"]["items"]["anyOf"][1]["properties"]["depth"]["enum"];
    assert_eq!(depth, &serde_json::json!(["core", "common", "aware"]));
}

#[test]
fn schema_takes_the_kinds_of_a_handbook_into_account() {
    let folder = tempfile::tempdir().unwrap();
    let kind = "name = \"runbook\"\ntitle = \"Runbook\"\nplural = \"Runbooks\"\ndescription = \"What to do.\"\n\
                [fields.alert]\ntype = \"text\"\nrequired = true\n";
    write(
        folder.path(),
        &[("good/roadbook.toml", ""), ("good/content/index.md", "Text.\n"), ("good/kinds/runbook.toml", kind)],
    );
    write(folder.path(), &[("bad/roadbook.toml", ""), ("bad/content/index.md", "Text.\n")]);
    write(folder.path(), &[("bad/kinds/a.toml", "nam = \"a\"\n"), ("config/roadbook.toml", "titel = \"T\"\n")]);
    let cases: [(&[&str], i32, &str); 5] = [
        (&["schema", "--source", "good"], 0, "runbook      What to do.\n"),
        (&["schema", "runbook", "--source", "good"], 0, "\"required\": [\n    \"kind\",\n    \"alert\"\n  ]"),
        (&["schema", "runbok", "--source", "good"], 2, "there is no kind `runbok`\nhelp: did you mean `runbook`?"),
        (&["schema", "--source", "bad"], 1, "there is no key `nam` here\n --> bad/kinds/a.toml:1:1"),
        (&["schema", "--source", "config"], 2, "did you mean `title`?"),
    ];
    for (arguments, expected, said) in cases {
        let output = roadbook(folder.path(), arguments);
        let both = stdout(&output) + &stderr(&output);
        assert_eq!(code(&output), expected, "{arguments:?}: {both}");
        assert!(both.contains(said), "{arguments:?}: {both}");
    }
}

#[test]
fn a_reader_who_has_read_enough_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = command(folder.path(), &["explain"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let status =
            command(folder.path(), &["explain"]).stdout(full).stderr(std::process::Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(3));
    }
}

/// A cache that holds something else than would be made shows that it is read.
#[test]
fn highlighted_code_is_taken_from_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/index.md", "# Home\n\n```sql\nSELECT 1;\n```\n")]);
    let build = |output: &str| {
        let built = roadbook(folder.path(), &["build", "--source", "docs", "--output", output]);
        assert_eq!(code(&built), 0, "{}", stderr(&built));
        std::fs::read_to_string(folder.path().join(output).join("index.html")).unwrap()
    };
    assert!(build("out").contains(">SELECT</span>"));
    let file = kept_code(&folder.path().join(".cache-of-the-test"));
    let kept = std::fs::read_to_string(&file).unwrap();
    let other = kept[32..].replace(">SELECT<", ">from the cache<");
    let digest = roadbook::text::Digest::of(other.as_bytes());
    std::fs::write(&file, format!("{digest}{other}")).unwrap();
    forget_pages(&folder.path().join(".cache-of-the-test"));
    assert!(build("again").contains(">from the cache</span>"));
}

/// The file of highlighted code in a cache.
fn kept_code(cache: &std::path::Path) -> std::path::PathBuf {
    let mut files = std::fs::read_dir(cache).unwrap().map(|entry| entry.unwrap());
    files.find(|entry| entry.file_name().to_str().unwrap().starts_with("code-")).unwrap().path()
}

/// Removes whole pages from a cache, so that they are made of what else it has.
fn forget_pages(cache: &std::path::Path) {
    for entry in std::fs::read_dir(cache).unwrap().map(|entry| entry.unwrap()) {
        if entry.file_name().to_str().unwrap().starts_with("site-") {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
}

#[test]
fn damaged_highlighted_code_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("docs/index.md", "# Home\n\n```sql\nSELECT 1;\n```\n")]);
    let build = |output: &str| {
        let built = roadbook(folder.path(), &["build", "--source", "docs", "--output", output]);
        assert_eq!(code(&built), 0, "{}", stderr(&built));
        read(&folder.path().join(output))
    };
    let clean = build("clean");
    let file = kept_code(&folder.path().join(".cache-of-the-test"));
    let whole = std::fs::read(&file).unwrap();
    for at in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x20;
        std::fs::write(&file, damaged).unwrap();
        forget_pages(&folder.path().join(".cache-of-the-test"));
        assert!(build(&format!("damaged-{at}")) == clean, "a flipped bit at {at} changed the site");
    }
}

#[test]
fn timings_name_the_parts_which_follow_one_another_and_are_no_longer_than_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("content/index.md", "# Home\n\n```sql\nSELECT 1;\n```\n")]);
    let build = |format: &str| {
        let arguments = ["build", "--timings", "--format", format, "--output", format];
        let cache = folder.path().join("cache");
        command(folder.path(), &arguments).env("ROADBOOK_CACHE", cache).output().unwrap()
    };
    let report: serde_json::Value = serde_json::from_str(&stdout(&build("json"))).unwrap();
    let timings = &report["timings"];
    let parts = timings["parts"].as_array().unwrap();
    let named = |is_within: bool| -> Vec<&str> {
        let parts = parts.iter().filter(|part| part["within"].is_string() == is_within);
        parts.map(|part| part["part"].as_str().unwrap()).collect()
    };
    assert_eq!(
        named(false),
        ["read", "recall", "parse", "resolve", "check", "highlight", "render", "publish", "keep", "exchange"]
    );
    assert_eq!(named(true), ["write", "index", "compress"]);
    let after_one_another = parts.iter().filter(|part| part["within"].is_null());
    let sum: f64 = after_one_another.map(|part| part["wall_ms"].as_f64().unwrap()).sum();
    // Each is rounded to a microsecond.
    assert!(sum <= timings["total_ms"].as_f64().unwrap() + 0.01, "{timings}");
    assert_eq!(timings["pages"][0]["page"], "content/index.md");
    assert_eq!((&timings["languages"][0]["language"], &timings["languages"][0]["blocks"]), (&"sql".into(), &1.into()));

    forget_pages(&folder.path().join("cache"));
    let drawn = stdout(&build("human"));
    for part in ["\nread ", "\n  index ", "\ntotal ", "content/index.md"] {
        assert!(drawn.contains(part), "{drawn}");
    }
    // Nothing was highlighted: the code was kept.
    assert!(!drawn.contains("  Code\n"), "{drawn}");
}

#[test]
fn nothing_is_timed_unless_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("content/index.md", "# Home\n")]);
    let report: serde_json::Value =
        serde_json::from_str(&stdout(&roadbook(folder.path(), &["build", "--format", "json"]))).unwrap();
    assert!(report.get("timings").is_none(), "{report}");
}
