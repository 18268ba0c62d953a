//! `roadbook test`: golden paths, run as their users run them.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::support::{command, read, roadbook, stderr, stdout, write};

/// The front matter of a path, without what a test adds.
const FRONT: &str = "kind: golden-path\ntitle: Try it\ngoal: It is done.\nserves: [dev]\ntools: [git]\ntime: 5m\nsupport: { level: beta, channel: \"#help\", until: 2027-06-30 }";

/// A handbook with one golden path: its further front matter, and its body.
pub(crate) fn handbook(front: &str, body: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    add(folder.path(), "try-it", front, body);
    write(folder.path(), &[("roadbook.toml", "title = \"Handbook\"\n")]);
    write(folder.path(), &[("content/dev.md", "---\nkind: role\ntitle: Dev\n---\nText.\n")]);
    write(folder.path(), &[("content/git.md", "---\nkind: tool\ntitle: Git\n---\nText.\n")]);
    fs::create_dir(folder.path().join("tmp")).unwrap();
    folder
}

pub(crate) fn add(folder: &Path, id: &str, front: &str, body: &str) {
    write(folder, &[(&format!("content/{id}.md"), &format!("---\n{FRONT}\n{front}---\n{body}"))]);
}

/// The program in a handbook, whose temporary files lie in its folder `tmp`.
pub(crate) fn test(folder: &Path, arguments: &[&str]) -> Command {
    let mut test = command(folder, &[&["test"], arguments].concat());
    test.env("TMPDIR", folder.join("tmp")).env("PATH", std::env::var_os("PATH").unwrap());
    test
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    test(folder, arguments).output().unwrap()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("it was ended: {}", stderr(output)))
}

pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).unwrap_or_else(|_| panic!("{}{}", stdout(output), stderr(output)))
}

/// How each block of the only path ended.
pub(crate) fn ends(report: &Value) -> Vec<&str> {
    report["paths"][0]["blocks"].as_array().unwrap().iter().map(|block| block["end"].as_str().unwrap()).collect()
}

