//! `roadbook test` where something goes wrong: secrets in strange places, files that change, blocks that misbehave.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::golden_paths::{add, begun, code, ends, handbook, is_alive, json, pipe, run, test};
use crate::support::{read, stderr, stdout, write};

/// What every path ends with.
const VERIFY: &str = "\n### Verify\n```sh {run}\ntrue\n```\n";

/// What a path needs that requires another.
const PREREQUISITES: &str = "## Prerequisites\n- [[dev]]\n\n";

/// A body with one block.
fn block(commands: &str) -> String {
    format!("## One\n```sh {{run}}\n{commands}\n```\n{VERIFY}")
}

/// What the first block of the only path did wrong.
fn message(report: &Value) -> &str {
    report["paths"][0]["blocks"][0]["fault"]["message"].as_str().unwrap_or_else(|| panic!("{report:#}"))
}

#[test]
fn a_secret_that_a_path_provides_stands_nowhere() {
    const CANARY: &str = "c4n4ry-9f3";
    let uses = block("echo \"got $TOKEN\"").replace("\n```\n\n###", "\n```\n```output\nother\n```\n\n###");
    let makes = |ending: &str| block(&format!("TOKEN=c4n4ry; TOKEN=$TOKEN-9f3; echo \"made $TOKEN\"{ending}"));
    let said_by_either = [("{ label: Token, secret: true }", ""), ("{ label: Token }", ", type: secret")];
    for (provided, required) in said_by_either {
        for ending in ["", "; false", "; exit 3", "; sleep 1000"] {
            let vars = format!("requires: [prov]\nvars:\n  TOKEN: {{ label: Token{required} }}\n");
            let folder = handbook(&vars, &format!("{PREREQUISITES}{uses}"));
            add(folder.path(), "prov", &format!("provides:\n  TOKEN: {provided}\n"), &makes(ending));
            let mut said = String::new();
            for arguments in [&["--junit", "tests.xml"][..], &["prov", "--format", "json"], &["--keep"], &["--update"]]
            {
                let output = run(folder.path(), &[arguments, &["--timeout", "300ms"]].concat());
                said += &(stdout(&output) + &stderr(&output));
            }
            let is_hidden = !said.contains(CANARY) && (!ending.is_empty() || said.contains("+ got •••"));
            assert!(is_hidden, "{said}");
            for (name, bytes) in read(folder.path()) {
                assert!(!String::from_utf8_lossy(&bytes).contains(CANARY), "the secret stands in {name}");
            }
        }
    }
}

#[test]
fn a_secret_with_control_characters_stands_nowhere() {
    let folder = handbook(
        "vars:\n  TOKEN: { label: Token, secret: true }\n",
        &block("echo \"$TOKEN\"").replace("\n```\n\n###", "\n```\n```output\nother\n```\n\n###"),
    );
    let mut test = test(folder.path(), &[]);
    let output = test.env("TOKEN", "CAN\u{1b}ARY-77").output().unwrap();
    let said = stdout(&output) + &stderr(&output);
    assert!(said.contains("+ •••") && !said.contains("ARY-77"), "{said}");
}

