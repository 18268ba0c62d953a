//! The preview: a handbook in the browser that follows its files.
//!
//! One thread builds, one writes to open tabs, and those that answer readers only look things up.

mod address;
mod difference;
mod events;
mod faults;
mod live;
mod preview;
mod routes;
mod server;
mod watch;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use socket2::{Domain, Protocol, Socket, Type};

use crate::config::ProjectError;
use crate::source::MachineError;
use events::News;
pub use preview::{Outcome, Preview, PreviewOptions, Round, Trust};
use server::Desk;
use watch::Watch;

/// How long the folder must be quiet before a build.
///
/// Editors save in several steps (a copy, a rename, a deletion), microseconds apart.
const QUIET: Duration = Duration::from_millis(30);

/// How long after the first change a build begins at the latest.
const LONGEST: Duration = Duration::from_millis(500);

/// How long a file that is suddenly gone or empty may stay so before it is believed.
const DOUBT: Duration = Duration::from_millis(120);

/// How often the disk is looked at where the system cannot watch it.
const POLL: Duration = Duration::from_secs(1);

/// How long a port that is in use is passed by, in ports.
const PORTS_TRIED: u16 = 20;

/// How long a write to a reader may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Where and how a preview is served.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// What is shown.
    pub preview: PreviewOptions,
    /// The address to listen at; `None` means this computer alone.
    pub host: Option<String>,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// Whether another port will not do.
    pub is_strict_port: bool,
    /// What opens a file at a line.
    pub editor: Editor,
    /// Where highlighted code is kept between two runs.
    pub code_cache: Option<PathBuf>,
}

/// The address that opens a file in an editor, with `{path}`, `{line}` and `{column}` in it; `None` for no link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(pub Option<String>);

/// What wakes the preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Something may have changed.
    Look,
    /// Somebody asked for a build.
    Again,
    /// It is to end.
    Quit,
}

/// Who hears how a preview fares.
pub trait Terminal {
    /// It can be opened here.
    fn ready(&self, url: &str);
    /// Something worth knowing.
    fn remark(&self, text: &str);
    /// A build has ended.
    fn built(&self, preview: &Preview, outcome: &Outcome);
}

/// Why there is no preview.
#[derive(Debug)]
pub enum ServeError {
    /// There is no handbook.
    Project(ProjectError),
    /// The port cannot be had.
    Port(u16, io::Error),
    /// There is no such address on this computer.
    Host(String),
    /// The machine's fault.
    Machine(MachineError),
}

/// Serves a preview until it is told to quit.
pub fn serve(
    options: &ServeOptions,
    terminal: &impl Terminal,
    (wake, wakes): (Sender<Wake>, &Receiver<Wake>),
) -> Result<(), ServeError> {
    let (news, heard) = channel();
    let mut preview =
        Preview::open(options.preview.clone(), milliseconds(), news.clone()).map_err(ServeError::Project)?;
    if let Some(folder) = &options.code_cache {
        preview.cache_mut().code = crate::publish::load_code(folder, &preview.project().root.clone());
    }
    let listener = listen(options, terminal)?;
    let address = listener.local_addr().map_err(|error| ServeError::Port(options.port, error))?;
    let shared = preview.shared();
    let writer = preview.shared();
    thread::spawn(move || events::write(&heard, &writer.live, &writer.built));
    let desk = Desk { shared: Arc::clone(&shared), editor: Arc::new(options.editor.clone()), news };
    thread::spawn(move || {
        if let Ok(server) = tiny_http::Server::from_listener(listener, None) {
            let _ = desk.serve(&server);
        }
    });
    terminal.ready(&format!("http://{address}/"));
    let live = Arc::clone(&shared);
    let changed = move || {
        live.live.expect();
        let _ = wake.send(Wake::Look);
    };
    let (watch, why_not) = Watch::new(changed);
    if let Some(reason) = why_not {
        terminal.remark(&polling(&reason));
    }
    follow(&mut preview, watch, terminal, wakes);
    Ok(())
}

/// Builds, waits for a change, and builds again.
fn follow(preview: &mut Preview, mut watch: Watch, terminal: &impl Terminal, wakes: &Receiver<Wake>) {
    let mut trust = Trust::Doubt;
    loop {
        let round = preview.refresh(trust);
        trust = Trust::Doubt;
        let wake = match &round {
            Round::Unfinished => {
                trust = Trust::Settled;
                settle(wakes, DOUBT)
            }
            Round::Abandoned => settle(wakes, QUIET),
            Round::Same | Round::Built(_) => {
                if let Round::Built(outcome) = &round {
                    terminal.built(preview, outcome);
                }
                match watch.follow(&preview.layout()) {
                    // What changed before the folder was watched made no sign.
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(reason) => terminal.remark(&polling(&reason)),
                }
                wait(preview, &watch, wakes)
            }
        };
        match wake {
            Wake::Look => {}
            Wake::Again => preview.forget(),
            Wake::Quit => return,
        }
    }
}

/// Waits until there is a reason to look at the disk, or to end.
fn wait(preview: &Preview, watch: &Watch, wakes: &Receiver<Wake>) -> Wake {
    loop {
        let pause = if watch.is_polling() { POLL } else { watch::CHECK };
        match wakes.recv_timeout(pause) {
            Ok(Wake::Look) => return settle(wakes, QUIET),
            Ok(wake) => return wake,
            Err(RecvTimeoutError::Disconnected) => return Wake::Quit,
            Err(RecvTimeoutError::Timeout) if watch.is_polling() => return Wake::Look,
            Err(RecvTimeoutError::Timeout) if !watch.is_up_to_date(&preview.layout()) => return Wake::Look,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Waits until nothing has changed for a while. Whoever asks for more than a look does not wait.
fn settle(wakes: &Receiver<Wake>, quiet: Duration) -> Wake {
    let latest = now() + LONGEST;
    while now() < latest {
        match wakes.recv_timeout(quiet) {
            Ok(Wake::Look) => {}
            Ok(wake) => return wake,
            Err(_) => break,
        }
    }
    Wake::Look
}

fn polling(reason: &str) -> String {
    format!("the system cannot watch the folder ({reason}); it is looked at every second instead")
}

/// Listens at the port that was asked for, or at the next one that is free.
fn listen(options: &ServeOptions, terminal: &impl Terminal) -> Result<TcpListener, ServeError> {
    let host: IpAddr = match options.host.as_deref() {
        None | Some("localhost") => IpAddr::from([127, 0, 0, 1]),
        Some(host) => host.trim_matches(['[', ']']).parse().map_err(|_| ServeError::Host(host.to_owned()))?,
    };
    let first = options.port;
    let is_only = options.is_strict_port || first == 0;
    let last = if is_only { first } else { first.saturating_add(PORTS_TRIED) };
    let mut fault = None;
    for port in first..=last {
        match bind(SocketAddr::new(host, port)) {
            Ok(listener) => {
                if port != first {
                    terminal.remark(&format!("port {first} is in use; port {port} is free"));
                }
                return Ok(listener);
            }
            Err(error) => fault = fault.or(Some(error)),
        }
    }
    Err(ServeError::Port(first, fault.unwrap_or_else(|| io::Error::from(io::ErrorKind::AddrInUse))))
}

/// A listening socket with time limits, which accepted sockets inherit on Linux.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_read_timeout(Some(TIME_LIMIT))?;
    socket.set_write_timeout(Some(TIME_LIMIT))?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    Ok(socket.into())
}

/// A number that grows from one run to the next: milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "generations go on growing over runs")]
fn milliseconds() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "settling is measured by the clock")]
fn now() -> Instant {
    Instant::now()
}