/// A pipe with a name: who opens one end waits for the other, so two programs can meet without a clock.
pub(crate) fn pipe(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

pub(crate) fn is_alive(pid: &str) -> bool {
    // A process that has ended and that nobody waits for is a `Z`.
    let state = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    state.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

#[test]
fn a_shell_lasts_for_the_path_and_what_is_right_passes() {
    let body = "## One\n```sh {run}\ngreeting='hello <NAME>'\nsay() { echo \"$greeting from $NAME\"; }\nmkdir sub && cd sub\n```\n\n### Verify\n```sh {run}\nsay; basename \"$PWD\"; echo to stderr >&2; cat\n```\n```output\nhello Ada from [..]\n...\nto stderr\n```\n```sh {run}\nfalse\n```\n```output {match=exit}\n1\n```\n```python {run}\nprint(6 * 7)\n```\n```output {match=regex}\n^4\\d$\n```\n```sh {run=manual}\nexit 3\n```\n";
    let folder = handbook("vars:\n  NAME: { label: Name, example: Ada }\n", body);
    let output = run(folder.path(), &["--format", "json"]);
    let report = json(&output);
    assert_eq!(code(&output), 0, "{report:#}");
    assert_eq!(ends(&report), ["passed", "passed", "passed", "passed", "manual"]);
    assert_eq!(read(&folder.path().join("tmp")).len(), 0, "the folder of the path is gone");
    let record = fs::read_to_string(folder.path().join("roadbook.tested.toml")).unwrap();
    assert!(record.contains("[\"try-it\"]\nday = 2026-11-21\nverdict = \"passed\"\n"), "{record}");
    let built = roadbook(folder.path(), &["build"]);
    let page = fs::read_to_string(folder.path().join("site/try-it/index.html"));
    assert!(page.is_err() || page.unwrap().contains("2026-11-21"), "{}", stderr(&built));
}

#[test]
fn a_broken_command_is_named_with_its_file_its_line_and_what_differs() {
    let body = "## One\n```sh {run}\nprintf 'first\\nsecond\\nthird\\n'\n```\n```output\nfirst\n2nd\n...\n```\n\n### Verify\n```sh {run}\necho not reached\n```\n";
    let folder = handbook("", body);
    let output = run(folder.path(), &[]);
    assert_eq!(code(&output), 1);
    let said = stderr(&output);
    let expected = ["error[command-failed]: the output is another one", "content/try-it.md:16:1", "- 2nd", "+ second"];
    for words in expected {
        assert!(said.contains(words), "`{words}` is not in\n{said}");
    }
    assert!(stdout(&output).contains("FAILED   One  content/try-it.md:11"), "{}", stdout(&output));
    let report = json(&run(folder.path(), &["--format", "json", "--junit", "tests.xml"]));
    assert_eq!(ends(&report), ["failed", "not reached"]);
    let fault = &report["paths"][0]["blocks"][0]["fault"];
    assert_eq!((&fault["line"], &fault["difference"][1]), (&Value::from(16), &Value::from("- 2nd")));
    let junit = fs::read_to_string(folder.path().join("tests.xml")).unwrap();
    assert!(junit.contains("tests=\"2\" failures=\"1\"") && junit.contains("+ second"), "{junit}");
}

#[test]
fn a_command_that_fails_in_the_middle_of_a_block_fails_it_and_what_is_left_is_cleaned_up() {
    let body = "## One\n```sh {run}\nmkdir made; cd made; kept=here\nls no-such-file\necho not reached\n```\n\n### Verify\n```sh {run}\ntrue\n```\n\n## Clean up\n```sh {run=cleanup}\necho \"$kept in $(basename \"$PWD\")\"; false\n```\n```sh {run}\necho last\n```\n";
    let folder = handbook("", body);
    let output = run(folder.path(), &["--format", "json"]);
    let report = json(&output);
    assert_eq!(code(&output), 1);
    assert_eq!(ends(&report), ["failed", "not reached", "failed", "passed"]);
    let blocks = &report["paths"][0]["blocks"];
    assert!(!blocks[0]["output"].as_str().unwrap().contains("not reached"));
    assert_eq!(blocks[2]["output"], "here in made\n");
}

#[test]
fn a_block_that_hangs_is_ended_at_its_limit_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let pids = folder.path().join("pids");
    let body = format!(
        "## One\n```sh {{run}}\n(trap '' TERM; sleep 1000) & echo $! > {0}\nsetsid sleep 1000 > /dev/null 2>&1 & echo $! >> {0}\nsleep 1000\n```\n\n### Verify\n```sh {{run}}\ntrue\n```\n\n## Clean up\n```sh {{run}}\necho cleaned\n```\n",
        pids.display()
    );
    let handbook = handbook("", &body);
    let output = run(handbook.path(), &["--timeout", "200ms", "--format", "json"]);
    let report = json(&output);
    assert_eq!(code(&output), 1);
    assert_eq!(ends(&report), ["failed", "not reached", "passed"]);
    let message = report["paths"][0]["blocks"][0]["fault"]["message"].as_str().unwrap();
    assert_eq!(message, "this block was ended after 200 ms");
    let pids = fs::read_to_string(pids).unwrap();
    assert_eq!(pids.lines().count(), 2);
    assert!(!pids.lines().any(is_alive), "{pids}");
}

/// Starts a run whose first block says through a pipe that it has begun; returns once it has.
pub(crate) fn begun(folder: &Path, pipe: &Path, arguments: &[&str]) -> Child {
    let child = test(folder, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    fs::read(pipe).unwrap();
    child
}

#[test]
fn ctrl_c_ends_the_block_and_runs_the_clean_up() {
    let outside = tempfile::tempdir().unwrap();
    let (begins, cleaned) = (pipe(outside.path(), "begins"), outside.path().join("cleaned"));
    let body = format!(
        "## One\n```sh {{run}}\nmkdir made && cd made\n```\n```sh {{run}}\necho here > {}; sleep 1000\n```\n\n### Verify\n```sh {{run}}\ntrue\n```\n\n## Clean up\n```sh {{run}}\nbasename \"$PWD\" > {}\n```\n",
        begins.display(),
        cleaned.display()
    );
    let folder = handbook("", &body);
    for (signal, number) in [("-INT", 130), ("-TERM", 143)] {
        let child = begun(folder.path(), &begins, &[]);
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), number, "{}", stdout(&output));
        assert_eq!(fs::read_to_string(&cleaned).unwrap(), "made\n", "the clean-up runs where the path was");
        fs::remove_file(&cleaned).unwrap();
    }
    assert_eq!(read(&folder.path().join("tmp")).len(), 0);
}

