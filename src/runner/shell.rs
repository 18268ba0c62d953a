//! One shell that lasts for a path, and the blocks that it is given.
//!
//! The shell gets three pipes: blocks come in by one, how they ended goes out by the second, and what they print by
//! the third. Blocks cannot reach the first two, and an answer begins with a token that no block is told, so nothing
//! that is printed can be taken for an answer.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::Stop;
use super::capture::Capture;
use super::folder::random;

/// The loop that the shell runs: it reads blocks, runs each, and says how it ended.
const SESSION: &str = include_str!("session.sh");

/// The variable that marks every process of a shell, so that those which left its group are found, too.
const MARK: &str = "ROADBOOK_RUN";

/// How long processes have to end by themselves before they are killed.
const GRACE: Duration = Duration::from_secs(1);

/// How much is read at once: a quarter of what a pipe usually holds, which lies on the stack without harm.
const CHUNK: usize = 16 * 1024;

/// How often what is left in a pipe is read after a block: a program in the background may print for ever.
const LAST_READS: usize = 64;

/// A running shell.
pub(super) struct Shell {
    child: Child,
    /// `None` once the shell was told that no block follows.
    blocks: Option<ChildStdin>,
    answers: ChildStdout,
    output: ChildStderr,
    token: String,
    mark: String,
    /// What has come of an answer that is not whole yet.
    answer: Vec<u8>,
    /// Whether somebody can still print.
    is_heard: bool,
    is_over: bool,
}

/// How a block runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rigour {
    /// Up to the first command that fails.
    Strict,
    /// To its end; the last command decides.
    Lenient,
}

/// How a block ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With this status.
    Status(i32),
    /// With the shell itself, which had this status.
    Left(i32),
    /// It took too long; the shell is gone.
    TimedOut,
    /// Somebody wants to end the run; the shell is gone.
    Interrupted,
}

/// What became of a block.
pub(super) struct Ran {
    pub(super) ending: Ending,
    pub(super) output: Capture,
    /// The folder in which the shell is now, where it is known.
    pub(super) folder: Option<PathBuf>,
    pub(super) took: Duration,
}

/// What an answer says.
struct Answer {
    ending: Ending,
    folder: PathBuf,
}

impl Shell {
    /// Starts a shell, `sh` or `bash`, in a folder with these variables and no others.
    pub(super) fn start(program: &str, folder: &Path, variables: &[(String, String)]) -> io::Result<Self> {
        let mark = random();
        let mut command = Command::new(program);
        if program == "bash" {
            command.args(["--noprofile", "--norc"]);
        }
        let mut child = command
            .args(["-c", SESSION])
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env(MARK, &mark)
            .current_dir(folder)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let piped = "all three streams are pipes";
        let (answers, output) = (child.stdout.take().expect(piped), child.stderr.take().expect(piped));
        rustix::io::ioctl_fionbio(&answers, true)?;
        rustix::io::ioctl_fionbio(&output, true)?;
        let blocks = child.stdin.take();
        let token = random();
        let mut shell =
            Self { child, blocks, answers, output, token, mark, answer: Vec::new(), is_heard: true, is_over: false };
        shell.order(&format!("{}\n", shell.token));
        Ok(shell)
    }

    /// Whether it can take no further block.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Runs a block, which may take so long.
    pub(super) fn run(&mut self, block: &str, rigour: Rigour, limit: Duration, stop: &Stop) -> io::Result<Ran> {
        let started = Instant::now();
        let mode = if rigour == Rigour::Strict { "strict" } else { "lenient" };
        self.order(&format!("{mode}\n{}\n{}\n", block.trim_end_matches('\n'), self.token));
        let mut output = Capture::default();
        let answer = self.wait(&mut output, started + limit, stop)?;
        let (ending, folder) = (answer.ending, Some(answer.folder).filter(|folder| folder.is_absolute()));
        Ok(Ran { ending, output, folder, took: started.elapsed() })
    }

    /// Sends text to the shell. One that is gone takes none: its silence says so.
    fn order(&mut self, text: &str) {
        if let Some(blocks) = &mut self.blocks {
            let _ = blocks.write_all(text.as_bytes()).and_then(|()| blocks.flush());
        }
    }

