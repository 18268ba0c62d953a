//! Ctrl-C and its kin: what is unfinished goes away, then the program ends.

#[cfg(unix)]
use std::os::unix::net::UnixStream;
#[cfg(unix)]
use std::sync::{Arc, atomic::AtomicUsize};

use crate::publish::Interrupt;
#[cfg(unix)]
use crate::runner::Stop;

/// Ends the build and the program when it is told to end, with 128 plus the signal's number.
#[cfg(unix)]
pub(super) fn end_on_signals(build: Interrupt) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without handlers the program still ends, and the next build removes what this one left.
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            build.stop();
            std::process::exit(128 + signal);
        }
    });
}

/// A run that is told to end when the program is, and the number of the last signal; 0 where there was none.
#[cfg(unix)]
pub(super) fn stop_on_signals() -> std::io::Result<(Stop, Arc<AtomicUsize>)> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let (hears, tells) = UnixStream::pair()?;
    hears.set_nonblocking(true)?;
    let last = Arc::new(AtomicUsize::new(0));
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        // The number is there before the pipe says that there is one: actions run in the order of registration.
        let number = usize::try_from(signal).unwrap_or_default();
        signal_hook::flag::register_usize(signal, Arc::clone(&last), number)?;
        signal_hook::low_level::pipe::register(signal, tells.try_clone()?)?;
    }
    Ok((Stop::new(hears), last))
}

#[cfg(not(unix))]
pub(super) fn end_on_signals(_: Interrupt) {}
