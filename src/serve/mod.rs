//! The preview: a handbook in the browser that follows its files.
//!
//! One thread builds, one writes to open tabs, and those that answer readers only look things up.

mod address;
mod connection;
mod difference;
mod door;
mod events;
mod faults;
mod gate;
mod guard;
mod head;
mod live;
mod preview;
mod routes;
mod server;
mod watch;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::config::ProjectError;
use door::Door;
use events::News;
use gate::{Admitted, Gate};
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

/// How often the disk is looked at where the system cannot watch it, or where a look failed.
const POLL: Duration = Duration::from_secs(1);

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
    let Door { listeners, guard, url, is_private, outer } = Door::open(options, terminal)?;
    let shared = preview.shared();
    let writer = preview.shared();
    thread::spawn(move || events::write(&heard, &writer.live));
    let admitted = Admitted::default();
    let inner = door::listen(SocketAddr::from(([127, 0, 0, 1], 0))).map_err(|error| ServeError::Port(0, error))?;
    let server = inner.local_addr().map_err(|error| ServeError::Port(0, error))?;
    let editor = Arc::new(options.editor.clone());
    let desk = Desk { shared: preview.shared(), editor, news: news.clone(), admitted: Arc::clone(&admitted) };
    thread::spawn(move || desk.run(&inner));
    let gate = Gate { listeners, server, guard, admitted, news };
    thread::spawn(move || gate.run());
    terminal.ready(&url);
    if !is_private {
        terminal.remark("warning: everybody who reaches this computer can read the preview, drafts included");
    }
    if let Some(outer) = outer {
        terminal.remark(&format!("others reach it at {outer}"));
    }
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
                match watch.follow(&preview.layout(), preview.walked()) {
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
fn wait(preview: &mut Preview, watch: &Watch, wakes: &Receiver<Wake>) -> Wake {
    let is_polling = watch.is_polling() || preview.is_blind();
    loop {
        let pause = if is_polling { POLL } else { watch::CHECK };
        match wakes.recv_timeout(pause) {
            Ok(Wake::Look) => return settle_looking(preview, wakes),
            Ok(wake) => return wake,
            Err(RecvTimeoutError::Disconnected) => return Wake::Quit,
            Err(RecvTimeoutError::Timeout) if is_polling => return Wake::Look,
            Err(RecvTimeoutError::Timeout) if !watch.is_up_to_date(&preview.layout()) => return Wake::Look,
            // Nothing happens: a good time for what can wait.
            Err(RecvTimeoutError::Timeout) => preview.keep_code(),
        }
    }
}

/// Looks at the disk, and waits meanwhile until nothing has changed for a while: the look counts if nothing has changed
/// since it began.
fn settle_looking(preview: &mut Preview, wakes: &Receiver<Wake>) -> Wake {
    let began = now();
    // What is known already is seen by the look.
    while let Ok(wake) = wakes.try_recv() {
        if wake != Wake::Look {
            return wake;
        }
    }
    preview.look_early();
    match wakes.recv_timeout(QUIET.saturating_sub(began.elapsed())) {
        Err(_) => Wake::Look,
        Ok(wake) => {
            preview.forget_early_look();
            if wake == Wake::Look { settle(wakes, QUIET) } else { wake }
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
