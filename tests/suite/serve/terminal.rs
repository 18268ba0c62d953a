//! `roadbook serve` at a terminal: what it says, and what a shell does with it.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use tempfile::TempDir;

use super::program::{NEVER, status};
use crate::support::write;

/// The prompt of the shell, made so that the command line which sets it does not hold it.
const PROMPT: &str = "ready-42>";

/// A shell at a terminal of its own.
struct Shell {
    script: Child,
    shown: Receiver<String>,
    _folder: TempDir,
}

impl Shell {
    /// A shell with job control in a handbook of one page.
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &[("index.md", "# Home\n")]);
        let mut script = Command::new("script")
            .args(["-qfec", "exec bash --norc --noprofile -i", "/dev/null"])
            .current_dir(folder.path())
            .env("SHELL", "/bin/sh")
            .env("TERM", "dumb")
            .env("ROADBOOK", env!("CARGO_BIN_EXE_roadbook"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = script.stdout.take().unwrap();
        let (show, shown) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                let _ = show.send(String::from_utf8_lossy(&bytes[..count]).into_owned());
            }
        });
        let mut shell = Self { script, shown, _folder: folder };
        shell.press("PS1=\"ready-$((40+2))>\"\n");
        shell.until(PROMPT);
        shell
    }

    fn press(&mut self, keys: &str) {
        self.script.stdin.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// All that is shown up to some words, and with them.
    fn until(&mut self, words: &str) -> String {
        let mut all = String::new();
        while !all.contains(words) {
            let more = self.shown.recv_timeout(NEVER);
            all.push_str(&more.unwrap_or_else(|_| panic!("`{words}` does not come: {all}")));
        }
        all
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // The terminal goes with it, and so does all that runs at it.
        drop(self.script.stdin.take());
        let _ = self.script.kill();
        let _ = self.script.wait();
    }
}

/// The status of the first page at the address that a preview says.
fn status_at(said: &str) -> u16 {
    let port = said.split("http://localhost:").nth(1).unwrap().split('/').next().unwrap();
    let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    stream.set_read_timeout(Some(NEVER)).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    status(&answer)
}

#[test]
fn in_the_background_of_a_shell_it_runs_on_and_keys_come_with_the_foreground() {
    let mut shell = Shell::open();
    shell.press("\"$ROADBOOK\" serve --port 0 --no-cache &\n");
    let said = shell.until("no faults");
    assert_eq!(status_at(&said), 200);
    shell.press("fg\n");
    shell.until("serve --port 0");
    shell.press("q");
    shell.until(PROMPT);
    shell.press("exit\n");
}

#[test]
fn keys_are_heard_again_after_ctrl_z_and_fg() {
    let mut shell = Shell::open();
    shell.press("\"$ROADBOOK\" serve --port 0 --no-cache\n");
    shell.until("no faults");
    shell.press("\u{1a}");
    shell.until(PROMPT);
    shell.press("fg\n");
    shell.until("serve --port 0");
    shell.press("r");
    shell.until("no faults");
    shell.press("\u{1a}");
    shell.until(PROMPT);
    shell.press("bg\n");
    shell.until(PROMPT);
    shell.press("fg\n");
    shell.until("serve --port 0");
    shell.press("q");
    shell.until(PROMPT);
    shell.press("exit\n");
}