    fn wait(&mut self, output: &mut Capture, deadline: Instant, stop: &Stop) -> io::Result<Answer> {
        let nowhere = |ending| Answer { ending, folder: PathBuf::new() };
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.end(output);
                return Ok(nowhere(Ending::TimedOut));
            }
            // A pipe at its end is always ready: it would be asked without a pause.
            let output_or_answers = if self.is_heard { self.output.as_fd() } else { self.answers.as_fd() };
            let [says, prints, stops] = ready([self.answers.as_fd(), output_or_answers, stop.as_fd()], left)?;
            if stops && stop.take() {
                self.end(output);
                return Ok(nowhere(Ending::Interrupted));
            }
            if prints && self.is_heard {
                self.is_heard = read(&mut self.output, |bytes| output.push(bytes));
            }
            if !says {
                continue;
            }
            let answer = &mut self.answer;
            let is_open = read(&mut self.answers, |bytes| answer.extend_from_slice(bytes));
            if let Some(answer) = self.take_answer() {
                // All that the block printed before it ended is in the pipe already.
                for _ in 0..LAST_READS {
                    let mut length = 0;
                    let is_open = read(&mut self.output, |bytes| {
                        length = bytes.len();
                        output.push(bytes);
                    });
                    if length == 0 || !is_open {
                        break;
                    }
                }
                return Ok(answer);
            }
            if !is_open {
                self.end(output);
                let status = self.child.wait()?;
                return Ok(nowhere(Ending::Left(status_of(status))));
            }
        }
    }

    /// The answer, once it is whole.
    fn take_answer(&mut self) -> Option<Answer> {
        while let Some(end) = self.answer.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.answer.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let mut words = line.trim_end_matches('\n').splitn(4, ' ');
            if words.next() != Some(self.token.as_str()) {
                continue;
            }
            let (kind, status) = (words.next()?, words.next()?.parse().ok()?);
            let folder = PathBuf::from(words.next()?);
            let ending = if kind == "left" { Ending::Left(status) } else { Ending::Status(status) };
            return Some(Answer { ending, folder });
        }
        None
    }

    /// Ends the shell and everything that it started.
    fn end(&mut self, output: &mut Capture) {
        if std::mem::replace(&mut self.is_over, true) {
            return;
        }
        self.blocks = None;
        let group = Pid::from_child(&self.child);
        // A group that is gone needs no signal.
        let _ = kill_process_group(group, Signal::TERM);
        let deadline = Instant::now() + GRACE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let printed = ready([self.output.as_fd()], left).is_ok_and(|[printed]| printed);
            // The pipe ends once nobody holds it.
            if !printed || left.is_zero() || !read(&mut self.output, |bytes| output.push(bytes)) {
                break;
            }
        }
        let _ = kill_process_group(group, Signal::KILL);
        for pid in marked(&self.mark) {
            let _ = kill_process(pid, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.end(&mut Capture::default());
    }
}

/// Which of some descriptors can be read, or are closed, after so long at most.
fn ready<const N: usize>(descriptors: [BorrowedFd<'_>; N], limit: Duration) -> io::Result<[bool; N]> {
    let mut polled = descriptors.map(|descriptor| PollFd::from_borrowed_fd(descriptor, PollFlags::IN));
    let limit = Timespec::try_from(limit).unwrap_or(Timespec { tv_sec: i64::from(u32::MAX), tv_nsec: 0 });
    match poll(&mut polled, Some(&limit)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(polled.map(|descriptor| !descriptor.revents().is_empty())),
        Err(error) => Err(error.into()),
    }
}

/// Reads once what is there; `false` at the end.
fn read(from: &mut impl Read, mut take: impl FnMut(&[u8])) -> bool {
    let mut buffer = [0; CHUNK];
    match from.read(&mut buffer) {
        Ok(0) => false,
        Ok(length) => {
            take(&buffer[..length]);
            true
        }
        Err(error) => matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted),
    }
}

fn status_of(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    // As shells have it: 128 and the signal that ended it.
    status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1)
}

/// The processes whose environment holds a mark: those that left the group of their shell. Systems without `/proc`
/// have no such list.
fn marked(mark: &str) -> Vec<Pid> {
    let wanted = format!("{MARK}={mark}");
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let is_marked = |pid: &i32| {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|&byte| byte == 0).any(|entry| entry == wanted.as_bytes())
    };
    pids.filter(is_marked).filter_map(Pid::from_raw).collect()
}