#[test]
fn two_runs_at_once_do_not_meet() {
    let outside = tempfile::tempdir().unwrap();
    let (begins, goes_on) = (pipe(outside.path(), "begins"), pipe(outside.path(), "goes-on"));
    let body = format!(
        "## One\n```sh {{run}}\ntest ! -e mine && echo <WHO> > mine && echo <WHO> > \"$HOME/mine\"\nif [ <WHO> = first ]; then echo here > {}; read -r line < {}; fi\n```\n\n### Verify\n```sh {{run}}\ncat mine \"$HOME/mine\"\n```\n```output\n<WHO>\n<WHO>\n```\n",
        begins.display(),
        goes_on.display()
    );
    let folder = handbook("vars:\n  WHO: { label: Who, example: second }\n", &body);
    let first = begun(folder.path(), &begins, &["--set", "WHO=first"]);
    let second = run(folder.path(), &[]);
    fs::write(&goes_on, "go\n").unwrap();
    let first = first.wait_with_output().unwrap();
    assert_eq!((code(&first), code(&second)), (0, 0), "{}{}", stdout(&first), stdout(&second));
}

#[test]
fn a_hundred_megabytes_and_bytes_that_are_no_text_do_no_harm() {
    let body = "## One\n```sh {run}\nyes | head -c 100000000; echo done\n```\n```output\ny\n...\ndone\n```\n```sh {run}\nhead -c 300000 /dev/urandom; printf '\\000\\033]0;title\\007'\n```\n\n### Verify\n```sh {run}\necho \"$$ answers\" >&1; yes > /dev/null & true\n```\n";
    let folder = handbook("", body);
    let output = run(folder.path(), &["--format", "json", "--junit", "tests.xml"]);
    let report = json(&output);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let printed = report["paths"][0]["blocks"][0]["output"].as_str().unwrap();
    assert!(printed.len() < 1_100_000 && printed.contains("bytes are left out"), "{} bytes", printed.len());
    assert!(!stdout(&output).contains('\u{1b}'));
    assert!(!fs::read_to_string(folder.path().join("tests.xml")).unwrap().contains('\0'));
}

#[test]
fn what_is_printed_is_never_taken_for_an_answer() {
    let body = "## One\n```sh {run}\nset; for fd in 8 9; do echo \"x done 0 /\" >&$fd; done; exit 4\n```\n\n### Verify\n```sh {run}\ntrue\n```\n";
    let folder = handbook("", body);
    let report = json(&run(folder.path(), &["--format", "json"]));
    assert_eq!(ends(&report), ["failed", "not reached"]);
}

