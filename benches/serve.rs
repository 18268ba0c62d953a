//! How long a save takes to reach an open tab, and what a thousand open tabs cost.
//!
//! `cargo bench --bench serve` prints each figure beside the limit that the project set itself. Pages are like those of
//! a real handbook: some seven hundred words, links and a few blocks of code. `ROADBOOK_CORPUS` names another folder
//! of Markdown to measure with; its first page in the order of paths is the one that is saved.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads the clock and prints")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop where it is")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a page is saved; the middle figure counts.
const SAVES: usize = 21;

/// How long the preview waits for more changes after one.
const SETTLING: Duration = Duration::from_millis(30);

const TABS: usize = 1_000;

fn main() {
    println!("{:>7}  {:28} {:>8} {:>8} {:>8}", "pages", "from the write to", "p50 ms", "p95 ms", "limit");
    if let Some(corpus) = std::env::var_os("ROADBOOK_CORPUS") {
        measure(&PathBuf::from(corpus), 0, 0);
        return;
    }
    for (pages, limit) in [(1_000, 100), (10_000, 150)] {
        let folder = tempfile::tempdir().unwrap();
        write_handbook(folder.path(), pages);
        measure(folder.path(), pages, limit);
    }
}

fn measure(folder: &Path, pages: usize, limit: u64) {
    let started = Instant::now();
    let server = Server::start(folder);
    let page = first_page(folder);
    let url = format!("/{}/", page.with_extension("").display());
    server.get(&url);
    let first = started.elapsed();
    let mut tab = server.open(&url);
    tab.next("build");
    println!("{pages:>7}  {:28} {:>8}", "start: the first page", milliseconds(first));
    println!("{pages:>7}  {:28} {:>8}", "start: the whole site", milliseconds(started.elapsed()));
    let file = folder.join(&page);
    let text = fs::read_to_string(&file).unwrap();
    let (mut notices, mut patched) = (Vec::new(), Vec::new());
    for save in 0..SAVES {
        let written = Instant::now();
        fs::write(&file, format!("{text}\nSaved {save} times.\n")).unwrap();
        tab.next("page");
        notices.push(written.elapsed());
        assert!(server.get(&url).contains(&format!("Saved {save} times.")));
        patched.push(written.elapsed());
        tab.next("build");
    }
    row(pages, "the notice to its tab", &mut notices, limit);
    row(pages, "its new page, fetched", &mut patched, limit);
    let mut unsettled: Vec<Duration> = patched.iter().map(|time| time.saturating_sub(SETTLING)).collect();
    row(pages, "the same without settling", &mut unsettled, limit - 50.min(limit));
    fs::write(&file, &text).unwrap();
    tab.next("build");
    many_tabs(&server, &file, &text, &url);
    fs::write(&file, &text).unwrap();
}

fn many_tabs(server: &Server, file: &Path, text: &str, url: &str) {
    let mut tabs: Vec<Tab> = (0..TABS).map(|_| server.open(url)).collect();
    for tab in &mut tabs {
        tab.next("build");
    }
    let written = Instant::now();
    fs::write(file, format!("{text}\nSaved for all.\n")).unwrap();
    for tab in &mut tabs {
        tab.next("page");
    }
    let last = written.elapsed();
    for tab in &mut tabs {
        tab.next("build");
    }
    let of = |name: &str| server.status(name);
    println!(
        "{TABS:>7}  tabs: the last one hears after {} ms (limit 250 after the build); {} MiB, {} threads",
        milliseconds(last),
        of("VmRSS:") / 1024,
        of("Threads:")
    );
}

fn row(pages: usize, what: &str, times: &mut [Duration], limit: u64) {
    times.sort();
    let at = |share: usize| milliseconds(times[(times.len() - 1) * share / 100]);
    println!("{pages:>7}  {what:28} {:>8} {:>8} {limit:>8}", at(50), at(95));
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

fn first_page(folder: &Path) -> PathBuf {
    let mut pages = Vec::new();
    let mut rest = vec![folder.to_owned()];
    while let Some(next) = rest.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                rest.push(path);
            } else if path.extension().is_some_and(|end| end == "md")
                && !["index", "_index", "README"].contains(&name.as_str())
            {
                pages.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    pages.sort();
    pages.swap_remove(0)
}

/// A handbook of so many pages in folders of a hundred.
fn write_handbook(folder: &Path, pages: usize) {
    let sentence = "The reversible rollout is owned by the team that runs the gateway, and its budget is reviewed. ";
    for page in 0..pages {
        let section = folder.join(format!("section-{:03}", page / 100));
        fs::create_dir_all(&section).unwrap();
        let mut text = format!("# Page {page}\n\n");
        for part in 0..5 {
            let other = (page * 7 + part) % 100;
            text.push_str(&format!("## Part {part} of {page}\n\n{}\n\n", sentence.repeat(9)));
            text.push_str(&format!(
                "See [another](page-{:05}.md).\n\n",
                page / 100 * 100 + other % (pages - page / 100 * 100).min(100)
            ));
            if part % 2 == 0 {
                text.push_str(&format!(
                    "```yaml\nname: service-{}\nreplicas: {part}\nlabels:\n  team: platform\n```\n\n",
                    page % 50
                ));
            }
        }
        fs::write(section.join(format!("page-{page:05}.md")), text).unwrap();
    }
}

struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_roadbook"))
            .args(["serve", "--port", "0", "--no-cache"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let port = url.trim().trim_end_matches('/').rsplit_once(':').unwrap().1.parse().unwrap();
        Self { child, port }
    }

    fn request(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let port = self.port;
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").as_bytes()).unwrap();
        stream
    }

    fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        self.request(path).read_to_string(&mut answer).unwrap();
        answer
    }

    fn open(&self, page: &str) -> Tab {
        Tab(BufReader::new(self.request(&format!("/_roadbook/events?page={page}"))))
    }

    /// A number of the process's status (Linux).
    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Tab(BufReader<TcpStream>);

impl Tab {
    /// Waits for the next event of a name.
    fn next(&mut self, name: &str) {
        let wanted = format!("event: {name}\n");
        let mut line = String::new();
        while line != wanted {
            line.clear();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream has ended");
        }
    }
}