#[test]
fn update_leaves_a_page_alone_that_changed_while_its_path_ran() {
    let outside = tempfile::tempdir().unwrap();
    let (begins, goes_on) = (pipe(outside.path(), "begins"), pipe(outside.path(), "goes-on"));
    let body = format!(
        "## One\n```sh {{run}}\necho here > {}; read -r line < {}; echo new\n```\n```output\nold\n```\n{VERIFY}",
        begins.display(),
        goes_on.display()
    );
    let folder = handbook("", &body);
    let page = folder.path().join("content/try-it.md");
    let child = begun(folder.path(), &begins, &["--update"]);
    fs::OpenOptions::new().append(true).open(&page).unwrap().write_all(b"\nMore.\n").unwrap();
    let edited = fs::read_to_string(&page).unwrap();
    fs::write(&goes_on, "go\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), fs::read_to_string(&page).unwrap()), (1, edited));
    assert!(stderr(&output).contains("this page was changed while its path ran"), "{}", stderr(&output));
}

#[test]
fn update_keeps_line_ends_and_writes_what_passes_again() {
    let body = "## One\n```sh {run}\necho \"<SERVICE> in $(pwd) as $TOKEN\"\n```\n```output\nold\n```\n";
    let vars = "vars:\n  SERVICE: { label: Service, example: pay }\n  TOKEN: { label: Token, secret: true }\n";
    let folder = handbook(vars, &format!("{body}{VERIFY}"));
    let page = folder.path().join("content/try-it.md");
    let before = format!("\u{feff}{}", fs::read_to_string(&page).unwrap().replace('\n', "\r\n"));
    fs::write(&page, &before).unwrap();
    let secret = |arguments: &[&str]| test(folder.path(), arguments).env("TOKEN", "c4n4ry").output().unwrap();
    let output = secret(&["--update"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let after = fs::read_to_string(&page).unwrap();
    assert_eq!(after, before.replace("\r\nold\r\n", "\r\n<SERVICE> in [..]/work as [..]\r\n"));
    assert_eq!(code(&secret(&[])), 0);
}

#[test]
fn two_runs_at_once_are_both_recorded() {
    let outside = tempfile::tempdir().unwrap();
    let (begins, goes_on) = (pipe(outside.path(), "begins"), pipe(outside.path(), "goes-on"));
    let waits = format!("echo here > {}; read -r line < {}", begins.display(), goes_on.display());
    let folder = handbook("", &block(&waits));
    add(folder.path(), "other", "", &block("true"));
    let first = begun(folder.path(), &begins, &["try-it"]);
    assert_eq!(code(&run(folder.path(), &["other"])), 0);
    fs::write(&goes_on, "go\n").unwrap();
    assert_eq!(code(&first.wait_with_output().unwrap()), 0);
    let record = fs::read_to_string(folder.path().join("roadbook.tested.toml")).unwrap();
    assert!(record.contains("[\"other\"]") && record.contains("[\"try-it\"]"), "{record}");
    let left: Vec<String> = read(folder.path()).into_keys().filter(|name| name.contains("lock")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_fault_of_the_machine_ends_a_block_and_no_more() {
    let outside = tempfile::tempdir().unwrap();
    let cleaned = outside.path().join("cleaned");
    let breaks = "## One\n```sh {run}\ncd /; rm -r \"${HOME%/home}\" && touch \"${HOME%/home}\"\n```\n```python {run}\nprint(1)\n```\n";
    let folder = handbook("requires: [base]\n", &format!("{PREREQUISITES}{breaks}{VERIFY}"));
    let cleans = format!("{}\n## Clean up\n```sh {{run}}\ntouch {}\n```\n", block("true"), cleaned.display());
    add(folder.path(), "base", "", &cleans);
    add(folder.path(), "last", "", &block("true"));
    let output = run(folder.path(), &["--format", "json", "--junit", "tests.xml"]);
    let report = json(&output);
    assert_eq!(code(&output), 1, "{report:#}");
    let paths = report["paths"].as_array().unwrap();
    let broken = paths.iter().find(|path| path["id"] == "try-it").unwrap();
    let said = broken["blocks"][1]["fault"]["message"].as_str().unwrap();
    assert!(said.starts_with("cannot create"), "{said}");
    assert_eq!(read(&folder.path().join("tmp")).len(), 0, "the file that the block made is gone, too");
    assert!(cleaned.exists() && folder.path().join("tests.xml").exists());
    let record = fs::read_to_string(folder.path().join("roadbook.tested.toml")).unwrap();
    let expected = ["base", "last", "try-it"];
    assert!(expected.iter().all(|id| record.contains(&format!("[\"{id}\"]"))), "{record}");
}

#[test]
fn a_folder_that_a_block_removed_is_made_again() {
    let body = "## One\n```sh {run}\ncd /; rm -r \"${HOME%/home}\"\n```\n```python {run}\nprint(1)\n```\n";
    let folder = handbook("", &format!("{body}{VERIFY}"));
    assert_eq!(code(&run(folder.path(), &[])), 0);
}

#[test]
fn a_block_of_many_lines_is_handed_over_at_once() {
    let lines = "a line of a here-document that is long enough to fill every pipe\n".repeat(60_000);
    let folder = handbook("", &block(&format!("cat > text <<'END'\n{lines}END\nwc -l < text")));
    let report = json(&run(folder.path(), &["--format", "json"]));
    assert_eq!(report["paths"][0]["blocks"][0]["output"], "60000\n");
}

#[test]
fn a_path_of_which_nothing_ran_has_not_passed() {
    let body = "## One\n```sh {run os=windows}\ntrue\n```\n\n### Verify\n```sh {run skip=\"it is down\" until=2027-01-01}\ntrue\n```\n";
    let folder = handbook("", body);
    let output = run(folder.path(), &[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains(": 0 passed, 1 skipped; 0 blocks run"), "{}", stdout(&output));
    assert!(!folder.path().join("roadbook.tested.toml").exists());
}

#[test]
fn a_path_that_cannot_run_keeps_no_other_from_running() {
    let expired = "## One\n```sh {run skip=\"it is down\" until=2026-01-01}\ntrue\n```\n";
    let folder = handbook("", &format!("{expired}{VERIFY}"));
    let secret = block("echo <TOKEN>");
    add(folder.path(), "needs", "vars:\n  TOKEN: { label: Token, secret: true }\n", &secret);
    add(folder.path(), "right", "", &block("true"));
    add(folder.path(), "waits", "requires: [needs]\n", &(PREREQUISITES.to_owned() + &block("true")));
    let output = run(folder.path(), &["--junit", "made/for/tests.xml"]);
    assert_eq!(code(&output), 1);
    let summary = stdout(&output).lines().last().unwrap().to_owned();
    assert!(summary.contains(": 1 passed, 2 failed, 1 blocked; 2 blocks run"), "{summary}");
    assert!(summary.ends_with("; not run: `needs`, `try-it`, `waits`"), "{summary}");
    assert!(stderr(&output).contains("error[skip-expired]") && stderr(&output).contains("error[missing-value]"));
    let junit = fs::read_to_string(folder.path().join("made/for/tests.xml")).unwrap();
    assert!(junit.contains("<failure message=\"not run, since `needs` did not pass\">"), "{junit}");
    assert_eq!(junit.matches("tests=\"1\" failures=\"1\"").count(), 3, "{junit}");
    assert!(!junit.contains("-0.000"), "{junit}");
}

#[test]
fn a_difference_is_never_longer_than_anybody_reads() {
    let body = block("seq 96000; head -c 2000000 /dev/zero | tr '\\0' x; printf '\\357\\277\\277'");
    let folder = handbook("", &body.replace("\n```\n\n###", "\n```\n```output\nnothing\n```\n\n###"));
    let output = run(folder.path(), &["--junit", "tests.xml"]);
    assert!(stderr(&output).lines().count() < 100 && stderr(&output).len() < 20_000, "{}", stderr(&output).len());
    let junit = fs::read_to_string(folder.path().join("tests.xml")).unwrap();
    assert!(junit.len() < 200_000 && !junit.contains('\u{ffff}'), "{} bytes", junit.len());
}

#[test]
fn a_block_that_fails_is_marked_at_its_fence() {
    let folder = handbook("", &block("true\ntrue\nfalse"));
    let output = run(folder.path(), &[]);
    assert!(stderr(&output).contains("content/try-it.md:11:1"), "{}", stderr(&output));
    assert!(stderr(&output).contains("11 | ```sh {run}"), "{}", stderr(&output));
}

#[test]
fn what_a_block_does_to_the_shell_stays_its_own_business() {
    let body = "## One\n```sh {run}\nset -xv; readonly roadbook_line=3 roadbook_token=4; echo one\n```\n```bash {run}\nset -x\necho two\n```\n\n### Verify\n```sh {run}\necho three\n```\n```output\nthree\n```\n";
    for body in [body.to_owned(), body.replace("```bash", "```sh")] {
        let folder = handbook("", &body);
        let output = run(folder.path(), &["--format", "json"]);
        let report = json(&output);
        assert_eq!(ends(&report), ["passed", "passed", "passed"], "{report:#}");
        let traced = report["paths"][0]["blocks"][1]["output"].as_str().unwrap();
        assert_eq!(traced.trim_start_matches('+'), " echo two\ntwo\n");
        assert!(!stdout(&output).contains("roadbook_status"), "{report:#}");
    }
}

#[test]
fn what_an_interpreter_says_of_a_block_is_the_same_in_every_run() {
    let folder = handbook("", &block("no-such-command"));
    let report = json(&run(folder.path(), &["--format", "json"]));
    let printed = report["paths"][0]["blocks"][0]["output"].as_str().unwrap();
    assert!(printed.contains("block: ") && !printed.contains("/block"), "{printed}");
}

#[test]
fn a_block_that_asks_its_terminal_is_told_that_there_is_none() {
    let folder = handbook("", &block("read -r answer < /dev/tty"));
    let report = json(&run(folder.path(), &["--format", "json"]));
    assert_eq!(ends(&report), ["failed", "not reached"]);
    assert!(message(&report).contains("status"), "{report:#}");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_that_a_block_started_outlives_its_path() {
    let outside = tempfile::tempdir().unwrap();
    let pids = outside.path().join("pids");
    let hidden = format!("setsid env -i sh -c 'echo $$ >> {}; exec sleep 1000' > /dev/null 2>&1", pids.display());
    for ending in ["sleep 1000", "while ! test -s PIDS; do :; done"] {
        fs::write(&pids, "").unwrap();
        let ending = ending.replace("PIDS", &pids.display().to_string());
        let folder = handbook("", &block(&format!("({hidden} &)\n({hidden} &)\n{ending}")));
        run(folder.path(), &["--timeout", "500ms"]);
        let pids = fs::read_to_string(&pids).unwrap();
        assert!(!pids.is_empty() && !pids.lines().any(is_alive), "{pids}");
    }
}

#[test]
fn a_block_that_replaces_the_shell_is_told_so() {
    let folder = handbook("", &block("exec sleep 1000"));
    let report = json(&run(folder.path(), &["--format", "json"]));
    assert_eq!(message(&report), "this block put another program in the place of the shell");
}

#[test]
fn what_a_block_leaves_to_the_end_of_the_shell_is_done() {
    let outside = tempfile::tempdir().unwrap();
    let log = outside.path().join("log");
    let traps = format!("trap 'echo trapped >> {0}' EXIT; echo ran >> {0}", log.display());
    let cleans = format!("\n## Clean up\n```sh {{run}}\necho cleaned >> {}\n```\n", log.display());
    let folder = handbook("", &(block(&traps) + &cleans));
    let output = run(folder.path(), &[]);
    assert_eq!((code(&output), fs::read_to_string(&log).unwrap().as_str()), (0, "ran\ncleaned\ntrapped\n"));
}

#[test]
fn paths_are_named_by_id_file_or_folder() {
    let folder = handbook("", &block("true"));
    write(folder.path(), &[("content/paths/README.md", "# Paths\n")]);
    add(folder.path(), "paths/one", "", &block("true"));
    add(folder.path(), "paths/two", "", &block("true"));
    let above = folder.path().parent().unwrap();
    let named = folder.path().file_name().unwrap().to_str().unwrap();
    let list = |from: &Path, arguments: &[&str]| {
        let output = run(from, &[&["--list"], arguments].concat());
        let said = stdout(&output);
        let mut ids: Vec<String> = said.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
        ids.sort();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        ids
    };
    assert_eq!(list(folder.path(), &["content/paths"]), ["one", "two"]);
    assert_eq!(list(above, &["-s", named, "content/paths/one.md"]), ["one"]);
    assert_eq!(list(above, &["-s", named, &format!("{named}/content/paths")]), ["one", "two"]);
}

#[test]
fn descriptors_of_the_program_are_none_of_a_block() {
    let folder = handbook("", &block("for fd in 3 4 5 6 7 8 9; do ! (echo x >&$fd) 2> /dev/null; done"));
    let mut sh = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_roadbook");
    sh.args(["-c", &format!("exec 3> kept; exec {program} test --format json")]).current_dir(folder.path());
    let output = sh.stdin(Stdio::null()).env("TMPDIR", folder.path().join("tmp")).output().unwrap();
    assert_eq!(ends(&json(&output)), ["passed", "passed"], "{}", stdout(&output));
    assert_eq!(fs::read_to_string(folder.path().join("kept")).unwrap(), "");
}