#[test]
fn a_secret_stands_nowhere() {
    const CANARY: &str = "c4n4ry-7f3a";
    let body = "## One\n```sh {run}\necho '<TOKEN>'; echo \"$TOKEN\"\n```\n```output\n<TOKEN>\nother <TOKEN>\n```\n\n### Verify\n```sh {run}\ntrue\n```\n\n## Clean up\n```sh {run}\necho \"gone: $TOKEN\"; exit 2\n```\n";
    let folder = handbook("vars:\n  TOKEN: { label: Token, secret: true }\n", body);
    fs::write(folder.path().join("secrets.env"), format!("TOKEN={CANARY}\n")).unwrap();
    let missing = run(folder.path(), &[]);
    assert_eq!(code(&missing), 1);
    assert!(
        stderr(&missing).contains("error[missing-value]: the variable `TOKEN` has no value"),
        "{}",
        stderr(&missing)
    );
    let set = run(folder.path(), &["--set", &format!("TOKEN={CANARY}")]);
    assert_eq!(code(&set), 2);
    let mut said = stderr(&set);
    for arguments in [&["--keep"][..], &["--format", "json"], &["--update"]] {
        let arguments = [&["--env-file", "secrets.env", "--junit", "tests.xml"], arguments].concat();
        let output = run(folder.path(), &arguments);
        assert_eq!(code(&output), 1, "{}", stderr(&output));
        said += &(stdout(&output) + &stderr(&output));
    }
    let mut test = test(folder.path(), &[]);
    let output = test.env("TOKEN", CANARY).output().unwrap();
    said += &(stdout(&output) + &stderr(&output));
    assert!(said.contains("•••") && !said.contains(CANARY), "{said}");
    roadbook(folder.path(), &["build"]);
    for (name, bytes) in read(folder.path()) {
        let is_clean = name == "secrets.env" || !String::from_utf8_lossy(&bytes).contains(CANARY);
        assert!(is_clean, "the secret stands in {name}");
    }
}

#[test]
fn paths_that_a_path_requires_run_first_once_and_are_cleaned_up_last() {
    let outside = tempfile::tempdir().unwrap();
    let log = outside.path().join("log");
    let says = |what: &str| format!("echo {what} >> {}", log.display());
    let body = |what: &str, more: &str| {
        format!(
            "## Prerequisites\n- [[dev]]\n\n## One\n```sh {{run}}\n{}\n{more}\n```\n\n### Verify\n```sh {{run}}\ntrue\n```\n\n## Clean up\n```sh {{run}}\n{}\n```\n",
            says(what),
            says(&format!("{what}-gone"))
        )
    };
    let vars = "vars:\n  URL: { label: Address }\n";
    let folder =
        handbook(&format!("requires: [queue, {{ id: extra, unless: \"true\" }}]\n{vars}"), &body("top-'<URL>'", ""));
    add(
        folder.path(),
        "queue",
        "requires: [base]\nprovides: { URL: { label: Address } }\n",
        &body("queue", "URL=queue://one"),
    );
    add(folder.path(), "base", "", &body("base", ""));
    add(folder.path(), "extra", "requires: [base]\n", &body("extra", ""));
    let output = run(folder.path(), &["try-it"]);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let order = fs::read_to_string(&log).unwrap();
    assert_eq!(order, "base\nqueue\ntop-queue://one\ntop-queue://one-gone\nqueue-gone\nbase-gone\n");
    assert!(stdout(&output).contains("extra: not needed"), "{}", stdout(&output));
}

