//! `roadbook serve` as users run it, and clients that speak to it byte for byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{command, read, write};

/// How long anything may take before a test counts it as never; the figures themselves are the benchmark's.
pub(super) const NEVER: Duration = Duration::from_mins(1);

/// A preview that runs until this goes away.
pub(super) struct Server {
    child: Child,
    pub(super) port: u16,
    pub(super) folder: TempDir,
}

impl Server {
    /// Serves a handbook of these files.
    pub(super) fn start(files: &[(&str, &str)]) -> Self {
        Self::start_with(files, |folder| command(folder, &["serve", "--port", "0"]))
    }

    pub(super) fn start_with(files: &[(&str, &str)], command: impl FnOnce(&Path) -> Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), files);
        let mut child =
            command(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let port = url.trim().trim_end_matches('/').rsplit_once(':').unwrap().1.parse().unwrap();
        Self { child, port, folder }
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        write(self.folder.path(), &[(path, text)]);
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(NEVER)).unwrap();
        stream
    }

    /// All that comes back for some bytes until the server closes.
    pub(super) fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // The server may refuse before it has everything.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let end = stream.read_to_end(&mut answer);
        assert!(end.is_ok() || !answer.is_empty(), "no end of an answer to {:?}", String::from_utf8_lossy(bytes));
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The answer for a path: status, head and body.
    pub(super) fn get(&self, path: &str) -> (u16, String, String) {
        self.ask(path, "")
    }

    /// The same with further fields.
    pub(super) fn ask(&self, path: &str, fields: &str) -> (u16, String, String) {
        let port = self.port;
        let answer = self.raw(format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{fields}\r\n").as_bytes());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        (status(&answer), head.to_owned(), body.to_owned())
    }

    /// The stream of a tab that shows a page.
    pub(super) fn open(&self, page: &str) -> Events {
        let mut stream = self.connect();
        let port = self.port;
        let request =
            format!("GET /_roadbook/events?page={page}&generation=0 HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        Events(BufReader::new(stream))
    }

    /// Ends it as Ctrl-C does, and returns when it has ended.
    pub(super) fn interrupt(&mut self) -> std::process::ExitStatus {
        self.signal("INT");
        self.child.wait().unwrap()
    }

    /// Sends it a signal.
    pub(super) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// Waits until it has said some words to people, ends it, and gives back all that it said: browsers hear of a build
    /// before the terminal does.
    pub(super) fn said(mut self, awaited: &str) -> String {
        let mut lines = BufReader::new(self.child.stderr.take().unwrap()).lines();
        let (sender, received) = std::sync::mpsc::channel();
        std::thread::spawn(move || lines.try_for_each(|line| sender.send(line.unwrap() + "\n")));
        let mut said = String::new();
        while !said.contains(awaited) {
            let Ok(line) = received.recv_timeout(NEVER) else { break };
            said.push_str(&line);
        }
        self.interrupt();
        said.extend(received);
        said
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    fn status_line(&self, name: &str) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn status(answer: &str) -> u16 {
    answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// What an open tab hears.
pub(super) struct Events(BufReader<TcpStream>);

impl Events {
    /// The next event of a name.
    pub(super) fn next(&mut self, name: &str) -> Value {
        let mut is_named = false;
        let mut signs_of_life = 0;
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream has ended");
            signs_of_life += usize::from(line.starts_with(':'));
            assert!(signs_of_life < 4, "no `{name}` for a minute");
            if let Some(event) = line.strip_prefix("event: ") {
                is_named = event.trim() == name;
            } else if let Some(data) = line.strip_prefix("data: ").filter(|_| is_named) {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// The status of the answer that the stream begins with.
    fn status(&mut self) -> u16 {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        status(&line)
    }

    fn close(&self) {
        self.0.get_ref().shutdown(Shutdown::Both).unwrap();
    }
}

#[test]
fn a_save_is_told_to_the_tab_that_shows_the_page() {
    let server = Server::start(&[("index.md", "# Home\n"), ("a.md", "Old.\n")]);
    let mut events = server.open("/a/");
    let first = events.next("build");
    assert_eq!((&first["ok"], &first["faults"]["warnings"]), (&true.into(), &0.into()));
    server.write("a.md", "New.\n");
    let page = events.next("page");
    assert_eq!(page["url"], "/a/");
    let build = events.next("build");
    assert_eq!(build["changed"], serde_json::json!([{ "url": "/a/", "digest": page["digest"] }]));
    assert_eq!(build["pages"], build["changed"]);
    assert!(build["generation"].as_u64() > first["generation"].as_u64());
    let (_, head, body) = server.get("/a/");
    assert!(body.contains("New.") && head.contains(page["digest"].as_str().unwrap()), "{head}");
}

#[test]
fn the_last_good_pages_stay_while_there_are_errors() {
    let server = Server::start(&[("index.md", "# Home\n"), ("a.md", "Good.\n")]);
    let mut events = server.open("/a/");
    events.next("build");
    server.write("a.md", "---\ntitle: [\n---\nBad.\n");
    let broken = events.next("build");
    assert_eq!((&broken["ok"], &broken["changed"]), (&false.into(), &serde_json::json!([])));
    assert!(server.get("/a/").2.contains("Good."));
    let faults: Value = serde_json::from_str(&server.get("/_roadbook/faults").2).unwrap();
    let fault = &faults["faults"][0];
    assert_eq!((&faults["ok"], &fault["severity"], &fault["path"]), (&false.into(), &"error".into(), &"a.md".into()));
    let open = format!("vscode://file{}/a.md:", server.folder.path().canonicalize().unwrap().display());
    assert!(fault["open"].as_str().unwrap().starts_with(&open), "{fault}");
    assert!(!fault["excerpt"].as_array().unwrap().is_empty());
    server.write("a.md", "Mended.\n");
    assert_eq!(events.next("build")["ok"], true);
    assert!(server.get("/a/").2.contains("Mended."));
}

#[test]
fn the_settings_and_the_theme_are_inputs_too() {
    let style = |colour: &str| format!("p {{ color: {colour} }}\n");
    let server = Server::start(&[
        ("roadbook.toml", "title = \"One\"\ntheme = \"theme\"\n"),
        ("content/index.md", "# Home\n"),
        ("theme/own.css", &style("red")),
    ]);
    let mut events = server.open("/");
    let first = events.next("build");
    server.write("roadbook.toml", "title = \"Two\"\ntheme = \"theme\"\n");
    let second = events.next("build");
    assert_ne!(first["pages"], second["pages"]);
    server.write("theme/own.css", &style("blue"));
    let third = events.next("build");
    assert_eq!((third["changed"].as_array().unwrap().len(), third["styles"].as_array().unwrap().len()), (0, 1));
    let new = third["styles"][0]["new"].as_str().unwrap();
    let (status, head, body) = server.get(new);
    assert!(status == 200 && head.contains("immutable") && body.contains("blue"), "{head}");
    server.write("roadbook.toml", "titel = \"Three\"\n");
    assert_eq!(events.next("build")["ok"], false);
    assert!(server.get("/").2.contains("Two"));
}

#[test]
fn a_content_folder_that_is_deleted_and_made_again_is_seen() {
    let server = Server::start(&[("roadbook.toml", "title = \"T\"\n"), ("content/index.md", "# Old\n")]);
    let mut events = server.open("/");
    events.next("build");
    std::fs::remove_dir_all(server.folder.path().join("content")).unwrap();
    assert_eq!(events.next("build")["ok"], false);
    server.write("content/index.md", "# New\n");
    // Files and folders go and come one by one, and a look between two of them sees a folder without pages.
    while events.next("build")["ok"] == false {}
    server.write("content/index.md", "# Newer\n");
    events.next("build");
    assert!(server.get("/").2.contains("Newer"));
}

#[test]
fn nothing_is_written_beside_the_pages() {
    let server = Server::start(&[("index.md", "# Home\n\n```sh\nls\n```\n")]);
    server.open("/").next("build");
    let files: Vec<String> = read(server.folder.path()).into_keys().filter(|path| !path.starts_with('.')).collect();
    assert_eq!(files, ["index.md"]);
}

#[test]
fn a_port_in_use_gives_way_to_the_next_one() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let text = port.to_string();
    let server = Server::start_with(&[("index.md", "# Home\n")], |folder| command(folder, &["serve", "--port", &text]));
    assert!(server.port > port);
    assert_eq!(server.get("/").0, 200);
    let strict = command(server.folder.path(), &["serve", "--strict-port", "--port", &text]).output().unwrap();
    assert_eq!(strict.status.code(), Some(3));
}

#[test]
fn ctrl_c_ends_it_while_tabs_are_open() {
    let mut server = Server::start(&[("index.md", "# Home\n")]);
    let mut events = server.open("/");
    events.next("build");
    assert!(!server.interrupt().success());
    // The stream ends, be it by a reset.
    let _ = events.0.read_to_end(&mut Vec::new());
}

/// A thousand open tabs have four descriptors each in a preview; this process needs one for each.
#[cfg(target_os = "linux")]
#[test]
fn a_thousand_tabs_take_neither_threads_nor_memory_and_all_hear_of_a_save() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).unwrap();
    let server = Server::start(&[("index.md", "# Home\n"), ("a.md", "Old.\n")]);
    let mut tabs: Vec<Events> = (0..1_000).map(|_| server.open("/a/")).collect();
    for tab in &mut tabs {
        tab.next("build");
    }
    server.write("a.md", "New.\n");
    for tab in &mut tabs {
        tab.next("page");
        tab.next("build");
    }
    let [threads, memory] = ["Threads:", "VmHWM:"].map(|name| server.status_line(name));
    assert!(threads <= 16, "{threads} threads");
    assert!(memory <= 64 * 1024, "{memory} KiB");
    tabs.iter().for_each(Events::close);
}

#[test]
fn readers_that_take_nothing_keep_nobody_waiting() {
    let server = Server::start(&[("index.md", "# Home\n"), ("long.txt", &"Long. ".repeat(1 << 20))]);
    let port = server.port;
    let slow: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "GET /long.txt HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
            stream
        })
        .collect();
    let silent: Vec<TcpStream> = (0..100).map(|_| server.connect()).collect();
    let mut events = server.open("/");
    events.next("build");
    server.write("index.md", "# Home\n\nNew.\n");
    events.next("build");
    assert!(server.get("/").2.contains("New."));
    drop((slow, silent));
}

/// `strace`, beside the program and not before it, lets the call fail by which it asks the system to watch files.
#[cfg(target_os = "linux")]
#[test]
fn where_the_system_cannot_watch_the_disk_is_looked_at() {
    let server = Server::start_with(&[("index.md", "# Home\n")], |folder| {
        let served = command(folder, &["serve", "--port", "0"]);
        let mut traced = Command::new("strace");
        traced.current_dir(folder).args(["-D", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=inotify_init1"]);
        traced.args(["-e", "inject=inotify_init1:error=EMFILE"]).arg(served.get_program()).args(served.get_args());
        traced
    });
    let mut events = server.open("/");
    events.next("build");
    server.write("index.md", "# Home\n\nNew.\n");
    events.next("build");
    assert!(server.get("/").2.contains("New."));
    let said = server.said("index.md: 1 page");
    assert_eq!(said.matches("the system cannot watch the folder").count(), 1, "{said}");
}

#[test]
fn without_descriptors_it_waits_for_better_times() {
    let server = Server::start_with(&[("index.md", "# Home\n")], |folder| {
        let mut limited = command(folder, &[]);
        let program = limited.get_program().to_owned();
        limited = {
            let mut shell = Command::new("/bin/sh");
            shell.current_dir(folder).args(["-c", "ulimit -n 64; exec \"$0\" serve --port 0 --no-cache"]).arg(program);
            shell
        };
        limited
    });
    let tabs: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut tab = server.connect();
            let port = server.port;
            let _ = write!(tab, "GET /_roadbook/events?page=/ HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
            tab
        })
        .collect();
    drop(tabs);
    // Refused with 503 until the tabs are noticed to be gone.
    let mut statuses = std::iter::repeat_with(|| server.get("/").0);
    assert!(statuses.by_ref().take(10_000).any(|status| status == 200));
}

/// With 64 descriptors there are places for six connections, two of which no tab takes.
#[cfg(target_os = "linux")]
#[test]
fn however_many_tabs_are_open_a_page_can_be_read() {
    let server = Server::start_with(&[("index.md", "# Home\n")], |folder| {
        let mut shell = Command::new("/bin/sh");
        let program = command(folder, &[]).get_program().to_owned();
        shell.current_dir(folder).args(["-c", "ulimit -n 64; exec \"$0\" serve --port 0 --no-cache"]).arg(program);
        shell
    });
    let mut tabs: Vec<Events> = (0..20).map(|_| server.open("/")).collect();
    tabs.retain_mut(|tab| tab.status() == 200);
    assert_eq!(tabs.len(), 4);
    assert_eq!(server.get("/").0, 200);
}
