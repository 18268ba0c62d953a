//! One shell that lasts for a path, and the blocks that it is given.
//!
//! The shell gets three pipes: the names of files with blocks come in by one, how they ended goes out by the second,
//! and what they print by the third. Blocks cannot reach the first two, and an answer begins with a token that no block
//! is told, so nothing that is printed can be taken for an answer.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};

use super::Stop;
use super::capture::Capture;
use super::folder::random;

/// The loop that the shell runs: it reads blocks, runs each, and says how it ended.
const SESSION: &str = include_str!("session.sh");

/// The variable that marks every process of a shell, so that those which left its group are found, too.
const MARK: &str = "ROADBOOK_RUN";

/// How long processes have to end by themselves before they are killed.
const GRACE: Duration = Duration::from_secs(1);

/// How often a process that should end is asked whether it has.
const TICK: Duration = Duration::from_millis(10);

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
    /// The children of the program when the shell began: they are none of its processes.
    strays: Vec<Pid>,
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
    /// With another program in the place of the shell, which is gone.
    Replaced,
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
    ///
    /// Where there is a `setsid`, the shell gets a session of its own: who asks its terminal is told that there is
    /// none, and waits for nobody.
    pub(super) fn start(
        program: &str,
        folder: &Path,
        variables: &[(String, String)],
        has_setsid: bool,
    ) -> io::Result<Self> {
        let (mark, token) = (random(), random());
        let mut command = Command::new(if has_setsid { "setsid" } else { program });
        if has_setsid {
            command.arg(program);
        } else {
            command.process_group(0);
        }
        if program == "bash" {
            command.args(["--noprofile", "--norc"]);
        }
        // No block knows what the session calls its own variables, so none can be in their way.
        let session = SESSION.replace("roadbook_", &format!("roadbook_{}_", &token[..8]));
        let strays = children();
        let mut child = command
            .args(["-c", &session])
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env(MARK, &mark)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let piped = "all three streams are pipes";
        let (answers, output) = (child.stdout.take().expect(piped), child.stderr.take().expect(piped));
        rustix::io::ioctl_fionbio(&answers, true)?;
        rustix::io::ioctl_fionbio(&output, true)?;
        let blocks = child.stdin.take();
        let (answer, is_heard, is_over) = (Vec::new(), true, false);
        let mut shell = Self { child, blocks, answers, output, token, mark, strays, answer, is_heard, is_over };
        shell.order(&format!("{}\n", shell.token));
        Ok(shell)
    }

    /// Whether it can take no further block.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Runs the block in a file, which may take so long.
    pub(super) fn run(&mut self, block: &Path, rigour: Rigour, limit: Duration, stop: &Stop) -> io::Result<Ran> {
        let started = Instant::now();
        let mode = if rigour == Rigour::Strict { "strict" } else { "lenient" };
        self.order(&format!("{mode} {}\n", block.display()));
        let mut output = Capture::default();
        let answer = self.wait(&mut output, started + limit, stop)?;
        let (ending, folder) = (answer.ending, Some(answer.folder).filter(|folder| folder.is_absolute()));
        Ok(Ran { ending, output, folder, took: started.elapsed() })
    }

    /// Lets the shell end by itself, with what its blocks left to be done at its end (`trap … EXIT`).
    pub(super) fn finish(&mut self, limit: Duration, stop: &Stop) -> Ending {
        self.blocks = None;
        let answer = self.wait(&mut Capture::default(), Instant::now() + limit, stop);
        // Nobody asked for what it prints, or for how it ends, unless the run is to end.
        answer.map_or(Ending::Replaced, |answer| answer.ending)
    }

    /// Sends a line to the shell, which is short enough for any pipe. One that is gone takes none: its silence says so.
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
                let has_left = self.leaves(output)?;
                self.end(output);
                let status = self.child.wait()?;
                return Ok(nowhere(if has_left { Ending::Left(status_of(status)) } else { Ending::Replaced }));
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

    /// Whether the process ends that has closed its answers: one that goes on is another program by now.
    fn leaves(&mut self, output: &mut Capture) -> io::Result<bool> {
        let deadline = Instant::now() + GRACE;
        while self.child.try_wait()?.is_none() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(false);
            }
            // Nothing tells of the end of a process but the process itself.
            let limit = left.min(TICK);
            if !self.is_heard {
                std::thread::sleep(limit);
            } else if ready([self.output.as_fd()], limit)? == [true] {
                self.is_heard = read(&mut self.output, |bytes| output.push(bytes));
            }
        }
        Ok(true)
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
        // Those that left the group and dropped the mark, where other shells keep theirs; the children of each become ours when it ends.
        loop {
            let is_ours = |pid: &Pid| !self.strays.contains(pid) && !has_mark(pid.as_raw_nonzero().get(), "");
            let ours: Vec<Pid> = children().into_iter().filter(is_ours).collect();
            if ours.is_empty() {
                break;
            }
            for pid in ours {
                let _ = kill_process(pid, Signal::KILL);
                let _ = waitpid(Some(pid), WaitOptions::empty());
            }
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.end(&mut Capture::default());
    }
}

/// Makes this program the parent of every process that loses its own, so that a shell can end all that it started.
/// Linux alone can do that.
pub(super) fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
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

/// The children of this program. Systems without `/proc` have no such list.
fn children() -> Vec<Pid> {
    let own = rustix::process::getpid().as_raw_nonzero().to_string();
    let parent = |pid: &i32| {
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The name, in parentheses, may hold anything; behind it stand the state and the parent.
        state.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1).map(str::to_owned))
    };
    processes().filter(|pid| parent(pid).as_deref() == Some(own.as_str())).filter_map(Pid::from_raw).collect()
}

/// The processes whose environment holds a mark: those that left the group of their shell. Systems without `/proc`
/// have no such list.
fn marked(mark: &str) -> Vec<Pid> {
    processes().filter(|pid| has_mark(*pid, mark)).filter_map(Pid::from_raw).collect()
}

/// Whether the environment of a process holds a mark that begins so.
fn has_mark(pid: i32, mark: &str) -> bool {
    let wanted = format!("{MARK}={mark}");
    let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    environment.split(|&byte| byte == 0).any(|entry| entry.starts_with(wanted.as_bytes()))
}

fn processes() -> impl Iterator<Item = i32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}