#[test]
fn update_writes_what_came_and_keeps_the_elisions_that_hold() {
    let body = "## One\n- Do it:\n\n  ```sh {run}\n  printf 'made <NAME>\\na\\nb\\ntook 12 ms\\nnew\\n'\n  ```\n  ```output\n  made <NAME>\n  ...\n  took [..] ms\n  old\n  ```\n\n### Verify\n```sh {run}\ntrue\n```\n";
    let folder = handbook("vars:\n  NAME: { label: Name, example: Ada }\n", body);
    let output = run(folder.path(), &["--update"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let page = fs::read_to_string(folder.path().join("content/try-it.md")).unwrap();
    assert!(page.ends_with(&body.replace("  old\n", "  new\n")), "{page}");
    assert_eq!(code(&run(folder.path(), &[])), 0);
}

#[test]
fn values_come_from_a_context_and_are_held_to_their_pattern() {
    let body = "## One\n```sh {run}\necho <REGION>\n```\n\n### Verify\n```sh {run}\ntrue\n```\n";
    let folder = handbook("vars:\n  REGION: { label: Region, pattern: \"[a-z]+-[0-9]\", default: eu-1 }\n", body);
    write(folder.path(), &[("contexts/staging.toml", "[values]\nREGION = \"us-2\"\n")]);
    let report = json(&run(folder.path(), &["--format", "json", "--context", "staging"]));
    assert_eq!(report["paths"][0]["blocks"][0]["output"], "us-2\n");
    let wrong = run(folder.path(), &["--set", "REGION=Mars"]);
    assert_eq!(code(&wrong), 1);
    assert!(
        stderr(&wrong).contains("the value of `REGION` from `--set` does not fit the pattern"),
        "{}",
        stderr(&wrong)
    );
    for (arguments, said) in [
        (["--context", "stagin"], "did you mean `staging`?"),
        (["--set", "REGON=x"], "did you mean `REGION`?"),
        (["no-such-path", "--list"], "there is no golden path `no-such-path`"),
    ] {
        let output = run(folder.path(), &arguments);
        assert!(code(&output) == 2 && stderr(&output).contains(said), "{}", stderr(&output));
    }
}

#[test]
fn an_exported_script_does_what_the_path_does() {
    let body = "## One\n```sh {run}\ncat > note <<'END'\n<NAME> costs $5\nEND\necho 'it is <NAME>' \"for <NAME>\" one_<NAME>\ncat note\n```\n```sh {run=manual}\nexit 3\n```\n\n### Verify\n```sh {run}\ntest -e note && false\n```\n```output {match=exit}\n1\n```\n```python {run}\nprint('<NAME>'.upper())\n```\n\n## Clean up\n```sh {run}\nrm note; echo gone\n```\n";
    let vars = "vars:\n  NAME: { label: Name, pattern: \"[A-Za-z ]+\", example: Ada }\n  TOKEN: { label: Token, secret: true, example: none }\n";
    let folder = handbook(vars, body);
    let report = json(&run(folder.path(), &["--format", "json"]));
    let blocks = report["paths"][0]["blocks"].as_array().unwrap();
    let tested: String = blocks.iter().map(|block| block["output"].as_str().unwrap()).collect();
    let script = roadbook(folder.path(), &["export", "try-it", "--to", "sh"]);
    write(folder.path(), &[("work/try.sh", &stdout(&script))]);
    let sh = |name: &str| {
        let mut sh = Command::new("sh");
        sh.arg("try.sh")
            .current_dir(folder.path().join("work"))
            .stdin(Stdio::null())
            .env("NAME", name)
            .env("TOKEN", "t");
        sh.output().unwrap()
    };
    let done = sh("Ada");
    assert_eq!((code(&done), stdout(&done)), (0, tested), "{}", stderr(&done));
    let refused = sh("007");
    assert_eq!((code(&refused), stdout(&refused).as_str()), (2, ""), "{}", stderr(&refused));
    let markdown = stdout(&roadbook(folder.path(), &["export", "try-it", "--to", "markdown"]));
    assert!(markdown.contains("```sh\ncat > note <<'END'\nAda costs $5\n"), "{markdown}");
    let runme = stdout(&roadbook(folder.path(), &["export", "try-it", "--to", "runme", "--set", "NAME=Bo"]));
    let expected =
        ["\"promptEnv\":\"yes\"", "export NAME=\"Bo\"\nexport TOKEN=\"\"\n", "\"excludeFromRunAll\":\"true\""];
    assert!(expected.iter().all(|words| runme.contains(words)), "{runme}");
}

/// What a path prints when it is tested, and what its exported script does in `sh`.
fn tested_and_exported(folder: &Path) -> (String, Output) {
    let report = json(&run(folder, &["--format", "json"]));
    let blocks = report["paths"][0]["blocks"].as_array().unwrap();
    let tested = blocks.iter().filter_map(|block| block["output"].as_str()).collect();
    let script = roadbook(folder, &["export", "try-it", "--to", "sh"]);
    write(folder, &[("work/try.sh", &stdout(&script))]);
    let mut sh = Command::new("sh");
    (tested, sh.arg("try.sh").current_dir(folder.join("work")).stdin(Stdio::null()).output().unwrap())
}

#[test]
fn an_exported_script_takes_the_way_that_the_tester_takes() {
    let body = "## One\n```sh {run os=linux}\necho it is Linux\n```\n```sh {run os=macos}\necho it is a Mac\n```\n\n```sh {run tool=no-such-tool}\necho no\n```\n```sh {run tool=sh}\necho sh\n```\n```sh {run tool=cat}\necho cat\n```\n```sh {run tool=sh os=linux,macos}\ncat <<'END'\nsh again\nEND\n```\n\n### Verify\n```sh {run}\ntrue\n```\n";
    let folder = handbook("", body);
    let (tested, exported) = tested_and_exported(folder.path());
    assert!(tested.ends_with("sh\nsh again\n"), "{tested}");
    assert_eq!((code(&exported), stdout(&exported)), (0, tested), "{}", stderr(&exported));
    let runme = stdout(&roadbook(folder.path(), &["export", "try-it", "--to", "runme"]));
    assert!(runme.contains("case $(uname -s) in Darwin)\necho it is a Mac\n;;\nesac\n"), "{runme}");
}

#[test]
fn an_exported_script_that_is_ended_cleans_up() {
    let body = "## One {creates}\n```sh {run}\nkill -s TERM $$\necho never\n```\n\n### Verify\n```sh {run}\ntrue\n```\n\n## Clean up\n```sh {run}\necho gone\n```\n";
    let folder = handbook("", body);
    let (_, exported) = tested_and_exported(folder.path());
    assert_eq!((code(&exported), stdout(&exported).as_str()), (143, "gone\n"), "{}", stderr(&exported));
}

#[test]
fn what_is_exported_is_held_to_what_the_path_declares() {
    let body = "## One\nMake `<COUNT>` of them.\n\n```sh {run}\necho <COUNT> \"$PW\"\n```\n\n### Verify\n```sh {run}\ntrue\n```\n";
    let vars = "vars:\n  COUNT: { label: Count, type: int, example: 3 }\n  PW: { label: Password, secret: true }\n";
    let folder = handbook(vars, body);
    for (set, said) in [
        ("CONT=1", "the path has no variable `CONT`\nhelp: did you mean `COUNT`?"),
        ("COUNT=abc", "the value of `COUNT` from `--set` is no whole number"),
        ("PW=CANARY", "`PW` is a secret, which is never written"),
    ] {
        let refused = roadbook(folder.path(), &["export", "try-it", "--to", "sh", "--set", set]);
        assert!(code(&refused) == 2 && stderr(&refused).contains(said), "{}", stderr(&refused));
        assert!(!stderr(&refused).contains("CANARY"), "{}", stderr(&refused));
    }
    let markdown = stdout(&roadbook(folder.path(), &["export", "try-it", "--to", "markdown", "--set", "COUNT=7"]));
    assert!(markdown.contains("Make `7` of them.") && markdown.contains("echo 7 \"$PW\""), "{markdown}");
    let script = roadbook(folder.path(), &["export", "try-it", "--to", "sh"]);
    write(folder.path(), &[("try.sh", &stdout(&script))]);
    let sh = |count: &str| {
        let mut sh = Command::new("sh");
        sh.arg("try.sh").current_dir(folder.path()).stdin(Stdio::null()).env("COUNT", count).env("PW", "pw");
        sh.output().unwrap()
    };
    assert_eq!((code(&sh("12")), stdout(&sh("12")).as_str()), (0, "12 pw\n"));
    assert_eq!((code(&sh("many")), stdout(&sh("many")).as_str()), (2, ""));
}
