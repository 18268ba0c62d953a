//! The gate before the HTTP server: it reads the head of each request within limits, refuses what is malformed or not
//! allowed, and passes the rest on, one request for each connection.
//!
//! `tiny_http` 0.12 reads heads of any length for any time, takes some requests for two, and stops for good when the
//! system has no more descriptors. So it listens where only the gate is let in, and the gate carries bytes both ways.
//! One thread does so for all connections; nothing in it waits for a client.

use std::collections::HashSet;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::SockRef;

use super::connection::{Connection, Goes, now};
use super::events::News;
use super::guard::Guard;
use super::head::{Head, LONGEST, Refusal};
use super::routes::EVENTS;

/// How long nobody is accepted after the system had no descriptor left.
const PAUSE: Duration = Duration::from_millis(100);

/// The most connections that ask for something.
const MOST_READERS: usize = 512;

/// The most event streams: a tab has one at most.
const MOST_STREAMS: usize = 2048;

/// One of so many places is kept for readers, however many tabs are open.
const KEPT: usize = (MOST_READERS + MOST_STREAMS) / MOST_READERS;

/// The most event streams that the server opens at a time.
const MOST_OPENING: usize = 2;

/// Descriptors that a connection takes: the client's, ours to the server, and two of the server.
const DESCRIPTORS: usize = 4;

/// Descriptors that everything else takes.
const RESERVE: usize = 40;

/// The addresses of the gate's own connections to the server, which answers to no others.
pub(super) type Admitted = Arc<Mutex<HashSet<SocketAddr>>>;

/// The gate.
pub(super) struct Gate {
    /// Where clients come in.
    pub(super) listeners: Vec<TcpListener>,
    /// Where the server listens.
    pub(super) server: SocketAddr,
    /// Who may come in.
    pub(super) guard: Guard,
    /// Which connections come from here.
    pub(super) admitted: Admitted,
    /// Who is told that a stream has no reader any more.
    pub(super) news: Sender<News>,
}

/// The way from a client to the server; it is closed when this goes away.
pub(super) struct Passage {
    /// The connection to the server.
    pub(super) server: TcpStream,
    /// Whether events come this way.
    pub(super) is_stream: bool,
    /// Whether the server has said anything.
    pub(super) is_answered: bool,
    own: SocketAddr,
    admitted: Admitted,
    news: Sender<News>,
}

impl Drop for Passage {
    fn drop(&mut self) {
        self.admitted.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.own);
        if self.is_stream {
            // Nobody listens any more when the program ends.
            let _ = self.news.send(News::Gone(self.own));
        }
    }
}

impl Gate {
    /// Lets clients in for as long as the program runs.
    pub(super) fn run(&self) {
        let most = (descriptors().saturating_sub(RESERVE) / DESCRIPTORS).clamp(1, MOST_READERS + MOST_STREAMS);
        let mut connections: Vec<Connection> = Vec::new();
        let mut paused: Option<Instant> = None;
        loop {
            paused = paused.filter(|until| *until > now());
            let Some((is_new, ready)) = self.wait(&connections, paused) else { continue };
            let mut ready = ready.into_iter();
            connections.retain_mut(|connection| {
                let [client, server] = ready.next().unwrap_or([PollFlags::empty(); 2]);
                advance(connection, client, server).is_ok()
            });
            self.pass_on(&mut connections, most - most.div_ceil(KEPT));
            for (listener, _) in self.listeners.iter().zip(is_new).filter(|(_, is_new)| *is_new) {
                if accept(listener, &mut connections, most).is_err() {
                    paused = Some(now() + PAUSE);
                }
            }
        }
    }

    /// Waits until something can be done. Says which listeners have somebody new, and for what each connection is
    /// ready on the side of the client and of the server.
    fn wait(&self, connections: &[Connection], paused: Option<Instant>) -> Option<(Vec<bool>, Vec<[PollFlags; 2]>)> {
        let listening = if paused.is_none() { PollFlags::IN } else { PollFlags::empty() };
        let listeners = self.listeners.iter().map(|listener| PollFd::new(listener, listening));
        let mut polled: Vec<PollFd<'_>> = listeners.collect();
        for connection in connections {
            polled.push(PollFd::new(&connection.client, connection.client_flags()));
            if let Some(passage) = connection.passage() {
                polled.push(PollFd::new(&passage.server, connection.server_flags()));
            }
        }
        let deadline = connections.iter().filter_map(|connection| connection.deadline).chain(paused).min();
        let timeout = deadline.map(|deadline| deadline.saturating_duration_since(now()));
        let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
        // Interrupted by a signal: another round.
        poll(&mut polled, timeout.as_ref()).ok()?;
        let mut events = polled.iter().map(PollFd::revents);
        let is_new = events.by_ref().take(self.listeners.len()).map(|events| !events.is_empty()).collect();
        let mut next = || events.next().unwrap_or(PollFlags::empty());
        let ready = connections
            .iter()
            .map(|connection| [next(), if connection.passage().is_some() { next() } else { PollFlags::empty() }]);
        Some((is_new, ready.collect()))
    }

