//! One client at the gate: its request, the way to the server, and what waits to be written.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::PollFlags;

use super::gate::Passage;
use super::head::{Head, LONGEST, Refusal};
use super::routes::EVENTS;

/// How long the head of a request may take.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// How long a client may take nothing of what is there for it.
const WRITE_TIME: Duration = Duration::from_secs(10);

/// How long a connection whose answer is written waits for the client to close it.
///
/// Closed at once, what the client still sends would make the system throw the answer away.
const LEAVE_TIME: Duration = Duration::from_secs(1);

/// The most bytes that wait for a client; a stream that is further behind is closed.
const MOST_WAITING: usize = 64 * 1024;

/// A client.
pub(super) struct Connection {
    /// The client's side.
    pub(super) client: TcpStream,
    /// When it is over, unless something happens before.
    pub(super) deadline: Option<Instant>,
    stage: Stage,
    waiting: Vec<u8>,
    /// Whether the client will send nothing more.
    is_silent: bool,
}

/// How far a connection is.
pub(super) enum Stage {
    /// The head of its request is read.
    Reading(Vec<u8>),
    /// Its request waits to be passed on.
    Asking(Head),
    /// The server answers.
    Passing(Passage),
    /// Nothing more comes for the client.
    Leaving,
}

/// Whether a connection goes on.
pub(super) type Goes = Result<(), Over>;

/// A connection that ends here.
pub(super) struct Over;

impl Connection {
    /// Somebody who has said nothing yet.
    pub(super) fn new(client: TcpStream) -> Self {
        let deadline = Some(now() + HEAD_TIME);
        Self { client, deadline, stage: Stage::Reading(Vec::new()), waiting: Vec::new(), is_silent: false }
    }

    /// The way to the server, where there is one.
    pub(super) fn passage(&self) -> Option<&Passage> {
        match &self.stage {
            Stage::Passing(passage) => Some(passage),
            Stage::Reading(_) | Stage::Asking(_) | Stage::Leaving => None,
        }
    }

    /// The request that waits to be passed on, where there is one.
    pub(super) fn request(&self) -> Option<&Head> {
        match &self.stage {
            Stage::Asking(head) => Some(head),
            Stage::Reading(_) | Stage::Passing(_) | Stage::Leaving => None,
        }
    }

    /// Whether events go to the client, or will.
    pub(super) fn is_stream(&self) -> bool {
        match &self.stage {
            Stage::Asking(head) => head.path() == EVENTS,
            Stage::Passing(passage) => passage.is_stream,
            Stage::Reading(_) | Stage::Leaving => false,
        }
    }

    /// Whether the server has yet to begin a stream of events.
    pub(super) fn is_opening(&self) -> bool {
        self.passage().is_some_and(|passage| passage.is_stream && !passage.is_answered)
    }

    /// What to wait for on the client's side.
    pub(super) fn client_flags(&self) -> PollFlags {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, !self.is_silent);
        flags.set(PollFlags::OUT, !self.waiting.is_empty());
        flags
    }

    /// What to wait for on the server's side.
    pub(super) fn server_flags(&self) -> PollFlags {
        let has_room = self.is_stream() || self.waiting.len() < MOST_WAITING;
        if has_room { PollFlags::IN } else { PollFlags::empty() }
    }

    /// Ends what has taken too long.
    pub(super) fn check_deadline(&mut self) -> Goes {
        if self.deadline.is_none_or(|deadline| deadline > now()) {
            return Ok(());
        }
        match &self.stage {
            Stage::Reading(bytes) if !bytes.is_empty() => {
                self.refuse(Refusal(408, "the request took too long"));
                Ok(())
            }
            _ => Err(Over),
        }
    }

    /// Reads what the client sends.
    pub(super) fn hear(&mut self) -> Goes {
        let mut buffer = [0; LONGEST];
        let count = match self.client.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if is_for_later(&error) => return Ok(()),
            Err(_) => return Err(Over),
        };
        self.is_silent = count == 0;
        match &mut self.stage {
            Stage::Reading(bytes) if self.is_silent => {
                if bytes.is_empty() {
                    return Err(Over);
                }
                self.refuse(Refusal(400, "the request is not whole"));
            }
            Stage::Reading(bytes) => {
                bytes.extend_from_slice(&buffer[..count]);
                match Head::read(bytes) {
                    Ok(None) => {}
                    Ok(Some(head)) => {
                        self.stage = Stage::Asking(head);
                        self.deadline = None;
                    }
                    Err(refusal) => self.refuse(refusal),
                }
            }
            // Who says no more may wait for an answer; who hears a stream has gone.
            Stage::Passing(passage) if self.is_silent && passage.is_stream => return Err(Over),
            Stage::Leaving if self.is_silent && self.waiting.is_empty() => return Err(Over),
            Stage::Asking(_) | Stage::Passing(_) | Stage::Leaving => {}
        }
        Ok(())
    }

    /// Opens the way to the server for a request that waits, or refuses it.
    pub(super) fn pass(&mut self, passage: Result<Passage, Refusal>) {
        match passage {
            Ok(passage) => self.stage = Stage::Passing(passage),
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// Takes what the server has for the client.
    pub(super) fn take_answer(&mut self) -> Goes {
        let Stage::Passing(passage) = &mut self.stage else { return Ok(()) };
        let mut buffer = [0; LONGEST];
        match passage.server.read(&mut buffer) {
            Ok(0) => self.stage = Stage::Leaving,
            Ok(count) => {
                passage.is_answered = true;
                if self.waiting.is_empty() {
                    self.deadline = Some(now() + WRITE_TIME);
                }
                self.waiting.extend_from_slice(&buffer[..count]);
                if passage.is_stream && self.waiting.len() > MOST_WAITING {
                    return Err(Over);
                }
            }
            Err(error) if is_for_later(&error) => {}
            Err(_) => return Err(Over),
        }
        Ok(())
    }

    /// Writes what waits for the client.
    pub(super) fn write(&mut self) -> Goes {
        if !self.waiting.is_empty() {
            match self.client.write(&self.waiting) {
                Ok(count) => {
                    self.waiting.drain(..count);
                    self.deadline = (!self.waiting.is_empty()).then(|| now() + WRITE_TIME);
                }
                Err(error) if is_for_later(&error) => return Ok(()),
                Err(_) => return Err(Over),
            }
        }
        if matches!(self.stage, Stage::Leaving) && self.waiting.is_empty() && self.deadline.is_none() {
            self.client.shutdown(Shutdown::Write).map_err(|_| Over)?;
            if self.is_silent {
                return Err(Over);
            }
            self.deadline = Some(now() + LEAVE_TIME);
        }
        Ok(())
    }

    fn refuse(&mut self, refusal: Refusal) {
        let is_head = match &self.stage {
            Stage::Reading(bytes) => bytes.starts_with(b"HEAD "),
            Stage::Asking(head) => head.method == "HEAD",
            Stage::Passing(_) | Stage::Leaving => false,
        };
        self.stage = Stage::Leaving;
        self.waiting = refusal.answer(is_head);
        self.deadline = Some(now() + WRITE_TIME);
    }
}

fn is_for_later(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// The clock that deadlines are measured by.
#[expect(clippy::disallowed_methods, reason = "clients have a limited time")]
pub(super) fn now() -> Instant {
    Instant::now()
}