    /// Passes on what was asked for. The server takes a thread for each request until it is answered: of streams, which
    /// come by the hundred when a preview is started again, only a few are opened at a time, and at most `streams` are
    /// open.
    fn pass_on(&self, connections: &mut [Connection], streams: usize) {
        let mut opening = connections.iter().filter(|connection| connection.is_opening()).count();
        let is_open = |connection: &&Connection| connection.passage().is_some_and(|passage| passage.is_stream);
        let mut open = connections.iter().filter(is_open).count();
        for connection in connections {
            let is_stream = connection.is_stream();
            let is_surplus = is_stream && open >= streams;
            let is_late = is_stream && opening == MOST_OPENING && !is_surplus;
            let Some(head) = connection.request().filter(|_| !is_late) else { continue };
            let passage = if is_surplus { Err(Refusal(503, "too many tabs are open")) } else { self.pass(head) };
            connection.pass(passage);
            open += usize::from(connection.is_opening());
            opening += usize::from(connection.is_opening());
        }
    }

    /// Opens the way to the server for a request.
    fn pass(&self, head: &Head) -> Result<Passage, Refusal> {
        self.guard.check(head)?;
        let busy = |_: io::Error| Refusal(503, "the server is busy");
        let server = TcpStream::connect(self.server).map_err(busy)?;
        // Closed without waiting: what there was to read has been read, and ports are not without number.
        SockRef::from(&server).set_linger(Some(Duration::ZERO)).map_err(busy)?;
        let own = server.local_addr().map_err(busy)?;
        self.admitted.lock().unwrap_or_else(PoisonError::into_inner).insert(own);
        let Head { method, target, .. } = head;
        let mut passage = Passage {
            server,
            is_stream: head.path() == EVENTS,
            is_answered: false,
            own,
            admitted: Arc::clone(&self.admitted),
            news: self.news.clone(),
        };
        let known = head.field("if-none-match")?.filter(|tags| tags.is_ascii());
        let known = known.map(|tags| format!("If-None-Match: {tags}\r\n")).unwrap_or_default();
        let request = format!("{method} {target} HTTP/1.1\r\n{known}Connection: close\r\n\r\n");
        passage.server.write_all(request.as_bytes()).map_err(busy)?;
        passage.server.set_nonblocking(true).map_err(busy)?;
        Ok(passage)
    }
}

fn advance(connection: &mut Connection, client: PollFlags, server: PollFlags) -> Goes {
    connection.check_deadline()?;
    if client.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR) {
        connection.hear()?;
    }
    if !server.is_empty() {
        connection.take_answer()?;
    }
    connection.write()
}

/// How many are accepted before those that are there are listened to: what they ask for decides which limit is theirs.
const MOST_AT_ONCE: usize = 32;

/// Accepts who waits; beyond the limits, with a refusal.
fn accept(listener: &TcpListener, connections: &mut Vec<Connection>, most: usize) -> io::Result<()> {
    let mut readers = connections.iter().filter(|connection| !connection.is_stream()).count();
    for _ in 0..MOST_AT_ONCE {
        let mut client = match listener.accept() {
            Ok((client, _)) => client,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => continue,
            Err(error) => return Err(error),
        };
        client.set_nonblocking(true)?;
        // Events are short, and a tab waits for each.
        client.set_nodelay(true)?;
        if connections.len() >= most || readers >= MOST_READERS {
            let _ = client.read(&mut [0; LONGEST]);
            let _ = client.write(&Refusal(503, "too many connections").answer(false));
            let _ = client.shutdown(Shutdown::Write);
            continue;
        }
        readers += 1;
        connections.push(Connection::new(client));
    }
    Ok(())
}

/// How many files the program may have open: as many as the system lets it.
#[cfg(unix)]
fn descriptors() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// More is never needed, and some systems have tables as long as the limit.
    const ENOUGH: u64 = 16 * 1024;

    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.unwrap_or(ENOUGH).min(ENOUGH);
    let current = limit.current.unwrap_or(ENOUGH);
    let is_raised = current < wanted
        && setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum }).is_ok();
    usize::try_from(if is_raised { wanted } else { current }).unwrap_or(usize::MAX)
}

#[cfg(not(unix))]
fn descriptors() -> usize {
    usize::MAX
}
